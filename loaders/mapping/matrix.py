"""A matrix read as rows of three columns: what a row is called, what a column is called, what the cell says."""

import re
from collections.abc import Iterator

from graph_service.domain.schema import Shape
from loaders.plan import Output
from loaders.table_file import Chunk, TableFile

_ZERO = re.compile(r"[-+]?0+(?:[.,]0*)?")


def matrix_chunks(output: Output, source: TableFile) -> Iterator[tuple[Chunk, Chunk, int]]:
    """Read a file as its matrix says: rows as they are made of it, as they stand, and how many cells were passed over.

    Passed over are cells that link a person, or another record, to itself; empty ones and zeros say that there is
    no link.
    """
    matrix = output.matrix
    names = source.header[1:]
    if output.has_header_rows:
        lines = [source.header_line] * len(names)
        yield Chunk((("",) * len(names), names, ("",) * len(names)), lines), Chunk((), ()), 0
    passes_diagonal = _is_of_one_kind(output)
    for chunk in source.chunks():
        if matrix is None or matrix.part != "cells":
            row_names = chunk.columns[0] if matrix and matrix.part == "rows" else ()
            blank = ("",) * len(row_names)
            yield Chunk((row_names, blank, blank), chunk.lines if row_names else ()), chunk, 0
            continue
        rows: list[str] = []
        columns: list[str] = []
        values: list[str] = []
        lines = []
        n_passed_over = 0
        for line, row_name, *cells in zip(chunk.lines, *chunk.columns, strict=True):
            for column, cell in zip(names, cells, strict=True):
                text = cell.strip()
                if not text or _ZERO.fullmatch(text) or matrix.reading.is_empty(text):
                    continue
                if passes_diagonal and column == row_name.strip():
                    n_passed_over += 1
                    continue
                rows.append(row_name)
                columns.append(column)
                values.append(text)
                lines.append(line)
        yield Chunk((rows, columns, values), lines), chunk, n_passed_over


def _is_of_one_kind(output: Output) -> bool:
    """Whether both ends of a link are records of one kind."""
    kind = output.kind
    return kind.shape is Shape.LINK and kind.ends[0].target == kind.ends[1].target
