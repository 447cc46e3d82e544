"""Answers: the JSON of the command line, byte for byte, with a tag that saves sending it again."""

from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema
from starlette.responses import JSONResponse, Response, StreamingResponse

from graph_service.analysis.result import Result, json_chunks, to_json
from graph_service.api.parameters import AS_OF_FIELD, argument
from graph_service.api.response_cache import Body
from graph_service.api.security import RequestContext
from graph_service.domain.parameters import MAX_ID
from graph_service.services.access import RULES, authorise, note_use

AfterId = Annotated[
    Annotated[str, Field(min_length=1, max_length=MAX_ID)] | SkipJsonSchema[None],
    Query(
        description="Cursor: `next_after` of the page before",
        examples=["P-0014"],
    ),
]
Limit = Annotated[int, Query(ge=1, le=1000, description="At most so many on a page", examples=[100])]
AfterRows = Annotated[
    int,
    Query(ge=0, le=2**31, description="Cursor: `next_after` of the page before", examples=[0]),
]
LimitIfAny = Annotated[
    Annotated[int, Field(ge=1, le=100_000)] | SkipJsonSchema[None],  # bounds of a union would not be described
    Query(description="At most so many rows; default: all", examples=[100]),
]
VARY = "Authorization, X-Show-Protected"
AsOf = argument(AS_OF_FIELD).annotation
_TAG = {
    "ETag": {
        "description": "Of what was read, by which policy, for which rights, and what was asked",
        "schema": {"type": "string"},
    }
}
_KNOWN_TAGS = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "Tags of answers that the caller has, with commas between them; 304 if one is that of the answer",
    "schema": {"type": "string", "examples": ['"0b8e6a6e4f2c4d0f0b8e6a6e4f2c4d0f"']},
}


def as_json(value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a value as the command line prints it with --json."""
    return Response(to_json(value), status, headers, media_type="application/json")


def respond(request: RequestContext, action: str, build: Callable[[], Result], *, as_of: date | None) -> Response:
    """Return a result, or say that the caller has it already (304): both are written to the audit trail."""
    context = request.context
    known_tags = request.http.headers.get("if-none-match")
    if known_tags is not None:
        authorise(context.caller, action)
        snapshot_id = context.snapshot(as_of).snapshot_id
        tag = _tag(request, snapshot_id)
        if tag in {text.strip().removeprefix("W/") for text in known_tags.split(",")}:
            note_use(context, action, details={"snapshot_id": snapshot_id, "unchanged": "yes"})
            return Response(status_code=304, headers={"ETag": tag, "Vary": VARY})
    result = build()
    tag = _tag(request, result.snapshot_id)
    body = request.http.app.state.responses.of(tag, lambda: json_chunks(result))
    headers = {"ETag": tag, "Vary": VARY}
    return sent(body, headers=headers, media_type="application/json")


def sent(body: Body, *, headers: Mapping[str, str], media_type: str) -> Response:
    """Return a body as a response; a long one is sent in parts, without its length."""
    if isinstance(body, bytes):
        return Response(body, headers=headers, media_type=media_type)
    return StreamingResponse(body, headers=headers, media_type=media_type)


def documented(
    action: str | None,
    model: type[BaseModel] | None,
    *,
    summary: str,
    status: int = 200,
    tagged: bool = False,
    content: Mapping[str, Any] | None = None,
    links: Mapping[str, Any] | None = None,
    errors: tuple[int, ...] = (),
) -> dict[str, Any]:
    """Return what the decorator of a route takes: its use case, and every answer it gives."""
    good: dict[str, Any] = {"description": "Done"}
    if model is not None:
        good["model"] = model
    if content is not None:
        good["content"] = content
    if links is not None:
        good["links"] = links
    if tagged:
        good["headers"] = _TAG
    responses: dict[int | str, Any] = {status: good}
    if tagged:
        responses[304] = {"description": "The caller has this answer already", "headers": _TAG}
    unauthorised = () if action is None else (401, 403)
    for code in sorted({*unauthorised, *errors, 400, 413, 422, 431, 500, 503}):
        responses[code] = {"description": ""}
    extra: dict[str, Any] = {"x-use-case": action}
    if tagged:
        extra["parameters"] = [_KNOWN_TAGS]
    if action is not None:
        extra["x-roles"] = sorted(role.value for role in RULES[action].roles)
    return {
        "summary": summary,
        "status_code": status,
        "responses": responses,
        "openapi_extra": extra,
        "response_model": None,
        "response_class": JSONResponse if content is None else Response,  # what else would be described as JSON too
    }


def _tag(request: RequestContext, snapshot_id: str) -> str:
    """Of what was read, by which policy, for which rights, and what was asked; never of the caller himself."""
    caller = request.context.caller
    url = request.http.url
    rights = f"{caller.role.value}|{caller.agency}|{caller.shows_protected}"
    text = f"{snapshot_id}|{request.context.policy!r}|{rights}|{url.path}?{url.query}"
    return f'"{sha256(text.encode()).hexdigest()[:32]}"'
