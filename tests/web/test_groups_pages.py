"""Groups, incidents and conflicts: what stands on a page is what the service answers, and every number leads on."""

import re
from html import unescape
from typing import Any

import httpx
import pytest

from graph_service.analysis.words import LISTS
from graph_service.web.rooms.incidents import N_SHOWN
from tests.api.city import AS_OF, CANARY
from tests.api.serving import DAY, City
from tests.web.conftest import Open
from tests.web.serving import csrf_of, signed_in

TAG = re.compile(r"<[^>]*>")
SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)
LARGE = ("/?since=2020-09-03", "/groups/G-01", "/incidents", "/incidents/I-0337", "/conflicts", "/conflicts/C-0001")


def with_day(path: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{DAY}"


def words_of(page: str) -> str:
    """What a reader sees, charts left out."""
    return re.sub(r"\s+", " ", unescape(TAG.sub(" ", SVG.sub(" ", page)))).strip()


def rows_of(page: str, heading: str) -> list[list[str]]:
    """The cells of the first table after a heading."""
    after = page[page.index(heading) :]
    body = re.search(r"<tbody>(.*?)</tbody>", after, re.DOTALL)
    assert body is not None
    rows = re.findall(r"<tr.*?>(.*?)</tr>", body[1], re.DOTALL)
    return [[words_of(cell) for cell in re.findall(r"<t[dh].*?>(.*?)</t[dh]>", row, re.DOTALL)] for row in rows]


def asked(client: httpx.Client, city: City, path: str) -> Any:  # noqa: ANN401  JSON has no closed type
    answer = client.get(with_day(path), headers=city.headers())
    assert answer.status_code == 200, answer.text
    return answer.json()


def page_of(client: httpx.Client, city: City, path: str) -> str:
    with signed_in(client.base_url, city) as browser:
        answer = browser.get(with_day(path))
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_page_shows_what_its_reader_may_see(client: httpx.Client, city: City) -> None:
    page = page_of(client, city, "/conflicts/C-01")
    assert f"{CANARY}-INTELLIGENCE-conflict-cause" in page
    assert "withheld" in page  # the person drawn in is protected
    assert f"{CANARY}-INTELLIGENCE-incident-place" in page_of(client, city, "/incidents/I-1")


def test_the_first_page_draws_what_the_months_say(large_client: httpx.Client, large_city: City) -> None:
    page = page_of(large_client, large_city, "/")
    months = asked(large_client, large_city, "/v1/months")
    assert rows_of(page, "The same as a table") == [
        [str(year["year"]), *map(str, year["shootings"])] for year in months["years"]
    ]
    last = months["groups"][0]["committed_named"][-24:]
    assert f"{sum(last)} incidents in 24 months, at most {max(last)} in one month" in page


def test_what_changed_since_a_day_is_the_difference_of_two_scorecards(
    large_client: httpx.Client, large_city: City
) -> None:
    page = words_of(page_of(large_client, large_city, "/?since=2020-09-03"))
    now = asked(large_client, large_city, "/v1/scorecard")["groups"]
    answer = large_client.get("/v1/scorecard?as_of=2020-09-03", headers=large_city.headers()).json()["groups"]
    before = {row["group_id"]: row["rank"] for row in answer}
    rose, fell = (
        page[page.index("Rose ") : page.index("Fell ")],
        page[page.index("Fell ") : page.index("Windows opened")],
    )
    for row in now:
        change = f"{row['group_id']} from {before[row['group_id']]} to {row['rank']}"
        assert (change in rose) == (row["rank"] < before[row["group_id"]])
        assert (change in fell) == (row["rank"] > before[row["group_id"]])


def test_no_day_of_a_review_is_a_hint_and_a_wrong_one_is_told(client: httpx.Client, city: City) -> None:
    assert "Choose the day of the last review" in page_of(client, city, "/")
    with signed_in(client.base_url, city) as browser:
        answer = browser.get("/?since=yesterday")
    assert answer.status_code == 422
    assert "is not a day: write it as 2020-12-03" in unescape(answer.text)


def test_a_group_has_the_numbers_of_the_scorecard_and_its_members(large_client: httpx.Client, large_city: City) -> None:
    page = page_of(large_client, large_city, "/groups/G-01")
    row = asked(large_client, large_city, "/v1/groups/G-01")["group"]
    members = asked(large_client, large_city, "/v1/groups/G-01/members")["members"]
    assert f"Rank {row['rank']} of" in page
    evidence = rows_of(page, "Incidents on both sides")
    assert [cells[1] for cells in evidence] == [entry["incident_id"] for entry in row["evidence"]]
    shown = rows_of(page, "Members by role")
    assert [(cells[0], cells[1], cells[2]) for cells in shown] == [
        (LISTS["Role"][member["role"]], member["person"]["person_id"], member["grade"]) for member in members
    ]
    ages = [member["days_since_report"] for member in members]
    assert [cells[5] for cells in shown] == ["–" if age is None else str(age) for age in ages]
    notified = sum(
        member["person"]["last_notified_on"] is not None for member in members if member["role"] != "associate"
    )
    assert f"{notified} of {sum(member['role'] != 'associate' for member in members)} members" in page


def test_numbers_lead_to_their_records_on_the_same_day(large_client: httpx.Client, large_city: City) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        page = browser.get(with_day("/groups/G-01")).text
        links = {unescape(link) for link in re.findall(r'href="(/(?:incidents|conflicts|plan)[^"]*)"', page)}
        assert len(links) > 10
        assert all("as_of=2020-12-03" in link for link in links if link not in {"/incidents", "/conflicts", "/plan"})
        for link in sorted(links)[:12]:
            assert browser.get(link).status_code == 200


def test_the_list_of_incidents_is_narrowed_by_time_type_group_and_status(
    large_client: httpx.Client, large_city: City
) -> None:
    everything = asked(large_client, large_city, "/v1/incidents?on_hold=true&limit=1000")["incidents"]
    query = "begin=2020-01-01&end=2020-11-30&type=shooting&group=G-01&status=confirmed"
    page = page_of(large_client, large_city, f"/incidents?{query}")
    left = [
        row["incident_id"]
        for row in everything
        if row["occurred_on"] is not None
        and "2020-01-01" <= row["occurred_on"] <= "2020-11-30"
        and row["type"] == "shooting"
        and row["status"] == "confirmed"
        and "G-01" in {*row["suspect_groups"], *row["victim_groups"]}
    ]
    assert sorted(cells[1] for cells in rows_of(page, "<table")) == sorted(left)
    assert f"{len(left)} of {len(everything)} incidents" in page
    hold = rows_of(page_of(large_client, large_city, "/incidents?status=hold"), "<table")
    assert [cells[1] for cells in hold] == sorted(
        (row["incident_id"] for row in everything if row["status"] == "hold"), reverse=True
    )


def test_pages_of_the_list_hold_each_incident_once(large_client: httpx.Client, large_city: City) -> None:
    n_total = asked(large_client, large_city, "/v1/incidents?on_hold=true&limit=1")["n_total"]
    ids = [
        cells[1]
        for start in range(0, n_total, N_SHOWN)
        for cells in rows_of(page_of(large_client, large_city, f"/incidents?start={start}"), "<table")
    ]
    assert len(ids) == len(set(ids)) == n_total


def test_a_day_before_all_states_shows_conflicts_that_are_not_active(
    large_client: httpx.Client, large_city: City
) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        answers = [browser.get(path, params={"as_of": "2010-01-01"}) for path in ("/conflicts", "/conflicts/C-0001")]
    assert [(answer.status_code, "not active" in answer.text) for answer in answers] == [(200, True)] * 2


@pytest.mark.parametrize("path", ["/groups/G-01", "/persons/P-0024"])
def test_notes_stand_together_and_once(large_client: httpx.Client, large_city: City, path: str) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        page = browser.get(path, params={"as_of": AS_OF.isoformat()}).text
    assert page.count("Hidden, unknown or left out") == 1
    notes = re.findall(r"<li>(.*?)</li>", page[page.index("Hidden, unknown or left out") :])
    assert len(set(notes)) == len(notes) > 1


def test_nothing_left_says_what_to_do(client: httpx.Client, city: City) -> None:
    assert "Empty one of the fields" in page_of(client, city, "/incidents?type=arson")
    with signed_in(client.base_url, city) as browser:
        assert browser.get("/incidents?start=x").status_code == 422
        empty = browser.get("/incidents?as_of=1990-01-01").text
        assert "No incident counts by this day" in empty
        assert "No group is valid on this day" not in empty
        assert browser.get("/groups/G-99").status_code == 404
        assert browser.get("/conflicts/C-99").status_code == 404
        assert browser.get("/incidents/I-99").status_code == 404


def test_an_incident_says_by_what_and_how_surely_it_is_attributed(large_client: httpx.Client, large_city: City) -> None:
    page = page_of(large_client, large_city, "/incidents/I-0337")
    answer = asked(large_client, large_city, "/v1/incidents/I-0337")
    groups = rows_of(page, 'id="attribution-heading"')
    assert [cells[2] for cells in groups] == [f"{group['confidence']:.0%}" for group in answer["groups"]]
    assert all(source in page for group in answer["groups"] for source in group["source_ids"])
    persons = rows_of(page, 'id="persons-heading"')
    assert [cells[0] for cells in persons] == [person["person_id"] for person in answer["persons"]]
    assert answer["conflict_id"] in page
    assert answer["answered_by"][0] in page


def test_an_incident_that_does_not_count_says_why(large_client: httpx.Client, large_city: City) -> None:
    assert "Does not count: the incident is on hold" in page_of(large_client, large_city, "/incidents/I-0346")


def test_a_conflict_shows_its_chain_its_windows_and_its_states(large_client: httpx.Client, large_city: City) -> None:
    page = page_of(large_client, large_city, "/conflicts/C-0001")
    answer = asked(large_client, large_city, "/v1/conflicts")
    (row,) = (row for row in answer["conflicts"] if row["conflict_id"] == "C-0001")
    chain = rows_of(page, "Chain of incidents")
    assert [cells[1] for cells in chain] == [link["incident_id"] for link in reversed(row["chain"])]
    assert all(state["conflict_status_id"] in page for state in row["history"])
    assert page.count('stroke="#b3202c" stroke-width="1.2"') == sum(
        link["retaliation_for"] in {other["incident_id"] for other in row["chain"]} for link in row["chain"]
    )


def test_the_map_is_a_file_with_a_mark_and_is_logged(large_client: httpx.Client, large_city: City) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        answer = browser.get(with_day("/map/file?group=G-01"))
    copy_id = answer.headers["x-copy-id"]
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert f"Copy {copy_id} for admin of police, police." in answer.text
    log = large_client.get("/v1/audit?limit=1000", headers=large_city.headers()).json()["entries"]
    assert f"page {copy_id}" in str(log)


def plan(browser: httpx.Client, **fields: Any) -> httpx.Response:  # noqa: ANN401  what forms hold
    token = csrf_of(browser.get(with_day("/plan")).text)
    return browser.post(with_day("/plan"), data={"csrf": token, **fields})


def test_a_plan_is_the_answer_of_the_service(large_client: httpx.Client, large_city: City) -> None:
    fields = {
        "group": ["G-01", "G-04"], "pool": "members", "must": "P-0006", "must_not": "P-0005, P-0002",
        "budget": "5", "alternatives": "3",
    }  # fmt: skip
    with signed_in(large_client.base_url, large_city) as browser:
        page = plan(browser, **fields)
    assert page.status_code == 200
    body = {
        "groups": ["G-01", "G-04"], "must": ["P-0006"], "must_not": ["P-0005", "P-0002"],
        "budget": 5, "n_alternatives": 3, "as_of": "2020-12-03",
    }  # fmt: skip
    answer = large_client.post("/v1/representatives", json=body, headers=large_city.headers()).json()
    rows = rows_of(page.text, "Whom they newly reach")
    assert [(cells[1], cells[3]) for cells in rows] == [
        (pick["person_id"], str(pick["newly_reached"])) for pick in answer["picks"]
    ]
    assert [re.findall(r"P-\d+", cells[4]) for cells in rows] == [pick["reaches"] for pick in answer["picks"]]
    assert f"{len(answer['chosen'])} persons reach {answer['n_reached']} of {answer['n_total']}." in page.text
    assert all(person in page.text for person in answer["unreached"])
    assert f">{fields['must']}</textarea>" in page.text  # what was typed stays


def test_a_refused_plan_comes_back_filled_with_the_fault_beside_its_field(
    large_client: httpx.Client, large_city: City
) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        page = plan(browser, budget="many", pool="named", must="P-0006")
        assert page.status_code == 422
        assert 'id="budget-fault"' in page.text
        assert 'value="many" aria-invalid="true"' in page.text
        assert 'id="pool_ids-fault"' in page.text
        assert ">P-0006</textarea>" in page.text
        assert "at most 1 may be chosen, and 2 must be" in plan(browser, budget="1", must="P-0006 P-0012").text
        assert "P-9999" in plan(browser, must="P-9999").text
        assert browser.post("/plan", data={"budget": "5"}).status_code == 403


def test_an_empty_plan_says_why_and_what_to_do(large_client: httpx.Client, large_city: City) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        page = words_of(plan(browser, group="G-12", pool="members").text)
    assert "Change the pool or the groups below" in page


def test_a_plan_is_made_without_scripts(large_client: httpx.Client, large_city: City, open_pages: Open) -> None:
    with open_pages(large_client, large_city, language="en", scripts=False) as opened:
        opened.go(with_day("/plan"))
        opened.page.check('input[value="G-04"]')
        opened.page.fill("#budget", "2")
        opened.page.click("main form.fields button.main")
        assert "Whom to reach" in opened.page.inner_text("main")
        assert opened.page.is_checked('input[value="G-04"]')
        assert opened.page.locator("tbody tr").count() == 2
