"""The forms in which a network leaves: one table for the command line and the service."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING
from typing import Annotated as A

from graph_service.analysis.network import NETWORK, Network, NetworkParameters
from graph_service.analysis.result import Note
from graph_service.domain.caller import Caller
from graph_service.domain.parameters import Parameter

if TYPE_CHECKING:
    from graph_service.interchange.graph_columns import GraphColumns
    from visualizations.draw import Form


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
    """A network in a form: its text, in parts, what stands in it, and what does not."""

    chunks: Callable[[], Iterator[str]]
    counts: str
    notes: Sequence[Note]

    @property
    def text(self) -> str:
        """The text as a whole."""
        return "".join(self.chunks())


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


def _drawn(network: Network, handling: str, _: NetworkFileParameters, *, form: "Form") -> NetworkFile:
    from visualizations.draw import picture

    drawn = picture(network, form, handling=handling)
    return NetworkFile(lambda: iter((drawn.text,)), drawn.scene.summary, drawn.scene.notes)


def _graphml(network: Network, handling: str, parameters: NetworkFileParameters) -> NetworkFile:
    from graph_service.interchange.graphml import graphml_chunks

    return _graph(network, handling, parameters, graphml_chunks)


def _gexf(network: Network, handling: str, parameters: NetworkFileParameters) -> NetworkFile:
    from graph_service.interchange.gexf import gexf_chunks

    return _graph(network, handling, parameters, gexf_chunks)


def _node_link(network: Network, handling: str, parameters: NetworkFileParameters) -> NetworkFile:
    from graph_service.interchange.node_link import node_link_chunks

    return _graph(network, handling, parameters, node_link_chunks)


def _graph(
    network: Network,
    handling: str,
    parameters: NetworkFileParameters,
    write: "Callable[[GraphColumns], Iterator[str]]",
) -> NetworkFile:
    """Files hold groups as nodes, and everything where the map has it."""
    from graph_service.interchange.graph_columns import graph_columns
    from graph_service.interchange.graph_parts import GraphShape
    from visualizations.draw import places

    shape = GraphShape(groups=True, incidents=parameters.incidents, places=places(network))
    graph = graph_columns(network, handling=handling, shape=shape)
    return NetworkFile(lambda: write(graph), graph.counts, (*network.notes, *graph.left_out))


EXPORT_FORMS = (
    ExportForm(FormName.SVG, ".svg", "image/svg+xml", partial(_drawn, form="svg")),
    ExportForm(FormName.PAGE, ".html", "text/html", partial(_drawn, form="page")),
    ExportForm(FormName.PYVIS, ".html", "text/html", partial(_drawn, form="pyvis")),
    ExportForm(FormName.GRAPHML, ".graphml", "application/graphml+xml", _graphml),
    ExportForm(FormName.GEXF, ".gexf", "application/gexf+xml", _gexf),
    ExportForm(FormName.NODE_LINK, ".json", "application/json", _node_link),
)
