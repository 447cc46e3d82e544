"""One cause is one problem, and its message says what somebody can do something about."""

import re
from pathlib import Path

import pytest

from graph_service.domain.load_texts import PROBLEMS
from loaders.options import LoadOptions
from tests.cases.shared_cases import CASES, folder_of, load, needs_cases, problems, where
from tests.cli.run import gruppkarta

TIES = "person_a,person_b,kind\nP1,P7,kin\nP7,P2,friend\n"
PERSONS = "person_id,label,protected_identity\nP1,Alfa,no\nP2,Bravo,no\nP3,Charlie,no\n"
MAPPING = """
[[output]]
from = "p.csv"
into = "persons"
[output.columns]
person_id = { template = "P-{id:03}" }
label = "id"
protected_identity = { constant = "no" }

[[output]]
from = "t.csv"
into = "ties"
[output.columns]
person_a = { template = "P-{a:03}" }
person_b = { template = "P-{b:03}" }
kind = { constant = "kin" }
"""


@needs_cases
def test_a_comma_too_many_is_one_problem() -> None:
    assert where(CASES / "ragged_row_floods" / "case") == [("ragged_row", "persons.csv", 8)]


@needs_cases
def test_in_a_quarantine_what_names_the_row_says_that_it_is_put_aside(tmp_path: Path) -> None:
    options = LoadOptions(quarantine=tmp_path / "aside", max_problems=1_000)
    loaded = load(CASES / "ragged_row_floods" / "case", options)
    assert {problem.code for problem in loaded.report.problems} == {"ragged_row", "refers_to_quarantined"}
    assert all(row.n_loaded + row.n_merged + row.n_quarantined == row.n_read for row in loaded.report.tables)


@pytest.mark.parametrize("row", ["P7,Ek,no,x", "P7,Ek", " P7 ,Ek,no,,x", "P7"])
def test_a_row_of_another_width_has_the_id_under_the_key_column(tmp_path: Path, row: str) -> None:
    folder = folder_of(tmp_path, {"persons.csv": f"{PERSONS}{row}\n", "ties.csv": TIES})
    assert where(folder) == [("ragged_row", "persons.csv", 5)]


def test_an_id_that_no_row_has_is_still_refused_beside_a_ragged_row(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"persons.csv": f"{PERSONS}P7,Ek\n", "ties.csv": f"{TIES}P1,P8,kin\n"})
    assert where(folder) == [("ragged_row", "persons.csv", 5), ("unknown_reference", "ties.csv", 4)]


def test_a_mapping_makes_the_id_of_a_ragged_row_as_it_makes_any(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "p.csv").write_text("id,x\n1,\n2,\n7,a,b\n", encoding="utf-8")
    (folder / "t.csv").write_text("a,b\n1,2\n1,7\n", encoding="utf-8")
    (tmp_path / "map.toml").write_text('[ignore]\n"p.csv" = ["x"]\n' + MAPPING, encoding="utf-8")
    options = LoadOptions(mapping=tmp_path / "map.toml")
    assert where(folder, options) == [("ragged_row", "p.csv", 4)]


def test_a_row_refused_for_a_cell_refuses_none_that_names_it(tmp_path: Path) -> None:
    persons = PERSONS.replace("P2,Bravo,no", "P2,Bravo,maybe")
    folder = folder_of(tmp_path, {"persons.csv": persons, "ties.csv": "person_a,person_b,kind\nP1,P2,kin\n"})
    assert where(folder) == [("not_yes_or_no", "persons.csv", 3)]


def test_a_made_up_id_is_not_shown(tmp_path: Path) -> None:
    header = "person_id,group_id,role,basis,source_id,review_by\n"
    rows = "P1,G1,core,fact,S1,2021-01-01\nP1,G1,core,fact,S1,2022-01-01\nP3,G2,core,fact,S1,\n"
    told = problems(folder_of(tmp_path, {"memberships.csv": header + rows}))
    assert [(problem.code, problem.line, problem.column, problem.value) for problem in told] == [
        ("key_with_two_contents", 2, "person_id", "P1"),
        ("key_with_two_contents", 3, "person_id", "P1"),
    ]
    assert (
        told[0].problem
        == "several rows say the same of person_id and group_id, and they differ in review_by (see line 3)"
    )
    assert not any(re.search(r"[0-9a-f]{20}", f"{problem}") for problem in told)


def test_rounds_without_ids_that_begin_on_one_day_are_told_by_that_day(tmp_path: Path) -> None:
    rows = "name,starts_on,ends_on\nOne,2020-03-01,\nTwo,2020-03-01,\n"
    told = problems(folder_of(tmp_path, {"rounds.csv": rows}))
    assert {(problem.column, problem.value) for problem in told} == {("starts_on", "2020-03-01")}


def test_an_optional_cell_is_to_be_left_empty_and_not_its_row_left_out(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path, {"persons.csv": PERSONS.replace("identity\n", "identity,birth_year\n").replace("no\n", "no,199\n")}
    )
    assert {problem.remedy for problem in problems(folder)} == {"correct birth_year, or leave the cell empty"}


def test_a_cell_that_must_be_filled_is_not_to_be_left_empty(tmp_path: Path) -> None:
    (problem,) = problems(folder_of(tmp_path, {"ties.csv": "person_a,person_b,kind,strength\nP1,P2,kin,0\n"}))
    assert problem.remedy == "correct strength, or leave the row out"


def test_only_rules_on_whole_rows_and_cells_that_must_be_filled_say_to_leave_a_row_out() -> None:
    said = {key for key, (_, remedy) in PROBLEMS.items() if "leave the row out" in remedy}
    assert said == {
        "out_of_bounds",
        "out_of_bounds.finite",
        "self_link",
        "word_for_nothing",  # as id, or as an end that may not be empty
        "word_for_nothing.end",
    }


def test_columns_not_loaded_are_told_once_for_each_file(tmp_path: Path) -> None:
    columns = [f"c{number}" for number in range(12)]
    persons = PERSONS.replace("identity\n", f"identity,{','.join(columns)}\n").replace("no\n", "no" + ",x" * 12 + "\n")
    loaded = load(folder_of(tmp_path, {"persons.csv": persons}), LoadOptions(ignore_unknown=True))
    (remark,) = [remark for remark in loaded.report.remarks if remark.code == "column_ignored"]
    assert (remark.n, remark.column) == (36, "c0, c1, c2, c3, c4, c5, c6, c7, c8, c9 and 2 more")
    (file,) = [file for file in loaded.report.files if file.file == "persons.csv"]
    assert list(file.columns_ignored) == columns


def test_a_question_takes_a_quarantine_and_drops_what_must_not_come_in(tmp_path: Path) -> None:
    persons = PERSONS.replace("identity\n", "identity,race\n").replace("no\n", "no,x\n") + "P9,Ek,maybe,x\n"
    folder = folder_of(tmp_path, {"persons.csv": persons})
    run = gruppkarta(
        "scorecard", "--case", str(folder), "--drop-forbidden", "--quarantine", str(tmp_path / "aside"), "--json"
    )
    assert run.code == 0, run.err
    assert "1 row is put aside" in run.err
    header, row = (tmp_path / "aside" / "persons.csv").read_text(encoding="utf-8").splitlines()
    assert header == "person_id,label,protected_identity,_line,_problems"
    assert row.startswith("P9,Ek,maybe,5,")
