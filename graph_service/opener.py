"""The store of a service, opened when the first request needs it."""

from threading import Lock

from graph_service.bootstrap import opened
from graph_service.services.context import OpenStore
from graph_service.settings import Settings


class Opener:
    """Opens the store when it is first needed, so that the service starts while the store is down.

    A store that is handed over open is closed by whoever opened it.
    """

    def __init__(self, settings: Settings, open_store: OpenStore | None = None) -> None:
        self.settings = settings
        self._open_store = open_store
        self._is_ours = open_store is None
        self._lock = Lock()

    def open_store(self) -> OpenStore:
        """Return the open store, the same for all requests; a `StoreUnavailableError` if it cannot be reached."""
        with self._lock:
            if self._open_store is None:
                self._open_store = opened(self.settings)
            return self._open_store

    def close(self) -> None:
        """Let go of a store that was opened here."""
        with self._lock:
            if self._is_ours and self._open_store is not None:
                self._open_store.store.close()
