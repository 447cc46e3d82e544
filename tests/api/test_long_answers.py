"""A long answer is sent as it is written: the same bytes with the same tag and marks, but without its length."""

import re

import httpx
import pytest

from graph_service.api import response_cache
from tests.api.city import AS_OF
from tests.api.serving import City, city_in_memory, service

DAY = {"as_of": AS_OF.isoformat()}
PATHS = ("/v1/network", "/v1/network/graphml", "/v1/network/gexf", "/v1/network/node-link")
COPY_ID = r"[0-9a-f]{12}"  # files bear it


def asked(client: httpx.Client, city: City, path: str, method: str = "GET") -> httpx.Response:
    return client.request(method, path, headers=city.headers(), params=DAY)


@pytest.mark.parametrize("path", PATHS)
def test_a_long_answer_is_the_same_bytes_in_parts(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    city = city_in_memory()
    with service(city) as client:
        whole = asked(client, city, path)
    monkeypatch.setattr(response_cache, "MAX_BODY_BYTES", 100)
    with service(city) as client:
        parts, head = asked(client, city, path), asked(client, city, path, "HEAD")
    assert (whole.status_code, parts.status_code, head.status_code) == (200, 200, 200)
    assert re.sub(COPY_ID, "", parts.text) == re.sub(COPY_ID, "", whole.text)
    assert head.content == b""
    assert "content-length" in whole.headers
    assert parts.headers["transfer-encoding"] == "chunked"
    assert "content-length" not in parts.headers
    for name in ("content-type", "etag", "vary", "content-disposition", "content-security-policy"):
        heads = [re.sub(COPY_ID, "", answer.headers.get(name, "")) for answer in (parts, whole)]
        assert heads[0] == heads[1]


def test_who_has_a_long_answer_is_not_sent_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_cache, "MAX_BODY_BYTES", 100)
    city = city_in_memory()
    with service(city) as client:
        tag = asked(client, city, "/v1/network").headers["etag"]
        again = client.get("/v1/network", headers={**city.headers(), "If-None-Match": tag}, params=DAY)
    assert again.status_code == 304
