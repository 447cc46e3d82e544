"""Imports: a case as a zip archive or as a workbook, checked first, then written all or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, File, Query, Request, UploadFile
from fastapi.routing import APIRoute
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema
from starlette.exceptions import HTTPException
from starlette.responses import Response

from graph_service.api.answers import AsOf, as_json, documented
from graph_service.api.checked_route import Answer, CheckedRoute
from graph_service.api.paths import VERSION
from graph_service.api.schemas import CHECKED_REPORT, COMPARISON, IMPORTED
from graph_service.api.security import PersonalRequest, RequestContext, opener_of
from graph_service.domain.case_rules import KnownKeys
from graph_service.domain.delivery import Delivery, GoneChoice
from graph_service.errors import InputError
from graph_service.services.comparing import compare_case
from graph_service.services.importing import MAX_DELIVERER, delivery_of, import_case
from graph_service.uploads import uploads_of
from loaders.options import Loaded, LoadOptions
from loaders.reading_process import Task

MAX_PARTS = 2  # one too many, so that it can be told
MORE_PARTS = "the form has more than one part, or one that is not known; send one part called archive"


@contextmanager
def _more_parts_refused() -> Iterator[None]:
    """Say of very many parts what is said of two; the framework stops reading at `MAX_PARTS`."""
    try:
        yield
    except HTTPException as error:
        if error.detail.startswith("Too many"):
            raise InputError(MORE_PARTS) from error
        raise


class UploadRoute(CheckedRoute):
    """A route that takes an archive, as one part of a form; so many at once that the disk can hold them."""

    def get_route_handler(self) -> Answer:
        """Return what answers: it refuses, before the body is read, what is no form and what is too much at once."""
        answer = APIRoute.get_route_handler(self)

        async def taken_in(request: Request) -> Response:
            if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
                raise InputError("send the archive as a form (multipart/form-data), in a part called archive")
            with uploads_of(request).taken_in(), _more_parts_refused():
                async with request.form(max_files=MAX_PARTS, max_fields=MAX_PARTS) as parts:
                    if len(parts.multi_items()) > 1 or set(parts) - {"archive"}:  # must not be passed over
                        raise InputError(MORE_PARTS)
                    return await answer(request)

        return self.checked(taken_in)


router = APIRouter(prefix=VERSION, tags=["imports"], route_class=UploadRoute)
_ARCHIVE = {"format": "binary", "contentMediaType": "application/zip"}  # by the first, generators know a file
Archive = Annotated[
    UploadFile,
    File(description="A zip archive of the tables of one case, or one workbook of them", json_schema_extra=_ARCHIVE),
]
Encoding = Annotated[Literal["utf-8", "cp1252"], Query(description="Encoding of the tables")]
IgnoreUnknown = Annotated[bool, Query(description="Load without columns that are not known, and count them")]
DropForbidden = Annotated[bool, Query(description="Load without columns that must not come in")]
Deliverer = Annotated[
    str,
    Query(
        max_length=MAX_DELIVERER,
        description="Whose delivery it is; default: delivered_by of case.toml, else the name of the case",
    ),
]
Force = Annotated[bool, Query(description="Let it replace what a delivery of a later day has said")]
DoAboutGone = Annotated[
    GoneChoice,
    Query(description="What to do about records that the deliverer brought before, and does not bring now"),
]
AllowColumns = Annotated[
    Annotated[list[Annotated[str, Query(max_length=200)]], Field(max_length=50)] | SkipJsonSchema[None],
    Query(alias="allow_column", description="Columns that only look forbidden"),
]


@router.post("/imports/check", **documented("check", CHECKED_REPORT, summary="What would an import do?"))
async def check(
    request: PersonalRequest,
    archive: Archive,
    encoding: Encoding = "utf-8",
    ignore_unknown: IgnoreUnknown = False,
    drop_forbidden: DropForbidden = False,
    allow_column: AllowColumns = None,
    deliverer: Deliverer = "",
    force: Force = False,
    gone: DoAboutGone = GoneChoice.REPORT,
) -> Response:
    """Load a case and say everything that is wrong or was put right; write nothing of it."""
    options = _options(request, encoding, allow_column, ignore_unknown=ignore_unknown, drop_forbidden=drop_forbidden)
    delivery = delivery_of(deliverer, gone, force=force)
    return await _imported(request, archive, options, delivery, dry_run=True)


@router.post(
    "/imports/diff",
    **documented("diff", COMPARISON, summary="How does a case differ from what is stored, and what would follow?"),
)
async def diff(
    request: PersonalRequest,
    archive: Archive,
    as_of: AsOf = None,
    encoding: Encoding = "utf-8",
    ignore_unknown: IgnoreUnknown = False,
    drop_forbidden: DropForbidden = False,
    allow_column: AllowColumns = None,
) -> Response:
    """Compare a case with the store: records by table, and what becomes of scorecard and lanes; write nothing of it."""
    options = _options(request, encoding, allow_column, ignore_unknown=ignore_unknown, drop_forbidden=drop_forbidden)

    def work() -> Response:
        return as_json(compare_case(request.context, _loader(request, archive, options), as_of=as_of))

    return await uploads_of(request.http).work(work)


@router.post("/imports", **documented("import", IMPORTED, summary="Import a case", status=201, errors=(409,)))
async def import_(
    request: PersonalRequest,
    archive: Archive,
    encoding: Encoding = "utf-8",
    ignore_unknown: IgnoreUnknown = False,
    drop_forbidden: DropForbidden = False,
    allow_column: AllowColumns = None,
    deliverer: Deliverer = "",
    force: Force = False,
    gone: DoAboutGone = GoneChoice.REPORT,
) -> Response:
    """Load a case into the store, all or nothing; the same case again changes nothing."""
    options = _options(request, encoding, allow_column, ignore_unknown=ignore_unknown, drop_forbidden=drop_forbidden)
    delivery = delivery_of(deliverer, gone, force=force)
    return await _imported(request, archive, options, delivery, dry_run=False)


def _options(
    request: RequestContext,
    encoding: str,
    allow_columns: list[str] | None,
    *,
    ignore_unknown: bool,
    drop_forbidden: bool,
) -> LoadOptions:
    settings = opener_of(request.http).settings
    return LoadOptions(
        encoding=encoding,
        ignore_unknown=ignore_unknown,
        drop_forbidden=drop_forbidden,
        allow_columns=frozenset(allow_columns or ()),
        max_problems=settings.max_problems,
        limits=settings.limits,
    )


async def _imported(
    request: RequestContext, archive: UploadFile, options: LoadOptions, delivery: Delivery, *, dry_run: bool
) -> Response:
    def work() -> Response:
        imported = import_case(request.context, _loader(request, archive, options), delivery=delivery, dry_run=dry_run)
        return as_json(imported.load) if dry_run else as_json(imported, status=201)

    return await uploads_of(request.http).work(work)


def _loader(request: RequestContext, archive: UploadFile, options: LoadOptions) -> Callable[[KnownKeys], Loaded]:
    """Return what loads an archive in a process of its own, and gives what that hands over."""
    settings = opener_of(request.http).settings
    uploads = uploads_of(request.http)

    def load(existing: KnownKeys) -> Loaded:
        now = request.context.clock.now()
        task = Task(replace(options, known=existing), now, settings.read_memory_bytes, settings.read_s)
        return uploads.read(archive.file, task)

    return load
