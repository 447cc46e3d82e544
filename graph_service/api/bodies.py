"""Bodies of answers, kept: the same answer is not written as JSON again for the next who may see the same."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

MAX_BYTES = 64 * 2**20


class Bodies:
    """The bodies given last, by their tags; bounded in bytes.

    A tag names what was read, by which policy, for which rights and what was asked: bodies of one tag
    are equal.

    Parameters
    ----------
    max_bytes : int
        The most that is kept.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._n_bytes = 0
        self._lock = Lock()

    def of(self, tag: str, write: Callable[[], str]) -> bytes:
        """Return the body of a tag.

        Parameters
        ----------
        tag : str
            Of the answer.
        write : Callable[[], str]
            Makes the body, if it is not kept.

        Returns
        -------
        bytes
            In UTF-8.
        """
        with self._lock:
            if tag in self._kept:
                self._kept.move_to_end(tag)
                return self._kept[tag]
        body = write().encode()
        with self._lock:
            if tag not in self._kept and len(body) <= self._max_bytes:
                self._kept[tag] = body
                self._n_bytes += len(body)
                while self._n_bytes > self._max_bytes:
                    self._n_bytes -= len(self._kept.popitem(last=False)[1])
        return body
