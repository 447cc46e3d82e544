"""A network as GEXF, as Gephi reads it."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement

from networkx.readwrite.gexf import GEXFWriter

from graph_service.analysis.network import Network
from graph_service.interchange.clean_graph import with_xml_text
from graph_service.interchange.graphml import DECLARATION
from graph_service.interchange.networkx_graph import GraphShape, to_networkx

VERSION = "1.2draft"


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
    graph = with_xml_text(to_networkx(network, handling=handling, shape=shape))
    for _, attributes in graph.nodes(data=True):
        if "x" in attributes:
            position = {"x": attributes.pop("x"), "y": -attributes.pop("y"), "z": 0.0}
            attributes["viz"] = {"position": position}
    for _, _, key, attributes in graph.edges(keys=True, data=True):
        attributes["id"] = key
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version=VERSION)
    writer.add_graph(graph)
    for meta in writer.xml.findall("meta"):  # networkx would put today's date there
        writer.xml.remove(meta)
    writer.xml.insert(0, _meta(network, graph.graph))
    return f"{DECLARATION}{writer}\n"


def _meta(network: Network, head: Mapping[str, object]) -> Element:
    meta = Element("meta", {"lastmodifieddate": network.as_of.isoformat()})
    SubElement(meta, "creator").text = "Gruppkarta"
    SubElement(meta, "description").text = "; ".join(f"{name}: {value}" for name, value in head.items() if value != "")
    return meta
