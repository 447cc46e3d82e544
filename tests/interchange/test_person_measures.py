"""Measures of structure beside a network: the numbers of `structure`, on every form, of the graph that is said."""

import json
from pathlib import Path

import networkx as nx
import pytest

from graph_service.analysis.network import NETWORK
from graph_service.analysis.person_measures import person_measures, structure_asked
from graph_service.analysis.structure import STRUCTURE
from graph_service.analysis.structure_parts import COLUMNS, StructureMeasure
from graph_service.domain.caller import CallerRole
from graph_service.domain.policy import default_policy
from graph_service.domain.report import CaseHead
from graph_service.domain.rights import Agency
from graph_service.interchange.networkx_graph import to_networkx
from loaders.case_writer import write_case
from loaders.demo_city import DEMO_AS_OF, demo_city
from tests.api.city import AS_OF
from tests.api.serving import PAIRS, city_in_memory, service
from tests.cli.run import answered, gruppkarta
from tests.snapshots import snapshot_from

MEASURES = tuple(measure.value for measure in StructureMeasure)
ON_THE_DAY = ("--as-of", DEMO_AS_OF.isoformat())


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("case") / "city"
    write_case(demo_city(), folder, head=CaseHead(name="Demo city", as_of=DEMO_AS_OF))
    return folder


def graph_of(file: Path) -> "nx.Graph[str]":
    match file.suffix:
        case ".graphml":
            return nx.read_graphml(file)
        case ".gexf":
            return nx.read_gexf(file)
        case _:
            return nx.node_link_graph(json.loads(file.read_text(encoding="utf-8")), edges="edges")


def options(measures: tuple[str, ...]) -> list[str]:
    return [word for measure in measures for word in ("--measure", measure)]


@pytest.mark.parametrize("suffix", [".graphml", ".gexf", ".json"])
@pytest.mark.parametrize("group", [(), ("--group", "G-01")], ids=["everything", "one group"])
def test_files_hold_what_structure_says_of_the_same_groups(
    case: Path, tmp_path: Path, suffix: str, group: tuple[str, ...]
) -> None:
    file = tmp_path / f"network{suffix}"
    done = gruppkarta("network", "--case", case, *ON_THE_DAY, *group, "--out", file, *options(MEASURES))
    assert done.code == 0, done.err
    held = {
        name.removeprefix("person:"): attributes
        for name, attributes in graph_of(file).nodes(data=True)
        if name.startswith("person:")
    }
    rows = answered("structure", "--case", case, *ON_THE_DAY, *group)["rows"]
    assert rows
    n_compared = 0
    for row in rows:
        for column in (column for columns in COLUMNS.values() for column in columns):
            says_nothing = row[column] is None or column == "betweenness_not_seen"  # as it is exact here
            assert (held[row["person_id"]].get(column) == row[column]) or says_nothing
            assert (column in held[row["person_id"]]) is not says_nothing
            n_compared += not says_nothing
    assert n_compared > 10 * len(rows)
    outside = set(held) - {row["person_id"] for row in rows}
    assert all("degree" not in held[person] for person in outside)
    if outside:
        count = f"{len(outside)} person" if len(outside) == 1 else f"{len(outside)} persons"
        assert f"{count} shown" in done.err


def test_no_column_is_an_attribute_already(case: Path, tmp_path: Path) -> None:
    file = tmp_path / "network.json"
    gruppkarta("network", "--case", case, *ON_THE_DAY, "--out", file)
    attributes = {name for _, node in graph_of(file).nodes(data=True) for name in node}
    assert attributes.isdisjoint(column for columns in COLUMNS.values() for column in columns)


def test_a_measure_that_sizes_or_colours_is_held_too_and_none_is_held_unasked(case: Path, tmp_path: Path) -> None:
    file = tmp_path / "network.json"
    by = ("--size-by", "coreness", "--colour-by", "ei_index")
    assert gruppkarta("network", "--case", case, *ON_THE_DAY, *by, "--out", file).code == 0
    sized = graph_of(file)
    assert gruppkarta("network", "--case", case, *ON_THE_DAY, "--out", file, "--force").code == 0
    plain = graph_of(file)
    assert {"coreness", "ei_index"} <= {name for _, node in sized.nodes(data=True) for name in node}
    assert "no place in it makes anyone eligible" in sized.graph["measures"]
    assert "measures" not in plain.graph
    assert not {"coreness", "ei_index"} & {name for _, node in plain.nodes(data=True) for name in node}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0].value} of {pair[1].value}")
def test_a_caller_gets_the_numbers_of_what_they_see(pair: tuple[CallerRole, Agency]) -> None:
    found = city_in_memory()
    with service(found) as client:
        headers, params = found.headers(*pair), {"as_of": AS_OF.isoformat(), "measure": "degree"}
        file = client.get("/v1/network/node-link", headers=headers, params=params)
        table = client.get("/v1/structure", headers=headers, params=params)
    assert file.status_code == table.status_code
    if file.status_code == 403:
        return
    degrees = {f"person:{row['person_id']}": row["degree"] for row in table.json()["rows"]}
    assert degrees == {node["id"]: node["degree"] for node in file.json()["nodes"] if "degree" in node}


def test_the_map_says_what_sizes_and_colours_its_dots(case: Path, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    by = ("--size-by", "betweenness", "--colour-by", "degree", "--measure", "constraint")
    assert gruppkarta("network", "--case", case, *ON_THE_DAY, *by, "--out", file).code == 0
    page = file.read_text(encoding="utf-8")
    assert "The size of a dot is betweenness. The colour of a dot is degree." in page
    assert all(f"<button>{head}</button>" in page for head in ("Betweenness", "Degree", "Constraint"))


def test_a_word_that_is_no_measure_is_refused(case: Path, tmp_path: Path) -> None:
    done = gruppkarta("network", "--case", case, *ON_THE_DAY, "--size-by", "betweeness", "--out", tmp_path / "a.svg")
    assert done.code == 3
    assert "betweenness" in done.err
    assert not (tmp_path / "a.svg").exists()


def test_a_graph_of_networkx_has_them() -> None:
    tables, policy = demo_city(), default_policy()
    snapshot = snapshot_from((record for name in tables for record in tables[name].records()), DEMO_AS_OF)
    network = NETWORK.compute(snapshot, policy, NETWORK.parameters())
    asked = structure_asked(network, (StructureMeasure.DEGREE,), None, None)
    assert asked is not None
    measures = person_measures(network, STRUCTURE.compute(snapshot, policy, asked))
    graph = to_networkx(network, handling="", measures=measures)
    simple = nx.Graph(graph)
    inside = set(measures.columns["degree"])
    for name, node in graph.nodes(data=True):
        person = name.removeprefix("person:")
        expected = sum(other.removeprefix("person:") in inside for other in simple[name])
        assert node.get("degree") == (expected if person in inside else None)
