"""A bounded cache that builds each value once, however many ask for it at the same time."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cache
from threading import Lock, RLock
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
R = TypeVar("R")


class BoundedCache(Generic[K, V]):
    """Keeps the values asked for last, at most so much of them by their size.

    Of those who ask for one key at once, one builds and the others wait; who asks for another key does not
    wait for them. A value may be built from other values of the same cache, as long as that leads to an end.
    """

    def __init__(self, most: int, *, size: Callable[[V], int] = lambda _value: 1) -> None:
        self._most = most
        self._size = size
        self._values: OrderedDict[K, V] = OrderedDict()
        self._total = 0
        self._gates: dict[K, RLock] = {}
        self._lock = Lock()

    def get(self, key: K, build: Callable[[], V]) -> V:
        """Return the value of a key, built if it is not kept; one larger than all that is kept is only returned."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
            gate = self._gates.setdefault(key, RLock())
        with gate:
            try:
                with self._lock:
                    if key in self._values:
                        return self._values[key]
                value = build()
                self._keep(key, value)
                return value
            finally:
                with self._lock:
                    self._gates.pop(key, None)

    def _keep(self, key: K, value: V) -> None:
        size = self._size(value)
        with self._lock:
            if key not in self._values and size <= self._most:
                self._values[key] = value
                self._total += size
                while self._total > self._most:
                    self._total -= self._size(self._values.popitem(last=False)[1])


def once_per_class(read: Callable[[type], R]) -> Callable[[type], R]:
    """Read a class once: `cache`, typed so that any class may be asked about."""
    cached: Any = cache(read)
    return cached  # type: ignore[no-any-return]  # a class is hashable, which its type does not say
