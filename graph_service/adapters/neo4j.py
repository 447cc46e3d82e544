"""The shared store: a Neo4j database, a graph that an analyst can also read in Neo4j's own tools."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Literal, TypeVar, cast

from neo4j import Driver, GraphDatabase, Record, Session
from neo4j import Transaction as DriverTransaction
from neo4j.exceptions import ConfigurationError as DriverConfigurationError
from neo4j.exceptions import DriverError, Neo4jError

from graph_service.adapters import neo4j_cypher as text
from graph_service.adapters.neo4j_errors import translated
from graph_service.adapters.neo4j_reading import (
    NO_STORE,
    Run,
    commits_in,
    content_hash_in,
    footprints_in,
    hash_of,
    keys_delivered_in,
    read_columns,
    refuse_layout,
    runner,
    token_of,
    writes_in,
)
from graph_service.adapters.neo4j_transaction import Neo4jTransaction, TrailHead
from graph_service.adapters.neo4j_watch import Wait, Watch
from graph_service.domain.audit import CHAIN_START, AuditEntry, entry_of
from graph_service.domain.plain_columns import Plain, PlainColumns
from graph_service.domain.schema import ALL_KINDS, KINDS, LAYOUT_VERSION
from graph_service.domain.store_content import Capabilities, Residue, StoredToken
from graph_service.domain.writes import Footprint, StoredWrite
from graph_service.errors import (
    RESTORE,
    ConfigurationError,
    DamagedStoreError,
    StoreError,
    StoreVersionError,
    WriteConflictError,
)
from graph_service.ports import DEFAULT_MAX_ROWS, DEFAULT_TIMEOUT_S, GraphStore
from graph_service.transaction import Step, Transaction, no_step
from graph_service.writing import TransactionalStore

RETRY_READS_S = 3.0  # a page must not hang until a server that is away comes back
ATTEMPTS = 5
WAITS = 5  # two on an open connection and a new one to see if the server lives, the same again, and a rest
COMMIT_POLL_S = 0.02  # how often a reader looks whether a commit has ended
COMMIT_DOUBT_S = 1.0  # when a reader begins to doubt that the writer still lives
logging.getLogger("neo4j").addHandler(logging.NullHandler())  # it names addresses; what failed is told by our errors
T = TypeVar("T")
_LOCK_NOT_HAD = (
    "TransactionTimedOut",
    "LockClientStopped",
    "Transaction.Terminated",
)  # which one is a matter of chance


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
    timeout_s : float
        How long a server may give no answer, and how long a writer waits for another.
    on_step : Step
        Told before each group of changes and before the commit.
    """

    def __init__(
        self,
        uri: str,
        auth: tuple[str, str],
        *,
        max_rows: int = DEFAULT_MAX_ROWS,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        on_step: Step = no_step,
    ) -> None:
        self.capabilities = Capabilities(
            name="neo4j", persistent=True, many_processes=True, max_rows_per_write=max_rows
        )
        self._on_step = on_step
        self._bookmarks = GraphDatabase.bookmark_manager()
        self._timeout_s = timeout_s
        wait_s = timeout_s / WAITS

        def driver() -> Driver:
            return GraphDatabase.driver(
                uri,
                auth=auth,
                notifications_min_severity="OFF",
                connection_timeout=wait_s,
                connection_acquisition_timeout=wait_s,
                connection_write_timeout=wait_s,
                liveness_check_timeout=wait_s,
                max_transaction_retry_time=min(RETRY_READS_S, wait_s),
            )

        def answers() -> bool:
            with suppress(DriverError, Neo4jError), driver() as fresh:
                fresh.verify_connectivity()
                return True
            return False

        self._watch = Watch(answers, wait_s)
        try:
            self._driver: Driver = driver()
        except (DriverConfigurationError, DriverError, ValueError) as error:
            message = (
                f"the address of the store cannot be used ({type(error).__name__}): give neo4j://HOST or bolt://HOST"
            )
            raise ConfigurationError(message) from error

    def initialise(self) -> None:
        """See `GraphStore.initialise`."""
        with translated(), self._session() as session:
            refuse_layout(runner(session.run), self._check)
            indexes = set(session.run("SHOW INDEXES YIELD name").value())  # a constraint stands on an index of its name
            for name, statement in text.schema_statements().items():
                if name not in indexes:
                    session.run(statement).consume()
            session.run(text.marker_statement(), start=CHAIN_START).consume()

    def layout(self) -> int:
        """See `GraphStore.layout`."""
        rows = self._asking(lambda run: run(text.layout_statement()))
        if not rows:
            raise StoreError(NO_STORE)
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
            return {kind: read_columns(run, ALL_KINDS[kind], list(dict.fromkeys(some))) for kind, some in names.items()}

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
        return sorted(
            [token_of(cast("Mapping[str, Plain]", row["n"])) for row in rows], key=lambda token: token.token_id
        )

    def record_hashes(self) -> dict[str, dict[str, bytes]]:
        """See `GraphStore.record_hashes`."""

        def read(run: Run) -> dict[str, dict[str, bytes]]:
            hashes: dict[str, dict[str, bytes]] = {}
            for name, kind in ALL_KINDS.items():
                rows = [row for label in kind.labels.values() for row in run(text.hashes_statement(kind, label))]
                hashes[name] = {str(row["key"]): hash_of(row["value"]) for row in rows}
            return hashes

        return self._at_one_moment(read)[1]

    def service_hash(self) -> str:
        """See `GraphStore.service_hash`."""
        return str(self._of_store("service_sum"))

    def writes(self) -> list[StoredWrite]:
        """See `GraphStore.writes`."""
        return self._asking(writes_in)

    def undoable(self) -> int:
        """See `GraphStore.undoable`."""
        return int(str(self._of_store("undoable")))

    def footprints(self, keys: Mapping[str, Collection[str]] | None = None) -> dict[str, dict[str, Footprint]]:
        """See `GraphStore.footprints`."""
        names = ALL_KINDS if keys is None else keys
        return self._at_one_moment(
            lambda run: {
                name: footprints_in(run, ALL_KINDS[name], None if keys is None else sorted(keys[name]))
                for name in names
            }
        )[1]

    def delivered_keys(self, names: Collection[str], whose: tuple[str, str]) -> dict[str, set[str]]:
        """See `GraphStore.delivered_keys`."""
        return self._at_one_moment(
            lambda run: {name: keys_delivered_in(run, ALL_KINDS[name], whose) for name in names}
        )[1]

    def _of_store(self, name: str) -> object:
        rows = self._asking(lambda run: run(text.cypher(f"MATCH (s:{text.STORE}) RETURN s.{name} AS value")))
        if not rows:
            raise StoreError(NO_STORE)
        return rows[0]["value"]

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

    def residue(self) -> Residue:
        """See `GraphStore.residue`: the server keeps what was deleted, until chance writes over it."""
        rows = self._asking(lambda run: run(text.cypher(f"MATCH (s:{text.STORE}) RETURN s.has_removed AS has_removed")))
        return Residue.SERVER if rows and rows[0]["has_removed"] else Residue.NOTHING

    def purge(self) -> Residue:
        """See `GraphStore.purge`: nothing that the Community edition offers takes it away."""
        return self.residue()

    def close(self) -> None:
        """See `GraphStore.close`."""
        self._watch.close()
        self._driver.close()

    def _columns_of(self, keys: Mapping[str, Collection[str]]) -> tuple[str, PlainColumns]:
        def read(run: Run) -> PlainColumns:
            return {
                name: read_columns(run, ALL_KINDS[name], list(ALL_KINDS[name].names), keys=sorted(set(some)))
                for name, some in keys.items()
            }

        return self._at_one_moment(read)

    def _at_one_moment(self, read: Callable[[Run], T]) -> tuple[str, T]:
        """Read between two commits of writers, and again if one came between.

        Neo4j gives each statement a moment of its own, and lets a reader see a commit while it is being
        applied, record by record. So writers count up before and after each commit, and what was read
        holds if no commit was under way before it and none had begun after it.
        """

        def attempt(run: Run) -> tuple[str, T] | None:
            begun, ended = commits_in(run, self._check)
            if begun != ended:
                return None
            content_hash = content_hash_in(run, self._check)
            content = read(run)
            return (content_hash, content) if commits_in(run, self._check)[0] == begun else None

        give_up = time.monotonic() + self._timeout_s
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
            return self._tried_again(attempt)

    def _wait_for_commit(self) -> None:
        """Wait until the commit that is under way has ended, or its writer turns out to be dead."""
        begun, ended = self._commits()
        under_way = begun
        doubt_at = time.monotonic() + COMMIT_DOUBT_S
        while begun != ended and begun == under_way:
            if time.monotonic() > doubt_at:
                self._end_abandoned_commit(under_way)
                doubt_at = time.monotonic() + COMMIT_DOUBT_S
            time.sleep(COMMIT_POLL_S)
            begun, ended = self._commits()

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
        with translated(), self._watched() as wait:
            begun, head = self._begin(wait, changes_records=changes_records)
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

    @contextmanager
    def _session(self, access: Literal["READ", "WRITE"] = "WRITE") -> Iterator[Session]:
        """Give a session; they share bookmarks: what was written is read, whichever server of a cluster answers."""
        with self._watched(access) as wait:
            yield wait.session

    @contextmanager
    def _watched(self, access: Literal["READ", "WRITE"] = "WRITE") -> Iterator[Wait]:
        session = self._driver.session(default_access_mode=access, fetch_size=-1, bookmark_manager=self._bookmarks)
        with self._watch.over(session) as wait, session:
            yield wait

    def _begin(self, wait: Wait, *, changes_records: bool) -> tuple[DriverTransaction, TrailHead | None]:
        """Begin, with the lock on the store node for a writer of records, and else with that on the trail."""
        statement = text.lock_statement() if changes_records else text.checked_trail_statement()

        def attempt() -> tuple[DriverTransaction, Record | None]:
            transaction = wait.session.begin_transaction()
            return transaction, transaction.run(statement).single()

        try:
            with self._watch.at_most(wait, self._timeout_s):
                transaction, record = self._tried_again(attempt, until=lambda: wait.is_over)
        except DriverError as error:
            if not wait.is_over:
                raise
            message = f"another writer has held the store for {self._timeout_s:g} s; try again"
            raise WriteConflictError(message) from error
        if record is None:
            transaction.close()
            self._asking(lambda run: refuse_layout(run, self._check))
            raise StoreError(NO_STORE)
        self._check(record["version"])
        return transaction, None if changes_records else (int(record["number"]), str(record["chain"]))

    def _tried_again(self, work: Callable[[], T], *, until: Callable[[], bool] = lambda: False) -> T:
        """Try again what the driver calls retryable, a few seconds long."""
        give_up = time.monotonic() + self._timeout_s / 2
        for attempt in range(ATTEMPTS - 1):
            try:
                return work()
            except (DriverError, Neo4jError) as error:
                if not error.is_retryable() or until() or time.monotonic() > give_up:
                    raise
                time.sleep(0.2 * 2**attempt)
        return work()

    def _commits(self) -> tuple[int, int]:
        return self._asking(lambda run: commits_in(run, self._check))

    def _check(self, version: int) -> None:
        if version != LAYOUT_VERSION:
            raise StoreVersionError("the store", version, works_with=LAYOUT_VERSION)
