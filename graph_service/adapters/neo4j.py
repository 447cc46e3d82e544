"""The shared store: a Neo4j database, a graph that an analyst can also read in Neo4j's own tools."""

import json
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import LiteralString, TypeVar, cast

from neo4j import Driver, GraphDatabase, Query
from neo4j import Transaction as DriverTransaction
from neo4j.exceptions import (
    AuthError,
    ClientError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    TransientError,
)
from neo4j.exceptions import (
    ConfigurationError as DriverConfigurationError,
)

from graph_service.adapters import neo4j_cypher as text
from graph_service.domain.audit import CHAIN_START, AuditEntry, AuditEvent, details_text, instant_text
from graph_service.domain.schema import KINDS, SCHEMA_VERSION, Kind, Shape
from graph_service.domain.tables import Table
from graph_service.errors import (
    ConfigurationError,
    DamagedStoreError,
    StoreError,
    StoreUnavailableError,
    WriteConflictError,
    WriteTooLargeError,
)
from graph_service.ports import (
    DEFAULT_MAX_ROWS,
    Capabilities,
    GraphStore,
    Plain,
    PlainColumns,
    Step,
    StoredToken,
    Transaction,
    no_step,
)

BATCH_ROWS = 5_000
RETRY_READS_S = 3.0  # a page must not hang until a server that is away comes back
READ_ATTEMPTS = 8
BEGIN_ATTEMPTS = 5
_OUT_OF_MEMORY = "MemoryPoolOutOfMemory"
T = TypeVar("T")


class _Neo4jTransaction(Transaction):
    def __init__(self, transaction: DriverTransaction, on_step: Step) -> None:
        self._run = transaction.run
        self._on_step = on_step

    def hashes(self, kind: Kind, keys: Collection[str]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for name in kind.labels.values():
            if not self._count(kind, name):
                continue
            statement = text.cypher(
                f"UNWIND $keys AS key MATCH {text.matched(kind, name, 'key')} "
                "RETURN collect(key) AS keys, collect(r.record_hash) AS hashes"
            )
            for part in _parts(list(keys)):
                record = self._run(statement, keys=part).single(strict=True)
                found.update(zip(record["keys"], map(bytes.fromhex, record["hashes"]), strict=True))
        return found

    def put(self, table: Table, hashes: Sequence[bytes], *, replaced: Collection[str]) -> None:
        kind = table.kind
        self._on_step(f"put {kind.table}")
        if kind.shape is Shape.LINK and replaced:
            self.delete(kind, replaced)  # its ends or its type may have changed
        rows = _rows(table, hashes)
        by = table.column(kind.by) if kind.by else [""] * len(table)
        for value, name in kind.labels.items():
            chosen = [row for row, one in zip(rows, by, strict=True) if str(one) == value]
            known = [row for row in chosen if row["key"] in replaced] if kind.shape is Shape.NODE and replaced else []
            fresh = [row for row in chosen if row["key"] not in replaced] if known else chosen
            for some, replacing in ((known, True), (fresh, False)):
                for field, statement in text.put_statements(kind, name, replacing=replacing) if some else ():
                    wanted = some if field is None else [row for row in some if row[field] is not None]
                    for part in _parts(wanted):
                        self._run(statement, rows=part).consume()

    def delete(self, kind: Kind, keys: Collection[str]) -> None:
        self._on_step(f"delete {kind.table}")
        for name in kind.labels.values():
            for part in _parts(list(keys)):
                self._run(text.delete_statement(kind, name), keys=part).consume()

    def referring(self, kind: Kind, keys: Collection[str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for other in KINDS.values():
            for field in other.references:
                if field.target != kind.name:
                    continue
                for part in _parts(list(keys)):
                    rows = self._run(text.referring_statement(kind, other, field), keys=part).value("key")
                    if rows:
                        found.setdefault(other.name, set()).update(rows)
        return found

    def content_sum(self) -> int:
        record = self._run(text.cypher(f"MATCH (s:{text.STORE}) RETURN s.content_sum AS value")).single(strict=True)
        return int(record["value"], 16)

    def set_content_sum(self, value: int) -> None:
        self._on_step("content sum")
        statement = text.cypher(f"MATCH (s:{text.STORE}) SET s.content_sum = $value")
        self._run(statement, value=f"{value:032x}").consume()

    def audit_head(self) -> tuple[int, str]:
        statement = text.cypher(
            f"MATCH (s:{text.STORE}) "
            "RETURN coalesce(s.audit_number, 0) AS number, coalesce(s.audit_chain, $start) AS chain"
        )
        record = self._run(statement, start=CHAIN_START).single(strict=True)
        return int(record["number"]), str(record["chain"])

    def append_audit(self, entry: AuditEntry) -> None:
        self._on_step("audit")
        event = entry.event
        own = {
            "number": entry.number,
            "recorded_at": instant_text(entry.recorded_at),
            "action": event.action,
            "actor": event.actor,
            "purpose": event.purpose,
            "details": details_text(event.details),
            "chain": entry.chain,
        }
        statement = text.cypher(
            f"CREATE (n:{text.AUDIT}) SET n = $own WITH n "
            f"MATCH (s:{text.STORE}) SET s.audit_number = n.number, s.audit_chain = n.chain"
        )
        self._run(statement, own=own).consume()

    def subject_references(self, person_ids: Collection[str]) -> dict[str, str]:
        statement = text.cypher(
            f"UNWIND $keys AS key MATCH (n:{text.SUBJECT} {{person_id: key}}) "
            "RETURN collect(key) AS keys, collect(n.reference) AS found"
        )
        found: dict[str, str] = {}
        for part in _parts(list(person_ids)):
            record = self._run(statement, keys=part).single(strict=True)
            found.update(zip(record["keys"], record["found"], strict=True))
        return found

    def put_subject_references(self, references: Mapping[str, str]) -> None:
        self._on_step("put subjects")
        statement = text.cypher(f"UNWIND $rows AS row CREATE (n:{text.SUBJECT}) SET n = row")
        rows = [{"person_id": person_id, "reference": reference} for person_id, reference in references.items()]
        for part in _parts(rows):
            self._run(statement, rows=part).consume()

    def delete_subject_references(self, person_ids: Collection[str]) -> None:
        self._on_step("delete subjects")
        statement = text.cypher(f"UNWIND $keys AS key MATCH (n:{text.SUBJECT} {{person_id: key}}) DELETE n")
        for part in _parts(list(person_ids)):
            self._run(statement, keys=part).consume()

    def put_token(self, token: StoredToken) -> None:
        self._on_step("put token")
        own = {
            "token_id": token.token_id,
            "token_hash": token.token_hash,
            "name": token.name,
            "agency": token.agency,
            "role": token.role,
            "created_at": instant_text(token.created_at),
            "expires_at": instant_text(token.expires_at),
            "revoked_at": None if token.revoked_at is None else instant_text(token.revoked_at),
        }
        statement = text.cypher(f"MERGE (n:{text.TOKEN} {{token_id: $own.token_id}}) SET n = $own")
        self._run(statement, own=own).consume()

    def _count(self, kind: Kind, name: str) -> int:
        return int(self._run(text.count_statement(kind, name)).single(strict=True)["n"])


class Neo4jStore(GraphStore):
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
        self._is_checked = False

    def initialise(self) -> None:
        """See `GraphStore.initialise`."""
        with _translated(), self._driver.session() as session:
            for statement in text.schema_statements():
                session.run(statement).consume()
            version = session.run(text.marker_statement()).single(strict=True)["version"]
        self._check(version)

    def columns(self, wanted: Mapping[str, Collection[str]]) -> tuple[str, PlainColumns]:
        """See `GraphStore.columns`."""

        def read(run: Callable[..., list[dict[str, list[Plain]]]]) -> PlainColumns:
            return {name: _read(run, KINDS[name], list(dict.fromkeys(names))) for name, names in wanted.items()}

        return self._at_one_moment(read)

    def counts(self) -> dict[str, int]:
        """See `GraphStore.counts`."""
        _, found = self._at_one_moment(
            lambda run: {
                name: sum(int(str(run(text.count_statement(kind, one))[0]["n"])) for one in kind.labels.values())
                for name, kind in KINDS.items()
            }
        )
        return found

    def content_hash(self) -> str:
        """See `GraphStore.content_hash`."""
        return self._reading(lambda run: _content_hash(run, self._check))

    def audit_trail(self, *, after: int = 0, limit: int | None = None) -> list[AuditEntry]:
        """See `GraphStore.audit_trail`."""
        statement = text.cypher(
            f"MATCH (n:{text.AUDIT}) WHERE n.number > $after RETURN n{{.*}} AS n ORDER BY n.number LIMIT $limit"
        )
        rows = self._reading(lambda run: run(statement, after=after, limit=2**62 if limit is None else limit))
        return [_entry(cast("Mapping[str, str | int]", row["n"])) for row in rows]

    def tokens(self) -> list[StoredToken]:
        """See `GraphStore.tokens`."""
        statement = text.cypher(f"MATCH (n:{text.TOKEN}) RETURN n{{.*}} AS n")
        found = [_token(cast("Mapping[str, str]", row["n"])) for row in self._reading(lambda run: run(statement))]
        return sorted(found, key=lambda token: token.token_id)

    def close(self) -> None:
        """See `GraphStore.close`."""
        self._driver.close()

    def _columns_of(self, kind: Kind, keys: Collection[str]) -> Mapping[str, Sequence[Plain]]:
        return self._at_one_moment(lambda run: _read(run, kind, list(kind.names), keys=sorted(set(keys))))[1]

    def _at_one_moment(self, read: Callable[["Run"], T]) -> tuple[str, T]:
        """Read again where a writer came between: Neo4j gives each statement a moment of its own."""

        def attempt(run: "Run") -> tuple[str, T, str]:
            before = _content_hash(run, self._check)
            found = read(run)
            return before, found, _content_hash(run, self._check)

        for _ in range(READ_ATTEMPTS):
            before, found, after = self._reading(attempt)
            if before == after:
                return before, found
        message = "others write to the store so often that no moment of it could be read; try again"
        raise WriteConflictError(message)

    def _reading(self, read: Callable[["Run"], T]) -> T:
        with _translated(), self._driver.session(default_access_mode="READ", fetch_size=-1) as session:
            return session.execute_read(lambda transaction: read(_runner(transaction.run)))

    @contextmanager
    def _transaction(self) -> Iterator[Transaction]:
        with _translated(), self._driver.session() as session:
            transaction = self._begin(session.begin_transaction)
            with transaction:
                yield _Neo4jTransaction(transaction, self._on_step)
                self._on_step("commit")
                transaction.commit()

    def _begin(self, begin: Callable[[], DriverTransaction]) -> DriverTransaction:
        """Take the lock on the one store node: one writer at a time; try again what the driver calls retryable."""
        statement = text.cypher(
            f"MATCH (s:{text.STORE}) SET s.n_writes = coalesce(s.n_writes, 0) + 1 RETURN s.schema_version AS version"
        )
        for attempt in range(BEGIN_ATTEMPTS):
            try:
                transaction = begin()
                record = transaction.run(statement).single()
            except (DriverError, Neo4jError) as error:
                if not error.is_retryable() or attempt == BEGIN_ATTEMPTS - 1:
                    raise
                time.sleep(0.2 * 2**attempt)
                continue
            if record is None:
                transaction.close()
                raise StoreError(_NO_STORE)
            self._check(record["version"])
            return transaction
        raise AssertionError  # the loop returns or raises

    def _check(self, version: int) -> None:
        if version != SCHEMA_VERSION:
            message = (
                f"the store has schema version {version}, and this program works with {SCHEMA_VERSION}: "
                "use the program that wrote it to copy its records into a new store"
            )
            raise DamagedStoreError(message)


Run = Callable[..., list[dict[str, list[Plain]]]]
_NO_STORE = "there is no store in this database: make one with gruppkarta store init"


def _runner(run: Callable[..., object]) -> Run:
    def answered(statement: LiteralString | Query, **parameters: object) -> list[dict[str, list[Plain]]]:
        return [dict(record) for record in run(statement, parameters)]  # type: ignore[attr-defined]  # a Result

    return answered


def _content_hash(run: Run, check: Callable[[int], None]) -> str:
    statement = text.cypher(f"MATCH (s:{text.STORE}) RETURN s.content_sum AS value, s.schema_version AS version")
    rows = run(statement)
    if not rows:
        raise StoreError(_NO_STORE)
    check(int(str(rows[0]["version"])))
    return str(rows[0]["value"])


def _read(
    run: Run, kind: Kind, names: Sequence[str], *, keys: Sequence[str] | None = None
) -> dict[str, Sequence[Plain]]:
    """Read columns and put them in the order of the keys, by code point, which the database does not promise."""
    wanted = names if kind.key in names else [kind.key, *names]
    columns: dict[str, list[Plain]] = {name: [] for name in wanted}
    parameters = text.nothing_parameters(kind, wanted)
    for label in kind.labels.values():
        statement = text.read_statement(kind, label, wanted, by_keys=keys is not None)
        for part in [None] if keys is None else _parts(list(keys)):
            more = parameters if part is None else {**parameters, "keys": part}
            (row,) = run(statement, **more)
            for name in wanted:
                columns[name] += row[name]
    order = sorted(range(len(columns[kind.key])), key=[str(key) for key in columns[kind.key]].__getitem__)
    return {name: text.plain(kind[name], [columns[name][i] for i in order]) for name in names}


def _rows(table: Table, hashes: Sequence[bytes]) -> list[dict[str, object]]:
    kind = table.kind
    own = [(field, kind.index[field.name]) for field in text.own_fields(kind)]
    apart = [(field.name, i) for i, field in enumerate(kind.fields) if field not in {one for one, _ in own}]
    return [
        {
            "key": row[0],
            "own": {field.name: text.sent(field, row[i]) for field, i in own if row[i] is not None}
            | {"record_hash": one.hex()},
            **{name: row[i] for name, i in apart},
        }
        for row, one in zip(table.rows(), hashes, strict=True)
    ]


def _parts(rows: list[T]) -> Iterator[list[T]]:
    for at in range(0, len(rows), BATCH_ROWS):
        yield rows[at : at + BATCH_ROWS]


def _entry(row: Mapping[str, str | int]) -> AuditEntry:
    event = AuditEvent(str(row["action"]), str(row["actor"]), str(row["purpose"]), json.loads(str(row["details"])))
    instant = datetime.fromisoformat(str(row["recorded_at"]))
    return AuditEntry(int(row["number"]), instant, event, str(row["chain"]))


def _token(row: Mapping[str, str]) -> StoredToken:
    revoked = row.get("revoked_at")
    return StoredToken(
        token_id=row["token_id"],
        token_hash=row["token_hash"],
        name=row["name"],
        agency=row["agency"],
        role=row["role"],
        created_at=datetime.fromisoformat(row["created_at"]),
        expires_at=datetime.fromisoformat(row["expires_at"]),
        revoked_at=None if revoked is None else datetime.fromisoformat(revoked),
    )


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the driver's errors into ours; they hold codes and no content."""
    try:
        yield
    except IncompleteCommit as error:
        message = (
            "the connection broke while the write was committed: it may be stored or not; "
            "do it again, the same records change nothing"
        )
        raise StoreUnavailableError(message) from error
    except AuthError as error:
        message = "the database server refused the user or password: check GRUPPKARTA_STORE_USER and _PASSWORD"
        raise ConfigurationError(message) from error
    except TransientError as error:
        if _OUT_OF_MEMORY in str(error.code):
            message = (
                "the write is too large for the memory of the database server: raise its heap "
                "(server.memory.heap.max_size, dbms.memory.transaction.total.max) or import in parts"
            )
            raise WriteTooLargeError(message) from error
        message = f"another writer holds the store ({error.code}); try again"
        raise WriteConflictError(message) from error
    except ServiceUnavailable as error:
        message = "the database server does not answer; is it running, and is the address right?"
        raise StoreUnavailableError(message) from error
    except ClientError as error:
        message = f"the database server refused a statement ({error.code})"
        raise StoreError(message) from error
    except Neo4jError as error:
        message = f"the database server failed ({error.code})"
        raise StoreError(message) from error
    except DriverError as error:
        message = f"the connection to the database server failed ({type(error).__name__}); try again"
        raise StoreUnavailableError(message) from error
