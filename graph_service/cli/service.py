"""Commands about the service: run it, describe it, say what can be set and who sees what."""

import gc
import logging
import socket
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

import typer

from graph_service.callers import SQLITE, opened_at, token_for
from graph_service.cli.session import StoreOption, say

if TYPE_CHECKING:  # pydantic stands behind it, and --help must be quick
    from graph_service.settings import Settings

HostOption = Annotated[str | None, typer.Option("--host", help="Address to listen on; default: 127.0.0.1.")]
PortOption = Annotated[
    int | None, typer.Option("--port", min=0, max=65535, help="Port to listen on; default: 8000.", metavar="N")
]

SignInOption = Annotated[
    bool, typer.Option("--sign-in", help="Print an address that lets the holder of GRUPPKARTA_TOKEN sign in once.")
]
SWITCH_S = 0.001  # after which a thread that computes lets one that answers go on; five times as long by default


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (serve, openapi, settings, rights):
        app.command()(command)


def serve(
    store: StoreOption = None, host: HostOption = None, port: PortOption = None, sign_in: SignInOption = False
) -> None:
    """Serve a store over HTTP until interrupted: pages for people, and an interface for other systems."""
    check_service_is_installed()
    from graph_service.errors import ConfigurationError
    from graph_service.settings import Settings

    options = {"store": store, "host": host, "port": port}
    settings_in_force = Settings().model_copy(
        update={name: value for name, value in options.items() if value is not None}
    )
    if not settings_in_force.store:
        message = "say which store: --store URL, or GRUPPKARTA_STORE, such as sqlite:///groups.db"
        raise ConfigurationError(message)
    token_id = _check_store(settings_in_force, offers=sign_in)
    run_service(settings_in_force, token_id=token_id)


def check_service_is_installed() -> None:
    """Refuse to go on without what the service is made with."""
    try:
        import graph_service.serving  # noqa: F401  that it can be
    except ImportError as error:
        from graph_service.errors import MissingExtraError

        raise MissingExtraError("api") from error


def run_service(
    settings_in_force: "Settings", *, token_id: str = "", next_page: str = "/", log_level: int = logging.INFO
) -> None:
    """Serve until interrupted; to the holder of a token an address is told that lets them sign in once."""
    from graph_service.api.observability import log_to_stderr
    from graph_service.api.server import server_of
    from graph_service.serving import create_service, sessions_of

    settings_in_force = settings_in_force.model_copy(update={"port": _free_port(settings_in_force)})
    log_to_stderr(log_level)
    app = create_service(settings_in_force)
    app.openapi()  # made now, not under the first request

    def tell() -> None:
        if token_id:
            query = urlencode({"once": sessions_of(app).offer_once(token_id), "next": next_page})
            typer.echo(f"Sign in, once and within ten minutes: {_address(settings_in_force)}/sign-in?{query}")
            sys.stdout.flush()

    server = server_of(app, settings_in_force, on_start=tell)
    gc.collect()
    gc.freeze()  # modules and routes live as long as the service: going through them again took a request 70 ms
    sys.setswitchinterval(SWITCH_S)
    server.run()


def _address(settings_in_force: "Settings") -> str:
    """Return where a browser reaches the service: by its name behind a proxy, else on this machine."""
    names = [name.strip() for name in settings_in_force.allowed_hosts.split(",") if name.strip()]
    if settings_in_force.behind_tls and names:
        return f"https://{names[0]}"
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings_in_force.host, settings_in_force.host)  # noqa: S104  every address of this machine is no address
    return f"http://{f'[{host}]' if ':' in host else host}:{settings_in_force.port}"


def _check_store(settings_in_force: "Settings", *, offers: bool) -> str:
    """Refuse a store that is not there; a database server may still be on its way up.

    Returns the id of the caller's token where an address to sign in is offered for it.
    """
    open_store = opened_at(None, settings_in_force)
    with closing(open_store.store):
        if str(settings_in_force.store).startswith(SQLITE):
            open_store.store.tokens()
        if not offers:
            return ""
        from graph_service.services.tokens import authenticate

        token = token_for(str(settings_in_force.store), settings_in_force)
        if token is None:
            from graph_service.errors import AuthenticationError

            message = "--sign-in offers an address for the holder of a token: set GRUPPKARTA_TOKEN"
            raise AuthenticationError(message)
        return authenticate(open_store, token).token_id


def _free_port(settings_in_force: "Settings") -> int:
    """Return the port to listen on, a free one for 0; refuse an address where nobody can listen, in words."""
    from graph_service.errors import ConfigurationError

    host, port = settings_in_force.host, settings_in_force.port
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.create_server((host, port), family=family) as opened:
            return int(opened.getsockname()[1])
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
