"""What a mapping makes of cells: the first or each of several, split, empty, looked up, counted, pairs, matrices."""

from pathlib import Path

import pytest

from graph_service.domain.limits import Limits
from graph_service.domain.schema import Row
from graph_service.errors import RejectedRowsError
from loaders.case_folder import LoadOptions
from tests.needs import SHARED_DATA, needs
from tests.unit.loaders.cases import load, problem, problems, remark
from tests.unit.loaders.mapped import load_mapped, options, rows_of

CASES = SHARED_DATA.parent / "cases"
needs_cases = needs("data", available=CASES.is_dir(), how="set GRUPPKARTA_TEST_DATA to the folder beside the cases")

PERSONS = (
    '[[output]]\nfrom = "people.csv"\ninto = "persons"\n[output.columns]\nprotected_identity = { constant = "no" }\n'
)
EVENTS = (
    '[[output]]\nfrom = "events.csv"\ninto = "incidents"\n[output.columns]\nincident_id = "key"\n'
    'precision = { constant = "day" }\ntype = { constant = "shooting" }\ngroup_involved = { constant = "unknown" }\n'
    'status = { constant = "confirmed" }\n'
)
DATED = EVENTS + 'occurred_on = "day"\n'
PAIRS = (
    '[[output]]\nfrom = "pairs.csv"\ninto = "persons"\nends = ["source", "target"]\n'
    'columns = { protected_identity = { constant = "no" } }\n'
    '[[output]]\nfrom = "pairs.csv"\ninto = "ties"\n'
    'columns = { person_a = "source", person_b = "target", kind = { constant = "friend" } }\n'
)


def test_persons_are_made_of_the_ends_of_a_list_each_once(tmp_path: Path) -> None:
    loaded = load_mapped(tmp_path, PAIRS, {"pairs.csv": "source,target\nA,B\nB,C\nC,A\n"})
    assert rows_of(loaded, "person", "person_id", "label") == [("A", "A"), ("B", "B"), ("C", "C")]
    assert rows_of(loaded, "tie", "person_a", "person_b") == [("A", "B"), ("B", "C"), ("A", "C")]
    assert remark(loaded, "identical_rows_merged").n == 3


def test_ends_may_carry_columns_of_their_own(tmp_path: Path) -> None:
    mapping = PAIRS.replace(
        "columns = { protected", 'columns = { label = { each_of = ["name_s", "name_t"] }, protected', 1
    )
    loaded = load_mapped(tmp_path, mapping, {"pairs.csv": "source,target,name_s,name_t\nA,B,Falk,Lo\n"})
    assert rows_of(loaded, "person", "person_id", "label") == [("A", "Falk"), ("B", "Lo")]


def test_an_end_that_is_not_given_makes_no_person_and_is_counted(tmp_path: Path) -> None:
    mapping = PAIRS.split('[[output]]\nfrom = "pairs.csv"\ninto = "ties"', maxsplit=1)[0]
    loaded = load_mapped(tmp_path, mapping, {"pairs.csv": "source,target\nA,\n"})
    assert rows_of(loaded, "person", "person_id") == [("A",)]
    assert (remark(loaded, "values_left_out").column, remark(loaded, "values_left_out").n) == ("target", 1)


def test_a_refused_row_does_not_take_a_person_along_who_stands_in_another(tmp_path: Path) -> None:
    files = {"pairs.csv": "source,target\nA,A\nA,B\n"}
    loaded = load_mapped(tmp_path, PAIRS, files, quarantine=tmp_path / "aside")
    assert rows_of(loaded, "person", "person_id") == [("A",), ("B",)]
    assert (tmp_path / "aside" / "pairs.csv").read_text("utf-8").startswith("source,target,_line,_problems\nA,A,2,")


SPLIT = (
    '[[output]]\nfrom = "events.csv"\ninto = "persons"\n[output.columns]\n'
    'person_id = { column = "who", split = ";" }\nlabel = { column = "who", split = ";" }\n'
    'protected_identity = { constant = "no" }\n'
    + DATED
    + '[[output]]\nfrom = "events.csv"\ninto = "involvements"\n[output.columns]\n'
    'person_id = { column = "who", split = ";" }\nincident_id = "key"\npart = { constant = "victim" }\n'
)


def test_several_values_of_a_cell_make_a_record_each(tmp_path: Path) -> None:
    text = "key,day,who\nI1,2020-04-17,A; B;\nI2,2020-04-18,\nI3,2020-04-19,B\n"
    loaded = load_mapped(tmp_path, SPLIT, {"events.csv": text})
    assert rows_of(loaded, "person", "person_id", "label") == [("A", "A"), ("B", "B")]
    assert rows_of(loaded, "involvement", "incident_id", "person_id") == [("I1", "A"), ("I1", "B"), ("I3", "B")]
    assert len(loaded.tables["incident"]) == 3
    assert remark(loaded, "values_left_out").n == 2


def test_several_values_of_a_cell_become_one_of_our_lists(tmp_path: Path) -> None:
    mapping = PERSONS + (
        'person_id = "id"\nlabel = "id"\n'
        'names = { column = "names", split = ",", translate = { Z = "Zed" }, otherwise = "keep", empty = "?" }\n'
    )
    loaded = load_mapped(tmp_path, mapping, {"people.csv": 'id,names\n1,"Falk, Z,?"\n2,?\n'})
    assert rows_of(loaded, "person", "names") == [(("Falk", "Zed"),), ((),)]


def test_parts_of_a_cell_are_translated_and_refused_one_by_one(tmp_path: Path) -> None:
    mapping = SPLIT + 'harm = { column = "harm", translate = { d = "killed" } }\n'
    mapping = mapping.replace(
        'part = { constant = "victim" }', 'part = { column = "part", translate = { V = "victim" } }'
    )
    text = "key,day,who,part,harm\nI1,2020-04-17,A;B,V,x\n"
    refusals = problems(tmp_path, {"events.csv": text}, options(tmp_path, mapping))
    assert [(refusal.column, refusal.value, refusal.code) for refusal in refusals] == [
        ("harm", "(protected)", "untranslated_value"),
        ("harm", "(protected)", "untranslated_value"),
    ]


def test_the_first_column_that_is_not_empty_counts(tmp_path: Path) -> None:
    mapping = PERSONS + 'person_id = "id"\nlabel = { first_of = ["nick", "short", "id"], empty = ["-", "None"] }\n'
    loaded = load_mapped(tmp_path, mapping, {"people.csv": "id,nick,short\n1,Falk,F\n2,-,L\n3, none ,\n"})
    assert rows_of(loaded, "person", "label") == [("Falk",), ("L",), ("3",)]


def test_words_of_a_column_that_mean_nothing_are_not_given(tmp_path: Path) -> None:
    mapping = PERSONS + 'person_id = "id"\nlabel = "id"\nsex = { column = "sex", empty = ["-", "?"] }\n'
    loaded = load_mapped(tmp_path, mapping, {"people.csv": "id,sex\n1,-\n2,male\n3, ? \n"})
    assert rows_of(loaded, "person", "sex") == [(None,), ("male",), (None,)]


def test_all_words_for_nothing_are_empty_but_those_to_keep(tmp_path: Path) -> None:
    mapping = EVENTS + 'occurred_on = "day"\nplace = { column = "place", empty = true, keep = ["okänd"] }\n'
    text = "key,day,place\na,2020-01-01,N/A\nb,2020-01-01,Okänd\nc,2020-01-01,Torget\n"
    loaded = load_mapped(tmp_path, mapping, {"events.csv": text})
    assert rows_of(loaded, "incident", "place") == [(None,), ("Okänd",), ("Torget",)]


def test_an_untranslated_word_is_kept_where_the_mapping_says_so(tmp_path: Path) -> None:
    mapping = DATED.replace(
        'type = { constant = "shooting" }',
        'type = { column = "what", translate = { gun = "shooting" }, otherwise = "keep" }',
    )
    loaded = load_mapped(tmp_path, mapping, {"events.csv": "key,day,what\na,2020-01-01,gun\nb,2020-01-01,stabbing\n"})
    assert rows_of(loaded, "incident", "type") == [("shooting",), ("stabbing",)]


def test_rows_are_chosen_by_columns_that_are_filled(tmp_path: Path) -> None:
    mapping = DATED.replace('into = "incidents"\n', 'into = "incidents"\nwhere_filled = ["place", "what"]\n') + (
        'place = { column = "place", empty = "-" }\nnote = "what"\n'
    )
    text = "key,day,place,what\na,2020-01-01,x,y\nb,2020-01-01,-,y\nc,2020-01-01,x, \n"
    loaded = load_mapped(tmp_path, mapping, {"events.csv": text})
    assert rows_of(loaded, "incident", "incident_id") == [("a",)]
    assert remark(loaded, "rows_not_chosen").n == 2


def _merged(columns: str, differ: str) -> str:
    return f"{DATED}{columns}\n[output.merge]\n[output.merge.differ]\n{differ}\n"


@pytest.mark.parametrize(
    ("columns", "differ", "expected"),
    [
        ('n_killed = "dead"', 'n_killed = "sum"', [("a", 2), ("b", None), ("c", 1)]),
        ('n_killed = { count = { dead = "1" } }', "", [("a", 2), ("b", 0), ("c", 1)]),
        ("n_killed = { count = {} }", "", [("a", 3), ("b", 1), ("c", 2)]),
        ('n_killed = { count = { dead = ["1"], part = "V" } }', "", [("a", 1), ("b", 0), ("c", 1)]),
    ],
)
def test_rows_of_a_key_are_added_up_or_counted(tmp_path: Path, columns: str, differ: str, expected: list[Row]) -> None:
    text = (
        "key,day,dead,part\na,2020-01-01,1,V\na,2020-01-01,1,\na,2020-01-01,0,\nb,2020-01-01,,\n"
        "c,2020-01-01,,V\nc,2020-01-01,1,V\n"
    )
    path = options(tmp_path, _merged(columns, differ)).mapping
    loaded = load(tmp_path, {"events.csv": text}, LoadOptions(mapping=path, ignore_unknown=True))
    assert rows_of(loaded, "incident", "incident_id", "n_killed") == expected


def test_a_sum_keeps_to_the_bounds_of_its_column_and_is_counted(tmp_path: Path) -> None:
    mapping = (
        '[[output]]\nfrom = "events.csv"\ninto = "sources"\n[output.columns]\nsource_id = "key"\ncredibility = "n"\n'
        '[output.merge.differ]\ncredibility = "sum"\n'
    )
    refusal = problem(tmp_path, {"events.csv": "key,n\na,3\na,4\n"}, options(tmp_path, mapping))
    assert (refusal.line, refusal.value, refusal.code) == (2, "7", "out_of_bounds")
    assert remark(load_mapped(tmp_path, mapping, {"events.csv": "key,n\na,3\na,3\n"}), "summed").n == 1


@needs_cases
def test_a_row_for_each_victim_gives_the_number_of_the_dead(tmp_path: Path) -> None:
    mapping = (CASES / "phl_two_dead" / "map.toml").read_text("utf-8").replace('n_killed = "max"', 'n_killed = "sum"')
    loaded = load_mapped(tmp_path, mapping, {"phl.csv": (CASES / "phl_two_dead" / "case" / "phl.csv").read_bytes()})
    assert rows_of(loaded, "incident", "n_killed", "victims_high") == [(2, 2)]


def test_unordered_pairs_are_one_key(tmp_path: Path) -> None:
    mapping = PAIRS.replace('person_a = "source"', 'tie_id = { pair = ["source", "target"] }, person_a = "source"')
    mapping = mapping.replace("columns = { tie_id", 'merge = { differ = { strength = "sum" } }\ncolumns = { tie_id')
    mapping = mapping.replace("kind = {", 'strength = "n", kind = {')
    loaded = load_mapped(tmp_path, mapping, {"pairs.csv": "source,target,n\nB,A,1\nA,B,2\nA,C+D,1\nA+C,D,1\n"})
    assert rows_of(loaded, "tie", "tie_id", "person_a", "person_b", "strength") == [
        ("A+B", "A", "B", 3.0),
        ("A+C%2BD", "A", "C+D", 1.0),
        ("A%2BC+D", "A+C", "D", 1.0),
    ]


LOOKUP = PERSONS + ('person_id = "id"\nlabel = { lookup = "names.csv", by = "id", key = "no", take = "name" }\n')


def test_a_value_is_looked_up_in_another_file(tmp_path: Path) -> None:
    files = {"people.csv": "id\n1\n 2 \n", "names.csv": "no;name\n2;Lo\n1;Falk\n3;Ek\n"}
    loaded = load_mapped(tmp_path, LOOKUP, files)
    assert rows_of(loaded, "person", "person_id", "label") == [("1", "Falk"), ("2", "Lo")]
    assert [file.file for file in loaded.report.files] == ["people.csv", "names.csv"]


def test_a_key_that_is_not_there_is_refused_with_its_line_unless_the_mapping_says_what_holds(tmp_path: Path) -> None:
    files = {"people.csv": "id\n1\n2\n", "names.csv": "no,name\n1,Falk\n"}
    refusal = problem(tmp_path, files, options(tmp_path, LOOKUP))
    assert (refusal.file, refusal.line, refusal.value, refusal.code) == ("people.csv", 3, "2", "lookup_missing")
    loaded = load_mapped(tmp_path, LOOKUP.replace('take = "name"', 'take = "name", otherwise = "Ask"'), files)
    assert rows_of(loaded, "person", "label") == [("Falk",), ("Ask",)]


def test_a_key_that_is_there_twice_is_refused_with_both_lines(tmp_path: Path) -> None:
    files = {"people.csv": "id\n1\n", "names.csv": "no,name\n1,Falk\n2,Lo\n1,Ek\n"}
    refusal = problem(tmp_path, files, options(tmp_path, LOOKUP))
    assert (refusal.file, refusal.line, refusal.column, refusal.code) == ("names.csv", 4, "no", "lookup_not_unique")
    assert "(see line 2)" in refusal.problem


def test_a_file_that_is_looked_up_is_checked_like_any_other(tmp_path: Path) -> None:
    files = {"people.csv": "id\n1\n", "names.csv": "no,name,age\n1,Falk,20\n2,Lo\n"}
    refusal = problem(tmp_path, files, options(tmp_path, LOOKUP))
    assert (refusal.file, refusal.column, refusal.code) == ("names.csv", "age", "unknown_column")
    mapping = LOOKUP + '[ignore]\n"names.csv" = ["age"]\n'
    refusal = problem(tmp_path, files, options(tmp_path, mapping))
    assert (refusal.file, refusal.line, refusal.code) == ("names.csv", 3, "ragged_row")
    loaded = load_mapped(tmp_path, mapping, files | {"names.csv": "no,name,age\n1,Falk,20\n"})
    assert remark(loaded, "column_ignored").n == 1


def test_ends_are_looked_up_each_by_its_own_column(tmp_path: Path) -> None:
    label = '{ lookup = "names.csv", by = ["source", "target"], key = "no", take = "name" }'
    mapping = PAIRS.replace("columns = { protected", f"columns = {{ label = {label}, protected", 1)
    files = {"pairs.csv": "source,target\n1,2\n", "names.csv": "no,name\n1,Falk\n2,Lo\n"}
    assert rows_of(load_mapped(tmp_path, mapping, files), "person", "label") == [("Falk",), ("Lo",)]


def test_what_is_looked_up_is_taken_off_the_budget(tmp_path: Path) -> None:
    files = {"people.csv": "id\n1\n", "names.csv": f"no,name\n1,{'x' * 300}\n"}
    path = options(
        tmp_path,
        LOOKUP + '[[output]]\nfrom = "people.csv"\ninto = "groups"\n'
        '[output.columns]\ngroup_id = "id"\n'
        'name = { lookup = "names.csv", by = "id", key = "name", take = "no", otherwise = "x" }\n',
    ).mapping
    refusal = problem(tmp_path, files, LoadOptions(mapping=path, limits=Limits(max_case_bytes=400)))
    assert (refusal.file, refusal.code) == ("names.csv", "too_many_bytes")


COORDINATES = DATED + 'latitude = { sweref99tm = ["N", "E"] }\nlongitude = { sweref99tm = ["N", "E"] }\n'


def test_coordinates_in_sweref_99_tm_become_degrees(tmp_path: Path) -> None:
    text = 'key,day,N,E\na,2020-01-01,6580822,674032\nb,2020-01-01,,\nc,2020-01-01,"6580822,0",674032\n'
    loaded = load_mapped(tmp_path, COORDINATES, {"events.csv": text})
    (place, nowhere, same) = rows_of(loaded, "incident", "latitude", "longitude")
    assert place == pytest.approx((59.330231, 18.059196), abs=1e-5)
    assert (nowhere, same) == ((None, None), place)


@pytest.mark.parametrize("cells", ["674032,6580822", "x,674032", "nan,674032", "0,0"])
def test_what_is_no_place_in_sweden_is_refused(tmp_path: Path, cells: str) -> None:
    refusals = problems(
        tmp_path, {"events.csv": f"key,day,N,E\na,2020-01-01,{cells}\n"}, options(tmp_path, COORDINATES)
    )
    assert [(refusal.line, refusal.code) for refusal in refusals] == [(2, "not_sweref99")] * 2


SOURCE = '[[output]]\ninto = "sources"\ncolumns = { source_id = { constant = "S" } }\n'


def test_one_file_becomes_links_of_several_kinds_by_a_column(tmp_path: Path) -> None:
    tie = (
        '[[output]]\nfrom = "links.csv"\ninto = "ties"\nwhere = { type = "friend" }\n[output.columns]\n'
        'person_a = "from"\nperson_b = "to"\nkind = "type"\n'
    )
    member = (
        '[[output]]\nfrom = "links.csv"\ninto = "memberships"\nwhere = { type = "member" }\n[output.columns]\n'
        'person_id = "from"\ngroup_id = "to"\nrole = { constant = "core" }\n'
        'source_id = { constant = "S" }\nbasis = { constant = "fact" }\n'
    )
    persons = PERSONS + 'person_id = "id"\nlabel = "id"\n'
    group = '[[output]]\ninto = "groups"\ncolumns = { group_id = { constant = "G" }, name = { constant = "North" } }\n'
    files = {"people.csv": "id\nA\nB\n", "links.csv": "from,to,type\nA,B,friend\nA,G,member\n"}
    loaded = load_mapped(tmp_path, persons + group + tie + member + SOURCE, files)
    assert rows_of(loaded, "tie", "person_a", "person_b") == [("A", "B")]
    assert rows_of(loaded, "membership", "person_id", "group_id") == [("A", "G")]


def test_values_of_a_cell_are_taken_off_the_number_of_records(tmp_path: Path) -> None:
    text = f"key,day,who\nI1,2020-04-17,{';'.join('x' * 200)}\n"
    path = options(tmp_path, SPLIT).mapping
    with pytest.raises(RejectedRowsError) as caught:
        load(tmp_path, {"events.csv": text}, LoadOptions(mapping=path, limits=Limits(max_case_rows=100)))
    assert caught.value.problems[0].code == "too_many_rows"
