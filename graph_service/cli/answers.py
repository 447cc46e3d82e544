"""Commands that answer a question about the records: lists, plans, explanations."""

from pathlib import Path
from typing import Annotated

import typer

from graph_service.cli.session import JsonOption, Session, on_records

LaneOption = Annotated[str, typer.Option("--lane", help="message, safety or messenger.")]
GroupOption = Annotated[
    list[str] | None, typer.Option("--group", help="Id of a group; may be given several times.", metavar="G")
]
PoolOption = Annotated[
    str | None,
    typer.Option(
        "--pool", help="Who may be chosen: supervised, or a file with one person id a line.", metavar="supervised|FILE"
    ),
]
BudgetOption = Annotated[int | None, typer.Option("--budget", min=1, help="At most so many persons.", metavar="K")]
AlternativesOption = Annotated[
    int, typer.Option("--alternatives", min=0, help="How many other optimal sets to list.", metavar="N")
]
KindOption = Annotated[
    list[str] | None, typer.Option("--kind", help="Only ties of this kind; may be given several times.")
]
StateOption = Annotated[
    list[str] | None, typer.Option("--state", help="States in which groups count as in conflict; default active.")
]
AfterOption = Annotated[int, typer.Option("--after", min=0, help="Only rows after so many.", metavar="N")]
LimitOption = Annotated[
    int | None, typer.Option("--limit", min=1, help="At most so many rows; default: all.", metavar="N")
]
PersonArgument = Annotated[str, typer.Argument(help="Id of a person.", metavar="PERSON")]


def register(app: typer.Typer) -> None:
    """Add the commands.

    Parameters
    ----------
    app : typer.Typer
        The command line.
    """
    for command in (scorecard, conflicts, priorities, explain, representatives):
        app.command()(on_records(command))
    app.command()(measures)


def scorecard(session: Session, after: AfterOption = 0, limit: LimitOption = None) -> None:
    """Which group is most violent now: committed and suffered, windows, rank and how sure it is."""
    from graph_service.cli.show import answer, show_scorecard
    from graph_service.services import mapping

    found = mapping.scorecard(
        session.place, session.caller, as_of=session.as_of, lineage=session.lineage, after=after, limit=limit
    )
    answer(session, found, show_scorecard)


def conflicts(session: Session, state: StateOption = None) -> None:
    """Who is in conflict with whom, the chain of incidents, and the retaliation windows that are open."""
    from graph_service.cli.show import answer, show_conflicts
    from graph_service.services import mapping

    found = mapping.conflicts(
        session.place, session.caller, as_of=session.as_of, states=tuple(state or ("active",)), lineage=session.lineage
    )
    answer(session, found, show_conflicts)


def priorities(
    session: Session,
    lane: LaneOption,
    group: GroupOption = None,
    after: AfterOption = 0,
    limit: LimitOption = None,
) -> None:
    """Whom to reach with the message, whom to warn, who could carry it; each with reasons that name records."""
    from graph_service.cli.show import answer, show_lane
    from graph_service.services import prioritising

    found = prioritising.priorities(
        session.place,
        session.caller,
        lane=lane,
        as_of=session.as_of,
        groups=group or None,
        lineage=session.lineage,
        after=after,
        limit=limit,
    )
    answer(session, found, show_lane)


def explain(session: Session, person: PersonArgument) -> None:
    """Why a person is listed, why not, and what is missing."""
    from graph_service.cli.show import answer, show_explanation
    from graph_service.services import prioritising

    found = prioritising.explain(
        session.place, session.caller, person_id=person, as_of=session.as_of, lineage=session.lineage
    )
    answer(session, found, show_explanation)


def representatives(
    session: Session,
    group: GroupOption = None,
    pool: PoolOption = None,
    budget: BudgetOption = None,
    alternatives: AlternativesOption = 0,
    kind: KindOption = None,
) -> None:
    """Whom to reach so that the message reaches everyone: the fewest of a pool, with proof."""
    from graph_service.analysis.reach import ALL_KINDS
    from graph_service.cli.show import answer, show_representatives
    from graph_service.services import planning

    found = planning.representatives(
        session.place,
        session.caller,
        as_of=session.as_of,
        groups=group or None,
        pool=_pool(pool),
        budget=budget,
        n_alternatives=alternatives,
        kinds=tuple(kind) if kind else ALL_KINDS,
        lineage=session.lineage,
    )
    answer(session, found, show_representatives)


def measures(json: JsonOption = False) -> None:
    """List the measures: the question each answers, its parameters, unit and source."""
    from graph_service.analysis.registry import MEASURES
    from graph_service.analysis.result import to_json
    from graph_service.cli.show import show_measures

    if json:
        typer.echo(to_json({"measures": MEASURES}), nl=False)
    else:
        show_measures(MEASURES)


def _pool(pool: str | None) -> tuple[str, ...] | str | None:
    """Read a pool from a file with one id a line, or a CSV table whose first column is person_id."""
    from graph_service.errors import InputError

    if pool is None or pool == "supervised":
        return pool
    path = Path(pool)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot read the pool {path.name}: give 'supervised', or a file in UTF-8 with one person id a line"
        raise InputError(message) from error
    ids = [line.replace(";", ",").split(",")[0].strip().strip('"') for line in lines]
    found = tuple(one for i, one in enumerate(ids) if one and not (i == 0 and one == "person_id"))
    if not found:
        message = f"the pool {path.name} names nobody: one person id a line"
        raise InputError(message)
    return found
