"""Civil dates: day numbers, what a coarse date may mean, the same day years earlier."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.domain.dates import day_number, day_of, period, years_before


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(1970, 1, 1), 0),
        (date(1970, 1, 2), 1),
        (date(1969, 12, 31), -1),
        (date(2000, 3, 1), 11_017),
        (date(2024, 2, 29), 19_782),
    ],
)
def test_days_are_counted_from_1970(day: date, number: int) -> None:
    assert day_number(day) == number


@given(st.dates())
def test_a_day_survives_being_a_number(day: date) -> None:
    assert day_of(day_number(day)) == day


@pytest.mark.parametrize(
    ("precision", "first", "last"),
    [
        ("day", date(2024, 2, 10), date(2024, 2, 10)),
        ("month", date(2024, 2, 1), date(2024, 2, 29)),
        ("year", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_a_coarse_date_means_any_day_of_its_period(precision: str, first: date, last: date) -> None:
    assert period(date(2024, 2, 10), precision) == (first, last)


def test_february_ends_on_the_28th_in_a_common_year() -> None:
    assert period(date(2023, 2, 10), "month")[1] == date(2023, 2, 28)


@given(st.dates(), st.sampled_from(["day", "month", "year"]))
def test_a_period_holds_its_day(day: date, precision: str) -> None:
    first, last = period(day, precision)
    assert first <= day <= last


@pytest.mark.parametrize(
    ("day", "years", "earlier"),
    [
        (date(2024, 7, 15), 3, date(2021, 7, 15)),
        (date(2024, 2, 29), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 4, date(2020, 2, 29)),
        (date(2023, 2, 28), 3, date(2020, 2, 28)),
        (date(2024, 7, 15), 0, date(2024, 7, 15)),
    ],
)
def test_years_before_keep_month_and_day(day: date, years: int, earlier: date) -> None:
    assert years_before(day, years) == earlier
