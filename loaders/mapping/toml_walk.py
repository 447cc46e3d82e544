"""What the readers of a mapping file share: each value is read with its key, which every error names."""

from collections.abc import Collection, Mapping
from typing import NoReturn

from graph_service.domain.limits import MAX_HINT_LENGTH, MAX_WORD_LENGTH
from graph_service.domain.rules import nearest
from graph_service.errors import InputError


class TomlWalk:
    """Reads the values of one mapping file, and refuses those that are of another form."""

    def __init__(self, file: str) -> None:
        self.file = file

    def texts(self, key: str, value: object) -> tuple[str, ...]:
        """Read a text, or a list of them."""
        return tuple(self.text(key, item) for item in (value if isinstance(value, list) else [value]))

    def text(self, key: str, value: object) -> str:
        """Read a text; yes, no and numbers become one."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, str | int | float):
            text = str(value)
            if len(text) > MAX_WORD_LENGTH:
                problem = f"the text has {len(text)} characters, and at most {MAX_WORD_LENGTH} are read"
                self.fail(key, problem, "shorten it")
            return text
        return self.fail(key, "text is expected here", "write it in quotation marks")

    def table(self, key: str, value: object) -> Mapping[str, object]:
        """Read a table."""
        if not isinstance(value, dict):
            self.fail(key, "a table is expected here", 'write it like { name = "value" }')
        return value

    def check_keys(self, prefix: str, keys: Collection[str], allowed: Collection[str]) -> None:
        """Refuse keys that are not known."""
        for name in keys:
            if name not in allowed:
                self.fail(f"{prefix}{name}", "no such key", self.did_you_mean(name, allowed))

    def did_you_mean(self, word: object, words: Collection[str]) -> str:
        """Return a remedy that names the nearest of the words that there are."""
        near = nearest(str(word), words)
        return f"did you mean {near}?" if near else f"known are {', '.join(words)}"

    def fail(self, key: str, problem: str, remedy: str) -> NoReturn:
        """Refuse the mapping file."""
        raise InputError(f"{self.file}: {_short(key)}: {_short(problem)}; {remedy}")


def _short(text: str) -> str:
    """A key or word as a message shows it."""
    return text if len(text) <= 2 * MAX_HINT_LENGTH else text[: 2 * MAX_HINT_LENGTH - 1] + "…"
