"""How records lie in SQLite: the tables, and values on their way in and out.

A table a kind. Dates are days since 1970, yes and no are 1 and 0, lists are JSON text. Tables have
row ids, which takes bulk loads faster than `WITHOUT ROWID`.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from enum import StrEnum
from functools import cache

from graph_service.domain.dates import day_numbers
from graph_service.domain.plain_columns import Plain
from graph_service.domain.schema import ALL_KINDS, KINDS, LAYOUT_VERSION, Field, Kind, Value

APPLICATION_ID = 0x47727570  # "Grup": tells a store from any other SQLite file
_SQL_TYPES = {int: "INTEGER", float: "REAL", date: "INTEGER", bool: "INTEGER"}  # the rest is text

# Keys are bound as parameters: JSON functions of older SQLite versions cut text at a NUL.
KEYS_PER_STATEMENT = 5_000


def schema_statements() -> list[str]:
    """Return the statements that make an empty store; the last two mark it as made."""
    statements = [table_statement(kind, kind.table) for kind in ALL_KINDS.values()]
    statements += [text for kind in ALL_KINDS.values() for text in reference_indexes(kind).values()]
    statements += [
        _store_table(
            "store",
            "id INTEGER PRIMARY KEY CHECK (id = 1)",
            "schema_version INTEGER",
            "content_sum TEXT",
            "service_sum TEXT",
            "undoable INTEGER",
        ),
        _store_table("write", "number INTEGER PRIMARY KEY", *_WRITE_COLUMNS, "as_of TEXT"),
        _store_table("before", "kind TEXT", "key TEXT", *FOOTPRINT_COLUMNS, "before_row TEXT", "delivered_hash BLOB"),
        _store_table("audit", "number INTEGER PRIMARY KEY", *(f"{name} TEXT" for name in _AUDIT_TEXTS)),
        _store_table("subject", "person_id TEXT PRIMARY KEY", "reference TEXT NOT NULL UNIQUE"),
        _store_table(
            "token", "token_id TEXT PRIMARY KEY", *(f"{name} TEXT" for name in _TOKEN_TEXTS), "revoked_at TEXT"
        ),
    ]
    marks = [
        f"INSERT INTO gk_store VALUES (1, {LAYOUT_VERSION}, '{0:032x}', '{0:032x}', 0)",
        f"PRAGMA application_id = {APPLICATION_ID}",
    ]
    return statements + marks


def definitions(sql: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """Return the statements that made what is in a file, by sort and name, without what SQLite makes by itself."""
    rows = sql.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~'")
    return {(sort, name): f"{table}: {text}" for sort, name, table, text in rows}


@cache
def made_definitions() -> Mapping[tuple[str, str], str]:
    """Return the definitions of a store that was just made."""
    with closing(sqlite3.connect(":memory:")) as sql:
        for text in schema_statements():
            sql.execute(text)
        return definitions(sql)


FOOTPRINT_COLUMNS = ("first_write INTEGER", "last_write INTEGER", "last_delivery INTEGER")
_WRITE_COLUMNS = (
    "recorded_at TEXT",
    "made_by TEXT",
    "agency TEXT",
    "how TEXT",
    "deliverer TEXT",
    "tables TEXT",
    "content_hash TEXT",
    "undoes INTEGER",
)
_AUDIT_TEXTS = ("recorded_at", "action", "actor", "purpose", "details", "chain")
AUDIT_COLUMNS = ("number", *_AUDIT_TEXTS)
_TOKEN_TEXTS = ("token_hash", "name", "agency", "role", "created_at", "expires_at")
TOKEN_COLUMNS = ("token_id", *_TOKEN_TEXTS, "revoked_at")


WRITE_NAMES = ("number", *(text.split()[0] for text in _WRITE_COLUMNS), "as_of")
BEFORE_NAMES = ("kind", "key", *(text.split()[0] for text in FOOTPRINT_COLUMNS), "before_row", "delivered_hash")
FOOTPRINT_NAMES = (*(text.split()[0] for text in FOOTPRINT_COLUMNS), "delivered_hash")
_MAY_BE_EMPTY = ("revoked_at", "as_of", "before_row", "delivered_hash")


def _store_table(name: str, *columns: str) -> str:
    """A table beside those of the records."""
    texts = [text if "NOT NULL" in text or text.startswith(_MAY_BE_EMPTY) else f"{text} NOT NULL" for text in columns]
    return f"CREATE TABLE gk_{name} ({', '.join(texts)})"


def reference_indexes(kind: Kind) -> dict[str, str]:
    """Return the statement that makes each index on a reference, by its name; empty references are not indexed."""
    return {
        index_name(kind, field): f'CREATE INDEX "{index_name(kind, field)}" ON "{kind.table}" ("{field.name}")'
        + (f' WHERE "{field.name}" IS NOT NULL' if field.nullable else "")
        for field in kind.references
    }


def index_name(kind: Kind, field: Field) -> str:
    """Name the index on a reference."""
    return f"{kind.table}_by_{field.name}"


def insert_statement(kind: Kind, *, replacing: bool) -> str:
    """Return the statement that stores a record, its hash and footprint, `replacing` one of the same key."""
    beside = ("record_hash", *FOOTPRINT_NAMES)
    text = f'INSERT INTO "{kind.table}" VALUES ({", ".join("?" * (len(kind.fields) + len(beside)))})'
    if replacing:
        names = [*kind.names[1:], *beside]
        changes = ", ".join(f'"{name}" = excluded."{name}"' for name in names)
        text += f' ON CONFLICT ("{kind.key}") DO UPDATE SET {changes}'
    return text


def batches(keys: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """Cut keys into what one statement takes; each batch with its parameter marks."""
    ordered = list(keys)
    for start in range(0, len(ordered), KEYS_PER_STATEMENT):
        batch = ordered[start : start + KEYS_PER_STATEMENT]
        yield ", ".join("?" * len(batch)), batch


def stored(field: Field, column: Sequence[Value]) -> Sequence[Value]:
    """Turn a column into what SQLite takes: day numbers for dates, JSON for lists."""
    if field.type is date:
        return day_numbers(column)
    if field.type is tuple:
        texts = {words: json.dumps(words, ensure_ascii=False) for words in set(column)}
        return [texts[words] for words in column]
    return column


def plain(field: Field, column: Sequence[str | int | float | None]) -> Sequence[Plain]:
    """Turn a column that SQLite gave into plain values; dates stay day numbers."""
    if field.type is bool:
        truth = {None: None, 0: False, 1: True}
        return [truth[value] for value in column]  # type: ignore[index]  # written as 0 and 1
    if field.type is tuple:
        lists = {text: _words(text) for text in set(column)}
        return [lists[text] for text in column]
    return column


def _words(text: object) -> tuple[str, ...]:
    words = json.loads(str(text))
    if not isinstance(words, list):
        raise TypeError
    return tuple(words)


def table_statement(kind: Kind, name: str) -> str:
    """Return the statement that makes the table of a kind, under its name or one that it has for a while."""
    columns = [_column(field) for field in kind.fields]
    columns[0] += " PRIMARY KEY"
    columns += ["record_hash BLOB NOT NULL", *(f"{text} NOT NULL" for text in FOOTPRINT_COLUMNS), "delivered_hash BLOB"]
    return f'CREATE TABLE "{name}" ({", ".join(columns)})'


def _column(field: Field) -> str:
    sql_type = "TEXT" if issubclass(field.type, StrEnum) else _SQL_TYPES.get(field.type, "TEXT")
    text = f'"{field.name}" {sql_type}{"" if field.nullable else " NOT NULL"}'
    if field.target is not None:  # checked at the commit: an incident may come before the one it answers
        text += f' REFERENCES "{KINDS[field.target].table}" DEFERRABLE INITIALLY DEFERRED'
    return text
