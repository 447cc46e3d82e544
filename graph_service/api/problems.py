"""Errors become problems (RFC 9457): the only place that knows which status an error has."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import compile_path

from graph_service.api.problem_types import PHRASES, address_of
from graph_service.errors import (
    AccessError,
    AuthenticationError,
    GruppkartaError,
    InputError,
    PurposeMissingError,
    RejectedRowsError,
    StoreUnavailableError,
)
from graph_service.services.access import note_refusal
from graph_service.services.context import Context
from graph_service.statuses import RETRY_AFTER_S, SERVER_FAULT, STATUS, note_cause, status_of

MEDIA_TYPE: Final = "application/problem+json"
MAX_FAULTS: Final = 20  # of a request that are listed
METHOD_NOT_ALLOWED: Final = 405

_CODES: Final[Mapping[int, str]] = MappingProxyType(
    {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "bad_media_type"}
)


class Row(BaseModel):
    """A row of a file that was refused."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(examples=["unknown_word"], description="Stable code of the problem")
    file: str = Field(examples=["persons.csv"], description="Which file")
    line: int | None = Field(examples=[14], description="Which line, as an editor counts; null: the whole file")
    column: str | None = Field(examples=["birth_year"], description="Which column; null: the whole row")
    value: str | None = Field(examples=["19999"], description="What stands there, unless it is protected")
    problem: str = Field(examples=["not a year from 1850 to 2200"], description="What is wrong")
    remedy: str = Field(examples=["write the year of birth, or leave it empty"], description="What to do")


class Problem(BaseModel):
    """Why a request was not answered (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(
        examples=["/v1/problems/bad_input"], description="Where a page about the code is, relative to the service"
    )
    title: str = Field(examples=["Unprocessable Content"], description="The phrase of the status (RFC 9110)")
    status: int = Field(examples=[422], description="HTTP status")
    code: str = Field(examples=["bad_input"], description="Stable code of the problem")
    detail: str | None = Field(
        default=None, examples=["there is no lane 'x'"], description="What is wrong and what to do; none on 5xx"
    )
    request_id: str = Field(examples=["0b8e6a6e4f2c4d0f"], description="Names the request in the log of the service")
    problems: list[Row] | None = Field(
        default=None, examples=[None], description="The first rows of a case that were refused"
    )
    n_problems: int | None = Field(default=None, examples=[1], description="How many rows were refused")


def problem(
    request_id: str,
    status: int,
    code: str,
    detail: str | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    rows: RejectedRowsError | None = None,
) -> Response:
    """Return a problem as a response.

    Parameters
    ----------
    request_id : str
        Names the request in the log.
    status : int
        HTTP status.
    code : str
        Stable code.
    detail : str | None
        What is wrong; left out on 5xx, where it would tell about the inside.
    headers : Mapping[str, str] | None
        More headers.
    rows : RejectedRowsError | None
        Rows that were refused.

    Returns
    -------
    Response
        As `application/problem+json`.
    """
    body = Problem(
        type=address_of(code),
        title=PHRASES.get(status, "Unknown Status"),
        status=status,
        code=code,
        detail=None if status >= SERVER_FAULT else detail,
        request_id=request_id,
        problems=None if rows is None else [_row(row) for row in rows.problems],
        n_problems=None if rows is None else rows.n_total,
    )
    more = dict(headers or {})
    if status == STATUS[StoreUnavailableError]:
        more["Retry-After"] = str(RETRY_AFTER_S)
    if status == STATUS[AuthenticationError]:
        more["WWW-Authenticate"] = 'Bearer realm="gruppkarta"'
    members = {name: value for name, value in body.model_dump().items() if value is not None}
    return JSONResponse(members, status, more, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Make an application answer errors as problems.

    Parameters
    ----------
    app : FastAPI
        The application.
    """
    app.add_exception_handler(GruppkartaError, _deliberate)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def request_id_of(request: Request) -> str:
    """Return the id of a request, as the outermost layer gave it.

    Parameters
    ----------
    request : Request
        The request.

    Returns
    -------
    str
        Its id.
    """
    return str(request.scope.get("request_id", ""))


def _deliberate(request: Request, error: Exception) -> Response:
    deliberate = cast("GruppkartaError", error)
    rows = deliberate if isinstance(deliberate, RejectedRowsError) else None
    status = status_of(deliberate)
    if status >= SERVER_FAULT:
        note_cause(request_id_of(request), deliberate)
    context = getattr(request.state, "context", None)
    if isinstance(deliberate, AccessError) and isinstance(context, Context):
        note_refusal(context, deliberate)
    return problem(request_id_of(request), status, deliberate.code, str(deliberate), rows=rows)


def _invalid(request: Request, error: Exception) -> Response:
    """Say which part of the request is wrong and how, but never what it held: that may be a name."""
    errors = cast("RequestValidationError", error).errors()
    if any(_place(fault["loc"]) == "header X-Purpose" for fault in errors):
        missing = PurposeMissingError("say what for, in one line of 3 to 200 characters, in the header X-Purpose")
        return _deliberate(request, missing)
    alternatives = [
        fault for fault in errors if fault["loc"][-1] != "none"
    ] or errors  # what may be left out is not "None"
    faults = [f"{_place(fault['loc'])}: {fault['msg']}" for fault in alternatives[:MAX_FAULTS]]
    n_more = len(alternatives) - len(faults)
    text = "; ".join([*faults, f"and {n_more} more"] if n_more else faults)
    return problem(request_id_of(request), 422, InputError.code, text)


def _http(request: Request, error: Exception) -> Response:
    raised = cast("HTTPException", error)
    headers = dict(raised.headers or {})
    if raised.status_code == METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_allowed(request))
    code = _CODES.get(raised.status_code, "bad_request" if raised.status_code < SERVER_FAULT else GruppkartaError.code)
    return problem(request_id_of(request), raised.status_code, code, raised.detail, headers=headers)


def _allowed(request: Request) -> list[str]:
    """Every method of a path; the framework names those of the first route alone."""
    described = cast("FastAPI", request.app).openapi()["paths"]
    matching = (methods for path, methods in described.items() if compile_path(path)[0].match(request.url.path))
    methods_here = {method.upper() for methods in matching for method in methods}
    return sorted(methods_here | {"HEAD"} if "GET" in methods_here else methods_here)


def _place(parts: Sequence[object]) -> str:
    where, *path = (str(part) for part in parts)
    if where == "header":  # the rest says which kind of value was tried
        return "header " + "-".join(word.capitalize() for word in path[0].split("-"))
    names = [part for part in path if part.replace("_", "").isalnum()]
    return " ".join([where, ".".join(names)]).strip()


def _row(row: object) -> Row:
    return Row(**{name: getattr(row, name) for name in Row.model_fields})
