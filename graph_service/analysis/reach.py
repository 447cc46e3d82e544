"""The reach graph: who hears of the message from whom, one step away."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.incidents import suspects
from graph_service.analysis.people import Memberships, alive, incident_periods, memberships, people
from graph_service.analysis.periods import Window
from graph_service.domain.dates import day_number, years_before
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, IntArray, Snapshot
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
    n_undated: int
    n_projected: int


@dataclass(frozen=True, slots=True)
class ReachGraph:
    """Persons (positions, in the order of ids) and whom each reaches: `reached[i]` are places in `person`.

    A person reaches himself; that is not repeated in `reached`.
    """

    person: IntArray
    reached: tuple[tuple[int, ...], ...]
    is_calculation: bool
    n_undated: int
    n_projected: int


def tie_window(snapshot: Snapshot, policy: Policy) -> Window:
    """Return the time in which a tie must have been valid.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        How many years.

    Returns
    -------
    Window
        (D - years, D].
    """
    return Window("ties", day_number(years_before(snapshot.as_of, policy.reach.years)), snapshot.day)


def tie_records(snapshot: Snapshot, policy: Policy, *, kinds: Sequence[str] = ALL_KINDS) -> TieRecords:
    """Return the ties that count, and the pairs suspected, charged or convicted in one confirmed incident.

    The pairs count as kind co_offending; a pair that is stored as such by the same source is not
    counted twice.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        How old a tie may be.
    kinds : Sequence[str]
        Kinds of ties.

    Returns
    -------
    TieRecords
        Stored ties first, in the order of their ids, then pairs by incident.
    """
    key = ("tie records", policy, tuple(sorted(set(kinds))))
    return snapshot.once(key, lambda: _tie_records(snapshot, policy, frozenset(kinds)))


def reach_graph(
    snapshot: Snapshot,
    policy: Policy,
    groups: Sequence[int] | None,
    *,
    kinds: Sequence[str] = ALL_KINDS,
    lineage: bool = True,
) -> ReachGraph:
    """Return the living members of some groups on the day, and whom each reaches in one step.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        How old a tie may be.
    groups : Sequence[int] | None
        Positions of groups; None: all that are valid on the day. Without any membership in the
        records every living person is in it, and the graph is a calculation.
    kinds : Sequence[str]
        Kinds of ties.
    lineage : bool
        Whether records of a group count for its successor.

    Returns
    -------
    ReachGraph
        The graph; empty if the groups have no members.
    """
    living = alive(snapshot) & people(snapshot).is_person
    is_calculation = not len(snapshot["membership"])
    if is_calculation:
        inside = living
    else:
        rows = memberships(snapshot, lineage=lineage)
        chosen = np.flatnonzero(snapshot["group"].valid_on(snapshot.day)) if groups is None else np.array(groups, int)
        inside = np.zeros(len(living), dtype=np.bool_)
        inside[rows.person[rows.on(snapshot.day) & np.isin(rows.group, chosen)]] = True
        inside &= living
    person = np.flatnonzero(inside)
    place = np.full(len(inside), -1)
    place[person] = np.arange(len(person))
    ties = tie_records(snapshot, policy, kinds=kinds)
    one, other = _unique_pairs(place[ties.one], place[ties.other], len(person))
    lists: list[list[int]] = [[] for _ in range(len(person))]
    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        lists[a].append(b)
        lists[b].append(a)
    reached = tuple(tuple(sorted(found)) for found in lists)
    return ReachGraph(person, reached, is_calculation, ties.n_undated, ties.n_projected)


def own_reach(
    snapshot: Snapshot,
    policy: Policy,
    persons: IntArray,
    own: Memberships,
    current: NDArray[np.bool_],
    *,
    lineage: bool,
) -> IntArray:
    """Count whom persons reach in one step among the members of their own groups, themselves included.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        How old a tie may be.
    persons : IntArray
        Positions.
    own : Memberships
        All memberships.
    current : NDArray[np.bool_]
        Which of them make a group a person's own.
    lineage : bool
        Whether records of a group count for its successor.

    Returns
    -------
    IntArray
        One number a person; 0 without a group of his own.
    """
    n_persons, n_groups = len(snapshot["person"]), max(1, len(snapshot["group"]))
    ties = tie_records(snapshot, policy)
    a, b = _unique_pairs(ties.one, ties.other, n_persons)
    start, end = np.concatenate([a, b]), np.concatenate([b, a])
    asked = np.zeros(n_persons, dtype=np.bool_)
    asked[persons] = True
    kept = asked[start] & alive(snapshot)[end]
    start, end = start[kept], end[kept]
    rows = memberships(snapshot, lineage=lineage)
    is_member = np.unique(_pair_key(rows.person, rows.group, n_groups)[rows.on(snapshot.day)])
    own_person, own_group = own.person[current], own.group[current]
    first = np.searchsorted(own_person, np.arange(n_persons + 1))
    n_own = first[start + 1] - first[start]
    edge = np.repeat(np.arange(len(start)), n_own)
    at = first[start][edge] + np.arange(len(edge)) - np.repeat(np.cumsum(n_own) - n_own, n_own)
    shared = np.isin(_pair_key(end[edge], own_group[at], n_groups), is_member)
    hit = np.unique(edge[shared])
    counts = np.bincount(start[hit], minlength=n_persons)[persons]
    return np.where(np.diff(first)[persons] > 0, counts + 1, 0)


def _pair_key(person: IntArray, group: IntArray, n_groups: int) -> NDArray[np.int64]:
    return person.astype(np.int64) * n_groups + group


def _unique_pairs(one: IntArray, other: IntArray, n: int) -> tuple[IntArray, IntArray]:
    inside = (one >= 0) & (other >= 0)
    keys = np.unique(one[inside].astype(np.int64) * max(n, 1) + other[inside])
    return keys // max(n, 1), keys % max(n, 1)


def _tie_records(snapshot: Snapshot, policy: Policy, kinds: frozenset[str]) -> TieRecords:
    ties, window, same = snapshot["tie"], tie_window(snapshot, policy), people(snapshot).same
    codes = [i for i, kind in enumerate(ALL_KINDS) if kind in kinds]
    row = np.flatnonzero(ties.valid_between(window.after + 1, window.until) & np.isin(ties["kind"], codes))
    a, b = same[ties["person_a"][row]], same[ties["person_b"][row]]
    row, a, b = row[a != b], a[a != b], b[a != b]  # rows of one person are not tied to themselves
    undated = (ties["valid_from"][row] == NO_DAY) & (ties["valid_to"][row] == NO_DAY)
    pairs = _projected(snapshot, window, row) if TieKind.CO_OFFENDING.value in kinds else []
    one = np.concatenate([np.minimum(a, b), np.array([pair[0] for pair in pairs], dtype=np.int64)])
    other = np.concatenate([np.maximum(a, b), np.array([pair[1] for pair in pairs], dtype=np.int64)])
    none, incident = np.full(len(pairs), -1), np.array([pair[2] for pair in pairs], dtype=np.int64)
    return TieRecords(
        one,
        other,
        np.concatenate([row, none]),
        np.concatenate([np.full(len(row), -1), incident]),
        int(undated.sum()),
        len(pairs),
    )


def _projected(snapshot: Snapshot, window: Window, stored: IntArray) -> list[tuple[int, int, int]]:
    """Pairs both suspected, charged or convicted in one confirmed incident of any type in the time."""
    periods, frame, ties = incident_periods(snapshot), snapshot["incident"], snapshot["tie"]
    rows = suspects(snapshot)
    confirmed = (frame["status"] == code_of(IncidentStatus.CONFIRMED)) & periods.inside(window)
    rows = rows.chosen(rows.formal & confirmed[rows.incident]) if len(rows.row) else rows
    together: dict[int, set[int]] = {}
    for incident, person in zip(rows.incident.tolist(), rows.person.tolist(), strict=True):
        together.setdefault(incident, set()).add(person)
    same = people(snapshot).same
    co_offending = stored[ties["kind"][stored] == code_of(TieKind.CO_OFFENDING)]
    known = {
        (*sorted((a, b)), source)
        for a, b, source in zip(
            same[ties["person_a"][co_offending]].tolist(),
            same[ties["person_b"][co_offending]].tolist(),
            ties["source_id"][co_offending].tolist(),
            strict=True,
        )
        if source >= 0
    }
    found = []
    for incident in sorted(together):
        suspected, source = sorted(together[incident]), int(frame["source_id"][incident])
        found += [
            (a, b, incident) for i, a in enumerate(suspected) for b in suspected[i + 1 :] if (a, b, source) not in known
        ]
    return found
