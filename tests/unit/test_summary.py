"""The graph as a whole: every number against its definition, and what is not defined."""

import networkx as nx
import pytest

from graph_service.analysis import distances as distances_module
from graph_service.analysis.result import to_json
from graph_service.analysis.summary import SUMMARY, Summary
from tests.rival.structure_measures import Plain, summary_of
from tests.structure_graphs import answer_of, plain_of, random_plain


def numbers(result: Summary) -> dict[str, object]:
    """The numbers by name, counts of sizes and degrees as pairs."""
    values = {name: getattr(result, name) for name in summary_of(Plain([], {}))}
    values["component_sizes"] = [(row.n_persons, row.n_components) for row in result.component_sizes]
    values["degree_distribution"] = [(row.degree, row.n_persons) for row in result.degree_distribution]
    return values


@pytest.mark.parametrize("part", range(4))
def test_every_number_is_what_its_definition_gives(part: int) -> None:
    for seed in range(part, 160, 4):
        plain = random_plain(seed)
        actual, expected = numbers(answer_of(SUMMARY, plain, all_persons=True)), summary_of(plain)
        for name, value in expected.items():
            assert actual[name] == (pytest.approx(value) if isinstance(value, float) else value), (seed, name)


def test_it_is_what_networkx_gives() -> None:
    graph = nx.karate_club_graph()
    result = answer_of(SUMMARY, plain_of(graph))
    assert result.density == pytest.approx(nx.density(graph))
    assert result.transitivity == pytest.approx(nx.transitivity(graph))
    assert result.mean_clustering == pytest.approx(nx.average_clustering(graph))
    assert (result.diameter, result.mean_distance) == (
        nx.diameter(graph),
        pytest.approx(nx.average_shortest_path_length(graph)),
    )
    assert result.distance_weighted_fragmentation == pytest.approx(1 - nx.global_efficiency(graph))


def test_of_nobody_nothing_is_defined() -> None:
    result = answer_of(SUMMARY, Plain([], {}), all_persons=True)
    assert (result.graph.n_persons, result.n_isolates, result.n_triangles, result.n_bridges) == (0, 0, 0, 0)
    nothing = {result.density, result.mean_degree, result.transitivity, result.mean_clustering, result.largest_core}
    nothing |= {result.diameter, result.mean_distance, result.fragmentation, result.distance_weighted_fragmentation}
    assert nothing | {result.n_in_largest, result.n_ties_within_groups} == {None}


def test_of_one_person_and_of_two_without_a_tie() -> None:
    alone = answer_of(SUMMARY, Plain(["A"], {}), all_persons=True)
    assert (alone.diameter, alone.mean_distance, alone.density, alone.fragmentation) == (0, None, None, None)
    apart = answer_of(SUMMARY, Plain(["A", "B"], {}), all_persons=True)
    assert (apart.density, apart.fragmentation, apart.distance_weighted_fragmentation) == (0, 1, 1)
    assert (apart.transitivity, apart.mean_clustering, apart.largest_core, apart.n_in_largest_core) == (None, 0, 0, 2)


def test_of_parts_alike_the_one_with_most_ties_is_the_largest() -> None:
    graph = nx.disjoint_union(nx.path_graph(4), nx.cycle_graph(4))
    assert (answer_of(SUMMARY, plain_of(graph)).n_ties_in_largest, answer_of(SUMMARY, plain_of(graph)).diameter) == (
        4,
        2,
    )


def test_above_the_size_distances_are_left_out_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distances_module, "MAX_PERSONS", 20)
    result = answer_of(SUMMARY, plain_of(nx.karate_club_graph()))
    assert {result.diameter, result.mean_distance, result.distance_weighted_fragmentation} == {None}
    assert ("distances_too_large", 34) in {(note.code, note.n) for note in result.notes}
    assert result.fragmentation == 0


def test_the_order_of_rows_changes_no_byte() -> None:
    for seed in range(20):
        plain = random_plain(seed)
        assert to_json(answer_of(SUMMARY, plain)) == to_json(answer_of(SUMMARY, plain, shuffled=seed))
