"""A sheet of a workbook to a table of text: where its header is, what stands above it, which rows are none."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineSheet

from graph_service.domain.limits import MAX_TITLE_ROWS
from loaders.read.budget import Budget
from loaders.read.cell_text import texts_of
from loaders.read.csv_table import check_names
from loaders.read.header_row import column_name, is_total, may_be_total
from loaders.read.sheet_scan import SheetScan
from loaders.read.text_table import TextTable

_EPOCHS = (date(1899, 12, 30), date(1904, 1, 1))
_FIRST_DAY, _END = date(1950, 1, 1), date(2100, 1, 1)
_MOST_DAYS = 100_000  # until 2173
Columns = Sequence[Sequence[str]]
Merged = tuple[int, int, int]  # row, first and last column of cells that are merged into one, from 0


def sheet_table(path: Path, sheet: CalamineSheet, scan: SheetScan, budget: Budget) -> TextTable | None:
    """Return a sheet as a table; None: it is empty.

    Rows above the header are titles; a header may have two rows, of which the upper one groups the lower one.
    """
    rows = sheet.to_python()
    if sheet.start is None or not rows:
        return None
    first_row, first_column = sheet.start
    for (line, column), words in scan.errors.items():
        if 0 <= line - 1 - first_row < len(rows) and 0 <= column - 1 - first_column < len(rows[0]):
            rows[line - 1 - first_row][column - 1 - first_column] = words
    epoch = _EPOCHS[scan.is_from_1904]
    n_serials = 0
    columns: list[Sequence[str]] = []
    for values in zip(*rows, strict=True):
        cells, n = _with_days(values, epoch)
        n_serials += n
        columns.append(texts_of(cells) or ())
    del rows
    merged = [(row - first_row, left - first_column, right - first_column) for row, left, right in _merged(sheet, scan)]
    head = _Head(columns, merged)
    names = head.names()
    used = [number for number, name in enumerate(names) if name or any(columns[number][head.end :])]
    check_names(path, first_row + head.end, [names[number] for number in used], budget)
    body = [columns[number][head.end :] for number in used]
    lines: Sequence[int] = range(first_row + head.end + 1, first_row + len(columns[0]) + 1)
    header = tuple(names[number] for number in used)
    kinds = _kinds_of_rows(body, header)
    if kinds is not None:
        body = [[cell for cell, kind in zip(column, kinds, strict=True) if not kind] for column in body]
        lines = [line for line, kind in zip(lines, kinds, strict=True) if not kind]
    n_of_kind = Counter(kinds or ())
    put_right = Counter(
        {
            "title_rows": head.n_titles,
            "serial_as_day": n_serials,
            "header_of_two_rows": int(head.has_groups),
            "hidden_rows": len(scan.hidden_rows.intersection(lines)),
            "total_rows": n_of_kind["total_rows"],
            "header_again": n_of_kind["header_again"],
        }
    )
    return TextTable(
        path.name,
        header,
        body,
        lines,
        header_line=first_row + head.end,
        separator=",",
        budget=budget,
        n_blank=n_of_kind["blank_rows"],
        put_right=put_right,
    )


def _with_days(values: Sequence[Any], epoch: date) -> tuple[Sequence[Any], int]:
    """Put days in the place of numbers in a column of dates, and count them: some cells have lost their format.

    Only where most of what is no text is a date, and for numbers that are days of 1950 to 2099.
    """
    kinds = Counter(map(type, values))
    n_dates = kinds[date] + kinds[datetime]
    n_numbers = kinds[int] + kinds[float]
    if not n_numbers or n_dates < n_numbers:
        return values, 0
    cells = [_day(value, epoch) if type(value) in {int, float} else value for value in values]
    return cells, sum(type(cell) is date and type(value) is not date for cell, value in zip(cells, values, strict=True))


def _day(value: float, epoch: date) -> date | float:
    is_day = value == int(value) and _FIRST_DAY <= epoch + timedelta(days=min(_MOST_DAYS, max(0, int(value)))) < _END
    return epoch + timedelta(days=int(value)) if is_day else value


def _kinds_of_rows(body: Columns, header: tuple[str, ...]) -> list[str] | None:
    """Say of each row which remark counts it instead of a record, or ""; None: all are records."""
    if "" not in body[0] and not may_be_total(body[0]) and header[-1] not in body[-1]:
        return None
    return [_kind_of_row(cells, header) for cells in zip(*body, strict=True)]


def _kind_of_row(cells: tuple[str, ...], header: tuple[str, ...]) -> str:
    if not any(map(str.strip, cells)):
        return "blank_rows"
    if is_total(cells):
        return "total_rows"
    return "header_again" if _names(cells) == header else ""


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the names of columns as they are compared: a line break in one, as where it is wrapped, is a space."""
    return tuple(column_name(" ".join(cell.split())) for cell in cells)


def _merged(sheet: CalamineSheet, scan: SheetScan) -> list[Merged]:
    """Return the cells merged side by side, from 0; the reader knows those of .xlsx and .xls, the scan of .ods."""
    ranges = sheet.merged_cell_ranges
    if ranges is None:
        return [(row - 1, left - 1, right - 1) for row, left, right in scan.merged]
    return [(top, left, right) for (top, left), (bottom, right) in ranges if top == bottom and left < right]


class _Head:
    """The rows of a sheet down to its header: `end` is the number of the first row below it."""

    def __init__(self, columns: Columns, merged: Sequence[Merged]) -> None:
        self._columns = columns
        self._merged = merged
        self._n_rows = len(columns[0])
        self._first = next((row for row in range(self._n_rows) if self._filled(row)), 0)
        header = self._header_below(self._first)
        self.has_groups = False
        if header is not None:
            self.has_groups = self._has_names_above(header)
        else:
            header = self._first
            if self._groups(header) and header + 1 < self._n_rows and self._is_below_groups(header + 1):
                header += 1
                self.has_groups = True
        self.end = header + 1
        self.n_titles = sum(bool(self._filled(row)) for row in range(header - self.has_groups))

    def names(self) -> list[str]:
        """Return the names of all columns; "" for none, and the group before a name that comes twice."""
        names = list(_names([column[self.end - 1] for column in self._columns]))
        if not self.has_groups:
            return names
        upper = self.end - 2
        groups = list(_names([column[upper] for column in self._columns]))
        for left, right in self._groups(upper):
            groups[left : right + 1] = [groups[left]] * (right + 1 - left)
        counts = Counter(names)
        return [
            f"{group} {name}" if group and name and counts[name] > 1 else name or group
            for name, group in zip(names, groups, strict=True)
        ]

    def _row(self, row: int) -> list[str]:
        return [column[row] for column in self._columns]

    def _filled(self, row: int) -> list[str]:
        return [stripped for cell in self._row(row) if (stripped := cell.strip())]

    def _groups(self, row: int) -> list[tuple[int, int]]:
        return [(left, right) for at, left, right in self._merged if at == row]

    def _header_below(self, row: int) -> int | None:
        """Return the row of the header if this one is a title: it fills at most half as many cells, or is merged."""
        n_filled = len(self._filled(row))
        if n_filled > 1 and 2 * n_filled > len(self._columns):
            return None
        for below in range(row + 1, min(row + 1 + MAX_TITLE_ROWS, self._n_rows)):
            names = self._filled(below)
            if len(names) >= max(2, 2 * n_filled) and 2 * len(names) > len(self._columns):
                return below if _are_names(names) else None
        return None

    def _has_names_above(self, row: int) -> bool:
        """Tell whether the row above groups the names of this one, or has a name where this one has none."""
        if len(self._filled(row - 1)) <= 1:
            return False
        return bool(self._groups(row - 1)) or any(
            above.strip() and not cell.strip() for above, cell in zip(self._row(row - 1), self._row(row), strict=True)
        )

    def _is_below_groups(self, row: int) -> bool:
        """Tell whether a row has a name for every column of the groups above it."""
        cells = self._row(row)
        return _are_words(self._filled(row)) and all(
            all(cells[left : right + 1]) for left, right in self._groups(row - 1)
        )


def _are_names(words: Sequence[str]) -> bool:
    return len(set(words)) == len(words) and _are_words(words)


def _are_words(words: Sequence[str]) -> bool:
    return all(any(sign.isalpha() for sign in word) for word in words)
