"""Records by the column, and the hash that a store is compared by."""

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.domain.records import Conflict, Group, Incident, Person, Supervision
from graph_service.domain.schema import KINDS, Value, row_of
from graph_service.domain.tables import HASH_BYTES, HASH_MODULUS, Table, hash_sum, row_hashes, table_of, tables_of
from graph_service.domain.vocabulary import Answer, IncidentStatus, IncidentType, Precision

PERSONS = [
    Person(person_id="P-0014", label="Falk", protected_identity=False, birth_year=1999, names=("A", "B")),
    Person(person_id="P-0002", label="Lo", protected_identity=True, died_on=date(2024, 1, 2)),
    Person(person_id="P-0031", label="Ek", protected_identity=False),
]


def _incident(**changed: object) -> Incident:
    values: dict[str, object] = {
        "incident_id": "I-0001",
        "occurred_on": date(2024, 1, 2),
        "precision": Precision.DAY,
        "type": IncidentType.SHOOTING,
        "latitude": 59.0,
        "group_involved": Answer.YES,
        "status": IncidentStatus.CONFIRMED,
    }
    return Incident(**{**values, **changed})  # type: ignore[arg-type]  # the fields of an incident


def _hash(record: object) -> bytes:
    (table,) = tables_of([record]).values()
    (found,) = row_hashes(table)
    return found


def test_records_are_sorted_by_kind_in_the_order_of_the_schema() -> None:
    tables = tables_of([Conflict(conflict_id="C-01"), PERSONS[0], Group(group_id="G-01", name="North"), PERSONS[1]])
    assert list(tables) == ["person", "group", "conflict"]
    assert list(tables["person"].keys) == ["P-0014", "P-0002"]


def test_no_records_make_no_tables() -> None:
    assert tables_of([]) == {}


def test_records_survive_being_columns() -> None:
    assert tables_of(PERSONS)["person"].records() == PERSONS


def test_a_table_has_a_length_and_columns_by_name() -> None:
    table = tables_of(PERSONS)["person"]
    assert len(table) == 3
    assert list(table.column("birth_year")) == [1999, None, None]
    assert list(table.rows()) == [row_of(person) for person in PERSONS]


def test_a_table_without_rows_has_all_its_columns() -> None:
    table = table_of(KINDS["person"], [])
    assert len(table) == 0
    assert len(table.columns) == len(KINDS["person"].fields)
    assert table.records() == []


def test_chosen_rows_come_in_the_order_asked_for() -> None:
    chosen = tables_of(PERSONS)["person"].take([2, 0])
    assert list(chosen.keys) == ["P-0031", "P-0014"]


def test_rows_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        table_of(KINDS["conflict"], [("C-01", None), ("C-02",)])


def test_each_record_has_a_hash_of_128_bits() -> None:
    hashes = row_hashes(tables_of(PERSONS)["person"])
    assert [len(one) for one in hashes] == [HASH_BYTES] * 3
    assert len(set(hashes)) == 3


def test_a_table_without_rows_has_no_hashes() -> None:
    assert row_hashes(table_of(KINDS["person"], [])) == []


def test_the_hash_of_a_record_does_not_depend_on_its_neighbours() -> None:
    assert row_hashes(tables_of(PERSONS)["person"]) == [_hash(person) for person in PERSONS]


# Written down once: a store made by an earlier version must still compare equal to its own content.
def test_the_hash_of_a_record_never_changes() -> None:
    assert _hash(PERSONS[0]).hex() == "0789590cfb2ce4628b83914f1fcee58a"
    assert _hash(_incident()).hex() == "7d0b5c199d696e625f4402f06cdfe6ba"


@pytest.mark.parametrize(
    "changed",
    [
        {"occurred_on": date(2024, 1, 3)},
        {"occurred_on": None},
        {"type": IncidentType.ARSON},
        {"latitude": 59.000001},
        {"latitude": None},
        {"n_killed": 0},
        {"place": ""},
        {"place": "]\x00["},
    ],
    ids=str,
)
def test_a_change_of_any_value_changes_the_hash(changed: dict[str, object]) -> None:
    assert _hash(_incident(**changed)) != _hash(_incident())


def test_the_same_values_in_another_kind_have_another_hash() -> None:
    table = tables_of([Conflict(conflict_id="C-01")])["conflict"]
    other = Table(replace(table.kind, name="dispute"), table.columns)
    assert row_hashes(other) != row_hashes(table)


def test_a_whole_number_in_a_column_of_decimals_counts_as_a_decimal() -> None:
    assert _hash(_incident(latitude=59)) == _hash(_incident(latitude=59.0))


def test_a_number_in_a_column_of_flags_counts_as_a_flag() -> None:
    row = tuple(1 if name == "protected_identity" else value for name, value in _person_row())
    assert row_hashes(table_of(KINDS["person"], [row])) == [_hash(PERSONS[1])]


def _person_row() -> list[tuple[str, Value]]:
    return list(zip(KINDS["person"].names, row_of(PERSONS[1]), strict=True))


def test_a_list_of_words_is_not_its_joined_text() -> None:
    one = Person(person_id="P-0014", label="Falk", protected_identity=False, names=("A, B",))
    two = Person(person_id="P-0014", label="Falk", protected_identity=False, names=("A", "B"))
    assert _hash(one) != _hash(two)


def test_a_number_that_is_none_has_no_hash() -> None:
    table = tables_of([_incident(latitude=float("nan"))])["incident"]
    with pytest.raises(ValueError, match="not JSON compliant"):
        row_hashes(table)


def test_an_open_period_and_a_closed_one_have_different_hashes() -> None:
    values = {"supervision_id": "S-01", "person_id": "P-0014", "kind": "probation"}
    fields = KINDS["supervision"].names
    open_end = table_of(KINDS["supervision"], [tuple(values.get(name) for name in fields)])
    values["valid_to"] = date(2024, 6, 30)  # type: ignore[assignment]  # a row holds words and dates
    closed = table_of(KINDS["supervision"], [tuple(values.get(name) for name in fields)])
    assert KINDS["supervision"].record is Supervision
    assert row_hashes(open_end) != row_hashes(closed)


@given(st.lists(st.binary(min_size=HASH_BYTES, max_size=HASH_BYTES), max_size=20), st.randoms())
def test_the_sum_does_not_depend_on_the_order(hashes: list[bytes], source: random.Random) -> None:
    shuffled = hashes.copy()
    source.shuffle(shuffled)
    assert hash_sum(shuffled) == hash_sum(hashes)


def test_the_sum_starts_again_at_two_to_the_128() -> None:
    largest = b"\xff" * HASH_BYTES
    assert hash_sum([]) == 0
    assert hash_sum([largest]) == HASH_MODULUS - 1
    assert hash_sum([largest, b"\x00" * (HASH_BYTES - 1) + b"\x02"]) == 1
