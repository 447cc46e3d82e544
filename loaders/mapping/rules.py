"""What fills a column of ours: a cell, the same text everywhere, or what a mapping makes of several cells."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from graph_service.domain.nothing import is_word_for_nothing

KEEP = "keep"  # as `otherwise`: what has no translation stays as it is
_CELL = re.compile(r"\{([^{}:]+)(?::0([1-9]))?\}")


@dataclass(frozen=True, slots=True)
class Condition:
    """Rows whose cell of a column is among these words."""

    column: str
    among: frozenset[str]


@dataclass(frozen=True, slots=True)
class Translation:
    """Words of a file to our words; several make several records, none leaves the row out.

    `otherwise` holds for all other words: ours, `KEEP`, or None where they are refused.
    """

    words: Mapping[str, tuple[str, ...]]
    otherwise: tuple[str, ...] | str | None = None

    @property
    def expands(self) -> bool:
        """Whether some word makes more or fewer records than one."""
        answers = [*self.words.values(), self.otherwise]
        return any(isinstance(words, tuple) and len(words) != 1 for words in answers)

    def of(self, cell: str) -> tuple[str, ...] | None:
        """Return our words for a cell, or None if there are none."""
        word = cell.strip()
        answer = self.words.get(word, self.otherwise)
        return (word,) if isinstance(answer, str) else answer


@dataclass(frozen=True, slots=True)
class CellReading:
    """How the cells of a rule are read before they are checked, in the order of the fields.

    Parameters
    ----------
    empty : frozenset[str]
        Words, in small letters, that say nothing is given.
    keep : frozenset[str]
        Words, in small letters, that are values whatever else they look like.
    empties_all, keeps_all : bool
        The same of every word that is listed as one for nothing.
    split : str
        What stands between several values of a cell; "" if it holds one.
    translation : Translation | None
        Foreign words to ours.
    date_form, time_zone : str | None
        How a date is written, and in which time zone a moment is that does not say so.
    pseudonym : bool
        Whether the cell holds the number of a person, to be replaced by a pseudonym.
    """

    empty: frozenset[str] = frozenset()
    keep: frozenset[str] = frozenset()
    empties_all: bool = False
    keeps_all: bool = False
    split: str = ""
    translation: Translation | None = None
    date_form: str | None = None
    time_zone: str | None = None
    pseudonym: bool = False

    @property
    def empties(self) -> bool:
        """Whether some word is read as nothing."""
        return self.empties_all or bool(self.empty)

    def is_empty(self, cell: str) -> bool:
        """Tell whether a cell says nothing: it is blank, or holds a word that is to be read so."""
        word = _folded(cell)
        if not word or word in self.empty:
            return True
        return self.empties_all and not self.keeps(cell) and is_word_for_nothing(cell)

    def keeps(self, cell: str) -> bool:
        """Tell whether a cell is a value although it is a word for nothing."""
        return self.keeps_all or _folded(cell) in self.keep

    def parts(self, cell: str) -> list[str]:
        """Return the values of a cell that may hold several."""
        parts = [part.strip() for part in cell.split(self.split)] if self.split else [cell.strip()]
        return [part for part in parts if not self.is_empty(part)]


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def folded_words(words: tuple[str, ...]) -> frozenset[str]:
    """Return words as cells are compared with them."""
    return frozenset(map(_folded, words))


_PLAIN = CellReading()


@dataclass(frozen=True, slots=True)
class Take:
    """The cell of a column."""

    column: str
    reading: CellReading = _PLAIN

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the file that it reads."""
        return (self.column,)


@dataclass(frozen=True, slots=True)
class FirstOf:
    """The first cell of several columns that is not empty."""

    columns: tuple[str, ...]
    reading: CellReading = _PLAIN


@dataclass(frozen=True, slots=True)
class EachOf:
    """One record for each cell of several columns that is not empty."""

    columns: tuple[str, ...]
    reading: CellReading = _PLAIN


@dataclass(frozen=True, slots=True)
class Constant:
    """The same text in every row."""

    text: str
    columns: tuple[str, ...] = ()
    reading: CellReading = field(default=_PLAIN, init=False)


@dataclass(frozen=True, slots=True)
class Template:
    """Text around cells: "P-{id}"; {month:02} fills up with zeros. An empty cell makes the whole text empty."""

    text: str
    reading: CellReading = _PLAIN

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the file that it reads."""
        return tuple(match[1] for match in _CELL.finditer(self.text))

    @property
    def pieces(self) -> tuple[tuple[str, str, int], ...]:
        """Text before a cell, the column of the cell ("" after the last), and its least width."""
        pieces = []
        end = 0
        for match in _CELL.finditer(self.text):
            pieces.append((self.text[end : match.start()], match[1], int(match[2] or 0)))
            end = match.end()
        return (*pieces, (self.text[end:], "", 0))


@dataclass(frozen=True, slots=True)
class UnorderedPair:
    """Two cells as one text, the smaller first, so that their order does not matter."""

    columns: tuple[str, ...]
    reading: CellReading = _PLAIN


@dataclass(frozen=True, slots=True)
class Lookup:
    """What another file says of a cell: of its one row with this key, one column.

    Of several columns in `columns` there is one record for each, as with `EachOf`.
    """

    file: str
    columns: tuple[str, ...]
    key: str
    take: str
    otherwise: str | None = None
    reading: CellReading = _PLAIN


@dataclass(frozen=True, slots=True)
class Sweref99:
    """A latitude or longitude from northing and easting in SWEREF 99 TM."""

    columns: tuple[str, ...]
    is_latitude: bool
    reading: CellReading = _PLAIN


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of a key fulfil all conditions."""

    conditions: tuple[Condition, ...] = ()
    reading: CellReading = field(default=_PLAIN, init=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the file that it reads."""
        return tuple(condition.column for condition in self.conditions)


Rule = Take | FirstOf | EachOf | Constant | Template | UnorderedPair | Lookup | Sweref99 | Count
NO_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def is_template(text: str) -> bool:
    """Tell whether a text names at least one column and every brace of it belongs to a cell."""
    return bool(_CELL.search(text)) and not set("{}") & set(_CELL.sub("", text))
