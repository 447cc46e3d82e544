"""The forms in which a network leaves: one table for the command line and the service."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from graph_service.analysis.network import Network
from graph_service.domain.caller import Caller


class FormName(StrEnum):
    """The forms by name."""

    SVG = "svg"
    PAGE = "page"
    PYVIS = "pyvis"
    GRAPHML = "graphml"
    GEXF = "gexf"
    NODE_LINK = "node-link"


Writer = Callable[[Network, str], str]  # a network and its handling mark


@dataclass(frozen=True, slots=True)
class ExportForm:
    """A form: its name, the ending of its files, its media type, and what imports its writer."""

    name: FormName
    suffix: str
    media_type: str
    writer: Callable[[], Writer]


def copy_mark(caller: Caller, copy_id: str) -> str:
    """Return the handling mark of a copy that leaves a store."""
    return f"Copy {copy_id} for {caller.name}, {caller.agency}. Not to be passed on."


def _svg() -> Writer:
    from visualizations.draw import draw_svg

    return lambda network, handling: draw_svg(network, handling=handling)


def _page() -> Writer:
    from visualizations.draw import draw_html

    return lambda network, handling: draw_html(network, handling=handling)


def _pyvis() -> Writer:
    from visualizations.draw import draw_pyvis

    return lambda network, handling: draw_pyvis(network, handling=handling)


def _graphml() -> Writer:
    from graph_service.interchange.graphml import to_graphml

    return lambda network, handling: to_graphml(network, handling=handling)


def _gexf() -> Writer:
    from graph_service.interchange.gexf import to_gexf

    return lambda network, handling: to_gexf(network, handling=handling)


def _node_link() -> Writer:
    from graph_service.interchange.node_link import to_node_link

    return lambda network, handling: to_node_link(network, handling=handling)


EXPORT_FORMS = (
    ExportForm(FormName.SVG, ".svg", "image/svg+xml", _svg),
    ExportForm(FormName.PAGE, ".html", "text/html", _page),
    ExportForm(FormName.PYVIS, ".html", "text/html", _pyvis),
    ExportForm(FormName.GRAPHML, ".graphml", "application/graphml+xml", _graphml),
    ExportForm(FormName.GEXF, ".gexf", "application/gexf+xml", _gexf),
    ExportForm(FormName.NODE_LINK, ".json", "application/json", _node_link),
)
