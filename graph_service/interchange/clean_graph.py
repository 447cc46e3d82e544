"""A graph all texts of which may stand in XML."""

import networkx as nx

from graph_service.domain.text import xml_text


def with_xml_text(graph: "nx.MultiGraph[str]") -> "nx.MultiGraph[str]":
    """Return a graph with the same content, all texts of which may stand in XML.

    Parameters
    ----------
    graph : nx.MultiGraph[str]
        The graph.

    Returns
    -------
    nx.MultiGraph[str]
        A copy.
    """
    clean: nx.MultiGraph[str] = nx.MultiGraph(**_clean(graph.graph))
    for node, attributes in graph.nodes(data=True):
        clean.add_node(xml_text(node), **_clean(attributes))
    for a, b, key, attributes in graph.edges(keys=True, data=True):
        clean.add_edge(xml_text(a), xml_text(b), key=xml_text(key), **_clean(attributes))
    return clean


def _clean(attributes: dict[str, object]) -> dict[str, object]:
    return {name: xml_text(value) if isinstance(value, str) else value for name, value in attributes.items()}
