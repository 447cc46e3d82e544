"""The map: the scene of the file, its data and its modules, in the frame of the pages; and what it shows as files."""

import gzip
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.responses import Response

from graph_service.analysis.groups import GROUPS, GroupBrief
from graph_service.analysis.network import NETWORK
from graph_service.analysis.scorecard import LineageParameters
from graph_service.analysis.structure_parts import StructureMeasure
from graph_service.domain.vocabulary import TieKind
from graph_service.errors import InputError
from graph_service.exports import (
    EXPORT_FORMS,
    ExportForm,
    FormName,
    NetworkContent,
    copy_mark,
    network_to_write,
    new_copy_id,
)
from graph_service.list_files import list_file
from graph_service.services.frame import answer
from graph_service.web.map_files import map_address, map_files
from graph_service.web.map_parameters import YES, MapParameters, parameters_of
from graph_service.web.page import N_, Page
from graph_service.web.page_request import DAY, PageRequest
from graph_service.web.templates import rendered

FORMS: Mapping[str, ExportForm] = {form.name: form for form in EXPORT_FORMS if form.name is not FormName.PYVIS}
WORKBOOK = "xlsx"
GZIP_LEVEL = 5
# Those that the page offers, in the order of its list, by what people call them.
OFFERED: Mapping[str, str] = {
    FormName.PAGE: N_("page that works without a network (HTML)"),
    WORKBOOK: N_("workbook (XLSX)"),
    FormName.I2_TABLE: N_("table for i2 (CSV)"),
}
OFFERED_BY_NAME: Mapping[str, str] = {
    FormName.ANX: "i2 (ANX)",
    FormName.GRAPHML: "GraphML",
    FormName.GEXF: "GEXF (Gephi)",
}


def show_map(request: PageRequest) -> Response:
    """Show the map of what the address asks for; it bears the id of this copy, and is logged with it."""
    from visualizations.draw import figure
    from visualizations.page_inside import FrameParts, inside_html

    groups = _groups(request)
    parameters = _parameters(request, groups)
    content, mark, _ = _content(request, FORMS[FormName.PAGE], parameters, "map")
    language = request.translator.language
    composed = request.http.app.state.figures.get(
        (content.network.snapshot_id, content.network.as_of, parameters, request.context.classes, language),
        lambda: figure(
            content.network, handling="", measures=content.measures, earlier=content.earlier, language=language
        ),
    )
    frame_parts = FrameParts(
        form=_part("map_form.html", request, parameters, groups=groups, content=content),
        file_links=_part("map_links.html", request, parameters, files=_files(request, parameters)),
        opens=_map_of_a_group(request),
    )
    inside = inside_html(
        composed.network,
        replace(composed.scene, handling=mark),
        content.measures,
        composed.earlier,
        frame_parts=frame_parts,
    )
    page = request.show(
        "map.html",
        title=request.translator.text(TITLE),
        inside=Markup(inside),  # noqa: S704  written with everything in it escaped
        style=map_address("inside.css"),
        entry=map_address("controls.js"),
        modules=[map_address(name) for name in map_files() if name.endswith(".js")],
    )
    return _compressed(request, page)


def _map_of_a_group(request: PageRequest) -> str:
    """Return the address that ends where the id of a group follows, with those that it has to do with."""
    day = [(DAY, request.day.isoformat())] if request.day else []
    return f"/map?{urlencode([*day, ('neighbours', YES), ('group', '')])}"


def _compressed(request: PageRequest, page: Response) -> Response:
    """Return the page as few bytes, where the browser takes it so: it holds no secret of the session to be guessed."""
    if "gzip" not in request.http.headers.get("Accept-Encoding", ""):
        return page
    headers = {"Content-Encoding": "gzip"}
    return Response(gzip.compress(page.body, GZIP_LEVEL, mtime=0), headers=headers, media_type=page.media_type)


def send_file(request: PageRequest) -> Response:
    """Send what the map shows of the records as a file; it bears the id of this copy, and is logged with it."""
    name = request.query("form") or FormName.PAGE
    if name != WORKBOOK and name not in FORMS:
        message = f"cannot write {name[:20]!r}: ask for one of {', '.join([WORKBOOK, *FORMS])}"
        raise InputError(message)
    parameters = _parameters(request, _groups(request))
    form = FORMS.get(name, FORMS[FormName.GRAPHML])
    content, mark, copy_id = _content(request, form, parameters, name)
    if name == WORKBOOK:
        sheets = list_file(content.network, NETWORK, WORKBOOK, request.translator, handling=mark)
        body: str | bytes = sheets.content
        suffix, media_type = f".{WORKBOOK}", sheets.media_type
    else:
        body = content.written(form, mark, parameters.of_files).text
        suffix, media_type = form.suffix, form.media_type
    headers = {
        "Content-Disposition": f'attachment; filename="map-{content.network.as_of}-{copy_id}{suffix}"',
        "X-Copy-ID": copy_id,
    }
    return Response(body, headers=headers, media_type=media_type)


def _groups(request: PageRequest) -> tuple[GroupBrief, ...]:
    """The groups of the day: what may be asked for."""
    return answer(request.held, GROUPS, LineageParameters(), as_of=request.day).groups


def _parameters(request: PageRequest, groups: tuple[GroupBrief, ...]) -> MapParameters:
    return parameters_of(request).of_groups({group.group_id for group in groups})


def _content(
    request: PageRequest, form: ExportForm, parameters: MapParameters, what: str
) -> tuple[NetworkContent, str, str]:
    """What is shown, its handling mark, and the id of the copy."""
    copy_id = new_copy_id()
    details = {"copy": f"{what} {copy_id}"}
    asked_for = parameters.of_files if form.shows_changes else replace(parameters.of_files, since=None)
    content = network_to_write(request.held, form, asked_for, as_of=request.day, details=details)
    return content, copy_mark(request.context.caller, copy_id, translator=request.translator), copy_id


def _files(request: PageRequest, parameters: MapParameters) -> list[tuple[str, str, bool]]:
    """Addresses of the files, what each is called, and whether that is a name, the same in every language."""
    day = [(DAY, request.day.isoformat())] if request.day else []
    names = [(form, request.translator.text(text), False) for form, text in OFFERED.items()]
    names += [(form, text, True) for form, text in OFFERED_BY_NAME.items()]
    return [
        (f"/map/file?{urlencode([('form', form), *day, *parameters.in_address])}", text, is_name)
        for form, text, is_name in names
    ]


def _part(template: str, request: PageRequest, parameters: MapParameters, **values: object) -> str:
    common = {"request": request, "asked_for": parameters, "kinds": tuple(TieKind), "measures": tuple(StructureMeasure)}
    return rendered(template, request.translator, {**common, **values})


TITLE = N_("Map")
PAGES = (
    Page(path="/map", name="map", title=TITLE, actions=("network",), show=show_map, in_menu=True),
    Page(path="/map/file", name="map_file", title=N_("The map as a file"), actions=("network",), show=send_file),
)
