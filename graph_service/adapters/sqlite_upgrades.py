"""How a SQLite file of an earlier layout becomes one of this program, step by step, inside one transaction.

A step takes a file from its layout to the next one. A change of what `sqlite_tables` makes raises `LAYOUT_VERSION`
and adds a step here; a step is never changed once a program that makes the next layout is out.
"""

import sqlite3
from collections.abc import Callable, Mapping

from graph_service.adapters.sqlite_tables import (
    AUDIT_COLUMNS,
    FOOTPRINT_NAMES,
    WRITE_NAMES,
    made_definitions,
    table_statement,
)
from graph_service.adapters.sqlite_transaction import content_hash_in
from graph_service.domain.audit import entry_of
from graph_service.domain.schema import KINDS, Kind
from graph_service.domain.writes import BEFORE_NUMBERS, write_of_earlier_layout

FIRST_LAYOUT = 0
_FIRST_STORE = "id INTEGER PRIMARY KEY CHECK (id = 1), "  # later keys beside the records are never empty
_SECOND_TABLES = {
    "gk_store": "CREATE TABLE gk_store (id INTEGER PRIMARY KEY CHECK (id = 1) NOT NULL, "
    "schema_version INTEGER NOT NULL, content_sum TEXT NOT NULL)",
    "gk_audit": "CREATE TABLE gk_audit (number INTEGER PRIMARY KEY NOT NULL, recorded_at TEXT NOT NULL, "
    "action TEXT NOT NULL, actor TEXT NOT NULL, purpose TEXT NOT NULL, details TEXT NOT NULL, chain TEXT NOT NULL)",
    "gk_subject": "CREATE TABLE gk_subject (person_id TEXT PRIMARY KEY NOT NULL, reference TEXT NOT NULL UNIQUE)",
    "gk_token": "CREATE TABLE gk_token (token_id TEXT PRIMARY KEY NOT NULL, token_hash TEXT NOT NULL, "
    "name TEXT NOT NULL, agency TEXT NOT NULL, role TEXT NOT NULL, created_at TEXT NOT NULL, "
    "expires_at TEXT NOT NULL, revoked_at TEXT)",
}


def layout_in(sql: sqlite3.Connection) -> int | None:
    """Return the version of the layout of a file; the first stores were marked 1 like the second ones."""
    (version,) = sql.execute("SELECT schema_version FROM gk_store").fetchone() or (None,)
    if version == 1:
        (text,) = sql.execute("SELECT sql FROM sqlite_master WHERE name = 'gk_store'").fetchone()
        return FIRST_LAYOUT if _FIRST_STORE in text else 1
    return version if isinstance(version, int) else None


def _keys_are_never_empty(sql: sqlite3.Connection) -> None:
    """Make the tables beside the records anew, with keys that are never empty; token hashes need no index."""
    for name, text in _SECOND_TABLES.items():
        sql.execute(f"ALTER TABLE {name} RENAME TO {name}_before")
        sql.execute(text)
        sql.execute(f"INSERT INTO {name} SELECT * FROM {name}_before")
        sql.execute(f"DROP TABLE {name}_before")


def _writes_have_numbers(sql: sqlite3.Connection) -> None:
    """Give records the columns of today and the footprint of before there were numbers; make the tables of writes."""
    statements = {(sort, name): text.partition(": ")[2] for (sort, name), text in made_definitions().items()}
    for kind in KINDS.values():
        _remade(sql, kind)
    for (
        sort,
        name,
    ), text in statements.items():  # what is not there yet: tables, and the indexes of those that were remade
        if sql.execute("SELECT 1 FROM sqlite_master WHERE type = ? AND name = ?", (sort, name)).fetchone() is None:
            sql.execute(text)
    sql.execute("ALTER TABLE gk_store RENAME TO gk_store_before")
    sql.execute(statements["table", "gk_store"])
    sql.execute(f"INSERT INTO gk_store SELECT id, schema_version, content_sum, '{0:032x}', 0 FROM gk_store_before")
    sql.execute("DROP TABLE gk_store_before")
    rows = sql.execute(f"SELECT {', '.join(AUDIT_COLUMNS)} FROM gk_audit ORDER BY number LIMIT 1").fetchall()
    trail = [entry_of(dict(zip(AUDIT_COLUMNS, row, strict=True))) for row in rows]
    texts = write_of_earlier_layout(trail, content_hash_in(sql)).as_texts()
    marks = ", ".join("?" * len(WRITE_NAMES))
    sql.execute(f"INSERT INTO gk_write VALUES ({marks})", [texts[name] for name in WRITE_NAMES])


def _remade(sql: sqlite3.Connection, kind: Kind) -> None:
    """Make the table of a kind anew beside the earlier one, and put it in its place: references to it then hold."""
    columns = {str(row[1]) for row in sql.execute(f'PRAGMA table_info("{kind.table}")')}
    if FOOTPRINT_NAMES[0] in columns:
        return
    beside = f"{kind.table}_remade"
    sql.execute(table_statement(kind, beside))
    values = [
        f'"{field.name}"' if field.name in columns else "'[]'" if field.type is tuple else "NULL"
        for field in kind.fields
    ]
    numbers = ", ".join(str(number) for number in BEFORE_NUMBERS.as_plain()[:3])
    sql.execute(f'INSERT INTO "{beside}" SELECT {", ".join(values)}, record_hash, {numbers}, NULL FROM "{kind.table}"')
    sql.execute(f'DROP TABLE "{kind.table}"')
    sql.execute(f'ALTER TABLE "{beside}" RENAME TO "{kind.table}"')


STEPS: Mapping[int, Callable[[sqlite3.Connection], None]] = {
    FIRST_LAYOUT: _keys_are_never_empty,
    1: _writes_have_numbers,
}
