"""The question for the figures of the programme, and what each of them rests on."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from graph_service.analysis.figures.answers import answers_figure, ignored_figure, not_found_figure
from graph_service.analysis.figures.call_ins import call_ins_figure, lists_figure
from graph_service.analysis.figures.detained import detained_figure
from graph_service.analysis.figures.group_incidents import interval_figure, lethal_figure
from graph_service.analysis.figures.help import exit_figure, in_touch_figure, moved_figure
from graph_service.analysis.figures.parts import Figure, FigureParameters, FigureRound, Figures
from graph_service.analysis.figures.shootings import shootings_figure
from graph_service.analysis.figures.small_counts import without_groups, without_small_counts
from graph_service.analysis.figures.visits import Period, since_start_figure, visits_figure
from graph_service.analysis.header import header
from graph_service.domain.caller import CallerRole
from graph_service.domain.dates import day_number, day_of
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.use_case import INTELLIGENCE, Rule, UseCase
from graph_service.domain.vocabulary import DataClass
from graph_service.errors import InputError

_OPEN: Final = frozenset({DataClass.OPEN})
_SUPPORT: Final = frozenset({DataClass.SUPPORT})
# Field classes of the records that a figure counts: who does not see them gets numbers alone, and no small ones.
RESTS_ON: Final[Mapping[str, frozenset[DataClass]]] = {
    "visits": _OPEN,
    "lethal_violence": INTELLIGENCE,
    "answers": _OPEN,
    "not_found": _OPEN,
    "exit_programme": _SUPPORT,
    "moved": _SUPPORT,
    "in_touch": _SUPPORT,
    "since_start": _OPEN,
    "detained": _OPEN,
    "ignored": INTELLIGENCE,
    "shootings": _OPEN,
    "incident_to_visit": INTELLIGENCE,
    "lists": INTELLIGENCE,
    "call_ins": _OPEN,
}


def figures(snapshot: Snapshot, policy: Policy, parameters: FigureParameters) -> Figures:
    """Return the figures of the programme for a period, as the records of the day tell them.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        Which incidents count, and from which confidence on a group is named.
    parameters : FigureParameters
        The period, the round, and whether they are to leave the agencies.

    Returns
    -------
    Figures
        Each figure with its rows. A visit is a delivered custom notification; rows of one person on one day are one.

    Raises
    ------
    InputError
        If the period ends before it begins, or after the day.
    """
    first, last = _days(snapshot, parameters)
    of_round = None if parameters.round_id is None else snapshot["round"].position[parameters.round_id]
    period = Period(day_number(first), day_number(last), of_round)
    all_figures: tuple[Figure, ...] = (
        visits_figure(snapshot, period),
        lethal_figure(snapshot, policy, period),
        answers_figure(snapshot, period),
        not_found_figure(snapshot, period),
        exit_figure(snapshot, period),
        moved_figure(snapshot, period),
        in_touch_figure(snapshot, period),
        since_start_figure(snapshot),
        detained_figure(snapshot),
        ignored_figure(snapshot, period),
        shootings_figure(snapshot, policy),
        interval_figure(snapshot, policy, period),
        lists_figure(),
        call_ins_figure(snapshot, policy, period),
    )
    if parameters.outside:
        all_figures = tuple(without_small_counts(without_groups(figure)) for figure in all_figures)
    values = {"from_day": first.isoformat(), "to_day": last.isoformat()}
    return Figures(
        **header(
            "figures",
            snapshot,
            policy,
            {**values, "round_id": parameters.round_id, "outside": parameters.outside},
        ),
        from_day=first,
        to_day=last,
        figures=all_figures,
        rounds=_rounds(snapshot),
    )


def _rounds(snapshot: Snapshot) -> tuple[FigureRound, ...]:
    """Return the rounds that had begun by the day, the latest first."""
    frame = snapshot["round"]
    starts, names = frame["starts_on"].tolist(), frame.texts["name"]
    begun = sorted(
        (row for row in range(len(frame)) if starts[row] <= snapshot.day), key=lambda row: (-starts[row], row)
    )
    return tuple(FigureRound(frame.ids[row], str(names[row]), day_of(starts[row])) for row in begun)


def _days(snapshot: Snapshot, parameters: FigureParameters) -> tuple[date, date]:
    """Return the first and last day of the period."""
    last = parameters.to_day or snapshot.as_of
    if last > snapshot.as_of:
        message = f"the period ends on {last}, after the day looked at, {snapshot.as_of}: end it earlier, or look later"
        raise InputError(message)
    first = parameters.from_day or _first_day(snapshot, parameters, last)
    if first > last:
        message = f"the period begins on {first} and ends on {last}: begin it earlier, or end it later"
        raise InputError(message)
    return first, last


def _first_day(snapshot: Snapshot, parameters: FigureParameters, last: date) -> date:
    """Return the first day of the round, else of the month before the last day."""
    if parameters.round_id is not None:
        rounds = snapshot["round"]
        return min(last, day_of(int(rounds["starts_on"][rounds.position[parameters.round_id]])))
    return (last.replace(day=1) - timedelta(days=1)).replace(day=1)


FIGURES = UseCase(
    name="figures",
    question="What has the programme done, and what came of it?",
    summary="The figures of the programme for a period: visits, answers, help, custody, shootings and call-ins, each "
    "with the rows behind it",
    address="figures",
    parameters=FigureParameters,
    result=Figures,
    compute=figures,
    rule=Rule(
        frozenset({CallerRole.ANALYST, CallerRole.COORDINATOR, CallerRole.ADMIN, CallerRole.SERVICE}),
        _OPEN,
    ),
    first_list="figures numbers",
    unit="persons; visits; days",
    reference="joint press release of the programme, 3 December 2020",
)
