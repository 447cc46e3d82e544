"""Bodies of answers, kept: the same answer is not written as JSON again for the next who may see the same."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

MAX_BYTES = 64 * 2**20


class ResponseCache:
    """The bodies given last, by their tags; bounded in bytes.

    A tag names what was read, by which policy, for which rights and what was asked: bodies of one tag
    are equal.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._n_bytes = 0
        self._gates: dict[str, Lock] = {}
        self._lock = Lock()

    def of(self, tag: str, write: Callable[[], str]) -> bytes:
        """Return the body of a tag."""
        with self._lock:
            if tag in self._kept:
                return self._touched(tag)
            gate = self._gates.setdefault(tag, Lock())
        with gate:  # of those who ask for one body at once, one writes it and the others wait
            try:
                with self._lock:
                    if tag in self._kept:
                        return self._touched(tag)
                body = write().encode()
                self._keep(tag, body)
                return body
            finally:
                with self._lock:
                    self._gates.pop(tag, None)

    def _touched(self, tag: str) -> bytes:
        self._kept.move_to_end(tag)
        return self._kept[tag]

    def _keep(self, tag: str, body: bytes) -> None:
        with self._lock:
            if tag not in self._kept and len(body) <= self._max_bytes:
                self._kept[tag] = body
                self._n_bytes += len(body)
                while self._n_bytes > self._max_bytes:
                    self._n_bytes -= len(self._kept.popitem(last=False)[1])
