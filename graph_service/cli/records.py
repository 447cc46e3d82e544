"""Commands about single records: made, looked at, filled, corrected, ended and extended."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.callers import PurposeOption, ShowProtectedOption, at_store
from graph_service.cli.session import DryRunOption, JsonOption, StoreOption, say
from graph_service.cli.streams import note_written

if TYPE_CHECKING:  # much stands behind them, and --help must be quick
    from graph_service.domain.schema import Kind
    from graph_service.services.context import Context
    from graph_service.services.record_reading import RecordCell
    from graph_service.services.single_records import RowLoader
    from graph_service.services.written_records import WrittenRecords

records = typer.Typer(help="Make, look at, fill, correct and end single records.", no_args_is_help=True)
KindArgument = Annotated[
    str, typer.Argument(help="Kind of the record, such as membership, or its table.", metavar="KIND")
]
KindIfAny = Annotated[
    str | None, typer.Argument(help="Kind of the record, such as membership, or its table.", metavar="KIND")
]
IdArgument = Annotated[str, typer.Argument(help="Id of the record.", metavar="ID")]
CellArguments = Annotated[
    list[str], typer.Argument(help="What a column is to say; nothing after = empties it.", metavar="COLUMN=VALUE...")
]
CellsIfAny = Annotated[list[str] | None, typer.Argument(help="What a column says.", metavar="COLUMN=VALUE...")]
FileOption = Annotated[
    Path | None,
    typer.Option("--from", help="JSON of several records that belong together, by kind.", metavar="FILE"),
]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why, without names; kept with what stood there.")]
VersionOption = Annotated[
    str | None,
    typer.Option("--version", help="The version that you saw; refused if it is another by now.", metavar="VERSION"),
]
DayOption = Annotated[str, typer.Option("--on", help="The last day.", metavar="DATE")]
AsideArguments = Annotated[
    list[str], typer.Argument(help="Ids of what was put aside, as the list shows them.", metavar="ASIDE_ID...")
]
UntilOption = Annotated[str, typer.Option("--until", help="Keep it until this day, which lies ahead.", metavar="DATE")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(records, name="record")


@records.command()
def create(
    kind: KindIfAny = None,
    cells: CellsIfAny = None,
    file: FileOption = None,
    dry_run: DryRunOption = False,
    store: StoreOption = None,
    purpose: PurposeOption = None,
    json: JsonOption = False,
) -> None:
    """Make a record, or several that belong together: all or none."""
    from graph_service.errors import InputError
    from graph_service.services.single_records import create_records

    if (file is None) == (kind is None):
        raise InputError("give a kind and its columns, or --from FILE with records by kind")
    rows = _from_file(file) if file is not None else {_kind(kind or "").name: [_cells(cells or [])]}
    with _at(store, purpose) as (context, load):
        written = create_records(context, rows, load, dry_run=dry_run)
    _tell(written, dry_run=dry_run, as_json=json)


@records.command()
def fill(
    kind: KindArgument,
    record_id: IdArgument,
    cells: CellArguments,
    version: VersionOption = None,
    dry_run: DryRunOption = False,
    store: StoreOption = None,
    purpose: PurposeOption = None,
    json: JsonOption = False,
) -> None:
    """Fill empty columns of an act, such as the day of a visit that was planned."""
    from graph_service.services.single_records import change_record

    with _at(store, purpose) as (context, load):
        written = change_record(context, _kind(kind), record_id, _cells(cells), load, version=version, dry_run=dry_run)
    _tell(written, dry_run=dry_run, as_json=json)


@records.command()
def correct(
    kind: KindArgument,
    record_id: IdArgument,
    cells: CellArguments,
    reason: ReasonOption,
    version: VersionOption = None,
    dry_run: DryRunOption = False,
    store: StoreOption = None,
    purpose: PurposeOption = None,
    json: JsonOption = False,
) -> None:
    """Correct a record; what stood there is kept, with who and why."""
    from graph_service.services.single_records import change_record

    with _at(store, purpose) as (context, load):
        written = change_record(
            context, _kind(kind), record_id, _cells(cells), load, reason=reason, version=version, dry_run=dry_run
        )
    _tell(written, dry_run=dry_run, as_json=json)


@records.command()
def end(
    kind: KindArgument,
    record_id: IdArgument,
    on: DayOption,
    reason: ReasonOption,
    version: VersionOption = None,
    dry_run: DryRunOption = False,
    store: StoreOption = None,
    purpose: PurposeOption = None,
    json: JsonOption = False,
) -> None:
    """Give a record its last day."""
    from graph_service.services.single_records import end_record

    with _at(store, purpose) as (context, load):
        written = end_record(
            context, _kind(kind), record_id, _day(on), load, reason=reason, version=version, dry_run=dry_run
        )
    _tell(written, dry_run=dry_run, as_json=json)


@records.command()
def extend(
    kind: KindArgument,
    record_id: IdArgument,
    until: UntilOption,
    reason: ReasonOption,
    store: StoreOption = None,
    purpose: PurposeOption = None,
    json: JsonOption = False,
) -> None:
    """Write down that somebody looked at a record, and until when it is kept."""
    from graph_service.analysis.result import to_json
    from graph_service.services.single_records import extend_record

    with _at(store, purpose) as (context, _):
        stored = extend_record(context, _kind(kind), record_id, _day(until), reason=reason)
    note_written("the extension is written")
    if json:
        typer.echo(to_json(stored), nl=False)
        return
    typer.echo(f"{stored.kind} {stored.record_id} is kept until {stored.kept_until}")


@records.command()
def show(
    kind: KindArgument,
    record_id: IdArgument,
    show_protected: ShowProtectedOption = False,
    store: StoreOption = None,
    purpose: PurposeOption = None,
    json: JsonOption = False,
) -> None:
    """Show what a record says, as far as you may see it, and its version."""
    from graph_service.analysis.result import to_json
    from graph_service.cli.show import console
    from graph_service.services.record_reading import record

    with _at(store, purpose, shows_protected=show_protected) as (context, _):
        stored = record(context, _kind(kind), record_id)
    if json:
        typer.echo(to_json(stored), nl=False)
        return
    console().print(_grid(stored.cells))
    first = "" if stored.recorded_at is None else f", recorded {stored.recorded_at:%Y-%m-%d}"
    kept = "" if stored.kept_until is None else f", kept until {stored.kept_until}"
    say(f"version {stored.version}{first}{kept}")


@records.command()
def history(
    kind: KindArgument,
    record_id: IdArgument,
    show_protected: ShowProtectedOption = False,
    store: StoreOption = None,
    purpose: PurposeOption = None,
    json: JsonOption = False,
) -> None:
    """Show what became of a record: what stood there before, by whom and when it was changed."""
    from graph_service.analysis.result import to_json
    from graph_service.cli.show import console, table
    from graph_service.services.record_reading import history as history_of

    with _at(store, purpose, shows_protected=show_protected) as (context, _):
        record_history = history_of(context, _kind(kind), record_id)
    if json:
        typer.echo(to_json(record_history), nl=False)
        return
    grid = table("changed", "by", "what stood there", "why")
    for change in record_history.changes:
        before = "; ".join(f"{cell.column} {_text(cell)}" for cell in change.before)
        grid.add_row(f"{change.changed_at:%Y-%m-%d %H:%M}", change.changed_by, before, change.reason or "(withheld)")
    console().print(grid)
    if record_history.recorded_at is not None:
        say(f"recorded {record_history.recorded_at:%Y-%m-%d %H:%M}; version {record_history.version}")


@records.command()
def aside(store: StoreOption = None, purpose: PurposeOption = None, json: JsonOption = False) -> None:
    """List records that imports of others put aside and that you may write."""
    from graph_service.analysis.result import to_json
    from graph_service.cli.show import console, table
    from graph_service.services.aside_records import aside_records

    with _at(store, purpose) as (context, _):
        listed = aside_records(context)
    if json:
        typer.echo(to_json({"aside": listed}), nl=False)
        return
    grid = table("id", "put aside", "by", "why", "record")
    for entry in listed:
        who = f"{entry.role} of {entry.agency}"
        grid.add_row(entry.aside_id, f"{entry.put_aside_at:%Y-%m-%d %H:%M}", who, entry.why, entry.record)
    console().print(grid)


@records.command("join-aside")
def join_aside(
    aside_ids: AsideArguments,
    dry_run: DryRunOption = False,
    store: StoreOption = None,
    purpose: PurposeOption = None,
    json: JsonOption = False,
) -> None:
    """Write records that were put aside; what they replace is kept in corrections."""
    from graph_service.services.aside_records import join_aside as join

    with _at(store, purpose) as (context, _):
        written = join(context, aside_ids, dry_run=dry_run)
    _tell(written, dry_run=dry_run, as_json=json)


@records.command("drop-aside")
def drop_aside(
    aside_ids: AsideArguments, reason: ReasonOption, store: StoreOption = None, purpose: PurposeOption = None
) -> None:
    """Decide that records which were put aside are not written; they are gone then."""
    from graph_service.domain.text import counted
    from graph_service.services.aside_records import drop_aside as drop

    with _at(store, purpose) as (context, _):
        n_dropped = drop(context, aside_ids, reason=reason)
    note_written("what was put aside is dropped")
    typer.echo(f"{counted(n_dropped, 'record')} dropped")


@contextmanager
def _at(
    store: str | None, purpose: str | None, *, shows_protected: bool = False
) -> Iterator[tuple["Context", "RowLoader"]]:
    from graph_service.settings import Settings
    from loaders.options import LoadOptions
    from loaders.single_rows import row_loader

    settings = Settings()
    with at_store(store, settings, purpose=purpose, shows_protected=shows_protected) as context:
        options = LoadOptions(limits=settings.limits, max_problems=settings.max_problems)
        yield context, row_loader(options, context.clock.now())


def _kind(word: str) -> "Kind":
    from graph_service.domain.nearest import did_you_mean, nearest
    from graph_service.domain.schema import BY_TABLE, KINDS
    from graph_service.errors import InputError

    kind = KINDS.get(word) or BY_TABLE.get(word)
    if kind is None:
        meant = did_you_mean(nearest(word, KINDS)[:1]) or f"; there are {', '.join(KINDS)}"
        raise InputError(f"there is no kind of record {word!r}{meant}")
    return kind


def _cells(words: Sequence[str]) -> dict[str, str]:
    from graph_service.errors import InputError

    cells: dict[str, str] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise InputError(f"{name!r} is no column with a value; write COLUMN=VALUE")
        if name in cells:
            raise InputError(f"{name} is given twice; give it once")
        cells[name] = text
    return cells


def _from_file(path: Path) -> dict[str, list[dict[str, str]]]:
    import json

    from graph_service.domain.service_records import cell_text
    from graph_service.errors import InputError

    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        rows = {
            _kind(name).name: [
                {column: cell_text(tuple(value) if isinstance(value, list) else value) for column, value in row.items()}
                for row in some
            ]
            for name, some in content.items()
        }
    except OSError as error:
        raise InputError(f"{path.name} cannot be read ({error.strerror or type(error).__name__})") from error
    except (ValueError, AttributeError, TypeError) as error:
        example = '{"incident": [{"incident_id": "I-1", …}], "involvement": [{…}]}'
        raise InputError(f"{path.name} holds no records by kind: write JSON such as {example}") from error
    return rows


def _day(text: str) -> date:
    from graph_service.errors import InputError

    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{text!r} is no day; write it as 2020-12-03") from error


def _tell(written: "WrittenRecords", *, dry_run: bool, as_json: bool) -> None:
    from graph_service.analysis.result import to_json

    if not dry_run and written.has_changed:
        note_written("the record is written")
    if as_json:
        typer.echo(to_json(written), nl=False)
        return
    for written_record in written.records:
        typer.echo(f"{written_record.kind} {written_record.record_id}  version {written_record.version}")
    for remark in written.remarks:
        say(f"{remark.text} ({remark.n})")
    if dry_run:
        say("a dry run: nothing was written")
    elif not written.has_changed:
        say("the store says so already: nothing was written")


def _grid(cells: Sequence["RecordCell"]) -> Any:  # noqa: ANN401  a table of rich
    from graph_service.cli.show import table

    grid = table("column", "what it says")
    for cell in cells:
        grid.add_row(cell.column, _text(cell))
    return grid


def _text(cell: "RecordCell") -> str:
    return "(withheld)" if cell.is_withheld else cell.text or "(empty)"
