"""The map as a page: what it shows agrees with itself, its address opens the same view, and everything by rights."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.domain.text import WITHHELD_WORD
from graph_service.web.rooms.map import OFFERED, OFFERED_BY_NAME
from tests.api.serving import ADMIN, DAY, PURPOSE, City
from tests.web.conftest import Open, Opened
from tests.web.serving import signed_in

MAP = f"/map?{DAY}"
PROBATION = (CallerRole.PROBATION, Agency.PROBATION)
REST_MS = 1000  # after which the address says what is shown
# What a reader sees of the map, but for the mark of the copy: no two have the same.
SEEN = """() => {
  const ids = selector => [...document.querySelectorAll(selector)].map(each => each.dataset.i ?? each.textContent);
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
    camera: document.getElementById("world").getAttribute("transform").match(/[\\d.-]+/g).map(n => Math.round(10 * n)),
  };
}"""


@dataclass(frozen=True, slots=True)
class Contacts:
    """Who is tied to whom in the demo city, with the ids of the records."""

    records: Mapping[str, Mapping[str, list[str]]]

    def common(self, *people: str) -> set[str]:
        return set.intersection(*(set(self.records[person]) for person in people)) - set(people)


@pytest.fixture(scope="module")
def network(large_client: httpx.Client, large_city: City) -> Any:  # noqa: ANN401  JSON has no closed type
    answer = large_client.get(f"/v1/network?{DAY}", headers=large_city.headers())
    assert answer.status_code == 200
    return answer.json()


@pytest.fixture(scope="module")
def contacts(network: Any) -> Contacts:  # noqa: ANN401
    records: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for tie in network["ties"]:
        one, other = tie["person_a"], tie["person_b"]
        if WITHHELD_WORD not in {one, other}:
            records[one][other] += tie["record_ids"]
            records[other][one] += tie["record_ids"]
    return Contacts(records)


@pytest.fixture(scope="module")
def apart(contacts: Contacts) -> tuple[str, str]:
    """Two persons who are not tied and have two contacts or more in common."""
    return next(
        (one, other)
        for one, other in combinations(sorted(contacts.records), 2)
        if other not in contacts.records[one] and len(contacts.common(one, other)) > 1
    )


def opened_map(opened: Opened, path: str = MAP) -> Page:
    opened.go(path)
    opened.page.wait_for_function("document.getElementById('status').textContent !== ''")
    return opened.page


def search(page: Page, words: str) -> None:
    """Choose a person by number, by the keyboard alone."""
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def rested(page: Page) -> str:
    """The address once it says what is shown."""
    page.wait_for_timeout(REST_MS)
    return str(page.evaluate("location.pathname + location.search"))


def test_it_complains_of_nothing_and_loads_its_modules_from_the_service(
    large_client: httpx.Client, large_city: City, open_pages: Open
) -> None:
    for language, width in (("sv", 1280), ("en", 390)):
        with open_pages(large_client, large_city, language=language, width=width) as opened:
            opened_map(opened)
            modules = [url for url in opened.requests if "/map/" in url and url.endswith(".js")]
            assert len({url.rpartition("/")[0] for url in modules}) == 1
            assert {url.rpartition("/")[2] for url in modules} >= {"controls.js", "camera.js", "view_address.js"}
            assert opened.page.locator("nav a[aria-current=page]").get_attribute("href") == MAP
            assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
            opened.check()


def test_a_path_and_common_contacts_name_their_records(
    large_client: httpx.Client, large_city: City, open_pages: Open, contacts: Contacts, apart: tuple[str, str]
) -> None:
    one, other = apart
    with open_pages(large_client, large_city, language="en") as opened:
        page = opened_map(opened)
        search(page, one)
        page.keyboard.press("x")
        assert "choose another person and press X" in page.inner_text("#hint")
        search(page, other)
        page.keyboard.press("x")
        text = page.inner_text("#details")
        common = contacts.common(one, other)
        assert re.search(rf"common contacts {len(common)}\b", text, re.IGNORECASE)
        for person in common:
            for each in apart:
                assert all(record in text for record in contacts.records[person][each]), (person, each)
        assert page.locator("#lit .p").count() == len(common) + 2
        assert page.locator("#lit .together-ring").count() == 2
        page.keyboard.press("Escape")
        assert page.locator("#lit .together-ring").count() == 0
        search(page, one)
        page.keyboard.press("p")
        search(page, other)
        text = page.inner_text("#details")
        assert "2 steps, a shortest path" in text
        (between,) = {person for person in common if all(contacts.records[person][each][0] in text for each in apart)}
        assert between in text or page.locator("#lit .p").count() == 3
        opened.check()


def test_shift_and_a_click_add_to_those_looked_at_together(
    large_client: httpx.Client, large_city: City, open_pages: Open, apart: tuple[str, str]
) -> None:
    with open_pages(large_client, large_city, language="en") as opened:
        page = opened_map(opened)
        positions = [person_position(page, person) for person in apart]
        page.locator(f'#persons .p[data-i="{positions[0]}"]').click()
        page.locator(f'#persons .p[data-i="{positions[1]}"]').dispatch_event(
            "click", {"shiftKey": True, "bubbles": True}
        )
        assert "common contacts" in page.inner_text("#details").lower()
        assert rested(page).endswith(f"&common={apart[0]}&common={apart[1]}") or "common=" in rested(page)


def person_position(page: Page, person_id: str) -> int:
    data = "JSON.parse(document.getElementById('data').textContent).tables.persons"
    rows, column = page.evaluate(f"[{data}.rows, {data}.columns.indexOf('id')]")
    return next(i for i, row in enumerate(rows) if row[column] == person_id)


def test_filter_time_table_and_print_agree(
    large_client: httpx.Client,
    large_city: City,
    open_pages: Open,
    network: Any,  # noqa: ANN401
) -> None:
    with open_pages(large_client, large_city, language="en") as opened:
        page = opened_map(opened)
        whole = page.inner_text("#status")
        page.uncheck('#groups input[data-group="0"]')
        last = int(page.get_attribute("#to", "max") or "")
        page.fill("#from", str(last - 11))
        page.keyboard.press("Escape")
        assert page.inner_text("#status") != whole
        shown, everybody = map(int, re.findall(r"\d+", page.inner_text("#status"))[:2])
        n_ties = int(re.findall(r"(\d+) ties", page.inner_text("#status"))[0])
        page.click("#show-table")
        rows = page.locator("#persons-table tbody tr:visible")
        assert rows.count() == shown < everybody
        assert page.locator("#persons .p:not(.off)").count() == shown
        ties = [int(text) for text in page.locator("#persons-table tbody tr:visible td:nth-child(8)").all_inner_texts()]
        assert sum(ties) == 2 * n_ties
        path = page.evaluate(
            "[...document.querySelectorAll('#ties path')].map(each => each.getAttribute('d')).join('')"
        )
        assert path.count("M") == n_ties
        words = page.inner_text("#table-filtered")
        assert "1 of " in words
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.text_content("#filtered") == words
        page.emulate_media(media="print")
        assert page.locator("#table").is_visible()
        assert page.locator("header.site").is_hidden()
        assert page.locator("#persons-table tbody tr:visible").count() == shown
        page.emulate_media(media="screen")
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        opened.check()


def test_an_address_opens_the_same_view_in_another_session(
    large_client: httpx.Client,
    large_city: City,
    open_pages: Open,
    apart: tuple[str, str],
    network: Any,  # noqa: ANN401
) -> None:
    path, first, second = make_a_view(large_client, large_city, open_pages, apart, network)
    assert first == second
    assert "as_of=2020-12-03" in path


def make_a_view(
    client: httpx.Client,
    city: City,
    open_pages: Open,
    apart: tuple[str, str],
    network: Any,  # noqa: ANN401
) -> tuple[str, Mapping[str, Any], Mapping[str, Any]]:
    """Choose what there is to choose, then open the address elsewhere."""
    ties_of = {tie["person_a"] for tie in network["ties"]} | {tie["person_b"] for tie in network["ties"]}
    hidden, pinned = [person for person in sorted(ties_of - {WITHHELD_WORD, *apart}) if person != apart[0]][:2]
    with open_pages(client, city) as opened:
        page = opened_map(opened)
        page.uncheck('#groups input[data-group="1"]')
        page.uncheck("#layers input[data-layer=hulls]")
        search(page, hidden)
        page.keyboard.press("h")
        search(page, pinned)
        page.keyboard.press("m")
        page.fill("#from", "6")
        search(page, apart[0])
        page.keyboard.press("2")
        page.keyboard.press("t")
        path = rested(page)
        first = page.evaluate(SEEN)
        opened.check()
    with open_pages(client, city) as opened:
        page = opened_map(opened, path)
        assert rested(page) == path
        return path, first, page.evaluate(SEEN)


@pytest.mark.parametrize("what", ["path", "common", "conflict", "group", "zoomed"])
def test_whatever_is_open_opens_again(
    large_client: httpx.Client,
    large_city: City,
    open_pages: Open,
    apart: tuple[str, str],
    network: Any,
    what: str,  # noqa: ANN401
) -> None:
    with open_pages(large_client, large_city) as opened:
        page = opened_map(opened)
        if what in {"path", "common"}:
            search(page, apart[0])
            page.keyboard.press("p" if what == "path" else "x")
            search(page, apart[1])
            page.keyboard.press("x") if what == "common" else None
        elif what == "zoomed":
            page.locator("#view").focus()
            for _ in range(4):
                page.keyboard.press("+")
        else:
            search(page, network[f"{what}s"][0][f"{what}_id"])
        path = rested(page)
        first = page.evaluate(SEEN)
        assert path != MAP
    with open_pages(large_client, large_city) as opened:
        page = opened_map(opened, path)
        page.wait_for_timeout(400)
        assert page.evaluate(SEEN) == first
        opened.check()


def test_another_role_sees_less_of_it_and_is_not_told_what(
    large_client: httpx.Client,
    large_city: City,
    open_pages: Open,
    network: Any,  # noqa: ANN401
) -> None:
    answer = large_client.get(f"/v1/network?{DAY}", headers=large_city.headers(*PROBATION)).json()
    seen = {person["person_id"] for person in answer["persons"]}
    tied = {tie["person_a"] for tie in network["ties"]}
    unseen = sorted(({person["person_id"] for person in network["persons"]} & tied) - seen)[0]
    both = sorted(tied & {tie["person_a"] for tie in answer["ties"]} - {WITHHELD_WORD})[0]
    path = (
        f"{MAP}&pinned={unseen}&pinned={both}&person={unseen}&path={unseen}&path={both}&near={unseen}&zoom=2&shift=0+0"
    )
    with open_pages(large_client, large_city) as opened:
        page = opened_map(opened, path)
        assert page.locator("#pins .pin").count() == 2
        assert unseen in page.inner_text("#details")
    with open_pages(large_client, large_city, *PROBATION) as opened:
        page = opened_map(opened, path)
        assert page.locator("#pins .pin").count() == 1
        assert unseen not in page.inner_text("#map-page")
        assert unseen not in (page.text_content("#data") or "")
        assert page.locator("#lit .p").count() == 0
        assert unseen not in rested(page)
        opened.check()


def test_everything_by_the_keyboard(large_client: httpx.Client, large_city: City, open_pages: Open) -> None:
    with open_pages(large_client, large_city, language="en") as opened:
        page = opened_map(opened)
        page.locator("#view").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("m")
        name = page.inner_text("#details h2.name").split("\n")[0]
        assert page.locator("#pins-list").inner_text().startswith(name.split("P-")[0][:4])
        page.keyboard.press("n")
        page.keyboard.press("Enter")
        assert page.locator("#lit .chosen-ring").count() == 1
        page.keyboard.press("t")
        assert page.locator("#table").is_visible()
        page.keyboard.press("t")
        page.keyboard.press("z")
        assert page.locator("#pinned").is_hidden()
        page.locator("#search").focus()
        page.keyboard.type("nobody of that name")
        assert page.inner_text("#hits") == "No match"
        page.keyboard.press("Escape")
        page.locator("#other-picture summary").focus()
        page.keyboard.press("Enter")
        page.locator("select[name=size_by]").focus()
        page.keyboard.type("deg")
        page.locator("#other-picture button").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**size_by=degree**")
        assert "person=" in page.url
        opened.check()


def test_a_pin_stays_whatever_is_filtered_and_is_in_print(
    large_client: httpx.Client, large_city: City, open_pages: Open, apart: tuple[str, str]
) -> None:
    with open_pages(large_client, large_city, language="en") as opened:
        page = opened_map(opened)
        search(page, apart[0])
        page.keyboard.press("m")
        before = page.evaluate("document.querySelector('#pins .pin').getAttribute('transform').split(') ')[0]")
        page.click("#no-groups")
        page.fill("#from", page.get_attribute("#from", "max") or "")
        assert page.locator("#persons .p:not(.off)").count() == 1
        assert page.evaluate("document.querySelector('#pins .pin').getAttribute('transform').split(') ')[0]") == before
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        assert page.locator("#pins .pin").is_visible()
        assert "Pinned: 1 person" in (page.text_content("#filtered") or "")
        page.emulate_media(media="screen")
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        page.get_by_role("button", name=re.compile("^Unpin ")).click()
        assert page.locator("#pins .pin").count() == 0


def test_the_language_is_changed_and_the_view_stays(
    large_client: httpx.Client, large_city: City, open_pages: Open, apart: tuple[str, str]
) -> None:
    with open_pages(large_client, large_city, language="en") as opened:
        page = opened_map(opened)
        search(page, apart[0])
        page.click("button[lang=sv]")
        page.wait_for_selector("html[lang=sv]")
        assert f"person={apart[0]}" in page.url
        assert page.locator("#lit .chosen-ring").count() == 1


def test_the_picture_is_saved_as_pixels(large_client: httpx.Client, large_city: City, open_pages: Open) -> None:
    with open_pages(large_client, large_city) as opened:
        page = opened_map(opened)
        with page.expect_download() as saved:
            page.click("#save-png")
        content = saved.value.path().read_bytes()
        assert content.startswith(b"\x89PNG")
        assert int.from_bytes(content[16:20], "big") == 3 * 1120
        opened.check()


@pytest.mark.parametrize(("width", "height", "scale"), [(390, 844, 1), (1280, 800, 2)], ids=["phone", "200 %"])
def test_on_a_narrow_screen_the_map_has_room_and_panels_are_called(
    large_client: httpx.Client, large_city: City, open_pages: Open, width: int, height: int, scale: int
) -> None:
    with open_pages(large_client, large_city, width=width, height=height, scale=scale) as opened:
        page = opened_map(opened)
        assert page.evaluate("document.documentElement.scrollWidth") <= width / scale
        box = page.locator("#view").bounding_box()
        assert box is not None
        assert box["height"] > 0.4 * height / scale
        assert page.is_hidden("#left")
        page.click("#show-filters")
        assert page.is_visible("#left")
        assert page.is_visible("#other-picture")
        opened.check()


@contextmanager
def touched(browser: Browser, client: httpx.Client, city: City) -> Iterator[Page]:
    """A telephone that has signed in."""
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

        def touch(kind: str, *places: tuple[float, float]) -> None:
            points = [{"x": px, "y": py, "id": i} for i, (px, py) in enumerate(places)]
            fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        def camera() -> list[float]:
            text = page.get_attribute("#world", "transform") or ""
            return [float(number) for number in re.findall(r"-?[\d.]+", text)]

        before = camera()
        touch("touchStart", (x, y))
        for step in range(1, 7):
            touch("touchMove", (x + 10 * step, y + 10 * step))
        touch("touchEnd")
        page.wait_for_timeout(500)
        moved = camera()
        assert moved[2] == before[2]
        assert moved[0] - before[0] > 30
        assert moved[1] - before[1] > 30
        touch("touchStart", (x - 20, y), (x + 20, y))
        for step in range(1, 9):
            touch("touchMove", (x - 20 - 10 * step, y), (x + 20 + 10 * step, y))
        touch("touchEnd")
        page.wait_for_timeout(500)
        assert camera()[2] > 2 * moved[2]
        assert page.evaluate("[visualViewport.scale, scrollX, scrollY]") == [1, 0, 0]


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


def test_what_the_service_is_asked_for_is_in_the_address(large_client: httpx.Client, large_city: City) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        whole = browser.get(MAP).text
        one = browser.get(f"{MAP}&group=G-01&kind=kin&size_by=degree").text
        more = browser.get(f"{MAP}&group=G-01&neighbours=yes").text
        neither = browser.get(f"{MAP}&group=G-99&kind=none&size_by=wealth&as_of=").text
    hulls = [page.count('class="hull"') for page in (whole, one, more, neither)]
    assert hulls[1] == 1 < hulls[2] < hulls[0] == hulls[3]
    assert '<option value="G-01" selected>' in one
    assert 'name="kind" value="kin" checked' in one
    assert '<option value="degree" selected>' in one
    assert "G-99" not in re.sub(r'name="next" value="[^"]*"', "", neither)


@pytest.mark.parametrize("form", [*OFFERED, *OFFERED_BY_NAME, "svg", "node-link"])
def test_files_bear_the_id_of_their_copy_and_are_logged(
    large_client: httpx.Client, large_city: City, form: str
) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        answer = browser.get(f"/map/file?{DAY}&form={form}&group=G-01")
    copy_id = answer.headers["x-copy-id"]
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="map-2020-12-03-{copy_id}.')
    assert form == "xlsx" or f"Copy {copy_id} for admin of police, police." in answer.text
    log = large_client.get("/v1/audit?limit=1000&newest_first=true", headers=large_city.headers()).json()["entries"]
    assert f"{form} {copy_id}" in str(log)


def test_the_page_bears_the_id_of_its_copy_too(large_client: httpx.Client, large_city: City) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        pages = [browser.get(MAP).text for _ in range(2)]
    copies = [re.search(r"Copy ([0-9a-f]{12}) for admin of police", page) for page in pages]
    assert copies[0] is not None
    assert copies[1] is not None
    assert copies[0][1] != copies[1][1]
    log = large_client.get("/v1/audit?limit=1000&newest_first=true", headers=large_city.headers()).json()["entries"]
    assert f"map {copies[1][1]}" in str(log)


def test_a_form_that_there_is_not_is_told(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        answer = browser.get(f"/map/file?{DAY}&form=pyvis")
    assert (answer.status_code, "cannot write" in answer.text) == (422, True)


def test_a_module_is_there_under_its_version_alone(large_client: httpx.Client, large_city: City) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        page = browser.get(MAP).text
        (entry,) = re.findall(r'<script type="module" src="(/static/\w+/map/controls\.js)">', page)
        answer = browser.get(entry)
        assert answer.headers["content-type"].startswith("text/javascript")
        assert "immutable" in answer.headers["cache-control"]
        assert "#map/" not in answer.text
        for wrong in ("/static/000000000000/map/controls.js", entry.replace("controls", "nothing"), f"{entry}/x"):
            assert browser.get(wrong).status_code == 404
