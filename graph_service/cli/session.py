"""What a command works on: a case in memory or a store, as of a day, by a policy."""

import functools
import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.callers import opened_for
from graph_service.cli.callers import RECORDS, PurposeOption, ShowProtectedOption
from graph_service.cli.fitting import fitted
from graph_service.cli.language import LanguageOption, speak, spoken
from graph_service.domain.report import LoadReport
from graph_service.domain.text import terminal_text
from graph_service.errors import ConfigurationError
from graph_service.files.written_file import refuse_existing as refuse_existing  # noqa: PLC0414  commands take it here
from graph_service.files.written_file import write_file as write_file  # noqa: PLC0414  the same

if TYPE_CHECKING:  # numpy stands behind it, and --help must be quick
    from graph_service.services.context import Context

CaseOption = Annotated[
    Path | None,
    typer.Option(
        "--case",
        help="Folder with the tables of a case, or one file of them: a workbook (.xlsx, .xls, .ods), .jsonl, .parquet, "
        "or a .zip; works in memory, without audit.",
        metavar="DIR|FILE",
        rich_help_panel=RECORDS,
    ),
]
MappingOption = Annotated[
    Path | None,
    typer.Option(
        "--mapping",
        help="TOML file that turns foreign tables into records.",
        metavar="FILE.toml",
        rich_help_panel=RECORDS,
    ),
]
PseudonymKeyOption = Annotated[
    Path | None,
    typer.Option(
        "--pseudonym-key",
        help="File with the key of pseudonyms, for a mapping that makes some; default: GRUPPKARTA_PSEUDONYM_KEY_FILE.",
        metavar="FILE",
        rich_help_panel=RECORDS,
    ),
]
EncodingOption = Annotated[
    str,
    typer.Option("--encoding", help="Encoding of the tables.", metavar="utf-8|cp1252", rich_help_panel=RECORDS),
]
IgnoreUnknownOption = Annotated[
    bool,
    typer.Option(
        "--ignore-unknown", help="Leave out columns that are not known, and count them.", rich_help_panel=RECORDS
    ),
]
DropForbiddenOption = Annotated[
    bool, typer.Option("--drop-forbidden", help="Leave out columns that must not come in.", rich_help_panel=RECORDS)
]
AllowColumnOption = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-column",
        help="Let in a column that only looks forbidden. May be given several times.",
        metavar="NAME",
        rich_help_panel=RECORDS,
    ),
]
QuarantineOption = Annotated[
    Path | None,
    typer.Option(
        "--quarantine",
        help="Load the good rows, and write the bad ones with reasons into this folder.",
        metavar="DIR",
        rich_help_panel=RECORDS,
    ),
]
StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        help="Address of a store: sqlite:///FILE, neo4j://HOST or bolt://HOST.",
        metavar="URL",
        rich_help_panel=RECORDS,
    ),
]
AsOfOption = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        formats=["%Y-%m-%d"],
        help="The day, seen at its end, such as 2020-12-03; default: that of the case, else today.",
        metavar="DATE",
        rich_help_panel=RECORDS,
    ),
]
PolicyOption = Annotated[
    Path | None,
    typer.Option(
        "--policy",
        help="Try another policy; the result says that it is a what-if.",
        metavar="FILE.toml",
        rich_help_panel=RECORDS,
    ),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over a file that is there already.")]
FORCE = "name another file, or write over it with --force"
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Do everything but store it.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@dataclass(frozen=True, slots=True)
class LoadChoices:
    """How a case is loaded."""

    case: Path
    mapping: Path | None
    encoding: str
    ignore_unknown: bool
    drop_forbidden: bool
    allow_columns: tuple[str, ...]
    quarantine: Path | None = None
    pseudonym_key: Path | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """An opened case or store, and how to answer."""

    context: "Context"
    as_of: date | None
    as_json: bool
    handling: str
    report: LoadReport | None
    day_asked: date | None = None  # with --as-of, whatever a case proposes


def say(text: str) -> None:
    """Write a line beside the answer, to standard error."""
    sys.stderr.write(fitted(terminal_text(text), sys.stderr) + "\n")


def on_records(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say on which records it works; it receives a `Session` first."""
    parameters_of = list(inspect.signature(command).parameters.values())[1:]
    source = list(inspect.signature(_open).parameters.values())

    @functools.wraps(command)
    def run(**options: Any) -> None:  # noqa: ANN401  typer hands over what the signature names
        from graph_service.services.access import refusals_noted

        session = _open(**{parameter.name: options.pop(parameter.name) for parameter in source})
        try:
            with refusals_noted(session.context):
                command(session, **options)
        finally:
            session.context.store.close()

    keyword = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in (*parameters_of, *source)]
    run.__signature__ = inspect.Signature(keyword)  # type: ignore[attr-defined]  # typer reads it
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in keyword}
    return run


def load(choices: LoadChoices, *, known: Any = None) -> Any:  # noqa: ANN401  their classes are imported where used
    """Load a case, telling what takes long."""
    from graph_service.bootstrap import SystemClock
    from graph_service.settings import Settings
    from loaders.case_folder import LoadOptions, load_case
    from loaders.mapping.pseudonyms import read_key

    settings = Settings()
    key_file = choices.pseudonym_key or settings.pseudonym_key_file
    options = LoadOptions(
        limits=settings.limits,
        pseudonym_key=read_key(key_file) if key_file and choices.mapping else None,
        mapping=choices.mapping,
        encoding=choices.encoding,
        ignore_unknown=choices.ignore_unknown,
        drop_forbidden=choices.drop_forbidden,
        allow_columns=frozenset(choices.allow_columns),
        quarantine=choices.quarantine,
        known=known or {},
    )
    return load_case(choices.case, options=options, today=SystemClock().now(), progress=progress_teller())


def progress_teller() -> Callable[[str, int], None]:
    """Return a progress function that writes to standard error once something takes over two seconds."""
    from time import monotonic

    begun = monotonic()
    patience_s = 2.0

    def tell(step: str, n_rows: int) -> None:
        if monotonic() - begun > patience_s:
            say(f"  {monotonic() - begun:4.0f} s  {step}, {n_rows:,} rows")

    return tell


def _open(
    case: CaseOption = None,
    mapping: MappingOption = None,
    pseudonym_key: PseudonymKeyOption = None,
    encoding: EncodingOption = "utf-8",
    ignore_unknown: IgnoreUnknownOption = False,
    drop_forbidden: DropForbiddenOption = False,
    allow_column: AllowColumnOption = None,
    quarantine: QuarantineOption = None,
    store: StoreOption = None,
    as_of: AsOfOption = None,
    policy: PolicyOption = None,
    json: JsonOption = False,
    purpose: PurposeOption = None,
    show_protected: ShowProtectedOption = False,
    language: LanguageOption = None,
) -> Session:
    from graph_service.bootstrap import SystemClock, in_memory, policy_from
    from graph_service.domain.parameters import LAST_DAY
    from graph_service.settings import Settings

    settings = Settings()
    in_language = speak(language or settings.language)
    t = spoken()
    if case is None and store is None:
        store = settings.store or None
    rules = policy_from(policy or settings.policy, limits=settings.limits)
    day = None if as_of is None else as_of.date()
    if case is not None and store is not None:
        message = "work on a case or on a store, not on both: take away --case or --store"
        raise ConfigurationError(message)
    if case is None and not store:
        message = "say on which records to work: --case DIR for tables in memory, or --store URL"
        raise ConfigurationError(message)
    if day is not None and SystemClock().today() < day <= LAST_DAY:
        say(t.text("{day} is still to come: nothing that happens until then is in the records.").format(day=day))
    if policy is not None:
        text = t.text("A what-if: policy {policy} from a file, not the one in force.")
        say(text.format(policy=f"{rules.id} {rules.version}"))
    if case is None:
        context = opened_for(store, settings, purpose=purpose, shows_protected=show_protected, policy=rules)
        return Session(replace(context, language=in_language), day, json, "", None, day)
    columns = tuple(allow_column or ())
    choices = LoadChoices(
        case, mapping, encoding, ignore_unknown, drop_forbidden, columns, quarantine, pseudonym_key=pseudonym_key
    )
    loaded = load(choices)
    context = replace(in_memory(loaded.tables, rules), language=in_language)
    if not json:
        say(t.text("Working in memory on a case: nothing is stored, and no look is logged."))
    if loaded.report.n_quarantined:
        text = t.plural(
            "{n} row is put aside in {folder}, and not in this answer.",
            "{n} rows are put aside in {folder}, and not in this answer.",
            loaded.report.n_quarantined,
        )
        say(text.format(n=loaded.report.n_quarantined, folder=quarantine))
    head = loaded.report.case
    return Session(context, day or head.as_of, json, head.handling or "", loaded.report, day)
