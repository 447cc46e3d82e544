"""Persons: finding one, what is recorded about one, and why one is listed or not."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from graph_service.analysis.explain import Explanation
from graph_service.api.answers import PAGE, After, AsOf, Limit, Lineage, answer, as_json, documented
from graph_service.api.schemas import EXPLANATION, PERSON, PERSONS, SearchRequest
from graph_service.api.security import PersonalDesk
from graph_service.services import persons as service
from graph_service.services import prioritising

router = APIRouter(tags=["persons"])
PersonId = Annotated[str, Path(min_length=1, max_length=1000, description="Any id of a person", examples=["P-0014"])]
_FIRST = {"person_id": "$response.body#/persons/0/person_id"}
_ONE = {
    "person": {"operationId": "person", "parameters": _FIRST},
    "explain": {"operationId": "explain", "parameters": _FIRST},
}


@router.get("/persons", **documented("search", PERSONS, summary="Who is in the records?", tagged=True, links=_ONE))
def persons(desk: PersonalDesk, as_of: AsOf = None, after: After = None, limit: Limit = PAGE) -> Response:
    """List persons by id, a page at a time."""

    def build() -> service.PersonList:
        return service.search(desk.place, desk.caller, as_of=as_of, after=after, limit=limit)

    return answer(desk, "search", build, as_of=as_of)


@router.post("/search", **documented("search", PERSONS, summary="Who is it?", links=_ONE))
def search(desk: PersonalDesk, wanted: SearchRequest) -> Response:
    """Find persons by part of an id or label; by name or alias for callers who may see them."""
    found = service.search(
        desk.place, desk.caller, query=wanted.query, as_of=wanted.as_of, after=wanted.after, limit=wanted.limit
    )
    return as_json(found)


@router.get(
    "/persons/{person_id}",
    **documented("person", PERSON, summary="What is recorded about a person?", tagged=True, errors=(404,)),
)
def person(desk: PersonalDesk, person_id: PersonId, as_of: AsOf = None) -> Response:
    """Return a person with all records that refer to him, field by field as the caller may see them."""

    def build() -> service.PersonDetail:
        return service.person(desk.place, desk.caller, person_id=person_id, as_of=as_of)

    return answer(desk, "person", build, as_of=as_of)


@router.get(
    "/persons/{person_id}/explanation",
    **documented("explain", EXPLANATION, summary="Why is a person listed, why not?", tagged=True, errors=(404,)),
)
def explain(desk: PersonalDesk, person_id: PersonId, as_of: AsOf = None, lineage: Lineage = True) -> Response:
    """Explain lane by lane and record by record why a person is listed, why not, and what is missing."""

    def build() -> Explanation:
        return prioritising.explain(desk.place, desk.caller, person_id=person_id, as_of=as_of, lineage=lineage)

    return answer(desk, "explain", build, as_of=as_of)
