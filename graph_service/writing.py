"""How a write goes, the same for every store: what an adapter fills in, and the algorithm above it.

An adapter gives a transaction of a few primitives. Which records are new, whether a reference holds,
what the content hash becomes and what the audit trail says of it is decided here, once.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from secrets import token_hex
from typing import final

from graph_service.domain.admission import admit, possible_keys
from graph_service.domain.audit import AuditEntry, AuditEvent, next_entry
from graph_service.domain.schema import KINDS, Kind
from graph_service.domain.store_content import StoreContent, StoredToken
from graph_service.domain.tables import HASH_MODULUS, Table, Tables, hash_sum, row_hashes
from graph_service.domain.write_summary import KindCounts, WriteSummary
from graph_service.errors import (
    ActExistsError,
    InputError,
    UnknownReferenceError,
    WriteConflictError,
    WriteTooLargeError,
)
from graph_service.ports import GraphStore, Progress, no_progress

SUBJECT_BYTES = 8
MAX_SUBJECTS_NAMED = 10_000  # in one audit event; more are counted only

NOT_NEW = (
    "the store was written to before: a backup with its trail and tokens goes into a store that is new, without "
    "`store init`; name another file or database"
)

Step = Callable[[str], None]  # told before each group of statements; for tests that fail or die there


def no_step(_step: str) -> None:
    """Let the write go on."""


class Transaction(ABC):
    """A write under way, alone on its store. Leaving its `with` block commits; an exception rolls all back."""

    @abstractmethod
    def hashes(self, kind: Kind, keys: Collection[str]) -> dict[str, bytes]:
        """Return the hashes of those of the records that exist, by key."""

    @abstractmethod
    def put(self, table: Table, hashes: Sequence[bytes], *, replaced: Collection[str]) -> None:
        """Store records; `replaced` are the keys among them that exist already."""

    @abstractmethod
    def delete(self, kind: Kind, keys: Collection[str]) -> None:
        """Remove records that exist."""

    @abstractmethod
    def referring(self, kind: Kind, keys: Collection[str]) -> dict[str, set[str]]:
        """Return the keys of records that refer to these, by kind name."""

    @abstractmethod
    def content_sum(self) -> int:
        """Return the sum of all record hashes."""

    @abstractmethod
    def set_content_sum(self, value: int) -> None:
        """Store the sum of all record hashes."""

    @abstractmethod
    def audit_head(self) -> tuple[int, str]:
        """Return number and chain of the last audit entry; (0, `CHAIN_START`) if there is none."""

    @abstractmethod
    def append_audit(self, entry: AuditEntry) -> None:
        """Append to the audit trail; subjects stand in its details by reference already."""

    def append_trail(self, entries: Sequence[AuditEntry]) -> None:
        """Append entries that are chained already."""
        for entry in entries:
            self.append_audit(entry)

    @abstractmethod
    def subject_references(self, person_ids: Collection[str]) -> dict[str, str]:
        """Return the references by which the audit trail names those of the persons who have one."""

    @abstractmethod
    def put_subject_references(self, references: Mapping[str, str]) -> None:
        """Store references of persons who have none."""

    @abstractmethod
    def delete_subject_references(self, person_ids: Collection[str]) -> None:
        """Forget by which references the audit trail names persons; harmless for those who have none."""

    @abstractmethod
    def put_token(self, token: StoredToken) -> None:
        """Store a token; one with the same id is replaced."""

    @final
    def audit(self, event: AuditEvent, recorded_at: datetime) -> None:
        """Chain an event to the audit trail; the instant has its time zone."""
        number, chain = self.audit_head()
        self.append_audit(next_entry(event, recorded_at, number=number + 1, previous=chain))

    @final
    def record(self, event: AuditEvent, more: Mapping[str, str | int], recorded_at: datetime) -> None:
        """Append an event with more details, its subjects by reference: together with the change or the look."""
        subjects = sorted(possible_keys(event.subjects))
        details = {**event.details, **more}
        if subjects:
            details["n_subjects"] = len(subjects)
        if 0 < len(subjects) <= MAX_SUBJECTS_NAMED:
            references = self.subject_references(subjects)
            fresh = {person_id: token_hex(SUBJECT_BYTES) for person_id in subjects if person_id not in references}
            if fresh:
                self.put_subject_references(fresh)
            details["subjects"] = " ".join(sorted((references | fresh).values()))
        self.audit(AuditEvent(event.action, event.actor, event.purpose, details), recorded_at)


class TransactionalStore(GraphStore):
    """A store that writes by the one algorithm; an adapter gives what is abstract, here and in the port."""

    @abstractmethod
    def _transaction(self, *, changes_records: bool = True) -> AbstractContextManager[Transaction]:
        """Open a transaction; one writer at a time. One that only appends need not wait for one that does not."""

    @final
    def write(
        self,
        tables: Tables,
        event: AuditEvent,
        *,
        recorded_at: datetime,
        only_on: str | None = None,
        progress: Progress = no_progress,
    ) -> WriteSummary:
        """See `GraphStore.write`."""
        _check_kinds(tables)
        _check_size(tables, self.capabilities.max_rows_per_write)
        with self._transaction() as transaction:
            if only_on not in {None, f"{transaction.content_sum():032x}"}:
                message = "other records have been written since these were judged; try again"
                raise WriteConflictError(message)
            summary = _write_records(transaction, tables, progress)
            sums = summary.total
            details = {"n_new": sums.n_new, "n_changed": sums.n_changed, "n_unchanged": sums.n_unchanged}
            transaction.record(event, details, recorded_at)
        return summary

    @final
    def fill(
        self,
        content: StoreContent,
        event: AuditEvent | None,
        *,
        recorded_at: datetime,
        progress: Progress = no_progress,
    ) -> str:
        """See `GraphStore.fill`."""
        _check_kinds(content.tables)
        _check_size(content.tables, self.capabilities.max_rows_per_write, n_more=len(content.trail))
        with self._transaction() as transaction:
            _refuse_used(transaction)
            summary = _write_records(transaction, content.tables, progress)
            progress("writing the trail", len(content.trail))
            transaction.append_trail(content.trail)
            transaction.put_subject_references(content.subjects)
            for token in content.tokens:
                transaction.put_token(token)
            if event is not None:
                transaction.record(event, {}, recorded_at)
        return summary.content_hash

    @final
    def erase(self, kind: Kind, keys: Collection[str], event: AuditEvent, *, recorded_at: datetime) -> int:
        """See `GraphStore.erase`."""
        with self._transaction() as transaction:
            total = transaction.content_sum()
            n_erased = 0
            doomed = _with_referring(transaction, kind, keys)
            for name in reversed([name for name in KINDS if name in doomed]):
                hashes = transaction.hashes(KINDS[name], doomed[name])
                transaction.delete(KINDS[name], hashes.keys())
                total -= hash_sum(hashes.values())
                n_erased += len(hashes)
            transaction.set_content_sum(total % HASH_MODULUS)
            transaction.record(event, {"n_erased": n_erased}, recorded_at)
            transaction.delete_subject_references(doomed.get("person", ()))
        return n_erased

    @final
    def erasure_of(self, kind: Kind, keys: Collection[str]) -> dict[str, int]:
        """See `GraphStore.erasure_of`."""
        with self._transaction(changes_records=False) as transaction:
            doomed = _with_referring(transaction, kind, keys)
            counts = {name: len(transaction.hashes(KINDS[name], doomed[name])) for name in KINDS if name in doomed}
        return {name: n for name, n in counts.items() if n}

    @final
    def record_event(self, event: AuditEvent, *, recorded_at: datetime) -> None:
        """See `GraphStore.record_event`."""
        with self._transaction(changes_records=False) as transaction:
            transaction.record(event, {}, recorded_at)

    @final
    def write_token(self, token: StoredToken, event: AuditEvent, *, recorded_at: datetime) -> None:
        """See `GraphStore.write_token`."""
        with self._transaction(changes_records=False) as transaction:
            transaction.put_token(token)
            transaction.record(event, {"token_id": token.token_id, "token_digest": token.digest}, recorded_at)


def _refuse_used(transaction: Transaction) -> None:
    if transaction.audit_head()[0] or transaction.content_sum():
        raise InputError(NOT_NEW)


def _check_kinds(tables: Tables) -> None:
    if unknown := sorted(set(tables) - set(KINDS)):
        message = f"no such kind of record: {', '.join(unknown)}; known are {', '.join(KINDS)}"
        raise InputError(message)


def _check_size(tables: Tables, limit: int | None, *, n_more: int = 0) -> None:
    n_rows = sum(len(table) for table in tables.values()) + n_more
    if limit is not None and n_rows > limit:
        message = (
            f"{n_rows} rows in one write, and at most {limit} are taken: raise GRUPPKARTA_STORE_MAX_ROWS, and the "
            "memory of the database server with it, or import in parts"
        )
        raise WriteTooLargeError(message)


def _write_records(transaction: Transaction, tables: Tables, progress: Progress) -> WriteSummary:
    """Store what is new or changed, and the content sum that comes of it."""
    tables = {name: admit(table) for name, table in tables.items() if len(table)}
    counts: dict[str, KindCounts] = {}
    total = transaction.content_sum()
    for name, kind in KINDS.items():
        table = tables.get(name)
        if table is None:
            continue
        progress(f"writing {kind.table}", len(table))
        counts[name], change = _write_kind(transaction, table, tables)
        total += change
    total %= HASH_MODULUS
    transaction.set_content_sum(total)
    return WriteSummary(counts, f"{total:032x}")


def _write_kind(transaction: Transaction, table: Table, written: Tables) -> tuple[KindCounts, int]:
    """Store what is new or changed of one kind; the counts, and by how much the content sum changes."""
    kind = table.kind
    hashes = row_hashes(table)
    stored = transaction.hashes(kind, table.keys)
    positions = list(range(len(table)))
    if stored:
        positions = [i for i, key in enumerate(table.keys) if stored.get(key) != hashes[i]]
    fresh = table if len(positions) == len(table) else table.take(positions)
    replaced = {key for key in fresh.keys if key in stored} if stored else set()
    if replaced and kind.is_act:
        message = f"{kind.table}: acts are append-only, these exist with other content: {sorted(replaced)[:5]}"
        raise ActExistsError(message)
    _check_references(transaction, fresh, written)
    fresh_hashes = [hashes[i] for i in positions]
    if positions:
        transaction.put(fresh, fresh_hashes, replaced=replaced)
    change = hash_sum(fresh_hashes) - hash_sum(stored[key] for key in replaced)
    return KindCounts(len(fresh) - len(replaced), len(replaced), len(table) - len(fresh)), change


def _check_references(transaction: Transaction, table: Table, written: Tables) -> None:
    for field in table.kind.references:
        target = KINDS[str(field.target)]
        keys = {str(value) for value in table.column(field.name) if value is not None}
        if target.name in written:
            keys -= set(written[target.name].keys)
        missing = keys - transaction.hashes(target, keys).keys() if keys else set()
        if missing:
            message = f"{table.kind.table}.{field.name}: no such {target.name}: {', '.join(sorted(missing)[:5])}"
            raise UnknownReferenceError(message)


def _with_referring(transaction: Transaction, kind: Kind, keys: Collection[str]) -> dict[str, set[str]]:
    """Keys by kind: of some records, of all that refer to them, and of all that refer to those."""
    doomed: dict[str, set[str]] = {}
    pending = [(kind.name, possible_keys(keys))]
    while pending:
        name, further = pending.pop()
        further -= doomed.get(name, set())
        if further:
            doomed.setdefault(name, set()).update(further)
            pending += transaction.referring(KINDS[name], further).items()
    return doomed
