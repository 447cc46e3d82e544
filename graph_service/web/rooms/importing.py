"""Importing: a file is checked row by row, then loaded; the last import is taken back, what was put aside is joined."""

import secrets
from concurrent.futures import TimeoutError as StillAtWorkError
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from starlette.datastructures import UploadFile
from starlette.responses import Response

from graph_service.domain.delivery import GoneChoice
from graph_service.errors import AccessError, GruppkartaError, InputError, NotFoundError
from graph_service.services.aside_records import aside_records, drop_aside, join_aside
from graph_service.services.importing import delivery_of
from graph_service.services.undoing import Undone, undo_import
from graph_service.statuses import status_of
from graph_service.web.import_job import ImportJob, ReadingChoices, plain_name
from graph_service.web.page import N_, Page, may_open
from graph_service.web.page_request import PageRequest
from graph_service.web.refusals import refusal_text
from loaders.options import ENCODINGS

TITLE = N_("Import")
UNDO = N_("Take the last import back")
ASIDE = N_("Records put aside")
WAIT_S: Final = 2.0  # before a page says that a file is being read
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def form(request: PageRequest) -> Response:
    """Show where a file is sent."""
    return _form(request)


def send(request: PageRequest) -> Response:
    """Take a file in, and have it checked."""
    archive = request.form.get("archive")
    if not isinstance(archive, UploadFile) or not archive.filename:
        return _form(request, request.translator.text(N_("Choose a file first.")), status=422)
    try:
        choices = _choices(request)
    except InputError as error:
        return _form(request, refusal_text(request, error), status=422)
    uploads, settings = request.http.app.state.uploads, request.http.app.state.opener.settings
    job = ImportJob(uploads, settings, uploads.keep(archive.file), plain_name(archive.filename))
    job.check(request.context, choices)
    job_id = secrets.token_urlsafe(12)
    drafts = request.http.app.state.drafts
    drafts.drop_kind(request.session.csrf, ImportJob)  # one at a time, so that the disk holds few
    drafts.add(request.session.csrf, job_id, job)
    return request.go(request.address("import", job_id))


def report(request: PageRequest) -> Response:
    """Show what a check or a load came to; before it did, that it is under way."""
    job = job_of(request)
    outcome = None
    with suppress(StillAtWorkError):
        outcome = job.at_work.result(WAIT_S)
    title = request.translator.text(TITLE)
    values: dict[str, Any] = {
        "title": title,
        "job": job,
        "job_id": request.part("job"),
        "has_loaded": job.loaded is not None,
    }
    if outcome is None:
        return request.show("import_reading.html", **values)
    if isinstance(outcome.refusal, AccessError):
        raise outcome.refusal
    message = None if outcome.refusal is None else refusal_text(request, outcome.refusal)
    choices = tuple(GoneChoice)
    return request.show("import_report.html", outcome=outcome, message=message, gone_choices=choices, **values)


def act_on_report(request: PageRequest) -> Response:
    """Check again with other choices, load, or drop the file."""
    job = job_of(request)
    act = str(request.form.get("do", ""))
    if act == "load":
        job.load(request.context)
    elif act == "drop":
        request.http.app.state.drafts.drop_kind(request.session.csrf, ImportJob)
        return request.go(request.address("import"))
    elif job.loaded is None:
        job.check(request.context, _choices(request, mapping=job.choices.mapping))
    return request.go(request.address("import", request.part("job")))


def marked_workbook(request: PageRequest) -> Response:
    """Return the tables as a workbook in which the cells that are wrong are marked."""
    content = job_of(request).marked(request.context)
    headers = {"Content-Disposition": 'attachment; filename="marked.xlsx"'}
    return Response(content, headers=headers, media_type=XLSX)


def undoing(request: PageRequest) -> Response:
    """Show which import would be taken back; that there is none is nothing gone wrong."""
    try:
        return _undone(request, undo_import(request.context, dry_run=True))
    except GruppkartaError as error:
        return _undone(request, None, refusal_text(request, error))


def undo(request: PageRequest) -> Response:
    """Take the import back that was shown."""
    try:
        imported_at = datetime.fromisoformat(str(request.form.get("imported_at", "")))
    except ValueError:
        return request.go(request.address("import", "undo"))
    try:
        return _undone(request, undo_import(request.context, imported_at=imported_at))
    except GruppkartaError as error:
        return _undone(request, None, refusal_text(request, error), status=status_of(error))


def aside(request: PageRequest) -> Response:
    """List what was put aside."""
    return _aside(request)


def act_on_aside(request: PageRequest) -> Response:
    """Write records that were put aside, or decide that they are not written."""
    aside_ids = [str(value) for value in request.form.getlist("aside")]
    try:
        if str(request.form.get("do")) == "drop":
            drop_aside(request.context, aside_ids, reason=str(request.form.get("reason", "")).strip())
        else:
            join_aside(request.context, aside_ids)
    except GruppkartaError as error:
        return _aside(request, refusal_text(request, error), status=status_of(error))
    return request.go(request.address("import", "aside"))


def job_of(request: PageRequest) -> ImportJob:
    """Return the file that the address names, of this session alone."""
    job = request.http.app.state.drafts.of(request.session.csrf, request.part("job"), ImportJob)
    if not isinstance(job, ImportJob):
        message = "the file is not here any more: it is kept for some minutes only; send it again"
        raise NotFoundError(message)
    return job


def _choices(request: PageRequest, *, mapping: str = "") -> ReadingChoices:
    fields = request.form
    encoding = str(fields.get("encoding", "utf-8"))
    if encoding not in ENCODINGS:
        message = f"encoding {encoding[:20]!r} is not read; choose one of the list"
        raise InputError(message)
    gone = str(fields.get("gone", GoneChoice.REPORT.value))
    return ReadingChoices(
        encoding=encoding,
        ignore_unknown=bool(fields.get("ignore_unknown")),
        drop_forbidden=bool(fields.get("drop_forbidden")),
        mapping=mapping,
        delivery=delivery_of(str(fields.get("deliverer", "")).strip(), gone, force=bool(fields.get("force"))),
    )


def _form(request: PageRequest, message: str = "", *, status: int = 200) -> Response:
    pages = {page.name: page for page in request.http.app.state.pages}
    return request.show(
        "import.html",
        status=status,
        title=request.translator.text(TITLE),
        message=message,
        typed={name: value for name, value in request.form.multi_items() if isinstance(value, str)},
        gone_choices=tuple(GoneChoice),
        may_join=may_open(request.context.caller, pages["import_aside"]),
    )


def _undone(request: PageRequest, undone: Undone | None, message: str = "", *, status: int = 200) -> Response:
    title = request.translator.text(UNDO)
    return request.show("import_undo.html", status=status, title=title, undone=undone, message=message)


def _aside(request: PageRequest, message: str = "", *, status: int = 200) -> Response:
    return request.show(
        "import_aside.html",
        status=status,
        title=request.translator.text(ASIDE),
        records=aside_records(request.context),
        message=message,
        reason=str(request.form.get("reason", "")),
    )


CHECK, WRITE = ("check",), ("record_write",)
PAGES = (
    Page(
        path="/import", name="import", title=TITLE, actions=CHECK, show=form, act=send, in_menu=True, takes_files=True
    ),
    Page(path="/import/undo", name="import_undo", title=UNDO, actions=("import",), show=undoing, act=undo),
    Page(path="/import/aside", name="import_aside", title=ASIDE, actions=WRITE, show=aside, act=act_on_aside),
    Page(path="/import/{job}", name="import_report", title=TITLE, actions=CHECK, show=report, act=act_on_report),
    Page(path="/import/{job}/marked.xlsx", name="import_marked", title=TITLE, actions=CHECK, show=marked_workbook),
)
