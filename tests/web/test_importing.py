"""Importing in a browser: checked first, faults as a workbook, loaded once, taken back."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.web.import_job import plain_name
from tests.api.serving import City, city_in_memory
from tests.web.conftest import Open
from tests.web.serving import csrf_of, signed_in, site

Sheets = Mapping[str, Sequence[Sequence[str]]]
AUDITOR = (CallerRole.AUDITOR, Agency.POLICE)
HEADER = ("incident_id", "occurred_on", "precision", "type", "n_injured", "group_involved", "status")
GOOD = ("I-90", "2020-11-30", "day", "shooting", "1", "yes", "confirmed")
WRONG: Sheets = {
    "incidents": [
        HEADER,
        GOOD,
        ("I-91", "2020-11-31", "day", "shooting", "1", "yes", "confirmed"),
        ("I-92", "2020-11-29", "day", "shooting", "one", "yes", "confirmed"),
        ("I-93", "2020-11-28", "day", "quarrel", "1", "yes", "confirmed"),
    ]
}
PLACES = {(2, 1): "2020-11-30", (3, 4): "1", (4, 3): "assault"}  # row and column of each fault, and what is right


@pytest.fixture
def writable() -> Iterator[tuple[httpx.Client, City]]:
    """A city of its own, for what is written."""
    city = city_in_memory()
    with site(city) as client:
        yield client, city


def workbook(sheets: Sheets) -> bytes:
    """A workbook of text."""
    stream = BytesIO()
    with Workbook(stream) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return stream.getvalue()


def corrected(content: bytes) -> bytes:
    """The same workbook with the three faults put right, by the places where they are."""
    rows = [
        list(map(str, row))
        for row in CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    ]
    for (row, column), text in PLACES.items():
        rows[row][column] = text
    return workbook({"incidents": rows})


def sent(browser: httpx.Client, content: bytes, name: str = "week.xlsx", **fields: str) -> httpx.Response:
    """Send a file and wait for its report."""
    csrf = csrf_of(browser.get("/import").text)
    answer = browser.post("/import", data={"csrf": csrf, **fields}, files={"archive": (name, content)})
    assert answer.status_code == 303, answer.text
    return report_of(browser, answer.headers["location"])


def report_of(browser: httpx.Client, address: str) -> httpx.Response:
    page = browser.get(address)
    for _ in range(30):
        if 'http-equiv="refresh"' not in page.text:
            break
        time.sleep(0.2)
        page = browser.get(address)
    return page


def n_incidents(city: City) -> int:
    return city.place.store.counts()["incident"]


def test_a_workbook_with_faults_is_refused_marked_corrected_loaded_and_taken_back(
    writable: tuple[httpx.Client, City],
) -> None:
    client, city = writable
    before = n_incidents(city)
    with signed_in(client.base_url, city) as browser:
        refused = sent(browser, workbook(WRONG))
        assert "3 things are wrong" in refused.text
        marked = browser.get(f"{refused.url.path}/marked.xlsx")
        assert marked.headers["content-type"].endswith("spreadsheetml.sheet")
        checked = sent(browser, corrected(marked.content))
        assert 'value="load"' in checked.text, checked.text
        assert n_incidents(city) == before
        answer = browser.post(checked.url.path, data={"csrf": csrf_of(checked.text), "do": "load"})
        loaded = report_of(browser, answer.headers["location"])
        assert "It is loaded" in loaded.text
        assert n_incidents(city) == before + 4
        asked = browser.get("/import/undo")
        assert n_incidents(city) == before + 4
        shown = re.search(r'name="imported_at" value="([^"]+)"', asked.text)
        assert shown is not None
        sent_on = {"csrf": csrf_of(asked.text), "imported_at": "2019-12-03T08:00:00+00:00"}
        other = browser.post("/import/undo", data=sent_on)
        assert (other.status_code, n_incidents(city)) == (422, before + 4)
        assert browser.post("/import/undo", data={"csrf": csrf_of(asked.text)}).status_code == 303
        assert n_incidents(city) == before + 4
        undone = browser.post("/import/undo", data={"csrf": csrf_of(asked.text), "imported_at": shown[1]})
    assert "taken back" in undone.text
    assert n_incidents(city) == before


def test_the_marked_cells_say_in_a_note_what_is_wrong(writable: tuple[httpx.Client, City]) -> None:
    client, city = writable
    with signed_in(client.base_url, city) as browser:
        refused = sent(browser, workbook(WRONG))
        content = browser.get(f"{refused.url.path}/marked.xlsx").content
    with ZipFile(BytesIO(content)) as package:
        comments = package.read("xl/comments1.xml").decode()
    assert sorted(re.findall(r'<comment ref="([A-Z]+\d+)"', comments)) == ["B3", "D5", "E4"]


def test_loading_twice_loads_once(writable: tuple[httpx.Client, City]) -> None:
    client, city = writable
    with signed_in(client.base_url, city) as browser:
        checked = sent(browser, workbook({"incidents": [HEADER, GOOD]}))
        fields = {"csrf": csrf_of(checked.text), "do": "load"}
        answers = [browser.post(checked.url.path, data=fields) for _ in range(2)]
        pages = [report_of(browser, answer.headers["location"]) for answer in answers]
        n_writes = len(list(city.place.store.writes()))
    assert all("It is loaded" in page.text for page in pages)
    assert n_writes == len(list(city.place.store.writes()))


def test_a_table_alone_is_read_by_its_name(client: httpx.Client, city: City) -> None:
    text = "\n".join(",".join(row) for row in (HEADER, GOOD))
    with signed_in(client.base_url, city) as browser:
        assert "Nothing is wrong with it" in sent(browser, text.encode(), "incidents.csv").text


def test_hostile_names_and_cells_are_text(client: httpx.Client, city: City) -> None:
    hostile = "<script>alert(1)</script>\u202e"
    rows = [HEADER, ("I-94", hostile, "day", hostile, "1", "yes", "confirmed")]
    with signed_in(client.base_url, city) as browser:
        page = sent(browser, workbook({"incidents": rows}), f"../{hostile}.xlsx").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_what_is_no_table_is_refused_with_a_way_on(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        page = sent(browser, b"not a workbook", "notes.txt")
        nothing = browser.post("/import", data={"csrf": csrf_of(browser.get("/import").text)})
    assert 'class="fault"' in page.text
    assert (nothing.status_code, "Choose a file first" in nothing.text) == (422, True)


def test_a_file_is_of_its_session_alone(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser, signed_in(client.base_url, city) as another:
        checked = sent(browser, workbook({"incidents": [HEADER, GOOD]}))
        assert another.get(checked.url.path).status_code == 404
        browser.post("/sign-out", data={"csrf": csrf_of(checked.text)})


def test_nothing_is_taken_in_of_who_may_not_import(client: httpx.Client, city: City) -> None:
    big = {"archive": ("week.xlsx", b"x" * 2_000_000)}
    with signed_in(client.base_url, city, *AUDITOR) as browser:
        csrf = csrf_of(browser.get("/session").text)
        assert browser.post("/import", data={"csrf": csrf}, files=big).status_code == 403
    assert httpx.post(f"{client.base_url}/import", files=big).status_code == 401


def test_what_was_put_aside_is_written_by_who_may(writable: tuple[httpx.Client, City]) -> None:
    client, city = writable
    header = "group_id,person_id,role,basis,source_id"
    text = f"{header}\nG-01,P-0003,core,fact,S-1\n"
    with signed_in(client.base_url, city, CallerRole.COORDINATOR, Agency.MUNICIPALITY) as browser:
        checked = sent(browser, text.encode(), "memberships.csv")
        loading = browser.post(checked.url.path, data={"csrf": csrf_of(checked.text), "do": "load"})
        assert "It is loaded" in report_of(browser, loading.headers["location"]).text
    before = city.place.store.counts()["membership"]
    with signed_in(client.base_url, city) as browser:
        page = browser.get("/import/aside").text
        (aside_id,) = re.findall(r'name="aside" value="([^"]+)"', page)
        no_reason = browser.post("/import/aside", data={"csrf": csrf_of(page), "aside": aside_id, "do": "drop"})
        joined = browser.post("/import/aside", data={"csrf": csrf_of(page), "aside": aside_id, "do": "join"})
        after = browser.get("/import/aside").text
    assert (no_reason.status_code, joined.status_code) == (422, 303)
    assert city.place.store.counts()["membership"] == before + 1
    assert "Nothing that you may write was put aside" in after


@pytest.mark.parametrize(("width", "scripts"), [(390, True), (1280, False)])
def test_a_workbook_is_imported_in_a_real_browser(
    writable: tuple[httpx.Client, City], open_pages: Open, tmp_path: Path, width: int, scripts: bool
) -> None:
    client, city = writable
    wrong, right = tmp_path / "week.xlsx", tmp_path / "corrected.xlsx"
    wrong.write_bytes(workbook(WRONG))
    with open_pages(client, city, width=width, scripts=scripts) as opened:
        page = opened.page
        opened.go("/import")
        page.set_input_files("#archive", wrong)
        page.click("button.main")
        page.wait_for_selector("table")
        with page.expect_download() as download:
            page.click("a.button.main")
        right.write_bytes(corrected(download.value.path().read_bytes()))
        page.set_input_files("#archive", right)
        page.click("form.tall button >> nth=0")
        page.wait_for_selector("button[value=load]")
        if scripts:
            opened.check()
        page.click("button[value=load]")
        page.wait_for_selector("a[href^='/import/undo']")
        assert n_incidents(city) == 6
        page.click("a[href^='/import/undo']")
        page.click("button.main")
        page.wait_for_selector(".told")
    assert n_incidents(city) == 2


PAIRS = "Från,Till,Antal\n" + "".join(f"P-000{a},P-000{b},{a}\n" for a, b in ((1, 2), (1, 3), (2, 3)))


def test_a_foreign_table_is_understood_corrected_and_loaded_with_its_mapping(
    writable: tuple[httpx.Client, City],
) -> None:
    client, city = writable
    before = city.place.store.counts()["tie"]
    with signed_in(client.base_url, city) as browser:
        job = sent(browser, PAIRS.encode(), "kontakter.csv").url.path
        page = browser.get(f"{job}/columns").text
        assert "P-0003" in page
        names = [f"{option}=kontakter.csv:{column}" for option, column in (("source", "Från"), ("target", "Till"))]
        corrected_page = browser.get(f"{job}/columns", params={"as": names})
        assert f'value="{names[0]}" selected' in corrected_page.text
        mapping = browser.get(f"{job}/mapping.toml", params={"as": names})
        assert "kontakter.csv" in mapping.text
        answer = browser.post(f"{job}/columns", data={"csrf": csrf_of(page), "as": names})
        checked = report_of(browser, answer.headers["location"])
        assert 'value="load"' in checked.text
        loading = browser.post(job, data={"csrf": csrf_of(page), "do": "load"})
        assert "It is loaded" in report_of(browser, loading.headers["location"]).text
        wrong = browser.get(f"{job}/columns", params={"as": "nothing=x"})
    assert city.place.store.counts()["tie"] == before + 3
    assert "nothing that a column may be taken as" in wrong.text


def test_names_of_files_lead_nowhere() -> None:
    assert plain_name("../../etc/pass wd.csv") == "pass wd.csv"
    assert plain_name("C:\\x\\persons.csv") == "persons.csv"
    assert plain_name("..") == ""
