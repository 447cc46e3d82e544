"""The reach graph: who hears of the message from whom, one step away."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.incidents import suspects
from graph_service.analysis.pairs import distinct, pair_key
from graph_service.analysis.people import Memberships, alive, incident_periods, memberships, people
from graph_service.analysis.periods import Window
from graph_service.analysis.result import Note, note
from graph_service.domain.dates import day_number, years_before
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, NONE, IntArray, Snapshot, derived
from graph_service.domain.vocabulary import IncidentStatus, TieKind, code_of

ALL_KINDS: tuple[str, ...] = tuple(kind.value for kind in TieKind)


@dataclass(frozen=True, slots=True)
class TieRecords:
    """All ties in the time and of the kinds chosen, one element a record, ends joined to persons.

    `tie` is a position in the ties table, or -1 for a pair suspected in one incident (`incident` then
    says which). `one` is always the smaller position.
    """

    one: IntArray
    other: IntArray
    tie: IntArray
    incident: IntArray
    undated: NDArray[np.bool_]
    joined: IntArray  # positions of ties left out: both ends are rows of one person
    n_too_coarse: int  # incidents with several suspects left out: their date may lie in the time, and may not

    @property
    def n_joined(self) -> int:
        """How many ties are left out as both ends are rows of one person."""
        return len(self.joined)


@dataclass(frozen=True, slots=True)
class ReachGraph:
    """Persons (positions, in the order of ids) and whom each reaches: `reached[i]` are places in `person`.

    Everybody reaches themselves; that is not repeated in `reached`.
    """

    person: IntArray
    reached: tuple[tuple[int, ...], ...]
    is_calculation: bool
    n_undated: int
    n_projected: int
    n_joined: int
    n_too_coarse: int

    @property
    def notes(self) -> tuple[Note, ...]:
        """What is said of its ties wherever it is used."""
        return (
            note("tie_undated", self.n_undated),
            note("tie_joined", self.n_joined),
            note("tie_too_coarse", self.n_too_coarse),
        )


def tie_window(snapshot: Snapshot, policy: Policy, days: int | None = None) -> Window:
    """Return the time in which a tie must have been valid: that of the policy, or the last so many days."""
    if days is not None:
        return Window("ties", snapshot.day - days, snapshot.day)
    return Window("ties", day_number(years_before(snapshot.as_of, policy.reach.years)), snapshot.day)


def tie_records(
    snapshot: Snapshot,
    policy: Policy,
    *,
    kinds: Sequence[str] = ALL_KINDS,
    days: int | None = None,
    all_pairs: bool = False,
) -> TieRecords:
    """Return the ties that count, and the pairs suspected, charged or convicted in one confirmed incident.

    The pairs count as kind co_offending; a pair that is stored as such by the same source is not
    counted twice, unless `all_pairs` asks for it, as one who then leaves out ties must.
    """
    return _tie_records(snapshot, policy, frozenset(kinds), days, all_pairs=all_pairs)


def reach_graph(
    snapshot: Snapshot,
    policy: Policy,
    groups: Sequence[int] | None,
    *,
    kinds: Sequence[str] = ALL_KINDS,
    lineage: bool = True,
) -> ReachGraph:
    """Return the living members of some groups on the day, and whom each reaches in one step."""
    living = alive(snapshot) & people(snapshot).is_person
    is_calculation = not len(snapshot["membership"])
    if is_calculation:
        inside = living
    else:
        rows = memberships(snapshot, lineage=lineage)
        shown_groups = (
            np.flatnonzero(snapshot["group"].valid_on(snapshot.day)) if groups is None else np.array(groups, int)
        )
        inside = np.zeros(len(living), dtype=np.bool_)
        inside[rows.person[rows.on(snapshot.day) & np.isin(rows.group, shown_groups)]] = True
        inside &= living
    person = np.flatnonzero(inside)
    position = np.full(len(inside), -1)
    position[person] = np.arange(len(person))
    ties = tie_records(snapshot, policy, kinds=kinds)
    smaller, larger = position[ties.one], position[ties.other]
    start, end = _unique_pairs(np.concatenate([smaller, larger]), np.concatenate([larger, smaller]), len(person))
    bounds, ends = np.searchsorted(start, np.arange(len(person) + 1)).tolist(), end.tolist()
    reached = tuple(tuple(ends[bounds[i] : bounds[i + 1]]) for i in range(len(person)))
    within = (position[ties.one] >= 0) & (position[ties.other] >= 0)
    n_undated, n_projected = int((within & ties.undated).sum()), int((within & (ties.tie < 0)).sum())
    return ReachGraph(person, reached, is_calculation, n_undated, n_projected, ties.n_joined, ties.n_too_coarse)


def own_reach(
    snapshot: Snapshot,
    policy: Policy,
    persons: IntArray,
    member_rows: Memberships,
    current: NDArray[np.bool_],
    *,
    lineage: bool,
) -> IntArray:
    """Count whom persons reach in one step among the members of their own groups, themselves included."""
    n_persons, n_groups = len(snapshot["person"]), max(1, len(snapshot["group"]))
    ties = tie_records(snapshot, policy)
    a, b = _unique_pairs(ties.one, ties.other, n_persons)
    start, end = np.concatenate([a, b]), np.concatenate([b, a])
    is_asked = np.zeros(n_persons, dtype=np.bool_)
    is_asked[persons] = True
    counts_for = is_asked[start] & alive(snapshot)[end]
    start, end = start[counts_for], end[counts_for]
    rows = memberships(snapshot, lineage=lineage)
    is_member = distinct(pair_key(rows.person, rows.group, n_groups)[rows.on(snapshot.day)])
    own_person, own_group = member_rows.person[current], member_rows.group[current]
    first = np.searchsorted(own_person, np.arange(n_persons + 1))
    n_own = first[start + 1] - first[start]
    edge = np.repeat(np.arange(len(start)), n_own)
    at = first[start][edge] + np.arange(len(edge)) - np.repeat(np.cumsum(n_own) - n_own, n_own)
    shared = np.isin(pair_key(end[edge], own_group[at], n_groups), is_member)
    hit = distinct(edge[shared])
    counts = np.bincount(start[hit], minlength=n_persons)[persons]
    return np.where(np.diff(first)[persons] > 0, counts + 1, 0)


def _unique_pairs(smaller: IntArray, larger: IntArray, n: int) -> tuple[IntArray, IntArray]:
    inside = (smaller >= 0) & (larger >= 0)
    keys = distinct(pair_key(smaller[inside], larger[inside], max(n, 1)))
    return keys // max(n, 1), keys % max(n, 1)


@derived
def _tie_records(
    snapshot: Snapshot, policy: Policy, kinds: frozenset[str], days: int | None, *, all_pairs: bool
) -> TieRecords:
    ties, window, same = snapshot["tie"], tie_window(snapshot, policy, days), people(snapshot).same
    codes = [i for i, kind in enumerate(ALL_KINDS) if kind in kinds]
    row = np.flatnonzero(ties.valid_between(window.after + 1, window.until) & np.isin(ties["kind"], codes))
    a, b = same[ties["person_a"][row]], same[ties["person_b"][row]]
    joined = row[a == b]
    row, a, b = row[a != b], a[a != b], b[a != b]  # rows of one person are not tied to themselves
    undated = (ties["valid_from"][row] == NO_DAY) & (ties["valid_to"][row] == NO_DAY)
    no_pair = np.zeros(0, dtype=np.int64)
    projects = TieKind.CO_OFFENDING.value in kinds
    first, second, incident = (
        _projected(snapshot, window, row[:0] if all_pairs else row) if projects else (no_pair, no_pair, no_pair)
    )
    return TieRecords(
        np.concatenate([np.minimum(a, b), first]),
        np.concatenate([np.maximum(a, b), second]),
        np.concatenate([row, np.full(len(incident), -1)]),
        np.concatenate([np.full(len(row), -1), incident]),
        np.concatenate([undated, np.zeros(len(incident), dtype=np.bool_)]),
        joined,
        _too_coarse(snapshot, window) if projects else 0,
    )


def _projected(snapshot: Snapshot, window: Window, stored: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Pairs both suspected, charged or convicted in one confirmed incident of any type in the time; by incident."""
    frame, n_persons = snapshot["incident"], max(1, len(snapshot["person"]))
    keys, several = _suspected_together(snapshot, incident_periods(snapshot).inside(window))
    together: dict[int, list[int]] = {}
    for key in keys[several[keys // n_persons]].tolist():
        together.setdefault(key // n_persons, []).append(key % n_persons)
    pairs = [
        (smaller, larger, incident)
        for incident, suspected in together.items()
        for i, smaller in enumerate(suspected)
        for larger in suspected[i + 1 :]
    ]
    smaller, larger, incident = np.array(pairs, dtype=np.int64).reshape(-1, 3).T
    twice = _stored_too(snapshot, stored, smaller, larger, frame["source_id"][incident])
    return smaller[~twice], larger[~twice], incident[~twice]


def _suspected_together(snapshot: Snapshot, among: NDArray[np.bool_]) -> tuple[IntArray, NDArray[np.bool_]]:
    """Return incident and person of formal suspects as one key each, and which confirmed incidents have several."""
    frame, n_persons = snapshot["incident"], max(1, len(snapshot["person"]))
    rows = suspects(snapshot)
    confirmed = (frame["status"] == code_of(IncidentStatus.CONFIRMED)) & among
    rows = rows.chosen(rows.formal & confirmed[rows.incident]) if len(rows.row) else rows
    keys = distinct(pair_key(rows.incident, rows.person, n_persons))
    return keys, np.bincount(keys // n_persons, minlength=len(frame)) > 1


def _too_coarse(snapshot: Snapshot, window: Window) -> int:
    """Count the incidents with several suspects whose date does not tell whether they lie in the time."""
    return int(_suspected_together(snapshot, incident_periods(snapshot).too_coarse(window))[1].sum())


def _stored_too(
    snapshot: Snapshot, stored: IntArray, smaller: IntArray, larger: IntArray, source: IntArray
) -> NDArray[np.bool_]:
    """Say of each pair whether the same source has it as a tie of co-offending already."""
    ties, same = snapshot["tie"], people(snapshot).same
    stored_rows = stored[(ties["kind"][stored] == code_of(TieKind.CO_OFFENDING)) & (ties["source_id"][stored] != NONE)]
    a, b = same[ties["person_a"][stored_rows]], same[ties["person_b"][stored_rows]]
    pair, known_pair = pair_key(smaller, larger, len(same)), pair_key(np.minimum(a, b), np.maximum(a, b), len(same))
    _, number = np.unique(np.concatenate([pair, known_pair]), return_inverse=True)
    n_sources = max(1, len(snapshot["source"]))
    key = pair_key(number[: len(pair)], source, n_sources)
    known_key = pair_key(number[len(pair) :], ties["source_id"][stored_rows], n_sources)
    return (source != NONE) & np.isin(key, known_key)
