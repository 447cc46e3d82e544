"""Each way round: written by another library, read here, written here, read by that library: the same graph."""

import csv
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import igraph
import networkx as nx
import pandas as pd
import pytest

from graph_service.analysis.network import NETWORK, Network
from graph_service.analysis.person_measures import NO_MEASURES
from graph_service.domain.policy import default_policy
from graph_service.domain.tables import Table
from graph_service.exports import EXPORT_FORMS, FormName, NetworkFileParameters
from loaders.case_folder import LoadOptions, load_case
from loaders.read.budget import Budget
from loaders.read.graphs.matrix import open_matrix
from tests.asking import compute
from tests.invented_network import invented, renamed
from tests.snapshots import snapshot_from

AS_OF = date(2020, 12, 3)
MARK = "Copy 0123456789ab for Ann, police. Not to be passed on."
NAMES = {"Åsa-1": "Åska & Ö", "B-2": "Björk <b>", "C-3": 'Ek "stor"', "D-4": "Älv"}
TIES: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("B-2", "Åsa-1"): {"weight": 2.5, "kind": "friend"},
    ("B-2", "C-3"): {"weight": 1.0, "kind": "kin"},
    ("C-3", "Åsa-1"): {"weight": 0.25, "kind": "co_offending"},
}  # D-4 is an isolate


@dataclass(frozen=True)
class Held:
    """What is compared: labels of persons, and of each two who are tied weight, kind and days, as far as there."""

    labels: dict[str, str]
    ties: dict[tuple[str, str], dict[str, Any]]


def graph(*, labels: bool = True, kinds: bool = True) -> "nx.Graph[str]":
    made: nx.Graph[str] = nx.Graph()
    for name, label in NAMES.items():
        made.add_node(name, **({"label": label} if labels else {}))
    for (a, b), about in TIES.items():
        made.add_edge(a, b, **{name: value for name, value in about.items() if kinds or name == "weight"})
    return made


def loaded(path: Path, mapping: Path | None = None) -> Mapping[str, Table]:
    return load_case(path, options=LoadOptions(mapping=mapping), today=AS_OF).tables


def network_in(path: Path) -> Network:
    records = [record for table in loaded(path).values() for record in table.records()]
    return compute(NETWORK, snapshot_from(records, AS_OF), default_policy())


def written(network: Network, form: FormName) -> str:
    writer = next(entry for entry in EXPORT_FORMS if entry.name is form)
    return writer.write(network, NO_MEASURES, MARK, NetworkFileParameters()).text


def plain(ends: tuple[str, str]) -> tuple[str, str]:
    a, b = sorted(end.removeprefix("person:") for end in ends)
    return a, b


def held_in(path: Path) -> Held:
    tables = loaded(path)
    persons = dict(zip(tables["person"].column("person_id"), tables["person"].column("label"), strict=True))
    names = ("person_a", "person_b", "kind", "strength", "valid_from", "valid_to")
    ties = {}
    for a, b, kind, strength, first, last in zip(*map(tables["tie"].column, names), strict=True):
        days = {"first_on": first, "last_on": last}
        about = {"kind": kind, "weight": strength, **{name: str(day) for name, day in days.items() if day}}
        ties[plain((str(a), str(b)))] = about
    return Held({str(key): str(label) for key, label in persons.items()}, ties)


def held_by_networkx(read: "nx.Graph[str]") -> Held:
    words = ("weight", "first_on", "last_on")
    return Held(
        {node.removeprefix("person:"): str(about.get("label", node)) for node, about in read.nodes(data=True)},
        {
            plain((a, b)): {
                **{name: about[name] for name in words if name in about},
                **next(({"kind": about[name]} for name in ("kinds", "l", "label") if name in about), {}),
            }
            for a, b, about in read.edges(data=True)
        },
    )


def held_by_igraph(read: "igraph.Graph") -> Held:
    names = [name.removeprefix("person:") for name in read.vs["id" if "id" in read.vs.attributes() else "name"]]
    labels = read.vs["label"] if "label" in read.vs.attributes() else names
    kinds = next((name for name in ("kinds", "label") if name in read.es.attributes()), None)
    ties = {}
    for edge in read.es:
        kind = {} if kinds is None else {"kind": edge[kinds]}
        ties[plain((names[edge.source], names[edge.target]))] = {"weight": edge["weight"], **kind}
    return Held(dict(zip(names, labels, strict=True)), ties)


def expected(*, labels: bool = True, kinds: bool = True) -> Held:
    ties = {
        plain(ends): {name: value for name, value in about.items() if kinds or name == "weight"}
        for ends, about in TIES.items()
    }
    return Held({key: label if labels else key for key, label in NAMES.items()}, ties)


Write = Callable[[Path], object]
Read = Callable[[str, Path], Held]


def in_file(text: str, path: Path) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def as_igraph(*, name: str) -> "igraph.Graph":
    made = igraph.Graph.from_networkx(graph())
    made.vs[name] = made.vs["_nx_name"]
    del made.vs["_nx_name"]
    return made


def node_link(path: Path, edges: str) -> None:
    path.write_text(json.dumps(nx.node_link_data(graph(), edges=edges), ensure_ascii=False), encoding="utf-8")


def read_graphml_igraph(text: str, folder: Path) -> Held:
    return held_by_igraph(igraph.Graph.Read_GraphML(str(in_file(text, folder / "out.graphml"))))


# how it is written by the other library, as what, and how that library reads what we write
ROUND_TRIPS: Mapping[str, tuple[str, Write, FormName, Read]] = {
    "GraphML by networkx": (
        "in.graphml",
        lambda path: nx.write_graphml(graph(), path),
        FormName.GRAPHML,
        lambda text, _: held_by_networkx(nx.read_graphml(BytesIO(text.encode()))),
    ),
    "GraphML by igraph": (
        "in.graphml",
        lambda path: as_igraph(name="name").write_graphml(str(path)),
        FormName.GRAPHML,
        read_graphml_igraph,
    ),
    "GEXF by networkx": (
        "in.gexf",
        lambda path: nx.write_gexf(graph(), path),
        FormName.GEXF,
        lambda text, _: held_by_networkx(nx.read_gexf(BytesIO(text.encode()))),
    ),
    "GML by igraph": (
        "in.gml",
        lambda path: as_igraph(name="name").write_gml(str(path)),
        FormName.GRAPHML,
        read_graphml_igraph,
    ),
    "node-link JSON by networkx": (
        "in.json",
        lambda path: node_link(path, "edges"),
        FormName.NODE_LINK,
        lambda text, _: held_by_networkx(nx.node_link_graph(json.loads(text), edges="edges")),
    ),
    "node-link JSON with links": (
        "in.json",
        lambda path: node_link(path, "links"),
        FormName.NODE_LINK,
        lambda text, _: held_by_networkx(nx.node_link_graph(json.loads(text), edges="edges")),
    ),
}


@pytest.mark.parametrize("trip", ROUND_TRIPS)
def test_a_graph_comes_in_and_goes_out_the_same(trip: str, tmp_path: Path) -> None:
    name, write, form, read = ROUND_TRIPS[trip]
    write(tmp_path / name)
    assert held_in(tmp_path / name) == expected()
    assert read(written(network_in(tmp_path / name), form), tmp_path) == expected()


def test_gml_by_networkx_has_ids_alone(tmp_path: Path) -> None:
    nx.write_gml(graph(labels=False), tmp_path / "in.gml")
    assert held_in(tmp_path / "in.gml") == expected(labels=False)


def test_pajek_by_networkx_and_by_igraph(tmp_path: Path) -> None:
    nx.write_pajek(graph(labels=False, kinds=False), tmp_path / "in.net")
    as_igraph(name="name").write_pajek(str(tmp_path / "other.net"))
    for name in ("in.net", "other.net"):
        held = held_in(tmp_path / name)
        assert (held.labels, set(held.ties)) == (expected(labels=False).labels, set(expected().ties))
        text = in_file(written(network_in(tmp_path / name), FormName.PAJEK), tmp_path / "out.net")
        by_networkx, by_igraph = nx.read_pajek(text), igraph.Graph.Read_Pajek(str(text))
        for read in (held_by_networkx(nx.Graph(by_networkx)), held_by_igraph(by_igraph)):
            assert read.labels == expected(labels=False).labels
            weights = {ends: about["weight"] for ends, about in read.ties.items()}
            assert weights == {plain(ends): about["weight"] for ends, about in TIES.items()}
            assert {about["kind"] for about in read.ties.values()} == {"other"}


def test_dl_is_read_by_igraph_and_here(tmp_path: Path) -> None:
    nx.write_graphml(graph(labels=False), tmp_path / "in.graphml")
    text = in_file(written(network_in(tmp_path / "in.graphml"), FormName.DL), tmp_path / "out.dl")
    read = igraph.Graph.Read_DL(str(text))
    assert read.ecount() == 2 * len(TIES)  # UCINET has both directions
    weights = {ends: about["weight"] for ends, about in held_by_igraph(read).ties.items()}
    assert weights == {plain(ends): about["weight"] for ends, about in TIES.items()}
    assert held_by_igraph(read).labels == held_in(text).labels == expected(labels=False).labels
    assert {ends: about["weight"] for ends, about in held_in(text).ties.items()} == weights


def test_a_dynamic_gexf_keeps_its_days(tmp_path: Path) -> None:
    made: nx.Graph[str] = nx.Graph(mode="dynamic")
    made.add_nodes_from([(name, {"label": label}) for name, label in NAMES.items()])
    made.add_edge("B-2", "Åsa-1", start="2019-05-01", end="2020-12-31", weight=2.0)
    made.add_edge("B-2", "C-3", spells=[("2018-01-01", "2018-02-01"), ("2020-01-01", None)])
    made.graph["mode"] = "dynamic"
    nx.write_gexf(made, tmp_path / "in.gexf")
    ties = loaded(tmp_path / "in.gexf")["tie"]
    days = sorted(
        zip(ties.column("person_a"), ties.column("valid_from"), ties.column("valid_to"), strict=True), key=str
    )
    assert days == [
        ("B-2", date(2018, 1, 1), date(2018, 2, 1)),
        ("B-2", date(2019, 5, 1), date(2020, 12, 31)),
        ("B-2", date(2020, 1, 1), None),
    ]
    read = held_by_networkx(nx.read_gexf(BytesIO(written(network_in(tmp_path / "in.gexf"), FormName.GEXF).encode())))
    assert read.ties["B-2", "Åsa-1"]["first_on"] == "2019-05-01"
    assert read.ties["B-2", "Åsa-1"]["weight"] == 2.0
    assert read.ties["B-2", "C-3"]["first_on"] == "2018-01-01"


def test_a_matrix_by_pandas_is_the_same_graph(tmp_path: Path) -> None:
    frame: pd.DataFrame = nx.to_pandas_adjacency(graph(labels=False), weight="weight")
    frame.to_csv(tmp_path / "in.csv", encoding="utf-8")
    persons, ties = open_matrix(tmp_path / "in.csv", "utf-8", Budget())
    assert set(persons.columns[0]) == set(NAMES)
    columns = dict(zip(ties.header, ties.columns, strict=True))
    pairs = zip(columns["person_a"], columns["person_b"], map(float, columns["strength"]), strict=True)
    assert {plain((a, b)): weight for a, b, weight in pairs} == {
        plain(ends): about["weight"] for ends, about in TIES.items()
    }


@pytest.mark.parametrize(
    ("form", "ending"),
    [(FormName.GRAPHML, "graphml"), (FormName.GEXF, "gexf"), (FormName.NODE_LINK, "json"), (FormName.ANX, "anx")],
)
def test_what_is_written_here_is_read_here_with_groups_and_members(form: FormName, ending: str, tmp_path: Path) -> None:
    network = invented(60)
    path = in_file(written(network, form), tmp_path / f"net.{ending}")
    tables = loaded(path)
    assert list(tables["person"].column("person_id")) == [person.person_id for person in network.persons]
    assert list(tables["person"].column("label")) == [person.label for person in network.persons]
    assert set(tables["group"].column("name")) == {group.name for group in network.groups}
    assert set(tables["membership"].column("membership_id")) == {
        membership.record_id.removeprefix("membership:")
        for membership in network.memberships
        if membership.group_id in {group.group_id for group in network.groups}
    }
    n_kinds = sum(len(tie.kinds) for tie in network.ties)
    assert len(tables["tie"]) == n_kinds
    first = {(tie.person_a, tie.person_b): tie for tie in network.ties}
    ties = tables["tie"]
    for a, b, strength, day in zip(
        *(ties.column(name) for name in ("person_a", "person_b", "strength", "valid_from")), strict=True
    ):
        tie = first[str(a), str(b)]
        assert strength == pytest.approx(tie.strength, abs=1e-6)
        assert day == (tie.first_on if tie.first_precision in {"day", "", None} else None)


def test_a_project_of_pajek_brings_groups(tmp_path: Path) -> None:
    path = in_file(written(invented(12), FormName.PAJEK_PROJECT), tmp_path / "net.paj")
    tables = loaded(path)
    members = dict(zip(tables["membership"].column("person_id"), tables["membership"].column("group_id"), strict=True))
    groups = {person.person_id: person.groups[0] for person in invented(12).persons if person.groups}
    assert {(groups[str(person)], group) for person, group in members.items()} == {
        ("G-000", "1"),
        ("G-001", "2"),
        ("G-002", "3"),
    }
    assert list(tables["group"].column("name")) == ["groups 1", "groups 2", "groups 3"]


def test_a_chart_of_i2_holds_entities_links_and_the_mark() -> None:
    network = invented(12)
    chart = ET.fromstring(written(network, FormName.ANX))
    identities = [entity.attrib["Identity"] for entity in chart.iter("Entity")]
    assert len(identities) == len(network.persons) + len(network.groups)
    ends = {link.attrib[end] for link in chart.iter("Link") for end in ("End1Id", "End2Id")}
    assert ends <= set(identities)
    properties = {entry.attrib["Name"]: entry.attrib["Value"] for entry in chart.iter("CustomProperty")}
    assert properties["handling"] == MARK
    declared = {entry.attrib["Name"] for entry in chart.iter("AttributeClass")}
    assert {entry.attrib["AttributeClass"] for entry in chart.iter("Attribute")} <= declared


def test_the_table_for_i2_has_a_row_for_each_link_and_no_formula() -> None:
    network = renamed(invented(12), label="=1+1", name="@x")
    text = written(network, FormName.I2_TABLE)
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    drawn = {group.group_id for group in network.groups}
    n_memberships = sum(membership.group_id in drawn for membership in network.memberships)
    assert len(rows) == len(network.ties) + n_memberships + len(network.conflicts) + len(network.alliances)
    assert {row["handling"] for row in rows} == {MARK}
    assert not any(cell.startswith(("=", "@", "+", "-")) for row in rows for cell in row.values())


@pytest.mark.parametrize("form", EXPORT_FORMS[6:], ids=[form.name for form in EXPORT_FORMS[6:]])
def test_the_mark_is_in_every_form_that_has_room_for_it(form: object) -> None:
    name = form.name  # type: ignore[attr-defined]  # an ExportForm
    text = written(invented(12), name)
    assert (MARK in text) == (name is not FormName.DL)
    assert written(invented(12), name) == text
