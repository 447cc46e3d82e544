"""The lists: the persons of the interface, filters that work without scripts, names on request, files, extracts."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.web.rooms import lists
from tests.api.city import PROTECTED, VICTIM
from tests.api.serving import DAY, City
from tests.web.conftest import Open
from tests.web.serving import csrf_of, last_event, signed_in

ANALYST = (CallerRole.ANALYST, Agency.POLICE)
OFFICER = (CallerRole.PROBATION, Agency.PROBATION)
COORDINATOR = (CallerRole.COORDINATOR, Agency.POLICE)
NAME = "CANARY-IDENTITY-person-names"
AS_OF = date(2020, 12, 3)
ROW = re.compile(r'<tr(?: class="withheld")?>\s*<td class="n" data-label="Rank">(\d+)</td>\s*<td>(.*?)</td>', re.DOTALL)
PERSON = re.compile(r"/persons/([^?#\"]+)")


def _shown(page: str) -> list[tuple[int, str]]:
    """Rank and person of each row of a page."""
    rows = []
    for rank, cell in ROW.findall(page):
        match = PERSON.search(cell)
        rows.append((int(rank), match[1] if match else "withheld"))
    return rows


def _link(page: str, words: str) -> str:
    """Where a link leads."""
    return unescape(re.findall(rf'href="([^"]+)">{words}</a>', page)[0])


def _answered(client: httpx.Client, city: City, lane: str, day: str = DAY) -> list[dict[str, Any]]:
    """The rows that the interface answers."""
    answer = client.get(f"/v1/priorities/{lane}?{day}", headers=city.headers()).json()
    rows: list[dict[str, Any]] = answer["rows"]
    return rows


def _pairs(rows: list[dict[str, Any]]) -> list[tuple[int, str]]:
    return [(row["rank"], row["person"]["person_id"]) for row in rows]


def test_the_first_list_is_that_of_the_message(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        answer = browser.get(f"/lists?{DAY}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/lists/message?{DAY}")
        assert browser.get("/lists/enemies").status_code == 404
        assert browser.get("/lists/message?since=yesterday").status_code == 422
        assert browser.get(f"/lists/message?{DAY}&since=2020-12-03").status_code == 422
        assert browser.get("/lists/message?group=G-99").status_code == 404
        assert browser.get("/lists/message?for=navy").status_code == 422
        assert browser.get("/lists/message?download=pdf").status_code == 422


@pytest.mark.parametrize("lane", ["message", "safety", "messenger"])
def test_a_list_is_what_the_interface_answers(large_client: httpx.Client, large_city: City, lane: str) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        page = browser.get(f"/lists/{lane}?{DAY}&start=all").text
    rows = _answered(large_client, large_city, lane)
    assert _shown(page) == _pairs(rows)
    assert f"{len(rows)} of {len(rows)} persons on the list." in page


@pytest.mark.parametrize("asked", ["supervised", "meeting", "reachable", "agency", "meeting reachable", "group"])
def test_filters_show_who_passes_and_say_how_many_do_not(
    large_client: httpx.Client, large_city: City, asked: str
) -> None:
    rows = _answered(large_client, large_city, "message")
    soon = (AS_OF + timedelta(days=14)).isoformat()
    passes: dict[str, Callable[[Any], bool]] = {
        "supervised": lambda card: card["is_supervised"],
        "meeting": lambda card: (card["next_meeting_on"] or "9999") <= soon,
        "reachable": lambda card: not card["in_custody"] and card["cooling_off_until"] is None,
        "agency": lambda card: card["is_supervised"],  # one agency supervises everybody there
        "group": lambda card: "G-04" in card["group_ids"],
    }
    values = dict.fromkeys(asked.split(), "yes") | {
        name: value for name, value in {"agency": "probation", "group": "G-04"}.items() if name == asked
    }
    with signed_in(large_client.base_url, large_city) as browser:
        page = browser.get("/lists/message", params={"as_of": AS_OF.isoformat(), **values}).text
    expected = [row for row in rows if all(passes[name](row["person"]) for name in asked.split())]
    assert 0 < len(expected) < len(rows)
    assert _shown(page) == _pairs(expected)
    if asked != "group":  # of a group, the list itself is another
        assert f"{len(expected)} of {len(rows)} persons on the list." in page
        left_out = sum(int(n) for n in re.findall(r"<li>(\d+) persons? of the list (?:is|are) not shown", page))
        assert left_out == len(rows) - len(expected)


def test_a_long_list_is_shown_in_parts_until_all_is_asked_for(
    large_client: httpx.Client, large_city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "N_SHOWN", 5)
    with signed_in(large_client.base_url, large_city) as browser:
        page = browser.get(f"/lists/message?{DAY}&reachable=yes").text
        address = unescape(re.findall(r'href="(/lists/[^"]+start=all[^"]*)"', page)[0])
        whole = browser.get(address).text
        parts = [page, browser.get(_link(page, "The next ones")).text]
        back = browser.get(_link(parts[1], "Those before")).text
        file = browser.get(f"/lists/message?{DAY}&reachable=yes&download=xlsx")
    assert f"1 to 5 of {len(_shown(whole))} are shown." in page
    assert _shown(page) == _shown(back) == _shown(whole)[:5]
    assert _shown(parts[1]) == _shown(whole)[5:10]
    assert len(_shown(whole)) > 5
    assert "are shown." not in whole
    assert load_workbook(BytesIO(file.content))["rows"].max_row == len(_shown(whole)) + 4


def test_who_is_new_and_who_left_since_a_day(large_client: httpx.Client, large_city: City) -> None:
    now = {person for _, person in _pairs(_answered(large_client, large_city, "message"))}
    then = {person for _, person in _pairs(_answered(large_client, large_city, "message", "as_of=2020-10-01"))}
    with signed_in(large_client.base_url, large_city) as browser:
        page = browser.get(f"/lists/message?{DAY}&since=2020-10-01").text
        only_new = browser.get(f"/lists/message?{DAY}&since=2020-10-01&new=yes").text
    assert f"Since 2020-10-01, {len(now - then)} came onto the list and {len(then - now)} left it." in page
    left = page[page.index('id="left-heading"') :]
    assert set(re.findall(r"/persons/([^?#\"]+)\?as_of=2020-12-03#lists", left)) == then - now
    assert {person for _, person in _shown(only_new)} == now - then
    assert f"{len(now & then)} persons of the list are not shown: listed on 2020-10-01 already" in only_new


def test_nobody_left_when_nothing_changed(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        page = browser.get(f"/lists/message?{DAY}&since=2020-12-02&new=yes").text
    assert "Everybody whom you may see is still on it." in page
    assert "Nobody on the list passes all the filters." in page


def test_who_is_withheld_keeps_a_place_that_says_nothing_until_a_filter_is_used(
    client: httpx.Client, city: City
) -> None:
    with signed_in(client.base_url, city, *OFFICER) as browser:
        page = browser.get(f"/lists/message?{DAY}").text
        filtered = browser.get(f"/lists/message?{DAY}&reachable=yes").text
    assert sum(person == "withheld" for _, person in _shown(page)) == 2
    assert "2 persons on it are withheld from you." in page
    assert all(person != "withheld" for _, person in _shown(filtered))
    assert "2 persons of the list are not shown: withheld from you" in filtered


def test_reasons_lead_to_their_records(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        page = browser.get(f"/lists/message?{DAY}").text
        person = browser.get(f"/persons/P-0001?{DAY}").text
    assert 'href="/persons/P-0001?as_of=2020-12-03#involvement_3AV-1"' in page
    assert 'href="/incidents/I-1?as_of=2020-12-03"' in page
    assert 'id="involvement_3AV-1"' in person


def test_names_are_shown_on_request_and_that_is_written_down(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, *COORDINATOR) as browser:
        page = browser.get(f"/lists/message?{DAY}&reachable=yes").text
        assert NAME not in page
        named = browser.post(f"/lists/message?{DAY}&reachable=yes", data={"csrf": csrf_of(page)}).text
    shown = {person for _, person in _shown(named)}
    assert named.count(NAME) == len(shown) == len(_shown(page)) > 0
    event = last_event(client, city, "names")
    assert event["actor"] == "coordinator of police"
    assert event["details"]["n_person_ids"] == len(shown)
    assert len(event["details"]["subjects"].split()) == len(shown)


def test_who_may_not_see_names_has_no_button_and_is_refused(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, *ANALYST) as browser:
        page = browser.get(f"/lists/message?{DAY}").text
        assert "Show names" not in page
        secret = csrf_of(browser.get("/session").text)
        answer = browser.post(f"/lists/message?{DAY}", data={"csrf": secret})
        assert browser.post(f"/lists/message?{DAY}", data={"csrf": "made up"}).status_code == 403
    assert answer.status_code == 403
    assert NAME not in answer.text


def test_a_workbook_holds_what_the_page_shows_with_the_mark_of_its_copy(
    large_client: httpx.Client, large_city: City
) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        address = f"/lists/message?{DAY}&supervised=yes"
        page, file = browser.get(address).text, browser.get(f"{address}&download=xlsx")
    book = load_workbook(BytesIO(file.content))
    copy_id = re.fullmatch(
        r'attachment; filename="message_2020-12-03_(\w+)\.xlsx"', file.headers["content-disposition"]
    )
    assert copy_id is not None
    sheet = book["rows"]
    assert sheet["A1"].value == f"Copy {copy_id[1]} for admin of police, police. Not to be passed on."
    head = [cell.value for cell in sheet[4]]
    rank, person = head.index("rank"), head.index("person.person_id")
    rows = [(row[rank], row[person]) for row in sheet.iter_rows(min_row=5, values_only=True)]
    assert rows == _shown(page)
    about = {row[0]: row[1] for row in book["about"].iter_rows(min_row=5, values_only=True)}
    assert about["parameters.supervised"] == "yes"
    event = last_event(large_client, large_city, "priorities")
    assert event["details"]["copy"] == f".xlsx {copy_id[1]}"
    assert event["details"]["supervised"] == "yes"


def test_a_table_of_text_has_the_mark_in_every_row(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        file = browser.get(f"/lists/safety?{DAY}&download=csv")
    head, *rows = file.content.decode("utf-8-sig").splitlines()
    assert head.split(";")[:2] == ["rank", "person.person_id"]
    assert head.endswith(";handling")
    assert rows
    assert all(row.endswith("Not to be passed on.") for row in rows)
    assert file.headers["content-type"].startswith("text/csv")


def test_an_extract_holds_what_its_agency_sees_and_no_more(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, CallerRole.COORDINATOR, Agency.PROBATION) as browser:
        own = browser.get(f"/lists/message?{DAY}").text
    with signed_in(client.base_url, city, shows_protected=True) as browser:
        whole = browser.get(f"/lists/message?{DAY}").text
        page = browser.get(f"/lists/message?{DAY}&for=probation_service").text
        file = browser.get(f"/lists/message?{DAY}&for=probation_service&download=xlsx")
    assert {PROTECTED, VICTIM} <= {person for _, person in _shown(whole)}
    assert _shown(page) == _shown(own)
    assert "Extract for the probation service: only what that agency may see." in page
    assert PROTECTED not in page
    assert VICTIM not in page
    cells = [str(cell) for sheet in load_workbook(BytesIO(file.content)) for row in sheet.values for cell in row]
    assert not {PROTECTED, VICTIM} & set(cells)
    assert any("extract for probation_service, made by admin of police" in cell for cell in cells)
    assert last_event(client, city, "priorities")["details"]["recipient"] == "probation_service"


def test_an_extract_never_adds_to_what_its_maker_sees(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, *ANALYST) as browser:
        page = browser.get(f"/lists/message?{DAY}&for=probation_service").text
    assert "Show names" not in page
    assert PROTECTED not in page
    assert VICTIM not in page  # the police see victims, the probation service does not


def test_the_municipality_is_given_nothing_that_rests_on_intelligence(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        page = browser.get(f"/lists/message?{DAY}&for=municipality").text
        file = browser.get(f"/lists/message?{DAY}&for=municipality&download=xlsx")
    assert "The municipality may see nothing of this list" in page
    assert _shown(page) == []
    assert file.status_code == 403


def test_who_may_ask_for_no_list_has_no_page_of_it(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, CallerRole.COORDINATOR, Agency.MUNICIPALITY) as browser:
        assert browser.get("/lists/message").status_code == 403
        assert ">Lists<" not in browser.get("/session").text


def test_without_scripts_filters_names_and_files_work(
    large_client: httpx.Client, large_city: City, open_pages: Open
) -> None:
    with open_pages(large_client, large_city, scripts=False) as opened:
        opened.go(f"/lists/message?{DAY}")
        n_before = opened.page.locator("tbody tr").count()
        opened.page.check("input[name=supervised]")
        opened.page.click("form.filters button")
        opened.page.wait_for_url("**supervised=yes**")
        n_after = opened.page.locator("tbody tr").count()
        assert 0 < n_after < n_before
        opened.page.get_by_role("button", name="Visa namn").click()
        assert opened.page.locator("tbody tr").count() == n_after
        assert opened.page.locator("tbody td strong").count() > 0
        with opened.page.expect_download() as download:
            opened.page.get_by_role("link", name="Hämta som XLSX").click()
        assert load_workbook(BytesIO(download.value.path().read_bytes()))["Rader"].max_row == n_after + 4
        assert not opened.messages
