"""The pages as a browser meets them: the whole service on 127.0.0.1, and a client that has signed in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.ports import Clock
from graph_service.serving import create_service
from graph_service.settings import Settings
from tests.api.serving import ADMIN, PURPOSE, City, served

CSRF = re.compile(r'name="csrf" value="([^"]+)"')


@contextmanager
def site(city: City, settings: Settings | None = None, clock: Clock | None = None) -> Iterator[httpx.Client]:
    """Serve a city with its pages; sessions end by the clock of a test, or that of the machine."""
    settings = settings or Settings()
    with served(create_service(settings, open_store=city.place, clock=clock), settings) as client:
        yield client


@contextmanager
def signed_in(
    address: httpx.URL | str,
    city: City,
    role: CallerRole = ADMIN[0],
    agency: Agency = ADMIN[1],
    *,
    language: str = "en",
    shows_protected: bool = False,
) -> Iterator[httpx.Client]:
    """A client with a session of its own, without scripts, as a browser would send its requests."""
    with httpx.Client(base_url=address, timeout=60, headers={"Accept-Language": language}) as client:
        fields = {"token": city.tokens[role, agency], "purpose": PURPOSE, "next": "/"}
        answer = client.post("/sign-in", data={**fields, **({"shows_protected": "yes"} if shows_protected else {})})
        assert answer.status_code == 303, answer.text
        yield client


def csrf_of(page: str) -> str:
    """The secret that the forms of a page send along."""
    match = CSRF.search(page)
    assert match is not None, "the page has no form of a session"
    return match[1]


def last_event(client: httpx.Client, city: City, action: str) -> dict[str, Any]:
    """The latest entry of the audit trail about an action."""
    lines = client.get("/v1/audit", headers=city.headers(), params={"newest_first": True, "limit": 100}).json()[
        "entries"
    ]
    return next(line for line in lines if line["action"] == action)
