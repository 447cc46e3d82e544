"""Role by page by field class: who may open what, and that nothing they may not see is anywhere on it."""

from collections.abc import Iterator, Mapping

import httpx
import pytest

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import RIGHTS, Agency
from graph_service.domain.vocabulary import DataClass
from graph_service.services.access import RULES
from graph_service.services.judging import hidden_records
from graph_service.web.page import Page
from graph_service.web.pages import PAGES
from tests.api.city import PROTECTED, PROTECTED_LABEL, SEEN, VICTIM, VICTIM_LABEL, canary
from tests.api.serving import PAIRS, City
from tests.web.reading import faults_of
from tests.web.samples import FILES, NOT_THERE, SAMPLES, address_of
from tests.web.serving import csrf_of, signed_in

Pair = tuple[CallerRole, Agency]
FOR_EVERYBODY = {"session", "access", "policy", "words", "interface", "operation"}  # nothing of the records on them
SHOWN = tuple(page for page in PAGES if page.show is not None)
ACTING = tuple(page for page in PAGES if page.act is not None)
ALSO: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "overview": ({"since": "2020-11-03"},),
    "briefing": ({"since": "2020-11-03"},),
    "group": ({"group_id": "Syd"},),
    "incident": ({"incident_id": "I-2"},),
    "plan": ({"group": "G-01"},),
}
PERSON_PARTS = ("person_id", "person")


def name_of(pair: Pair) -> str:
    return f"{pair[0].value} of {pair[1].value}"


def may(pair: Pair, page: Page) -> bool:
    rules = [RULES[action] for action in page.actions]
    seen = RIGHTS[pair] - {DataClass.PROTECTED}
    return page.name in FOR_EVERYBODY or any(pair[0] in rule.roles and rule.needs <= seen for rule in rules)


def secrets_of(pair: Pair, city: City, *, shows_protected: bool = False) -> set[str]:
    """Every text that a caller must not meet, whatever they open."""
    seen = RIGHTS[pair] - (set() if shows_protected else {DataClass.PROTECTED})
    secrets = {canary(data_class) for data_class in set(DataClass) - seen}
    if DataClass.PROTECTED not in seen:
        secrets |= {PROTECTED, PROTECTED_LABEL}
    if DataClass.VICTIM not in seen:
        secrets |= {VICTIM, VICTIM_LABEL}
    if DataClass.SUPPORT not in seen:
        secrets.add("SC-HIDDEN-SUPPORT")
    context = city.place.context(city.caller(*pair))
    hidden = {} if shows_protected else hidden_records(context, context.classes)
    return secrets | {key for keys in hidden.values() for key in keys}


def addresses_of(page: Page) -> Iterator[str]:
    """Where a page is looked at: with its sample, otherwise asked, and of every person, the hidden ones as well."""
    yield address_of(page)
    yield from (address_of(page, **values) for values in ALSO.get(page.name, ()))
    for part in PERSON_PARTS:
        if part in SAMPLES[page.name] or f"{{{part}}}" in page.path:
            yield from (address_of(page, **{part: person}) for person in (*SEEN, PROTECTED, VICTIM))


def without(text: str, csrf: str, address: str) -> str:
    """A page without the secret of the session, which may read as a short id, and without the address asked for."""
    return text.replace(csrf, "").replace(address.partition("?")[0], "")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_has_an_address_to_try_and_a_rule(page: Page) -> None:
    assert page.name in SAMPLES, "add a row to tests/web/samples.py"
    assert set(page.actions) <= RULES.keys()
    assert bool(page.actions) is (page.name not in FOR_EVERYBODY), "a page without actions is for everybody"


def test_no_two_pages_have_one_name_or_one_address() -> None:
    assert len({page.name for page in PAGES}) == len(PAGES)
    assert len({page.path for page in PAGES}) == len(PAGES)


@pytest.mark.parametrize("pair", PAIRS, ids=name_of)
def test_those_open_a_page_whom_its_rule_names_and_it_shows_what_they_may_see(
    client: httpx.Client, city: City, pair: Pair
) -> None:
    secrets = secrets_of(pair, city)
    with signed_in(client.base_url, city, *pair) as browser:
        menu = browser.get("/session").text
        csrf = csrf_of(menu)
        for page in SHOWN:
            in_menu = f'<a href="{page.path}"' in menu.partition("<nav")[2].partition("</nav>")[0]
            assert in_menu is (may(pair, page) and page.in_menu), page.name
            for address in addresses_of(page):
                answer = browser.get(address)
                is_there = address == address_of(page) and page.name not in NOT_THERE
                allowed = {200, 303} if is_there else {200, 303, 404}
                assert answer.status_code in (allowed if may(pair, page) else {403}), address
                text = without(answer.text, csrf, address) + str(answer.headers).replace(address, "")
                assert not {secret for secret in secrets if secret in text}, address
                if "html" in answer.headers.get("content-type", "") and page.name not in FILES:
                    assert not faults_of(answer.text), address


@pytest.mark.parametrize("pair", PAIRS, ids=name_of)
def test_an_empty_form_breaks_nothing_and_tells_nothing(client: httpx.Client, city: City, pair: Pair) -> None:
    secrets = secrets_of(pair, city)
    with signed_in(client.base_url, city, *pair) as browser:
        csrf = csrf_of(browser.get("/session").text)
        for page in ACTING:
            answer = browser.post(address_of(page), data={"csrf": csrf})
            assert answer.status_code < 500, page.name
            assert may(pair, page) or answer.status_code == 403, page.name
            assert not {secret for secret in secrets if secret in answer.text.replace(csrf, "")}, page.name


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if pair[0] is CallerRole.ADMIN], ids=name_of)
def test_who_asks_for_protected_identities_meets_no_other_class_than_the_own(
    client: httpx.Client, city: City, pair: Pair
) -> None:
    secrets = secrets_of(pair, city, shows_protected=True)
    with signed_in(client.base_url, city, *pair, shows_protected=True) as browser:
        csrf = csrf_of(browser.get("/session").text)
        for page in SHOWN:
            for address in addresses_of(page):
                text = without(browser.get(address).text, csrf, address)
                assert not {secret for secret in secrets if secret in text}, address


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.name)
def test_nobody_opens_a_page_without_signing_in(client: httpx.Client, page: Page) -> None:
    answer = client.get(address_of(page))
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/sign-in")


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.name)
def test_every_page_forbids_caches_frames_and_code_of_others(client: httpx.Client, city: City, page: Page) -> None:
    with signed_in(client.base_url, city) as browser:
        headers = browser.get(address_of(page)).headers
    assert "content-disposition" in headers or page.name not in FILES
    assert headers["cache-control"] == "no-store"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
