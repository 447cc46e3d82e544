"""Incidents by calendar month: of each group on both sides, of all, and shootings against earlier years."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Annotated as A

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.attribution import SideView, names_group, sides
from graph_service.analysis.fields import GroupId, GroupName
from graph_service.analysis.header import header
from graph_service.analysis.incidents import Incidents, incidents
from graph_service.analysis.periods import Window
from graph_service.analysis.result import Result, note
from graph_service.analysis.violence import listed_groups
from graph_service.domain.dates import day_number, day_of, period
from graph_service.domain.described import Described
from graph_service.domain.parameters import Lineage, Parameter
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, IntArray, Snapshot
from graph_service.domain.use_case import UseCase
from graph_service.domain.vocabulary import IncidentType, code_of

Mask = NDArray[np.bool_]
YEAR = 12  # months


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """All counted incidents of a month."""

    month: A[str, Described("the calendar month", "2020-11")]
    last_on: A[date, Described("its last day, at most the day of the result", date(2020, 11, 30))]
    incidents: A[
        int,
        Described(
            "counted incidents that lie in the month for certain, up to the day of the result", 6, unit="incidents"
        ),
    ]
    shootings: A[int, Described("shootings among them", 3, unit="incidents")]
    unknown_committed: A[
        float, Described("part of them that is attributed to no group on the suspect side", 0.5, unit="incidents")
    ]
    unknown_suffered: A[
        float, Described("part of them that is attributed to no group on the victim side", 2.0, unit="incidents")
    ]


@dataclass(frozen=True, slots=True)
class GroupMonths:
    """The incidents of a group, one number a month in the order of the months."""

    group_id: GroupId
    name: GroupName
    committed_named: A[
        tuple[int, ...],
        Described(
            "counted incidents that the group is held to have committed, with a confidence of at least 0.5",
            (0, 2, 1),
            unit="incidents",
        ),
    ]
    committed_expected: A[
        tuple[float, ...],
        Described("sum of the confidences that the group committed them", (0.2, 2.4, 0.9), unit="incidents"),
    ]
    suffered_named: A[
        tuple[int, ...],
        Described(
            "counted incidents in which the group is held to have been hit, with a confidence of at least 0.5",
            (1, 0, 0),
            unit="incidents",
        ),
    ]
    suffered_expected: A[
        tuple[float, ...],
        Described("sum of the confidences that the group was hit", (1.0, 0.4, 0.0), unit="incidents"),
    ]


@dataclass(frozen=True, slots=True)
class YearShootings:
    """The shootings of a year."""

    year: A[int, Described("the calendar year", 2020)]
    shootings: A[
        tuple[int, ...],
        Described(
            "counted shootings from January to December; of the year of the result up to its month, which may be "
            "unfinished",
            (2, 0, 3),
            unit="incidents",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthList(Result):
    """Counted incidents by calendar month, the oldest first."""

    months: A[tuple[MonthCounts, ...], Described("the months, the oldest first; the last is that of the day", None)]
    groups: A[
        tuple[GroupMonths, ...], Described("groups of the scorecard by id, each with a number for every month", None)
    ]
    years: A[
        tuple[YearShootings, ...],
        Described(
            "shootings of the year of the day, and of earlier ones from the first with a counted incident on, the "
            "latest first",
            None,
        ),
    ]
    in_no_month: A[
        int,
        Described(
            "counted incidents that may lie in one of the months, and whose date is too coarse to tell in which",
            1,
            unit="incidents",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthParameters:
    """How far back."""

    n_months: A[int, Parameter("How many months, the one of the day included", 36, minimum=1, maximum=240)] = 36
    lineage: Lineage = True


def months(snapshot: Snapshot, policy: Policy, parameters: MonthParameters) -> MonthList:
    """Count incidents by calendar month, up to the day.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        Which types count, and from which confidence on a group is named.
    parameters : MonthParameters
        How many months, and whether renamed groups are followed.

    Returns
    -------
    MonthList
        Every month, also those without an incident. An incident of which only the month is known counts in it.
    """
    view, both = incidents(snapshot, policy), sides(snapshot, policy, lineage=parameters.lineage)
    windows = calendar_months(snapshot.as_of, parameters.n_months)
    month_of = _month_of(view, windows)
    whole = Window("months", windows[0].after, windows[-1].until)
    n_years = -(-parameters.n_months // YEAR) + 1
    may_lie = view.periods.inside(whole) | view.periods.too_coarse(whole)
    notes = (note("date_not_exact", int((view.counted & ~view.periods.exact).sum())),)
    return MonthList(
        **header(
            "months",
            snapshot,
            policy,
            {"n_months": parameters.n_months, "lineage": parameters.lineage},
            notes=notes,
        ),
        months=_all(snapshot, view, month_of, windows, both.suspect, both.victim),
        groups=_groups(snapshot, policy, month_of, len(windows), lineage=parameters.lineage),
        years=_years(snapshot, view, n_years),
        in_no_month=int((view.counted & may_lie & (month_of < 0)).sum()),
    )


def calendar_months(as_of: date, n_months: int) -> list[Window]:
    """Return so many calendar months up to that of a day, the oldest first, each whole."""
    last = as_of.year * YEAR + as_of.month - 1
    windows = []
    for month in range(max(last - n_months + 1, YEAR), last + 1):
        first_on, last_on = period(date(month // YEAR, month % YEAR + 1, 1), "month")
        windows.append(Window(f"{first_on:%Y-%m}", day_number(first_on) - 1, day_number(last_on)))
    return windows


def _month_of(view: Incidents, windows: Sequence[Window]) -> IntArray:
    """Return of each incident the month in which it lies for certain, as a position in the months; -1: in none."""
    month_of = np.full(len(view.counted), -1, dtype=np.int64)
    for position, window in enumerate(windows):
        month_of[view.periods.inside(window)] = position
    return month_of


def _all(
    snapshot: Snapshot,
    view: Incidents,
    month_of: IntArray,
    windows: Sequence[Window],
    suspect: SideView,
    victim: SideView,
) -> tuple[MonthCounts, ...]:
    is_shooting = snapshot["incident"]["type"] == code_of(IncidentType.SHOOTING)
    rows = []
    for position, window in enumerate(windows):
        inside = view.counted & (month_of == position)
        rows.append(
            MonthCounts(
                month=window.name,
                last_on=min(day_of(window.until), snapshot.as_of),
                incidents=int(inside.sum()),
                shootings=int((inside & is_shooting).sum()),
                unknown_committed=fsum(suspect.unknown[inside].tolist()),
                unknown_suffered=fsum(victim.unknown[inside].tolist()),
            )
        )
    return tuple(rows)


def _groups(
    snapshot: Snapshot, policy: Policy, month_of: IntArray, n_months: int, *, lineage: bool
) -> tuple[GroupMonths, ...]:
    both, frame = sides(snapshot, policy, lineage=lineage), snapshot["group"]
    counted = incidents(snapshot, policy).counted
    committed, suffered = (_by_group(side, policy, counted, month_of) for side in (both.suspect, both.victim))
    listed = sorted(listed_groups(snapshot, policy, lineage=lineage))
    cells = [[(group, month) for month in range(n_months)] for group in listed]
    return tuple(
        GroupMonths(
            group_id=frame.ids[group],
            name=frame.texts["name"][group],
            committed_named=tuple(committed.named[cell] for cell in row),
            committed_expected=tuple(fsum(committed.confidences.get(cell, ())) for cell in row),
            suffered_named=tuple(suffered.named[cell] for cell in row),
            suffered_expected=tuple(fsum(suffered.confidences.get(cell, ())) for cell in row),
        )
        for group, row in zip(listed, cells, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _SideMonths:
    """What one side adds up to, by group and month."""

    named: Counter[tuple[int, int]]
    confidences: Mapping[tuple[int, int], Sequence[float]]


def _by_group(side: SideView, policy: Policy, counted: Mask, month_of: IntArray) -> _SideMonths:
    named: Counter[tuple[int, int]] = Counter()
    confidences: dict[tuple[int, int], list[float]] = {}
    month = month_of[side.incident]
    mask = counted[side.incident] & (month >= 0)
    columns = (side.group, month, side.confidence, names_group(side, policy))
    for group, of_month, confidence, is_named in zip(*(column[mask].tolist() for column in columns), strict=True):
        named[group, of_month] += is_named
        confidences.setdefault((group, of_month), []).append(confidence)
    return _SideMonths(named, confidences)


def _years(snapshot: Snapshot, view: Incidents, n_years: int) -> tuple[YearShootings, ...]:
    """Count shootings by year; years before the first counted incident say nothing, and are left out."""
    this_year = snapshot.as_of.year
    dated = view.periods.first[view.counted & (view.periods.first != NO_DAY)]
    first = day_of(int(dated.min())).year if len(dated) else this_year
    is_shooting = view.counted & (snapshot["incident"]["type"] == code_of(IncidentType.SHOOTING))
    rows = []
    for year in range(this_year, max(first, this_year - n_years + 1) - 1, -1):
        last = date(year, YEAR, 1) if year < this_year else snapshot.as_of
        windows = calendar_months(last, last.month)
        rows.append(YearShootings(year, tuple(int((is_shooting & view.periods.inside(w)).sum()) for w in windows)))
    return tuple(rows)


MONTHS = UseCase(
    name="months",
    question="How many incidents were there in each month, and how does this year compare with earlier ones?",
    summary="Counted incidents by calendar month, of each group on both sides and of all; shootings of this year "
    "beside earlier years",
    address="months",
    parameters=MonthParameters,
    result=MonthList,
    compute=months,
    cached=True,
    unit="incidents",
    reference="Braga, Hureau & Grossman (2014), shooting scorecards",
)
