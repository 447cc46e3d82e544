"""A written case folder is read back to the same records, byte for byte the same every time."""

from datetime import date
from pathlib import Path

import pytest

from graph_service.domain.records import Alliance, Group, Person, Source
from graph_service.domain.report import CaseHead
from graph_service.domain.tables import Tables, hash_sum, row_hashes, tables_of
from graph_service.errors import InputError
from loaders.case_folder import load_case
from loaders.case_writer import write_case
from loaders.demo_city import DEMO_AS_OF, demo_city
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


def test_a_part_of_a_list_with_the_separator_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"P-1: aliases: a part of a list holds \|"):
        write_case(tables_of([person("P-1", aliases=("Fil|Spett",))]), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_day_is_written_whole(tmp_path: Path) -> None:
    write_case(tables_of([Source(source_id="S-1", collected_on=date(2020, 4, 1))]), tmp_path)
    assert "2020-04-01" in (tmp_path / "sources.csv").read_text(encoding="utf-8")
