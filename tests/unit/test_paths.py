"""Shortest paths against a walk of every path, a library, and published data; and what is refused."""

import csv
import json
import random
from datetime import date
from itertools import combinations, pairwise
from math import comb
from time import perf_counter

import networkx as nx
import pytest

from graph_service.analysis.paths import PATHS, Paths, ShortestPath
from graph_service.analysis.result import to_json
from graph_service.domain.policy import default_policy
from graph_service.errors import InputError, NotFoundError
from tests.asking import compute
from tests.needs import DATA_HOW, SHARED_DATA, needs
from tests.rival import make
from tests.rival.structure_paths import SlowPaths, slow_paths, strength
from tests.snapshots import snapshot_from

DAY = date(2020, 12, 3)
STRENGTHS = (0.5, 1.0, 1.0, 2.0, 3.0)
MANCHESTER = SHARED_DATA / "pole_manchester"
CAVEAT = "A path is no evidence of contact between its ends."


def records_of(ties: dict[tuple[str, str], float]) -> list[object]:
    """Ties as records, in the order given."""
    return [make.tie(f"T-{a}-{b}", a, b, of_tie) for (a, b), of_tie in ties.items()]


def between(records: list[object], start: str, end: str, **parameters: object) -> Paths:
    return compute(PATHS, snapshot_from(records, DAY), default_policy(), start=start, end=end, **parameters)


def as_slow(result: Paths) -> SlowPaths:
    """A result in the words of the slow one."""
    first = tuple((path.person_ids, path.weakest) for path in result.paths)
    return SlowPaths(result.n_steps, result.n_paths or 0, first)


def drawn_graph(seed: int) -> tuple[list[str], dict[tuple[str, str], float]]:
    """A few persons and ties of a few strengths."""
    rnd = random.Random(seed)
    graph = nx.gnm_random_graph(rnd.randint(2, 9), rnd.randint(0, 16), seed=seed)
    persons = [f"P{node}" for node in graph]
    return persons, {(f"P{min(edge)}", f"P{max(edge)}"): rnd.choice(STRENGTHS) for edge in graph.edges}


@pytest.mark.parametrize("part", range(4))
def test_between_persons_they_are_what_a_walk_of_every_path_gives(part: int) -> None:
    for seed in range(part, 160, 4):
        persons, ties = drawn_graph(seed)
        snapshot = snapshot_from([*map(make.person, persons), *records_of(ties)], DAY)
        for a, b in combinations(persons, 2):
            result = compute(PATHS, snapshot, default_policy(), start=a, end=b)
            assert as_slow(result) == slow_paths(persons, ties, [a], [b]), (seed, a, b)
            assert result.outcome == ("none" if result.n_steps is None else "paths")
            assert all(_holds_together(path, ties) for path in result.paths)


def _holds_together(path: ShortestPath, ties: dict[tuple[str, str], float]) -> bool:
    """Whether its steps are the ties between its persons, in order, each with the record that says so."""
    pairs = list(pairwise(path.person_ids))
    return [(step.person_a, step.person_b) for step in path.steps] == pairs and all(
        (step.strength, step.records[0].record_id) == (strength(ties, a, b), f"tie:T-{min(a, b)}-{max(a, b)}")
        for step, (a, b) in zip(path.steps, pairs, strict=True)
    )


@pytest.mark.parametrize("part", range(4))
def test_between_groups_any_member_is_an_end(part: int) -> None:
    for seed in range(part, 160, 4):
        persons, ties = drawn_graph(seed)
        rnd = random.Random(-seed)
        members = {group: rnd.sample(persons, rnd.randint(1, len(persons))) for group in ("G", "H")}
        avoided = rnd.sample(persons, rnd.randint(0, len(persons) // 3))
        left = [person for person in persons if person not in avoided]
        ends = {group: [person for person in named if person in left] for group, named in members.items()}
        records = [
            make.source("S"),
            *map(make.person, persons), *map(make.group, ("G", "H", "All")), *records_of(ties),
            *(make.member(f"M-{group}-{person}", person, group) for group in members for person in members[group]),
            *(make.member(f"M-{person}", person, "All") for person in persons),
        ]  # fmt: skip
        if not ends["G"] or not ends["H"]:
            with pytest.raises(InputError, match="has no member in the graph on 2020-12-03"):
                between(records, "group:G", "group:H", avoid=avoided)
            continue
        result = between(records, "group:G", "group:H", avoid=avoided)
        left_ties = {pair: of_tie for pair, of_tie in ties.items() if set(pair) <= set(left)}
        assert as_slow(result) == slow_paths(left, left_ties, ends["G"], ends["H"]), seed
        assert (result.start.n_persons, result.end.n_persons) == (len(ends["G"]), len(ends["H"]))
        assert result.graph.n_persons == len(left)
        assert result.graph.n_undated == len(left_ties)


@pytest.mark.parametrize("seed", range(10))
def test_a_library_finds_as_many(seed: int) -> None:
    graph = nx.gnm_random_graph(60, 110, seed=seed)
    ids = {node: f"{node:02}" for node in graph}
    ties = [make.tie(f"T-{a}-{b}", ids[a], ids[b]) for a, b in graph.edges]
    snapshot = snapshot_from([*map(make.person, ids.values()), *ties], DAY)
    for a, b in list(combinations(graph, 2))[::17]:
        result = compute(PATHS, snapshot, default_policy(), start=ids[a], end=ids[b])
        paths = list(nx.all_shortest_paths(graph, a, b)) if nx.has_path(graph, a, b) else []
        assert result.n_paths == len(paths)
        expected = sorted([ids[node] for node in path] for path in paths)
        assert [list(path.person_ids) for path in result.paths] == expected[:20]


def test_new_ids_and_another_order_of_rows_change_nothing_but_the_ids() -> None:
    for seed in range(30):
        persons, ties = drawn_graph(seed)
        records = [*map(make.person, persons), *records_of(ties)]
        mixed = random.Random(seed).sample(records, len(records))
        assert to_json(between(records, persons[0], persons[-1])) == to_json(between(mixed, persons[0], persons[-1]))
        shuffled = random.Random(seed).sample(persons, len(persons))
        names = dict(zip(persons, shuffled, strict=True))
        renamed = {(min(names[a], names[b]), max(names[a], names[b])): of_tie for (a, b), of_tie in ties.items()}
        other = between([*map(make.person, persons), *records_of(renamed)], names[persons[0]], names[persons[-1]])
        result = between(records, persons[0], persons[-1])
        assert (result.n_steps, result.n_paths) == (other.n_steps, other.n_paths)
        assert [path.weakest for path in result.paths] == [path.weakest for path in other.paths]


def grid(size: int, weak: set[int] | None = None) -> list[object]:
    """A square of persons, each tied to the next in row and column; some rows of it only weakly."""
    persons = [make.person(f"P-{row:02}-{column:02}") for row in range(size) for column in range(size)]
    ties = []
    for row in range(size):
        of_row = 1.0 if row in (weak or set()) else 2.0
        for column in range(size):
            here = f"P-{row:02}-{column:02}"
            if column + 1 < size:
                ties.append(make.tie(f"T-{here}-E", here, f"P-{row:02}-{column + 1:02}", of_row))
            if row + 1 < size:
                ties.append(make.tie(f"T-{here}-S", here, f"P-{row + 1:02}-{column:02}", 2.0))
    return [*persons, *ties]


def test_a_grid_of_astronomically_many_paths_is_counted_exactly_in_under_a_second() -> None:
    snapshot = snapshot_from(grid(30), DAY)
    before = perf_counter()
    result = compute(PATHS, snapshot, default_policy(), start="P-00-00", end="P-29-29")
    assert perf_counter() - before < 1
    assert (result.n_steps, result.n_paths) == (58, comb(58, 29))
    assert len(result.paths) == 20
    assert result.paths[0].person_ids[:30] == tuple(f"P-00-{column:02}" for column in range(30))
    assert {note.code: note.n for note in result.notes}["path_not_shown"] == comb(58, 29) - 20


def test_the_strongest_of_astronomically_many_come_first() -> None:
    weak = set(range(30)) - {7}  # only who crosses in one row meets no weak tie
    result = compute(PATHS, snapshot_from(grid(30, weak), DAY), default_policy(), start="P-00-00", end="P-29-29")
    assert [path.weakest for path in result.paths] == [2.0, *[1.0] * 19]
    assert result.n_paths == comb(58, 29)
    assert result.paths[0].person_ids[7:37] == tuple(f"P-07-{column:02}" for column in range(30))
    assert result.paths[1].person_ids[:30] == tuple(f"P-00-{column:02}" for column in range(30))


def test_a_number_of_paths_of_more_than_a_thousand_digits_is_not_written() -> None:
    n = 3_400  # diamonds in a row, and twice as many paths after each
    ties = {}
    for i in range(n):
        for side in "bc":
            ties[f"P{i:04}a", f"P{i:04}{side}"] = 1.0
            ties[f"P{i:04}{side}", f"P{i + 1:04}a"] = 1.0
    persons = [*dict.fromkeys(person for pair in ties for person in pair)]
    result = between([*map(make.person, persons), *records_of(ties)], "P0000a", f"P{n:04}a")
    assert (result.outcome, result.n_steps, result.n_paths) == ("paths", 2 * n, None)
    assert {note.code: note.n for note in result.notes}["paths_not_written"] == 1_023
    assert [len(path.steps) for path in result.paths] == [2 * n] * 20


CASE: list[object] = [
    make.source("S", "B2"),
    *map(make.group, ("G", "H", "OLD")),
    make.succession("X", "OLD", "G", "2020-02-01"),
    *(make.person(person) for person in ("A", "A2", "B", "C", "D", "E", "Z")),
    make.person("DEAD", died="2020-01-01"),
    make.same("SP", "A", "A2", "2020-02-01"),
    *(make.member(f"M-{person}", person, "G") for person in ("A", "B", "DEAD")),
    *(make.member(f"M2-{person}", person, "H") for person in ("B", "C", "D", "E")),
    make.tie("T-1", "A2", "C", 2.0, "2019-05-01", "2020-06-30", kind="kin", source_id="S"),
    make.tie("T-2", "A", "C"),
    make.tie("T-3", "C", "D"),
    make.incident("I", "2020-04", source_id="S"),
    make.suspect("V-1", "C", "I", on="2020-05-02"),
    make.suspect("V-2", "D", "I", on="2020-05-02"),
]


def test_each_step_has_its_records_with_kind_source_grade_and_dates_as_exact_as_they_are() -> None:
    (path,) = between(CASE, "A", "D").paths
    assert path.person_ids == ("A", "C", "D")
    first, second = path.steps
    assert [(row.record_id, row.kind, row.strength, row.source_id, row.grade) for row in first.records] == [
        ("tie:T-1", "kin", 2.0, "S", "B2"), ("tie:T-2", "friend", 1.0, None, None),
    ]  # fmt: skip
    dated, undated = first.records
    assert (dated.first_on, dated.first_precision) == (date(2019, 5, 1), "day")
    assert (dated.last_on, dated.last_precision) == (date(2020, 6, 30), "day")
    assert (undated.first_on, undated.first_precision, undated.last_on, undated.last_precision) == (None,) * 4
    joint = second.records[1]
    assert (joint.record_id, joint.kind, joint.strength) == ("incident:I", "co_offending", 1.0)
    assert (joint.first_on, joint.first_precision) == (date(2020, 4, 1), "month")
    assert (joint.last_on, joint.last_precision) == (date(2020, 4, 1), "month")
    assert (path.weakest, first.strength) == (1.0, 2.0)


def test_what_is_always_said() -> None:
    assert between(CASE, "A", "D").caveat == CAVEAT
    assert between(CASE, "A", "E").caveat == CAVEAT


def test_a_joined_id_and_an_old_group_are_resolved_and_that_is_said() -> None:
    result = between(CASE, "A2", "D")
    assert (result.start.person_id, result.paths[0].person_ids[0]) == ("A", "A")
    assert {note.code: note.n for note in result.notes}["person_is_joined"] == 1
    result = between(CASE, "group:OLD", "group:H")
    assert (result.start.group_id, result.end.group_id) == ("G", "H")
    assert {note.code: note.n for note in result.notes}["group_has_successor"] == 1


def test_a_person_in_both_groups_is_a_path_of_no_steps() -> None:
    result = between(CASE, "group:G", "group:H")
    assert (result.outcome, result.n_steps, result.n_paths) == ("paths", 0, 1)
    assert (result.paths[0].person_ids, result.paths[0].weakest, result.paths[0].steps) == (("B",), None, ())
    without = between(CASE, "group:G", "group:H", avoid=["B"])
    assert (without.n_steps, without.n_paths, without.start.n_persons) == (1, 1, 1)


def test_longer_than_allowed_is_not_no_path() -> None:
    longer, none = between(CASE, "A", "D", max_steps=1), between(CASE, "A", "E", max_steps=1)
    assert (longer.outcome, longer.n_steps, longer.n_paths, longer.paths) == ("longer", None, None, ())
    assert {note.code: note.n for note in longer.notes}["longer_than"] == 1
    assert (none.outcome, none.n_steps, none.n_paths, none.paths) == ("none", None, 0, ())
    assert between(CASE, "A", "D", max_steps=2).outcome == "paths"


def test_who_is_avoided_and_was_not_there_is_counted() -> None:
    result = between(CASE, "A", "D", avoid=["DEAD", "Z", "E"])
    assert {note.code: note.n for note in result.notes}["avoided_outside"] == 2
    assert between(CASE, "A", "D", avoid=["C"]).outcome == "none"


@pytest.mark.parametrize(
    ("start", "end", "more", "message"),
    [
        ("A", "DEAD", {}, "the person 'DEAD' is not in the graph: they are dead on 2020-12-03"),
        ("A", "Z", {}, "the person 'Z' is not in the graph: they are a member of no chosen group on 2020-12-03"),
        ("C", "A", {"groups": ["H"]}, "they are a member of no chosen group of H on 2020-12-03"),
        ("A", "A", {}, "both ends are one person, 'A': give two"),
        ("A", "A2", {}, "both ends are one person, 'A': give two"),
        ("A", "D", {"avoid": ["A2"]}, "the person 'A' is an end and cannot be avoided"),
        ("A", "group:H", {}, "give two persons or two groups"),
        ("group:G", "group:H", {"avoid": ["A", "B"]}, "the group 'G' has no member in the graph on 2020-12-03"),
    ],
)
def test_what_cannot_be_an_end_is_refused_with_the_reason(
    start: str, end: str, more: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        between(CASE, start, end, **more)


@pytest.mark.parametrize(
    ("start", "end", "more", "message"),
    [
        ("A", "NOBODY", {}, "there is no person 'NOBODY'"),
        ("A", "D", {"avoid": ["NOBODY"]}, "there is no person 'NOBODY'"),
        ("group:G", "group:NONE", {}, "there is no group 'NONE'"),
    ],
)
def test_what_is_not_there_is_not_found(start: str, end: str, more: dict[str, object], message: str) -> None:
    with pytest.raises(NotFoundError, match=message):
        between(CASE, start, end, **more)


def test_everybody_who_lives_may_be_asked_for_and_nobody_is_in_an_empty_graph() -> None:
    assert between(CASE, "A", "Z", all_persons=True).outcome == "none"
    with pytest.raises(NotFoundError):
        between([], "A", "B")


@needs("data", available=MANCHESTER.is_dir(), how=DATA_HOW)
def test_the_published_paths_of_three_steps_are_all_of_them() -> None:
    published = json.loads((MANCHESTER / "expected.json").read_text(encoding="utf-8"))
    (expected,) = _lists_of_paths(published)
    with (MANCHESTER / "nodes_Person.csv").open(encoding="utf-8", newline="") as file:
        names = {row["id"]: f"{row['name']} {row['surname']}" for row in csv.DictReader(file)}
    records: list[object] = [make.person(person_id) for person_id in names]
    for kind in ("KNOWS", "KNOWS_LW", "KNOWS_SN", "FAMILY_REL", "KNOWS_PHONE"):
        with (MANCHESTER / f"rel_{kind}.csv").open(encoding="utf-8", newline="") as file:
            pairs = {(row["start_id"], row["end_id"]) for row in csv.DictReader(file)}
        records += [make.tie(f"T-{kind}-{a}-{b}", a, b) for a, b in sorted(pairs) if a != b]
    ends = {name: person_id for person_id, name in names.items()}
    result = between(records, ends["Jack Powell"], ends["Raymond Walker"], max_steps=3)
    assert (result.n_steps, result.n_paths) == (3, 3)
    assert sorted([names[person] for person in path.person_ids] for path in result.paths) == sorted(expected)
    assert between(records, ends["Jack Powell"], ends["Raymond Walker"], max_steps=2).outcome == "longer"


def _lists_of_paths(part: object) -> list[list[list[str]]]:
    """Lists of lists that lead from the one to the other, wherever they stand."""
    if isinstance(part, dict):
        return [found for value in part.values() for found in _lists_of_paths(value)]
    is_paths = isinstance(part, list) and all(
        isinstance(path, list) and path[:1] == ["Jack Powell"] and path[-1:] == ["Raymond Walker"] for path in part
    )
    return [part] if isinstance(part, list) and part and is_paths else []
