"""The log as a page: who looked at a person, how much on a day, and whether anybody changed it."""

import json
import re
from collections.abc import Iterator

import httpx
import pytest

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.services.access import RULES
from graph_service.web.action_words import ACTIONS
from tests.api.serving import DAY, City
from tests.web.reading import read
from tests.web.serving import signed_in

AUDITOR = (CallerRole.AUDITOR, Agency.MUNICIPALITY)
COORDINATOR = (CallerRole.COORDINATOR, Agency.POLICE)
NUMBERS = re.compile(r'<td class="n">(\d+)</td>\s*<td class="id"')


@pytest.fixture
def auditor(client: httpx.Client, city: City) -> Iterator[httpx.Client]:
    with signed_in(client.base_url, city, *AUDITOR) as browser:
        yield browser


def look(client: httpx.Client, city: City, person: str) -> int:
    """Look at a person, and return the number of the entry that this left."""
    answer = client.get(f"/v1/persons/{person}?{DAY}", headers=city.headers(*COORDINATOR))
    assert answer.status_code == 200
    return city.place.store.trail_head()[0]


def numbers(browser: httpx.Client, **query: str | int) -> list[int]:
    answer = browser.get("/log", params=query)
    assert answer.status_code == 200
    return [int(number) for number in NUMBERS.findall(answer.text)]


def test_every_action_has_words() -> None:
    assert RULES.keys() | {"sign_in", "refused"} <= ACTIONS.keys()
    assert len(set(ACTIONS.values())) == len(ACTIONS)


def test_an_auditor_finds_who_looked_at_a_person(client: httpx.Client, city: City, auditor: httpx.Client) -> None:
    first, other = look(client, city, "P-0001"), look(client, city, "P-0003")
    by_person = numbers(auditor, person="P-0001")
    assert first in by_person
    assert other not in by_person
    text = read(auditor.get("/log", params={"person": "P-0001"}).text).text
    assert "coordinator of police" in text
    assert "looked at a person" in text
    assert numbers(auditor, person="P-NOBODY") == []


def test_the_log_is_asked_by_user_action_and_days(client: httpx.Client, city: City, auditor: httpx.Client) -> None:
    entry = look(client, city, "P-0002")
    assert entry in numbers(auditor, user="coordinator of police", action="person", since="2020-12-03")
    assert entry not in numbers(auditor, action="export")
    assert entry not in numbers(auditor, user="admin of police")
    assert numbers(auditor, until="2020-12-02") == []
    assert numbers(auditor, since="2020-12-04") == []


def test_the_newest_stand_first_and_older_ones_behind_a_link(city: City, auditor: httpx.Client) -> None:
    for _ in range(101):
        auditor.get("/log", params={"action": "nothing"})
    page = auditor.get("/log").text
    first = [int(number) for number in NUMBERS.findall(page)]
    assert first == sorted(first, reverse=True)
    older = re.search(r'href="(/log\?[^"]*after=\d+[^"]*)"', page)
    assert older is not None
    second = [int(number) for number in NUMBERS.findall(auditor.get(older[1].replace("&amp;", "&")).text)]
    assert max(second) == min(first) - 1


@pytest.mark.parametrize("query", ["since=yesterday", "after=-1", "after=1e9", "after=9" + "9" * 30])
def test_what_cannot_be_meant_is_told(auditor: httpx.Client, query: str) -> None:
    assert auditor.get(f"/log?{query}").status_code == 422


def test_no_reference_to_a_person_is_shown(client: httpx.Client, city: City, auditor: httpx.Client) -> None:
    look(client, city, "P-0001")
    page = auditor.get("/log").text
    references = set(city.place.store.subjects().values())
    assert references
    assert not [reference for reference in references if reference in page]


def test_volumes_stand_beside_what_is_usual(client: httpx.Client, city: City, auditor: httpx.Client) -> None:
    look(client, city, "P-0001")
    page = read(auditor.get("/log/volumes?since=2020-12-01&until=2020-12-03").text).text
    assert "coordinator of police" in page
    assert "Nobody did anything" in auditor.get("/log/volumes?since=2019-12-01&until=2019-12-03").text


def test_the_check_of_the_trail_says_what_it_found_and_what_it_cannot_find(auditor: httpx.Client) -> None:
    page = read(auditor.get("/log/verification").text).text
    assert "No fault was found." in page
    assert "entries from 1 on could have been made anew" in page


def test_the_log_leaves_as_lines_that_a_program_reads(auditor: httpx.Client) -> None:
    answer = auditor.get("/log/export?after=3")
    assert answer.headers["content-disposition"] == 'attachment; filename="log.jsonl"'
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["number"] for line in lines[:2]] == [4, 5]
    assert lines[-1]["action"] == "audit_export"
