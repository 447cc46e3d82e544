"""A written case folder is read back to the same records, byte for byte the same every time."""

import csv
import zipfile
from datetime import date
from pathlib import Path

import pytest

from graph_service.domain.records import Alliance, Group, Person, Source
from graph_service.domain.report import CaseHead
from graph_service.domain.tables import Table, Tables, hash_sum, row_hashes, tables_of
from graph_service.errors import InputError
from loaders.case_folder import load_case
from loaders.case_workbook import write_case_workbook
from loaders.case_writer import write_case, write_case_archive
from loaders.demo_city import DEMO_AS_OF, demo_city
from tests.rival import make
from tests.unit.loaders.cases import TODAY

HEAD = CaseHead(name='The "demo" city', time_zone="Europe/Stockholm", as_of=DEMO_AS_OF, handling="fictional")


def hashes(tables: Tables) -> dict[str, int]:
    return {name: hash_sum(row_hashes(table)) for name, table in tables.items()}


def person(key: str, **values: object) -> Person:
    return Person(person_id=key, label=key, protected_identity=False, **values)  # type: ignore[arg-type]  # as tested


def test_the_demo_city_is_read_back_as_it_was_written_and_nothing_had_to_be_put_right(tmp_path: Path) -> None:
    written = demo_city()
    write_case(written, tmp_path / "city")
    loaded = load_case(tmp_path / "city", today=TODAY)
    assert hashes(loaded.tables) == hashes(written)
    odd = [(remark.code, remark.column) for remark in loaded.report.remarks]  # two rows of one person, as offices have
    assert odd == [("joined_persons_differ", "birth_year")]


def test_every_table_is_a_file_and_the_files_are_named(tmp_path: Path) -> None:
    files = write_case(demo_city(), tmp_path)
    assert sorted(files) == sorted(tmp_path.iterdir())
    assert [path.name for path in files[:3]] == ["case.toml", "sources.csv", "persons.csv"]


def test_the_head_of_the_case_is_read_back(tmp_path: Path) -> None:
    write_case(tables_of([Source(source_id="S-1")]), tmp_path, head=HEAD)
    assert load_case(tmp_path, today=TODAY).report.case == HEAD


def test_rows_in_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    groups = [Group(group_id=key, name="Falk") for key in ("G-1", "G-2", "G-3")]
    for name, records in (("one", groups), ("other", groups[::-1])):
        write_case(tables_of(records), tmp_path / name)
    assert (tmp_path / "one/groups.csv").read_bytes() == (tmp_path / "other/groups.csv").read_bytes()


def test_text_with_separators_quotes_and_lines_comes_back(tmp_path: Path) -> None:
    note = 'first line, "quoted"; then\nÅngaren'
    given = tables_of([person("P-1", note=note, aliases=("Mejsel", "Fil; Spett"), birth_year=1990)])
    write_case(given, tmp_path)
    assert hashes(load_case(tmp_path, today=TODAY).tables) == hashes(given)


def test_a_kind_without_a_record_gets_no_file(tmp_path: Path) -> None:
    empty = {"alliance": tables_of([Alliance(alliance_id="AL-1", group_a="G-1", group_b="G-2")])["alliance"].take([])}
    assert [path.name for path in write_case(empty, tmp_path)] == ["case.toml"]


def test_a_folder_with_a_case_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "persons.csv").write_text("person_id\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"holds a case already \(persons\.csv\); name a new or empty folder"):
        write_case(demo_city(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["persons.csv"]


def test_a_part_of_a_list_with_the_separator_is_read_as_two(tmp_path: Path) -> None:
    write_case(tables_of([person("P-1", aliases=("Fil|Spett",))]), tmp_path)
    assert load_case(tmp_path, today=TODAY).tables["person"].column("aliases") == [("Fil", "Spett")]


FORMULAS = ("=1+1", "+46", "-P", "@x", "'=a", "''@", "' -1", "a\rb", "'plain'", "x=1")


def test_what_a_spreadsheet_takes_for_a_formula_is_marked_and_comes_back(tmp_path: Path) -> None:
    written = tables_of(
        person(f"=P{i}", note=f"{text} {i}", aliases=(text.replace("\r", ""),)) for i, text in enumerate(FORMULAS)
    )
    write_case(written, tmp_path, head=CaseHead(has_marked_formulas=True))
    with (tmp_path / "persons.csv").open(encoding="utf-8", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert hashes(load_case(tmp_path, today=TODAY).tables) == hashes(written)


def test_an_apostrophe_in_a_case_that_says_nothing_of_marks_stays(tmp_path: Path) -> None:
    written = tables_of([person("P-1", note="'=a")])
    write_case(written, tmp_path)
    assert hashes(load_case(tmp_path, today=TODAY).tables) == hashes(written)


def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    assert {path.stat().st_mode & 0o777 for path in write_case(demo_city(), tmp_path)} == {0o600}


WHOLE_HEAD = CaseHead("A case", "Europe/Oslo", date(2020, 8, 20), "internal", "3f0a", is_partial=True, is_one_day=True)


def test_an_archive_and_a_workbook_are_read_back_with_their_head_and_are_the_same_bytes_each_time(
    tmp_path: Path,
) -> None:
    written = demo_city()
    for name in ("one", "other"):
        with (tmp_path / f"{name}.zip").open("wb") as stream:
            write_case_archive(written, stream, head=WHOLE_HEAD)
        with (tmp_path / f"{name}.xlsx").open("wb") as stream:
            write_case_workbook(written, stream, tmp_path, head=WHOLE_HEAD)
    for suffix in (".zip", ".xlsx"):
        loaded = load_case(tmp_path / f"one{suffix}", today=TODAY)
        assert hashes(loaded.tables) == hashes(written)
        assert loaded.report.case == WHOLE_HEAD
        assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"other{suffix}").read_bytes()


def test_a_workbook_holds_no_formula_and_keeps_numbers_and_days_that_it_cannot_hold_as_text(tmp_path: Path) -> None:
    incident = tables_of([make.incident("I-1", "2020-05-01")])["incident"]
    columns = dict(zip(incident.kind.names, incident.columns, strict=True))
    columns |= {"n_killed": [2**53 + 1], "latitude": [0.1 + 0.2], "longitude": [17.5], "note": ["=1+1"]}
    odd = {"incident": Table(incident.kind, tuple(columns.values()))}
    odd |= tables_of([person("P-1", died_on=date(1900, 2, 28)), person("P-2", died_on=date(1900, 3, 1))])
    with (tmp_path / "odd.xlsx").open("wb") as stream:
        write_case_workbook(odd, stream, tmp_path, head=CaseHead())
    with zipfile.ZipFile(tmp_path / "odd.xlsx") as package:
        assert not any(b"<f" in package.read(name) for name in package.namelist() if "sheet" in name)
    assert hashes(load_case(tmp_path / "odd.xlsx", today=TODAY).tables) == hashes(odd)


def test_a_cell_and_a_table_that_are_too_long_for_a_workbook_are_refused(tmp_path: Path) -> None:
    source = tables_of([Source(source_id="S-1")])["source"]
    long_table = Table(source.kind, tuple([value] * 1_048_576 for value in next(iter(source.rows()))))
    with (tmp_path / "long.xlsx").open("wb") as stream:
        with pytest.raises(InputError, match="a cell of persons is longer than a workbook takes"):
            write_case_workbook(tables_of([person("P-1", note="a" * 32_768)]), stream, tmp_path, head=CaseHead())
        with pytest.raises(InputError, match="sources has 1048576 rows, and a sheet takes 1048575"):
            write_case_workbook({"source": long_table}, stream, tmp_path, head=CaseHead())


def test_a_workbook_and_a_file_may_not_both_describe_the_case(tmp_path: Path) -> None:
    with (tmp_path / "book.xlsx").open("wb") as stream:
        write_case_workbook(demo_city(), stream, tmp_path, head=HEAD)
    (tmp_path / "case.toml").write_text('name = "Another"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"book\.xlsx: case: the case is described elsewhere too"):
        load_case(tmp_path, today=TODAY)


def test_a_day_is_written_whole(tmp_path: Path) -> None:
    write_case(tables_of([Source(source_id="S-1", collected_on=date(2020, 4, 1))]), tmp_path)
    assert "2020-04-01" in (tmp_path / "sources.csv").read_text(encoding="utf-8")
