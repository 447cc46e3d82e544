"""A table with many columns at a terminal: what was not asked for takes no room."""

import io

import networkx as nx
from rich.console import Console

from graph_service.analysis.structure import STRUCTURE
from graph_service.cli.fields import show_fields
from tests.structure_graphs import answer_of, plain_of


def test_columns_of_measures_that_were_not_asked_for_are_left_out() -> None:
    result = answer_of(STRUCTURE, plain_of(nx.path_graph(3)), measures=("degree", "constraint"))
    out = Console(file=io.StringIO(), width=120)
    show_fields(out, result)
    assert isinstance(out.file, io.StringIO)
    text = out.file.getvalue()
    assert "person id  label   rank  degree  constraint\n" in text
    assert "P-0001     P-0001     1       2         0.5\n" in text
