"""The ports: what the services need from the outside world.

Every store gives out the same columns of plain values; turning them into records stands here once.
How a write goes about it is told in `graph_service.writing`.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Annotated as A
from typing import Protocol, final

from graph_service.domain.admission import possible_keys
from graph_service.domain.audit import AuditEntry, AuditEvent, instant_text
from graph_service.domain.dates import day_number, day_of
from graph_service.domain.described import Described
from graph_service.domain.schema import KINDS, Field, Kind, Value
from graph_service.domain.tables import HASH_MODULUS, Column, Table, Tables, hash_sum, row_hashes
from graph_service.errors import RESTORE, DamagedStoreError

DEFAULT_MAX_ROWS = (
    400_000  # of one write to a database server: about 1.3 kB of its heap a row, twice that in the commit
)
DEFAULT_TIMEOUT_S = 30.0  # without an answer, or for another writer

Progress = Callable[[str, int], None]  # what is being done, how many rows it concerns
Plain = str | int | float | bool | tuple[str, ...] | None  # as a column holds it: a date is a day number
PlainColumns = dict[str, dict[str, Sequence[Plain]]]  # kind name to column name to values


def no_progress(_step: str, _n_rows: int) -> None:
    """Report nothing."""


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

    def as_texts(self) -> dict[str, str | None]:
        """Return all that the token is as a store holds it, instants in UTC."""
        values = {field.name: getattr(self, field.name) for field in dataclass_fields(self)}
        return {name: instant_text(value) if isinstance(value, datetime) else value for name, value in values.items()}

    @classmethod
    def from_texts(cls, texts: Mapping[str, object]) -> "StoredToken":
        """Read what `as_texts` wrote; a `ValueError`, `TypeError` or `LookupError` where it is no token."""
        names = ("token_id", "token_hash", "name", "agency", "role")
        revoked = texts.get("revoked_at")
        return cls(
            **{name: _text(texts[name]) for name in names},
            created_at=datetime.fromisoformat(_text(texts["created_at"])),
            expires_at=datetime.fromisoformat(_text(texts["expires_at"])),
            revoked_at=None if revoked is None else datetime.fromisoformat(_text(revoked)),
        )

    @property
    def digest(self) -> str:
        """Names all that the token is: 32 hex digits, noted in the audit trail whenever it is written."""
        fields = (getattr(self, field.name) for field in dataclass_fields(self))
        texts = [value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for value in fields]
        return sha256(json.dumps(texts).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class KindCounts:
    """What a write did to one kind."""

    n_new: A[int, Described("records that were not there before, as far as the caller sees", 414, unit="records")] = 0
    n_changed: A[int, Described("records that were there with other content, and were replaced", 0, unit="records")] = 0
    n_unchanged: A[int, Described("records that were there with the same content", 0, unit="records")] = 0


@dataclass(frozen=True, slots=True)
class WriteSummary:
    """What a write did."""

    kinds: A[
        Mapping[str, KindCounts],
        Described("records by kind, such as person or membership; kinds that were not written are missing", None),
    ]
    content_hash: A[
        str,
        Described(
            "names the content of the store after the write; the same records give the same hash",
            "a8d1c2b3e4f5061728394a5b6c7d8e9f",
        ),
    ]

    @property
    def total(self) -> KindCounts:
        """The sum over all kinds."""
        return KindCounts(
            sum(counts.n_new for counts in self.kinds.values()),
            sum(counts.n_changed for counts in self.kinds.values()),
            sum(counts.n_unchanged for counts in self.kinds.values()),
        )


class Residue(StrEnum):
    """What may still hold values that were erased; backups and copies are not counted."""

    NOTHING = "nothing"
    LOG = "write_ahead_log"
    PAGES = "pages"
    SERVER = "database_server"


@dataclass(frozen=True, slots=True)
class StoreContent:
    """All that a store holds: records, audit trail, its references to persons by person id, and tokens."""

    tables: Tables
    trail: Sequence[AuditEntry]
    subjects: Mapping[str, str]
    tokens: Sequence[StoredToken]

    @property
    def n_records(self) -> int:
        """How many records there are, of all kinds."""
        return sum(map(len, self.tables.values()))


class GraphStore(ABC):
    """Holds the records of one programme. A write is all or nothing and idempotent by key."""

    capabilities: Capabilities

    @abstractmethod
    def initialise(self) -> None:
        """Create tables or constraints; harmless where they exist.

        Raises
        ------
        DamagedStoreError
            If something else is stored there.
        StoreVersionError
            If an earlier or a later program made the store.
        """

    @abstractmethod
    def layout(self) -> int:
        """Return the version of how records lie in the store, that of an earlier or later program too."""

    @abstractmethod
    def upgrading(self, *, commits: bool) -> AbstractContextManager["GraphStore"]:
        """Bring a store of an earlier layout to that of this program, all or nothing.

        Parameters
        ----------
        commits : bool
            Whether the change is to stay when the `with` block is left without an exception.

        Returns
        -------
        AbstractContextManager[GraphStore]
            Gives the store as it is after the change, which others do not see yet: it can be read, and events appended.

        Raises
        ------
        StoreVersionError
            If no step leads from its layout to that of this program.
        """

    @abstractmethod
    def columns(self, names: Mapping[str, Collection[str]]) -> tuple[str, PlainColumns]:
        """Return the content hash and columns of plain values, all as of one moment.

        Parameters
        ----------
        names : Mapping[str, Collection[str]]
            Kind name to the names of its columns.

        Returns
        -------
        tuple[str, PlainColumns]
            The content hash, and kind name to column name to values. The columns of a kind are equally
            long and ordered by its key (text order by code point, whether or not the key is asked for).
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
            Names the columns of a kind; default all. The others come as columns of None.

        Returns
        -------
        tuple[str, dict[str, Table]]
            The content hash, and the records by kind name.
        """
        if kinds is None:
            kinds = KINDS.values()
        names = {kind.name: [kind.key, *(kind.names if fields is None else fields(kind))] for kind in kinds}
        content_hash, plain = self.columns(names)
        return content_hash, {kind.name: table_of(kind, plain[kind.name]) for kind in kinds}

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
        return self.get_all({kind.name: keys})[1][kind.name]

    @final
    def get_all(self, keys: Mapping[str, Collection[str]]) -> tuple[str, dict[str, Table]]:
        """Return the content hash and records of several kinds, those that exist, ordered by key, as of one moment.

        Parameters
        ----------
        keys : Mapping[str, Collection[str]]
            Keys by kind name.

        Returns
        -------
        tuple[str, dict[str, Table]]
            The content hash, and the records by kind name.
        """
        content_hash, plain = self._columns_of({name: possible_keys(some) for name, some in keys.items()})
        return content_hash, {name: table_of(KINDS[name], columns) for name, columns in plain.items()}

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
        check_content(tables, content_hash)
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
    def record_hashes(self) -> dict[str, dict[str, bytes]]:
        """Return the hash that the writes kept with each record, by kind name and key."""

    @abstractmethod
    def subjects(self) -> dict[str, str]:
        """Return the references by which the audit trail names persons, by person id."""

    @abstractmethod
    def trail_head(self) -> tuple[int, str]:
        """Return number and chain of the last audit entry as the writes know it; (0, `CHAIN_START`) if none."""

    @abstractmethod
    def storage_faults(self) -> list[str]:
        """Return what is wrong with the storage itself, such as a file, in words without content; usually nothing."""

    @abstractmethod
    def residue(self) -> Residue:
        """Return what may still hold values that were erased from this store."""

    @abstractmethod
    def purge(self) -> Residue:
        """Take away what is left of erased values, as far as the store can, and return what may still hold some.

        Returns
        -------
        Residue
            As `residue` then says.

        Raises
        ------
        StoreUnavailableError
            If the storage has no room for it, or cannot be written.
        WriteConflictError
            If another writer holds the store.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections."""

    @abstractmethod
    def _columns_of(self, keys: Mapping[str, Collection[str]]) -> tuple[str, PlainColumns]:
        """Return the content hash and all columns of the records that exist, by kind and key, as of one moment."""

    @abstractmethod
    def write(
        self,
        tables: Tables,
        event: AuditEvent,
        *,
        recorded_at: datetime,
        only_on: str | None = None,
        progress: Progress = no_progress,
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
        only_on : str | None
            Content hash of the records that this write was judged by; None: whatever is stored.
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
        WriteConflictError
            If other records are stored than those of `only_on`.
        """

    @abstractmethod
    def fill(
        self,
        content: StoreContent,
        event: AuditEvent | None,
        *,
        recorded_at: datetime,
        progress: Progress = no_progress,
    ) -> str:
        """Take over all that another store held, its trail and tokens included, or nothing.

        Parameters
        ----------
        content : StoreContent
            What the other store held.
        event : AuditEvent | None
            What to append to the trail that was taken over; None: nothing.
        recorded_at : datetime
            The instant, in UTC.
        progress : Progress
            Told of each kind before it is written.

        Returns
        -------
        str
            The content hash.

        Raises
        ------
        InputError
            If anything was ever written to the store, or a value cannot be kept.
        WriteTooLargeError
            If there are more rows than the store takes in one transaction.
        UnknownReferenceError
            If a record refers to one that is not there.
        """

    @abstractmethod
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

    @abstractmethod
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

    @abstractmethod
    def record_event(self, event: AuditEvent, *, recorded_at: datetime) -> None:
        """Append an audit event that changes no record, such as a look.

        Parameters
        ----------
        event : AuditEvent
            What happened.
        recorded_at : datetime
            The instant, in UTC.
        """

    @abstractmethod
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


def check_content(tables: Tables, content_hash: str) -> None:
    """Compare the sum of the hashes of records with the one kept by the writes.

    Parameters
    ----------
    tables : Tables
        All records of a store.
    content_hash : str
        The content hash of the store.

    Raises
    ------
    DamagedStoreError
        If they are not the records that were written.
    """
    total = sum(hash_sum(row_hashes(table)) for table in tables.values()) % HASH_MODULUS
    if f"{total:032x}" != content_hash:
        message = (
            f"the records in the store have the content hash {total:032x}, and {content_hash} was written: "
            f"something else has changed them; {RESTORE}"
        )
        raise DamagedStoreError(message)


def table_of(kind: Kind, plain: Mapping[str, Sequence[Plain]]) -> Table:
    """Turn day numbers into dates; a column that is not there becomes one of None.

    Parameters
    ----------
    kind : Kind
        Which kind.
    plain : Mapping[str, Sequence[Plain]]
        Columns by name, that of the key among them.

    Returns
    -------
    Table
        The records.
    """
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


def plain_column(field: Field, column: Sequence[Value]) -> Sequence[Plain]:
    """Turn a column of a table into plain values: dates into day numbers.

    Parameters
    ----------
    field : Field
        Which field.
    column : Sequence[Value]
        Its values.

    Returns
    -------
    Sequence[Plain]
        What `table_of` takes.
    """
    if field.type is not date:
        return column  # type: ignore[return-value]  # only columns of dates hold dates
    numbers = {day: day_number(day) for day in set(column) if isinstance(day, date)}
    return [None if day is None else numbers[day] for day in column]  # type: ignore[index]  # a date, as the field says


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
