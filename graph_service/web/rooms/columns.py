"""Help with foreign tables: what their columns are taken as, the first rows, and the mapping that comes of it."""

from dataclasses import fields
from typing import Final

from starlette.responses import Response

from graph_service.errors import GruppkartaError, InputError
from graph_service.uploads import UnderstoodUpload
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest
from graph_service.web.refusals import refusal_text
from graph_service.web.rooms.importing import CHECK, job_of
from loaders.mapping.guessed_shapes import ColumnChoices

TITLE = N_("What the columns are")
# What a column may be taken as, by option, in the words of the page.
OPTIONS: Final = {
    "source": N_("the first person of a pair"),
    "target": N_("the second person of a pair"),
    "kind": N_("what ties them"),
    "strength": N_("how strong the tie is"),
    "date": N_("the day"),
    "id": N_("the id of the person or of the incident"),
    "label": N_("the pseudonym of the person"),
    "group": N_("the group of the person"),
}


def columns(request: PageRequest) -> Response:
    """Show what the columns are taken as, and the first rows."""
    job = job_of(request)
    names = request.http.query_params.getlist("as")
    try:
        understood = job.understood(request.context, _choices(names))
    except GruppkartaError as error:
        return _shown(request, None, names, refusal_text(request, error))
    return _shown(request, understood, names)


def load_with_mapping(request: PageRequest) -> Response:
    """Check the file with the mapping that comes of what the columns are taken as."""
    job = job_of(request)
    names = [str(value) for value in request.form.getlist("as")]
    understood = job.understood(request.context, _choices(names))
    if understood.questions:
        return _shown(request, understood, names)
    job.check_with_mapping(request.context, understood.mapping)
    return request.go(request.address("import", request.part("job")))


def mapping_file(request: PageRequest) -> Response:
    """Return the mapping as a file, to be used again and again."""
    understood = job_of(request).understood(request.context, _choices(request.http.query_params.getlist("as")))
    headers = {"Content-Disposition": 'attachment; filename="mapping.toml"'}
    return Response(understood.mapping, headers=headers, media_type="application/toml")


def _choices(names: list[str]) -> dict[str, str]:
    """Return columns by option from values such as `source=pairs.csv:From`."""
    options = {field.name for field in fields(ColumnChoices)}
    choices = {}
    for name in filter(None, names):
        option, _, column = name.partition("=")
        if option not in options:
            message = f"{option[:20]!r} is nothing that a column may be taken as: choose one of the list"
            raise InputError(message)
        choices[option] = column
    return choices


def _shown(request: PageRequest, understood: UnderstoodUpload | None, names: list[str], message: str = "") -> Response:
    return request.show(
        "import_columns.html",
        title=request.translator.text(TITLE),
        job=job_of(request),
        job_id=request.part("job"),
        understood=understood,
        names=[name for name in names if name],
        options=OPTIONS,
        message=message,
    )


PAGES = (
    Page(
        path="/import/{job}/columns",
        name="import_columns",
        title=TITLE,
        actions=CHECK,
        show=columns,
        act=load_with_mapping,
    ),
    Page(path="/import/{job}/mapping.toml", name="import_mapping", title=TITLE, actions=CHECK, show=mapping_file),
)
