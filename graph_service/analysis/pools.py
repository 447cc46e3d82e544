"""Pools: who may be asked to carry the message, and how many are left out for which reason."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.eligibility import exited, is_victim_only
from graph_service.analysis.pairs import distinct, pair_key
from graph_service.analysis.people import alive, people
from graph_service.analysis.person_status import own_memberships, person_status
from graph_service.analysis.reach import ReachGraph
from graph_service.analysis.result import Note, note
from graph_service.analysis.why_empty import WhyEmpty, why_empty
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import IntArray, Snapshot, derived
from graph_service.errors import InputError

SUPERVISED = "supervised"
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pool:
    """Who may be asked, one element per row of the persons table; who is left out, and the rule that left nobody."""

    allowed: Mask
    left_out: tuple[Note, ...]
    records: Mapping[int, tuple[str, ...]]
    emptied_by: str | None  # code of `why_empty`; None: somebody may be asked


def member_pool(snapshot: Snapshot, policy: Policy, groups: Collection[int], *, lineage: bool) -> Pool:
    """Return the default pool: adult members of groups, not exited, not in custody, not resting, not overdue."""
    member_rows = own_memberships(snapshot, lineage=lineage)
    member = np.zeros(len(snapshot["person"]), dtype=np.bool_)
    member[member_rows.rows.person[member_rows.current & np.isin(member_rows.rows.group, list(groups))]] = True
    return _narrowed(snapshot, policy, member, lineage=lineage, adults_only=True)


def everybody(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> Pool:
    """Return the pool of a calculation: every person of the graph but victims only, who are in no pool at all."""
    victim_only = is_victim_only(snapshot, policy, lineage=lineage)
    living = alive(snapshot) & people(snapshot).is_person
    left_out = (note("victim_only", int((victim_only & living).sum()), of="pool"),)
    return Pool(~victim_only, left_out, {}, None if (living & ~victim_only).any() else "victim_only")


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


def pool_of(
    snapshot: Snapshot,
    policy: Policy,
    groups: Sequence[int] | None,
    pool: Sequence[str] | str | None,
    *,
    is_calculation: bool,
    lineage: bool,
) -> Pool:
    """Return the pool that is asked for: by default adult members of some groups, in a calculation everybody."""
    if pool == SUPERVISED:
        return supervised_pool(snapshot, policy, lineage=lineage, is_calculation=is_calculation)
    if pool is None and is_calculation:
        return everybody(snapshot, policy, lineage=lineage)
    if pool is None:
        group_rows = range(len(snapshot["group"])) if groups is None else groups
        if groups is None:
            valid = snapshot["group"].valid_on(snapshot.day)
            group_rows = [group for group in group_rows if valid[group]]
        return member_pool(snapshot, policy, group_rows, lineage=lineage)
    if isinstance(pool, str):  # its letters are no ids
        message = f"the pool is {pool!r}: give a list of ids of persons, or {SUPERVISED!r}"
        raise InputError(message)
    position = snapshot["person"].position
    if unknown := sorted(set(pool) - position.keys()):
        message = f"the pool names persons that are not there: {', '.join(unknown[:5])}"
        raise InputError(message)
    return given_pool(
        snapshot, policy, [int(people(snapshot).same[position[person_id]]) for person_id in pool], lineage=lineage
    )


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
    emptied_by = pool.emptied_by if qualified.any() or not member.any() else "membership_not_graded"
    return Pool(pool.allowed, (*pool.left_out, note("membership_not_graded", ungraded)), records, emptied_by)


def refuse_groups_of_a_calculation(graph: ReachGraph, groups: Sequence[int] | None) -> None:
    """Refuse groups where there are no memberships: nobody could be reached in them."""
    if graph.is_calculation and groups is not None:
        message = (
            "there are no memberships, so no group has members to reach; ask without a group for a calculation on ties "
            "alone, or load memberships"
        )
        raise InputError(message)


def empty_pool(graph: ReachGraph, pool: Pool) -> WhyEmpty:
    """Return why nobody of a pool may be asked to reach the persons of a graph."""
    if not len(graph.person):
        return why_empty("no_persons" if graph.is_calculation else "no_members")
    return why_empty(pool.emptied_by or "pool_outside")


def _has_two_origins(person: IntArray, group: IntArray, origin: IntArray) -> Mask:
    """Say of each membership whether rows of the same person and group go back to different origins."""
    n_origins = int(origin.max(initial=-1)) + 1
    _, pair = np.unique(pair_key(person, group, int(group.max(initial=-1)) + 1), return_inverse=True)
    of_pair = distinct(pair_key(pair, origin, n_origins)) // max(1, n_origins)
    return np.bincount(of_pair, minlength=len(pair))[pair] > 1


def _narrowed(snapshot: Snapshot, policy: Policy, candidates: Mask, *, lineage: bool, adults_only: bool) -> Pool:
    stand = person_status(snapshot, policy)
    bars = [
        ("dead", ~stand.alive),
        ("person_overdue", stand.is_overdue),
        ("victim_only", is_victim_only(snapshot, policy, lineage=lineage)),
        ("in_custody", stand.in_custody),
        ("cooling_off", stand.is_cooling_off),
    ]
    if adults_only:
        bars.append(("minor", stand.is_minor & stand.is_age_known))
        bars.append(("age_unknown", ~stand.is_age_known))
        bars.append(("exited", exited(snapshot, policy, lineage=lineage)))
    left_out = []
    allowed = candidates.copy()
    emptied_by = None if allowed.any() else "no_candidates"
    for code, bar in bars:
        left_out.append(note(code, int((allowed & bar).sum()), of="pool"))
        allowed &= ~bar
        if emptied_by is None and not allowed.any():
            emptied_by = "minor" if code == "age_unknown" else code
    return Pool(allowed, tuple(left_out), {}, emptied_by)
