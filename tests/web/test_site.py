"""The site around the pages: headers, hosts, methods, and what it says when something is wrong."""

import logging
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.domain.store_content import StoredToken
from graph_service.errors import StoreUnavailableError
from graph_service.serving import create_service
from graph_service.settings import Settings
from graph_service.web.page import Page
from graph_service.web.page_request import PageRequest
from graph_service.web.site import create_site
from tests.api.serving import City, FixedClock, city_in_memory, open_store_of, served
from tests.web.serving import signed_in, site

HELD = "a name that must not leave the service"
ENGLISH, SWEDISH = {"Accept-Language": "en"}, {"Accept-Language": "sv"}


@pytest.fixture
def browser(client: httpx.Client, city: City) -> Iterator[httpx.Client]:
    with signed_in(client.base_url, city) as signed:
        yield signed


def breaks(request: PageRequest) -> None:
    raise RuntimeError(HELD)


def test_every_answer_forbids_frames_caches_and_code_from_elsewhere(
    client: httpx.Client, browser: httpx.Client
) -> None:
    answers = [browser.get(path) for path in ("/", "/session", "/sign-in", "/no-such-page")]
    answers += [client.get("/session"), browser.post("/session"), browser.put("/session")]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert {"Cookie", "Accept-Language"} <= {name.strip() for name in answer.headers["vary"].split(",")}


def test_what_holds_no_secret_is_kept_until_it_changes(browser: httpx.Client) -> None:
    page = browser.get("/session").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = browser.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in answer.headers["cache-control"]
    name = address.rpartition("/")[2]
    for wrong in (f"/static/000000000000/{name}", "/static/000000000000/..%2Fsite.py", "/static/x/%2e%2e/site.py"):
        assert browser.get(wrong).status_code == 404


def test_it_answers_to_its_own_name_alone(client: httpx.Client) -> None:
    assert client.get("/sign-in", headers={"Host": "other.example"}).status_code == 400


def test_head_is_get_without_the_page(browser: httpx.Client) -> None:
    head, page = browser.head("/session"), browser.get("/session")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == page.headers["content-type"]


@pytest.mark.parametrize(
    ("headers", "words"),
    [(ENGLISH, "There is no such page"), (SWEDISH, "Sidan finns inte")],
    ids=["en", "sv"],
)
def test_a_page_that_is_not_there_is_told_in_both_languages(
    client: httpx.Client, browser: httpx.Client, headers: dict[str, str], words: str
) -> None:
    for asking in (client, browser):
        answer = asking.get("/no-such-page", headers=headers)
        assert (answer.status_code, words in answer.text) == (404, True)


def test_a_method_that_a_page_has_not_is_refused_with_those_that_it_has(browser: httpx.Client) -> None:
    answer = browser.delete("/session")
    assert (answer.status_code, "GET" in answer.headers["allow"]) == (405, True)


def test_a_mistake_of_ours_tells_nothing(city: City, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    broken = Page(path="/session", name="broken", title="Broken", actions=(), show=breaks)  # type: ignore[arg-type]
    app = create_service(Settings(), open_store=city.place)
    app.state.site = create_site(app.state.opener, app.state.uploads, (broken,))
    app.router.routes[-1].app = app.state.site  # type: ignore[attr-defined]  # the pages are mounted last
    with served(app) as client, signed_in(client.base_url, city) as browser:
        answer = browser.get("/session")
    assert (answer.status_code, "Something went wrong here" in answer.text) == (500, True)
    assert HELD not in answer.text
    assert "RuntimeError" not in answer.text
    lines = [str(vars(record)) for record in caplog.records if record.name.startswith(("graph_service", "uvicorn"))]
    assert any("RuntimeError" in line for line in lines)
    assert not [line for line in lines if HELD in line]


class Down(MemoryStore):
    """A store that goes away once somebody has signed in."""

    is_down = False

    def tokens(self) -> list[StoredToken]:
        if self.is_down:
            message = f"no answer, {HELD[:6]}"
            raise StoreUnavailableError(message)
        return super().tokens()


def test_a_store_that_is_down_is_told_with_when_to_come_back_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    city = city_in_memory()
    store = Down()
    store.__dict__.update(city.place.store.__dict__)
    place = open_store_of(store, FixedClock())
    with site(replace(city, place=place)) as client, signed_in(client.base_url, city) as browser:
        store.is_down = True
        answer = browser.get("/session")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "Wait a moment" in answer.text
    assert "no answer" not in answer.text
    assert ("store_unavailable", "no answer, a name") in {
        (record.__dict__.get("code"), record.__dict__.get("cause")) for record in caplog.records
    }


def test_the_log_names_pages_by_their_template(browser: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    browser.get("/session?query=P-0001")
    browser.get("/no-such-page/P-0001")
    routes = [record.__dict__["route"] for record in caplog.records if "route" in record.__dict__]
    assert routes[-2:] == ["/session", "none"]


@pytest.mark.parametrize("path", ["/session/", "//session", "/./session/..%2f", "/session%00", "/%ff", "/sign-in;x"])
def test_an_address_that_only_looks_like_a_page_is_none(browser: httpx.Client, path: str) -> None:
    assert browser.get(f"{str(browser.base_url).rstrip('/')}{path}").status_code == 404


@pytest.mark.parametrize("day", ["x", "2020-13-01", "0001-01-01", "9999-12-31", "2020-12-03T00:00", "\u0663"])
def test_a_day_that_is_none_is_told(browser: httpx.Client, day: str) -> None:
    answer = browser.get("/", params={"as_of": day})
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("text/html")
