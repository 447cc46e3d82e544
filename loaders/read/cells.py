"""Text of a cell to a value: what is accepted, what is put right and counted, what is refused."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import cast
from unicodedata import normalize

from graph_service.domain.load_texts import Refusal, refusal
from graph_service.domain.report import is_shielded
from graph_service.domain.schema import Field, Meaning, Value
from graph_service.domain.text import has_control_signs

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
class Read:
    """A value, codes of what was put right, and how coarse a date was written ("" for a whole day)."""

    value: Value
    remarks: tuple[str, ...] = ()
    coarse: str = ""


Parse = Callable[[str], Read | Refusal]


def parser(field: Field, *, coarse_dates: bool, by_form: Parse | None = None) -> Parse:
    """Return what reads the cells of a field: spaces at the ends do not matter, an empty cell is the default.

    `by_form` reads what is written there, where a mapping says how.
    """
    read = by_form or _reader(field, coarse_dates=coarse_dates)

    def parse(text: str) -> Read | Refusal:
        clean = text.strip()
        if not clean:
            return Read(field.default, () if clean == text else ("trimmed",))
        result = read(clean)
        if isinstance(result, Refusal) or clean == text:
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
        *(["control_signs"] if any(map(has_control_signs, words)) else []),
    ]
    return Read(words, tuple(remarks))


def _boolean(name: str, text: str) -> Read | Refusal:
    if text in _BOOLEANS:
        return Read(_BOOLEANS[text])
    if text in _SPREADSHEET_BOOLEANS:
        return Read(_SPREADSHEET_BOOLEANS[text], ("spreadsheet_boolean",))
    return refusal("not_yes_or_no", column=name)


def _integer(name: str, text: str) -> Read | Refusal:
    if _INTEGER.fullmatch(text) and text.isascii():
        return Read(int(text))
    match = _INTEGER_WITH_POINT.fullmatch(text)
    if match and text.isascii():
        return Read(int(match[1]), ("whole_number_with_point",))
    return refusal("not_a_whole_number", column=name)


def _float(field: Field, text: str) -> Read | Refusal:
    if not text.isascii():
        return refusal("not_a_number", column=field.name)
    if _FLOAT.fullmatch(text):
        return Read(float(text))
    match = _DECIMAL_COMMA.fullmatch(text)
    if match is None:
        return refusal("not_a_number", column=field.name)
    sign, whole, decimals = match.groups()
    value = float(f"{sign}{whole}.{decimals}")
    may_be_thousands = len(decimals) == _THOUSANDS_DIGITS and len(whole) <= _THOUSANDS_DIGITS and whole[0] != "0"
    if may_be_thousands and _is_within(field, float(sign + whole + decimals)):
        return refusal(
            "ambiguous_number",
            column=field.name,
            with_decimals=f"{sign}{whole}.{decimals}",
            with_thousands=f"{sign}{whole}{decimals}",
        )
    return Read(value, ("decimal_comma",))


def _is_within(field: Field, value: float) -> bool:
    mark = cast("Meaning", field.mark)
    return (mark.minimum is None or value >= mark.minimum) and (mark.maximum is None or value <= mark.maximum)


def _date_cell(name: str, text: str, *, coarse: bool) -> Read | Refusal:
    if not text.isascii():
        return _not_a_date(name, coarse=coarse)
    if match := _ISO.fullmatch(text):
        return _calendar_day(name, match[1], match[2], match[3])
    if match := _MIDNIGHT.fullmatch(text):
        year, month, day = match[1].split("-")
        return _calendar_day(name, year, month, day, "date_with_midnight")
    if _MOMENT.fullmatch(text):
        return refusal("date_with_time", column=name, day=text[:10])
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = (match[1], match[3], match[4]) if match[1] else (match[5], match[6], match[7])
        return _calendar_day(name, year, month, day, "date_year_first")
    if match := _YEAR_LAST.fullmatch(text):
        return _year_last(name, match[1], match[3], match[4])
    if _SERIAL.fullmatch(text):
        day_from_1900 = date.fromordinal(_SERIAL_BEGIN + int(text[:5])).isoformat()
        return refusal("spreadsheet_serial", column=name, day=day_from_1900)
    return _coarse(name, text, allowed=coarse)


def _without_value(read: Read | Refusal, *, coarse: bool) -> Read | Refusal:
    """Remedies that spell the date out would show what is protected."""
    return replace(read, remedy=_not_a_date("", coarse=coarse).remedy) if isinstance(read, Refusal) else read


def _coarse(name: str, text: str, *, allowed: bool) -> Read | Refusal:
    month = _MONTH.fullmatch(text)
    if month is None and not _YEAR.fullmatch(text):
        return _not_a_date(name, coarse=allowed)
    if not allowed:
        return refusal("date_not_whole", column=name)
    read = _calendar_day(name, text[:4], month[2] if month else "01", "01")
    return Read(read.value, (), "month" if month else "year") if isinstance(read, Read) else read


def _year_last(name: str, first: str, second: str, year: str) -> Read | Refusal:
    if int(first) > _MONTHS or first == second:
        return _calendar_day(name, year, second, first, "date_day_first")
    if int(second) > _MONTHS:
        return _calendar_day(name, year, first, second, "date_month_first")
    return refusal(
        "ambiguous_date",
        column=name,
        day_first=f"{year}-{second:0>2}-{first:0>2}",
        month_first=f"{year}-{first:0>2}-{second:0>2}",
    )


def _calendar_day(name: str, year: str, month: str, day: str, *remarks: str) -> Read | Refusal:
    try:
        return Read(date(int(year), int(month), int(day)), remarks)
    except ValueError:
        return refusal("no_such_day", column=name)


def _not_a_date(name: str, *, coarse: bool) -> Refusal:
    return refusal("not_a_date.coarse", column=name) if coarse else refusal("not_a_date", column=name)
