"""The demo: a fictional city in an embedded store, a briefing, a map."""

from pathlib import Path
from typing import Annotated

import typer

OutOption = Annotated[Path, typer.Option("--out", help="Folder for the store and the map.", metavar="DIR")]
PURPOSE = "demonstration"
HANDLING = "FICTIONAL DATA – DEMONSTRATION"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(out: OutOption = Path("demo")) -> None:
    """Build a fictional city, say which group is most violent now and whom to reach, and draw the map."""
    from graph_service.analysis.network import NETWORK, NetworkParameters
    from graph_service.bootstrap import open_store, policy_from, store_at
    from graph_service.cli.briefing import print_briefing
    from graph_service.cli.callers import keep_token
    from graph_service.services.frame import answer
    from graph_service.services.importing import import_tables
    from graph_service.services.tokens import acting, authenticate, first_token
    from loaders.demo_city import DEMO_AS_OF, demo_city
    from visualizations.draw import draw_html, draw_svg

    out.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{out / 'city.db'}"
    store = store_at(url)
    store.initialise()
    demo_store = open_store(store, policy_from(None))
    token = first_token(demo_store, anew=True).token
    keep_token(out / "city.db.token", token)
    context = demo_store.context(acting(authenticate(demo_store, token), purpose=PURPOSE))
    import_tables(context, demo_city())
    print_briefing(context, DEMO_AS_OF)
    network = answer(context, NETWORK, NetworkParameters(), as_of=DEMO_AS_OF)
    for name, draw in (("map.svg", draw_svg), ("map.html", draw_html)):
        (out / name).write_text(draw(network, handling=HANDLING), encoding="utf-8")
    typer.echo(f"Wrote {out / 'map.html'} (open it in a browser) and {out / 'map.svg'}.")
    source = f"--store {url} --as-of {DEMO_AS_OF} --purpose {PURPOSE}"
    typer.echo(f"Next: gruppkarta scorecard {source}")
    typer.echo(f"      gruppkarta priorities --lane message {source}")
    typer.echo(f"      gruppkarta explain PERSON {source}")
    store.close()
