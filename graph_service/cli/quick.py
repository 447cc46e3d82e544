"""From tables without a mapping to a map and first answers; what is not sure is asked for."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.session import (
    FORCE,
    AllowColumnOption,
    AsOfOption,
    DropForbiddenOption,
    EncodingOption,
    ForceOption,
    QuarantineOption,
    progress_teller,
    refuse_existing,
    say,
    write_file,
)
from graph_service.cli.usage import WrongLineError

if TYPE_CHECKING:  # numpy stands behind them, and --help must be quick
    from datetime import date

    from graph_service.services.context import Context
    from loaders.quick import QuickTables

N_SHOWN = 10
COLUMNS = "Columns"
FilesArgument = Annotated[
    list[Path], typer.Argument(help="Files that hold tables, such as a list of pairs.", metavar="FILE...")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="Draw the map: .html, .svg, .graphml, .gexf or .json.", metavar="FILE")
]
SaveOption = Annotated[
    Path | None,
    typer.Option("--save-mapping", help="Keep what was understood as a mapping file.", metavar="FILE.toml"),
]


def _column(name: str, text: str) -> object:
    return typer.Option(f"--{name}", help=f"{text}; '' for none.", metavar="COL", rich_help_panel=COLUMNS)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(quick)


def quick(
    files: FilesArgument,
    out: OutOption = None,
    save_mapping: SaveOption = None,
    source: Annotated[str | None, _column("source", "Column of one end of a tie")] = None,
    target: Annotated[str | None, _column("target", "Column of the other end")] = None,
    group: Annotated[str | None, _column("group", "Column of the group of a person")] = None,
    kind: Annotated[str | None, _column("kind", "Column of the kind of a tie")] = None,
    strength: Annotated[str | None, _column("strength", "Column of the strength of a tie")] = None,
    date: Annotated[str | None, _column("date", "Column of the day of a tie, a membership or an incident")] = None,
    id: Annotated[str | None, _column("id", "Column that names the person, or the incident")] = None,  # noqa: A002  the name of the option
    label: Annotated[str | None, _column("label", "Column of the label of a person")] = None,
    encoding: EncodingOption = "utf-8",
    drop_forbidden: DropForbiddenOption = False,
    allow_column: AllowColumnOption = None,
    quarantine: QuarantineOption = None,
    as_of: AsOfOption = None,
    force: ForceOption = False,
) -> None:
    """Understand tables without a mapping, say what they are taken as, and draw, measure, plan. Nothing is stored."""
    from graph_service.bootstrap import SystemClock, in_memory, policy_from
    from graph_service.cli.reports import show_report
    from graph_service.domain.text import terminal_text
    from graph_service.exports import form_of
    from graph_service.settings import Settings
    from loaders.mapping.guessed_shapes import ColumnChoices
    from loaders.options import LoadOptions
    from loaders.quick import quick_files

    settings = Settings()
    if out is not None:
        form_of(out.name)
    for path in filter(None, (out, save_mapping)):
        refuse_existing(path, force=force, way_out=FORCE)
    choices = ColumnChoices(
        source=source, target=target, group=group, kind=kind, strength=strength, date=date, id=id, label=label
    )
    tables = quick_files(files, choices, encoding=encoding, limits=settings.limits)
    _ask(tables)
    typer.echo(terminal_text(tables.understanding.mapping))
    if save_mapping is not None:
        write_file(save_mapping, tables.understanding.mapping, force=force)
        say(f"wrote {save_mapping}: load these tables again with --mapping {save_mapping}")
    options = LoadOptions(
        encoding=encoding,
        drop_forbidden=drop_forbidden,
        allow_columns=frozenset(allow_column or ()),
        quarantine=quarantine,
        limits=settings.limits,
    )
    loaded = tables.load(options=options, today=SystemClock().now(), progress=progress_teller())
    show_report(loaded.report)
    context = in_memory(loaded.tables, policy_from(settings.policy, limits=settings.limits))
    _answer(context, None if as_of is None else as_of.date(), out, force=force)


def _ask(tables: "QuickTables") -> None:
    """Refuse the line where something has to be asked, each question with the option that answers it."""
    questions = [question.text(lambda option: f"--{option} COL") for question in tables.understanding.questions]
    for text in questions[:-1]:
        say(f"gruppkarta: {text}")
    if questions:
        raise WrongLineError(questions[-1])


def _answer(context: "Context", as_of: "date | None", out: Path | None, *, force: bool) -> None:
    """Draw the map, and print the network as a whole, who stands where, and whom to reach."""
    from graph_service.analysis.contact_graph import GraphParameters
    from graph_service.analysis.representatives import REPRESENTATIVES, PlanParameters
    from graph_service.analysis.structure import STRUCTURE, StructureParameters
    from graph_service.analysis.structure_parts import StructureMeasure
    from graph_service.analysis.summary import SUMMARY
    from graph_service.cli.fields import rows_table, show_fields
    from graph_service.cli.show import console, show_first_picks, show_notes
    from graph_service.exports import DEFAULT_HANDLING, NetworkFileParameters, form_of, network_to_write
    from graph_service.services.frame import answer

    screen = console()
    context = context.holding(as_of)
    parameters, form = NetworkFileParameters(), form_of(out.name if out else "map.svg")
    content = network_to_write(context, form, parameters, as_of=as_of, details=None)
    if out is not None:
        file = content.written(form, DEFAULT_HANDLING, parameters)
        write_file(out, file.chunks(), force=force)
        say(f"wrote {out}: {file.counts}")
        show_notes(console(to_stderr=True), file.notes)
    if not len(content.network.ties):
        typer.echo("Nobody is tied to anybody: there is no structure to measure.")
        return
    typer.echo("\nThe network as a whole")
    show_fields(screen, answer(context, SUMMARY, GraphParameters(all_persons=True), as_of=as_of))
    typer.echo(f"\nWho stands where, the first {N_SHOWN} by contacts")
    glance = (
        StructureMeasure.DEGREE,
        StructureMeasure.BETWEENNESS,
        StructureMeasure.CORENESS,
        StructureMeasure.CONSTRAINT,
        StructureMeasure.CUT_PERSONS,
    )
    places = answer(
        context, STRUCTURE, StructureParameters(all_persons=True, measures=glance), as_of=as_of, limit=N_SHOWN
    )
    screen.print(rows_table(places.rows))
    typer.echo("\nWhom to reach so that all hear the message")
    sys.stdout.flush()  # the plan of a large network takes longest
    show_first_picks(screen, answer(context, REPRESENTATIVES, PlanParameters(), as_of=as_of), N_SHOWN)
    typer.echo(
        "\nWorked in memory: nothing is stored, and no look is logged. Ties describe records, not people's guilt."
    )
