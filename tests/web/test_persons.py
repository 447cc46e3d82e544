"""The page of a person: verdicts, records with what they give, one axis for all of them, and by rights."""

import re
from datetime import date
from html import unescape

import httpx
import pytest

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from tests.api.city import PROTECTED, PROTECTED_LABEL, SEEN, VICTIM, unseen_texts
from tests.api.serving import DAY, PAIRS, City
from tests.web.conftest import Open
from tests.web.serving import csrf_of, last_event, signed_in

COORDINATOR = (CallerRole.COORDINATOR, Agency.POLICE)
ANALYST = (CallerRole.ANALYST, Agency.POLICE)
EXIT_WORKER = (CallerRole.EXIT_WORKER, Agency.MUNICIPALITY)
NAME = "CANARY-IDENTITY-person-names"
RICH = "P-0155"  # of the demo city: three lanes, incidents, a visit with its answer, ties


def _text(page: str) -> str:
    """What a page says, without markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_it_says_why_listed_why_not_and_what_is_missing(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        text = _text(browser.get(f"/persons/P-0001?{DAY}").text)
        other = _text(browser.get(f"/persons/P-0002?{DAY}").text)
    assert "Message Listed as number 3, with 8 points, because of:" in text
    assert "Charged 2020-11-25 4 points V-1 , I-1" in text
    assert "Safety Not listed : no dated record that opens this lane." in other
    assert "a threat received in the last 180 days" in other


def test_the_first_of_a_list_has_points_and_not_a_point(large_client: httpx.Client, large_city: City) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        assert "Listed as number 1, with 10 points, because of:" in _text(browser.get(f"/persons/P-0101?{DAY}").text)


def test_what_each_record_gives_is_what_the_explanation_says(large_client: httpx.Client, large_city: City) -> None:
    told = large_client.get(f"/v1/persons/{RICH}/explanation?{DAY}", headers=large_city.headers()).json()
    with signed_in(large_client.base_url, large_city) as browser:
        page = browser.get(f"/persons/{RICH}?{DAY}").text
    for record in told["records"]:
        anchor = record["record_id"].replace(":", "_3A")
        line = re.search(rf'<tr id="{anchor}">(.*?)</tr>', page, re.DOTALL)
        assert line is not None, record
        points = [
            reason["points"]
            for reason in told["lanes"]["message"]["reasons"]
            if record["record_id"] in reason["record_ids"]
        ]
        for worth in filter(None, points):
            assert f"{worth} point" in line[1]
        if record["verdict"] == "too_old":
            assert "Is older than its limit" in line[1]


def test_acts_on_record_are_shown_by_rights(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        police = _text(browser.get(f"/persons/P-0001?{DAY}").text)
    with signed_in(client.base_url, city, *EXIT_WORKER) as browser:
        page = browser.get(f"/persons/P-0001?{DAY}").text
    municipality = _text(page)
    assert "Custom notifications (1)" in police
    assert "Answers (1)" in police
    assert "Follow-ups (1)" in police
    assert "SC-HIDDEN-SUPPORT" not in police
    assert "Help (1)" in municipality
    assert "SC-HIDDEN-SUPPORT" in municipality
    assert "Lists, incidents, facts and ties rest on intelligence" in municipality
    assert "Why listed" not in municipality


def test_sources_and_grades_stand_beside_records_for_who_sees_them(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        page = browser.get(f"/persons/P-0002?{DAY}").text
    line = re.search(r'<tr id="fact_3AF-1">(.*?)</tr>', page, re.DOTALL)
    assert line is not None
    assert _text(line[1]) == "2020-10-01 weapon seizure S-1 A1 Weapon seized: 3 points F-1"


def test_ties_stand_once_with_their_evidence(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        page = browser.get(f"/persons/P-0001?{DAY}").text
    assert page.count('id="tie_3AT-0"') == 1
    assert "friend" in _text(page[page.index('id="around-heading"') :])
    assert PROTECTED not in page


def test_a_follow_up_that_is_late_says_so(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        assert "overdue" not in browser.get(f"/persons/P-0001?{DAY}").text
        assert "overdue" in browser.get("/persons/P-0001?as_of=2020-12-11").text


def test_names_are_shown_on_request_and_that_is_written_down(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, *COORDINATOR) as browser:
        page = browser.get(f"/persons/P-0001?{DAY}").text
        assert NAME not in page
        named = browser.post(f"/persons/P-0001?{DAY}", data={"csrf": csrf_of(page)}).text
    assert NAME in named
    event = last_event(client, city, "names")
    assert event["actor"] == "coordinator of police"
    assert len(event["details"]["subjects"].split()) == 1


def test_who_may_not_see_names_is_refused(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, *ANALYST) as browser:
        assert "Show names" not in browser.get(f"/persons/P-0001?{DAY}").text
        answer = browser.post("/persons/P-0001", data={"csrf": csrf_of(browser.get("/session").text)})
    assert answer.status_code == 403


def test_nothing_is_said_of_who_is_withheld(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, *COORDINATOR) as browser:
        page = browser.get(f"/persons/{PROTECTED}?{DAY}")
        secret = csrf_of(browser.get("/session").text)
        refused = browser.post(f"/persons/{PROTECTED}", data={"csrf": secret})
        assert browser.get("/persons/P-9999").status_code == 404
    assert page.status_code == 200
    assert "This person is withheld from you." in page.text
    assert PROTECTED_LABEL not in page.text
    assert refused.status_code == 403
    with signed_in(client.base_url, city, shows_protected=True) as browser:
        assert PROTECTED_LABEL in browser.get(f"/persons/{PROTECTED}?{DAY}").text


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0].value} of {pair[1].value}")
def test_nobody_meets_what_they_may_not_see(client: httpx.Client, city: City, pair: tuple[CallerRole, Agency]) -> None:
    pages = {}
    with signed_in(client.base_url, city, *pair) as browser:
        for person in (*SEEN, VICTIM, PROTECTED):
            pages[f"/persons/{person}?{DAY}"] = ""
        for lane in ("message", "safety", "messenger"):
            for more in ("", "&since=2020-11-10", "&for=probation_service", "&download=csv", "&download=xlsx"):
                pages[f"/lists/{lane}?{DAY}{more}"] = ""
        for query in ("CANARY", "hidden", "P-", "LABEL", "e"):
            pages[f"/find?query={query}"] = ""
        for path in pages:
            answer = browser.get(path)
            assert answer.status_code < 500
            body = answer.text
            pages[path] = body[body.index("<main") :] if "<main" in body else body
    for path, text in pages.items():
        without_address = text.replace(f"/persons/{path.partition('?')[0].rpartition('/')[2]}", "")
        for secret in unseen_texts(pair):
            assert secret not in without_address, (path, secret)


def test_everything_with_a_date_is_on_the_axis_and_in_the_table(large_client: httpx.Client, large_city: City) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        page = browser.get(f"/persons/{RICH}?{DAY}").text
    drawing = page[page.index('<svg class="chart theme-line"') : page.index("</svg>")]
    table = page[page.index("<details>") : page.index("</details>")]
    titles = re.findall(r"<title>(\d{4}-\d\d-\d\d): ", drawing)
    days = re.findall(r'<tr><td><time datetime="(\d{4}-\d\d-\d\d)">', table)
    assert sorted(titles) == sorted(days)
    assert len(days) > 10
    assert all(date.fromisoformat(day) for day in days)
    assert f"The blue line is {DAY[-10:]}" in page


def test_an_id_with_odd_signs_is_led_to(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        assert browser.get("/persons/P%2F1").status_code == 404
        assert browser.get("/persons/%3Cb%3E").status_code == 404


def test_the_table_of_the_time_axis_leads_to_its_records(
    large_client: httpx.Client, large_city: City, open_pages: Open
) -> None:
    with open_pages(large_client, large_city) as opened:
        opened.go(f"/persons/{RICH}?{DAY}")
        opened.page.click("summary")
        opened.check()
        opened.page.get_by_role("link", name="V-0045").first.click()
        assert opened.page.locator("tr:target").count() == 1


def test_without_scripts_everything_is_there(large_client: httpx.Client, large_city: City, open_pages: Open) -> None:
    with open_pages(large_client, large_city, scripts=False) as opened:
        opened.go(f"/persons/{RICH}?{DAY}")
        assert opened.page.locator("svg.theme-line circle").count() > 0
        opened.page.get_by_role("button", name="Visa namn").click()
        assert opened.page.locator(".told strong").inner_text() != ""
