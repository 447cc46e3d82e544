"""Loads a case folder: a CSV file a table, or foreign tables by a mapping; all or nothing, or with a quarantine."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from graph_service.domain.case_rules import case_findings, merged, reference_findings
from graph_service.domain.report import CaseHead, FileReport, LoadReport, TableReport
from graph_service.domain.rules import Finding, as_problem, row_findings
from graph_service.domain.tables import Table
from graph_service.errors import ForbiddenColumnsError, RejectedRowsError
from graph_service.ports import Progress, no_progress
from loaders.assembly import Assembly, assemble, spread
from loaders.columns import Header, check_header
from loaders.csv_table import CsvTable, open_table
from loaders.discovery import planned
from loaders.forbidden import is_personal_number
from loaders.ledger import Ledger
from loaders.options import Loaded, LoadOptions
from loaders.part import Part, merge_part, read_part
from loaders.plan import Output, Plan, Take
from loaders.quarantine import check_quarantine, write_quarantine

__all__ = ["LoadOptions", "Loaded", "load_case"]

_DEFAULTS = LoadOptions()


@dataclass(frozen=True, slots=True)
class _Source:
    table: CsvTable
    header: Header


def load_case(
    folder: Path, *, options: LoadOptions = _DEFAULTS, today: date, progress: Progress = no_progress
) -> Loaded:
    """Load all tables of a case folder.

    Parameters
    ----------
    folder : Path
        Holds one CSV file a table (persons.csv ...) and perhaps case.toml; with a mapping, foreign CSV files.
    options : LoadOptions
        Encoding, mapping, unknown and forbidden columns, quarantine.
    today : date
        The day of loading: what has happened may not lie after it. An instant (a `datetime` with a time zone)
        becomes the day it is then in the time zone of the case.
    progress : Progress
        Told what is being done and how many rows it concerns.

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
    if options.quarantine is not None:
        check_quarantine(options.quarantine)
    ledger = Ledger(options.max_problems, keeps_rows=options.quarantine is not None)
    plan = planned(folder, options, ledger)
    for file in plan.files:
        ledger.expect(file)
    ledger.stop_if_refused()
    sources = _opened(folder, plan, options, ledger)
    parts = list(_parts(plan, sources, options, ledger, progress))
    assemblies = assemble(parts)
    progress("checking", sum(len(one.table) for one in assemblies.values()))
    head = plan.head or CaseHead()
    left_out = _check(assemblies, options, ledger, _day(today, head.time_zone))
    if ledger.n_problems:
        if options.quarantine is None or any(part.bad and part.output.file is None for part in parts):
            raise ledger.error()
        spread(assemblies, ledger, known=options.known)
        for name, source in sources.items():
            if ledger.rows.get(name):
                write_quarantine(options.quarantine, source.table, ledger.rows[name], without=source.header.dropped)
                ledger.remark("quarantined", name, None, len(ledger.rows[name]))
    tables = {name: _kept(one, left_out[name]) for name, one in assemblies.items()}
    report = LoadReport(
        case=head,
        files=tuple(_file_report(source) for source in sources.values()),
        tables=tuple(_table_report(one, len(tables[name]), sources) for name, one in assemblies.items()),
        remarks=ledger.remarks,
        problems=ledger.problems,
        n_problems=ledger.n_problems,
    )
    return Loaded({name: table for name, table in tables.items() if len(table)}, report)


def _day(today: date, time_zone: str) -> date:
    return today.astimezone(ZoneInfo(time_zone)).date() if isinstance(today, datetime) else today


def _opened(folder: Path, plan: Plan, options: LoadOptions, ledger: Ledger) -> dict[str, _Source]:
    """Open all files and check all headers before any row is read."""
    sources: dict[str, _Source] = {}
    refusals: list[RejectedRowsError] = []
    for file in plan.files:
        try:
            table = open_table(folder / file, encoding=options.encoding)
        except RejectedRowsError as error:
            refusals.append(error)
            continue
        sources[file] = _Source(table, check_header(table, plan, options, ledger))
    forbidden = {file: source.header.forbidden for file, source in sources.items() if source.header.forbidden}
    if forbidden:
        raise ForbiddenColumnsError(", ".join(forbidden), [name for names in forbidden.values() for name in names])
    for refusal in refusals:
        for problem in refusal.problems:
            ledger.refuse(problem)
    ledger.stop_if_refused()
    for file, source in sources.items():
        for column in source.header.allowed:
            ledger.remark("column_allowed", file, column)
        for column in filter(is_personal_number, source.table.header):
            ledger.remark("personal_number", file, column)
    return sources


def _parts(
    plan: Plan, sources: dict[str, _Source], options: LoadOptions, ledger: Ledger, progress: Progress
) -> Iterator[Part]:
    """Read every table; stop after all were tried if a file could not be read to its end."""
    seen: set[str] = set()
    is_broken = False
    for output in plan.outputs:
        source = sources[output.file] if output.file is not None else None
        header = source.header if source and source.table.file not in seen else None
        if source:
            seen.add(source.table.file)
        file = output.file or plan.mapping or ""
        actual = _with_header(output, source.table.header) if source and plan.mapping is None else output
        try:
            part = read_part(actual, source.table if source else None, header, ledger, file=file, progress=progress)
        except RejectedRowsError as error:
            is_broken = True
            for problem in error.problems if header else ():
                ledger.refuse(problem)
            continue
        if output.merge:
            merge_part(part, output.merge, ledger, report_others=options.quarantine is not None)
        yield part
    if is_broken:
        raise ledger.error()


def _with_header(output: Output, header: tuple[str, ...]) -> Output:
    """A table of ours is read by the names of its columns."""
    return replace(output, columns={name: Take(name) for name in output.kind.names if name in header})


def _check(assemblies: dict[str, Assembly], options: LoadOptions, ledger: Ledger, today: date) -> dict[str, set[int]]:
    """Apply the rules, and return the rows that merged with an identical one."""
    found: list[Finding] = []
    tables = {name: one.table for name, one in assemblies.items()}
    for one in assemblies.values():
        found += row_findings(one.table, today=today)
    found += reference_findings(tables, known=options.known)
    _refuse_all(found, assemblies, ledger)
    merged_away: dict[str, set[int]] = {}
    for name, one in assemblies.items():
        good = one.good()
        subset = one.table if len(good) == len(one.table) else one.table.take(good)
        result = merged(subset)
        conflicts = [
            replace(finding, row=good[finding.row], other_row=good[finding.other_row or 0])
            for finding in result.conflicts
        ]
        _refuse_all(conflicts, assemblies, ledger)
        kept = {good[row] for row in result.kept} if result.n_merged else set(good)
        merged_away[name] = set(good) - kept
        for row in merged_away[name]:
            ledger.remark("identical_rows_merged", one.place(row).file)
    left_out = {name: merged_away[name] | one.bad.keys() for name, one in assemblies.items()}
    _refuse_all(list(case_findings(tables, left_out=left_out)), assemblies, ledger)
    return merged_away


def _refuse_all(found: list[Finding], assemblies: dict[str, Assembly], ledger: Ledger) -> None:
    """Count findings, but none that only follows from a cell that is refused already."""
    marks: list[tuple[Assembly, Finding]] = []
    for finding in found:
        one = assemblies[finding.kind.name]
        if one.bad.get(finding.row, set()).intersection(finding.columns):
            continue
        place = one.place(finding.row)
        other = None if finding.other_row is None else one.place(finding.other_row)
        problem = as_problem(finding, one.table, file=place.file, line=place.lines[0] or None)
        text = problem.problem
        if other is not None:
            text += f" (see line {other.lines[0]}{'' if other.file == place.file else f' of {other.file}'})"
        ledger.refuse(replace(problem, problem=text, column=place.column_of(finding.columns[0])))
        marks.append((one, finding))
    for one, finding in marks:
        one.bad.setdefault(finding.row, set()).add(finding.columns[0])


def _kept(one: Assembly, merged_away: set[int]) -> Table:
    if not merged_away and not one.bad:
        return one.table
    return one.table.take([row for row in one.good() if row not in merged_away])


def _file_report(source: _Source) -> FileReport:
    table, header = source.table, source.header
    return FileReport(
        file=table.file,
        encoding=table.encoding,
        separator=table.separator,
        n_rows=table.n_rows,
        columns_ignored=header.ignored,
        columns_dropped=header.dropped,
        columns_allowed=header.allowed,
    )


def _table_report(one: Assembly, n_loaded: int, sources: dict[str, _Source]) -> TableReport:
    n_ragged = sum(len(sources[file].table.ragged) for file in one.first_of if file in sources)
    n_read = sum(part.n_read for part in one.parts) + n_ragged
    n_quarantined = sum(len(one.place(row).lines) for row in one.bad) + n_ragged
    return TableReport(one.table.kind.table, n_read, n_loaded, n_read - n_loaded - n_quarantined, n_quarantined)
