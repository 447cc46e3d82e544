"""The demo: a fictional city in an embedded store, a briefing, a map."""

import logging
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.callers import SQLITE
from graph_service.cli.callers import keep_token
from graph_service.cli.fitting import fitted
from graph_service.cli.service import PortOption, check_service_is_installed, run_service
from graph_service.cli.session import write_file
from graph_service.domain.text import terminal_text
from graph_service.errors import InputError

if TYPE_CHECKING:  # numpy stands behind it, and --help must be quick
    from graph_service.services.context import Context, OpenStore

OutOption = Annotated[Path, typer.Option("--out", help="Folder for the store and the map.", metavar="DIR")]
ServeOption = Annotated[
    bool, typer.Option("--serve", help="Then serve it as pages, and print an address that lets you sign in once.")
]
DEMO = Path("demo")
PURPOSE = "demonstration"
HANDLING = "FICTIONAL DATA – DEMONSTRATION"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(out: OutOption = DEMO, serve: ServeOption = False, port: PortOption = None) -> None:
    """Build a fictional city, say which group is most violent now and whom to reach, and draw the map."""
    if serve:
        check_service_is_installed()
    from graph_service.analysis.network import NETWORK, NetworkParameters
    from graph_service.cli.briefing_text import briefing_text
    from graph_service.services.briefing import briefing
    from graph_service.services.frame import answer
    from loaders.demo_city import DEMO_AS_OF
    from visualizations.draw import draw_html, draw_svg

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = "a file of that name is there" if isinstance(error, FileExistsError) else error.strerror
        message = f"cannot make the folder {out.name} ({reason}): name another with --out"
        raise InputError(message) from error
    url = f"sqlite:///{out / 'city.db'}"
    context = _city(url)
    with closing(context.store):
        typer.echo(fitted(terminal_text(briefing_text(briefing(context, as_of=DEMO_AS_OF)))))
        network = answer(context, NETWORK, NetworkParameters(), as_of=DEMO_AS_OF)
        token_id = context.caller.token_id
    for name, draw in (("map.svg", draw_svg), ("map.html", draw_html)):
        write_file(out / name, draw(network, handling=HANDLING), force=True)
    typer.echo(fitted(f"Wrote {out / 'map.html'} (open it in a browser) and {out / 'map.svg'}."))
    source = f"--store {url} --as-of {DEMO_AS_OF} --purpose {PURPOSE}"
    typer.echo(f"Next: gruppkarta scorecard {source}")
    typer.echo(f"      gruppkarta priorities --lane message {source}")
    typer.echo(f"      gruppkarta explain PERSON {source}")
    if serve:
        _serve(url, port, token_id, DEMO_AS_OF.isoformat())
    else:
        folder = "" if out == DEMO else f"--out {out} "
        typer.echo(f"      gruppkarta demo {folder}--serve    for pages in a browser")


def _serve(url: str, port: int | None, token_id: str, day: str) -> None:
    """Serve the city on this machine alone, until interrupted."""
    from graph_service.settings import Settings

    changes = {"store": url, "host": "127.0.0.1", "behind_tls": False, "policy": None}
    settings = Settings().model_copy(update={**changes, **({} if port is None else {"port": port})})
    typer.echo("Serving the city on this machine; Ctrl-C ends it.")
    run_service(settings, token_id=token_id, next_page=f"/?as_of={day}", log_level=logging.WARNING)


def _city(url: str) -> "Context":
    """Open the store of the demo, which the first demo in the folder makes; another store is left alone."""
    from graph_service.bootstrap import open_store, policy_from, store_at
    from graph_service.services.importing import import_tables
    from graph_service.services.tokens import acting, authenticate
    from loaders.demo_city import demo_city

    tables = demo_city()
    store = store_at(url)
    if not Path(url.removeprefix(SQLITE)).exists():
        store.initialise()
    counts = {name: n for name, n in store.counts().items() if n}
    if counts and counts != {name: len(table) for name, table in tables.items() if len(table)}:
        message = f"{url} holds other records than the demo: name another folder with --out"
        raise InputError(message)
    demo_store = open_store(store, policy_from(None))
    context = demo_store.context(acting(authenticate(demo_store, _token(demo_store, url)), purpose=PURPOSE))
    import_tables(context, tables)
    return context


def _token(demo_store: "OpenStore", url: str) -> str:
    """Return the token that an earlier demo left beside the store; make one where no administrator has any."""
    from graph_service.services.tokens import first_token

    path = Path(f"{url.removeprefix(SQLITE)}.token")
    first = first_token(demo_store)
    if first is not None:
        keep_token(path, first.token)
    elif not path.is_file():
        message = f"{url} is there already, and the token of the demo is not beside it: name another folder with --out"
        raise InputError(message)
    return path.read_text(encoding="utf-8").strip()
