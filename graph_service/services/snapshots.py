"""Snapshots of a store, built once for a content and a day and shared; memory is bounded."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from threading import Lock

from graph_service.domain.snapshot import Snapshot, analysed_columns, snapshot_of
from graph_service.ports import GraphStore

DAYS_KEPT = 8


class Snapshots:
    """Hands out the current snapshot of a store.

    The records are read again only when the content hash of the store has changed; days of one
    content share them. Least recently used days are let go.

    Parameters
    ----------
    store : GraphStore
        Where the records are.
    days_kept : int
        How many days of one content are kept.
    """

    def __init__(self, store: GraphStore, *, days_kept: int = DAYS_KEPT) -> None:
        self._store = store
        self._days_kept = days_kept
        self._kept: OrderedDict[date, Snapshot] = OrderedDict()
        self._content_hash = ""
        self._reading = Lock()
        self._lock = Lock()

    def on(self, as_of: date) -> Snapshot:
        """Return the snapshot of what is stored now, as of a day.

        Parameters
        ----------
        as_of : date
            The day.

        Returns
        -------
        Snapshot
            Shared; another day of the same content is cheap.
        """
        content_hash = self._store.content_hash()
        snapshot = self._known(content_hash, as_of)
        if snapshot is None:
            with self._reading:  # one reader fetches, the others wait for it and share
                snapshot = self._known(content_hash, as_of)
                if snapshot is None:
                    content_hash, columns = self._store.columns(analysed_columns())
                    snapshot = self._keep(content_hash, as_of, lambda: snapshot_of(content_hash, columns, as_of))
        return snapshot

    def _known(self, content_hash: str, as_of: date) -> Snapshot | None:
        with self._lock:
            if content_hash != self._content_hash or not self._kept:
                return None
            if as_of not in self._kept:
                self._kept[as_of] = next(iter(self._kept.values())).on(as_of)
            return self._touched(as_of)

    def _keep(self, content_hash: str, as_of: date, build: Callable[[], Snapshot]) -> Snapshot:
        snapshot = build()
        with self._lock:
            if content_hash != self._content_hash:
                self._kept.clear()
            self._content_hash = content_hash
            self._kept[as_of] = snapshot
            return self._touched(as_of)

    def _touched(self, as_of: date) -> Snapshot:
        self._kept.move_to_end(as_of)
        while len(self._kept) > self._days_kept:
            self._kept.popitem(last=False)
        return self._kept[as_of]
