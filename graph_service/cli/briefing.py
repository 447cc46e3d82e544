"""The command that tells a meeting what it needs: which group is most violent, what changed, whom to reach, and why."""

from datetime import datetime
from typing import Annotated

import typer

from graph_service.cli.fitting import fitted
from graph_service.cli.language import spoken
from graph_service.cli.session import Session, on_records
from graph_service.domain.text import terminal_text

SinceOption = Annotated[
    datetime | None,
    typer.Option(
        "--since",
        formats=["%Y-%m-%d"],
        help="Say what changed since the end of this day, such as that of the last review.",
        metavar="DATE",
    ),
]
NamesOption = Annotated[
    bool, typer.Option("--names", help="Name those who are listed, if you may see names; it is written to the trail.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(on_records(briefing))


def briefing(session: Session, since: SinceOption = None, names: NamesOption = False) -> None:
    """Tell a meeting which group is most violent now and why, what changed, whom to reach first, and whom to warn."""
    from graph_service.analysis.result import to_json
    from graph_service.cli.briefing_text import briefing_text
    from graph_service.services.briefing import briefing as brief_on

    brief = brief_on(
        session.context, as_of=session.as_of, since=None if since is None else since.date(), with_names=names
    )
    if session.as_json:
        typer.echo(to_json(brief), nl=False)
        return
    typer.echo(fitted(terminal_text(briefing_text(brief, spoken()))))
    if session.handling:
        typer.echo(fitted(terminal_text(session.handling)))
