"""Loads a case folder: one CSV file per table, or foreign tables by a mapping; all or nothing, or with a quarantine."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from graph_service.domain.report import CaseHead, FileReport, LoadReport, TableReport
from graph_service.domain.row_lines import RowLines
from graph_service.domain.tables import Table
from graph_service.errors import ForbiddenColumnsError, InputError, RejectedRowsError
from graph_service.ports import Progress, no_progress
from loaders import archive
from loaders.check.case import check_case, merged_away_of
from loaders.check.constants import check_constants
from loaders.check.coordinates import remark_coordinates
from loaders.check.doubts import remark_doubts
from loaders.check.forbidden import is_personal_number
from loaders.check.headers import ColumnUse, check_header
from loaders.check.nothing import check_words_for_nothing
from loaders.check.values import check_counted, check_values
from loaders.discover import case_root, plan_folder
from loaders.ledger import Ledger
from loaders.mapping.lookups import MappingContext, read_lookups
from loaders.mapping.pseudonyms import Pseudonyms
from loaders.merge.assembly import Assembly, assemble
from loaders.merge.by_key import merge_part
from loaders.options import Loaded, LoadOptions
from loaders.plan import Output, Plan, Take
from loaders.quarantine import NumberCover, check_quarantine, spread_refusals, write_quarantine
from loaders.read.budget import Budget
from loaders.read.formats import open_tables
from loaders.read.table_part import TablePart, read_part
from loaders.table_file import TableFile

__all__ = ["LoadOptions", "Loaded", "load_case", "load_plan"]

_DEFAULTS = LoadOptions()
TOO_MUCH = frozenset({"too_many_rows", "too_many_bytes"})  # of the case as a whole: no further file is read


@dataclass(frozen=True, slots=True)
class _OpenFile:
    table: TableFile
    use: ColumnUse


def load_case(
    folder: Path,
    *,
    options: LoadOptions = _DEFAULTS,
    today: date,
    progress: Progress = no_progress,
    passed_over: Sequence[str] = (),
) -> Loaded:
    """Load all tables of a case folder.

    Parameters
    ----------
    folder : Path
        Holds one file per table (persons.csv ...), or files of several tables (a workbook with a sheet persons), and
        perhaps case.toml; with a mapping, foreign files. One such file alone is a case as well, and so is an archive
        (.zip) of any of these.
    options : LoadOptions
        Encoding, mapping, unknown and forbidden columns, quarantine.
    today : date
        The day of loading: what has happened may not lie after it. An instant (a `datetime` with a time zone)
        becomes the day it is then in the time zone of the case.
    progress : Progress
        Told what is being done and how many rows it concerns.
    passed_over : Sequence[str]
        Names of files that were left out when the folder was unpacked, to be counted with the others.

    Returns
    -------
    Loaded
        The records, and a report in which everything that was put right, merged or left out is counted.

    Raises
    ------
    RejectedRowsError
        If a row is refused and there is no quarantine, or if a file cannot be read; nothing is loaded then.
    ForbiddenColumnsError
        If a file holds columns that must not come in.
    InputError
        If the folder, case.toml or the mapping cannot be used.
    """
    if folder.suffix.lower() == archive.SUFFIX and folder.is_file():
        with archive.unpacked(folder, options.limits) as (unpacked, left):
            return load_case(unpacked, options=options, today=today, progress=progress, passed_over=left)
    if options.quarantine is not None:
        check_quarantine(options.quarantine)
    ledger = Ledger(options.max_problems, keeps_rows=options.quarantine is not None)
    for name in passed_over:
        ledger.remark("file_ignored", name)
    folder = case_root(folder)
    budget = Budget(options.limits)
    plan = plan_folder(folder, options, ledger, budget)
    base = folder if folder.is_dir() else folder.parent
    return _loaded(base, plan, options, ledger, budget, today=today, progress=progress)


def load_plan(
    plan: Plan,
    *,
    options: LoadOptions = _DEFAULTS,
    budget: Budget | None = None,
    today: date,
    progress: Progress = no_progress,
) -> Loaded:
    """Load tables that are open already, as `load_case` does: the plan holds them all, by name.

    Parameters
    ----------
    plan : Plan
        What is read into which table.
    options : LoadOptions
        As for a folder; what it says of a mapping has become the plan.
    budget : Budget | None
        What opening the tables has taken of the limits already.
    today : date
        The day of loading.
    progress : Progress
        Told what is being done.

    Returns
    -------
    Loaded
        The records and the report.

    Raises
    ------
    RejectedRowsError
        If a row is refused and there is no quarantine.
    ForbiddenColumnsError
        If a table holds columns that must not come in.
    InputError
        If the plan names a column that a table does not have.
    """
    if options.quarantine is not None:
        check_quarantine(options.quarantine)
    ledger = Ledger(options.max_problems, keeps_rows=options.quarantine is not None)
    return _loaded(Path(), plan, options, ledger, budget or Budget(options.limits), today=today, progress=progress)


def _loaded(
    base: Path, plan: Plan, options: LoadOptions, ledger: Ledger, budget: Budget, *, today: date, progress: Progress
) -> Loaded:
    for name in plan.files:
        ledger.expect(name)
    ledger.stop_if_refused()
    check_constants(plan)
    files = _open_files(base, plan, options, ledger, budget)
    head = plan.head or CaseHead()
    day = _local_day(today, head.time_zone)
    pseudonyms = _pseudonyms(plan, options, day)
    lookups = read_lookups(plan, {name: file.table for name, file in files.items()}, ledger, budget)
    context = MappingContext(
        lookups, pseudonyms, head.time_zone, head.has_marked_formulas, reads_swedish=options.reads_swedish
    )
    parts = list(_read_parts(plan, files, options, ledger, progress, budget=budget, context=context))
    assemblies = assemble(parts)
    progress("checking", sum(len(assembly.table) for assembly in assemblies.values()))
    merged_away = check_case(assemblies, ledger, stored_keys=options.known, today=day)
    if ledger.n_problems:
        # a record of constants, or of a header, stands in no row that can be put aside
        if options.quarantine is None or any(part.bad and not _is_of_rows(part.output) for part in parts):
            raise ledger.error()
        spread_refusals(assemblies, ledger, stored_keys=options.known)
        merged_away = {name: merged_away_of(assembly) for name, assembly in assemblies.items()}
        for name, file in files.items():
            if ledger.rows.get(name):
                hidden = {column for file_name, column in plan.pseudonymised if file_name == name}
                cover = NumberCover(hidden, pseudonyms.instead_of if pseudonyms else None)
                write_quarantine(
                    options.quarantine, file.table, ledger.rows[name], without=file.use.dropped, cover=cover
                )
                ledger.remark("quarantined", name, None, len(ledger.rows[name]))
    loaded = {name: _loaded_rows(assembly, merged_away[name]) for name, assembly in assemblies.items()}
    tables = {name: table for name, (table, _) in loaded.items()}
    remark_doubts(tables, assemblies, merged_away, ledger)
    report = LoadReport(
        case=head,
        files=tuple(_file_report(file) for file in files.values()),
        tables=tuple(_table_report(assembly, len(tables[name]), files) for name, assembly in assemblies.items()),
        remarks=ledger.remarks,
        problems=ledger.problems,
        n_problems=ledger.n_problems,
    )
    filled = [name for name, table in tables.items() if len(table)]
    return Loaded({name: tables[name] for name in filled}, report, {name: loaded[name][1] for name in filled})


def _pseudonyms(plan: Plan, options: LoadOptions, today: date) -> Pseudonyms | None:
    key = next((f"{output.name}.columns" for output in plan.outputs if output.pseudonymised), None)
    if key is None:
        return None
    if options.pseudonym_key is None:
        problem = "pseudonyms are made with a key, and there is none"
        remedy = "name its file with --pseudonym-key or GRUPPKARTA_PSEUDONYM_KEY_FILE"
        raise InputError(f"{plan.mapping}: {key}: {problem}; {remedy}")
    return Pseudonyms(options.pseudonym_key, today)


def _is_of_rows(output: Output) -> bool:
    return output.file is not None and not output.has_header_rows


def _local_day(today: date, time_zone: str) -> date:
    return today.astimezone(ZoneInfo(time_zone)).date() if isinstance(today, datetime) else today


def _open_files(folder: Path, plan: Plan, options: LoadOptions, ledger: Ledger, budget: Budget) -> dict[str, _OpenFile]:
    """Open all files and check all headers before any row is read."""
    outputs: dict[str | None, list[Output]] = {}
    for output in plan.outputs:
        outputs.setdefault(output.file, []).append(output)
    files: dict[str, _OpenFile] = {}
    refusals: list[RejectedRowsError] = []
    for name in plan.files:
        try:
            table = plan.opened.get(name) or open_tables(folder / name, encoding=options.encoding, budget=budget)[0]
        except RejectedRowsError as error:
            refusals.append(error)
            continue
        files[name] = _OpenFile(table, check_header(table, plan, outputs.get(name, []), options, ledger))
    forbidden = {name: file.use.forbidden for name, file in files.items() if file.use.forbidden}
    if forbidden:
        raise ForbiddenColumnsError(", ".join(forbidden), [name for names in forbidden.values() for name in names])
    for refusal in refusals:
        for problem in refusal.problems:
            ledger.refuse(problem)
    ledger.stop_if_refused()
    for name, file in files.items():
        for column in file.use.allowed:
            ledger.remark("column_allowed", name, column)
        for column in _personal_numbers(file.table, plan):
            ledger.remark("personal_number", name, column)
    return files


def _personal_numbers(table: TableFile, plan: Plan) -> list[str]:
    """Columns named like a personal identity number, but those that a mapping replaces by pseudonyms."""
    return [name for name in table.header if is_personal_number(name) and (table.file, name) not in plan.pseudonymised]


def _read_parts(
    plan: Plan,
    files: Mapping[str, _OpenFile],
    options: LoadOptions,
    ledger: Ledger,
    progress: Progress,
    *,
    budget: Budget,
    context: MappingContext,
) -> Iterator[TablePart]:
    """Read every table; stop after all were tried if a file could not be read to its end."""
    counted: set[str] = set()  # a file that makes several tables is counted with the first
    is_broken = False
    for output in plan.outputs:
        file = files[output.file] if output.file is not None else None
        unused = None
        if file and file.table.file not in counted:
            unused = (("column_ignored", file.use.ignored), ("column_dropped", file.use.dropped))
            counted.add(file.table.file)
        table = file.table if file else None
        name = output.file or plan.mapping or ""
        by_header = _with_header(output, table.header) if table and plan.mapping is None else output
        try:
            part = read_part(
                by_header, table, unused, ledger, file=name, progress=progress, budget=budget, context=context
            )
        except RejectedRowsError as error:
            is_broken = True
            is_too_much = any(problem.code in TOO_MUCH for problem in error.problems)
            for problem in error.problems if unused or is_too_much else ():
                ledger.refuse(problem)
            if is_too_much:
                break
            continue
        check_words_for_nothing(part, ledger)
        check_values(part, ledger)
        remark_coordinates(part, ledger, time_zone=context.time_zone)
        if output.merge:
            merge_part(part, output.merge, ledger, reports_others=options.quarantine is not None)
            check_counted(part, ledger)
        yield part
    if is_broken:
        raise ledger.error()


def _with_header(output: Output, header: tuple[str, ...]) -> Output:
    """A table of ours is read by the names of its columns."""
    return replace(output, columns={name: Take(name) for name in output.kind.names if name in header})


def _loaded_rows(assembly: Assembly, merged_away: set[int]) -> tuple[Table, RowLines]:
    """Return the rows that are loaded, and where they were read."""
    if not merged_away and not assembly.bad:
        return assembly.table, assembly.lines
    rows = [row for row in assembly.good_rows() if row not in merged_away]
    return assembly.table.take(rows), assembly.lines.take(rows)


def _file_report(file: _OpenFile) -> FileReport:
    return FileReport(
        file=file.table.file,
        encoding=file.table.encoding,
        separator=file.table.separator,
        n_rows=file.table.n_rows,
        columns_ignored=file.use.ignored,
        columns_dropped=file.use.dropped,
        columns_allowed=file.use.allowed,
    )


def _table_report(assembly: Assembly, n_loaded: int, files: Mapping[str, _OpenFile]) -> TableReport:
    n_ragged = sum(len(files[name].table.ragged) for name in assembly.counted_files if name in files)
    n_read = sum(part.n_read for part in assembly.parts) + n_ragged
    n_quarantined = sum(len(assembly.origin(row).lines) for row in assembly.bad) + n_ragged
    return TableReport(assembly.table.kind.table, n_read, n_loaded, n_read - n_loaded - n_quarantined, n_quarantined)
