"""Addresses: where they begin, and the ids in them; a slash within an id is no slash of the address."""

from typing import Final
from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send

VERSION: Final = "/v1"


class EncodedSlashes:
    """Keeps an encoded slash encoded until a route has been chosen: servers decode the whole path beforehand."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, its path decoded but for slashes and percent signs within a part."""
        raw = scope.get("raw_path")
        if scope["type"] == "http" and raw and b"%" in raw:
            parts = raw.split(b"?")[0].decode("latin-1").split("/")
            scope["path"] = "/".join(unquote(part).replace("%", "%25").replace("/", "%2F") for part in parts)
        await self.app(scope, receive, send)


def decoded(value: object) -> object:
    """Return a part of a path as it was meant."""
    return value.replace("%2F", "/").replace("%25", "%") if isinstance(value, str) else value
