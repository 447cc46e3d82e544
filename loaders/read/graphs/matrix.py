"""Reads an adjacency matrix from a CSV file: the names of the columns are those of the rows, in the same order."""

from pathlib import Path
from unicodedata import normalize

from graph_service.domain.load_texts import refusal
from loaders.read.budget import Budget
from loaders.read.csv_table import open_csv
from loaders.read.graphs.graph_file import GraphFile, check_cells
from loaders.read.graphs.tables import graph_tables
from loaders.read.text_table import TextTable
from loaders.table_file import refused_file


def open_matrix(path: Path, encoding: str, budget: Budget) -> tuple[TextTable, ...]:
    """Open a CSV file that is told to be a matrix: a cell is the strength of a tie, and 0 or nothing is none."""
    table = open_csv(path, encoding, budget)
    graph = GraphFile(path, "matrix", budget)
    names = list(table.header[1:])
    cells: list[list[str]] = []
    lines: list[int] = []
    n = len(names)
    check_cells(path, n * n, table.header_line)
    for line, row in table.rows():
        if not any(row):
            continue
        number = len(cells)
        if number == n or len(row) != n + 1 or normalize("NFC", row[0].strip()) != names[number]:
            raise refused_file(path, line, refusal("no_matrix"))
        cells.append([cell.strip() for cell in row[1:]])
        lines.append(line)
    if len(cells) != n:
        raise refused_file(path, table.header_line, refusal("no_matrix"))
    for name, line in zip(names, lines, strict=True):
        graph.add_node(name, line, {})
    graph.add_matrix(cells, lines)
    return graph_tables(graph)
