"""A week of work in a real browser: read, search, print, record, see who looked. Imports stand in test_importing."""

import re
from io import BytesIO

import httpx
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page

from graph_service.adapters.memory import MemoryStore
from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from loaders.demo_city import demo_city
from tests.api.serving import DAY, City, city_in
from tests.web.conftest import Open
from tests.web.serving import site

AUDITOR = (CallerRole.AUDITOR, Agency.POLICE)
A4_ACROSS = re.compile(rb"/MediaBox \[0 0 84[12][.\d]* 59[456][.\d]*\]")


def cells(page: Page, row: str) -> list[str]:
    return [text.strip() for text in page.locator(f"{row} td").all_inner_texts()]


@pytest.mark.parametrize("scripts", [True, False], ids=["", "without scripts"])
def test_the_most_violent_group_is_found_and_why(
    large_client: httpx.Client, large_city: City, open_pages: Open, *, scripts: bool
) -> None:
    with open_pages(large_client, large_city, scripts=scripts) as opened:
        page = opened.page
        opened.go(f"/?{DAY}")
        first = page.locator("p.lead strong a").inner_text()
        assert cells(page, "section[aria-labelledby=groups-heading] tbody tr:first-child")[1].startswith(first)
        assert page.locator("tr.unknown").is_visible()
        page.get_by_role("link", name="Händelserna bakom").click()
        page.wait_for_url("**/groups/**#line-heading")
        assert page.locator("h1").inner_text().startswith(first)
        rows = page.locator("section[aria-labelledby=line-heading] tbody tr")
        adding = rows.filter(has=page.locator("td:nth-child(7):not([data-value='0.0'])"))
        assert adding.count() > 0
        adding.first.locator("a").first.click()
        page.wait_for_url("**/incidents/**")
        assert first in page.locator("section[aria-labelledby=attribution-heading]").inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["", "without scripts"])
def test_what_changed_since_a_day_is_read(
    large_client: httpx.Client, large_city: City, open_pages: Open, *, scripts: bool
) -> None:
    with open_pages(large_client, large_city, scripts=scripts) as opened:
        page = opened.page
        opened.go(f"/?{DAY}")
        page.fill("#since", "2020-10-01")
        page.get_by_role("button", name="Jämför").click()
        page.wait_for_url("**since=2020-10-01**")
        assert "från 5 till 2" in page.locator("section[aria-labelledby=changes-heading]").inner_text()


def test_a_person_is_searched_and_says_why_listed_and_why_not(
    large_client: httpx.Client, large_city: City, open_pages: Open
) -> None:
    with open_pages(large_client, large_city) as opened:
        page = opened.page
        opened.go(f"/?{DAY}")
        page.fill("#find", "P-0101")
        page.get_by_role("button", name="Sök").click()
        page.wait_for_url("**/persons/P-0101**")
        verdicts = page.locator("#lists").inner_text()
        assert "På listan som nummer" in verdicts
        assert "Inte på listan:" in verdicts
        page.locator("#lists .reasons a").first.click()
        assert page.locator("tr:target").count() == 1


def test_a_list_is_filtered_printed_and_opened_in_another_program(
    large_client: httpx.Client, large_city: City, open_pages: Open
) -> None:
    with open_pages(large_client, large_city) as opened:
        page = opened.page
        opened.go(f"/lists/message?{DAY}")
        page.get_by_label("möte inom 14 dagar").check()
        page.locator("form.filters button.main").click()
        page.wait_for_url("**meeting=yes**")
        persons = page.locator("main tbody td:nth-child(2) a").all_inner_texts()
        assert persons
        with page.expect_download() as download:
            page.get_by_role("link", name="Hämta som XLSX").click()
        book = load_workbook(BytesIO(download.value.path().read_bytes()))
        assert book.sheetnames[0] == "Rader"
        texts = {str(cell) for row in book["Rader"].iter_rows(values_only=True) for cell in row}
        assert set(persons) <= texts
        assert "P-0101" not in texts | set(persons)

        page.emulate_media(media="print")
        assert not page.locator("form.filters").is_visible()
        assert not page.locator("nav").is_visible()
        assert page.locator("#counts").is_visible()
        assert page.locator("footer .mark").is_visible()
        printed = page.pdf(prefer_css_page_size=True)
        assert printed.startswith(b"%PDF")
        assert A4_ACROSS.search(printed) is not None


def test_a_recorded_incident_moves_the_scorecard(open_pages: Open) -> None:
    row, city = "tr:has(a[href*='/groups/G-12'])", city_in(MemoryStore(), demo_city())  # one to be written to
    with site(city) as client, open_pages(client, city) as opened:
        page = opened.page
        opened.go("/")
        before = cells(page, row)
        opened.go("/record/incident")
        page.fill("[id='incident.0.occurred_on']", "2020-12-02")
        page.fill("[id='incident.0.n_killed']", "1")
        for column, word in {"type": "shooting", "group_involved": "yes", "status": "confirmed"}.items():
            page.select_option(f"[id='incident.0.{column}']", word)
        for i, (person, part) in enumerate((("P-0099", "suspect"), ("P-0178", "suspect"))):
            page.fill(f"[id='involvement.{i}.person_id']", person)
            page.select_option(f"[id='involvement.{i}.part']", part)
            page.select_option(f"[id='involvement.{i}.status']", "suspected")
            page.fill(f"[id='involvement.{i}.decided_on']", "2020-12-02")
        page.fill("#source", "S-0001")
        page.fill("[id='attribution.0.group_id']", "G-12")
        page.fill("[id='attribution.0.confidence']", "0.9")
        page.select_option("[id='attribution.0.side']", "suspect")
        page.select_option("[id='attribution.0.basis']", "assessment")
        page.click("form.record button.main")
        page.wait_for_selector("#moved-heading")
        assert "Höjden" in page.locator("main table").first.inner_text()
        opened.check()
        opened.go("/")
        after = cells(page, row)
    rank, incidents, fatal = 0, 5, 6
    assert int(after[rank]) < int(before[rank])
    assert int(after[incidents]) == int(before[incidents]) + 1
    assert int(after[fatal]) == int(before[fatal]) + 1


def test_the_auditor_finds_who_looked_at_a_person(
    large_client: httpx.Client, large_city: City, open_pages: Open
) -> None:
    with open_pages(large_client, large_city) as opened:
        opened.go(f"/persons/P-0250?{DAY}")
    with open_pages(large_client, large_city, *AUDITOR) as opened:
        page = opened.page
        opened.go("/log")
        page.fill("#person", "P-0250")
        page.get_by_role("button", name="Visa").click()
        page.wait_for_url("**person=P-0250**")
        looks = page.locator("main tbody tr").filter(has_text="tittade på en person")
        assert "administratör, polisen" in looks.first.inner_text()
        assert "P-0250" not in page.locator("main tbody").inner_text()
        opened.check()
