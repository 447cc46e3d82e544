"""The server beneath the service, set up so that it tells nothing of what goes through it."""

import logging

import uvicorn
from starlette.types import ASGIApp

from graph_service.settings import Settings

KEEP_ALIVE_S = 75  # longer than proxies keep a connection: who closes first must not be the one who is being asked


def server_of(app: ASGIApp, settings: Settings) -> uvicorn.Server:
    """Return a server for an application.

    Parameters
    ----------
    app : ASGIApp
        The application.
    settings : Settings
        Address, port, limits.

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
        limit_concurrency=settings.max_requests,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=settings.stop_s,
    )
    logging.getLogger("uvicorn.access").disabled = True  # its lines hold addresses, and addresses hold ids
    return uvicorn.Server(config)
