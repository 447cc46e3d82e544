"""Common contacts and who is around, against a walk of every path; and the records on a tie, against the graph."""

import random
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from graph_service.analysis.around import AROUND, Around
from graph_service.analysis.common_contacts import COMMON, CommonContacts
from graph_service.analysis.contact_graph import GraphParameters, contact_graph, counted_ties
from graph_service.analysis.network import NETWORK
from graph_service.analysis.result import to_json
from graph_service.analysis.tie_evidence import evidence_of, pairs_among
from graph_service.domain.policy import default_policy
from graph_service.errors import InputError, NotFoundError
from tests.asking import compute
from tests.rival import make
from tests.rival.contact_graph import Options, slow_graph
from tests.rival.random_case import random_case
from tests.rival.structure_paths import slow_around, slow_common, strength
from tests.snapshots import snapshot_from
from tests.unit.test_contact_graph import some_options
from tests.unit.test_paths import CASE, CAVEAT, drawn_graph, records_of

DAY = date(2020, 12, 3)


def common(records: list[object], *persons: str, **parameters: object) -> CommonContacts:
    return compute(COMMON, snapshot_from(records, DAY), default_policy(), persons=persons, **parameters)


def around(records: list[object], *persons: str, **parameters: object) -> Around:
    return compute(AROUND, snapshot_from(records, DAY), default_policy(), persons=persons, **parameters)


@pytest.mark.parametrize("part", range(4))
def test_common_contacts_are_those_tied_to_each(part: int) -> None:
    for seed in range(part, 160, 4):
        persons, ties = drawn_graph(seed)
        rnd = random.Random(seed)
        named = rnd.sample(persons, rnd.randint(2, min(3, len(persons))))
        result = common([*map(make.person, persons), *records_of(ties)], *named)
        assert [(row.person_id, row.weakest) for row in result.contacts] == slow_common(persons, ties, named)
        for row in result.contacts:
            assert [(tie.person_a, tie.person_b, tie.strength) for tie in row.ties] == [
                (name, row.person_id, strength(ties, name, row.person_id)) for name in named
            ]


@pytest.mark.parametrize("seed", range(10))
def test_a_library_has_the_same_common_contacts(seed: int) -> None:
    graph = nx.gnm_random_graph(30, 120, seed=seed)
    ids = {node: f"{node:02}" for node in graph}
    ties = [make.tie(f"T-{a}-{b}", ids[a], ids[b]) for a, b in graph.edges]
    snapshot = snapshot_from([*map(make.person, ids.values()), *ties], DAY)
    for a, b in list(combinations(graph, 2))[::29]:
        result = compute(COMMON, snapshot, default_policy(), persons=(ids[a], ids[b]))
        shared = sorted(ids[node] for node in nx.common_neighbors(graph, a, b))
        assert [row.person_id for row in result.contacts] == shared


@pytest.mark.parametrize("part", range(4))
def test_around_are_those_whom_a_walk_reaches(part: int) -> None:
    for seed in range(part, 160, 4):
        persons, ties = drawn_graph(seed)
        rnd = random.Random(seed)
        centres, steps, most = rnd.sample(persons, rnd.randint(1, 2)), rnd.randint(1, 2), rnd.choice((1, 3, 25))
        result = around([*map(make.person, persons), *records_of(ties)], *centres, steps=steps, most=most)
        expected = slow_around(persons, ties, centres, steps)
        assert result.n_within == len(expected)
        rows = [(row.person_id, row.n_steps, row.weakest, row.nearest) for row in result.persons]
        assert rows == expected[:most], seed
        shown = {*centres, *(row.person_id for row in result.persons)}
        among = sorted((pair, of_tie) for pair, of_tie in ties.items() if set(pair) <= shown)
        assert [((tie.person_a, tie.person_b), tie.strength) for tie in result.ties] == among
        n_hidden = sum(note.n for note in result.notes if note.code == "person_too_many")
        assert n_hidden == max(0, len(expected) - most)


def test_the_order_of_rows_changes_nothing() -> None:
    for seed in range(30):
        persons, ties = drawn_graph(seed)
        records = [*map(make.person, persons), *records_of(ties)]
        mixed = random.Random(seed).sample(records, len(records))
        assert to_json(common(records, *persons[:2])) == to_json(common(mixed, *persons[:2]))
        assert to_json(around(records, persons[0], steps=2)) == to_json(around(mixed, persons[0], steps=2))


@pytest.mark.parametrize("part", range(4))
def test_the_records_on_a_tie_are_those_of_which_the_graph_is_made(part: int) -> None:
    for seed in range(part, 320, 4):
        drawn = random_case(seed)
        for options in (Options(), Options(all_persons=True), some_options(random.Random(seed), drawn)):
            parameters = GraphParameters(**asdict(options))
            snapshot = snapshot_from(drawn.records, drawn.as_of)
            try:
                expected = slow_graph(make.case_of(drawn.records), drawn.as_of, options)
            except ValueError:
                continue
            graph = contact_graph(snapshot, default_policy(), parameters)
            counted = counted_ties(snapshot, default_policy(), parameters)
            pairs = pairs_among(counted, graph.person, len(snapshot["person"]))
            ties = evidence_of(snapshot, default_policy(), parameters, pairs)
            assert {(tie.person_a, tie.person_b): tie.strength for tie in ties.values()} == expected.ties
            assert all(tie.strength == max(row.strength for row in tie.records) for tie in ties.values())
            inside = np.isin(np.arange(len(snapshot["person"])), graph.person)
            assert counted.n_undated(inside) == expected.n_undated


def test_the_records_on_a_tie_are_those_that_the_network_shows_in_the_same_order() -> None:
    n_several = 0
    for seed in range(200):
        drawn = random_case(seed)
        snapshot = snapshot_from([row for row in drawn.records if getattr(row, "strength", 1.0) >= 1], drawn.as_of)
        shown = compute(NETWORK, snapshot, default_policy()).ties
        parameters = GraphParameters(all_persons=True)
        position = snapshot["person"].position
        alive = contact_graph(snapshot, default_policy(), parameters).person.tolist()
        lines = [line for line in shown if {position[line.person_a], position[line.person_b]} <= set(alive)]
        pairs = [(position[line.person_a], position[line.person_b]) for line in lines]
        ties = evidence_of(snapshot, default_policy(), parameters, pairs)
        for line, pair in zip(lines, pairs, strict=True):
            n_several += len(line.record_ids) > 1
            assert tuple(row.record_id for row in ties[pair].records) == line.record_ids
            assert ties[pair].strength == line.strength
            assert {row.kind for row in ties[pair].records} == set(line.kinds)
            assert {row.source_id for row in ties[pair].records} - {None} == set(line.source_ids)
    assert n_several > 20


def test_an_incident_that_its_source_holds_as_a_weaker_tie_is_shown_beside_it() -> None:
    records = [
        make.source("S"), make.person("A"), make.person("B"), make.incident("I", "2020-06-01", source_id="S"),
        make.suspect("V-1", "A", "I", on="2020-06-02"), make.suspect("V-2", "B", "I", on="2020-06-02"),
    ]  # fmt: skip
    for of_tie, shown in ((0.5, ["tie:T", "incident:I"]), (1.0, ["tie:T"])):
        tie = make.tie("T", "A", "B", of_tie, kind="co_offending", source_id="S")
        (row,) = around([*records, tie], "A").ties
        assert [entry.record_id for entry in row.records] == shown
        assert row.strength == 1.0


def test_joined_ids_are_one_person_and_that_is_said() -> None:
    result = around(CASE, "A2", "A")
    assert (result.centres, [row.person_id for row in result.persons]) == (("A",), ["C"])
    assert {note.code: note.n for note in result.notes}["person_is_joined"] == 1
    with pytest.raises(InputError, match="name at least two persons: those named are one and the same"):
        common(CASE, "A", "A2")
    assert common(CASE, "A2", "D").persons == ("A", "D")


def test_what_is_always_said_also_where_there_is_nobody() -> None:
    assert (around(CASE, "E").persons, around(CASE, "E").n_within, around(CASE, "E").ties) == ((), 0, ())
    assert (common(CASE, "A", "E").contacts, common(CASE, "A", "E").caveat) == ((), CAVEAT)
    assert around(CASE, "E").caveat == CAVEAT


@pytest.mark.parametrize("ask", [around, common])
def test_who_is_not_in_the_graph_is_refused_with_the_reason(ask: Callable[..., object]) -> None:
    with pytest.raises(InputError, match="the person 'DEAD' is not in the graph: they are dead on 2020-12-03"):
        ask(CASE, "A", "DEAD")
    with pytest.raises(InputError, match="the person 'Z' is not in the graph: they are a member of no chosen group"):
        ask(CASE, "A", "Z")
    with pytest.raises(NotFoundError, match="there is no person 'NOBODY'"):
        ask(CASE, "A", "NOBODY")
    with pytest.raises(NotFoundError, match="there is no person 'A'"):
        ask([], "A", "B")
