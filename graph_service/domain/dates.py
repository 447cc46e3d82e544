"""Civil dates: periods of coarse ones, the same day years earlier, windows."""

from calendar import isleap, month_name, monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

EPOCH = date(1970, 1, 1)
_EPOCH_ORDINAL = EPOCH.toordinal()


def day_number(day: date) -> int:
    """Return days since 1970-01-01, as the columns of a snapshot hold dates."""
    return day.toordinal() - _EPOCH_ORDINAL


def day_numbers(days: Sequence[object]) -> list[int | None]:
    """Return the day numbers of a column of dates, in which few are different ones; None stays."""
    numbers: dict[object, int] = {day: day_number(day) for day in set(days) if isinstance(day, date)}
    return [None if day is None else numbers[day] for day in days]


@lru_cache(maxsize=100_000)
def day_of(number: int) -> date:
    """Return the date of a day number."""
    return EPOCH + timedelta(days=int(number))


def period(day: date, precision: str) -> tuple[date, date]:
    """Return the first and last day that a date of a precision (day, month or year) may mean."""
    if precision == "month":
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    if precision == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return day, day


def day_in_words(day: date, precision: str) -> str:
    """Return a date as exactly as it is known: 2026, April 2026 or 2026-04-05."""
    if precision == "year":
        return str(day.year)
    return f"{month_name[day.month]} {day.year}" if precision == "month" else day.isoformat()


def years_before(day: date, years: int) -> date:
    """Return the same date some years earlier; 29 February becomes the 28th."""
    year = day.year - years
    if (day.month, day.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return day.replace(year=year)
