"""Sessions: they end when they should, everywhere at once if need be, and belong to whoever began them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.services.tokens import authenticate, revoke_token
from graph_service.settings import Settings
from graph_service.web.sessions import MAX_OF_TOKEN, Sessions
from tests.api.serving import ADMIN, PAIRS, PURPOSE, City, FixedClock, city_in_memory
from tests.web.serving import csrf_of, signed_in, site

COORDINATOR = (CallerRole.COORDINATOR, Agency.POLICE)
SETTINGS = Settings(session_idle_minutes=30, session_minutes=600)


@pytest.fixture
def own_city() -> City:
    return city_in_memory()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def own_client(own_city: City, clock: FixedClock) -> Iterator[httpx.Client]:
    with site(own_city, SETTINGS, clock) as client:
        yield client


@pytest.fixture
def sessions(clock: FixedClock) -> Sessions:
    return Sessions(clock.now, idle=timedelta(minutes=30), longest=timedelta(hours=10))


def status_of(browser: httpx.Client) -> int:
    return browser.get("/session").status_code


def test_a_cookie_that_somebody_planted_is_never_taken_over(own_client: httpx.Client, own_city: City) -> None:
    planted = "planted-by-somebody"
    with httpx.Client(base_url=own_client.base_url, cookies={"gruppkarta_session": planted}) as browser:
        answer = browser.post("/sign-in", data={"token": own_city.tokens[COORDINATOR], "purpose": PURPOSE})
        assert answer.status_code == 303
        assert planted not in answer.headers["set-cookie"]
    with httpx.Client(base_url=own_client.base_url, cookies={"gruppkarta_session": planted}) as attacker:
        assert status_of(attacker) == 303


def test_two_sessions_never_have_the_same_secrets(sessions: Sessions) -> None:
    begun = [sessions.begin("a token", PURPOSE) for _ in range(20)]
    assert len({secret for secret, _ in begun} | {session.csrf for _, session in begun}) == 40


def test_a_session_ends_when_nothing_is_asked_for_a_while(
    own_client: httpx.Client, own_city: City, clock: FixedClock
) -> None:
    with signed_in(own_client.base_url, own_city) as browser:
        clock.later(minutes=29)
        assert status_of(browser) == 200
        clock.later(minutes=29)
        assert status_of(browser) == 200
        clock.later(minutes=30)
        assert status_of(browser) == 303


def test_a_session_ends_after_a_day_of_work_however_busy_it_is(
    own_client: httpx.Client, own_city: City, clock: FixedClock
) -> None:
    with signed_in(own_client.base_url, own_city) as browser:
        statuses = []
        for _ in range(30):
            clock.later(minutes=20)
            statuses.append(status_of(browser))
        assert statuses == [200] * 29 + [303]


def test_a_revoked_token_ends_its_sessions_at_once(own_client: httpx.Client, own_city: City) -> None:
    caller = authenticate(own_city.place, own_city.tokens[COORDINATOR])
    with signed_in(own_client.base_url, own_city, *COORDINATOR) as browser:
        assert status_of(browser) == 200
        revoke_token(own_city.place.context(own_city.caller(*ADMIN)), caller.token_id)
        answer = browser.get("/session")
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Fsession")


def test_signing_out_ends_this_session_alone(own_client: httpx.Client, own_city: City) -> None:
    with (
        signed_in(own_client.base_url, own_city) as here,
        signed_in(own_client.base_url, own_city) as there,
    ):
        cookies = dict(here.cookies)
        answer = here.post("/sign-out", data={"csrf": csrf_of(here.get("/session").text)})
        assert (answer.status_code, answer.headers["clear-site-data"]) == (303, '"cache"')
        assert 'gruppkarta_session=""' in answer.headers["set-cookie"]
        with httpx.Client(base_url=own_client.base_url, cookies=cookies) as again:  # whoever had copied the cookie
            assert status_of(again) == 303
        assert status_of(there) == 200


def test_signing_out_everywhere_ends_all_of_the_token_and_none_of_others(
    own_client: httpx.Client, own_city: City
) -> None:
    with (
        signed_in(own_client.base_url, own_city) as here,
        signed_in(own_client.base_url, own_city) as there,
        signed_in(own_client.base_url, own_city, *COORDINATOR) as other,
    ):
        here.post("/sign-out", data={"csrf": csrf_of(here.get("/session").text), "everywhere": "yes"})
        assert [status_of(browser) for browser in (here, there, other)] == [303, 303, 200]


def test_what_a_session_showed_is_in_no_cache_of_the_browser(own_client: httpx.Client, own_city: City) -> None:
    with signed_in(own_client.base_url, own_city) as browser:
        answers = [browser.get(path) for path in ("/", "/session", "/sign-in", "/no-such-page")]
    answers.append(own_client.get("/session"))
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}


def test_one_token_pushes_out_nobody_but_itself(sessions: Sessions, clock: FixedClock) -> None:
    other, _ = sessions.begin("another token", PURPOSE)
    first, _ = sessions.begin("a token", PURPOSE)
    for _ in range(MAX_OF_TOKEN):
        clock.later(seconds=1)
        sessions.begin("a token", PURPOSE)
    assert sessions.of(first) is None
    assert sessions.of(other) is not None


def test_a_secret_is_kept_nowhere(sessions: Sessions) -> None:
    secret, _ = sessions.begin("a token", PURPOSE)
    once = sessions.offer_once("a token")
    held = str(vars(sessions))
    assert secret not in held
    assert once not in held


def test_an_offer_is_taken_by_one_of_many(sessions: Sessions) -> None:
    secret = sessions.offer_once("a token")
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: sessions.take_once(secret), range(32)))
    assert sorted(taken) == [""] * 31 + ["a token"]


def test_sessions_at_once_see_their_own_pages_alone(own_client: httpx.Client, own_city: City) -> None:
    def looked(pair: tuple[CallerRole, Agency]) -> set[str]:
        with signed_in(own_client.base_url, own_city, *pair) as browser:
            pages = [browser.get("/session").text for _ in range(5)]
        return {
            f"{role.value} of {agency.value}"
            for role, agency in PAIRS
            for page in pages
            if f">{role.value} of {agency.value}</a>" in page
        }

    with ThreadPoolExecutor(len(PAIRS)) as pool:
        assert list(pool.map(looked, PAIRS)) == [{f"{role.value} of {agency.value}"} for role, agency in PAIRS]


def test_a_service_that_was_started_again_asks_again(own_city: City) -> None:
    with site(own_city) as client, signed_in(client.base_url, own_city) as browser:
        cookies = dict(browser.cookies)
    with site(own_city) as client, httpx.Client(base_url=client.base_url, cookies=cookies) as browser:
        assert status_of(browser) == 303
