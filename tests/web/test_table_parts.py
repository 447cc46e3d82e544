"""Long tables in parts: each row on one of them, addresses that lead to the others, and the log says what was shown."""

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest

from benchmarks import synthetic
from graph_service.adapters.memory import MemoryStore
from graph_service.web.rooms import conflicts, overview
from tests.api.serving import DAY, City, city_in
from tests.web.conftest import Open
from tests.web.serving import last_event, signed_in, site

MANY_DAY = f"as_of={synthetic.AS_OF}"
N_PERSONS = 6_000  # of 120 groups: more than a list of choices holds


@pytest.fixture(scope="module")
def many_groups() -> City:
    """A population with more groups than one looks through."""
    return city_in(MemoryStore(), synthetic.tables(N_PERSONS))


@pytest.fixture(scope="module")
def many_client(many_groups: City) -> Iterator[httpx.Client]:
    with site(many_groups) as client:
        yield client


def _link(page: str, words: str) -> str:
    """Where a link leads, empty where there is none."""
    return next(iter(map(unescape, re.findall(rf'href="([^"]+)">{words}</a>', page))), "")


def _first_table(page: str) -> str:
    """The first table of a page, with what is said below it."""
    return page[page.index("<tbody>") :].partition("<section")[0]


def _groups(page: str) -> list[str]:
    """The groups of the rows of a table, in order."""
    body = _first_table(page).partition("</tbody>")[0]
    return [ids[0] for ids in map(re.compile(r"/groups/([^?#\"]+)").findall, body.split("<tr>")) if ids]


@pytest.mark.parametrize("path", ["/groups", "/"])
def test_the_parts_of_a_table_hold_each_row_once(many_client: httpx.Client, many_groups: City, path: str) -> None:
    question = "groups" if path == "/groups" else "scorecard"
    answer = many_client.get(f"/v1/{question}?{MANY_DAY}&limit=1000", headers=many_groups.headers()).json()
    expected = [row["group_id"] for row in answer["groups"]]
    with signed_in(many_client.base_url, many_groups) as browser:
        pages = [browser.get(f"{path}?{MANY_DAY}").text]
        while address := _link(_first_table(pages[-1]), "The next ones"):
            pages.append(browser.get(address).text)
        before = browser.get(_link(pages[1], "Those before")).text
        whole = browser.get(_link(pages[0], "Show all")).text
        beyond = browser.get(f"{path}?{MANY_DAY}&start=99999").text
    shown = [group for page in pages for group in _groups(page)]
    assert shown == expected
    assert len(pages) > 1
    assert f"1 to {len(_groups(pages[0]))} of {len(expected)} are shown." in pages[0]
    assert _groups(before) == _groups(pages[0])
    assert _groups(whole) == expected
    assert "are shown." not in _first_table(whole)
    assert _groups(beyond) == _groups(pages[-1])


@pytest.mark.parametrize("start", ["-1", "x", "1.5", "9999999999", "\u0661"])
def test_an_address_that_names_no_part_is_refused(client: httpx.Client, city: City, start: str) -> None:
    with signed_in(client.base_url, city) as browser:
        assert browser.get("/groups", params={"start": start}).status_code == 422


def test_each_table_of_a_page_has_its_own_parts(
    large_client: httpx.Client, large_city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "N_GROUPS", 2)
    monkeypatch.setattr(overview, "N_WINDOWS", 1)
    with signed_in(large_client.base_url, large_city) as browser:
        page = browser.get(f"/?{DAY}&start=2").text
        further = browser.get(_link(page[page.index("windows-heading") :], "The next ones")).text
    assert "3 to 4 of" in page
    assert "1 to 1 of" in page
    assert "3 to 4 of" in further
    assert "2 to 2 of" in further


def test_groups_are_drawn_against_each_other_as_far_as_their_conflicts_are_shown(
    large_client: httpx.Client, large_city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = large_client.get(f"/v1/conflicts?{DAY}", headers=large_city.headers()).json()
    monkeypatch.setattr(conflicts, "N_SHOWN", 1)
    with signed_in(large_client.base_url, large_city) as browser:
        page = browser.get(f"/conflicts?{DAY}").text
    shown = {party["name"] for party in answer["conflicts"][0]["parties"]}
    others = {party["name"] for row in answer["conflicts"] for party in row["parties"]} - shown
    drawing = page[page.index("matrix-heading") :].partition("</svg>")[0]
    assert others
    assert not [name for name in others if name in drawing]


def test_the_log_says_whom_the_incidents_that_are_shown_name(large_client: httpx.Client, large_city: City) -> None:
    whole = large_client.get(f"/v1/incidents?{DAY}&on_hold=true&limit=1000", headers=large_city.headers()).json()[
        "incidents"
    ]
    with signed_in(large_client.base_url, large_city) as browser:
        page = browser.get(f"/incidents?{DAY}&type=arson").text
    event = last_event(large_client, large_city, "incidents")
    shown = [row for row in whole if row["type"] == "arson"]
    named = {person for row in shown for part in ("suspects", "believed", "victims") for person in row[part]}
    assert {row["incident_id"] for row in shown} <= set(re.findall(r"/incidents/([^?#\"]+)", page))
    assert 0 < len(shown) < len(whole)
    assert event["details"]["n_subjects"] == len(named)


def test_groups_that_are_too_many_for_a_list_are_looked_up(many_client: httpx.Client, many_groups: City) -> None:
    with signed_in(many_client.base_url, many_groups) as browser:
        pages = {path: browser.get(f"{path}?{MANY_DAY}").text for path in ("/incidents", "/lists/message", "/plan")}
        narrowed = browser.get(f"/incidents?{MANY_DAY}&group=G-0000003").text
        by_name = browser.get(f"/incidents?{MANY_DAY}&group=group 3").text
        plan = browser.get(f"/plan?{MANY_DAY}&group=G-0000003").text
        unknown = browser.get(f"/plan?{MANY_DAY}&group=nowhere").text
    for page in pages.values():
        assert 'data-choose="group"' in page
        assert "G-0000004" not in page.partition("<form")[2].partition("<table")[0]
    counted = re.compile(r"(\d+) of (\d+) incidents")
    assert counted.findall(narrowed) == counted.findall(by_name)
    assert counted.findall(narrowed) != counted.findall(pages["/incidents"])
    assert plan.count('type="checkbox" name="group"') == 1
    assert 'value="nowhere"' in unknown


@pytest.mark.parametrize("width", [390, 1280])
def test_parts_in_a_browser(many_client: httpx.Client, many_groups: City, open_pages: Open, width: int) -> None:
    with open_pages(many_client, many_groups, width=width) as browser:
        for path in ("/", "/groups", "/incidents", "/lists/message", "/conflicts", "/plan"):
            browser.go(f"{path}?{MANY_DAY}")
            browser.check()
        browser.go(f"/incidents?{MANY_DAY}")
        browser.page.get_by_role("combobox", name="Grupp").fill("Group 12")
        browser.page.locator("ul.suggestions [data-id]").first.wait_for()
        browser.go(f"/groups?{MANY_DAY}")
        browser.page.get_by_role("link", name="Nästa").click()
        browser.page.get_by_text("101 till 120 av 120 visas.").wait_for()
        browser.check()
