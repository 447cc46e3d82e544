"""How records lie in SQLite: the tables, and values on their way in and out.

A table a kind. Dates are days since 1970, yes and no are 1 and 0, lists are JSON text. Tables have
row ids, which takes bulk loads faster than `WITHOUT ROWID`.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from enum import StrEnum

from graph_service.domain.dates import day_number
from graph_service.domain.schema import KINDS, SCHEMA_VERSION, Field, Kind, Value
from graph_service.ports import Plain

APPLICATION_ID = 0x47727570  # "Grup": tells a store from any other SQLite file
_SQL_TYPES = {int: "INTEGER", float: "REAL", date: "INTEGER", bool: "INTEGER"}  # the rest is text

# Keys are bound as parameters: JSON functions of older SQLite versions cut text at a NUL.
KEYS_PER_STATEMENT = 5_000


def schema_statements() -> list[str]:
    """Return the statements that make an empty store.

    Returns
    -------
    list[str]
        Tables, indexes and the one row that marks the store as made.
    """
    statements = [_table(kind) for kind in KINDS.values()]
    statements += [text for kind in KINDS.values() for text in reference_indexes(kind).values()]
    statements += [
        _own_table("store", "id INTEGER PRIMARY KEY CHECK (id = 1)", "schema_version INTEGER", "content_sum TEXT"),
        _own_table("audit", "number INTEGER PRIMARY KEY", *(f"{name} TEXT" for name in _AUDIT_TEXTS)),
        _own_table("subject", "person_id TEXT PRIMARY KEY", "reference TEXT NOT NULL UNIQUE"),
        _own_table("token", "token_id TEXT PRIMARY KEY", *(f"{name} TEXT" for name in _TOKEN_TEXTS), "revoked_at TEXT"),
    ]
    marks = [
        f"INSERT INTO gk_store VALUES (1, {SCHEMA_VERSION}, '{0:032x}')",
        f"PRAGMA application_id = {APPLICATION_ID}",
    ]
    return statements + marks


_AUDIT_TEXTS = ("recorded_at", "action", "actor", "purpose", "details", "chain")
_TOKEN_TEXTS = ("token_hash", "name", "agency", "role", "created_at", "expires_at")


def _own_table(name: str, *columns: str) -> str:
    """A table beside those of the records; all but the last column of tokens must be filled."""
    filled = [one if "NOT NULL" in one or one.startswith("revoked_at") else f"{one} NOT NULL" for one in columns]
    return f"CREATE TABLE gk_{name} ({', '.join(filled)})"


def reference_indexes(kind: Kind) -> dict[str, str]:
    """Return the statement that makes each index on a reference, by its name.

    Parameters
    ----------
    kind : Kind
        Which kind.

    Returns
    -------
    dict[str, str]
        Empty references are not indexed.
    """
    return {
        index_name(kind, field): f'CREATE INDEX "{index_name(kind, field)}" ON "{kind.table}" ("{field.name}")'
        + (f' WHERE "{field.name}" IS NOT NULL' if field.nullable else "")
        for field in kind.references
    }


def index_name(kind: Kind, field: Field) -> str:
    """Name the index on a reference.

    Parameters
    ----------
    kind : Kind
        Whose reference.
    field : Field
        Which reference.

    Returns
    -------
    str
        The name.
    """
    return f"{kind.table}_by_{field.name}"


def insert_statement(kind: Kind, *, replacing: bool) -> str:
    """Return the statement that stores a record and its hash.

    Parameters
    ----------
    kind : Kind
        Which kind.
    replacing : bool
        Whether records with the same key may be there.

    Returns
    -------
    str
        With a parameter a field, and one for the hash.
    """
    text = f'INSERT INTO "{kind.table}" VALUES ({", ".join("?" * (len(kind.fields) + 1))})'
    if replacing:
        names = [*kind.names[1:], "record_hash"]
        text += f' ON CONFLICT ("{kind.key}") DO UPDATE SET ' + ", ".join(
            f'"{one}" = excluded."{one}"' for one in names
        )
    return text


def parts(keys: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """Cut keys into parts that one statement takes.

    Parameters
    ----------
    keys : Collection[str]
        Any number.

    Yields
    ------
    tuple[str, list[str]]
        The parameter marks, and the keys.
    """
    listed = list(keys)
    for at in range(0, len(listed), KEYS_PER_STATEMENT):
        part = listed[at : at + KEYS_PER_STATEMENT]
        yield ", ".join("?" * len(part)), part


def stored(field: Field, column: Sequence[Value]) -> Sequence[Value]:
    """Turn a column into what SQLite takes.

    Parameters
    ----------
    field : Field
        Which column.
    column : Sequence[Value]
        Its values.

    Returns
    -------
    Sequence[Value]
        Day numbers for dates, JSON for lists.
    """
    if field.type is date:
        numbers = {day: day_number(day) for day in set(column) if isinstance(day, date)}
        return [None if day is None else numbers[day] for day in column]  # type: ignore[index]  # a date, as checked
    if field.type is tuple:
        texts = {words: json.dumps(words, ensure_ascii=False) for words in set(column)}
        return [texts[words] for words in column]
    return column


def plain(field: Field, column: Sequence[str | int | float | None]) -> Sequence[Plain]:
    """Turn a column that SQLite gave into plain values.

    Parameters
    ----------
    field : Field
        Which column.
    column : Sequence[str | int | float | None]
        Its values.

    Returns
    -------
    Sequence[Plain]
        Yes and no, and lists as tuples; dates stay day numbers.
    """
    if field.type is bool:
        truth = {None: None, 0: False, 1: True}
        return [truth[value] for value in column]  # type: ignore[index]  # written as 0 and 1
    if field.type is tuple:
        lists = {text: tuple(json.loads(str(text))) for text in set(column)}
        return [lists[text] for text in column]
    return column


def _table(kind: Kind) -> str:
    columns = [_column(field) for field in kind.fields]
    columns[0] += " PRIMARY KEY"
    return f'CREATE TABLE "{kind.table}" ({", ".join(columns)}, record_hash BLOB NOT NULL)'


def _column(field: Field) -> str:
    sql_type = "TEXT" if issubclass(field.type, StrEnum) else _SQL_TYPES.get(field.type, "TEXT")
    text = f'"{field.name}" {sql_type}{"" if field.nullable else " NOT NULL"}'
    if field.target is not None:  # checked at the commit: an incident may come before the one it answers
        text += f' REFERENCES "{KINDS[field.target].table}" DEFERRABLE INITIALLY DEFERRED'
    return text
