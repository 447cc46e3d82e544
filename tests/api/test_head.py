"""HEAD is answered wherever GET is: the same status and headers, no body, authorised and written down alike."""

import logging
import socket

import httpx
import pytest

from tests.api.routes import Asked, all_routes, request_to
from tests.api.serving import City, service

GETS = [request_to(route) for route in all_routes() if route.method == "GET"]
OF_THE_MOMENT = {"date", "x-request-id", "x-copy-id", "content-disposition", "content-length"}


def _headers(answer: httpx.Response, *, without: set[str]) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in without}


@pytest.mark.parametrize("asked", GETS, ids=lambda one: one.route.template)
def test_head_is_get_without_the_body(client: httpx.Client, city: City, asked: Asked) -> None:
    got = client.get(asked.path, headers=city.headers(), **asked.more)
    before = len(city.place.store.audit_trail())
    head = client.head(asked.path, headers=city.headers(), **asked.more)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert _headers(head, without=OF_THE_MOMENT) == _headers(got, without=OF_THE_MOMENT)
    assert int(head.headers["content-length"]) > 0
    written = city.place.store.audit_trail()[before:]
    assert bool(written) == (asked.route.use_case is not None)
    assert {entry.event.action for entry in written} <= {asked.route.use_case}


@pytest.mark.parametrize("asked", [one for one in GETS if one.route.use_case], ids=lambda one: one.route.template)
def test_head_is_refused_where_get_is(client: httpx.Client, asked: Asked) -> None:
    head = client.head(asked.path, headers={"X-Purpose": "weekly review"}, **asked.more)
    assert (head.status_code, head.content) == (401, b"")


def test_head_says_that_the_caller_has_the_answer(client: httpx.Client, city: City) -> None:
    tag = client.head("/v1/scorecard", headers=city.headers()).headers["etag"]
    again = client.head("/v1/scorecard", headers={**city.headers(), "If-None-Match": tag})
    assert (again.status_code, again.headers["etag"]) == (304, tag)


def test_head_is_named_where_get_is_and_refused_where_it_is_not(client: httpx.Client) -> None:
    assert client.put("/v1/scorecard").headers["allow"] == "GET, HEAD"
    refused = client.head("/v1/search")
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


def test_head_stands_in_the_log_as_such(city: City, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with service(city) as client:  # a line is written after the answer: it stands there once the service has ended
        request_id = client.head("/v1/persons/P-0001", headers=city.headers()).headers["x-request-id"]
    lines = [vars(record) for record in caplog.records if record.message == "answered"]
    (line,) = (line for line in lines if line["request_id"] == request_id)
    assert (line["method"], line["route"], line["status"]) == ("HEAD", "/v1/persons/{person_id}", 200)


def test_nothing_follows_the_headers(client: httpx.Client) -> None:
    with socket.create_connection((client.base_url.host, client.base_url.port or 0), timeout=10) as connection:
        connection.sendall(b"HEAD /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        received = b"".join(iter(lambda: connection.recv(4096), b""))
    assert received.endswith(b"\r\n\r\n")
