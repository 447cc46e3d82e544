"""Whether the service lives, and whether it can work."""

from fastapi import APIRouter, Request
from starlette.responses import Response

import graph_service
from graph_service.api.answers import as_json, documented
from graph_service.api.paths import VERSION
from graph_service.api.schemas import STATE, State
from graph_service.api.security import open_store_of
from graph_service.errors import GruppkartaError, StoreUnavailableError

router = APIRouter(prefix=VERSION, tags=["state"])


@router.get("/health", **documented(None, STATE, summary="Is the service alive?"))
async def health() -> Response:
    """Answer without asking the store, and without waiting for a thread."""
    return as_json(State("ok", graph_service.__version__))


@router.get("/ready", **documented(None, STATE, summary="Can the service work: does the store answer?"))
def ready(request: Request) -> Response:
    """Ask the store what it holds; 503 while it does not answer, is not there or cannot be read."""
    try:
        open_store_of(request).store.content_hash()
    except GruppkartaError as error:
        raise StoreUnavailableError(str(error)) from error
    return as_json(State("ready", graph_service.__version__))
