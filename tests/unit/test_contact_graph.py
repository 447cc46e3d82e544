"""The graph of contacts: who is in it, which ties are, and what may be left out."""

import random
from dataclasses import asdict
from datetime import date
from typing import TypeVar

import pytest

from graph_service.analysis.betweenness import BETWEENNESS
from graph_service.analysis.contact_graph import GraphParameters, contact_graph, graph_size, persons_named
from graph_service.domain.policy import default_policy
from graph_service.domain.records import Group, Source
from graph_service.errors import InputError, NotFoundError
from tests.rival import make
from tests.rival.contact_graph import Options, SlowGraph, slow_graph
from tests.rival.random_case import Drawn, random_case
from tests.snapshots import snapshot_from

V = TypeVar("V")

DAY = date(2020, 12, 3)
RECORDS: list[object] = [
    make.source("S"),
    make.source("S-2", origin="S-3"),
    make.source("S-3"),
    make.group("G"),
    make.group("H"),
    *(make.person(person) for person in "ABCDE"),
    make.member("M-A", "A", "G", start="2020-01-01"),
    make.member("M-B", "B", "G", start="2020-01-01"),
    make.member("M-C", "C", "H", start="2020-01-01"),
    make.tie("T-1", "A", "B", source_id="S-2"),
    make.tie("T-2", "B", "C", strength=2.0, source_id="S"),
    make.tie("T-3", "C", "D"),
]


def edges(**parameters: object) -> set[str]:
    snapshot = snapshot_from(RECORDS, DAY)
    graph = contact_graph(snapshot, default_policy(), GraphParameters(**parameters))  # type: ignore[arg-type]  # as told
    ids = [snapshot["person"].ids[row] for row in graph.person.tolist()]
    return {ids[start] + ids[end] for start, end in zip(graph.start.tolist(), graph.end.tolist(), strict=True)}


def test_members_of_all_groups_are_in_it_and_others_are_not() -> None:
    assert edges() == {"AB", "BC"}


def test_the_members_of_one_group_alone() -> None:
    assert edges(groups=("G",)) == {"AB"}


def test_every_living_person_may_be_in_it() -> None:
    assert edges(all_persons=True) == {"AB", "BC", "CD"}


def test_an_isolate_is_a_component_of_its_own() -> None:
    graph = contact_graph(snapshot_from(RECORDS, DAY), default_policy(), GraphParameters(all_persons=True))
    size = graph_size(graph)
    assert (size.n_persons, size.n_ties, size.n_components) == (5, 3, 2)


def test_nobody_makes_an_empty_graph() -> None:
    graph = contact_graph(snapshot_from([], DAY), default_policy(), GraphParameters())
    assert graph_size(graph).n_components == 0


def test_a_grade_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputError, match="no such grade: F9; write a letter"):
        edges(min_grade="F9")


def test_a_source_that_there_is_not_is_refused() -> None:
    with pytest.raises(NotFoundError, match="there is no source 'S-9'"):
        edges(without_source=("S-9",))


def test_strong_ties_alone() -> None:
    assert edges(min_strength=1.5, all_persons=True) == {"BC"}


def test_what_goes_back_to_a_retracted_source_goes_with_it() -> None:
    assert edges(without_source=("S-3",), all_persons=True) == {"BC", "CD"}
    assert edges(without_source=("S",), all_persons=True) == {"AB", "CD"}


def graph_of(drawn: Drawn, options: Options) -> SlowGraph:
    """What the analysis makes of a case, in the words of the slow one."""
    snapshot = snapshot_from(drawn.records, drawn.as_of)
    graph = contact_graph(snapshot, default_policy(), GraphParameters(**asdict(options)))
    ids, names = snapshot["person"].ids, snapshot["group"].ids
    persons = [ids[row] for row in graph.person.tolist()]
    ends = zip(graph.start.tolist(), graph.end.tolist(), strict=True)
    groups: dict[str, set[str]] = {person: set() for person in persons}
    for member, group in zip(graph.member.tolist(), graph.group.tolist(), strict=True):
        groups[persons[member]].add(names[group])
    return SlowGraph(
        persons,
        {(persons[a], persons[b]): s for (a, b), s in zip(ends, graph.strength.tolist(), strict=True)},
        groups,
        graph.n_undated,
        graph.n_joined,
        graph.n_successors,
    )


def some_options(rnd: random.Random, drawn: Drawn) -> Options:
    """Any of the options, several at once."""
    groups = sorted(r.group_id for r in drawn.records if isinstance(r, Group))
    sources = sorted(r.source_id for r in drawn.records if isinstance(r, Source))

    def maybe(*values: V) -> V | None:
        return rnd.choice((None, *values))

    kinds = [("co_offending", "kin", "friend", "communication", "other")] * 3 + [("kin",), ("co_offending", "friend")]
    return Options(
        groups=maybe(tuple(rnd.sample(groups, rnd.randint(1, len(groups))))),
        all_persons=rnd.random() < 0.4,
        kinds=rnd.choice(kinds),
        facts_only=rnd.random() < 0.25,
        min_grade=maybe("C3", "B2", "A5"),
        min_strength=maybe(1.0, 1.5),
        window_days=maybe(1, 30, 365),
        without_source=maybe(tuple(rnd.sample(sources, 2))),
        lineage=rnd.random() < 0.7,
    )


@pytest.mark.parametrize("part", range(8))
def test_it_is_what_reading_record_by_record_gives(part: int) -> None:
    for seed in range(part, 400, 8):
        drawn = random_case(seed)
        for options in (Options(), Options(all_persons=True), some_options(random.Random(seed), drawn)):
            try:
                expected = slow_graph(make.case_of(drawn.records), drawn.as_of, options)
            except ValueError:
                with pytest.raises(InputError, match="there are no memberships"):
                    graph_of(drawn, options)
            else:
                assert graph_of(drawn, options) == expected, (seed, options)


def test_the_order_of_rows_changes_nothing() -> None:
    for seed in range(40):
        drawn = random_case(seed)
        mixed = list(drawn.records)
        random.Random(seed).shuffle(mixed)
        assert graph_of(drawn, Options()) == graph_of(Drawn(tuple(mixed), drawn.as_of), Options())


def test_joint_suspects_stay_where_the_tie_that_says_the_same_is_left_out() -> None:
    records = [
        make.source("S", "C3"),
        make.person("A"),
        make.person("B"),
        make.incident("I", "2020-06-01", source_id="S"),
        make.suspect("V-1", "A", "I", on="2020-06-02"),
        make.suspect("V-2", "B", "I", on="2020-06-02"),
        make.tie("T", "A", "B", 0.5, kind="co_offending", source_id="S"),
    ]
    for options in (Options(facts_only=True), Options(min_strength=1.0)):
        assert graph_of(Drawn(tuple(records), DAY), options).ties == {("A", "B"): 1.0}


def test_a_group_named_by_what_it_was_before_is_what_it_became() -> None:
    records = [*RECORDS, make.group("G-OLD"), make.succession("X", "G-OLD", "G", "2020-02-01")]
    graph = graph_of(Drawn(tuple(records), DAY), Options(groups=("G-OLD",)))
    assert (graph.persons, graph.n_successors) == (["A", "B"], 1)
    assert graph_of(Drawn(tuple(records), DAY), Options(groups=("G-OLD",), lineage=False)).persons == []


def test_a_group_named_where_nobody_belongs_to_any_is_refused() -> None:
    drawn = Drawn((make.person("A"), make.group("G")), DAY)
    with pytest.raises(InputError, match="there are no memberships, so no group has members"):
        graph_of(drawn, Options(groups=("G",)))


def test_a_strength_that_is_no_number_is_refused() -> None:
    with pytest.raises(InputError, match="min_strength is nan"):
        edges(min_strength=float("nan"))


def test_the_graph_is_made_once_for_all_measures() -> None:
    snapshot = snapshot_from(RECORDS, DAY)
    first = contact_graph(snapshot, default_policy(), GraphParameters())
    assert contact_graph(snapshot, default_policy(), BETWEENNESS.parameters(sampled=3)) is first


def test_a_person_named_by_a_joined_row_is_the_person() -> None:
    snapshot = snapshot_from([*RECORDS, make.same("X", "A", "C", "2020-02-01")], DAY)
    persons, note = persons_named(snapshot, ("C", "A", "B"))
    assert [snapshot["person"].ids[row] for row in persons] == ["A", "B"]
    assert (note.code, note.n) == ("person_is_joined", 1)
    with pytest.raises(NotFoundError, match="there is no person 'Z'"):
        persons_named(snapshot, ("Z",))
