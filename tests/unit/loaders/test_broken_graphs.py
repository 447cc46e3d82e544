"""Graph files that are broken, too large or hostile: refused where they break, in time that grows with the file."""

import gc
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from time import process_time

import pytest

from graph_service.domain.limits import Limits
from graph_service.errors import RejectedRowsError, RowProblem
from loaders.case_folder import LoadOptions, load_case
from loaders.read.budget import Budget
from loaders.read.formats import open_tables
from tests.unit.loaders.cases import TODAY


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refused(folder: Path, name: str, text: str | bytes) -> RowProblem:
    with pytest.raises(RejectedRowsError) as caught:
        load_case(written(folder, name, text), options=LoadOptions(), today=TODAY)
    return caught.value.problems[0]


BILLION = '<!DOCTYPE g [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'
# file | text | line | code
BROKEN: tuple[tuple[str, str, int | None, str], ...] = (
    ("a.graphml", f'<?xml version="1.0"?>\n{BILLION}\n<graphml>&b;</graphml>', 2, "document_type"),
    ("a.gexf", '<!DOCTYPE gexf SYSTEM "file:///etc/passwd">\n<gexf/>', 1, "document_type"),
    ("a.anx", '<!DOCTYPE c [<!ENTITY % e SYSTEM "http://x.invalid/"> %e;]>\n<Chart/>', 1, "document_type"),
    ("a.graphml", "<graphml>\n<graph>\n</graphml>", 3, "broken_xml"),
    ("a.graphml", "<graphml>&nothing;</graphml>", 1, "broken_xml"),
    ("a.graphml", '<?xml version="1.0" encoding="klingon"?><graphml/>', 1, "broken_xml"),
    ("a.graphml", "", 1, "broken_xml"),
    ("a.graphml", "<gexf/>", 1, "broken_graph"),
    ("a.gexf", "<graphml/>", 1, "broken_graph"),
    ("a.anx", "<gexf/>", 1, "broken_graph"),
    ("a.graphml", "<graphml><graph/>\n<graph/></graphml>", 2, "several_networks"),
    ("a.gexf", "<gexf><graph/>\n<graph/></gexf>", 2, "several_networks"),
    ("a.graphml", "<graphml><graph>\n<node/></graph></graphml>", 2, "broken_graph"),
    ("a.graphml", '<graphml><graph>\n<edge source="a"/></graph></graphml>', 2, "broken_graph"),
    ("a.gexf", "<gexf><graph><nodes>\n<node/></nodes></graph></gexf>", 2, "broken_graph"),
    ("a.gexf", "<gexf><graph><edges>\n<edge/></edges></graph></gexf>", 2, "broken_graph"),
    ("a.anx", "<Chart>\n<ChartItem><Link/></ChartItem></Chart>", 2, "broken_graph"),
    ("a.graphml", "<graphml>" + "<graph><node id='a'>" * 60, 1, "nested_too_deep"),
    ("a.graphml", f"<graphml><key id='{'a' * 1_200_000}'/></graphml>", 1, "tag_too_long"),
    ("a.graphml", f"<graphml><graph><data>{'a' * 100_001}</data></graph></graphml>", 1, "cell_too_long"),
    ("a.graphml", f"<graphml><key id='a' attr.name='{'a' * 201}'/><graph><node id='a'><data key='a'>x</data></node></graph></graphml>", 1, "column_name_too_long"),  # noqa: E501
    ("a.gml", "graph [\nnode [ id 1 ]", 2, "broken_graph"),
    ("a.gml", 'graph [\n"x" 1 ]', 2, "broken_graph"),
    ("a.gml", 'graph [ a "x\n]', 1, "broken_graph"),
    ("a.gml", "graph [ a ] ]", 1, "broken_graph"),
    ("a.gml", "]", 1, "broken_graph"),
    ("a.gml", "", 1, "broken_graph"),
    ("a.gml", "graph [ node [ label 1 ] ]", 1, "broken_graph"),
    ("a.gml", "graph [ edge [ source 1 ] ]", 1, "broken_graph"),
    ("a.gml", "graph [ ]\ngraph [ ]", 2, "several_networks"),
    ("a.gml", "graph [ node [ " + "a [ " * 200, 1, "nested_too_deep"),
    ("a.net", "", 1, "broken_graph"),
    ("a.net", "hello", 1, "broken_graph"),
    ("a.net", "*Vertices x", 1, "broken_graph"),
    ("a.net", "*Edges\n1 2", 1, "broken_graph"),
    ("a.net", "*Vertices 2\n1 a\n1 b", 3, "broken_graph"),
    ("a.net", "*Vertices 2\n3 a", 2, "broken_graph"),
    ("a.net", '*Vertices 2\n1 "a', 2, "broken_graph"),
    ("a.net", "*Vertices 2\n*Edges\n1", 3, "broken_graph"),
    ("a.net", "*Vertices 2\n*Edges\n1 9", 3, "broken_graph"),
    ("a.net", "*Vertices 2\n*Matrix\n0 1", 3, "broken_graph"),
    ("a.net", "*Vertices 2\n*Matrix\n0 1 1", 3, "broken_graph"),
    ("a.net", "*Vertices 2\n*Partition p\n*Vertices 2\n1", 4, "broken_graph"),
    ("a.net", "*Vertices 2\n*Partition p\n*Vertices 2\n1\n1\n1", 6, "broken_graph"),
    ("a.net", "*Vertices 2\n*Partition p\n*Vertices 3", 3, "broken_graph"),
    ("a.net", "*Vertices 9 4", 1, "two_modes"),
    ("a.net", "*Vertices 2\n*Vertices 2", 2, "several_networks"),
    ("a.paj", "*Network a\n*Vertices 2\n*Network b", 3, "several_networks"),
    ("a.net", "*Vertices 99999999999999999999999", 1, "too_many_rows"),
    ("a.dl", "", 1, "broken_graph"),
    ("a.dl", "dl n=2\ndata:\n0 1\n0", 4, "broken_graph"),
    ("a.dl", "dl n=1\ndata:\n0 1", 3, "broken_graph"),
    ("a.dl", "dl n=x\ndata:\n0", 1, "broken_graph"),
    ("a.dl", "dl m=2\ndata:\n0", 1, "broken_graph"),
    ("a.dl", "dl\ndata:\n0", 2, "broken_graph"),
    ("a.dl", "dl labels:\na\nn=1\ndata:\n0", 1, "broken_graph"),
    ("a.dl", "dl hello\ndata:\n0", 2, "broken_graph"),
    ("a.dl", 'dl n=1 "\ndata:\n0', 1, "broken_graph"),
    ("a.dl", "dl nr=1 nc=2\ndata:\n0", 2, "two_modes"),
    ("a.dl", "dl n=2 format=blockmatrix\ndata:\n0", 2, "dl_format"),
    ("a.dl", "dl n=2 format=edgelist1\ndata:\n1 2 3 4", 3, "broken_graph"),
    ("a.dl", "dl n=2 format=edgelist1\ndata:\n1 3", 3, "broken_graph"),
    ("a.dl", "dl n=2 format=edgelist1 labels embedded\ndata:\na b\nb c", 4, "broken_graph"),
    ("a.dl", "dl n=2 labels embedded\ndata:\na b\nb 0 1\na 1 0", 4, "broken_graph"),
    ("a.dl", "dl n=900000\ndata:\n0", 2, "too_many_graph_cells"),
    ("a.json", "", 1, "broken_graph"),
    ("a.json", "[1]", 1, "broken_graph"),
    ("a.json", "{}", 1, "broken_graph"),
    ("a.json", '{"nodes": []\n "edges": []}', 2, "broken_graph"),
    ("a.json", '{"nodes": [\n1]}', 2, "broken_graph"),
    ("a.json", '{"nodes": [{"id": 1},\n{"name": 2}]}', 2, "broken_graph"),
    ("a.json", '{"nodes": [],\n"edges": [{"source": 1}]}', 2, "broken_graph"),
    ("a.json", '{"nodes": [{"id": 1,\n"id": 2}]}', 1, "broken_graph"),
    ("a.json", '{"nodes": []} x', 1, "broken_graph"),
    ("a.json", "{1: 2}", 1, "broken_graph"),
    ("a.json", '{"nodes": [{"id":\n', 2, "broken_graph"),
    ("a.json", '{"x": ' + "[" * 100_000, 1, "nested_too_deep"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "line", "code"), BROKEN, ids=[f"{i} {entry[0]} {entry[3]}" for i, entry in enumerate(BROKEN)]
)
def test_a_broken_file_is_refused_where_it_breaks(
    tmp_path: Path, name: str, text: str, line: int | None, code: str
) -> None:
    problem = refused(tmp_path, name, text)
    assert (problem.code, problem.file, problem.line) == (code, name, line)


def test_text_in_no_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    problem = refused(tmp_path, "a.net", b'*Vertices 1\n1 "\xe5"\n')
    assert (problem.code, problem.line) == ("wrong_encoding", 2)
    assert refused(tmp_path, "a.net", b"\xff\xfe\x00").code == "wrong_encoding"


def test_limits_of_a_case_hold_while_a_graph_is_read(tmp_path: Path) -> None:
    few = Limits(max_case_rows=3, max_columns=2)
    nodes = "".join(f'<node id="{i}"/>' for i in range(4))
    wide = '<node id="a">' + "".join(f'<data key="k{i}">x</data>' for i in range(3)) + "</node>"
    for inside, code in ((nodes, "too_many_rows"), (wide, "too_many_columns")):
        path = written(tmp_path, "a.graphml", f"<graphml><graph>{inside}</graph></graphml>")
        with pytest.raises(RejectedRowsError) as caught:
            open_tables(path, encoding="utf-8", budget=Budget(few))
        assert caught.value.problems[0].code == code


LONG: Mapping[str, tuple[str, str, str, str]] = {  # file, before, what is repeated, after
    "quotes of GML": ("a.gml", "graph [ node [ id 1 ", "a 1 ", "] ]"),
    "brackets of Pajek": ("a.net", "*Vertices 1\n1 a ", "[1] ", "\n"),
    "words of DL": ("a.dl", "dl n=1 labels:\n", "a ", "\ndata:\n0"),
    "comments of XML": ("a.graphml", "<graphml>", "<!-- -->", "<graph/></graphml>"),
    "tags of XML": ("a.graphml", "<graphml><graph>", "<x/>", "</graph></graphml>"),
    "members of JSON": ("a.json", '{"nodes": [], "x": [', "1, ", "1]}"),
    "spells of GEXF": ("a.gexf", '<gexf><graph><edges><edge source="a" target="b" intervals="', "[1,2]", '"/></edges></graph></gexf>'),  # noqa: E501
}  # fmt: skip


@pytest.mark.parametrize("case", LONG)
def test_time_grows_no_faster_than_the_file(tmp_path: Path, case: str) -> None:
    name, before, part, after = LONG[case]
    seconds = []
    for n_signs in (60_000, 480_000):
        path = written(tmp_path, name, before + part * (n_signs // len(part)) + after)
        gc.collect()
        begun = process_time()
        with suppress(RejectedRowsError):
            open_tables(path, encoding="utf-8")
        seconds.append(process_time() - begun)
    assert seconds[1] < 24 * seconds[0] + 0.2  # eight times as long
