"""Swedish personal identity and coordination numbers: what is one, which two are the same, how to hide one."""

import re
from datetime import date
from unicodedata import normalize

HIDDEN = "(protected)"
_DASHES = dict.fromkeys([*range(0x2010, 0x2015), 0x2212], "-")  # hyphens, dashes and the minus sign
_NUMBER = re.compile(r"([0-9]{2})?([0-9]{6}) ?([-+]?) ?([0-9]{4})")
_WITHIN = re.compile(r"(?<![0-9A-Za-z])(?:1[89]|20)?[0-9]{6}[-+]?[0-9]{4}(?![-0-9A-Za-z])")
_DIGITS_IN_A_ROW = re.compile(r"[0-9]{6}[-+]?[0-9]{4}")
_CENTURIES = range(1800, 2100, 100)
_COORDINATION_DAYS = 60  # added to the day of birth in a coordination number
_CENTURY = 100


def full_number(text: str, *, today: date) -> str | None:
    """Return the twelve digits of a number that is written with ten or twelve; None where it is none.

    Of ten digits the birth is the latest one that is not after today, a hundred years earlier after a plus sign.
    """
    match = _NUMBER.fullmatch(_plain(text).strip())
    if match is None or not _has_check_digit(match[2] + match[4]):
        return None
    century, six_digits, sign, last_digits = match.groups()
    if century is None:
        birth_year = today.year - (today.year - int(six_digits[:2])) % _CENTURY
        if sign == "+" or not _is_born_by(birth_year, six_digits, today):
            birth_year -= _CENTURY
        century = f"{birth_year // _CENTURY}"
    number = f"{century}{six_digits}{last_digits}"
    year = int(number[:4])
    return number if year >= _CENTURIES.start and _is_born_by(year, six_digits, today) else None


def holds_number(text: str) -> bool:
    """Tell whether a text holds a number of a person: with a day of the calendar, and the right check digit."""
    return may_hold_numbers(text) and any(_is_number(match[0]) for match in _WITHIN.finditer(_plain(text)))


def is_number(text: str) -> bool:
    """Tell whether a text is a number of a person and nothing else."""
    plain = _plain(text)
    return _WITHIN.fullmatch(plain) is not None and _is_number(plain)


def resembles_number(text: str) -> bool:
    """Tell whether a text holds what may be a number of a person with a slip: its check digit may be wrong."""
    return any(_has_birth_day(_digits(match[0])) for match in _WITHIN.finditer(_plain(text)))


def without_numbers(text: str) -> str:
    """Return a text with each number of a person hidden."""
    if not holds_number(text):
        return text
    return _WITHIN.sub(lambda match: HIDDEN if _is_number(match[0]) else match[0], _plain(text))


def may_hold_numbers(texts: str) -> bool:
    """Tell quickly, of many texts in lines, whether some may hold a number."""
    return not texts.isascii() or _DIGITS_IN_A_ROW.search(texts) is not None


def _plain(text: str) -> str:
    return text if text.isascii() else normalize("NFKC", text).translate(_DASHES)


def _digits(text: str) -> str:
    return text.replace("-", "").replace("+", "")


def _is_number(text: str) -> bool:
    digits = _digits(text)
    return _has_birth_day(digits) and _has_check_digit(digits[-10:])


def _has_birth_day(digits: str) -> bool:
    centuries = (int(digits[:2]) * _CENTURY,) if len(digits) > 10 else _CENTURIES  # noqa: PLR2004  with a century
    return any(_birth_day(century + int(digits[-10:-8]), digits[-10:-4]) is not None for century in centuries)


def _is_born_by(year: int, six_digits: str, today: date) -> bool:
    day = _birth_day(year, six_digits)
    return day is not None and day <= today


def _birth_day(year: int, six_digits: str) -> date | None:
    day = int(six_digits[4:])
    try:
        return date(year, int(six_digits[2:4]), day - _COORDINATION_DAYS if day > _COORDINATION_DAYS else day)
    except ValueError:
        return None


def _has_check_digit(ten_digits: str) -> bool:
    """Whether the digits, each second one doubled from the first on, add up to whole tens (Luhn)."""
    doubled = "".join(str(int(digit) * (2 - index % 2)) for index, digit in enumerate(ten_digits))
    return sum(map(int, doubled)) % 10 == 0
