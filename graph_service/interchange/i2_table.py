"""A network as the table that the import of i2 Analyst's Notebook reads: a row for each link, with both entities."""

from collections.abc import Iterator, Sequence
from csv import writer
from io import StringIO
from typing import Any

import numpy as np

from graph_service.analysis.columns import CHUNK_ROWS, Listed
from graph_service.domain.text import xml_text
from graph_service.interchange.anx import ENTITY_TYPES, LINK_TYPES
from graph_service.interchange.graph_columns import GraphColumns
from graph_service.interchange.graph_parts import MANY, Edges

HEADER = (
    "entity_1_type", "entity_1_id", "entity_1_label", "entity_2_type", "entity_2_id", "entity_2_label",
    "link_type", "link_label", "strength", "first_on", "last_on", "record_ids", "source_ids", "as_of", "handling",
)  # fmt: skip
_MARK = "\ufeff"  # by which programs know UTF-8
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def i2_table_chunks(graph: GraphColumns) -> Iterator[str]:
    """Write the links of a graph as CSV; what has no link has no row.

    Parameters
    ----------
    graph : GraphColumns
        Nodes and edges. A text that a spreadsheet would take for a formula gets an apostrophe before it.

    Yields
    ------
    str
        The next part of the document.
    """
    yield _MARK + _rows([HEADER])
    entities = [
        (ENTITY_TYPES[part.kind], name, label)
        for part in graph.nodes
        for name, label in zip(part.ids, part.attributes["label"].values(), strict=True)
    ]
    ends = (graph.head["as_of"], graph.head["handling"])
    for part in graph.edges:
        order = np.lexsort((np.maximum(part.a, part.b), np.minimum(part.a, part.b)))
        columns = [_column(part, names) for names in _ATTRIBUTES]
        for start in range(0, len(order), CHUNK_ROWS):
            yield _rows(
                [
                    (
                        *entities[min(part.a[i], part.b[i])],
                        *entities[max(part.a[i], part.b[i])],
                        LINK_TYPES[part.kind],
                        *(column[i] for column in columns),
                        *ends,
                    )
                    for i in order[start : start + CHUNK_ROWS].tolist()
                ]
            )


def n_without_link(graph: GraphColumns) -> int:
    """Count the nodes that have no link, and so no row.

    Parameters
    ----------
    graph : GraphColumns
        Nodes and edges.

    Returns
    -------
    int
        How many.
    """
    linked = np.unique(np.concatenate([np.concatenate([part.a, part.b]) for part in graph.edges]))
    return sum(map(len, graph.nodes)) - len(linked)


_ATTRIBUTES = (
    ("kinds", "role", "part", "label"),
    ("strength",),
    ("first_on", "valid_from", "decided_on"),
    ("last_on", "valid_to"),
    ("record_ids",),
    ("source_ids",),
)


def _column(part: Edges, names: Sequence[str]) -> list[Any]:
    """Return the first of some attributes that edges of this kind have, as texts."""
    column = next((part.attributes[name] for name in names if name in part.attributes), None)
    if column is None:
        return [""] * len(part)
    if isinstance(column, Listed):
        return [MANY.join(words) for words in column.values()]
    return ["" if value is None else value for value in column.values()]


def _rows(rows: Sequence[Sequence[object]]) -> str:
    text = StringIO()
    writer(text, lineterminator="\r\n").writerows([[_cell(value) for value in row] for row in rows])
    return text.getvalue()


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    clean = xml_text(value)
    return f"'{clean}" if clean.startswith(_FORMULA) else clean
