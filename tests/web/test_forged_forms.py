"""Forms: none is taken from elsewhere, and of none that a person filled in anything is lost."""

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest

from graph_service.settings import Settings
from tests.api.serving import ADMIN, PURPOSE, City, FixedClock, city_in_memory
from tests.web.serving import csrf_of, signed_in, site

HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
TYPED = {"purpose": "what I typed", "note": 'Å "quoted" <b>', "token": "a field of that name", "next": "another"}


@pytest.fixture
def own_city() -> City:
    return city_in_memory()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def own_client(own_city: City, clock: FixedClock) -> Iterator[httpx.Client]:
    with site(own_city, clock=clock) as client:
        yield client


def purpose_of(browser: httpx.Client) -> bool:
    return f"· {PURPOSE}<" in browser.get("/session").text


def hidden(page: str) -> dict[str, str]:
    return {unescape(name): unescape(value) for name, value in HIDDEN.findall(page)}


@pytest.mark.parametrize("csrf", [None, "", "x", "\ud7ff", "Å"])
def test_a_form_without_the_secret_of_the_session_is_refused(
    own_client: httpx.Client, own_city: City, csrf: str | None
) -> None:
    with signed_in(own_client.base_url, own_city) as browser:
        sent = {"purpose": "forged"} | ({} if csrf is None else {"csrf": csrf})
        assert browser.post("/session", data=sent).status_code == 403
        assert browser.post("/sign-out", data=sent).status_code == 403
        assert purpose_of(browser)
    last = own_city.place.store.audit_trail(after=0, limit=10_000)
    assert ("refused", "csrf") in {(entry.event.action, entry.event.details.get("attempt")) for entry in last}


def test_the_secret_of_another_session_is_none(own_client: httpx.Client, own_city: City) -> None:
    with signed_in(own_client.base_url, own_city) as here, signed_in(own_client.base_url, own_city) as there:
        csrf = csrf_of(there.get("/session").text)
        assert here.post("/session", data={"csrf": csrf, "purpose": "forged"}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://other.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_no_form_of_another_site_is_taken(own_client: httpx.Client, own_city: City, headers: dict[str, str]) -> None:
    with signed_in(own_client.base_url, own_city) as browser:
        csrf = csrf_of(browser.get("/session").text)
        for path in ("/session", "/sign-out", "/language"):
            sent = {"csrf": csrf, "purpose": "forged", "language": "sv"}
            assert browser.post(path, data=sent, headers=headers).status_code == 403
        assert purpose_of(browser)
    token = own_city.tokens[ADMIN]
    forged = own_client.post("/sign-in", data={"token": token, "purpose": PURPOSE}, headers=headers)
    assert (forged.status_code, "set-cookie" in forged.headers) == (403, False)


def test_another_site_signs_nobody_out_and_fills_in_no_form(own_client: httpx.Client) -> None:
    """Its requests come without the cookie, which browsers hold back."""
    headers = {"Origin": "https://other.example"}
    left = own_client.post("/sign-out", headers=headers)
    assert (left.status_code, "set-cookie" in left.headers) == (403, False)
    planted = own_client.post("/session", data={"purpose": "planted by another site"}, headers=headers)
    assert (planted.status_code, "planted" in planted.text) == (403, False)


def test_a_form_of_our_own_pages_is_taken(own_client: httpx.Client, own_city: City) -> None:
    headers = {"Origin": str(own_client.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    with signed_in(own_client.base_url, own_city) as browser:
        sent = {"csrf": csrf_of(browser.get("/session").text), "purpose": "another one"}
        assert browser.post("/session", data=sent, headers=headers).status_code == 303


def test_behind_tls_a_page_without_it_is_another_site(own_city: City) -> None:
    with site(own_city, Settings(behind_tls=True)) as client:
        host = f"127.0.0.1:{client.base_url.port}"
        statuses = [
            client.post("/language", data={"language": "sv"}, headers={"Origin": f"{scheme}://{host}"}).status_code
            for scheme in ("http", "https")
        ]
    assert statuses == [403, 303]


def test_nothing_typed_is_lost_when_the_session_ends_in_the_middle(
    own_client: httpx.Client, own_city: City, clock: FixedClock
) -> None:
    with signed_in(own_client.base_url, own_city) as browser:
        csrf = csrf_of(browser.get("/session").text)
        clock.later(minutes=31)
        asked = browser.post("/session?as_of=2020-12-03", data={**TYPED, "csrf": csrf})
        assert asked.status_code == 401
        assert "what you typed is kept" in asked.text
        kept = hidden(asked.text)
        wrong = browser.post("/sign-in", data={**kept, "token": "gk_wrong", "purpose": PURPOSE})
        assert hidden(wrong.text) == kept  # a slip of the hand loses nothing either
        again = browser.post(
            "/sign-in", data={**hidden(wrong.text), "token": own_city.tokens[ADMIN], "purpose": PURPOSE}
        )
        sent = hidden(again.text)
        assert {name: value for name, value in sent.items() if name != "csrf"} == TYPED
        assert 'action="/session?as_of=2020-12-03"' in again.text
        assert csrf not in again.text
        assert browser.post("/session?as_of=2020-12-03", data=sent).status_code == 303
        assert "· what I typed<" in browser.get("/session").text


def test_whoever_sent_a_file_is_told_to_choose_it_again(own_client: httpx.Client) -> None:
    files = {"file": ("case.csv", b"a,b\n", "text/csv")}
    page = own_client.post("/session", data={"purpose": "x"}, files=files, headers={"Accept-Language": "en"}).text
    assert "A file has to be chosen again." in page


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        ("a=1&" * 3_000, "application/x-www-form-urlencoded", 400),
        ("purpose=" + "x" * 300_000, "application/x-www-form-urlencoded", 400),
        ("purpose=" + "x" * 1_000_001, "application/x-www-form-urlencoded", 413),
        ("purpose=%C3%28&csrf=%ED%A0%80", "application/x-www-form-urlencoded", 401),
        ("{}", "application/json", 401),
        ("x", "multipart/form-data", 400),
        ("x", "multipart/form-data; boundary=y", 400),
        (
            '--y\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n\\ud800\r\n--y--\r\n',
            "multipart/form-data; boundary=y; charset=raw_unicode_escape",
            400,
        ),
        ("x=1", "application/x-www-form-urlencoded; charset=idna", 400),
    ],
    ids=["fields", "long field", "body", "no text", "json", "no boundary", "no parts", "surrogate", "charset"],
)
def test_a_form_as_no_page_sends_it_is_refused_and_breaks_nothing(
    own_client: httpx.Client, content: str, kind: str, status: int
) -> None:
    answer = own_client.post("/session", content=content.encode(), headers={"Content-Type": kind})
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
