"""A list as CSV for spreadsheets of Swedish offices: semicolons, UTF-8 with a mark, formulas made harmless."""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO

from graph_service.interchange.result_sheets import Cell, ListSheet

BYTE_ORDER_MARK = "\ufeff"
HANDLING = "handling"
_CHUNK_ROWS = 1_000
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_chunks(sheet: ListSheet, *, handling: str, decimal_comma: bool = False) -> Iterator[str]:
    """Write a list as CSV.

    Parameters
    ----------
    sheet : ListSheet
        The list.
    handling : str
        Handling mark, which stands in a last column of each row: a line above the header would be taken for it.
    decimal_comma : bool
        Write 0,5 and not 0.5.

    Yields
    ------
    str
        Some rows.
    """
    stream = StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    stream.write(BYTE_ORDER_MARK)
    writer.writerow([*(harmless(column.name) for column in sheet.columns), HANDLING])
    for number, cells in enumerate(sheet.cells(), 1):
        writer.writerow([*(_text(cell, decimal_comma=decimal_comma) for cell in cells), harmless(handling)])
        if number % _CHUNK_ROWS == 0:
            yield stream.getvalue()
            stream.seek(0)
            stream.truncate()
    yield stream.getvalue()


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe before it says that it is text."""
    return f"'{text}" if text.lstrip(" ").startswith(_BEGINS_FORMULA) else text


def _text(cell: Cell, *, decimal_comma: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace(".", ",") if decimal_comma else str(cell)
