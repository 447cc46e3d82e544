"""Every number of persons and of the whole graph beside networkx, igraph and scipy, wherever they have it.

Where a library means something else it is said here: igraph's closeness is that of the own part, and times
(r - 1)/(n - 1) ours; its harmonic centrality is divided by n - 1 already, that of networkx is not; its
transitivity counts persons with fewer than two contacts as 0 only if told to; networkx's effective size is wrong for
all nodes at once, so they are named; of weights, constraint and effective size take ours as strengths.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

import igraph
import networkx as nx
import numpy as np
import pytest
import scipy

from graph_service.analysis.structure import STRUCTURE
from graph_service.analysis.structure_parts import StructureRow
from graph_service.analysis.summary import SUMMARY, Summary
from tests.rival.structure_measures import Plain
from tests.structure_graphs import answer_of, random_plain, rows_of
from tests.structure_questions import HEAD

Column = Callable[["Libraries"], Any]


class Libraries:
    """One graph as each library takes it; nodes are places of persons by id."""

    def __init__(self, plain: Plain) -> None:
        self.n = len(plain.persons)
        place = {person: i for i, person in enumerate(plain.persons)}
        self.edges = [(place[a], place[b]) for a, b in plain.ties]
        self.strengths = list(plain.ties.values())
        self.nx: nx.Graph[int] = nx.Graph()
        self.nx.add_nodes_from(range(self.n))
        self.nx.add_weighted_edges_from((a, b, s) for (a, b), s in zip(self.edges, self.strengths, strict=True))
        self.igraph = igraph.Graph(n=self.n, edges=self.edges)
        self.matrix = nx.to_scipy_sparse_array(self.nx, weight=None, dtype=float)
        self.steps = scipy.sparse.csgraph.shortest_path(self.matrix, unweighted=True)
        sizes = [
            (len(part), self.nx.subgraph(part).number_of_edges(), -min(part))
            for part in nx.connected_components(self.nx)
        ]
        self.largest = sorted(nx.node_connected_component(self.nx, -max(sizes)[2]))

    def of(self, values: Mapping[int, float]) -> list[float]:
        """Values by node, in order."""
        return [values[node] for node in range(self.n)]

    def in_largest(self, measure: Callable[["nx.Graph[int]"], Mapping[int, float]]) -> list[float | None]:
        """What holds of the largest part alone."""
        values = measure(self.nx.subgraph(self.largest)) if len(self.largest) > 1 else {}
        return [values.get(node) for node in range(self.n)]

    def phi(self) -> float:
        """Half of what it must stay below."""
        return 0.5 / float(np.linalg.eigvalsh(self.matrix.toarray()).max())


def _near(steps: Any) -> Any:  # noqa: ANN401  a matrix
    return np.where(np.isfinite(steps) & (steps > 0), 1 / np.maximum(steps, 1), 0)


def _top(part: "nx.Graph[int]") -> Mapping[int, float]:
    """The symmetric solver of scipy: power iteration, as libraries have it, never settles on parts with two sides."""
    vectors = scipy.linalg.eigh(nx.to_numpy_array(part, weight=None))[1]
    return dict(zip(part, np.abs(vectors[:, -1]).tolist(), strict=True))


def _fall(g: Libraries) -> list[float]:
    """The inverse of scipy, and the activity of all as the Katz centrality of networkx, not normalised."""
    inverse = scipy.linalg.inv(np.eye(g.n) - g.phi() * g.matrix.toarray())
    katz = nx.katz_centrality_numpy(g.nx, alpha=g.phi(), normalized=False, weight=None)
    activity = np.array(g.of(katz))
    return list(activity**2 / inverse.diagonal())


PERSONS: Mapping[str, tuple[Column, ...]] = {
    "degree": (lambda g: g.of(dict(g.nx.degree)), lambda g: g.igraph.degree(), lambda g: g.matrix.sum(axis=1)),
    "strength": (lambda g: g.of(dict(g.nx.degree(weight="weight"))), lambda g: g.igraph.strength(weights=g.strengths)),
    "betweenness": (
        lambda g: g.of(nx.betweenness_centrality(g.nx, normalized=False)),
        lambda g: g.igraph.betweenness(),
    ),
    "betweenness_normalized": (lambda g: g.of(nx.betweenness_centrality(g.nx)),),
    "closeness": (
        lambda g: g.of(nx.closeness_centrality(g.nx)),
        lambda g: [
            0 if np.isnan(c) else c * (np.isfinite(g.steps[i]).sum() - 1) / (g.n - 1)
            for i, c in enumerate(g.igraph.closeness())
        ],
    ),
    "harmonic": (
        lambda g: [value / (g.n - 1) for value in g.of(nx.harmonic_centrality(g.nx))],
        lambda g: g.igraph.harmonic_centrality(),
        lambda g: _near(g.steps).sum(axis=1) / (g.n - 1),
    ),
    "coreness": (lambda g: g.of(nx.core_number(g.nx)), lambda g: g.igraph.coreness()),
    "constraint": (
        lambda g: g.of(nx.constraint(g.nx, weight="weight")),
        lambda g: g.igraph.constraint(weights=g.strengths),
    ),
    "effective_size": (lambda g: g.of(nx.effective_size(g.nx, nodes=list(g.nx), weight="weight")),),
    "effective_size_unweighted": (lambda g: g.of(nx.effective_size(g.nx, nodes=list(g.nx))),),
    "eigenvector": (lambda g: g.in_largest(_top),),
    "pagerank": (
        lambda g: g.in_largest(lambda part: nx.pagerank(part, weight=None, tol=1e-13, max_iter=1_000)),
        lambda g: g.in_largest(lambda part: dict(zip(part, igraph.Graph.from_networkx(part).pagerank(), strict=True))),
    ),
    "inter_centrality": (_fall,),
    "is_cut_person": (
        lambda g: [i in set(nx.articulation_points(g.nx)) for i in range(g.n)],
        lambda g: [i in set(g.igraph.articulation_points()) for i in range(g.n)],
    ),
    "n_bridges": (
        lambda g: [sum(i in edge for edge in nx.bridges(g.nx)) for i in range(g.n)],
        lambda g: [sum(i in g.edges[edge] for edge in g.igraph.bridges()) for i in range(g.n)],
    ),
}
NOT_OF_LIBRARIES = {  # columns of persons that no library has: by the slow implementation alone
    "person_id", "label", "rank", "betweenness_standard_error", "betweenness_not_seen", "efficiency",
    "efficiency_unweighted", "n_other_groups", "ei_index", "n_inside", "n_outside", "n_without_group", "n_parts",
    "part_sizes",
}  # fmt: skip
WHOLE: Mapping[str, tuple[Column, ...]] = {
    "n_in_largest": (lambda g: len(g.largest), lambda g: max(g.igraph.connected_components().sizes())),
    "n_isolates": (lambda g: nx.number_of_isolates(g.nx),),
    "density": (lambda g: nx.density(g.nx), lambda g: g.igraph.density()),
    "n_triangles": (
        lambda g: sum(nx.triangles(g.nx).values()) // 3,
        lambda g: len(g.igraph.list_triangles()),
        lambda g: round((g.matrix @ g.matrix @ g.matrix).trace() / 6),
    ),
    "transitivity": (lambda g: nx.transitivity(g.nx), lambda g: g.igraph.transitivity_undirected(mode="zero")),
    "mean_clustering": (
        lambda g: nx.average_clustering(g.nx),
        lambda g: g.igraph.transitivity_avglocal_undirected(mode="zero"),
    ),
    "largest_core": (lambda g: max(nx.core_number(g.nx).values()), lambda g: max(g.igraph.coreness())),
    "n_in_largest_core": (lambda g: len(nx.k_core(g.nx)),),
    "n_cut_persons": (lambda g: len(set(nx.articulation_points(g.nx))), lambda g: len(g.igraph.articulation_points())),
    "n_bridges": (lambda g: len(list(nx.bridges(g.nx))), lambda g: len(g.igraph.bridges())),
    "diameter": (lambda g: nx.diameter(g.nx.subgraph(g.largest)),),
    "mean_distance": (
        lambda g: g.igraph.average_path_length(),
        lambda g: g.steps[np.isfinite(g.steps) & (g.steps > 0)].mean(),
    ),
    "distance_weighted_fragmentation": (
        lambda g: 1 - nx.global_efficiency(g.nx),
        lambda g: 1 - _near(g.steps).sum() / (g.n * (g.n - 1)),
    ),
    "mean_degree": (lambda g: 2 * g.igraph.ecount() / g.n,),
}
NOT_OF_LIBRARIES_WHOLE = {
    "graph", "caveat", "component_sizes", "n_ties_in_largest", "degree_distribution", "fragmentation",
    "n_ties_within_groups", "n_ties_between_groups", "n_ties_without_group",
}  # fmt: skip


def test_every_number_has_a_library_or_is_known_to_have_none() -> None:
    assert PERSONS.keys() | NOT_OF_LIBRARIES == {field.name for field in fields(StructureRow)}
    assert WHOLE.keys() | NOT_OF_LIBRARIES_WHOLE == {field.name for field in fields(Summary)} - HEAD


@pytest.mark.parametrize("seed", [seed for seed in range(30) if len(random_plain(seed).persons) > 2])
def test_they_are_what_libraries_give(seed: int) -> None:
    plain = random_plain(seed)
    if not plain.ties:
        return
    libraries, rows = Libraries(plain), rows_of(answer_of(STRUCTURE, plain, all_persons=True))
    whole = answer_of(SUMMARY, plain, all_persons=True)
    for name, columns in PERSONS.items():
        ours = [getattr(rows[person], name) for person in plain.persons]
        for i, column in enumerate(columns):
            values = [None if value is None or np.isnan(value) else value for value in column(libraries)]
            assert ours == [value if value is None else pytest.approx(value, abs=1e-7) for value in values], (name, i)
    for name, numbers in WHOLE.items():
        for i, number in enumerate(numbers):
            ours = getattr(whole, name)
            assert (ours or 0) == pytest.approx(number(libraries), abs=1e-9), (name, i)
