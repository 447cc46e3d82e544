"""A table with many columns at a terminal: what was not asked for takes no room."""

import io

import networkx as nx
import pytest
from rich.console import Console

from graph_service.analysis.communities import COMMUNITIES
from graph_service.analysis.structure import STRUCTURE
from graph_service.cli.communities import show_communities
from graph_service.cli.fields import _cell, _decimals, show_fields
from tests.structure_graphs import answer_of, plain_of


def test_columns_of_measures_that_were_not_asked_for_are_left_out() -> None:
    result = answer_of(STRUCTURE, plain_of(nx.path_graph(3)), measures=("degree", "constraint"))
    out = Console(file=io.StringIO(), width=120)
    show_fields(out, result)
    assert isinstance(out.file, io.StringIO)
    text = out.file.getvalue()
    assert "person id  rank  degree  constraint\n" in text
    assert "P-0001        1       2       0.500\n" in text
    assert "phi" not in text
    assert "bridges" not in text
    assert "rows" not in text


def test_communities_are_a_line_each_and_name_their_persons_once() -> None:
    graph = nx.disjoint_union(nx.complete_graph(4), nx.path_graph(3))
    graph.add_node(7)
    result = answer_of(COMMUNITIES, plain_of(graph))
    out = Console(file=io.StringIO(), width=120)
    show_communities(out, result)
    assert isinstance(out.file, io.StringIO)
    text = out.file.getvalue()
    assert text.startswith("2 communities of 7 persons; 1 person without a contact in none.\n")
    assert "Community 1: P-0000, P-0001, P-0002, P-0003\nCommunity 2: P-0004, P-0005, P-0006\n" in text
    assert text.count("P-0004") == 1
    assert "is no group" in text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((3.0, -1.0), "3 -1"),
        ((0.25, 1.0), "0.250 1.000"),
        ((8241.75, 0.5), "8241.8 0.5"),
        ((0.00012, 0.00001), "0.000120 0.000010"),
        ((12.5, None), "12.50 "),
    ],
)
def test_numbers_of_a_column_have_the_decimals_that_let_them_be_compared(
    values: tuple[float | None, ...], words: str
) -> None:
    decimals = _decimals(values)
    assert " ".join(_cell(value, decimals) for value in values) == words
