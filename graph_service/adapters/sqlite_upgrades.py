"""How a SQLite file of an earlier layout becomes one of this program, step by step, inside one transaction.

A step takes a file from its layout to the next one. A change of what `sqlite_tables` makes raises `LAYOUT_VERSION`
and adds a step here; a step is never changed once a program that makes the next layout is out.
"""

import sqlite3
from collections.abc import Callable, Mapping

from graph_service.adapters.sqlite_tables import made_definitions

FIRST_LAYOUT = 0
_FIRST_STORE = "id INTEGER PRIMARY KEY CHECK (id = 1), "  # later keys beside the records are never empty
_BESIDE_RECORDS = ("gk_store", "gk_audit", "gk_subject", "gk_token")


def layout_in(sql: sqlite3.Connection) -> int | None:
    """Return the version of the layout of a file; the first stores were marked 1 like the second ones."""
    (version,) = sql.execute("SELECT schema_version FROM gk_store").fetchone() or (None,)
    if version == 1:
        (text,) = sql.execute("SELECT sql FROM sqlite_master WHERE name = 'gk_store'").fetchone()
        return FIRST_LAYOUT if _FIRST_STORE in text else 1
    return version if isinstance(version, int) else None


def _keys_are_never_empty(sql: sqlite3.Connection) -> None:
    """Make the tables beside the records anew, with keys that are never empty; token hashes need no index."""
    for name in _BESIDE_RECORDS:
        _, _, text = made_definitions()["table", name].partition(": ")
        sql.execute(f"ALTER TABLE {name} RENAME TO {name}_before")
        sql.execute(text)
        sql.execute(f"INSERT INTO {name} SELECT * FROM {name}_before")
        sql.execute(f"DROP TABLE {name}_before")


STEPS: Mapping[int, Callable[[sqlite3.Connection], None]] = {FIRST_LAYOUT: _keys_are_never_empty}
