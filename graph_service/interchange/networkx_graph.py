"""A network as a networkx graph: persons and their ties; groups and incidents as nodes where they are asked for.

Node ids are prefixed with the kind (``person:P-0014``, ``group:G-02``), so that equal ids of different kinds stay
apart. Every edge has a key that no other edge has: the id of its record, or of a pair that several records join. No
attribute is None: what is not known is left out. Dates are ISO text, as exact as they are known. For igraph:
``igraph.Graph.from_networkx(to_networkx(...))``.
"""

from collections.abc import Iterator, Mapping

import networkx as nx

from graph_service.analysis.columns import Column, Listed
from graph_service.analysis.network import Network
from graph_service.analysis.person_measures import NO_MEASURES, PersonMeasures
from graph_service.analysis.result import Note
from graph_service.interchange.graph_columns import graph_columns
from graph_service.interchange.graph_parts import MANY, Attribute, GraphShape

__all__ = ["GraphShape", "counts", "left_out", "to_networkx"]


def to_networkx(
    network: Network, *, handling: str, shape: GraphShape | None = None, measures: PersonMeasures = NO_MEASURES
) -> "nx.MultiGraph[str]":
    """Turn a network into an undirected graph of persons and ties, with their groups as an attribute.

    Parameters
    ----------
    network : Network
        What is exported.
    handling : str
        The handling mark, kept with the graph.
    shape : GraphShape | None
        With groups or incidents as nodes too, and with positions; None: persons and ties alone.
    measures : PersonMeasures
        Of its persons, an attribute for each column.

    Returns
    -------
    nx.MultiGraph[str]
        Nodes and edges in the order of their ids; `kind` says what each is, and the attribute `notes` of the graph
        what is not in it.
    """
    columns = graph_columns(network, handling=handling, shape=shape or GraphShape(), measures=measures)
    graph: nx.MultiGraph[str] = nx.MultiGraph(**columns.head)
    names: list[str] = []
    for nodes in columns.nodes:
        names.extend(nodes.ids)
        for name, attributes in zip(nodes.ids, _records(nodes.attributes, len(nodes)), strict=True):
            graph.add_node(name, **attributes)
    for edges in columns.edges:
        ends = zip(edges.a.tolist(), edges.b.tolist(), edges.keys.values(), strict=True)
        for (a, b, key), attributes in zip(ends, _records(edges.attributes, len(edges)), strict=True):
            graph.add_edge(names[a], names[b], key=key, **attributes)
    return graph


def _records(columns: Mapping[str, Column], n: int) -> Iterator[dict[str, Attribute]]:
    values = [
        [MANY.join(words) or None for words in column.values()] if isinstance(column, Listed) else column.values()
        for column in columns.values()
    ]
    for row in range(n):
        record = {name: column[row] for name, column in zip(columns, values, strict=True)}
        yield {name: value for name, value in record.items() if value is not None}


def left_out(network: Network, shape: GraphShape) -> tuple[Note, ...]:
    """Count what the network holds and a graph of this shape does not.

    Parameters
    ----------
    network : Network
        What is exported.
    shape : GraphShape
        How.

    Returns
    -------
    tuple[Note, ...]
        One note per kind; none where nothing is left out.
    """
    return graph_columns(network, handling="", shape=shape).left_out


def counts(network: Network, shape: GraphShape) -> str:
    """Say what a graph of this shape holds, in one line.

    Parameters
    ----------
    network : Network
        What is exported.
    shape : GraphShape
        How.

    Returns
    -------
    str
        As "24 persons, 1 group, 40 ties".
    """
    return graph_columns(network, handling="", shape=shape).counts
