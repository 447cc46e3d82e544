"""Joining: two rows are one person, or are not after all."""

from fastapi import APIRouter
from starlette.responses import Response

from graph_service.api.answers import as_json, documented
from graph_service.api.checked_route import CheckedRoute
from graph_service.api.paths import VERSION
from graph_service.api.schemas import JOIN_DECISION, JoinRequest
from graph_service.api.security import PersonalRequest
from graph_service.services import joining as service

router = APIRouter(prefix=VERSION, tags=["duplicates"], route_class=CheckedRoute)


@router.post(
    "/duplicates/join",
    **documented(service.JOIN, JOIN_DECISION, summary="These are one person", status=201, errors=(404, 409)),
)
def join_persons(request: PersonalRequest, body: JoinRequest) -> Response:
    """Decide that two rows are one person. The reason is kept with the record."""
    decision = service.join(request.context, person_a=body.person_a, person_b=body.person_b, reason=body.reason)
    return as_json(decision, status=201)


@router.post(
    "/duplicates/undo",
    **documented(service.UNDO, JOIN_DECISION, summary="These are two persons after all", errors=(404, 409)),
)
def undo_join(request: PersonalRequest, body: JoinRequest) -> Response:
    """Undo that two rows are one person. The record stays; the reason is written to the audit trail."""
    return as_json(service.undo(request.context, person_a=body.person_a, person_b=body.person_b, reason=body.reason))
