"""What a word looks like without what people vary: capitals, spaces, hyphens, zeros in front, foreign letters.

One form serves whoever looks for a word that is not there, for ids that somebody typed in two ways, and for names
of columns.
"""

import re
import unicodedata
from collections.abc import Sequence

# Letters of Cyrillic and Greek that look like Latin ones; a small letter goes where its capital goes.
_CYRILLIC = dict(zip("АВЕЅІЈКМНОРСТУХавеѕіјкмнорстух", "ABESIJKMHOPCTYXabesijkmhopctyx", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεζηικμνορτυχ", "ABEZHIKMNOPTYXabezhikmnoptyx", strict=True))
_LATIN_OF = str.maketrans(_CYRILLIC | _GREEK)
_JOINT = "\ue000"  # stands between two numbers
_BETWEEN_NUMBERS = re.compile(r"(?<=\d)(?:[^\w\n]|_)+(?=\d)")  # kept apart: 1-11 and 11-1 are two ids
_SIGNS = re.compile(rf"[^\w\n{_JOINT}]+|_+")
_ZEROS_BEFORE = re.compile(r"(?<!\d)0+(?=\d)")


def latin_looks(text: str) -> str:
    """Return a text with Latin letters in the place of those that look like them, and without signs of no width."""
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFKC", text).translate(_LATIN_OF)
    return "".join(sign for sign in letters if unicodedata.category(sign) != "Cf")


def plain_form(word: str) -> str:
    """Return what a word holds beside what people vary; "" if it has neither letters nor numbers."""
    return _form(word.replace("\n", " "))


def plain_forms(words: Sequence[str]) -> list[str]:
    """Return the plain forms of many words, which costs little more than to read them."""
    forms = _form("\n".join(words)).split("\n") if words else []
    return forms if len(forms) == len(words) else [plain_form(word) for word in words]


def _form(text: str) -> str:
    letters = latin_looks(text).casefold()
    return _ZEROS_BEFORE.sub("", _SIGNS.sub("", _BETWEEN_NUMBERS.sub(_JOINT, letters)))
