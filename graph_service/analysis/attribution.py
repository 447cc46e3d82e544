"""Which group took part on which side of an incident, and how surely; what remains is unknown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.incidents import incidents, suspects, victims
from graph_service.analysis.people import Memberships, memberships, successors
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, IntArray, Snapshot
from graph_service.domain.vocabulary import Side, code_of

Mask = NDArray[np.bool_]
TOLERANCE = 1e-9
GroupSet = tuple[tuple[int, ...], float]  # groups that acted jointly, in order; confidence


@dataclass(frozen=True, slots=True)
class SideView:
    """One side of all incidents that count or are on hold.

    `incident`, `group`, `confidence` are parallel: one element a group that has a confidence, by
    incident, then group. `unknown` has one element an incident (0 for those that do not count).
    `sets` gives the sets of an incident, ordered by their groups; on the victim side, derived ones
    do not exclude each other. `derived` marks incidents whose groups come from memberships.
    """

    incident: IntArray
    group: IntArray
    confidence: NDArray[np.float64]
    unknown: NDArray[np.float64]
    sets: Mapping[int, Sequence[GroupSet]]
    derived: Mask

    def of(self, incident: int) -> dict[int, float]:
        """Return the confidences of one incident, by group."""
        rows = slice(*np.searchsorted(self.incident, [incident, incident + 1]).tolist())
        return dict(zip(self.group[rows].tolist(), self.confidence[rows].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides."""

    suspect: SideView
    victim: SideView


def sides(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> Sides:
    """Attribute incidents to groups: by the rows of a source, else derived from memberships of that day.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        Factors of the derivation.
    lineage : bool
        Whether records of a group count for its successor.

    Returns
    -------
    Sides
        Confidences of both sides.
    """
    return snapshot.once(("sides", policy, lineage), lambda: _sides(snapshot, policy, lineage=lineage))


def is_named(confidence: float, policy: Policy) -> bool:
    """Say whether a confidence is enough to name the group.

    Parameters
    ----------
    confidence : float
        From 0 to 1.
    policy : Policy
        The threshold.

    Returns
    -------
    bool
        Whether the group is named.
    """
    return confidence >= policy.incidents.named_confidence - TOLERANCE


def _sides(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> Sides:
    view = incidents(snapshot, policy)
    wanted = view.counted | view.on_hold
    explicit = {side: _explicit(snapshot, wanted, side, lineage=lineage) for side in Side}
    members = memberships(snapshot, lineage=lineage)
    open_sides = {side: wanted & (view.periods.day != NO_DAY) for side in Side}
    for side, found in explicit.items():
        open_sides[side][list(found)] = False
    by_suspects = _derive_suspects(snapshot, policy, members, open_sides[Side.SUSPECT], view.periods.day)
    by_victims = _derive_victims(snapshot, members, open_sides[Side.VICTIM], view.periods.day)
    return Sides(
        suspect=_side_view(wanted, explicit[Side.SUSPECT], by_suspects, exclusive=True),
        victim=_side_view(wanted, explicit[Side.VICTIM], by_victims, exclusive=False),
    )


def _explicit(snapshot: Snapshot, wanted: Mask, side: Side, *, lineage: bool) -> dict[int, list[GroupSet]]:
    """Sets as a source gives them, by incident; rows of one joint set have the same confidence."""
    rows = snapshot["attribution"]
    group = successors(snapshot, lineage=lineage)[rows["group_id"]] if len(rows) else rows["group_id"]
    joint = rows.texts["joint_set"]
    found: dict[int, dict[str, tuple[set[int], float]]] = {}
    for row in np.flatnonzero(rows["side"] == code_of(side)).tolist():
        incident = int(rows["incident_id"][row])
        if wanted[incident]:
            name = f"set {joint[row]}" if joint[row] is not None else f"row {rows.ids[row]}"
            groups, _ = found.setdefault(incident, {}).setdefault(name, (set(), float(rows["confidence"][row])))
            groups.add(int(group[row]))
    return {
        incident: sorted((tuple(sorted(groups)), confidence) for groups, confidence in sets.values())
        for incident, sets in found.items()
    }


def _groups_of_pairs(
    person: IntArray, day: IntArray, members: Memberships
) -> tuple[NDArray[np.intp], IntArray, NDArray[np.int64]]:
    """Return (pair, group) for each different group that the person of a pair has on its day, and k a pair."""
    n_rows = members.starts[person + 1] - members.starts[person]
    pair = np.repeat(np.arange(len(person)), n_rows)
    offset = np.arange(len(pair)) - np.repeat(np.cumsum(n_rows) - n_rows, n_rows)
    row = members.starts[person][pair] + offset
    ends = members.ends[row]
    valid = (members.begins[row] <= day[pair]) & ((ends == NO_DAY) | (ends >= day[pair]))
    n_groups = int(members.group.max(initial=0)) + 1
    both = np.unique(pair[valid].astype(np.int64) * n_groups + members.group[row[valid]])
    pair, group = both // n_groups, both % n_groups
    return pair, group, np.bincount(pair, minlength=len(person))


def _derive_suspects(
    snapshot: Snapshot, policy: Policy, members: Memberships, open_side: Mask, day: IntArray
) -> dict[int, list[GroupSet]]:
    """The average over the suspects who had a group that day, times a factor for how formal the case is."""
    rows = suspects(snapshot)
    if not len(rows.row):
        return {}
    rows = rows.chosen(open_side[rows.incident])
    n_persons = len(snapshot["person"])
    both, first = np.unique(rows.incident.astype(np.int64) * n_persons + rows.person, return_inverse=True)
    formal = np.zeros(len(both), dtype=np.bool_)
    np.logical_or.at(formal, first, rows.formal)
    incident, person = both // n_persons, both % n_persons
    pair, group, n_groups = _groups_of_pairs(person, day[incident], members)
    found: dict[int, dict[int, list[float]]] = {}
    for one, its_group in zip(pair.tolist(), group.tolist(), strict=True):
        found.setdefault(int(incident[one]), {}).setdefault(its_group, []).append(1.0 / int(n_groups[one]))
    grouped = n_groups > 0
    n_suspects = np.bincount(incident[grouped], minlength=len(day))
    is_formal = np.zeros(len(day), dtype=np.bool_)
    is_formal[incident[grouped & formal]] = True
    rules = policy.incidents
    return {
        one: [
            ((its_group,), fsum(shares) / int(n_suspects[one]) * (rules.derived_formal if is_formal[one] else rules.derived_believed))
            for its_group, shares in sorted(groups.items())
        ]
        for one, groups in found.items()
    }


def _derive_victims(
    snapshot: Snapshot, members: Memberships, open_side: Mask, day: IntArray
) -> dict[int, list[GroupSet]]:
    """Of each group the largest share that one of its victims has in it."""
    rows = victims(snapshot)
    if not len(rows.row):
        return {}
    chosen = open_side[rows.incident]
    incident, person = rows.incident[chosen], rows.person[chosen]
    pair, group, n_groups = _groups_of_pairs(person, day[incident], members)
    found: dict[int, dict[int, float]] = {}
    for one, its_group in zip(pair.tolist(), group.tolist(), strict=True):
        groups = found.setdefault(int(incident[one]), {})
        groups[its_group] = max(groups.get(its_group, 0.0), 1.0 / int(n_groups[one]))
    return {one: [((its_group,), share) for its_group, share in sorted(groups.items())] for one, groups in found.items()}


def _side_view(
    wanted: Mask, explicit: Mapping[int, list[GroupSet]], derived: Mapping[int, list[GroupSet]], *, exclusive: bool
) -> SideView:
    unknown = np.where(wanted, 1.0, 0.0)
    marked = np.zeros(len(wanted), dtype=np.bool_)
    entries: list[tuple[int, int, float]] = []
    for source, is_derived in ((explicit, False), (derived, True)):
        for incident, sets in source.items():
            by_group: dict[int, list[float]] = {}
            for groups, confidence in sets:
                for group in groups:
                    by_group.setdefault(group, []).append(confidence)
            entries += ((incident, group, fsum(shares)) for group, shares in by_group.items())
            shares = [confidence for _, confidence in sets]
            known = fsum(shares) if exclusive or not is_derived else max(shares)
            unknown[incident] = max(0.0, 1.0 - known)
            marked[incident] = is_derived
    entries.sort()
    return SideView(
        incident=np.array([entry[0] for entry in entries], dtype=np.int64),
        group=np.array([entry[1] for entry in entries], dtype=np.int64),
        confidence=np.array([entry[2] for entry in entries], dtype=np.float64),
        unknown=unknown,
        sets={**explicit, **derived},
        derived=marked,
    )
