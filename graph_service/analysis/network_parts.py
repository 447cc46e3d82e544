"""What a map or an export is made of: dots, discs and lines as frozen records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated as A

from graph_service.analysis.codes import PERSON_STATES, ROLE_WORDS
from graph_service.analysis.eligibility import Reason
from graph_service.analysis.fields import (
    AllianceIds,
    DatePrecision,
    GroupA,
    GroupB,
    GroupId,
    GroupIsValid,
    GroupName,
    IncidentId,
    IncidentTypeWord,
    IsMinor,
    Label,
    NMembers,
    OccurredOn,
    OutcomeWord,
    PersonId,
    ShownPrecision,
    SizeHigh,
    SizeLow,
    SuspectGroups,
    VictimGroups,
    ViolenceIndex,
)
from graph_service.analysis.network_period_parts import ConflictPeriod, NetworkPeriod
from graph_service.analysis.result import Result
from graph_service.analysis.scorecard_parts import Evidence
from graph_service.domain.described import Described
from graph_service.domain.vocabulary import Basis, ConflictState, Harm, Role


@dataclass(frozen=True, slots=True)
class NetworkPerson:
    """A dot. All persons who are withheld from a caller are one dot, "withheld"."""

    person_id: PersonId
    label: Label
    groups: A[
        tuple[str, ...],
        Described(
            "groups shown of which the person is leader, core or affiliate on the day, best role first; empty: of none",
            ("G-01",),
            refers_to="group",
        ),
    ]
    groups_not_shown: A[
        tuple[str, ...],
        Described(
            "other groups of which the person is leader, core or affiliate on the day, by id: they are not shown here",
            ("G-07",),
            refers_to="group",
        ),
    ]
    groups_in_conflict: A[
        tuple[str, ...],
        Described(
            "those of all these groups that are in an active conflict with another of them; empty: none are",
            (),
            refers_to="group",
        ),
    ]
    role: A[
        str,
        Described(
            "best role on the day, in any group shown: leader, core, affiliate or associate; empty: none",
            "core",
            words=ROLE_WORDS,
        ),
    ]
    status: A[
        str,
        Described(
            "dead, in_custody, victim_only (a victim who is no member and has no ground for the message lane) or "
            "none; of several, the first of these",
            "none",
            words=PERSON_STATES,
        ),
    ]
    is_minor: IsMinor
    is_supervised: A[bool, Described("whether a supervision of any kind is valid on the day", example=False)]
    notified_on: A[
        date | None,
        Described(
            "day of the last notification delivered to the person or a guardian; null: none was", date(2020, 11, 20)
        ),
    ]
    points: A[int, Described("points of the message lane; 0 for persons who are not in it", 12, unit="points")]
    reasons: A[tuple[Reason, ...], Described("what the points are for, with the records that say so", None)]


@dataclass(frozen=True, slots=True)
class NetworkGroup:
    """A disc."""

    group_id: GroupId
    name: GroupName
    n_named: NMembers
    size_low: SizeLow
    size_high: SizeHigh
    is_valid: GroupIsValid
    rank: A[
        int | None, Described("rank of the group in the scorecard, from 1; null: it has no row there", 1, unit="rank")
    ]
    violence_index: ViolenceIndex
    source_id: A[str | None, Described("the source of the group; null: none is recorded", "S-0002", refers_to="source")]
    evidence: A[tuple[Evidence, ...], Described("the incidents that the violence index rests on, newest first", None)]
    rivals_not_shown: A[
        tuple[str, ...],
        Described("groups not shown here with which it is in conflict on the day", ("G-07",), refers_to="group"),
    ]
    allies_not_shown: A[
        tuple[str, ...],
        Described("groups not shown here to which it is allied on the day", (), refers_to="group"),
    ]


@dataclass(frozen=True, slots=True)
class NetworkMembership:
    """A membership valid on the day, of a person who is shown; also one in a group that is not shown."""

    person_id: PersonId
    group_id: A[
        str,
        Described(
            "the group, or what it became by the day where records follow their groups", "G-01", refers_to="group"
        ),
    ]
    role: A[str, Described("role in the group", "core", words=tuple(Role))]
    basis: A[str, Described("fact, or an assessment", "fact", words=tuple(Basis))]
    valid_from: A[date | None, Described("first day; null: not known", date(2019, 5, 1))]
    valid_to: A[date | None, Described("last day; null: still valid", date(2021, 5, 1))]
    record_id: A[str, Described("the record, as kind:id", "membership:M-0006", refers_to="record")]
    source_id: A[str, Described("the source of the membership", "S-0007", refers_to="source")]


@dataclass(frozen=True, slots=True)
class NetworkInvolvement:
    """A person in a counted incident, by one record."""

    person_id: PersonId
    incident_id: IncidentId
    part: A[str, Described("suspect or victim", "suspect", words=("suspect", "victim"))]
    status: A[
        str | None,
        Described(
            "of a suspect, what stands against them: convicted, charged, suspected, or believed, which is no "
            "suspicion; a decision without its day is believed; null: a victim",
            "charged",
            words=("believed", "suspected", "charged", "convicted"),
        ),
    ]
    decided_on: A[date | None, Described("day of the decision; null: not known, or there is none", date(2020, 11, 5))]
    harm: A[
        str | None,
        Described("what was done to a victim; null: not known, or no victim", "injured", words=tuple(Harm)),
    ]
    record_id: A[str, Described("the record, as kind:id", "involvement:V-0009", refers_to="record")]
    source_id: A[
        str | None,
        Described("the source of the involvement itself; null: none is recorded", "S-0007", refers_to="source"),
    ]


@dataclass(frozen=True, slots=True)
class NetworkTie:
    """All that ties two persons, as one line."""

    person_a: A[str, Described("the person of the two with the smaller id", "P-0014", refers_to="person")]
    person_b: A[str, Described("the person of the two with the larger id", "P-0030", refers_to="person")]
    kinds: A[
        tuple[str, ...],
        Described(
            "kinds of the ties between them, each once; co_offending also for an incident both are suspects in",
            ("co_offending", "kin"),
        ),
    ]
    strength: A[
        float, Described("strength of the strongest tie between them, above 0; larger is closer; never a sum", 1.0)
    ]
    first_on: A[
        date | None,
        Described(
            "earliest start known of their ties, as exact as `first_precision` says; null: none is known",
            date(2020, 5, 1),
        ),
    ]
    first_precision: ShownPrecision
    last_on: A[
        date | None,
        Described(
            "last day on which one of their ties was valid, as exact as `last_precision` says; null: one is still "
            "valid, or has no known end",
            date(2020, 11, 5),
        ),
    ]
    last_precision: ShownPrecision
    record_ids: A[
        tuple[str, ...],
        Described(
            "records that tie them, as kind:id: ties, then incidents both are suspects in",
            ("tie:T-0012", "incident:I-0003"),
            refers_to="record",
        ),
    ]
    source_ids: A[
        tuple[str, ...], Described("sources of these records; empty: none is recorded", ("S-0007",), refers_to="source")
    ]
    grades: A[
        tuple[str, ...],
        Described(
            "grades of these sources, in their order",
            ("B2",),
        ),
    ]


@dataclass(frozen=True, slots=True)
class NetworkConflict:
    """A line between two groups on different sides of a conflict."""

    conflict_id: A[
        str,
        Described(
            "id of the conflict; where there are several between the two groups, of the first",
            "C-01",
            refers_to="conflict",
        ),
    ]
    name: A[str, Described("what that conflict is called; empty: it has no name", "Norr and Hamnen")]
    group_a: GroupA
    group_b: GroupB
    status: A[
        str,
        Described(
            "state between them on the day, the most active of several: active, truce or dormant",
            "active",
            words=tuple(ConflictState),
        ),
    ]
    periods: A[
        tuple[ConflictPeriod, ...],
        Described("the states that this conflict was in up to the day, in the order in which they began", None),
    ]
    incident_ids: A[
        tuple[str, ...],
        Described(
            "counted incidents in which one is held to have hit the other, each with a confidence of at least 0.5",
            ("I-0003",),
            refers_to="incident",
        ),
    ]
    record_ids: A[
        tuple[str, ...],
        Described(
            "records that say so, as kind:id: the conflicts, the parties on both sides, and the states in force",
            ("conflict:C-01", "conflict_party:CP-01"),
            refers_to="record",
        ),
    ]
    source_ids: A[
        tuple[str, ...], Described("sources of these records; empty: none is recorded", ("S-0007",), refers_to="source")
    ]


@dataclass(frozen=True, slots=True)
class NetworkAlliance:
    """Two groups that stand together on the day."""

    group_a: GroupA
    group_b: GroupB
    record_ids: AllianceIds
    source_ids: A[
        tuple[str, ...], Described("sources of these records; empty: none is recorded", ("S-0007",), refers_to="source")
    ]


@dataclass(frozen=True, slots=True)
class NetworkIncident:
    """A counted incident with the persons linked to it."""

    incident_id: IncidentId
    occurred_on: OccurredOn
    precision: DatePrecision
    type: IncidentTypeWord
    outcome: OutcomeWord
    suspect_groups: SuspectGroups
    victim_groups: VictimGroups
    suspects: A[
        tuple[str, ...],
        Described(
            'persons suspected, charged or convicted; those the caller may not know stand last, as one "withheld"',
            ("P-0014",),
            refers_to="person",
        ),
    ]
    believed: A[
        tuple[str, ...],
        Described(
            "persons only believed to have taken part, or whose decision has no day: no suspects; those the caller may "
            'not know stand last, as one "withheld"',
            ("P-0030",),
            refers_to="person",
        ),
    ]
    victims: A[
        tuple[str, ...],
        Described(
            'persons who were victims, whatever the harm; those the caller may not know stand last, as one "withheld"',
            ("P-0021",),
            refers_to="person",
        ),
    ]
    source_id: A[
        str | None, Described("the source of the incident; null: none is recorded", "S-0007", refers_to="source")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network(Result):
    """Everything that a map or an export shows, each list in the order of its ids.

    What there are many of is kept as columns, `graph_service.analysis.columns.Rows`: it reads as a tuple of records.
    """

    persons: A[
        Sequence[NetworkPerson],
        Described("all persons; where groups were asked for, their members and who is tied to a member", None),
    ]
    groups: A[
        tuple[NetworkGroup, ...],
        Described("the groups asked for, or all that were valid on some day of the last 365", None),
    ]
    memberships: A[
        Sequence[NetworkMembership],
        Described("memberships of persons shown that are valid on the day, by record, associates included", None),
    ]
    periods: A[
        Sequence[NetworkPeriod],
        Described("memberships, custody and notifications of persons shown that began by the day, by record", None),
    ]
    ties: A[Sequence[NetworkTie], Described("ties between persons shown, one entry for each two persons", None)]
    conflicts: A[
        tuple[NetworkConflict, ...],
        Described("groups shown that stand on different sides of a conflict, one entry for each two groups", None),
    ]
    alliances: A[tuple[NetworkAlliance, ...], Described("groups shown that stand together on the day", None)]
    incidents: A[
        Sequence[NetworkIncident],
        Described("counted incidents; where groups were asked for, only those that name one of them", None),
    ]
    involvements: A[
        Sequence[NetworkInvolvement],
        Described("what links persons shown to these incidents, by record; witnesses are not shown", None),
    ]


@dataclass(frozen=True, slots=True)
class ListedIncident(NetworkIncident):
    """An incident in the list of incidents."""

    status: A[
        str,
        Described("confirmed, or hold: on hold, and in no number", "confirmed", words=("confirmed", "hold")),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentList(Result):
    """Incidents by id, a page at a time."""

    incidents: A[
        tuple[ListedIncident, ...],
        Described(
            "counted incidents, and those on hold where they were asked for, by id; on a page, a part of them", None
        ),
    ]
    n_total: A[int, Described("incidents on all pages together", 210, unit="incidents")]
    next_after: A[
        str | None,
        Described(
            "last id of this page, after which the next begins; null: no incident follows",
            "I-0100",
            refers_to="incident",
        ),
    ]
