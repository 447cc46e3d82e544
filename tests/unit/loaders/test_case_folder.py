"""A case folder as a whole: which files it may hold, case.toml, made keys, merging, what the report counts."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from graph_service.analysis.result import to_json
from graph_service.domain.report import CaseHead, TableReport
from graph_service.domain.schema import BY_TABLE, KINDS, MAX_KEY_LENGTH
from graph_service.errors import InputError
from loaders.case_folder import LoadOptions, load_case
from loaders.template import write_template
from tests.unit.loaders.cases import BASE, GROUPS, PERSONS, TODAY, load, problem, problems, remark, write

LINKS = "person_a,person_b,kind,valid_from,source_id\n"


def test_every_table_of_a_case_is_loaded_in_plain_types(tmp_path: Path) -> None:
    loaded = load(tmp_path, BASE)
    assert list(loaded.tables) == ["source", "person", "group", "incident"]
    assert next(iter(loaded.tables["person"].rows())) == (
        "P-0001",
        "Falk",
        (),
        (),
        None,
        None,
        None,
        False,
        None,
        None,
        None,
    )
    incident = loaded.tables["incident"].take([0])
    assert type(incident.column("type")[0]) is str
    assert incident.column("occurred_on")[0] == date(2020, 4, 17)
    assert loaded.report.n_loaded == 7


def test_a_table_with_a_header_only_is_read_and_holds_nothing(tmp_path: Path) -> None:
    loaded = load(tmp_path, {"groups.csv": GROUPS, "ties.csv": "person_a,person_b,kind\n"})
    assert list(loaded.tables) == ["group"]
    assert [table.table for table in loaded.report.tables] == ["groups", "ties"]


def test_the_folder_must_exist(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match="the case folder nowhere does not exist; give a folder of tables, or a file such as book"
    ):
        load_case(tmp_path / "nowhere", today=TODAY)


def test_the_folder_must_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="the case folder file is not a folder"):
        load_case(tmp_path / "file", today=TODAY)


def test_the_folder_must_be_readable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)  # tests may run as a user whom no permission stops
    with pytest.raises(InputError, match=r"the case folder case cannot be read \(Permission denied\)"):
        load_case(tmp_path / "case", today=TODAY)


def test_a_folder_without_a_table_is_refused_with_the_names_of_tables(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no table in the case folder case; .* sources\.csv, persons\.csv"):
        load(tmp_path, {"README.md": "hello", ".hidden": ""})


TABLES = ", ".join(f"{table}.csv" for table in BY_TABLE)


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("memberhips.csv", "did you mean memberships.csv? rename it, or remove it"),
        ("Persons.csv", "did you mean persons.csv? rename it, or remove it"),
        ("persons.CSV", "did you mean persons.csv? rename it, or remove it"),
        ("zzzz.csv", f"the tables are {TABLES}; for another, write a mapping (--mapping), or try gruppkarta quick"),
        ("persons.docx", "save its table as persons.csv, and remove this file"),
        ("zzzz.docx", "save its table as a CSV file with the name of a table, and remove this file"),
        ("Case.toml", "rename it to case.toml, or remove it"),
        ("cases.toml", "rename it to case.toml, or remove it"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_nearest(tmp_path: Path, name: str, remedy: str) -> None:
    refusal = problem(tmp_path, {**BASE, name: "x\n"})
    assert (refusal.file, refusal.line, refusal.code, refusal.remedy) == (name, None, "no_table", remedy)


def test_texts_hidden_files_and_folders_are_passed_over_and_counted(tmp_path: Path) -> None:
    files = {**BASE, "README.md": "x", ".DS_Store": "x", "~$persons.xlsx": "x", "policy.toml": ""}
    (write(tmp_path, files) / "old").mkdir()
    loaded = load(tmp_path, files)
    ignored = [load_remark.file for load_remark in loaded.report.remarks if load_remark.code == "file_ignored"]
    assert ignored == [".DS_Store", "README.md", "old", "policy.toml", "~$persons.xlsx"]


def test_case_toml_describes_the_case(tmp_path: Path) -> None:
    head = 'name = " Demo "\ntime_zone = "Europe/Oslo"\nas_of = 2020-08-20\nhandling = "internal"\n'
    loaded = load(tmp_path, {**BASE, "case.toml": head})
    assert loaded.report.case == CaseHead("Demo", "Europe/Oslo", date(2020, 8, 20), "internal")


def test_without_case_toml_the_case_is_in_stockholm(tmp_path: Path) -> None:
    assert load(tmp_path, BASE).report.case == CaseHead(time_zone="Europe/Stockholm")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nam = 'x'", "case.toml: nam: no such key; did you mean name?"),
        ("zzz = 'x'", "case.toml: zzz: no such key; known are name, time_zone, as_of, handling"),
        ("name = 3", "case.toml: name: text is expected here; write it in quotation marks"),
        ("time_zone = 'Stockholm'", "case.toml: time_zone: no such time zone: 'Stockholm'; write it like"),
        ("time_zone = '/etc/passwd'", "case.toml: time_zone: no such time zone: '/etc/passwd'"),
        ("as_of = 'soon'", "case.toml: as_of: 'soon' is not a date; write it like 2020-08-20"),
        ("as_of = 5", "case.toml: as_of: a date is expected here; write it like 2020-08-20"),
        ("as_of = 2020-08-20T12:00:00", "case.toml: as_of: a date is expected here"),
        ("name = ", "case.toml is not TOML: "),
        ("# " + "x" * 2**20, "case.toml is larger than 1048576 bytes; give a TOML file"),
    ],
)
def test_a_bad_case_toml_is_refused_with_its_key(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        load(tmp_path, {**BASE, "case.toml": text})
    assert str(caught.value).startswith(message)


def test_the_day_of_a_case_may_be_text(tmp_path: Path) -> None:
    assert load(tmp_path, {**BASE, "case.toml": "as_of = '2020-08-20'"}).report.case.as_of == date(2020, 8, 20)


@pytest.mark.parametrize(("time_zone", "n_problems"), [("Europe/Stockholm", 0), ("Europe/London", 1)])
def test_an_instant_is_the_day_it_is_where_the_case_is(tmp_path: Path, time_zone: str, n_problems: int) -> None:
    files = {
        "incidents.csv": BASE["incidents.csv"].replace("2020-04-17", "2026-11-25"),
        "case.toml": f"time_zone = '{time_zone}'",
        "groups.csv": GROUPS,
    }
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    options = LoadOptions(quarantine=tmp_path / "aside")
    assert load_case(write(tmp_path, files), options=options, today=late).report.n_problems == n_problems


def test_links_and_acts_without_ids_get_ids_of_their_content(tmp_path: Path) -> None:
    files = {
        **BASE,
        "ties.csv": LINKS
        + "P-0001,P-0002,kin,2020-01-02,S-01\nP-0002,P-0001,kin,2020-01-02,S-01\nP-0001,P-0002,friend,2020-01-02,S-01\n"
        + "P-0001,P-0002,kin,,S-01\nP-0001,P-0002,kin,2020-01-02,\nP-0001,P-0003,kin,2020-01-02,S-01\n",
        "contacts.csv": "person_id,contacted_on,initiative,agency\nP-0001,2020-01-02,person,police\n",
    }
    loaded = load(tmp_path, files)
    keys = list(loaded.tables["tie"].keys)
    assert len(keys) == len(set(keys)) == 5
    assert all(len(key) == 20 and set(key) <= set("0123456789abcdef") for key in keys)
    assert [
        (load_remark.file, load_remark.n)
        for load_remark in loaded.report.remarks
        if load_remark.code == "key_generated"
    ] == [
        ("ties.csv", 6),
        ("contacts.csv", 1),
    ]
    assert remark(loaded, "identical_rows_merged").n == 1
    assert list(load(tmp_path, files).tables["tie"].keys) == keys


def test_made_ids_of_unlike_rows_that_say_the_same_are_refused(tmp_path: Path) -> None:
    text = "person_a,person_b,kind,strength\nP-0001,P-0002,kin,1\nP-0002,P-0001,kin,2\n"
    refusals = problems(tmp_path, {**BASE, "ties.csv": text})
    assert [(refusal.line, refusal.code) for refusal in refusals] == [
        (2, "key_with_two_contents"),
        (3, "key_with_two_contents"),
    ]
    assert "and they differ in strength (see line 3)" in refusals[0].problem


def test_two_states_of_one_involvement_are_refused_until_they_have_ids(tmp_path: Path) -> None:
    head = "person_id,incident_id,part,status,decided_on\n"
    rows = "P-0001,I-0001,suspect,charged,2020-05-01\nP-0001,I-0001,suspect,convicted,2020-06-01\n"
    refused = problems(tmp_path, {**BASE, "involvements.csv": head + rows})
    assert {problem.code for problem in refused} == {"key_with_two_contents"}
    assert "give each an id of its own in involvement_id" in refused[0].remedy
    with_ids = f"involvement_id,{head}" + "".join(f"V-{i},{row}\n" for i, row in enumerate(rows.splitlines()))
    assert len(load(tmp_path, {**BASE, "involvements.csv": with_ids}).tables["involvement"]) == 2


@pytest.mark.parametrize(
    ("column", "before", "after"), [("role", "core", "affiliate"), ("basis", "fact", "assessment")]
)
def test_a_corrected_row_keeps_the_id_that_was_made_for_it(
    tmp_path: Path, column: str, before: str, after: str
) -> None:
    rest = {"role": "core", "basis": "fact"}
    keys = []
    for word in (before, after):
        row = {**rest, column: word}
        text = f"person_id,group_id,source_id,role,basis\nP-0001,G-01,S-01,{row['role']},{row['basis']}\n"
        keys.append(load(tmp_path, {**BASE, "memberships.csv": text}).tables["membership"].keys[0])
    assert keys[0] == keys[1]


def test_identical_rows_merge_and_are_counted(tmp_path: Path) -> None:
    loaded = load(tmp_path, {"persons.csv": PERSONS + PERSONS.split("\n", 1)[1]})
    assert remark(loaded, "identical_rows_merged").n == 3
    assert loaded.report.tables == (TableReport("persons", n_read=6, n_loaded=3, n_merged=3, n_quarantined=0),)


def test_a_case_may_refer_to_records_that_are_known_already(tmp_path: Path) -> None:
    files = {"ties.csv": "person_a,person_b,kind\nP-9,P-8,kin\n"}
    loaded = load(tmp_path, files, LoadOptions(known={"person": {"P-9", "P-8"}}))
    assert len(loaded.tables["tie"]) == 1


def test_an_id_of_the_greatest_length_is_accepted(tmp_path: Path) -> None:
    assert len(load(tmp_path, {"groups.csv": f"group_id,name\n{'G' * MAX_KEY_LENGTH},North\n"}).tables["group"]) == 1


def test_the_report_is_json(tmp_path: Path) -> None:
    document = json.loads(to_json(load(tmp_path, {**BASE, "README.md": "x"}).report))
    assert document["case"]["time_zone"] == "Europe/Stockholm"
    assert document["remarks"][0] == {
        "code": "file_ignored",
        "column": None,
        "file": "README.md",
        "lines": [],
        "n": 1,
        "text": "file skipped: it is not a table",
    }
    assert document["tables"][1]["n_loaded"] == 3


def test_progress_is_told(tmp_path: Path) -> None:
    steps: list[tuple[str, int]] = []
    load_case(write(tmp_path, BASE), today=TODAY, progress=lambda step, n: steps.append((step, n)))
    assert steps == [
        ("reading sources.csv", 1),
        ("reading persons.csv", 3),
        ("reading groups.csv", 2),
        ("reading incidents.csv", 1),
        ("checking", 7),
    ]


def test_progress_is_told_on_the_way_through_a_long_file(tmp_path: Path) -> None:
    steps: list[tuple[str, int]] = []
    case = write(tmp_path, {"groups.csv": "group_id,name\n" + "".join(f"G-{i},g\n" for i in range(60_000))})
    load_case(case, today=TODAY, progress=lambda step, n: steps.append((step, n)))
    assert steps == [("reading groups.csv", 50_000), ("reading groups.csv", 60_000), ("checking", 60_000)]


def test_the_template_is_an_empty_case_that_loads(tmp_path: Path) -> None:
    files = write_template(tmp_path / "new" / "case")
    assert len(files) == len(KINDS) + 1
    loaded = load_case(tmp_path / "new" / "case", today=TODAY)
    assert loaded.tables == {}
    assert len(loaded.report.tables) == len(KINDS)


def test_the_template_can_hold_some_tables_only(tmp_path: Path) -> None:
    assert write_template(tmp_path, tables=["ties", "persons"]) == ("persons.csv", "ties.csv", "case.toml")
    assert (tmp_path / "ties.csv").read_text(encoding="utf-8").startswith("tie_id,person_a,person_b,kind,")


def test_the_template_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="is not empty; name a new folder"):
        write_template(tmp_path)


def test_the_template_knows_its_tables(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such table: person; known are sources"):
        write_template(tmp_path, tables=["person"])


def test_the_template_needs_a_place(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="the folder y cannot be written"):
        write_template(tmp_path / "x" / "y")
