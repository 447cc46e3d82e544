"""From columns to text: what all forms of file share. A form says how a value, a node and an edge are written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph_service.analysis.columns import CHUNK_ROWS, Column, Listed, Texts, Write
from graph_service.domain.snapshot import IntArray
from graph_service.interchange.graph_columns import GraphColumns
from graph_service.interchange.graph_parts import MANY, Nodes


@dataclass(frozen=True, slots=True)
class Declared:
    """An attribute as a file declares it: its name, the type of its values, and its number in the file."""

    name: str
    type: type
    number: int


def declared_of_nodes(
    graph: GraphColumns, attributes: Sequence[Mapping[str, Column]], *, start: int
) -> dict[str, Declared]:
    """Return the attributes that nodes have, in the order in which a reader meets them."""
    offset, ranks = 0, []
    for part in graph.nodes:
        ranks.append(np.arange(offset, offset + len(part)))
        offset += len(part)
    return _declared(attributes, ranks, start)


def declared_of_edges(
    graph: GraphColumns, attributes: Sequence[Mapping[str, Column]], *, start: int
) -> dict[str, Declared]:
    """Return the attributes that edges have, in the order in which a reader meets them."""
    rank = np.empty(len(graph.order), dtype=np.int64)
    rank[graph.order] = np.arange(len(rank))
    bounds = np.cumsum([len(part) for part in graph.edges])[:-1]
    return _declared(attributes, np.split(rank, bounds), start)


def _declared(parts: Sequence[Mapping[str, Column]], ranks: Sequence[IntArray], start: int) -> dict[str, Declared]:
    met: list[tuple[int, int, str, type]] = []
    for columns, rank in zip(parts, ranks, strict=True):
        for number, (name, column) in enumerate(columns.items()):
            rows = np.flatnonzero(_is_there(column))
            if len(rows):
                row = int(rows[np.argmin(rank[rows])])
                value = column.value(row)
                met.append((int(rank[row]), number, name, str if isinstance(column, Listed) else type(value)))
    types: dict[str, type] = {}
    for _, _, name, kind in sorted(met, key=lambda entry: entry[:2]):
        types.setdefault(name, kind)
    return {name: Declared(name, kind, start + i) for i, (name, kind) in enumerate(types.items())}


def _is_there(column: Column) -> Any:  # noqa: ANN401  a mask
    if isinstance(column, Listed):
        return column.lengths > 0
    return np.array([word is not None for word in column.words], dtype=np.bool_)[column.codes]


def attribute_texts(
    column: Column, write: Write, *, begin: str, end: str, blank: str | None = None, quote: str = ""
) -> Texts:
    """Return what writes an attribute of rows: nothing where there is none, and the words of a list as one text.

    `blank` is written where the text is empty, and `quote` around lists.
    """
    if isinstance(column, Listed):
        return column.texts(write, begin=f"{begin}{quote}", between=MANY, end=f"{quote}{end}", empty="")

    def written(values: Sequence[Any]) -> list[str]:
        texts = iter(write([value for value in values if value is not None]))
        return ["" if value is None else _framed(next(texts), begin, end, blank) for value in values]

    return column.texts(written)


def _framed(text: str, begin: str, end: str, blank: str | None) -> str:
    return f"{begin}{text}{end}" if text or blank is None else blank


def node_chunks(part: Nodes, columns: Sequence[Texts]) -> Iterator[list[str]]:
    """Write the nodes of a kind, some thousand at a time."""
    for start in range(0, len(part), CHUNK_ROWS):
        yield _joined(columns, slice(start, start + CHUNK_ROWS))


def edge_chunks(graph: GraphColumns, columns: Sequence[Sequence[Texts]]) -> Iterator[list[str]]:
    """Write the edges in the order in which they are listed, some thousand at a time; `columns` are those of a kind."""
    offsets = np.cumsum([0, *(len(part) for part in graph.edges)]).tolist()
    for start in range(0, len(graph.order), CHUNK_ROWS):
        chunk = graph.order[start : start + CHUNK_ROWS]
        texts = np.empty(len(chunk), dtype=object)
        for number, columns_of_kind in enumerate(columns):
            is_of_kind = (chunk >= offsets[number]) & (chunk < offsets[number + 1])
            texts[is_of_kind] = _joined(columns_of_kind, chunk[is_of_kind] - offsets[number])
        yield texts.tolist()


def _joined(columns: Sequence[Texts], rows: Any) -> list[str]:  # noqa: ANN401  a slice or positions
    return list(map("".join, zip(*[texts_of(rows) for texts_of in columns], strict=True)))
