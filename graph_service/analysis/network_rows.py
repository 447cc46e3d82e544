"""The rows of the network: persons, groups, memberships, ties and conflicts, each with the records that say so."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.cards import ROLES, among_opposed, opposed_groups
from graph_service.analysis.conflicts import AlliancePair, ConflictPair, alliances, conflict_pairs
from graph_service.analysis.eligibility import is_victim_only
from graph_service.analysis.network_incidents import Acts
from graph_service.analysis.network_parts import (
    NetworkConflict,
    NetworkGroup,
    NetworkMembership,
    NetworkPerson,
    NetworkTie,
)
from graph_service.analysis.people import incident_periods, people, successors
from graph_service.analysis.person_status import minor_word, person_status
from graph_service.analysis.priorities import rows_by_person
from graph_service.analysis.reach import TieRecords
from graph_service.analysis.retaliation import conflict_sides
from graph_service.analysis.scorecard import given, group_evidence, members_on
from graph_service.analysis.violence import listed_groups, ranks, violence
from graph_service.domain.dates import day_of
from graph_service.domain.parameters import ALL_KINDS
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, NONE, IntArray, Snapshot
from graph_service.domain.vocabulary import Basis, ConflictState, Role

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
    """Memberships valid on the day, associates included: rows of the table, and by person (role, group), best first."""

    row: IntArray
    person: IntArray
    group: IntArray
    roles_of: Mapping[int, Sequence[tuple[int, int]]]


def current_memberships(snapshot: Snapshot, *, lineage: bool) -> CurrentMemberships:
    """Return the memberships of the day, in whatever group."""
    rows = snapshot["membership"]
    if not len(rows):
        nothing = np.zeros(0, dtype=np.int64)
        return CurrentMemberships(nothing, nothing, nothing, {})
    row = np.flatnonzero(rows.valid_on(snapshot.day))
    group = successors(snapshot, lineage=lineage)[rows["group_id"][row]]
    person = people(snapshot).same[rows["person_id"][row]]
    best: dict[int, dict[int, int]] = {}
    columns = (person.tolist(), group.tolist(), rows["role"][row].tolist())
    for of_person, of_group, role in zip(*columns, strict=True):
        roles = best.setdefault(of_person, {})
        roles[of_group] = min(role, roles.get(of_group, len(ROLES)))
    roles_of = {
        of_person: sorted((role, of_group) for of_group, role in roles.items()) for of_person, roles in best.items()
    }
    return CurrentMemberships(row, person, group, roles_of)


def membership_rows(snapshot: Snapshot, members: CurrentMemberships, shown: Mask) -> Iterator[NetworkMembership]:
    """Return the memberships of persons who are shown, by record."""
    frame, ids, group_ids = snapshot["membership"], snapshot["person"].ids, snapshot["group"].ids
    source_ids, bases = snapshot["source"].ids, tuple(Basis)
    mask = shown[members.person] if len(members.row) else np.zeros(0, dtype=np.bool_)
    row = members.row[mask]
    columns = (row, members.person[mask], members.group[mask], *(frame[name][row] for name in _COLUMNS))
    for key, person, group, role, basis, begins, ends, source in zip(*(c.tolist() for c in columns), strict=True):
        yield NetworkMembership(
            person_id=ids[person],
            group_id=group_ids[group],
            role=ROLES[role],
            basis=bases[basis].value,
            valid_from=None if begins == NO_DAY else day_of(begins),
            valid_to=None if ends == NO_DAY else day_of(ends),
            record_id=f"membership:{frame.ids[key]}",
            source_id=source_ids[source],
        )


_COLUMNS = ("role", "basis", "valid_from", "valid_to", "source_id")


def person_rows(
    snapshot: Snapshot,
    policy: Policy,
    shown: Sequence[int],
    members: CurrentMemberships,
    shown_groups: Collection[int],
    *,
    lineage: bool,
) -> tuple[NetworkPerson, ...]:
    """Return the persons who are shown, each with all groups of theirs, shown or not."""
    stand, frame, group_ids = person_status(snapshot, policy), snapshot["person"], snapshot["group"].ids
    victim_only = is_victim_only(snapshot, policy, lineage=lineage)
    listed = rows_by_person(snapshot, policy, "message", lineage=lineage)
    opposed, is_drawn = opposed_groups(snapshot, lineage=lineage), set(shown_groups)
    columns = (
        stand.alive, stand.in_custody, victim_only, stand.is_minor, stand.is_age_known, stand.last_notified,
    )  # fmt: skip
    values = zip(*(column[shown].tolist() for column in columns), strict=True)
    persons = []
    for person, (is_alive, in_custody, is_victim, is_minor, is_age_known, notified) in zip(shown, values, strict=True):
        status = "victim_only" if is_victim else "none"
        status = "in_custody" if in_custody else status
        roles = members.roles_of.get(person, ())
        of_groups = [group for role, group in roles if ROLES[role] != Role.ASSOCIATE]
        drawn_roles = [ROLES[role] for role, group in roles if group in is_drawn]
        persons.append(
            NetworkPerson(
                person_id=frame.ids[person],
                label=frame.texts["label"][person],
                groups=tuple([group_ids[group] for group in of_groups if group in is_drawn]),
                groups_not_shown=tuple([group_ids[group] for group in sorted(of_groups) if group not in is_drawn]),
                groups_in_conflict=among_opposed([group_ids[group] for group in sorted(of_groups)], opposed),
                role=drawn_roles[0] if drawn_roles else "",
                status=status if is_alive else "dead",
                is_minor=minor_word(is_minor=is_minor, is_age_known=is_age_known),
                notified_on=None if notified == NO_DAY else day_of(notified),
                points=0 if (row := listed.get(frame.ids[person])) is None else row.points,
                reasons=() if row is None else row.reasons,
            )
        )
    return tuple(persons)


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


@dataclass(frozen=True, slots=True)
class _TieRow:
    """A record that ties two persons: a tie, or an incident they are both suspected in.

    `begins` and `ends` are the first and last day it may mean; shown are the first day of each, and how exact it is.
    """

    kind: str
    strength: float
    begins: int
    ends: int
    last_shown: int
    precision: str
    record_id: str
    source: int


def tie_rows(snapshot: Snapshot, ties: TieRecords, drawn: Mask) -> tuple[NetworkTie, ...]:
    """Return one line per pair, with all its records: stored ties first, then incidents, each by id."""
    ids, source_ids = snapshot["person"].ids, snapshot["source"].ids
    selected = np.flatnonzero(drawn)
    bunches: dict[tuple[int, int], list[_TieRow]] = {}
    pairs = zip(ties.one[selected].tolist(), ties.other[selected].tolist(), strict=True)
    for pair, row in zip(pairs, _records_of_ties(snapshot, ties, selected), strict=True):
        bunches.setdefault(pair, []).append(row)
    lines = []
    for (a, b), rows in sorted(bunches.items()):
        first = min((row for row in rows if row.begins != NO_DAY), key=lambda row: row.begins, default=None)
        is_open = any(row.ends == NO_DAY for row in rows)
        last = None if is_open else max(rows, key=lambda row: row.ends)
        lines.append(
            NetworkTie(
                person_a=ids[a],
                person_b=ids[b],
                kinds=tuple(sorted({row.kind for row in rows})),
                strength=max([row.strength for row in rows]),
                first_on=None if first is None else day_of(first.begins),
                first_precision=None if first is None else first.precision,
                last_on=None if last is None else day_of(last.last_shown),
                last_precision=None if last is None else last.precision,
                record_ids=tuple([row.record_id for row in rows]),
                source_ids=tuple(sorted({source_ids[row.source] for row in rows if row.source != NONE})),
            )
        )
    return tuple(lines)


def _records_of_ties(snapshot: Snapshot, ties: TieRecords, selected: NDArray[np.intp]) -> Iterator[_TieRow]:
    """Stored ties come before projected ones in the records, and so they do here."""
    frame, acts, periods = snapshot["tie"], snapshot["incident"], incident_periods(snapshot)
    stored, projected = ties.tie[selected], ties.incident[selected]
    stored, projected = stored[stored >= 0], projected[projected >= 0]
    names = ("kind", "strength", "valid_from", "valid_to", "source_id")
    for row, kind, *rest in zip(stored.tolist(), *(frame[name][stored].tolist() for name in names), strict=True):
        strength, begins, ends, source = rest
        yield _TieRow(ALL_KINDS[kind], strength, begins, ends, ends, "day", f"tie:{frame.ids[row]}", source)
    columns = (projected, periods.first[projected], periods.last[projected], acts["source_id"][projected])
    for incident, first, last, source in zip(*(column.tolist() for column in columns), strict=True):
        precision = periods.shown(incident)[1] or ""
        yield _TieRow("co_offending", 1.0, first, last, first, precision, f"incident:{acts.ids[incident]}", source)


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
    records = _records_of_conflicts(snapshot, lineage=lineage)
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
