"""The network as it is drawn and exported: persons, groups, ties, conflicts and incidents as of a day."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.attribution import named_groups, names_group, sides
from graph_service.analysis.cards import ROLES
from graph_service.analysis.conflicts import alliances, conflict_pairs
from graph_service.analysis.eligibility import is_victim_only
from graph_service.analysis.header import header
from graph_service.analysis.incidents import OUTCOMES, incidents, suspects, victims
from graph_service.analysis.named_records import group_positions
from graph_service.analysis.network_parts import (
    IncidentList,
    Network,
    NetworkAlliance,
    NetworkConflict,
    NetworkGroup,
    NetworkIncident,
    NetworkPerson,
    NetworkTie,
)
from graph_service.analysis.people import people, successors
from graph_service.analysis.person_status import person_status
from graph_service.analysis.priorities import rows_by_person
from graph_service.analysis.reach import TieRecords, tie_records
from graph_service.analysis.result import Note
from graph_service.analysis.scorecard import LineageParameters, given, members_on
from graph_service.analysis.violence import listed_groups, ranks, violence
from graph_service.domain.dates import day_of
from graph_service.domain.parameters import ALL_KINDS, Groups, Kinds, Lineage
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, NONE, Snapshot, derived
from graph_service.domain.use_case import Paging, UseCase
from graph_service.domain.vocabulary import IncidentType, Precision

__all__ = [
    "IncidentList",
    "Network",
    "NetworkAlliance",
    "NetworkConflict",
    "NetworkGroup",
    "NetworkIncident",
    "NetworkParameters",
    "NetworkPerson",
    "NetworkTie",
    "counted_incidents",
    "network",
]

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkParameters:
    """Which groups, and which ties."""

    groups: Groups = None
    kinds: Kinds = ALL_KINDS
    lineage: Lineage = True


def network(snapshot: Snapshot, policy: Policy, parameters: NetworkParameters) -> Network:
    """Return everything that a map or an export shows.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        How old a tie may be; points of the message lane.
    parameters : NetworkParameters
        Of some groups: only these, their members and who is tied to a member.

    Returns
    -------
    Network
        Persons with a group, a tie, a counted incident or a place on a lane; the others are counted.
    """
    kinds, lineage = parameters.kinds, parameters.lineage
    groups = group_positions(snapshot, parameters.groups)
    shown_groups = listed_groups(snapshot, policy, lineage=lineage) if groups is None else sorted(set(groups))
    groups_of = _current_groups(snapshot, shown_groups, lineage=lineage)
    ties = tie_records(snapshot, policy, kinds=kinds)
    acts = _acts(snapshot, policy, None if groups is None else shown_groups, lineage=lineage)
    shown = _shown_persons(snapshot, groups_of, ties, acts, everything=groups is None)
    group_ids = snapshot["group"].ids
    drawn_groups = {group_ids[group] for group in shown_groups}
    n_left_out = int(people(snapshot).is_person.sum()) - int(shown.sum())
    drawn = shown[ties.one] & shown[ties.other]
    return Network(
        **header(
            "network",
            snapshot,
            policy,
            {
                "groups": None if groups is None else tuple(sorted(drawn_groups)),
                "kinds": tuple(sorted(kinds)),
                "lineage": lineage,
            },
            notes=(
                Note("person_not_shown", n_left_out, "persons without a group, tie or incident here"),
                Note("tie_undated", int((drawn & ties.undated).sum()), "undated ties, included"),
                Note(
                    "tie_projected",
                    int((drawn & (ties.tie < 0)).sum()),
                    "pairs suspected, charged or convicted in one incident, drawn as ties",
                ),
            ),
        ),
        persons=_persons(snapshot, policy, np.flatnonzero(shown).tolist(), groups_of, lineage=lineage),
        groups=_groups(snapshot, policy, shown_groups, lineage=lineage),
        ties=_ties(snapshot, ties, drawn),
        conflicts=_conflicts(snapshot, acts, drawn_groups, lineage=lineage),
        alliances=tuple(
            NetworkAlliance(pair.group_a, pair.group_b, pair.record_ids)
            for pair in alliances(snapshot, lineage=lineage)
            if {pair.group_a, pair.group_b} <= drawn_groups
        ),
        incidents=tuple(_incidents(snapshot, policy, acts, shown)),
    )


@derived
def counted_incidents(snapshot: Snapshot, policy: Policy, parameters: LineageParameters) -> IncidentList:
    """Return the incidents that count, as the network has them, with everybody linked to them."""
    everybody = np.ones(len(snapshot["person"]), dtype=np.bool_)
    acts = _acts(snapshot, policy, None, lineage=parameters.lineage)
    rows = tuple(_incidents(snapshot, policy, acts, everybody))
    return IncidentList(
        **header("incidents", snapshot, policy, {"lineage": parameters.lineage}),
        incidents=rows,
        n_total=len(rows),
        next_after=None,
    )


@dataclass(frozen=True, slots=True)
class _Acts:
    """Counted incidents that are drawn, in order, with the groups they name and the persons linked to them."""

    incident: Sequence[int]
    suspect_groups: Mapping[int, Sequence[int]]
    victim_groups: Mapping[int, Sequence[int]]
    suspects: Mapping[int, Collection[int]]
    victims: Mapping[int, Collection[int]]


def _acts(snapshot: Snapshot, policy: Policy, groups: Collection[int] | None, *, lineage: bool) -> _Acts:
    """All counted incidents, or those that name one of some groups."""
    both = sides(snapshot, policy, lineage=lineage)
    counted = incidents(snapshot, policy).counted
    if groups is not None:
        naming = np.zeros(len(counted), dtype=np.bool_)
        for side in (both.suspect, both.victim):
            naming[side.incident[names_group(side, policy) & np.isin(side.group, list(groups))]] = True
        counted = counted & naming
    named = (named_groups(side, policy, counted) for side in (both.suspect, both.victim))
    linked: list[dict[int, set[int]]] = []
    for rows in (suspects(snapshot), victims(snapshot)):
        persons_of: dict[int, set[int]] = {}
        if len(rows.row):
            mask = counted[rows.incident]
            for incident, person in zip(rows.incident[mask].tolist(), rows.person[mask].tolist(), strict=True):
                persons_of.setdefault(incident, set()).add(person)
        linked.append(persons_of)
    return _Acts(np.flatnonzero(counted).tolist(), *named, *linked)


def _current_groups(
    snapshot: Snapshot, shown_groups: Sequence[int], *, lineage: bool
) -> dict[int, list[tuple[int, int]]]:
    """Memberships on the day, associates included, by person: (role, group), best role first."""
    rows = snapshot["membership"]
    if not len(rows):
        return {}
    group, person = successors(snapshot, lineage=lineage)[rows["group_id"]], people(snapshot).same[rows["person_id"]]
    is_shown = np.zeros(len(snapshot["group"]), dtype=np.bool_)
    is_shown[shown_groups] = True
    row = np.flatnonzero(rows.valid_on(snapshot.day) & is_shown[group])
    roles_of: dict[int, dict[int, int]] = {}
    for of_person, of_group, role in zip(
        person[row].tolist(), group[row].tolist(), rows["role"][row].tolist(), strict=True
    ):
        roles = roles_of.setdefault(of_person, {})
        roles[of_group] = min(role, roles.get(of_group, len(ROLES)))
    return {
        of_person: sorted((role, of_group) for of_group, role in roles.items()) for of_person, roles in roles_of.items()
    }


def _shown_persons(
    snapshot: Snapshot, groups_of: Mapping[int, object], ties: TieRecords, acts: _Acts, *, everything: bool
) -> Mask:
    """Members and who is tied to one; of everything also who is tied to anybody, or linked to an incident."""
    member = np.zeros(len(snapshot["person"]), dtype=np.bool_)
    member[list(groups_of)] = True
    shown = member.copy()
    drawn = np.ones(len(ties.one), dtype=np.bool_) if everything else member[ties.one] | member[ties.other]
    shown[ties.one[drawn]] = shown[ties.other[drawn]] = True
    if everything:
        for linked in (acts.suspects, acts.victims):
            shown[[person for persons in linked.values() for person in persons]] = True
    return shown


def _persons(
    snapshot: Snapshot,
    policy: Policy,
    shown: Sequence[int],
    groups_of: Mapping[int, Sequence[tuple[int, int]]],
    *,
    lineage: bool,
) -> tuple[NetworkPerson, ...]:
    stand, frame, group_ids = person_status(snapshot, policy), snapshot["person"], snapshot["group"].ids
    victim_only = is_victim_only(snapshot, policy, lineage=lineage)
    listed = rows_by_person(snapshot, policy, "message", lineage=lineage)
    columns = (stand.alive, stand.in_custody, victim_only, stand.is_minor, stand.last_notified)
    values = zip(*(column[shown].tolist() for column in columns), strict=True)
    dots = []
    for person, (is_alive, in_custody, is_victim, is_minor, notified) in zip(shown, values, strict=True):
        status = "victim_only" if is_victim else "none"
        status = "in_custody" if in_custody else status
        roles = groups_of.get(person, ())
        dots.append(
            NetworkPerson(
                person_id=frame.ids[person],
                label=frame.texts["label"][person],
                groups=tuple([group_ids[group] for role, group in roles if ROLES[role] != "associate"]),
                role=ROLES[roles[0][0]] if roles else "",
                status=status if is_alive else "dead",
                is_minor=is_minor,
                notified_on=None if notified == NO_DAY else day_of(notified),
                points=0 if (row := listed.get(frame.ids[person])) is None else row.points,
            )
        )
    return tuple(dots)


def _groups(
    snapshot: Snapshot, policy: Policy, shown_groups: Sequence[int], *, lineage: bool
) -> tuple[NetworkGroup, ...]:
    frame, index = snapshot["group"], violence(snapshot, policy, lineage=lineage).index
    listed = listed_groups(snapshot, policy, lineage=lineage)
    rank = dict(zip(listed, ranks([float(index[group]) for group in listed]), strict=True))
    n_named, valid = members_on(snapshot, lineage=lineage), frame.valid_on(snapshot.day)
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
        )
        for group in shown_groups
    )


@dataclass(frozen=True, slots=True)
class _TieRow:
    """A record that ties two persons: a tie, or an incident they are both suspected in."""

    kind: str
    strength: float
    begins: int
    ends: int
    record_id: str
    source: int


def _ties(snapshot: Snapshot, ties: TieRecords, drawn: Mask) -> tuple[NetworkTie, ...]:
    """One line a pair, with all its records: stored ties first, then incidents, each by id."""
    ids, source_ids = snapshot["person"].ids, snapshot["source"].ids
    drawn_rows = np.flatnonzero(drawn)
    bunches: dict[tuple[int, int], list[_TieRow]] = {}
    pairs = zip(ties.one[drawn_rows].tolist(), ties.other[drawn_rows].tolist(), strict=True)
    for pair, row in zip(pairs, _tie_rows(snapshot, ties, drawn_rows), strict=True):
        bunches.setdefault(pair, []).append(row)
    lines = []
    for (a, b), rows in sorted(bunches.items()):
        starts = [row.begins for row in rows if row.begins != NO_DAY]
        ends = [row.ends for row in rows]
        lines.append(
            NetworkTie(
                person_a=ids[a],
                person_b=ids[b],
                kinds=tuple(sorted({row.kind for row in rows})),
                strength=max([row.strength for row in rows]),
                first_on=day_of(min(starts)) if starts else None,
                last_on=None if NO_DAY in ends else day_of(max(ends)),
                record_ids=tuple([row.record_id for row in rows]),
                source_ids=tuple(sorted({source_ids[row.source] for row in rows if row.source != NONE})),
            )
        )
    return tuple(lines)


def _tie_rows(snapshot: Snapshot, ties: TieRecords, drawn_rows: NDArray[np.intp]) -> Iterator[_TieRow]:
    """Stored ties come before projected ones in the records, and so they do here."""
    frame, acts = snapshot["tie"], snapshot["incident"]
    stored, projected = ties.tie[drawn_rows], ties.incident[drawn_rows]
    stored, projected = stored[stored >= 0], projected[projected >= 0]
    names = ("kind", "strength", "valid_from", "valid_to", "source_id")
    for row, kind, *rest in zip(stored.tolist(), *(frame[name][stored].tolist() for name in names), strict=True):
        strength, begins, ends, source = rest
        yield _TieRow(ALL_KINDS[kind], strength, begins, ends, f"tie:{frame.ids[row]}", source)
    columns = (projected, acts["occurred_on"][projected], acts["source_id"][projected])
    for incident, day, source in zip(*(column.tolist() for column in columns), strict=True):
        yield _TieRow("co_offending", 1.0, day, day, f"incident:{acts.ids[incident]}", source)


def _conflicts(
    snapshot: Snapshot, acts: _Acts, drawn_groups: set[str], *, lineage: bool
) -> tuple[NetworkConflict, ...]:
    ids, names = snapshot["group"].ids, snapshot["conflict"].texts["name"]
    between: dict[tuple[str, str], list[int]] = {}
    for incident in acts.incident:
        named = product(acts.suspect_groups.get(incident, ()), acts.victim_groups.get(incident, ()))
        for a, b in {(min(s, v), max(s, v)) for s, v in named if s != v}:
            between.setdefault((ids[a], ids[b]), []).append(incident)
    position, incident_ids = snapshot["conflict"].position, snapshot["incident"].ids
    return tuple(
        NetworkConflict(
            conflict_id=pair.conflict_ids[0],
            name=names[position[pair.conflict_ids[0]]] or "",
            group_a=pair.group_a,
            group_b=pair.group_b,
            status=pair.status,
            incident_ids=tuple(incident_ids[row] for row in between.get((pair.group_a, pair.group_b), ())),
        )
        for pair in conflict_pairs(snapshot, states=("active", "truce", "dormant"), lineage=lineage)
        if {pair.group_a, pair.group_b} <= drawn_groups
    )


def _incidents(snapshot: Snapshot, policy: Policy, acts: _Acts, shown: Mask) -> Iterator[NetworkIncident]:
    view, frame = incidents(snapshot, policy), snapshot["incident"]
    ids, group_ids, source_ids = snapshot["person"].ids, snapshot["group"].ids, snapshot["source"].ids
    types, precisions = tuple(IncidentType), tuple(Precision)
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
            suspects=tuple([ids[person] for person in sorted(acts.suspects.get(incident, ())) if shown[person]]),
            victims=tuple([ids[person] for person in sorted(acts.victims.get(incident, ())) if shown[person]]),
            source_id=None if source == NONE else source_ids[source],
        )


NETWORK = UseCase(
    name="network",
    question="Who belongs where, and who is tied to whom?",
    summary="Persons, groups, ties, conflicts, alliances and incidents as of a day, for maps and exports",
    address="network",
    parameters=NetworkParameters,
    result=Network,
    compute=network,
    unit="persons, ties",
    reference="the records",
)
INCIDENTS = UseCase(
    name="incidents",
    question="Which incidents count?",
    summary="The incidents that count by id, with the groups and persons linked to them",
    address="incidents",
    parameters=LineageParameters,
    result=IncidentList,
    compute=counted_incidents,
    paging=Paging("incidents", key="incident_id"),
)
