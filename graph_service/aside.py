"""Where records are put aside that a caller may not write."""

from collections.abc import Callable, Sequence
from typing import Protocol


class PutAside(Protocol):
    """Keeps records that a caller may not write, whole, for those who may see them."""

    def check(self) -> None:
        """Raise a `ConfigurationError` if there is no place to keep them."""

    def put(self, lines: Sequence[str]) -> None:
        """Keep some, a JSON object each."""

    def read(self) -> list[str]:
        """Return all that is kept, a JSON object each."""

    def forget(self, names: Callable[[str], bool]) -> None:
        """Remove the lines of which a function says that they name somebody."""


class AsideInMemory:
    """Keeps what is put aside as long as the process lives, as a store in memory does."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def check(self) -> None:
        """See `PutAside.check`: there is a place."""

    def put(self, lines: Sequence[str]) -> None:
        """See `PutAside.put`."""
        self.lines += lines

    def read(self) -> list[str]:
        """See `PutAside.read`."""
        return list(self.lines)

    def forget(self, names: Callable[[str], bool]) -> None:
        """See `PutAside.forget`."""
        self.lines = [line for line in self.lines if not names(line)]
