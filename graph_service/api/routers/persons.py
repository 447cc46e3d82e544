"""Persons: finding one, what is recorded about one, and why one is listed or not."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BeforeValidator
from starlette.responses import Response

from graph_service.api.answers import AfterId, AsOf, Limit, as_json, documented, respond
from graph_service.api.checked_route import CheckedRoute
from graph_service.api.paths import VERSION, decoded
from graph_service.api.questions import PAGE
from graph_service.api.schemas import PERSON, PERSONS, SearchRequest
from graph_service.api.security import PersonalRequest
from graph_service.services import persons as service

router = APIRouter(prefix=VERSION, tags=["persons"], route_class=CheckedRoute)
PersonId = Annotated[
    str,
    BeforeValidator(decoded),
    Path(min_length=1, max_length=1000, description="Any id of a person", examples=["P-0014"]),
]
_FIRST = {"person_id": "$response.body#/persons/0/person_id"}
_ONE = {
    "person": {"operationId": "person", "parameters": _FIRST},
    "explain": {"operationId": "explain", "parameters": _FIRST},
}


@router.get("/persons", **documented("search", PERSONS, summary="Who is in the records?", tagged=True, links=_ONE))
def persons(request: PersonalRequest, as_of: AsOf = None, after: AfterId = None, limit: Limit = PAGE) -> Response:
    """List persons by id, a page at a time."""

    def build() -> service.PersonList:
        return service.search(request.context, as_of=as_of, after=after, limit=limit)

    return respond(request, "search", build, as_of=as_of)


@router.post("/search", **documented("search", PERSONS, summary="Who is it?", links=_ONE))
def search(request: PersonalRequest, body: SearchRequest) -> Response:
    """Find persons by part of an id or label; by name or alias for callers who may see them."""
    page = service.search(request.context, query=body.query, as_of=body.as_of, after=body.after, limit=body.limit)
    return as_json(page)


@router.get(
    "/persons/{person_id}",
    **documented("person", PERSON, summary="What is recorded about a person?", tagged=True, errors=(404,)),
)
def person(request: PersonalRequest, person_id: PersonId, as_of: AsOf = None) -> Response:
    """Return a person with all records that refer to them, field by field as the caller may see them."""

    def build() -> service.PersonDetail:
        return service.person(request.context, person_id=person_id, as_of=as_of)

    return respond(request, "person", build, as_of=as_of)
