"""The pages of the service: how long the server takes for each, warm, how large each is, and when something is seen.

``python -m benchmarks.bench_pages [PERSONS ...]``, 0 persons being the demo city. Only against a service of its own on
127.0.0.1, over a SQLite file; each page is asked for by the one address that the tests have for it
(`tests/web/samples.py`), with ids of the population. What is seen first is told by Chromium without a GPU.
"""

from collections.abc import Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import urlsplit

import httpx
import numpy as np
from playwright.sync_api import BrowserContext, sync_playwright

from benchmarks import synthetic
from benchmarks.measure import Line, finish, saying, show, sizes_asked
from benchmarks.serving import PURPOSE, TIMEOUT_S, Service, filled, service
from graph_service.web.page import Page
from graph_service.web.pages import PAGES
from loaders.demo_city import DEMO_AS_OF, demo_city
from tests.conftest import BROWSER_ARGUMENTS
from tests.needs import browser_path
from tests.web.samples import FILES, FRAGMENTS, LEADING_ON, NOT_THERE, address_of

DEMO = 0
SIZES = (DEMO, 100_000)
N_WARM = 100
ENOUGH_S = 2.0  # slow pages are asked for fewer times
N_PAINTS = 3
AIM_P99_MS, AIM_KB, AIM_PAINT_MS = 50.0, 100.0, 400.0
KB, MS = 1000, 1000.0
FIRST_PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
MEASURED_ELSEWHERE = frozenset({"map"})  # by `bench_map`
MEASURED = tuple(
    page for page in PAGES if page.show is not None and page.name not in NOT_THERE | LEADING_ON | MEASURED_ELSEWHERE
)


def addresses(persons: int, running: Service) -> Mapping[str, str]:
    """Return an address of every page.

    Parameters
    ----------
    persons : int
        Size of the population, `DEMO` for the demo city.
    running : Service
        Is asked for an incident and a conflict.

    Returns
    -------
    Mapping[str, str]
        By the name of the page.
    """
    day = DEMO_AS_OF if persons == DEMO else synthetic.AS_OF
    group, person = ("G-01", "P-0014") if persons == DEMO else ("G-0000003", "P-0000007")
    incident = running.client.get(f"/v1/incidents?as_of={day}&limit=1").json()["incidents"][0]["incident_id"]
    conflicts = running.client.get(f"/v1/conflicts?as_of={day}").json()["conflicts"]
    of_population = {
        "group": {"group_id": group},
        "person": {"person_id": person},
        "incident": {"incident_id": incident},
        "conflict": {"conflict_id": conflicts[0]["conflict_id"] if conflicts else ""},
        "plan": {"group": group},
        "map_file": {"group": group},
        "one_record": {"kind": "person", "record_id": person},
    }
    return {
        page.name: address_of(page, **{"as_of": day.isoformat(), **of_population.get(page.name, {})})
        for page in MEASURED
        if page.name != "conflict" or conflicts
    }


def asked(
    running: Service, client: httpx.Client, context: BrowserContext, population: str, page: Page, address: str
) -> Line:
    """Ask for a page again and again, then have a browser open it.

    Parameters
    ----------
    running : Service
        Says how long a processor worked.
    client : httpx.Client
        A client that has signed in.
    context : BrowserContext
        A browser of the same session.
    population : str
        What the store holds.
    page : Page
        The page.
    address : str
        Its address.

    Returns
    -------
    Line
        Size, the first answer, the middle and the slowest of the following, the time of the processor for one of them
        on average, and when something was first seen.
    """
    first, answer = _once(client, address)
    took = list[float]()
    begun = running.cpu_seconds()
    while len(took) < N_WARM and (not took or sum(took) < ENOUGH_S * MS):
        took.append(_once(client, address)[0])
    cpu = MS * (running.cpu_seconds() - begun) / len(took)
    middle, slow = (float(np.percentile(took, q)) for q in (50, 99))
    size = len(answer.content) / KB
    is_page = page.name not in FILES | FRAGMENTS
    seen = _first_paint(context, f"{str(client.base_url).rstrip('/')}{address}") if is_page else None
    times = (f"{first:,.0f}", f"{middle:,.1f}", f"{slow:,.1f}", f"{cpu:,.0f}", "–" if seen is None else f"{seen:,.0f}")
    cells = (population, page.name, str(answer.status_code), f"{size:,.0f}", *times, str(len(took)))
    met = slow <= AIM_P99_MS and size <= AIM_KB and (seen is None or seen <= AIM_PAINT_MS)
    return Line(cells, met if is_page else None)


def _once(client: httpx.Client, address: str) -> tuple[float, httpx.Response]:
    begun = perf_counter()
    answer = client.get(address)
    return MS * (perf_counter() - begun), answer


def _first_paint(context: BrowserContext, url: str) -> float:
    """Return when a browser first shows something of a page, ms: the middle of some times."""
    times = []
    for _ in range(N_PAINTS):
        page = context.new_page()
        page.goto(url)
        times.append(float(page.wait_for_function(FIRST_PAINT).json_value()))
        page.close()
    return median(times)


def signed_in(client: httpx.Client, token: str) -> None:
    """Begin a session.

    Parameters
    ----------
    client : httpx.Client
        Keeps the cookie.
    token : str
        Of a caller.
    """
    answer = client.post("/sign-in", data={"token": token, "purpose": PURPOSE, "next": "/session"})
    assert answer.is_redirect, answer.status_code  # noqa: S101  a measure of nothing is none


def measured(persons: int) -> list[Line]:
    """Serve a population, and ask for every page.

    Parameters
    ----------
    persons : int
        Size of the population.

    Returns
    -------
    list[Line]
        A line a page.
    """
    population = "demo city" if persons == DEMO else f"{persons:,}"
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'store.db'}"
        with saying(f"store of {population}"):
            token = filled(demo_city() if persons == DEMO else synthetic.tables(persons), url)
        with (
            service(url, token) as running,
            httpx.Client(base_url=running.address, timeout=TIMEOUT_S) as client,
            sync_playwright() as playwright,
        ):
            signed_in(client, token)
            browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            host = urlsplit(running.address).hostname or ""
            context.add_cookies(
                [
                    {"name": cookie.name, "value": cookie.value or "", "domain": host, "path": "/"}
                    for cookie in client.cookies.jar
                ]
            )
            where = addresses(persons, running)
            lines = [
                asked(running, client, context, population, page, where[page.name])
                for page in MEASURED
                if page.name in where
            ]
            browser.close()
            return lines


HEAD = ("store", "page", "status", "kB", "first, ms", "p50, ms", "p99, ms", "processor, ms", "first paint, ms", "n")

if __name__ == "__main__":
    rows = [line for persons in sizes_asked(SIZES) for line in measured(persons)]
    aims = f"p99 {AIM_P99_MS:.0f} ms warm, {AIM_KB:.0f} kB, first paint {AIM_PAINT_MS:.0f} ms"
    finish(all_met=show(f"Pages, asked one after the other; aims: {aims}", HEAD, rows))
