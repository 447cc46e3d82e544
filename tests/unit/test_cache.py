"""A bounded cache: one builds for all who ask for the same, and nobody waits for another key."""

from threading import Event, Thread

import pytest

from graph_service.domain.cache import BoundedCache


def test_who_asks_for_another_key_does_not_wait() -> None:
    cache: BoundedCache[str, int] = BoundedCache(2)
    begun, may_end = Event(), Event()

    def slow() -> int:
        begun.set()
        assert may_end.wait(timeout=60)
        return 1

    builder = Thread(target=cache.get, args=("slow", slow))
    builder.start()
    assert begun.wait(timeout=60)
    assert cache.get("quick", lambda: 2) == 2  # while the other is still built
    may_end.set()
    builder.join()
    assert cache.get("slow", lambda: 3) == 1


def test_a_value_may_be_built_from_another() -> None:
    cache: BoundedCache[str, int] = BoundedCache(2)
    assert cache.get("sum", lambda: 1 + cache.get("part", lambda: 2)) == 3
    assert cache.get("part", lambda: 9) == 2


def test_what_could_not_be_built_is_tried_again() -> None:
    cache: BoundedCache[str, int] = BoundedCache(2)
    with pytest.raises(ZeroDivisionError):
        cache.get("a", lambda: 1 // 0)
    assert cache.get("a", lambda: 1) == 1
