"""Columns that hold a word of a list take it in Swedish: in folders, workbooks and single records, never by a guess."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from graph_service.domain.schema import BY_TABLE
from loaders.case_folder import Loaded, LoadOptions, load_case
from loaders.case_writer import write_case
from loaders.demo_city import example_case
from loaders.read.swedish_words import SWEDISH
from loaders.single_rows import load_rows
from tests.unit.loaders.cases import BASE, TODAY, load, problem, problems

ENUMERATED = [(kind, field) for kind in BY_TABLE.values() for field in kind.fields if field.words]
Rows = Mapping[str, Sequence[Mapping[str, str]]]


def _shown(list_name: str, code: str) -> str:
    """The word that pages show; other forms of it follow."""
    return SWEDISH[list_name][code].split(", ")[0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example case as it is written."""
    path = tmp_path_factory.mktemp("english")
    write_case(example_case(), path)
    return path


@pytest.fixture(scope="module")
def english(folder: Path) -> Loaded:
    loaded = load_case(folder, today=TODAY)
    assert loaded.report.n_loaded > 200
    return loaded


@pytest.fixture(scope="module")
def swedish(folder: Path) -> Rows:
    """The rows of the example case by table, every word of a list in Swedish."""
    rows: dict[str, list[dict[str, str]]] = {}
    for path in sorted(folder.glob("*.csv")):
        lists = {field.name: field.type.__name__ for field in BY_TABLE[path.stem].fields if field.words}
        with path.open(encoding="utf-8", newline="") as file:
            rows[path.stem] = [
                {name: _shown(lists[name], cell) if cell and name in lists else cell for name, cell in row.items()}
                for row in csv.DictReader(file)
            ]
    return rows


def _holds_the_same(loaded: Loaded, english: Loaded) -> bool:
    return {name: set(table.rows()) for name, table in loaded.tables.items()} == {
        name: set(table.rows()) for name, table in english.tables.items()
    }


def test_a_folder_in_swedish_holds_the_same_records(tmp_path: Path, english: Loaded, swedish: Rows) -> None:
    folder = tmp_path / "swedish"
    folder.mkdir()
    for table, rows in swedish.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]) if rows else BY_TABLE[table].names)
            writer.writeheader()
            writer.writerows(rows)
    loaded = load_case(folder, today=TODAY)
    assert _holds_the_same(loaded, english)
    counted = {(each.file, each.column): each.n for each in loaded.report.remarks if each.code == "swedish_word"}
    assert counted["incidents.csv", "type"] == len(swedish["incidents"])


def test_a_workbook_in_swedish_holds_the_same_records(tmp_path: Path, english: Loaded, swedish: Rows) -> None:
    book = xlsxwriter.Workbook(tmp_path / "case.xlsx", {"strings_to_numbers": False})
    for table, rows in swedish.items():
        sheet = book.add_worksheet(table)
        names = list(rows[0]) if rows else BY_TABLE[table].names
        for number, cells in enumerate([names, *([row[name] for name in names] for row in rows)]):
            sheet.write_row(number, 0, cells)
    book.close()
    assert _holds_the_same(load_case(tmp_path / "case.xlsx", today=TODAY), english)


def test_single_records_in_swedish_are_the_same(english: Loaded, swedish: Rows) -> None:
    by_kind = {BY_TABLE[table].name: rows for table, rows in swedish.items() if rows}
    assert _holds_the_same(load_rows(by_kind, today=TODAY), english)


def test_every_word_of_every_column_has_a_swedish_one() -> None:
    missing = [
        (kind.table, field.name) for kind, field in ENUMERATED if set(SWEDISH[field.type.__name__]) != set(field.words)
    ]
    assert not missing


def _membership(role: str) -> dict[str, str | bytes]:
    return {**BASE, "memberships.csv": f"person_id,group_id,role,basis,source_id\nP-0001,G-01,{role},bedömning,S-01\n"}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("medlem", "affiliate"),
        ("kärna", "core"),
        ("Kärnmedlem", "core"),
        ("LEDARE", "leader"),
        ("i  kretsen kring\u00a0gruppen", "associate"),
    ],
)
def test_older_forms_and_other_letters_of_a_size_are_read(tmp_path: Path, text: str, role: str) -> None:
    loaded = load(tmp_path, _membership(text))
    (membership,) = loaded.tables["membership"].records()
    assert (membership.role, membership.basis) == (role, "assessment")
    assert {each.column: each.n for each in loaded.report.remarks if each.code == "swedish_word"} == {
        "role": 1,
        "basis": 1,
    }


def test_letters_without_their_signs_are_another_word(tmp_path: Path) -> None:
    assert problem(tmp_path, _membership("karnmedlem")).code == "unknown_word"


@pytest.mark.parametrize(
    ("text", "codes"), [("frihetsberövad", "remand or prison"), ("under övervakning", "probation or parole")]
)
def test_a_word_that_says_too_little_is_refused(tmp_path: Path, text: str, codes: str) -> None:
    order = f"supervision_id,person_id,kind,valid_from\nSU-1,P-0001,{text},2020-01-02\n"
    refused = problem(tmp_path, {**BASE, "supervision.csv": order})
    assert (refused.code, refused.column, refused.value) == ("ambiguous_word", "kind", text)
    assert refused.remedy == f"find out which it is, and write {codes}"


def test_one_word_is_read_by_the_list_of_its_column(tmp_path: Path) -> None:
    files = {
        **BASE,
        "incidents.csv": "incident_id,occurred_on,precision,type,group_involved,status\n"
        "I-1,2020-04-17,dag,mordbrand,okänt,bekräftad\n",
        "involvements.csv": "person_id,incident_id,part,status\nP-0001,I-1,misstänkt,misstänkt\n",
    }
    tables = load(tmp_path, files).tables
    (incident,), (involvement,) = tables["incident"].records(), tables["involvement"].records()
    assert (incident.type, incident.precision, incident.group_involved) == ("arson", "day", "unknown")
    assert (involvement.part, involvement.status) == ("suspect", "suspected")


def test_where_codes_alone_are_taken_swedish_is_refused(tmp_path: Path) -> None:
    refused = problems(tmp_path, _membership("ledare"), LoadOptions(reads_swedish=False))
    assert {(each.code, each.column) for each in refused} == {("unknown_word", "role"), ("unknown_word", "basis")}
