"""Representatives beside the published heuristics, on the published gang and the London gang."""

import csv
import json
from datetime import date
from itertools import accumulate

import networkx as nx
import pytest

from graph_service.analysis.representatives import REPRESENTATIVES
from graph_service.analysis.representatives_parts import Representatives
from graph_service.domain.policy import default_policy
from tests.asking import compute
from tests.needs import DATA_HOW, SHARED_DATA, needs
from tests.rival import make
from tests.rival.published_heuristics import (
    best_with_spillover,
    expected_reach,
    most_left,
    most_newly_reached,
    most_ties,
    reach,
    spillover,
    spillover_programme,
)
from tests.snapshots import snapshot_from

GANG = SHARED_DATA / "apwheele_callin"
SUPERVISED = [2, 5, 7, 12, 20]
pytestmark = needs("data", available=GANG.is_dir(), how=DATA_HOW)


def stored(folder: str) -> "nx.Graph[int]":
    """A published network, persons in order."""
    graph: nx.Graph[int] = nx.Graph()
    with (SHARED_DATA / folder / "nodes.csv").open() as file:
        graph.add_nodes_from(int(line["id"]) for line in csv.DictReader(file))
    with (SHARED_DATA / folder / "edges.csv").open() as file:
        graph.add_edges_from((int(line["source"]), int(line["target"])) for line in csv.DictReader(file))
    return graph


def chosen(graph: "nx.Graph[int]", **parameters: object) -> Representatives:
    """Our answer."""
    persons = [make.person(f"P-{node:02}") for node in graph]
    ties = [make.tie(f"T-{a}-{b}", f"P-{min(a, b):02}", f"P-{max(a, b):02}") for a, b in graph.edges]
    snapshot = snapshot_from([*persons, *ties], date(2020, 12, 3))
    return compute(REPRESENTATIVES, snapshot, default_policy(), **parameters)


def growing(graph: "nx.Graph[int]", order: list[int]) -> list[int]:
    """The reach after each."""
    return [reach(graph, some) for some in accumulate(([node] for node in order), lambda a, b: a + b)]


def test_the_heuristics_give_what_was_published() -> None:
    graph = stored("apwheele_callin")
    expected = json.loads((GANG / "expected.json").read_text())["rerun_here_with_the_upstream_code"]
    assert most_left(graph) == expected["domSet_Whe2"] == [21, 16, 17, 2, 4, 11, 1, 5]
    assert growing(graph, most_left(graph)) == expected["reach_after_each_of_domSet_Whe2"]
    assert growing(graph, most_left(graph)) == [8, 11, 14, 16, 18, 20, 21, 22]
    assert most_ties(graph) == [21, 18, 16, 17, 2, 11, 1, 5]
    assert growing(graph, most_ties(graph)) == [8, 10, 13, 16, 18, 20, 21, 22]
    sub = most_ties(graph, SUPERVISED)
    assert sub == [20, 7, 2, 12, 5]
    assert growing(graph, sub) == expected["reach_after_each_of_domSet_WheSub"]


def test_ours_are_as_few_with_the_published_curve_and_all_32_sets() -> None:
    graph = stored("apwheele_callin")
    ours = chosen(graph, n_alternatives=100)
    assert (len(ours.chosen), ours.proven_optimal) == (8, True)
    assert ours.curve == (8, 11, 14, 16, 18, 20, 21, 22)
    assert len({ours.chosen, *ours.alternatives}) == 32
    pool = [f"P-{node:02}" for node in SUPERVISED]
    supervised = chosen(graph, pool=pool)
    assert (supervised.n_reached, supervised.curve) == (13, (6, 8, 10, 12, 13))
    assert supervised.unreached == tuple(f"P-{node:02}" for node in (4, 8, 9, 11, 13, 14, 17, 19, 22))
    assert reach(graph, [4, 5, 11, 22]) == 6


def test_on_london_the_heuristics_take_more() -> None:
    graph = stored("london_gang")
    assert len(chosen(graph).chosen) == 8
    assert (len(most_newly_reached(graph)), len(most_ties(graph)), len(most_left(graph))) == (9, 11, 10)


def test_on_random_graphs_the_heuristics_are_seldom_as_few() -> None:
    """Of 60 graphs of 30 persons and 45 ties, drawn here: a heuristic is never below the optimum and often above."""
    graphs = [nx.gnm_random_graph(30, 45, seed=seed) for seed in range(60)]
    fewest = [len(chosen(graph).chosen) for graph in graphs]
    n_as_few = []
    for heuristic in (most_ties, most_left, most_newly_reached):
        pairs = list(zip([len(heuristic(graph)) for graph in graphs], fewest, strict=True))
        assert all(size >= least for size, least in pairs)
        n_as_few.append(sum(size == least for size, least in pairs))
    assert n_as_few == [9, 7, 26]


def test_expected_reach_is_the_closed_form() -> None:
    graph = stored("apwheele_callin")
    sure = {2: 1.0, 5: 1.0} | dict.fromkeys((21, 16, 17, 4, 11, 1), 1 / 6)
    assert expected_reach(graph, sure) == pytest.approx(7.138889, abs=5e-7)
    assert expected_reach(graph, dict.fromkeys(SUPERVISED, 0.5)) == pytest.approx(7.0)
    closed = 0.0
    for node in graph:
        nobody = 1.0
        for member in {node, *graph[node]} & sure.keys():
            nobody *= 1 - sure[member]
        closed += 1 - nobody
    assert expected_reach(graph, sure) == pytest.approx(closed)


def test_the_published_example_of_spillover() -> None:
    toy = json.loads((GANG / "expected.json").read_text())["spillover_toy"]
    graph: nx.Graph[str] = nx.Graph([tuple(edge) for edge in toy["graph"]])
    worth, some = best_with_spillover(graph, toy["p_local"], toy["p_spill"], toy["k"])
    assert worth == pytest.approx(toy["objective_solved_here"])
    assert list(some) == toy["treated"] == ["e"]
    assert worth == pytest.approx(0.65)
    alone = {node: spillover(graph, toy["p_local"], toy["p_spill"], (node,)) for node in "abcde"}
    assert alone == pytest.approx({"a": 0.60, "b": 0.60, "c": 0.30, "d": 0.30, "e": 0.65})
    for size in range(1, 5):
        worth, _ = best_with_spillover(graph, toy["p_local"], toy["p_spill"], size)
        assert worth == pytest.approx(spillover_programme(graph, toy["p_local"], toy["p_spill"], size))
