"""The application of the service, asked in this process."""

import asyncio
from collections.abc import Awaitable, Iterator, Mapping
from contextlib import contextmanager

import httpx

from graph_service.api.app import create_app
from graph_service.settings import Settings


class Client:
    """Sends requests to an application, one after another.

    Parameters
    ----------
    runner : asyncio.Runner
        The loop that the application lives in.
    inside : httpx.AsyncClient
        Of the application.
    """

    def __init__(self, runner: asyncio.Runner, inside: httpx.AsyncClient) -> None:
        self._runner = runner
        self._inside = inside

    def request(self, method: str, path: str, content: bytes | None, headers: Mapping[str, str]) -> httpx.Response:
        """Send a request and return the answer."""
        return self._runner.run(self._inside.request(method, path, content=content, headers=dict(headers)))


@contextmanager
def client_of(store: str) -> Iterator[Client]:
    """Start the service on a store, and stop it in the end."""
    app = create_app(Settings(store=store))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    with asyncio.Runner() as runner:
        lifespan = app.router.lifespan_context(app)
        runner.run(_awaited(lifespan.__aenter__()))
        inside = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=60)
        try:
            yield Client(runner, inside)
        finally:
            runner.run(inside.aclose())
            runner.run(_awaited(lifespan.__aexit__(None, None, None)))


async def _awaited(waiting: Awaitable[object]) -> None:
    await waiting
