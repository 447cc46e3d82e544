"""Signs in names and texts that came out wrong on the way: odd spaces, letters read in another encoding."""

import re

_ODD_SPACE = re.compile(r"\s\s|[^\S ]")  # no-break spaces, tabs, line breaks, more than one in a row
_AS_CP1252 = (
    "\x80-\xbf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d"
)
_AS_CP1252 += "\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
# What becomes of letters in UTF-8 that are read as cp1252 or Latin-1 ("Ã¥"), as cp850 ("├Ñ") or as Mac Roman ("√•"),
# and the sign that a program puts in the place of what it cannot read.
_MANGLED = re.compile(
    f"[\u00c2\u00c3][{_AS_CP1252}]|\u00e2\u20ac[{_AS_CP1252}]|\u00ef\u00bf\u00bd|\u251c\\S|\u221a[\u2022\u00a9\u2202\u00d1\u00f1\u00d6\u00a7\u00ef]|\ufffd"
)
_LEADS = re.compile("[\u00c2\u00c3\u00e2\u00ef\u251c\u221a\ufffd]")  # one is in whatever the pattern matches


def has_odd_spaces(text: str) -> bool:
    """Say whether a text holds white space other than single spaces."""
    return ("  " in text or not text.isprintable()) and _ODD_SPACE.search(text) is not None


def with_single_spaces(text: str) -> str:
    """Make each run of white space one space."""
    return " ".join(text.split()) if has_odd_spaces(text) else text


def is_mangled(text: str) -> bool:
    """Say whether letters of a text were read in another encoding than they were written in."""
    return not text.isascii() and _LEADS.search(text) is not None and _MANGLED.search(text) is not None
