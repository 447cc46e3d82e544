"""The audit trail: who looked at what, when, and what for."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from graph_service.api.answers import Limit, as_json, documented
from graph_service.api.parameters import Day
from graph_service.api.paths import VERSION
from graph_service.api.questions import PAGE
from graph_service.api.schemas import AUDIT, VERIFICATION
from graph_service.api.security import PersonalRequest
from graph_service.domain.schema import MAX_KEY_LENGTH
from graph_service.services.auditing import TrailQuestion, list_audit, verify_audit
from graph_service.services.tokens import MAX_NAME

router = APIRouter(prefix=VERSION, tags=["audit"])
AfterNumber = Annotated[int, Query(ge=0, le=2**53, description="Cursor: `next_after` of the page before", examples=[0])]
User = Annotated[
    str | None, Query(max_length=MAX_NAME, description="Only what this caller did, by name", examples=["analyst 3"])
]
Person = Annotated[
    str | None, Query(max_length=MAX_KEY_LENGTH, description="Only looks at this person, by id", examples=["P-0014"])
]
Action = Annotated[str | None, Query(max_length=MAX_NAME, description="Only this action", examples=["export"])]
Since = Annotated[Day | None, Query(description="First day, in UTC", examples=["2020-12-01"])]
Until = Annotated[Day | None, Query(description="Last day, in UTC", examples=["2020-12-03"])]
NewestFirst = Annotated[
    bool, Query(description="The newest first; `after` is then the last number of the page before", examples=[True])
]


@router.get("/audit", **documented("audit_list", AUDIT, summary="Who looked at what, when, and what for?"))
def audit(
    request: PersonalRequest,
    after: AfterNumber = 0,
    limit: Limit = PAGE,
    user: User = None,
    person: Person = None,
    action: Action = None,
    since: Since = None,
    until: Until = None,
    newest_first: NewestFirst = False,
) -> Response:
    """Read the trail in order; persons stand in it by random references.

    About a person, entries that looked at so many that they name nobody are listed too: one may be this person.
    """
    question = TrailQuestion(
        user=user, person=person, action=action, since=since, until=until, newest_first=newest_first
    )
    return as_json(list_audit(request.context, after=after, limit=limit, question=question))


@router.get("/audit/verification", **documented("audit_verify", VERIFICATION, summary="Was the trail changed?"))
def verification(request: PersonalRequest) -> Response:
    """Check that every entry follows from the one before. Checkpoints are checked at the command line."""
    return as_json(verify_audit(request.context))
