"""The network as it is drawn and exported: persons, groups, ties, conflicts and incidents as of a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_service.analysis.attribution import is_named, sides
from graph_service.analysis.conflicts import alliances, conflict_pairs
from graph_service.analysis.grounds import is_victim_only
from graph_service.analysis.header import header
from graph_service.analysis.incidents import OUTCOMES, incidents, suspects, victims
from graph_service.analysis.lanes import ROLES, lane
from graph_service.analysis.people import people, successors
from graph_service.analysis.reach import ALL_KINDS, TieRecords, tie_records
from graph_service.analysis.result import Count, Note, Result
from graph_service.analysis.scorecard import given, members_on
from graph_service.analysis.standing import standing
from graph_service.analysis.violence import listed_groups, ranks, violence
from graph_service.domain.dates import day_of
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, NONE, Snapshot
from graph_service.domain.vocabulary import IncidentType, Precision


@dataclass(frozen=True, slots=True)
class NetworkPerson:
    """A dot. `groups` are the groups he is a member of on the day, best role first; none, one or several."""

    person_id: str
    label: str
    groups: tuple[str, ...]
    role: str  # best current role: leader, core, affiliate, associate, or "" without
    status: str  # none, victim_only, in_custody (which wins over the others), dead
    is_minor: bool
    notified_on: date | None
    points: int  # of the message lane, 0 for all who are not in it


@dataclass(frozen=True, slots=True)
class NetworkGroup:
    """A disc. `n_named` counts its members on the day; the sizes are estimates of a source."""

    group_id: str
    name: str
    n_named: Count
    size_low: int | None
    size_high: int | None
    is_valid: bool
    rank: int | None  # in the scorecard
    violence_index: float


@dataclass(frozen=True, slots=True)
class NetworkTie:
    """All that ties two persons, as one line; `person_a` is the smaller id."""

    person_a: str
    person_b: str
    kinds: tuple[str, ...]
    strength: float  # the largest, never a sum
    first_on: date | None  # earliest start known
    last_on: date | None  # latest day it is known to have been valid; None: still valid, or undated
    record_ids: tuple[str, ...]  # ties, or incidents for the co-offending projection
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NetworkConflict:
    """A line between two groups on different sides of a conflict."""

    conflict_id: str
    name: str
    group_a: str
    group_b: str
    status: str  # active, truce, dormant
    incident_ids: tuple[str, ...]  # counted incidents between the two, by either side, c >= 0.5


@dataclass(frozen=True, slots=True)
class NetworkAlliance:
    """Two groups that stand together."""

    group_a: str
    group_b: str
    record_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NetworkIncident:
    """A counted incident with the persons linked to it; groups are those with c >= 0.5."""

    incident_id: str
    occurred_on: date | None
    precision: str
    type: str
    outcome: str  # fatal, injury, none, unknown
    suspect_groups: tuple[str, ...]
    victim_groups: tuple[str, ...]
    suspects: tuple[str, ...]
    victims: tuple[str, ...]
    source_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Network(Result):
    """Everything that a map or an export shows, each list in the order of its ids."""

    persons: tuple[NetworkPerson, ...]
    groups: tuple[NetworkGroup, ...]
    ties: tuple[NetworkTie, ...]
    conflicts: tuple[NetworkConflict, ...]
    alliances: tuple[NetworkAlliance, ...]
    incidents: tuple[NetworkIncident, ...]


def network(
    snapshot: Snapshot,
    policy: Policy,
    *,
    groups: Sequence[int] | None = None,
    kinds: Sequence[str] = ALL_KINDS,
    lineage: bool = True,
) -> Network:
    """Return everything that a map or an export shows.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        How old a tie may be; points of the message lane.
    groups : Sequence[int] | None
        Positions: only these groups, their members and who is tied to a member; None: all.
    kinds : Sequence[str]
        Kinds of ties.
    lineage : bool
        Whether records of a group count for its successor.

    Returns
    -------
    Network
        Persons with a group, a tie, a counted incident or a place on a lane; the others are counted.
    """
    shown_groups = listed_groups(snapshot, policy, lineage=lineage) if groups is None else sorted(set(groups))
    own = _current_groups(snapshot, shown_groups, lineage=lineage)
    ties = tie_records(snapshot, policy, kinds=kinds)
    linked = _linked(snapshot, policy)
    shown = _shown_persons(snapshot, own, ties, linked, everything=groups is None)
    ids, group_ids = snapshot["person"].ids, snapshot["group"].ids
    drawn_groups = {group_ids[group] for group in shown_groups}
    n_left_out = int(people(snapshot).is_person.sum()) - len(shown)
    drawn = np.isin(ties.one, shown) & np.isin(ties.other, shown)
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
        persons=_persons(snapshot, policy, shown, own, lineage=lineage),
        groups=_groups(snapshot, policy, shown_groups, lineage=lineage),
        ties=_ties(snapshot, ties, set(shown)),
        conflicts=_conflicts(snapshot, policy, drawn_groups, lineage=lineage),
        alliances=tuple(
            NetworkAlliance(pair.group_a, pair.group_b, pair.record_ids)
            for pair in alliances(snapshot, lineage=lineage)
            if {pair.group_a, pair.group_b} <= drawn_groups
        ),
        incidents=tuple(
            one
            for one in _incidents(snapshot, policy, {ids[person] for person in shown}, linked, lineage=lineage)
            if groups is None or not drawn_groups.isdisjoint((*one.suspect_groups, *one.victim_groups))
        ),
    )


Linked = dict[int, tuple[set[int], set[int]]]  # counted incident -> suspects, victims


def _current_groups(
    snapshot: Snapshot, shown_groups: Sequence[int], *, lineage: bool
) -> dict[int, list[tuple[int, int]]]:
    """Memberships on the day, associates included, by person: (role, group), best role first."""
    rows, wanted = snapshot["membership"], set(shown_groups)
    found: dict[int, dict[int, int]] = {}
    if len(rows):
        group, person = (
            successors(snapshot, lineage=lineage)[rows["group_id"]],
            people(snapshot).same[rows["person_id"]],
        )
        for row in np.flatnonzero(rows.valid_on(snapshot.day)).tolist():
            if int(group[row]) in wanted:
                roles = found.setdefault(int(person[row]), {})
                roles[int(group[row])] = min(int(rows["role"][row]), roles.get(int(group[row]), len(ROLES)))
    return {person: sorted((role, group) for group, role in roles.items()) for person, roles in found.items()}


def _linked(snapshot: Snapshot, policy: Policy) -> Linked:
    counted, found = incidents(snapshot, policy).counted, Linked()
    for side, rows in ((0, suspects(snapshot)), (1, victims(snapshot))):
        for incident, person in zip(rows.incident.tolist(), rows.person.tolist(), strict=True):
            if counted[incident]:
                found.setdefault(incident, (set(), set()))[side].add(person)
    return found


def _shown_persons(
    snapshot: Snapshot, own: dict[int, list[tuple[int, int]]], ties: TieRecords, linked: Linked, *, everything: bool
) -> list[int]:
    tied = set(zip(ties.one.tolist(), ties.other.tolist(), strict=True))
    if not everything:
        beside = {a if b in own else b for a, b in tied if (a in own) != (b in own)}
        return sorted(own.keys() | beside)
    shown = set(own) | {person for pair in tied for person in pair}
    return sorted(shown.union(*(suspect | victim for suspect, victim in linked.values())))


def _persons(
    snapshot: Snapshot, policy: Policy, shown: Sequence[int], own: dict[int, list[tuple[int, int]]], *, lineage: bool
) -> tuple[NetworkPerson, ...]:
    stand, frame, group_ids = standing(snapshot, policy), snapshot["person"], snapshot["group"].ids
    victim_only = is_victim_only(snapshot, policy, lineage=lineage)
    points = {row.person.person_id: row.points for row in lane(snapshot, policy, "message", lineage=lineage).rows}
    found = []
    for person in shown:
        status = "victim_only" if victim_only[person] else "none"
        status = "in_custody" if stand.in_custody[person] else status
        status = status if stand.alive[person] else "dead"
        member = [(role, group) for role, group in own.get(person, ()) if ROLES[role] != "associate"]
        notified = int(stand.last_notified[person])
        found.append(
            NetworkPerson(
                person_id=frame.ids[person],
                label=frame.texts["label"][person],
                groups=tuple(group_ids[group] for _, group in member),
                role=ROLES[own[person][0][0]] if person in own else "",
                status=status,
                is_minor=bool(stand.is_minor[person]),
                notified_on=None if notified == NO_DAY else day_of(notified),
                points=points.get(frame.ids[person], 0),
            )
        )
    return tuple(found)


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


def _ties(snapshot: Snapshot, ties: TieRecords, shown: set[int]) -> tuple[NetworkTie, ...]:
    frame, acts, ids = snapshot["tie"], snapshot["incident"], snapshot["person"].ids
    source_ids = snapshot["source"].ids
    bunches: dict[tuple[int, int], list[int]] = {}
    for i, pair in enumerate(zip(ties.one.tolist(), ties.other.tolist(), strict=True)):
        if shown.issuperset(pair):
            bunches.setdefault(pair, []).append(i)
    found = []
    for (a, b), rows in sorted(bunches.items()):
        stored = [int(ties.tie[i]) for i in rows if ties.tie[i] >= 0]
        projected = [int(ties.incident[i]) for i in rows if ties.tie[i] < 0]
        begins = [int(frame["valid_from"][row]) for row in stored] + [
            int(acts["occurred_on"][row]) for row in projected
        ]
        ends = [int(frame["valid_to"][row]) for row in stored] + [int(acts["occurred_on"][row]) for row in projected]
        sources = [int(frame["source_id"][row]) for row in stored] + [int(acts["source_id"][row]) for row in projected]
        kinds = {ALL_KINDS[frame["kind"][row]] for row in stored} | ({"co_offending"} if projected else set())
        known = [day for day in begins if day != NO_DAY]
        found.append(
            NetworkTie(
                person_a=ids[a],
                person_b=ids[b],
                kinds=tuple(sorted(kinds)),
                strength=max([float(frame["strength"][row]) for row in stored] + [1.0] * bool(projected)),
                first_on=day_of(min(known)) if known else None,
                last_on=None if NO_DAY in ends else day_of(max(ends)),
                record_ids=(
                    *(f"tie:{frame.ids[row]}" for row in stored),
                    *(f"incident:{acts.ids[row]}" for row in projected),
                ),
                source_ids=tuple(sorted({source_ids[source] for source in sources if source != NONE})),
            )
        )
    return tuple(found)


def _conflicts(
    snapshot: Snapshot, policy: Policy, drawn_groups: set[str], *, lineage: bool
) -> tuple[NetworkConflict, ...]:
    view, both = incidents(snapshot, policy), sides(snapshot, policy, lineage=lineage)
    ids, names = snapshot["group"].ids, snapshot["conflict"].texts["name"]
    between: dict[tuple[str, str], list[int]] = {}
    for incident in np.flatnonzero(view.counted).tolist():
        suspect = [ids[g] for g, c in both.suspect.of(incident).items() if is_named(c, policy)]
        victim = [ids[g] for g, c in both.victim.of(incident).items() if is_named(c, policy)]
        for a, b in {(min(s, v), max(s, v)) for s in suspect for v in victim if s != v}:
            between.setdefault((a, b), []).append(incident)
    position, incident_ids = snapshot["conflict"].position, snapshot["incident"].ids
    return tuple(
        NetworkConflict(
            conflict_id=pair.conflict_ids[0],
            name=names[position[pair.conflict_ids[0]]] or "",
            group_a=pair.group_a,
            group_b=pair.group_b,
            status=pair.status,
            incident_ids=tuple(incident_ids[one] for one in between.get((pair.group_a, pair.group_b), ())),
        )
        for pair in conflict_pairs(snapshot, states=("active", "truce", "dormant"), lineage=lineage)
        if {pair.group_a, pair.group_b} <= drawn_groups
    )


def _incidents(
    snapshot: Snapshot, policy: Policy, shown: set[str], linked: Linked, *, lineage: bool
) -> tuple[NetworkIncident, ...]:
    view, both, frame = incidents(snapshot, policy), sides(snapshot, policy, lineage=lineage), snapshot["incident"]
    ids, group_ids, source_ids = snapshot["person"].ids, snapshot["group"].ids, snapshot["source"].ids
    types, precisions = tuple(IncidentType), tuple(Precision)
    found = []
    for incident in np.flatnonzero(view.counted).tolist():
        suspect, victim = linked.get(incident, (set(), set()))
        day, source = int(frame["occurred_on"][incident]), int(frame["source_id"][incident])
        found.append(
            NetworkIncident(
                incident_id=frame.ids[incident],
                occurred_on=None if day == NO_DAY else day_of(day),
                precision=precisions[frame["precision"][incident]].value,
                type=types[frame["type"][incident]].value,
                outcome=OUTCOMES[view.outcome[incident]],
                suspect_groups=tuple(group_ids[g] for g, c in both.suspect.of(incident).items() if is_named(c, policy)),
                victim_groups=tuple(group_ids[g] for g, c in both.victim.of(incident).items() if is_named(c, policy)),
                suspects=tuple(ids[p] for p in sorted(suspect) if ids[p] in shown),
                victims=tuple(ids[p] for p in sorted(victim) if ids[p] in shown),
                source_id=None if source == NONE else source_ids[source],
            )
        )
    return tuple(found)
