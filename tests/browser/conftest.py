"""One real Chromium for all browser tests, and pages that remember what they asked for and complained about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.invented_network import invented
from visualizations.draw import draw_html
from visualizations.numbering import linked

HANDLING = "RESTRICTED"
NETWORK = linked(invented(120))
N = len(NETWORK.persons)
BY_POINTS = sorted(NETWORK.persons, key=lambda p: (-p.points, p.person_id))


@dataclass(slots=True)
class Opened:
    """A page with all that it said and asked for."""

    page: Page
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def outside(self) -> list[str]:
        """Requests to anywhere but the disk and the page itself."""
        return [url for url in self.requests if not url.startswith(("file:", "data:", "blob:"))]

    def status(self) -> str:
        return self.page.inner_text("#status")

    def details(self) -> str:
        return self.page.inner_text("#details")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)


Open = Callable[[str, str], Opened]


@pytest.fixture
def open_file(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Write a document to disk and open it offline."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, offline=True, reduced_motion="reduce", accept_downloads=True
    )

    def open_text(text: str, name: str) -> Opened:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        opened = Opened(context.new_page())
        opened.page.on("console", lambda message: opened.messages.append(f"{message.type}: {message.text}"))
        opened.page.on("pageerror", lambda error: opened.messages.append(f"error: {error}"))
        opened.page.on("dialog", lambda dialog: opened.messages.append(f"dialog: {dialog.message}"))
        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.goto(path.as_uri())
        return opened

    yield open_text
    context.close()


@pytest.fixture(scope="module")
def map_html() -> str:
    return draw_html(NETWORK, handling=HANDLING)


@pytest.fixture
def opened(open_file: Open, map_html: str) -> Opened:
    opened = open_file(map_html, "map.html")
    opened.page.wait_for_function("() => document.getElementById('status').textContent !== ''")
    return opened


@pytest.fixture
def select(opened: Opened) -> Callable[[str], None]:
    """Choose a person by number, as a reader does."""

    def search(words: str) -> None:
        opened.press("/")
        opened.page.keyboard.type(words)
        opened.press("Enter")

    return search
