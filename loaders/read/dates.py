"""Text of a date to a day: which forms are read, what an instant is, and what a column as a whole leaves open."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from types import MappingProxyType
from zoneinfo import ZoneInfo

from graph_service.domain.load_texts import Refusal, refusal
from graph_service.domain.report import is_shielded
from graph_service.domain.schema import Field
from loaders.read.reading import Parse, Read

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_TIMED = re.compile(
    r"([0-9/.-]{8,10})[ T](\d{1,2}):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,9}))?)?"
    r"(?: ?([AaPp])\.?[Mm]\.?)? ?([Zz]|UTC|GMT|[+-]\d\d(?::?[0-5]\d)?)?"
)
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_YEAR = re.compile(r"\d{4}")
_YEAR_FIRST = re.compile(r"(\d{4})([/.])(\d{1,2})\2(\d{1,2})|(\d{4})(\d\d)(\d\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
_SERIAL_BEGIN = date(1899, 12, 30).toordinal()
_MONTHS = 12
_HALF_DAY = 12
_HOURS = 24
_LAST_DAY = date(9999, 12, 31)
_EMPTY_DATES: Mapping[date, str] = MappingProxyType(
    {
        date(1899, 12, 30): "empty_date_1899",
        date(1900, 1, 1): "empty_date_1900",
        date(1904, 1, 1): "empty_date_1904",
        date(1970, 1, 1): "empty_date_1970",
    }
)


def date_parser(field: Field, *, coarse: bool, time_zone: str, by_form: Parse | None = None) -> Parse:
    """Return what reads the dates of a field, `by_form` if a mapping says how they are written.

    Where dates may be `coarse`, a month or year may stand alone.
    """
    read = by_form or _DateReader(field.name, coarse=coarse, time_zone=time_zone).read
    if field.name == "valid_to":
        read = _with_open_end(read)
    if not is_shielded(field):
        return lambda text: _with_empty_dates(read(text))
    return lambda text: _without_value(_with_empty_dates(read(text)), field.name, coarse=coarse)


def not_a_date(name: str, *, coarse: bool) -> Refusal:
    """Refuse what is no date."""
    return refusal("not_a_date.coarse", column=name) if coarse else refusal("not_a_date", column=name)


class _DateReader:
    def __init__(self, name: str, *, coarse: bool, time_zone: str) -> None:
        self._name = name
        self._may_be_coarse = coarse
        self._zone = ZoneInfo(time_zone)

    def read(self, text: str) -> Read | Refusal:
        """Read a date of a column of which no mapping says anything."""
        if match := _ISO.fullmatch(text) if text.isascii() else None:
            return self._day(match[1], match[2], match[3])
        if not text.isascii():
            return not_a_date(self._name, coarse=self._may_be_coarse)
        if match := _TIMED.fullmatch(text):
            return self._timed(match)
        return self._date_alone(text) or self._unreadable(text)

    def _timed(self, match: re.Match[str]) -> Read | Refusal:
        """Read a date with a time of day, and perhaps with an offset from UTC."""
        text, hour, minute, second, fraction, half, offset = match.groups()
        hours = int(hour)
        if half is not None:
            if not 1 <= hours <= _HALF_DAY:
                return not_a_date(self._name, coarse=self._may_be_coarse)
            hours = hours % _HALF_DAY + (_HALF_DAY if half in "Pp" else 0)
        read = self._date_alone(text)
        if read is None or hours >= _HOURS:
            return not_a_date(self._name, coarse=self._may_be_coarse)
        if isinstance(read, Refusal) or not isinstance(read.value, date):
            return read
        is_midnight = not (hours or int(minute) or int(second or 0) or int(fraction or 0))
        if offset is None and is_midnight:
            return replace(read, remarks=(*read.remarks, "date_with_midnight"))
        if offset is None:
            return refusal("date_with_time", column=self._name, day=read.value.isoformat())
        zone = _offset(offset)
        if zone is None:
            return not_a_date(self._name, coarse=self._may_be_coarse)
        day = read.value
        moment = datetime(day.year, day.month, day.day, hours, int(minute), int(second or 0), tzinfo=zone)
        is_doubtful = is_midnight and not zone.utcoffset(None)
        doubt = self._dressed_up(moment) if is_doubtful else None
        remarks = (*read.remarks, "instant_to_day")
        return Read(self._civil_day(moment), remarks, doubt=doubt or read.doubt)

    def _civil_day(self, moment: datetime) -> date:
        try:
            return moment.astimezone(self._zone).date()
        except OverflowError:  # on the first or last day that there is
            return moment.date()

    def _dressed_up(self, moment: datetime) -> Refusal:
        try:
            local = moment.astimezone(self._zone)
        except OverflowError:
            local = moment
        return refusal(
            "date_or_instant",
            column=self._name,
            day=moment.date().isoformat(),
            local=f"{local:%H:%M} on {local.date().isoformat()}",
            time_zone=self._zone.key,
        )

    def _date_alone(self, text: str) -> Read | Refusal | None:
        if match := _ISO.fullmatch(text):
            return self._day(match[1], match[2], match[3])
        if match := _YEAR_FIRST.fullmatch(text):
            year, month, day = (match[1], match[3], match[4]) if match[1] else (match[5], match[6], match[7])
            return self._day(year, month, day, "date_year_first")
        if match := _YEAR_LAST.fullmatch(text):
            return self._year_last(match[1], match[3], match[4], match[2])
        return None

    def _unreadable(self, text: str) -> Read | Refusal:
        if _SERIAL.fullmatch(text):
            day_from_1900 = date.fromordinal(_SERIAL_BEGIN + int(text[:5])).isoformat()
            return refusal("spreadsheet_serial", column=self._name, day=day_from_1900)
        return self._coarse(text)

    def _coarse(self, text: str) -> Read | Refusal:
        month = _MONTH.fullmatch(text)
        if month is None and not _YEAR.fullmatch(text):
            return not_a_date(self._name, coarse=self._may_be_coarse)
        if not self._may_be_coarse:
            return refusal("date_not_whole", column=self._name)
        read = self._day(text[:4], month[2] if month else "01", "01")
        return replace(read, coarse="month" if month else "year") if isinstance(read, Read) else read

    def _year_last(self, first: str, second: str, year: str, separator: str) -> Read | Refusal:
        if int(first) == int(second):
            return self._day(year, second, first, "date_day_first")
        by_day = f'date = "%d{separator}%m{separator}%Y"'
        by_month = f'date = "%m{separator}%d{separator}%Y"'
        doubt = refusal("ambiguous_date.column", column=self._name, by_day=by_day, by_month=by_month)
        read: Read | Refusal
        if int(first) > _MONTHS:
            read = self._day(year, second, first, "date_day_first")
        elif int(second) > _MONTHS:
            read = self._day(year, first, second, "date_month_first")
        else:
            return refusal(
                "ambiguous_date",
                column=self._name,
                day_first=f"{year}-{second:0>2}-{first:0>2}",
                month_first=f"{year}-{first:0>2}-{second:0>2}",
                by_day=by_day,
                by_month=by_month,
            )
        return replace(read, doubt=doubt) if isinstance(read, Read) else read

    def _day(self, year: str, month: str, day: str, *remarks: str) -> Read | Refusal:
        try:
            return Read(date(int(year), int(month), int(day)), remarks)
        except ValueError:
            return refusal("no_such_day", column=self._name)


def _offset(text: str) -> timezone | None:
    """Read an offset from UTC: Z, +00, +0100, +01:00."""
    if text[0] not in "+-":
        return UTC
    hours = int(text[1:3])
    minutes = int(text[-2:]) if len(text) > len("+01") else 0
    if hours >= _HOURS:
        return None
    return timezone((1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


def _with_open_end(read: Parse) -> Parse:
    """Other programs write the last day that there is where an end is open."""

    def parse(text: str) -> Read | Refusal:
        result = read(text)
        return Read(None, ("open_end",)) if isinstance(result, Read) and result.value == _LAST_DAY else result

    return parse


def _with_empty_dates(read: Read | Refusal) -> Read | Refusal:
    if isinstance(read, Refusal) or read.coarse or not isinstance(read.value, date):
        return read
    code = _EMPTY_DATES.get(read.value)
    return read if code is None else replace(read, remarks=(*read.remarks, code))


def _without_value(read: Read | Refusal, name: str, *, coarse: bool) -> Read | Refusal:
    """Words that spell the date out would show what is protected."""
    remedy = not_a_date(name, coarse=coarse).remedy
    if isinstance(read, Refusal):
        return replace(read, remedy=remedy)
    if read.doubt is None:
        return read
    is_moment = read.doubt.code == "date_or_instant"
    doubt = refusal("date_or_instant.protected", column=name) if is_moment else replace(read.doubt, remedy=remedy)
    return replace(read, doubt=doubt)
