"""Tokens: who may work on the store."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from graph_service.api.answers import as_json, documented
from graph_service.api.checked_route import CheckedRoute
from graph_service.api.paths import VERSION
from graph_service.api.schemas import NEW_TOKEN, TOKEN, TOKENS, TokenRequest
from graph_service.api.security import PersonalRequest
from graph_service.services import tokens as service

router = APIRouter(prefix=VERSION, tags=["tokens"], route_class=CheckedRoute)
TokenId = Annotated[
    str, Path(pattern=r"^[0-9a-f]{12}$", description="Id of a token, never the token itself", examples=["9fd461153c9f"])
]
_REVOKE = {"revoke_token": {"operationId": "revoke_token", "parameters": {"token_id": "$response.body#/info/token_id"}}}


@router.post(
    "/tokens", **documented("token_create", NEW_TOKEN, summary="Make a token for somebody", status=201, links=_REVOKE)
)
def create_token(request: PersonalRequest, body: TokenRequest) -> Response:
    """Make a token. It is shown this once; only its hash is stored."""
    token = service.create_token(
        request.context, name=body.name, agency=body.agency.value, role=body.role.value, days=body.days
    )
    return as_json(token, status=201)


@router.get("/tokens", **documented("token_list", TOKENS, summary="Who has a token?"))
def list_tokens(request: PersonalRequest) -> Response:
    """List all tokens, without what they are known by."""
    return as_json({"tokens": service.list_tokens(request.context)})


@router.post("/tokens/{token_id}/revoke", **documented("token_revoke", TOKEN, summary="End a token now", errors=(404,)))
def revoke_token(request: PersonalRequest, token_id: TokenId) -> Response:
    """End a token; the last one of an administrator stays."""
    return as_json(service.revoke_token(request.context, token_id))
