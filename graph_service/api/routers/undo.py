"""Taking an import back."""

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


@router.post("/imports/undo", **documented("import", UNDONE, summary="Take the last import back", errors=(409,)))
def undo(request: PersonalRequest, dry_run: DryRun = False) -> Response:
    """Take the last import back, as long as nothing else was written after it."""
    return as_json(undo_import(request.context, dry_run=dry_run))
