"""Foreign tables by a mapping: renamed, constant, put together, translated, chosen, merged."""

from datetime import date
from pathlib import Path

import pytest

from graph_service.domain.report import CaseHead
from graph_service.domain.schema import Row
from graph_service.errors import ForbiddenColumnsError, InputError
from loaders.case_folder import Loaded, LoadOptions
from tests.unit.loaders.cases import load, problem, problems, remark

PERSONS = """
[[output]]
from = "people.csv"
into = "persons"
[output.columns]
person_id = "id"
label = { template = "P-{id}" }
protected_identity = { constant = false }
"""
INCIDENTS = """
[[output]]
from = "events.csv"
into = "incidents"
[output.columns]
incident_id = "key"
occurred_on = { template = "{year}-{month:02}-{day:02}" }
precision = { constant = "day" }
type = { column = "what", translate = { gun = "shooting", knife = "stabbing" }, otherwise = "other" }
n_killed = { column = "dead", translate = { Y = 1, N = "" } }
place = "where"
group_involved = { constant = "unknown" }
status = { constant = "confirmed" }
"""
EVENTS = "key,year,month,day,what,dead,where\n"
PEOPLE = "id\n1\n2\n"


def _load(
    folder: Path, mapping: str, files: dict[str, str], *, drop_forbidden: bool = False, ignore_unknown: bool = False
) -> Loaded:
    path = folder / "map.toml"
    path.write_text(mapping, encoding="utf-8")
    return load(folder, files, LoadOptions(mapping=path, drop_forbidden=drop_forbidden, ignore_unknown=ignore_unknown))


def _options(folder: Path, mapping: str) -> LoadOptions:
    path = folder / "map.toml"
    path.write_text(mapping, encoding="utf-8")
    return LoadOptions(mapping=path)


def _rows(loaded: Loaded, kind: str, *names: str) -> list[Row]:
    table = loaded.tables[kind]
    return list(zip(*(table.column(name) for name in names), strict=True))


def test_columns_are_renamed_put_together_and_constant(tmp_path: Path) -> None:
    loaded = _load(tmp_path, PERSONS, {"people.csv": PEOPLE})
    assert _rows(loaded, "person", "person_id", "label", "protected_identity") == [
        ("1", "P-1", False),
        ("2", "P-2", False),
    ]


def test_parts_of_a_date_are_put_together_and_words_translated(tmp_path: Path) -> None:
    text = EVENTS + "a,2020,4,7,gun,Y,North\nb,2020,12,17, knife ,N,\nc,2020,1,1,bomb,N,x\n"
    loaded = _load(tmp_path, INCIDENTS, {"events.csv": text})
    assert _rows(loaded, "incident", "occurred_on", "type", "n_killed", "place") == [
        (date(2020, 4, 7), "shooting", 1, "North"),
        (date(2020, 12, 17), "stabbing", None, None),
        (date(2020, 1, 1), "other", None, "x"),
    ]


def test_text_put_together_with_an_empty_cell_is_empty(tmp_path: Path) -> None:
    refusals = problems(tmp_path, {"events.csv": EVENTS + "a,2020,,7,gun,Y,North\n"}, _options(tmp_path, INCIDENTS))
    assert [(refusal.file, refusal.line, refusal.column, refusal.code) for refusal in refusals] == [
        ("events.csv", 2, "occurred_on", "date_missing")
    ]


def test_a_word_that_is_not_translated_is_refused_under_its_own_column(tmp_path: Path) -> None:
    refusal = problem(tmp_path, {"events.csv": EVENTS + "a,2020,4,7,gun,maybe,\n"}, _options(tmp_path, INCIDENTS))
    assert (refusal.file, refusal.line, refusal.column, refusal.value) == ("events.csv", 2, "dead", "maybe")
    assert refusal.code == "untranslated_value"
    assert "otherwise" in refusal.remedy


ROLES = (
    PERSONS
    + INCIDENTS.replace("events.csv", "crimes.csv")
    + """
[[output]]
from = "roles.csv"
into = "involvements"
[output.columns]
person_id = "person"
incident_id = "crime"
part = { column = "role", translate = { S = "suspect", V = "victim", VS = ["victim", "suspect"], O = [] } }
harm = { column = "hurt", translate = { y = "injured" }, otherwise = "" }
"""
)
CRIMES = EVENTS + "a,2020,4,7,gun,N,x\n"


def test_a_word_can_become_several_records_or_none(tmp_path: Path) -> None:
    roles = "person,crime,role,hurt\n1,a,VS,\n2,a,S,\n1,a,O,\n2,a,V,y\n"
    loaded = _load(tmp_path, ROLES, {"people.csv": PEOPLE, "crimes.csv": CRIMES, "roles.csv": roles})
    assert _rows(loaded, "involvement", "person_id", "part", "harm") == [
        ("1", "victim", None),
        ("1", "suspect", None),
        ("2", "suspect", None),
        ("2", "victim", "injured"),
    ]
    assert remark(loaded, "rows_left_out").n == 1


def test_an_untranslated_word_among_several_is_refused(tmp_path: Path) -> None:
    files = {"people.csv": PEOPLE, "crimes.csv": CRIMES, "roles.csv": "person,crime,role,hurt\n1,a,VS,\n2,a,X,\n"}
    refusal = problem(tmp_path, files, _options(tmp_path, ROLES))
    assert (refusal.line, refusal.column, refusal.value, refusal.code) == (3, "role", "X", "untranslated_value")


def test_rows_are_chosen_by_what_their_cells_hold(tmp_path: Path) -> None:
    mapping = PERSONS + (
        '[[output]]\nfrom = "people.csv"\ninto = "supervision"\n'
        'where = { flag = ["1", "2"], old = "no" }\n[output.columns]\n'
        'supervision_id = { template = "S-{id}" }\nperson_id = "id"\nkind = { constant = "parole" }\n'
    )
    loaded = _load(tmp_path, mapping, {"people.csv": "id,flag,old\na,1,no\nb,2,yes\nc, 2 ,no\nd,3,no\n"})
    assert _rows(loaded, "supervision", "supervision_id", "person_id") == [("S-a", "a"), ("S-c", "c")]
    assert remark(loaded, "rows_not_chosen").n == 2
    assert len(loaded.tables["person"]) == 4


MERGED = INCIDENTS + '[output.merge]\nrows_into = "victims_high"\n[output.merge.differ]\n'


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ('n_killed = "max"\nplace = "first"', (1, "South", 3)),
        ('n_killed = "min"\nplace = "empty"', (1, None, 3)),
        ('n_killed = "empty"\nplace = "first"', (None, "South", 3)),
    ],
)
def test_rows_of_one_key_merge_by_the_rules(tmp_path: Path, rules: str, expected: Row) -> None:
    row = "a,2020,4,7,gun,{},{}\n"
    text = EVENTS + row.format("N", "") + row.format("Y", "South") + row.format("N", "North") + "b,2020,1,1,gun,N,x\n"
    loaded = _load(tmp_path, MERGED + rules, {"events.csv": text})
    assert _rows(loaded, "incident", "n_killed", "place", "victims_high") == [expected, (None, "x", 1)]
    assert remark(loaded, "rows_merged_by_key").n == 2
    assert {
        load_remark.column: load_remark.n for load_remark in loaded.report.remarks if load_remark.code == "differed"
    } == {"dead": 1, "where": 1}
    assert loaded.report.tables[0].n_merged == 2


def test_rows_of_one_key_that_differ_without_a_rule_are_refused(tmp_path: Path) -> None:
    text = EVENTS + "a,2020,4,7,gun,N,North\na,2020,4,7,gun,Y,South\n"
    refusals = problems(tmp_path, {"events.csv": text}, _options(tmp_path, MERGED + 'n_killed = "max"'))
    assert [(refusal.line, refusal.column, refusal.code) for refusal in refusals] == [
        (2, "key", "key_with_two_contents"),
        (3, "key", "key_with_two_contents"),
    ]
    assert "place" in refusals[0].problem


def test_a_number_of_merged_rows_keeps_to_the_bounds_of_its_column(tmp_path: Path) -> None:
    mapping = (
        '[[output]]\nfrom = "events.csv"\ninto = "sources"\n[output.columns]\nsource_id = "key"\n'
        '[output.merge]\nrows_into = "credibility"\n'
    )
    text = "key\n" + "a\n" * 6 + "b\n" * 7
    refusal = problem(tmp_path, {"events.csv": text}, _options(tmp_path, mapping + "[output.merge.differ]\n"))
    assert (refusal.line, refusal.value, refusal.code) == (8, "7", "out_of_bounds")
    loaded = _load(tmp_path, mapping + "[output.merge.differ]\n", {"events.csv": text.removesuffix("b\n")})
    assert _rows(loaded, "source", "source_id", "credibility") == [("a", 6), ("b", 6)]


def test_a_wrong_word_in_a_row_that_would_merge_away_is_still_refused(tmp_path: Path) -> None:
    text = EVENTS + "a,2020,4,7,gun,N,x\na,2020,4,31,gun,N,x\n"
    refusal = problem(tmp_path, {"events.csv": text}, _options(tmp_path, MERGED))
    assert (refusal.line, refusal.code) == (3, "no_such_day")


def test_a_record_can_be_made_of_constants(tmp_path: Path) -> None:
    mapping = (
        PERSONS
        + '[[output]]\ninto = "sources"\n[output.columns]\nsource_id = { constant = "S" }\n'
        + "credibility = { constant = 2 }\n"
    )
    loaded = _load(tmp_path, mapping, {"people.csv": PEOPLE})
    assert _rows(loaded, "source", "source_id", "credibility") == [("S", 2)]


def test_a_bad_constant_is_named_where_it_stands(tmp_path: Path) -> None:
    mapping = (
        PERSONS
        + '[[output]]\ninto = "groups"\n[output.columns]\ngroup_id = { constant = "G" }\nname = { constant = "" }\n'
    )
    with pytest.raises(InputError, match=r"map.toml: output\[2\].columns.name.constant: name is empty; fill in name"):
        _load(tmp_path, mapping, {"people.csv": PEOPLE})


def test_two_files_can_fill_one_table(tmp_path: Path) -> None:
    mapping = PERSONS + PERSONS.replace("people.csv", "more.csv")
    loaded = _load(tmp_path, mapping, {"people.csv": PEOPLE, "more.csv": "id\n3\n2\n"})
    assert list(loaded.tables["person"].keys) == ["1", "2", "3"]
    assert remark(loaded, "identical_rows_merged").file == "more.csv"


def test_one_key_in_two_files_with_two_contents_names_the_other_file(tmp_path: Path) -> None:
    mapping = PERSONS + PERSONS.replace("people.csv", "more.csv").replace("P-{id}", "Q-{id}")
    refusals = problems(tmp_path, {"people.csv": PEOPLE, "more.csv": "id\n2\n"}, _options(tmp_path, mapping))
    assert [(refusal.file, refusal.line) for refusal in refusals] == [("people.csv", 3), ("more.csv", 2)]
    assert "(see line 2 of more.csv)" in refusals[0].problem


def test_columns_that_are_not_used_are_refused_unless_ignored_by_name(tmp_path: Path) -> None:
    files = {"people.csv": "id,age\n1,20\n2,\n"}
    refusal = problem(tmp_path, files, _options(tmp_path, PERSONS))
    assert (refusal.file, refusal.line, refusal.column, refusal.code) == ("people.csv", 1, "age", "unknown_column")
    assert refusal.remedy == "use it in map.toml, list it there under ignore, or load without it (--ignore-unknown)"
    loaded = _load(tmp_path, PERSONS + '[ignore]\n"people.csv" = ["age"]\n', files)
    assert (remark(loaded, "column_ignored").column, remark(loaded, "column_ignored").n) == ("age", 1)
    assert _load(tmp_path, PERSONS, files, ignore_unknown=True).report.files[0].columns_ignored == ("age",)


def test_a_forbidden_column_cannot_be_ignored_only_dropped(tmp_path: Path) -> None:
    mapping, files = PERSONS + '[ignore]\n"people.csv" = ["vic_race"]\n', {"people.csv": "id,vic_race\n1,x\n"}
    with pytest.raises(ForbiddenColumnsError, match="vic_race"):
        _load(tmp_path, mapping, files)
    assert remark(_load(tmp_path, mapping, files, drop_forbidden=True), "column_dropped").n == 1


def test_a_mapping_cannot_use_a_column_that_is_dropped(tmp_path: Path) -> None:
    mapping = PERSONS + 'owner_agency = "religion"\n'
    with pytest.raises(InputError) as caught:
        _load(tmp_path, mapping, {"people.csv": "id,religion\n1,x\n"}, drop_forbidden=True)
    assert str(caught.value) == (
        "map.toml: output[1].columns.owner_agency: the column religion of people.csv must not come in and is dropped; "
        "do not use it"
    )


def test_files_that_the_mapping_does_not_name_are_counted(tmp_path: Path) -> None:
    loaded = _load(
        tmp_path, PERSONS, {"people.csv": PEOPLE, "persons.csv": "x\n", "expected.json": "{}", "case.toml": "name='C'"}
    )
    assert [load_remark.file for load_remark in loaded.report.remarks if load_remark.code == "file_ignored"] == [
        "expected.json",
        "persons.csv",
    ]
    assert loaded.report.case == CaseHead("C")


def test_a_mapping_can_describe_the_case(tmp_path: Path) -> None:
    loaded = _load(tmp_path, PERSONS + '[case]\nname = "London"\ntime_zone = "Europe/London"\n', {"people.csv": PEOPLE})
    assert loaded.report.case == CaseHead("London", "Europe/London")


def test_problems_of_a_file_that_fills_two_tables_are_told_once(tmp_path: Path) -> None:
    second = '[[output]]\nfrom = "people.csv"\ninto = "groups"\n[output.columns]\ngroup_id = "id"\nname = "id"\n'
    refusal = problem(tmp_path, {"people.csv": "id\n1\n1,2\n"}, _options(tmp_path, PERSONS + second))
    assert (refusal.line, refusal.code) == (3, "ragged_row")
