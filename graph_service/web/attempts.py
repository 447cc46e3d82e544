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

    def wait_of(self, address: str) -> timedelta:
        """Return how long an address has to wait before its next attempt is looked at; zero: it need not."""
        with self._lock:
            n_failures, last_at = self._failures.get(address, (0, self._now()))
            passed = self._now() - last_at
        if n_failures <= FREE or passed >= FORGET:
            return timedelta()
        pause = min(timedelta(seconds=2 ** min(n_failures - FREE - 1, 10)), LONGEST_WAIT)
        return max(pause - passed, timedelta())

    def failed(self, address: str) -> None:
        """Count a failure."""
        with self._lock:
            n_failures, last_at = self._failures.pop(address, (0, self._now()))
            n_failures = 1 if self._now() - last_at >= FORGET else n_failures + 1
            self._failures[address] = (n_failures, self._now())
            while len(self._failures) > MAX_ADDRESSES:
                self._failures.popitem(last=False)
        logger.warning("sign-in failed", extra={"code": "sign_in_failed", "cause": f"attempt {n_failures} in a row"})

    def succeeded(self, address: str) -> None:
        """Forget the failures of an address."""
        with self._lock:
            self._failures.pop(address, None)
