"""The work of a day with the keyboard alone, in a real browser: every stop is seen, and nothing needs a mouse."""

from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Page

from tests.api.serving import ADMIN, DAY, PURPOSE, City
from tests.web.conftest import Open, Opened

MOST_STOPS = 150
# What has the focus: how it shows, and where on the screen; an element that nobody sees has no place there.
STOP = """() => {
  const focused = document.activeElement;
  const style = getComputedStyle(focused);
  const place = focused.getBoundingClientRect();
  return {
    name: focused.outerHTML.slice(0, 120),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    isSeen: place.width > 4 && place.height > 4 && place.right > 0 && place.left < innerWidth
      && place.bottom > 0 && place.top < innerHeight,
  };
}"""


@dataclass(frozen=True, slots=True)
class Keys:
    """A keyboard in front of a page."""

    page: Page

    def to(self, selector: str) -> None:
        """Go from stop to stop until a place is reached; each of them is seen, and seen to have the focus."""
        target = self.page.locator(selector).first
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(STOP)
            assert stop["outline"] >= 2, stop
            assert stop["isSeen"], stop
            if target.evaluate("each => each === document.activeElement"):
                return
        pytest.fail(f"{selector} is not reached within {MOST_STOPS} stops")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def choose(self, selector: str, value: str) -> None:
        """Choose in a list by its arrows."""
        self.to(selector)
        values = self.page.locator(f"{selector} option").evaluate_all("all => all.map(each => each.value)")
        self.press(*["ArrowDown"] * values.index(value))
        assert self.page.input_value(selector) == value


def keys_of(opened: Opened, path: str) -> Keys:
    opened.go(path)
    return Keys(opened.page)


def test_signing_in_and_skipping_to_the_content(large_client: httpx.Client, large_city: City, open_pages: Open) -> None:
    with open_pages(large_client, large_city) as opened:
        opened.page.context.clear_cookies()
        keys = keys_of(opened, f"/?{DAY}")
        keys.to("#token")
        keys.type(large_city.tokens[ADMIN])
        keys.to("#purpose")
        keys.type(PURPOSE)
        keys.press("Enter")
        opened.page.wait_for_url(f"**/?{DAY}")
        keys.press("Tab")
        assert opened.page.evaluate("document.activeElement.className") == "skip"
        assert opened.page.evaluate(STOP)["isSeen"]
        keys.press("Enter")
        assert opened.page.evaluate("document.activeElement.id") == "content"
        keys.press("Tab")
        assert opened.page.locator("main *:focus").count() == 1


def test_a_person_is_found_and_opened(large_client: httpx.Client, large_city: City, open_pages: Open) -> None:
    with open_pages(large_client, large_city) as opened:
        keys = keys_of(opened, f"/?{DAY}")
        keys.to("#find")
        keys.type("P-002")
        keys.press("Enter")
        opened.page.wait_for_url("**/find?**")
        keys.to("main td a[href*='/persons/P-0024']")
        keys.press("Enter")
        opened.page.wait_for_url("**/persons/P-0024**")
        keys.to("#theme summary")
        keys.press("Enter")
        assert opened.page.locator("#theme table").is_visible()


def test_a_list_is_filtered_and_a_row_followed(large_client: httpx.Client, large_city: City, open_pages: Open) -> None:
    with open_pages(large_client, large_city) as opened:
        keys = keys_of(opened, f"/?{DAY}")
        keys.to("nav a[href^='/lists']")
        keys.press("Enter")
        opened.page.wait_for_url("**/lists/message**")
        n_before = opened.page.locator("main tbody tr").count()
        keys.to("[name=supervised]")
        keys.press("Space")
        keys.to("form.filters button.main")
        keys.press("Enter")
        opened.page.wait_for_url("**supervised=yes**")
        assert 0 < opened.page.locator("main tbody tr").count() < n_before
        keys.to("main tbody a[href^='/persons/']")
        keys.press("Enter")
        opened.page.wait_for_url("**/persons/**")


def test_a_table_is_sorted_and_scrolled(large_client: httpx.Client, large_city: City, open_pages: Open) -> None:
    with open_pages(large_client, large_city, width=390) as opened:
        keys = keys_of(opened, f"/?{DAY}")
        page = opened.page
        table = "section[aria-labelledby=groups-heading]"
        keys.to(f"{table} .wide")
        region = page.locator(f"{table} .wide")
        for _ in range(MOST_STOPS):
            keys.press("ArrowRight")
            if region.evaluate("each => each.scrollLeft"):
                break
        assert region.evaluate("each => each.scrollLeft") > 0
        keys.to(f"{table} th:nth-child(2) button")
        keys.press("Enter")
        names = page.locator(f"{table} tbody td:nth-child(2) a").all_inner_texts()
        assert page.locator(f"{table} th:nth-child(2)").get_attribute("aria-sort") == "ascending"
        assert names == sorted(names)
        keys.press("Space")
        assert page.locator(f"{table} tbody td:nth-child(2) a").all_inner_texts() == names[::-1]
        assert page.locator(f"{table} tbody tr").last.get_attribute("class") == "unknown"


def test_a_record_is_typed_chosen_and_saved(large_client: httpx.Client, large_city: City, open_pages: Open) -> None:
    before = large_city.place.store.counts()["membership"]
    with open_pages(large_client, large_city) as opened:
        page = opened.page
        keys = keys_of(opened, "/record")
        keys.to("main a[href^='/record/membership']")
        keys.press("Enter")
        page.wait_for_url("**/record/membership**")
        keys.to("#source")
        keys.type("S-0001")
        page.wait_for_selector("#source-choices [data-id]")
        keys.press("ArrowDown", "Enter")
        assert page.input_value("#source") == "S-0001"
        keys.to("[id='membership.0.person_id']")
        keys.type("P-0333")
        page.wait_for_selector("[id='membership.0.person_id-choices'] [data-id]")
        keys.press("ArrowDown", "Enter")
        assert page.input_value("[id='membership.0.person_id']") == "P-0333"
        keys.to("[id='membership.0.group_id']")
        keys.type("G-02")
        page.wait_for_selector("[id='membership.0.group_id-choices'] [data-id]")
        keys.press("Escape")
        keys.choose("[id='membership.0.role']", "affiliate")
        keys.choose("[id='membership.0.basis']", "fact")
        keys.to("form.record button.main")
        keys.press("Enter")
        page.wait_for_selector(".told")
        opened.check()
    assert large_city.place.store.counts()["membership"] == before + 1
