"""Signing in: with a token or an address that works once, never without what it is for, and never in a hurry."""

import logging
from collections.abc import Iterator
from time import monotonic, sleep

import httpx
import pytest

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.ports import GraphStore
from graph_service.services.tokens import authenticate, create_token, revoke_token
from graph_service.serving import create_service, sessions_of
from graph_service.settings import Settings
from graph_service.web.attempts import FORGET, FREE, Attempts
from tests.api.serving import ADMIN, PURPOSE, City, FixedClock, city_in_memory, served
from tests.web.serving import csrf_of, signed_in, site

COORDINATOR = (CallerRole.COORDINATOR, Agency.POLICE)
ENGLISH = {"Accept-Language": "en"}
LOGGED_S = 5.0  # within which a request is logged
PAGE_OF_SIGN_IN = "<h1>Sign in</h1>"


def fields(token: str, **more: str) -> dict[str, str]:
    return {"token": token, "purpose": PURPOSE, "next": "/session", **more}


def actions(store: GraphStore) -> list[tuple[str, str]]:
    return [(entry.event.action, entry.event.actor) for entry in store.audit_trail(after=0, limit=10_000)]


@pytest.fixture
def own_city() -> City:
    """A city that a test may change."""
    return city_in_memory()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def own_client(own_city: City, clock: FixedClock) -> Iterator[httpx.Client]:
    with site(own_city, clock=clock) as client:
        client.headers.update(ENGLISH)
        yield client


def test_a_token_and_a_purpose_begin_a_session_that_the_trail_names(own_client: httpx.Client, own_city: City) -> None:
    answer = own_client.post("/sign-in", data=fields(own_city.tokens[COORDINATOR]))
    assert (answer.status_code, answer.headers["location"]) == (303, "/session")
    assert "coordinator of police" in own_client.get("/session").text
    assert actions(own_city.place.store)[-1] == ("sign_in", "coordinator of police")


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(own_client: httpx.Client, own_city: City) -> None:
    answer = own_client.post("/sign-in", data=fields(own_city.tokens[COORDINATOR]))
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("gruppkarta_session=")
    assert {"httponly", "samesite=strict", "path=/"} <= {part.strip().lower() for part in cookie.split(";")}
    assert "domain" not in cookie.lower()
    assert "max-age" not in cookie.lower()  # it ends with the browser
    assert own_city.tokens[COORDINATOR] not in str(answer.headers)


def test_behind_tls_the_cookies_go_no_other_way(own_city: City) -> None:
    with site(own_city, Settings(behind_tls=True)) as client:
        answer = client.post("/sign-in", data=fields(own_city.tokens[COORDINATOR]))
        language = client.post("/language", data={"language": "en", "next": "/"})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-gruppkarta=")
    assert {"secure", "httponly", "samesite=strict", "path=/"} <= {part.strip().lower() for part in cookie.split(";")}
    assert "secure" in language.headers["set-cookie"].lower()


@pytest.mark.parametrize("token", ["", "gk_wrong", "\u202e", "x" * 5_000, "' or 1=1 --"])
def test_a_wrong_token_is_refused_and_never_shown_again(own_client: httpx.Client, token: str) -> None:
    answer = own_client.post("/sign-in", data=fields(token))
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert "This is not valid" in answer.text
    assert len(token) < 5 or token not in answer.text


def test_an_expired_and_a_revoked_token_are_refused(own_client: httpx.Client, own_city: City) -> None:
    admin = own_city.place.context(own_city.caller(*ADMIN))
    made = create_token(admin, name="for a while", agency="police", role="coordinator", days=1)
    revoked = create_token(admin, name="for less", agency="police", role="coordinator")
    revoke_token(admin, revoked.info.token_id)
    assert own_client.post("/sign-in", data=fields(revoked.token)).status_code == 401
    assert own_client.post("/sign-in", data=fields(made.token)).status_code == 303
    own_city.clock.later(days=1)
    assert own_client.get("/session").status_code == 303
    assert own_client.post("/sign-in", data=fields(made.token)).status_code == 401


@pytest.mark.parametrize("purpose", ["", "  ", "ab", "x" * 201, "two\nlines", "a\u202eb"])
def test_nobody_signs_in_without_saying_what_for(own_client: httpx.Client, own_city: City, purpose: str) -> None:
    answer = own_client.post("/sign-in", data={**fields(own_city.tokens[COORDINATOR]), "purpose": purpose})
    assert answer.status_code == 400
    assert "set-cookie" not in answer.headers
    assert "in one line of 3 to 200 characters" in answer.text


def test_an_address_works_once_and_not_by_being_looked_at(own_city: City, clock: FixedClock) -> None:
    app = create_service(Settings(), open_store=own_city.place, clock=clock)
    token_id = authenticate(own_city.place, own_city.tokens[COORDINATOR]).token_id
    secret = sessions_of(app).offer_once(token_id)
    with served(app) as client:
        assert f'value="{secret}"' in client.get("/sign-in", params={"once": secret}).text
        sent = {"once": secret, "purpose": PURPOSE}
        assert client.post("/sign-in", data={**sent, "purpose": ""}).status_code == 400
        assert client.post("/sign-in", data={**sent, "shows_protected": "yes"}).status_code == 403
        assert client.post("/sign-in", data=sent).status_code == 303
        assert client.post("/sign-in", data=sent).status_code == 401


def test_an_address_that_works_once_does_so_for_ten_minutes(own_city: City, clock: FixedClock) -> None:
    app = create_service(Settings(), open_store=own_city.place, clock=clock)
    token_id = authenticate(own_city.place, own_city.tokens[COORDINATOR]).token_id
    secret = sessions_of(app).offer_once(token_id)
    clock.later(minutes=10)
    with served(app) as client:
        assert client.post("/sign-in", data={"once": secret, "purpose": PURPOSE}).status_code == 401


def test_who_may_not_see_protected_identities_is_told_so_and_noted(own_client: httpx.Client, own_city: City) -> None:
    answer = own_client.post("/sign-in", data=fields(own_city.tokens[COORDINATOR], shows_protected="yes"))
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    last = own_city.place.store.audit_trail(after=0, limit=10_000)[-1].event
    assert (last.action, last.details["attempt"]) == ("refused", "show_protected")


def test_failures_are_slowed_down_more_and_more_and_one_success_forgets_them(
    own_client: httpx.Client, own_city: City, clock: FixedClock
) -> None:
    right = fields(own_city.tokens[COORDINATOR])
    statuses = [own_client.post("/sign-in", data=fields("gk_wrong")).status_code for _ in range(FREE + 1)]
    assert statuses == [401] * FREE + [429]
    waiting = own_client.post("/sign-in", data=right)
    assert (waiting.status_code, waiting.headers["retry-after"]) == (429, "1")  # the right token waits as well
    clock.later(seconds=1)
    assert own_client.post("/sign-in", data=fields("gk_wrong")).status_code == 401
    assert own_client.post("/sign-in", data=right).headers["retry-after"] == "2"
    clock.later(seconds=2)
    assert own_client.post("/sign-in", data=right).status_code == 303
    assert own_client.post("/sign-in", data=fields("gk_wrong")).status_code == 401


def test_attempts_at_once_are_no_way_around_the_wait(clock: FixedClock) -> None:
    attempts = Attempts(clock.now)
    assert [bool(attempts.begin("192.0.2.1")) for _ in range(FREE + 3)] == [False] * FREE + [True] * 3
    assert not attempts.begin("192.0.2.2")
    clock.instant += FORGET
    assert not attempts.begin("192.0.2.1")


def test_no_wait_is_longer_than_a_minute(clock: FixedClock) -> None:
    attempts, waits = Attempts(clock.now), []
    for _ in range(20):
        wait = attempts.begin("192.0.2.1")
        waits.append(wait.total_seconds())
        clock.instant += wait
    assert max(waits) == 60


def test_a_failure_is_logged_without_what_was_sent(own_client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    own_client.post("/sign-in?next=/", data=fields("gk_a-secret-that-somebody-guessed"))
    deadline = monotonic() + LOGGED_S
    while monotonic() < deadline and not any("route" in vars(record) for record in caplog.records):
        sleep(0.01)  # a request is logged once its answer is on its way
    lines = [vars(record) for record in caplog.records if record.name.startswith(("graph_service", "uvicorn"))]
    assert [line["cause"] for line in lines if line.get("code") == "sign_in_failed"] == [
        "attempt 1 in a row from 127.0.0.1"
    ]
    assert [line["route"] for line in lines if "route" in line] == ["/sign-in"]
    assert "guessed" not in str(lines)


def test_a_failure_leaves_the_trail_alone(own_client: httpx.Client, own_city: City) -> None:
    before = actions(own_city.place.store)
    own_client.post("/sign-in", data=fields("gk_wrong"))
    assert actions(own_city.place.store) == before


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://other.example/",
        "//other.example/",
        "/\\other.example/",
        "\\\\other.example",
        "/\t/other.example",
        "http://[",
        "javascript:alert(1)",
        "other",
        "",
        "/" + "x" * 5_000,
        " //other.example",
    ],
)
def test_signing_in_leads_nowhere_but_into_the_service(
    own_client: httpx.Client, own_city: City, elsewhere: str
) -> None:
    answer = own_client.post("/sign-in", data={**fields(own_city.tokens[COORDINATOR]), "next": elsewhere})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    shown = own_client.get("/sign-in", params={"next": elsewhere}).text
    assert 'name="next" value="/"' in shown
    chosen = own_client.post("/language", data={"language": "sv", "next": elsewhere})
    assert chosen.headers["location"] == "/"


def test_an_address_is_led_back_to_as_it_was(own_client: httpx.Client) -> None:
    address = "/session?as_of=2020-12-03&query=A%3FB%20%C3%85"
    answer = own_client.get(address)
    assert httpx.URL(answer.headers["location"]).params["next"] == address


def test_the_page_is_in_the_language_that_the_browser_asks_for_or_was_chosen(client: httpx.Client) -> None:
    assert PAGE_OF_SIGN_IN in client.get("/sign-in", headers=ENGLISH).text
    assert 'lang="sv"' in client.get("/sign-in", headers={"Accept-Language": "sv-SE,en;q=0.5"}).text
    assert 'lang="sv"' in client.get("/sign-in", headers={"Accept-Language": "fi"}).text
    with httpx.Client(base_url=client.base_url, headers={"Accept-Language": "sv"}) as browser:
        browser.post("/language", data={"language": "en", "next": "/"})
        assert PAGE_OF_SIGN_IN in browser.get("/sign-in").text
        browser.post("/language", data={"language": "xx", "next": "/"})
        assert PAGE_OF_SIGN_IN in browser.get("/sign-in").text


def test_who_signs_in_again_has_one_session_and_not_two(own_client: httpx.Client, own_city: City) -> None:
    with signed_in(own_client.base_url, own_city, *COORDINATOR) as browser:
        earlier = dict(browser.cookies)
        browser.post("/sign-in", data=fields(own_city.tokens[ADMIN]))
        assert "admin of police" in browser.get("/session").text
        with httpx.Client(base_url=own_client.base_url, cookies=earlier) as other:
            assert other.get("/session").status_code == 303


def test_another_purpose_is_asked_for_and_refused_in_the_form(own_client: httpx.Client, own_city: City) -> None:
    with signed_in(own_client.base_url, own_city, *COORDINATOR) as browser:
        csrf = csrf_of(browser.get("/session").text)
        assert browser.post("/session", data={"csrf": csrf, "purpose": "a\u202eb"}).status_code == 400
        refused = browser.post("/session", data={"csrf": csrf, "purpose": "a call-in", "shows_protected": "yes"})
        assert (refused.status_code, 'value="a call-in"' in refused.text) == (403, True)
        assert PURPOSE in browser.get("/session").text
        assert browser.post("/session", data={"csrf": csrf, "purpose": "a call-in"}).status_code == 303
        assert "· a call-in" in browser.get("/session").text


@pytest.mark.parametrize(("role", "first"), [(CallerRole.ANALYST, "/"), (CallerRole.AUDITOR, "/log")])
def test_everybody_begins_on_a_page_that_they_may_open(
    client: httpx.Client, city: City, role: CallerRole, first: str
) -> None:
    with httpx.Client(base_url=client.base_url, timeout=60) as browser:
        sent = {**fields(city.tokens[role, Agency.POLICE]), "next": "/"}
        answer = browser.post("/sign-in", data=sent)
        assert answer.headers["location"] == first
        assert browser.get(first).status_code == 200
        assert ('action="/find"' in browser.get(first).text) is (role is not CallerRole.AUDITOR)
