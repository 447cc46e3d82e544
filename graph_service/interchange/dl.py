"""A network of persons for UCINET, as a DL file."""

from collections.abc import Iterator

import numpy as np

from graph_service.analysis.columns import CHUNK_ROWS
from graph_service.interchange.graph_columns import GraphColumns
from graph_service.interchange.plain_labels import person_labels


def dl_chunks(graph: GraphColumns) -> Iterator[str]:
    """Write persons and ties as a list of edges of DL; each tie stands in both directions, as UCINET has them.

    Parameters
    ----------
    graph : GraphColumns
        Persons and ties. The format has no room for a handling mark, kinds or dates.

    Yields
    ------
    str
        The next part of the document.
    """
    labels = person_labels([name for part in graph.nodes for name in part.ids])
    yield f"DL n={len(labels)}\nformat = edgelist1\nlabels:\n"
    for start in range(0, len(labels), CHUNK_ROWS):
        yield "".join([f"{_quoted(label)}\n" for label in labels[start : start + CHUNK_ROWS]])
    yield "data:\n"
    for part in graph.edges:
        low, high = np.minimum(part.a, part.b), np.maximum(part.a, part.b)
        order = np.lexsort((high, low))
        weights = part.attributes["strength"].values()
        for start in range(0, len(order), CHUNK_ROWS):
            rows = order[start : start + CHUNK_ROWS].tolist()
            pairs = [(low[i] + 1, high[i] + 1, weights[i]) for i in rows]
            yield "".join([f"{a} {b} {weight}\n{b} {a} {weight}\n" for a, b, weight in pairs])


def _quoted(label: str) -> str:
    return f'"{label}"' if set(label) & set(" ,=!:") else label
