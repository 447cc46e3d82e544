"""Texts for readers, by code: each in the form for one and the form for many, ready for another language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """A text that follows its number: "person is in custody", "persons are in custody"; values in braces."""

    one: str
    many: str

    def text(self, n: int, values: Mapping[str, str]) -> str:
        """Return the form that follows a number, filled in."""
        return (self.one if n == 1 else self.many).format_map(values)


def always(text: str) -> Message:
    """Return a message of one form: it stands only after 1, or after no number."""
    return Message(text, text)
