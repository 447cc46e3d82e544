"""The audit trail: who looked at what, when, and what for."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from graph_service.api.answers import Limit, as_json, documented
from graph_service.api.paths import VERSION
from graph_service.api.questions import PAGE
from graph_service.api.schemas import AUDIT, VERIFICATION
from graph_service.api.security import PersonalRequest
from graph_service.services.auditing import list_audit, verify_audit

router = APIRouter(prefix=VERSION, tags=["audit"])
AfterNumber = Annotated[int, Query(ge=0, le=2**53, description="Cursor: `next_after` of the page before", examples=[0])]


@router.get("/audit", **documented("audit_list", AUDIT, summary="Who looked at what, when, and what for?"))
def audit(request: PersonalRequest, after: AfterNumber = 0, limit: Limit = PAGE) -> Response:
    """Read the trail in order; persons stand in it by random references."""
    return as_json(list_audit(request.context, after=after, limit=limit))


@router.get("/audit/verification", **documented("audit_verify", VERIFICATION, summary="Was the trail changed?"))
def verification(request: PersonalRequest) -> Response:
    """Check that every entry follows from the one before. Checkpoints are checked at the command line."""
    return as_json(verify_audit(request.context))
