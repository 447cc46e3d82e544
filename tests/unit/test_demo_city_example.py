"""The example case: a small part of the demo city, whole in itself, the same bytes whenever it is written."""

from functools import cache
from pathlib import Path

from graph_service.domain.case_rules import check_tables
from graph_service.domain.schema import KINDS
from graph_service.domain.tables import Tables
from loaders.case_folder import load_case
from loaders.case_writer import write_case
from loaders.demo_city import DEMO_AS_OF, EXAMPLE_HEAD, demo_city, example_case


@cache
def _example() -> Tables:
    return example_case()


def _rows(tables: Tables) -> dict[str, list[tuple[object, ...]]]:
    return {name: list(table.rows()) for name, table in tables.items()}


def test_it_has_three_groups_24_persons_and_a_record_of_every_kind() -> None:
    sizes = {name: len(table) for name, table in _example().items()}
    assert set(sizes) == set(KINDS)
    assert (sizes["group"], sizes["person"], sizes["conflict"]) == (3, 24, 1)
    assert sum(sizes.values()) < 300


def test_its_records_are_those_of_the_city() -> None:
    city = _rows(demo_city())
    assert [name for name, rows in _rows(_example()).items() if not set(rows) <= set(city[name])] == []


def test_nothing_in_it_would_be_refused() -> None:
    assert check_tables(_example(), today=DEMO_AS_OF) == []


def test_whatever_refers_to_its_persons_alone_is_in_it() -> None:
    persons = set(_example()["person"].keys)
    fact_ids = {fact.fact_id for fact in demo_city()["fact"].records() if fact.person_id in persons}
    assert set(_example()["fact"].keys) == fact_ids


def test_it_loads_clean_and_with_no_remark_but_on_the_two_who_were_joined(tmp_path: Path) -> None:
    write_case(_example(), tmp_path, head=EXAMPLE_HEAD)
    loaded = load_case(tmp_path, today=DEMO_AS_OF)
    assert (loaded.report.n_problems, loaded.report.case) == (0, EXAMPLE_HEAD)
    assert [(remark.code, remark.column) for remark in loaded.report.remarks] == [
        ("joined_persons_differ", "birth_year")
    ]
    assert {name: sorted(rows, key=str) for name, rows in _rows(loaded.tables).items()} == {
        name: sorted(rows, key=str) for name, rows in _rows(_example()).items()
    }


def test_it_is_written_with_the_same_bytes_every_time(tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_case(example_case(), tmp_path / name, head=EXAMPLE_HEAD)
    first, second = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("first", "second")
    )
    assert len(first) == len(KINDS) + 1
    assert first == second
