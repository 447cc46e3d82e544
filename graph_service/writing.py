"""How a write goes, the same for every store: what an adapter fills in, and the algorithm above it.

An adapter gives a transaction of a few primitives. Which records are new, whether a reference holds,
what the content hash becomes and what the audit trail says of it is decided here, once.
"""

from abc import abstractmethod
from collections.abc import Collection
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import final

from graph_service.domain.admission import possible_keys
from graph_service.domain.audit import AuditEvent
from graph_service.domain.delivery import NOTHING_GONE, Gone, Reason, no_reason
from graph_service.domain.schema import ALL_KINDS, KINDS, SERVICE_KINDS, Kind
from graph_service.domain.service_records import service_records_of
from graph_service.domain.store_content import StoreContent, StoredToken
from graph_service.domain.tables import Tables, hash_sum
from graph_service.domain.write_summary import WriteSummary
from graph_service.domain.writes import WriteHow
from graph_service.errors import InputError, WriteConflictError, WriteTooLargeError
from graph_service.ports import GraphStore, Progress, no_progress
from graph_service.record_writing import RecordsWritten, Sums, WriteHead, filled_with, taken_back
from graph_service.transaction import Transaction

NOT_NEW = (
    "the store was written to before: a backup with its trail and tokens goes into a store that is new, without "
    "`store init`; name another file or database"
)
NOT_THE_LAST = "that write is not the last any more, and cannot be taken back: correct the records"


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
        how: WriteHow = WriteHow.IMPORT,
        deliverer: str = "",
        as_of: date | None = None,
        agency: str = "",
        is_correction: bool = False,
        reason: Reason = no_reason,
        brought: Collection[str] | None = None,
        gone: Gone = NOTHING_GONE,
    ) -> WriteSummary:
        """See `GraphStore.write`."""
        _check_kinds(tables)
        limit = self.capabilities.max_rows_per_write
        _check_size(tables, limit)
        with self._transaction() as transaction:
            if only_on not in {None, f"{transaction.content_sum():032x}"}:
                message = "other records have been written since these were judged; try again"
                raise WriteConflictError(message)
            head = WriteHead(how, event.actor, agency or str(event.details.get("agency", "")), deliverer, as_of)
            work = RecordsWritten(transaction, head, recorded_at, reason, is_correction=is_correction, limit=limit)
            summary = work.write(tables, gone, progress)
            work.note(sorted(KINDS[name].table for name in tables if name in KINDS) if brought is None else brought)
            transaction.record(event, work.details(summary), recorded_at)
        return summary

    @final
    def undo(self, number: int, event: AuditEvent, *, recorded_at: datetime) -> WriteSummary:
        """See `GraphStore.undo`."""
        with self._transaction() as transaction:
            if not number or transaction.undoable() != number:
                raise InputError(NOT_THE_LAST)
            head = WriteHead(WriteHow.UNDO, event.actor, str(event.details.get("agency", "")), "", None)
            summary, details = taken_back(transaction, number, head, recorded_at)
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
            content_hash = filled_with(transaction, content, progress)
            progress("writing the trail", len(content.trail))
            transaction.append_trail(content.trail)
            transaction.put_subject_references(content.subjects)
            for token in content.tokens:
                transaction.put_token(token)
            if event is not None:
                transaction.record(event, {}, recorded_at)
        return content_hash

    @final
    def erase(self, kind: Kind, keys: Collection[str], event: AuditEvent, *, recorded_at: datetime) -> int:
        """See `GraphStore.erase`."""
        with self._transaction() as transaction:
            sums = Sums(transaction)
            doomed = _with_referring(transaction, kind, keys)
            doomed |= service_records_of(doomed, {name: transaction.rows(kind) for name, kind in SERVICE_KINDS.items()})
            counts = dict.fromkeys(ALL_KINDS, 0)
            for name in reversed([name for name in ALL_KINDS if name in doomed]):
                hashes = transaction.hashes(ALL_KINDS[name], doomed[name])
                if hashes:
                    transaction.delete(ALL_KINDS[name], hashes.keys())
                sums.add(ALL_KINDS[name], -hash_sum(hashes.values()))
                counts[name] = len(hashes)
            content_hash = sums.store()
            n_erased = sum(counts[name] for name in KINDS)
            if n_erased:
                head = WriteHead(WriteHow.ERASE, event.actor, str(event.details.get("agency", "")), "", None)
                transaction.append_write(head.numbered(transaction, recorded_at, (), content_hash))
                transaction.keep_before(0, ())
            n_beside = sum(counts[name] for name in SERVICE_KINDS)
            details = {"n_erased": n_erased, **({"n_service_erased": n_beside} if n_beside else {})}
            transaction.record(event, details, recorded_at)
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
    if unknown := sorted(set(tables) - set(ALL_KINDS)):
        message = f"no such kind of record: {', '.join(unknown)}; known are {', '.join(ALL_KINDS)}"
        raise InputError(message)


def _check_size(tables: Tables, limit: int | None, *, n_more: int = 0) -> None:
    n_rows = sum(len(table) for table in tables.values()) + n_more
    if limit is not None and n_rows > limit:
        message = (
            f"{n_rows} rows in one write, and at most {limit} are taken: raise GRUPPKARTA_STORE_MAX_ROWS, and the "
            "memory of the database server with it, or import in parts"
        )
        raise WriteTooLargeError(message)


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
