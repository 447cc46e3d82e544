"""The pages of the service on the demo city: how long the server takes for each, warm, and how large each is.

``python -m benchmarks.bench_pages [TIMES]``. Only against a service of its own on 127.0.0.1, over a SQLite file; each
page is asked for by the one address that the tests have for it (`tests/web/samples.py`).
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx
import numpy as np

from benchmarks.measure import Line, finish, saying, show
from benchmarks.serving import PURPOSE, TIMEOUT_S, filled, service
from graph_service.web.pages import PAGES
from loaders.demo_city import demo_city
from tests.web.samples import FILES, NOT_THERE, address_of

TIMES = 200
AIM_P99_MS = 50.0
AIM_KB = 100.0
KB, MS = 1000, 1000.0
MEASURED_ELSEWHERE = frozenset({"map"})  # in a browser, by `bench_map`


def asked(client: httpx.Client, name: str, address: str, times: int) -> Line:
    """Ask for a page again and again.

    Parameters
    ----------
    client : httpx.Client
        A client that has signed in.
    name : str
        Of the page.
    address : str
        Its address.
    times : int
        How many times, once it was asked for a first time.

    Returns
    -------
    Line
        The first answer, then the middle and the slowest of the following; and the size.
    """
    first, answer = _once(client, address)
    took = [_once(client, address)[0] for _ in range(times)]
    middle, slow = (float(np.percentile(took, q)) for q in (50, 99))
    size = len(answer.content) / KB
    cells = (name, str(answer.status_code), f"{size:,.0f}", f"{first:,.0f}", f"{middle:,.1f}", f"{slow:,.1f}")
    has_aim = name not in FILES | MEASURED_ELSEWHERE
    return Line(cells, slow <= AIM_P99_MS and size <= AIM_KB if has_aim else None)


def _once(client: httpx.Client, address: str) -> tuple[float, httpx.Response]:
    begun = perf_counter()
    answer = client.get(address)
    return MS * (perf_counter() - begun), answer


def signed_in(client: httpx.Client, token: str) -> None:
    """Begin a session.

    Parameters
    ----------
    client : httpx.Client
        Keeps the cookie.
    token : str
        Of a caller.
    """
    answer = client.post("/sign-in", data={"token": token, "purpose": PURPOSE, "next": "/"})
    assert answer.is_redirect, answer.status_code  # noqa: S101  a measure of nothing is none


def main() -> None:
    """Serve the demo city, and ask for every page."""
    times = next((int(word) for word in sys.argv[1:] if word.isdigit()), TIMES)
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'city.db'}"
        with saying("store of the demo city"):
            token = filled(demo_city(), url)
        with service(url, token) as running, httpx.Client(base_url=running.address, timeout=TIMEOUT_S) as client:
            signed_in(client, token)
            pages = [page for page in PAGES if page.show is not None and page.name not in NOT_THERE]
            lines = [asked(client, page.name, address_of(page), times) for page in pages]
    title = f"Pages of the demo city, {times} times each; aims: p99 {AIM_P99_MS:.0f} ms, {AIM_KB:.0f} kB"
    head = ("page", "status", "kB", "first, ms", "p50, ms", "p99, ms")
    finish(all_met=show(title, head, lines))


if __name__ == "__main__":
    main()
