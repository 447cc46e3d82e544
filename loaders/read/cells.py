"""Text of a cell to a value: what is accepted, what is put right and counted, what is refused."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import cast
from unicodedata import normalize

from graph_service.domain.report import is_shielded
from graph_service.domain.schema import Field, Meaning, Value

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[ T]00:00(?::00(?:\.0+)?)?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d.*")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_YEAR = re.compile(r"\d{4}")
_YEAR_FIRST = re.compile(r"(\d{4})([/.])(\d{1,2})\2(\d{1,2})|(\d{4})(\d\d)(\d\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
_INTEGER = re.compile(r"-?\d{1,19}")
_INTEGER_WITH_POINT = re.compile(r"(-?\d{1,15})[.,]0")  # 1,000 may be a thousand
_FLOAT = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
_DECIMAL_COMMA = re.compile(r"(-?)(\d+),(\d+)")
_SERIAL_BEGIN = date(1899, 12, 30).toordinal()
_THOUSANDS_DIGITS = 3
_MONTHS = 12
_BOOLEANS = {"yes": True, "no": False}
_SPREADSHEET_BOOLEANS = {"TRUE": True, "FALSE": False, "SANT": True, "FALSKT": False}


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a cell is not read."""

    code: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Read:
    """A value, codes of what was put right, and how coarse a date was written ("" for a whole day)."""

    value: Value
    remarks: tuple[str, ...] = ()
    coarse: str = ""


Parse = Callable[[str], Read | Refused]


def parser(field: Field, *, coarse_dates: bool) -> Parse:
    """Return what reads the cells of a field: spaces at the ends do not matter, an empty cell is the default."""
    read = _reader(field, coarse_dates=coarse_dates)

    def parse(text: str) -> Read | Refused:
        clean = text.strip()
        if not clean:
            return Read(field.default, () if clean == text else ("trimmed",))
        result = read(clean)
        if isinstance(result, Refused) or clean == text:
            return result
        return Read(result.value, (*result.remarks, "trimmed"), result.coarse)

    return parse


def _reader(field: Field, *, coarse_dates: bool) -> Parse:
    if field.type is date:
        if is_shielded(field):
            return lambda text: _without_value(_date_cell(field.name, text, coarse=coarse_dates), coarse=coarse_dates)
        return lambda text: _date_cell(field.name, text, coarse=coarse_dates)
    if field.type is int:
        return lambda text: _integer(field.name, text)
    if field.type is float:
        return lambda text: _float(field, text)
    if field.type is bool:
        return lambda text: _boolean(field.name, text)
    return _list if field.type is tuple else _text_cell


def _text_cell(text: str) -> Read:
    composed = normalize("NFC", text)
    return Read(composed) if composed == text else Read(composed, ("normalised",))


def _list(text: str) -> Read:
    raw_words = text.split("|")
    stripped = [word.strip() for word in raw_words]
    words = tuple(normalize("NFC", word) for word in stripped if word)
    remarks = [
        *(["empty_list_part"] if "" in stripped else []),
        *(["trimmed"] if stripped != raw_words else []),
        *(["normalised"] if words != tuple(word for word in stripped if word) else []),
    ]
    return Read(words, tuple(remarks))


def _boolean(name: str, text: str) -> Read | Refused:
    if text in _BOOLEANS:
        return Read(_BOOLEANS[text])
    if text in _SPREADSHEET_BOOLEANS:
        return Read(_SPREADSHEET_BOOLEANS[text], ("spreadsheet_boolean",))
    return Refused("not_yes_or_no", f"{name} is neither yes nor no", "write yes or no, in small letters")


def _integer(name: str, text: str) -> Read | Refused:
    if _INTEGER.fullmatch(text) and text.isascii():
        return Read(int(text))
    match = _INTEGER_WITH_POINT.fullmatch(text)
    if match and text.isascii():
        return Read(int(match[1]), ("whole_number_with_point",))
    return Refused("not_a_whole_number", f"{name} is not a whole number", "write digits only, such as 12")


def _float(field: Field, text: str) -> Read | Refused:
    if not text.isascii():
        return _not_a_number(field.name)
    if _FLOAT.fullmatch(text):
        return Read(float(text))
    match = _DECIMAL_COMMA.fullmatch(text)
    if match is None:
        return _not_a_number(field.name)
    sign, whole, decimals = match.groups()
    value = float(f"{sign}{whole}.{decimals}")
    may_be_thousands = len(decimals) == _THOUSANDS_DIGITS and len(whole) <= _THOUSANDS_DIGITS and whole[0] != "0"
    if may_be_thousands and _is_within(field, float(sign + whole + decimals)):
        return Refused(
            "ambiguous_number",
            f"{field.name} can be read in two ways, the comma as a decimal comma or between thousands",
            f"write {sign}{whole}.{decimals} or {sign}{whole}{decimals}",
        )
    return Read(value, ("decimal_comma",))


def _not_a_number(name: str) -> Refused:
    return Refused("not_a_number", f"{name} is not a number", "write it with a decimal point, such as 0.5")


def _is_within(field: Field, value: float) -> bool:
    mark = cast("Meaning", field.mark)
    return (mark.minimum is None or value >= mark.minimum) and (mark.maximum is None or value <= mark.maximum)


def _date_cell(name: str, text: str, *, coarse: bool) -> Read | Refused:
    if not text.isascii():
        return _not_a_date(name, coarse=coarse)
    if match := _ISO.fullmatch(text):
        return _calendar_day(name, match[1], match[2], match[3])
    if match := _MIDNIGHT.fullmatch(text):
        year, month, day = match[1].split("-")
        return _calendar_day(name, year, month, day, "date_with_midnight")
    if _MOMENT.fullmatch(text):
        remedy = f"write the local civil date alone: {text[:10]}"
        return Refused("date_with_time", f"{name} holds a time of day", remedy)
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = (match[1], match[3], match[4]) if match[1] else (match[5], match[6], match[7])
        return _calendar_day(name, year, month, day, "date_year_first")
    if match := _YEAR_LAST.fullmatch(text):
        return _year_last(name, match[1], match[3], match[4])
    if _SERIAL.fullmatch(text):
        day_from_1900 = date.fromordinal(_SERIAL_BEGIN + int(text[:5])).isoformat()
        return Refused(
            "spreadsheet_serial",
            f"{name} looks like the serial number of a spreadsheet, which counts from 1900 or from 1904",
            f"format the column as a date and save again; counted from 1900 it is {day_from_1900}",
        )
    return _coarse(name, text, allowed=coarse)


def _without_value(read: Read | Refused, *, coarse: bool) -> Read | Refused:
    """Remedies that spell the date out would show what is protected."""
    return replace(read, remedy=_not_a_date("", coarse=coarse).remedy) if isinstance(read, Refused) else read


def _coarse(name: str, text: str, *, allowed: bool) -> Read | Refused:
    month = _MONTH.fullmatch(text)
    if month is None and not _YEAR.fullmatch(text):
        return _not_a_date(name, coarse=allowed)
    if not allowed:
        return Refused(
            "date_not_whole", f"{name} takes whole days only", "write the day, such as 2020-04-17, or leave it empty"
        )
    read = _calendar_day(name, text[:4], month[2] if month else "01", "01")
    return Read(read.value, (), "month" if month else "year") if isinstance(read, Read) else read


def _year_last(name: str, first: str, second: str, year: str) -> Read | Refused:
    if int(first) > _MONTHS or first == second:
        return _calendar_day(name, year, second, first, "date_day_first")
    if int(second) > _MONTHS:
        return _calendar_day(name, year, first, second, "date_month_first")
    return Refused(
        "ambiguous_date",
        f"{name} can be read in two ways, day first or month first",
        f"write {year}-{second:0>2}-{first:0>2} or {year}-{first:0>2}-{second:0>2}",
    )


def _calendar_day(name: str, year: str, month: str, day: str, *remarks: str) -> Read | Refused:
    try:
        return Read(date(int(year), int(month), int(day)), remarks)
    except ValueError:
        return Refused("no_such_day", f"{name} is no day of the calendar", "correct it: YYYY-MM-DD")


def _not_a_date(name: str, *, coarse: bool) -> Refused:
    forms = "2020-04-17, 2020-04 or 2020" if coarse else "2020-04-17"
    return Refused("not_a_date", f"{name} is not a date", f"write it like {forms}")
