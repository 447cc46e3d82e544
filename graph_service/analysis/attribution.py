"""Which group took part on which side of an incident, and how surely; what remains is unknown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.incidents import incidents, suspects, victims
from graph_service.analysis.pairs import distinct, pair_key
from graph_service.analysis.people import Memberships, memberships, successors
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, IntArray, Snapshot, derived
from graph_service.domain.vocabulary import Side, code_of

Mask = NDArray[np.bool_]
TOLERANCE = 1e-9
GroupSet = tuple[tuple[int, ...], float]  # groups that acted jointly, in order; confidence


@dataclass(frozen=True, slots=True)
class SideView:
    """One side of all incidents that count or are on hold.

    `incident`, `group`, `confidence` are parallel: one element a group that has a confidence, by
    incident, then group; `starts[i]` to `starts[i + 1]` are those of incident i. `unknown` has one
    element an incident (0 for those that do not count).
    `derived` marks incidents whose groups come from memberships; `given_sets` are those of a source.
    """

    incident: NDArray[np.int64]
    group: NDArray[np.int64]
    confidence: NDArray[np.float64]
    starts: Sequence[int]
    unknown: NDArray[np.float64]
    derived: Mask
    given_sets: Mapping[int, Sequence[GroupSet]]

    def of(self, incident: int) -> dict[int, float]:
        """Return the confidences of one incident, by group."""
        rows = slice(self.starts[incident], self.starts[incident + 1])
        return dict(zip(self.group[rows].tolist(), self.confidence[rows].tolist(), strict=True))

    def sets_of(self, incident: int) -> Sequence[GroupSet]:
        """Return the sets of one incident, ordered by their groups; each derived group is a set of its own."""
        if incident in self.given_sets:
            return self.given_sets[incident]
        return [((group,), confidence) for group, confidence in self.of(incident).items()]


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides."""

    suspect: SideView
    victim: SideView


@derived
def sides(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> Sides:
    """Attribute incidents to groups: by the rows of a source, else derived from memberships of that day."""
    view = incidents(snapshot, policy)
    judged = view.counted | view.on_hold
    explicit = {side: stated_sets(snapshot, judged, side, lineage=lineage) for side in Side}
    members = memberships(snapshot, lineage=lineage)
    dated = judged & (view.periods.day != NO_DAY)
    open_sides = {Side.SUSPECT: dated, Side.VICTIM: dated.copy()}  # two masks: an explicit row closes its side alone
    for side, sets in explicit.items():
        open_sides[side][list(sets)] = False
    by_suspects = _derive_suspects(snapshot, policy, members, open_sides[Side.SUSPECT], view.periods.day)
    by_victims = _derive_victims(snapshot, members, open_sides[Side.VICTIM], view.periods.day)
    return Sides(
        suspect=_side_view(judged, explicit[Side.SUSPECT], by_suspects, exclusive=True),
        victim=_side_view(judged, explicit[Side.VICTIM], by_victims, exclusive=False),
    )


def is_named(confidence: float, policy: Policy) -> bool:
    """Say whether a confidence is enough to name the group."""
    return confidence >= policy.incidents.named_confidence - TOLERANCE


def named_groups(side: SideView, policy: Policy, among: Mask) -> dict[int, list[int]]:
    """Return the groups that incidents name on a side, in order; incidents that name nobody are missing."""
    groups_of: dict[int, list[int]] = {}
    is_named_here = names_group(side, policy) & among[side.incident]
    for incident, group in zip(side.incident[is_named_here].tolist(), side.group[is_named_here].tolist(), strict=True):
        groups_of.setdefault(incident, []).append(group)
    return groups_of


def names_group(side: SideView, policy: Policy) -> Mask:
    """Say of each confidence of a side whether it is enough to name the group."""
    return side.confidence >= policy.incidents.named_confidence - TOLERANCE


def stated_sets(snapshot: Snapshot, judged: Mask, side: Side, *, lineage: bool) -> dict[int, list[GroupSet]]:
    """Sets as a source gives them, by incident; rows of one joint set have the same confidence."""
    rows = snapshot["attribution"]
    group = successors(snapshot, lineage=lineage)[rows["group_id"]] if len(rows) else rows["group_id"]
    joint = rows.texts["joint_set"]
    groups_by_set: dict[int, dict[str, tuple[set[int], float]]] = {}
    for row in np.flatnonzero(rows["side"] == code_of(side)).tolist():
        incident = int(rows["incident_id"][row])
        if judged[incident]:
            name = f"set {joint[row]}" if joint[row] is not None else f"row {rows.ids[row]}"
            groups, _ = groups_by_set.setdefault(incident, {}).setdefault(name, (set(), float(rows["confidence"][row])))
            groups.add(int(group[row]))
    return {
        incident: sorted((tuple(sorted(groups)), confidence) for groups, confidence in sets.values())
        for incident, sets in groups_by_set.items()
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
    both = distinct(pair_key(pair[valid], members.group[row[valid]], n_groups))
    pair, group = both // n_groups, both % n_groups
    return pair, group, np.bincount(pair, minlength=len(person))


@dataclass(frozen=True, slots=True)
class _Derived:
    """Groups derived for incidents: parallel, by incident, then group."""

    incident: NDArray[np.int64]
    group: NDArray[np.int64]
    confidence: NDArray[np.float64]


_NOTHING = _Derived(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))


def _derive_suspects(
    snapshot: Snapshot, policy: Policy, members: Memberships, open_side: Mask, day: IntArray
) -> _Derived:
    """The average over the suspects who had a group that day, times a factor for how formal the case is."""
    rows = suspects(snapshot)
    if not len(rows.row):
        return _NOTHING
    rows = rows.chosen(open_side[rows.incident])
    n_persons, n_groups = len(snapshot["person"]), max(1, len(snapshot["group"]))
    both, first = np.unique(rows.incident.astype(np.int64) * n_persons + rows.person, return_inverse=True)
    formal = np.zeros(len(both), dtype=np.bool_)
    np.logical_or.at(formal, first, rows.formal)
    incident, person = both // n_persons, both % n_persons
    pair, group, k = _groups_of_pairs(person, day[incident], members)
    key, of_key = np.unique(incident[pair] * n_groups + group, return_inverse=True)
    shares = np.bincount(of_key, weights=1.0 / k[pair], minlength=len(key))
    n_suspects = np.bincount(incident[k > 0], minlength=len(day))
    is_formal = np.zeros(len(day), dtype=np.bool_)
    is_formal[incident[(k > 0) & formal]] = True
    factor = np.where(is_formal, policy.incidents.derived_formal, policy.incidents.derived_believed)
    of_incident = key // n_groups
    return _Derived(of_incident, key % n_groups, shares / n_suspects[of_incident] * factor[of_incident])


def _derive_victims(snapshot: Snapshot, members: Memberships, open_side: Mask, day: IntArray) -> _Derived:
    """Of each group the largest share that one of its victims has in it."""
    rows = victims(snapshot)
    if not len(rows.row):
        return _NOTHING
    is_open, n_groups = open_side[rows.incident], max(1, len(snapshot["group"]))
    incident, person = rows.incident[is_open].astype(np.int64), rows.person[is_open]
    pair, group, k = _groups_of_pairs(person, day[incident], members)
    key, of_key = np.unique(incident[pair] * n_groups + group, return_inverse=True)
    largest = np.zeros(len(key))
    np.maximum.at(largest, of_key, 1.0 / k[pair])
    return _Derived(key // n_groups, key % n_groups, largest)


def _side_view(judged: Mask, explicit: Mapping[int, list[GroupSet]], derived: _Derived, *, exclusive: bool) -> SideView:
    unknown, attributed, marked = (
        np.where(judged, 1.0, 0.0),
        np.zeros(len(judged)),
        np.zeros(len(judged), dtype=np.bool_),
    )
    marked[derived.incident] = True
    if exclusive:
        np.add.at(attributed, derived.incident, derived.confidence)
    else:
        np.maximum.at(attributed, derived.incident, derived.confidence)
    unknown[marked] = np.maximum(0.0, 1.0 - attributed[marked])
    entries: list[tuple[int, int, float]] = []
    for incident, sets in explicit.items():
        by_group: dict[int, list[float]] = {}
        for groups, confidence in sets:
            for group in groups:
                by_group.setdefault(group, []).append(confidence)
        entries += ((incident, group, fsum(shares)) for group, shares in by_group.items())
        unknown[incident] = max(0.0, 1.0 - fsum(confidence for _, confidence in sets))
    incident_column, group_column, confidences = (
        np.concatenate([np.array([entry[i] for entry in entries], dtype=kind), column])
        for i, (kind, column) in enumerate(
            ((np.int64, derived.incident), (np.int64, derived.group), (np.float64, derived.confidence))
        )
    )
    order = np.lexsort((group_column, incident_column))
    starts = np.searchsorted(incident_column[order], np.arange(len(judged) + 1)).tolist()
    return SideView(incident_column[order], group_column[order], confidences[order], starts, unknown, marked, explicit)
