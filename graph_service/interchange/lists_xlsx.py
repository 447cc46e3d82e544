"""Lists as a workbook: a sheet a list, typed cells, a filter, a frozen head; never a formula, and the same bytes."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from graph_service.errors import InputError
from graph_service.interchange.result_sheets import ABOUT, COLUMNS, Cell, ListSheet, ResultSheets
from graph_service.languages.source import N_, SOURCE
from graph_service.languages.translator import Translator
from graph_service.wording.cells import heading, sheet_title

PAIR_HEADS = (N_("name"), N_("value"))
FIELD_HEAD = N_("name in files for machines")
COLUMN_HEADS = (N_("sheet"), N_("column"), N_("meaning"), N_("unit"))
CREATED = datetime(1980, 1, 1)  # noqa: DTZ001  of the file as an archive: the same records give the same bytes
MOST_ROWS = 1_048_576
MOST_SIGNS = 32_767  # of a cell
_MOST_NAME = 31  # signs of the name of a sheet
_HEAD_ROWS = 3  # handling mark, what it is of, an empty one
_WIDEST, _NARROWEST = 40, 10
_DAY = {"num_format": "yyyy-mm-dd", "align": "left"}
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def new_workbook(stream: IO[bytes], folder: Path) -> Workbook:
    """Return a workbook to write, whose parts lie in a folder until it is whole, and which says nothing of its day."""
    workbook = Workbook(stream, {**_OPTIONS, "tmpdir": str(folder)})
    workbook.set_properties({"created": CREATED})
    return workbook


def write_lists(
    stream: IO[bytes], folder: Path, sheets: ResultSheets, translator: Translator, *, handling: str, title: str
) -> None:
    """Write lists as a workbook.

    Parameters
    ----------
    stream : IO[bytes]
        Where to.
    folder : Path
        For parts of it while it is written; for the owner alone, as these hold what it holds.
    sheets : ResultSheets
        The lists.
    translator : Translator
        Of the language that the workbook is in; in English, columns have the names of the fields.
    handling : str
        Handling mark with the id of the copy; it heads every sheet.
    title : str
        What it is of: question, day, snapshot.

    Raises
    ------
    InputError
        If a list or a cell is longer than a workbook takes.
    """
    workbook = new_workbook(stream, folder)
    try:
        book = _Book(workbook, handling, title, translator)
        for sheet in sheets.lists:
            book.add(sheet)
        book.add_rows(ABOUT, PAIR_HEADS, sheets.about)
        book.add_rows(COLUMNS, *_columns_told(sheets.lists, translator))
    finally:
        workbook.close()


def _columns_told(lists: Sequence[ListSheet], translator: Translator) -> tuple[Sequence[str], list[list[Cell]]]:
    """Return what each column means; where its heading is another, the name of its field, too."""
    rows: list[list[Cell]] = [
        [
            sheet.title(translator),
            name,
            translator.text(column.described.text),
            translator.text(column.described.unit),
            *([] if translator.language == SOURCE else [column.name]),
        ]
        for sheet in lists
        for column, name in zip(sheet.columns, sheet.headings(translator), strict=True)
    ]
    return (COLUMN_HEADS if translator.language == SOURCE else (*COLUMN_HEADS, FIELD_HEAD)), rows


class _Book:
    """Adds sheets to a workbook; each is written from the top down."""

    def __init__(self, workbook: Workbook, handling: str, title: str, translator: Translator) -> None:
        self._translator = translator
        self._workbook = workbook
        self._handling = handling
        self._title = title
        self._bold: Format = workbook.add_format({"bold": True})
        self._day: Format = workbook.add_format(_DAY)
        self._names: set[str] = set()

    def add(self, sheet: ListSheet) -> None:
        """Add a list."""
        if len(sheet.rows) > MOST_ROWS - _HEAD_ROWS - 1:
            raise InputError(f"{sheet.name} has more rows than a workbook takes; write a .csv file")
        t = self._translator
        self._add(sheet.title(t), sheet.headings(t), sheet.said(t), len(sheet.rows))

    def add_rows(self, name: str, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        """Add rows as they are, under a name and a header of the catalogues."""
        t = self._translator
        self._add(sheet_title(t, name), [heading(t, text) for text in header], rows, len(rows))

    def _add(self, name: str, header: Sequence[str], rows: Any, n_rows: int) -> None:  # noqa: ANN401  rows of cells
        sheet = self._workbook.add_worksheet(self._sheet_name(name))
        for column, text in enumerate(header):
            sheet.set_column(column, column, min(_WIDEST, max(_NARROWEST, len(text) + 4)))
        sheet.write_string(0, 0, self._handling, self._bold)
        sheet.write_string(1, 0, self._title)
        for column, text in enumerate(header):
            sheet.write_string(_HEAD_ROWS, column, text, self._bold)
        for at, cells in enumerate(rows, _HEAD_ROWS + 1):
            for column, cell in enumerate(cells):
                self._write(sheet, at, column, cell)
        sheet.autofilter(_HEAD_ROWS, 0, _HEAD_ROWS + n_rows, max(0, len(header) - 1))
        sheet.freeze_panes(_HEAD_ROWS + 1, 0)

    def _write(self, sheet: Any, at: int, column: int, cell: Cell) -> None:  # noqa: ANN401  its library has no types
        if cell is None or cell == "":
            return
        if isinstance(cell, str):
            if len(cell) > MOST_SIGNS:
                raise InputError(f"a cell of {sheet.get_name()} is longer than a workbook takes; write a .csv file")
            sheet.write_string(at, column, cell)
        elif isinstance(cell, date):
            sheet.write_datetime(at, column, cell, self._day)
        else:
            sheet.write_number(at, column, cell)

    def _sheet_name(self, name: str) -> str:
        """Return a name that no other sheet has, as short as a workbook takes."""
        short = "".join(sign if sign not in "[]:*?/\\'" else " " for sign in name)[:_MOST_NAME]
        number = 1
        while short.lower() in self._names:
            number += 1
            short = f"{short[: _MOST_NAME - 3]} {number}"
        self._names.add(short.lower())
        return short
