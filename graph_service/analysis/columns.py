"""Rows kept as columns: as many records as a whole country has, each made only where somebody looks at it.

A column of 3 ties between 2 persons: `codes` [0, 1, 0] into `words` ("P-1", "P-2") reads "P-1", "P-2", "P-1".
A column of lists: `bounds` [0, 2, 2, 3] and `codes` [0, 1, 1] read ("P-1", "P-2"), (), ("P-2",).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import chain, pairwise
from typing import Any, Generic, TypeVar, cast, overload

import numpy as np
from numpy.typing import NDArray

from graph_service.domain.dates import day_of
from graph_service.domain.described import described_fields
from graph_service.domain.snapshot import NO_DAY, IntArray

T = TypeVar("T")
Mask = NDArray[np.bool_]
Selection = slice | IntArray
Write = Callable[[Sequence[Any]], list[str]]  # values -> the text of each
Texts = Callable[[Selection], list[str]]  # rows -> the text of each
CHUNK_ROWS = 4_096  # written in one go: some megabytes of text


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A value a row, as a position among `words`."""

    codes: IntArray
    words: Sequence[Any]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.codes)

    def value(self, row: int) -> Any:  # noqa: ANN401  whatever the field holds
        """Return the value of a row."""
        return self.words[int(self.codes[row])]

    def values(self) -> list[Any]:
        """Return the values of all rows."""
        words = self.words
        return [words[code] for code in self.codes.tolist()]

    def at(self, rows: IntArray | Mask) -> "Coded":
        """Return the column of some rows."""
        return Coded(self.codes[rows], self.words)

    def mapped(self, change: Callable[[Any], Any]) -> "Coded":
        """Return the column with every value changed."""
        return Coded(self.codes, [change(word) for word in self.words])

    def followed_by(self, value: object) -> "Coded":
        """Return the column with the value of another row at its end."""
        return Coded(np.append(self.codes, len(self.words)), [*self.words, value])

    def distinct(self) -> tuple[Any, ...]:
        """Return the words that rows have, in their order among the words."""
        return _used(self.words, self.codes)

    def among(self, values: Iterable[Any]) -> Mask:
        """Say of each row whether its value is one of some."""
        return _are_among(self.words, values)[self.codes]

    def texts(self, write: Write) -> Texts:
        """Return what writes rows; words that come again are written once."""
        return _texts(self.codes, self.words, write)


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """A tuple of values a row: those from `bounds[row]` to `bounds[row + 1]`, as positions among `words`."""

    bounds: IntArray
    codes: IntArray
    words: Sequence[Any]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.bounds) - 1

    @property
    def lengths(self) -> IntArray:
        """How many values each row has."""
        return np.diff(self.bounds)

    def value(self, row: int) -> tuple[Any, ...]:
        """Return the values of a row."""
        return tuple([self.words[code] for code in self.codes[self.bounds[row] : self.bounds[row + 1]].tolist()])

    def values(self) -> list[tuple[Any, ...]]:
        """Return the values of all rows."""
        flat = [self.words[code] for code in self.codes.tolist()]
        return [tuple(flat[start:end]) for start, end in pairwise(self.bounds.tolist())]

    def at(self, rows: IntArray | Mask) -> "Listed":
        """Return the column of some rows."""
        positions = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        bounds, entries = self._entries(positions)
        return Listed(bounds, self.codes[entries], self.words)

    def distinct(self) -> tuple[Any, ...]:
        """Return the words that rows have, in their order among the words."""
        return _used(self.words, self.codes)

    def first(self) -> Coded:
        """Return the column of the first value of each row; None for none."""
        codes = np.full(len(self), -1, dtype=np.int64)
        rows = np.flatnonzero(self.lengths)
        codes[rows] = self.codes[self.bounds[rows]]
        return optional(codes, self.words)

    def with_more(self, more: "Listed") -> "Listed":
        """Return the column with the values that another one has in the same row after those of this one."""
        row = np.concatenate([np.repeat(np.arange(len(self)), column.lengths) for column in (self, more)])
        codes = np.concatenate([self.codes, more.codes + len(self.words)])
        order = np.argsort(row, kind="stable")
        return grouped(row[order], codes[order], [*self.words, *more.words], n_rows=len(self))

    def kept(self, mask: Mask) -> "Listed":
        """Return the column without the entries that a mask leaves out."""
        counts = np.concatenate([[0], np.cumsum(mask)])
        return Listed(counts[self.bounds], self.codes[mask], self.words)

    def joined(self, mask: Mask, word: object) -> "Listed":
        """Return the column with one word, last in its row, in place of all entries of a mask."""
        row = np.repeat(np.arange(len(self)), self.lengths)
        ends = np.unique(row[mask])
        rows = np.concatenate([row[~mask], ends])
        codes = np.concatenate([self.codes[~mask], np.full(len(ends), len(self.words))])
        order = np.argsort(rows, kind="stable")
        return grouped(rows[order], codes[order], [*self.words, word], n_rows=len(self))

    def followed_by(self, values: Sequence[Any]) -> "Listed":
        """Return the column with the values of another row at its end."""
        codes = np.arange(len(self.words), len(self.words) + len(values))
        bounds = np.append(self.bounds, self.bounds[-1] + len(values))
        return Listed(bounds, np.concatenate([self.codes, codes]), [*self.words, *values])

    def among(self, values: Iterable[Any]) -> Mask:
        """Say of each entry whether it is one of some."""
        return _are_among(self.words, values)[self.codes]

    def texts(self, write: Write, *, begin: str, between: str, end: str, empty: str) -> Texts:
        """Return what writes rows, given what stands before, between and after their values, and for none."""
        entries_of = _texts(self.codes, self.words, write)

        def written(rows: Selection) -> list[str]:
            positions = np.arange(len(self))[rows] if isinstance(rows, slice) else rows
            bounds, entries = self._entries(positions)
            items = entries_of(entries)
            if len(items) == len(positions) and bool((np.diff(bounds) == 1).all()):
                return [f"{begin}{item}{end}" for item in items]
            return [
                f"{begin}{between.join(items[start:stop])}{end}" if stop > start else empty
                for start, stop in pairwise(bounds.tolist())
            ]

        return written

    def _entries(self, rows: IntArray) -> tuple[IntArray, IntArray]:
        """Return where the entries of rows begin once they stand one after another, and where they stand now."""
        starts, lengths = self.bounds[rows], self.lengths[rows]
        bounds = np.concatenate([[0], np.cumsum(lengths)])
        return bounds, np.arange(bounds[-1]) + np.repeat(starts - bounds[:-1], lengths)


Column = Coded | Listed


def coded(values: Iterable[Any]) -> Coded:
    """Return a column of values as they are."""
    words = list(values)
    return Coded(np.arange(len(words)), words)


def optional(codes: IntArray, words: Iterable[Any], missing: object = None) -> Coded:
    """Return a column in which a negative position stands for a value that is not there."""
    ended = [*words, missing]
    return Coded(np.where(codes < 0, len(ended) - 1, codes), ended)


def numbers(values: IntArray, change: Callable[[Any], Any] = lambda value: value) -> Coded:
    """Return a column of numbers, many of which come again."""
    words, codes = np.unique(values, return_inverse=True)
    return Coded(codes, [change(word) for word in words.tolist()])


def days(values: IntArray) -> Coded:
    """Return a column of dates given as day numbers."""
    return numbers(values, lambda value: None if value == NO_DAY else day_of(value))


def lists(values: Iterable[Sequence[int]], words: Sequence[Any]) -> Listed:
    """Return a column of lists of positions."""
    rows = list(values)
    bounds = np.cumsum([0, *map(len, rows)])
    return Listed(bounds, np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=bounds[-1]), words)


def grouped(rows: IntArray, codes: IntArray, words: Sequence[Any], *, n_rows: int) -> Listed:
    """Return a column of lists from pairs of a row and a position, in the order of the rows."""
    bounds = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=n_rows))])
    return Listed(bounds, codes, words)


def together(column: Coded, second: Coded, join: Callable[[Any, Any], Any]) -> Coded:
    """Return a column made of two: each two values that stand in one row are joined once."""
    keys, codes = np.unique(column.codes * np.int64(max(1, len(second.words))) + second.codes, return_inverse=True)
    pairs = [divmod(key, max(1, len(second.words))) for key in keys.tolist()]
    return Coded(codes, [join(column.words[left], second.words[right]) for left, right in pairs])


class Rows(Sequence[T], Generic[T]):
    """Records of one class, kept as a column a field; to the eye a tuple of records.

    Parameters
    ----------
    kind : type[T]
        The class of the records, a dataclass.
    columns : Mapping[str, Column]
        A column for each field, all equally long.
    """

    __slots__ = ("_columns", "_records", "kind")
    __hash__ = None  # type: ignore[assignment]  # as equal as a tuple, and not to be looked up by

    def __init__(self, kind: type[T], columns: Mapping[str, Column]) -> None:
        self.kind = kind
        self._columns = {field.name: columns[field.name] for field in fields(kind)}  # type: ignore[arg-type]  # a dataclass
        self._records: tuple[T, ...] | None = None

    @classmethod
    def of(cls, kind: type[T], records: Sequence[T]) -> "Rows[T]":
        """Return records as columns; those that are so already stay as they are."""
        if isinstance(records, Rows):
            return records
        columns: dict[str, Column] = {}
        for field in described_fields(kind):
            values = [getattr(record, field.name) for record in records]
            if field.hint == tuple[str, ...]:
                words = list(dict.fromkeys(chain.from_iterable(values)))
                position = {word: i for i, word in enumerate(words)}
                columns[field.name] = lists([[position[word] for word in value] for value in values], words)
            else:
                columns[field.name] = coded(values)
        return cls(kind, columns)

    @property
    def columns(self) -> Mapping[str, Column]:
        """The columns by the name of the field."""
        return self._columns

    def coded(self, name: str) -> Coded:
        """Return a column of single values."""
        return cast("Coded", self._columns[name])

    def listed(self, name: str) -> Listed:
        """Return a column of lists."""
        return cast("Listed", self._columns[name])

    def at(self, rows: IntArray | Mask) -> "Rows[T]":
        """Return some of the rows."""
        return Rows(self.kind, {name: column.at(rows) for name, column in self._columns.items()})

    def followed_by(self, record: T) -> "Rows[T]":
        """Return the rows with another record at their end."""
        columns = {name: column.followed_by(getattr(record, name)) for name, column in self._columns.items()}
        return Rows(self.kind, columns)

    def with_columns(self, columns: Mapping[str, Column]) -> "Rows[T]":
        """Return the rows with other columns in place of some."""
        return Rows(self.kind, {**self._columns, **columns})

    def __len__(self) -> int:
        """Return the number of records."""
        return len(next(iter(self._columns.values())))

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        """Return a record, or some of them."""
        if isinstance(index, slice):
            return self.records[index]
        if self._records is not None:
            return self._records[index]
        return self.kind(*[column.value(range(len(self))[index]) for column in self._columns.values()])

    def __iter__(self) -> Iterator[T]:
        """Go through the records."""
        return iter(self.records)

    def __eq__(self, value: object) -> bool:
        """Compare the records with those of another sequence."""
        return isinstance(value, Rows | tuple) and self.records == tuple(value)

    def __repr__(self) -> str:
        """Say what and how many."""
        return f"<{len(self)} rows of {self.kind.__name__}>"

    @property
    def records(self) -> tuple[T, ...]:
        """All records, made when they are first asked for."""
        if self._records is None:
            columns = [column.values() for column in self._columns.values()]
            self._records = tuple([self.kind(*values) for values in zip(*columns, strict=True)])
        return self._records


def _used(words: Sequence[Any], codes: IntArray) -> tuple[Any, ...]:
    is_used = np.zeros(len(words), dtype=np.bool_)
    is_used[codes] = True
    return tuple([words[code] for code in np.flatnonzero(is_used).tolist()])


def _are_among(words: Sequence[Any], values: Iterable[Any]) -> Mask:
    wanted = values if isinstance(values, set | frozenset) else set(values)
    return np.fromiter((word in wanted for word in words), dtype=np.bool_, count=len(words))


def _texts(codes: IntArray, words: Sequence[Any], write: Write) -> Texts:
    if 2 * len(words) <= len(codes):  # words come again
        table = np.empty(len(words), dtype=object)
        table[:] = write(words)
        return lambda rows: table[codes[rows]].tolist()
    return lambda rows: write([words[code] for code in codes[rows].tolist()])
