"""Text that may stand in XML: some control signs may not, not even escaped."""

import re

import networkx as nx

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REPLACEMENT = "\ufffd"


def xml_text(text: str) -> str:
    """Replace signs that XML does not know.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text, with U+FFFD in their place.
    """
    return _NOT_XML.sub(REPLACEMENT, text)


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
