"""SQLite: the embedded store, one file, nothing to set up.

Several processes may use one file: readers see one moment and never wait, writers take turns.
"""

import os
import sqlite3
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from graph_service.adapters.sqlite_errors import meaning
from graph_service.adapters.sqlite_reading import read_columns, read_columns_holding
from graph_service.adapters.sqlite_residue import empty_log, residue_in, rewrite
from graph_service.adapters.sqlite_tables import (
    APPLICATION_ID,
    AUDIT_COLUMNS,
    TOKEN_COLUMNS,
    definitions,
    made_definitions,
    schema_statements,
)
from graph_service.adapters.sqlite_transaction import (
    DELIVERIES,
    SQLiteTransaction,
    audit_head_in,
    content_hash_in,
    count_in,
    footprints_in,
    service_hash_in,
    undoable_in,
    writes_in,
)
from graph_service.adapters.sqlite_upgrades import STEPS, layout_in
from graph_service.domain.audit import AuditEntry, entry_of
from graph_service.domain.plain_columns import PlainColumns
from graph_service.domain.schema import ALL_KINDS, KINDS, LAYOUT_VERSION, Kind
from graph_service.domain.store_content import Capabilities, Residue, StoredToken
from graph_service.domain.writes import Footprint, StoredWrite
from graph_service.errors import (
    RESTORE,
    DamagedStoreError,
    GruppkartaError,
    StoreError,
    StoreUnavailableError,
    StoreVersionError,
    WriteConflictError,
)
from graph_service.ports import DEFAULT_TIMEOUT_S, GraphStore
from graph_service.transaction import Step, Transaction, no_step
from graph_service.writing import TransactionalStore

_UNREADABLE = (ValueError, TypeError, LookupError, OverflowError, RecursionError)  # values that nobody wrote
_N_FAULTS = 20  # that SQLite lists
_PURGE_WAIT_S = 2.0  # for readers, with other writers waiting
_WRITER_CACHE = -65_536  # kibibytes; a sixth of a bulk load's time goes without it
_READER_CACHE = -2_000
_PRAGMAS = (
    "synchronous = FULL",
    "secure_delete = ON",
    "temp_store = MEMORY",  # what is sorted, and a file that is written anew, is in no other file
    "foreign_keys = ON",
    "trusted_schema = OFF",
)


class SQLiteStore(TransactionalStore):
    """Records in one SQLite file.

    Parameters
    ----------
    path : Path
        The file; `initialise` creates it.
    wait_s : float
        How long a writer waits for another.
    on_step : Step
        Told before each group of statements and before the commit.
    """

    capabilities = Capabilities(name="sqlite", persistent=True, many_processes=True, max_rows_per_write=None)

    def __init__(self, path: Path, *, wait_s: float = DEFAULT_TIMEOUT_S, on_step: Step = no_step) -> None:
        self._path = Path(path)
        self._wait_s = wait_s
        self._on_step = on_step
        self._writing = Lock()
        self._idle: deque[sqlite3.Connection] = deque()  # each is used by one thread at a time
        self._is_closed = False

    def initialise(self) -> None:
        """See `GraphStore.initialise`."""
        with self._translated():
            if not self._path.exists():
                _create(self._path)
            sql = self._connect()
            try:
                if not self._is_made(sql):
                    sql.execute("PRAGMA journal_mode = WAL")
                    sql.execute("BEGIN IMMEDIATE")
                    if not self._is_made(sql):  # another process may have been first
                        for text in schema_statements():
                            sql.execute(text)
                    sql.execute("COMMIT")
            finally:
                sql.close()

    def layout(self) -> int:
        """See `GraphStore.layout`."""
        with self._translated(), closing(self._connect_existing()) as sql:
            return self._layout_of(sql)

    @contextmanager
    def upgrading(self, *, commits: bool) -> Iterator[GraphStore]:
        """See `GraphStore.upgrading`."""
        with self._translated(), closing(self._connect_existing()) as sql:
            sql.execute("PRAGMA foreign_keys = OFF")  # while tables are made anew; the check afterwards reads them all
            sql.execute("BEGIN IMMEDIATE")
            try:
                for layout in range(self._layout_of(sql), LAYOUT_VERSION):
                    self._on_step(f"upgrade from {layout}")
                    STEPS[layout](sql)
                sql.execute("UPDATE gk_store SET schema_version = ?", (LAYOUT_VERSION,))
                self._is_made(sql)
                yield _StoreWithin(self._path, sql, self._on_step)
                self._on_step("commit")
                sql.execute("COMMIT" if commits else "ROLLBACK")
            except BaseException:
                if sql.in_transaction:
                    sql.execute("ROLLBACK")
                raise
            self._empty_log(sql, wait_s=min(self._wait_s, _PURGE_WAIT_S))

    def columns(self, names: Mapping[str, Collection[str]]) -> tuple[str, PlainColumns]:
        """See `GraphStore.columns`."""
        with self._reading() as sql:
            columns = {
                kind: read_columns(sql, ALL_KINDS[kind], list(dict.fromkeys(some))) for kind, some in names.items()
            }
            return content_hash_in(sql), columns

    def columns_holding(self, kind: Kind, names: Collection[str], text: str) -> tuple[str, PlainColumns]:
        """See `GraphStore.columns_holding`."""
        with self._reading() as sql:
            columns = read_columns_holding(sql, kind, list(dict.fromkeys(names)), text)
            return content_hash_in(sql), {kind.name: columns}

    def counts(self) -> dict[str, int]:
        """See `GraphStore.counts`."""
        with self._reading() as sql:
            return {name: count_in(sql, kind) for name, kind in KINDS.items()}

    def content_hash(self) -> str:
        """See `GraphStore.content_hash`."""
        with self._reading() as sql:
            return content_hash_in(sql)

    def audit_trail(self, *, after: int = 0, limit: int | None = None) -> list[AuditEntry]:
        """See `GraphStore.audit_trail`."""
        query = "SELECT * FROM gk_audit WHERE number > ? ORDER BY number LIMIT ?"
        with self._reading() as sql:
            rows = sql.execute(query, (after, -1 if limit is None else limit)).fetchall()
            return [entry_of(dict(zip(AUDIT_COLUMNS, row, strict=True))) for row in rows]

    def tokens(self) -> list[StoredToken]:
        """See `GraphStore.tokens`."""
        with self._reading() as sql:
            rows = sql.execute("SELECT * FROM gk_token ORDER BY token_id").fetchall()
            return [StoredToken.from_texts(dict(zip(TOKEN_COLUMNS, row, strict=True))) for row in rows]

    def record_hashes(self) -> dict[str, dict[str, bytes]]:
        """See `GraphStore.record_hashes`."""
        with self._reading() as sql:
            return {
                name: dict(sql.execute(f'SELECT "{kind.key}", record_hash FROM "{kind.table}"').fetchall())
                for name, kind in ALL_KINDS.items()
            }

    def service_hash(self) -> str:
        """See `GraphStore.service_hash`."""
        with self._reading() as sql:
            return service_hash_in(sql)

    def writes(self) -> list[StoredWrite]:
        """See `GraphStore.writes`."""
        with self._reading() as sql:
            return writes_in(sql)

    def undoable(self) -> int:
        """See `GraphStore.undoable`."""
        with self._reading() as sql:
            return undoable_in(sql)

    def footprints(self, keys: Mapping[str, Collection[str]] | None = None) -> dict[str, dict[str, Footprint]]:
        """See `GraphStore.footprints`."""
        with self._reading() as sql:
            if keys is None:
                return {name: footprints_in(sql, kind) for name, kind in ALL_KINDS.items()}
            return {name: footprints_in(sql, ALL_KINDS[name], some) for name, some in keys.items()}

    def delivered_keys(self, names: Collection[str], whose: tuple[str, str]) -> dict[str, set[str]]:
        """See `GraphStore.delivered_keys`."""
        with self._reading() as sql:
            return {
                name: {
                    key
                    for (key,) in sql.execute(
                        f'SELECT "{ALL_KINDS[name].key}" FROM "{ALL_KINDS[name].table}" '
                        f"WHERE last_delivery IN ({DELIVERIES})",
                        whose,
                    )
                }
                for name in names
            }

    def subjects(self) -> dict[str, str]:
        """See `GraphStore.subjects`."""
        with self._reading() as sql:
            return dict(sql.execute("SELECT person_id, reference FROM gk_subject").fetchall())

    def trail_head(self) -> tuple[int, str]:
        """See `GraphStore.trail_head`."""
        with self._reading() as sql:
            return audit_head_in(sql)

    def storage_faults(self) -> list[str]:
        """See `GraphStore.storage_faults`."""
        with self._reading() as sql:
            faults = [str(text) for (text,) in sql.execute(f"PRAGMA integrity_check({_N_FAULTS})") if text != "ok"]
            n_dangling = len(sql.execute("PRAGMA foreign_key_check").fetchall())
            if n_dangling:
                faults.append(f"{n_dangling} references lead to no record")
            strange = sorted(name for _, name in definitions(sql).keys() - made_definitions().keys())
            if strange:
                faults.append(f"{len(strange)} tables, indexes or triggers are there that no store has")
        return faults

    def residue(self) -> Residue:
        """See `GraphStore.residue`."""
        with self._reading() as sql:
            return residue_in(sql)

    def purge(self) -> Residue:
        """See `GraphStore.purge`."""
        with self._alone() as sql:
            rewrite(sql)
            self._empty_log(sql, wait_s=min(self._wait_s, _PURGE_WAIT_S))
            return residue_in(sql)

    def close(self) -> None:
        """See `GraphStore.close`."""
        self._is_closed = True
        while self._idle:
            self._idle.pop().close()

    def _columns_of(self, keys: Mapping[str, Collection[str]]) -> tuple[str, PlainColumns]:
        with self._reading() as sql:
            columns = {
                name: read_columns(sql, ALL_KINDS[name], list(ALL_KINDS[name].names), keys=some)
                for name, some in keys.items()
            }
            return content_hash_in(sql), columns

    @contextmanager
    def _transaction(self, *, changes_records: bool = True) -> Iterator[Transaction]:
        with self._alone() as sql:
            sql.execute(f"PRAGMA cache_size = {_WRITER_CACHE}")
            sql.execute("BEGIN IMMEDIATE")
            try:
                yield SQLiteTransaction(sql, self._on_step)
                self._on_step("commit")
                sql.execute("COMMIT")
            except BaseException:
                if sql.in_transaction:
                    sql.execute("ROLLBACK")
                raise
            finally:
                sql.execute(f"PRAGMA cache_size = {_READER_CACHE}")
            with suppress(sqlite3.Error):  # what was to be written is
                self._empty_log(sql, wait_s=0)

    @contextmanager
    def _alone(self) -> Iterator[sqlite3.Connection]:
        """Give a connection to write with, to one thread of the process at a time."""
        if not self._writing.acquire(timeout=self._wait_s):
            message = f"another writer has held the store for {self._wait_s:g} s; try again"
            raise WriteConflictError(message)
        try:
            with self._translated(), self._connection() as sql:
                yield sql
        finally:
            self._writing.release()

    def _empty_log(self, sql: sqlite3.Connection, *, wait_s: float) -> None:
        """Empty the write-ahead log where it may hold what was erased; if a reader needs it for longer, next time."""
        if residue_in(sql) is not Residue.NOTHING:
            sql.execute(f"PRAGMA busy_timeout = {round(wait_s * 1000)}")
            try:
                empty_log(sql, self._path)
            finally:
                sql.execute(f"PRAGMA busy_timeout = {round(self._wait_s * 1000)}")

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._translated(), self._connection() as sql:
            sql.execute("BEGIN")
            try:
                yield sql
            except _UNREADABLE as error:
                raise DamagedStoreError(self._unreadable()) from error
            finally:
                if sql.in_transaction:
                    sql.execute("ROLLBACK")

    def _unreadable(self) -> str:
        return f"{self._path.name} holds what was never written there: {RESTORE}"

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        sql = self._checked_out()
        try:
            yield sql
        finally:
            self._give_back(sql)

    def _checked_out(self) -> sqlite3.Connection:
        if self._is_closed:
            message = f"the store {self._path.name} was closed; open it again"
            raise StoreError(message)
        try:
            return self._idle.pop()
        except IndexError:
            return self._opened()

    def _give_back(self, sql: sqlite3.Connection) -> None:
        self._idle.append(sql)
        if self._is_closed:
            self.close()

    def _connect_existing(self) -> sqlite3.Connection:
        if not self._path.is_file():
            raise StoreError(self._no_store())
        return self._connect()

    def _no_store(self) -> str:
        return f"there is no store at {self._path.name}; make one with: gruppkarta store init"

    def _layout_of(self, sql: sqlite3.Connection) -> int:
        """Return the layout of a store that was made; one from which no step leads on is refused."""
        (application_id,) = sql.execute("PRAGMA application_id").fetchone()
        if application_id != APPLICATION_ID:
            self._is_made(sql)  # refuses what is the file of another program
            raise StoreError(self._no_store())
        version = layout_in(sql)
        if version is None or (version not in STEPS and version < LAYOUT_VERSION):
            raise StoreVersionError(self._path.name, version, works_with=LAYOUT_VERSION)
        return version

    def _opened(self) -> sqlite3.Connection:
        is_made = False
        if self._path.is_file():
            sql = self._connect()
            try:
                is_made = self._is_made(sql)
                if is_made:  # a copy that another program made may have lost the mode in which readers never wait
                    sql.execute("PRAGMA journal_mode = WAL")
            finally:
                if not is_made:
                    sql.close()
            if is_made:
                return sql
        raise StoreError(self._no_store())

    def _connect(self) -> sqlite3.Connection:
        address = f"file:{quote(str(self._path.absolute()))}?mode=rw"
        sql = sqlite3.connect(
            address, uri=True, timeout=self._wait_s, isolation_level=None, check_same_thread=False, cached_statements=64
        )
        for pragma in _PRAGMAS:
            sql.execute(f"PRAGMA {pragma}")
        return sql

    def _is_made(self, sql: sqlite3.Connection) -> bool:
        """Say whether the file is a store; refuse one that is something else."""
        (application_id,) = sql.execute("PRAGMA application_id").fetchone()
        (n_tables,) = sql.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if not n_tables and application_id in (0, APPLICATION_ID):
            return False
        if application_id != APPLICATION_ID:
            message = f"{self._path.name} is the file of another program, no store of Gruppkarta; name another file"
            raise DamagedStoreError(message)
        version = layout_in(sql)
        if version != LAYOUT_VERSION:
            raise StoreVersionError(self._path.name, version, works_with=LAYOUT_VERSION)
        if not made_definitions().items() <= definitions(sql).items():
            message = f"the tables of {self._path.name} are not those that this program makes: {RESTORE}"
            raise DamagedStoreError(message)
        content_hash_in(sql)
        return True

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except GruppkartaError:
            raise
        except UnicodeDecodeError as error:  # what SQLite says of the damage quotes it
            message = f"{self._path.name}: {meaning(sqlite3.SQLITE_CORRUPT)[1]}"
            raise DamagedStoreError(message) from error
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0)
            name = getattr(error, "sqlite_errorname", type(error).__name__)
            if isinstance(error, sqlite3.OperationalError) and not code:  # text that is no UTF-8
                code = sqlite3.SQLITE_CORRUPT
            kind, remedy = meaning(code & 0xFF)
            message = f"{self._path.name}: {name}: {remedy}"
            raise kind(message) from error


class _StoreWithin(SQLiteStore):
    """A store as an open transaction sees it; nothing is committed here."""

    def __init__(self, path: Path, sql: sqlite3.Connection, on_step: Step) -> None:
        super().__init__(path, on_step=on_step)
        self._sql = sql

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._translated():
                yield self._sql
        except _UNREADABLE as error:
            raise DamagedStoreError(self._unreadable()) from error

    @contextmanager
    def _transaction(self, *, changes_records: bool = True) -> Iterator[Transaction]:
        with self._translated():
            yield SQLiteTransaction(self._sql, self._on_step)


def _create(path: Path) -> None:
    """Make an empty file for the owner's eyes alone; SQLite gives its side files the same rights."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        message = f"cannot make {path.name} ({error.strerror}): its folder must exist and be writable"
        raise StoreUnavailableError(message) from error
