"""Sessions: who has signed in with a browser, for what, and until when. They live as long as the service does."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import Final

SECRET_BYTES: Final = 32
ONE_TIME_MINUTES: Final = 10
MAX_SESSIONS: Final = 10_000  # of the service; for one more, the one that has been idle longest ends
MAX_OF_TOKEN: Final = 50  # of one token, so that nobody pushes out all others
MAX_OFFERS: Final = 1_000


@dataclass(frozen=True, slots=True)
class BrowserSession:
    """A browser that has signed in. The token itself is not kept: its id says whether it is still valid."""

    token_id: str
    purpose: str
    csrf: str  # what every form of the session sends along
    begun_at: datetime
    seen_at: datetime
    shows_protected: bool = False


class Sessions:
    """The sessions of a service, by the hash of what the cookie holds.

    Parameters
    ----------
    now : Callable[[], datetime]
        The clock.
    idle : timedelta
        How long a session lasts without a request.
    longest : timedelta
        How long it lasts at most.
    """

    def __init__(self, now: Callable[[], datetime], *, idle: timedelta, longest: timedelta) -> None:
        self._now = now
        self._idle = idle
        self._longest = longest
        self._sessions: dict[str, BrowserSession] = {}
        self._one_time: dict[str, tuple[str, datetime]] = {}
        self._lock = Lock()

    def begin(self, token_id: str, purpose: str, *, shows_protected: bool = False) -> tuple[str, BrowserSession]:
        """Begin a session, and return the secret for the cookie: always a new one, whatever the browser sent."""
        now, secret = self._now(), secrets.token_urlsafe(SECRET_BYTES)
        session = BrowserSession(token_id, purpose, secrets.token_urlsafe(SECRET_BYTES), now, now, shows_protected)
        with self._lock:
            self._drop_ended(now)
            self._make_room([key for key, other in self._sessions.items() if other.token_id == token_id], MAX_OF_TOKEN)
            self._make_room(list(self._sessions), MAX_SESSIONS)
            self._sessions[_key(secret)] = session
        return secret, session

    def of(self, secret: str) -> BrowserSession | None:
        """Return the session of a cookie, and note that it was used; None where there is none, or it has ended."""
        now, key = self._now(), _key(secret)
        with self._lock:
            session = self._sessions.get(key)
            if session is None or self._has_ended(session, now):
                self._sessions.pop(key, None)
                return None
            self._sessions[key] = replace(session, seen_at=now)
            return self._sessions[key]

    def change(self, secret: str, *, purpose: str, shows_protected: bool) -> None:
        """Give a session another purpose."""
        with self._lock:
            if session := self._sessions.get(_key(secret)):
                changed = replace(session, purpose=purpose, shows_protected=shows_protected)
                self._sessions[_key(secret)] = changed

    def end(self, secret: str) -> None:
        """End one session."""
        with self._lock:
            self._sessions.pop(_key(secret), None)

    def end_all(self, token_id: str) -> int:
        """End every session that a token began, and return how many those were."""
        with self._lock:
            keys = [key for key, session in self._sessions.items() if session.token_id == token_id]
            for key in keys:
                del self._sessions[key]
        return len(keys)

    def offer_once(self, token_id: str) -> str:
        """Return a secret that lets somebody sign in once, within ten minutes, as the holder of a token."""
        now, secret = self._now(), secrets.token_urlsafe(SECRET_BYTES)
        with self._lock:
            offers = {key: offer for key, offer in self._one_time.items() if now < offer[1]}
            self._one_time = dict([*offers.items()][-MAX_OFFERS + 1 :])
            self._one_time[_key(secret)] = (token_id, now + timedelta(minutes=ONE_TIME_MINUTES))
        return secret

    def offered_to(self, secret: str) -> str:
        """Return the token id of a one-time secret without using it up; empty where it is unknown or too old."""
        with self._lock:
            token_id, until = self._one_time.get(_key(secret), ("", None))
        return token_id if until is not None and self._now() < until else ""

    def take_once(self, secret: str) -> str:
        """Return the token id of a one-time secret, which is used up by it; empty where it is unknown or too old."""
        with self._lock:
            token_id, until = self._one_time.pop(_key(secret), ("", None))
        return token_id if until is not None and self._now() < until else ""

    def _has_ended(self, session: BrowserSession, now: datetime) -> bool:
        return now >= session.seen_at + self._idle or now >= session.begun_at + self._longest

    def _make_room(self, keys: list[str], most: int) -> None:
        """End the sessions that have been idle longest until one more fits in."""
        by_idleness = sorted(keys, key=lambda key: self._sessions[key].seen_at) if len(keys) >= most else []
        for key in by_idleness[: len(keys) - most + 1]:
            del self._sessions[key]

    def _drop_ended(self, now: datetime) -> None:
        for key in [key for key, session in self._sessions.items() if self._has_ended(session, now)]:
            del self._sessions[key]


def _key(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
