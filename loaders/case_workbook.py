"""Writes records as a workbook: a sheet a table, and one with what case.toml says; read back, the same records.

Dates and numbers are cells of their kind where a workbook keeps them exactly, and text otherwise; text is never taken
for a formula.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import IO, Any

from xlsxwriter import Workbook

from graph_service.domain.report import CaseHead
from graph_service.domain.schema import Field
from graph_service.domain.tables import Column, Table, Tables
from graph_service.errors import InputError
from graph_service.ports import Progress, no_progress
from loaders.case_cells import column_texts, rows_in_order
from loaders.case_head import CASE_SHEET, head_entries
from loaders.template_workbook import CREATED, FORMATS, LAST_ROW

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_FIRST_DAY = date(1900, 3, 1)  # before, spreadsheets know a 29 February 1900 that was none
_MOST_WHOLE = 10**15  # beyond, not every whole number is one of a workbook
_MOST_SIGNS = 32_767  # of a cell


def write_case_workbook(
    tables: Tables, stream: IO[bytes], folder: Path, *, head: CaseHead, progress: Progress = no_progress
) -> None:
    """Write tables as a workbook: the same tables, the same bytes.

    Parameters
    ----------
    tables : Tables
        Kind name to table; a kind without a record gets no sheet.
    stream : IO[bytes]
        Where to.
    folder : Path
        For parts of it while it is written; for the owner alone, as these hold what it holds.
    head : CaseHead
        What the case says of itself, on a sheet of its own.
    progress : Progress
        Told of each table before it is written.

    Raises
    ------
    InputError
        If a table or a cell is longer than a workbook takes.
    """
    tables_with_rows = [table for table in tables.values() if len(table)]
    for table in tables_with_rows:
        if len(table) > LAST_ROW:
            problem = f"{table.kind.table} has {len(table)} rows, and a sheet takes {LAST_ROW}"
            raise InputError(f"{problem}; write a folder or a .zip")
    with Workbook(stream, {**_OPTIONS, "tmpdir": str(folder)}) as workbook:
        workbook.set_properties({"created": CREATED})
        bold, day = workbook.add_format({"bold": True}), workbook.add_format({"num_format": FORMATS["date"]})
        sheet = workbook.add_worksheet(CASE_SHEET)
        entries = head_entries(replace(head, has_marked_formulas=False))  # its text is text
        for row, cells in enumerate([("key", "value"), *entries.items()]):
            for column, cell in enumerate(cells):
                text = "true" if cell is True else str(cell)
                sheet.write_string(row, column, text, None if row else bold)
        for table in tables_with_rows:
            progress(f"writing {table.kind.table}", len(table))
            _write(workbook.add_worksheet(table.kind.table), rows_in_order(table), bold, day)


def _write(sheet: Any, table: Table, bold: Any, day: Any) -> None:  # noqa: ANN401  its library has no types
    sheet.freeze_panes(1, 1)
    for column, name in enumerate(table.kind.names):
        sheet.set_column(column, column, max(10, len(name) + 3))
        sheet.write_string(0, column, name, bold)
    columns = [_cells(field, column) for field, column in zip(table.kind.fields, table.columns, strict=True)]
    for row, cells in enumerate(zip(*columns, strict=True), 1):  # from the top down: only the last row is in memory
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                if len(cell) > _MOST_SIGNS:
                    problem = f"a cell of {table.kind.table} is longer than a workbook takes"
                    raise InputError(f"{problem}; write a folder or a .zip")
                if cell:
                    sheet.write_string(row, column, cell)
            elif isinstance(cell, date):
                sheet.write_datetime(row, column, cell, day)
            else:
                sheet.write_number(row, column, cell)


def _cells(field: Field, column: Column) -> Sequence[str | date | int | float]:
    """Return a column as cells: what a workbook does not keep exactly as text."""
    texts = column_texts(field, column)
    if field.type not in {date, int, float}:
        return texts
    return [text if _needs_text(value) else value for value, text in zip(column, texts, strict=True)]  # type: ignore[misc]  # dates and numbers


def _needs_text(value: object) -> bool:
    if isinstance(value, float):
        return float(f"{value:.16G}") != value  # as many digits are written
    if isinstance(value, int):
        return not -_MOST_WHOLE < value < _MOST_WHOLE
    return not isinstance(value, date) or value < _FIRST_DAY
