"""Texts for readers, by code: each in the form for one and the form for many, ready for another language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Message:
    """A text that follows its number: "person is in custody", "persons are in custody"; values in braces."""

    one: str
    many: str

    def text(self, n: int, values: Mapping[str, str]) -> str:
        """Return the form that follows a number, filled in."""
        return (self.one if n == 1 else self.many).format_map(values)

    def values_in(self, text: str, n: int) -> Mapping[str, str] | None:
        """Return the values that a text was filled in with, for another language; None where it is another text."""
        match = _pattern(self.one if n == 1 else self.many).fullmatch(text)
        return None if match is None else match.groupdict()


def always(text: str) -> Message:
    """Return a message of one form: it stands only after 1, or after no number."""
    return Message(text, text)


@lru_cache(maxsize=4_096)
def _pattern(text: str) -> re.Pattern[str]:
    """Match a text with whatever stands in the place of its values."""
    parts = re.split(r"\{(\w+)\}", text)
    parts[::2] = [part.replace("{{", "{").replace("}}", "}") for part in parts[::2]]
    written = [re.escape(part) if i % 2 == 0 else f"(?P<{part}>.*)" for i, part in enumerate(parts)]
    return re.compile("".join(written), re.DOTALL)
