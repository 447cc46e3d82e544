"""Graph files: what is read of each format, and what is counted."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from graph_service.errors import ForbiddenColumnsError, RejectedRowsError, RowProblem
from loaders.case_folder import Loaded, LoadOptions, load_case
from loaders.read.budget import Budget
from loaders.read.graphs.matrix import open_matrix
from tests.unit.loaders.cases import TODAY

GRAPHML = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
  <key id="d0" for="node" attr.name="shoe size" attr.type="int"><default>41</default></key>
  <key id="d1" for="edge" attr.name="{weight}" attr.type="double"/>
  <key id="d2" for="node" yfiles.type="nodegraphics"/>
  <graph edgedefault="{direction}">
    <node id="P-1"><data key="d2"><y:ShapeNode>
      <y:NodeLabel>Åsk &amp; Falk<y:LabelModel/></y:NodeLabel></y:ShapeNode></data>
    </node>
    <node id="P-2"><data key="d0">38</data></node>
    {more}
    <edge source="P-1" target="P-2"><data key="d1">{value}</data></edge>
  </graph>
</graphml>
"""
GEXF = """<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph defaultedgetype="undirected" mode="dynamic" {time}>
<attributes class="edge" mode="dynamic"><attribute id="0" title="weight" type="float"/></attributes>
<nodes><node id="a" label="A"><nodes><node id="b" label="B"/></nodes></node></nodes>
<edges><edge source="a" target="b" {about}>{inside}</edge></edges></graph></gexf>
"""
ANX = """<?xml version="1.0" encoding="UTF-8"?>
<Chart><ChartItemCollection>
<ChartItem Label="Falk"><End X="0"><Entity EntityId="1" Identity="P-1"><Icon><IconStyle Type="Man"/></Icon></Entity>
</End><AttributeCollection><Attribute AttributeClass="Score" Value="7"/></AttributeCollection></ChartItem>
<ChartItem Label="Lo">
<End X="1"><Entity EntityId="2" Identity="P-2"><Icon><IconStyle Type="Kvinna"/></Icon></Entity></End></ChartItem>
<ChartItem Label="Car">
<End X="2"><Entity EntityId="3" Identity="C-1"><Icon><IconStyle Type="Car"/></Icon></Entity></End></ChartItem>
<ChartItem Label="friend"><Link End1Id="2" End2Id="1">
<LinkStyle ArrowStyle="ArrowOnHead" Strength="Tentative" LineWidth="3"/></Link>
<AttributeCollection><Attribute AttributeClass="weight" Value="2"/></AttributeCollection></ChartItem>
<ChartItem Label="drives"><Link End1Id="1" End2Id="3"><LinkStyle/></Link></ChartItem>
<ChartItem Label="a frame"/>
</ChartItemCollection></Chart>
"""
PAJEK = """*Network small
% a comment
*Vertices 3
1 "Falk" 0.1 0.2 box ic Blue
2 "Lo å" [1-3]
3 Ek
*Arcs :1 "kin"
1 2 2
*Edges
1 3 1 l "friend"
*Edgeslist
2 3
*Partition gangs
*Vertices 3
1
2
0
*Vector age
*Vertices 3
20
30
40
"""


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def read(folder: Path, name: str, text: str | bytes, mapping: str | None = None) -> Loaded:
    path = written(folder, name, text)
    where = written(folder, "map.toml", mapping) if mapping else None
    return load_case(path, options=LoadOptions(mapping=where), today=TODAY)


def ties(loaded: Loaded) -> set[tuple[object, ...]]:
    table = loaded.tables["tie"]
    return set(zip(*map(table.column, ("person_a", "person_b", "kind", "strength")), strict=True))


def remarks(loaded: Loaded) -> Mapping[str, int]:
    return {entry.code: entry.n for entry in loaded.report.remarks if entry.code != "column_ignored"}


def ignored(loaded: Loaded) -> set[str]:
    """Attributes that were left out."""
    columns = [entry.column for entry in loaded.report.remarks if entry.code == "column_ignored"]
    return {name for column in columns if column for name in column.split(", ")}


def refused(folder: Path, name: str, text: str | bytes) -> RowProblem:
    with pytest.raises(RejectedRowsError) as caught:
        read(folder, name, text)
    return caught.value.problems[0]


def graphml(*, weight: str = "weight", value: str = "2", direction: str = "undirected", more: str = "") -> str:
    return GRAPHML.format(weight=weight, value=value, direction=direction, more=more)


def test_graphml_of_yed_has_its_labels_and_defaults(tmp_path: Path) -> None:
    loaded = read(tmp_path, "net.graphml", graphml(direction="directed"))
    assert list(loaded.tables["person"].column("label")) == ["Åsk & Falk", "P-2"]
    assert ties(loaded) == {("P-1", "P-2", "other", 2.0)}
    assert remarks(loaded) == {
        "protected_identity_assumed": 2,
        "labels_from_ids": 1,
        "edges_directed": 1,
        "kind_as_other": 1,
        "strength_from_weight": 1,
        "key_generated": 1,
    }
    ignored = {(entry.column, entry.n) for entry in loaded.report.remarks if entry.code == "column_ignored"}
    assert ignored == {("shoe size", 2)}


@pytest.mark.parametrize("weight", ["0", "-1"])
def test_a_weight_that_is_no_strength_is_refused_with_its_line(tmp_path: Path, weight: str) -> None:
    problem = refused(tmp_path, "net.graphml", graphml(value=weight))
    assert (problem.code, problem.file, problem.line) == ("out_of_bounds", "net.graphml: ties", 12)


def test_an_end_that_is_no_node_is_refused_with_its_line(tmp_path: Path) -> None:
    text = graphml(more='<edge source="P-1" target="P-9"/>')
    problem = refused(tmp_path, "net.graphml", text)
    assert (problem.code, problem.line, problem.value) == ("unknown_reference", 11, "P-9")


def test_self_loops_and_the_same_tie_again_are_counted(tmp_path: Path) -> None:
    again = '<edge source="P-2" target="P-1"><data key="d1">2</data></edge>'
    loaded = read(tmp_path, "net.graphml", graphml(more=f'<edge source="P-1" target="P-1"/>{again}<hyperedge/>'))
    assert ties(loaded) == {("P-1", "P-2", "other", 2.0)}
    counted = remarks(loaded)
    assert (counted["self_loops"], counted["identical_rows_merged"], counted["graph_part_left_out"]) == (1, 1, 1)


def test_an_attribute_that_must_not_come_in_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ForbiddenColumnsError):
        read(tmp_path, "net.graphml", graphml().replace("shoe size", "ethnicity"))


def test_attributes_in_our_words_are_read_and_others_are_told_apart(tmp_path: Path) -> None:
    nodes = [
        {"id": "a", "label": "A", "birth_year": 1990, "person_id": "x", "protected_identity": "yes"},
        {"id": "b", "label": "B", "tags": ["p", "q"], "more": {"x": 1}, "none": None},
    ]
    edges = [{"source": "a", "target": "b", "kind": "phone", "note": "n", "source_id": "S", "valid_from": "2020-01-02"}]
    loaded = read(tmp_path, "net.json", json.dumps({"nodes": nodes, "links": edges, "directed": True}))
    person, tie = loaded.tables["person"].records(), loaded.tables["tie"].records()[0]
    assert (person[0].birth_year, person[0].protected_identity, person[1].protected_identity) == (1990, True, False)
    assert (tie.kind, tie.note, tie.source_id, str(tie.valid_from)) == ("other", "n", None, "2020-01-02")
    assert ignored(loaded) == {
        "person_id (in the file)",
        "tags",
        "more",
        "none",
        "kind (in the file)",
        "source_id (in the file)",
    }
    assert remarks(loaded)["protected_identity_assumed"] == 1


def test_a_mapping_says_what_a_graph_does_not(tmp_path: Path) -> None:
    edges = [{"source": "a", "target": "b", "sort": "phone"}]
    text = json.dumps({"nodes": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}], "edges": edges})
    mapping = """[[output]]
into = "persons"
from = "net.json: persons"
columns = { person_id = "person_id", label = "label", protected_identity = { constant = "no" } }
[[output]]
into = "ties"
from = "net.json: ties"
[output.columns]
person_a = "person_a"
person_b = "person_b"
kind = { column = "sort", translate = { phone = "communication" } }
"""
    assert ties(read(tmp_path, "net.json", text, mapping)) == {("a", "b", "communication", 1.0)}


@pytest.mark.parametrize(
    ("about", "inside", "days"),
    [
        ('start="2020-01-01" end="2020-02-01"', "", {("2020-01-01", "2020-02-01")}),
        ('startopen="2020-01-01" endopen="2020-02-01"', "", {("2020-01-02", "2020-01-31")}),
        (
            "",
            '<spells><spell start="2018-01-01" end="2018-02-01"/><spell start="2020-01-01"/></spells>',
            {("2018-01-01", "2018-02-01"), ("2020-01-01", "None")},
        ),
        (
            'intervals="&lt;[2018-01-01, 2018-02-01]; ]2020-01-01, 2020-03-01[&gt;"',
            "",
            {("2018-01-01", "2018-02-01"), ("2020-01-02", "2020-02-29")},
        ),
        ('timestamps="&lt;[2018-01-01, 2019-01-01]&gt;"', "", {("2018-01-01",) * 2, ("2019-01-01",) * 2}),
        ('timestamp="2018-01-01"', "", {("2018-01-01", "2018-01-01")}),
        ('start="3.0" end="4.0"', "", {("None", "None")}),
    ],
)
def test_times_of_gexf_are_days_or_left_alone(
    tmp_path: Path, about: str, inside: str, days: set[tuple[str, str]]
) -> None:
    loaded = read(tmp_path, "net.gexf", GEXF.format(time='timeformat="date"', about=about, inside=inside))
    table = loaded.tables["tie"]
    pairs = zip(table.column("valid_from"), table.column("valid_to"), strict=True)
    assert {(str(first), str(last)) for first, last in pairs} == days
    is_number = "3.0" in about
    assert is_number == ({"start", "end"} <= ignored(loaded))


def test_an_attribute_that_changes_keeps_its_last_value(tmp_path: Path) -> None:
    values = '<attvalues><attvalue for="0" value="1" end="2019"/><attvalue for="0" value="5" start="2019"/></attvalues>'
    loaded = read(tmp_path, "net.gexf", GEXF.format(time="", about="", inside=values))
    assert ties(loaded) == {("a", "b", "other", 5.0)}
    assert remarks(loaded)["value_over_time"] == 1


def test_pajek_brings_lines_of_all_sorts_and_groups(tmp_path: Path) -> None:
    loaded = read(tmp_path, "net.net", PAJEK)
    assert list(loaded.tables["person"].column("person_id")) == ["Falk", "Lo å", "Ek"]
    assert ties(loaded) == {("Falk", "Lo å", "kin", 2.0), ("Ek", "Falk", "friend", 1.0), ("Ek", "Lo å", "other", 1.0)}
    members = loaded.tables["membership"].records()
    assert [(m.person_id, m.group_id, m.role, m.basis, m.source_id) for m in members] == [
        ("Falk", "1", "affiliate", "assessment", "gangs"),
        ("Lo å", "2", "affiliate", "assessment", "gangs"),
    ]
    counted = remarks(loaded)
    assert (counted["membership_assumed"], counted["class_without_group"], counted["edges_directed"]) == (2, 1, 1)
    assert "vector age" in ignored(loaded)


def test_pajek_reads_a_matrix_and_counts_what_it_passes_over(tmp_path: Path) -> None:
    text = '*Vertices 3\n1 "a"\n2 "b"\n3 "c"\n*Matrix :1 "kin"\n9 2 0\n2 0 1\n0 1 0\n*Hierarchy x\n1 2 3\n'
    loaded = read(tmp_path, "net.net", text)
    assert ties(loaded) == {("a", "b", "kin", 2.0), ("b", "c", "kin", 1.0)}
    assert (remarks(loaded)["self_loops"], remarks(loaded)["graph_part_left_out"]) == (1, 1)


def test_vertices_without_names_are_numbers(tmp_path: Path) -> None:
    loaded = read(tmp_path, "net.net", "*Vertices 2\n*Arcslist\n1 2\n")
    assert ties(loaded) == {("1", "2", "other", 1.0)}


@pytest.mark.parametrize(
    "text",
    [
        "dl n=3\nformat = fullmatrix\nlabels:\nÅsa,b,c\ndata:\n0 2 0\n2 0 1\n0 1 0\n",
        "DL N = 3 FORMAT = EDGELIST1\nLABELS:\nÅsa\nb\nc\nDATA:\n1 2 2\n2 3\n",
        "dl n=3 format=edgelist1\nlabels embedded\ndata:\nÅsa b 2\nb c 1\n",
        "dl n=3\nlabels embedded\ndata:\nÅsa b c\nÅsa 0 2 0\nb 2 0 1\nc 0 1 0\n",
        "dl nr=3, nc=3 diagonal=absent\nlabels:\nÅsa b c\ndata:\n2 0\n2 1\n0 1\n",
    ],
)
def test_dl_in_each_of_its_shapes_is_the_same_network(tmp_path: Path, text: str) -> None:
    assert ties(read(tmp_path, "net.dl", text)) == {("b", "Åsa", "other", 2.0), ("b", "c", "other", 1.0)}


def test_dl_has_lists_of_neighbours_and_several_matrices(tmp_path: Path) -> None:
    text = "dl n=3 format=nodelist1\nlabels:\na b c\ndata:\n1 2 3\n2 3\n"
    assert {pair[:2] for pair in ties(read(tmp_path, "net.dl", text))} == {("a", "b"), ("a", "c"), ("b", "c")}
    text = "dl n=2 nm=2\nlabels:\na b\nmatrix labels:\nkin friend\ndata:\n0 1\n1 0\n0 3\n3 0\n"
    assert ties(read(tmp_path, "net.dl", text)) == {("a", "b", "kin", 1.0), ("a", "b", "friend", 3.0)}


def test_unequal_halves_of_a_matrix_are_directions(tmp_path: Path) -> None:
    loaded = read(tmp_path, "net.dl", "dl n=2\nlabels:\na b\ndata:\n0 1\n0 0\n")
    assert ties(loaded) == {("a", "b", "other", 1.0)}
    assert remarks(loaded)["edges_directed"] == 1


def test_gml_has_lists_parts_and_letters_in_entities(tmp_path: Path) -> None:
    text = """# made by hand
graph [ directed 1
  node [ id 7 label "&#197;sa" tag "p" tag "q" graphics [ x 1.0 fill "#00FF00" ] ]
  node [ id 9 label "Bo" ]
  edge [ source 7 target 9 value 3 ]
]
"""
    loaded = read(tmp_path, "net.gml", text)
    assert ties(loaded) == {("Bo", "Åsa", "other", 3.0)}
    assert ignored(loaded) == {"tag", "graphics.x", "graphics.fill"}


def test_d3_names_ends_by_position(tmp_path: Path) -> None:
    text = '{"nodes": [{"name": "Åsa"}, {"name": "Bo"}], "links": [{"source": 1, "target": 0, "value": 4}]}'
    assert ties(read(tmp_path, "net.json", text)) == {("Bo", "Åsa", "other", 4.0)}


def test_a_chart_of_i2_gives_persons_and_their_links(tmp_path: Path) -> None:
    loaded = read(tmp_path, "net.anx", ANX)
    assert list(loaded.tables["person"].column("label")) == ["Falk", "Lo"]
    assert ties(loaded) == {("P-1", "P-2", "friend", 2.0)}
    counted = remarks(loaded)
    assert (counted["not_a_person"], counted["graph_part_left_out"], counted["edges_directed"]) == (2, 1, 1)
    assert ignored(loaded) == {"Score", "icon", "confirmation", "line_width"}


@pytest.mark.parametrize(("encoding", "named"), [("utf-16", "utf-8"), ("utf-8-sig", "utf-8"), ("cp1252", "cp1252")])
def test_text_is_read_in_its_encoding(tmp_path: Path, encoding: str, named: str) -> None:
    path = written(tmp_path, "net.net", '*Vertices 2\n1 "Åsa"\n2 "Bo"\n*Edges\n1 2\n'.encode(encoding))
    loaded = load_case(path, options=LoadOptions(encoding=named), today=TODAY)
    assert list(loaded.tables["person"].column("label")) == ["Åsa", "Bo"]


def test_xml_is_read_in_the_encoding_that_it_names(tmp_path: Path) -> None:
    text = graphml().replace("UTF-8", "windows-1252").encode("cp1252")
    assert list(read(tmp_path, "net.graphml", text).tables["person"].column("label")) == ["Åsk & Falk", "P-2"]


def test_a_matrix_is_read_where_it_is_told_to_be_one(tmp_path: Path) -> None:
    path = written(tmp_path, "m.csv", ";Åsa;Bo;Ek\nÅsa;;2;0\nBo;2;;0\nEk;0;0;\n")
    persons, table = open_matrix(path, "utf-8", Budget())
    assert (persons.columns[0], [column[0] for column in table.columns]) == (
        ["Åsa", "Bo", "Ek"],
        ["Åsa", "Bo", "other", "2"],
    )
    for text in ("x,a,b\na,0,1\n", "x,a,b\na,0,1\nc,1,0\n", "x,a,b\na,0\nb,1,0\n"):
        with pytest.raises(RejectedRowsError, match="not a square matrix"):
            open_matrix(written(tmp_path, "m.csv", text), "utf-8", Budget())
