"""The rows of the network: persons, groups, memberships, ties and conflicts, each with the records that say so."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.cards import ROLES, among_opposed, opposed_groups
from graph_service.analysis.columns import (
    Coded,
    Column,
    Listed,
    Rows,
    coded,
    days,
    grouped,
    lists,
    optional,
)
from graph_service.analysis.conflicts import AlliancePair, ConflictPair, alliances, conflict_pairs
from graph_service.analysis.eligibility import is_victim_only
from graph_service.analysis.network_incidents import Acts
from graph_service.analysis.network_parts import (
    NetworkConflict,
    NetworkGroup,
    NetworkMembership,
    NetworkPerson,
)
from graph_service.analysis.network_periods import conflict_periods
from graph_service.analysis.pairs import pair_key
from graph_service.analysis.people import people, successors
from graph_service.analysis.person_status import minor_word, person_status
from graph_service.analysis.priorities import rows_by_person
from graph_service.analysis.retaliation import conflict_sides
from graph_service.analysis.scorecard import given, group_evidence, members_on
from graph_service.analysis.violence import listed_groups, ranks, violence
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NONE, IntArray, Snapshot
from graph_service.domain.vocabulary import Basis, ConflictState, Role, code_of

Mask = NDArray[np.bool_]
DRAWN_STATES = (ConflictState.ACTIVE, ConflictState.TRUCE, ConflictState.DORMANT)


@dataclass(frozen=True, slots=True)
class Relations:
    """Groups in conflict, in a state that is drawn, and groups allied on the day."""

    pairs: Sequence[ConflictPair]
    alliances: Sequence[AlliancePair]

    @property
    def rivals(self) -> dict[str, set[str]]:
        """By group, those it is in conflict with."""
        return _both_ways((pair.group_a, pair.group_b) for pair in self.pairs)

    @property
    def allies(self) -> dict[str, set[str]]:
        """By group, those it is allied to."""
        return _both_ways((pair.group_a, pair.group_b) for pair in self.alliances)


def relations_of(snapshot: Snapshot, *, lineage: bool) -> Relations:
    """Return which groups stand against each other, and which together."""
    pairs = conflict_pairs(snapshot, states=DRAWN_STATES, lineage=lineage)
    return Relations(pairs, alliances(snapshot, lineage=lineage))


def _both_ways(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    neighbours: dict[str, set[str]] = {}
    for a, b in pairs:
        neighbours.setdefault(a, set()).add(b)
        neighbours.setdefault(b, set()).add(a)
    return neighbours


@dataclass(frozen=True, slots=True)
class CurrentMemberships:
    """Memberships valid on the day, associates included.

    `row`, `person` and `group` are those of the table; `of_person`, `of_group` and `role` stand once for each person
    and group, with the best role there, in the order of persons, roles and groups.
    """

    row: IntArray
    person: IntArray
    group: IntArray
    of_person: IntArray
    of_group: IntArray
    role: IntArray


def current_memberships(snapshot: Snapshot, *, lineage: bool) -> CurrentMemberships:
    """Return the memberships of the day, in whatever group."""
    rows = snapshot["membership"]
    if not len(rows):
        nothing = np.zeros(0, dtype=np.int64)
        return CurrentMemberships(nothing, nothing, nothing, nothing, nothing, nothing)
    row = np.flatnonzero(rows.valid_on(snapshot.day))
    group = successors(snapshot, lineage=lineage)[rows["group_id"][row]]
    person = people(snapshot).same[rows["person_id"][row]]
    role = rows["role"][row]
    by_role = np.lexsort((role, group, person))
    pairs = pair_key(person, group, len(snapshot["group"]))[by_role]
    best = by_role[np.flatnonzero(np.diff(pairs, prepend=-1))]
    best = best[np.lexsort((group[best], role[best], person[best]))]
    return CurrentMemberships(row, person, group, person[best], group[best], role[best])


def membership_rows(snapshot: Snapshot, members: CurrentMemberships, shown: Mask) -> Rows[NetworkMembership]:
    """Return the memberships of persons who are shown, by record."""
    frame = snapshot["membership"]
    mask = shown[members.person]
    row = members.row[mask]
    columns: dict[str, Column] = {
        "person_id": Coded(members.person[mask], snapshot["person"].ids),
        "group_id": Coded(members.group[mask], snapshot["group"].ids),
        "role": Coded(frame["role"][row], ROLES),
        "basis": Coded(frame["basis"][row], [basis.value for basis in Basis]),
        "valid_from": days(frame["valid_from"][row]),
        "valid_to": days(frame["valid_to"][row]),
        "record_id": coded([f"membership:{frame.ids[key]}" for key in row.tolist()]),
        "source_id": Coded(frame["source_id"][row], snapshot["source"].ids),
    }
    return Rows(NetworkMembership, columns)


def person_rows(
    snapshot: Snapshot,
    policy: Policy,
    shown: Mask,
    members: CurrentMemberships,
    shown_groups: Sequence[int],
    *,
    lineage: bool,
) -> Rows[NetworkPerson]:
    """Return the persons who are shown, each with all groups of theirs, shown or not."""
    status, frame, rows = person_status(snapshot, policy), snapshot["person"], np.flatnonzero(shown)
    listed = rows_by_person(snapshot, policy, "message", lineage=lineage)
    in_lane = np.full(len(frame), NONE)
    in_lane[[frame.position[person_id] for person_id in listed]] = np.arange(len(listed))
    is_minor, is_age_known = status.is_minor[rows].astype(np.int64), status.is_age_known[rows]
    is_supervised = np.zeros(len(frame), dtype=np.int64)
    is_supervised[list(status.supervised)] = True
    columns: dict[str, Column] = {
        "person_id": Coded(rows, frame.ids),
        "label": Coded(rows, frame.texts["label"]),
        **_groups_of_persons(snapshot, rows, members, shown_groups, lineage=lineage),
        "status": Coded(_status_codes(snapshot, policy, lineage=lineage)[rows], _STATUS_WORDS),
        "is_minor": Coded(np.where(is_age_known, is_minor, 2), _MINOR_WORDS),
        "is_supervised": Coded(is_supervised[rows], (False, True)),
        "notified_on": days(status.last_notified[rows]),
        "points": optional(in_lane[rows], [row.points for row in listed.values()], 0),
        "reasons": optional(in_lane[rows], [row.reasons for row in listed.values()], ()),
    }
    return Rows(NetworkPerson, columns)


_STATUS_WORDS = ("none", "victim_only", "in_custody", "dead")
_MINOR_WORDS = (
    minor_word(is_minor=False, is_age_known=True),
    minor_word(is_minor=True, is_age_known=True),
    minor_word(is_minor=False, is_age_known=False),
)


def _status_codes(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> IntArray:
    status = person_status(snapshot, policy)
    codes = np.where(is_victim_only(snapshot, policy, lineage=lineage), 1, 0)
    codes[status.in_custody] = 2
    codes[~status.alive] = 3
    return codes


def _groups_of_persons(
    snapshot: Snapshot, rows: IntArray, members: CurrentMemberships, shown_groups: Sequence[int], *, lineage: bool
) -> dict[str, Column]:
    """Return the columns that say in which groups persons are, and as what."""
    ids, position = snapshot["group"].ids, np.full(len(snapshot["person"]), NONE)
    position[rows] = np.arange(len(rows))
    is_shown = position[members.of_person] >= 0
    row, group, role = position[members.of_person[is_shown]], members.of_group[is_shown], members.role[is_shown]
    is_drawn, is_member = np.isin(group, shown_groups), role != code_of(Role.ASSOCIATE)
    by_group = np.lexsort((group, row))
    elsewhere = by_group[(is_member & ~is_drawn)[by_group]]
    of_members = by_group[is_member[by_group]]
    everywhere = grouped(row[of_members], group[of_members], ids, n_rows=len(rows))
    drawn_row, first = np.unique(row[is_drawn], return_index=True)
    roles = np.full(len(rows), NONE)
    roles[drawn_row] = role[is_drawn][first]
    drawn = is_member & is_drawn
    return {
        "groups": grouped(row[drawn], group[drawn], ids, n_rows=len(rows)),
        "groups_not_shown": grouped(row[elsewhere], group[elsewhere], ids, n_rows=len(rows)),
        "groups_in_conflict": _opposed(snapshot, everywhere, lineage=lineage),
        "role": optional(roles, ROLES, ""),
    }


def _opposed(snapshot: Snapshot, groups: Listed, *, lineage: bool) -> Listed:
    """Return of each person the groups that are in conflict with another of theirs."""
    pairs, frame = opposed_groups(snapshot, lineage=lineage), snapshot["group"]
    opposed: list[Sequence[int]] = [()] * len(groups)
    for row in np.flatnonzero(groups.lengths > 1).tolist():
        opposed[row] = [frame.position[group_id] for group_id in among_opposed(groups.value(row), pairs)]
    return lists(opposed, frame.ids)


def group_rows(
    snapshot: Snapshot, policy: Policy, shown_groups: Sequence[int], relations: Relations, *, lineage: bool
) -> tuple[NetworkGroup, ...]:
    """Return the groups that are shown, with the names of rivals and allies that are not."""
    frame, index = snapshot["group"], violence(snapshot, policy, lineage=lineage).index
    listed = listed_groups(snapshot, policy, lineage=lineage)
    rank = dict(zip(listed, ranks([float(index[group]) for group in listed]), strict=True))
    n_named, valid = members_on(snapshot, lineage=lineage), frame.valid_on(snapshot.day)
    rivals, allies, source_ids = relations.rivals, relations.allies, snapshot["source"].ids
    drawn = {frame.ids[group] for group in shown_groups}
    evidence = group_evidence(snapshot, policy, lineage=lineage)
    return tuple(
        NetworkGroup(
            group_id=frame.ids[group],
            name=frame.texts["name"][group],
            n_named=n_named.get(group, 0),
            size_low=given(frame["size_low"][group]),
            size_high=given(frame["size_high"][group]),
            is_valid=bool(valid[group]),
            rank=rank.get(group),
            violence_index=float(index[group]),
            source_id=None if (source := int(frame["source_id"][group])) == NONE else source_ids[source],
            evidence=tuple(entry for entry in evidence.get(group, ()) if entry.adds > 0),
            rivals_not_shown=tuple(sorted(rivals.get(frame.ids[group], set()) - drawn)),
            allies_not_shown=tuple(sorted(allies.get(frame.ids[group], set()) - drawn)),
        )
        for group in shown_groups
    )


def conflict_rows(
    snapshot: Snapshot, acts: Acts, pairs: Sequence[ConflictPair], drawn_groups: Collection[str], *, lineage: bool
) -> tuple[NetworkConflict, ...]:
    """Return the groups shown that stand against each other, with the incidents between them and the records."""
    ids, names = snapshot["group"].ids, snapshot["conflict"].texts["name"]
    between: dict[tuple[str, str], list[int]] = {}
    for incident in acts.incident:
        named = product(acts.suspect_groups.get(incident, ()), acts.victim_groups.get(incident, ()))
        for a, b in {(min(s, v), max(s, v)) for s, v in named if s != v}:
            between.setdefault((ids[a], ids[b]), []).append(incident)
    position, incident_ids = snapshot["conflict"].position, snapshot["incident"].ids
    records, periods = _records_of_conflicts(snapshot, lineage=lineage), conflict_periods(snapshot)
    conflicts = []
    for pair in pairs:
        if {pair.group_a, pair.group_b} <= set(drawn_groups):
            record_ids = tuple(
                record
                for conflict_id in pair.conflict_ids
                for group, record in records[conflict_id]
                if group in {"", pair.group_a, pair.group_b}
            )
            conflicts.append(
                NetworkConflict(
                    conflict_id=pair.conflict_ids[0],
                    name=names[position[pair.conflict_ids[0]]] or "",
                    group_a=pair.group_a,
                    group_b=pair.group_b,
                    status=pair.status,
                    periods=periods.get(pair.conflict_ids[0], ()),
                    incident_ids=tuple(incident_ids[row] for row in between.get((pair.group_a, pair.group_b), ())),
                    record_ids=record_ids,
                    source_ids=sources_of(snapshot, record_ids),
                )
            )
    return tuple(conflicts)


def _records_of_conflicts(snapshot: Snapshot, *, lineage: bool) -> dict[str, list[tuple[str, str]]]:
    """By conflict, (group, record) of itself, of the parties on the day and of the state in force."""
    parties, states, frame = snapshot["conflict_party"], snapshot["conflict_status"], snapshot["conflict"]
    group_ids, successor = snapshot["group"].ids, successors(snapshot, lineage=lineage)
    records = {conflict_id: [("", f"conflict:{conflict_id}")] for conflict_id in frame.ids}
    for row in np.flatnonzero(parties.valid_on(snapshot.day)).tolist():
        group = group_ids[int(successor[parties["group_id"][row]])]
        records[frame.ids[int(parties["conflict_id"][row])]].append((group, f"conflict_party:{parties.ids[row]}"))
    for entry in conflict_sides(snapshot, lineage=lineage):
        if entry.state_row != NONE:
            records[frame.ids[entry.conflict]].append(("", f"conflict_status:{states.ids[entry.state_row]}"))
    return records


def sources_of(snapshot: Snapshot, record_ids: Iterable[str]) -> tuple[str, ...]:
    """Return the sources of records given as kind:id, each once, by id; a record without one adds none."""
    source_ids = snapshot["source"].ids
    sources = set()
    for record_id in record_ids:
        kind, _, key = record_id.partition(":")
        frame = snapshot[kind]
        source = int(frame["source_id"][frame.position[key]]) if "source_id" in frame.arrays else NONE
        if source != NONE:
            sources.add(source_ids[source])
    return tuple(sorted(sources))
