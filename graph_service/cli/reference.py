"""What the command line knows of itself: the list of measures."""

import typer

from graph_service.cli.session import JsonOption


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(measures)


def measures(json: JsonOption = False) -> None:
    """List the measures: the question each answers, its parameters, unit and source."""
    from graph_service.analysis.registry import MEASURES
    from graph_service.analysis.result import to_json
    from graph_service.cli.show import show_measures

    if json:
        typer.echo(to_json({"measures": MEASURES}), nl=False)
    else:
        show_measures(MEASURES)
