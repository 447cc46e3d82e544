"""Summary: the graph of contacts as a whole, in numbers."""

from dataclasses import dataclass
from typing import Annotated as A

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.contact_graph import (
    ContactGraph,
    GraphParameters,
    GraphSize,
    components,
    contact_graph,
    graph_size,
    igraph_of,
    largest_component,
    of_graph,
)
from graph_service.analysis.contacts_of_groups import group_contacts
from graph_service.analysis.cuts import cuts
from graph_service.analysis.distances import distances
from graph_service.analysis.header import header, parameter_values
from graph_service.analysis.result import Result, note
from graph_service.analysis.structural_holes import structural_holes
from graph_service.domain.described import Described
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.use_case import UseCase

CAVEAT = (
    "It describes contacts on record: a dense part may only be one that was looked at closely, and a tie is no "
    "evidence of guilt."
)


@dataclass(frozen=True, slots=True)
class ComponentSize:
    """Parts of one size."""

    n_persons: A[int, Described("persons in each of these parts", 15, unit="persons")]
    n_components: A[int, Described("parts of this size", 1, unit="components")]


@dataclass(frozen=True, slots=True)
class DegreeCount:
    """Persons with equally many contacts."""

    degree: A[int, Described("contacts of each of these persons", 3, unit="persons")]
    n_persons: A[int, Described("persons with so many contacts", 5, unit="persons")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary(Result):
    """The graph of contacts as a whole; what is not defined is null."""

    graph: A[GraphSize, Described("how large the graph is", None)]
    caveat: A[str, Described("what the numbers do not say", CAVEAT)]
    component_sizes: A[tuple[ComponentSize, ...], Described("parts by their size, largest first", None)]
    n_in_largest: A[
        int | None,
        Described("persons in the largest component; null: there is nobody", 15, unit="persons"),
    ]
    n_ties_in_largest: A[
        int | None, Described("pairs tied in the largest component; null: there is nobody", 19, unit="ties")
    ]
    n_isolates: A[int, Described("persons without a contact", 0, unit="persons")]
    density: A[
        float | None,
        Described("ties as a share of all pairs; null: fewer than two persons", 0.103896, unit="share"),
    ]
    mean_degree: A[float | None, Described("mean contacts; null: there is nobody", 2.181818, unit="persons")]
    degree_distribution: A[tuple[DegreeCount, ...], Described("persons by their contacts, fewest first", None)]
    n_triangles: A[int, Described("three persons who are all tied to each other, each three once", 6)]
    transitivity: A[
        float | None,
        Described(
            "how often two contacts of one person are tied: three times the triangles, divided by the pairs of "
            "contacts; null: nobody has two contacts",
            0.321429,
            unit="share",
        ),
    ]
    mean_clustering: A[
        float | None,
        Described(
            "mean over persons of the share of their pairs of contacts who are tied, 0 with fewer than two contacts; "
            "null: there is nobody",
            0.168398,
            unit="share",
        ),
    ]
    largest_core: A[
        int | None,
        Described("largest k so that some persons have k contacts among themselves; null: there is nobody", 3),
    ]
    n_in_largest_core: A[int | None, Described("persons in that core; null: there is nobody", 4, unit="persons")]
    n_cut_persons: A[int, Described("persons without whom their part falls apart", 8, unit="persons")]
    n_bridges: A[int, Described("ties without which a part falls in two", 11, unit="ties")]
    diameter: A[
        int | None,
        Described(
            "steps between the two in the largest component who are farthest apart; null: there is nobody, or the "
            "graph is too large, as a note says",
            6,
            unit="steps",
        ),
    ]
    mean_distance: A[
        float | None,
        Described(
            "mean steps between persons who can reach each other; null: nobody can, or the graph is too large",
            2.661017,
            unit="steps",
        ),
    ]
    fragmentation: A[
        float | None,
        Described(
            "share of pairs who cannot reach each other (Borgatti's F); null: fewer than two persons",
            0.52381,
            unit="share",
        ),
    ]
    distance_weighted_fragmentation: A[
        float | None,
        Described(
            "1 less the mean over all pairs of 1 / steps, 0 where there is no way; null: fewer than two persons, or "
            "the graph is too large",
            0.76133,
        ),
    ]
    n_ties_within_groups: A[
        int | None,
        Described("ties of two who share one of the chosen groups; null: nobody has one", 12, unit="ties"),
    ]
    n_ties_between_groups: A[
        int | None,
        Described(
            "ties of two who both have one of the chosen groups, and share none; null: nobody has one", 4, unit="ties"
        ),
    ]
    n_ties_without_group: A[
        int | None,
        Described("ties with an end who has none of the chosen groups; null: nobody has one", 3, unit="ties"),
    ]


@dataclass(frozen=True, slots=True)
class _Steps:
    """What the distances between all persons come to."""

    diameter: int | None
    mean_distance: float | None
    distance_weighted_fragmentation: float | None
    n_too_many: int


def summary(snapshot: Snapshot, policy: Policy, parameters: GraphParameters) -> Summary:
    """Return the graph of contacts as a whole.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        How old a tie may be.
    parameters : GraphParameters
        Of which graph.

    Returns
    -------
    Summary
        Of an empty graph counts of 0, and None for what is not defined.

    Notes
    -----
    Transitivity is three times the triangles by the connected triples; clustering counts persons with fewer than
    two contacts as 0. F and distance-weighted F are equations 4 and 9 of [1]_, of the whole graph. Of several
    largest components it is the one with the most ties, then with the smallest person id. O(m sqrt(m)), but for
    diameter, mean distance and distance-weighted F: O(nm), up to 50,000 persons with a contact.

    References
    ----------
    .. [1] Borgatti (2006), Identifying sets of key players in a social network. doi:10.1007/s10588-006-7084-x
    """
    graph = contact_graph(snapshot, policy, parameters)
    n, m = len(graph.person), len(graph.start)
    degree = graph.degrees
    triangles = of_graph(snapshot, policy, parameters, structural_holes).n_triangles
    pairs_of_contacts = degree * (degree - 1) // 2
    n_triples = int(pairs_of_contacts.sum())
    sizes = np.bincount(components(graph))
    largest = largest_component(graph)
    in_largest = np.zeros(n, dtype=np.bool_)
    in_largest[largest] = True
    core = np.array(igraph_of(graph).coreness(), dtype=np.int64)
    parts = of_graph(snapshot, policy, parameters, cuts)
    contacts = of_graph(snapshot, policy, parameters, group_contacts)
    has_groups = bool(contacts.has_group.any())
    n_within, n_between = int(contacts.tie_is_within.sum()), int(contacts.tie_is_between.sum())
    steps = _steps(snapshot, policy, parameters, graph, largest)
    options = parameter_values(parameters)
    notes = (*graph.notes, note("distances_too_large", steps.n_too_many))
    return Summary(
        **header("summary", snapshot, policy, options, notes=notes),
        graph=graph_size(graph),
        caveat=CAVEAT,
        component_sizes=tuple(ComponentSize(size, count) for size, count in reversed(_counts(sizes))),
        n_in_largest=len(largest) if n else None,
        n_ties_in_largest=int(in_largest[graph.start].sum()) if n else None,
        n_isolates=int((degree == 0).sum()),
        density=2 * m / (n * (n - 1)) if n > 1 else None,
        mean_degree=2 * m / n if n else None,
        degree_distribution=tuple(DegreeCount(contacts_each, count) for contacts_each, count in _counts(degree)),
        n_triangles=int(triangles.sum()) // 3,
        transitivity=int(triangles.sum()) / n_triples if n_triples else None,
        mean_clustering=float((triangles / np.maximum(pairs_of_contacts, 1)).sum() / n) if n else None,
        largest_core=int(core.max()) if n else None,
        n_in_largest_core=int((core == core.max()).sum()) if n else None,
        n_cut_persons=sum(bool(pieces) for pieces in parts.parts),
        n_bridges=len(parts.bridges),
        diameter=steps.diameter,
        mean_distance=steps.mean_distance,
        fragmentation=1 - int((sizes * (sizes - 1)).sum()) / (n * (n - 1)) if n > 1 else None,
        distance_weighted_fragmentation=steps.distance_weighted_fragmentation,
        n_ties_within_groups=n_within if has_groups else None,
        n_ties_between_groups=n_between if has_groups else None,
        n_ties_without_group=m - n_within - n_between if has_groups else None,
    )


def _steps(
    snapshot: Snapshot, policy: Policy, parameters: GraphParameters, graph: ContactGraph, largest: NDArray[np.int64]
) -> _Steps:
    n = len(graph.person)
    steps = of_graph(snapshot, policy, parameters, distances)
    if steps is None:
        return _Steps(None, None, None, int((graph.degrees > 0).sum()))
    n_pairs = int(steps.n_reached.sum())
    return _Steps(
        diameter=int(steps.eccentricity[largest].max()) if n else None,
        mean_distance=int(steps.far.sum()) / n_pairs if n_pairs else None,
        distance_weighted_fragmentation=1 - float(steps.near.sum()) / (n * (n - 1)) if n > 1 else None,
        n_too_many=0,
    )


def _counts(numbers: NDArray[np.int64]) -> list[tuple[int, int]]:
    values, counts = np.unique(numbers, return_counts=True)
    return list(zip(values.tolist(), counts.tolist(), strict=True))


SUMMARY = UseCase(
    name="summary",
    question="What does the network look like as a whole?",
    summary="Size, parts, density, degrees, triangles and clustering, largest core, cut persons and bridges, "
    "distances, fragmentation, ties within and between groups of the graph of contacts",
    address="summary",
    parameters=GraphParameters,
    result=Summary,
    compute=summary,
    on_what_is_seen=True,
    unit="as each number says",
    reference="Wasserman & Faust (1994); Borgatti (2006) for the fragmentation",
)
