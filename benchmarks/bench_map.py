"""The map in Chromium without a GPU: frames while it is moved and zoomed, first paint, size; beside pyvis.

``python -m benchmarks.bench_map [PERSONS…]``. The mouse is that of the browser, and goes through all code of the page.
The file of an invented network of each size, and beside it pyvis with the same persons at the same positions; then the
page of the service on the demo city, once the service has its records.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from benchmarks.bench_pages import signed_in
from benchmarks.measure import Line, finish, saying, show, sizes_asked
from benchmarks.serving import PURPOSE, TIMEOUT_S, filled, service
from loaders.demo_city import demo_city
from tests.api.serving import DAY
from tests.invented_network import invented
from tests.needs import browser_path
from visualizations.draw import draw_html, draw_pyvis

SIZES = (100, 400, 1500)
ARGUMENTS = ("--no-sandbox", "--disable-gpu")
VIEW: ViewportSize = {"width": 1440, "height": 900}
GESTURE_S = 2.0
SETTLED_MS = 1500  # after which pyvis, too, has drawn
KB, MS = 1000, 1000.0
# By the largest number of persons: frames a second, and kB; milliseconds to the first paint at any size.
AIMS = {100: (55.0, 300.0), 400: (55.0, 300.0), 1500: (50.0, 900.0)}
AIM_PAINT_MS, AIM_STEP_MS = 400.0, 50.0
COUNT = """() => {
  window.frames_ = [];
  const tick = now => { window.frames_.push(now); window.counting_ = requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}"""
COUNTED = "() => { cancelAnimationFrame(window.counting_); return window.frames_; }"
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
STEP = """() => {
  const from = document.getElementById("from");
  const took = [1, 2, 3, 4, 5].map(month => {
    const begun = performance.now();
    from.value = month;
    from.dispatchEvent(new Event("input"));
    document.getElementById("view").getBoundingClientRect();
    return performance.now() - begun;
  });
  from.value = 0;
  from.dispatchEvent(new Event("input"));
  return took.sort((a, b) => a - b)[2];
}"""


@dataclass(frozen=True, slots=True)
class Moved:
    """Frames a second, and the longest time between two."""

    fps: float
    longest_ms: float


def moved(page: Page, gesture: Callable[[Page, int], None]) -> Moved:
    """Count the frames while a gesture goes on.

    Parameters
    ----------
    page : Page
        Shows a map.
    gesture : Callable[[Page, int], None]
        One step of it, by its number.

    Returns
    -------
    Moved
        What came out.
    """
    page.evaluate(COUNT)
    until, step = perf_counter() + GESTURE_S, 0
    while perf_counter() < until:
        gesture(page, step)
        step += 1
    times = page.evaluate(COUNTED)
    gaps = [after - before for before, after in pairwise(times)]
    return Moved(MS * len(gaps) / max(1.0, times[-1] - times[0]), max(gaps, default=0.0))


def pan(page: Page, step: int) -> None:
    """Drag to and fro, by 12 pixels a step."""
    place = step % 60
    page.mouse.move(500 + 12 * (place if place < 30 else 60 - place), 450)


def zoom(page: Page, step: int) -> None:
    """Turn the wheel, nearer for a while and back."""
    page.mouse.wheel(0, -25 if step % 80 < 40 else 25)


def measured(browser: Browser, address: str) -> tuple[float, Moved, Moved, float]:
    """Open a map, drag it and zoom it.

    Parameters
    ----------
    browser : Browser
        Chromium.
    address : str
        Of a file.

    Returns
    -------
    tuple[float, Moved, Moved, float]
        First paint, moved, zoomed, and a step of time; nothing where there is no time axis.
    """
    page = browser.new_page(viewport=VIEW)
    page.goto(address)
    page.wait_for_timeout(SETTLED_MS)
    paint = float(page.evaluate(PAINT))
    page.mouse.move(500, 450)
    page.mouse.down()
    panned = moved(page, pan)
    page.mouse.up()
    page.wait_for_timeout(SETTLED_MS)
    page.mouse.move(700, 450)
    zoomed = moved(page, zoom)
    page.wait_for_timeout(SETTLED_MS)
    step = float(page.evaluate(STEP)) if page.locator("#from").count() else 0.0
    page.close()
    return paint, panned, zoomed, step


def lines_of(browser: Browser, folder: Path, n_persons: int) -> list[Line]:
    """Measure one size, ours and pyvis.

    Parameters
    ----------
    browser : Browser
        Chromium.
    folder : Path
        For the files.
    n_persons : int
        How many.

    Returns
    -------
    list[Line]
        Two.
    """
    network = invented(n_persons)
    fps, size_kb = AIMS[min((size for size in AIMS if size >= n_persons), default=max(AIMS))]
    lines = []
    for name, draw in (("ours", draw_html), ("pyvis", draw_pyvis)):
        file = folder / f"{name}.html"
        file.write_text(draw(network, handling="BENCHMARK", persons=True), encoding="utf-8")
        paint, panned, zoomed, step = measured(browser, file.as_uri())
        size = file.stat().st_size / KB
        is_met = min(panned.fps, zoomed.fps) >= fps and paint <= AIM_PAINT_MS and step <= AIM_STEP_MS
        cells = (
            f"{n_persons:,}",
            name,
            f"{panned.fps:.0f}",
            f"{zoomed.fps:.0f}",
            f"{max(panned.longest_ms, zoomed.longest_ms):.0f}",
            f"{paint:.0f}",
            f"{step:.0f}" if step else "–",
            f"{size:,.0f}",
        )
        lines.append(Line(cells, (is_met and size <= size_kb) if name == "ours" else None))
    return lines


def page_line(browser: Browser) -> Line:
    """Measure the page of the service on the demo city.

    Parameters
    ----------
    browser : Browser
        Chromium.

    Returns
    -------
    Line
        How large it is, how long the server takes, and when the browser paints.
    """
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'city.db'}"
        with saying("store of the demo city"):
            token = filled(demo_city(), url)
        with service(url, token) as running, httpx.Client(base_url=running.address, timeout=TIMEOUT_S) as client:
            signed_in(client, token)
            client.get(f"/map?{DAY}")
            begun = perf_counter()
            answer = client.get(f"/map?{DAY}")
            took = MS * (perf_counter() - begun)
            page = browser.new_page(viewport=VIEW)
            page.goto(f"{running.address}/sign-in")
            page.fill("#token", token)
            page.fill("#purpose", PURPOSE)
            page.click("button.main")
            page.goto(f"{running.address}/map?{DAY}")
            page.wait_for_timeout(SETTLED_MS)
            paint = float(page.evaluate(PAINT))
            page.close()
    size, sent = len(answer.content) / KB, answer.num_bytes_downloaded / KB
    cells = (f"{took:.0f}", f"{paint:.0f}", f"{size:,.0f}", f"{sent:,.0f}")
    return Line(cells, paint <= AIM_PAINT_MS and sent <= AIMS[400][1])


def main() -> None:
    """Measure each size, and the page."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
        lines = [line for size in sizes_asked(SIZES) for line in lines_of(browser, Path(folder), size)]
        page = page_line(browser)
        browser.close()
    head = (
        "persons",
        "what",
        "pan, fps",
        "zoom, fps",
        "longest frame, ms",
        "first paint, ms",
        "step of time, ms",
        "kB",
    )
    all_met = show("The map in a file, 1440 by 900", head, lines)
    page_head = ("server, ms", "first paint, ms", "kB", "kB sent")
    finish(all_met=show("The page of the service, demo city, warm", page_head, [page]) and all_met)


if __name__ == "__main__":
    main()
