"""The demo: a fictional city in an embedded store, a briefing, a map."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.callers import SQLITE
from graph_service.cli.callers import keep_token
from graph_service.cli.fitting import fitted
from graph_service.cli.session import write_file
from graph_service.errors import InputError

if TYPE_CHECKING:  # numpy stands behind it, and --help must be quick
    from graph_service.services.context import Context, OpenStore

OutOption = Annotated[Path, typer.Option("--out", help="Folder for the store and the map.", metavar="DIR")]
PURPOSE = "demonstration"
HANDLING = "FICTIONAL DATA – DEMONSTRATION"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(out: OutOption = Path("demo")) -> None:
    """Build a fictional city, say which group is most violent now and whom to reach, and draw the map."""
    from graph_service.analysis.network import NETWORK, NetworkParameters
    from graph_service.cli.briefing import print_briefing
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
        print_briefing(context, DEMO_AS_OF)
        network = answer(context, NETWORK, NetworkParameters(), as_of=DEMO_AS_OF)
    for name, draw in (("map.svg", draw_svg), ("map.html", draw_html)):
        write_file(out / name, draw(network, handling=HANDLING), force=True)
    typer.echo(fitted(f"Wrote {out / 'map.html'} (open it in a browser) and {out / 'map.svg'}."))
    source = f"--store {url} --as-of {DEMO_AS_OF} --purpose {PURPOSE}"
    typer.echo(f"Next: gruppkarta scorecard {source}")
    typer.echo(f"      gruppkarta priorities --lane message {source}")
    typer.echo(f"      gruppkarta explain PERSON {source}")


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
