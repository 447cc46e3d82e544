"""Published values of persons in networks: structural holes, brokers, inter-centrality, cores and distances."""

import json
from typing import Any

import networkx as nx
import pytest

from graph_service.analysis.betweenness import BETWEENNESS
from graph_service.analysis.structure import STRUCTURE
from graph_service.analysis.summary import SUMMARY
from tests.needs import DATA_HOW, SHARED_DATA, needs
from tests.rival.structure_measures import Plain
from tests.structure_graphs import answer_of, plain_of, rows_of, table

pytestmark = needs("data", available=(SHARED_DATA / "london_gang").is_dir(), how=DATA_HOW)
SIX = 5e-7  # half of the last digit of a value with six


def network(folder: str, edges: str = "edges.csv", nodes: str = "nodes.csv", least: float = 0) -> Plain:
    """A published network under the names that it was published with; weak ties may be left out."""
    place = SHARED_DATA / folder
    persons = sorted(row["id"] for row in table(place / nodes))
    ties: dict[tuple[str, str], float] = {}
    for row in table(place / edges):
        a, b = sorted((row["source"], row["target"]))
        ties[a, b] = float(row.get("weight") or 1)
    return Plain(persons, {pair: strength for pair, strength in ties.items() if strength >= least})


def expected(folder: str) -> Any:  # noqa: ANN401  a document
    """What was published, or computed with other programs."""
    return json.loads((SHARED_DATA / folder / "expected.json").read_text(encoding="utf-8"))


def test_structural_holes_of_borgatti() -> None:
    rows = rows_of(answer_of(STRUCTURE, network("borgatti_structural_holes")))
    published = expected("borgatti_structural_holes")["published"]
    for person, value in published["weighted constraint"].items():
        assert rows[person].constraint == pytest.approx(value, abs=5e-4)
    for person, value in published["weighted effective size"].items():
        assert rows[person].effective_size == pytest.approx(value, abs=5e-3)
    for person, value in published["unweighted effective size"].items():
        assert rows[person].effective_size_unweighted == pytest.approx(value, abs=5e-3)
    for person, value in expected("borgatti_structural_holes")["computed_with_networkx"]["efficiency"].items():
        assert rows[person].efficiency_unweighted == pytest.approx(value)


def test_structural_holes_without_weights() -> None:
    weighted = network("borgatti_structural_holes")
    rows = rows_of(answer_of(STRUCTURE, Plain(weighted.persons, dict.fromkeys(weighted.ties, 1.0))))
    for person, value in expected("borgatti_structural_holes")["published"]["unweighted constraint"].items():
        assert rows[person].constraint == pytest.approx(value, abs=5e-4)


@pytest.mark.parametrize(
    ("folder", "key", "least"),
    [
        ("apwheele_callin", "computed_with_networkx", 0),
        ("london_gang", "computed_with_networkx", 0),
        ("london_gang", "computed_with_networkx_weight_ge_2", 2),
        ("london_gang", "computed_with_networkx_weight_ge_3", 3),
    ],
)
def test_gangs_as_a_whole_and_their_first_five(folder: str, key: str, least: float) -> None:
    values, plain = expected(folder)[key], network(folder, least=least)
    result = answer_of(SUMMARY, plain)
    assert (result.graph.n_persons, result.graph.n_ties, result.graph.n_components) == (
        values["nodes"],
        values["edges_undirected_simple"],
        values["components"],
    )
    assert (result.n_in_largest, result.n_isolates, result.n_triangles) == (
        values["largest_component"],
        values["isolates"],
        values["triangles"],
    )
    assert (result.largest_core, result.n_cut_persons, result.n_bridges, result.diameter) == (
        values["max_core"],
        values["articulation_points"],
        values["bridges"],
        values["diameter_of_largest_component"],
    )
    assert result.density == pytest.approx(values["density"], abs=SIX)
    assert result.transitivity == pytest.approx(values["transitivity"], abs=SIX)
    assert result.mean_clustering == pytest.approx(values["average_clustering"], abs=SIX)
    rows = rows_of(answer_of(STRUCTURE, plain))
    for person, degree in values["degree_top5"]:
        assert rows[person].degree == degree
    for person, share in values["betweenness_normalized_top5"]:
        assert rows[person].betweenness_normalized == pytest.approx(share, abs=SIX)


def test_fragmentation_of_gangs() -> None:
    result = answer_of(SUMMARY, network("apwheele_callin"))
    assert result.fragmentation == pytest.approx(0.52381, abs=5e-6)
    assert result.distance_weighted_fragmentation == pytest.approx(0.76133, abs=5e-6)
    london = answer_of(SUMMARY, network("london_gang"))
    assert (london.fragmentation, london.distance_weighted_fragmentation) == (0, pytest.approx(0.43402, abs=5e-6))


def test_key_players_of_borgatti_as_a_whole() -> None:
    values = expected("borgatti_keyplayer")["upstream_tests_pyntacle"]
    folder, edges, nodes = "borgatti_keyplayer", "figure_{}_edges.csv", "figure_{}_nodes.csv"
    plain = network(folder, edges.format(8), nodes.format(8))
    result = answer_of(SUMMARY, plain)
    overall = values["figure_8 global"]
    assert (result.diameter, result.mean_degree) == (overall["diameter"], overall["average_degree"])
    assert result.mean_distance == pytest.approx(overall["average_shortest_path_length"], abs=5e-6)
    assert result.distance_weighted_fragmentation == pytest.approx(0.64755, abs=5e-6)
    rows = rows_of(answer_of(STRUCTURE, plain))
    locals_of = values["figure_8 local [degree, clustering, betweenness, closeness, eccentricity]"]
    for person, (degree, _, between, closeness, _) in locals_of.items():
        assert (rows[person].degree, rows[person].betweenness) == (degree, pytest.approx(between))
        assert rows[person].closeness == pytest.approx(closeness, abs=5e-6)
    small = answer_of(SUMMARY, network(folder, edges.format(1), nodes.format(1)))
    assert (small.fragmentation, small.distance_weighted_fragmentation) == (0, pytest.approx(0.39286, abs=5e-6))


@pytest.mark.parametrize(
    ("folder", "eigenvalue", "first"),
    [
        ("apwheele_callin", 3.844427, {"21": 6.1647, "20": 4.6012, "10": 4.1561, "8": 3.8996, "15": 3.4105}),
        ("london_gang", 17.011286, {"12": 5.9381, "7": 5.8618, "1": 5.7803}),
    ],
)
def test_inter_centrality_of_gangs(folder: str, eigenvalue: float, first: dict[str, float]) -> None:
    result = answer_of(STRUCTURE, network(folder), measures=("inter_centrality",))
    assert result.largest_eigenvalue == pytest.approx(eigenvalue, abs=SIX)
    assert result.phi == pytest.approx(0.5 / eigenvalue, abs=SIX)
    scores = {row.person_id: row.inter_centrality for row in result.rows[: len(first)]}
    assert list(scores) == list(first)
    assert scores == pytest.approx(first, abs=5e-5)


def test_brokers_of_manchester() -> None:
    folder = SHARED_DATA / "pole_manchester"
    number = {row["id"]: row["nhs_no"] for row in table(folder / "nodes_Person.csv")}
    ties = {
        (min(a, b), max(a, b)): 1.0
        for row in table(folder / "rel_KNOWS.csv")
        for a, b in [(number[row["start_id"]], number[row["end_id"]])]
    }
    plain = Plain(sorted(number.values()), ties)
    between = rows_of(answer_of(BETWEENNESS, plain))
    first = expected("pole_manchester")["recomputed_here"]["betweenness_top10_KNOWS_unnormalised"]
    for rank, (_, score, _, person) in enumerate(first, start=1):
        assert (between[person].rank, between[person].betweenness) == (rank, pytest.approx(score, abs=1e-3))


def test_the_kite_of_krackhardt() -> None:
    """Degree, closeness and betweenness lead to three persons: Diane, Fernando and Garth, and Heather."""
    rows = rows_of(answer_of(STRUCTURE, plain_of(nx.krackhardt_kite_graph())))
    assert (rows["P-0003"].degree, rows["P-0007"].betweenness) == (6, pytest.approx(14))
    assert rows["P-0005"].closeness == rows["P-0006"].closeness == pytest.approx(9 / 14)
    assert rows["P-0007"].closeness == pytest.approx(0.6)
    assert (rows["P-0007"].part_sizes, rows["P-0008"].part_sizes) == ((7, 2), (8, 1))


def test_the_karate_club_of_zachary() -> None:
    club = nx.karate_club_graph()
    plain = plain_of(nx.Graph(club.edges))
    rows = rows_of(answer_of(STRUCTURE, plain))
    name = {node: f"P-{i:04}" for i, node in enumerate(sorted(club, key=str))}
    assert rows[name[0]].betweenness_normalized == pytest.approx(0.437635, abs=SIX)
    assert rows[name[33]].betweenness_normalized == pytest.approx(0.304075, abs=SIX)
    assert rows[name[0]].closeness == pytest.approx(0.568966, abs=SIX)
    assert rows[name[33]].eigenvector == pytest.approx(0.373363, abs=SIX)
    assert rows[name[33]].pagerank == pytest.approx(0.100919, abs=1e-5)
    assert (rows[name[0]].coreness, rows[name[0]].part_sizes) == (4, (27, 5, 1))
    result = answer_of(SUMMARY, plain)
    assert (result.n_triangles, result.diameter) == (45, 5)
    assert result.transitivity == pytest.approx(0.255682, abs=SIX)
    assert result.mean_clustering == pytest.approx(0.570638, abs=SIX)
    assert result.mean_distance == pytest.approx(2.408200, abs=SIX)
