"""Dates that are written as a mapping says: by a form of `strptime`, as written, or as a moment."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from graph_service.domain.load_texts import Refusal, refusal
from graph_service.domain.report import DEFAULT_TIME_ZONE
from loaders.read.reading import Read

AS_WRITTEN = "as written"  # the day as it stands, whatever time and offset follow it
INSTANT = "instant"  # the day that a moment is in the time zone of the case
FORMS = f'"%m/%d/%Y", "{AS_WRITTEN}" or "{INSTANT}"'
_DIRECTIVE = re.compile(r"%(.?)", re.DOTALL)
_DAYS, _MONTHS, _YEARS, _DAYS_OF_YEAR = frozenset("d"), frozenset("mbB"), frozenset("Yy"), frozenset("j")
_ALLOWED = frozenset("%") | _DAYS | _MONTHS | _YEARS | _DAYS_OF_YEAR
_EXAMPLE = date(2020, 4, 17)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[ Tt]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]{1,9})?)? ?(Z|z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)


@dataclass(frozen=True, slots=True)
class DateForm:
    """How the dates of a column are written.

    `time_zone` is that of the case, `clock_zone` that of moments which say none; `coarse` lets a form name a month or
    a year alone.
    """

    form: str
    time_zone: str = DEFAULT_TIME_ZONE
    clock_zone: str | None = None


def form_problem(form: str, *, coarse: bool) -> str | None:
    """Say what is wrong with a form of dates; None if nothing is."""
    if form in {AS_WRITTEN, INSTANT}:
        return None
    directives = _DIRECTIVE.findall(form)
    if odd := next((letter for letter in directives if letter not in _ALLOWED), None):
        return f"holds %{odd}, which is no part of a date"
    if "" in directives:
        return "ends with a percent sign"
    if any(sum(letter in group for letter in directives) > 1 for group in (_DAYS, _MONTHS, _YEARS, _DAYS_OF_YEAR)):
        return "names a part of the date twice"
    coarseness = _coarseness(form)
    if coarseness is None or (coarseness and not coarse):
        return "does not name day, month and year"
    return None


def form_reader(name: str, form: DateForm) -> Callable[[str], Read | Refusal]:
    """Return what reads the dates of a column; the name is that of the column, for what is refused."""
    if form.form == AS_WRITTEN:
        return lambda text: _as_written(name, text)
    if form.form == INSTANT:
        zones = ZoneInfo(form.time_zone), ZoneInfo(form.clock_zone) if form.clock_zone else None
        return lambda text: _of_instant(name, text, *zones)
    coarse = _coarseness(form.form) or ""
    iso = (lambda _: None) if form.form.startswith("%Y") else _iso_day  # 2020-04-05 has two readings there
    why = refusal("not_in_form", column=name, form=form.form, example=_EXAMPLE.strftime(form.form))

    def read(text: str) -> Read | Refusal:
        try:
            return Read(datetime.strptime(text, form.form).date(), (), coarse)  # noqa: DTZ007  a day has no zone
        except ValueError:
            return iso(text) or why

    return read


def _iso_day(text: str) -> Read | None:
    """Read a day like 2020-04-17 in a column of another form: workbooks have both, and it has one reading only."""
    try:
        return Read(date.fromisoformat(text), ("iso_day",)) if _ISO.fullmatch(text) else None
    except ValueError:
        return None


def _coarseness(form: str) -> str | None:
    """Return "" for a form that names a day, else month or year; None if it names none of them."""
    directives = set(_DIRECTIVE.findall(form))
    if not directives & _YEARS:
        return None
    has_month, has_day = directives & _MONTHS, directives & _DAYS
    if directives & _DAYS_OF_YEAR:
        return None if has_month or has_day else ""
    if has_day:
        return "" if has_month else None
    return "month" if has_month else "year"


def _as_written(name: str, text: str) -> Read | Refusal:
    match = _MOMENT.fullmatch(text)
    if match is None:
        return refusal("not_a_moment", column=name)
    try:
        return Read(date.fromisoformat(match[1]), () if match[2] is None else ("date_as_written",))
    except ValueError:
        return refusal("no_such_day", column=name)


def _of_instant(name: str, text: str, zone: ZoneInfo, clock_zone: ZoneInfo | None) -> Read | Refusal:
    match = _MOMENT.fullmatch(text)
    if match is None or match[2] is None:
        return refusal("not_a_moment", column=name)
    day, hour, minute, second, offset = match.groups()
    offset = {"Z": "+00:00", "z": "+00:00", "UTC": "+00:00"}.get(offset or "", offset)
    try:
        moment = datetime.fromisoformat(f"{day}T{hour:0>2}:{minute}:{second or '00'}{offset or ''}")
    except ValueError:
        return refusal("not_a_moment", column=name)
    if moment.tzinfo is None:
        if clock_zone is None:
            return refusal("moment_without_zone", column=name)
        moment = moment.replace(tzinfo=clock_zone)
    try:
        return Read(moment.astimezone(zone).date(), ("instant_to_day",))
    except OverflowError:  # beyond the first or last day that there is
        return refusal("no_such_day", column=name)
