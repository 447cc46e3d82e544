"""A mapping file that is not understood is refused with the key that is wrong."""

from pathlib import Path

import pytest

from graph_service.errors import InputError
from loaders.case_folder import Loaded, LoadOptions
from tests.unit.loaders.cases import load

PERSONS = """
[[output]]
from = "people.csv"
into = "persons"
[output.columns]
person_id = "id"
label = { template = "P-{id}" }
protected_identity = { constant = false }
"""
PEOPLE = "id\n1\n2\n"


def _load(
    folder: Path, mapping: str, files: dict[str, str], *, drop_forbidden: bool = False, ignore_unknown: bool = False
) -> Loaded:
    path = folder / "map.toml"
    path.write_text(mapping, encoding="utf-8")
    return load(folder, files, LoadOptions(mapping=path, drop_forbidden=drop_forbidden, ignore_unknown=ignore_unknown))


OUTPUT = '[[output]]\nfrom = "people.csv"\ninto = "{}"\n[output.columns]\n{}\n'


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("output = [", "map.toml is not TOML: "),
        ("", "map.toml: output: there is no [[output]]; add one for each table to be made"),
        ("output = 3", "map.toml: output: there is no [[output]]"),
        ("output = [3]", "map.toml: output[1]: a table is expected here"),
        (PERSONS + "[outputs]", "map.toml: outputs: no such key; did you mean output?"),
        (PERSONS + "[case]\nnam = 'x'", "map.toml: case.nam: no such key; did you mean name?"),
        ("case = 3\n" + PERSONS, "map.toml: case: a table is expected here; write [case]"),
        (PERSONS + '[ignore]\n"x.csv" = ["a"]', "map.toml: ignore.'x.csv': no output reads this file"),
        (PERSONS + '[ignore]\n"people.csv" = [[1]]', "map.toml: ignore.'people.csv': text is expected here"),
        (
            PERSONS + '[ignore]\n"people.csv" = ["ag"]',
            "map.toml: ignore.'people.csv': people.csv has no column ag; did you mean age?",
        ),
        (
            PERSONS.replace('"persons"', '"person"'),
            "map.toml: output[1].into: no such table: 'person'; did you mean persons?",
        ),
        (PERSONS.replace('into = "persons"', ""), "map.toml: output[1].into: no such table: None"),
        (PERSONS.replace("from", "file"), "map.toml: output[1].file: no such key; known are from, sheet, into"),
        (
            PERSONS.replace("people.csv", "peple.csv"),
            "map.toml: output[1].from: no file peple.csv in the case folder; did you mean people.csv?",
        ),
        (
            PERSONS.replace("people.csv", "zzz"),
            "map.toml: output[1].from: no file zzz in the case folder; there are people.csv",
        ),
        (
            PERSONS.replace("people.csv", "../people.csv"),
            "map.toml: output[1].from: '../people.csv' is not the name of a file",
        ),
        (
            PERSONS.replace('"id"', '"ID"'),
            "map.toml: output[1].columns.person_id: people.csv has no column ID; did you mean id?",
        ),
        (
            PERSONS.replace('"id"', '"zzz"'),
            "map.toml: output[1].columns.person_id: people.csv has no column zzz; there are id, age",
        ),
        (PERSONS.replace("label", "lable"), "map.toml: output[1].columns.lable: no such key; did you mean label?"),
        (PERSONS.replace("label =", "sex ="), "map.toml: output[1].columns.label: label of persons is required"),
        (PERSONS.replace("P-{id}", "P-id"), "map.toml: output[1].columns.label.template: 'P-id' names no column"),
        (PERSONS.replace("P-{id}", "P-{id"), "map.toml: output[1].columns.label.template: 'P-{id' names no column"),
        (PERSONS.replace("P-{id}", "{id}}"), "map.toml: output[1].columns.label.template: '{id}}' names no column"),
        (
            PERSONS.replace("template", "templte"),
            "map.toml: output[1].columns.label: this does not say what to fill in",
        ),
        (
            PERSONS.replace("constant = false", "constant = [1]"),
            "map.toml: output[1].columns.protected_identity.constant: text is expected",
        ),
        (
            PERSONS.replace("constant = false", "constant = 1, x = 2"),
            "map.toml: output[1].columns.protected_identity.x: no such key",
        ),
        (PERSONS + 'sex = { empty = "-" }', "map.toml: output[1].columns.sex: this does not say what to fill in"),
        (
            PERSONS + 'sex = { column = "age", translate = 3 }',
            "map.toml: output[1].columns.sex.translate: a table is expected",
        ),
        (PERSONS + "sex = 3", "map.toml: output[1].columns.sex: a table is expected here"),
        (
            PERSONS
            + 'sex = { column = "age", translate = { a = ["b", "c"] } }\n'
            + 'names = { column = "age", translate = { a = [] } }',
            "map.toml: output[1].columns.names: only one column may be translated to several words, not sex and names",
        ),
        (
            PERSONS.replace('from = "people.csv"', ""),
            "map.toml: output[1].from: without from there is no file to take columns from",
        ),
        (PERSONS + "[output.where]\nx = 1", "map.toml: output[1].where.x: people.csv has no column x"),
        (
            PERSONS + "[output.merge]\nrows_into = 'label'",
            "map.toml: output[1].merge.rows_into: 'label' holds no whole number; use one of birth_year",
        ),
        (PERSONS + "[output.merge]\nby = 'x'", "map.toml: output[1].merge.by: no such key"),
        (
            PERSONS + "[output.merge.differ]\nlabl = 'max'",
            "map.toml: output[1].merge.differ.labl: no such key; did you mean label?",
        ),
        (
            PERSONS + "[output.merge.differ]\nlabel = 'last'",
            "map.toml: output[1].merge.differ.label: no such rule: 'last'; use one of first",
        ),
        (
            PERSONS + "[output.merge.differ]\nlabel = 'max'",
            "map.toml: output[1].merge.differ.label: max needs numbers or dates",
        ),
        (
            PERSONS + "[output.merge.differ]\nlabel = 'empty'",
            "map.toml: output[1].merge.differ.label: label may not be empty",
        ),
        (
            OUTPUT.format("ties", 'person_a = "id"\nperson_b = "age"\nkind = { constant = "kin" }') + "[output.merge]",
            "map.toml: output[1].merge: rows merge by their key, and there is none; fill in columns.tie_id",
        ),
        (
            PERSONS + 'sex = { column = "age", constant = "male" }',
            "map.toml: output[1].columns.sex.constant: column says already what to fill in",
        ),
        (PERSONS + "sex = { first_of = [] }", "map.toml: output[1].columns.sex.first_of: no column is named"),
        (
            PERSONS + 'sex = { first_of = ["age", "age"] }',
            "map.toml: output[1].columns.sex.first_of: age is named twice",
        ),
        (
            PERSONS + f"sex = {{ each_of = {list(map(str, range(101)))} }}",
            "map.toml: output[1].columns.sex.each_of: 101 columns, and at most 100 are read",
        ),
        (
            PERSONS + 'sex = { first_of = ["age", "ag"] }',
            "map.toml: output[1].columns.sex: people.csv has no column ag; did you mean age?",
        ),
        (
            PERSONS + 'sex = { each_of = ["age", "id"] }\nowner_agency = { each_of = ["age"] }',
            "map.toml: output[1].columns.owner_agency: sex and owner_agency name several columns, but not as many",
        ),
        (
            PERSONS + 'sex = { column = "age", split = ";" }\nowner_agency = { column = "id", split = ";" }',
            "map.toml: output[1].columns.owner_agency.split: only one column may be split into several records",
        ),
        (
            PERSONS + 'sex = { column = "age", split = "" }',
            "map.toml: output[1].columns.sex.split: '' separates nothing",
        ),
        (
            PERSONS + 'sex = { column = "age", otherwise = "keep" }',
            "map.toml: output[1].columns.sex.otherwise: there is no translate beside it",
        ),
        (
            PERSONS + 'sex = { column = "age", empty = ["A"], keep = ["a"] }',
            "map.toml: output[1].columns.sex.keep: 'a' is among the words of empty too",
        ),
        (PERSONS + 'sex = { column = "age", empty = [[]] }', "map.toml: output[1].columns.sex.empty: text is expected"),
        (PERSONS + 'sex = { column = "age", date = "%Y" }', "map.toml: output[1].columns.sex.date: sex is no date"),
        (
            PERSONS + 'died_on = { column = "age", date = "%m/%Y" }',
            "map.toml: output[1].columns.died_on.date: '%m/%Y' does not name day, month and year; write a form such",
        ),
        (
            PERSONS + 'died_on = { column = "age", date = "%d.%m.%Y %H" }',
            "map.toml: output[1].columns.died_on.date: '%d.%m.%Y %H' holds %H, which is no part of a date",
        ),
        (
            PERSONS + 'died_on = { column = "age", date = "%d.%m.%Y%" }',
            "map.toml: output[1].columns.died_on.date: '%d.%m.%Y%' ends with a percent sign",
        ),
        (
            PERSONS + 'died_on = { column = "age", date = "%d.%m.%Y %d" }',
            "map.toml: output[1].columns.died_on.date: '%d.%m.%Y %d' names a part of the date twice",
        ),
        (
            PERSONS + 'died_on = { column = "age", date = "%d.%m" }',
            "map.toml: output[1].columns.died_on.date: '%d.%m' does not name day, month and year",
        ),
        (
            PERSONS + 'died_on = { column = "age", time_zone = "Europe/Stockholm" }',
            "map.toml: output[1].columns.died_on.time_zone: it says where moments were read from a clock",
        ),
        (
            PERSONS + 'died_on = { column = "age", date = "instant", time_zone = "Sweden" }',
            "map.toml: output[1].columns.died_on.time_zone: no such time zone: 'Sweden'",
        ),
        (
            PERSONS + 'died_on = { column = "age", date = "instant", time_zone = "../x" }',
            "map.toml: output[1].columns.died_on.time_zone: no such time zone: '../x'",
        ),
        (
            PERSONS + 'sex = { column = "age", pseudonym = true }',
            "map.toml: output[1].columns.sex.pseudonym: sex takes no pseudonym",
        ),
        (
            PERSONS + 'owner_agency = { column = "age", pseudonym = 1 }',
            "map.toml: output[1].columns.owner_agency.pseudonym: this is neither true nor false",
        ),
        (PERSONS + 'sex = { pair = ["age"] }', "map.toml: output[1].columns.sex.pair: 1 columns; name two"),
        (
            PERSONS + 'sex = { sweref99tm = ["age", "id"] }',
            "map.toml: output[1].columns.sex.sweref99tm: sex is no coordinate; use it for latitude and longitude",
        ),
        (
            PERSONS + 'sex = { lookup = "people.csv", by = "id", key = "id" }',
            "map.toml: output[1].columns.sex.take: a look-up needs it",
        ),
        (
            PERSONS + 'sex = { lookup = "peple.csv", by = "id", key = "id", take = "age" }',
            "map.toml: output[1].columns.sex.lookup: no file peple.csv in the case folder; did you mean people.csv?",
        ),
        (
            PERSONS + 'sex = { lookup = "../people.csv", by = "id", key = "id", take = "age" }',
            "map.toml: output[1].columns.sex.lookup: '../people.csv' is not the name of a file",
        ),
        (
            PERSONS + 'sex = { lookup = "people.csv", by = "id", key = "ID", take = "age" }',
            "map.toml: output[1].columns.sex.key: people.csv has no column ID",
        ),
        (
            PERSONS + 'sex = { lookup = "people.csv", by = "id", key = "id", take = "ag" }',
            "map.toml: output[1].columns.sex.take: people.csv has no column ag",
        ),
        (
            "".join(
                PERSONS + f'sex = {{ lookup = "people.csv", by = "id", key = "id", take = "{number}" }}\n'
                for number in range(21)
            ),
            "map.toml: output: 21 look-ups, and at most 20 are read",
        ),
        (
            PERSONS + "birth_year = { count = {} }",
            "map.toml: output[1].columns.birth_year.count: no rows become one; add [output.merge]",
        ),
        (PERSONS + "sex = { count = {} }", "map.toml: output[1].columns.sex.count: sex holds no whole number"),
        (
            PERSONS + "birth_year = { count = { ag = 1 } }\n[output.merge]",
            "map.toml: output[1].columns.birth_year: people.csv has no column ag",
        ),
        (
            PERSONS + "[output.merge.differ]\nlabel = 'sum'",
            "map.toml: output[1].merge.differ.label: sum needs numbers",
        ),
        (
            PERSONS.replace("[output.columns]", 'where_filled = ["ag"]\n[output.columns]'),
            "map.toml: output[1].where_filled: people.csv has no column ag",
        ),
        (
            PERSONS.replace("[output.columns]", 'ends = ["ag"]\n[output.columns]').replace('person_id = "id"', ""),
            "map.toml: output[1].ends: people.csv has no column ag",
        ),
        (
            PERSONS.replace("[output.columns]", 'matrix = "x"\n[output.columns]'),
            "map.toml: output[1].matrix: no such part of a matrix: 'x'; use one of cells, rows, columns",
        ),
        (
            PERSONS.replace("[output.columns]", "matrix = { emty = 1 }\n[output.columns]"),
            "map.toml: output[1].matrix.emty: no such key; did you mean empty?",
        ),
        (
            PERSONS.replace("[output.columns]", "matrix = true\n[output.columns]"),
            "map.toml: output[1].columns.person_id: of a matrix there is no column 'id'; there are row, column, value",
        ),
    ],
)
def test_a_bad_mapping_is_refused_with_its_key(tmp_path: Path, mapping: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        _load(tmp_path, mapping, {"people.csv": "id,age\n1,2\n"})
    assert str(caught.value).startswith(message)


def test_the_case_may_not_be_described_twice(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"case.toml and \[case\] of map.toml both describe the case; keep one of them"
    ):
        _load(tmp_path, PERSONS + "[case]\nname = 'x'", {"people.csv": PEOPLE, "case.toml": "name = 'y'"})


def test_the_mapping_must_exist(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.toml cannot be read"):
        load(tmp_path, {"people.csv": PEOPLE}, LoadOptions(mapping=tmp_path / "none.toml"))
