"""How text tables come: encodings, separators, what stands above, below and beside the table."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from loaders.case_folder import LoadOptions
from tests.cases.shared_cases import loaded_case, needs_cases, refused_case, remarks_of
from tests.unit.loaders.cases import BASE, GROUPS, load, problem, problems, remark

CP1252 = LoadOptions(encoding="cp1252")
MARK = b"\xef\xbb\xbf"
SWEDISH = "group_id,name\nG-01,Åsarna\nG-02,Söder\n"


def _groups(
    folder: Path, content: str | bytes, options: LoadOptions | None = None
) -> tuple[list[object], dict[str, int]]:
    """Load a file of groups, and return its names and what is remarked of the file."""
    loaded = load(folder, {"groups.csv": content}, options)
    return list(loaded.tables["group"].column("name")), {code: n for (code, _, _), n in remarks_of(loaded).items()}


@needs_cases
def test_two_marks_before_a_table_are_passed_over() -> None:
    loaded = loaded_case("bom_twice")
    assert remarks_of(loaded)["mark_again", "incidents.csv", None] == 1
    assert list(loaded.tables["incident"].keys) == ["I1", "I2"]


@needs_cases
def test_a_folder_of_two_encodings_is_read_file_by_file() -> None:
    (why,) = refused_case("mixed_encodings")
    assert (why.file, why.line, why.code) == ("memberships.csv", 2, "wrong_encoding")
    loaded = loaded_case("mixed_encodings", CP1252)
    assert list(loaded.tables["person"].keys) == ["P-Å1", "P2"]
    assert list(loaded.tables["membership"].column("note")) == ["känd"]
    assert remarks_of(loaded)["read_as_utf_8", "persons.csv", None] == 1
    assert [file.encoding for file in loaded.report.files][:2] == ["cp1252", "utf-8"]


@needs_cases
def test_utf_8_is_read_as_such_whatever_is_named() -> None:
    loaded = loaded_case("utf8_read_as_cp1252", CP1252)
    assert list(loaded.tables["person"].column("label"))[:2] == ["Åke", "Bö"]
    assert remarks_of(loaded)["read_as_utf_8", "persons.csv", None] == 1


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (SWEDISH.encode(), {"read_as_utf_8": 1}),
        (MARK + SWEDISH.encode(), {"read_as_utf_8": 1}),
        (3 * MARK + SWEDISH.encode(), {"read_as_utf_8": 1, "mark_again": 1}),
        (SWEDISH.encode("cp1252"), {}),
        (SWEDISH.encode("utf-16"), {"read_as_utf_16": 1}),
        (b"\xfe\xff" + SWEDISH.encode("utf-16-be"), {"read_as_utf_16": 1}),
        (b"\xff\xfe" + ("\ufeff" + SWEDISH).encode("utf-16-le"), {"read_as_utf_16": 1, "mark_again": 1}),
    ],
)
def test_the_encoding_of_a_file_is_found_out(tmp_path: Path, content: bytes, codes: Mapping[str, int]) -> None:
    assert _groups(tmp_path, content, CP1252) == (["Åsarna", "Söder"], codes)


def test_a_letter_between_two_blocks_does_not_hide_utf_8(tmp_path: Path) -> None:
    rows = "".join(f"G-{i},{'å' * 1_001}{i}\n" for i in range(200))
    names, codes = _groups(tmp_path, f"group_id,name\n{rows}", CP1252)
    assert (names, codes) == ([f"{'å' * 1_001}{i}" for i in range(200)], {"read_as_utf_8": 1})


def test_a_large_file_in_utf_16_is_read_to_its_end(tmp_path: Path) -> None:
    content = "group_id,name\n" + "".join(f"G-{i},Grupp åäö {i}\n" for i in range(60_000))
    names, codes = _groups(tmp_path, content.encode("utf-16"))
    assert (len(names), names[-1], codes) == (60_000, "Grupp åäö 59999", {"read_as_utf_16": 1})


def test_letters_mangled_on_the_way_are_remarked(tmp_path: Path) -> None:
    persons = "person_id,label,names,protected_identity\n"
    persons += "P-1,Ã…ke,Bj\ufffdrn|Bo,no\nP-2,SÃ¶der,,no\nP-3,â€œBoâ€\x9d,,no\nP-4,Ângela,São Paulo,no\n"
    counts = remarks_of(load(tmp_path, {"persons.csv": persons}))
    assert counts["mangled_letters", "persons.csv", "label"] == 3
    assert counts["mangled_letters", "persons.csv", "names"] == 1


@needs_cases
def test_the_line_that_names_the_separator_is_passed_over() -> None:
    loaded = loaded_case("sep_line")
    assert remarks_of(loaded)["separator_line", "incidents.csv", None] == 1
    assert list(loaded.tables["incident"].keys) == ["I1", "I2"]


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;", "\ufeffsep=;"])
def test_the_line_that_names_the_separator_is_told_in_each_form(tmp_path: Path, first: str) -> None:
    groups = f"{first}\r\n{SWEDISH.replace(',', ';').replace(chr(10), chr(13) + chr(10))}"
    assert _groups(tmp_path, groups) == (["Åsarna", "Söder"], {"separator_line": 1})


def test_the_separator_that_a_file_names_is_used(tmp_path: Path) -> None:
    names, codes = _groups(tmp_path, "sep=|\ngroup_id|name\nG-01|A, B\n")
    assert (names, codes) == (["A, B"], {"separator_line": 1})
    loaded = load(tmp_path, {"groups.csv": "sep=\t\ngroup_id\tname\nG-01\tA;B,C\n"})
    assert (loaded.report.files[0].separator, list(loaded.tables["group"].column("name"))) == ("\t", ["A;B,C"])


def test_lines_are_counted_from_the_first_of_the_file(tmp_path: Path) -> None:
    why = problem(tmp_path, {**BASE, "groups.csv": "sep=;\n\ngroup_id;name\nG-01;North\nG-02;\n"})
    assert (why.line, why.code) == (5, "missing_value")


def test_columns_separated_by_tabs_are_read(tmp_path: Path) -> None:
    loaded = load(tmp_path, {"groups.csv": SWEDISH.replace(",", "\t")})
    assert list(loaded.tables["group"].column("name")) == ["Åsarna", "Söder"]
    assert loaded.report.files[0].separator == "\t"


@needs_cases
def test_a_title_above_the_header_is_one_problem() -> None:
    (why,) = refused_case("title_above_header")
    assert (why.file, why.line, why.code) == ("incidents.csv", 1, "title_above_header")
    assert why.problem == "line 1 does not look like a header, line 3 does"
    assert why.remedy == "delete what is above line 3"


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Grupper i norr\n", 2),
        ("Grupper i norr;;;\n;;;\n", 3),
        ('"Grupper\ni norr"\n\n', 4),
        ("Uttag;2020-12-01;;\n", 2),
    ],
)
def test_a_title_is_told_with_and_without_separators(tmp_path: Path, title: str, line: int) -> None:
    why = problem(tmp_path, {"groups.csv": f"{title}group_id;name;territory;note\nG-01;North;;\n"})
    assert (why.code, why.problem) == (
        "title_above_header",
        f"line 1 does not look like a header, line {line} does",
    )


def test_a_single_column_and_a_wide_row_are_no_title(tmp_path: Path) -> None:
    codes = {why.code for why in problems(tmp_path, {"groups.csv": "group_id\nG-01\nG-02,7\n"})}
    assert "title_above_header" not in codes


@needs_cases
def test_a_header_in_the_middle_is_passed_over_and_counted() -> None:
    loaded = loaded_case("header_row_again")
    assert list(loaded.tables["group"].keys) == ["G1", "G2"]
    assert remarks_of(loaded)["header_again", "groups.csv", None] == 1
    assert loaded.report.files[2].n_rows == 2


@pytest.mark.parametrize("again", ["group_id,name", "\ufeffgroup_id,name", "group_id,name,"])
def test_a_header_in_the_middle_is_told_as_exports_write_it(tmp_path: Path, again: str) -> None:
    names, codes = _groups(tmp_path, f"{SWEDISH}{again}\nG-03,Väster\n")
    assert (names, codes) == (["Åsarna", "Söder", "Väster"], {"header_again": 1})


def test_a_row_with_the_name_of_one_column_is_a_record(tmp_path: Path) -> None:
    assert _groups(tmp_path, "group_id,name\nG-01,name\n") == (["name"], {})


@pytest.mark.parametrize("total", ["Summa,,7", "Totalt:,,", "TOTAL,,1 234", ",Summa,340", "Delsumma,,3"])
def test_a_row_of_totals_is_passed_over_and_counted(tmp_path: Path, total: str) -> None:
    groups = f"group_id,name,size_low,note\nG-01,North,3,\n{total}{',' * (3 - total.count(','))}\n"
    assert _groups(tmp_path, groups) == (["North"], {"total_rows": 1})


def test_a_full_row_that_begins_like_a_total_is_a_record(tmp_path: Path) -> None:
    assert _groups(tmp_path, "group_id,name,note\nTotal,Total,a group\n") == (["Total"], {})


def test_separators_too_many_are_passed_over_and_counted(tmp_path: Path) -> None:
    groups = "group_id,name,,\nG-01,North,,\nG-02,South\nG-03,West,,,,\nG-04,East, ,\n"
    names, codes = _groups(tmp_path, groups)
    assert (names, codes) == (["North", "South", "West", "East"], {"empty_columns": 2, "trailing_separators": 2})
    assert _groups(tmp_path, "group_id,name\nG-01,North,\n") == (["North"], {"trailing_separators": 1})


def test_an_empty_column_in_the_middle_is_passed_over(tmp_path: Path) -> None:
    assert _groups(tmp_path, "group_id,,name\nG-01,,North\n") == (["North"], {"empty_columns": 1})


def test_cells_of_a_quarantine_stand_under_their_names(tmp_path: Path) -> None:
    options = LoadOptions(quarantine=tmp_path / "aside")
    load(tmp_path, {"groups.csv": "group_id,,name\nG-01,,North\nG-02,,\nG-03,,South,x\n"}, options)
    header, empty, ragged = (tmp_path / "aside" / "groups.csv").read_text(encoding="utf-8").splitlines()
    assert header == "group_id,name,_line,_problems,_extra"
    assert (empty.split(",")[:3], ragged.split(",")[:3]) == (["G-02", "", "3"], ["G-03", "South", "4"])
    assert ragged.endswith(",x")


def test_a_cell_that_is_filled_is_of_a_column_without_a_name(tmp_path: Path) -> None:
    why = problem(tmp_path, {"groups.csv": "group_id,name,\nG-01,North,\nG-02,South,x\n"})
    assert (why.code, why.line) == ("unnamed_column", 1)


@pytest.mark.parametrize("sign", ["\ufeff", "\u200b", "\u2060", "\u00ad"])
def test_signs_that_are_not_seen_are_taken_off_names_of_columns(tmp_path: Path, sign: str) -> None:
    groups = GROUPS.replace("name", f"{sign}na{sign}me\u00a0")
    assert _groups(tmp_path, groups) == (["North", "South"], {"signs_in_header": 1})


def test_a_header_of_signs_that_are_not_seen_is_none(tmp_path: Path) -> None:
    assert problem(tmp_path, {"groups.csv": "\u200b\n"}).code == "empty_file"


@needs_cases
def test_no_break_spaces_in_names_are_spaces() -> None:
    loaded = loaded_case("nbsp_in_names")
    assert "ALI Hassan" in {name for names in loaded.tables["person"].column("names") for name in names}  # type: ignore[union-attr]
    assert remarks_of(loaded)["single_spaces", "persons.csv", "names"] == 1


def test_runs_of_white_space_in_names_are_one_space(tmp_path: Path) -> None:
    loaded = load(tmp_path, {"groups.csv": 'group_id,name,note\nG-01,"Norra \u00a0 \nSidan",a  b\nG-02,Södra Sidan,\n'})
    assert list(loaded.tables["group"].column("name")) == ["Norra Sidan", "Södra Sidan"]
    assert list(loaded.tables["group"].column("note")) == ["a  b", None]
    assert (remark(loaded, "single_spaces").column, remark(loaded, "single_spaces").n) == ("name", 1)
