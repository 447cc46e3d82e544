"""Workbooks that mean harm, or are none: refused before room is made for them, and never more than refused."""

import struct
import zipfile
from contextlib import suppress
from operator import methodcaller
from pathlib import Path

import pytest

from graph_service.errors import RejectedRowsError
from loaders.case_folder import load_case
from tests.unit.loaders.cases import TODAY, remark
from tests.unit.loaders.workbooks import SHEETS, WRITERS, by_openpyxl, opened, refused, repacked

SUFFIXES = sorted(WRITERS)


def _with_cells(path: Path, *references: str) -> Path:
    cells = "".join(f'<c r="{one}" t="n"><v>1</v></c>' for one in references)
    xml = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>{cells}</row></sheetData></worksheet>'
    by_openpyxl(path, {"Blad1": (("a",),)})
    return repacked(path, {"xl/worksheets/sheet1.xml": lambda _: xml.encode()})


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("A1048576", "too_many_rows"),
        ("XFD2", "too_many_columns"),
        ("BXX900000", "too_many_cells"),
        ("A99999999999999999999", "too_many_rows"),
        ("ABCDEFGHIJKLMNOP1", "too_many_columns"),
    ],
)
def test_two_cells_far_apart_are_refused_before_room_is_made_for_all_between(
    reference: str, code: str, tmp_path: Path
) -> None:
    path = _with_cells(tmp_path / "a.xlsx", "A1", reference)
    assert refused(path).code == code
    for before in (b' r = "', b'\nr="', b' r= "', b'\tr\n=\n"'):
        path = _with_cells(tmp_path / "a.xlsx", "A1", reference)
        repacked(path, {"xl/worksheets/sheet1.xml": methodcaller("replace", b' r="', before)})
        assert refused(path).code == code


def test_a_sheet_that_lies_about_how_far_it_reaches_is_refused_in_xls(tmp_path: Path) -> None:
    path = WRITERS[".xls"](tmp_path / "a.xls", {"Blad1": (("a", "b"), (1, 2.123456))})
    content = path.read_bytes()
    cell = struct.pack("<HHHH", 0x0203, 14, 1, 1)
    assert content.count(cell) == 1
    path.write_bytes(content.replace(cell, struct.pack("<HHHH", 0x0203, 14, 65_535, 16_000)))
    assert refused(path).code == "too_many_columns"


def test_repeated_cells_are_counted_before_they_are_written_out_in_ods(tmp_path: Path) -> None:
    path = WRITERS[".ods"](tmp_path / "a.ods", {"Blad1": (("a", "b"), (1, 2.5))})
    for attribute, code in (
        (b'table:number-columns-repeated="16384"', "too_many_columns"),
        (b'table:number-rows-repeated="1048576"', "too_many_rows"),
    ):
        tag = b"<table:table-cell " if b"columns" in attribute else b"<table:table-row "
        plain = tag.strip() + (b" " if b"columns" in attribute else b">")
        new = tag + attribute + (b" " if b"columns" in attribute else b">")
        WRITERS[".ods"](path, {"Blad1": (("a", "b"), (1, 2.5))})
        repacked(path, {"content.xml": methodcaller("replace", plain, new)})
        assert refused(path).code == code


def test_one_long_text_that_many_cells_share_is_refused(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "a.xlsx", {"Blad1": (("a",),)})
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(1, 2_001))
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData>" + cells + b"</sheetData></worksheet>"
    parts["xl/sharedStrings.xml"] = b"<sst><si><t>" + b"x" * 100_000 + b"</t></si></sst>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    problem = refused(path, max_zip_bytes=50_000_000)
    assert (problem.code, "GRUPPKARTA_MAX_ZIP_BYTES" in problem.remedy) == ("too_many_bytes", True)


def test_a_bomb_in_a_part_is_refused(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "a.xlsx", {"Blad1": (("a",),)})
    repacked(path, {"docProps/app.xml": lambda _: b" " * 50_000_000})
    problem = refused(path)
    assert (problem.code, "grows more than 200 times" in problem.problem) == ("unsafe_workbook", True)


def test_a_workbook_with_a_password_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    )
    assert refused(path).code == "encrypted_workbook"


def test_macros_are_passed_over_and_said(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "groups.xlsm", {"Blad1": SHEETS["Groups"]})
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    assert remark(load_case(path, today=TODAY), "macros_passed_over").n == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_workbook"),
        (b"<html><table></table></html>", "not_a_workbook"),
        (b"PK\x03\x04" + bytes(100), "unsafe_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged_workbook"),
    ],
)
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_no_workbook_is_refused(content: bytes, code: str, suffix: str, tmp_path: Path) -> None:
    (tmp_path / f"a{suffix}").write_bytes(content)
    assert refused(tmp_path / f"a{suffix}").code == code


def test_the_binary_format_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsb", "w") as package:
        package.writestr("xl/workbook.bin", b"x")
    assert refused(tmp_path / "a.xlsb").remedy == "save it as .xlsx"


def test_a_workbook_without_a_filled_cell_is_refused(tmp_path: Path) -> None:
    assert refused(by_openpyxl(tmp_path / "a.xlsx", {"Blad1": ()})).code == "empty_workbook"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_damaged_workbook_is_read_or_refused_and_never_more(suffix: str, tmp_path: Path) -> None:
    path = WRITERS[suffix](tmp_path / f"a{suffix}", SHEETS)
    whole = path.read_bytes()
    for seed in range(60):
        damaged = bytearray(whole)
        for step in range(1 + seed % 7):
            damaged[(seed * 7_919 + step * 104_729) % len(whole)] ^= 1 + (seed + step) % 255
        if seed % 10 == 0:
            damaged = damaged[: len(whole) * seed // 60]
        path.write_bytes(bytes(damaged))
        with suppress(RejectedRowsError):
            assert all(table.header for table in opened(path))
