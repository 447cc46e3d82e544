"""Text for readers: numbers with their nouns, and signs that may not stand in XML or at a terminal."""

import re

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_FOR_TERMINALS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # steer what reads them
REPLACEMENT = "\ufffd"


def xml_text(text: str) -> str:
    """Replace signs that XML does not know, not even escaped, by U+FFFD."""
    return _NOT_XML.sub(REPLACEMENT, text)


def terminal_text(text: str) -> str:
    """Replace signs that steer a terminal or turn the reading direction by U+FFFD; lines and tabs stay."""
    return _NOT_FOR_TERMINALS.sub(REPLACEMENT, text)


def has_control_signs(text: str) -> bool:
    """Say whether a text holds signs that would be shown as replaced, as pasted texts do."""
    return _NOT_FOR_TERMINALS.search(text) is not None or _NOT_XML.search(text) is not None


def counted(n: int, singular: str, plural: str = "") -> str:
    """Return a number with its noun: 1 person, 2 persons."""
    return f"{n} {singular if n == 1 else plural or f'{singular}s'}"
