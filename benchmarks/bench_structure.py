"""Measures of structure beside igraph called directly and networkx, and their seconds and memory on a large graph.

``python -m benchmarks.bench_structure [PERSONS]``
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import numpy as np

from benchmarks import synthetic
from benchmarks.measure import REPEATS, Line, best_of, finish, saying, show, sizes_asked, timed
from graph_service.analysis.betweenness import BETWEENNESS
from graph_service.analysis.contact_graph import ContactGraph, GraphParameters, contact_graph
from graph_service.analysis.structure import STRUCTURE
from graph_service.analysis.structure_parts import StructureMeasure
from graph_service.analysis.summary import SUMMARY
from graph_service.domain.policy import default_policy
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.use_case import UseCase

RIVAL_PERSONS = 2_000
LAYER = 1.10  # times the library, at most
FASTER = 25  # times networkx, at least, of betweenness
KIB_IN_MIB = 1_024
POLICY = default_policy()
EVERYBODY = GraphParameters(all_persons=True)
NOT_LINEAR = {StructureMeasure.CLOSENESS, StructureMeasure.HARMONIC, StructureMeasure.INTER_CENTRALITY}
Work = Callable[[], object]


def _fresh(snapshot: Snapshot, n_copies: int) -> Iterator[Snapshot]:
    """Give the snapshot again and again with nothing remembered but the graph, made before the clock starts."""
    copies = [snapshot.on(synthetic.AS_OF) for _ in range(n_copies)]
    for copy in copies:
        contact_graph(copy, POLICY, EVERYBODY)
    return iter(copies)


def _ask(snapshot: Snapshot, *measures: str, n_copies: int = REPEATS) -> Work:
    """Ask for some measures of a graph that is there."""
    copies = _fresh(snapshot, n_copies)
    options = STRUCTURE.parameters(measures=tuple(map(StructureMeasure, measures)), all_persons=True)
    return lambda: STRUCTURE.compute(next(copies), POLICY, options)


def _ask_of(question: UseCase[Any, Any], snapshot: Snapshot, n_copies: int = REPEATS) -> Work:
    copies = _fresh(snapshot, n_copies)
    return lambda: question.compute(next(copies), POLICY, question.parameters(all_persons=True))


def rivals() -> list[Line]:
    """Time measures beside igraph and networkx on one graph.

    Returns
    -------
    list[Line]
        One line a measure.
    """
    snapshot = synthetic.snapshot(RIVAL_PERSONS)
    graph = contact_graph(snapshot, POLICY, EVERYBODY)
    direct, theirs = _igraph(graph), _networkx(graph)
    rows: dict[str, tuple[Work, Work | None, Work]] = {
        "betweenness": (
            _ask_of(BETWEENNESS, snapshot),
            lambda: direct.betweenness(directed=False),
            lambda: nx.betweenness_centrality(theirs, normalized=False),
        ),
        "closeness": (
            _ask(snapshot, "closeness"),
            direct.closeness,
            lambda: nx.closeness_centrality(theirs),
        ),
        "harmonic": (
            _ask(snapshot, "harmonic"),
            direct.harmonic_centrality,
            lambda: nx.harmonic_centrality(theirs),
        ),
        "coreness": (
            _ask(snapshot, "coreness"),
            direct.coreness,
            lambda: nx.core_number(theirs),
        ),
        "constraint": (
            _ask(snapshot, "constraint"),
            lambda: direct.constraint(weights="weight"),
            lambda: nx.constraint(theirs, weight="weight"),
        ),
        "effective size": (
            _ask(snapshot, "effective_size"),
            None,
            lambda: nx.effective_size(theirs, nodes=list(theirs), weight="weight"),
        ),
        "eigenvector": (
            _ask(snapshot, "eigenvector"),
            direct.eigenvector_centrality,
            lambda: nx.eigenvector_centrality_numpy(_largest(theirs)),
        ),
        "PageRank": (
            _ask(snapshot, "pagerank"),
            direct.pagerank,
            lambda: nx.pagerank(theirs, weight=None),
        ),
        "cut persons and bridges": (
            _ask(snapshot, "cut_persons", "bridges"),
            lambda: (direct.articulation_points(), direct.bridges()),
            lambda: (list(nx.articulation_points(theirs)), list(nx.bridges(theirs))),
        ),
        "summary": (
            _ask_of(SUMMARY, snapshot),
            lambda: (direct.path_length_hist(directed=False), direct.diameter(), direct.transitivity_undirected()),
            lambda: (nx.global_efficiency(theirs), nx.transitivity(theirs), nx.average_clustering(theirs)),
        ),
    }
    return [_beside(name, *works) for name, works in rows.items()]


def _beside(name: str, ours: Work, direct: Work | None, theirs: Work) -> Line:
    times = best_of(ours, *([direct] if direct else []), theirs)
    own, slow = times[0].cpu, times[-1].cpu
    library = times[1].cpu if direct else None
    ratio = None if library is None else own / library
    is_met = None
    if name == "betweenness" and ratio is not None:
        is_met = ratio <= LAYER and slow / own >= FASTER
    cells = (
        name,
        f"{own:.4f}",
        "–" if library is None else f"{library:.4f}",
        f"{slow:.3f}",
        "–" if ratio is None else f"{ratio:.2f}",
        f"{slow / own:.0f}",
    )
    return Line(cells, is_met)


def large(persons: int) -> list[Line]:
    """Time every near-linear or sampled measure of everybody, with the most memory that it takes beside the records.

    Parameters
    ----------
    persons : int
        Size of the population.

    Returns
    -------
    list[Line]
        One line a measure.
    """
    with saying(f"{persons:,} persons"):
        snapshot = synthetic.snapshot(persons)
    works: dict[str, Callable[[], Work]] = {
        "the graph": lambda: lambda: contact_graph(snapshot.on(synthetic.AS_OF), POLICY, EVERYBODY),
        **{
            measure.value.replace("_", " "): partial(_ask, snapshot, measure, n_copies=1)
            for measure in StructureMeasure
            if measure not in NOT_LINEAR
        },
        "summary": partial(_ask_of, SUMMARY, snapshot, n_copies=1),
    }
    return [_weighed(name, work()) for name, work in works.items()]


def _weighed(name: str, work: Work) -> Line:
    """Time a piece of work, and see how much more memory of the machine it takes at most than before it."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew
    before = _memory("VmRSS")
    took = timed(work)
    return Line((name, f"{took.wall:.2f}", f"{took.cpu:.2f}", f"{max(0, _memory('VmHWM') - before):,.0f}"))


def _memory(what: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what)) / KIB_IN_MIB


def _igraph(graph: ContactGraph) -> Any:  # noqa: ANN401  the library has no types
    edges = np.column_stack([graph.start, graph.end]).tolist()
    return igraph.Graph(n=len(graph.person), edges=edges, edge_attrs={"weight": graph.strength.tolist()})


def _networkx(graph: ContactGraph) -> "nx.Graph[int]":
    network: nx.Graph[int] = nx.Graph()
    network.add_nodes_from(range(len(graph.person)))
    ends = zip(graph.start.tolist(), graph.end.tolist(), graph.strength.tolist(), strict=True)
    network.add_weighted_edges_from(ends)
    return network


def _largest(network: "nx.Graph[int]") -> "nx.Graph[int]":
    return network.subgraph(max(nx.connected_components(network), key=len)).copy()


RIVAL_HEAD = ("measure", "ours, CPU s", "igraph, CPU s", "networkx, CPU s", "ours / igraph", "networkx / ours")
LARGE_HEAD = ("measure", "s", "CPU s", "MiB at most")

if __name__ == "__main__":
    met = show(f"{RIVAL_PERSONS:,} persons, the graph being there, rows of the table included", RIVAL_HEAD, rivals())
    for size in sizes_asked((synthetic.PERSONS,)):
        met &= show(f"{size:,} persons, everybody", LARGE_HEAD, large(size))
    finish(all_met=met)
