"""Counting incidents in a window: of one side, by group, and of all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Annotated as A

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.attribution import TOLERANCE, SideView
from graph_service.analysis.incidents import OUTCOMES, Incidents
from graph_service.analysis.periods import Window
from graph_service.domain.described import Described
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_INT, IntArray


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Incidents by their outcome, and in all: whole numbers if named or counted, sums of confidences if expected."""

    incidents: A[
        float,
        Described("incidents of every outcome; of expected ones the sum of the confidences", 3.0, unit="incidents"),
    ]
    fatal: A[float, Described("of these, incidents in which somebody was killed", 1.0, unit="incidents")]
    injury: A[
        float,
        Described("of these, incidents in which nobody was killed and somebody was injured", 1.0, unit="incidents"),
    ]
    none: A[float, Described("of these, incidents in which nobody was killed or injured", 1.0, unit="incidents")]
    unknown: A[float, Described("of these, incidents whose outcome is not known", 0.0, unit="incidents")]


@dataclass(frozen=True, slots=True)
class WindowTotals:
    """All counted incidents of a window, and how much of both sides is unknown."""

    first_on: A[date, Described("first day of the window", date(2020, 9, 5))]
    last_on: A[date, Described("last day of the window, which is the day of the result", date(2020, 12, 3))]
    previous_first_on: A[date, Described("first day of the window before", date(2020, 6, 7))]
    previous_last_on: A[date, Described("last day of the window before", date(2020, 9, 4))]
    n_days: A[
        int, Described("days of the window; 0 where a call-in was held on the day of the result", 90, unit="days")
    ]
    counted: A[Outcomes, Described("all counted incidents whose date lies inside the window for certain", None)]
    previous_counted: A[int, Described("counted incidents of the window before", 2, unit="incidents")]
    victims_low: A[int, Described("killed and injured in the counted incidents, at least", 2, unit="persons")]
    victims_high: A[
        int | None,
        Described(
            "killed and injured in the counted incidents, at most; null: an incident has no upper bound",
            3,
            unit="persons",
        ),
    ]
    hold: A[
        int,
        Described(
            "incidents on hold inside the window, or with a date too coarse to tell; in no other number",
            1,
            unit="incidents",
        ),
    ]
    date_too_coarse: A[
        int,
        Described(
            "incidents that would count, and whose date is too coarse to tell whether it lies inside the window",
            0,
            unit="incidents",
        ),
    ]
    unknown_committed: A[
        float,
        Described(
            "part of the counted incidents that is attributed to no group on the suspect side", 0.5, unit="incidents"
        ),
    ]
    unknown_suffered: A[
        float,
        Described(
            "part of the counted incidents that is attributed to no group on the victim side", 0.0, unit="incidents"
        ),
    ]
    unknown_committed_outcomes: A[
        Outcomes, Described("the part attributed to no group on the suspect side, by outcome", None)
    ]
    unknown_suffered_outcomes: A[
        Outcomes, Described("the part attributed to no group on the victim side, by outcome", None)
    ]


@dataclass(frozen=True, slots=True)
class WindowCounts:
    """What one window counts on one side, by group; groups without any number are missing."""

    named: Mapping[int, Outcomes]
    expected: Mapping[int, Outcomes]
    victims: Mapping[int, tuple[int, int | None]]
    hold: Mapping[int, int]
    too_coarse: Mapping[int, int]


NOTHING_NAMED = Outcomes(0, 0, 0, 0, 0)
NOTHING_EXPECTED = Outcomes(0.0, 0.0, 0.0, 0.0, 0.0)


def window_counts(view: Incidents, side: SideView, window: Window, policy: Policy) -> WindowCounts:
    """Count one side in one window."""
    inside, coarse = view.periods.inside(window), view.periods.too_coarse(window)
    counted = (view.counted & inside)[side.incident]
    incident, group, confidence = side.incident[counted], side.group[counted], side.confidence[counted]
    enough = confidence >= policy.incidents.named_confidence - TOLERANCE
    positive = side.confidence > 0
    return WindowCounts(
        named=_named_by_group(view, incident[enough], group[enough]),
        expected=_expected_by_group(view, incident, group, confidence),
        victims=_victims_by_group(view, incident[enough], group[enough]),
        hold=_count(side, positive & (view.on_hold & (inside | coarse))[side.incident]),
        too_coarse=_count(side, positive & (view.counted & coarse)[side.incident]),
    )


def window_totals(
    view: Incidents, suspect: SideView, victim: SideView, window: Window, previous: Window
) -> WindowTotals:
    """Count all incidents of a window."""
    inside, coarse = view.periods.inside(window), view.periods.too_coarse(window)
    counted = np.flatnonzero(view.counted & inside)
    low, high = victim_range(view, counted.tolist())
    return WindowTotals(
        first_on=window.first_on,
        last_on=window.last_on,
        previous_first_on=previous.first_on,
        previous_last_on=previous.last_on,
        n_days=window.n_days,
        counted=_named(view, counted.tolist()),
        previous_counted=int((view.counted & view.periods.inside(previous)).sum()),
        victims_low=low,
        victims_high=high,
        hold=int((view.on_hold & (inside | coarse)).sum()),
        date_too_coarse=int((view.counted & coarse).sum()),
        unknown_committed=fsum(suspect.unknown[counted].tolist()),
        unknown_suffered=fsum(victim.unknown[counted].tolist()),
        unknown_committed_outcomes=_unknown(view, suspect, counted),
        unknown_suffered_outcomes=_unknown(view, victim, counted),
    )


def _unknown(view: Incidents, side: SideView, rows: IntArray) -> Outcomes:
    """Add up what is attributed to nobody on a side, by outcome."""
    of_outcome = (side.unknown[rows[view.outcome[rows] == i]].tolist() for i in range(len(OUTCOMES)))
    return Outcomes(fsum(side.unknown[rows].tolist()), *(fsum(amounts) for amounts in of_outcome))


def victim_range(view: Incidents, rows: Sequence[int]) -> tuple[int, int | None]:
    """Add up the victims of incidents: what is known at least, and at most if every one has a bound."""
    low, high = view.victims_low[rows].tolist(), view.victims_high[rows].tolist()
    return sum(bound for bound in low if bound != NO_INT), None if NO_INT in high else sum(high)


def _named(view: Incidents, rows: Sequence[int]) -> Outcomes:
    counts = np.bincount(view.outcome[rows], minlength=len(OUTCOMES)).tolist()
    return Outcomes(len(rows), *counts)


def _named_by_group(view: Incidents, incident: IntArray, group: IntArray) -> dict[int, Outcomes]:
    groups, of_group = np.unique(group, return_inverse=True)
    cells = np.bincount(of_group * len(OUTCOMES) + view.outcome[incident], minlength=len(groups) * len(OUTCOMES))
    rows = cells.reshape(len(groups), len(OUTCOMES)).tolist()
    return {key: Outcomes(sum(row), *row) for key, row in zip(groups.tolist(), rows, strict=True)}


def _expected_by_group(
    view: Incidents, incident: IntArray, group: IntArray, confidence: NDArray[np.float64]
) -> dict[int, Outcomes]:
    cell = group * len(OUTCOMES) + view.outcome[incident]
    order = np.argsort(cell, kind="stable")
    sums = {key: fsum(amounts) for key, amounts in _runs(cell[order], confidence[order])}
    return {
        key: Outcomes(fsum(amounts), *(sums.get(key * len(OUTCOMES) + i, 0.0) for i in range(len(OUTCOMES))))
        for key, amounts in _runs(group[order], confidence[order])
    }


def _runs(keys: IntArray, values: NDArray[np.float64]) -> Iterator[tuple[int, list[float]]]:
    """Of each different key, all in order, the values that stand beside it."""
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    amounts, bounds = values.tolist(), [*starts.tolist(), len(keys)]
    for i, key in enumerate(keys[starts].tolist()):
        yield key, amounts[bounds[i] : bounds[i + 1]]


def _victims_by_group(view: Incidents, incident: IntArray, group: IntArray) -> dict[int, tuple[int, int | None]]:
    groups, of_group = np.unique(group, return_inverse=True)
    low, high = view.victims_low[incident], view.victims_high[incident]
    least, most, n_open = (np.zeros(len(groups), dtype=np.int64) for _ in range(3))
    np.add.at(least, of_group, np.where(low == NO_INT, 0, low))
    np.add.at(most, of_group, np.where(high == NO_INT, 0, high))
    np.add.at(n_open, of_group, high == NO_INT)
    columns = (groups.tolist(), least.tolist(), most.tolist(), n_open.tolist())
    return {key: (a, None if n else b) for key, a, b, n in zip(*columns, strict=True)}


def _count(side: SideView, mask: NDArray[np.bool_]) -> dict[int, int]:
    groups, counts = np.unique(side.group[mask], return_counts=True)
    return dict(zip(groups.tolist(), counts.tolist(), strict=True))
