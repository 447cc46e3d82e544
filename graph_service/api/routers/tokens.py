"""Tokens: who may work on the store."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from graph_service.api.answers import as_json, documented
from graph_service.api.schemas import NEW_TOKEN, TOKEN, TOKENS, TokenRequest
from graph_service.api.security import PersonalDesk
from graph_service.services.tokens import create_token, list_tokens, revoke_token

router = APIRouter(tags=["tokens"])
TokenId = Annotated[
    str, Path(pattern=r"^[0-9a-f]{12}$", description="Id of a token, never the token itself", examples=["9fd461153c9f"])
]
_REVOKE = {"revoke_token": {"operationId": "revoke_token", "parameters": {"token_id": "$response.body#/info/token_id"}}}


@router.post(
    "/tokens", **documented("token_create", NEW_TOKEN, summary="Make a token for somebody", status=201, links=_REVOKE)
)
def create(desk: PersonalDesk, wanted: TokenRequest) -> Response:
    """Make a token. It is shown this once; only its hash is stored."""
    made = create_token(
        desk.place, desk.caller, name=wanted.name, agency=wanted.agency, role=wanted.role, days=wanted.days
    )
    return as_json(made, status=201)


@router.get("/tokens", **documented("token_list", TOKENS, summary="Who has a token?"))
def tokens(desk: PersonalDesk) -> Response:
    """List all tokens, without what they are known by."""
    return as_json({"tokens": list_tokens(desk.place, desk.caller)})


@router.post("/tokens/{token_id}/revoke", **documented("token_revoke", TOKEN, summary="End a token now", errors=(404,)))
def revoke(desk: PersonalDesk, token_id: TokenId) -> Response:
    """End a token; the last one of an administrator stays."""
    return as_json(revoke_token(desk.place, desk.caller, token_id))
