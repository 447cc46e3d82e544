"""Numbers of persons: recognised however they are written, told from other numbers, hidden."""

from datetime import date

import pytest

from graph_service.domain.personal_numbers import (
    full_number,
    holds_number,
    is_number,
    resembles_number,
    without_numbers,
)

TODAY = date(2026, 11, 24)


# The number 811218-9876 is the example of Skatteverket, 701063-2391 its example of a coordination number.
@pytest.mark.parametrize(
    "text",
    ["19811218-9876", "811218-9876", "8112189876", "198112189876", " 811218-9876 ", "811218 9876", "811218\u20139876"],
)
def test_one_number_is_the_same_however_it_is_written(text: str) -> None:
    assert full_number(text, today=TODAY) == "198112189876"


@pytest.mark.parametrize("text", ["811218+9876", "18811218-9876", "188112189876", "18811218+9876"])
def test_a_plus_sign_is_a_hundred_years(text: str) -> None:
    assert full_number(text, today=TODAY) == "188112189876"


@pytest.mark.parametrize("text", ["701063-2391", "19701063-2391", "197010632391"])
def test_a_coordination_number_has_sixty_more_days(text: str) -> None:
    assert full_number(text, today=TODAY) == "197010632391"


@pytest.mark.parametrize(
    "text",
    [
        *("811218-9875", "811318-9876", "811232-9873", "81121898760", "811218", "P-811218-9876", "", "x"),
        *("20811218-9876", "17811218-9876", "701061-239", "811218--9876"),
    ],
)
def test_what_is_no_number_has_none(text: str) -> None:
    assert full_number(text, today=TODAY) is None


def test_ten_digits_are_of_the_latest_birth_that_is_not_to_come() -> None:
    assert full_number("261218-9874", today=date(2026, 12, 18)) == "202612189874"
    assert full_number("261218-9874", today=date(2026, 12, 17)) == "192612189874"
    assert full_number("261218+9874", today=date(2026, 1, 1)) == "192612189874"


@pytest.mark.parametrize(
    "text", ["811218-9876", "8112189876", "P-811218-9876", "born (19811218-9876)", "a_198112189876"]
)
def test_a_number_within_a_text_is_noticed_and_hidden(text: str) -> None:
    assert holds_number(text)
    assert "9876" not in without_numbers(text)
    assert "(protected)" in without_numbers(text)


@pytest.mark.parametrize(
    "text", ["P8112189876", "811218-9875", "2020-04-17", "20200417", "8112189876-1234", "81121898761", "0701234567"]
)
def test_another_number_is_left_alone(text: str) -> None:
    assert not holds_number(text)
    assert without_numbers(text) == text


def test_a_number_with_a_slip_resembles_one() -> None:
    assert resembles_number("P-811218-9875")
    assert not resembles_number("811332-9876")


def test_only_a_whole_text_is_a_number() -> None:
    assert is_number("811218-9876")
    assert not is_number("I-811218-9876")
