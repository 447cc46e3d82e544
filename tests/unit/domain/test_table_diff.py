"""Two states of tables beside each other, and what an import makes of the first."""

from graph_service.domain.table_diff import replaced_by_key, table_diffs
from graph_service.domain.tables import tables_of
from tests.rival import make

BEFORE = tables_of([make.person("P1"), make.person("P2"), make.person("P3"), make.source("S")])
AFTER = tables_of([make.person("P4"), make.person("P2", 1990, died="2020-01-01"), make.person("P1"), make.group("G1")])


def test_records_are_new_changed_unchanged_or_gone_by_key_and_content() -> None:
    diffs = table_diffs(BEFORE, AFTER)
    persons = diffs["person"]
    assert (persons.new, persons.changed, persons.gone) == (("P4",), {"P2": ("birth_year", "died_on")}, ("P3",))
    assert persons.n_unchanged == 1
    assert persons.keys == {"P2", "P3", "P4"}
    assert (diffs["source"].gone, diffs["group"].new) == (("S",), ("G1",))


def test_the_same_in_another_order_differs_in_nothing() -> None:
    turned = {name: table.take(range(len(table))[::-1]) for name, table in BEFORE.items()}
    assert not any(table_diffs(BEFORE, turned).values())


def test_only_the_named_kinds_are_compared() -> None:
    assert list(table_diffs(BEFORE, AFTER, kinds=["person"])) == ["person"]


def test_what_is_added_takes_the_place_of_its_key_and_the_rest_stays() -> None:
    diffs = table_diffs(AFTER, replaced_by_key(BEFORE, AFTER))
    assert {name: diff.gone for name, diff in diffs.items()} == {"source": (), "person": (), "group": ()}
    assert (diffs["person"].new, diffs["source"].new, diffs["person"].changed) == (("P3",), ("S",), {})
