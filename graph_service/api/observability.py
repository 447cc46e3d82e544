"""The outermost layer: a request id, safe headers, a line in the log, numbers; and no error leaves it.

Nothing here holds personal data: routes stand in logs and numbers by their template, without their
parameters and queries, and an unexpected error by its class and place, without its message.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from time import monotonic
from types import MappingProxyType
from typing import Final
from uuid import uuid4

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_service.api.problems import problem
from graph_service.errors import GruppkartaError
from graph_service.statuses import SERVER_FAULT

logger = logging.getLogger(__name__)
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}\Z")
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cache-Control": "no-store",
    }
)


class ObservabilityMiddleware:
    """Wraps the application."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        labels = ("method", "route")
        self._requests = Counter("gruppkarta_requests", "Requests answered", (*labels, "status"), registry=registry)
        self._seconds = Histogram("gruppkarta_request_seconds", "Time to answer", labels, registry=registry)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, begun, status = _request_id(scope), monotonic(), 0
        scope["request_id"] = request_id

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers["X-Request-ID"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception as error:  # noqa: BLE001  whatever it is, it must not tell the caller or the log what it holds
            line = {"request_id": request_id, "error": _told(error)}
            logger.error("unexpected error", extra=line)  # noqa: TRY400  the message of the error may hold a name
            if not status:
                await problem(request_id, SERVER_FAULT, GruppkartaError.code)(scope, receive, send_with_headers)
        finally:
            self._note(scope, status, monotonic() - begun)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = getattr(scope.get("route"), "path", "none")
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)
        fields = {"request_id": scope["request_id"], "method": method, "route": route, "status": status}
        logger.info("answered", extra={**fields, "milliseconds": round(1000 * seconds)})


class JsonLines(logging.Formatter):
    """Writes a log record as one line of JSON: instant, level, logger, message and what it was given beside it."""

    KNOWN = frozenset({"request_id", "method", "route", "status", "milliseconds", "error", "code", "cause"})

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        fields: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        fields |= {name: value for name, value in vars(record).items() if name in self.KNOWN}
        if record.exc_info and record.exc_info[1] is not None:
            fields["error"] = _told(record.exc_info[1])
        return json.dumps(fields, ensure_ascii=False)


def log_to_stderr(level: int = logging.INFO) -> None:
    """Write logs of the service and of the server beneath it to standard error, as lines of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in ("graph_service", "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)


def _request_id(scope: Scope) -> str:
    header = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"x-request-id"), "")
    return header if REQUEST_ID.match(header) else uuid4().hex


def _told(error: BaseException) -> str:
    """Class and place of an error; its message may hold what a record holds."""
    places = traceback.extract_tb(error.__traceback__)[-4:]
    return " < ".join([type(error).__name__, *(f"{frame.name}:{frame.lineno}" for frame in reversed(places))])
