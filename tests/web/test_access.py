"""Access: the tables of rights for everybody, and the tokens of the own agency for its administrators."""

import re
from collections.abc import Iterator

import httpx
import pytest

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import RIGHTS, Agency
from graph_service.services.access import RULES
from graph_service.services.tokens import authenticate
from tests.api.serving import ADMIN, PURPOSE, City, city_in_memory
from tests.web.conftest import Open
from tests.web.serving import csrf_of, signed_in, site

SECRET = re.compile(r'<code class="secret">(gk_[\w-]+)</code>')
EXIT_WORKER = (CallerRole.EXIT_WORKER, Agency.MUNICIPALITY)


@pytest.fixture
def own_city() -> City:
    return city_in_memory()


@pytest.fixture
def own_client(own_city: City) -> Iterator[httpx.Client]:
    with site(own_city) as client:
        yield client


@pytest.fixture
def admin(own_client: httpx.Client, own_city: City) -> Iterator[httpx.Client]:
    with signed_in(own_client.base_url, own_city) as browser:
        yield browser


def make(browser: httpx.Client, **fields: str) -> httpx.Response:
    csrf = csrf_of(browser.get("/access/tokens").text)
    sent = {"csrf": csrf, "name": "analyst 9", "role": "analyst", "days": "30", **fields}
    return browser.post("/access/tokens", data=sent)


def token_of(answer: httpx.Response) -> str:
    match = SECRET.search(answer.text)
    assert match is not None, answer.text
    return match[1]


def test_everybody_reads_who_sees_and_may_do_what(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, *EXIT_WORKER) as browser:
        page = browser.get("/access").text
    sees = page.partition('id="sees-heading"')[2].partition("</section>")[0]
    assert sees.count('<th scope="row">') == len(RIGHTS)
    assert sees.count('class="own"') == 1
    assert page.partition('id="rules-heading"')[2].count('<th scope="row">') == len(RULES)
    assert "/access/tokens" not in page


def test_an_administrator_makes_a_token_that_is_shown_once_and_works(
    own_client: httpx.Client, own_city: City, admin: httpx.Client
) -> None:
    answer = make(admin)
    assert answer.status_code == 201
    token = token_of(answer)
    assert authenticate(own_city.place, token).name == "analyst 9"
    assert token not in admin.get("/access/tokens").text
    assert "analyst 9" in admin.get("/access/tokens").text
    assert own_client.post("/sign-in", data={"token": token, "purpose": PURPOSE}).status_code == 303


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "admin of police"},
        {"name": "x" * 101},
        {"name": "a\u202eb"},
        {"days": ""},
        {"days": "0"},
        {"days": "366"},
        {"days": "-1"},
        {"days": "1e2"},
        {"role": "king"},
        {"role": ""},
    ],
    ids=str,
)
def test_a_refused_form_comes_back_as_it_was_filled_in(admin: httpx.Client, fields: dict[str, str]) -> None:
    answer = make(admin, **fields)
    assert answer.status_code == 422
    assert "No token was made." in answer.text
    assert SECRET.search(answer.text) is None
    for name, value in {"name": "analyst 9", "days": "30", **fields}.items():
        assert name == "role" or f'value="{value}"' in answer.text


def test_no_token_above_the_own_role_or_of_another_agency_is_offered(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, CallerRole.ADMIN, Agency.PROBATION) as browser:
        page = browser.get("/access/tokens").text
        refused = make(browser, role="exit_worker")
    options = re.findall(r'<option value="(\w+)"', page)
    assert set(options) == {role.value for role, agency in RIGHTS if agency is Agency.PROBATION}
    assert refused.status_code == 422  # there is none of that agency
    assert "of police" not in page


def test_a_token_is_revoked_after_it_was_asked_and_its_session_ends_at_once(
    own_client: httpx.Client, own_city: City, admin: httpx.Client
) -> None:
    caller = authenticate(own_city.place, own_city.tokens[CallerRole.ANALYST, Agency.POLICE])
    address = f"/access/tokens/{caller.token_id}"
    with signed_in(own_client.base_url, own_city, CallerRole.ANALYST, Agency.POLICE) as holder:
        asked = admin.get(address).text
        assert holder.get("/session").status_code == 200  # it was only asked
        done = admin.post(address, data={"csrf": csrf_of(asked), "act": "revoke"})
        assert (done.status_code, done.headers["location"]) == (303, "/access/tokens")
        assert holder.get("/session").status_code == 303
    assert "not valid any more" in admin.get(address).text


def test_a_renewed_token_takes_the_place_of_the_earlier_one(
    own_client: httpx.Client, own_city: City, admin: httpx.Client
) -> None:
    earlier = own_city.tokens[CallerRole.ANALYST, Agency.POLICE]
    caller = authenticate(own_city.place, earlier)
    csrf = csrf_of(admin.get("/session").text)
    answer = admin.post(f"/access/tokens/{caller.token_id}", data={"csrf": csrf, "act": "renew", "days": "10"})
    assert answer.status_code == 201
    assert authenticate(own_city.place, token_of(answer)).name == caller.name
    assert own_client.post("/sign-in", data={"token": earlier, "purpose": PURPOSE}).status_code == 401


def test_the_last_administrator_stays(own_city: City, admin: httpx.Client) -> None:
    csrf = csrf_of(admin.get("/session").text)
    own = authenticate(own_city.place, own_city.tokens[ADMIN]).token_id
    others = [
        token.token_id
        for token in own_city.place.store.tokens()
        if (token.role, token.agency) == ("admin", "police") and token.token_id != own
    ]
    for token_id in others:
        admin.post(f"/access/tokens/{token_id}", data={"csrf": csrf, "act": "revoke"})
    refused = admin.post(f"/access/tokens/{own}", data={"csrf": csrf, "act": "revoke"})
    assert refused.status_code == 422
    assert "Nothing was changed." in refused.text
    assert admin.get("/session").status_code == 200


def test_a_token_of_another_agency_is_not_there(own_city: City, admin: httpx.Client) -> None:
    other = authenticate(own_city.place, own_city.tokens[EXIT_WORKER]).token_id
    csrf = csrf_of(admin.get("/session").text)
    assert admin.get(f"/access/tokens/{other}").status_code == 404
    assert admin.post(f"/access/tokens/{other}", data={"csrf": csrf, "act": "revoke"}).status_code == 404
    assert authenticate(own_city.place, own_city.tokens[EXIT_WORKER]).token_id == other


def test_a_token_is_made_and_revoked_in_a_browser_without_scripts(
    own_client: httpx.Client, own_city: City, open_pages: Open
) -> None:
    with open_pages(own_client, own_city, language="en", scripts=False) as opened:
        opened.go("/access")
        opened.page.get_by_role("link", name="Tokens of your agency").click()
        opened.page.get_by_label("Who gets it").fill("analyst 9")
        opened.page.get_by_role("button", name="Make the token").click()
        token = opened.page.locator("code.secret").inner_text()
        token_id = authenticate(own_city.place, token).token_id
        opened.page.get_by_role("link", name="To the tokens").click()
        opened.page.get_by_role("link", name=token_id).click()
        opened.page.get_by_role("button", name="Revoke the token now").click()
        opened.page.get_by_role("heading", name="Make a token").wait_for()
    stored = next(stored for stored in own_city.place.store.tokens() if stored.token_id == token_id)
    assert stored.revoked_at is not None
