"""The forms in which a network leaves: one table for the command line and the service."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import PurePath
from secrets import token_hex
from typing import TYPE_CHECKING
from typing import Annotated as A

from graph_service.analysis.network import NETWORK, Network, NetworkParameters
from graph_service.analysis.person_measures import NO_MEASURES, PersonMeasures, person_measures, structure_asked
from graph_service.analysis.result import Note
from graph_service.analysis.structure import STRUCTURE
from graph_service.analysis.structure_parts import StructureMeasure
from graph_service.domain.caller import Caller
from graph_service.domain.parameters import MAX_ITEMS, Parameter
from graph_service.errors import InputError
from graph_service.services.context import Context
from graph_service.services.frame import answer

if TYPE_CHECKING:
    from graph_service.interchange.graph_columns import GraphColumns
    from visualizations.draw import Form

COPY_BYTES = 6
DEFAULT_HANDLING = "RESTRICTED – ANALYSIS PRODUCT"  # where a case names no mark of its own


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
    measures: A[
        tuple[StructureMeasure, ...] | None,
        Parameter(
            "Also these measures of structure as attributes of persons, in the graph of the same groups and kinds",
            ("betweenness",),
            each="measure",
            maximum=MAX_ITEMS,
        ),
    ] = None
    size_by: A[
        StructureMeasure | None,
        Parameter("The measure that sizes the dots of a map; default: points for documented facts", "degree"),
    ] = None
    colour_by: A[
        StructureMeasure | None,
        Parameter("The measure that colours the dots of a map, darker for more; default: their group", "betweenness"),
    ] = None


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


# a network, its measures, its handling mark, what is asked
Writer = Callable[[Network, PersonMeasures, str, NetworkFileParameters], NetworkFile]


@dataclass(frozen=True, slots=True)
class ExportForm:
    """A form: its name, the ending of its files, its media type, and what writes it."""

    name: FormName
    suffix: str
    media_type: str
    write: Writer


def form_of(file: str, *, pyvis: bool = False) -> ExportForm:
    """Return the form that the ending of a file names; of two the page of our own, unless pyvis is to write it.

    Parameters
    ----------
    file : str
        Name of the file.
    pyvis : bool
        Whether pyvis is to write an .html file.

    Returns
    -------
    ExportForm
        The form.

    Raises
    ------
    InputError
        If no form has this ending.
    """
    suffix = PurePath(file).suffix
    forms = [form for form in EXPORT_FORMS if form.suffix == suffix]
    if not forms:
        suffixes = ", ".join(dict.fromkeys(form.suffix for form in EXPORT_FORMS))
        message = f"cannot write {suffix or 'a file without an ending'}: use one of {suffixes}"
        raise InputError(message)
    return next((form for form in forms if pyvis and form.name is FormName.PYVIS), forms[0])


def new_copy_id() -> str:
    """Make the id of a copy; nobody who asks for one has a say in it."""
    return token_hex(COPY_BYTES)


def copy_mark(caller: Caller, copy_id: str) -> str:
    """Return the handling mark of a copy that leaves a store."""
    return f"Copy {copy_id} for {caller.name}, {caller.agency}. Not to be passed on."


def network_to_write(
    context: Context,
    parameters: NetworkFileParameters,
    *,
    as_of: date | None,
    details: Mapping[str, str | int] | None,
) -> tuple[Network, PersonMeasures]:
    """Answer what a file of a network holds: the network, and measures of its persons where some are named.

    Parameters
    ----------
    context : Context
        The open store, and who asks.
    parameters : NetworkFileParameters
        What is asked.
    as_of : date | None
        The day; default today.
    details : Mapping[str, str | int] | None
        More for the audit trail, which holds both questions.

    Returns
    -------
    tuple[Network, PersonMeasures]
        Both of the same records.
    """
    context = context.holding(as_of)
    network = answer(context, NETWORK, parameters, as_of=as_of, details=details)
    options = structure_asked(network, parameters.measures, parameters.size_by, parameters.colour_by)
    if options is None:
        return network, NO_MEASURES
    structure = answer(context, STRUCTURE, options, as_of=as_of, details=details)
    return network, person_measures(network, structure, size_by=parameters.size_by, colour_by=parameters.colour_by)


def _drawn(
    network: Network, measures: PersonMeasures, handling: str, _: NetworkFileParameters, *, form: "Form"
) -> NetworkFile:
    from visualizations.draw import picture

    drawn = picture(network, form, handling=handling, measures=measures)
    return NetworkFile(lambda: iter((drawn.text,)), drawn.scene.summary, drawn.scene.notes)


def _graphml(
    network: Network, measures: PersonMeasures, handling: str, parameters: NetworkFileParameters
) -> NetworkFile:
    from graph_service.interchange.graphml import graphml_chunks

    return _graph(network, measures, handling, parameters, graphml_chunks)


def _gexf(network: Network, measures: PersonMeasures, handling: str, parameters: NetworkFileParameters) -> NetworkFile:
    from graph_service.interchange.gexf import gexf_chunks

    return _graph(network, measures, handling, parameters, gexf_chunks)


def _node_link(
    network: Network, measures: PersonMeasures, handling: str, parameters: NetworkFileParameters
) -> NetworkFile:
    from graph_service.interchange.node_link import node_link_chunks

    return _graph(network, measures, handling, parameters, node_link_chunks)


def _graph(
    network: Network,
    measures: PersonMeasures,
    handling: str,
    parameters: NetworkFileParameters,
    write: "Callable[[GraphColumns], Iterator[str]]",
) -> NetworkFile:
    """Files hold groups as nodes, and everything where the map has it."""
    from graph_service.interchange.graph_columns import graph_columns
    from graph_service.interchange.graph_parts import GraphShape
    from visualizations.draw import places

    shape = GraphShape(groups=True, incidents=parameters.incidents, places=places(network))
    graph = graph_columns(network, handling=handling, shape=shape, measures=measures)
    return NetworkFile(lambda: write(graph), graph.counts, (*network.notes, *measures.notes, *graph.left_out))


EXPORT_FORMS = (
    ExportForm(FormName.SVG, ".svg", "image/svg+xml", partial(_drawn, form="svg")),
    ExportForm(FormName.PAGE, ".html", "text/html", partial(_drawn, form="page")),
    ExportForm(FormName.PYVIS, ".html", "text/html", partial(_drawn, form="pyvis")),
    ExportForm(FormName.GRAPHML, ".graphml", "application/graphml+xml", _graphml),
    ExportForm(FormName.GEXF, ".gexf", "application/gexf+xml", _gexf),
    ExportForm(FormName.NODE_LINK, ".json", "application/json", _node_link),
)
