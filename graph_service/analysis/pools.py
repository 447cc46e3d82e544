"""Pools: who may be asked to carry the message, and how many are left out for which reason."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.eligibility import exited, is_victim_only
from graph_service.analysis.pairs import distinct, pair_key
from graph_service.analysis.person_status import own_memberships, person_status
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import IntArray, Snapshot, derived

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pool:
    """`allowed` has one element a row of the persons table; `left_out` counts (code, n, text)."""

    allowed: Mask
    left_out: tuple[tuple[str, int, str], ...]
    records: Mapping[int, tuple[str, ...]]


def member_pool(snapshot: Snapshot, policy: Policy, groups: Collection[int], *, lineage: bool) -> Pool:
    """Return the default pool: adult members of groups, not exited, not in custody, not resting, not overdue."""
    member_rows = own_memberships(snapshot, lineage=lineage)
    member = np.zeros(len(snapshot["person"]), dtype=np.bool_)
    member[member_rows.rows.person[member_rows.current & np.isin(member_rows.rows.group, list(groups))]] = True
    return _narrowed(snapshot, policy, member, lineage=lineage, adults_only=True)


def everybody(snapshot: Snapshot) -> Pool:
    """Return the pool of a calculation: every person of the graph."""
    return Pool(np.ones(len(snapshot["person"]), dtype=np.bool_), (), {})


def supervised_pool(snapshot: Snapshot, policy: Policy, *, lineage: bool, is_calculation: bool) -> Pool:
    """Return who is under supervision on the day, by the rules of the default pool; a calculation asks no more."""
    supervised = np.zeros(len(snapshot["person"]), dtype=np.bool_)
    supervised[list(person_status(snapshot, policy).supervised)] = True
    return _narrowed(snapshot, policy, supervised, lineage=lineage, adults_only=not is_calculation)


def given_pool(snapshot: Snapshot, policy: Policy, persons: Collection[int], *, lineage: bool) -> Pool:
    """Return persons that somebody named, without those who may be in no pool."""
    named = np.zeros(len(snapshot["person"]), dtype=np.bool_)
    named[list(persons)] = True
    return _narrowed(snapshot, policy, named, lineage=lineage, adults_only=False)


@derived
def messenger_pool(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> Pool:
    """Return who could carry the message: adult members by a source C3 or better, or by two sources."""
    member_rows, ids = own_memberships(snapshot, lineage=lineage), snapshot["membership"].ids
    current = np.flatnonzero(member_rows.current)
    person, row = member_rows.rows.person[current], member_rows.rows.row[current]
    good = member_rows.c3[current] | _has_two_origins(
        person, member_rows.rows.group[current], member_rows.origin[current]
    )
    records: dict[int, tuple[str, ...]] = {}
    for of_person, membership in zip(person[good].tolist(), row[good].tolist(), strict=True):
        records[of_person] = (*records.get(of_person, ()), f"membership:{ids[membership]}")
    member, qualified = (np.zeros(len(snapshot["person"]), dtype=np.bool_) for _ in range(2))
    member[person] = True
    qualified[person[good]] = True
    pool = _narrowed(snapshot, policy, qualified, lineage=lineage, adults_only=True)
    ungraded = int((member & ~qualified).sum())
    note = ("membership_not_graded", ungraded, "members whose source is not graded C3 or better, nor one of two")
    return Pool(pool.allowed, (*pool.left_out, note), records)


def _has_two_origins(person: IntArray, group: IntArray, origin: IntArray) -> Mask:
    """Say of each membership whether rows of the same person and group go back to different origins."""
    n_origins = int(origin.max(initial=-1)) + 1
    _, pair = np.unique(pair_key(person, group, int(group.max(initial=-1)) + 1), return_inverse=True)
    of_pair = distinct(pair_key(pair, origin, n_origins)) // max(1, n_origins)
    return np.bincount(of_pair, minlength=len(pair))[pair] > 1


def _narrowed(snapshot: Snapshot, policy: Policy, candidates: Mask, *, lineage: bool, adults_only: bool) -> Pool:
    stand = person_status(snapshot, policy)
    bars = [
        ("dead", ~stand.alive, "of the pool are dead"),
        ("person_overdue", stand.is_overdue, "of the pool have an overdue review"),
        ("victim_only", is_victim_only(snapshot, policy, lineage=lineage), "of the pool are victims only"),
        ("in_custody", stand.in_custody, "of the pool are in custody"),
        ("cooling_off", stand.is_cooling_off, "of the pool are cooling off after a notification"),
    ]
    if adults_only:
        bars.append(("minor", stand.is_minor, "of the pool are minors or of unknown age"))
        bars.append(("exited", exited(snapshot, policy, lineage=lineage), "of the pool declared an exit"))
    left_out = []
    allowed = candidates.copy()
    for code, bar, text in bars:
        left_out.append((code, int((allowed & bar).sum()), text))
        allowed &= ~bar
    return Pool(allowed, tuple(left_out), {})
