"""Every route of the service with a request that it answers, made from the application itself."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx
from fastapi.routing import iter_route_contexts

from graph_service.api.app import create_app
from graph_service.settings import Settings
from tests.api.city import AS_OF

SAMPLES = {
    "group_id": "G-01",
    "person_id": "P-0001",
    "incident_id": "I-1",
    "lane": "message",
    "form": "graphml",
    "token_id": "000000000000",
    "code": "bad_input",
    "kind": "group",
    "record_id": "G-01",
}
UNGUARDED = {  # nothing of the records, so no token
    "/v1/health",
    "/v1/ready",
    "/v1/problems",
    "/v1/problems/{code}",
    "/v1/openapi.json",
    "/metrics",
}
FOR_ANY_TOKEN = {"/v1/measures", "/v1/schema", "/v1/policy"}  # nothing personal, so no purpose
PERSONS_NAMED: Mapping[str, dict[str, object]] = {
    "/v1/paths": {"start": "P-0001", "end": "P-0002"},
    "/v1/common": {"persons": ["P-0001", "P-0002"]},
    "/v1/around": {"persons": ["P-0001"], "steps": 2},
}
VISIT = {"notification_id": "N-9", "person_id": "P-0001", "planned_on": "2020-12-02"}
RECORDS: Mapping[str, dict[str, object]] = {
    "POST /v1/records": {"records": {"notification": [VISIT]}},
    "POST /v1/records/{kind}": {"values": {"group_id": "G-77", "name": "Öst"}},
    "PATCH /v1/records/{kind}/{record_id}": {
        "act": "correct",
        "values": {"organisation_level": 2},
        "reason": "looked at again",
    },
    "POST /v1/records/{kind}/{record_id}/extensions": {"kept_until": "2030-01-01", "reason": "looked at, still needed"},
}
DATED = {"params": {"as_of": AS_OF.isoformat()}}


@dataclass(frozen=True, slots=True)
class Route:
    """A route as it is declared."""

    method: str
    template: str
    use_case: str | None

    @property
    def name(self) -> str:
        return f"{self.method} {self.template}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A route and a request to it."""

    route: Route
    path: str
    more: dict[str, Any] = field(default_factory=dict)


@cache
def all_routes() -> tuple[Route, ...]:
    """Return all routes with their whole templates."""
    return tuple(_routes())


def request_to(route: Route, **samples: str) -> Asked:
    """Return a request that the route answers for those who may ask."""
    path = route.template
    for name, value in {**SAMPLES, **samples}.items():
        path = path.replace(f"{{{name}}}", value)
    return Asked(route, path, _more(route))


def guarded() -> list[Asked]:
    """Return a request to every route that a use case guards."""
    return [request_to(route) for route in all_routes() if route.use_case is not None]


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """Pack files into a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def unpacked(answer: httpx.Response) -> str:
    """Return the text of an answer; of an archive or a workbook, that of all files in it."""
    if not answer.content.startswith(b"PK"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return "\n".join(archive.read(name).decode("utf-8") for name in archive.namelist())


def upload(archive: bytes) -> dict[str, Any]:
    """Return what a client sends to upload an archive."""
    return {"files": {"archive": ("case.zip", archive, "application/zip")}}


def _routes() -> Iterator[Route]:
    for one in iter_route_contexts(create_app(Settings()).routes):
        extra = getattr(one, "openapi_extra", None) or {}
        for method in sorted(set(one.methods or ()) - {"HEAD"}):
            yield Route(method, str(one.path), extra.get("x-use-case"))


def _more(route: Route) -> dict[str, Any]:
    if route.template == "/v1/imports/undo":
        return {"params": {"dry_run": "true"}}
    if route.template.startswith("/v1/imports"):
        return upload(packed({"sources.csv": "source_id,agency\nS-9,police\n"}))
    if route.template.startswith("/v1/duplicates/"):
        return {"json": {"person_a": "P-0001", "person_b": "P-0001", "reason": "the same birth year and contacts"}}
    if route.template.startswith("/v1/records") and route.method != "GET":
        return {"json": RECORDS[route.name]}
    if route.template == "/v1/search":
        return {"json": {"query": "P-0", **DATED["params"]}}
    if route.template in PERSONS_NAMED:
        return {"json": {**PERSONS_NAMED[route.template], **DATED["params"]}}
    if route.template in {"/v1/representatives", "/v1/key-players"}:
        return {"json": dict(DATED["params"])}
    if route.name == "POST /v1/tokens":
        return {"json": {"name": "somebody", "agency": "police", "role": "analyst"}}
    return {} if route.template.startswith(("/v1/tokens", "/v1/audit", "/v1/records")) else dict(DATED)
