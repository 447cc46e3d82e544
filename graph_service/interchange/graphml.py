"""A network as GraphML, as yEd, Gephi, Cytoscape, igraph and networkx read it."""

from collections.abc import Iterator, Mapping

from graph_service.analysis.columns import Column, Texts
from graph_service.analysis.network import Network
from graph_service.interchange.graph_columns import GraphColumns, graph_columns
from graph_service.interchange.graph_parts import GraphShape
from graph_service.interchange.graph_texts import (
    Declared,
    attribute_texts,
    declared_of_edges,
    declared_of_nodes,
    edge_chunks,
    node_chunks,
)
from graph_service.interchange.xml_texts import DECLARATION, XML_TYPES, XmlNames, attribute_of, text_of, texts_of

_BEGIN = (
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">'
)


def to_graphml(network: Network, *, handling: str, shape: GraphShape) -> str:
    """Write a network as GraphML.

    Parameters
    ----------
    network : Network
        What is exported.
    handling : str
        The handling mark, an attribute of the graph.
    shape : GraphShape
        With groups or incidents as nodes too, and with positions.

    Returns
    -------
    str
        The document, the same bytes for the same network.
    """
    return "".join(graphml_chunks(graph_columns(network, handling=handling, shape=shape)))


def graphml_chunks(graph: GraphColumns) -> Iterator[str]:
    """Write a graph as GraphML, in parts.

    Parameters
    ----------
    graph : GraphColumns
        Nodes and edges; the document is as networkx writes it, truth as XML does.

    Yields
    ------
    str
        The next part of the document.
    """
    head = {name: Declared(name, type(value), i) for i, (name, value) in enumerate(graph.head.items())}
    of_nodes = declared_of_nodes(graph, [part.attributes for part in graph.nodes], start=len(head))
    of_edges = declared_of_edges(graph, [part.attributes for part in graph.edges], start=len(head) + len(of_nodes))
    scopes = {"graph": head, "node": of_nodes, "edge": of_edges}
    keys = [(scope, attribute) for scope, attributes in scopes.items() for attribute in attributes.values()]
    yield f"{DECLARATION}{_BEGIN}\n"
    yield "".join(_key(scope, attribute) for scope, attribute in reversed(keys))
    yield '  <graph edgedefault="undirected">\n'
    names = XmlNames.of(graph)
    for part, begin in names.begin_nodes(graph, '    <node id="'):
        for chunk in node_chunks(part, [begin, *_data(part.attributes, of_nodes)]):
            yield "".join([f"{node}    </node>\n" for node in chunk])
    columns = [[*names.begin_edges(part, "    <edge "), *_data(part.attributes, of_edges)] for part in graph.edges]
    for chunk in edge_chunks(graph, columns):
        yield "".join([f"{edge}    </edge>\n" for edge in chunk])
    for name, value in graph.head.items():
        text, begin_data = text_of(value), f'    <data key="d{head[name].number}"'
        yield f"{begin_data}>{text}</data>\n" if text else f"{begin_data} />\n"
    yield "  </graph>\n</graphml>\n\n"


def _key(scope: str, attribute: Declared) -> str:
    name, kind = attribute_of(attribute.name), XML_TYPES[attribute.type]
    return f'  <key id="d{attribute.number}" for="{scope}" attr.name="{name}" attr.type="{kind}" />\n'


def _data(columns: Mapping[str, Column], declared: Mapping[str, Declared]) -> Iterator[Texts]:
    """Return what writes the data of nodes or edges, after what closes the sign that begins them."""
    before = '">\n'
    for name, column in columns.items():
        if name in declared:
            begin = f'{before}      <data key="d{declared[name].number}"'
            yield attribute_texts(column, texts_of, begin=f"{begin}>", end="</data>\n", blank=f"{begin} />\n")
            before = ""
