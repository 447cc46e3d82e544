"""Reads one file into one table: typed columns, the line of every row, and which rows are bad already."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from graph_service.domain.case_rules import smaller_first
from graph_service.domain.report import shown
from graph_service.domain.rules import as_problem, value_findings
from graph_service.domain.schema import Field, Kind, Value
from graph_service.domain.tables import Table
from graph_service.errors import RowProblem
from graph_service.ports import Progress
from loaders.cells import Refused
from loaders.columns import Header
from loaders.csv_table import Chunk, CsvTable
from loaders.keys import made_keys
from loaders.ledger import Ledger
from loaders.mapping import UNTRANSLATED, fill, merge_rows
from loaders.plan import Merge, Output
from loaders.typed_columns import TypedColumn

_PERSONAL_NUMBER = re.compile(r"\b(?:\d\d)?\d{6}[-+]\d{4}\b")
PROGRESS_ROWS = 50_000
_COARSENESS = {"day": 0, "month": 1, "year": 2}


@dataclass(slots=True)
class Part:
    """Rows of one table from one file. `more_lines` holds further lines of rows that were merged by key.

    `bad` maps a row to the columns that cannot be used.
    """

    output: Output
    file: str
    columns: list[list[Value]]
    lines: Sequence[int]
    n_read: int
    bad: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    more_lines: dict[int, list[int]] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        """The rows as a table."""
        return Table(self.output.kind, tuple(self.columns))

    def lines_of(self, row: int) -> list[int]:
        """Return all lines that a row was made of.

        Parameters
        ----------
        row : int
            A row.

        Returns
        -------
        list[int]
            The first line first.
        """
        return [self.lines[row], *self.more_lines.get(row, ())]


def read_part(
    output: Output, source: CsvTable | None, header: Header | None, ledger: Ledger, *, file: str, progress: Progress
) -> Part:
    """Read the rows of one table.

    Parameters
    ----------
    output : Output
        What to make.
    source : CsvTable | None
        The open file; None for a record of constants.
    header : Header | None
        What becomes of its columns, if they are to be counted now; a file that is read twice is counted once.
    ledger : Ledger
        Takes problems and remarks.
    file : str
        Name of the file for problems.
    progress : Progress
        Told every `PROGRESS_ROWS` rows, and at the end.

    Returns
    -------
    Part
        The rows; values that cannot be read are None and marked bad.

    Raises
    ------
    RejectedRowsError
        If the rest of the file cannot be read.
    """
    kind = output.kind
    typed = {name: TypedColumn(kind[name], coarse_dates=_takes_coarse_dates(kind, name)) for name in output.columns}
    lines: list[int] = []
    next_report = PROGRESS_ROWS
    bad: dict[int, set[str]] = defaultdict(set)
    for chunk in source.chunks() if source else [Chunk((), (0,))]:
        filled = fill(output, chunk, source.header if source else ())
        for name, column in typed.items():
            column.extend(filled.columns[name])
        for row, name, text in filled.untranslated:
            typed[name].refused.append((len(lines) + row, text, UNTRANSLATED))
        lines.extend(filled.lines)
        for where in output.where[:1]:
            ledger.remark("rows_not_chosen", file, where.column, filled.n_not_chosen)
        ledger.remark("rows_left_out", file, None, filled.n_left_out)
        if source and header:
            _count_unused(source, header, chunk, ledger)
        if len(lines) >= next_report:
            progress(f"reading {file}", len(lines))
            next_report += PROGRESS_ROWS
    if source and header:
        ledger.remark("blank_rows", file, None, source.n_blank)
        for problem in source.ragged:
            ledger.refuse(problem)
    progress(f"reading {file}", len(lines))
    columns = [typed[one.name].values if one.name in typed else [one.default] * len(lines) for one in kind.fields]
    part = Part(output, file, columns, lines, len(lines), bad)
    _note(part, typed, ledger)
    _check_coarse(part, typed, ledger)
    _finish(part, ledger)
    return part


def merge_part(part: Part, merge: Merge, ledger: Ledger, *, report_others: bool) -> None:
    """Merge rows of one key by the rules of a mapping; rows of a key that has a bad row stay apart, all bad.

    Parameters
    ----------
    part : Part
        The rows, changed in place.
    merge : Merge
        The rules.
    ledger : Ledger
        Takes problems and remarks.
    report_others : bool
        Whether rows are refused for another row of their key; of use only in a quarantine.
    """
    kind, keys = part.output.kind, part.columns[0]
    bad_keys = {keys[row] for row in part.bad}
    good = [row for row, key in enumerate(keys) if key not in bad_keys]
    for row, key in enumerate(keys) if bad_keys else ():
        if key in bad_keys and row not in part.bad:
            part.bad[row].add(kind.key)
            if report_others:
                problem, remedy = "another row of the same key is refused, so they cannot be merged", "correct that row"
                column = part.output.column_of(kind[kind.key])
                value = shown(kind[kind.key], key)
                ledger.refuse(
                    RowProblem("same_key_refused", part.file, part.lines[row], column, value, problem, remedy)
                )
    chosen = [[column[row] for row in good] for column in part.columns]
    columns, went, differed = merge_rows(kind, chosen, merge)
    lines: list[list[int]] = [[] for _ in columns[0]]
    for row, new in zip(good, went, strict=True):
        lines[new].append(part.lines[row])
    ledger.remark("rows_merged_by_key", part.file, None, len(good) - len(lines))
    for name, n in differed.items():
        ledger.remark("differed", part.file, part.output.column_of(kind[name]), n)
    aside = sorted(part.bad)
    part.bad = defaultdict(set, {len(lines) + i: part.bad[row] for i, row in enumerate(aside)})
    part.columns = [[*new, *(old[row] for row in aside)] for new, old in zip(columns, part.columns, strict=True)]
    part.lines = [*(some[0] for some in lines), *(part.lines[row] for row in aside)]
    part.more_lines = {row: some[1:] for row, some in enumerate(lines) if len(some) > 1}


def _takes_coarse_dates(kind: Kind, name: str) -> bool:
    return name == "occurred_on" and "precision" in kind.index


def _count_unused(source: CsvTable, header: Header, chunk: Chunk, ledger: Ledger) -> None:
    for code, names in (("column_ignored", header.ignored), ("column_dropped", header.dropped)):
        for name in names:
            cells = chunk.columns[source.header.index(name)]
            ledger.remark(code, source.file, name, len(cells) - cells.count(""))


def _note(part: Part, typed: dict[str, TypedColumn], ledger: Ledger) -> None:
    for column in typed.values():
        name = part.output.column_of(column.field)
        for code, n in column.remarks.items():
            ledger.remark(code, part.file, name, n)
        for row, text, why in column.refused:
            _refuse(part, row, column.field, text.strip(), why, ledger)


def _refuse(part: Part, row: int, one: Field, text: str, why: Refused, ledger: Ledger) -> None:
    part.bad[row].add(one.name)
    line = part.lines[row] or None
    column = part.output.column_of(one)
    ledger.refuse(RowProblem(why.code, part.file, line, column, shown(one, text), why.problem, why.remedy))


def _check_coarse(part: Part, typed: dict[str, TypedColumn], ledger: Ledger) -> None:
    dates, precisions = typed.get("occurred_on"), typed.get("precision")
    if dates is None or precisions is None:
        return
    for row, coarse in dates.coarse.items():
        precision = str(precisions.values[row])
        if _COARSENESS.get(precision, len(_COARSENESS)) < _COARSENESS[coarse]:
            text = cast("date", dates.values[row]).isoformat()[: 4 if coarse == "year" else 7]
            problem = f"{dates.field.name} gives a {coarse} only, and precision is {precision}"
            remedy = f"set precision to {coarse}, or write the date out"
            _refuse(part, row, dates.field, text, Refused("date_too_coarse", problem, remedy), ledger)


def _finish(part: Part, ledger: Ledger) -> None:
    """Order ends, make missing ids, and check each value."""
    kind, output = part.output.kind, part.output
    table, n_swapped = smaller_first(part.table)
    part.columns = [list(column) if n_swapped else cast("list[Value]", column) for column in table.columns]
    ledger.remark("ends_swapped", part.file, None, n_swapped)
    if kind.key not in output.columns:
        part.columns[0] = list(made_keys(kind, part.columns))
        ledger.remark("key_generated", part.file, None, len(part.lines))
    if kind.name == "person":
        for name in ("person_id", "label"):
            n = sum(1 for value in part.table.column(name) if _PERSONAL_NUMBER.search(str(value)))
            ledger.remark("personal_number", part.file, output.column_of(kind[name]), n)
    rows_into = output.merge.rows_into if output.merge else None
    for finding in value_findings(part.table):
        name = finding.columns[0]
        if name in part.bad.get(finding.row, ()) or name == rows_into:
            continue
        part.bad[finding.row].add(name)
        one = as_problem(finding, part.table, file=part.file, line=part.lines[finding.row] or None)
        ledger.refuse(
            RowProblem(one.code, one.file, one.line, output.column_of(kind[name]), one.value, one.problem, one.remedy)
        )
