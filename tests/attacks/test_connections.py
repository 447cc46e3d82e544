"""Connections that are slow, idle, or very many: they end, and the service answers others meanwhile."""

import asyncio
import select
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import Response

from graph_service.api.app import create_app
from graph_service.settings import Settings
from tests.api.serving import City, city_in_memory, served
from tests.attacks.raw import asked, connected, head, reply

PATIENT = {"header_s": 3_600, "min_bytes_per_s": 1}
HASTY = {"header_s": 1, "min_bytes_per_s": 1_000}
SOON_S = 8.0  # ends are looked for every second, on a machine that others use
LATER_S = 3.0
LONG_BYTES = 30_000_000


@pytest.fixture(scope="module")
def city() -> City:
    """The small city in memory."""
    return city_in_memory()


def _app(city: City, settings: Settings) -> FastAPI:
    """The application with two routes more: one that answers at length, and one that takes its time."""
    app = create_app(settings, open_store=city.place)

    @app.get("/long", include_in_schema=False)
    async def long() -> Response:
        return Response(b"a" * LONG_BYTES)

    @app.get("/slow", include_in_schema=False)
    async def slow() -> None:
        await asyncio.sleep(4)

    return app


@contextmanager
def _served(city: City, **limits: int) -> Iterator[httpx.Client]:
    settings = Settings(**limits)
    with served(_app(city, settings), settings) as client:
        client.get("/v1/health")
        yield client


def _is_open(opened: socket.socket, within_s: float) -> bool:
    """Whether a connection is still open after a while."""
    opened.settimeout(within_s)
    try:
        return bool(opened.recv(65_536))
    except TimeoutError:
        return True
    except ConnectionResetError:
        return False


def _dribbled(opened: socket.socket, parts: bytes, for_s: float) -> bool:
    """Send a byte at a time; whether the other side still takes them after a while."""
    until = time.monotonic() + for_s
    opened.settimeout(0.25)
    for byte in parts:
        try:
            opened.sendall(bytes([byte]))
            if opened.recv(1):
                return False
        except TimeoutError:
            pass
        except OSError:
            return False
        if time.monotonic() > until:
            return True
    return True


def test_a_head_that_never_ends_does_not_hold_a_connection(city: City) -> None:
    with _served(city, **HASTY) as client, connected(client) as opened:
        opened.sendall(b"GET /v1/health HTTP/1.1\r\nHost: 127.")
        ended = reply(opened, within_s=SOON_S)
        assert (ended.statuses, ended.body["code"], ended.is_closed) == ([408], "too_slow", True)
    with _served(city, **HASTY) as client, connected(client) as opened:
        assert not _dribbled(opened, b"GET /v1/health HTTP/1.1\r\nX-Note: " + b"a" * 100, SOON_S)


def test_a_connection_that_says_nothing_does_not_last(city: City) -> None:
    with _served(city, **HASTY, keep_alive_s=1) as client, connected(client) as fresh, connected(client) as used:
        used.sendall(head("GET", "/v1/health", {}))
        assert used.recv(65_536)
        assert reply(fresh, within_s=SOON_S).is_closed
        assert reply(used, within_s=SOON_S).is_closed


def test_a_head_that_never_ends_holds_a_connection_if_nobody_looks_at_the_clock(city: City) -> None:
    with _served(city, **PATIENT) as client, connected(client) as opened, connected(client) as silent:
        opened.sendall(b"GET /v1/health HTTP/1.1\r\nHost: 127.")
        assert _is_open(opened, LATER_S)
        assert _is_open(silent, 0.1)


def _body(city: City) -> bytes:
    return head("POST", "/v1/search", city.headers(), "Content-Length: 50000", "Content-Type: application/json")


def test_a_body_that_dribbles_in_does_not_hold_a_request(city: City) -> None:
    with _served(city, **HASTY) as client, connected(client) as opened:
        opened.sendall(_body(city))
        assert not _dribbled(opened, b'{"query": "' + b"a" * 100, SOON_S)
    with _served(city, **HASTY) as client, connected(client) as opened:
        opened.sendall(_body(city) + b"{")
        ended = reply(opened, within_s=SOON_S)
        assert (ended.statuses, ended.body["code"], ended.is_closed) == ([408], "too_slow", True)


def test_a_body_that_dribbles_in_holds_a_request_if_its_rate_is_not_looked_at(city: City) -> None:
    with _served(city, **PATIENT) as client, connected(client) as opened:
        opened.sendall(_body(city))
        assert _dribbled(opened, b'{"query": "' + b"a" * 100, LATER_S)


def test_a_body_after_a_refusal_is_not_read_for_ever(city: City) -> None:
    with _served(city) as client, connected(client) as opened:
        opened.sendall(head("POST", "/v1/search", {}, "Content-Length: 900000"))
        assert b" 401 " in opened.recv(65_536)
        assert not _dribbled(opened, b"a" * 100, 2 * SOON_S)


def _slowly_taken(client: httpx.Client, for_s: float) -> int:
    """Take a long answer a little at a time, and then all that is left; how many bytes came."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        opened.connect(("127.0.0.1", client.base_url.port or 0))
        opened.sendall(head("GET", "/long", {}))
        n_bytes = len(opened.recv(1_000))
        time.sleep(for_s)
        opened.settimeout(SOON_S)
        try:
            while n_bytes < LONG_BYTES:
                part = opened.recv(1 << 20)
                if not part:
                    break
                n_bytes += len(part)
        except ConnectionResetError:
            pass
        return n_bytes


def test_an_answer_that_is_not_taken_is_not_kept(city: City) -> None:
    with _served(city, **HASTY) as client:
        assert _slowly_taken(client, SOON_S) < LONG_BYTES


def test_an_answer_that_is_not_taken_is_kept_if_nobody_looks_at_the_clock(city: City) -> None:
    with _served(city, **PATIENT) as client:
        assert _slowly_taken(client, LATER_S) >= LONG_BYTES


def test_more_connections_than_there_may_be_do_not_keep_others_out(city: City) -> None:
    with _served(city, max_connections=5) as client, ExitStack() as stack:
        crowd = [stack.enter_context(connected(client)) for _ in range(20)]
        assert asked(client, head("GET", "/v1/health", {})).statuses == [200]
        assert sum(_is_open(opened, 0.05) for opened in crowd) <= 5
        assert client.get("/v1/health").status_code == 200


def test_more_connections_than_there_may_be_all_stay_if_they_are_not_counted(city: City) -> None:
    with _served(city, max_connections=10_000) as client, ExitStack() as stack:
        crowd = [stack.enter_context(connected(client)) for _ in range(20)]
        assert asked(client, head("GET", "/v1/health", {})).statuses == [200]
        assert all(_is_open(opened, 0.01) for opened in crowd)


def _statuses_under_load(city: City, **limits: int) -> tuple[list[int], httpx.Response, int]:
    """Ask slow questions at once; their statuses, one refusal, and what health says meanwhile."""
    with _served(city, **limits) as client, ExitStack() as stack:
        crowd = [stack.enter_context(connected(client)) for _ in range(6)]
        for opened in crowd:
            opened.sendall(head("GET", "/slow", {}))
        until = time.monotonic() + SOON_S if limits["max_requests"] < len(crowd) else 0.0
        while len(select.select(crowd, [], [], 0.05)[0]) < len(crowd) - limits["max_requests"]:
            assert time.monotonic() < until  # those that are one too many are answered at once
        refused, health = client.get("/v1/problems"), client.get("/v1/health").status_code
        return [reply(opened, within_s=SOON_S).statuses[0] for opened in crowd], refused, health


def test_more_requests_than_there_may_be_are_told_when_to_ask_again(city: City) -> None:
    statuses, refused, health = _statuses_under_load(city, max_requests=3)
    assert sorted(statuses) == [200] * 3 + [503] * 3
    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (503, "busy", "5")
    assert refused.headers["content-type"] == "application/problem+json"
    assert health == 200


def test_more_requests_than_there_may_be_are_all_worked_on_if_they_are_not_counted(city: City) -> None:
    statuses, answered, health = _statuses_under_load(city, max_requests=10_000)
    assert (statuses, answered.status_code, health) == ([200] * 6, 200, 200)
