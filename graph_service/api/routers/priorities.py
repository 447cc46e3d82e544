"""Priorities: whom to reach with the message, whom to warn, who could carry it; and plans of whom to reach."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path
from starlette.responses import Response

from graph_service.analysis.lanes import Lane
from graph_service.analysis.reach import ALL_KINDS
from graph_service.api.answers import AfterPlace, AsOf, LimitIfAny, Lineage, answer, as_json, documented
from graph_service.api.routers.network import Groups
from graph_service.api.schemas import LANE, REPRESENTATIVES, PlanRequest
from graph_service.api.security import PersonalDesk
from graph_service.services import planning, prioritising

router = APIRouter(tags=["priorities"])
LaneName = Annotated[Literal["message", "safety", "messenger"], Path(description="Which lane", examples=["message"])]
_WHY = {
    "explain": {
        "operationId": "explain",
        "parameters": {"person_id": "$response.body#/rows/0/person/person_id"},
        "description": "Why is the first of them listed?",
    }
}


@router.get(
    "/priorities/{lane}",
    **documented("priorities", LANE, summary="Whom to reach first, and why?", tagged=True, links=_WHY, errors=(404,)),
)
def priorities(
    desk: PersonalDesk,
    lane: LaneName,
    as_of: AsOf = None,
    lineage: Lineage = True,
    group: Groups = None,
    after: AfterPlace = 0,
    limit: LimitIfAny = None,
) -> Response:
    """Return a lane of individuals, each with reasons that name records."""

    def build() -> Lane:
        return prioritising.priorities(
            desk.place,
            desk.caller,
            lane=lane,
            as_of=as_of,
            groups=group,
            lineage=lineage,
            after=after,
            limit=limit,
        )

    return answer(desk, "priorities", build, as_of=as_of)


@router.post(
    "/representatives",
    **documented(
        "representatives", REPRESENTATIVES, summary="Whom to reach so that the message reaches everyone?", errors=(404,)
    ),
)
def representatives(desk: PersonalDesk, wanted: PlanRequest) -> Response:
    """Choose the fewest of a pool who reach everybody they can, or the best of a budget; with proof or gap."""
    found = planning.representatives(
        desk.place,
        desk.caller,
        as_of=wanted.as_of,
        groups=wanted.groups,
        pool=wanted.pool,
        budget=wanted.budget,
        n_alternatives=wanted.n_alternatives,
        kinds=ALL_KINDS if wanted.kinds is None else tuple(one.value for one in wanted.kinds),
        lineage=wanted.lineage,
    )
    return as_json(found)
