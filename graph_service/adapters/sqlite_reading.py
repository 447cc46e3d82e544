"""How rows of a SQLite file become columns; what was never written there is damage."""

import sqlite3
from collections.abc import Collection, Sequence

from graph_service.adapters.sqlite_tables import batches, plain
from graph_service.domain.admission import check_stored
from graph_service.domain.plain_columns import Plain
from graph_service.domain.schema import Kind


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
    columns = tuple(zip(*rows, strict=True)) or tuple(() for _ in names)
    by_name = {name: plain(kind[name], column) for name, column in zip(names, columns, strict=True)}
    check_stored(kind, by_name)
    return by_name
