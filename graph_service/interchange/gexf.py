"""A network as GEXF, as Gephi reads it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from graph_service.analysis.columns import Coded, Column, Texts
from graph_service.analysis.network import Network
from graph_service.interchange.graph_columns import GraphColumns, graph_columns
from graph_service.interchange.graph_parts import Edges, GraphShape, Nodes
from graph_service.interchange.graph_texts import (
    Declared,
    attribute_texts,
    declared_of_edges,
    declared_of_nodes,
    edge_chunks,
    node_chunks,
)
from graph_service.interchange.xml_texts import DECLARATION, XML_TYPES, XmlNames, attributes_of, text_of

_PLACES = ' xmlns:viz="http://www.gexf.net/1.2draft/viz"'
_SPACES = (
    ' xmlns="http://www.gexf.net/1.2draft" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://www.gexf.net/1.2draft http://www.gexf.net/1.2draft/gexf.xsd" version="1.2"'
)
_OF_NODES = ("label", "x", "y")  # stand elsewhere than among the values
_OF_EDGES = ("label", "weight")
_KEY = "networkx_key"  # where networkx keeps the key of an edge, and finds it again


def to_gexf(network: Network, *, handling: str, shape: GraphShape) -> str:
    """Write a network as GEXF.

    GEXF has no attributes of a graph: handling mark, as-of day, snapshot and notes stand in its description.

    Parameters
    ----------
    network : Network
        What is exported.
    handling : str
        The handling mark.
    shape : GraphShape
        With groups or incidents as nodes too, and with positions, which Gephi counts upwards.

    Returns
    -------
    str
        The document, the same bytes for the same network.
    """
    return "".join(gexf_chunks(graph_columns(network, handling=handling, shape=shape)))


def gexf_chunks(graph: GraphColumns) -> Iterator[str]:
    """Write a graph as GEXF, in parts.

    Parameters
    ----------
    graph : GraphColumns
        Nodes and edges; the document is as networkx writes it.

    Yields
    ------
    str
        The next part of the document.
    """
    of_nodes = [_without(part.attributes, _OF_NODES) for part in graph.nodes]
    of_edges = [{**_without(part.attributes, _OF_EDGES), _KEY: part.keys} for part in graph.edges]
    node_values = declared_of_nodes(graph, of_nodes, start=0)
    edge_values = declared_of_edges(graph, of_edges, start=len(node_values))
    yield _head(graph)
    yield _declarations("edge", edge_values) + _declarations("node", node_values)
    names = XmlNames.of(graph)
    yield "    <nodes>\n" if graph.nodes else "    <nodes />\n"
    for (part, begin), columns in zip(names.begin_nodes(graph, '      <node id="'), of_nodes, strict=True):
        for chunk in node_chunks(part, [begin, *_label_and_place(part), *_values(columns, node_values, "")]):
            yield "".join([f"{node}{_END}      </node>\n" for node in chunk])
    yield "    </nodes>\n" if graph.nodes else ""
    yield "    <edges>\n" if len(graph.order) else "    <edges />\n"
    texts = [
        [*names.begin_edges(part, "      <edge "), *_label_and_weight(part), *_values(columns, edge_values, '">\n')]
        for part, columns in zip(graph.edges, of_edges, strict=True)
    ]
    for chunk in edge_chunks(graph, texts):
        yield "".join([f"{edge}{_END}      </edge>\n" for edge in chunk])
    yield "    </edges>\n" if len(graph.order) else ""
    yield "  </graph>\n</gexf>\n\n"


_END = "        </attvalues>\n"


def _head(graph: GraphColumns) -> str:
    about = text_of("; ".join(f"{name}: {value}" for name, value in graph.head.items() if value != ""))
    has_places = any(place is not None for part in graph.nodes for place in part.attributes["x"].distinct())
    return (
        f"{DECLARATION}<gexf{_PLACES if has_places else ''}{_SPACES}>\n"
        f'  <meta lastmodifieddate="{graph.head["as_of"]}">\n    <creator>Gruppkarta</creator>\n'
        f"    <description>{about}</description>\n  </meta>\n"
        '  <graph defaultedgetype="undirected" mode="static" name="">\n'
    )


def _declarations(scope: str, declared: Mapping[str, Declared]) -> str:
    lines = [
        f'      <attribute id="{entry.number}" title="{entry.name}" type="{XML_TYPES[entry.type]}" />\n'
        for entry in declared.values()
    ]
    return f'    <attributes mode="static" class="{scope}">\n{"".join(lines)}    </attributes>\n' if lines else ""


def _without(columns: Mapping[str, Column], names: Sequence[str]) -> dict[str, Column]:
    return {name: column for name, column in columns.items() if name not in names}


def _label_and_place(part: Nodes) -> list[Texts]:
    label, x, y = (part.attributes[name] for name in _OF_NODES)
    upwards = cast("Coded", y).mapped(lambda value: None if value is None else -value)
    return [
        attribute_texts(label, attributes_of, begin='" label="', end='">\n'),
        attribute_texts(x, attributes_of, begin='        <viz:position x="', end='"'),
        attribute_texts(upwards, attributes_of, begin=' y="', end='" z="0.0" />\n'),
    ]


def _label_and_weight(part: Edges) -> list[Texts]:
    return [
        attribute_texts(part.attributes[name], attributes_of, begin=f'" {name}="', end="")
        for name in _OF_EDGES
        if name in part.attributes
    ]


def _values(columns: Mapping[str, Column], declared: Mapping[str, Declared], before: str) -> Iterator[Texts]:
    """Return what writes the values of nodes or edges, after what closes the sign that begins them."""
    before += "        <attvalues>\n"
    for name, column in columns.items():
        if name in declared:
            begin = f'{before}          <attvalue for="{declared[name].number}" value="'
            yield attribute_texts(column, attributes_of, begin=begin, end='" />\n')
            before = ""
