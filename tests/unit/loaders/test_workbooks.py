"""Workbooks are read as CSV files of their sheets would be, whatever library wrote them."""

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableRow
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from graph_service.errors import InputError, RejectedRowsError
from loaders.case_folder import Loaded, LoadOptions, load_case
from tests.unit.loaders.cases import TODAY, remark
from tests.unit.loaders.workbooks import SHEETS, WRITERS, by_openpyxl, covered, ods_cell, opened, repacked

SUFFIXES = sorted(WRITERS)


def _rows(path: Path, at: int = 0) -> list[tuple[int, tuple[str, ...]]]:
    return [(line, tuple(cells)) for line, cells in opened(path)[at].rows()]


def _load(path: Path, mapping: str = "", folder: Path | None = None) -> Loaded:
    file = None
    if mapping:
        assert folder is not None
        file = folder / "map.toml"
        file.write_text(mapping, encoding="utf-8")
    return load_case(path, options=LoadOptions(mapping=file), today=TODAY)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_workbook_is_a_case_by_itself(suffix: str, tmp_path: Path) -> None:
    loaded = _load(WRITERS[suffix](tmp_path / f"fall{suffix}", SHEETS))
    assert {name: len(table) for name, table in loaded.tables.items()} == {
        "source": 1,
        "person": 2,
        "group": 2,
        "incident": 2,
    }
    assert loaded.tables["person"].column("label") == ["Åsa Öberg", "Älv"]
    assert loaded.tables["person"].column("birth_year") == [1990, None]
    assert loaded.tables["incident"].column("occurred_on") == [date(2020, 4, 17), date(2020, 5, 9)]
    assert loaded.tables["incident"].column("n_injured") == [1, 0]
    assert [file.file for file in loaded.report.files] == [
        f"fall{suffix}: {name}" for name in ("Sources", "persons", "Groups", "INCIDENTS")
    ]
    assert (remark(loaded, "empty_sheets").n, remark(loaded, "empty_sheets").file) == (1, f"fall{suffix}: persons")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_problems_name_the_sheet_and_the_row_as_people_count(suffix: str, tmp_path: Path) -> None:
    sheets = {"persons": (*SHEETS["persons"], (), ("P-0003", "Ek", "maybe", None)), "Groups": SHEETS["Groups"]}
    with pytest.raises(RejectedRowsError) as caught:
        _load(WRITERS[suffix](tmp_path / f"fall{suffix}", sheets))
    (problem,) = caught.value.problems
    assert (problem.code, problem.file, problem.line) == ("not_yes_or_no", f"fall{suffix}: persons", 5)


def test_cells_become_the_text_that_a_csv_file_would_have(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    cells = [
        (date(2020, 1, 25), "2020-01-25"),
        (datetime(2020, 1, 25), "2020-01-25"),  # noqa: DTZ001  a workbook knows no zone
        (datetime(2020, 1, 25, 23, 33), "2020-01-25 23:33"),  # noqa: DTZ001  a workbook knows no zone
        (datetime(2020, 1, 25, 23, 33, 5), "2020-01-25 23:33:05"),  # noqa: DTZ001  a workbook knows no zone
        (time(7, 5), "07:05"),
        (timedelta(hours=30, minutes=5), "30:05"),
        (True, "yes"),
        (False, "no"),
        (12.0, "12"),
        (-0.5, "-0.5"),
        (1e22, "1e+22"),
        (0.1, "0.1"),
        ("0012", "0012"),
        (" å\u00a0", " å\u00a0"),
    ]
    for column, (value, _) in enumerate(cells, 1):
        sheet.cell(1, column, f"c{column}")
        sheet.cell(2, column, value)
    sheet.cell(1, 15, "share")
    sheet.cell(2, 15, 0.25).number_format = "0 %"
    workbook.save(tmp_path / "a.xlsx")
    assert _rows(tmp_path / "a.xlsx") == [(2, (*(text for _, text in cells), "0.25"))]


def test_days_counted_from_1904_are_the_same_days(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    workbook.active.append(["day"])
    workbook.active.append([date(2020, 4, 17)])
    workbook.save(tmp_path / "mac.xlsx")
    assert _rows(tmp_path / "mac.xlsx") == [(2, ("2020-04-17",))]


def test_errors_stand_there_as_their_words_in_xlsx(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "a.xlsx", {"Blad1": (("a", "b"), ("#REF!", 1), ("x", "#N/A"))})
    assert b't="e"' in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    assert _rows(path) == [(2, ("#REF!", "1")), (3, ("x", "#N/A"))]


def test_errors_stand_there_as_their_words_in_xls(tmp_path: Path) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Blad1")
    sheet.write(0, 0, "a")
    sheet.write(0, 1, "b")
    sheet.row(1).set_cell_error(0, "#DIV/0!")
    sheet.write(1, 1, 3)
    workbook.save(str(tmp_path / "a.xls"))
    assert _rows(tmp_path / "a.xls") == [(2, ("#DIV/0!", "3"))]


def test_errors_stand_there_as_their_words_in_ods(tmp_path: Path) -> None:
    path = WRITERS[".ods"](tmp_path / "a.ods", {"Blad1": (("a", "b"), ("#NAMN?", 1))})
    mark = b'calcext:value-type="error" office:value-type="string" office:string-value=""'
    repacked(
        path,
        {
            "content.xml": lambda content: content.replace(
                b'<table:table-cell office:value-type="string"><text:p>#NAMN?',
                b"<table:table-cell " + mark + b"><text:p>#NAMN?",
            ).replace(b"<office:document-content", b'<office:document-content xmlns:calcext="urn:x"', 1)
        },
    )
    assert b"calcext:value-type" in zipfile.ZipFile(path).read("content.xml")
    assert _rows(path) == [(2, ("#NAMN?", "1"))]


def test_a_formula_is_its_value_as_it_was_last_computed(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "a.xlsx", {"Blad1": (("a", "b"), (1, "=A2+41"))})
    repacked(
        path,
        {
            "xl/worksheets/sheet1.xml": lambda content: content.replace(
                b"<f>A2+41</f><v />", b"<f>A2+41</f><v>42</v>"
            ).replace(b"<f>A2+41</f><v/>", b"<f>A2+41</f><v>42</v>")
        },
    )
    assert _rows(path) == [(2, ("1", "42"))]


def test_hidden_rows_are_read_and_counted(tmp_path: Path) -> None:
    for suffix in (".xlsx", ".xls"):
        path = WRITERS[suffix](tmp_path / f"a{suffix}", {"persons": SHEETS["persons"]})
        if suffix == ".xlsx":
            workbook = openpyxl.load_workbook(path)
            workbook["persons"].row_dimensions[3].hidden = True
            workbook.save(path)
        else:
            old = xlwt.Workbook()
            sheet = old.add_sheet("persons")
            for at, row in enumerate(SHEETS["persons"]):
                for column, value in enumerate(row):
                    if value is not None:
                        sheet.write(at, column, value)
            sheet.row(2).hidden = True
            old.save(str(path))
        loaded = _load(path)
        assert (len(loaded.tables["person"]), remark(loaded, "hidden_rows").n) == (2, 1)


def test_hidden_rows_of_ods_are_read_and_counted(tmp_path: Path) -> None:
    path = WRITERS[".ods"](tmp_path / "a.ods", {"Blad1": (("a", "b"), (1, 2), (3, 4))})
    hide = b'<table:table-row table:visibility="collapse"><table:table-cell office:value-type="float" office:value="3"'
    plain = hide.replace(b' table:visibility="collapse"', b"")
    repacked(path, {"content.xml": lambda content: content.replace(plain, hide)})
    (table,) = opened(path)
    assert ([line for line, _ in table.rows()], table.put_right["hidden_rows"]) == ([2, 3], 1)


def test_hidden_sheets_are_skipped_unless_they_are_named_like_our_tables(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "a.xlsx", {**SHEETS, "lists": (("x",), ("y",))})
    workbook = openpyxl.load_workbook(path)
    workbook["lists"].sheet_state = "hidden"
    workbook["persons"].sheet_state = "veryHidden"
    workbook.save(path)
    loaded = _load(path)
    assert (len(loaded.tables["person"]), remark(loaded, "hidden_sheets").n) == (2, 1)


def test_titles_above_the_header_are_skipped_and_counted(tmp_path: Path) -> None:
    rows = (("Lista över personer",), (), ("Uttag", "2020-12-01"), *SHEETS["persons"])
    loaded = _load(by_openpyxl(tmp_path / "persons.xlsx", {"Blad1": rows}))
    assert (len(loaded.tables["person"]), remark(loaded, "title_rows").n) == (2, 2)
    (table,) = opened(tmp_path / "persons.xlsx")
    assert (table.header_line, [line for line, _ in table.rows()]) == (4, [5, 6])


def test_a_header_of_one_name_is_no_title(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "a.xlsx", {"Blad1": (("a",), ("x",), ("y",))})
    assert [table.header for table in opened(path)] == [("a",)]


def test_two_header_rows_are_one_by_the_cells_that_are_merged(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (
        ("Nr", "Misstänkt", None, "Målsägande", None, "Dag\nför brott"),
        (None, "Namn", "Grupp", "Namn", "Grupp", None),
        (1, "A", "G-01", "B", "G-02", date(2020, 4, 17)),
    ):
        sheet.append(row)
    for cells in ("A1:A2", "B1:C1", "D1:E1", "F1:F2"):
        sheet.merge_cells(cells)
    workbook.save(path)
    (table,) = opened(path)
    names = ("Nr", "Misstänkt Namn", "Misstänkt Grupp", "Målsägande Namn", "Målsägande Grupp", "Dag för brott")
    assert (table.header, table.header_line, table.put_right["header_of_two_rows"]) == (names, 2, 1)
    assert list(table.rows()) == [(3, ["1", "A", "G-01", "B", "G-02", "2020-04-17"])]


def test_two_header_rows_of_ods_are_one(tmp_path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Blad1")
    document.spreadsheet.addElement(table)
    upper = [ods_cell("Person", numbercolumnsspanned=2, numberrowsspanned=1), covered(), ods_cell("Datum")]
    for cells in (upper, [ods_cell("Namn"), ods_cell("Grupp"), ods_cell(None)], [ods_cell(text) for text in "xyz"]):
        row = TableRow()
        table.addElement(row)
        for cell in cells:
            row.addElement(cell)
    document.save(tmp_path / "a.ods")
    (sheet,) = opened(tmp_path / "a.ods")
    assert (sheet.header, list(sheet.rows())) == (("Namn", "Grupp", "Datum"), [(3, ["x", "y", "z"])])


def test_blank_rows_are_counted_and_columns_that_only_look_filled_are_none(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "persons.xlsx", {"Blad1": (*SHEETS["persons"], (), (None, None, None, None, ""))})
    workbook = openpyxl.load_workbook(path)
    workbook.active["A7"] = "P-0009"
    workbook.active["B7"] = "Ek"
    workbook.active["C7"] = "no"
    workbook.active["H4"].number_format = "0.00"
    workbook.save(path)
    loaded = _load(path)
    assert (len(loaded.tables["person"]), remark(loaded, "blank_rows").n) == (3, 3)


def test_a_table_that_begins_further_down_and_right_keeps_its_rows(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for at, row in enumerate(SHEETS["Groups"], 4):
        for column, value in enumerate(row, 3):
            workbook.active.cell(at, column, value)
    workbook.save(tmp_path / "groups.xlsx")
    (table,) = opened(tmp_path / "groups.xlsx")
    assert (table.header, table.header_line, [line for line, _ in table.rows()]) == (("group_id", "name"), 4, [5, 6])


MAPPING = """
[[output]]
from = "bok.xlsx"
{sheet}
into = "persons"
columns = {{ person_id = "Nr", label = "Namn", protected_identity = {{ constant = false }} }}
"""


@pytest.mark.parametrize("sheet", ["", 'sheet = "Blad1"'])
def test_a_lone_sheet_is_named_by_the_file_or_by_itself(sheet: str, tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "bok.xlsx", {"Blad1": (("Nr", "Namn"), (1, "Åsa")), "Blad2": ()})
    loaded = _load(path, MAPPING.format(sheet=sheet), tmp_path)
    assert loaded.tables["person"].column("label") == ["Åsa"]


def test_a_mapping_names_one_of_several_sheets(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "bok.xlsx", {"Blad1": (("Nr", "Namn"), (1, "Åsa")), "Blad2": (("x",), (1,))})
    loaded = _load(path, MAPPING.format(sheet='sheet = "Blad1"'), tmp_path)
    assert [file.file for file in loaded.report.files] == ["bok.xlsx: Blad1"]
    for sheet, remedy in (('sheet = "Blad"', "did you mean bok.xlsx: Blad"), ("", "did you mean bok.xlsx: Blad")):
        with pytest.raises(InputError, match=r"no file bok\.xlsx") as caught:
            _load(path, MAPPING.format(sheet=sheet), tmp_path)
        assert remedy in str(caught.value)


def test_a_csv_file_has_no_sheets(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(MAPPING.format(sheet='sheet = "x"').replace("bok.xlsx", "bok.csv"))
    with pytest.raises(InputError, match="only a workbook has sheets"):
        load_case(tmp_path, options=LoadOptions(mapping=tmp_path / "map.toml"), today=TODAY)


def test_a_sheet_that_is_no_table_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(RejectedRowsError) as caught:
        _load(by_openpyxl(tmp_path / "a.xlsx", {**SHEETS, "personer": (("x",), (1,))}))
    (problem,) = caught.value.problems
    assert (problem.code, problem.file) == ("no_table", "a.xlsx: personer")


def test_a_table_that_two_files_hold_is_refused(tmp_path: Path) -> None:
    by_openpyxl(tmp_path / "a.xlsx", SHEETS)
    (tmp_path / "persons.csv").write_text("person_id,label\nP-1,x\n")
    with pytest.raises(RejectedRowsError) as caught:
        _load(tmp_path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.problem) == ("table_twice", "a.xlsx: persons holds this table too")


def test_a_quarantine_holds_sheets_as_csv_files_that_load_again(tmp_path: Path) -> None:
    rows = (*SHEETS["persons"], ("P-0003", "Ek", "maybe", None))
    path = by_openpyxl(tmp_path / "a.xlsx", {**SHEETS, "persons": rows})
    options = LoadOptions(quarantine=tmp_path / "aside")
    assert len(load_case(path, options=options, today=TODAY).tables["person"]) == 2
    file = tmp_path / "aside" / "persons.csv"
    text = file.read_text(encoding="utf-8")
    assert text.splitlines()[0] == "person_id,label,protected_identity,birth_year,_line,_problems"
    file.write_text(text.replace("maybe", "no"), encoding="utf-8")
    assert len(load_case(tmp_path / "aside", today=TODAY).tables["person"]) == 1
