"""Ends the wait for a database server that has fallen silent, and no wait for one that is only slow.

The driver waits for an answer as long as the server once told it to, two minutes by default, and longer for one that
a lock holds up. A process that is frozen, or a machine that is cut off, does not close its connections. So whoever
has waited for a while has the server asked on a new connection, and is cut off if it does not answer there either.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Condition, Thread
from time import monotonic

from neo4j import Session


@dataclass(slots=True, eq=False)
class Wait:
    """A session in use: since when, until when at most, and whether it was cut off because of that."""

    session: Session
    asked_at: float = field(default_factory=monotonic)
    ends_at: float | None = None
    is_over: bool = False


class Watch:
    """Watches the sessions of a store, in a thread that begins with the first of them.

    Parameters
    ----------
    answers : Callable[[], bool]
        Asks the server on a new connection.
    patience_s : float
        How long a session is in use before the server is asked.
    """

    def __init__(self, answers: Callable[[], bool], patience_s: float) -> None:
        self._answers = answers
        self._patience_s = patience_s
        self._waits: set[Wait] = set()
        self._changed = Condition()
        self._thread: Thread | None = None
        self._is_closed = False

    @contextmanager
    def over(self, session: Session) -> Iterator[Wait]:
        """Watch a session while it is in use."""
        wait = Wait(session)
        with self._changed:
            self._waits.add(wait)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="neo4j-watch", daemon=True)
                self._thread.start()
            self._changed.notify()
        try:
            yield wait
        finally:
            with self._changed:
                self._waits.discard(wait)

    @contextmanager
    def at_most(self, wait: Wait, seconds: float) -> Iterator[None]:
        """Cut a session off after some seconds, even if the server answers: another holds what it waits for."""
        with self._changed:
            wait.ends_at = monotonic() + seconds
            self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                wait.ends_at = None

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._is_closed or bool(self._waits))
                if self._is_closed:
                    return
                self._changed.wait(max(0.0, self._next_look() - monotonic()))
                now = monotonic()
                for wait in self._waits:
                    if wait.ends_at is not None and wait.ends_at <= now:
                        wait.is_over = True
                        _cut(wait.session)
                long = {wait for wait in self._waits if wait.asked_at + self._patience_s <= now}
            if long:
                self._ask_for(long)

    def _next_look(self) -> float:
        ends = [wait.ends_at for wait in self._waits if wait.ends_at is not None and not wait.is_over]
        return min([*(wait.asked_at + self._patience_s for wait in self._waits), *ends], default=0.0)

    def _ask_for(self, waits: set[Wait]) -> None:
        is_answered = self._answers()
        with self._changed:
            for wait in waits & self._waits:
                wait.asked_at = monotonic()
                if not is_answered:
                    _cut(wait.session)


def _cut(session: Session) -> None:
    """Shut the connection of a session down, which wakes who waits for it; the driver has no call for that."""
    connection = getattr(session, "_connection", None)
    stream = getattr(getattr(connection, "socket", None), "_socket", None)
    if isinstance(stream, socket.socket):
        with suppress(OSError):
            socket.socket.shutdown(stream, socket.SHUT_RDWR)  # also below TLS, which another thread is reading
