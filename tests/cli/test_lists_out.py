"""Every list leaves as a workbook and as CSV for spreadsheets, and libraries of others read what was written."""

import csv
import io
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from types import NoneType
from typing import get_args, get_origin, get_type_hints

import openpyxl
import pandas as pd
import pytest

from graph_service.analysis.network import NETWORK
from graph_service.analysis.registry import QUESTIONS
from graph_service.domain.described import Described
from graph_service.interchange.lists_csv import csv_chunks, harmless
from graph_service.interchange.result_sheets import ListSheet, SheetColumn
from loaders.case_folder import load_case
from loaders.case_writer import write_case
from loaders.demo_city import EXAMPLE_HEAD, example_case
from tests.cli.run import gruppkarta

ASKED = {
    "group": ["G-01"],
    "members": ["G-01"],
    "incident": ["I-0302"],
    "explain": ["P-0001"],
    "priorities": ["--lane", "message"],
    "paths": ["P-0001", "P-0002"],
    "common": ["P-0001", "P-0002"],
    "around": ["P-0001"],
}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lists") / "case"
    write_case(example_case(), folder, head=EXAMPLE_HEAD)
    return folder


def _written(case: Path, path: Path, name: str, *options: str) -> str:
    done = gruppkarta(name, *ASKED.get(name, []), "--case", str(case), "--out", str(path), *options)
    assert done.code == 0, done.err
    return done.err


@pytest.mark.parametrize("name", [question.name for question in QUESTIONS if question is not NETWORK])
def test_every_question_leaves_as_a_workbook_that_openpyxl_reads(name: str, case: Path, tmp_path: Path) -> None:
    said = _written(case, tmp_path / "a.xlsx", name)
    workbook = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert workbook.sheetnames[-2:] == ["about", "columns"]
    for sheet in workbook:
        assert sheet["A1"].value == EXAMPLE_HEAD.handling
        assert str(sheet["A2"].value).startswith(name)
        assert sheet.freeze_panes == "A5"
        assert sheet.auto_filter.ref.startswith("A4")
        header = [cell.value for cell in sheet[4]]
        assert len(set(header)) == len(header)
        assert [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []
        if sheet.title not in {"about", "columns"}:
            assert f"{sheet.title} {sheet.max_row - 4}" in said
    meanings = [row[2].value for row in workbook["columns"].iter_rows(min_row=5)]
    assert all(meanings)


def test_cells_are_typed(case: Path, tmp_path: Path) -> None:
    _written(case, tmp_path / "a.xlsx", "incidents")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["incidents"]
    header = [cell.value for cell in sheet[4]]
    row = dict(zip(header, [cell.value for cell in sheet[5]], strict=True))
    assert (type(row["occurred_on"]), row["precision"]) == (datetime, "day")
    frame = pd.read_excel(tmp_path / "a.xlsx", sheet_name="incidents", header=3, engine="openpyxl")
    assert len(frame) == sheet.max_row - 4 == 8


def test_the_same_records_give_the_same_bytes(case: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        _written(case, tmp_path / f"{name}.xlsx", "scorecard")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_file_is_for_its_owner_alone_and_is_not_written_over(case: Path, tmp_path: Path) -> None:
    _written(case, tmp_path / "a.xlsx", "groups")
    assert (tmp_path / "a.xlsx").stat().st_mode & 0o777 == 0o600
    for name, options in (("a.xlsx", []), ("a.doc", ["--force"])):
        done = gruppkarta("groups", "--case", str(case), "--out", str(tmp_path / name), *options)
        assert done.code != 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx"]
    _written(case, tmp_path / "a.xlsx", "groups", "--force")


def test_all_rows_are_written_where_a_page_would_be_shown(case: Path, tmp_path: Path) -> None:
    _written(case, tmp_path / "all.csv", "incidents")
    _written(case, tmp_path / "some.csv", "incidents", "--limit", "3")
    assert [len(_csv_rows(tmp_path / f"{name}.csv")) for name in ("all", "some")] == [8, 3]


def _csv_rows(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_csv_is_what_a_swedish_spreadsheet_opens(case: Path, tmp_path: Path) -> None:
    said = _written(case, tmp_path / "a.csv", "scorecard", "--decimal-comma")
    content = (tmp_path / "a.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfgroup_id;name;")
    assert content.count(b"\r\n") == 3
    assert "an .xlsx file holds groups evidence too" in said
    rows = _csv_rows(tmp_path / "a.csv")
    _written(case, tmp_path / "b.csv", "scorecard")
    assert [row["violence_index"].replace(",", ".") for row in rows] == [
        row["violence_index"] for row in _csv_rows(tmp_path / "b.csv")
    ]
    assert any("," in row["violence_index"] for row in rows)
    assert {row["handling"] for row in rows} == {EXAMPLE_HEAD.handling}


@pytest.mark.parametrize("text", ["=1+1", "+46", "-x", "@SUM(A1)", "\t=1", " =1", "\r=1"])
def test_no_text_is_taken_for_a_formula(text: str, tmp_path: Path) -> None:
    column = SheetColumn("=name", Described("a text", "x"), lambda row: row)
    assert harmless(text) == f"'{text}"
    written = "".join(csv_chunks(ListSheet("a", [column], [text, -1, -0.5]), handling="=mark"))
    cells = list(csv.reader(io.StringIO(written.removeprefix("\ufeff")), delimiter=";"))
    assert cells == [["'=name", "handling"], [f"'{text}", "'=mark"], ["-1", "'=mark"], ["-0.5", "'=mark"]]


def test_a_workbook_holds_texts_that_look_like_formulas_as_texts(tmp_path: Path, case: Path) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    for file in case.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    with (folder / "groups.csv").open(encoding="utf-8", newline="") as stream:
        header, first, *rows = csv.reader(stream)
    first[header.index("name")] = '=HYPERLINK("http://x.example")'
    with (folder / "groups.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, first, *rows])
    _written(folder, tmp_path / "a.xlsx", "groups")
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["groups"].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if "HYPERLINK" in str(cell.value)] == ["s"]
    assert [cell for cell in cells if cell.data_type == "f" or cell.hyperlink] == []


def _kinds_in(hint: object) -> Iterator[type]:
    for kind in get_args(hint) or (hint,):
        if isinstance(kind, type) and is_dataclass(kind):
            yield kind
        elif get_args(kind) and kind is not NoneType:
            yield from _kinds_in(kind)


def test_no_row_holds_lists_by_word_which_no_sheet_would_have() -> None:
    pending = [
        kind for question in QUESTIONS for hint in get_type_hints(question.result).values() for kind in _kinds_in(hint)
    ]
    seen: set[type] = set()
    lists_by_word = []
    while pending:
        kind = pending.pop()
        if kind in seen:
            continue
        seen.add(kind)
        for field in fields(kind):
            hint = get_type_hints(kind)[field.name]
            pending += _kinds_in(hint)
            if "Mapping" in str(get_origin(hint)) and any(map(is_dataclass, get_args(get_args(hint)[1]))):
                lists_by_word.append(f"{kind.__name__}.{field.name}")
    assert (bool(seen), lists_by_word) == (True, [])


def test_the_template_is_a_workbook_to_fill_in(tmp_path: Path) -> None:
    path = tmp_path / "mall.xlsx"
    assert gruppkarta("schema", "--template", str(path)).code == 0
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["memberships"]
    header = [cell.value for cell in sheet[1]]
    assert header[:4] == ["membership_id", "person_id", "group_id", "role"]
    assert "person" in sheet["B1"].comment.text
    (rule,) = [rule for rule in sheet.data_validations.dataValidation if "D2" in rule.sqref]
    column = rule.formula1.split("$")[1]
    assert [cell.value for cell in workbook["words"][column] if cell.value] == [
        "leader",
        "core",
        "affiliate",
        "associate",
    ]
    assert workbook["words"].sheet_state == "hidden"
    sources = {"source_id": "S-0001", "reliability": "B", "credibility": 2}
    workbook["sources"].append([sources.get(cell.value) for cell in workbook["sources"][1]])
    workbook["groups"].append(["G-0001", "Norr"])
    workbook["incidents"].append(["I-01", date(2020, 4, 17), "day"])
    workbook["incidents"].delete_rows(2)
    workbook.save(path)
    loaded = load_case(path, today=date(2026, 11, 24))
    assert {name: len(table) for name, table in loaded.tables.items()} == {"source": 1, "group": 1}
    assert gruppkarta("schema", "--template", str(path)).code != 0
