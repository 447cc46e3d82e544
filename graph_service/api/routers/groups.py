"""Groups: which there are, which is most violent now, and why."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from graph_service.analysis.scorecard import Scorecard
from graph_service.api.answers import (
    PAGE,
    After,
    AfterPlace,
    AsOf,
    Limit,
    LimitIfAny,
    Lineage,
    answer,
    documented,
)
from graph_service.api.schemas import GROUP, GROUPS, SCORECARD
from graph_service.api.security import PersonalDesk
from graph_service.services import mapping

router = APIRouter(tags=["groups"])
GroupId = Annotated[str, Path(min_length=1, max_length=1000, description="Id of a group", examples=["G-01"])]
_ONE = {"group": {"operationId": "group", "parameters": {"group_id": "$response.body#/groups/0/group_id"}}}


@router.get(
    "/scorecard",
    **documented("scorecard", SCORECARD, summary="Which group is most violent now?", tagged=True, links=_ONE),
)
def scorecard(
    desk: PersonalDesk,
    as_of: AsOf = None,
    lineage: Lineage = True,
    after: AfterPlace = 0,
    limit: LimitIfAny = None,
) -> Response:
    """Rank the groups by the violence they are held to have committed, with all that is uncertain about it."""

    def build() -> Scorecard:
        return mapping.scorecard(desk.place, desk.caller, as_of=as_of, lineage=lineage, after=after, limit=limit)

    return answer(desk, "scorecard", build, as_of=as_of)


@router.get("/groups", **documented("groups", GROUPS, summary="Which groups are there?", tagged=True, links=_ONE))
def groups(
    desk: PersonalDesk, as_of: AsOf = None, lineage: Lineage = True, after: After = None, limit: Limit = PAGE
) -> Response:
    """List the groups by id, a page at a time."""

    def build() -> mapping.GroupList:
        return mapping.groups(desk.place, desk.caller, as_of=as_of, lineage=lineage, after=after, limit=limit)

    return answer(desk, "groups", build, as_of=as_of)


@router.get(
    "/groups/{group_id}",
    **documented("groups", GROUP, summary="What stands behind the numbers of a group?", tagged=True, errors=(404,)),
)
def group(desk: PersonalDesk, group_id: GroupId, as_of: AsOf = None, lineage: Lineage = True) -> Response:
    """Return one group as the scorecard has it, with the incidents behind its numbers."""

    def build() -> mapping.GroupDetail:
        return mapping.group(desk.place, desk.caller, group_id=group_id, as_of=as_of, lineage=lineage)

    return answer(desk, "groups", build, as_of=as_of)
