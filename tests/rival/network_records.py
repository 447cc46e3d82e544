"""Rows of the network made record by record: slow, and what the columns must equal."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.cards import ROLES, among_opposed, opposed_groups
from graph_service.analysis.eligibility import is_victim_only
from graph_service.analysis.incidents import OUTCOMES, SuspectRows, incidents, suspects, victims
from graph_service.analysis.network_incidents import Acts, Linked, acts_of
from graph_service.analysis.network_parts import (
    NetworkIncident,
    NetworkInvolvement,
    NetworkMembership,
    NetworkPerson,
    NetworkTie,
)
from graph_service.analysis.people import incident_periods, people, successors
from graph_service.analysis.person_status import minor_word, person_status
from graph_service.analysis.priorities import rows_by_person
from graph_service.analysis.reach import TieRecords, tie_records
from graph_service.analysis.violence import listed_groups
from graph_service.domain.dates import day_of
from graph_service.domain.parameters import ALL_KINDS
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, NO_INT, NONE, IntArray, Snapshot
from graph_service.domain.vocabulary import Basis, Harm, IncidentType, Part, Precision, Reliability, Role, SuspectStatus

Mask = NDArray[np.bool_]


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
                is_supervised=person in stand.supervised,
                notified_on=None if notified == NO_DAY else day_of(notified),
                points=0 if (row := listed.get(frame.ids[person])) is None else row.points,
                reasons=() if row is None else row.reasons,
            )
        )
    return tuple(persons)


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
        sources = sorted({source_ids[row.source] for row in rows if row.source != NONE})
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
                source_ids=tuple(sources),
                grades=tuple(_grade(snapshot, source_id) for source_id in sources),
            )
        )
    return tuple(lines)


def _grade(snapshot: Snapshot, source_id: str) -> str:
    frame = snapshot["source"]
    row = frame.position[source_id]
    letter, digit = int(frame["reliability"][row]), int(frame["credibility"][row])
    return ("-" if letter == NONE else tuple(Reliability)[letter].value) + ("-" if digit == NO_INT else str(digit))


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


def incident_rows(snapshot: Snapshot, policy: Policy, acts: Acts, shown: Mask) -> Iterator[NetworkIncident]:
    """Return the incidents with those of the persons linked to them who are shown."""
    view, frame = incidents(snapshot, policy), snapshot["incident"]
    ids, group_ids, source_ids = snapshot["person"].ids, snapshot["group"].ids, snapshot["source"].ids
    types, precisions = tuple(IncidentType), tuple(Precision)

    def names(linked: Linked, incident: int) -> tuple[str, ...]:
        return tuple([ids[person] for person in sorted(linked.get(incident, ())) if shown[person]])

    for incident in acts.incident:
        day, source = int(frame["occurred_on"][incident]), int(frame["source_id"][incident])
        yield NetworkIncident(
            incident_id=frame.ids[incident],
            occurred_on=None if day == NO_DAY else day_of(day),
            precision=precisions[frame["precision"][incident]].value,
            type=types[frame["type"][incident]].value,
            outcome=OUTCOMES[view.outcome[incident]],
            suspect_groups=tuple([group_ids[group] for group in acts.suspect_groups.get(incident, ())]),
            victim_groups=tuple([group_ids[group] for group in acts.victim_groups.get(incident, ())]),
            suspects=names(acts.suspects, incident),
            believed=names(acts.believed, incident),
            victims=names(acts.victims, incident),
            source_id=None if source == NONE else source_ids[source],
        )


def involvement_rows(snapshot: Snapshot, acts: Acts, shown: Mask) -> tuple[NetworkInvolvement, ...]:
    """Return every record that links a person who is shown to one of the incidents, in the order of the table."""
    is_drawn = np.zeros(len(snapshot["incident"]), dtype=np.bool_)
    is_drawn[list(acts.incident)] = True
    accused, hurt = suspects(snapshot), victims(snapshot)
    if len(accused.row):
        accused = accused.chosen(is_drawn[accused.incident] & shown[accused.person])
    mask = is_drawn[hurt.incident] & shown[hurt.person] if len(hurt.row) else np.zeros(0, dtype=np.bool_)
    states, harms = tuple(SuspectStatus), tuple(Harm)
    frame, ids, incident_ids = snapshot["involvement"], snapshot["person"].ids, snapshot["incident"].ids
    source_ids = snapshot["source"].ids

    def row_of(
        row: int, person: int, incident: int, part: Part, status: str | None, harm: str | None
    ) -> NetworkInvolvement:
        source, decided = int(frame["source_id"][row]), int(frame["decided_on"][row])
        return NetworkInvolvement(
            person_id=ids[person],
            incident_id=incident_ids[incident],
            part=part.value,
            status=status,
            decided_on=None if decided == NO_DAY else day_of(decided),
            harm=harm,
            record_id=f"involvement:{frame.ids[row]}",
            source_id=None if source == NONE else source_ids[source],
        )

    rows = {
        row: row_of(row, person, incident, Part.SUSPECT, states[status].value, None)
        for row, person, incident, status in zip(*_columns(accused), strict=True)
    }
    columns = (hurt.row[mask], hurt.person[mask], hurt.incident[mask], hurt.harm[mask])
    for row, person, incident, harm in zip(*(column.tolist() for column in columns), strict=True):
        rows[row] = row_of(row, person, incident, Part.VICTIM, None, None if harm < 0 else harms[harm].value)
    return tuple(rows[row] for row in sorted(rows))


def _columns(rows: SuspectRows) -> tuple[list[int], ...]:
    return rows.row.tolist(), rows.person.tolist(), rows.incident.tolist(), rows.status.tolist()


def rows_of(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> dict[str, tuple[object, ...]]:
    """Make anew, record by record, the rows of a network that holds everything."""
    groups = listed_groups(snapshot, policy, lineage=lineage)
    members, ties = current_memberships(snapshot, lineage=lineage), tie_records(snapshot, policy)
    acts = acts_of(snapshot, policy, None, lineage=lineage)
    everybody = people(snapshot).is_person
    rows = np.flatnonzero(everybody).tolist()
    return {
        "persons": person_rows(snapshot, policy, rows, members, groups, lineage=lineage),
        "memberships": tuple(membership_rows(snapshot, members, everybody)),
        "ties": tie_rows(snapshot, ties, everybody[ties.one] & everybody[ties.other]),
        "incidents": tuple(incident_rows(snapshot, policy, acts, everybody)),
        "involvements": involvement_rows(snapshot, acts, everybody),
    }
