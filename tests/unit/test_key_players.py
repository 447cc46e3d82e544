"""Key players against every set there is, and published values."""

import csv
import json
import random
from datetime import date

import networkx as nx
import pytest

from graph_service.analysis import key_players as question
from graph_service.analysis import key_sets as module
from graph_service.analysis.key_players import KEY_PLAYERS, KeyPlayers, KeySets
from graph_service.domain.policy import default_policy
from graph_service.errors import InputError
from tests.asking import compute
from tests.needs import DATA_HOW, SHARED_DATA, needs
from tests.rival import make, structure_sets
from tests.snapshots import snapshot_from

DAY = date(2020, 12, 3)
ALL = ("reach", "weighted_reach", "fragmentation", "weighted_fragmentation")


def key(graph: "nx.Graph[str]", **parameters: object) -> KeyPlayers:
    """The measure of a graph whose nodes are ids."""
    persons = [make.person(node) for node in graph]
    ties = [make.tie(f"T-{i}", min(edge), max(edge)) for i, edge in enumerate(graph.edges)]
    return compute(KEY_PLAYERS, snapshot_from([*persons, *ties], DAY), default_policy(), **parameters)


def rows(result: KeyPlayers) -> dict[str, KeySets]:
    """By measure."""
    return {row.measure: row for row in result.measures}


def drawn(seed: int, n: int = 9) -> "nx.Graph[str]":
    """A few persons and ties."""
    return nx.relabel_nodes(nx.gnm_random_graph(n, 4 + seed, seed=seed), "P-{:02}".format)


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("seed", range(12))
def test_the_best_sets_are_those_of_all_that_there_are(seed: int, size: int) -> None:
    graph = drawn(seed)
    found = rows(key(graph, size=size, steps=1 + seed % 3, diagnostics=True))
    for measure in ALL:
        value, sets = structure_sets.best(graph, measure, size, 1 + seed % 3)
        row = found[measure]
        assert row.value == pytest.approx(value)
        assert (list(row.sets), row.n_sets, row.proven_optimal) == (sets[:50], len(sets), True)
        assert row.bound == row.value
    for measure, members in (("reach", size), ("weighted_reach", size / 9)):
        total, others_only = found[measure].value, found[measure].others_only
        assert total is not None
        assert others_only == pytest.approx(total - members)
    assert found["fragmentation"].before == pytest.approx(structure_sets.fragmentation(graph, ()))
    assert found["weighted_fragmentation"].before == pytest.approx(structure_sets.weighted_fragmentation(graph, ()))


@pytest.mark.parametrize("size", [2, 3])
@pytest.mark.parametrize("seed", range(8))
def test_branches_give_all_sets_with_proof(seed: int, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = drawn(seed)
    tried = key(graph, size=size).measures
    monkeypatch.setattr(module, "SUBSETS", 0)
    monkeypatch.setattr(module, "_programmed", lambda *_: pytest.fail("the branches are enough"))
    assert key(graph, size=size).measures == tried


def test_branches_give_way_where_too_many_sets_tie(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SUBSETS", 0)
    monkeypatch.setattr(module, "_TIED", 9)
    lonely = nx.Graph()
    lonely.add_nodes_from(f"P-{i}" for i in range(9))
    row = rows(key(lonely, size=2))["reach"]
    assert (row.value, row.proven_optimal, row.n_sets, len(row.sets)) == (2, True, 36, 36)  # by the programme


@pytest.mark.parametrize("size", [2, 3])
@pytest.mark.parametrize("seed", range(8))
def test_a_programme_gives_the_same_sets_with_proof(seed: int, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SUBSETS", 0)
    monkeypatch.setattr(module, "_BRANCHED_ENTRIES", 0)
    graph = drawn(seed)
    found = rows(key(graph, size=size))
    for measure in ("reach", "weighted_reach"):
        value, sets = structure_sets.best(graph, measure, size, 2)
        row = found[measure]
        assert row.value == pytest.approx(value)
        assert row.bound == row.value
        assert row.proven_optimal
        assert list(row.sets) == sets[:50]
        assert row.n_sets == (len(sets) if len(sets) <= 50 else None)


@pytest.mark.parametrize("seed", range(8))
def test_exchanges_never_claim_more_than_they_know(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SUBSETS", 0)
    monkeypatch.setattr(module, "_BRANCHED_ENTRIES", 0)
    monkeypatch.setattr(module, "_MODEL_ENTRIES", 0)
    graph = drawn(seed)
    result = key(graph, size=3, diagnostics=True)
    assert result.seed == 0
    for measure, row in rows(result).items():
        value, sets = structure_sets.best(graph, measure, 3, 2)
        assert row.value is not None
        assert row.bound is not None
        assert row.value == pytest.approx(value), "20 starts among so few"
        assert set(row.sets) <= set(sets)
        assert row.n_sets is None
        assert row.bound >= value - 1e-9
        if measure.endswith("fragmentation"):
            assert (row.bound, row.proven_optimal) == (1, row.value == 1)


def test_the_names_and_the_order_of_rows_change_nothing() -> None:
    graph = drawn(7)
    ids = sorted(graph)
    shuffled = random.Random(1).sample(ids, len(ids))
    again = nx.Graph()
    again.add_nodes_from(shuffled)
    again.add_edges_from(random.Random(2).sample(list(graph.edges), graph.number_of_edges()))
    assert key(graph, diagnostics=True).measures == key(again, diagnostics=True).measures
    renamed = dict(zip(ids, shuffled, strict=True))
    other = rows(key(nx.relabel_nodes(graph, renamed), diagnostics=True))
    for measure, row in rows(key(graph, diagnostics=True)).items():
        assert other[measure].value == pytest.approx(row.value)
        assert list(other[measure].sets) == sorted(tuple(sorted(renamed[i] for i in some)) for some in row.sets)


def test_nobody_one_person_and_isolates() -> None:
    (reach, weighted) = key(nx.Graph()).measures
    assert (reach.value, reach.n_sets, reach.sets, weighted.value) == (None, 0, (), None)
    lonely = nx.Graph()
    lonely.add_nodes_from(["P-1", "P-2", "P-3"])
    found = rows(key(lonely, size=1, diagnostics=True))
    assert (found["reach"].value, found["reach"].n_sets, found["reach"].others_only) == (1, 3, 0)
    assert (found["fragmentation"].value, found["weighted_fragmentation"].value) == (1, 1)


def test_without_diagnostics_nothing_is_said_of_removals_and_with_them_what_they_are_not_for() -> None:
    graph = drawn(6)
    assert [row.measure for row in key(graph).measures] == ["reach", "weighted_reach"]
    assert key(graph).removal_caveat is None
    assert "not what the programme is for" in str(key(graph, diagnostics=True).removal_caveat)


def test_what_cannot_be_measured_is_refused_with_the_size(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="without 8 of 9 persons fewer than two are left"):
        key(drawn(3), size=8, diagnostics=True)
    monkeypatch.setattr(question, "REMOVAL_LIMIT", 8)
    with pytest.raises(InputError, match=r"9 persons; what falls apart without 2 is measured among up to 8"):
        key(drawn(3), diagnostics=True)
    monkeypatch.setattr(question, "REACH_LIMIT", 8)
    with pytest.raises(InputError, match=r"9 persons; sets of 2 are looked for among up to 8"):
        key(drawn(3))


def test_only_the_pool_may_be_in_a_set() -> None:
    star = nx.relabel_nodes(nx.star_graph(4), "P-{}".format)
    result = key(star, size=1, steps=1, pool=["P-1", "P-2"])
    assert result.n_pool == 2
    assert rows(result)["reach"].sets == (("P-1",), ("P-2",))


def test_a_set_larger_than_the_pool_has_no_value_and_a_note_says_how_many_are_missing() -> None:
    star = nx.relabel_nodes(nx.star_graph(4), "P-{}".format)
    result = key(star, size=5, pool=["P-1", "P-2"])
    assert rows(result)["reach"].value is None
    assert {note.code: note.n for note in result.notes}["pool_too_small"] == 3
    assert "pool_too_small" not in {note.code for note in key(star, size=5).notes}


def test_a_group_named_by_what_it_was_has_the_pool_of_what_it_became() -> None:
    records = [
        make.source("S"),
        make.group("G-old"),
        make.group("G-new"),
        make.succession("GS", "G-old", "G-new", "2020-06-01", kind="merge"),
        *(make.person(person) for person in ("P-1", "P-2", "P-3")),
        make.member("M-1", "P-1", "G-old"),
        make.member("M-2", "P-2", "G-new"),
        make.tie("T", "P-1", "P-2"),
    ]
    snapshot = snapshot_from(records, DAY)
    by_old = compute(KEY_PLAYERS, snapshot, default_policy(), size=1, groups=("G-old",))
    by_new = compute(KEY_PLAYERS, snapshot, default_policy(), size=1, groups=("G-new",))
    assert (by_old.n_pool, by_old.measures) == (by_new.n_pool, by_new.measures)
    assert by_old.n_pool == 2
    assert "group_has_successor" in {note.code for note in by_old.notes}
    apart = compute(KEY_PLAYERS, snapshot, default_policy(), size=1, groups=("G-old",), lineage=False)
    assert apart.n_pool == 1


def test_a_pool_may_name_the_id_of_a_joined_row_and_that_is_said() -> None:
    records = [
        *(make.person(person) for person in ("P-1", "P-2", "P-3")),
        make.same("J", "P-1", "P-3", "2020-01-01"),
        make.tie("T", "P-1", "P-2"),
    ]
    result = compute(KEY_PLAYERS, snapshot_from(records, DAY), default_policy(), size=1, pool=("P-3",))
    assert rows(result)["reach"].sets == (("P-1",),)
    assert {note.code: note.n for note in result.notes}["person_is_joined"] == 1


def stored(folder: str, nodes: str, edges: str, columns: tuple[str, str, str]) -> "nx.Graph[str]":
    """A published network."""
    graph = nx.Graph()
    with (SHARED_DATA / folder / nodes).open() as file:
        graph.add_nodes_from(line[columns[0]] for line in csv.DictReader(file))
    with (SHARED_DATA / folder / edges).open() as file:
        graph.add_edges_from((line[columns[1]], line[columns[2]]) for line in csv.DictReader(file))
    return graph


BORGATTI = SHARED_DATA / "borgatti_keyplayer"
COLUMNS = ("id", "source", "target")


@needs("data", available=BORGATTI.is_dir(), how=DATA_HOW)
def test_the_published_values_of_borgattis_figure_8() -> None:
    expected = json.loads((BORGATTI / "expected.json").read_text())
    published = expected["upstream_tests_pyntacle"]["figure_8 brute force k=2, m=2"]
    graph = stored("borgatti_keyplayer", "figure_8_nodes.csv", "figure_8_edges.csv", COLUMNS)
    found = rows(key(graph, diagnostics=True))
    names = {"F": "fragmentation", "dF": "weighted_fragmentation", "dR": "weighted_reach", "m-reach": "reach"}
    for short, name in names.items():
        value, sets = published[short]
        row = found[name]
        assert (row.value if short in {"F", "dF"} else row.others_only) == pytest.approx(value, abs=6e-6)
        assert [",".join(members) for members in row.sets] == sets
    assert found["weighted_reach"].value == pytest.approx(0.70313, abs=6e-6), "members counted"
    assert found["fragmentation"].before == 0
    assert found["weighted_fragmentation"].before == pytest.approx(0.64755, abs=6e-6)
    of_three = rows(key(graph, size=3, diagnostics=True))
    for short, name in (("F", "fragmentation"), ("dF", "weighted_fragmentation"), ("mreach2", "reach")):
        best = expected["recomputed_here"]["best k=3 (computed here, not published)"][short]
        assert (of_three[name].others_only if short == "mreach2" else of_three[name].value) == pytest.approx(
            best["value"], abs=6e-6
        )
        assert [list(members) for members in of_three[name].sets][: len(best["sets"])] == best["sets"]


@needs("data", available=BORGATTI.is_dir(), how=DATA_HOW)
def test_the_published_values_of_borgattis_figure_1_and_of_one_set() -> None:
    graph = stored("borgatti_keyplayer", "figure_1_nodes.csv", "figure_1_edges.csv", COLUMNS)
    found = rows(key(graph, steps=1, diagnostics=True))
    assert [(row.value, row.sets) for row in found.values() if row.before is not None] == [(1, (("A", "B"),))] * 2
    assert (found["reach"].others_only, found["weighted_reach"].others_only) == (6, 0.75)
    assert found["weighted_fragmentation"].before == pytest.approx(0.39286, abs=6e-6)
    eight = stored("borgatti_keyplayer", "figure_8_nodes.csv", "figure_8_edges.csv", COLUMNS)
    named = rows(key(eight, size=3, pool=["GM", "HA", "HS"]))
    assert named["reach"].others_only == 18
    assert named["weighted_reach"].others_only == pytest.approx(0.50417, abs=6e-6)
    assert named["reach"].sets == (("GM", "HA", "HS"),)


@needs("data", available=(SHARED_DATA / "london_gang").is_dir(), how=DATA_HOW)
def test_gang_1_and_london_have_the_values_that_were_computed_for_them() -> None:
    gang = stored("apwheele_callin", "nodes.csv", "edges.csv", COLUMNS)
    one = rows(key(gang, size=1, diagnostics=True))
    assert one["fragmentation"].before == pytest.approx(0.52381, abs=6e-6)
    assert one["weighted_fragmentation"].before == pytest.approx(0.76133, abs=6e-6)
    assert (one["reach"].value, one["reach"].sets) == (12, (("10",), ("21",)))
    removed = ((1, ["21"], 0.856508), (2, ["21", "8"], 0.896491), (3, ["20", "21", "8"], 0.929825))
    for size, members, value in removed:
        row = rows(key(gang, size=size, diagnostics=True))["weighted_fragmentation"]
        assert row.value == pytest.approx(value, abs=6e-7)
        assert row.sets == (tuple(members),)
    london = stored("london_gang", "nodes.csv", "edges.csv", COLUMNS)
    removals = (
        (1, ["1"], 0.446964, 26, 3),
        (2, ["19", "20"], 0.465372, 37, 6),
        (3, ["1", "19", "20"], 0.479281, 44, 4),
    )
    for size, members, value, reach, n_sets in removals:
        found = rows(key(london, size=size, steps=1, diagnostics=True))
        assert found["fragmentation"].before == 0
        assert found["weighted_fragmentation"].before == pytest.approx(0.43402, abs=6e-6)
        assert found["weighted_fragmentation"].sets == (tuple(members),)
        assert found["weighted_fragmentation"].value == pytest.approx(value, abs=6e-7)
        assert (found["reach"].value, found["reach"].n_sets) == (reach, n_sets)
