"""The ports: what the services need from the outside world.

`GraphStore` is narrow. Adapters fill in a transaction of a few primitives; reading the state of a
write, hashing and the algorithm of a write stand here once, the same for every store.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex
from typing import Protocol, final

from graph_service.domain.admission import admit, possible_keys
from graph_service.domain.audit import AuditEntry, AuditEvent, next_entry
from graph_service.domain.dates import day_of
from graph_service.domain.schema import KINDS, Kind
from graph_service.domain.tables import HASH_MODULUS, Column, Table, Tables, hash_sum, row_hashes
from graph_service.errors import (
    ActExistsError,
    DamagedStoreError,
    InputError,
    UnknownReferenceError,
    WriteTooLargeError,
)

SUBJECT_BYTES = 8
DEFAULT_MAX_ROWS = (
    400_000  # of one write to a database server: about 1.3 kB of its heap a row, twice that in the commit
)
MAX_SUBJECTS_NAMED = 10_000  # in one audit event; more are counted only

__all__ = [
    "DEFAULT_MAX_ROWS",
    "AuditEntry",
    "AuditEvent",
    "Capabilities",
    "Clock",
    "GraphStore",
    "KindCounts",
    "Plain",
    "PlainColumns",
    "Progress",
    "Step",
    "StoredToken",
    "Transaction",
    "WriteSummary",
    "no_progress",
    "no_step",
]

Progress = Callable[[str, int], None]  # what is being done, how many rows it concerns
Step = Callable[[str], None]  # told before each group of statements; for tests that fail or die there
Plain = str | int | float | bool | tuple[str, ...] | None  # as a column holds it: a date is a day number
PlainColumns = dict[str, dict[str, Sequence[Plain]]]  # kind name to column name to values


def no_progress(_step: str, _n_rows: int) -> None:
    """Report nothing.

    Parameters
    ----------
    _step : str
        What is being done.
    _n_rows : int
        How many rows it concerns.
    """


def no_step(_step: str) -> None:
    """Let the write go on.

    Parameters
    ----------
    _step : str
        What is about to be done.
    """


class Clock(Protocol):
    """What day and instant it is."""

    def today(self) -> date:
        """Return the local civil date."""

    def now(self) -> datetime:
        """Return the instant, in UTC."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a store can and cannot do, as declared data."""

    name: str
    persistent: bool
    many_processes: bool
    max_rows_per_write: int | None


@dataclass(frozen=True, slots=True)
class StoredToken:
    """The token of a caller: what it may do, and the hash by which it is known; never the token itself."""

    token_id: str
    token_hash: str  # sha256, 64 hex digits
    name: str
    agency: str
    role: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class KindCounts:
    """What a write did to one kind."""

    n_new: int = 0
    n_changed: int = 0
    n_unchanged: int = 0


@dataclass(frozen=True, slots=True)
class WriteSummary:
    """What a write did, by kind name, and the content hash after it."""

    kinds: Mapping[str, KindCounts]
    content_hash: str

    @property
    def total(self) -> KindCounts:
        """The sum over all kinds."""
        return KindCounts(
            sum(one.n_new for one in self.kinds.values()),
            sum(one.n_changed for one in self.kinds.values()),
            sum(one.n_unchanged for one in self.kinds.values()),
        )


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
        """Chain an event to the audit trail.

        Parameters
        ----------
        event : AuditEvent
            What happened.
        recorded_at : datetime
            The instant, with its time zone.
        """
        number, chain = self.audit_head()
        self.append_audit(next_entry(event, recorded_at, number=number + 1, previous=chain))


class GraphStore(ABC):
    """Holds the records of one programme. A write is all or nothing and idempotent by key."""

    capabilities: Capabilities

    @abstractmethod
    def initialise(self) -> None:
        """Create tables or constraints; harmless where they exist.

        Raises
        ------
        DamagedStoreError
            If something else, or another schema version, is stored there.
        """

    @abstractmethod
    def columns(self, wanted: Mapping[str, Collection[str]]) -> tuple[str, PlainColumns]:
        """Return the content hash and columns of plain values, all as of one moment.

        Parameters
        ----------
        wanted : Mapping[str, Collection[str]]
            Kind name to the names of the columns wanted of it.

        Returns
        -------
        tuple[str, PlainColumns]
            The content hash, and kind name to column name to values. The columns of a kind are equally
            long and ordered by its key (text order by code point, whether or not the key is wanted).
            Dates are day numbers since 1970, lists are tuples, enum words are text, None is not given.
        """

    @final
    def read(
        self, kinds: Collection[Kind] | None = None, *, fields: Callable[[Kind], Collection[str]] | None = None
    ) -> tuple[str, dict[str, Table]]:
        """Return the content hash and records, ordered by key, as of one moment.

        Parameters
        ----------
        kinds : Collection[Kind] | None
            Which kinds; default all.
        fields : Callable[[Kind], Collection[str]] | None
            Names the columns wanted of a kind; default all. The others come as columns of None.

        Returns
        -------
        tuple[str, dict[str, Table]]
            The content hash, and the records by kind name.
        """
        chosen = list(KINDS.values() if kinds is None else kinds)
        content_hash, plain = self.columns(
            {kind.name: [kind.key, *(kind.names if fields is None else fields(kind))] for kind in chosen}
        )
        return content_hash, {kind.name: _table(kind, plain[kind.name]) for kind in chosen}

    @final
    def get(self, kind: Kind, keys: Collection[str]) -> Table:
        """Return those of the records that exist, ordered by key.

        Parameters
        ----------
        kind : Kind
            Which kind.
        keys : Collection[str]
            Which records.

        Returns
        -------
        Table
            The records.
        """
        return self.get_all({kind.name: keys})[kind.name]

    @final
    def get_all(self, wanted: Mapping[str, Collection[str]]) -> dict[str, Table]:
        """Return records of several kinds, those that exist, each ordered by key, as of one moment.

        Parameters
        ----------
        wanted : Mapping[str, Collection[str]]
            Keys by kind name.

        Returns
        -------
        dict[str, Table]
            Records by kind name.
        """
        found = self._columns_of({name: possible_keys(keys) for name, keys in wanted.items()})
        return {name: _table(KINDS[name], columns) for name, columns in found.items()}

    @final
    def verify(self) -> str:
        """Read every record and compare the sum of their hashes with the one kept by the writes.

        Returns
        -------
        str
            The content hash.

        Raises
        ------
        DamagedStoreError
            If what is stored is not what was written.
        """
        content_hash, tables = self.read()
        found = sum(hash_sum(row_hashes(table)) for table in tables.values()) % HASH_MODULUS
        if f"{found:032x}" != content_hash:
            message = (
                f"the records in the store have the content hash {found:032x}, and {content_hash} was written: "
                "something else has changed them; restore a backup, or find the records that differ from one"
            )
            raise DamagedStoreError(message)
        return content_hash

    @abstractmethod
    def counts(self) -> dict[str, int]:
        """Return the number of records of every kind, by kind name."""

    @abstractmethod
    def content_hash(self) -> str:
        """Return 32 hex digits: the same for the same records on every store, whatever their order."""

    @abstractmethod
    def audit_trail(self, *, after: int = 0, limit: int | None = None) -> list[AuditEntry]:
        """Return audit entries with a number above `after`, in order."""

    @abstractmethod
    def tokens(self) -> list[StoredToken]:
        """Return all tokens, in the order of their ids."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections."""

    @abstractmethod
    def _columns_of(self, wanted: Mapping[str, Collection[str]]) -> PlainColumns:
        """Return all columns of those of the records that exist, by kind, ordered by key, as of one moment."""

    @abstractmethod
    def _transaction(self, *, changes_records: bool = True) -> AbstractContextManager[Transaction]:
        """Open a transaction; one writer at a time. One that only appends need not wait for one that does not."""

    @final
    def write(
        self, tables: Tables, event: AuditEvent, *, recorded_at: datetime, progress: Progress = no_progress
    ) -> WriteSummary:
        """Store all records and the audit event, or nothing.

        Parameters
        ----------
        tables : Tables
            Records by kind. The same key replaces (never an act), the same record changes nothing.
        event : AuditEvent
            What to write to the audit trail; the counts are added to its details.
        recorded_at : datetime
            The instant, in UTC.
        progress : Progress
            Told of each kind before it is written.

        Returns
        -------
        WriteSummary
            Counts by kind, and the content hash after.

        Raises
        ------
        InputError
            If a value cannot be kept (see `admit`), or a kind is not known.
        WriteTooLargeError
            If there are more rows than the store takes in one transaction.
        UnknownReferenceError
            If a record refers to one that is neither written nor stored.
        ActExistsError
            If an act would be replaced.
        """
        if unknown := sorted(set(tables) - set(KINDS)):
            message = f"no such kind of record: {', '.join(unknown)}; known are {', '.join(KINDS)}"
            raise InputError(message)
        limit, n_rows = self.capabilities.max_rows_per_write, sum(len(table) for table in tables.values())
        if limit is not None and n_rows > limit:
            message = (
                f"{n_rows} rows in one write, and at most {limit} are taken: raise GRUPPKARTA_STORE_MAX_ROWS, and the "
                "memory of the database server with it, or import in parts"
            )
            raise WriteTooLargeError(message)
        tables = {name: admit(table) for name, table in tables.items() if len(table)}
        counts: dict[str, KindCounts] = {}
        with self._transaction() as transaction:
            total = transaction.content_sum()
            for name, kind in KINDS.items():
                table = tables.get(name)
                if table is None:
                    continue
                progress(f"writing {kind.table}", len(table))
                counts[name], change = self._write_kind(transaction, table, tables)
                total += change
            total %= HASH_MODULUS
            transaction.set_content_sum(total)
            summary = WriteSummary(counts, f"{total:032x}")
            sums = summary.total
            done = {"n_new": sums.n_new, "n_changed": sums.n_changed, "n_unchanged": sums.n_unchanged}
            _append(transaction, event, done, recorded_at)
        return summary

    @final
    def erase(self, kind: Kind, keys: Collection[str], event: AuditEvent, *, recorded_at: datetime) -> int:
        """Remove records and all records that refer to them, and write the audit event, or do nothing.

        Parameters
        ----------
        kind : Kind
            Which kind the keys are of.
        keys : Collection[str]
            What to remove; keys that are not there are passed over.
        event : AuditEvent
            What to write to the audit trail; the number of records is added to its details.
        recorded_at : datetime
            The instant, in UTC.

        Returns
        -------
        int
            How many records went.
        """
        with self._transaction() as transaction:
            total, n = transaction.content_sum(), 0
            gone = _with_referring(transaction, kind, keys)
            for name in reversed([name for name in KINDS if name in gone]):
                hashes = transaction.hashes(KINDS[name], gone[name])
                transaction.delete(KINDS[name], hashes.keys())
                total, n = total - hash_sum(hashes.values()), n + len(hashes)
            transaction.set_content_sum(total % HASH_MODULUS)
            _append(transaction, event, {"n_erased": n}, recorded_at)
            transaction.delete_subject_references(gone.get("person", ()))
        return n

    @final
    def erasure_of(self, kind: Kind, keys: Collection[str]) -> dict[str, int]:
        """Count what `erase` would remove, and remove nothing.

        Parameters
        ----------
        kind : Kind
            Which kind the keys are of.
        keys : Collection[str]
            What would be removed.

        Returns
        -------
        dict[str, int]
            Kind name to a number above 0.
        """
        with self._transaction(changes_records=False) as transaction:
            gone = _with_referring(transaction, kind, keys)
            counts = {name: len(transaction.hashes(KINDS[name], gone[name])) for name in KINDS if name in gone}
        return {name: n for name, n in counts.items() if n}

    @final
    def record_event(self, event: AuditEvent, *, recorded_at: datetime) -> None:
        """Append an audit event that changes no record, such as a look.

        Parameters
        ----------
        event : AuditEvent
            What happened.
        recorded_at : datetime
            The instant, in UTC.
        """
        with self._transaction(changes_records=False) as transaction:
            _append(transaction, event, {}, recorded_at)

    @final
    def write_token(self, token: StoredToken, event: AuditEvent, *, recorded_at: datetime) -> None:
        """Store a token, or a change of one, with its audit event.

        Parameters
        ----------
        token : StoredToken
            The token.
        event : AuditEvent
            What to write to the audit trail.
        recorded_at : datetime
            The instant, in UTC.
        """
        with self._transaction(changes_records=False) as transaction:
            transaction.put_token(token)
            _append(transaction, event, {}, recorded_at)

    def _write_kind(self, transaction: Transaction, table: Table, written: Tables) -> tuple[KindCounts, int]:
        kind, hashes = table.kind, row_hashes(table)
        known = transaction.hashes(kind, table.keys)
        positions = list(range(len(table)))
        if known:
            positions = [i for i, key in enumerate(table.keys) if known.get(key) != hashes[i]]
        fresh = table if len(positions) == len(table) else table.chosen(positions)
        replaced = {key for key in fresh.keys if key in known} if known else set()
        if replaced and kind.is_act:
            message = f"{kind.table}: acts are append-only, these exist with other content: {sorted(replaced)[:5]}"
            raise ActExistsError(message)
        self._check_references(transaction, fresh, written)
        chosen = [hashes[i] for i in positions]
        if positions:
            transaction.put(fresh, chosen, replaced=replaced)
        change = hash_sum(chosen) - hash_sum(known[key] for key in replaced)
        return KindCounts(len(fresh) - len(replaced), len(replaced), len(table) - len(fresh)), change

    @staticmethod
    def _check_references(transaction: Transaction, table: Table, written: Tables) -> None:
        for field in table.kind.references:
            target = KINDS[str(field.target)]
            wanted = {str(value) for value in table.column(field.name) if value is not None}
            if target.name in written:
                wanted -= set(written[target.name].keys)
            missing = wanted - transaction.hashes(target, wanted).keys() if wanted else set()
            if missing:
                message = f"{table.kind.table}.{field.name}: no such {target.name}: {', '.join(sorted(missing)[:5])}"
                raise UnknownReferenceError(message)


def _with_referring(transaction: Transaction, kind: Kind, keys: Collection[str]) -> dict[str, set[str]]:
    """Keys by kind: of some records, of all that refer to them, and of all that refer to those."""
    gone: dict[str, set[str]] = {}
    pending = [(kind.name, possible_keys(keys))]
    while pending:
        name, found = pending.pop()
        found -= gone.get(name, set())
        if found:
            gone.setdefault(name, set()).update(found)
            pending += transaction.referring(KINDS[name], found).items()
    return gone


def _append(transaction: Transaction, event: AuditEvent, more: Mapping[str, str | int], recorded_at: datetime) -> None:
    """Append an event, its subjects by reference: in the same transaction as the change or the look."""
    subjects = sorted(possible_keys(event.subjects))
    details = {**event.details, **more}
    if subjects:
        details["n_subjects"] = len(subjects)
    if 0 < len(subjects) <= MAX_SUBJECTS_NAMED:
        known = transaction.subject_references(subjects)
        fresh = {one: token_hex(SUBJECT_BYTES) for one in subjects if one not in known}
        if fresh:
            transaction.put_subject_references(fresh)
        details["subjects"] = " ".join(sorted((known | fresh).values()))
    transaction.audit(AuditEvent(event.action, event.actor, event.purpose, details), recorded_at)


def _table(kind: Kind, plain: Mapping[str, Sequence[Plain]]) -> Table:
    """Turn day numbers into dates; a column that is not there becomes one of None."""
    nothing = (None,) * len(plain[kind.key])
    columns: list[Column] = []
    for field in kind.fields:
        values = plain.get(field.name, nothing)
        if field.type is date and values is not nothing:
            dates = {number: day_of(int(str(number))) for number in set(values) if number is not None}
            columns.append([None if number is None else dates[number] for number in values])
        else:
            columns.append(values)
    return Table(kind, tuple(columns))
