"""What a sheet would be, known before it is read: how far its cells reach, and what its reader does not give.

A reader of sheets makes room for all cells between the first and the last one: two cells of a small file would
take all memory. It gives neither which rows are hidden nor the words of errors.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from graph_service.domain.limits import MAX_SHEET_CELLS, SETTING_OF, Limits
from graph_service.domain.load_texts import refusal
from loaders.table_file import refused_file


@dataclass(slots=True)
class SheetScan:
    """A sheet: its last row and column, from 1, and, by row or by row and column, what must be known beside."""

    n_rows: int = 0
    n_columns: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    is_from_1904: bool = False  # days are counted from 1904-01-01
    merged: list[tuple[int, int, int]] = field(default_factory=list)  # row, first and last column, of one row


def check_room(path: Path, sheets: Iterable[SheetScan], limits: Limits) -> None:
    """Refuse a workbook whose sheets would take too much room, whatever is in them."""
    n_cells = 0
    for sheet in sheets:
        if sheet.n_rows > limits.max_case_rows + 1:
            why = refusal("too_many_rows", limit=limits.max_case_rows, setting=SETTING_OF["max_case_rows"])
            raise refused_file(path, None, why)
        if sheet.n_columns > limits.max_columns:
            setting = SETTING_OF["max_columns"]
            why = refusal("too_many_columns", n_columns=sheet.n_columns, limit=limits.max_columns, setting=setting)
            raise refused_file(path, None, why)
        n_cells += sheet.n_rows * sheet.n_columns
    if n_cells > MAX_SHEET_CELLS:
        raise refused_file(path, None, refusal("too_many_cells", limit=MAX_SHEET_CELLS))


def check_text(path: Path, n: int, limits: Limits) -> None:
    """Refuse a workbook whose cells hold more text than an archive may unpack to: cells share texts in the file."""
    if n > limits.max_zip_bytes:
        setting = SETTING_OF["max_zip_bytes"]
        raise refused_file(path, None, refusal("too_many_bytes.shared", limit=limits.max_zip_bytes, setting=setting))
