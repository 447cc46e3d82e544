"""A workbook as an office sends it: a list of persons and one of shootings, with all that offices do to lists."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from tests.cli.run import gruppkarta

GROUPS = ("Norr", "Söder", "Öst", "Väst")
ROLES = ("Ledare", "Kärna", "Medlem")
# Shootings by group, as the sheet is written below: stated before anything is loaded.
SHOOTINGS = {"Öst": 14, "Norr": 6, "Söder": 5, "Väst": 5}
COUNTS = {"sources": 1, "persons": 60, "groups": 4, "memberships": 60, "incidents": 30, "attributions": 30}
FIRST = "Öst"
LAST_DAY = date(2020, 12, 3)
MAPPING = """output = [
{ into = "sources", columns = { source_id = { constant = "S-1" } } },
{ from = "lista.xlsx", sheet = "Blad1", into = "persons", columns = { person_id = { template = "P-{Löpnr}" }, label = { template = "P-{Löpnr}" }, names = "Efternamn, Förnamn", protected_identity = "Skyddad" } },
{ from = "lista.xlsx", sheet = "Blad1", into = "groups", ends = ["Grupp"] },
{ from = "lista.xlsx", sheet = "Blad1", into = "memberships", columns = { person_id = { template = "P-{Löpnr}" }, group_id = "Grupp", role = { column = "Roll", translate = { Ledare = "leader", "Kärna" = "core", Medlem = "affiliate" } }, basis = { constant = "assessment" }, valid_from = { column = "Sedan", date = "%d/%m-%y" }, source_id = { constant = "S-1" } } },
{ from = "lista.xlsx", sheet = "Blad2", into = "incidents", columns = { incident_id = "Ärende", occurred_on = { column = "Datum", date = "%d/%m-%y" }, precision = { constant = "day" }, type = { constant = "shooting" }, n_killed = "Döda", n_injured = "Skadade", group_involved = "Gängrelaterad", status = { constant = "confirmed" } } },
{ from = "lista.xlsx", sheet = "Blad2", into = "attributions", columns = { incident_id = "Ärende", group_id = "Misstänkt grupp", side = { constant = "suspect" }, confidence = { constant = 1 }, basis = { constant = "assessment" } } },
]
"""  # noqa: E501  one line a table


def _swedish(day: date) -> str:
    return f"{day.day}/{day.month}-{day:%y}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    (folder / "map.toml").write_text(MAPPING, encoding="utf-8")
    workbook = xlsxwriter.Workbook(folder / "lista.xlsx")
    day_format = workbook.add_format({"num_format": "yyyy-mm-dd"})
    _write_persons(workbook.add_worksheet("Blad1"), day_format)
    _write_shootings(workbook.add_worksheet("Blad2"), day_format)
    workbook.add_worksheet("Blad3")
    workbook.close()
    return folder


def _write_persons(sheet: xlsxwriter.worksheet.Worksheet, day_format: xlsxwriter.format.Format) -> None:
    """Title over all columns, a header of two rows, every third date a text, every fifth without its format."""
    sheet.merge_range("A1:F1", "Personer i miljön, uttag 2020-12-03")
    sheet.merge_range("A3:A4", "Löpnr")
    sheet.merge_range("B3:C3", "Person")
    sheet.merge_range("D3:F3", "Tillhörighet")
    for column, name in enumerate(("Efternamn, Förnamn", "Skyddad", "Grupp", "Roll", "Sedan"), 1):
        sheet.write(3, column, name)
    for number in range(60):
        at = 4 + number
        since = date(2018, 1, 1) + timedelta(days=11 * number)
        sheet.write_string(at, 0, f"{number + 1:03}")
        sheet.write(at, 1, f"Efternamn{number}, Förnamn{number}")
        sheet.write(at, 2, "ja" if number % 20 == 0 else "nej")
        sheet.write(at, 3, GROUPS[number % 4])
        sheet.write(at, 4, ROLES[min(2, number // 8)])
        if number % 3 == 0:
            sheet.write(at, 5, _swedish(since))
        elif number % 5 == 0:
            sheet.write_number(at, 5, (since - date(1899, 12, 30)).days)
        else:
            sheet.write_datetime(at, 5, since, day_format)
    for number in (7, 8, 30):
        sheet.set_row(4 + number, None, None, {"hidden": True})
    sheet.write(64, 0, "Totalt")
    sheet.write_formula(64, 1, "=COUNTA(B5:B64)", None, 60)


def _write_shootings(sheet: xlsxwriter.worksheet.Worksheet, day_format: xlsxwriter.format.Format) -> None:
    for column, name in enumerate(("Ärende", "Datum", "Döda", "Skadade", "Gängrelaterad", "Misstänkt grupp")):
        sheet.write(0, column, name)
    groups = [group for group, n in SHOOTINGS.items() for _ in range(n)]
    for number, group in enumerate(groups):
        day = LAST_DAY - timedelta(days=3 + 7 * number)
        sheet.write_string(1 + number, 0, f"5000-K{number:04}-20")
        if number % 2:
            sheet.write(1 + number, 1, _swedish(day))
        else:
            sheet.write_datetime(1 + number, 1, day, day_format)
        sheet.write_string(1 + number, 2, "1" if number % 9 == 0 else "0")
        sheet.write_formula(1 + number, 3, "=1+0", None, 1)
        sheet.write(1 + number, 4, "ja")
        sheet.write(1 + number, 5, group)
    sheet.write(31, 0, "Summa")
    sheet.write_formula(31, 2, "=SUMMA(C2:C31)", None, 4)
    sheet.write_formula(31, 3, "=SUM(D2:D31)", None, 30)


def test_the_mapping_has_at_most_ten_lines() -> None:
    assert len(MAPPING.splitlines()) <= 10


def test_the_workbook_comes_in_with_the_counts_that_were_stated(folder: Path) -> None:
    options = ("--case", str(folder / "lista.xlsx"), "--mapping", str(folder / "map.toml"))
    done = gruppkarta("check", *options, "--json")
    assert done.code == 0, done.err
    report = json.loads(done.out)
    assert {table["table"]: table["n_loaded"] for table in report["tables"]} == COUNTS
    assert report["n_problems"] == 0
    by_file: dict[str, dict[str, int]] = {}
    for remark in report["remarks"]:
        counts = by_file.setdefault(remark["file"], {})
        counts[remark["code"]] = counts.get(remark["code"], 0) + remark["n"]
    persons, shootings = by_file["lista.xlsx: Blad1"], by_file["lista.xlsx: Blad2"]
    assert {code: persons[code] for code in ("title_rows", "header_of_two_rows", "hidden_rows", "serial_as_day")} == {
        "title_rows": 1,
        "header_of_two_rows": 1,
        "hidden_rows": 3,
        "serial_as_day": 8,
    }
    assert (persons["total_rows"], persons["iso_day"], persons["empty_sheets"]) == (1, 40, 1)
    assert (shootings["total_rows"], shootings["iso_day"]) == (1, 15)


def test_the_first_place_is_the_one_that_was_stated(folder: Path) -> None:
    options = ("--case", str(folder / "lista.xlsx"), "--mapping", str(folder / "map.toml"))
    done = gruppkarta("scorecard", *options, "--as-of", LAST_DAY.isoformat(), "--json")
    assert done.code == 0, done.err
    groups = json.loads(done.out)["groups"]
    assert groups[0]["name"] == FIRST
    windows = {group["name"]: group["windows"]["days_365"]["committed"]["named"]["incidents"] for group in groups}
    assert windows == SHOOTINGS
    assert {group["name"]: group["n_members"] for group in groups} == dict.fromkeys(GROUPS, 15)


def test_days_are_what_the_office_meant_however_it_wrote_them(folder: Path) -> None:
    options = ("--case", str(folder / "lista.xlsx"), "--mapping", str(folder / "map.toml"))
    done = gruppkarta("incidents", *options, "--as-of", LAST_DAY.isoformat(), "--json", "--limit", "100")
    days = {row["incident_id"]: row["occurred_on"] for row in json.loads(done.out)["incidents"]}
    assert days == {
        f"5000-K{number:04}-20": (LAST_DAY - timedelta(days=3 + 7 * number)).isoformat() for number in range(30)
    }
