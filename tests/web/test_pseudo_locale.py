"""Every page says what stands in the catalogues, and data; nothing else, whatever the language."""

import re
from collections.abc import Iterator

import httpx
import pytest

from graph_service.languages import translator as languages
from graph_service.web.page import Page
from graph_service.web.pages import PAGES
from tests.api.serving import City
from tests.web.pseudo import OWN_NAMES, PseudoCatalogue, data_of, letters_outside
from tests.web.samples import FILES, FRAGMENTS, LEADING_ON, NOT_THERE, address_of
from tests.web.serving import csrf_of, signed_in

SHOWN = [page for page in PAGES if page.show is not None and page.name not in FILES | LEADING_ON]


@pytest.fixture(autouse=True)
def _spoken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every language is that of the brackets."""
    monkeypatch.setattr(languages, "_catalogue", lambda _language: PseudoCatalogue())
    languages.translator.cache_clear()
    yield
    languages.translator.cache_clear()


@pytest.fixture(scope="module")
def data(city: City) -> set[str]:
    return data_of(city)


def request_ids(text: str) -> set[str]:
    """The number under which the log of the service has a request."""
    return set(re.findall(r"[0-9a-f-]{12,}", text))


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.name)
def test_a_page_says_nothing_beside_texts_and_data(
    client: httpx.Client, city: City, data: set[str], page: Page
) -> None:
    with signed_in(client.base_url, city, language="sv", shows_protected=True) as browser:
        answer = browser.get(address_of(page))
    assert answer.status_code == (404 if page.name in NOT_THERE else 200), answer.text
    assert ("⟦" in answer.text) is (page.name not in FRAGMENTS)
    assert letters_outside(answer.text, data | request_ids(answer.text)) == []


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in?once=X", "/static/1/none"])
def test_nor_does_a_page_that_nobody_needs_a_session_for(client: httpx.Client, path: str) -> None:
    text = client.get(path).text
    assert "⟦" in text
    assert letters_outside(text, OWN_NAMES | request_ids(text)) == []


def test_nor_does_a_refused_sign_in(client: httpx.Client) -> None:
    for fields in ({"token": "X", "purpose": "Y"}, {"token": "X", "purpose": "weekly review"}):
        answer = client.post("/sign-in", data={**fields, "carried.name": "Z"})
        assert answer.status_code in {400, 401, 429}
        assert letters_outside(answer.text, OWN_NAMES) == []


@pytest.mark.parametrize("path", ["/nowhere", "/?as_of=yesterday", "/?as_of=0001-01-01"])
def test_nor_does_a_page_of_what_went_wrong(client: httpx.Client, city: City, data: set[str], path: str) -> None:
    with signed_in(client.base_url, city) as browser:
        answer = browser.get(path)
    assert answer.status_code >= 400
    assert letters_outside(answer.text, data | request_ids(answer.text) | {"yesterday"}) == []


def test_nor_does_a_form_that_is_sent_on(client: httpx.Client, city: City, data: set[str]) -> None:
    with signed_in(client.base_url, city) as browser:
        refused = browser.post("/session", data={"csrf": csrf_of(browser.get("/session").text), "purpose": "X"})
        forged = browser.post("/session", data={"csrf": "none", "purpose": "X"})
    for answer in (refused, forged):
        assert answer.status_code in {400, 403}
        assert letters_outside(answer.text, data | request_ids(answer.text)) == []


def test_the_check_finds_what_it_is_for() -> None:
    said = '<p title="⟦Day⟧">⟦Of ⟧G-01⟦ in all⟧ <code>I-1</code> <b translate="no">as typed</b> 3</p><p>G-01</p>'
    assert letters_outside(said, {"G-01"}) == []
    assert letters_outside(said, set()) == ["G-01", "G-01"]
    for unsaid in ("<p>Total</p>", '<p aria-label="Total">⟦Sum⟧</p>', "<svg><text>Total</text></svg>"):
        assert letters_outside(unsaid, {"Tot"}) == ["Total"]
    assert letters_outside('<input placeholder="Total"><input type="submit" value="Send">', set()) == ["Total", "Send"]
    assert letters_outside("<script>let total</script><br/><p>⟦Sum⟧</p>", set()) == []
