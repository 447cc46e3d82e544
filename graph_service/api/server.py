"""The server beneath the service, set up so that it tells nothing of what goes through it."""

import logging
import socket
from collections.abc import Callable
from functools import partial

import uvicorn
from starlette.types import ASGIApp

from graph_service.api.connection import BoundedConnection
from graph_service.settings import Settings


class Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config, on_start: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_start = on_start

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        if self.started:
            self._on_start()


def server_of(app: ASGIApp, settings: Settings, *, on_start: Callable[[], None] = lambda: None) -> uvicorn.Server:
    """Return a server for an application.

    Parameters
    ----------
    app : ASGIApp
        The application.
    settings : Settings
        Address, port, limits.
    on_start : Callable[[], None]
        Called once it listens.

    Returns
    -------
    uvicorn.Server
        To be run.
    """
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        loop="asyncio",
        http=partial(BoundedConnection, settings),  # type: ignore[arg-type]  # whatever makes a protocol
        ws="none",
        timeout_keep_alive=settings.keep_alive_s,
        timeout_graceful_shutdown=settings.stop_s,
    )
    logging.getLogger("uvicorn.access").disabled = True  # its lines hold addresses, and addresses hold ids
    return Server(config, on_start)
