"""Taking an import back."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from graph_service.api.answers import as_json, documented
from graph_service.api.checked_route import CheckedRoute
from graph_service.api.paths import VERSION
from graph_service.api.schemas import UNDONE
from graph_service.api.security import PersonalRequest
from graph_service.services.undoing import undo_import

router = APIRouter(prefix=VERSION, tags=["imports"], route_class=CheckedRoute)
DryRun = Annotated[bool, Query(description="Say which import would be taken back, and change nothing")]
ImportedAt = Annotated[
    datetime | None,
    Query(
        description="When the import that is meant was made, as a dry run says it: another one is not taken back",
        examples=["2020-12-03T08:00:00Z"],
    ),
]


@router.post("/imports/undo", **documented("import", UNDONE, summary="Take the last import back", errors=(409,)))
def undo(request: PersonalRequest, dry_run: DryRun = False, imported_at: ImportedAt = None) -> Response:
    """Take the last import back, as long as nothing else was written after it."""
    return as_json(undo_import(request.context, dry_run=dry_run, imported_at=imported_at))
