"""A graph all texts of which may stand in XML."""

from collections.abc import Iterable

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
    nodes = _distinct(graph.nodes)
    keys = _distinct(key for _, _, key in graph.edges(keys=True))
    for node, attributes in graph.nodes(data=True):
        clean.add_node(nodes[node], **_clean(attributes))
    for a, b, key, attributes in graph.edges(keys=True, data=True):
        clean.add_edge(nodes[a], nodes[b], key=keys[key], **_clean(attributes))
    return clean


def _distinct(ids: Iterable[str]) -> dict[str, str]:
    """Return each id as XML may hold it; two that differ in control signs alone stay two."""
    clean: dict[str, str] = {}
    taken: set[str] = set()
    for text in ids:
        name = xml_text(text)
        while name in taken:
            name += "'"
        taken.add(name)
        clean[text] = name
    return clean


def _clean(attributes: dict[str, object]) -> dict[str, object]:
    return {name: xml_text(value) if isinstance(value, str) else value for name, value in attributes.items()}
