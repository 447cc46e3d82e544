"""The briefing: the same numbers as the questions of the day, for whom it is made, and two printed sides."""

import re
from typing import Any

import httpx
import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.analysis.representatives import REPRESENTATIVES, PlanParameters
from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.domain.tables import tables_of
from graph_service.domain.use_case import Rule
from graph_service.services import access
from graph_service.services.briefing import N_GROUPS, N_PERSONS
from graph_service.services.frame import answer
from tests.api.city import AS_OF
from tests.api.serving import ADMIN, DAY, City, city_in
from tests.web.conftest import Open
from tests.web.serving import csrf_of, last_event, signed_in, site
from tests.web.test_groups_pages import asked, page_of, rows_of, words_of

NAME = "CANARY-IDENTITY-person-names"
SINCE = "since=2020-09-03"
COORDINATOR = (CallerRole.COORDINATOR, Agency.POLICE)
ANALYST = (CallerRole.ANALYST, Agency.POLICE)
OFFICER = (CallerRole.PROBATION, Agency.PROBATION)
WIDTH_OF_A4 = 703  # pixels between the margins, at 96 to the inch
HEIGHT_OF_A4 = 1039
LANE_HEADINGS = {"message": "Message: whom", "safety": "Safety: whom", "messenger": "Messengers: who could"}


def test_it_says_the_numbers_of_the_scorecard(large_client: httpx.Client, large_city: City) -> None:
    page = page_of(large_client, large_city, "/briefing")
    card = asked(large_client, large_city, "/v1/scorecard")
    first, *_ = card["groups"]
    assert f"Most violent now: {first['name']} {first['group_id']}" in words_of(page)
    assert f"Violence index {first['violence_index']:.1f}." in page
    assert f"It is first in {first['p_first']:.0%} of the draws" in page
    *rows, unknown = rows_of(page, "Groups by violence index")
    assert [(row[0], row[1].split()[-1]) for row in rows] == [
        (str(row["rank"]), row["group_id"]) for row in card["groups"][:N_GROUPS]
    ]
    assert unknown[1] == "attributed to no group"
    assert unknown[5] == f"{card['totals']['days_365']['unknown_committed']:.1f}"
    assert f"{len(card['groups']) - N_GROUPS} more are not shown here." in page


@pytest.mark.parametrize("lane", LANE_HEADINGS)
def test_it_lists_the_first_of_each_lane(large_client: httpx.Client, large_city: City, lane: str) -> None:
    page = page_of(large_client, large_city, "/briefing")
    whole = large_client.get(f"/v1/priorities/{lane}?{DAY}", headers=large_city.headers()).json()["rows"]
    rows = rows_of(page, LANE_HEADINGS[lane])
    assert [(row[0], row[1].split()[0]) for row in rows] == [
        (str(row["rank"]), row["person"]["person_id"]) for row in whole[:N_PERSONS]
    ]
    assert f"{N_PERSONS} of {len(whole)} persons on the list." in page


def test_windows_months_and_plan_are_those_of_the_questions(large_client: httpx.Client, large_city: City) -> None:
    page = page_of(large_client, large_city, "/briefing")
    windows = [row for row in asked(large_client, large_city, "/v1/conflicts")["windows"] if row["is_open"]]
    assert [row[0] for row in rows_of(page, "Open retaliation windows</h2>")] == [
        str(row["days_left"]) for row in sorted(windows, key=lambda row: int(row["days_left"]))
    ]
    years = asked(large_client, large_city, "/v1/months")["years"]
    assert rows_of(page, "Shootings a month</h2>") == [[str(y["year"]), *map(str, y["shootings"])] for y in years]
    context = large_city.place.context(large_city.caller(*ADMIN))
    plan = answer(context, REPRESENTATIVES, PlanParameters(groups=("G-01",)), as_of=AS_OF)
    said = words_of(page)
    assert f"{len(plan.chosen)} persons reach {plan.n_reached} of {plan.n_total}." in said
    assert all(person in said[said.index("Plan: whom") :] for person in plan.chosen)


def test_what_changed_is_what_the_overview_says(large_client: httpx.Client, large_city: City) -> None:
    brief = words_of(page_of(large_client, large_city, f"/briefing?{SINCE}"))
    overview = words_of(page_of(large_client, large_city, f"/?{SINCE}"))

    def changes(said: str) -> str:
        return said[said.index("Rose ") : said.index(" Windows closed or run out")]

    assert changes(brief) == changes(overview)
    assert "Since 2020-09-03, " in brief
    assert "Choose the day of the last review" in words_of(page_of(large_client, large_city, "/briefing"))


def test_a_day_that_is_not_before_is_refused(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        response = browser.get(f"/briefing?{DAY}&since=2020-12-03")
    assert response.status_code == 422
    assert "choose an earlier day to compare with" in response.text


def test_the_overview_leads_to_it_with_its_days(client: httpx.Client, city: City) -> None:
    assert f'href="/briefing?{DAY}&amp;{SINCE}"' in page_of(client, city, f"/?{SINCE}")


def test_names_stand_there_on_request_alone_and_that_is_written_down(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, *COORDINATOR) as browser:
        page = browser.get(f"/briefing?{DAY}").text
        assert NAME not in page
        named = browser.post(f"/briefing?{DAY}", data={"csrf": csrf_of(page)}).text
        assert browser.post(f"/briefing?{DAY}", data={"csrf": "made up"}).status_code == 403
    assert NAME in named
    event = last_event(client, city, "names")
    assert event["actor"] == "coordinator of police"
    assert event["details"]["n_person_ids"] == len(event["details"]["subjects"].split()) > 0


def test_who_may_not_see_names_is_offered_none(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, *ANALYST) as browser:
        page = browser.get(f"/briefing?{DAY}").text
        assert "Show names" not in page
        response = browser.post(f"/briefing?{DAY}", data={"csrf": csrf_of(browser.get("/session").text)})
    assert response.status_code == 403
    assert NAME not in response.text


def test_who_is_withheld_has_a_place_that_says_nothing(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, *OFFICER) as browser:
        page = browser.get(f"/briefing?{DAY}").text
    assert "Withheld from you; this place says nothing of who it is." in page


def test_it_writes_down_who_was_listed_and_nobody_further_down(large_client: httpx.Client, large_city: City) -> None:
    page_of(large_client, large_city, "/briefing")
    event = last_event(large_client, large_city, "priorities")
    unreached = large_client.get(f"/v1/priorities/messenger?{DAY}", headers=large_city.headers()).json()["unreached"]
    assert len(event["details"]["subjects"].split()) == N_PERSONS + len(unreached)
    for action in ("scorecard", "conflicts", "months", "representatives"):
        assert last_event(large_client, large_city, action)["details"]["as_of"] == "2020-12-03"


@pytest.mark.parametrize(
    ("part", "heading", "said"),
    [
        ("priorities", "Message: whom to reach first", "the three lists of persons"),
        ("conflicts", 'id="windows-heading"', "retaliation windows"),
        ("months", "Shootings a month", "incidents by month"),
        ("representatives", "Plan: whom", "the plan for the first group"),
    ],
)
def test_a_part_that_its_reader_may_not_ask_for_is_left_out_and_said_so(
    client: httpx.Client, city: City, monkeypatch: pytest.MonkeyPatch, part: str, heading: str, said: str
) -> None:
    whole = page_of(client, city, "/briefing")
    monkeypatch.setattr(access, "RULES", {**access.RULES, part: Rule(frozenset())})
    page = page_of(client, city, "/briefing")
    assert (heading in whole, heading in page) == (True, False)
    assert f"Not in this briefing, because your role does not see it: {said}." in page
    assert "Not in this briefing" not in whole


@pytest.mark.parametrize(
    ("tables", "day", "said"),
    [
        ((), "2020-12-03", "There are no groups in the records. Load groups, and"),
        (None, "1990-01-01", "No group has any violence attributed to it in the last 365 days. Choose a day that"),
    ],
    ids=["empty store", "day without data"],
)
def test_nothing_to_tell_says_what_to_do_next(city: City, tables: tuple[()] | None, day: str, said: str) -> None:
    told = city if tables is None else city_in(MemoryStore(), tables_of(()))
    with site(told) as client, signed_in(client.base_url, told) as browser:
        response = browser.get(f"/briefing?as_of={day}")
    assert response.status_code == 200
    words = words_of(response.text)
    assert said in words
    assert "No window is open on this day." in words
    assert "Nobody has grounds for the safety lane. Load victims" in words
    assert "Plan: whom" not in words


def test_long_after_the_last_record_it_says_so(large_client: httpx.Client, large_city: City) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        page = words_of(browser.get("/briefing?as_of=2023-06-01").text)
    assert "days lie between the latest record and the day of this result" in page
    assert "No group has any violence attributed to it in the last 365 days. Choose a day" in page


def _sides(opened: Any) -> tuple[int, list[int]]:  # noqa: ANN401  as the fixture gives it
    """How many sheets are printed, and where each side of the briefing ends, in pixels below the top of its sheet."""
    pdf = opened.page.pdf(format="A4", prefer_css_page_size=True)
    opened.page.emulate_media(media="print")
    opened.page.set_viewport_size({"width": WIDTH_OF_A4, "height": 900})
    wide = opened.page.evaluate("document.documentElement.scrollWidth")
    boxes = "[...document.querySelectorAll('.side')].map(side => side.getBoundingClientRect())"
    first, second = opened.page.evaluate(f"{boxes}.map(box => [box.top, box.bottom])")
    foot = opened.page.evaluate("document.querySelector('footer.site').getBoundingClientRect().bottom")
    assert wide == WIDTH_OF_A4, "something is wider than the sheet"
    return len(re.findall(rb"/Type\s*/Page\b", pdf)), [round(first[1]), round(foot - second[0])]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_it_holds_in_a_real_browser_and_prints_on_two_sides(
    large_client: httpx.Client, large_city: City, open_pages: Open, language: str
) -> None:
    with open_pages(large_client, large_city, language=language) as opened:
        opened.go(f"/briefing?{DAY}&{SINCE}")
        opened.check()
        opened.page.set_viewport_size({"width": 390, "height": 844})
        assert opened.page.evaluate("document.documentElement.scrollWidth") == 390
        opened.check()
        for days in (f"{DAY}&{SINCE}", "as_of=2019-12-31&since=2019-06-30", "as_of=2018-10-10&since=2018-08-10"):
            opened.page.emulate_media(media="null")
            opened.go(f"/briefing?{days}")
            opened.page.click("form.tools button")
            opened.page.wait_for_selector(".lane strong")
            n_sheets, ends = _sides(opened)
            assert n_sheets == 2, days
            assert max(ends) < HEIGHT_OF_A4, days
        assert not opened.messages
