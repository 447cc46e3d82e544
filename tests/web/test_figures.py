"""The figures at every door: page, interface, command and workbook say the same, with rows for who may see them."""

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from openpyxl import load_workbook

from graph_service.domain.caller import CallerRole
from graph_service.domain.report import CaseHead
from graph_service.domain.rights import Agency
from loaders.case_writer import write_case
from loaders.demo_city import DEMO_AS_OF, demo_city
from tests.api.serving import ADMIN, City
from tests.cli.run import answered, gruppkarta
from tests.unit.test_figures import REPORTED
from tests.web.conftest import Open
from tests.web.serving import last_event, signed_in

DAY = f"as_of={DEMO_AS_OF}"
SINCE_START = f"{DAY}&from=2018-10-24"
COORDINATOR = (CallerRole.COORDINATOR, Agency.POLICE)
MUNICIPALITY = (CallerRole.COORDINATOR, Agency.MUNICIPALITY)
LINK = re.compile(r'<a href="(/figures/[^"]+)">([^<]+)</a>')
PERSON = re.compile(r'<a class="id" href="/persons/([^?"#]+)[^"]*">\1</a>')
HELP = ("exit_programme", "moved", "in_touch")
Told = dict[str, object]


def asked(client: httpx.Client, city: City, query: str, pair: tuple[CallerRole, Agency] = ADMIN) -> list[Any]:
    """The figures as the interface answers them."""
    answer = client.get(f"/v1/figures?{query}", headers=city.headers(*pair))
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["figures"]
    return found


def key_of(number: Any) -> str:  # noqa: ANN401  JSON has no closed type
    return f"{number['code']}:{number['category']}" if number["category"] else str(number["code"])


def told(figures: list[Any]) -> Told:
    """The numbers of an answer, by figure and number."""
    return {f"{one['name']} {key_of(number)}": number["value"] for one in figures for number in one["numbers"]}


def persons_of(figures: list[Any], name: str, key: str) -> list[str]:
    """Whom the rows behind a number are about."""
    (rows,) = (one["rows"] for one in figures if one["name"] == name)
    return [row["person_id"] for row in rows if key in row["counted_in"]]


def linked(page: str) -> Iterator[tuple[str, str, str]]:
    """The numbers of a page that lead to their rows: address, figure with number, value."""
    for address, value in LINK.findall(page):
        parts = urlsplit(unescape(address))
        yield unescape(address), f"{parts.path.rpartition('/')[2]} {parse_qs(parts.query)['number'][0]}", value


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo city as files."""
    folder = tmp_path_factory.mktemp("case") / "city"
    write_case(demo_city(), folder, head=CaseHead(name="Demo city", as_of=DEMO_AS_OF))
    return folder


def test_the_interface_answers_the_reported_figures(large_client: httpx.Client, large_city: City) -> None:
    numbers = told(asked(large_client, large_city, DAY, COORDINATOR))
    assert {key: numbers[key] for key in REPORTED} == REPORTED


def test_a_round_is_asked_for_by_its_id(large_client: httpx.Client, large_city: City) -> None:
    numbers = told(asked(large_client, large_city, f"{DAY}&round=R-0002", MUNICIPALITY))
    assert (numbers["visits visits"], numbers["exit_programme persons"], numbers["moved persons"]) == (23, 7, 2)
    headers = large_city.headers()
    assert large_client.get(f"/v1/figures?{DAY}&round=R-9999", headers=headers).status_code == 404
    assert large_client.get(f"/v1/figures?{DAY}&from=2020-12-04", headers=headers).status_code == 422


def test_a_command_prints_the_reported_figures_with_their_rows(case: Path) -> None:
    result = answered("figures", "--case", case)
    numbers = told(result["figures"])
    assert {key: numbers[key] for key in REPORTED} == REPORTED
    assert len(persons_of(result["figures"], "lethal_violence", "committed")) == 15
    may = told(answered("figures", "--case", case, "--round", "R-0002")["figures"])
    assert (may["exit_programme persons"], may["incident_to_visit median_days"]) == (7, 61)
    start = told(answered("figures", "--case", case, "--from", "2018-10-24", "--to", "2020-12-03")["figures"])
    assert (start["in_touch persons"], start["in_touch median_days"]) == (14, 58)


def test_a_command_prints_a_table_in_both_languages(case: Path) -> None:
    english = " ".join(gruppkarta("figures", "--case", case).out.split())
    assert "visited before as well 4" in english
    assert "2017 65; 2018 47; 2019 34; 2020 19" in english
    assert "no weekly review was frozen in this period" in english
    swedish = " ".join(gruppkarta("figures", "--case", case, "--language", "sv").out.split())
    assert "besökta även tidigare 4" in swedish
    assert "median, dagar 9,5" in swedish
    done = gruppkarta("figures", "--case", case, "--from", "2020-12-04")
    assert (done.code, "begins on 2020-12-04" in done.err) == (3, True)


def test_a_page_shows_the_same_numbers_and_each_leads_to_its_rows(large_client: httpx.Client, large_city: City) -> None:
    figures = asked(large_client, large_city, DAY, COORDINATOR)
    numbers, n_looked_at = told(figures), 0
    with signed_in(large_client.base_url, large_city, *COORDINATOR) as browser:
        page = browser.get(f"/figures?{DAY}").text
        assert {key for _, key, _ in linked(page)} >= {
            key for key, value in REPORTED.items() if "days" not in key and value
        }
        for address, number, value in linked(page):
            name, _, key = number.partition(" ")
            rows = browser.get(address).text
            persons = [person for person in persons_of(figures, name, key) if person]
            assert sorted(set(PERSON.findall(rows))) == sorted(set(persons)), number
            if value.isdigit():
                assert int(value) == numbers[number], number
                assert f"<strong>{value}</strong>" in rows, number
                n_looked_at += 1
    assert n_looked_at > 40


def test_a_page_of_numbers_names_nobody_in_the_trail_and_one_of_rows_does(
    large_client: httpx.Client, large_city: City
) -> None:
    with signed_in(large_client.base_url, large_city, *COORDINATOR) as browser:
        browser.get(f"/figures?{DAY}")
        assert not last_event(large_client, large_city, "figures")["details"].get("subjects")
        browser.get(f"/figures/visits?{DAY}&number=again")
        event = last_event(large_client, large_city, "figures")
        assert len(event["details"]["subjects"].split()) == 4
        browser.get(f"/figures?{DAY}&download=xlsx")
        assert ".xlsx" in last_event(large_client, large_city, "figures")["details"]["copy"]


def test_figures_that_rest_on_support_have_no_rows_and_no_small_counts_for_the_police(
    large_client: httpx.Client, large_city: City
) -> None:
    for query in (DAY, SINCE_START):
        for figure in asked(large_client, large_city, query, COORDINATOR):
            assert figure["shows_rows"] is (figure["name"] not in HELP)
            if figure["name"] in HELP:
                values = [number["value"] for number in figure["numbers"]]
                assert figure["rows"] == []
                assert not [value for value in values if isinstance(value, int) and value < 5]
    told_by_police = told(asked(large_client, large_city, SINCE_START, COORDINATOR))
    assert told_by_police["exit_programme persons"] == 7
    assert told_by_police["moved persons"] == "fewer_than_5"


def test_the_municipality_reads_numbers_and_no_groups_of_persons(large_client: httpx.Client, large_city: City) -> None:
    figures = asked(large_client, large_city, SINCE_START, MUNICIPALITY)
    numbers = told(figures)
    shown = {figure["name"]: figure for figure in figures}
    assert numbers["exit_programme persons"] == 7
    assert [row["person_id"] for row in shown["exit_programme"]["rows"]]
    assert not [key for key in numbers if key.startswith(("visits group", "call_ins reach"))]
    assert {group for row in shown["visits"]["rows"] for group in row["group_ids"]} == set()
    for name in ("lethal_violence", "ignored", "incident_to_visit"):
        assert (shown[name]["shows_rows"], shown[name]["rows"]) == (False, [])
    assert numbers["lethal_violence committed"] == 38
    assert numbers["ignored weapon_seizure"] == "fewer_than_5"


@pytest.mark.parametrize(
    "pair",
    [
        (CallerRole.PROBATION, Agency.PROBATION),
        (CallerRole.EXIT_WORKER, Agency.MUNICIPALITY),
        (CallerRole.AUDITOR, Agency.POLICE),
    ],
    ids=str,
)
def test_who_reads_no_figures_has_no_page_of_them(
    large_client: httpx.Client, large_city: City, pair: tuple[CallerRole, Agency]
) -> None:
    assert large_client.get(f"/v1/figures?{DAY}", headers=large_city.headers(*pair)).status_code == 403
    with signed_in(large_client.base_url, large_city, *pair) as browser:
        assert browser.get(f"/figures?{DAY}").status_code == 403
        assert browser.get(f"/figures/visits?{DAY}").status_code == 403


def test_what_leaves_the_agencies_has_no_rows_whoever_asks(large_client: httpx.Client, large_city: City) -> None:
    figures = asked(large_client, large_city, f"{DAY}&outside=true", COORDINATOR)
    assert {(figure["shows_rows"], tuple(figure["rows"])) for figure in figures if not figure["unanswered"]} == {
        (False, ())
    }
    with signed_in(large_client.base_url, large_city, *COORDINATOR) as browser:
        page = browser.get(f"/figures?{DAY}&outside=yes").text
        assert not list(linked(page))
        assert "fewer than 5" in page
        rows = browser.get(f"/figures/visits?{DAY}&outside=yes").text
        assert not PERSON.findall(rows)
        assert "The rows behind this figure are not shown" in rows


def test_a_refused_period_comes_back_filled_with_the_fault_beside(large_client: httpx.Client, large_city: City) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        no_day = browser.get(f"/figures?{DAY}&from=2020-13-01&to=2020-12-01")
        assert no_day.status_code == 422
        assert 'value="2020-13-01"' in no_day.text
        assert 'id="from-fault"' in no_day.text
        turned = browser.get(f"/figures?{DAY}&from=2020-12-02&to=2020-12-01")
        assert turned.status_code == 422
        assert 'value="2020-12-02"' in turned.text
        assert "begin it earlier" in turned.text
        assert browser.get(f"/figures/unknown?{DAY}").status_code == 404
        assert browser.get(f"/figures/visits?{DAY}&from=no").status_code == 303
        assert browser.get(f"/figures?{DAY}&download=pdf").status_code == 422
        assert browser.get(f"/figures?{DAY}&round=R-9999").status_code == 404


def test_an_empty_period_says_what_to_do(large_client: httpx.Client, large_city: City) -> None:
    with signed_in(large_client.base_url, large_city, language="sv") as browser:
        page = browser.get("/figures?as_of=2015-03-01").text
        assert "Ingen veckogenomgång frystes under perioden" in page
        assert "Välj en längre period" in browser.get("/figures/visits?as_of=2015-03-01").text


def test_a_workbook_holds_numbers_and_rows_in_swedish(large_client: httpx.Client, large_city: City) -> None:
    with signed_in(large_client.base_url, large_city, *MUNICIPALITY, language="sv") as browser:
        answer = browser.get(f"/figures?{SINCE_START}&download=xlsx")
        book = load_workbook(BytesIO(answer.content), read_only=True)
        sheets = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
        assert next(iter(sheets)) == "Nyckeltal, tal"
        rows = [row[:6] for row in sheets["Nyckeltal, tal"]]
        assert ["sökte sig till avhopparverksamheten", "personer", None, None, 7, "personer"] in rows
        assert ["svar", "senaste svar", "vill ha hjälp direkt", None, 22, "besök"] in rows
        assert len(sheets["Nyckeltal, rader"]) > 100
        text = browser.get(f"/figures?{SINCE_START}&download=csv").text
        assert "visits;visits;;;132;visits" in text


@pytest.mark.parametrize("width", [390, 1280])
def test_a_browser_shows_the_figures_and_their_rows(
    open_pages: Open, large_client: httpx.Client, large_city: City, width: int
) -> None:
    with open_pages(large_client, large_city, *COORDINATOR, width=width) as opened:
        opened.go(f"/figures?{SINCE_START}")
        opened.check()
        assert opened.page.locator("h1").inner_text() == "Nyckeltal"
        assert opened.page.locator("svg.chart").count() == 2
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        opened.page.get_by_role("link", name="20", exact=True).first.click()
        opened.check()
        assert opened.page.locator("tbody tr").count() > 20
