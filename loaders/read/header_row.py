"""Tells the header of a text table from what stands above it, and records from what else stands below it."""

import re
from collections.abc import Iterable, Sequence
from unicodedata import normalize

from graph_service.domain.text import without_signs_of_no_width

TITLE_LINES = 20  # a header stands within so many rows of a title
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?[\d\s.,]*\d ?%?")
_TOTAL_WORDS = frozenset(
    {
        *("sum", "sums", "total", "totals", "grand total", "subtotal", "sub total", "sub-total", "total sum"),
        *("summa", "totalt", "totalsumma", "summa totalt", "delsumma", "sammanlagt", "slutsumma"),
    }
)
_FORMS_OF_TOTALS = frozenset(
    form + colon
    for word in _TOTAL_WORDS
    for form in (word, word.capitalize(), word.title(), word.upper())
    for colon in ("", ":")
)


def stated_separator(line: str) -> str | None:
    """Return the separator that a first line "sep=;" names, as spreadsheets write it."""
    match = _SEPARATOR_LINE.fullmatch(line.strip(" \r\n"))
    return match[1] if match else None


def column_name(cell: str) -> str:
    """Return the name of a column as it is compared: in Unicode NFC, without spaces around and signs not seen."""
    return normalize("NFC", without_signs_of_no_width(cell).strip())


def header_below(row: Sequence[str], below: Iterable[tuple[int, Sequence[str]]]) -> int | None:
    """Return the line of the header if `row`, the first that is not blank, is a title above it.

    A title fills at most half as many cells as the header does, and the cells of a header are different words.
    """
    n_filled = len(_filled(row))
    if n_filled > 1 and 2 * n_filled > len(row):
        return None
    for line, cells in below:
        names = _filled(cells)
        if len(names) >= 2 * n_filled:
            is_header = len(set(names)) == len(names) and not any(map(_NUMBER.fullmatch, names))
            return line if is_header else None
    return None


def may_be_total(first_cells: Iterable[str]) -> bool:
    """Say quickly whether one of these may begin a row of totals."""
    return not _FORMS_OF_TOTALS.isdisjoint(first_cells)


def is_total(row: Sequence[str]) -> bool:
    """Say whether a row is a sum below a table: such a word, then numbers only, and most cells empty."""
    filled = _filled(row)
    if not filled or filled[0].rstrip(": ").casefold() not in _TOTAL_WORDS:
        return False
    is_sparse = 2 * len(filled) <= len(row) or len(row) <= len(("word", "sum"))
    return is_sparse and all(map(_NUMBER.fullmatch, filled[1:]))


def _filled(row: Sequence[str]) -> list[str]:
    return [stripped for cell in row if (stripped := cell.strip())]
