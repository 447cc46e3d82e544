"""What the service knows of itself: measures, tables, policy. Nothing of it is personal."""

from fastapi import APIRouter
from starlette.responses import Response

from graph_service.analysis.registry import MEASURES as REGISTRY
from graph_service.api.answers import as_json, documented
from graph_service.api.paths import VERSION
from graph_service.api.schemas import DICTIONARY, MEASURES, POLICY
from graph_service.api.security import ImpersonalRequest
from graph_service.domain.dictionary import data_dictionary

router = APIRouter(prefix=VERSION, tags=["reference"])


@router.get("/measures", **documented(None, MEASURES, summary="Which measures are there?", errors=(401,)))
def measures(_request: ImpersonalRequest) -> Response:
    """List the measures: the question each answers, its parameters, unit and source."""
    return as_json({"measures": REGISTRY})


@router.get("/schema", **documented(None, DICTIONARY, summary="What do the tables hold?", errors=(401,)))
def schema(_request: ImpersonalRequest) -> Response:
    """Return every table and column: meaning, type, words, who may see it."""
    return as_json({"tables": data_dictionary()})


@router.get("/policy", **documented(None, POLICY, summary="By which weights, windows and thresholds?", errors=(401,)))
def policy(request: ImpersonalRequest) -> Response:
    """Return the policy in force."""
    return as_json(request.context.policy)
