"""The forms in which a network leaves: one table for the command line and the service."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import PurePath
from secrets import token_hex
from typing import TYPE_CHECKING, Protocol
from typing import Annotated as A

from graph_service.analysis.network import NETWORK, Network, NetworkParameters
from graph_service.analysis.person_measures import NO_MEASURES, PersonMeasures, person_measures, structure_asked
from graph_service.analysis.result import Note, note
from graph_service.analysis.structure import STRUCTURE
from graph_service.analysis.structure_parts import StructureMeasure
from graph_service.domain.caller import Caller
from graph_service.domain.parameters import MAX_ITEMS, Parameter
from graph_service.domain.text import counted
from graph_service.errors import InputError
from graph_service.languages.source import N_, SOURCE
from graph_service.languages.translator import Translator, translator
from graph_service.services.context import Context
from graph_service.services.frame import answer
from graph_service.services.incident_places import NO_PLACES, IncidentPlaces, at_one_moment
from graph_service.services.two_days import earlier_network
from graph_service.wording.words import agency

if TYPE_CHECKING:
    from graph_service.interchange.graph_columns import GraphColumns
    from visualizations.draw import Form

COPY_BYTES = 6
ENGLISH = translator(SOURCE)
DEFAULT_HANDLING = N_("RESTRICTED – ANALYSIS PRODUCT")  # where a case names no mark of its own


class FormName(StrEnum):
    """The forms by name."""

    SVG = "svg"
    PAGE = "page"
    PYVIS = "pyvis"
    GRAPHML = "graphml"
    GEXF = "gexf"
    NODE_LINK = "node-link"
    PAJEK = "pajek"
    PAJEK_PROJECT = "pajek-project"
    DL = "dl"
    ANX = "anx"
    I2_TABLE = "i2-table"
    GEOJSON = "geojson"


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkFileParameters(NetworkParameters):
    """What a file holds beside the network itself."""

    incidents: A[
        bool,
        Parameter(
            "In .graphml, .gexf, .json, .anx and .csv, incidents as nodes and involvements as edges too",
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
    since: A[
        date | None,
        Parameter("In .svg and .html, also what came, left or changed since this earlier day", date(2020, 6, 1)),
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


class Writer(Protocol):
    """What writes a network: with measures, handling mark, what is asked, places if it shows them, and a language."""

    def __call__(
        self,
        network: Network,
        measures: PersonMeasures,
        handling: str,
        parameters: NetworkFileParameters,
        places: IncidentPlaces = NO_PLACES,
        language: str = SOURCE,
        /,
    ) -> NetworkFile:
        """Return the file."""
        ...


@dataclass(frozen=True, slots=True)
class ExportForm:
    """A form: its name, the ending of its files, its media type, what writes it, and whether it shows places."""

    name: FormName
    suffix: str
    media_type: str
    write: Writer
    shows_places: bool = False
    shows_changes: bool = False


@dataclass(frozen=True, slots=True)
class NetworkContent:
    """What a file of a network holds, all of one moment."""

    network: Network
    measures: PersonMeasures = NO_MEASURES
    places: IncidentPlaces = NO_PLACES
    language: str = SOURCE
    earlier: Network | None = None  # as of the day that it is compared with

    def written(self, form: ExportForm, handling: str, parameters: NetworkFileParameters) -> NetworkFile:
        """Return it in a form."""
        if self.earlier is None:
            return form.write(self.network, self.measures, handling, parameters, self.places, self.language)
        return drawn(self, handling, "svg" if form.name is FormName.SVG else "page")


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


def copy_mark(caller: Caller, copy_id: str, recipient: str = "", *, translator: Translator = ENGLISH) -> str:
    """Return the handling mark of a copy that leaves a store, for its caller or for another agency."""
    text = translator.text("Copy {copy} for {name}, {agency}. Not to be passed on.")
    if recipient:
        text = translator.text("Copy {copy}, extract for {recipient}, made by {name}, {agency}. Not to be passed on.")
    agencies = [
        name if translator.language == SOURCE else agency(translator, name) for name in (recipient, caller.agency)
    ]
    return text.format(copy=copy_id, recipient=agencies[0], name=caller.name, agency=agencies[1])


def network_to_write(
    context: Context,
    form: ExportForm,
    parameters: NetworkFileParameters,
    *,
    as_of: date | None,
    details: Mapping[str, str | int] | None,
) -> NetworkContent:
    """Answer what a file of a network holds: the network, and measures and places where the form shows some.

    Parameters
    ----------
    context : Context
        The open store, and who asks.
    form : ExportForm
        In which form.
    parameters : NetworkFileParameters
        What is asked.
    as_of : date | None
        The day; default today.
    details : Mapping[str, str | int] | None
        More for the audit trail, which holds both questions.

    Returns
    -------
    NetworkContent
        All of the same records.
    """
    if parameters.since is not None and not form.shows_changes:
        message = f"a {form.suffix} file does not show what changed since {parameters.since}: write .svg or .html"
        raise InputError(message)
    context, places = at_one_moment(context, as_of) if form.shows_places else (context.holding(as_of), NO_PLACES)
    network = answer(context, NETWORK, parameters, as_of=as_of, details=details)
    earlier = None
    if parameters.since is not None:
        earlier = earlier_network(context, parameters, since=parameters.since, as_of=network.as_of, details=details)
    options = structure_asked(network, parameters.measures, parameters.size_by, parameters.colour_by)
    if options is None:
        return NetworkContent(network, NO_MEASURES, places, context.language, earlier)
    structure = answer(context, STRUCTURE, options, as_of=as_of, details=details)
    measures = person_measures(network, structure, size_by=parameters.size_by, colour_by=parameters.colour_by)
    return NetworkContent(network, measures, places, context.language, earlier)


def drawn(content: NetworkContent, handling: str, form: "Form") -> NetworkFile:
    """Draw what a file holds, with the difference to an earlier day where there is one."""
    from visualizations.draw import picture

    figure = picture(
        content.network,
        form,
        handling=handling,
        measures=content.measures,
        earlier=content.earlier,
        language=content.language,
    )
    return NetworkFile(lambda: iter((figure.text,)), figure.scene.summary, figure.scene.notes)


def _drawn(
    network: Network,
    measures: PersonMeasures,
    handling: str,
    _parameters: NetworkFileParameters,
    _places: IncidentPlaces = NO_PLACES,
    language: str = SOURCE,
    /,
    *,
    form: "Form",
) -> NetworkFile:
    return drawn(NetworkContent(network, measures, language=language), handling, form)


def _graph(
    network: Network,
    measures: PersonMeasures,
    handling: str,
    parameters: NetworkFileParameters,
    _places: IncidentPlaces = NO_PLACES,
    _language: str = SOURCE,
    /,
    *,
    form: FormName,
) -> NetworkFile:
    """Files of graphs hold groups as nodes, and everything where the map has it."""
    from graph_service.interchange import anx, gexf, graphml, i2_table, node_link
    from graph_service.interchange.graph_columns import graph_columns
    from graph_service.interchange.graph_parts import GraphShape
    from visualizations.draw import places

    writers: Mapping[FormName, Callable[[GraphColumns], Iterator[str]]] = {
        FormName.GRAPHML: graphml.graphml_chunks,
        FormName.GEXF: gexf.gexf_chunks,
        FormName.NODE_LINK: node_link.node_link_chunks,
        FormName.ANX: anx.anx_chunks,
        FormName.I2_TABLE: i2_table.i2_table_chunks,
    }
    write = writers[form]
    shape = GraphShape(groups=True, incidents=parameters.incidents, places=places(network))
    graph = graph_columns(network, handling=handling, shape=shape, measures=measures)
    notes = (*network.notes, *measures.notes, *graph.left_out)
    if form is FormName.I2_TABLE:
        n = i2_table.n_without_link(graph)
        notes = (*notes, *([note("entity_without_link", n)] if n else []))
    return NetworkFile(lambda: write(graph), graph.counts, notes)


def _persons(
    network: Network,
    measures: PersonMeasures,
    handling: str,
    _parameters: NetworkFileParameters,
    _places: IncidentPlaces = NO_PLACES,
    _language: str = SOURCE,
    /,
    *,
    form: FormName,
) -> NetworkFile:
    """Files of programs that know one sort of nodes hold persons and ties."""
    from graph_service.interchange import dl, pajek
    from graph_service.interchange.graph_columns import graph_columns
    from graph_service.interchange.graph_parts import GraphShape

    writers: Mapping[FormName, Callable[[GraphColumns], Iterator[str]]] = {
        FormName.PAJEK: pajek.pajek_chunks,
        FormName.PAJEK_PROJECT: pajek.pajek_project_chunks,
        FormName.DL: dl.dl_chunks,
    }
    write = writers[form]
    graph = graph_columns(network, handling=handling, shape=GraphShape(), measures=measures)
    left_out = [entry for entry in graph.left_out if entry.code != "place_not_exported"]  # no node has one here
    return NetworkFile(lambda: write(graph), graph.counts, (*network.notes, *measures.notes, *left_out))


def _incidents(
    network: Network,
    _measures: PersonMeasures,
    handling: str,
    _parameters: NetworkFileParameters,
    places: IncidentPlaces = NO_PLACES,
    _language: str = SOURCE,
    /,
) -> NetworkFile:
    from graph_service.interchange.geojson import geojson_chunks, place_notes

    counts = counted(len(network.incidents), "incident")
    notes = (*network.notes, *place_notes(network, places))
    return NetworkFile(lambda: geojson_chunks(network, handling=handling, places=places), counts, notes)


EXPORT_FORMS = (
    ExportForm(FormName.SVG, ".svg", "image/svg+xml", partial(_drawn, form="svg"), shows_changes=True),
    ExportForm(FormName.PAGE, ".html", "text/html", partial(_drawn, form="page"), shows_changes=True),
    ExportForm(FormName.PYVIS, ".html", "text/html", partial(_drawn, form="pyvis")),
    ExportForm(FormName.GRAPHML, ".graphml", "application/graphml+xml", partial(_graph, form=FormName.GRAPHML)),
    ExportForm(FormName.GEXF, ".gexf", "application/gexf+xml", partial(_graph, form=FormName.GEXF)),
    ExportForm(FormName.NODE_LINK, ".json", "application/json", partial(_graph, form=FormName.NODE_LINK)),
    ExportForm(FormName.PAJEK, ".net", "text/vnd.pajek", partial(_persons, form=FormName.PAJEK)),
    ExportForm(
        FormName.PAJEK_PROJECT, ".paj", "text/vnd.pajek-project", partial(_persons, form=FormName.PAJEK_PROJECT)
    ),
    ExportForm(FormName.DL, ".dl", "text/vnd.ucinet-dl", partial(_persons, form=FormName.DL)),
    ExportForm(FormName.ANX, ".anx", "application/vnd.i2-anx+xml", partial(_graph, form=FormName.ANX)),
    ExportForm(FormName.I2_TABLE, ".csv", "text/csv", partial(_graph, form=FormName.I2_TABLE)),
    ExportForm(FormName.GEOJSON, ".geojson", "application/geo+json", _incidents, shows_places=True),
)
