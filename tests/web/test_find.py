"""The search box of every page: what it finds, whom it leads to, and what it never tells."""

import httpx
import pytest

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from tests.api.city import PROTECTED, PROTECTED_LABEL, VICTIM_LABEL
from tests.api.serving import DAY, PURPOSE, City
from tests.web.conftest import Open
from tests.web.serving import last_event, signed_in

ANALYST = (CallerRole.ANALYST, Agency.POLICE)
OFFICER = (CallerRole.PROBATION, Agency.PROBATION)
EXIT_WORKER = (CallerRole.EXIT_WORKER, Agency.MUNICIPALITY)
NAME = "CANARY-IDENTITY-person-names"


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("P-0001", "/persons/P-0001"),
        (" falk ", "/persons/P-0001"),
        ("G-02", "/groups/G-02"),
        ("norr", "/groups/G-01"),
        ("i-1", "/incidents/I-1"),
        ("The Feud", "/conflicts/C-01"),
    ],
)
def test_what_is_just_what_was_typed_is_opened(client: httpx.Client, city: City, query: str, path: str) -> None:
    with signed_in(client.base_url, city) as browser:
        answer = browser.get("/find", params={"query": query, "as_of": "2020-12-03"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?{DAY}")


def test_parts_of_ids_and_names_are_listed_with_what_was_searched(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        page = browser.get("/find", params={"query": "o", "as_of": "2020-12-03"}).text
    assert 'href="/groups/G-01?as_of=2020-12-03"' in page
    assert 'href="/persons/P-0002?as_of=2020-12-03"' in page
    assert "Persons by id, label, names and other names." in page


def test_nothing_by_that_name_says_so_and_who_is_withheld_is_as_if_not_there(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, *ANALYST) as browser:
        pages = [browser.get("/find", params={"query": query}).text for query in ("nobody", PROTECTED, PROTECTED_LABEL)]
    for query, page in zip(("nobody", PROTECTED, PROTECTED_LABEL), pages, strict=True):
        assert f"Nothing that you may see matches “{query}”." in page
        assert page.replace(query, "") == pages[0].replace("nobody", "")


def test_names_are_searched_for_those_who_see_them_and_shown_to_nobody(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, *OFFICER) as browser:
        page = browser.get("/find", params={"query": NAME}).text
    assert all(f'href="/persons/{person}"' in page for person in ("P-0001", "P-0002", "P-0003"))
    assert NAME not in page[page.index("<main") :]
    assert VICTIM_LABEL not in page
    with signed_in(client.base_url, city, *ANALYST) as browser:
        page = browser.get("/find", params={"query": NAME}).text
    assert "Names are withheld from you and were not searched." in page
    assert "/persons/" not in page


def test_who_sees_no_groups_is_told_that_they_were_not_searched(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, *EXIT_WORKER) as browser:
        page = browser.get("/find", params={"query": "Norr"}).text
        answer = browser.get("/find", params={"query": "Falk"})
    assert "Nothing that you may see matches" in page
    assert "as far as your role may see them" in page
    assert answer.headers["location"] == "/persons/P-0001"


def test_an_incident_after_the_day_is_not_there_yet(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        assert (
            "Nothing that you may see matches"
            in browser.get("/find", params={"query": "I-2", "as_of": "2020-11-10"}).text
        )
        assert browser.get("/find", params={"query": "I-2", "as_of": "2020-11-20"}).status_code == 303


def test_without_a_text_or_with_too_long_a_one_it_says_what_to_do(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        assert "Type an id, a label or a name" in browser.get("/find").text
        assert "at most 100 characters" in browser.get("/find", params={"query": "x" * 101}).text


def test_what_was_typed_is_not_in_the_trail(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        browser.get("/find", params={"query": "Lo"})
    event = last_event(client, city, "search")
    assert event["purpose"] == PURPOSE
    assert event["details"]["n_characters"] == 2
    assert "query" not in event["details"]


def test_the_box_of_every_page_searches(large_client: httpx.Client, large_city: City, open_pages: Open) -> None:
    with open_pages(large_client, large_city) as opened:
        opened.page.fill("#find", "fal")
        opened.page.keyboard.press("Enter")
        opened.page.wait_for_url("**/find?query=fal")
        assert opened.page.locator("h2").all_inner_texts() == ["Grupper", "Konflikter"]
