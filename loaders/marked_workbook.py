"""Writes tables that were refused as a workbook in which the cells that are wrong are marked and say why."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path, PurePath
from typing import IO, Any, Final

from xlsxwriter import Workbook

from graph_service.errors import RowProblem
from loaders.check.forbidden import is_forbidden
from loaders.table_file import TableFile
from loaders.template_workbook import CREATED, LAST_ROW

_MOST_SIGNS: Final = 31  # of the name of a sheet
_OPTIONS: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FAULT: Final = "#f6c7c7"
Problems = Mapping[int | None, Sequence[RowProblem]]  # by line


def write_marked_workbook(
    tables: Sequence[TableFile],
    problems: Sequence[RowProblem],
    stream: IO[bytes],
    folder: Path,
    *,
    allow_columns: Collection[str] = (),
) -> None:
    """Write tables as a workbook: a sheet a table, to be corrected and loaded again.

    Columns that must not come in do not go out here either. A problem of a whole row marks its first cell, one of a
    whole file the first cell of the header.

    Parameters
    ----------
    tables : Sequence[TableFile]
        The tables as they were sent.
    problems : Sequence[RowProblem]
        What is wrong with them.
    stream : IO[bytes]
        Where to.
    folder : Path
        For parts of it while it is written.
    allow_columns : Collection[str]
        Columns that only look forbidden.
    """
    by_file: defaultdict[str, defaultdict[int | None, list[RowProblem]]] = defaultdict(lambda: defaultdict(list))
    for problem in problems:
        by_file[problem.file][problem.line].append(problem)
    names: set[str] = set()
    with Workbook(stream, {**_OPTIONS, "tmpdir": str(folder)}) as workbook:
        workbook.set_properties({"created": CREATED})
        formats = {
            "header": workbook.add_format({"bold": True}),
            "fault": workbook.add_format({"bg_color": _FAULT}),
        }
        for table in tables:
            name = _sheet_name(table, names)
            names.add(name)
            _write(workbook.add_worksheet(name), table, by_file[table.file], formats, allow_columns)


def _write(
    sheet: Any,  # noqa: ANN401  its library has no types
    table: TableFile,
    problems: Problems,
    formats: Mapping[str, Any],
    allow_columns: Collection[str],
) -> None:
    shown = [i for i, name in enumerate(table.header) if name in allow_columns or not is_forbidden(name)]
    position = {table.header[i]: at for at, i in enumerate(shown)}
    sheet.freeze_panes(1, 0)
    for at, i in enumerate(shown):
        sheet.set_column(at, at, max(10, min(40, len(table.header[i]) + 3)))
        sheet.write_string(0, at, table.header[i], formats["header"])
    _mark(sheet, 0, table.header, position, [*problems.get(None, ()), *problems.get(table.header_line, ())], formats)
    for row, (line, cells) in enumerate(table.rows(), 1):
        if row > LAST_ROW:
            break
        texts = [cells[i] if i < len(cells) else "" for i in shown]
        for at, text in enumerate(texts):
            if text:
                sheet.write_string(row, at, text[:32_767])
        _mark(sheet, row, texts, position, problems.get(line, ()), formats)


def _mark(
    sheet: Any,  # noqa: ANN401  as above
    row: int,
    texts: Sequence[str],
    position: Mapping[str, int],
    problems: Sequence[RowProblem],
    formats: Mapping[str, Any],
) -> None:
    """Mark the cells of a row that problems are with."""
    notes: defaultdict[int, list[str]] = defaultdict(list)
    for problem in problems:
        notes[position.get(problem.column or "", 0)].append(f"{problem.problem}\n{problem.remedy}")
    for at, lines in notes.items():
        text = texts[at] if at < len(texts) else ""
        if text:
            sheet.write_string(row, at, text[:32_767], formats["fault"])
        else:
            sheet.write_blank(row, at, None, formats["fault"])
        sheet.write_comment(row, at, "\n\n".join(lines)[:2_000], {"x_scale": 2, "y_scale": 1.5})


def _sheet_name(table: TableFile, names: Collection[str]) -> str:
    """Name a sheet as the table is named, so that it is the same table when it is loaded again."""
    name = str(getattr(table, "sheet", "")) or table.file.rpartition(": ")[2]
    plain = "".join("_" if sign in "[]:*?/\\'" else sign for sign in PurePath(name).stem)[:_MOST_SIGNS] or "table"
    number = 2
    unique = plain
    while unique.lower() in {name.lower() for name in names}:
        unique = f"{plain[: _MOST_SIGNS - 4]} {number}"
        number += 1
    return unique
