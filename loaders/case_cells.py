"""Tables of records as cells of text, from which the same records are read.

A spreadsheet takes a text that begins with one of a few signs for a formula. In a file that says so in its head, an
apostrophe stands before such texts, one more where there are some already; reading takes one away.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from operator import itemgetter

from graph_service.domain.schema import Field, Value
from graph_service.domain.tables import Column, Table

LIST_SEPARATOR = "|"
_FORMULA = re.compile(r"'* *[=+\-@\t\r\n]")
_MARKED = re.compile(r"''* *[=+\-@\t\r\n]")


def rows_in_order(table: Table) -> Table:
    """Return a table in the order of its keys."""
    keys = table.keys
    if all(map(str.__le__, keys, keys[1:])):
        return table
    return table.take([row for row, _ in sorted(enumerate(keys), key=itemgetter(1))])


def table_texts(table: Table, *, marks_formulas: bool = False) -> Iterator[tuple[str, ...]]:
    """Return the rows of a table as cells of text."""
    fields = zip(table.kind.fields, table.columns, strict=True)
    return zip(*(column_texts(field, column, marks_formulas=marks_formulas) for field, column in fields), strict=True)


def column_texts(field: Field, column: Column, *, marks_formulas: bool = False) -> Sequence[str]:
    """Return a column as cells of text; each distinct value is written once."""
    if field.type is float:  # 0.0 and -0.0 are equal, and are written differently
        return [_text(value) for value in column]
    texts = {value: _text(value) for value in set(column)}
    if marks_formulas and is_free_text(field):
        texts = {value: marked(text) for value, text in texts.items()}
    return [texts[value] for value in column]


def is_free_text(field: Field) -> bool:
    """Tell whether any text may stand in a field."""
    return field.type in {str, tuple}


def marked(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unmarked(texts: Sequence[str]) -> Sequence[str]:
    """Return texts without the marks."""
    if "'" not in "".join(texts):
        return texts
    return [text[1:] if text.startswith("'") and _MARKED.match(text) else text for text in texts]


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return LIST_SEPARATOR.join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)
