"""What a map or an export is made of: dots, discs and lines as frozen records."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated as A

from graph_service.analysis.codes import PERSON_STATES, ROLE_WORDS
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
    Label,
    NMembers,
    OccurredOn,
    OutcomeWord,
    PersonId,
    SizeHigh,
    SizeLow,
    SuspectGroups,
    VictimGroups,
    ViolenceIndex,
)
from graph_service.analysis.result import Result
from graph_service.domain.described import Described
from graph_service.domain.vocabulary import ConflictState


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
    is_minor: A[
        bool,
        Described(
            "whether the rules for minors apply: the person is a minor on the day, or of unknown age", example=False
        ),
    ]
    notified_on: A[
        date | None,
        Described(
            "day of the last notification delivered to the person or a guardian; null: none was", date(2020, 11, 20)
        ),
    ]
    points: A[int, Described("points of the message lane; 0 for persons who are not in it", 12, unit="points")]


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
    first_on: A[date | None, Described("earliest start known of their ties; null: none is known", date(2020, 5, 1))]
    last_on: A[
        date | None,
        Described(
            "last day on which one of their ties was valid; null: one is still valid, or has no known end",
            date(2020, 11, 5),
        ),
    ]
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
    incident_ids: A[
        tuple[str, ...],
        Described(
            "counted incidents in which one is held to have hit the other, each with a confidence of at least 0.5",
            ("I-0003",),
            refers_to="incident",
        ),
    ]


@dataclass(frozen=True, slots=True)
class NetworkAlliance:
    """Two groups that stand together on the day."""

    group_a: GroupA
    group_b: GroupB
    record_ids: AllianceIds


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
            "persons held to have taken part, whether believed, suspected, charged or convicted; those the caller "
            'may not know stand last, as one "withheld"',
            ("P-0014",),
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
    """Everything that a map or an export shows, each list in the order of its ids."""

    persons: A[
        tuple[NetworkPerson, ...], Described("persons with a group, a tie or a counted incident that is shown", None)
    ]
    groups: A[
        tuple[NetworkGroup, ...],
        Described("the groups asked for, or all that were valid on some day of the last 365", None),
    ]
    ties: A[tuple[NetworkTie, ...], Described("ties between persons shown, one entry for each two persons", None)]
    conflicts: A[
        tuple[NetworkConflict, ...],
        Described("groups shown that stand on different sides of a conflict, one entry for each two groups", None),
    ]
    alliances: A[tuple[NetworkAlliance, ...], Described("groups shown that stand together on the day", None)]
    incidents: A[
        tuple[NetworkIncident, ...],
        Described("counted incidents; where groups were asked for, only those that name one of them", None),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentList(Result):
    """Counted incidents by id, a page at a time."""

    incidents: A[tuple[NetworkIncident, ...], Described("counted incidents, by id; on a page, a part of them", None)]
    n_total: A[int, Described("counted incidents on all pages together", 210, unit="incidents")]
    next_after: A[
        str | None,
        Described(
            "last id of this page, after which the next begins; null: no incident follows",
            "I-0100",
            refers_to="incident",
        ),
    ]
