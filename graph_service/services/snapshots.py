"""Snapshots of a store, built once for a content and a day and shared; memory is bounded."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock

from graph_service.domain.cache import BoundedCache
from graph_service.domain.plain_columns import Plain, PlainColumns
from graph_service.domain.schema import Kind
from graph_service.domain.snapshot import Snapshot, analysed_columns, snapshot_of
from graph_service.domain.tables import Table
from graph_service.ports import GraphStore

DAYS_KEPT = 8


@dataclass(frozen=True, slots=True)
class _Content:
    """What a store holds: its records as of some day, and the days seen last."""

    records: Snapshot
    days: BoundedCache[date, Snapshot]


class ContentChangedError(Exception):
    """Somebody wrote after a snapshot was taken, and what was to be shown beside it is of another moment."""


def columns_beside(store: GraphStore, snapshot: Snapshot, names: Mapping[str, Collection[str]]) -> PlainColumns:
    """Return columns that a snapshot does not hold, of the same moment; else a `ContentChangedError`."""
    content_hash, columns = store.columns(names)
    _check_moment(snapshot, content_hash)
    return columns


def columns_holding(
    store: GraphStore, snapshot: Snapshot, kind: Kind, names: Collection[str], text: str
) -> Mapping[str, Sequence[Plain]]:
    """Return such columns of at least those records in which one holds a text; else a `ContentChangedError`."""
    content_hash, columns = store.columns_holding(kind, names, text)
    _check_moment(snapshot, content_hash)
    return columns[kind.name]


def records_beside(store: GraphStore, snapshot: Snapshot, keys: Mapping[str, Collection[str]]) -> dict[str, Table]:
    """Return whole records, of the moment of a snapshot; else a `ContentChangedError`."""
    content_hash, tables = store.get_all(keys)
    _check_moment(snapshot, content_hash)
    return tables


def _check_moment(snapshot: Snapshot, content_hash: str) -> None:
    if content_hash != snapshot.content_hash:
        raise ContentChangedError


class Snapshots:
    """Hands out the current snapshot of a store.

    The records are read again only when the content hash of the store has changed; days of one
    content share them. Least recently used days are let go.
    """

    def __init__(self, store: GraphStore, *, days_kept: int = DAYS_KEPT) -> None:
        self._store = store
        self._days_kept = days_kept
        self._content: _Content | None = None
        self._reading = Lock()

    def on(self, as_of: date) -> Snapshot:
        """Return the snapshot of what is stored now, as of a day; another day of the same content is cheap."""
        content_hash = self._store.content_hash()
        content = self._current(content_hash)
        if content is None:
            with self._reading:  # one reader fetches, the others wait for it and share
                content = self._current(content_hash) or self._read(as_of)
        return content.days.get(as_of, lambda: content.records.on(as_of))

    def _current(self, content_hash: str) -> _Content | None:
        content = self._content
        return content if content is not None and content.records.content_hash == content_hash else None

    def _read(self, as_of: date) -> _Content:
        """Read the store out; what it held before, and all days of it, are let go."""
        content_hash, columns = self._store.columns(analysed_columns())
        content = self._current(content_hash)
        if content is None:
            content = _Content(snapshot_of(content_hash, columns, as_of), BoundedCache(self._days_kept))
            self._content = content
        return content
