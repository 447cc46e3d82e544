"""Drafts: what a session has begun and not ended, such as a file that was sent and not loaded, for some minutes."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final, Protocol, TypeVar

LASTS: Final = timedelta(minutes=15)  # from when it was last looked at
MAX_DRAFTS: Final = 200  # of the service; for one more, the one that was looked at longest ago goes


class Draft(Protocol):
    """Something that is kept for a session."""

    def forget(self) -> None:
        """Remove what it takes up outside of memory."""


D = TypeVar("D", bound=Draft)


@dataclass(slots=True)
class _Entry:
    draft: Draft
    looked_at: datetime


class Drafts:
    """The drafts of all sessions, by session and id: no session learns of those of another.

    Parameters
    ----------
    now : Callable[[], datetime]
        The clock.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._entries: OrderedDict[tuple[str, str], _Entry] = OrderedDict()
        self._lock = Lock()

    def add(self, session: str, draft_id: str, draft: Draft) -> None:
        """Keep a draft; one that has this id already stays."""
        with self._lock:
            dropped = self._old()
            if (session, draft_id) in self._entries:
                dropped.append(draft)
            else:
                self._entries[session, draft_id] = _Entry(draft, self._now())
                while len(self._entries) > MAX_DRAFTS:
                    dropped.append(self._entries.popitem(last=False)[1].draft)
        _forget(dropped)

    def of(self, session: str, draft_id: str, kind: type[D]) -> D | None:
        """Return a draft of a session; None where there is none, or none any more."""
        with self._lock:
            dropped = self._old()
            entry = self._entries.get((session, draft_id))
            if entry is not None:
                entry.looked_at = self._now()
                self._entries.move_to_end((session, draft_id))
        _forget(dropped)
        return entry.draft if entry is not None and isinstance(entry.draft, kind) else None

    def drop_old(self) -> None:
        """Forget what was not looked at for long."""
        with self._lock:
            dropped = self._old()
        _forget(dropped)

    def drop_all(self, session: str) -> None:
        """Forget what a session has begun: it ended."""
        self.drop_kind(session, object)

    def drop_kind(self, session: str, kind: type) -> None:
        """Forget what a session has begun of one kind."""
        with self._lock:
            keys = [key for key, entry in self._entries.items() if key[0] == session and isinstance(entry.draft, kind)]
            dropped = [self._entries.pop(key).draft for key in keys]
        _forget(dropped)

    def _old(self) -> list[Draft]:
        old = [key for key, entry in self._entries.items() if self._now() - entry.looked_at >= LASTS]
        return [self._entries.pop(key).draft for key in old]


def _forget(drafts: list[Draft]) -> None:
    for draft in drafts:
        draft.forget()
