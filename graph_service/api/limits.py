"""The limit on bodies of requests."""

from collections.abc import Mapping
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PLAIN_BODY_BYTES: Final = 1_000_000  # where no archive is expected


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


def _too_large(limit: int) -> HTTPException:
    return HTTPException(413, f"the body is larger than {limit} bytes")
