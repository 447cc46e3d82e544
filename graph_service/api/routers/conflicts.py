"""Conflicts and incidents."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic.json_schema import SkipJsonSchema
from starlette.responses import Response

from graph_service.analysis.conflicts import Conflicts
from graph_service.api.answers import PAGE, After, AsOf, Limit, Lineage, answer, documented
from graph_service.api.schemas import CONFLICTS, INCIDENTS
from graph_service.api.security import PersonalDesk
from graph_service.domain.vocabulary import ConflictState
from graph_service.services import mapping

router = APIRouter(tags=["conflicts"])
States = Annotated[
    list[ConflictState] | SkipJsonSchema[None],
    Query(
        alias="state",
        min_length=1,
        max_length=4,
        description="In which states groups count as in conflict; default: active",
    ),
]


@router.get("/conflicts", **documented("conflicts", CONFLICTS, summary="Who is in conflict with whom?", tagged=True))
def conflicts(desk: PersonalDesk, as_of: AsOf = None, lineage: Lineage = True, state: States = None) -> Response:
    """Return the conflicts, the chain of incidents, and the retaliation windows that are open."""

    def build() -> Conflicts:
        states = tuple(one.value for one in state or (ConflictState.ACTIVE,))
        return mapping.conflicts(desk.place, desk.caller, as_of=as_of, states=states, lineage=lineage)

    return answer(desk, "conflicts", build, as_of=as_of)


@router.get("/incidents", **documented("incidents", INCIDENTS, summary="Which incidents count?", tagged=True))
def incidents(
    desk: PersonalDesk, as_of: AsOf = None, lineage: Lineage = True, after: After = None, limit: Limit = PAGE
) -> Response:
    """List the incidents that count by id, with the groups and persons linked to them, a page at a time."""

    def build() -> mapping.IncidentList:
        return mapping.incidents(desk.place, desk.caller, as_of=as_of, lineage=lineage, after=after, limit=limit)

    return answer(desk, "incidents", build, as_of=as_of)
