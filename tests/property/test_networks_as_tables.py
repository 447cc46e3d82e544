"""A list of pairs, a list of edges beside a list of persons, and a matrix of one graph are the same records."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from graph_service.domain.schema import Row
from tests.unit.loaders.mapped import load_mapped

NAMES = ("A", "b", "Åsa", "d+e", "f%", "0", "7", "P-1")
PROTECTED = 'protected_identity = {{ constant = "no" }}'
PERSONS = f'[[output]]\nfrom = "{{}}"\ninto = "persons"\n{{}}\n[output.columns]\n{PROTECTED}\n'
TIES = (
    '[[output]]\nfrom = "{0}"\ninto = "ties"\n{1}\n[output.columns]\ntie_id = {{ pair = ["{2}", "{3}"] }}\n'
    'person_a = "{2}"\nperson_b = "{3}"\nstrength = "{4}"\nkind = {{ constant = "friend" }}\n'
)
Graph = Mapping[tuple[str, str], int]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Draw a graph without isolates: pairs of names, in either order, with weights."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, unique=True))
    pairs = [(first, second) for index, first in enumerate(names) for second in names[index + 1 :]]
    edges = draw(st.lists(st.sampled_from(pairs), min_size=1, unique=True))
    turned = [(edge[::-1] if draw(st.booleans()) else edge) for edge in edges]
    return {edge: draw(st.integers(1, 9)) for edge in turned}


def _records(mapping: str, files: Mapping[str, str]) -> tuple[list[Row], list[Row]]:
    with TemporaryDirectory() as folder:
        tables = load_mapped(Path(folder), mapping, files).tables
    persons, ties = (
        sorted(zip(*tables[kind].columns, strict=True), key=lambda row: cast("str", row[0]))
        for kind in ("person", "tie")
    )
    return persons, ties


def _list(graph: Graph) -> str:
    return "s,t,w\n" + "".join(f"{first},{second},{weight}\n" for (first, second), weight in graph.items())


@given(graphs(), st.booleans())
def test_one_graph_gives_the_same_records_however_it_is_written(graph: Graph, is_symmetric: bool) -> None:
    names = sorted({name for edge in graph for name in edge})
    weights = dict(graph) | ({edge[::-1]: weight for edge, weight in graph.items()} if is_symmetric else {})
    rows = [[row, *(str(weights.get((row, column), "")) for column in names)] for row in names]
    matrix = "".join(",".join(cells) + "\n" for cells in [["", *names], *rows])
    of_pairs = _records(
        PERSONS.format("pairs.csv", 'ends = ["s", "t"]') + TIES.format("pairs.csv", "", "s", "t", "w"),
        {"pairs.csv": _list(graph)},
    )
    of_edges = _records(
        PERSONS.format("nodes.csv", "")
        + 'person_id = "n"\nlabel = "n"\n'
        + TIES.format("edges.csv", "", "s", "t", "w"),
        {"nodes.csv": "n\n" + "".join(f"{name}\n" for name in names), "edges.csv": _list(graph)},
    )
    of_matrix = _records(
        PERSONS.format("m.csv", 'matrix = "rows"')
        + 'person_id = "row"\nlabel = "row"\n'
        + TIES.format("m.csv", "matrix = true", "row", "column", "value"),
        {"m.csv": matrix},
    )
    assert of_pairs == of_edges == of_matrix
    assert len(of_pairs[1]) == len(graph)
