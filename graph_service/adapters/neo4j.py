"""The shared store: a Neo4j database, a graph that an analyst can also read in Neo4j's own tools."""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Literal, LiteralString, TypeVar, cast

from neo4j import Driver, GraphDatabase, Query, Record, Session
from neo4j import Transaction as DriverTransaction
from neo4j.exceptions import ConfigurationError as DriverConfigurationError
from neo4j.exceptions import DriverError, Neo4jError

from graph_service.adapters import neo4j_cypher as text
from graph_service.adapters.neo4j_errors import translated
from graph_service.adapters.neo4j_transaction import Neo4jTransaction, TrailHead, batches
from graph_service.domain.admission import check_stored
from graph_service.domain.audit import CHAIN_START, AuditEntry, entry_of
from graph_service.domain.schema import KINDS, LAYOUT_VERSION, Kind
from graph_service.errors import (
    RESTORE,
    ConfigurationError,
    DamagedStoreError,
    StoreError,
    StoreVersionError,
    WriteConflictError,
)
from graph_service.ports import DEFAULT_MAX_ROWS, Capabilities, GraphStore, Plain, PlainColumns, StoredToken
from graph_service.writing import Step, Transaction, TransactionalStore, no_step

RETRY_READS_S = 3.0  # a page must not hang until a server that is away comes back
ATTEMPTS = 5
COMMIT_POLL_S = 0.02  # how often a reader looks whether a commit has ended
COMMIT_DOUBT_S = 1.0  # when a reader begins to doubt that the writer still lives
COMMIT_WAIT_S = 60.0  # when a reader gives up
T = TypeVar("T")
Run = Callable[..., list[dict[str, list[Plain]]]]
_LOCK_NOT_HAD = (
    "TransactionTimedOut",
    "LockClientStopped",
    "Transaction.Terminated",
)  # which one is a matter of chance
_NO_STORE = "there is no store in this database: make one with gruppkarta store init"


class Neo4jStore(TransactionalStore):
    """Records in a Neo4j database, 5.26 or later, Community or Enterprise.

    Parameters
    ----------
    uri : str
        neo4j://, neo4j+s://, bolt:// or bolt+s:// and the host.
    auth : tuple[str, str]
        User and password.
    max_rows : int
        The most rows of one write; the server's heap must hold them.
    on_step : Step
        Told before each group of changes and before the commit.
    """

    def __init__(
        self, uri: str, auth: tuple[str, str], *, max_rows: int = DEFAULT_MAX_ROWS, on_step: Step = no_step
    ) -> None:
        self.capabilities = Capabilities(
            name="neo4j", persistent=True, many_processes=True, max_rows_per_write=max_rows
        )
        self._on_step = on_step
        self._bookmarks = GraphDatabase.bookmark_manager()
        try:
            self._driver: Driver = GraphDatabase.driver(
                uri,
                auth=auth,
                notifications_min_severity="OFF",
                connection_acquisition_timeout=20.0,
                max_transaction_retry_time=RETRY_READS_S,
            )
        except (DriverConfigurationError, DriverError, ValueError) as error:
            message = (
                f"the address of the store cannot be used ({type(error).__name__}): give neo4j://HOST or bolt://HOST"
            )
            raise ConfigurationError(message) from error

    def initialise(self) -> None:
        """See `GraphStore.initialise`."""
        with translated(), self._session() as session:
            self._refuse_layout(runner(session.run))
            indexes = set(session.run("SHOW INDEXES YIELD name").value())  # a constraint stands on an index of its name
            for name, statement in text.schema_statements().items():
                if name not in indexes:
                    session.run(statement).consume()
            session.run(text.marker_statement(), start=CHAIN_START).consume()

    def layout(self) -> int:
        """See `GraphStore.layout`."""
        rows = self._asking(lambda run: run(text.layout_statement()))
        if not rows:
            raise StoreError(_NO_STORE)
        return int(str(rows[0]["version"]))

    @contextmanager
    def upgrading(self, *, commits: bool) -> Iterator[GraphStore]:
        """See `GraphStore.upgrading`."""
        from graph_service.adapters import neo4j_upgrades as upgrades  # noqa: PLC0415  it builds on this store

        with translated(), self._session() as session:
            self.layout()  # refuses a database without a store
            with session.begin_transaction() as transaction:
                self._on_step("upgrade")
                upgrades.run_steps(transaction)
                yield upgrades.StoreWithin(self, transaction, self._on_step)
                self._on_step("commit")
                (transaction.commit if commits else transaction.rollback)()
            if commits:
                upgrades.drop_former_constraints(session)
                self.initialise()

    def columns(self, names: Mapping[str, Collection[str]]) -> tuple[str, PlainColumns]:
        """See `GraphStore.columns`."""

        def read(run: Run) -> PlainColumns:
            return {kind: _read(run, KINDS[kind], list(dict.fromkeys(some))) for kind, some in names.items()}

        return self._at_one_moment(read)

    def counts(self) -> dict[str, int]:
        """See `GraphStore.counts`."""
        _, counts = self._at_one_moment(
            lambda run: {
                name: sum(int(str(run(text.count_statement(kind, label))[0]["n"])) for label in kind.labels.values())
                for name, kind in KINDS.items()
            }
        )
        return counts

    def content_hash(self) -> str:
        """See `GraphStore.content_hash`."""
        return self._asking(lambda run: content_hash_in(run, self._check))

    def audit_trail(self, *, after: int = 0, limit: int | None = None) -> list[AuditEntry]:
        """See `GraphStore.audit_trail`."""
        statement = text.cypher(
            f"MATCH (n:{text.AUDIT}) WHERE n.number > $after RETURN n{{.*}} AS n ORDER BY n.number LIMIT $limit"
        )
        rows = self._asking(lambda run: run(statement, after=after, limit=2**62 if limit is None else limit))
        return [entry_of(defaultdict(type(None), cast("Mapping[str, Plain]", row["n"]))) for row in rows]

    def tokens(self) -> list[StoredToken]:
        """See `GraphStore.tokens`."""
        statement = text.cypher(f"MATCH (n:{text.TOKEN}) RETURN n{{.*}} AS n")
        rows = self._asking(lambda run: run(statement))
        return sorted([_token(cast("Mapping[str, Plain]", row["n"])) for row in rows], key=lambda token: token.token_id)

    def record_hashes(self) -> dict[str, dict[str, bytes]]:
        """See `GraphStore.record_hashes`."""

        def read(run: Run) -> dict[str, dict[str, bytes]]:
            hashes: dict[str, dict[str, bytes]] = {}
            for name, kind in KINDS.items():
                rows = [row for label in kind.labels.values() for row in run(text.hashes_statement(kind, label))]
                hashes[name] = {str(row["key"]): _hash(row["value"]) for row in rows}
            return hashes

        return self._at_one_moment(read)[1]

    def subjects(self) -> dict[str, str]:
        """See `GraphStore.subjects`."""
        statement = text.cypher(f"MATCH (n:{text.SUBJECT}) RETURN n.person_id AS person_id, n.reference AS reference")
        rows = self._asking(lambda run: run(statement))
        return {str(row["person_id"]): str(row["reference"]) for row in rows}

    def trail_head(self) -> tuple[int, str]:
        """See `GraphStore.trail_head`."""
        statement = text.cypher(f"MATCH (t:{text.TRAIL}) RETURN t.number AS number, t.chain AS chain")
        rows = self._asking(lambda run: run(statement))
        number: object = rows[0]["number"] if len(rows) == 1 else None
        if not isinstance(number, int):
            message = f"the store does not know where its audit trail ends any more: {RESTORE}"
            raise DamagedStoreError(message)
        return number, str(rows[0]["chain"])

    def storage_faults(self) -> list[str]:
        """See `GraphStore.storage_faults`: the server checks its own files."""
        return []

    def close(self) -> None:
        """See `GraphStore.close`."""
        self._driver.close()

    def _columns_of(self, keys: Mapping[str, Collection[str]]) -> PlainColumns:
        def read(run: Run) -> PlainColumns:
            return {
                name: _read(run, KINDS[name], list(KINDS[name].names), keys=sorted(set(some)))
                for name, some in keys.items()
            }

        return self._at_one_moment(read)[1]

    def _at_one_moment(self, read: Callable[[Run], T]) -> tuple[str, T]:
        """Read between two commits of writers, and again if one came between.

        Neo4j gives each statement a moment of its own, and lets a reader see a commit while it is being
        applied, record by record. So writers count up before and after each commit, and what was read
        holds if no commit was under way before it and none had begun after it.
        """

        def attempt(run: Run) -> tuple[str, T] | None:
            begun, ended = self._commits(run)
            if begun != ended:
                return None
            content_hash = content_hash_in(run, self._check)
            content = read(run)
            return (content_hash, content) if self._commits(run)[0] == begun else None

        give_up = time.monotonic() + COMMIT_WAIT_S
        while time.monotonic() < give_up:
            answer = self._reading(attempt)
            if answer is not None:
                return answer
            self._wait_for_commit()
        message = "others write to the store so often that no moment of it could be read; try again"
        raise WriteConflictError(message)

    def _reading(self, read: Callable[[Run], T]) -> T:
        with translated(), self._session("READ") as session:
            return session.execute_read(lambda transaction: read(runner(transaction.run)))

    def _asking(self, ask: Callable[[Run], T]) -> T:
        """Ask by one statement, which needs no transaction around it: one way there and back instead of three."""

        def attempt() -> T:
            with self._session("READ") as session:
                return ask(runner(session.run))

        with translated():
            return _tried_again(attempt)

    def _wait_for_commit(self) -> None:
        """Wait until the commit that is under way has ended, or its writer turns out to be dead."""
        begun, ended = self._asking(self._commits)
        under_way = begun
        doubt_at = time.monotonic() + COMMIT_DOUBT_S
        while begun != ended and begun == under_way:
            if time.monotonic() > doubt_at:
                self._end_abandoned_commit(under_way)
                doubt_at = time.monotonic() + COMMIT_DOUBT_S
            time.sleep(COMMIT_POLL_S)
            begun, ended = self._asking(self._commits)

    def _end_abandoned_commit(self, number: int) -> None:
        """Whoever gets the lock on the store node knows that no commit is under way, and may say so."""
        with translated(), self._session() as session:
            try:
                with session.begin_transaction(timeout=COMMIT_DOUBT_S) as transaction:
                    transaction.run(text.lock_statement()).consume()
                    transaction.run(text.commit_ended_statement(), number=number).consume()
                    transaction.commit()
            except Neo4jError as error:
                if not any(code in str(error.code) for code in _LOCK_NOT_HAD):
                    raise

    @contextmanager
    def _transaction(self, *, changes_records: bool = True) -> Iterator[Transaction]:
        with translated(), self._session() as session:
            begun, head = self._begin(session.begin_transaction, changes_records=changes_records)
            with begun:
                transaction = Neo4jTransaction(begun, self._on_step, head)
                yield transaction
                if transaction.has_changed:
                    self._commit_records(begun)
                else:
                    self._on_step("commit")
                    begun.commit()

    def _commit_records(self, transaction: DriverTransaction) -> None:
        """Commit, and tell readers before and after."""
        with self._session() as session:
            number = session.run(text.commit_begun_statement()).single(strict=True)["number"]
            try:
                self._on_step("commit")
            except BaseException:
                transaction.rollback()
                session.run(text.commit_ended_statement(), number=number).consume()
                raise
            transaction.commit()  # where this fails its outcome may be unknown: readers find out that it has ended
            with suppress(DriverError, Neo4jError):  # it is stored, whether or not this can be told
                session.run(text.commit_ended_statement(), number=number).consume()

    def _session(self, access: Literal["READ", "WRITE"] = "WRITE") -> Session:
        """Sessions share bookmarks: what was written is read, whichever server of a cluster answers."""
        return self._driver.session(default_access_mode=access, fetch_size=-1, bookmark_manager=self._bookmarks)

    def _begin(
        self, begin: Callable[[], DriverTransaction], *, changes_records: bool
    ) -> tuple[DriverTransaction, TrailHead | None]:
        """Begin, with the lock on the store node for a writer of records, and else with that on the trail."""
        statement = text.lock_statement() if changes_records else text.checked_trail_statement()

        def attempt() -> tuple[DriverTransaction, Record | None]:
            transaction = begin()
            return transaction, transaction.run(statement).single()

        transaction, record = _tried_again(attempt)
        if record is None:
            transaction.close()
            self._asking(self._refuse_layout)
            raise StoreError(_NO_STORE)
        self._check(record["version"])
        return transaction, None if changes_records else (int(record["number"]), str(record["chain"]))

    def _commits(self, run: Run) -> tuple[int, int]:
        """Return the number of the last commit that has begun, and of the last that is known to have ended."""
        rows = run(text.commits_statement())
        if not rows:
            self._refuse_layout(run)
            raise StoreError(_NO_STORE)
        return int(str(rows[0]["begun"])), int(str(rows[0]["done"]))

    def _refuse_layout(self, run: Run) -> None:
        """Say so if what is missing is missing because the store has another layout."""
        for row in run(text.layout_statement()):
            self._check(int(str(row["version"])))

    def _check(self, version: int) -> None:
        if version != LAYOUT_VERSION:
            raise StoreVersionError("the store", version, works_with=LAYOUT_VERSION)


def _tried_again(work: Callable[[], T]) -> T:
    """Try again what the driver calls retryable, a few seconds long."""
    for attempt in range(ATTEMPTS - 1):
        try:
            return work()
        except (DriverError, Neo4jError) as error:
            if not error.is_retryable():
                raise
            time.sleep(0.2 * 2**attempt)
    return work()


def runner(run: Callable[..., object]) -> Run:
    """Return a function that runs a statement and gives its rows."""

    def answered(statement: LiteralString | Query, **parameters: object) -> list[dict[str, list[Plain]]]:
        return [dict(record) for record in run(statement, parameters)]  # type: ignore[attr-defined]  # a Result

    return answered


def _hash(value: object) -> bytes:
    """A record that has lost its hash, or has another thing in its place, has none: no record has that."""
    try:
        return bytes.fromhex(str(value))
    except ValueError:
        return b""


def content_hash_in(run: Run, check: Callable[[int], None]) -> str:
    """Return the content hash kept by the writes, if the layout bears the check."""
    statement = text.cypher(f"MATCH (s:{text.STORE}) RETURN s.content_sum AS value, {text.LAYOUT} AS version")
    rows = run(statement)
    if not rows:
        raise StoreError(_NO_STORE)
    check(int(str(rows[0]["version"])))
    return str(rows[0]["value"])


def _read(
    run: Run, kind: Kind, names: Sequence[str], *, keys: Sequence[str] | None = None
) -> dict[str, Sequence[Plain]]:
    """Read columns and put them in the order of the keys, by code point, which the database does not promise."""
    with_key = names if kind.key in names else [kind.key, *names]
    columns: dict[str, list[Plain]] = {name: [] for name in with_key}
    parameters = text.nothing_parameters(kind, with_key)
    for label in kind.labels.values():
        statement = text.read_statement(kind, label, with_key, by_keys=keys is not None)
        for batch in [None] if keys is None else batches(list(keys)):
            more = parameters if batch is None else {**parameters, "keys": batch}
            (row,) = run(statement, **more)
            for name in with_key:
                columns[name] += row[name]
    if len({len(column) for column in columns.values()}) > 1:  # a value that must be there is not
        message = f"records of {kind.table} have lost values that they must have: {RESTORE}"
        raise DamagedStoreError(message)
    order = sorted(range(len(columns[kind.key])), key=[str(key) for key in columns[kind.key]].__getitem__)
    try:
        by_name = {name: text.plain(kind[name], [columns[name][i] for i in order]) for name in names}
        check_stored(kind, by_name)
    except TypeError as error:
        message = f"{kind.table} holds a value that was never written there: {RESTORE}"
        raise DamagedStoreError(message) from error
    return by_name


def _token(row: Mapping[str, Plain]) -> StoredToken:
    try:
        return StoredToken.from_texts(row)
    except (ValueError, TypeError, LookupError) as error:
        message = f"a token in the store is none any more: {RESTORE}"
        raise DamagedStoreError(message) from error
