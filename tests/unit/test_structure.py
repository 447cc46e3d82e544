"""The table of persons in the graph: every measure against its definition, and against libraries that have it."""

import json
import random
from dataclasses import asdict, replace
from types import ModuleType
from typing import Any

import networkx as nx
import numpy as np
import pytest

from graph_service.analysis import distances as distances_module
from graph_service.analysis import spectral, structural_holes
from graph_service.analysis import structure as structure_module
from graph_service.analysis.betweenness import BETWEENNESS
from graph_service.analysis.contact_graph import GraphParameters, contact_graph
from graph_service.analysis.distances import distances
from graph_service.analysis.result import to_json
from graph_service.analysis.structure import STRUCTURE
from graph_service.analysis.structure_parts import COLUMNS, StructureMeasure
from graph_service.domain.policy import default_policy
from graph_service.errors import InputError, NotConvergedError
from graph_service.services.paging import page_of
from tests.rival import make
from tests.rival.structure_measures import Plain, bridges_of, falls_without, individual, largest_eigenvalue
from tests.snapshots import snapshot_from
from tests.structure_graphs import DAY, answer_of, plain_of, random_plain, rows_of

EVERYTHING: dict[str, Any] = {"all_persons": True}


def differences(plain: Plain) -> list[str]:
    """Say where the table is not what the slow one is."""
    rows = rows_of(answer_of(STRUCTURE, plain, **EVERYTHING))
    slow = individual(plain)
    wrong = []
    for person, columns in slow.items():
        for name, value in columns.items():
            actual = getattr(rows[person], name)
            if isinstance(value, int | float) and isinstance(actual, int | float):
                is_equal = abs(actual - value) < 1e-9
            else:
                is_equal = actual == value
            if not is_equal:
                wrong.append(f"{person} {name}: {actual}, and by the definition {value}")
    return wrong if rows.keys() == slow.keys() else [f"persons {sorted(rows)}"]


@pytest.mark.parametrize("part", range(6))
def test_every_measure_is_what_its_definition_gives(part: int) -> None:
    for seed in range(part, 120, 6):
        plain = random_plain(seed)
        assert differences(plain) == [], seed


@pytest.mark.parametrize(
    "graph",
    [
        nx.krackhardt_kite_graph(),
        nx.karate_club_graph(),
        nx.florentine_families_graph(),
        nx.complete_bipartite_graph(3, 4),
        nx.star_graph(6),
        nx.path_graph(8),
        nx.complete_graph(5),
        nx.disjoint_union(nx.cycle_graph(4), nx.star_graph(3)),
    ],
    ids=["kite", "karate", "florence", "two sides", "star", "path", "clique", "two parts of four"],
)
def test_every_measure_of_known_graphs(graph: "nx.Graph[Any]") -> None:
    assert differences(plain_of(graph)) == []


@pytest.mark.parametrize("seed", range(10))
def test_the_bridges_are_those_whose_loss_parts_the_graph(seed: int) -> None:
    plain = random_plain(seed * 7)
    bridges = {
        (b.person_a, b.person_b): (b.n_at_a, b.n_at_b) for b in answer_of(STRUCTURE, plain, **EVERYTHING).bridges
    }
    assert bridges == bridges_of(plain)
    assert list(bridges) == sorted(bridges)


def test_it_is_what_networkx_gives_where_it_has_the_measure() -> None:
    """Closeness with `wf_improved`; effective size only with `nodes`, as it is wrong for all nodes at once."""
    for seed in range(8):
        graph = nx.gnm_random_graph(24, 40, seed=seed)
        rnd = random.Random(seed)
        for a, b in graph.edges:
            graph.edges[a, b]["weight"] = rnd.choice((0.5, 1.0, 2.0))
        rows = rows_of(answer_of(STRUCTURE, plain_of(graph), **EVERYTHING))
        nodes = sorted(graph, key=str)
        rivals = {
            "betweenness_normalized": nx.betweenness_centrality(graph),
            "closeness": nx.closeness_centrality(graph),
            "harmonic": {node: value / 23 for node, value in nx.harmonic_centrality(graph).items()},
            "coreness": nx.core_number(graph),
            "constraint": nx.constraint(graph, weight="weight"),
            "effective_size": nx.effective_size(graph, nodes=list(graph), weight="weight"),
            "effective_size_unweighted": nx.effective_size(graph, nodes=list(graph)),
        }
        for name, values in rivals.items():
            for i, node in enumerate(nodes):
                value = None if np.isnan(values[node]) else pytest.approx(values[node])
                assert getattr(rows[f"P-{i:04}"], name) == value, (seed, name)


def test_names_of_persons_change_nothing() -> None:
    for seed in range(30):
        plain = random_plain(seed)
        mixed = list(plain.persons)
        random.Random(seed).shuffle(mixed)
        name = dict(zip(plain.persons, mixed, strict=True))
        ties = {(min(name[a], name[b]), max(name[a], name[b])): s for (a, b), s in plain.ties.items()}
        renamed = Plain(plain.persons, ties, {name[a]: groups for a, groups in plain.groups.items()})
        before, after = (rows_of(answer_of(STRUCTURE, graph, **EVERYTHING)) for graph in (plain, renamed))
        for person, row in before.items():
            for field, value in asdict(row).items():
                actual = getattr(after[name[person]], field)
                if field in {"person_id", "label", "rank"}:
                    continue
                if field in {"eigenvector", "pagerank"} and _has_equal_parts(plain):
                    continue  # which of two alike is the largest goes by id
                assert actual == (pytest.approx(value, abs=1e-9) if isinstance(value, float) else value), field


def _has_equal_parts(plain: Plain) -> bool:
    sizes = [(len(part), sum(a in part for a, _ in plain.ties)) for part in plain.parts()]
    return bool(sizes) and sizes.count(max(sizes)) > 1


def test_the_order_of_rows_changes_no_byte() -> None:
    for seed in range(20):
        plain = random_plain(seed)
        assert to_json(answer_of(STRUCTURE, plain)) == to_json(answer_of(STRUCTURE, plain, shuffled=seed))


# -- what is asked for


def test_a_measure_that_was_not_asked_for_is_null() -> None:
    result = answer_of(STRUCTURE, plain_of(nx.path_graph(4)), measures=("degree", "cut_persons"), sort="cut_persons")
    assert (result.measures, result.sort, result.bridges) == (("degree", "cut_persons"), "cut_persons", ())
    row = result.rows[0]
    assert (row.person_id, row.rank, row.degree, row.part_sizes) == ("P-0001", 1, 2, (2, 1))
    assert {row.strength, row.betweenness, row.closeness, row.constraint, row.ei_index, row.n_bridges} == {None}


@pytest.mark.parametrize("measure", StructureMeasure)
def test_it_is_sorted_by_any_measure(measure: StructureMeasure) -> None:
    plain = random_plain(23)
    rows = answer_of(STRUCTURE, plain, measures=(measure,), **EVERYTHING).rows
    scores = [getattr(row, COLUMNS[measure][0]) for row in rows]
    defined = [score for score in scores if score is not None]
    expected = sorted(defined, reverse=measure is not StructureMeasure.CONSTRAINT)
    assert scores == pytest.approx([*expected, *[None] * (len(scores) - len(defined))])
    assert [row.rank is None for row in rows] == [score is None for score in scores]


def test_it_cannot_be_sorted_by_what_it_does_not_hold() -> None:
    with pytest.raises(InputError, match="cannot sort by closeness, which is not among the measures"):
        answer_of(STRUCTURE, random_plain(3), measures=("degree",), sort="closeness")


def test_betweenness_is_the_same_as_asked_for_alone() -> None:
    plain = plain_of(nx.karate_club_graph())
    for sampled in (None, 7):
        alone = rows_of(answer_of(BETWEENNESS, plain, sampled=sampled))
        result = answer_of(STRUCTURE, plain, measures=("betweenness",), sampled=sampled)
        assert result.betweenness_is_exact is (sampled is None)
        for person, row in rows_of(result).items():
            assert (row.rank, row.betweenness, row.betweenness_normalized) == (
                alone[person].rank,
                alone[person].betweenness,
                alone[person].normalized,
            )
            assert row.betweenness_standard_error == alone[person].standard_error
            assert row.betweenness_not_seen == alone[person].not_seen


# -- what is not defined


def test_nobody_and_one_person() -> None:
    assert answer_of(STRUCTURE, Plain([], {}), **EVERYTHING).rows == ()
    (row,) = answer_of(STRUCTURE, Plain(["P-0"], {}), **EVERYTHING).rows
    assert (row.degree, row.strength, row.betweenness, row.coreness, row.n_parts, row.n_bridges) == (0, 0, 0, 0, 0, 0)
    nothing = {row.closeness, row.harmonic, row.constraint, row.effective_size, row.efficiency, row.eigenvector}
    assert nothing | {row.pagerank, row.inter_centrality, row.ei_index, row.betweenness_normalized} == {None}


def test_an_isolate_among_others_has_no_holes_and_a_closeness_of_zero() -> None:
    row = rows_of(answer_of(STRUCTURE, Plain(["A", "B", "C"], {("A", "B"): 1.0}), **EVERYTHING))["C"]
    assert (row.closeness, row.harmonic, row.inter_centrality) == (0, 0, 1)
    assert {row.constraint, row.effective_size_unweighted, row.efficiency_unweighted, row.eigenvector} == {None}


def test_constraint_may_exceed_one() -> None:
    ties = {("A", "B"): 1.0, ("A", "C"): 1.0, ("B", "C"): 1.0}
    assert rows_of(answer_of(STRUCTURE, Plain(["A", "B", "C"], ties)))["A"].constraint == pytest.approx(1.125)


def test_without_a_tie_there_is_no_inter_centrality_and_no_limit() -> None:
    result = answer_of(STRUCTURE, Plain(["A", "B"], {}), phi=3.0, **EVERYTHING)
    assert (result.phi, result.largest_eigenvalue) == (None, None)
    assert {row.inter_centrality for row in result.rows} == {None}


@pytest.mark.parametrize("phi", [0.0, -1.0, float("nan"), 1 / 2, 0.6, 3.0])
def test_phi_lies_below_the_inverse_of_the_largest_eigenvalue(phi: float) -> None:
    with pytest.raises(InputError, match=r"must be above 0|must be below 1/λ₁ = 0\.5$"):
        answer_of(STRUCTURE, plain_of(nx.cycle_graph(5)), phi=phi)


def test_phi_may_be_nearly_as_large_as_its_limit() -> None:
    plain = plain_of(nx.karate_club_graph())
    limit = 1 / (largest_eigenvalue(plain) or 1)
    for i in range(1, 36):
        rows = answer_of(STRUCTURE, plain, measures=("inter_centrality",), phi=limit * (1 - 2.0**-i)).rows
        assert all(row.inter_centrality > 0 for row in rows)
    with pytest.raises(InputError, match="must be below 1/λ₁"):
        answer_of(STRUCTURE, plain, measures=("inter_centrality",), phi=limit)


def test_equations_without_a_positive_solution_are_refused() -> None:
    snapshot = snapshot_from([make.person("A"), make.person("B"), make.tie("T", "A", "B")], DAY)
    graph = contact_graph(snapshot, default_policy(), GraphParameters())
    with pytest.raises(InputError, match="phi is too near 1/λ₁"):
        spectral.inter_centrality(graph, 1.5)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_inter_centrality_is_what_falls_without_a_person(share: float) -> None:
    for seed in range(12):
        plain = plain_of(nx.gnm_random_graph(30, 45, seed=seed))
        phi = share / (largest_eigenvalue(plain) or 1)
        expected = falls_without(plain, phi)
        rows = answer_of(STRUCTURE, plain, measures=("inter_centrality",), phi=phi, **EVERYTHING).rows
        assert {row.person_id: row.inter_centrality for row in rows} == pytest.approx(expected, abs=1e-9)


# -- large graphs


def test_above_its_size_betweenness_is_estimated_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(structure_module, "EXACT_BETWEENNESS", 20)
    monkeypatch.setattr(structure_module, "SAMPLE", 5)
    result = answer_of(STRUCTURE, plain_of(nx.karate_club_graph()))
    assert (result.betweenness_is_exact, result.seed) == (False, 0)
    assert {(note.code, note.n) for note in result.notes} >= {("betweenness_sampled", 5)}
    assert answer_of(STRUCTURE, plain_of(nx.karate_club_graph()), sampled=34).betweenness_is_exact


@pytest.mark.parametrize(
    ("module", "limit", "measure", "message"),
    [
        (distances_module, "MAX_PERSONS", "closeness", "closeness is computed for up to"),
        (distances_module, "MAX_PERSONS", "harmonic", "harmonic is computed for up to"),
        (structure_module, "MAX_PART", "inter_centrality", "inter-centrality is computed for up to 20 persons in a"),
    ],
)
def test_above_its_size_a_measure_is_left_out_with_a_note_and_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, limit: str, measure: str, message: str
) -> None:
    monkeypatch.setattr(module, limit, 20)
    plain = plain_of(nx.karate_club_graph())
    result = answer_of(STRUCTURE, plain, sort=measure)
    assert {getattr(row, measure) for row in result.rows} == {row.rank for row in result.rows} == {None}
    assert f"{measure}_too_large" in {note.code for note in result.notes}
    with pytest.raises(InputError, match=message):
        answer_of(STRUCTURE, plain, measures=(measure,))


def test_an_eigenvector_that_does_not_settle_is_left_out_and_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spectral, "DENSE", 2)
    monkeypatch.setattr(spectral, "MAX_PART", 2)
    monkeypatch.setattr(structure_module, "MAX_PART", 2)
    monkeypatch.setattr(spectral, "MAX_ROUNDS", 1)
    plain = plain_of(nx.path_graph(300))
    result = answer_of(STRUCTURE, plain)
    assert "eigenvector_not_settled" in {note.code for note in result.notes}
    with pytest.raises(NotConvergedError):
        answer_of(STRUCTURE, plain, measures=("eigenvector",))


def test_large_and_small_parts_are_solved_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.disjoint_union_all([nx.gnm_random_graph(12, 16, seed=seed) for seed in range(5)])
    names = ("eigenvector", "pagerank", "inter_centrality")
    plain = plain_of(graph)
    before = rows_of(answer_of(STRUCTURE, plain, measures=names))
    monkeypatch.setattr(spectral, "DENSE", 3)
    monkeypatch.setattr(spectral, "SMALL", 2)
    for person, row in rows_of(answer_of(STRUCTURE, plain, measures=names)).items():
        for name in names:
            value = getattr(before[person], name)
            assert getattr(row, name) == (None if value is None else pytest.approx(value, abs=1e-9))


def test_triangles_and_steps_are_counted_alike_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    plains = [plain_of(nx.gnm_random_graph(200, 700, seed=1)), plain_of(nx.path_graph(700))]
    names = ("constraint", "effective_size", "closeness", "harmonic")
    before = [rows_of(answer_of(STRUCTURE, plain, measures=names)) for plain in plains]
    monkeypatch.setattr(structural_holes, "WEDGES_AT_ONCE", 7)
    monkeypatch.setattr(distances_module, "WORDS_AT_ONCE", 1)
    monkeypatch.setattr(distances_module, "MANY_STEPS", 10_000)
    for plain, rows in zip(plains, before, strict=True):
        for person, row in rows_of(answer_of(STRUCTURE, plain, measures=names)).items():
            for name in names:
                assert getattr(row, name) == pytest.approx(getattr(rows[person], name), abs=1e-9)


def test_a_long_chain_is_walked_as_any_graph() -> None:
    chain = nx.disjoint_union(nx.path_graph(500), nx.cycle_graph(5))
    persons = [make.person(f"P-{i:04}") for i in chain]
    ties = [make.tie(f"T-{a}-{b}", f"P-{min(a, b):04}", f"P-{max(a, b):04}") for a, b in chain.edges]
    snapshot = snapshot_from([*persons, *ties], DAY)
    steps = distances(contact_graph(snapshot, default_policy(), GraphParameters()))
    assert steps is not None
    lengths = dict(nx.all_pairs_shortest_path_length(chain))
    for i in (0, 17, 499, 500):
        others = [d for j, d in lengths[i].items() if j != i]
        assert (steps.n_reached[i], steps.far[i], steps.eccentricity[i]) == (len(others), sum(others), max(others))
        assert steps.near[i] == pytest.approx(sum(1 / d for d in others))


def test_the_acquainted_are_said_to_be_rewarded() -> None:
    notes = answer_of(STRUCTURE, random_plain(4), measures=("eigenvector", "pagerank")).notes
    assert [note.code for note in notes].count("rewards_acquaintance") == 2


def test_nothing_in_a_document_is_no_number() -> None:
    for seed in range(40):
        text = to_json(replace(answer_of(STRUCTURE, random_plain(seed)), notes=()))
        assert "NaN" not in text
        assert json.loads(text)["n_rows"] >= 0


def test_bridges_stand_on_the_first_page_alone() -> None:
    whole = answer_of(STRUCTURE, plain_of(nx.path_graph(3)))
    assert STRUCTURE.paging is not None
    pages = [page_of(whole, STRUCTURE.paging, after=after, limit=1) for after in range(3)]
    assert [len(page.bridges) for page in pages] == [2, 0, 0]
    assert tuple(row for page in pages for row in page.rows) == whole.rows
    assert page_of(whole, STRUCTURE.paging, after=0, limit=None) == whole
