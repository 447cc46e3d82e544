"""The application: routes, limits, errors, numbers, put together from settings."""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from threading import Lock
from typing import Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.requests import Request
from starlette.responses import Response

import graph_service
from graph_service.api import problems, questions
from graph_service.api.head import HeadAsGet
from graph_service.api.limits import BodyLimit, HostCheck, RequestLimit
from graph_service.api.observability import ObservabilityMiddleware
from graph_service.api.paths import VERSION, EncodedSlashes
from graph_service.api.problem_types import PHRASES
from graph_service.api.problems import MEDIA_TYPE, Problem
from graph_service.api.response_cache import ResponseCache
from graph_service.api.routers import (
    audit,
    exports,
    health,
    imports,
    joining,
    network,
    persons,
    records,
    reference,
    tokens,
    undo,
)
from graph_service.api.routers import problems as problem_pages
from graph_service.errors import InputError
from graph_service.opener import Opener
from graph_service.services.context import OpenStore
from graph_service.settings import Settings
from graph_service.uploads import Uploads

UPLOADS = (f"{VERSION}/imports", f"{VERSION}/imports/check", f"{VERSION}/imports/diff")
DESCRIPTION = """Network analysis for group violence intervention: which group is most violent now, whom to reach
first, and why. Scores rank records, not people's guilt; the software proposes, a named person decides.

Every answer bears the day, the snapshot, the policy and the parameters it was made with, and notes of all that is
hidden or left out. What a caller may not see says "withheld". Personal data need the header `X-Purpose`; every look
is written to the audit trail. Errors are problems (RFC 9457) with a stable `code`."""
_DESCRIPTION_OF_ALL: dict[str, Any] = {}  # the routes of every application are the same, and take a second to describe
_DESCRIBING = Lock()  # the framework changes what all threads share while it describes its routes
ROUTERS = (network, persons, joining, records, imports, undo, exports, reference, tokens, audit, problem_pages)
SINGLE_HEADERS = ("Authorization", "X-Purpose", "X-Show-Protected")


def create_app(
    settings: Settings, *, open_store: OpenStore | None = None, upload_paths: Collection[str] = ()
) -> FastAPI:
    """Put the application together; the store is opened when it is first needed.

    `upload_paths` are those beside its own whose bodies may be as large as an archive.
    """
    opener, uploads = Opener(settings, open_store), Uploads(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = settings.threads
        uploads.open()
        app.openapi()  # every request is held against it; made now, it holds up none
        yield
        uploads.close()
        opener.close()

    app = FastAPI(
        title="Gruppkarta",
        version=graph_service.__version__,
        description=DESCRIPTION,
        openapi_url=f"{VERSION}/openapi.json",
        dependencies=[Depends(_check_names)],
        redirect_slashes=False,  # a path with one more or less may be another record
        docs_url=None,  # the pages of the framework load scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
        generate_unique_id_function=_operation,
    )
    app.state.opener, app.state.uploads, app.state.responses = opener, uploads, ResponseCache()
    for router in (health.router, questions.routes(), *(module.router for module in ROUTERS)):
        app.include_router(router)
    _add_metrics(app, (*UPLOADS, *upload_paths))
    problems.install(app)
    return app


def openapi_of(app: FastAPI) -> dict[str, Any]:
    """Return the description of the interface; every error is a problem."""
    with _DESCRIBING:
        if not _DESCRIPTION_OF_ALL:
            _DESCRIPTION_OF_ALL.update(_described(app))
    return _DESCRIPTION_OF_ALL


def _described(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    described = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= described.pop("$defs")
    schemas["Problem"] = described
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    _leave_room(document)
    reference = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path in document["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if int(status) in PHRASES:
                    response["content"] = reference
                    response["description"] = PHRASES[int(status)]
    return document


def _leave_room(document: dict[str, Any]) -> None:
    """Let answers have fields that clients do not know yet (docs/api.md); bodies of requests have none."""
    schemas = document["components"]["schemas"]
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    contents = [content for one in operations for content in one.get("requestBody", {}).get("content", {}).values()]
    asked = {content["schema"].get("$ref", "").rpartition("/")[2] for content in contents}
    for name, schema in schemas.items():
        if name not in asked and schema.get("additionalProperties") is False:
            del schema["additionalProperties"]


async def _check_names(request: Request) -> None:
    """A parameter that is misspelt or given twice must not be passed over: the answer would be to another question."""
    are_lists = _parameters(request.app).get(_operation(request.scope["route"]))
    if are_lists is not None and not set(request.query_params).issubset(are_lists):
        message = f"the query has a parameter that is not known here; known are: {', '.join(are_lists) or 'none'}"
        raise InputError(message)
    counts = Counter(name for name, _ in request.query_params.multi_items())
    singles = [name for name, is_list in (are_lists or {}).items() if not is_list]
    repeated = [f"the parameter {name}" for name in singles if counts[name] > 1]
    repeated += [f"the header {name}" for name in SINGLE_HEADERS if len(request.headers.getlist(name)) > 1]
    if repeated:
        message = f"{repeated[0]} is given more than once; give it once"
        raise InputError(message)


def _parameters(app: FastAPI) -> Mapping[str, Mapping[str, bool]]:
    """Parameters of the query of each operation, in their order, and whether each may be given more than once."""
    operations = [operation for path in openapi_of(app)["paths"].values() for operation in path.values()]
    return {
        operation["operationId"]: {
            parameter["name"]: parameter["schema"].get("type") == "array"
            for parameter in operation.get("parameters", ())
            if parameter["in"] == "query"
        }
        for operation in operations
    }


def _operation(route: APIRoute) -> str:
    return route.name.rstrip("_")


def _add_metrics(app: FastAPI, upload_paths: Collection[str]) -> None:
    registry = CollectorRegistry()
    settings = app.state.opener.settings
    limits = dict.fromkeys(upload_paths, settings.max_body_bytes)
    app.add_middleware(EncodedSlashes)
    app.add_middleware(HeadAsGet)
    app.add_middleware(BodyLimit, by_path=limits)
    app.add_middleware(RequestLimit, max_requests=settings.max_requests, always={f"{VERSION}/health"})
    app.add_middleware(HostCheck, hosts=settings.hosts)
    app.add_middleware(ObservabilityMiddleware, registry=registry)
    app.openapi = lambda: openapi_of(app)  # type: ignore[method-assign]  # the way that the framework names

    @app.get("/metrics", include_in_schema=False)
    def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
