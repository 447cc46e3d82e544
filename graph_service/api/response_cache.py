"""Bodies of answers, kept: the same answer is not written as JSON again for the next who may see the same."""

from collections.abc import Callable

from graph_service.domain.cache import BoundedCache

MAX_BYTES = 64 * 2**20


class ResponseCache:
    """The bodies given last, by their tags; bounded in bytes.

    A tag names what was read, by which policy, for which rights and what was asked: bodies of one tag
    are equal.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._bodies: BoundedCache[str, bytes] = BoundedCache(max_bytes, size=len)

    def of(self, tag: str, write: Callable[[], str]) -> bytes:
        """Return the body of a tag."""
        return self._bodies.get(tag, lambda: write().encode())
