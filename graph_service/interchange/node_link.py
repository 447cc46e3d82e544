"""A network as node-link JSON, as d3 and networkx read it."""

import json
from collections.abc import Iterator, Sequence
from json.encoder import encode_basestring
from typing import Any

import numpy as np

from graph_service.analysis.columns import Coded, Column, Listed, Texts
from graph_service.analysis.network import Network
from graph_service.interchange.graph_columns import GraphColumns, graph_columns
from graph_service.interchange.graph_parts import GraphShape
from graph_service.interchange.graph_texts import attribute_texts, edge_chunks, node_chunks

_MARGIN = "      "


def to_node_link(network: Network, *, handling: str, shape: GraphShape) -> str:
    """Write a network as node-link JSON.

    Parameters
    ----------
    network : Network
        What is exported.
    handling : str
        The handling mark, kept in ``graph``.
    shape : GraphShape
        With groups or incidents as nodes too, and with positions.

    Returns
    -------
    str
        ``graph``, ``nodes`` and ``edges``; the same bytes for the same network.
    """
    return "".join(node_link_chunks(graph_columns(network, handling=handling, shape=shape)))


def node_link_chunks(graph: GraphColumns) -> Iterator[str]:
    """Write a graph as node-link JSON, in parts.

    Parameters
    ----------
    graph : GraphColumns
        Nodes and edges; the document is that of networkx, with sorted keys and an indent of 2.

    Yields
    ------
    str
        The next part of the document.
    """
    yield '{\n  "directed": false,\n  "edges": '
    names = [name for part in graph.nodes for name in part.ids]
    columns = []
    for part in graph.edges:
        ends = {"source": Coded(np.minimum(part.a, part.b), names), "target": Coded(np.maximum(part.a, part.b), names)}
        columns.append(_members({**part.attributes, **ends, "key": part.keys}))
    yield from _list_of(edge_chunks(graph, columns))
    head = json.dumps(graph.head, ensure_ascii=False, sort_keys=True, indent=2).replace("\n", "\n  ")
    yield f',\n  "graph": {head},\n  "multigraph": true,\n  "nodes": '
    yield from _list_of(_nodes(graph))
    yield "\n}\n"


def _nodes(graph: GraphColumns) -> Iterator[list[str]]:
    for part in graph.nodes:
        ids = Coded(np.arange(len(part)), part.ids)
        yield from node_chunks(part, _members({**part.attributes, "id": ids}))


def _list_of(chunks: Iterator[list[str]]) -> Iterator[str]:
    """Write records, each of which begins with a comma too many, as a list."""
    begin = "["
    for chunk in chunks:
        yield begin + ",".join([f"\n    {{{record[1:]}\n    }}" for record in chunk])
        begin = ","
    yield "[]" if begin == "[" else "\n  ]"


def _members(columns: dict[str, Column]) -> list[Texts]:
    return [_member(name, columns[name]) for name in sorted(columns)]


def _member(name: str, column: Column) -> Texts:
    begin = f',\n{_MARGIN}"{name}": '
    if isinstance(column, Listed):
        return attribute_texts(
            column, lambda values: [encode_basestring(v)[1:-1] for v in values], begin=begin, end="", quote='"'
        )
    return attribute_texts(column, _texts, begin=begin, end="")


def _texts(values: Sequence[Any]) -> list[str]:
    if all(type(value) is str for value in values):
        return list(map(encode_basestring, values))
    return [json.dumps(value, ensure_ascii=False, allow_nan=False) for value in values]


def _words(values: Sequence[str]) -> list[str]:
    return [encode_basestring(value)[1:-1] for value in values]
