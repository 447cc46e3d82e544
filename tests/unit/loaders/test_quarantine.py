"""A quarantine: good rows load, bad ones and what hangs on them are put aside with their cells as they were."""

import csv
from pathlib import Path

import pytest

from graph_service.domain.report import TableReport
from graph_service.errors import InputError, RejectedRowsError
from loaders.case_folder import Loaded, LoadOptions
from tests.unit.loaders.cases import BASE, INCIDENTS, PERSONS, SOURCES, load, remark

TIES = "tie_id,person_a,person_b,kind\n"
FILES = {
    "persons.csv": PERSONS + "P-0004, Ask ,maybe\nP-0005,Alm\nP-0006,Elm,no,x,y\n",
    "ties.csv": TIES + "T-1,P-0001,P-0002,kin\nT-2,P-0004,P-0001,kin\nT-3,P-0001,P-0009,kin\n",
    "incidents.csv": INCIDENTS,
    "involvements.csv": "involvement_id,person_id,incident_id,part\n"
    "V-1,P-0004,I-0001,victim\nV-2,P-0001,I-0001,victim\n",
}


def _load(folder: Path, files: dict[str, str], mapping: Path | None = None, *, drop_forbidden: bool = False) -> Loaded:
    return load(folder, files, LoadOptions(quarantine=folder / "aside", mapping=mapping, drop_forbidden=drop_forbidden))


def _aside(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "aside" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_good_rows_load_and_the_counts_add_up(tmp_path: Path) -> None:
    loaded = _load(tmp_path, FILES)
    assert {name: list(table.keys) for name, table in loaded.tables.items()} == {
        "person": ["P-0001", "P-0002", "P-0003"],
        "incident": ["I-0001"],
        "tie": ["T-1"],
        "involvement": ["V-2"],
    }
    assert loaded.report.tables[0] == TableReport("persons", n_read=6, n_loaded=3, n_merged=0, n_quarantined=3)
    assert loaded.report.tables[2] == TableReport("ties", n_read=3, n_loaded=1, n_merged=0, n_quarantined=2)
    assert (loaded.report.n_loaded, loaded.report.n_quarantined) == (6, 6)


def test_rows_are_written_with_their_cells_line_and_problems(tmp_path: Path) -> None:
    _load(tmp_path, FILES)
    persons = _aside(tmp_path, "persons.csv")
    assert [row["_line"] for row in persons] == ["5", "6", "7"]
    assert persons[0]["label"] == " Ask "
    assert persons[0]["_problems"] == "protected_identity: protected_identity is neither yes nor no"
    assert (persons[1]["label"], persons[1]["protected_identity"]) == ("Alm", "")
    assert (persons[2]["protected_identity"], persons[2]["_extra"]) == ("no", "x|y")
    assert not (tmp_path / "aside" / "incidents.csv").exists()


def test_rows_that_refer_to_a_row_put_aside_go_with_it(tmp_path: Path) -> None:
    loaded = _load(tmp_path, FILES)
    assert [(row["_line"], row["_problems"]) for row in _aside(tmp_path, "ties.csv")] == [
        ("3", "person_b: the row refers to one that was put aside"),
        ("4", "person_b: no row of persons has this id"),
    ]
    codes = {(refusal.file, refusal.line): refusal.code for refusal in loaded.report.problems}
    assert codes["involvements.csv", 2] == "refers_to_quarantined"
    assert loaded.report.n_problems == 6


def test_what_refers_to_what_refers_goes_too(tmp_path: Path) -> None:
    header = "incident_id,occurred_on,precision,type,group_involved,status,retaliation_for\n"
    rows = [f"I-{i},2020-04-{i:02},day,shooting,yes,confirmed,{f'I-{i - 1}' if i > 1 else ''}\n" for i in range(1, 6)]
    bad = rows[0].replace("2020", "2030")
    loaded = _load(
        tmp_path, {"incidents.csv": header + "".join(reversed([bad, *rows[1:]])) + rows[0].replace("I-1", "X")}
    )
    assert list(loaded.tables["incident"].keys) == ["X"]
    assert loaded.report.n_quarantined == 5


def test_a_corrected_quarantine_can_be_loaded_as_it_is(tmp_path: Path) -> None:
    _load(tmp_path, {"persons.csv": PERSONS + "P-0004,Ask,maybe\n"})
    text = (tmp_path / "aside" / "persons.csv").read_text(encoding="utf-8").replace("maybe", "no")
    again = load(tmp_path, {"persons.csv": text})
    assert list(again.tables["person"].keys) == ["P-0004"]
    assert again.report.files[0].columns_ignored == ("_line", "_problems")


def test_all_rows_of_a_key_with_two_contents_are_put_aside(tmp_path: Path) -> None:
    loaded = _load(tmp_path, {"persons.csv": PERSONS + "P-0001,Ask,no\n"})
    assert list(loaded.tables["person"].keys) == ["P-0002", "P-0003"]
    assert [row["_line"] for row in _aside(tmp_path, "persons.csv")] == ["2", "5"]
    assert remark(loaded, "quarantined").n == 2


def test_a_good_row_of_the_same_key_keeps_what_refers_to_it(tmp_path: Path) -> None:
    files = {"persons.csv": PERSONS + "P-0001,Falk,maybe\n", "ties.csv": TIES + "T-1,P-0001,P-0002,kin\n"}
    assert list(_load(tmp_path, files).tables["tie"].keys) == ["T-1"]


def test_merged_identical_rows_are_not_put_aside(tmp_path: Path) -> None:
    loaded = _load(tmp_path, {"persons.csv": PERSONS + "P-0001,Falk,no\nP-0004,,no\n"})
    assert loaded.report.tables[0] == TableReport("persons", n_read=5, n_loaded=3, n_merged=1, n_quarantined=1)


def test_victims_put_aside_do_not_count_against_an_incident(tmp_path: Path) -> None:
    rows = "V-1,P-0001,I-0001,victim,injured\nV-2,P-0009,I-0001,victim,injured\n"
    files = {**BASE, "involvements.csv": "involvement_id,person_id,incident_id,part,harm\n" + rows}
    loaded = _load(tmp_path, files)
    assert list(loaded.tables["involvement"].keys) == ["V-1"]
    assert len(loaded.tables["incident"]) == 1


def test_nothing_is_written_when_nothing_is_bad(tmp_path: Path) -> None:
    assert _load(tmp_path, BASE).report.n_quarantined == 0
    assert not (tmp_path / "aside").exists()


def test_the_quarantine_must_be_empty(tmp_path: Path) -> None:
    (tmp_path / "aside").mkdir()
    (tmp_path / "aside" / "old.csv").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="the quarantine folder aside is not empty; empty it, or name a new folder"):
        _load(tmp_path, BASE)


def test_the_quarantine_must_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "aside").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="the quarantine folder aside is not empty"):
        _load(tmp_path, BASE)


def test_the_quarantine_must_be_writable(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("", encoding="utf-8")
    options = LoadOptions(quarantine=tmp_path / "x" / "aside")
    with pytest.raises(InputError, match="the quarantine folder aside cannot be"):
        load(tmp_path, FILES, options)


def test_a_file_that_cannot_be_read_refuses_the_load_all_the_same(tmp_path: Path) -> None:
    with pytest.raises(RejectedRowsError, match="sources"):
        _load(tmp_path, {**FILES, "sources.csv": SOURCES + '"'})
    assert not (tmp_path / "aside").exists()


def test_columns_that_must_not_come_in_do_not_go_out_either(tmp_path: Path) -> None:
    text = "person_id,religion,label,protected_identity\nP-1,secret,Falk,maybe\n"
    _load(tmp_path, {"persons.csv": text}, drop_forbidden=True)
    assert "secret" not in (tmp_path / "aside" / "persons.csv").read_text(encoding="utf-8")


MAPPING = """
[[output]]
from = "people.csv"
into = "persons"
[output.columns]
person_id = "id"
label = "id"
protected_identity = { constant = "no" }

[[output]]
from = "people.csv"
into = "supervision"
[output.columns]
supervision_id = "id"
person_id = "id"
kind = "order"
valid_from = "since"
[output.merge]
[output.merge.differ]
valid_from = "min"
"""


def test_records_made_of_one_row_stay_together(tmp_path: Path) -> None:
    mapping = tmp_path / "map.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    text = "id,order,since\n1,parole,2020-01-02\n2,zzz,2020-01-02\n3,prison,2020-01-02\n"
    loaded = _load(tmp_path, {"people.csv": text}, mapping)
    assert list(loaded.tables["person"].keys) == ["1", "3"]
    assert list(loaded.tables["supervision"].keys) == ["1", "3"]
    assert [row["_line"] for row in _aside(tmp_path, "people.csv")] == ["3"]
    assert [refusal.code for refusal in loaded.report.problems] == ["same_row_refused", "unknown_word"]


def test_all_rows_of_a_key_that_cannot_be_merged_are_put_aside(tmp_path: Path) -> None:
    mapping = tmp_path / "map.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    text = "id,order,since\n1,parole,2020-01-02\n1,parole,x\n3,prison,2020-01-02\n"
    loaded = _load(tmp_path, {"people.csv": text}, mapping)
    assert [row["_line"] for row in _aside(tmp_path, "people.csv")] == ["2", "3"]
    assert list(loaded.tables["supervision"].keys) == ["3"]
    assert "same_key_refused" in {refusal.code for refusal in loaded.report.problems}


def test_all_rows_of_a_merged_record_are_put_aside(tmp_path: Path) -> None:
    mapping = tmp_path / "map.toml"
    second = MAPPING.index("[[output]]", 5)
    mapping.write_text(MAPPING[second:].replace('person_id = "id"', 'person_id = "who"'), encoding="utf-8")
    text = "id,who,order,since\n1,P,parole,2020-01-02\n1,P,parole,2020-01-01\n"
    loaded = _load(tmp_path, {"people.csv": text}, mapping)
    assert [(row["_line"], row["_problems"]) for row in _aside(tmp_path, "people.csv")] == [
        ("2", "who: no row of persons has this id"),
        ("3", "who: no row of persons has this id"),
    ]
    assert loaded.report.tables[0] == TableReport("supervision", n_read=2, n_loaded=0, n_merged=0, n_quarantined=2)


def test_a_bad_record_of_constants_refuses_the_load(tmp_path: Path) -> None:
    mapping = tmp_path / "map.toml"
    words = {"incident_id": "I-1", "occurred_on": "2020-04", "precision": "day", "type": "arson"}
    words |= {"group_involved": "yes", "status": "confirmed"}
    columns = "".join(f'{name} = {{ constant = "{word}" }}\n' for name, word in words.items())
    constants = f'[[output]]\ninto = "incidents"\n[output.columns]\n{columns}'
    mapping.write_text(MAPPING + constants, encoding="utf-8")
    with pytest.raises(RejectedRowsError):
        _load(tmp_path, {"people.csv": "id,order,since\n"}, mapping)
