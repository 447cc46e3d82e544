"""Days, periods of coarse dates, windows (definitions, "Time")."""

from calendar import isleap, monthrange
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both inside; empty if `last` is before `first`."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        """Say whether a day lies inside."""
        return self.first <= day <= self.last

    def place(self, period: "Span | None") -> str:
        """Say where a dated thing stands to this window: inside, coarse (too coarse to say) or outside."""
        if period is None:
            return "coarse"
        if self.first <= period.first and period.last <= self.last:
            return "inside"
        overlaps = self.first <= self.last and period.first <= self.last and period.last >= self.first
        return "coarse" if overlaps else "outside"


def period_of(day: date | None, precision: str) -> Span | None:
    """Return the days that a date may mean; None for an unknown one."""
    if day is None or precision == "unknown":
        return None
    if precision == "month":
        return Span(date(day.year, day.month, 1), date(day.year, day.month, monthrange(day.year, day.month)[1]))
    if precision == "year":
        return Span(date(day.year, 1, 1), date(day.year, 12, 31))
    return Span(day, day)


def one_day_of(day: date | None, precision: str, as_of: date) -> date | None:
    """Return the day that stands for a date where one is needed; None for an unknown one."""
    if day is None or precision == "unknown":
        return None
    if precision == "month":
        return min(date(day.year, day.month, 15), as_of)
    if precision == "year":
        return min(date(day.year, 7, 1), as_of)
    return day


def printed(day: date | None, precision: str) -> str:
    """Return a date as exact as it is known: a month or a year by its name alone."""
    if day is None or precision == "unknown":
        return ""
    return {"month": f"{day.year:04}-{day.month:02}", "year": f"{day.year:04}"}.get(precision, day.isoformat())


def years_earlier(day: date, years: int) -> date:
    """Return the same date years earlier, 29 February becoming the 28th."""
    year = day.year - years
    if day.month == 2 and day.day == 29 and not isleap(year):
        return date(year, 2, 28)
    return date(year, day.month, day.day)


def within_days(day: date | None, days: int, as_of: date) -> bool:
    """Say whether 0 <= D - day <= n."""
    return day is not None and 0 <= (as_of - day).days <= days


def within_years(day: date | None, years: int, as_of: date) -> bool:
    """Say whether a day is not before the same date n years earlier and not after D."""
    return day is not None and years_earlier(as_of, years) <= day <= as_of


def last_days(days: int, as_of: date) -> Span:
    """Return the window of w days: D - w < day <= D."""
    return Span(as_of - timedelta(days=days - 1), as_of)


def windows(as_of: date, widths: tuple[int, ...], last_call_in: date | None) -> dict[str, tuple[Span, Span]]:
    """Return every window with its previous window, by name."""
    found = {}
    for days in widths:
        found[f"{days}"] = (last_days(days, as_of), last_days(days, as_of - timedelta(days=days)))
    a_year_ago = years_earlier(as_of, 1)
    found["year_to_date"] = (
        Span(date(as_of.year, 1, 1), as_of),
        Span(date(a_year_ago.year, 1, 1), a_year_ago),
    )
    if last_call_in is not None:
        length = as_of - last_call_in
        found["since_call_in"] = (
            Span(last_call_in + ONE_DAY, as_of),
            Span(last_call_in - length + ONE_DAY, last_call_in),
        )
    return found


def valid_on(valid_from: date | None, valid_to: date | None, day: date) -> bool:
    """Say whether a validity, inclusive at both ends, holds on a day."""
    return (valid_from is None or valid_from <= day) and (valid_to is None or day <= valid_to)


def valid_within(valid_from: date | None, valid_to: date | None, span: Span) -> bool:
    """Say whether a validity holds on some day of a window."""
    return (valid_from is None or valid_from <= span.last) and (valid_to is None or valid_to >= span.first)
