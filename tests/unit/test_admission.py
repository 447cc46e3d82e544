"""What may enter a store, whatever the store."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from graph_service.domain.admission import admit, possible_keys
from graph_service.domain.schema import INTEGER_LIMITS, KINDS, MAX_KEY_LENGTH
from graph_service.domain.tables import Table, table_of
from graph_service.domain.vocabulary import Sex
from graph_service.errors import InputError
from tests.rival import make

PERSON = KINDS["person"]


def persons(**columns: tuple[Any, ...]) -> Table:
    """Persons P0, P1 ..., some of their columns as given."""
    n_rows = len(next(iter(columns.values())))
    table = table_of(
        PERSON, [tuple(getattr(make.person(f"P{i}"), name) for name in PERSON.names) for i in range(n_rows)]
    )
    given = (columns.get(name, column) for name, column in zip(PERSON.names, table.columns, strict=True))
    return Table(PERSON, tuple(given))


@pytest.mark.parametrize(
    ("column", "bad", "says"),
    [
        ("label", "\ud800", "surrogate"),
        ("label", 7, "not text"),
        ("label", b"x", "not text"),
        ("label", None, "missing"),
        ("names", ("fine", "\udfff"), "surrogate"),
        ("names", ("fine", 7), "not text"),
        ("names", ["fine"], "list"),
        ("names", None, "missing"),
        ("birth_year", INTEGER_LIMITS[1] + 1, "64 bit"),
        ("birth_year", INTEGER_LIMITS[0] - 1, "64 bit"),
        ("birth_year", 1990.0, "whole number"),
        ("birth_year", True, "whole number"),
        ("sex", "unknown word", "female, male, other"),
        ("sex", 1, "female, male, other"),
        ("died_on", "2020-01-01", "date"),
        ("died_on", datetime(2020, 1, 1, tzinfo=UTC), "date"),
        ("protected_identity", 1, "yes or no"),
        ("protected_identity", None, "missing"),
    ],
)
def test_a_value_that_could_not_be_kept_is_refused_by_table_column_and_key(column: str, bad: object, says: str) -> None:
    good = getattr(make.person("P0"), column)
    with pytest.raises(InputError, match=rf"persons\.{column} of 'P1': .*{says}"):
        admit(persons(**{column: (good, bad, good)}))


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf"), "1", True, INTEGER_LIMITS[1] + 1])
def test_a_number_that_could_not_be_kept_is_refused(bad: float) -> None:
    tie = make.tie("T1", "P1", "P2")
    table = table_of(KINDS["tie"], [tuple(getattr(replace(tie, strength=bad), one) for one in KINDS["tie"].names)])
    with pytest.raises(InputError, match=r"ties\.strength of 'T1'"):
        admit(table)


@pytest.mark.parametrize("key", ["", "p" * (MAX_KEY_LENGTH + 1), 7, None])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(InputError, match="persons: row 2 has the key"):
        admit(persons(person_id=("P1", key)))


def test_a_key_with_half_a_character_is_refused_in_text_that_can_be_shown() -> None:
    with pytest.raises(InputError, match="surrogate") as caught:
        admit(persons(person_id=("\ud800",)))
    assert str(caught.value).isascii()


def test_a_key_given_twice_is_refused() -> None:
    with pytest.raises(InputError, match="persons: given twice in one write: 'P'"):
        admit(persons(person_id=("P", "Q", "P")))


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(InputError, match="persons: the columns are not equally long"):
        admit(persons(person_id=("P", "Q"), label=("P",)))


def test_what_is_refused_is_named_by_its_key_and_never_shown() -> None:
    with pytest.raises(InputError) as caught:
        admit(persons(names=(("Falk", "\ud800"),)))
    assert "Falk" not in str(caught.value)


def test_values_become_plain_and_equal_numbers_the_same() -> None:
    found = admit(persons(sex=(Sex.FEMALE, None), died_on=(date(2020, 2, 29), None)))
    assert [type(value) for value in found.column("sex")] == [str, type(None)]
    tie = make.tie("T1", "P1", "P2")
    strengths = [replace(tie, tie_id=f"T{i}", strength=one) for i, one in enumerate([1, 1.0, -0.0, 2**62])]
    kind = KINDS["tie"]
    table = admit(table_of(kind, [tuple(getattr(one, name) for name in kind.names) for one in strengths]))
    assert list(map(repr, table.column("strength"))) == ["1.0", "1.0", "0.0", repr(float(2**62))]


def test_limits_themselves_are_taken() -> None:
    table = persons(person_id=("p" * MAX_KEY_LENGTH, "q"), birth_year=INTEGER_LIMITS)
    assert admit(table) == table


def test_a_table_without_rows_is_taken() -> None:
    assert len(admit(table_of(PERSON, []))) == 0


def test_keys_that_nothing_can_be_stored_under_are_passed_over() -> None:
    assert possible_keys(["P", "", "\ud800", "p" * (MAX_KEY_LENGTH + 1), "å"]) == {"P", "å"}
