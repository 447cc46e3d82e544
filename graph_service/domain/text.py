"""Text for readers: numbers with their nouns, and signs that may not stand in XML or at a terminal."""

import re
from collections.abc import Callable, Sequence
from unicodedata import combining, normalize

from graph_service.domain.limits import MAX_MARKS

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_FOR_TERMINALS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)  # steer what reads them
# Signs that Unicode calls printable although nothing is seen of them: fillers, blanks, joiners, selectors of variants.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U00016fe4\U0001d159\U000e0100-\U000e01ef]"
)
_OF_NO_WIDTH = "[\u00ad\u200b-\u200d\u2028\u2029\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb]"
_UNSEEN = re.compile(f"{_INVISIBLE.pattern}|{_OF_NO_WIDTH}")
_MAY_BE_MARKS = re.compile(f"[\u0300-\U0010ffff]{{{MAX_MARKS + 1}}}")  # all marks lie there, and much else
REPLACEMENT = "\ufffd"
WITHHELD_WORD = "withheld"  # stands where a caller may not see
_WITHHELD = re.compile(rf"[\W_]*{WITHHELD_WORD}[\W_]*")


def in_words(name: str) -> str:
    """Return a name of the schema as it is written in a text: `follow_up` is a follow-up."""
    return re.sub(r"\b(call|follow) (ins?|ups?)\b", r"\1-\2", name.replace("_", " "))


def xml_text(text: str) -> str:
    """Replace signs that XML does not know, not even escaped, by U+FFFD."""
    return _NOT_XML.sub(REPLACEMENT, text)


def terminal_text(text: str) -> str:
    """Replace signs that steer a terminal or turn the reading direction by U+FFFD, and write those not seen as escapes.

    Lines and tabs stay.
    """
    text = _NOT_FOR_TERMINALS.sub(REPLACEMENT, text)
    return text if text.isascii() else _UNSEEN.sub(lambda sign: ascii(sign[0])[1:-1], text)


def has_control_signs(text: str) -> bool:
    """Say whether a text holds signs that would be shown as replaced, as pasted texts do."""
    return _NOT_FOR_TERMINALS.search(text) is not None or _NOT_XML.search(text) is not None


def has_invisible_signs(text: str) -> bool:
    """Say whether a text holds signs of which nothing is seen, so that two texts that look the same may differ."""
    return not text.isprintable() or _INVISIBLE.search(text) is not None


def speaks_of_withheld(text: str) -> bool:
    """Say whether the word for what may not be seen is in a text, in whatever case or width."""
    return WITHHELD_WORD in (text if text.isascii() else normalize("NFKC", text)).casefold()


def reads_as_withheld(text: str) -> bool:
    """Say whether a text is the word for what may not be seen, whatever signs stand around it."""
    return speaks_of_withheld(text) and _WITHHELD.fullmatch(normalize("NFKC", text).casefold()) is not None


def with_escapes(text: str) -> str:
    """Write signs that are not seen, or turn the reading direction, as escapes of Python."""
    escaped = _INVISIBLE.sub(lambda sign: ascii(sign[0])[1:-1], text)
    return escaped if escaped.isprintable() else "".join(s if s.isprintable() else ascii(s)[1:-1] for s in escaped)


def without_signs_of_no_width(text: str) -> str:
    """Take out signs that have no width, such as a byte order mark."""
    return text if text.isascii() else re.sub(_OF_NO_WIDTH, "", text)


def has_too_many_marks(text: str) -> bool:
    """Say whether a letter bears so many combining marks that bringing them into order would take long."""
    if text.isascii() or _MAY_BE_MARKS.search(text) is None:
        return False
    run = 0
    for sign in text:
        run = run + 1 if combining(normalize("NFD", sign)[0]) else 0  # some letters are taken apart into marks alone
        if run > MAX_MARKS:
            return True
    return False


def distinct(texts: Sequence[str], change: Callable[[str], str]) -> list[str]:
    """Change texts, and tell those apart that would be alike then, by apostrophes."""
    changed: list[str] = []
    taken: set[str] = set()
    for text in texts:
        label = change(text)
        while label in taken:
            label += "'"
        taken.add(label)
        changed.append(label)
    return changed


def counted(n: int, singular: str, plural: str = "") -> str:
    """Return a number with its noun: 1 person, 2 persons."""
    return f"{n} {singular if n == 1 else plural or f'{singular}s'}"
