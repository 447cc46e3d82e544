"""What is left of erased values in a SQLite file, and how it is taken away.

`secure_delete` writes zeros over what is removed, but not over the copies of a cell that stay in the free space of a
page when SQLite moves cells between pages; only a file that is written anew (VACUUM) is free of them. Then the
write-ahead log must be emptied into it, which a reader can hold up. What is still to be done stands in the file
itself, as its `user_version`, and so outlives a process that dies in between.
"""

import sqlite3
from pathlib import Path

from graph_service.domain.store_content import Residue

_CLEAN = 0
_LOG = -1  # the log alone; above 0, pages too: a number that changes with every erasure
_MOST = 1_000_000


def residue_in(sql: sqlite3.Connection) -> Residue:
    """Return what may still hold erased values."""
    due = _due(sql)
    return Residue.NOTHING if due == _CLEAN else Residue.LOG if due < 0 else Residue.PAGES


def note_replaced(sql: sqlite3.Connection) -> None:
    """Note, inside a transaction, that the log will hold values that were replaced."""
    if _due(sql) == _CLEAN:
        _set(sql, _LOG)


def note_removed(sql: sqlite3.Connection) -> None:
    """Note, inside a transaction, that pages and log may hold values that were removed."""
    _set(sql, max(_due(sql), 0) % _MOST + 1)


def rewrite(sql: sqlite3.Connection) -> None:
    """Write the file anew, without anything that was removed; it needs room for a second file in the log."""
    due = _due(sql)
    if due > 0:
        sql.execute("VACUUM")
        _change(sql, due, _LOG)


def empty_log(sql: sqlite3.Connection, path: Path) -> None:
    """Empty the write-ahead log into the file of a store, unless a reader holds it longer than the busy timeout."""
    due = _due(sql)
    (is_busy, _, _) = sql.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if due < 0 and not is_busy:
        _change(sql, due, _CLEAN, only_if_empty=path.with_name(f"{path.name}-wal"))


def _change(sql: sqlite3.Connection, due: int, then: int, *, only_if_empty: Path | None = None) -> None:
    """Note what was done, unless somebody has erased or written meanwhile."""
    sql.execute("BEGIN IMMEDIATE")
    try:
        if _due(sql) == due and (only_if_empty is None or _is_empty(only_if_empty)):
            _set(sql, then)
        sql.execute("COMMIT")
    finally:
        if sql.in_transaction:
            sql.execute("ROLLBACK")


def _due(sql: sqlite3.Connection) -> int:
    (due,) = sql.execute("PRAGMA user_version").fetchone()
    return int(due)


def _set(sql: sqlite3.Connection, due: int) -> None:
    sql.execute(f"PRAGMA user_version = {due}")


def _is_empty(log: Path) -> bool:
    try:
        return log.stat().st_size == 0
    except FileNotFoundError:
        return True
