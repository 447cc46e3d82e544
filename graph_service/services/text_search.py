"""Searching many texts at once: which of them hold a part, capitals apart, without looking at one after another."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

import numpy as np

from graph_service.domain.snapshot import IntArray

END: Final = "\0"  # stands behind each text; no text that a store takes holds it


def folded(text: str) -> str:
    """Return a text as it is compared: one form of each letter, no capitals, no blanks around it."""
    return unicodedata.normalize("NFC", text).casefold().strip()


class SearchedTexts:
    """Texts, one behind the other.

    Parameters
    ----------
    texts : Iterable[str]
        They are kept as they are compared.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        compared = [folded(text) for text in texts]
        self._whole = END + "".join(f"{text}{END}" for text in compared)
        self._ends = np.cumsum([len(text) + 1 for text in compared], dtype=np.int64)

    def holding(self, part: str) -> IntArray:
        """Return the positions of the texts that hold a part, in order, each once; `part` is folded already."""
        if END in part:
            return np.zeros(0, dtype=np.int64)
        return self._matching(re.escape(part), 1) if part else np.arange(len(self._ends))

    def equal_to(self, text: str) -> IntArray:
        """Return the positions of the texts that are just this one, in order."""
        if END in text:
            return np.zeros(0, dtype=np.int64)
        return self._matching(f"{END}{re.escape(text)}(?={END})", 0)

    def _matching(self, pattern: str, n_before: int) -> IntArray:
        """Return the positions of the texts of matches that begin so many signs after the end before the text."""
        begins = np.array([match.start() - n_before for match in re.finditer(pattern, self._whole)], dtype=np.int64)
        return np.unique(np.searchsorted(self._ends, begins, side="right"))
