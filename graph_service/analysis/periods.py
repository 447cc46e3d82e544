"""Dates that are exact, coarse or unknown, as arrays; and the windows that count them."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from graph_service.domain.dates import day_number, day_of, period, years_before
from graph_service.domain.snapshot import NO_DAY, IntArray
from graph_service.domain.vocabulary import Precision, code_of

Mask = NDArray[np.bool_]
_PRECISIONS = tuple(Precision)
_EXACT = code_of(Precision.DAY)


@dataclass(frozen=True, slots=True)
class Periods:
    """What days a record may mean. Unknown dates have `first` = `last` = `day` = `NO_DAY`.

    `day` stands for the whole where one day is needed: the 15th of a month, 1 July of a year, at most
    the day of the snapshot. A record is `seen` from the first day of its period; an unknown one always.
    """

    first: IntArray
    last: IntArray
    day: IntArray
    precision: IntArray
    exact: Mask
    seen: Mask

    def shown(self, row: int) -> tuple[date | None, str | None]:
        """Return a date as results print it: the first day of what it may mean, and how exactly it is known."""
        first = int(self.first[row])
        return (None, None) if first == NO_DAY else (day_of(first), _PRECISIONS[self.precision[row]].value)

    def inside(self, window: "Window") -> Mask:
        """Say of each record whether its whole period lies in the window."""
        return (self.first != NO_DAY) & (self.first > window.after) & (self.last <= window.until)

    def too_coarse(self, window: "Window") -> Mask:
        """Say of each record whether it may lie in the window, and is not known to."""
        overlaps = (self.last > window.after) & (self.first <= window.until) & (window.n_days > 0)
        return ((self.first == NO_DAY) | overlaps) & ~self.inside(window)


@dataclass(frozen=True, slots=True)
class Window:
    """The days after `after` up to and including `until`; `name` as results print it."""

    name: str
    after: int
    until: int

    @property
    def n_days(self) -> int:
        """How many days it has."""
        return self.until - self.after

    @property
    def first_on(self) -> date:
        """Its first day."""
        return day_of(self.after + 1)

    @property
    def last_on(self) -> date:
        """Its last day."""
        return day_of(self.until)


def periods_of(days: IntArray, precision: IntArray, as_of: int) -> Periods:
    """Return the days that dates of a precision may mean."""
    first, last, middle = days.copy(), days.copy(), days.copy()
    exact = (precision == _EXACT) & (days != NO_DAY)
    for i in np.flatnonzero(~exact & (days != NO_DAY)):
        of = day_of(days[i])
        name = _PRECISIONS[precision[i]].value
        begin, end = period(of, name)
        first[i], last[i] = day_number(begin), day_number(end)
        middle[i] = day_number(begin.replace(day=15) if name == "month" else date(of.year, 7, 1))
    middle = np.where(days == NO_DAY, NO_DAY, np.minimum(middle, as_of))
    middle = np.where(exact, days, middle)
    return Periods(first, last, middle, precision, exact, first <= as_of)


def window_of_days(as_of: int, n_days: int, *, previous: bool = False) -> Window:
    """Return the last `n_days` days, or as many before them."""
    until = as_of - n_days if previous else as_of
    return Window(f"days_{n_days}", until - n_days, until)


def year_to_date(as_of: date, *, previous: bool = False) -> Window:
    """Return 1 January to the day, or the same dates a year earlier."""
    until = years_before(as_of, 1) if previous else as_of
    return Window("year_to_date", day_number(date(until.year, 1, 1) - timedelta(days=1)), day_number(until))


def since(day: int, as_of: int, *, previous: bool = False) -> Window:
    """Return the day after a call-in to the day of the snapshot, or as many days before."""
    if previous:
        return Window("since_last_call_in", day - (as_of - day), day)
    return Window("since_last_call_in", day, as_of)


def within_days(days: IntArray, as_of: int, n_days: int) -> Mask:
    """Say of each day whether it lies 0 to `n_days` before the snapshot's."""
    return (days != NO_DAY) & (days <= as_of) & (days >= as_of - n_days)


def within_years(days: IntArray, as_of: date, years: int) -> Mask:
    """Say of each day whether it is not before the same date some years earlier, and not after the snapshot's."""
    earliest = day_number(years_before(as_of, years))
    return (days != NO_DAY) & (days <= day_number(as_of)) & (days >= earliest)
