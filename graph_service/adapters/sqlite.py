"""The embedded store: one SQLite file, a table a kind."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock, local

from graph_service.adapters.sqlite_tables import (
    APPLICATION_ID,
    index_name,
    insert_statement,
    parts,
    plain,
    reference_indexes,
    schema_statements,
    stored,
)
from graph_service.domain.audit import CHAIN_START, AuditEntry, AuditEvent, details_text, instant_text
from graph_service.domain.schema import KINDS, SCHEMA_VERSION, Kind
from graph_service.domain.tables import Table
from graph_service.errors import DamagedStoreError, StoreError, StoreUnavailableError, WriteConflictError
from graph_service.ports import (
    Capabilities,
    GraphStore,
    Plain,
    PlainColumns,
    Step,
    StoredToken,
    Transaction,
    no_step,
)

BUSY_TIMEOUT_S = 30.0
_BULK_ROWS = 5_000  # from here on an empty table is filled first and indexed after


class _SQLiteTransaction(Transaction):
    def __init__(self, sql: sqlite3.Connection, on_step: Step) -> None:
        self._sql = sql
        self._on_step = on_step

    def hashes(self, kind: Kind, keys: Collection[str]) -> dict[str, bytes]:
        if not self._holds(kind):
            return {}
        found: dict[str, bytes] = {}
        for marks, part in parts(keys):
            text = f'SELECT "{kind.key}", record_hash FROM "{kind.table}" WHERE "{kind.key}" IN ({marks})'
            found.update(self._sql.execute(text, part).fetchall())
        return found

    def put(self, table: Table, hashes: Sequence[bytes], *, replaced: Collection[str]) -> None:
        self._on_step(f"put {table.kind.table}")
        kind = table.kind
        indexes = reference_indexes(kind) if len(table) >= _BULK_ROWS and not self._holds(kind) else {}
        for name in indexes:
            self._sql.execute(f'DROP INDEX "{name}"')
        columns = [stored(field, column) for field, column in zip(kind.fields, table.columns, strict=True)]
        text = insert_statement(kind, replacing=bool(replaced))
        self._sql.executemany(text, zip(*columns, hashes, strict=True))
        for statement in indexes.values():
            self._sql.execute(statement)

    def delete(self, kind: Kind, keys: Collection[str]) -> None:
        self._on_step(f"delete {kind.table}")
        for marks, part in parts(keys):
            self._sql.execute(f'DELETE FROM "{kind.table}" WHERE "{kind.key}" IN ({marks})', part)

    def referring(self, kind: Kind, keys: Collection[str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for other in KINDS.values():
            for field in other.references:
                if field.target != kind.name:
                    continue
                for marks, part in parts(keys):
                    text = (
                        f'SELECT "{other.key}" FROM "{other.table}" INDEXED BY "{index_name(other, field)}" '
                        f'WHERE "{field.name}" IN ({marks})'
                    )
                    rows = self._sql.execute(text, part).fetchall()
                    if rows:
                        found.setdefault(other.name, set()).update(key for (key,) in rows)
        return found

    def content_sum(self) -> int:
        return int(_content_hash(self._sql), 16)

    def set_content_sum(self, value: int) -> None:
        self._on_step("content sum")
        self._sql.execute("UPDATE gk_store SET content_sum = ?", (f"{value:032x}",))

    def audit_head(self) -> tuple[int, str]:
        row = self._sql.execute("SELECT number, chain FROM gk_audit ORDER BY number DESC LIMIT 1").fetchone()
        return (0, CHAIN_START) if row is None else (int(row[0]), str(row[1]))

    def append_audit(self, entry: AuditEntry) -> None:
        self._on_step("audit")
        event = entry.event
        values = (event.action, event.actor, event.purpose, details_text(event.details), entry.chain)
        self._sql.execute(
            "INSERT INTO gk_audit VALUES (?, ?, ?, ?, ?, ?, ?)",
            (entry.number, instant_text(entry.recorded_at), *values),
        )

    def subject_references(self, person_ids: Collection[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for marks, part in parts(person_ids):
            text = f"SELECT person_id, reference FROM gk_subject WHERE person_id IN ({marks})"
            found.update(self._sql.execute(text, part).fetchall())
        return found

    def put_subject_references(self, references: Mapping[str, str]) -> None:
        self._on_step("put subjects")
        self._sql.executemany("INSERT INTO gk_subject VALUES (?, ?)", references.items())

    def delete_subject_references(self, person_ids: Collection[str]) -> None:
        self._on_step("delete subjects")
        for marks, part in parts(person_ids):
            self._sql.execute(f"DELETE FROM gk_subject WHERE person_id IN ({marks})", part)

    def put_token(self, token: StoredToken) -> None:
        self._on_step("put token")
        values = (token.token_id, token.token_hash, token.name, token.agency, token.role)
        instants = (token.created_at, token.expires_at, token.revoked_at)
        texts = (None if one is None else instant_text(one) for one in instants)
        self._sql.execute("INSERT OR REPLACE INTO gk_token VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*values, *texts))

    def _holds(self, kind: Kind) -> bool:
        return self._sql.execute(f'SELECT 1 FROM "{kind.table}" LIMIT 1').fetchone() is not None


class SQLiteStore(GraphStore):
    """Records in one file; several processes may read, one at a time writes.

    Parameters
    ----------
    path : Path
        The file.
    on_step : Step
        Told before each group of changes and before the commit.
    """

    capabilities = Capabilities(name="sqlite", persistent=True, many_processes=True, max_rows_per_write=None)

    def __init__(self, path: Path, *, on_step: Step = no_step) -> None:
        self._path = path
        self._on_step = on_step
        self._own = local()
        self._opened: list[sqlite3.Connection] = []
        self._lock = Lock()

    def initialise(self) -> None:
        """See `GraphStore.initialise`."""
        with _translated(self._path):
            if self._path.parent.is_dir():
                self._path.touch(mode=0o600)  # nobody else on the machine may read it
            sql = self._connect()
            (known,) = sql.execute("PRAGMA application_id").fetchone()
            (n_tables,) = sql.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            if known == APPLICATION_ID:
                self._check(sql)
                return
            if n_tables:
                message = f"{self._path.name} is a database of something else; name another file"
                raise DamagedStoreError(message)
            sql.execute("PRAGMA journal_mode = WAL")
            sql.execute("BEGIN IMMEDIATE")
            try:
                (n_tables,) = sql.execute("SELECT count(*) FROM sqlite_schema").fetchone()
                for statement in schema_statements() if not n_tables else ():
                    sql.execute(statement)
            except BaseException:
                sql.execute("ROLLBACK")
                raise
            sql.execute("COMMIT")

    def columns(self, wanted: Mapping[str, Collection[str]]) -> tuple[str, PlainColumns]:
        """See `GraphStore.columns`."""
        with self._reading() as sql:
            found = {name: _read(sql, KINDS[name], list(dict.fromkeys(names))) for name, names in wanted.items()}
            return _content_hash(sql), found

    def counts(self) -> dict[str, int]:
        """See `GraphStore.counts`."""
        with self._reading() as sql:
            return {
                name: int(sql.execute(f'SELECT count(*) FROM "{kind.table}"').fetchone()[0])
                for name, kind in KINDS.items()
            }

    def content_hash(self) -> str:
        """See `GraphStore.content_hash`."""
        with self._reading() as sql:
            return _content_hash(sql)

    def audit_trail(self, *, after: int = 0, limit: int | None = None) -> list[AuditEntry]:
        """See `GraphStore.audit_trail`."""
        text = (
            "SELECT number, recorded_at, action, actor, purpose, details, chain FROM gk_audit "
            "WHERE number > ? ORDER BY number LIMIT ?"
        )
        with self._reading() as sql:
            rows = sql.execute(text, (after, -1 if limit is None else limit)).fetchall()
        return [
            AuditEntry(
                number,
                datetime.fromisoformat(recorded_at),
                AuditEvent(action, actor, purpose, json.loads(details)),
                chain,
            )
            for number, recorded_at, action, actor, purpose, details, chain in rows
        ]

    def tokens(self) -> list[StoredToken]:
        """See `GraphStore.tokens`."""
        with self._reading() as sql:
            rows = sql.execute("SELECT * FROM gk_token ORDER BY token_id").fetchall()
        return [
            StoredToken(*words, *(None if one is None else datetime.fromisoformat(one) for one in instants))
            for *words, created_at, expires_at, revoked_at in rows
            for instants in ((created_at, expires_at, revoked_at),)
        ]

    def close(self) -> None:
        """See `GraphStore.close`."""
        with self._lock:
            for sql in self._opened:
                sql.close()
            self._opened.clear()
            self._own = local()

    def _columns_of(self, kind: Kind, keys: Collection[str]) -> Mapping[str, Sequence[Plain]]:
        names = ", ".join(f'"{name}"' for name in kind.names)
        rows: list[tuple[str | int | float | None, ...]] = []
        with self._reading() as sql:
            for marks, part in parts(sorted(set(keys))):
                text = f'SELECT {names} FROM "{kind.table}" WHERE "{kind.key}" IN ({marks})'
                rows += sql.execute(text, part).fetchall()
        rows.sort(key=lambda row: str(row[0]))
        return _turned(kind, kind.names, rows)

    @contextmanager
    def _transaction(self) -> Iterator[Transaction]:
        with _translated(self._path):
            sql = self._checked()
            sql.execute("BEGIN IMMEDIATE")
            try:
                yield _SQLiteTransaction(sql, self._on_step)
                self._on_step("commit")
                sql.execute("COMMIT")
            except BaseException:
                if sql.in_transaction:
                    sql.execute("ROLLBACK")
                raise

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """One moment for all statements within."""
        with _translated(self._path):
            sql = self._checked()
            sql.execute("BEGIN")
            try:
                yield sql
            finally:
                sql.execute("ROLLBACK")

    def _checked(self) -> sqlite3.Connection:
        if not self._path.exists():
            message = f"there is no store {self._path.name}: make one with gruppkarta store init"
            raise StoreError(message)
        sql = self._connect()
        if not getattr(self._own, "is_checked", False):
            self._check(sql)
            self._own.is_checked = True
        return sql

    def _check(self, sql: sqlite3.Connection) -> None:
        (known,) = sql.execute("PRAGMA application_id").fetchone()
        if known != APPLICATION_ID:
            message = f"{self._path.name} is no store of Gruppkarta: make one with gruppkarta store init"
            raise DamagedStoreError(message)
        (version,) = sql.execute("SELECT schema_version FROM gk_store").fetchone()
        if version != SCHEMA_VERSION:
            message = (
                f"{self._path.name} has schema version {version}, and this program works with {SCHEMA_VERSION}: "
                "use the program that wrote it to copy its records into a new store"
            )
            raise DamagedStoreError(message)

    def _connect(self) -> sqlite3.Connection:
        """Return the connection of this thread."""
        sql: sqlite3.Connection | None = getattr(self._own, "sql", None)
        if sql is None:
            sql = sqlite3.connect(self._path, isolation_level=None, timeout=BUSY_TIMEOUT_S, check_same_thread=False)
            for setting in ("synchronous = FULL", "secure_delete = ON", "foreign_keys = ON"):
                sql.execute(f"PRAGMA {setting}")
            self._own.sql, self._own.is_checked = sql, False
            with self._lock:
                self._opened.append(sql)
        return sql


def _content_hash(sql: sqlite3.Connection) -> str:
    return str(sql.execute("SELECT content_sum FROM gk_store").fetchone()[0])


def _read(sql: sqlite3.Connection, kind: Kind, names: Sequence[str]) -> dict[str, Sequence[Plain]]:
    listed = ", ".join(f'"{name}"' for name in names)
    return _turned(kind, names, sql.execute(f'SELECT {listed} FROM "{kind.table}" ORDER BY "{kind.key}"').fetchall())


def _turned(
    kind: Kind, names: Sequence[str], rows: Sequence[tuple[str | int | float | None, ...]]
) -> dict[str, Sequence[Plain]]:
    columns = tuple(zip(*rows, strict=True)) or tuple(() for _ in names)
    return {name: plain(kind[name], column) for name, column in zip(names, columns, strict=True)}


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Turn the errors of the database into ours; they hold the file's name and no content."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            message = f"{path.name} is being written by another program; try again when it has ended"
            raise WriteConflictError(message) from error
        if "unable to open" in str(error):
            message = f"cannot open {path.name}: its folder must exist, and be writable"
            raise StoreUnavailableError(message) from error
        message = f"{path.name}: the database failed ({error.sqlite_errorname})"
        raise StoreError(message) from error
    except sqlite3.DatabaseError as error:
        message = f"{path.name} is damaged, or no database ({error.sqlite_errorname}); restore a backup"
        raise DamagedStoreError(message) from error
