"""The scorecard of groups: committed and suffered by window, violence index, rank and its uncertainty."""

from dataclasses import dataclass
from datetime import date
from math import fsum

import numpy as np

from graph_service.domain import records
from tests.rival import days
from tests.rival.incidents import Happened, Set, counted, happened, is_named, windows
from tests.rival.policy import (
    DRAWS,
    HALF_LIFE_DAYS,
    INDEX_DAYS,
    INTERVAL_HIGH,
    INTERVAL_LOW,
    SEED,
    SEVERITY_INJURED,
    SEVERITY_KILLED,
    SEVERITY_OTHER,
    SEVERITY_SHOT_OR_EXPLODED,
    SHOT_OR_EXPLODED,
    TOLERANCE,
)
from tests.rival.view import View, rows

OUTCOMES = ("fatal", "injury", "none", "unknown")
Numbers = dict[str, float]


@dataclass(frozen=True, slots=True)
class Cell:
    """A group, or unknown, on one side in one window. Victims are (low, high), high None where it is open."""

    named: Numbers  # by outcome, and in total
    expected: Numbers
    victims_named: dict[str, tuple[float, float | None]]
    victims_expected: dict[str, tuple[float, float | None]]
    date_too_coarse: int
    hold: int


@dataclass(frozen=True, slots=True)
class Compared:
    """A cell with what is said of it against the previous window, all incidents and the group's size."""

    now: Cell
    previous: Cell
    trend: float
    ratio: float | None
    share: float | None
    per_member: tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Line:
    """The row of a group: committed and suffered by window name, and its place."""

    is_valid: bool
    committed: dict[str, Compared]
    suffered: dict[str, Compared]
    index: float
    rank: int
    rank_low: int
    rank_high: int
    p_first: float
    index_spread: float
    rank_spread: int
    expected_spread: float  # committed in 365 days
    index_worst: float
    rank_worst: int


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The whole table."""

    groups: dict[str, Line]  # in printed order
    unknown: dict[str, dict[str, Compared]]  # side, window
    n_counted: dict[str, int]  # by window
    most_violent: tuple[str, ...]


def scorecard(view: View) -> Scorecard:
    """Build the table."""
    listed = view.listed()
    index = violence_index(view)
    ranks = ranks_of({group_id: index.get(group_id, 0.0) for group_id in listed})
    intervals, firsts = drawn_ranks(view, listed)
    spread, spread_expected, worst = spread_of_unknowns(view, listed)
    spread_ranks = ranks_of(spread)
    lines = {}
    for group_id in sorted(listed, key=lambda one: (ranks[one], one)):
        others = {one: index.get(one, 0.0) for one in listed if one != group_id}
        lines[group_id] = Line(
            is_valid=view.is_valid(group_id),
            committed=_compared(view, "suspect", group_id),
            suffered=_compared(view, "victim", group_id),
            index=index.get(group_id, 0.0),
            rank=ranks[group_id],
            rank_low=intervals[group_id][0],
            rank_high=intervals[group_id][1],
            p_first=firsts[group_id],
            index_spread=spread[group_id],
            rank_spread=spread_ranks[group_id],
            expected_spread=spread_expected[group_id],
            index_worst=worst[group_id],
            rank_worst=ranks_of({**others, group_id: worst[group_id]})[group_id],
        )
    above_zero = {group_id for group_id in listed if index.get(group_id, 0.0) > TOLERANCE}
    return Scorecard(
        groups=lines,
        unknown={side: _compared(view, side, None) for side in ("suspect", "victim")},
        n_counted={
            name: sum(window.place(one.period) == "inside" for one in counted(view).values())
            for name, (window, _) in windows(view).items()
        },
        most_violent=tuple(sorted(one for one in above_zero if ranks[one] == 1)),
    )


# -- one window


def _part(one: Happened, side: str, group_id: str | None) -> float:
    """c of a group, or of nobody known, on a side."""
    of_side = one.side(side)
    return of_side.unknown if group_id is None else of_side.c.get(group_id, 0.0)


def cell(view: View, side: str, group_id: str | None, window: days.Span) -> Cell:
    """Count one group, or what is unknown (None), on one side in one window."""
    inside = [one for one in counted(view).values() if window.place(one.period) == "inside"]
    parts = [(one, _part(one, side, group_id)) for one in inside]
    named = [(one, 1.0) for one, c in parts if is_named(c)]
    coarse = [
        one for one in counted(view).values() if window.place(one.period) == "coarse" and _part(one, side, group_id) > 0
    ]
    hold = [
        one
        for one in happened(view).values()
        if one.is_hold and window.place(one.period) != "outside" and _part(one, side, group_id) > 0
    ]
    return Cell(
        named=_by_outcome(named),
        expected=_by_outcome(parts),
        victims_named=_victims(named),
        victims_expected=_victims([(one, c) for one, c in parts if c > 0]),
        date_too_coarse=len(coarse),
        hold=len(hold),
    )


def _by_outcome(parts: list[tuple[Happened, float]]) -> Numbers:
    found = {outcome: fsum(c for one, c in parts if one.outcome == outcome) for outcome in OUTCOMES}
    return {**found, "total": fsum(c for _, c in parts)}


def _victims(parts: list[tuple[Happened, float]]) -> dict[str, tuple[float, float | None]]:
    found: dict[str, tuple[float, float | None]] = {}
    for outcome in (*OUTCOMES, "total"):
        ranges = [(one.victim_range, c) for one, c in parts if outcome in {one.outcome, "total"}]
        low = fsum((low or 0) * c for (low, _), c in ranges)
        is_open = any(high is None for (_, high), _ in ranges)
        found[outcome] = low, None if is_open else fsum((high or 0) * c for (_, high), c in ranges)
    return found


def _compared(view: View, side: str, group_id: str | None) -> dict[str, Compared]:
    found = {}
    for name, (window, before) in windows(view).items():
        now, previous = cell(view, side, group_id, window), cell(view, side, group_id, before)
        expected, expected_before = now.expected["total"], previous.expected["total"]
        n_counted = sum(window.place(one.period) == "inside" for one in counted(view).values())
        found[name] = Compared(
            now=now,
            previous=previous,
            trend=expected - expected_before,
            ratio=expected / expected_before if expected_before > 0 else None,
            share=expected / n_counted if n_counted else None,
            per_member=_per_member(view, group_id, now.named["total"]),
        )
    return found


def _per_member(view: View, group_id: str | None, named: float) -> tuple[float | None, float | None]:
    if group_id is None:
        return None, None
    group = view.groups[group_id]
    return (named / group.size_high if group.size_high else None, named / group.size_low if group.size_low else None)


# -- violence index


def index_weights(view: View) -> dict[str, float]:
    """Return s * 2 ** (-age / 90) of every incident of the index, by id."""
    year = days.last_days(INDEX_DAYS, view.as_of)
    found = {}
    for incident_id, one in counted(view).items():
        if one.day is not None and year.place(one.period) == "inside":
            age = (view.as_of - one.day).days
            found[incident_id] = _severity(one) * 2 ** (-age / HALF_LIFE_DAYS)
    return found


def _severity(one: Happened) -> int:
    if one.outcome == "fatal":
        return SEVERITY_KILLED
    if one.outcome == "injury":
        return SEVERITY_INJURED
    return SEVERITY_SHOT_OR_EXPLODED if one.row.type in SHOT_OR_EXPLODED else SEVERITY_OTHER


def violence_index(view: View) -> dict[str, float]:
    """Return V of every group that has an incident of the index, listed or not."""
    incidents, parts = counted(view), dict[str, list[float]]()
    for incident_id, weight in index_weights(view).items():
        for group_id, c in incidents[incident_id].suspect_side.c.items():
            parts.setdefault(group_id, []).append(c * weight)
    return {group_id: fsum(values) for group_id, values in parts.items()}


def ranks_of(values: dict[str, float]) -> dict[str, int]:
    """Rank by value descending: 1 + how many are above; equal within 1e-9 is equal."""
    return {one: 1 + sum(other > value + TOLERANCE for other in values.values()) for one, value in values.items()}


# -- uncertainty


def drawn_ranks(view: View, listed: list[str]) -> tuple[dict[str, tuple[int, int]], dict[str, float]]:
    """Return rank intervals and P(first) by the prescribed draws."""
    incidents = counted(view)
    weights = {one: weight for one, weight in index_weights(view).items() if incidents[one].suspect_side.sets}
    columns = sorted(weights)
    numbers = np.random.default_rng(SEED).random((DRAWS, len(columns)))
    ranks: dict[str, list[int]] = {group_id: [] for group_id in listed}
    first: dict[str, list[float]] = {group_id: [] for group_id in listed}
    seen: dict[tuple[tuple[str, ...], ...], dict[str, float]] = {}
    for draw in numbers.tolist():
        took_part = tuple(
            _drawn(incidents[column].suspect_side.sets, number) for column, number in zip(columns, draw, strict=True)
        )
        if took_part not in seen:
            pairs = list(zip(columns, took_part, strict=True))
            seen[took_part] = {
                group_id: fsum(weights[column] for column, groups in pairs if group_id in groups) for group_id in listed
            }
        values = seen[took_part]
        placed = ranks_of(values)
        leaders = [group_id for group_id in listed if placed[group_id] == 1 and values[group_id] > TOLERANCE]
        for group_id in listed:
            ranks[group_id].append(placed[group_id])
            first[group_id].append(1 / len(leaders) if group_id in leaders else 0.0)
    intervals = {one: (sorted(found)[INTERVAL_LOW], sorted(found)[INTERVAL_HIGH]) for one, found in ranks.items()}
    return intervals, {one: fsum(found) / DRAWS for one, found in first.items()}


def _drawn(sets: tuple[Set, ...], number: float) -> tuple[str, ...]:
    cumulated = 0.0
    for groups, c in sorted(sets):
        cumulated += c
        if cumulated > number:
            return groups
    return ()


def spread_of_unknowns(view: View, listed: list[str]) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Return V of listed groups if unknowns are spread, expected committed then, and V if all were one group's."""
    incidents, index = counted(view), violence_index(view)
    year = days.last_days(365, view.as_of)
    expected = {group_id: cell(view, "suspect", group_id, year).expected["total"] for group_id in listed}
    spread = {group_id: [index.get(group_id, 0.0)] for group_id in listed}
    worst = {group_id: [index.get(group_id, 0.0)] for group_id in listed}
    spread_expected = {group_id: [expected[group_id]] for group_id in listed}
    for incident_id, weight in index_weights(view).items():
        one = incidents[incident_id]
        remainder = one.suspect_side.unknown * weight
        takers = [group_id for group_id in listed if not is_named(one.victim_side.c.get(group_id, 0.0))]
        base = fsum(expected[group_id] for group_id in takers)
        for group_id in takers:
            worst[group_id].append(remainder)
            if base > 0:
                spread[group_id].append(remainder * expected[group_id] / base)
                spread_expected[group_id].append(one.suspect_side.unknown * expected[group_id] / base)
    return tuple(  # type: ignore[return-value]  # three of them
        {one: fsum(values) for one, values in parts.items()} for parts in (spread, spread_expected, worst)
    )


# -- first to kill


@dataclass(frozen=True, slots=True)
class FirstToKill:
    """Who killed first after a call-in; beside it the fatal incidents that may have come before."""

    groups: tuple[str, ...]
    incidents: tuple[str, ...]
    day: date | None
    beside: tuple[str, ...]


def first_to_kill(view: View, call_in_id: str) -> FirstToKill:
    """Find the first group to kill after a call-in that was held."""
    (call_in,) = (row for row in rows(view.case, records.CallIn) if row.call_in_id == call_in_id)
    held_on = call_in.held_on
    fatal = {
        incident_id: one
        for incident_id, one in counted(view).items()
        if one.outcome == "fatal"
        and one.row.precision == "day"
        and one.day is not None
        and held_on is not None
        and held_on < one.day <= view.as_of
    }
    named = {incident_id: one for incident_id, one in fatal.items() if one.suspect_side.named()}
    if not named:
        return FirstToKill((), (), None, tuple(sorted(fatal)))
    first = min(one.day for one in named.values() if one.day is not None)
    those = sorted(incident_id for incident_id, one in named.items() if one.day == first)
    groups = sorted({group_id for incident_id in those for group_id in named[incident_id].suspect_side.named()})
    before = sorted(incident_id for incident_id, one in fatal.items() if one.day is not None and one.day < first)
    return FirstToKill(tuple(groups), tuple(those), first, tuple(before))
