"""Counting incidents in a window: of one side, by group, and of all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum

import numpy as np

from graph_service.analysis.attribution import TOLERANCE, SideView
from graph_service.analysis.incidents import OUTCOMES, Incidents
from graph_service.analysis.periods import Window
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_INT


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Incidents by their outcome, and in all: whole numbers if named, sums of confidences if expected."""

    incidents: float
    fatal: float
    injury: float
    none: float
    unknown: float


@dataclass(frozen=True, slots=True)
class WindowTotals:
    """All counted incidents of a window, and how much of both sides is unknown.

    `victims_high` is None where an incident has no upper bound.
    """

    first_on: date
    last_on: date
    n_days: int
    counted: Outcomes
    previous_counted: int
    victims_low: int
    victims_high: int | None
    hold: int
    date_too_coarse: int
    unknown_committed: float
    unknown_suffered: float


@dataclass(frozen=True, slots=True)
class Tally:
    """What one window counts on one side, by group; groups without any number are missing."""

    named: Mapping[int, Outcomes]
    expected: Mapping[int, Outcomes]
    victims: Mapping[int, tuple[int, int | None]]
    hold: Mapping[int, int]
    too_coarse: Mapping[int, int]


NOTHING_NAMED = Outcomes(0, 0, 0, 0, 0)
NOTHING_EXPECTED = Outcomes(0.0, 0.0, 0.0, 0.0, 0.0)


def tally(view: Incidents, side: SideView, window: Window, policy: Policy) -> Tally:
    """Count one side in one window.

    Parameters
    ----------
    view : Incidents
        Which incidents count, and when they were.
    side : SideView
        Confidences of the groups.
    window : Window
        The days.
    policy : Policy
        From which confidence a group is named.

    Returns
    -------
    Tally
        Counts by group.
    """
    inside, coarse = view.periods.inside(window), view.periods.too_coarse(window)
    counted = (view.counted & inside)[side.incident]
    named: dict[int, list[int]] = {}
    expected: dict[int, list[tuple[int, float]]] = {}
    enough = policy.incidents.named_confidence - TOLERANCE
    for incident, group, confidence in zip(
        side.incident[counted].tolist(), side.group[counted].tolist(), side.confidence[counted].tolist(), strict=True
    ):
        expected.setdefault(group, []).append((incident, confidence))
        if confidence >= enough:
            named.setdefault(group, []).append(incident)
    positive = side.confidence > 0
    return Tally(
        named={group: _named(view, found) for group, found in named.items()},
        expected={group: _expected(view, found) for group, found in expected.items()},
        victims={group: victim_range(view, found) for group, found in named.items()},
        hold=_count(side, positive & (view.on_hold & (inside | coarse))[side.incident]),
        too_coarse=_count(side, positive & (view.counted & coarse)[side.incident]),
    )


def window_totals(
    view: Incidents, suspect: SideView, victim: SideView, window: Window, previous: Window
) -> WindowTotals:
    """Count all incidents of a window.

    Parameters
    ----------
    view : Incidents
        Which incidents count, and when they were.
    suspect : SideView
        What is unknown of who did it.
    victim : SideView
        What is unknown of who was hit.
    window : Window
        The days.
    previous : Window
        The window before.

    Returns
    -------
    WindowTotals
        The counts.
    """
    inside, coarse = view.periods.inside(window), view.periods.too_coarse(window)
    counted = np.flatnonzero(view.counted & inside)
    low, high = victim_range(view, counted.tolist())
    return WindowTotals(
        first_on=window.first_on,
        last_on=window.last_on,
        n_days=window.n_days,
        counted=_named(view, counted.tolist()),
        previous_counted=int((view.counted & view.periods.inside(previous)).sum()),
        victims_low=low,
        victims_high=high,
        hold=int((view.on_hold & (inside | coarse)).sum()),
        date_too_coarse=int((view.counted & coarse).sum()),
        unknown_committed=fsum(suspect.unknown[counted].tolist()),
        unknown_suffered=fsum(victim.unknown[counted].tolist()),
    )


def victim_range(view: Incidents, found: Sequence[int]) -> tuple[int, int | None]:
    """Add up the victims of incidents: what is known at least, and at most if every one has a bound.

    Parameters
    ----------
    view : Incidents
        Bounds of each incident.
    found : Sequence[int]
        Which incidents.

    Returns
    -------
    tuple[int, int | None]
        Lowest and highest number.
    """
    low, high = view.victims_low[found].tolist(), view.victims_high[found].tolist()
    return sum(one for one in low if one != NO_INT), None if NO_INT in high else sum(high)


def _named(view: Incidents, found: Sequence[int]) -> Outcomes:
    counts = np.bincount(view.outcome[found], minlength=len(OUTCOMES)).tolist()
    return Outcomes(len(found), *counts)


def _expected(view: Incidents, found: Sequence[tuple[int, float]]) -> Outcomes:
    by_outcome: tuple[list[float], ...] = ([], [], [], [])
    outcome = view.outcome
    for incident, amount in found:
        by_outcome[outcome[incident]].append(amount)
    return Outcomes(fsum(amount for _, amount in found), *map(fsum, by_outcome))


def _count(side: SideView, mask: np.ndarray) -> dict[int, int]:
    groups, counts = np.unique(side.group[mask], return_counts=True)
    return dict(zip(groups.tolist(), counts.tolist(), strict=True))
