"""Commands about the service: run it, describe it, say what can be set and who sees what."""

import gc
import socket
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.callers import SQLITE, opened_at
from graph_service.cli.session import StoreOption, say

if TYPE_CHECKING:  # pydantic stands behind it, and --help must be quick
    from graph_service.settings import Settings

HostOption = Annotated[str | None, typer.Option("--host", help="Address to listen on; default: 127.0.0.1.")]
PortOption = Annotated[
    int | None, typer.Option("--port", min=0, max=65535, help="Port to listen on; default: 8000.", metavar="N")
]

SWITCH_S = 0.001  # after which a thread that computes lets one that answers go on; five times as long by default


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (serve, openapi, settings, rights):
        app.command()(command)


def serve(store: StoreOption = None, host: HostOption = None, port: PortOption = None) -> None:
    """Serve a store to other systems over HTTP, until interrupted."""
    try:
        from graph_service.api.observability import log_to_stderr
        from graph_service.api.server import server_of
        from graph_service.serving import create_service
    except ImportError as error:
        from graph_service.errors import MissingExtraError

        raise MissingExtraError("api") from error
    from graph_service.errors import ConfigurationError
    from graph_service.settings import Settings

    options = {"store": store, "host": host, "port": port}
    settings_in_force = Settings().model_copy(
        update={name: value for name, value in options.items() if value is not None}
    )
    if not settings_in_force.store:
        message = "say which store: --store URL, or GRUPPKARTA_STORE, such as sqlite:///groups.db"
        raise ConfigurationError(message)
    _check_store(settings_in_force)
    _check_port(settings_in_force)
    log_to_stderr()
    app = create_service(settings_in_force)
    app.openapi()  # made now, not under the first request
    server = server_of(app, settings_in_force)
    gc.collect()
    gc.freeze()  # modules and routes live as long as the service: going through them again took a request 70 ms
    sys.setswitchinterval(SWITCH_S)
    server.run()


def _check_store(settings_in_force: "Settings") -> None:
    """Refuse a store that is not there; a database server may still be on its way up."""
    open_store = opened_at(None, settings_in_force)
    with closing(open_store.store):
        if str(settings_in_force.store).startswith(SQLITE):
            open_store.store.tokens()


def _check_port(settings_in_force: "Settings") -> None:
    """Refuse an address where nobody can listen, in words."""
    from graph_service.errors import ConfigurationError

    host, port = settings_in_force.host, settings_in_force.port
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.create_server((host, port), family=family):
            pass
    except OSError as error:
        reason = (error.strerror or "no such address").partition(" (")[0].lower()
        message = f"cannot listen on {host}, port {port} ({reason}): choose others with --host and --port"
        raise ConfigurationError(message) from error


def openapi() -> None:
    """Print the description of the HTTP interface (OpenAPI)."""
    import json

    try:
        from graph_service.api.app import create_app
    except ImportError as error:
        from graph_service.errors import MissingExtraError

        raise MissingExtraError("api") from error
    from graph_service.settings import Settings

    typer.echo(json.dumps(create_app(Settings()).openapi(), ensure_ascii=False, indent=2))


def settings() -> None:
    """Print every setting with its default and meaning, never its value."""
    from graph_service.settings import as_markdown

    typer.echo(as_markdown(), nl=False)


def rights() -> None:
    """Print who sees what, and who may do what."""
    from graph_service.domain.rights import as_markdown, writing_as_markdown
    from graph_service.services.access import rules_as_markdown

    typer.echo(as_markdown())
    typer.echo(writing_as_markdown())
    typer.echo(rules_as_markdown(), nl=False)
    say("How it is applied: docs/access.md")
