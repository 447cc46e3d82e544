"""Whatever a record or a purpose holds is text on every page: it adds no element, no attribute and no code."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from playwright.sync_api import Dialog

from graph_service.adapters.memory import MemoryStore
from graph_service.domain.schema import kind_of
from graph_service.domain.tables import tables_of
from graph_service.domain.text import xml_text
from graph_service.web.pages import PAGES
from tests.api.city import CANARY, city
from tests.api.serving import City, city_in
from tests.web.conftest import Open
from tests.web.reading import faults_of, read
from tests.web.samples import FILES, FRAGMENTS, NOT_THERE, address_of
from tests.web.serving import signed_in, site

HOSTILE = (
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)> '`",
    "{{ 7*7 }}{% include '/etc/passwd' %} %(n)s {n} &lt;b&gt; ]]> <!-- %s",
    "\u202eright to left\u202c \u2066isolated \u200b\u200d\ufeff\u2028\u2029",
    "signs \x01\x08\x0b\x1b[2J\x7f\x85 end",
    "x" * 299 + "<",
)
HARMLESS = "plain"
SHOWN = tuple(page for page in PAGES if page.show is not None and page.name not in FILES)
OPENED = tuple(page for page in SHOWN if page.name not in NOT_THERE | FRAGMENTS)  # browsers complain of the status
# What stands on them hangs on what was looked for, by how many, and on the room that a label takes.
OF_TEXTS = frozenset({"find", "log", "map"})


@dataclass(frozen=True, slots=True)
class Places:
    """A city of which every free text is the same, and a client of it."""

    city: City
    client: httpx.Client


def told(text: str) -> list[object]:
    """The small city with one text for every name, label and note."""
    return [_with(record, text) for record in city()]


def _with(record: Any, text: str) -> object:  # noqa: ANN401  a record of any kind
    """A record whose names, labels and canaries are a text."""
    changes: dict[str, object] = {}
    for field in kind_of(record).fields:
        value = getattr(record, field.name)
        if field.name in {"label", "name"} and value is not None:
            changes[field.name] = text
        elif CANARY in str(value):
            changes[field.name] = (text,) if isinstance(value, tuple) else text
    return replace(record, **changes)


@pytest.fixture(scope="module", params=HOSTILE, ids=["script", "quotes", "templates", "signs", "control", "long"])
def hostile(request: pytest.FixtureRequest) -> Iterator[tuple[str, Places]]:
    text = str(request.param)
    spoilt = city_in(MemoryStore(), tables_of(told(text)))
    with site(spoilt) as client:
        yield text, Places(spoilt, client)


@pytest.fixture(scope="module")
def harmless() -> Iterator[dict[str, str]]:
    """The pages of a city in which nothing is hostile."""
    plain = city_in(MemoryStore(), tables_of(told(HARMLESS)))
    with site(plain) as client:
        yield pages_of(Places(plain, client))


def pages_of(places: Places) -> dict[str, str]:
    """Every page, for an administrator of the police."""
    with signed_in(places.client.base_url, places.city) as browser:
        answers = {page.name: browser.get(address_of(page)) for page in SHOWN}
    return {name: answer.text for name, answer in answers.items() if "html" in answer.headers.get("content-type", "")}


def test_it_is_text_on_every_page(hostile: tuple[str, Places], harmless: dict[str, str]) -> None:
    text, places = hostile
    spoilt = pages_of(places)
    assert harmless.keys() == spoilt.keys()
    for name, page in spoilt.items():
        assert not faults_of(page), name
        if name not in OF_TEXTS:
            assert read(page).elements == read(harmless[name]).elements, name
    assert xml_text(text).strip() in read(spoilt["overview"]).text  # names of groups


def test_it_is_text_as_a_purpose_and_in_an_address(client: httpx.Client, city: City) -> None:
    for text in HOSTILE[:3]:  # a purpose with signs that are not printed is refused
        with httpx.Client(base_url=client.base_url, timeout=60) as browser:
            sent = {"token": next(iter(city.tokens.values())), "purpose": text[:200], "next": f"/session?query={text}"}
            faulty = browser.post("/sign-in", data={**sent, "token": text})
            assert (faulty.status_code, faults_of(faulty.text)) == (401, [])
            assert browser.post("/sign-in", data=sent).status_code == 303
            page = browser.get("/session", params={"query": text}).text
        assert not faults_of(page)
        assert text[:200] in read(page).text
        assert text in read(page).text


def test_a_browser_runs_none_of_it(hostile: tuple[str, Places], open_pages: Open) -> None:
    _text, places = hostile
    dialogs: list[str] = []

    def close(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    with open_pages(places.client, places.city) as opened:
        opened.page.on("dialog", close)
        for page in OPENED:
            opened.go(address_of(page))
        assert (dialogs, opened.messages, opened.outside) == ([], [], [])
