"""Answers: the JSON of the command line, byte for byte, with a tag that saves sending it again."""

from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from typing import Annotated, Any, Final

from fastapi import Query
from pydantic import BaseModel
from pydantic.json_schema import SkipJsonSchema
from starlette.responses import Response

from graph_service.analysis.result import Result, to_json
from graph_service.api.schemas import Day
from graph_service.api.security import Desk
from graph_service.services.access import USE_CASES, authorise, note_use
from graph_service.services.workplace import snapshot_on

AsOf = Annotated[
    Day | SkipJsonSchema[None],
    Query(description="The day, seen at its end; default: today", examples=["2020-12-03"]),
]
Lineage = Annotated[bool, Query(description="Whether records of a renamed or merged group count for its successor")]
After = Annotated[
    str | SkipJsonSchema[None],
    Query(
        min_length=1,
        max_length=1000,
        description="Cursor: `next_after` of the page before",
        examples=["P-0014"],
    ),
]
Limit = Annotated[int, Query(ge=1, le=1000, description="At most so many on a page", examples=[100])]
AfterPlace = Annotated[
    int,
    Query(ge=0, le=2**31, description="Cursor: `next_after` of the page before", examples=[0]),
]
LimitIfAny = Annotated[
    int | SkipJsonSchema[None],
    Query(ge=1, le=100_000, description="At most so many rows; default: all", examples=[100]),
]
PAGE: Final = 100
_TAG = {"ETag": {"description": "Of this answer to this caller", "schema": {"type": "string"}}}


def as_json(value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a value as the command line prints it with --json.

    Parameters
    ----------
    value : object
        A result, or a mapping of parts.
    status : int
        HTTP status.
    headers : Mapping[str, str] | None
        More headers.

    Returns
    -------
    Response
        As `application/json`.
    """
    return Response(to_json(value), status, headers, media_type="application/json")


def answer(desk: Desk, use_case: str, build: Callable[[], Result], *, as_of: date | None) -> Response:
    """Return a result, or say that the caller has it already.

    Parameters
    ----------
    desk : Desk
        Where the request is worked on.
    use_case : str
        A name in `USE_CASES`.
    build : Callable[[], Result]
        Makes the result and writes the audit event.
    as_of : date | None
        The day asked for.

    Returns
    -------
    Response
        200 with the result, or 304; both are written to the audit trail.
    """
    given = desk.request.headers.get("if-none-match")
    if given is not None:
        authorise(desk.caller, use_case)
        snapshot_id = snapshot_on(desk.place, as_of).snapshot_id
        tag = _tag(desk, snapshot_id)
        if tag in {one.strip().removeprefix("W/") for one in given.split(",")}:
            note_use(desk.place, desk.caller, use_case, details={"snapshot_id": snapshot_id, "unchanged": "yes"})
            return Response(status_code=304, headers={"ETag": tag})
    found = build()
    tag = _tag(desk, found.snapshot_id)
    body = desk.request.app.state.bodies.of(tag, lambda: to_json(found))
    headers = {"ETag": tag, "Vary": "Authorization, X-Show-Protected"}
    return Response(body, headers=headers, media_type="application/json")


def documented(
    use_case: str | None,
    model: type[BaseModel] | None,
    *,
    summary: str,
    status: int = 200,
    tagged: bool = False,
    content: Mapping[str, Any] | None = None,
    links: Mapping[str, Any] | None = None,
    errors: tuple[int, ...] = (),
) -> dict[str, Any]:
    """Return what the decorator of a route takes: its use case, and every answer it gives.

    Parameters
    ----------
    use_case : str | None
        A name in `USE_CASES`; None: no caller is asked for, or any will do.
    model : type[BaseModel] | None
        Of the body; None: see `content`.
    summary : str
        The question it answers.
    status : int
        HTTP status of the answer.
    tagged : bool
        Whether it has a tag and may answer 304.
    content : Mapping[str, Any] | None
        Media types of a body that is no JSON.
    links : Mapping[str, Any] | None
        Links of the answer to other operations.
    errors : tuple[int, ...]
        More statuses of problems.

    Returns
    -------
    dict[str, Any]
        Keyword arguments.
    """
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
        responses[304] = {"description": "The caller has this answer already"}
    asked = () if use_case is None else (401, 403)
    for one in sorted({*asked, *errors, 400, 413, 422, 500, 503}):
        responses[one] = {"description": ""}
    extra: dict[str, Any] = {"x-use-case": use_case}
    if use_case is not None:
        extra["x-roles"] = sorted(role.value for role in USE_CASES[use_case].roles)
    return {
        "summary": summary,
        "status_code": status,
        "responses": responses,
        "openapi_extra": extra,
        "response_model": None,
    }


def _tag(desk: Desk, snapshot_id: str) -> str:
    """Of what was read, by which policy, for which rights, and what was asked; never of the caller himself."""
    caller, url = desk.caller, desk.request.url
    rights = f"{caller.role.value}|{caller.agency}|{caller.shows_protected}"
    text = f"{snapshot_id}|{desk.place.policy!r}|{rights}|{url.path}?{url.query}"
    return f'"{sha256(text.encode()).hexdigest()[:32]}"'
