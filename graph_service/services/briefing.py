"""The briefing: what a meeting reads before it decides, put together from the questions of one moment.

What is listed is chosen here, once, so that a terminal, a page and a printed sheet say the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, TypeVar

from graph_service.analysis.cards import Card
from graph_service.analysis.conflicts import CONFLICTS, ConflictParameters, WindowRow
from graph_service.analysis.months import MONTHS, MonthList, MonthParameters
from graph_service.analysis.priorities import PRIORITIES, LaneParameters
from graph_service.analysis.priorities_parts import Lane, LaneName
from graph_service.analysis.representatives import REPRESENTATIVES, PlanParameters
from graph_service.analysis.representatives_parts import Representatives
from graph_service.analysis.result import WITHHELD, Note
from graph_service.analysis.scorecard import SCORECARD, LineageParameters
from graph_service.analysis.scorecard_parts import Evidence, GroupRow, Scorecard
from graph_service.analysis.window_names import main_window, short_window
from graph_service.errors import InputError
from graph_service.services.access import may_receive, may_use
from graph_service.services.changes import Changes, Moved, changes_since, open_windows
from graph_service.services.context import Context
from graph_service.services.frame import answer
from graph_service.services.lane_filters import LaneFilters, filtered_lane
from graph_service.services.paging import Cut
from graph_service.services.person_names import names

N_FIRST: Final = 2  # groups that share the first rank and are told with their reasons
N_GROUPS: Final = 7  # rows of the table of groups, the first ones included
N_WINDOWS: Final = 6
N_MOVED: Final = 6  # groups that rose, and as many that fell
N_MOVED_WINDOWS: Final = 4  # that opened, and as many that closed
N_PERSONS: Final = 5  # of each lane
N_REASONS: Final = 2  # of each person
N_RECORDS: Final = 2  # of each reason
N_INCIDENTS: Final = 3  # that weigh most, and the latest
N_YEARS: Final = 4  # of shootings by month
N_PICKS: Final = 8  # of the plan
PARTS: Final = (CONFLICTS, MONTHS, PRIORITIES, REPRESENTATIVES)  # asked beside the scorecard, by whoever may
# What of a lane must be said beside its length: who has grounds and is left out, by codes of notes.
LEFT_OUT: Final = ("exited", "under_age", "person_overdue", "cooling_off")
QUIET: Final = "records_end_earlier"
LANE_TITLES: Final[Mapping[str, str]] = {
    LaneName.MESSAGE: "Message: whom to reach first",
    LaneName.SAFETY: "Safety: whom to warn",
    LaneName.MESSENGER: "Messengers: who could carry the message",
}
PART_NAMES: Final[Mapping[str, str]] = {
    CONFLICTS.name: "retaliation windows",
    MONTHS.name: "incidents by month",
    PRIORITIES.name: "the three lists of persons",
    REPRESENTATIVES.name: "the plan for the first group",
}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FirstRows(Generic[T]):
    """The first rows of a list, and how many more it has."""

    rows: tuple[T, ...]
    n_more: int


@dataclass(frozen=True, slots=True)
class FirstGroup:
    """A group that is most violent, with the incidents that make it so."""

    group: GroupRow
    heaviest: tuple[Evidence, ...]
    latest: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class BriefChanges:
    """What changed since an earlier day, as far as it is listed; of windows nothing where nobody asked for them."""

    since: date
    risen: FirstRows[Moved]
    fallen: FirstRows[Moved]
    opened: FirstRows[WindowRow]
    closed: FirstRows[WindowRow]


@dataclass(frozen=True, slots=True)
class BriefLane:
    """The first persons of a lane; who came onto it and who left it since the earlier day, where there is one."""

    lane: Lane
    new: tuple[str, ...]
    n_new: int | None
    left: tuple[Card, ...]
    left_out: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """What is told of one moment; a part that its reader may not ask for is None, and is named in `not_asked`."""

    scorecard: Scorecard
    main: str  # the windows whose counts are told, by name
    short: str
    first: FirstRows[FirstGroup]
    groups: FirstRows[GroupRow]
    quiet: tuple[Note, ...]  # the records end long before the day: a forgotten day must not read as peace
    windows: FirstRows[WindowRow] | None
    months: MonthList | None
    changes: BriefChanges | None
    lanes: tuple[BriefLane, ...]
    plan: Representatives | None
    names: Mapping[str, tuple[str, ...]]  # by id of the person, only where they were asked for
    not_asked: tuple[str, ...]

    @property
    def group_names(self) -> Mapping[str, str]:
        """The groups of the scorecard by id."""
        return {row.group_id: row.name for row in self.scorecard.groups}


def briefing(
    context: Context, *, as_of: date | None = None, since: date | None = None, with_names: bool = False
) -> Briefing:
    """Ask what a briefing is made of, of the records of one moment.

    Parameters
    ----------
    context : Context
        The open store, and who asks what for: who may not ask for the scorecard has no briefing.
    as_of : date | None
        The day, seen at its end; default today.
    since : date | None
        An earlier day to say what changed since; None: nothing is compared.
    with_names : bool
        Whether the persons who are listed are named, for callers who may see names; that is written down.

    Returns
    -------
    Briefing
        The answers, and which rows of them are listed.
    """
    context = context.holding(as_of)
    card = answer(context, SCORECARD, LineageParameters(), as_of=as_of)
    if since is not None and since >= card.as_of:
        message = f"{since} is not before {card.as_of}: choose an earlier day to compare with"
        raise InputError(message)
    conflicts = months = plan = None
    lanes: tuple[BriefLane, ...] = ()
    if _may_ask(context, CONFLICTS.name):
        conflicts = answer(context, CONFLICTS, ConflictParameters(), as_of=as_of)
    if _may_ask(context, MONTHS.name):
        months = answer(context, MONTHS, MonthParameters(), as_of=as_of)
    if _may_ask(context, PRIORITIES.name):
        lanes = tuple(_lane(context, name, as_of, since) for name in LaneName)
    if _may_ask(context, REPRESENTATIVES.name) and card.most_violent:
        parameters = PlanParameters(groups=card.most_violent[:1])
        plan = answer(context, REPRESENTATIVES, parameters, as_of=as_of)
    main = main_window(card.totals)
    shared = [row for row in card.groups if row.group_id in card.most_violent]
    return Briefing(
        scorecard=card,
        main=main,
        short=short_window(card.totals),
        first=_first_rows([_with_evidence(row) for row in shared], N_FIRST),
        groups=_first_rows(card.groups, N_GROUPS),
        quiet=tuple(note for note in card.notes if note.code == QUIET),
        windows=None if conflicts is None else _first_rows(open_windows(conflicts), N_WINDOWS),
        months=months,
        changes=None if since is None else _listed_changes(changes_since(context, since, card, conflicts)),
        lanes=lanes,
        plan=plan,
        names=_names(context, lanes, plan, as_of) if with_names else {},
        not_asked=tuple(part.name for part in PARTS if not _may_ask(context, part.name)),
    )


def _may_ask(context: Context, question: str) -> bool:
    return may_use(context.caller, question) and may_receive(context, question)


def _first_rows(rows: Sequence[T], limit: int) -> FirstRows[T]:
    return FirstRows(tuple(rows[:limit]), max(len(rows) - limit, 0))


def _listed_changes(changes: Changes) -> BriefChanges:
    return BriefChanges(
        since=changes.since,
        risen=_first_rows(changes.risen, N_MOVED),
        fallen=_first_rows(changes.fallen, N_MOVED),
        opened=_first_rows(changes.opened, N_MOVED_WINDOWS),
        closed=_first_rows(changes.closed, N_MOVED_WINDOWS),
    )


def _with_evidence(row: GroupRow) -> FirstGroup:
    """Return a group with the incidents that weigh most in its index, and with the latest."""
    weighing = [incident for incident in row.evidence if incident.adds > 0]
    heaviest = sorted(weighing, key=lambda incident: (-incident.adds, incident.incident_id))
    latest = [incident for incident in weighing if incident.side == "suspect"]
    return FirstGroup(row, tuple(heaviest[:N_INCIDENTS]), tuple(latest[:N_INCIDENTS]))


def _lane(context: Context, name: LaneName, as_of: date | None, since: date | None) -> BriefLane:
    """Return the first rows of a lane: the trail then says that these were looked at, and nobody further down."""
    filtered = filtered_lane(
        context, LaneParameters(lane=name), LaneFilters(since=since), as_of=as_of, cut=Cut(0, N_PERSONS)
    )
    lane, change = filtered.lane, filtered.change
    listed = [row.person.person_id for row in lane.rows]
    return BriefLane(
        lane=lane,
        new=() if change is None else tuple(person for person in listed if person in change.new),
        n_new=None if change is None else len(change.new),
        left=() if change is None else change.left,
        left_out=tuple(note for note in lane.notes if note.code in LEFT_OUT),
    )


def _names(
    context: Context, lanes: Sequence[BriefLane], plan: Representatives | None, as_of: date | None
) -> Mapping[str, tuple[str, ...]]:
    """Return the names of those who are listed, but for whom the caller may not see."""
    listed = {row.person.person_id for lane in lanes for row in lane.lane.rows}
    listed |= set() if plan is None else {pick.person_id for pick in plan.picks[:N_PICKS]}
    listed -= {WITHHELD.value}
    named = names(context, person_ids=listed, as_of=as_of).persons if listed else ()
    return {person.person_id: person.names or () for person in named}
