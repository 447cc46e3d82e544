"""What is judged of every request before anything else: by which name it comes, how many there are, how long it is."""

from collections.abc import Collection, Mapping
from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_service.api.problems import problem
from graph_service.errors import BusyError
from graph_service.settings import PREFIX
from graph_service.statuses import status_of

PLAIN_BODY_BYTES: Final = 1_000_000  # where no archive is expected


class HostCheck:
    """Refuses requests to another host: a page of somebody else may lead a browser here under its own name.

    Parameters
    ----------
    app : ASGIApp
        What is wrapped.
    hosts : Collection[str]
        Names that the service goes by, without a port.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        host = Headers(scope=scope).get("host") if scope["type"] == "http" else None
        if host is None or _without_port(host) in self._hosts:  # HTTP/1.0 asks without one, and no browser does
            await self._app(scope, receive, send)
            return
        detail = "the header Host does not name this service; GRUPPKARTA_ALLOWED_HOSTS lists its further names"
        await problem(scope["request_id"], 400, "wrong_host", detail)(scope, receive, send)


class RequestLimit:
    """Refuses requests while so many are under way; whether the service lives is answered all the same.

    Parameters
    ----------
    app : ASGIApp
        What is wrapped.
    max_requests : int
        Most requests under way.
    always : Collection[str]
        Paths that are answered all the same: nothing is computed for them.
    """

    def __init__(self, app: ASGIApp, max_requests: int, always: Collection[str]) -> None:
        self._app = app
        self._max_requests = max_requests
        self._always = always
        self._n_requests = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["path"] in self._always:
            await self._app(scope, receive, send)
            return
        if self._n_requests >= self._max_requests:
            busy = BusyError(f"{self._n_requests} requests are under way")
            await problem(scope["request_id"], status_of(busy), busy.code)(scope, receive, send)
            return
        self._n_requests += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._n_requests -= 1


class BodyLimit:
    """Refuses bodies that are too large, whether they say so or not.

    Parameters
    ----------
    app : ASGIApp
        What is wrapped.
    by_path : Mapping[str, int]
        Most bytes of a body, by path; elsewhere `PLAIN_BODY_BYTES`.
    """

    def __init__(self, app: ASGIApp, by_path: Mapping[str, int]) -> None:
        self._app = app
        self._by_path = by_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit, n_read = self._by_path.get(scope["path"], PLAIN_BODY_BYTES), 0

        async def counted() -> Message:
            nonlocal n_read
            if (_stated(scope) or 0) > limit:
                raise _too_large(limit)
            message = await receive()
            n_read += len(message.get("body", b""))
            if n_read > limit:
                raise _too_large(limit)
            return message

        await self._app(scope, counted, send)


def _stated(scope: Scope) -> int | None:
    stated = next((value for name, value in scope["headers"] if name == b"content-length"), None)
    return int(stated) if stated is not None and stated.isdigit() else None


def _without_port(host: str) -> str:
    """The name in a Host header, in lower case; an address of IPv6 in its brackets."""
    name, separator, port = host.rpartition(":")
    return (name if separator and port.isdigit() else host).lower()


def _too_large(limit: int) -> HTTPException:
    setting = "" if limit == PLAIN_BODY_BYTES else f" ({PREFIX}MAX_BODY_BYTES)"
    return HTTPException(413, f"the body is larger than {limit} bytes{setting}")
