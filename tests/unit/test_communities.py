"""Communities: modularity computed again, the optimum by trying all partitions, and the same answer in many threads."""

import csv
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import igraph
import networkx as nx
import numpy as np
import pytest

from graph_service.analysis.communities import COMMUNITIES, Communities
from graph_service.analysis.partitions import _leiden, adjusted_rand, mutual_information, overlap
from graph_service.analysis.random_source import igraph_random_numbers
from graph_service.analysis.result import to_json
from graph_service.domain.policy import default_policy
from graph_service.domain.snapshot import Snapshot
from graph_service.errors import InputError
from tests.asking import compute
from tests.needs import DATA_HOW, SHARED_DATA, needs
from tests.rival import make, structure_groups
from tests.snapshots import snapshot_from

DAY = date(2020, 12, 3)


def records_of(graph: nx.Graph) -> list[object]:
    persons = [make.person(f"P-{node:03}") for node in graph]
    ties = [make.tie(f"T-{a}-{b}", f"P-{min(a, b):03}", f"P-{max(a, b):03}") for a, b in graph.edges]
    return [*persons, *ties]


def snapshot_of(graph: nx.Graph) -> Snapshot:
    return snapshot_from(records_of(graph), DAY)


def of(snapshot: Snapshot, **parameters: object) -> Communities:
    return compute(COMMUNITIES, snapshot, default_policy(), **parameters)


def communities_by_node(result: Communities) -> dict[int, int]:
    return {int(row.person_id.removeprefix("P-")): row.community for row in result.rows}


@pytest.mark.parametrize("seed", range(40))
def test_the_modularity_is_what_its_definition_gives(seed: int) -> None:
    graph = nx.gnm_random_graph(25, 20 + seed, seed=seed)
    result = of(snapshot_of(graph))
    graph.remove_nodes_from([node for node in list(graph) if not graph.degree[node]])
    community = communities_by_node(result)
    assert result.modularity == pytest.approx(structure_groups.modularity(graph, community))
    sets = [{node for node in community if community[node] == number} for number in set(community.values())]
    assert result.modularity == pytest.approx(nx.community.modularity(graph, sets))
    assert {row.community: row.n_inside for row in result.communities} == {
        number: graph.subgraph(nodes).number_of_edges()
        for number, nodes in zip(set(community.values()), sets, strict=True)
    }
    assert sum(row.n_outside for row in result.communities) == 2 * sum(
        community[a] != community[b] for a, b in graph.edges
    )


@pytest.mark.parametrize("seed", range(25))
def test_of_few_persons_it_finds_the_best_of_all_partitions(seed: int) -> None:
    """Nothing proves it in general: on these graphs it is so, and it can never be above."""
    graph = nx.gnm_random_graph(9 if seed < 4 else 7, 9 + seed % 4, seed=seed)
    result = of(snapshot_of(graph))
    graph.remove_nodes_from([node for node in list(graph) if not graph.degree[node]])
    best = best_modularity(graph)
    assert result.modularity is not None
    assert result.modularity <= best + 1e-9
    assert result.modularity == pytest.approx(best)


def best_modularity(graph: nx.Graph) -> float:
    nodes = list(graph)
    m = graph.number_of_edges()
    degree = [graph.degree[node] for node in nodes]
    gain = [
        [(graph.has_edge(a, b) - degree[i] * degree[j] / (2 * m)) / (2 * m) for j, b in enumerate(nodes)]
        for i, a in enumerate(nodes)
    ]
    pairs = [(i, j, 2 * gain[i][j]) for i in range(len(nodes)) for j in range(i)]
    alone = sum(gain[i][i] for i in range(len(nodes)))
    return float(
        alone
        + max(
            sum(value for i, j, value in pairs if labels[i] == labels[j])
            for labels in structure_groups.partitions(len(nodes))
        )
    )


def test_the_partition_is_that_of_the_first_of_the_best_seeds() -> None:
    graph = nx.gnm_random_graph(60, 110, seed=3)
    snapshot = snapshot_of(graph)
    result = of(snapshot)
    nodes = sorted(node for node in graph if graph.degree[node])
    network = igraph.Graph(n=len(nodes), edges=sorted((nodes.index(min(e)), nodes.index(max(e))) for e in graph.edges))
    runs = []
    for seed in range(20):
        with igraph_random_numbers(seed):
            runs.append(network.community_leiden(objective_function="modularity", n_iterations=-1))
    scores = [
        structure_groups.modularity(graph.subgraph(nodes), dict(zip(nodes, run.membership, strict=True)))
        for run in runs
    ]
    best = next(seed for seed in range(20) if scores[seed] >= max(scores) - 1e-9)
    assert len(set(scores)) > 1
    assert result.best_seed == result.seed == best
    community = communities_by_node(result)
    assert structure_groups.adjusted_rand([community[node] for node in nodes], runs[best].membership) == 1
    agreement = [
        structure_groups.adjusted_rand(runs[a].membership, runs[b].membership) for a in range(20) for b in range(a)
    ]
    assert len(agreement) == 190
    assert result.stability == pytest.approx(np.mean([value for value in agreement if value is not None]))


def test_it_ends_where_the_library_alone_would_not() -> None:
    """With seeds 5 and 13 and a negative number of iterations, igraph 1.0.0 never comes back."""
    edges = [(0, 1), (0, 2), (0, 4), (0, 5), (1, 3), (2, 4), (3, 4), (3, 5), (4, 5), (5, 6)]
    result = of(snapshot_of(nx.Graph(edges)))
    assert result.modularity == pytest.approx(0.125)
    assert result.best_seed == 0


@pytest.mark.parametrize("seed", range(6))
def test_its_iterations_are_those_of_the_library(seed: int) -> None:
    """On these graphs, drawn once, the library ends by itself."""
    graph = nx.gnm_random_graph(60, 110, seed=seed)
    nodes = sorted(node for node in graph if graph.degree[node])
    network = igraph.Graph(n=len(nodes), edges=sorted((nodes.index(min(e)), nodes.index(max(e))) for e in graph.edges))
    with igraph_random_numbers(seed):
        run = network.community_leiden(objective_function="modularity", n_iterations=-1).membership
    assert structure_groups.adjusted_rand(_leiden(network, seed).tolist(), run) == 1


def test_iterations_that_gain_nothing_come_to_an_end() -> None:
    class Circling:
        """Two equally good partitions, one after the other."""

        n_asked = 0

        def get_edgelist(self) -> list[tuple[int, int]]:
            return [(0, 1), (1, 2), (2, 3), (0, 3)]

        def community_leiden(self, **_options: object) -> "Circling":
            self.n_asked += 1
            return self

        @property
        def membership(self) -> list[int]:
            return [0, 0, 1, 1] if self.n_asked % 2 else [0, 1, 1, 0]

    circling = Circling()
    assert len(_leiden(circling, 0)) == 4
    assert circling.n_asked == 11


def test_communities_are_numbered_by_size_then_by_first_person() -> None:
    graph = nx.disjoint_union_all([nx.complete_graph(n) for n in (3, 4, 3, 5)])
    result = of(snapshot_of(graph))
    assert [(row.community, row.n_persons) for row in result.communities] == [(1, 5), (2, 4), (3, 3), (4, 3)]
    assert [row.person_id for row in result.rows if row.community == 3] == ["P-000", "P-001", "P-002"]
    assert [(row.community, row.person_id) for row in result.rows] == sorted(
        (row.community, row.person_id) for row in result.rows
    )
    assert result.stability == 1


@pytest.mark.parametrize("seed", range(30))
def test_agreement_is_what_counting_pairs_gives(seed: int) -> None:
    dice = random.Random(seed)
    n = dice.randint(0, 12)
    first, second = ([dice.randint(0, dice.choice((0, 2, 20))) for _ in range(n)] for _ in range(2))
    table = overlap(np.array(first, dtype=int), np.array(second, dtype=int))
    assert adjusted_rand(table) == pytest.approx(structure_groups.adjusted_rand(first, second))
    assert mutual_information(table) == pytest.approx(structure_groups.mutual_information(first, second), abs=1e-12)
    if (
        len(set(first)) > 1 and len(set(second)) > 1 and len(set(first)) < n
    ):  # the library has no value for trivial ones
        assert adjusted_rand(table) == pytest.approx(igraph.compare_communities(first, second, method="adjusted_rand"))
        assert mutual_information(table) == pytest.approx(
            igraph.compare_communities(first, second, method="nmi"), abs=1e-12
        )


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((), (), (None, None)),
        ((0,), (0,), (None, None)),
        ((0, 0, 0), (4, 4, 4), (1, 1)),
        ((0, 1, 2), (2, 1, 0), (1, 1)),
        ((0, 0, 0), (0, 1, 2), (0, 0)),
    ],
)
def test_trivial_partitions_agree_if_they_are_equal(
    first: Sequence[int], second: Sequence[int], expected: tuple[float | None, float | None]
) -> None:
    table = overlap(np.array(first, dtype=int), np.array(second, dtype=int))
    assert (adjusted_rand(table), mutual_information(table)) == expected


def test_agreement_counts_persons_in_exactly_one_group() -> None:
    graph = nx.disjoint_union(nx.complete_graph(4), nx.complete_graph(4))
    groups = [make.group("G"), make.group("H")]
    members = [make.member(f"M-{i}", f"P-{i:03}", "G" if i < 4 else "H") for i in range(8)]
    both = make.member("M-X", "P-000", "H")
    lonely = [make.person("P-900"), make.member("M-Y", "P-900", "H")]
    result = of(snapshot_from([make.source("S"), *records_of(graph), *groups, *members, both, *lonely], DAY))
    assert (result.n_compared, result.adjusted_rand, result.mutual_information) == (7, 1, 1)
    assert result.n_isolates == 1
    assert [(row.community, row.group_id, row.n_persons) for row in result.groups] == [
        (1, "G", 4), (1, "H", 1), (2, "H", 4),
    ]  # fmt: skip


@pytest.mark.parametrize("graph", [nx.empty_graph(0), nx.empty_graph(1), nx.empty_graph(4)])
def test_without_ties_there_are_no_communities(graph: nx.Graph) -> None:
    result = of(snapshot_of(graph))
    assert (result.rows, result.communities, result.n_isolates) == ((), (), len(graph))
    assert (result.modularity, result.best_seed, result.stability, result.adjusted_rand) == (None, None, None, None)


def test_more_ties_than_it_can_take_are_refused_with_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph_service.analysis.partitions.MOST_TIES", 2)
    assert of(snapshot_of(nx.path_graph(3))).communities
    with pytest.raises(InputError, match="the graph has 3 ties; communities are looked for among at most 2"):
        of(snapshot_of(nx.path_graph(4)))


def test_one_pair_is_one_community() -> None:
    result = of(snapshot_of(nx.path_graph(2)))
    assert [(row.community, row.n_persons) for row in result.communities] == [(1, 2)]
    assert (result.modularity, result.stability) == (0, 1)


def test_the_version_of_the_library_stands_in_the_parameters() -> None:
    result = of(snapshot_of(nx.path_graph(3)))
    assert result.parameters["igraph"] == igraph.__version__
    assert result.parameters["seeds"] == tuple(str(seed) for seed in range(20))


def test_the_order_of_rows_changes_nothing() -> None:
    records = records_of(nx.gnm_random_graph(30, 60, seed=1))
    shuffled = records[:]
    random.Random(2).shuffle(shuffled)
    assert to_json(of(snapshot_from(shuffled, DAY))) == to_json(of(snapshot_from(records, DAY)))


def test_new_names_in_the_same_order_change_nothing_but_the_names() -> None:
    graph = nx.gnm_random_graph(30, 60, seed=1)
    renamed = nx.relabel_nodes(graph, {node: node + 500 for node in graph})
    a, b = of(snapshot_of(graph)), of(snapshot_of(renamed))
    assert (a.modularity, a.best_seed, a.communities) == (b.modularity, b.best_seed, b.communities)
    assert [row.community for row in a.rows] == [row.community for row in b.rows]


def test_with_many_threads_at_once_the_answers_are_the_same() -> None:
    graphs = [nx.gnm_random_graph(80, 150, seed=seed) for seed in range(6)]
    expected = [to_json(of(snapshot_of(graph))) for graph in graphs]

    def draw(seed: int) -> list[int]:
        with igraph_random_numbers(seed):
            return [len(igraph.Graph.Erdos_Renyi(n=20, p=0.5).get_edgelist()) for _ in range(20)]

    drawn = [draw(seed) for seed in range(6)]
    with ThreadPoolExecutor(12) as threads:
        answers = [threads.submit(lambda graph: to_json(of(snapshot_of(graph))), graph) for graph in graphs * 3]
        draws = [threads.submit(draw, seed) for seed in [*range(6)] * 5]
        assert [one.result() for one in answers] == expected * 3
        assert [one.result() for one in draws] == drawn * 5


def test_the_source_of_random_numbers_is_given_back() -> None:
    random.seed(7)
    before = random.getstate()
    of(snapshot_of(nx.gnm_random_graph(30, 60, seed=1)))
    assert random.getstate() == before
    drawn = igraph.Graph.Erdos_Renyi(n=20, p=0.5).get_edgelist()
    random.seed(7)
    assert igraph.Graph.Erdos_Renyi(n=20, p=0.5).get_edgelist() == drawn


@needs("data", available=(SHARED_DATA / "london_gang").is_dir(), how=DATA_HOW)
def test_the_london_gang_has_communities_as_good_as_those_of_a_library() -> None:
    with (SHARED_DATA / "london_gang" / "edges.csv").open(encoding="utf-8") as file:
        graph = nx.Graph([(int(row["source"]), int(row["target"])) for row in csv.DictReader(file)])
    result = of(snapshot_of(graph))
    assert result.graph.n_ties == 315
    assert result.modularity == pytest.approx(structure_groups.modularity(graph, communities_by_node(result)))
    rivals = [nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=seed)) for seed in range(10)]
    assert result.modularity is not None
    assert result.modularity >= max(rivals) - 1e-9
