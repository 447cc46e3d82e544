"""Recording: what happened last night, on a form made from the schema, with what it moves."""

from dataclasses import dataclass, replace
from typing import Final

from starlette.responses import Response

from graph_service.analysis.alike_persons import ALIKE_PERSONS, AlikeParameters, AlikePersons
from graph_service.domain.schema import KINDS, Kind
from graph_service.domain.text import in_words
from graph_service.domain.vocabulary import DataClass
from graph_service.errors import AccessError, GruppkartaError, NotFoundError, RejectedRowsError
from graph_service.services.choices import choices
from graph_service.services.comparing import Comparison, compare_case
from graph_service.services.frame import answer
from graph_service.services.single_records import RowLoader, create_records, kinds_to_make
from graph_service.services.written_records import WrittenRecords, once_for
from graph_service.statuses import status_of
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest
from graph_service.web.record_fields import MOST_USED
from graph_service.web.record_form import RecordForm, blank_form, typed_form, with_row
from graph_service.web.refusals import refusal_text
from loaders.options import LoadOptions
from loaders.single_rows import row_loader

TITLE = N_("Record")
SAVED = N_("Saved")
ANOTHER: Final = "another"  # the new person is none of those who are alike
YEAR: Final = 4  # digits


@dataclass(frozen=True, slots=True)
class SavedForm:
    """What a form wrote, and what that moved."""

    kind: str
    written: WrittenRecords
    moved: Comparison | None  # None: it can move nothing

    def forget(self) -> None:
        """It takes up memory alone."""


def recordable(request: PageRequest) -> Response:
    """Show what the caller may record, what is most used first."""
    kinds = kinds_to_make(request.context.caller)
    often = [KINDS[name] for name in MOST_USED if KINDS[name] in kinds]
    return request.show(
        "record.html",
        title=request.translator.text(TITLE),
        often=often,
        rare=[kind for kind in kinds if kind not in often],
    )


def form_of_kind(request: PageRequest) -> Response:
    """Show an empty form."""
    kind = kind_to_make(request)
    return _shown(request, blank_form(kind, request.context.caller, request.http.query_params))


def act_on_form(request: PageRequest) -> Response:
    """Look records up, add a row, or save; a form that is refused comes back as it was sent."""
    form = typed_form(kind_to_make(request), request.context.caller, request.form)
    act, _, name = str(request.form.get("do", "save")).partition(":")
    if act == "add":
        return _shown(request, with_row(form, name))
    if act == "search":
        matches = choices(request.context, form.target_of(name), form.values.get(name, "").strip())
        return _shown(request, replace(form, matches={name: matches}))
    try:
        alike = None if name == ANOTHER else _alike(request, form)
        if alike is not None:
            return _shown(request, form, alike=alike)
        return _saved(request, form)
    except RejectedRowsError as error:
        return _shown(request, form.refused(error), status=status_of(error))
    except GruppkartaError as error:
        return _shown(request, replace(form, messages=(refusal_text(request, error),)), status=status_of(error))


def _alike(request: PageRequest, form: RecordForm) -> AlikePersons | None:
    """Return who on record may be the new person; None: nobody, or the caller does not see names."""
    if form.kind.name != "person" or DataClass.IDENTITY not in request.context.classes:
        return None
    rows, _ = form.rows()
    cells = rows["person"][0]
    names = tuple(name for column in ("names", "aliases") for name in cells.get(column, "").split("|") if name)
    year = cells.get("birth_year", "")
    parameters = AlikeParameters(names=names, birth_year=int(year) if year.isdecimal() and len(year) == YEAR else None)
    alike = answer(request.context, ALIKE_PERSONS, parameters, as_of=request.day) if names else None
    return alike if alike is not None and alike.persons else None


def _saved(request: PageRequest, form: RecordForm) -> Response:
    """Write the records, and keep what that moved for the page that follows."""
    context, load = request.context, loader_of(request)
    rows, _ = form.rows()
    moved = compare_case(context, lambda existing: load(rows, existing), as_of=request.day)
    once = once_for(context.caller, form.key, (repr(sorted(rows.items())),))
    written = create_records(context, rows, load, once=once)
    request.http.app.state.drafts.add(request.session.csrf, form.key, SavedForm(form.kind.name, written, moved))
    return request.go(request.address("record", "saved", form.key))


def saved(request: PageRequest) -> Response:
    """Show what was written, and what it moved in scorecard and lanes."""
    form = request.http.app.state.drafts.of(request.session.csrf, request.part("key"), SavedForm)
    if form is None:
        message = "what was saved here is not shown any more after a while: look the record up"
        raise NotFoundError(message)
    return request.show("record_saved.html", title=request.translator.text(SAVED), form=form)


def choices_of(request: PageRequest) -> Response:
    """Return the records that match what is being typed, as a part of a page."""
    kind = KINDS.get(request.query("kind"))
    if kind is None:
        message = f"no kind of record {request.query('kind')[:50]!r}"
        raise NotFoundError(message)
    return request.show("choices.html", matches=choices(request.context, kind, request.query("query")))


def kind_to_make(request: PageRequest) -> Kind:
    """Return the kind that the address names, if the caller may make records of it."""
    kind = KINDS.get(request.part("kind"))
    if kind is None:
        message = f"no kind of record {request.part('kind')[:50]!r}: choose one of the list"
        raise NotFoundError(message)
    if kind not in kinds_to_make(request.context.caller):
        caller = request.context.caller
        message = f"a caller who is {caller.role.value} of {caller.agency} makes no {kind.table}: see docs/access.md"
        raise AccessError(message, attempt="record_write")
    return kind


def loader_of(request: PageRequest) -> RowLoader:
    """Return what checks records by the rules of a case."""
    settings = request.http.app.state.opener.settings
    options = LoadOptions(limits=settings.limits, max_problems=settings.max_problems)
    return row_loader(options, request.context.clock.now())


def _shown(request: PageRequest, form: RecordForm, *, status: int = 200, alike: AlikePersons | None = None) -> Response:
    title = request.translator.text(f"Record {in_words(form.kind.name)}")
    return request.show("record_form.html", status=status, title=title, form=form, alike=alike)


WRITE = ("record_write",)
PAGES = (
    Page(path="/record", name="record", title=TITLE, actions=WRITE, show=recordable, in_menu=True),
    Page(path="/find/choices", name="choices", title=TITLE, actions=("search",), show=choices_of),
    Page(path="/record/saved/{key}", name="record_saved", title=SAVED, actions=WRITE, show=saved),
    Page(path="/record/{kind}", name="record_form", title=TITLE, actions=WRITE, show=form_of_kind, act=act_on_form),
)
