"""How rows of a SQLite file become columns; what was never written there is damage."""

import re
import sqlite3
from collections.abc import Collection, Sequence
from typing import Any

from graph_service.adapters.sqlite_tables import batches, plain
from graph_service.domain.admission import check_stored
from graph_service.domain.plain_columns import Plain
from graph_service.domain.schema import Field, Kind


def read_columns(
    sql: sqlite3.Connection, kind: Kind, names: Sequence[str], *, keys: Collection[str] | None = None
) -> dict[str, Sequence[Plain]]:
    """Read columns, of all records or of those with some keys, in the order of the keys."""
    listed = ", ".join(f'"{name}"' for name in names)
    query = f'SELECT {listed} FROM "{kind.table}"'
    if keys is None:
        rows = sql.execute(f'{query} ORDER BY "{kind.key}"').fetchall()
    else:
        rows = [
            row
            for marks, batch in batches(keys)
            for row in sql.execute(f'{query} WHERE "{kind.key}" IN ({marks})', batch)
        ]
        rows.sort(key=lambda row: str(row[names.index(kind.key)]))
    return _columns_of(kind, names, rows)


def read_columns_holding(
    sql: sqlite3.Connection, kind: Kind, names: Sequence[str], text: str
) -> dict[str, Sequence[Plain]]:
    """Read key and columns of records in which one of the columns may hold a text in lower case.

    SQLite compares letters beyond ASCII as they are, and so every value with such a letter is among them.
    """
    is_plain = text.isprintable() and not set(text) & {'"', "\\"}  # lists are stored as JSON, which escapes other signs
    escaped = re.sub("([%_])", r"\\\1", text)
    pattern = f"%{escaped}%" if is_plain and text.isascii() else None
    searched = [_may_hold(kind[name], is_plain=is_plain, has_pattern=pattern is not None) for name in names[1:]]
    listed = ", ".join(f'"{name}"' for name in names)
    query = f'SELECT {listed} FROM "{kind.table}" WHERE {" OR ".join(searched)}'
    rows = sql.execute(query, () if pattern is None else [pattern] * len(searched)).fetchall()
    return _columns_of(kind, names, sorted(rows))  # by key, in a few rows


def _may_hold(field: Field, *, is_plain: bool, has_pattern: bool) -> str:
    """Return the condition by which a column may hold a text."""
    has_value = f"\"{field.name}\" <> '[]'" if field.type is tuple else f'"{field.name}" IS NOT NULL'
    if not is_plain:
        return f"({has_value})"
    is_not_ascii = f'length("{field.name}") <> length(CAST("{field.name}" AS BLOB))'
    is_like = f"\"{field.name}\" LIKE ? ESCAPE '\\' OR " if has_pattern else ""
    return f"({has_value} AND ({is_like}{is_not_ascii}))"


def _columns_of(kind: Kind, names: Sequence[str], rows: Sequence[Any]) -> dict[str, Sequence[Plain]]:
    columns = tuple(zip(*rows, strict=True)) or tuple(() for _ in names)
    by_name = {name: plain(kind[name], column) for name, column in zip(names, columns, strict=True)}
    check_stored(kind, by_name)
    return by_name
