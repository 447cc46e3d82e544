"""JSON lines, Parquet and archives are read as CSV files of their tables would be."""

import io
import json
import sys
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from graph_service.domain.limits import Limits
from graph_service.errors import BadArchiveError, RejectedRowsError, RowProblem
from loaders.case_folder import LoadOptions, load_case
from loaders.read.budget import Budget
from loaders.read.formats import open_tables
from loaders.table_file import TableFile
from tests.unit.loaders.cases import BASE, TODAY, remark, write
from tests.unit.loaders.workbooks import SHEETS, by_openpyxl


def _open(path: Path, **limits: int) -> TableFile:
    (table,) = open_tables(path, encoding="utf-8", budget=Budget(Limits(**limits)))
    return table


def _refused(path: Path, **limits: int) -> tuple[RowProblem, ...]:
    with pytest.raises(RejectedRowsError) as caught:
        _open(path, **limits)
    return caught.value.problems


def _lines(tmp_path: Path, *lines: str | bytes) -> Path:
    path = tmp_path / "persons.jsonl"
    path.write_bytes(b"\n".join(line.encode() if isinstance(line, str) else line for line in lines))
    return path


def test_keys_stand_in_the_order_in_which_they_first_appear(tmp_path: Path) -> None:
    table = _open(_lines(tmp_path, '{"b": 1, "a": "å"}', "", '{"a": true, "c": null}', '{"c": 2.0, "a": 0.5}'))
    assert (table.header, table.n_blank) == (("b", "a", "c"), 1)
    assert list(table.rows()) == [(1, ["1", "å", ""]), (3, ["", "yes", ""]), (4, ["", "0.5", "2"])]


def test_pandas_writes_lines_that_are_read(tmp_path: Path) -> None:
    header, *rows = SHEETS["persons"]
    frame = pd.DataFrame(rows, columns=list(header))
    frame.to_json(tmp_path / "persons.jsonl", orient="records", lines=True, force_ascii=True)
    persons = load_case(tmp_path / "persons.jsonl", today=TODAY).tables["person"]
    assert (persons.column("label"), persons.column("birth_year")) == (["Åsa Öberg", "Älv"], [1990, None])


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ('{"a": [1]}', "nested_value", "a"),
        ('{"a": {"b": 1}}', "nested_value", "a"),
        ("[1]", "not_json_lines", None),
        ("1", "not_json_lines", None),
        ('{"a": NaN}', "not_json_lines", None),
        ('{"a": 1, "a": 2}', "not_json_lines", None),
        ('{"a": "\\ud800"}', "not_json_lines", None),
        ('{"a": 1', "not_json_lines", None),
        (b'{"a": "\xe5"}', "not_json_lines", None),
        ("[" * 100_000, "not_json_lines", None),
        ('{"a": ' + "9" * 5_000 + "}", "not_json_lines", None),
        ('{"' + "a" * 201 + '": 1}', "column_name_too_long", None),
        ('{"a": "' + "x" * 2**20 + '"}', "line_too_long", None),
    ],
)
def test_what_is_no_row_is_refused_with_its_line(
    line: str | bytes, code: str, column: str | None, tmp_path: Path
) -> None:
    problem, *_ = _refused(_lines(tmp_path, '{"z": 1}', line))
    assert (problem.code, problem.line, problem.column) == (code, 2, column)


def test_all_nested_values_are_told_at_once(tmp_path: Path) -> None:
    problems = _refused(_lines(tmp_path, '{"a": [1], "b": {}}', '{"a": [1]}'))
    assert [(problem.line, problem.column) for problem in problems] == [(1, "a"), (1, "b"), (2, "a")]


def test_ever_more_keys_are_refused(tmp_path: Path) -> None:
    path = _lines(tmp_path, *(json.dumps({f"k{number}": 1}) for number in range(30)))
    assert [problem.code for problem in _refused(path, max_columns=20)] == ["too_many_columns"]


def test_lines_without_an_object_are_an_empty_file(tmp_path: Path) -> None:
    assert [problem.code for problem in _refused(_lines(tmp_path, "", " "))] == ["empty_file"]


def _frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "text": ["Åsa", None],
            "whole": pd.array([3, None], dtype="Int64"),
            "number": [0.5, 12.0],
            "flag": [True, False],
            "day": [date(2020, 4, 17), None],
            "moment": pd.to_datetime(["2020-04-17 00:00", "2020-04-17 23:33"]),
            "instant": pd.to_datetime([datetime(2020, 4, 17, 22, tzinfo=UTC)] * 2),
            "word": pd.Categorical(["x", "x"]),
            "sum": [Decimal("1.50"), Decimal("2.00")],
        }
    )


def test_values_of_parquet_become_the_text_that_a_csv_file_would_have(tmp_path: Path) -> None:
    _frame().to_parquet(tmp_path / "a.parquet")
    table = _open(tmp_path / "a.parquet")
    assert table.header == tuple(_frame().columns)
    assert list(table.rows()) == [
        (2, ["Åsa", "3", "0.5", "yes", "2020-04-17", "2020-04-17", "2020-04-17 22:00:00+00:00", "x", "1.5"]),
        (3, ["", "", "12", "no", "", "2020-04-17 23:33", "2020-04-17 22:00:00+00:00", "x", "2"]),
    ]


def test_a_folder_of_parquet_files_is_a_case(tmp_path: Path) -> None:
    for name, (header, *rows) in ((name, rows) for name, rows in SHEETS.items() if rows):
        pd.DataFrame(rows, columns=list(header)).to_parquet(tmp_path / f"{name.lower()}.parquet")
    loaded = load_case(tmp_path, today=TODAY)
    assert loaded.tables["incident"].column("occurred_on") == [date(2020, 4, 17), date(2020, 5, 9)]
    assert len(loaded.tables["person"]) == 2


def test_lists_in_parquet_are_refused_by_their_column(tmp_path: Path) -> None:
    pd.DataFrame({"a": [1], "b": [[1, 2]]}).to_parquet(tmp_path / "a.parquet")
    (problem,) = _refused(tmp_path / "a.parquet")
    assert (problem.code, problem.problem) == ("nested_value", "b holds a list or an object")


def test_a_text_that_many_rows_of_parquet_share_is_refused(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": pd.Categorical(["x" * 100_000] * 5_000)})
    frame.to_parquet(tmp_path / "a.parquet")
    assert (tmp_path / "a.parquet").stat().st_size < 1_000_000
    assert [problem.code for problem in _refused(tmp_path / "a.parquet", max_zip_bytes=50_000_000)] == [
        "too_many_bytes"
    ]


@pytest.mark.parametrize("seed", range(20))
def test_damaged_parquet_is_read_or_refused(seed: int, tmp_path: Path) -> None:
    _frame().to_parquet(tmp_path / "a.parquet")
    content = bytearray((tmp_path / "a.parquet").read_bytes())
    content[-4 - (seed * 131) % (len(content) - 8)] ^= 1 + seed
    (tmp_path / "a.parquet").write_bytes(bytes(content[: len(content) - seed % 3]))
    try:
        codes = {_open(tmp_path / "a.parquet").file and "read"}
    except RejectedRowsError as error:
        codes = {problem.code for problem in error.problems}
    assert codes <= {"read", "not_parquet", "too_many_bytes", "too_many_rows", "too_many_cells"}


def test_without_pyarrow_a_parquet_file_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (problem,) = _refused(tmp_path / "a.parquet")
    assert (problem.code, problem.remedy) == (
        "optional_format",
        "pip install 'gruppkarta[frames]', or save the table as a CSV file",
    )


def _zip(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
    return path


def test_an_archive_is_a_case_whatever_formats_are_in_it(tmp_path: Path) -> None:
    case = write(tmp_path, {name: text for name, text in BASE.items() if name != "persons.csv"})
    by_openpyxl(case / "bok.xlsx", {"persons": SHEETS["persons"]})
    loaded = load_case(_zip(tmp_path / "leverans.zip", case), today=TODAY)
    assert {name: len(table) for name, table in loaded.tables.items()} == {
        "source": 1,
        "person": 2,
        "group": 2,
        "incident": 1,
    }


def test_an_archive_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"x")
    with pytest.raises(BadArchiveError, match="damaged or not a zip archive"):
        load_case(tmp_path / "a.zip", today=TODAY)


def test_an_archive_takes_a_quarantine_and_a_mapping(tmp_path: Path) -> None:
    case = write(tmp_path, {"folk.jsonl": '{"Nr": 1, "Namn": "Åsa"}\n{"Nr": 2, "Namn": ""}\n'})
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        '[[output]]\nfrom = "folk.jsonl"\ninto = "persons"\n'
        'columns = { person_id = "Nr", label = "Namn", protected_identity = { constant = false } }\n'
    )
    options = LoadOptions(mapping=mapping, quarantine=tmp_path / "aside")
    loaded = load_case(_zip(tmp_path / "a.zip", case), options=options, today=TODAY)
    assert (len(loaded.tables["person"]), remark(loaded, "quarantined").n) == (1, 1)
    assert (tmp_path / "aside" / "folk.csv").read_text().splitlines()[1].startswith("2,,2,")


def test_nothing_of_an_archive_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    load_case(_zip(tmp_path / "a.zip", write(tmp_path, BASE)), today=TODAY)
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_row_of_json_lines_names_its_line_when_it_is_refused(tmp_path: Path) -> None:
    lines = [{"person_id": "P-1", "label": "A", "protected_identity": "no"}, {"person_id": "P-2", "label": ""}]
    file = io.StringIO("\n".join(map(json.dumps, lines)))
    with pytest.raises(RejectedRowsError) as caught:
        load_case(_lines(tmp_path, *file.read().splitlines()), today=TODAY)
    assert {(problem.line, problem.column) for problem in caught.value.problems} == {
        (2, "label"),
        (2, "protected_identity"),
    }
