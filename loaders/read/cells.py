"""Text of a cell to a value: what is accepted, what is put right and counted, what is refused."""

import re
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import cast
from unicodedata import normalize

from graph_service.domain.load_texts import Refusal, refusal
from graph_service.domain.report import DEFAULT_TIME_ZONE
from graph_service.domain.schema import Field, Meaning
from graph_service.domain.text import has_control_signs
from loaders.read.dates import date_parser
from loaders.read.reading import Parse, Read
from loaders.read.swedish_words import codes_by_word, folded_word
from loaders.read.words import has_odd_spaces, is_mangled, with_single_spaces

_INTEGER = re.compile(r"-?\d{1,19}")
_INTEGER_WITH_POINT = re.compile(r"(-?\d{1,15})[.,]0")  # 1,000 may be a thousand
_FLOAT = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
_DECIMAL_COMMA = re.compile(r"(-?)(\d+),(\d+)")
_TIME = re.compile(
    r"(?:1899-12-3[01][ T]|[Kk]l\.? ?)?(\d{1,2})[:.]([0-5]\d)(?:[:.]([0-5]\d)(?:[.,]0{1,9})?)?(?: ?([AaPp])\.?[Mm]\.?)?"
)  # spreadsheets write a time out with their day 0
_HALF_DAY = 12
_HOURS = 24
_THOUSANDS_DIGITS = 3
_BOOLEANS = {"yes": True, "no": False}
_SPREADSHEET_BOOLEANS = {"TRUE": True, "FALSE": False, "SANT": True, "FALSKT": False}
_YES = frozenset({"yes", "y", "ja", "j", "true", "t", "sant", "1"})
_NO = frozenset({"no", "n", "nej", "false", "f", "falskt", "falsk", "0"})


def parser(
    field: Field,
    *,
    coarse_dates: bool,
    time_zone: str = DEFAULT_TIME_ZONE,
    by_form: Parse | None = None,
    reads_swedish: bool = True,
) -> Parse:
    """Return what reads the cells of a field: spaces at the ends do not matter, an empty cell is the default.

    `by_form` reads dates where a mapping says how they are written; moments are days in `time_zone`.
    """
    read = _reader(field)
    if field.words and reads_swedish:
        read = _with_swedish(field, read)
    if field.type is date:
        read = date_parser(field, coarse=coarse_dates, time_zone=time_zone, by_form=by_form)

    def parse(text: str) -> Read | Refusal:
        clean = text.strip()
        if not clean:
            return Read(field.default, () if clean == text else ("trimmed",))
        result = read(clean)
        if isinstance(result, Refusal) or clean == text:
            return result
        return replace(result, remarks=(*result.remarks, "trimmed"))

    return parse


def is_time(field: Field) -> bool:
    """Say whether a field holds a time of day: the one text that has a form."""
    return isinstance(field.mark, Meaning) and bool(field.mark.pattern)


def _reader(field: Field) -> Parse:
    if field.type is int:
        return lambda text: _integer(field.name, text)
    if field.type is float:
        return lambda text: _float(field, text)
    if field.type is bool:
        return lambda text: _boolean(field.name, text)
    if is_time(field):
        return lambda text: _time(field, text)
    if {"yes", "no"} <= set(field.words):
        return lambda text: _answer(field, text)
    return _list if field.type is tuple else _text_cell


def _text_cell(text: str) -> Read:
    composed = normalize("NFC", text)
    return Read(composed) if composed == text else Read(composed, ("normalised",))


def _with_swedish(field: Field, read: Parse) -> Parse:
    """Read a word of a list in Swedish too; what is neither is left to the rule of the field."""
    codes_of = codes_by_word(cast("type[StrEnum]", field.type))

    def in_both(text: str) -> Read | Refusal:
        result = read(text)
        if isinstance(result, Refusal) or result.value in field.words:
            return result
        codes = codes_of.get(folded_word(text), ())
        if len(codes) > 1:
            return refusal("ambiguous_word", column=field.name, words=" or ".join(codes))
        return Read(codes[0], ("swedish_word",)) if codes else result

    return in_both


def _answer(field: Field, text: str) -> Read:
    """Read a word of a list that has yes and no in it."""
    word = text.casefold()
    if text in field.words or word not in _YES | _NO:
        return _text_cell(text)
    return Read("yes" if word in _YES else "no", ("other_yes_or_no",))


def _time(field: Field, text: str) -> Read:
    """Read a time of day; what has another form is left to the rule of the field."""
    if re.fullmatch(cast("Meaning", field.mark).pattern, text, flags=re.ASCII):
        return Read(text)
    match = _TIME.fullmatch(text) if text.isascii() else None
    if match is None:
        return _text_cell(text)
    hours = int(match[1])
    if match[4] is not None:
        if not 1 <= hours <= _HALF_DAY:
            return _text_cell(text)
        hours = hours % _HALF_DAY + (_HALF_DAY if match[4] in "Pp" else 0)
    if hours >= _HOURS:
        return _text_cell(text)
    seconds = f":{match[3]}" if match[3] else ""
    return Read(f"{hours:02}:{match[2]}{seconds}", ("time_rewritten",))


def _list(text: str) -> Read:
    raw_words = text.split("|")
    stripped = [word.strip() for word in raw_words]
    has_spaces = has_odd_spaces(text)
    spaced = [with_single_spaces(word) for word in stripped] if has_spaces else stripped
    words = tuple(normalize("NFC", word) for word in spaced if word)
    remarks = [
        *(["empty_list_part"] if "" in stripped else []),
        *(["trimmed"] if stripped != raw_words else []),
        *(["single_spaces"] if spaced != stripped else []),
        *(["normalised"] if words != tuple(word for word in spaced if word) else []),
        *(["mangled_letters"] if is_mangled(text) else []),
        *(["control_signs"] if any(map(has_control_signs, words)) else []),
    ]
    return Read(words, tuple(remarks))


def _boolean(name: str, text: str) -> Read | Refusal:
    if text in _BOOLEANS:
        return Read(_BOOLEANS[text])
    if text in _SPREADSHEET_BOOLEANS:
        return Read(_SPREADSHEET_BOOLEANS[text], ("spreadsheet_boolean",))
    word = text.casefold()
    if word in _YES or word in _NO:
        return Read(word in _YES, ("other_yes_or_no",))
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
