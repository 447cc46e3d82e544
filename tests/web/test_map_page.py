"""The map as a page: what it shows agrees with itself, with the records, on paper, by keyboard and by fingers."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.api.serving import ADMIN, PURPOSE, City
from tests.web.conftest import Open
from tests.web.map_view import MAP, Maps, Network, maps_of, network_of


@pytest.fixture(scope="module")
def network(large_client: httpx.Client, large_city: City) -> Network:
    return network_of(large_client, large_city)


@pytest.fixture(scope="module")
def maps(large_client: httpx.Client, large_city: City, open_pages: Open) -> Maps:
    return maps_of(large_client, large_city, open_pages)


@pytest.mark.parametrize(("language", "width"), [("sv", 1280), ("en", 390)])
def test_it_complains_of_nothing_and_loads_its_modules_from_the_service(maps: Maps, language: str, width: int) -> None:
    with maps(language=language, width=width) as shown:
        modules = [url for url in shown.opened.requests if "/map/" in url and url.endswith(".js")]
        assert len({url.rpartition("/")[0] for url in modules}) == 1
        assert {url.rpartition("/")[2] for url in modules} >= {"controls.js", "camera.js", "view_address.js"}
        assert shown.page.locator("nav a[aria-current=page]").get_attribute("href") == MAP
        assert shown.page.evaluate("document.documentElement.scrollWidth") <= width
        shown.opened.check()


def test_common_contacts_name_their_records(maps: Maps, network: Network) -> None:
    apart = network.apart()
    common, records = network.common(*apart), network.records()
    with maps(language="en") as shown:
        shown.search(apart[0])
        shown.press("x")
        assert "choose another person and press X" in shown.page.inner_text("#hint")
        shown.search(apart[1])
        shown.press("x")
        assert re.search(rf"common contacts {len(common)}\b", shown.details, re.IGNORECASE)
        for person in common:
            for each in apart:
                assert all(record in shown.details for record in records[person][each]), (person, each)
        assert shown.page.locator("#lit .p").count() == len(common) + 2
        assert shown.page.locator("#lit .together-ring").count() == 2
        shown.press("Escape")
        assert shown.page.locator("#lit .together-ring").count() == 0
        shown.opened.check()


def test_a_path_names_its_records(maps: Maps, network: Network) -> None:
    apart, records = network.apart(), network.records()
    with maps(language="en") as shown:
        shown.search(apart[0])
        shown.press("p")
        shown.search(apart[1])
        assert "2 steps, a shortest path" in shown.details
        between = [
            person
            for person in network.common(*apart)
            if all(record in shown.details for each in apart for record in records[person][each])
        ]
        assert len(between) == 1
        assert shown.page.locator("#lit .p").count() == 3


def test_shift_and_a_click_add_to_those_looked_at_together(maps: Maps, network: Network) -> None:
    apart = network.apart()
    with maps(language="en") as shown:
        data = "JSON.parse(document.getElementById('data').textContent).tables.persons"
        ids = shown.page.evaluate(f"{data}.rows.map(row => row[{data}.columns.indexOf('id')])")
        shown.search(apart[0])
        shown.press("c")
        shown.page.wait_for_timeout(400)
        shown.page.locator(f'#persons .p[data-i="{ids.index(apart[1])}"]').dispatch_event("click", {"shiftKey": True})
        assert "common contacts" in shown.details.lower()
        assert f"&common={apart[0]}&common={apart[1]}" in shown.rested()


def test_filter_time_table_and_print_agree(maps: Maps) -> None:
    with maps(language="en") as shown:
        page = shown.page
        whole = page.inner_text("#status")
        page.uncheck('#groups input[data-group="0"]')
        page.fill("#from", str(int(page.get_attribute("#to", "max") or "") - 11))
        status = page.inner_text("#status")
        assert status != whole
        n_shown, n_persons = map(int, re.findall(r"\d+", status)[:2])
        n_ties = int(re.findall(r"(\d+) ties", status)[0])
        page.click("#show-table")
        rows = page.locator("#persons-table tbody tr:visible")
        assert rows.count() == n_shown < n_persons
        assert page.locator("#persons .p:not(.off)").count() == n_shown
        assert sum(map(int, rows.locator("td:nth-child(8)").all_inner_texts())) == 2 * n_ties
        drawn = page.evaluate("[...document.querySelectorAll('#ties path')].map(each => each.getAttribute('d'))")
        assert "".join(drawn).count("M") == n_ties
        words = page.inner_text("#table-filtered")
        assert "1 of " in words
        shown.on_paper()
        assert page.text_content("#filtered") == words
        assert page.locator("#table").is_visible()
        assert page.locator("header.site").is_hidden()
        assert rows.count() == n_shown
        shown.on_screen()
        shown.opened.check()


def test_a_pin_stays_whatever_is_filtered_and_is_in_print(maps: Maps, network: Network) -> None:
    where = "document.querySelector('#pins .pin').getAttribute('transform').split(') ')[0]"
    with maps(language="en") as shown:
        page = shown.page
        shown.search(network.people[0])
        shown.press("m")
        before = page.evaluate(where)
        page.click("#no-groups")
        page.fill("#from", page.get_attribute("#from", "max") or "")
        assert page.locator("#persons .p:not(.off)").count() == 1
        assert page.evaluate(where) == before
        shown.on_paper()
        assert page.locator("#pins .pin").is_visible()
        assert "Pinned: 1 person" in (page.text_content("#filtered") or "")
        shown.on_screen()
        page.get_by_role("button", name=re.compile("^Unpin ")).click()
        assert page.locator("#pins .pin").count() == 0
        assert page.locator("#persons .p:not(.off)").count() == 0


def test_everything_by_the_keyboard(maps: Maps) -> None:
    with maps(language="en") as shown:
        page = shown.page
        page.locator("#view").focus()
        shown.press("ArrowDown", "m")
        assert page.locator("#pins-list li").count() == 1
        shown.press("n", "Enter")
        assert page.locator("#lit .chosen-ring").count() == 1
        shown.press("t")
        assert page.locator("#table").is_visible()
        shown.press("t", "z")
        assert page.locator("#pinned").is_hidden()
        page.locator("#search").focus()
        page.keyboard.type("nobody of that name")
        assert page.inner_text("#hits") == "No match"
        shown.press("Escape")
        page.locator("#other-picture summary").focus()
        shown.press("Enter")
        page.locator("select[name=size_by]").focus()
        page.keyboard.type("deg")
        page.locator("#other-picture button").focus()
        shown.press("Enter")
        page.wait_for_url("**size_by=degree**")
        assert "person=" in page.url
        shown.opened.check()


def test_the_picture_is_saved_as_pixels(maps: Maps) -> None:
    with maps() as shown:
        with shown.page.expect_download() as saved:
            shown.page.click("#save-png")
        content = saved.value.path().read_bytes()
        assert content.startswith(b"\x89PNG")
        assert int.from_bytes(content[16:20], "big") == 3 * 1120
        shown.opened.check()


@pytest.mark.parametrize(("width", "height", "scale"), [(390, 844, 1), (1280, 800, 2)], ids=["phone", "200 %"])
def test_on_a_narrow_screen_the_map_has_room_and_panels_are_called(
    maps: Maps, width: int, height: int, scale: int
) -> None:
    with maps(width=width, height=height, scale=scale) as shown:
        page = shown.page
        assert page.evaluate("document.documentElement.scrollWidth") <= width / scale
        box = page.locator("#view").bounding_box()
        assert box is not None
        assert box["height"] > 0.4 * height / scale
        assert page.is_hidden("#left")
        page.click("#show-filters")
        assert page.is_visible("#other-picture")
        shown.opened.check()


def test_without_scripts_there_are_picture_tables_and_form(
    large_client: httpx.Client, large_city: City, open_pages: Open
) -> None:
    with open_pages(large_client, large_city, scripts=False) as opened:
        opened.go(MAP)
        page = opened.page
        assert page.locator("#map .hull").first.is_visible()
        assert page.locator("#persons-table tbody tr").first.is_visible()
        page.click("#other-picture summary")
        page.select_option("select[name=group]", "G-01")
        page.click("#other-picture button")
        page.wait_for_url("**group=G-01**")
        assert page.locator("#map .hull").count() == 1


@contextmanager
def touched(browser: Browser, client: httpx.Client, city: City) -> Iterator[Page]:
    """The map on a telephone."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    address = str(client.base_url).rstrip("/")
    page.goto(f"{address}/sign-in")
    page.fill("#token", city.tokens[ADMIN])
    page.fill("#purpose", PURPOSE)
    page.click("button.main")
    page.goto(f"{address}{MAP}")
    page.wait_for_function("document.getElementById('status').textContent !== ''")
    yield page
    context.close()


def test_fingers_move_the_map_and_not_the_page(browser: Browser, large_client: httpx.Client, large_city: City) -> None:
    with touched(browser, large_client, large_city) as page:
        box = page.locator("#view").bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        fingers = page.context.new_cdp_session(page)

        def touch(kind: str, *points: tuple[float, float]) -> None:
            sent = [{"x": px, "y": py, "id": i} for i, (px, py) in enumerate(points)]
            fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": sent})

        def camera() -> list[float]:
            page.wait_for_timeout(500)
            return [
                float(number) for number in re.findall(r"-?[\d.]+", page.get_attribute("#world", "transform") or "")
            ]

        before = camera()
        touch("touchStart", (x, y))
        for step in range(1, 7):
            touch("touchMove", (x + 10 * step, y + 10 * step))
        touch("touchEnd")
        moved = camera()
        assert moved[2] == before[2]
        assert moved[0] - before[0] > 30
        assert moved[1] - before[1] > 30
        touch("touchStart", (x - 20, y), (x + 20, y))
        for step in range(1, 9):
            touch("touchMove", (x - 20 - 10 * step, y), (x + 20 + 10 * step, y))
        touch("touchEnd")
        assert camera()[2] > 2 * moved[2]
        assert page.evaluate("[visualViewport.scale, scrollX, scrollY]") == [1, 0, 0]
