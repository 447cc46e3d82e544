"""Names as words that can be compared: letters that are written in several ways become one, and so do like sounds.

A name has no first and last word that all who write it agree on, so its words are compared in any order; what stands
before a comma ("Berg, Anna") is put last.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from types import MappingProxyType

MAX_WORDS = 4  # that are compared; of a longer name the first and the last ones
MAX_NAME = 200  # characters that are read of a name
WORDS_REMEMBERED = 65_536
N_PARTS = 2  # of a name that a comma divides

# Letters that lose their marks when they are typed elsewhere, or are spelt with two: å is written a or aa.
_LETTERS = str.maketrans(
    {
        "å": "a", "ä": "a", "æ": "a", "ö": "o", "ø": "o", "œ": "o",
        "ß": "ss", "ð": "d", "đ": "d", "þ": "th", "ł": "l", "\u0131": "i",
    }
)  # fmt: skip
_DIGRAPHS = (("aa", "a"), ("ae", "a"), ("oe", "o"))
_AS_E = (("ä", "e"), ("æ", "e"), ("ae", "e"))  # Hägg and Hegg sound alike

# Spellings of one sound in Swedish and in common transliterations, in the order in which they are replaced.
SOUNDS: Mapping[str, str] = MappingProxyType(
    {
        "tsch": "s", "sch": "s", "skj": "s", "stj": "s", "dzh": "j", "sj": "s", "sh": "s",
        "kh": "h", "gh": "g", "dh": "d", "th": "t", "ph": "f", "dj": "j", "hj": "j", "lj": "j",
        "ch": "k", "ck": "k", "q": "k", "x": "ks", "z": "s", "w": "v",
        "ou": "u", "oo": "u", "ee": "i", "y": "i", "j": "i",
    }
)  # fmt: skip
_SOUND = re.compile("|".join(SOUNDS))  # alternatives are tried in their order
_SOFT_C = re.compile("c(?=[eiy])")
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = str.maketrans("", "", "'`\u00b4\u02bc\u02be\u02bf\u2018\u2019")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name: its letters without marks, and what they sound like."""

    letters: str
    sound: str


Words = tuple[Word, ...]


def words_of(name: str) -> Words:
    """Return the words of a name, at most `MAX_WORDS`; what stands before a comma comes last.

    >>> [word.letters for word in words_of("Åberg, Anna-Lena")]
    ['anna', 'lena', 'aberg']
    >>> words_of("Schmidt") [0].sound == words_of("Smitt")[0].sound
    False
    """
    text = unicodedata.normalize("NFC", name[:MAX_NAME]).casefold().translate(_APOSTROPHES)
    parts = text.split(",")
    if len(parts) == N_PARTS:
        text = f"{parts[1]} {parts[0]}"
    words = [word for word in map(_word, _WORD.findall(text)) if word.letters]
    if len(words) > MAX_WORDS:
        words = [*words[: MAX_WORDS // 2], *words[-(MAX_WORDS - MAX_WORDS // 2) :]]
    return tuple(words)


def names_of(names: Iterable[str]) -> dict[Words, str]:
    """Return the names of somebody by their words, each as it is written first; without those that have none."""
    written: dict[Words, str] = {}
    for name in names:
        words = words_of(name)
        if words:
            written.setdefault(words, name)
    return written


@lru_cache(maxsize=WORDS_REMEMBERED)
def _word(text: str) -> Word:
    return Word(_letters(_replaced(text, _DIGRAPHS)), _sound(text))


def _sound(text: str) -> str:
    plain = _SOFT_C.sub("s", _letters(_replaced(_replaced(text, _AS_E), _DIGRAPHS)))
    sound = _SOUND.sub(lambda match: _as_vowel(SOUNDS[match[0]]), plain).replace("c", "k")
    sound = "".join(letter for letter, _ in groupby(sound))
    return sound[:-1] if len(sound) > 1 and sound.endswith("h") else sound


def _as_vowel(sound: str) -> str:
    return "i" if sound == "j" else sound


def _letters(text: str) -> str:
    """Take the marks off letters."""
    apart = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _replaced(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    for spelling, letter in pairs:
        text = text.replace(spelling, letter)
    return text
