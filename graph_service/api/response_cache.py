"""Bodies of answers, kept: the same answer is not written as JSON again for the next who may see the same."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from graph_service.domain.cache import BoundedCache

MAX_BYTES = 64 * 2**20
MAX_BODY_BYTES = 32 * 2**20  # a longer one is sent as it is written, and never there as a whole
Body = bytes | Iterator[bytes]


class ResponseCache:
    """The bodies given last, by their tags; bounded in bytes.

    A tag names what was read, by which policy, for which rights and what was asked: bodies of one tag
    are equal.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._bodies: BoundedCache[str, Body] = BoundedCache(
            max_bytes, size=lambda body: len(body) if isinstance(body, bytes) else max_bytes + 1
        )

    def of(self, tag: str, write: Callable[[], Iterable[str]]) -> Body:
        """Return the body of a tag; a long one in parts, which are not kept."""
        return self._bodies.get(tag, lambda: body_of(write()))


def body_of(chunks: Iterable[str]) -> Body:
    """Return a text as a whole, or in parts if it is long."""
    parts = (chunk.encode() for chunk in chunks)
    begin, n_bytes = list[bytes](), 0
    for part in parts:
        begin.append(part)
        n_bytes += len(part)
        if n_bytes > MAX_BODY_BYTES:
            return chain(begin, parts)
    return b"".join(begin)
