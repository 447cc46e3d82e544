"""One served city for tests of pages that change nothing, compiled catalogues, and a real Chromium."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from graph_service.adapters.memory import MemoryStore
from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from hatch_build import compile_catalogues
from loaders.demo_city import demo_city
from tests.api.serving import ADMIN, PURPOSE, City, city_in, city_in_memory
from tests.needs import REPOSITORY, require
from tests.web.serving import site

SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    """Catalogues as they stand in the checkout; an editable installation compiled those of its own day."""
    compile_catalogues()


@pytest.fixture(scope="module")
def city() -> City:
    """The small city of the tests of the service."""
    return city_in_memory()


@pytest.fixture(scope="module")
def client(city: City) -> Iterator[httpx.Client]:
    """A client that nobody has signed in with."""
    with site(city) as found:
        yield found


@pytest.fixture(scope="module")
def large_city() -> City:
    """The demo city."""
    return city_in(MemoryStore(), demo_city())


@pytest.fixture(scope="module")
def large_client(large_city: City) -> Iterator[httpx.Client]:
    """A client that nobody has signed in with, of the demo city."""
    with site(large_city) as found:
        yield found


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What looks for faults that keep people out; in the locked version, from its registry where it is not here yet."""
    within = Path("node_modules", "axe-core", "axe.min.js")
    if not (REPOSITORY / within).is_file():
        npm = shutil.which("npm")
        require("browser", available=npm is not None, how="install npm, which brings axe-core")
        folder = tmp_path_factory.mktemp("axe")
        for name in ("package.json", "package-lock.json"):
            shutil.copy(REPOSITORY / name, folder)
        subprocess.run([str(npm), "ci", "--ignore-scripts", "--silent"], cwd=folder, check=True, timeout=300)
        return (folder / within).read_text(encoding="utf-8")
    return (REPOSITORY / within).read_text(encoding="utf-8")


@dataclass(slots=True)
class Opened:
    """A page in a browser, with all that it said and asked for."""

    page: Page
    address: str
    axe: str
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def outside(self) -> list[str]:
        """Requests to anywhere but the service."""
        return [url for url in self.requests if not url.startswith((self.address, "data:", "blob:"))]

    def go(self, path: str) -> None:
        """Open a page of the service, and hold it to what every page must be."""
        self.page.goto(f"{self.address}{path}")

    def check(self) -> None:
        """No request elsewhere, no complaint, nothing serious that a screen reader would stumble over."""
        assert not self.outside
        assert not self.messages
        assert not self.faults(), self.faults()

    def faults(self) -> list[str]:
        """What axe finds, as far as it is serious."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(self.axe)
        found = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        serious = [entry for entry in found["violations"] if entry["impact"] in SERIOUS]
        return [f"{entry['id']}: {[node['html'][:120] for node in entry['nodes'][:3]]}" for entry in serious]


Open = Callable[..., AbstractContextManager[Opened]]


@pytest.fixture(scope="module")
def open_pages(browser: Browser, axe: str) -> Open:
    """Open the pages of a service in a browser of its own, signed in as somebody."""

    @contextmanager
    def opened(
        client: httpx.Client,
        city: City,
        role: CallerRole = ADMIN[0],
        agency: Agency = ADMIN[1],
        *,
        language: str = "sv",
        width: int = 1280,
        height: int = 900,
        scale: float = 1,
        scripts: bool = True,
    ) -> Iterator[Opened]:
        context = browser.new_context(
            viewport={"width": int(width / scale), "height": int(height / scale)},
            device_scale_factor=scale,
            locale={"sv": "sv-SE", "en": "en-GB"}[language],
            reduced_motion="reduce",
            java_script_enabled=scripts,
            accept_downloads=True,
            bypass_csp=False,
        )
        address = str(client.base_url).rstrip("/")
        told = Opened(context.new_page(), address, axe)
        told.page.on("console", lambda message: told.messages.append(f"{message.type}: {message.text}"))
        told.page.on("pageerror", lambda error: told.messages.append(f"error: {error}"))
        told.page.on("request", lambda request: told.requests.append(request.url))
        told.go("/sign-in")
        told.page.fill("#token", city.tokens[role, agency])
        told.page.fill("#purpose", PURPOSE)
        told.page.click("button.main")
        yield told
        context.close()

    return opened
