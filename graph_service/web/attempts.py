"""Attempts to sign in that failed: each makes the next one of the same address wait, and is logged without a secret."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

logger = logging.getLogger(__name__)
FREE: Final = 5  # failures without a wait: a slip of the hand costs nothing
LONGEST_WAIT: Final = timedelta(seconds=60)
FORGET: Final = timedelta(minutes=15)
MAX_ADDRESSES: Final = 10_000


class Attempts:
    """Failed attempts by address of the caller.

    Parameters
    ----------
    now : Callable[[], datetime]
        The clock.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._failures: OrderedDict[str, tuple[int, datetime]] = OrderedDict()
        self._lock = Lock()

    def begin(self, address: str) -> timedelta:
        """Return how long an address has to wait; zero: its attempt may be looked at, and counts until it succeeded.

        Counted beforehand, so that many attempts at once are no way around the wait.
        """
        with self._lock:
            now = self._now()
            n_failures, last_at = self._failures.get(address, (0, now))
            if now - last_at >= FORGET:
                n_failures = 0
            wait = _pause_after(n_failures) - (now - last_at)
            if wait > timedelta():
                return wait
            self._failures.pop(address, None)
            self._failures[address] = (n_failures + 1, now)
            while len(self._failures) > MAX_ADDRESSES:
                self._failures.popitem(last=False)
        return timedelta()

    def failed(self, address: str, *, request_id: str) -> None:
        """Tell the log that an attempt failed."""
        with self._lock:
            n_failures, _last_at = self._failures.get(address, (1, self._now()))
        cause = f"attempt {n_failures} in a row from {address}"
        logger.warning("sign-in failed", extra={"request_id": request_id, "code": "sign_in_failed", "cause": cause})

    def succeeded(self, address: str) -> None:
        """Forget the failures of an address."""
        with self._lock:
            self._failures.pop(address, None)


def _pause_after(n_failures: int) -> timedelta:
    if n_failures < FREE:
        return timedelta()
    return min(timedelta(seconds=2 ** min(n_failures - FREE, 10)), LONGEST_WAIT)
