"""What is written from columns is, byte for byte, what networkx and the encoder of the library write from records."""

import json
from dataclasses import replace
from itertools import product
from random import Random

import pytest

from graph_service.analysis.network import NETWORK, Network
from graph_service.analysis.result import plain, to_json
from graph_service.domain.policy import default_policy
from graph_service.domain.vocabulary import DataClass
from graph_service.interchange.gexf import to_gexf
from graph_service.interchange.graphml import to_graphml
from graph_service.interchange.networkx_graph import GraphShape, counts, left_out, to_networkx
from graph_service.interchange.node_link import to_node_link
from graph_service.services.projection import project
from graph_service.services.view import view_of
from tests.asking import compute
from tests.invented_network import invented, network_of, person, renamed
from tests.rival import network_records
from tests.rival import networkx_exports as rival
from tests.rival.random_case import random_case
from tests.snapshots import snapshot_from
from visualizations.draw import places

POLICY = default_policy()
N_CASES = 80
MARK = 'R & D <mark> "ö" \x07'
WRITERS = ((to_graphml, rival.to_graphml), (to_gexf, rival.to_gexf), (to_node_link, rival.to_node_link))
SHAPES = tuple(GraphShape(groups=groups, incidents=incidents) for groups, incidents in product((False, True), repeat=2))
HOSTILE = "ö 𝄞 a&b <c> \"d\" 'e' \t\r\n\x00\x07|"


def random_network(seed: int) -> Network:
    dice, drawn = Random(seed), random_case(seed)
    snapshot = snapshot_from(drawn.records, drawn.as_of)
    groups = sorted(snapshot["group"].ids)
    asked = tuple(dice.sample(groups, min(2, len(groups)))) if groups and dice.random() < 0.4 else None
    network = compute(
        NETWORK, snapshot, POLICY, groups=asked, isolates=dice.random() < 0.7, lineage=dice.random() < 0.7
    )
    classes = frozenset(kind for kind in DataClass if dice.random() < 0.5)
    return project(network, view_of(snapshot, classes))


def assert_same_bytes(network: Network, shape: GraphShape) -> None:
    for ours, theirs in WRITERS:
        assert ours(network, handling=MARK, shape=shape) == theirs(network, handling=MARK, shape=shape)
    assert left_out(network, shape) == rival.left_out(network, shape)
    assert counts(network, shape) == rival.counts(network, shape)


@pytest.mark.parametrize("seed", range(N_CASES))
def test_rows_are_what_records_say_one_by_one(seed: int) -> None:
    drawn = random_case(seed)
    snapshot, lineage = snapshot_from(drawn.records, drawn.as_of), seed % 3 != 0
    network = compute(NETWORK, snapshot, POLICY, lineage=lineage)
    for name, rows in network_records.rows_of(snapshot, POLICY, lineage=lineage).items():
        assert getattr(network, name) == rows


def assert_same_json(network: Network) -> None:
    expected = json.dumps(plain(network), ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    assert to_json(network) == expected


@pytest.mark.parametrize("seed", range(N_CASES))
def test_random_cases_are_the_same_bytes_in_every_form_and_shape(seed: int) -> None:
    network = random_network(seed)
    assert_same_json(network)
    for shape in (*SHAPES, GraphShape(groups=True, incidents=True, places=places(network))):
        assert_same_bytes(network, shape)


@pytest.mark.parametrize("n_persons", [1, 60, 350])
def test_records_that_python_made_are_the_same_bytes(n_persons: int) -> None:
    network = invented(n_persons)
    assert_same_json(network)
    for shape in (*SHAPES, GraphShape(groups=True, incidents=True, places=places(network))):
        assert_same_bytes(network, shape)


def test_hostile_texts_are_the_same_bytes() -> None:
    network = renamed(invented(60), label=HOSTILE, name=HOSTILE)
    hostile = [
        replace(person(number), person_id=f"P\x07{sign}") for number, sign in enumerate(("", "\x00", "\x01", "'"))
    ]
    ties = [replace(tie, record_ids=(f"{record}\x02",)) for tie in network.ties for record in tie.record_ids]
    network = replace(network, persons=(*hostile, *network.persons), ties=tuple(ties))
    assert_same_json(network)
    for shape in SHAPES:
        assert_same_bytes(network, shape)


@pytest.mark.parametrize("shape", SHAPES)
def test_an_empty_network_is_the_same_bytes(shape: GraphShape) -> None:
    assert_same_json(network_of())
    assert_same_bytes(network_of(), shape)


def test_a_text_that_is_empty_is_the_same_bytes() -> None:
    network = network_of(persons=[person(1), replace(person(2), label="")])
    assert_same_bytes(network, GraphShape())


@pytest.mark.parametrize("seed", range(20))
def test_the_python_door_gives_the_graph_that_records_give(seed: int) -> None:
    network = random_network(seed)
    shape = GraphShape(groups=True, incidents=True)
    ours = to_networkx(network, handling=MARK, shape=shape)
    theirs = rival.to_networkx(network, handling=MARK, shape=shape)
    assert ours.graph == theirs.graph
    assert list(ours.nodes(data=True)) == list(theirs.nodes(data=True))
    assert list(ours.edges(keys=True, data=True)) == list(theirs.edges(keys=True, data=True))
