"""A network as GraphML, as yEd, Gephi, Cytoscape, igraph and networkx read it."""

from xml.etree.ElementTree import Element

from networkx.readwrite.graphml import GraphMLWriter

from graph_service.analysis.network import Network
from graph_service.interchange.clean_graph import with_xml_text
from graph_service.interchange.networkx_graph import GraphShape, to_networkx

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


class _Writer(GraphMLWriter):  # type: ignore[misc]  # networkx ships no types
    """Writes truth as XML does: networkx writes ``True``, which other tools read as false."""

    def add_data(
        self, name: str, element_type: type, value: object, scope: str = "all", default: object = None
    ) -> Element:
        element: Element = super().add_data(name, element_type, value, scope, default)
        if element_type is bool:
            element.text = str(value).lower()
        return element


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
    writer = _Writer(encoding="utf-8", prettyprint=True)
    writer.add_graph_element(with_xml_text(to_networkx(network, handling=handling, shape=shape)))
    return f"{DECLARATION}{writer}\n"
