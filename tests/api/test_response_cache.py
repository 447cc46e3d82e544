"""Bodies are written once, and let go when there are too many."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest

from graph_service.api import response_cache
from graph_service.api.response_cache import ResponseCache, body_of


class Writer:
    """Writes bodies, and counts how often."""

    def __init__(self) -> None:
        self.written: Counter[str] = Counter()

    def body(self, kept: ResponseCache, tag: str, text: str) -> bytes:
        def write() -> str:
            self.written[tag] += 1
            return text

        body = kept.of(tag, lambda: [write()])
        assert isinstance(body, bytes)
        return body


def test_a_body_is_written_once() -> None:
    writer, kept = Writer(), ResponseCache()
    assert {writer.body(kept, "a", "é") for _ in range(3)} == {"é".encode()}
    assert writer.written == {"a": 1}


def test_of_those_who_ask_for_a_body_at_once_one_writes_it() -> None:
    kept, both_write = ResponseCache(), Barrier(2, timeout=0.3)
    met = list[bool]()

    def write() -> str:
        with suppress(BrokenBarrierError):
            both_write.wait()
            met.append(True)
        return "12"

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda _: kept.of("a", lambda: [write()]), range(2))) == [b"12", b"12"]
    assert met == []


def test_the_longest_unused_goes_first() -> None:
    writer, kept = Writer(), ResponseCache(max_bytes=5)
    for tag in "abacab":  # c takes the place of b, and b that of c
        writer.body(kept, tag, "12")
    assert writer.written == {"a": 1, "b": 2, "c": 1}


def test_a_body_that_is_too_long_is_given_and_not_kept() -> None:
    writer, kept = Writer(), ResponseCache(max_bytes=5)
    writer.body(kept, "a", "12")
    assert writer.body(kept, "b", "123456") == b"123456"
    writer.body(kept, "b", "123456")
    writer.body(kept, "a", "12")
    assert writer.written == {"a": 1, "b": 2}


def test_a_long_body_is_sent_in_parts_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_cache, "MAX_BODY_BYTES", 5)
    kept, n_written = ResponseCache(), Counter[str]()

    def write() -> Iterator[str]:
        n_written["a"] += 1
        for _ in range(5):
            yield "é"

    for _ in range(2):
        body = kept.of("a", write)
        assert not isinstance(body, bytes)
        assert b"".join(body) == ("é" * 5).encode()
    assert n_written == {"a": 2}


def test_what_is_written_first_is_sent_before_the_rest_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_cache, "MAX_BODY_BYTES", 1)
    written = list[str]()

    def write() -> Iterator[str]:
        for part in "abcd":
            written.append(part)
            yield part

    body = body_of(write())
    assert written == ["a", "b"]
    assert b"".join(body) == b"abcd"  # type: ignore[arg-type]  # as the first line says, it is in parts
