"""What is sent to the service byte by byte: requests read in two ways, other hosts, bodies that come first."""

import json
from collections.abc import Iterator

import httpx
import pytest

from graph_service.api import checked_route, connection, limits, problems
from graph_service.api.checked_route import CheckedRoute
from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.settings import Settings
from tests.api.serving import City, city_in_memory, service
from tests.attacks.raw import HOST, asked, head

SHORT_S = 1.5
SMUGGLED = f"GET /v1/problems HTTP/1.1\r\n{HOST}\r\n"
CHUNKED = "Transfer-Encoding: chunked"


@pytest.fixture(scope="module")
def city() -> City:
    """The small city in memory."""
    return city_in_memory()


@pytest.fixture(scope="module")
def client(city: City) -> Iterator[httpx.Client]:
    """A client of the service over it."""
    with service(city) as opened:
        yield opened


def _post(*lines: str, body: str = "") -> bytes:
    return head("POST", "/v1/search", {}, *lines) + body.encode("latin-1")


AMBIGUOUS = {
    "length and chunks": _post("Content-Length: 5", CHUNKED, body=f"0\r\n\r\n{SMUGGLED}"),
    "chunks and length": _post(CHUNKED, "Content-Length: 5", body=f"0\r\n\r\n{SMUGGLED}"),
    "two lengths": _post("Content-Length: 0", f"Content-Length: {len(SMUGGLED)}", body=SMUGGLED),
    "one length twice": _post("Content-Length: 0", "Content-Length: 0", body=SMUGGLED),
    "a list of lengths": _post("Content-Length: 0, 0", body=SMUGGLED),
    "a length with a sign": _post("Content-Length: +0", body=SMUGGLED),
    "a length below zero": _post("Content-Length: -1", body=SMUGGLED),
    "a length in other digits": _post("Content-Length: 0x10", body=SMUGGLED),
    "a space before the colon": _post("Content-Length : 0", body=SMUGGLED),
    "a folded length": _post("X-Note: a", " Content-Length: 0", body=SMUGGLED),
    "a folded coding": _post("Transfer-Encoding:", "\tchunked", body=f"0\r\n\r\n{SMUGGLED}"),
    "two codings": _post("Transfer-Encoding: gzip, chunked", body=f"0\r\n\r\n{SMUGGLED}"),
    "a coding twice": _post(CHUNKED, CHUNKED, body=f"0\r\n\r\n{SMUGGLED}"),
    "a coding that only looks so": _post("Transfer-Encoding: \x0bchunked", body=f"0\r\n\r\n{SMUGGLED}"),
    "an old version with chunks": _post(CHUNKED, body="0\r\n\r\n").replace(b"HTTP/1.1", b"HTTP/1.0"),
    "bare line feeds": b"GET /v1/health HTTP/1.1\nHost: 127.0.0.1\n\n" + SMUGGLED.encode(),
    "one bare line feed": head("GET", "/v1/health", {}, "X-Note: a\nContent-Length: 0") + SMUGGLED.encode(),
    "a bare carriage return": head("GET", "/v1/health", {}, "X-Note: a\rContent-Length: 0"),
    "a zero byte": head("GET", "/v1/health", {}, "X-Note: a\0b"),
    "a chunk below zero": _post(CHUNKED, body="-1\r\n\r\n"),
    "a chunk with a prefix": _post(CHUNKED, body=f"0x0\r\n\r\n{SMUGGLED}"),
    "a chunk beyond counting": _post(CHUNKED, body="f" * 21 + "\r\na\r\n0\r\n\r\n"),
    "a chunk with a bare line feed": _post(CHUNKED, body=f"1\na\r\n0\r\n\r\n{SMUGGLED}"),
    "a chunk longer than it says": _post(CHUNKED, body=f"1\r\naXX0\r\n\r\n{SMUGGLED}"),
    "an end with a bare line feed": _post(CHUNKED, body=f"0\r\n\n{SMUGGLED}"),
    "a trailer with a bare line feed": _post(CHUNKED, body=f"0\r\nX-Note: a\n\n{SMUGGLED}"),
    "two hosts": head("GET", "/v1/health", {}, "Host: evil.example"),
    "no host": b"GET /v1/health HTTP/1.1\r\n\r\n",
    "a host in the first line": head("GET", "http://evil.example/v1/health", {}),
    "no path": head("GET", "evil.example:443", {}),
    "another protocol": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "the start of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
}


@pytest.mark.parametrize("how", AMBIGUOUS)
def test_a_second_request_is_not_smuggled_in_behind_a_first(client: httpx.Client, how: str) -> None:
    reply = asked(client, AMBIGUOUS[how])
    assert reply.statuses in ([400], [401, 400])  # the second: the head was in order, and its end was not
    assert reply.is_closed
    assert reply.is_problem
    assert b'"gk_' not in reply.raw


@pytest.mark.parametrize("how", ["length and chunks", "one length twice", "a list of lengths", "bare line feeds"])
def test_a_second_request_is_smuggled_in_if_heads_are_taken_as_they_come(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(connection, "_check_head", lambda *_: None)
    assert len(asked(client, AMBIGUOUS[how]).statuses) == 2  # a proxy that reads the other way has seen one


def test_requests_in_order_are_answered_one_after_the_other(client: httpx.Client) -> None:
    assert asked(client, SMUGGLED.encode() * 3).statuses == [200, 200, 200]
    body = '4\r\n{"qu\r\n5;x=y\r\nery":\r\n8\r\n "P-00"}\r\n0\r\nX-Note: a\r\n\r\n'
    assert asked(client, _post(CHUNKED, body=body)).statuses == [401]


def test_a_head_without_an_end_is_not_kept(client: httpx.Client) -> None:
    for request in (b"GET /" + b"a" * 40_000, head("GET", "/v1/health", {"X-Note": "a" * 20_000})):
        reply = asked(client, request)
        assert (reply.statuses, reply.body["code"]) == ([431], "headers_too_large")
        assert "GRUPPKARTA_MAX_HEADER_BYTES" in reply.body["detail"]


def test_a_head_without_an_end_is_kept_if_it_may_be_as_long_as_it_likes(city: City) -> None:
    with service(city, Settings(max_header_bytes=10_000_000)) as client:
        assert asked(client, head("GET", "/v1/health", {"X-Note": "a" * 200_000})).statuses == [200]


def test_very_small_chunks_do_not_hold_up_others(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    request = _post(CHUNKED, body="1\r\na\r\n" * 3_000 + "0\r\n\r\n")
    assert asked(client, request).statuses in ([400], [401])  # refused for want of a token, or for what it is
    seen: list[int] = []
    count = connection.StrictConnection._next_event

    def counted(self: connection.StrictConnection) -> object:
        event = count(self)
        seen.append(1)
        return event

    monkeypatch.setattr(connection.StrictConnection, "_next_event", counted)
    asked(client, request)
    n_guarded = len(seen)
    seen.clear()
    monkeypatch.setattr(connection, "FEW_CHUNKS", 10**9)
    asked(client, request)
    assert n_guarded < 1_100
    assert len(seen) > 3_000


@pytest.mark.parametrize(
    "path", ["/v1/health", "/v1/health/", "/v1//health", "/", "//evil.example/x", "/v1/scorecard/"]
)
def test_nobody_is_led_to_the_host_that_was_sent(client: httpx.Client, path: str) -> None:
    for host in ("evil.example", "evil.example:80", "127.0.0.1.evil.example", "127.0.0.1:80@evil.example", "[::2]"):
        reply = asked(client, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Host: {host}\r\n\r\n".encode())
        assert (reply.statuses, reply.body["code"]) == ([400], "wrong_host")
        assert b"evil" not in reply.raw
        assert b"location:" not in reply.raw.lower()
    reply = asked(client, head("GET", path, {}))
    assert b"location:" not in reply.raw.lower()
    assert reply.statuses in ([200], [404])


def test_the_names_of_the_service_and_those_that_are_listed_are_answered(city: City) -> None:
    settings = Settings(allowed_hosts="register.example, OTHER.example", host="10.1.2.3")
    assert settings.hosts == {"127.0.0.1", "localhost", "[::1]", "10.1.2.3", "register.example", "other.example"}
    with service(city) as client:
        for host in ("127.0.0.1", "localhost:8000", "LOCALHOST", "[::1]", "[::1]:8000"):
            assert asked(client, f"GET /v1/health HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()).statuses == [200]


def test_another_host_is_answered_if_it_is_let_in(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_without_port", lambda _: "127.0.0.1")
    with service(city) as client:
        assert asked(client, b"GET /v1/health HTTP/1.1\r\nHost: evil.example\r\n\r\n").statuses == [200]


POSTS = ("/v1/imports", "/v1/imports/check", "/v1/search", "/v1/representatives", "/v1/paths", "/v1/tokens")


def _begun(city: City, path: str, who: str, n_bytes: int = 500_000) -> bytes:
    """A request of whose body nothing is sent."""
    headers = {
        "nobody": {},
        "a stranger": {"Authorization": "Bearer gk_none", "X-Purpose": "weekly review"},
        "an auditor": city.headers(CallerRole.AUDITOR, Agency.POLICE),
        "who says no purpose": {"Authorization": city.headers()["Authorization"]},
    }.get(who, city.headers())
    kind = "multipart/form-data; boundary=b" if "imports" in path else "application/json"
    return head("POST", path, headers, f"Content-Length: {n_bytes}", f"Content-Type: {kind}")


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    ("who", "status"), [("nobody", 401), ("a stranger", 401), ("an auditor", 403), ("who says no purpose", 400)]
)
def test_who_may_not_ask_is_refused_before_a_byte_of_the_body(
    client: httpx.Client, city: City, path: str, who: str, status: int
) -> None:
    reply = asked(client, _begun(city, path, who), within_s=5)
    assert (reply.statuses, reply.is_problem) == ([status], True)


@pytest.mark.parametrize("path", POSTS)
def test_a_body_that_says_it_is_too_large_is_refused_before_a_byte_of_it(
    client: httpx.Client, city: City, path: str
) -> None:
    reply = asked(client, _begun(city, path, "an administrator", 10**12), within_s=5)
    assert (reply.statuses, reply.body["code"]) == ([413], "too_large")


def test_a_body_in_chunks_is_cut_off_at_the_limit(client: httpx.Client, city: City) -> None:
    request = head("POST", "/v1/search", city.headers(), CHUNKED, "Content-Type: application/json")
    reply = asked(client, request + (b"10000\r\n" + b"a" * 65_536 + b"\r\n") * 16)
    assert (reply.statuses, reply.body["code"]) == ([413], "too_large")


def test_the_service_waits_for_the_body_of_anybody_if_rights_come_after_it(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CheckedRoute, "checked", lambda _, answer: answer)
    with service(city) as client:
        assert asked(client, _begun(city, "/v1/search", "nobody"), within_s=SHORT_S).statuses == []


def test_who_waits_for_leave_to_send_a_body_gets_it_only_if_they_may(client: httpx.Client, city: City) -> None:
    for who, statuses in (("nobody", [401]), ("an administrator", [])):
        request = _begun(city, "/v1/search", who).replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n")
        reply = asked(client, request, within_s=SHORT_S)
        assert [status for status in reply.statuses if status != 100] == statuses
        assert (b"100 Continue" in reply.raw) == (who != "nobody")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/representatives", {"pool": [1] * 100_000}),
        ("/v1/around", {"persons": [1] * 100_000}),
        ("/v1/search", {f"k{number}": 1 for number in range(30_000)}),
    ],
    ids=["list", "short list", "members"],
)
def test_a_body_full_of_faults_is_not_answered_fault_by_fault(
    client: httpx.Client, city: City, path: str, body: object
) -> None:
    answer = client.post(path, headers=city.headers(), json=body)
    assert answer.status_code == 422
    assert len(answer.content) < 1_000


def test_a_body_full_of_faults_is_answered_fault_by_fault_if_they_are_not_counted(
    client: httpx.Client, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked_route, "MAX_MEMBERS", 10**9)
    monkeypatch.setattr(problems, "MAX_FAULTS", 10**9)
    body = {f"k{number}": 1 for number in range(10_000)}
    assert len(client.post("/v1/search", headers=city.headers(), json=body).content) > 10 * len(json.dumps(body)) / 4


BEYOND = (
    ("GET", "/v1/betweenness?sampled=10001"),
    ("GET", "/v1/structure?sampled=10001"),
    ("GET", "/v1/balance?n_alternatives=101"),
    ("POST", "/v1/representatives", {"n_alternatives": 101}),
    ("POST", "/v1/representatives", {"budget": 10_001}),
    ("POST", "/v1/paths", {"start": "P-0001", "end": "P-0002", "max_steps": 1_001}),
    ("POST", "/v1/key-players", {"size": 101}),
    ("POST", "/v1/key-players", {"steps": 101}),
    ("POST", "/v1/around", {"persons": ["P-0001"], "steps": 3}),
    ("POST", "/v1/around", {"persons": ["P-0001"], "most": 1_001}),
)


@pytest.mark.parametrize("request_", BEYOND, ids=lambda request: f"{request[1]} {request[2:]}")
def test_a_short_question_does_not_ask_for_work_without_a_bound(
    client: httpx.Client, city: City, request_: tuple[str, str, object]
) -> None:
    method, path, *body = request_
    answer = client.request(method, path, headers=city.headers(), json=body[0] if body else None)
    assert answer.status_code == 422
    assert "less than or equal to" in answer.json()["detail"]
