"""Imports: a case as a zip archive, checked first, then written all or nothing."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

from fastapi import APIRouter, File, Query, UploadFile
from pydantic.json_schema import SkipJsonSchema
from starlette.responses import Response

from graph_service.api.answers import as_json, documented
from graph_service.api.limits import unpack
from graph_service.api.schemas import IMPORTED, LOAD_REPORT
from graph_service.api.security import PersonalRequest, RequestContext, opener_of
from graph_service.domain.case_rules import KnownKeys
from graph_service.services.importing import Imported, import_case
from loaders.case_folder import load_case
from loaders.options import Loaded, LoadOptions

router = APIRouter(tags=["imports"])
Archive = Annotated[UploadFile, File(description="A zip archive of the tables of one case")]
Encoding = Annotated[Literal["utf-8", "cp1252"], Query(description="Encoding of the tables")]
IgnoreUnknown = Annotated[bool, Query(description="Load without columns that are not known, and count them")]
DropForbidden = Annotated[bool, Query(description="Load without columns that must not come in")]
AllowColumns = Annotated[
    list[Annotated[str, Query(max_length=200)]] | SkipJsonSchema[None],
    Query(alias="allow_column", max_length=50, description="Columns that only look forbidden"),
]


@router.post("/imports/check", **documented("check", LOAD_REPORT, summary="What would an import do?"))
def check(
    request: PersonalRequest,
    archive: Archive,
    encoding: Encoding = "utf-8",
    ignore_unknown: IgnoreUnknown = False,
    drop_forbidden: DropForbidden = False,
    allow_column: AllowColumns = None,
) -> Response:
    """Load a case and say everything that is wrong or was put right; write nothing of it."""
    options = _options(request, encoding, allow_column, ignore_unknown=ignore_unknown, drop_forbidden=drop_forbidden)
    return as_json(_imported(request, archive, options, dry_run=True).load)


@router.post("/imports", **documented("import", IMPORTED, summary="Import a case", status=201, errors=(409,)))
def import_(
    request: PersonalRequest,
    archive: Archive,
    encoding: Encoding = "utf-8",
    ignore_unknown: IgnoreUnknown = False,
    drop_forbidden: DropForbidden = False,
    allow_column: AllowColumns = None,
) -> Response:
    """Load a case into the store, all or nothing; the same case again changes nothing."""
    options = _options(request, encoding, allow_column, ignore_unknown=ignore_unknown, drop_forbidden=drop_forbidden)
    return as_json(_imported(request, archive, options, dry_run=False), status=201)


def _options(
    request: RequestContext,
    encoding: str,
    allow_columns: list[str] | None,
    *,
    ignore_unknown: bool,
    drop_forbidden: bool,
) -> LoadOptions:
    return LoadOptions(
        encoding=encoding,
        ignore_unknown=ignore_unknown,
        drop_forbidden=drop_forbidden,
        allow_columns=frozenset(allow_columns or ()),
        max_problems=opener_of(request.http).settings.max_problems,
    )


def _imported(request: RequestContext, archive: UploadFile, options: LoadOptions, *, dry_run: bool) -> Imported:
    """Unpack and load in a folder that is gone afterwards."""

    def load(existing: KnownKeys) -> Loaded:
        with TemporaryDirectory(prefix="gruppkarta-") as folder:
            unpack(archive.file, Path(folder), opener_of(request.http).settings)
            now = request.context.clock.now()
            return load_case(Path(folder), options=replace(options, known=existing), today=now)

    return import_case(request.context, load, dry_run=dry_run)
