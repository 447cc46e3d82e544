"""What the table of persons in the graph of contacts holds: the measures by name, a row, a bridge."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated as A

from graph_service.analysis.contact_graph import GraphSize
from graph_service.analysis.fields import Label, PersonId
from graph_service.analysis.result import Result
from graph_service.domain.described import Described

CAVEAT = (
    "It describes contacts on record, which depend on whom was looked at: no place in it makes anyone eligible, gives "
    "points, or says anything of guilt."
)


class StructureMeasure(StrEnum):
    """Measures of a person in the graph."""

    DEGREE = "degree"
    STRENGTH = "strength"
    BETWEENNESS = "betweenness"
    CLOSENESS = "closeness"
    HARMONIC = "harmonic"
    CORENESS = "coreness"
    CONSTRAINT = "constraint"
    EFFECTIVE_SIZE = "effective_size"
    EFFICIENCY = "efficiency"
    EFFECTIVE_SIZE_UNWEIGHTED = "effective_size_unweighted"
    EFFICIENCY_UNWEIGHTED = "efficiency_unweighted"
    EIGENVECTOR = "eigenvector"
    PAGERANK = "pagerank"
    INTER_CENTRALITY = "inter_centrality"
    BETWEEN_GROUPS = "between_groups"
    EI_INDEX = "ei_index"
    CUT_PERSONS = "cut_persons"
    BRIDGES = "bridges"


# the fields of a row that a measure fills with single values; by the first of them it is sorted
COLUMNS: Mapping[StructureMeasure, tuple[str, ...]] = {
    **{measure: (measure.value,) for measure in StructureMeasure},
    StructureMeasure.BETWEENNESS: (
        "betweenness",
        "betweenness_normalized",
        "betweenness_standard_error",
        "betweenness_not_seen",
    ),
    StructureMeasure.BETWEEN_GROUPS: ("n_other_groups",),
    StructureMeasure.EI_INDEX: ("ei_index", "n_inside", "n_outside", "n_without_group"),
    StructureMeasure.CUT_PERSONS: ("n_parts", "is_cut_person"),
    StructureMeasure.BRIDGES: ("n_bridges",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureRow:
    """A person of the graph; a measure that was not asked for is null."""

    person_id: PersonId
    label: Label
    rank: A[
        int | None,
        Described(
            "place by the measure that sorts, from 1; equal values share a rank (1, 1, 3); null: it is not defined", 1
        ),
    ]
    degree: A[int | None, Described("contacts; null: not asked", 7, unit="persons")] = None
    strength: A[float | None, Described("sum of the strengths of their ties; null: not asked", 9.5)] = None
    betweenness: A[
        float | None,
        Described(
            "pairs of others, each by the share of its shortest paths on which the person stands; null: not asked",
            12.5,
            unit="pairs of persons",
        ),
    ] = None
    betweenness_normalized: A[
        float | None,
        Described(
            "the same as a share of all pairs of others; null: fewer than three persons, or not asked",
            0.13,
            unit="share",
        ),
    ] = None
    betweenness_standard_error: A[
        float | None,
        Described("standard error of an estimate, of all pairs; null: exact, a sample of one, or not asked", 1.5),
    ] = None
    betweenness_not_seen: A[
        bool | None,
        Described(
            "whether no path of the sample passes the person: an estimate of 0 is not none; null: not asked",
            example=False,
        ),
    ] = None
    closeness: A[
        float | None,
        Described(
            "share of the others who can be reached, divided by the mean steps to them (Wasserman and Faust); null: "
            "the only person, too many persons, or not asked",
            0.42,
        ),
    ] = None
    harmonic: A[
        float | None,
        Described(
            "mean over all others of 1 / steps, 0 for whoever cannot be reached; null: as for closeness",
            0.47,
        ),
    ] = None
    coreness: A[
        int | None,
        Described("largest k so that the person is in a part where everybody has k contacts; null: not asked", 3),
    ] = None
    constraint: A[
        float | None,
        Described(
            "Burt's constraint, weighted by strength: low where contacts do not know each other; may be above 1; null: "
            "no contact, or not asked",
            0.4,
        ),
    ] = None
    effective_size: A[
        float | None,
        Described(
            "contacts less what they share, weighted by strength; null: no contact, or not asked", 4.7, unit="persons"
        ),
    ] = None
    efficiency: A[
        float | None,
        Described("effective size divided by contacts; null: no contact, or not asked", 0.78, unit="share"),
    ] = None
    effective_size_unweighted: A[
        float | None,
        Described(
            "contacts less the mean ties of each to the others; null: no contact, or not asked", 4.67, unit="persons"
        ),
    ] = None
    efficiency_unweighted: A[
        float | None,
        Described("unweighted effective size divided by contacts; null: no contact, or not asked", 0.78, unit="share"),
    ] = None
    eigenvector: A[
        float | None,
        Described(
            "eigenvector centrality in the largest component, of length 1; null: in another, alone, or not asked", 0.31
        ),
    ] = None
    pagerank: A[
        float | None,
        Described(
            "PageRank in the largest component, in sum 1; null: in another, alone, or not asked", 0.06, unit="share"
        ),
    ] = None
    inter_centrality: A[
        float | None,
        Described(
            "by how much the activity of all, each spurred by that of their contacts, would fall without the person; "
            "null: no ties at all, a component that is too large, or not asked",
            6.16,
        ),
    ] = None
    n_other_groups: A[
        int | None,
        Described("groups of contacts that are not the person's own; null: not asked", 2, unit="groups"),
    ] = None
    ei_index: A[
        float | None,
        Described(
            "contacts in other groups less those in an own one, divided by their sum: from -1, all inside, to 1; null: "
            "no own group, no such contact, or not asked",
            -0.33,
        ),
    ] = None
    n_inside: A[int | None, Described("contacts who share an own group; null: not asked", 4, unit="persons")] = None
    n_outside: A[
        int | None, Described("contacts with a group, none of it an own one; null: not asked", 2, unit="persons")
    ] = None
    n_without_group: A[int | None, Described("contacts without a chosen group; null: not asked", 1, unit="persons")] = (
        None
    )
    is_cut_person: A[
        bool | None, Described("whether their part falls apart without them; null: not asked", example=True)
    ] = None
    n_parts: A[
        int | None, Described("parts that it falls into; 0: no cut person; null: not asked", 2, unit="components")
    ] = None
    part_sizes: A[
        tuple[int, ...] | None,
        Described("persons in each of these parts, largest first; null: not asked", (9, 3), unit="persons"),
    ] = None
    n_bridges: A[int | None, Described("ties of the person that are bridges; null: not asked", 1, unit="ties")] = None


@dataclass(frozen=True, slots=True)
class Bridge:
    """A tie without which a part falls in two."""

    person_a: A[str, Described("the person of the two with the smaller id", "P-0003", refers_to="person")]
    person_b: A[str, Described("the person of the two with the larger id", "P-0014", refers_to="person")]
    n_at_a: A[int, Described("persons who stay with the first without the tie, themselves included", 9, unit="persons")]
    n_at_b: A[int, Described("persons who stay with the second, themselves included", 3, unit="persons")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure(Result):
    """Persons by their place in the graph of contacts. It describes records, and is no list of whom to visit."""

    graph: A[GraphSize, Described("how large the graph is", None)]
    caveat: A[str, Described("what the numbers do not say", CAVEAT)]
    measures: A[
        tuple[str, ...], Described("the measures that the table holds", ("degree",), words=tuple(StructureMeasure))
    ]
    sort: A[str, Described("the measure by which it is sorted", "degree", words=tuple(StructureMeasure))]
    betweenness_is_exact: A[
        bool | None, Described("whether the paths of all persons were counted; null: not asked", example=True)
    ]
    phi: A[
        float | None, Described("how much a contact adds in inter-centrality; null: no ties, or not asked", 0.130058)
    ]
    largest_eigenvalue: A[
        float | None,
        Described("of the graph: phi must be below 1 / this; null: no ties, or not asked", 3.844427),
    ]
    rows: A[tuple[StructureRow, ...], Described("persons by rank, then id; on a page, a part of them", None)]
    n_rows: A[int, Described("persons on all pages together", 20, unit="persons")]
    next_after: A[int | None, Described("place of the last person of this page, from 1; null: nobody follows", 10)]
    bridges: A[
        tuple[Bridge, ...],
        Described("ties without which a part falls in two; empty: none, not asked, or a further page", None),
    ]
