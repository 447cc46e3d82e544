"""Commands that read or write files: check, import, network."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.callers import PurposeOption, at_store
from graph_service.cli.language import spoken
from graph_service.cli.questions import values_of, with_parameters
from graph_service.cli.session import (
    FORCE,
    AllowColumnOption,
    CaseOption,
    DropForbiddenOption,
    DryRunOption,
    EncodingOption,
    ForceOption,
    IgnoreUnknownOption,
    JsonOption,
    LoadChoices,
    MappingOption,
    PseudonymKeyOption,
    QuarantineOption,
    Session,
    StoreOption,
    load,
    on_records,
    progress_teller,
    refuse_existing,
    say,
    write_file,
)
from graph_service.cli.streams import note_written
from graph_service.errors import ConfigurationError

if TYPE_CHECKING:
    from graph_service.domain.delivery import Delivery

OutOption = Annotated[
    Path,
    typer.Option(
        "--out",
        help="File to write: .svg, .html, .graphml, .gexf, .json, .net, .paj, .dl, .anx, .csv or .geojson.",
        metavar="FILE",
    ),
]
KeyFileOption = Annotated[Path, typer.Option("--out", help="File to write, for its owner alone.", metavar="FILE")]
PyvisOption = Annotated[bool, typer.Option("--pyvis", help="Write the .html with pyvis; it works offline.")]
DelivererOption = Annotated[
    str,
    typer.Option(
        "--deliverer",
        help="Whose delivery it is; default: delivered_by of case.toml, else the name of the case.",
        metavar="NAME",
    ),
]
ForceDeliveryOption = Annotated[
    bool, typer.Option("--force", help="Let it replace what a delivery of a later day has said.")
]
GoneOption = Annotated[
    str,
    typer.Option(
        "--gone",
        help="What to do about records that the deliverer brought before and not now: report says which, keep says "
        "nothing, end lets them end the day before as_of and takes out what has no end, kept in corrections.",
        metavar="report|keep|end",
    ),
]
UndoOption = Annotated[
    bool, typer.Option("--undo", help="Take the last import back, as long as nothing else was written after it.")
]
ImportedAtOption = Annotated[
    str | None,
    typer.Option(
        "--imported-at",
        help="With --undo: when the import that is meant was made, as --dry-run says it; another is not taken back.",
        metavar="INSTANT",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(check)
    app.command("import")(import_)
    app.command("pseudonym-key")(pseudonym_key)
    from graph_service.exports import NETWORK_FILE

    app.command()(on_records(with_parameters(network, NETWORK_FILE)))


def check(
    case: CaseOption = None,
    mapping: MappingOption = None,
    pseudonym_key: PseudonymKeyOption = None,
    encoding: EncodingOption = "utf-8",
    ignore_unknown: IgnoreUnknownOption = False,
    drop_forbidden: DropForbiddenOption = False,
    allow_column: AllowColumnOption = None,
    quarantine: QuarantineOption = None,
    store: StoreOption = None,
    deliverer: DelivererOption = "",
    force: ForceDeliveryOption = False,
    gone: GoneOption = "report",
    purpose: PurposeOption = None,
    json: JsonOption = False,
) -> None:
    """Check the tables of a case: what is wrong, and what was put right; with --store, what an import would do there.

    Nothing is stored.
    """
    choices = choices_of(
        case, mapping, encoding, ignore_unknown, drop_forbidden, allow_column, quarantine, pseudonym_key
    )
    if store is not None:
        delivered = _delivery(deliverer, gone, force=force)
        _import(choices, store, purpose, dry_run=True, as_json=json, delivery=delivered)
        return
    loaded = load(choices)
    _report(loaded.report, as_json=json)


def import_(
    store: StoreOption = None,
    case: CaseOption = None,
    mapping: MappingOption = None,
    pseudonym_key: PseudonymKeyOption = None,
    encoding: EncodingOption = "utf-8",
    ignore_unknown: IgnoreUnknownOption = False,
    drop_forbidden: DropForbiddenOption = False,
    allow_column: AllowColumnOption = None,
    quarantine: QuarantineOption = None,
    deliverer: DelivererOption = "",
    force: ForceDeliveryOption = False,
    gone: GoneOption = "report",
    undo: UndoOption = False,
    imported_at: ImportedAtOption = None,
    dry_run: DryRunOption = False,
    purpose: PurposeOption = None,
    json: JsonOption = False,
) -> None:
    """Load a case into a store, whole or not at all; loading it again changes nothing.

    A later delivery changes what it says otherwise, and each change keeps what stood there as a correction.
    """
    if undo:
        _undo(case, store, purpose, imported_at, dry_run=dry_run, as_json=json)
        return
    if imported_at is not None:
        message = "--imported-at names the import that --undo takes back: give both, or neither"
        raise ConfigurationError(message)
    choices = choices_of(
        case, mapping, encoding, ignore_unknown, drop_forbidden, allow_column, quarantine, pseudonym_key
    )
    delivered = _delivery(deliverer, gone, force=force)
    _import(choices, store, purpose, dry_run=dry_run, as_json=json, delivery=delivered)


def _import(
    choices: LoadChoices, store: str | None, purpose: str | None, *, dry_run: bool, as_json: bool, delivery: "Delivery"
) -> None:
    from graph_service.analysis.result import to_json
    from graph_service.cli.reports import counts_in_words, gone_lines
    from graph_service.services.importing import CheckedReport, import_case
    from graph_service.settings import Settings

    with at_store(store, Settings(), purpose=purpose) as context:
        imported = import_case(
            context,
            lambda existing: load(choices, known=existing),
            delivery=delivery,
            dry_run=dry_run,
            progress=progress_teller(),
        )
    summary = imported.write
    if summary is not None:
        note_written("the case is in the store")
    if isinstance(imported.load, CheckedReport):
        _report(imported.load, as_json=as_json)
        for line in () if as_json else gone_lines(imported.load.gone, is_done=False):
            typer.echo(line)
        say(f"a dry run: nothing was written; an import would write {counts_in_words(imported.load.total)}")
        return
    if as_json:
        typer.echo(to_json(imported), nl=False)
        return
    _report(imported.load, as_json=False)
    if summary is not None:
        for line in gone_lines(summary.gone, is_done=True):
            typer.echo(line)
        typer.echo(f"{counts_in_words(summary.total)}; content {summary.content_hash}")


def _undo(
    case: Path | None, store: str | None, purpose: str | None, imported_at: str | None, *, dry_run: bool, as_json: bool
) -> None:
    from graph_service.analysis.result import to_json
    from graph_service.services.undoing import undo_import
    from graph_service.settings import Settings

    if case is not None:
        message = "--undo takes the last import back, and brings nothing: leave --case away"
        raise ConfigurationError(message)
    with at_store(store, Settings(), purpose=purpose) as context:
        undone = undo_import(context, dry_run=dry_run, imported_at=_instant(imported_at))
    if undone.is_done:
        note_written("the import is taken back")
    if as_json:
        typer.echo(to_json(undone), nl=False)
        return
    whose = f" of {undone.deliverer}" if undone.deliverer else ""
    day = f" of {undone.as_of}" if undone.as_of else ""
    what = f"the import{whose}{day}, made {undone.imported_at:%Y-%m-%d %H:%M} UTC ({', '.join(undone.tables)})"
    typer.echo(f"{what} {'is' if undone.is_done else 'would be'} taken back")
    if not undone.is_done:
        say(f"to take back this one and no other: --undo --imported-at {undone.imported_at.isoformat()}")
    if undone.write is not None:
        total = undone.write.total
        typer.echo(
            f"{total.n_removed} removed, {total.n_changed} as before, {total.n_new} back; "
            f"content {undone.write.content_hash}"
        )


def _instant(text: str | None) -> datetime | None:
    try:
        return None if text is None else datetime.fromisoformat(text)
    except ValueError as error:
        message = f"--imported-at {text!r} is not an instant: copy it from `import --undo --dry-run`"
        raise ConfigurationError(message) from error


def _delivery(deliverer: str, gone: str, *, force: bool) -> "Delivery":
    from graph_service.services.importing import delivery_of

    return delivery_of(deliverer, gone, force=force)


def pseudonym_key(out: KeyFileOption) -> None:
    """Make a key for pseudonyms: with the same key a person has the same one in each delivery."""
    from loaders.mapping.pseudonyms import new_key

    refuse_existing(out, way_out="a key is never written over, name another file")
    write_file(out, f"{new_key()}\n")
    say(f"wrote {out}; keep a copy in a safe place: without it, no later delivery gets the pseudonyms of this one")


def network(
    session: Session,
    out: OutOption,
    pyvis: PyvisOption = False,
    force: ForceOption = False,
    **options: Any,  # noqa: ANN401  as asked
) -> None:
    """Draw the network as an SVG or a page that works offline, or export it for other programs."""
    from graph_service.cli.show import console, show_notes
    from graph_service.errors import InputError
    from graph_service.exports import (
        DEFAULT_HANDLING,
        NETWORK_FILE,
        NetworkFileParameters,
        copy_mark,
        form_of,
        network_to_write,
        new_copy_id,
    )

    form = form_of(out.name, pyvis=pyvis)
    if pyvis and out.suffix != ".html":
        message = "--pyvis writes an .html file"
        raise InputError(message)
    refuse_existing(out, force=force, way_out=FORCE)
    caller = session.context.caller
    copy_id = "" if caller.is_local else new_copy_id()
    t = spoken()
    mark = copy_mark(caller, copy_id, translator=t) if copy_id else ""
    parameters = NetworkFileParameters(**values_of(NETWORK_FILE, options))
    details = {"copy": f"{out.suffix} {copy_id}".strip()} if copy_id else None
    content = network_to_write(session.context, form, parameters, as_of=session.as_of, details=details)
    file = content.written(form, session.handling or mark or t.text(DEFAULT_HANDLING), parameters)
    write_file(out, file.chunks(), force=force)
    if session.as_json:
        from graph_service.analysis.result import json_chunks

        sys.stdout.writelines(json_chunks(content.network))
    else:
        say(t.text("wrote {file}: {counts}").format(file=out, counts=file.counts))
        show_notes(console(to_stderr=True), file.notes)


def choices_of(
    case: Path | None,
    mapping: Path | None,
    encoding: str,
    ignore_unknown: bool,
    drop_forbidden: bool,
    allow_column: list[str] | None,
    quarantine: Path | None = None,
    pseudonym_key: Path | None = None,
) -> LoadChoices:
    """Return how a case is loaded, if one is named."""
    from graph_service.errors import ConfigurationError

    if case is None:
        message = (
            "say which case: --case DIR, the folder with its tables, or --case FILE, a workbook or archive of them"
        )
        raise ConfigurationError(message)
    columns = tuple(allow_column or ())
    return LoadChoices(
        case, mapping, encoding, ignore_unknown, drop_forbidden, columns, quarantine, pseudonym_key=pseudonym_key
    )


def _report(report: object, *, as_json: bool) -> None:
    from typing import cast

    from graph_service.analysis.result import to_json
    from graph_service.cli.reports import show_report
    from graph_service.domain.report import LoadReport

    if as_json:
        typer.echo(to_json(report), nl=False)
    else:
        show_report(cast("LoadReport", report))
