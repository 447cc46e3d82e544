"""The parts of a result on the signed graph of groups."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated as A

from graph_service.analysis.fields import GroupA, GroupB, GroupId, GroupName, IncidentId, ShownPrecision
from graph_service.analysis.result import Result
from graph_service.domain.described import Described

CAVEAT = (
    "It orders alliances and conflicts on record, and foretells nothing: an unbalanced triad is a question to ask, and "
    "a camp is the side of a best split and no alliance."
)
SIGNS = ("+", "-")
ONLY = ("yes", "no", "unknown")
PartNumber = A[
    int | None,
    Described(
        "number of the connected part, by its first group; camps of different parts are not comparable; null: no edge",
        1,
    ),
]


AllAllied = A[int, Described("triads +++: all three are allied; balanced", 2, unit="triads")]
TwoAgainstOne = A[int, Described("triads +--: two allies in conflict with a third group; balanced", 5, unit="triads")]
TornAlly = A[int, Described("triads ++-: a group allied with two who are in conflict; not balanced", 1, unit="triads")]
AllInConflict = A[
    int, Described("triads ---: all three are in conflict with each other; not balanced", 1, unit="triads")
]
BalancedShare = A[
    float | None, Described("balanced triads as a share of these; null: there are none", 0.78, unit="share")
]


@dataclass(frozen=True, slots=True)
class BalanceGroup:
    """A group of the signed graph, with the triads that it is in."""

    group_id: GroupId
    name: GroupName
    n_allies: A[int, Described("groups allied with it", 2, unit="groups")]
    n_rivals: A[int, Described("groups in conflict with it", 1, unit="groups")]
    part: PartNumber
    camp: A[
        int | None,
        Described("side of the best split of its part, 1 or 2; the first group is in 1; null: it has no edge", 1),
    ]
    all_allied: AllAllied
    two_against_one: TwoAgainstOne
    torn_ally: TornAlly
    all_in_conflict: AllInConflict
    balance: BalancedShare


@dataclass(frozen=True, slots=True)
class BalanceEdge:
    """An alliance or a conflict, with the triads that it is in."""

    group_a: GroupA
    group_b: GroupB
    sign: A[str, Described("+ allied, - in conflict", "-", words=SIGNS)]
    also_allied: A[
        bool, Described("whether they are allied and in conflict at once, which counts as in conflict", example=False)
    ]
    record_ids: A[
        tuple[str, ...],
        Described("conflicts and alliances that say so, as kind:id", ("conflict:C-01",), refers_to="record"),
    ]
    disagrees: A[
        bool,
        Described("whether it does not fit the split: allies in two camps, or rivals in one", example=False),
    ]
    all_allied: AllAllied
    two_against_one: TwoAgainstOne
    torn_ally: TornAlly
    all_in_conflict: AllInConflict
    balance: BalancedShare


@dataclass(frozen=True, slots=True)
class BalancePart:
    """A connected part of the signed graph, and its best split into two camps."""

    part: A[int, Described("number of the part, by its first group", 1)]
    n_groups: A[int, Described("groups in the part", 5, unit="groups")]
    n_edges: A[int, Described("alliances and conflicts among them", 6, unit="edges")]
    n_disagreeing: A[int, Described("edges that do not fit the split", 1, unit="edges")]
    n_disagreeing_at_least: A[
        int, Described("edges that fit no split, as proven; as many as do not fit: the split is best", 1, unit="edges")
    ]
    is_only_split: A[str, Described("whether no other split into two camps is as good", "yes", words=ONLY)]


@dataclass(frozen=True, slots=True)
class DrawnInAlly:
    """A group that may be drawn in: an ally was hit of late, and it is not in conflict with the other side."""

    incident_id: IncidentId
    occurred_on: A[date, Described("day of the incident, as exact as `precision` says", date(2020, 11, 5))]
    precision: ShownPrecision
    days_since: A[int, Described("days from the incident to the day of the result", 28, unit="days")]
    harmed: A[str, Described("the group that was hit", "G-02", refers_to="group")]
    rival: A[str, Described("the other side: a group in conflict with the one hit", "G-01", refers_to="group")]
    ally: A[
        str,
        Described("the group allied with the one hit, not in conflict with its rival", "G-03", refers_to="group"),
    ]
    also_allied: A[bool, Described("whether it is allied with the rival too", example=False)]


@dataclass(frozen=True, slots=True)
class GroupCover:
    """Whom to speak with so that every group hears: each is spoken with, or allied with one who is."""

    group_ids: A[
        tuple[str, ...],
        Described(
            "the fewest groups to speak with; of equally good sets the first by id", ("G-01", "G-04"), refers_to="group"
        ),
    ]
    proven_optimal: A[bool, Described("whether it is proven that fewer do not reach all", example=True)]
    gap: A[int, Described("groups to speak with less the fewest proven to be needed; 0: proven", 0, unit="groups")]
    alternatives: A[
        tuple[tuple[str, ...], ...],
        Described("further sets that are as good, up to the number asked for", (("G-02", "G-04"),), refers_to="group"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance(Result):
    """Alliances and conflicts of groups as a signed graph; a triad is three groups with an edge between any two."""

    caveat: A[str, Described("what the numbers do not say", CAVEAT)]
    all_allied: AllAllied
    two_against_one: TwoAgainstOne
    torn_ally: TornAlly
    all_in_conflict: AllInConflict
    balance: BalancedShare
    frustration_index: A[
        int,
        Described(
            "fewest edges to change sign so that two camps in each part explain all; an upper bound where not proven",
            1,
            unit="edges",
        ),
    ]
    is_proven: A[bool, Described("whether it is proven that no split fits more edges", example=True)]
    parts: A[tuple[BalancePart, ...], Described("connected parts that have an edge, by number", None)]
    groups: A[tuple[BalanceGroup, ...], Described("groups by id", None)]
    edges: A[tuple[BalanceEdge, ...], Described("alliances and conflicts, by the ids of their groups", None)]
    drawn_in: A[
        tuple[DrawnInAlly, ...],
        Described("groups that may be drawn in, latest incident first, then by incident and groups", None),
    ]
    cover: A[GroupCover, Described("whom to speak with so that every group hears, along alliances", None)]
