"""The forms in which a network leaves: one table for the command line and the service."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING
from typing import Annotated as A

from graph_service.analysis.network import NETWORK, Network, NetworkParameters
from graph_service.analysis.result import Note
from graph_service.domain.caller import Caller
from graph_service.domain.parameters import Parameter

if TYPE_CHECKING:
    from graph_service.interchange.networkx_graph import GraphShape
    from visualizations.draw import Picture


class FormName(StrEnum):
    """The forms by name."""

    SVG = "svg"
    PAGE = "page"
    PYVIS = "pyvis"
    GRAPHML = "graphml"
    GEXF = "gexf"
    NODE_LINK = "node-link"


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkFileParameters(NetworkParameters):
    """What a file holds beside the network itself."""

    incidents: A[
        bool,
        Parameter(
            "In .graphml, .gexf and .json, incidents as nodes and involvements as edges too",
            example=True,
            each="incidents",
        ),
    ] = False


NETWORK_FILE = replace(NETWORK, parameters=NetworkFileParameters)


@dataclass(frozen=True, slots=True)
class NetworkFile:
    """A network in a form: its text, what stands in it, and what does not."""

    text: str
    counts: str
    notes: Sequence[Note]


Writer = Callable[[Network, str, NetworkFileParameters], NetworkFile]  # a network, its handling mark, what is asked


@dataclass(frozen=True, slots=True)
class ExportForm:
    """A form: its name, the ending of its files, its media type, and what writes it."""

    name: FormName
    suffix: str
    media_type: str
    write: Writer


def copy_mark(caller: Caller, copy_id: str) -> str:
    """Return the handling mark of a copy that leaves a store."""
    return f"Copy {copy_id} for {caller.name}, {caller.agency}. Not to be passed on."


def _svg(network: Network, handling: str, _: NetworkFileParameters) -> NetworkFile:
    from visualizations.draw import svg_picture

    return _picture(svg_picture(network, handling=handling))


def _page(network: Network, handling: str, _: NetworkFileParameters) -> NetworkFile:
    from visualizations.draw import page_picture

    return _picture(page_picture(network, handling=handling))


def _pyvis(network: Network, handling: str, _: NetworkFileParameters) -> NetworkFile:
    from visualizations.draw import pyvis_picture

    return _picture(pyvis_picture(network, handling=handling))


def _picture(picture: "Picture") -> NetworkFile:
    return NetworkFile(picture.text, picture.scene.summary, picture.scene.notes)


def _graphml(network: Network, handling: str, parameters: NetworkFileParameters) -> NetworkFile:
    from graph_service.interchange.graphml import to_graphml

    shape = _shape(network, parameters)
    return _graph(network, to_graphml(network, handling=handling, shape=shape), shape)


def _gexf(network: Network, handling: str, parameters: NetworkFileParameters) -> NetworkFile:
    from graph_service.interchange.gexf import to_gexf

    shape = _shape(network, parameters)
    return _graph(network, to_gexf(network, handling=handling, shape=shape), shape)


def _node_link(network: Network, handling: str, parameters: NetworkFileParameters) -> NetworkFile:
    from graph_service.interchange.node_link import to_node_link

    shape = _shape(network, parameters)
    return _graph(network, to_node_link(network, handling=handling, shape=shape), shape)


def _graph(network: Network, text: str, shape: "GraphShape") -> NetworkFile:
    from graph_service.interchange.networkx_graph import counts, left_out

    return NetworkFile(text, counts(network, shape), (*network.notes, *left_out(network, shape)))


def _shape(network: Network, parameters: NetworkFileParameters) -> "GraphShape":
    """Files hold groups as nodes, and everything where the map has it."""
    from graph_service.interchange.networkx_graph import GraphShape
    from visualizations.draw import places

    return GraphShape(groups=True, incidents=parameters.incidents, places=places(network))


EXPORT_FORMS = (
    ExportForm(FormName.SVG, ".svg", "image/svg+xml", _svg),
    ExportForm(FormName.PAGE, ".html", "text/html", _page),
    ExportForm(FormName.PYVIS, ".html", "text/html", _pyvis),
    ExportForm(FormName.GRAPHML, ".graphml", "application/graphml+xml", _graphml),
    ExportForm(FormName.GEXF, ".gexf", "application/gexf+xml", _gexf),
    ExportForm(FormName.NODE_LINK, ".json", "application/json", _node_link),
)
