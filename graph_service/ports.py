"""The ports: what the services need from the outside world.

How a write goes about it is told in `graph_service.writing`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol, final

from graph_service.domain.admission import possible_keys
from graph_service.domain.audit import AuditEntry, AuditEvent
from graph_service.domain.delivery import NOTHING_GONE, Gone, Reason, no_reason
from graph_service.domain.plain_columns import PlainColumns, table_of_plain
from graph_service.domain.schema import ALL_KINDS, KINDS, Kind
from graph_service.domain.store_content import (
    Capabilities,
    Residue,
    StoreContent,
    StoredToken,
    check_content,
    check_service_records,
)
from graph_service.domain.tables import Table, Tables
from graph_service.domain.write_summary import WriteSummary
from graph_service.domain.writes import Footprint, StoredWrite, WriteHow

DEFAULT_MAX_ROWS = (
    400_000  # of one write to a database server: about 1.3 kB of its heap a row, twice that in the commit
)
DEFAULT_TIMEOUT_S = 30.0  # without an answer, or for another writer

Progress = Callable[[str, int], None]  # what is being done, how many rows it concerns


def no_progress(_step: str, _n_rows: int) -> None:
    """Report nothing."""


class Clock(Protocol):
    """What day and instant it is."""

    def today(self) -> date:
        """Return the local civil date."""

    def now(self) -> datetime:
        """Return the instant, in UTC."""


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

    def columns_holding(self, kind: Kind, names: Collection[str], text: str) -> tuple[str, PlainColumns]:
        """Return columns as `columns` does, of at least those records in which one of them holds a text.

        Capitals do not matter, and there may be more records: who asks looks at each. A store that can leaves out
        others, so that it need not read out everybody to find one.

        Parameters
        ----------
        kind : Kind
            Of which kind.
        names : Collection[str]
            Names of its key, which is not looked into, and of columns of text.
        text : str
            In lower case.

        Returns
        -------
        tuple[str, PlainColumns]
            The content hash, and the columns of the kind under its name.
        """
        del text  # every record is among them
        return self.columns({kind.name: names})

    @final
    def read(
        self, kinds: Collection[Kind] | None = None, *, fields: Callable[[Kind], Collection[str]] | None = None
    ) -> tuple[str, dict[str, Table]]:
        """Return the content hash and records, ordered by key, as of one moment.

        Parameters
        ----------
        kinds : Collection[Kind] | None
            Which kinds; default all that a case may bring.
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
        return content_hash, {kind.name: table_of_plain(kind, plain[kind.name]) for kind in kinds}

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
        return content_hash, {name: table_of_plain(ALL_KINDS[name], columns) for name, columns in plain.items()}

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
        content_hash, tables = self.read(ALL_KINDS.values())
        check_content(tables, content_hash)
        check_service_records(tables, self.service_hash())
        return content_hash

    @abstractmethod
    def counts(self) -> dict[str, int]:
        """Return the number of records of every kind that a case may bring, by kind name."""

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
    def service_hash(self) -> str:
        """Return 32 hex digits as `content_hash` does, for the records that the service adds."""

    @abstractmethod
    def writes(self) -> list[StoredWrite]:
        """Return all writes that changed records, in order."""

    @abstractmethod
    def undoable(self) -> int:
        """Return the number of the write that can be taken back; 0: none."""

    @abstractmethod
    def footprints(self, keys: Mapping[str, Collection[str]] | None = None) -> dict[str, dict[str, Footprint]]:
        """Return which writes made, changed and delivered records that exist, by kind name and key.

        Parameters
        ----------
        keys : Mapping[str, Collection[str]] | None
            Which records, by kind name; None: all.

        Returns
        -------
        dict[str, dict[str, Footprint]]
            Footprints.
        """

    @abstractmethod
    def delivered_keys(self, names: Collection[str], whose: tuple[str, str]) -> dict[str, set[str]]:
        """Return the keys of records that somebody delivered last.

        Parameters
        ----------
        names : Collection[str]
            Kind names.
        whose : tuple[str, str]
            Deliverer, empty: nobody named, and agency of whoever brought it.

        Returns
        -------
        dict[str, set[str]]
            Keys by kind name.
        """

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
        how: WriteHow = WriteHow.IMPORT,
        deliverer: str = "",
        as_of: date | None = None,
        agency: str = "",
        is_correction: bool = False,
        reason: Reason = no_reason,
        brought: Collection[str] | None = None,
        gone: Gone = NOTHING_GONE,
    ) -> WriteSummary:
        """Store all records and the audit event, or nothing.

        What is replaced is kept: of an assessed record as a correction, and whole until the next write, so that this
        one can be taken back (`undo`).

        Parameters
        ----------
        tables : Tables
            Records by kind. The same key replaces, the same record changes nothing. An act gains what stands in empty
            columns, and its state moves forward.
        event : AuditEvent
            What to write to the audit trail; the counts are added to its details.
        recorded_at : datetime
            The instant, in UTC.
        only_on : str | None
            Content hash of the records that this write was judged by; None: whatever is stored.
        progress : Progress
            Told of each kind before it is written.
        how : WriteHow
            What kind of write it is; an import is a delivery.
        deliverer : str
            Whose delivery.
        as_of : date | None
            Its day.
        agency : str
            Of whoever writes; empty: as the event says.
        is_correction : bool
            Whether acts are replaced too, each with a correction.
        reason : Reason
            Gives the reason of a correction, by kind and key.
        brought : Collection[str] | None
            Names of the tables of the delivery; None: those of `tables`.
        gone : Gone
            Records that end or are taken out because they are delivered no more.

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
            If what is filled of an act would be changed, and this is no correction.
        WriteConflictError
            If other records are stored than those of `only_on`.
        """

    @abstractmethod
    def undo(self, number: int, event: AuditEvent, *, recorded_at: datetime) -> WriteSummary:
        """Take the last write back: what it made goes, and what it replaced or took out is there again.

        Parameters
        ----------
        number : int
            Of the write, which is still `undoable`.
        event : AuditEvent
            What to write to the audit trail.
        recorded_at : datetime
            The instant, in UTC.

        Returns
        -------
        WriteSummary
            Counts by kind, and the content hash, that of before the write.

        Raises
        ------
        InputError
            If that write cannot be taken back.
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
