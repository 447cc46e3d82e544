"""Reads one file into one table: typed columns, the line of every row, and which rows are bad already."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from graph_service.domain.case_rules import smaller_first
from graph_service.domain.load_texts import Refusal, refusal
from graph_service.domain.report import shown
from graph_service.domain.schema import Field, Kind, Value
from graph_service.domain.tables import Table
from graph_service.errors import RowProblem
from graph_service.ports import Progress
from loaders.ledger import Ledger
from loaders.mapping.fill import Filled, fill
from loaders.mapping.lookups import MappingContext
from loaders.mapping.matrix import matrix_chunks
from loaders.plan import MATRIX_COLUMNS, Output
from loaders.read.budget import Budget
from loaders.read.date_forms import DateForm
from loaders.read.keys import content_keys
from loaders.read.ragged_keys import ragged_keys
from loaders.read.typed_columns import TypedColumn
from loaders.table_file import Chunk, TableFile

PROGRESS_ROWS = 50_000
COLUMNS_NAMED = 10  # in the remark that they are not loaded
_COARSENESS = {"day": 0, "month": 1, "year": 2}
_NOTHING_LOOKED_UP = MappingContext()


@dataclass(slots=True)
class TablePart:
    """Rows of one table from one file. `more_lines` holds further lines of rows that were merged by key.

    `bad` maps a row to the columns that cannot be used; `ragged_keys` are ids of rows that are not among these.
    """

    output: Output
    file: str
    columns: list[list[Value]]
    lines: Sequence[int]
    n_read: int
    bad: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    more_lines: dict[int, list[int]] = field(default_factory=dict)
    ragged_keys: set[str] = field(default_factory=set)

    @property
    def table(self) -> Table:
        """The rows as a table."""
        return Table(self.output.kind, tuple(self.columns))

    def lines_of(self, row: int) -> list[int]:
        """Return all lines that a row was made of, the first line first."""
        return [self.lines[row], *self.more_lines.get(row, ())]


def read_part(
    output: Output,
    source: TableFile | None,
    unused: Sequence[tuple[str, Sequence[str]]] | None,
    ledger: Ledger,
    *,
    file: str,
    progress: Progress,
    budget: Budget,
    context: MappingContext = _NOTHING_LOOKED_UP,
) -> TablePart:
    """Read the rows of one table; values that cannot be read are None and marked bad.

    Without a source it is one record of constants. `unused` are columns by the code of their remark; it is None
    where a file is read once more, of which everything is counted already.
    """
    kind = output.kind
    typed = {name: _typed_column(output, name, context, budget) for name in output.columns}
    header = _header(output, source)
    position = {name: index for index, name in enumerate(source.header)} if source else {}
    lines: list[int] = []
    next_report = PROGRESS_ROWS
    for chunk, chunk_of_file, n_passed_over in _chunks(output, source):
        filled = fill(output, chunk, header, budget, context)
        for name, column in typed.items():
            column.extend(filled.columns[name])
        for row, name, text, why in filled.refused:
            typed[name].refused.append((len(lines) + row, text, why))
        lines.extend(filled.lines)
        ledger.remark("diagonal_left_out", file, None, n_passed_over)
        _note_rows(output, file, filled, ledger)
        if source and unused is not None and chunk_of_file.columns:
            _count_unused(source.file, position, unused, chunk_of_file, ledger)
        if len(lines) >= next_report:
            progress(f"reading {file}", len(lines))
            next_report += PROGRESS_ROWS
    if source and unused is not None:
        _note_file(source, file, ledger)
    progress(f"reading {file}", len(lines))
    columns = [
        typed[declared.name].values if declared.name in typed else [declared.default] * len(lines)
        for declared in kind.fields
    ]
    part = TablePart(output, file, columns, lines, len(lines), ragged_keys=ragged_keys(output, source, budget, context))
    _note_cells(part, typed, ledger)
    _check_coarse_dates(part, typed, ledger)
    _order_ends(part, ledger)
    if kind.key not in output.columns:
        part.columns[0] = list(content_keys(kind, part.columns))
        ledger.remark("key_generated", file, None, len(lines))
    return part


def _note_rows(output: Output, file: str, filled: Filled, ledger: Ledger) -> None:
    for name in output.conditions[:1]:
        ledger.remark("rows_not_chosen", file, name, filled.n_not_chosen)
    ledger.remark("rows_left_out", file, None, filled.n_left_out)
    for (code, name), count in filled.remarks.items():
        ledger.remark(code, file, name, count)


def _chunks(output: Output, source: TableFile | None) -> Iterable[tuple[Chunk, Chunk, int]]:
    """Return rows as the output takes them, as they stand in the file, and how many cells were passed over."""
    if source is None:
        return [(Chunk((), (0,)), Chunk((), ()), 0)]
    if output.matrix:
        return matrix_chunks(output, source)
    return ((chunk, chunk, 0) for chunk in source.chunks())


def _header(output: Output, source: TableFile | None) -> Sequence[str]:
    if source is None:
        return ()
    return MATRIX_COLUMNS if output.matrix else source.header


def _typed_column(output: Output, name: str, context: MappingContext, budget: Budget) -> TypedColumn:
    reading = output.reading_of(name)
    form = DateForm(reading.date_form, context.time_zone, reading.time_zone) if reading.date_form else None
    coarse = takes_coarse_dates(output.kind, name)
    zone = context.time_zone
    return TypedColumn(
        output.kind[name],
        coarse_dates=coarse,
        limits=budget.limits,
        time_zone=zone,
        date_form=form,
        has_marks=context.has_marked_formulas,
        reads_swedish=context.reads_swedish,
    )


def takes_coarse_dates(kind: Kind, name: str) -> bool:
    """Say whether a month or year may stand for a date, because a precision stands beside it."""
    return name == "occurred_on" and "precision" in kind.index


def _count_unused(
    file: str,
    position: Mapping[str, int],
    unused: Sequence[tuple[str, Sequence[str]]],
    chunk: Chunk,
    ledger: Ledger,
) -> None:
    for code, names in unused:
        cells = [chunk.columns[position[name]] for name in names]
        ledger.remark(code, file, _listed(names), sum(len(column) - column.count("") for column in cells))


def _listed(names: Sequence[str]) -> str:
    """Name some columns; the report of the file names all."""
    rest = len(names) - COLUMNS_NAMED
    return ", ".join(names) if rest <= 0 else f"{', '.join(names[:COLUMNS_NAMED])} and {rest} more"


def _note_file(source: TableFile, file: str, ledger: Ledger) -> None:
    ledger.remark("blank_rows", file, None, source.n_blank)
    for code, count in source.put_right.items():
        ledger.remark(code, file, None, count)
    for problem in source.ragged:
        ledger.refuse(problem)


def _note_cells(part: TablePart, typed: dict[str, TypedColumn], ledger: Ledger) -> None:
    for column in typed.values():
        column.finish()
        name = part.output.column_of(column.field)
        for code, count in column.remarks.items():
            ledger.remark(code, part.file, name, count)
        for row, text, why in column.refused:
            _refuse_cell(part, row, column.field, text.strip(), why, ledger)


def _refuse_cell(part: TablePart, row: int, field: Field, text: str, why: Refusal, ledger: Ledger) -> None:
    part.bad[row].add(field.name)
    if ledger.only_counts:
        ledger.count_problem()
        return
    line = part.lines[row] or None
    column = part.output.column_of(field)
    value = shown(field, text)
    ledger.refuse(RowProblem(why.code, part.file, line, column, value, why.problem, why.remedy))


def _check_coarse_dates(part: TablePart, typed: dict[str, TypedColumn], ledger: Ledger) -> None:
    dates = typed.get("occurred_on")
    precisions = typed.get("precision")
    if dates is None or precisions is None:
        return
    for row, coarse in dates.coarse.items():
        precision = str(precisions.values[row])
        if _COARSENESS.get(precision, len(_COARSENESS)) < _COARSENESS[coarse]:
            text = cast("date", dates.values[row]).isoformat()[: 4 if coarse == "year" else 7]
            why = refusal("date_too_coarse", column=dates.field.name, coarse=coarse, precision=precision)
            _refuse_cell(part, row, dates.field, text, why, ledger)


def _order_ends(part: TablePart, ledger: Ledger) -> None:
    table, n_swapped = smaller_first(part.table)
    part.columns = [list(column) if n_swapped else cast("list[Value]", column) for column in table.columns]
    ledger.remark("ends_swapped", part.file, None, n_swapped)
