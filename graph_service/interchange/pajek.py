"""A network of persons for Pajek: a network file, or a project that holds their groups as a partition too."""

from collections.abc import Iterator
from typing import cast

import numpy as np

from graph_service.analysis.columns import CHUNK_ROWS, Coded
from graph_service.interchange.graph_columns import GraphColumns
from graph_service.interchange.plain_labels import distinct_labels, person_labels, plain_label

_NO_GROUP = 0


def pajek_chunks(graph: GraphColumns) -> Iterator[str]:
    """Write persons and ties as a Pajek network (.net).

    Parameters
    ----------
    graph : GraphColumns
        Persons and ties; the name of the network is the handling mark, and the rest of the head stands in comments.

    Yields
    ------
    str
        The next part of the document.
    """
    head = [f"% {name}: {plain_label(str(value))}\n" for name, value in graph.head.items() if value != ""]
    yield f"*Network {plain_label(str(graph.head['handling']))}\n{''.join(head)}"
    ids = [name for part in graph.nodes for name in part.ids]
    labels = person_labels(ids)
    yield f"*Vertices {len(ids)}\n"
    for start in range(0, len(ids), CHUNK_ROWS):
        rows = enumerate(labels[start : start + CHUNK_ROWS], start + 1)
        yield "".join([f'{number} "{label}"\n' for number, label in rows])
    yield "*Edges\n"
    yield from _edges(graph)


def pajek_project_chunks(graph: GraphColumns) -> Iterator[str]:
    """Write persons, ties and groups as a Pajek project (.paj).

    Parameters
    ----------
    graph : GraphColumns
        Persons and ties. A person is in the class of their best group; class 0 is no group.

    Yields
    ------
    str
        The next part of the document.
    """
    yield from pajek_chunks(graph)
    columns = [cast("Coded", part.attributes["group"]) for part in graph.nodes]
    groups: list[str | None] = [group for column in columns for group in column.values()]
    names = sorted({group for group in groups if group is not None})
    number = {name: i for i, name in enumerate(names, 1)}
    classes = [f"% class {i}: {label}\n" for i, label in enumerate(distinct_labels(names), 1)]
    yield f"\n*Partition groups\n{''.join(classes)}*Vertices {len(groups)}\n"
    yield "".join([f"{_NO_GROUP if group is None else number[group]}\n" for group in groups])


def _edges(graph: GraphColumns) -> Iterator[str]:
    for part in graph.edges:
        low, high = np.minimum(part.a, part.b), np.maximum(part.a, part.b)
        order = np.lexsort((high, low))
        words = part.attributes["kinds"].values()
        weights = part.attributes["strength"].values()
        for start in range(0, len(order), CHUNK_ROWS):
            rows = order[start : start + CHUNK_ROWS].tolist()
            lines = [(low[i] + 1, high[i] + 1, weights[i], "|".join(words[i])) for i in rows]
            yield "".join([f'{a} {b} {weight} l "{kinds}"\n' for a, b, weight, kinds in lines])
