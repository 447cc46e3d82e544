"""Betweenness against a slow count of all shortest paths, and a library."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Annotated as A

import networkx as nx
import numpy as np
import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.analysis.betweenness import BETWEENNESS, Betweenness
from graph_service.analysis.contact_graph import GraphParameters
from graph_service.domain.caller import LOCAL_CALLER, Caller, CallerRole
from graph_service.domain.parameters import MAX_ITEMS, Parameter
from graph_service.domain.policy import default_policy
from graph_service.domain.schema import kind_of
from graph_service.domain.tables import tables_of
from graph_service.errors import InputError
from graph_service.services.context import OpenStore
from graph_service.services.importing import import_tables
from tests.api.city import AS_OF, PROTECTED, city
from tests.api.serving import FixedClock, open_store_of
from tests.asking import ask, compute
from tests.rival import make
from tests.snapshots import snapshot_from

DAY = date(2020, 12, 3)
ANALYST = Caller("analyst", "police", CallerRole.ANALYST, "weekly review")


def between(graph: nx.Graph, **parameters: object) -> Betweenness:
    """The measure of a graph whose nodes are numbers below 100."""
    persons = [make.person(f"P-{node:02}") for node in graph]
    ties = [make.tie(f"T-{a}-{b}", f"P-{min(a, b):02}", f"P-{max(a, b):02}") for a, b in graph.edges]
    return compute(BETWEENNESS, snapshot_from([*persons, *ties], DAY), default_policy(), **parameters)


def counted(graph: nx.Graph) -> dict[str, float]:
    """For each pair, each of its shortest paths, one by one."""
    scores = dict.fromkeys(graph, 0.0)
    for a, b in combinations(graph, 2):
        if nx.has_path(graph, a, b):
            paths = list(nx.all_shortest_paths(graph, a, b))
            for path in paths:
                for node in path[1:-1]:
                    scores[node] += 1 / len(paths)
    return {f"P-{node:02}": score for node, score in scores.items()}


@pytest.mark.parametrize("seed", range(12))
def test_it_is_what_a_count_of_all_paths_gives(seed: int) -> None:
    graph = nx.gnm_random_graph(9, 11, seed=seed)
    found = {row.person_id: row.betweenness for row in between(graph).rows}
    assert found == pytest.approx(counted(graph))


def test_a_published_network_has_the_published_values() -> None:
    graph = nx.convert_node_labels_to_integers(nx.krackhardt_kite_graph())
    rows = {row.person_id: row.normalized for row in between(graph).rows}
    assert rows["P-07"] == pytest.approx(14 / 36)
    assert rows["P-05"] == pytest.approx(rows["P-06"])


def test_equal_scores_share_a_rank_and_stand_by_id() -> None:
    rows = between(nx.path_graph(5)).rows
    assert [(row.person_id, row.rank) for row in rows] == [
        ("P-02", 1), ("P-01", 2), ("P-03", 2), ("P-00", 4), ("P-04", 4),
    ]  # fmt: skip


def test_nobody_gives_no_rows_and_two_persons_no_share() -> None:
    assert between(nx.Graph()).rows == ()
    assert [(row.betweenness, row.normalized) for row in between(nx.path_graph(2)).rows] == [(0, None), (0, None)]


def test_a_sample_of_everybody_is_exact_and_says_so() -> None:
    result = between(nx.path_graph(5), sampled=5)
    assert result.is_exact
    assert "sample_is_everybody" in {note.code for note in result.notes}
    assert all(row.standard_error is None for row in result.rows)


def test_a_sample_is_the_scaled_sum_of_the_dependencies_of_those_drawn() -> None:
    graph = nx.connected_watts_strogatz_graph(20, 4, 0.3, seed=1)
    sample = np.random.default_rng(0).choice(20, 6, replace=False)
    dependencies = np.array([_dependencies(graph, int(i)) for i in sample])
    result = between(graph, sampled=6)
    scores = {row.person_id: row.betweenness for row in result.rows}
    errors = {row.person_id: row.standard_error for row in result.rows}
    expected = 20 / 12 * dependencies.sum(axis=0)
    spread = 10 * dependencies.std(axis=0, ddof=1) / np.sqrt(6) * np.sqrt(1 - 6 / 20)
    assert [scores[f"P-{i:02}"] for i in range(20)] == pytest.approx(expected)
    assert [errors[f"P-{i:02}"] for i in range(20)] == pytest.approx(spread)
    assert result.seed == 0


def test_a_sample_of_one_has_no_error() -> None:
    assert {row.standard_error for row in between(nx.path_graph(4), sampled=1).rows} == {None}


def _dependencies(graph: nx.Graph, source: int) -> list[float]:
    """Of one person as source: the shares of paths to each other that pass each."""
    scores = dict.fromkeys(graph, 0.0)
    for target in graph:
        if target != source:
            paths = list(nx.all_shortest_paths(graph, source, target))
            for path in paths:
                for node in path[1:-1]:
                    scores[node] += 1 / len(paths)
    return [scores[node] for node in sorted(graph)]


def test_a_structure_is_computed_as_if_those_withheld_had_never_been() -> None:
    place = _open(city())
    everything = ask(place, LOCAL_CALLER, BETWEENNESS, as_of=AS_OF)
    shown = ask(place, ANALYST, BETWEENNESS, as_of=AS_OF)
    left_out = _open([record for record in city() if not _names(record, PROTECTED)])
    fewer = ask(left_out, ANALYST, BETWEENNESS, as_of=AS_OF)
    assert PROTECTED in {row.person_id for row in everything.rows}
    assert [row.person_id for row in shown.rows] == [row.person_id for row in fewer.rows]
    assert [row.betweenness for row in shown.rows] == [row.betweenness for row in fewer.rows]
    assert shown.notes == fewer.notes


def _open(records: list[object]) -> OpenStore:
    store = MemoryStore()
    store.initialise()
    open_store = open_store_of(store, FixedClock())
    import_tables(open_store.context(LOCAL_CALLER), tables_of(records))
    return open_store


def _names(record: object, person_id: str) -> bool:
    return person_id in {getattr(record, field.name) for field in kind_of(record).fields}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Persons(GraphParameters):
    """Whom a measure is asked of."""

    persons: A[
        tuple[str, ...], Parameter("Persons", ("P-0014",), each="person", refers_to="person", maximum=MAX_ITEMS)
    ] = ()


def test_in_a_structure_a_person_who_is_withheld_is_not_known() -> None:
    question = replace(BETWEENNESS, name="of persons", action="betweenness", parameters=_Persons, paging=None)
    place = _open(city())
    with pytest.raises(InputError, match=f"the persons names persons that are not there: {PROTECTED}") as withheld:
        ask(place, ANALYST, question, as_of=AS_OF, persons=[PROTECTED])
    left_out = _open([record for record in city() if not _names(record, PROTECTED)])
    with pytest.raises(InputError) as unknown:
        ask(left_out, ANALYST, question, as_of=AS_OF, persons=[PROTECTED])
    assert str(withheld.value) == str(unknown.value)
