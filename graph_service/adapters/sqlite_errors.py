"""What the errors of SQLite mean for whoever works with a store."""

import sqlite3

from graph_service.errors import RESTORE, DamagedStoreError, StoreError, StoreUnavailableError, WriteConflictError

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_FORMAT,
    sqlite3.SQLITE_ERROR,  # our statements are constant: what they name is not there
    sqlite3.SQLITE_TOOBIG,
    sqlite3.SQLITE_MISMATCH,
}
_UNAVAILABLE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY}


def meaning(code: int) -> tuple[type[StoreError], str]:
    """Return the class of an error by the code of SQLite, and what to do."""
    if code in _BUSY:
        return WriteConflictError, "another process is writing; try again"
    if code in _DAMAGED:
        return DamagedStoreError, f"this is no SQLite file, or a damaged one: {RESTORE}"
    if code in _UNAVAILABLE:
        return StoreUnavailableError, "the file cannot be read or written: see to its rights, its disk and free space"
    return StoreError, "nothing was written"
