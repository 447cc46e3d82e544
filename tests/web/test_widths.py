"""Every page in a real browser: on a phone, in an office, on a wide screen and enlarged, in both languages."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from graph_service.services.tokens import authenticate
from graph_service.web.page import Page
from graph_service.web.pages import PAGES
from tests.api.serving import ADMIN, DAY, City
from tests.needs import IS_LONG
from tests.web.conftest import Open, Opened
from tests.web.samples import FILES, FRAGMENTS, LEADING_ON, NOT_THERE, address_of

PHONE, ZOOMED, OFFICE, WIDE = 390, 640, 1280, 1920  # 1280 px at 200 % are 640
LANGUAGES = ("sv", "en")
IN_DEMO_CITY: Mapping[str, Mapping[str, str]] = {
    "overview": {"since": "2020-10-01"},
    "list": {"since": "2020-10-01"},
    "incidents": {"begin": "2020-09-01"},
    "log": {"action": "token_create"},
    "person": {"person_id": "P-0024"},
    "incident": {"incident_id": "I-0337"},
    "conflict": {"conflict_id": "C-0001"},
    "find": {"query": "fal"},
    "record_form": {"kind": "incident"},
    "one_record": {"kind": "membership", "record_id": "M-0119"},
}
ALSO = (
    f"/lists/safety?{DAY}",
    f"/lists/messenger?{DAY}",
    f"/plan?{DAY}&group=G-01",
    "/record/person",
    "/record/notification",
    f"/record/membership/M-0119?{DAY}&act=correct",
    "/v1/docs/representatives",
    "/sign-in",
)


def _is_page(page: Page) -> bool:
    return page.show is not None and page.name not in FILES | LEADING_ON | NOT_THERE | FRAGMENTS


PATHS = (*(address_of(page, **IN_DEMO_CITY.get(page.name, {})) for page in PAGES if _is_page(page)), *ALSO)
# What is wider than the page, and what is cut off of a table where there is room for all of it.
TOO_WIDE = """() => {
  const shown = document.documentElement.clientWidth;
  const outside = [...document.querySelectorAll("body *")].filter(
    each => each.getBoundingClientRect().right > shown + 1 && !each.closest(".wide, pre, .hidden-text, .skip"));
  if (document.documentElement.scrollWidth <= shown) return [];
  return [document.documentElement.scrollWidth, ...outside.slice(0, 3).map(each => each.outerHTML.slice(0, 99))];
}"""
CUT_OFF = """() => [...document.querySelectorAll(".wide")].filter(each => each.scrollWidth > each.clientWidth).map(
  each => each.outerHTML.slice(0, 99))"""
# Regions that scroll and that nobody reaches with the keyboard, or that have no name.
OUT_OF_REACH = """() => new Promise(resolve => requestAnimationFrame(() => setTimeout(() => resolve(
  [...document.querySelectorAll(".wide, pre")].filter(each => each.scrollWidth > each.clientWidth).filter(
    each => each.tabIndex < 0 || each.matches(".wide:not([aria-label], [aria-labelledby])")
  ).map(each => each.outerHTML.slice(0, 99))))))"""


@pytest.fixture(scope="module")
def windows(large_client: httpx.Client, large_city: City, open_pages: Open) -> Iterator[Mapping[Any, Opened]]:
    """A browser window for each language, as it is and enlarged twice."""
    with ExitStack() as stack:
        yield {
            (language, scale): stack.enter_context(open_pages(large_client, large_city, language=language, scale=scale))
            for language in LANGUAGES
            for scale in (1, 2)
        }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", [*PATHS, "own token"])
def test_a_page_fits_and_complains_of_nothing(
    windows: Mapping[Any, Opened], large_city: City, path: str, language: str
) -> None:
    if path == "own token":
        path = f"/access/tokens/{authenticate(large_city.place, large_city.tokens[ADMIN]).token_id}"
    opened, zoomed = windows[language, 1], windows[language, 2]
    opened.messages.clear()  # of a page that failed
    opened.go(path)
    for width in (WIDE, OFFICE, PHONE):
        opened.page.set_viewport_size({"width": width, "height": 900})
        assert opened.page.evaluate(TOO_WIDE) == [], width
        assert opened.page.evaluate(OUT_OF_REACH) == [], width
        if width != PHONE:
            assert opened.page.evaluate(CUT_OFF) == [], width
        if width == OFFICE or (width == PHONE and (language == "sv" or IS_LONG)):  # elements are the same in both
            opened.check()
    zoomed.go(path)
    assert zoomed.page.evaluate("[innerWidth, devicePixelRatio]") == [ZOOMED, 2]
    assert zoomed.page.evaluate(TOO_WIDE) == []


def test_what_is_too_wide_is_found(windows: Mapping[Any, Opened]) -> None:
    opened = windows["sv", 1]
    opened.go("/session")
    opened.page.evaluate("document.querySelector('main').append(document.createElement('p'))")
    opened.page.evaluate("document.querySelector('main > p:last-child').setAttribute('class', 'notes')")
    assert opened.page.evaluate(TOO_WIDE) == []
    opened.page.locator("main > p").last.evaluate("each => { each.textContent = 'w'.repeat(2000); }")
    assert opened.page.evaluate(TOO_WIDE) != []
