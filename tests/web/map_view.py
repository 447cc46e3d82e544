"""The map as somebody works with it in a browser, and who is tied to whom in the demo city."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import httpx
from playwright.sync_api import Page

from graph_service.domain.text import WITHHELD_WORD
from tests.api.serving import ADMIN, DAY, City
from tests.web.conftest import Open, Opened

MAP = f"/map?{DAY}"
REST_MS = 1500  # after which the address says what is shown
# What a reader sees of the map, but for the mark of the copy: no two copies have the same.
SEEN = """() => {
  const ids = selector => [...document.querySelectorAll(selector)].map(each => each.dataset.i ?? each.textContent);
  const numbers = text => text.match(/[\\d.-]+/g).map(number => Math.round(10 * number));
  return {
    status: document.getElementById("status").textContent,
    months: document.getElementById("span").textContent,
    details: document.getElementById("details").textContent,
    pins: ids("#pins-list .link:first-child"),
    pinned: document.querySelectorAll("#pins .pin").length,
    hidden: ids("#persons .p.off"),
    quiet: ids("#persons .p.quiet"),
    lit: ids("#lit .p").sort(),
    rings: [...document.querySelectorAll("#lit circle[class]")].map(each => each.getAttribute("class")),
    layers: [...document.querySelectorAll("#layers input")].map(each => each.checked),
    groups: [...document.querySelectorAll("#groups input")].map(each => each.checked),
    drawn: ["hulls", "conflicts", "ties-inside"].map(id => document.getElementById(id).classList.contains("off")),
    tables: document.getElementById("table").hidden,
    rows: [...document.querySelectorAll("#table tbody tr:not([hidden])")].map(row => row.textContent),
    camera: numbers(document.getElementById("world").getAttribute("transform")),
  };
}"""


@dataclass(frozen=True, slots=True)
class Network:
    """What a caller is told of the network."""

    answer: Mapping[str, Any]

    @property
    def people(self) -> list[str]:
        """Those who are tied to somebody, but not who is withheld."""
        return sorted({tie[end] for tie in self.answer["ties"] for end in ("person_a", "person_b")} - {WITHHELD_WORD})

    def records(self) -> Mapping[str, Mapping[str, list[str]]]:
        """The records of the ties by both of their ends."""
        records: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for tie in self.answer["ties"]:
            one, other = tie["person_a"], tie["person_b"]
            if WITHHELD_WORD not in {one, other}:
                records[one][other] += tie["record_ids"]
                records[other][one] += tie["record_ids"]
        return records

    def common(self, one: str, other: str) -> set[str]:
        """Contacts that two persons have in common."""
        records = self.records()
        return set(records[one]) & set(records[other])

    def apart(self) -> tuple[str, str]:
        """Two persons who are not tied and have two contacts or more in common."""
        records = self.records()
        return next(
            (one, other)
            for one, other in combinations(sorted(records), 2)
            if other not in records[one] and len(set(records[one]) & set(records[other])) > 1
        )


def network_of(client: httpx.Client, city: City, pair: Any = ADMIN) -> Network:  # noqa: ANN401  role and agency
    """Ask the interface for the network."""
    answer = client.get(f"/v1/network?{DAY}", headers=city.headers(*pair))
    assert answer.status_code == 200
    return Network(answer.json())


@dataclass(frozen=True, slots=True)
class MapView:
    """The map in a browser."""

    opened: Opened

    @property
    def page(self) -> Page:
        return self.opened.page

    @property
    def details(self) -> str:
        return self.page.inner_text("#details")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def search(self, words: str) -> None:
        """Choose somebody or something by number, by the keyboard alone."""
        self.press("/")
        self.page.keyboard.type(words)
        self.press("Enter")

    def rested(self) -> str:
        """The address once it says what is shown."""
        self.page.wait_for_timeout(REST_MS)
        return str(self.page.evaluate("location.pathname + location.search"))

    def seen(self) -> Any:  # noqa: ANN401  JSON has no closed type
        return self.page.evaluate(SEEN)

    def on_paper(self) -> None:
        """As the browser does before it prints."""
        self.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        self.page.emulate_media(media="print")

    def on_screen(self) -> None:
        self.page.emulate_media(media="screen")
        self.page.evaluate("dispatchEvent(new Event('afterprint'))")


Maps = Callable[..., AbstractContextManager[MapView]]


def maps_of(client: httpx.Client, city: City, open_pages: Open) -> Maps:
    """Return what opens the map in a browser of its own, signed in as somebody."""

    @contextmanager
    def opened_map(path: str = MAP, *pair: Any, **options: Any) -> Iterator[MapView]:  # noqa: ANN401
        with open_pages(client, city, *pair, **options) as opened:
            opened.go(path)
            opened.page.wait_for_function("document.getElementById('status').textContent !== ''")
            yield MapView(opened)

    return opened_map
