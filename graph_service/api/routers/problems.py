"""The pages about problems, where the `type` of each leads. They say nothing of records, so they need no token."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import PlainTextResponse, Response

from graph_service.api.answers import as_json, documented
from graph_service.api.paths import VERSION
from graph_service.api.problem_types import BY_CODE, PROBLEM_TYPES, ProblemTypes
from graph_service.api.schemas import PROBLEMS
from graph_service.errors import NotFoundError

router = APIRouter(prefix=VERSION, tags=["reference"])
Code = Annotated[str, Path(min_length=1, max_length=100, description="Code of a problem", examples=["bad_input"])]
_TEXT = {"text/plain": {"schema": {"type": "string"}}}


@router.get("/problems", **documented(None, PROBLEMS, summary="Which problems are there?"))
def problem_types() -> Response:
    """List the kinds of problems: code, status, what it means and what to do."""
    return as_json(ProblemTypes(PROBLEM_TYPES))


@router.get(
    "/problems/{code}",
    **documented(None, None, summary="What does a problem mean?", content=_TEXT, errors=(404,)),
)
def problem_type(code: Code) -> Response:
    """Return a page about a problem, where its `type` leads."""
    if code not in BY_CODE:
        message = f"there is no problem with this code; there are: {', '.join(BY_CODE)}"
        raise NotFoundError(message)
    return PlainTextResponse(BY_CODE[code].page)
