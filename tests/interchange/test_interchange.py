"""Exports: what is in them, typed, read back by networkx, and the same bytes each time."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from graph_service.analysis.network import Network, NetworkAlliance, NetworkConflict
from graph_service.analysis.result import WITHHELD
from graph_service.interchange.gexf import to_gexf
from graph_service.interchange.graphml import to_graphml
from graph_service.interchange.networkx_graph import GraphShape, counts, left_out, to_networkx
from graph_service.interchange.node_link import to_node_link
from tests.invented_network import group, invented, network_of, person, renamed, tie
from visualizations.draw import places

HANDLING = "RESTRICTED"
WITH_GROUPS = GraphShape(groups=True)
EVERYTHING = GraphShape(groups=True, incidents=True)
WRITERS: tuple[Callable[..., str], ...] = (to_node_link, to_graphml, to_gexf)
SMALL = network_of(
    persons=[replace(person(1, groups=["G-01", "G-02"], points=3), is_minor="yes"), person(2)],
    groups=[group(1, name="Mill", n_named=1), group(2, n_named=1)],
    ties=[tie(1, 2)],
    conflicts=[NetworkConflict("C-1", "", "G-01", "G-02", "active", (), ("I-1", "I-2"), ("conflict:C-1",), ("S-5",))],
    alliances=[NetworkAlliance("G-01", "G-02", ("alliance:A-1",), ())],
)


def by_kind(graph: "nx.MultiGraph[str]", kind: str) -> list[dict[str, object]]:
    return [attributes for _, _, attributes in graph.edges(data=True) if attributes["kind"] == kind]


def test_persons_and_groups_are_nodes_of_their_kind() -> None:
    graph = to_networkx(SMALL, handling=HANDLING, shape=WITH_GROUPS)
    assert list(graph) == ["person:P-0001", "person:P-0002", "group:G-01", "group:G-02"]
    assert graph.nodes["person:P-0001"] == {
        "kind": "person", "label": "P-0001", "group": "G-01", "groups": "G-01|G-02", "role": "affiliate",
        "status": "none", "is_minor": "yes", "points": 3,
    }  # fmt: skip
    assert graph.nodes["group:G-01"] == {
        "kind": "group", "label": "Mill", "n_named": 1, "size_low": 1, "size_high": 5, "is_valid": True,
        "violence_index": 0.0, "source_id": "S-3",
    }  # fmt: skip


def test_ties_memberships_conflicts_and_alliances_are_edges_of_their_kind() -> None:
    graph = to_networkx(SMALL, handling=HANDLING, shape=WITH_GROUPS)
    assert by_kind(graph, "membership")[0] == {
        "kind": "membership", "role": "affiliate", "basis": "fact", "valid_from": "2020-01-01",
        "record_ids": "membership:M-P-0001-0", "source_ids": "S-1",
    }  # fmt: skip
    assert len(by_kind(graph, "membership")) == 2
    assert by_kind(graph, "tie") == [
        {
            "kind": "tie", "kinds": "friend", "strength": 1.0,
                "weight": 1.0, "first_on": "2024-01-01", "record_ids": "tie:T-1-2",
            "source_ids": "S-1",
        }
    ]  # fmt: skip
    assert by_kind(graph, "conflict")[0]["n_incidents"] == 2
    assert by_kind(graph, "alliance") == [{"kind": "alliance", "record_ids": "alliance:A-1"}]
    assert {key for _, _, key in graph.edges(keys=True)} == {
        "membership:M-P-0001-0", "tie:T-1-2", "membership:M-P-0001-1", "conflict:C-1:G-01:G-02", "alliance:A-1",
    }  # fmt: skip


def test_without_being_asked_a_graph_holds_persons_and_ties_and_counts_the_rest() -> None:
    graph = to_networkx(SMALL, handling=HANDLING)
    assert list(graph) == ["person:P-0001", "person:P-0002"]
    assert [data["kind"] for _, _, data in graph.edges(data=True)] == ["tie"]
    assert graph.nodes["person:P-0001"]["groups"] == "G-01|G-02"
    assert {entry.code: entry.n for entry in left_out(SMALL, GraphShape())} == {
        "group_not_exported": 2, "membership_not_exported": 2, "conflict_not_exported": 1,
        "alliance_not_exported": 1, "place_not_exported": 2,
    }  # fmt: skip


def test_incidents_and_involvements_are_there_where_asked() -> None:
    network = invented(60)
    graph = to_networkx(network, handling=HANDLING, shape=EVERYTHING)
    assert len(by_kind(graph, "involvement")) == len(network.involvements)
    believed = next(one for one in network.involvements if one.status == "believed")
    edge = graph.edges[f"person:{believed.person_id}", f"incident:{believed.incident_id}", believed.record_id]
    assert (edge["part"], edge["source_ids"]) == ("believed", "S-2")
    assert counts(network, EVERYTHING).endswith(f"{len(network.involvements)} involvements")


def test_nodes_stand_where_the_map_has_them() -> None:
    network = invented(60)
    where = places(network)
    graph = to_networkx(network, handling=HANDLING, shape=GraphShape(groups=True, incidents=True, places=where))
    assert all({"x", "y"} <= data.keys() for node, data in graph.nodes(data=True) if not node.startswith("incident:"))
    text = to_gexf(network, handling=HANDLING, shape=GraphShape(groups=True, places=where))
    read = nx.read_gexf(BytesIO(text.encode()))
    x, y = where["person:P-0001"]
    position = read.nodes["person:P-0001"]["viz"]["position"]
    assert (position["x"], position["y"]) == (x, -y)  # upwards there


def test_the_head_carries_handling_mark_day_snapshot_policy_and_notes() -> None:
    head = to_networkx(invented(60), handling=HANDLING).graph
    assert head["handling"] == HANDLING
    assert head["as_of"] == "2025-12-31"
    assert head["snapshot_id"] == "invented-0001"
    assert head["policy"] == "gvi-default 1.0.0"
    assert "41 persons are not shown" in str(head["notes"])


def test_no_attribute_is_none() -> None:
    graph = to_networkx(invented(60), handling=HANDLING, shape=EVERYTHING)
    attributes = [data for _, data in graph.nodes(data=True)] + [data for _, _, data in graph.edges(data=True)]
    assert attributes
    assert not any(value is None for data in attributes for value in data.values())


def test_a_withheld_count_is_left_out() -> None:
    network = replace(SMALL, groups=tuple(replace(one, n_named=WITHHELD) for one in SMALL.groups))
    assert "n_named" not in to_networkx(network, handling=HANDLING, shape=WITH_GROUPS).nodes["group:G-01"]


def test_an_edge_with_an_end_that_is_not_shown_is_left_out_and_counted() -> None:
    network = replace(SMALL, persons=SMALL.persons[:1], groups=SMALL.groups[:1])
    graph = to_networkx(network, handling=HANDLING, shape=WITH_GROUPS)
    assert [data["kind"] for _, _, data in graph.edges(data=True)] == ["membership"]
    assert {entry.code: entry.n for entry in left_out(network, WITH_GROUPS)} == {
        "tie_not_exported": 1, "membership_not_exported": 1, "conflict_not_exported": 1, "alliance_not_exported": 1,
        "place_not_exported": 2,
    }  # fmt: skip
    assert "1 tie is left out: one end is not shown" in str(graph.graph["notes"])


def test_node_link_json_is_read_back_as_the_same_graph() -> None:
    graph = to_networkx(invented(60), handling=HANDLING, shape=EVERYTHING)
    read = nx.node_link_graph(
        json.loads(to_node_link(invented(60), handling=HANDLING, shape=EVERYTHING)), edges="edges"
    )
    assert nx.utils.graphs_equal(graph, read)


def test_graphml_is_read_back_as_the_same_graph_with_the_same_types() -> None:
    graph = to_networkx(invented(60), handling=HANDLING, shape=EVERYTHING)
    text = to_graphml(invented(60), handling=HANDLING, shape=EVERYTHING)
    read = nx.read_graphml(BytesIO(text.encode()), force_multigraph=True)
    assert dict(read.nodes(data=True)) == dict(graph.nodes(data=True))
    assert sorted(read.edges(keys=True)) == sorted(graph.edges(keys=True))
    assert read.graph["handling"] == HANDLING


def test_graphml_writes_truth_as_other_tools_read_it() -> None:
    text = to_graphml(SMALL, handling=HANDLING, shape=WITH_GROUPS)
    assert re.search(r">true</data>", text)
    assert ">True<" not in text


def test_gexf_is_read_back_with_the_same_nodes_and_edges() -> None:
    graph = to_networkx(invented(60), handling=HANDLING, shape=EVERYTHING)
    text = to_gexf(invented(60), handling=HANDLING, shape=EVERYTHING)
    read = nx.read_gexf(BytesIO(text.encode()))
    assert dict(read.nodes(data=True)) == dict(graph.nodes(data=True))
    assert read.number_of_edges() == graph.number_of_edges()


def test_gexf_names_day_and_handling_in_its_head_and_not_the_day_of_writing() -> None:
    text = to_gexf(SMALL, handling=HANDLING, shape=WITH_GROUPS)
    assert 'lastmodifieddate="2025-12-31"' in text
    assert f"handling: {HANDLING}" in text
    assert "NetworkX" not in text


@pytest.mark.parametrize("write", WRITERS)
def test_an_empty_network_is_written(write: Callable[..., str]) -> None:
    assert HANDLING in write(network_of(), handling=HANDLING, shape=EVERYTHING)


@pytest.mark.parametrize("write", [to_graphml, to_gexf])
def test_markup_and_control_signs_in_a_name_stay_text(write: Callable[..., str]) -> None:
    name = '<b>&"Falk"</b>\x00\x1b]]>'
    text = write(renamed(SMALL, label=name, name=name), handling=name, shape=WITH_GROUPS)
    written = ET.tostring(ET.fromstring(text), encoding="unicode", method="text") + text
    assert "<b>" not in text
    assert "&lt;b&gt;" in text
    assert "\ufffd" in written


SAME_BYTES = """
import hashlib
from graph_service.interchange.gexf import to_gexf
from graph_service.interchange.graphml import to_graphml
from graph_service.interchange.networkx_graph import GraphShape
from graph_service.interchange.node_link import to_node_link
from tests.invented_network import invented
for write in (to_node_link, to_graphml, to_gexf):
    text = write(invented(40), handling="RESTRICTED", shape=GraphShape(groups=True, incidents=True))
    print(hashlib.sha256(text.encode()).hexdigest())
"""


def digests(hash_seed: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", SAME_BYTES],
        env={"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


def test_other_processes_write_the_same_bytes() -> None:
    assert digests("1") == digests("2")


def test_no_name_beyond_the_label_is_in_an_export() -> None:
    network: Network = invented(40)
    known = {p.label for p in network.persons} | {g.name for g in network.groups}
    graph = to_networkx(network, handling=HANDLING, shape=WITH_GROUPS)
    labels = {str(data["label"]) for _, data in graph.nodes(data=True)}
    assert labels == known
