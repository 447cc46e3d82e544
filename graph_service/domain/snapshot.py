"""The snapshot: all that analysis may read, as numpy columns with integer references, as of a day.

`as_of` is validity time: the snapshot holds every record, and an analysis asks what is valid on the
day. Names, aliases, free text and sex are not in it: no measure can use what it does not have. A
question that compares names declares so, and is given them beside (`UseCase.beside`).
"""

import hashlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from graph_service.domain.cache import BoundedCache
from graph_service.domain.dates import day_number
from graph_service.domain.schema import KINDS, SCHEMA_VERSION, Field, Kind

NO_DAY = np.iinfo(np.int32).min  # a date that is not given
NO_INT = np.iinfo(np.int64).min  # a whole number that is not given
PARTS_KEPT = 128  # of what measures share, least recently used go first
NONE = -1  # a reference or a word that is not given
IntArray = NDArray[Any]
T = TypeVar("T")
P = ParamSpec("P")

NOT_ANALYSED: Mapping[str, frozenset[str]] = {
    "person": frozenset({"names", "aliases", "sex"}),
    "group": frozenset({"aliases", "territory"}),
    "source": frozenset({"handling"}),
    "incident": frozenset({"place", "latitude", "longitude"}),
    "same_person": frozenset({"decided_by", "reason"}),
}


def analysed_columns() -> dict[str, list[str]]:
    """Return the names of the columns a snapshot is built from, key first, by kind name."""
    return {
        kind.name: [name for name in kind.names if name != "note" and name not in NOT_ANALYSED.get(kind.name, ())]
        for kind in KINDS.values()
    }


@dataclass(frozen=True, slots=True)
class Frame:
    """The records of one kind: `ids` in text order, and a column a field.

    References are positions in the frame of their kind, words are positions in their vocabulary
    (-1: none), dates are day numbers (`NO_DAY`: none), whole numbers int64 (`NO_INT`: none), reals
    float64 (NaN: none); text and lists stay Python sequences under `texts`.
    """

    kind: Kind
    ids: Sequence[str]
    position: Mapping[str, int]
    arrays: Mapping[str, IntArray]
    texts: Mapping[str, Sequence[Any]]

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.ids)

    def __getitem__(self, name: str) -> IntArray:
        """Return a column of numbers."""
        return self.arrays[name]

    def valid_on(self, day: int) -> NDArray[np.bool_]:
        """Say of each record whether it is valid on a day; both ends are inclusive."""
        return self.valid_between(day, day)

    def valid_between(self, first: int, last: int) -> NDArray[np.bool_]:
        """Say of each record whether it is valid on some day from `first` to `last`."""
        begins = self.arrays["valid_from"]
        ends = self.arrays["valid_to"]
        return (begins <= last) & ((ends == NO_DAY) | (ends >= first))


class Snapshot:
    """All records as of the end of a day; immutable, and safe to share between threads.

    Parameters
    ----------
    content_hash : str
        Of the store it was read from.
    frames : Mapping[str, Frame]
        Kind name to records.
    as_of : date
        The day, seen at its end.
    """

    def __init__(self, content_hash: str, frames: Mapping[str, Frame], as_of: date) -> None:
        self.content_hash = content_hash
        self.frames = frames
        self.as_of = as_of
        self.day = day_number(as_of)
        text = f"{content_hash}|{as_of.isoformat()}|{SCHEMA_VERSION}"
        self.snapshot_id = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
        self._parts: BoundedCache[Hashable, object] = BoundedCache(PARTS_KEPT)  # a caller may ask for many

    def __getitem__(self, kind: str) -> Frame:
        """Return the records of a kind."""
        return self.frames[kind]

    def on(self, as_of: date) -> "Snapshot":
        """Return the same records seen from another day."""
        return Snapshot(self.content_hash, self.frames, as_of)

    def once(self, key: Hashable, build: Callable[[], T]) -> T:
        """Return what `build` makes, made once for a key: several measures stand on the same parts."""
        return cast("T", self._parts.get(key, build))


def with_texts(snapshot: Snapshot, columns: Mapping[str, Mapping[str, Sequence[Any]]]) -> Snapshot:
    """Return the same records with further columns of text, by kind, in the order of the ids."""
    frames = dict(snapshot.frames)
    for name, texts in columns.items():
        frames[name] = replace(frames[name], texts={**frames[name].texts, **texts})
    return Snapshot(snapshot.content_hash, frames, snapshot.as_of)


def derived(function: Callable[Concatenate[Snapshot, P], T]) -> Callable[Concatenate[Snapshot, P], T]:
    """Make a function of a snapshot and of hashable arguments work once: the snapshot holds what it returned."""

    @wraps(function)
    def held(snapshot: Snapshot, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (function, args, tuple(sorted(kwargs.items())))
        return snapshot.once(key, lambda: function(snapshot, *args, **kwargs))

    return held


def snapshot_of(content_hash: str, columns: Mapping[str, Mapping[str, Sequence[Any]]], as_of: date) -> Snapshot:
    """Build a snapshot from the columns that a store reads out: those of `analysed_columns`.

    All of a kind are equally long and ordered by its key; dates are day numbers, None is not given.
    """
    positions = {
        name: {key: i for i, key in enumerate(columns[name][kind.key])} if name in columns else {}
        for name, kind in KINDS.items()
    }
    frames = {}
    for name, kind in KINDS.items():
        of_kind = columns.get(name, {})
        arrays: dict[str, IntArray] = {}
        texts: dict[str, Sequence[Any]] = {}
        for field in kind.fields:
            if field.name in of_kind or name not in columns:
                values = of_kind.get(field.name, ())
                if field.target is not None:
                    arrays[field.name] = _references(values, positions[field.target], nullable=field.nullable)
                elif field.type in (str, tuple):
                    texts[field.name] = tuple(values)  # tuples of text: the garbage collector need not look into them
                else:
                    arrays[field.name] = _numbers(field, values)
        for array in arrays.values():
            array.flags.writeable = False
        frames[name] = Frame(kind, tuple(of_kind.get(kind.key, ())), positions[name], arrays, texts)
    return Snapshot(content_hash, frames, as_of)


def _references(values: Sequence[Any], position: Mapping[str, int], *, nullable: bool) -> IntArray:
    if nullable:
        positions = (NONE if value is None else position[value] for value in values)
        return np.fromiter(positions, dtype=np.int32, count=len(values))
    return np.fromiter(map(position.__getitem__, values), dtype=np.int32, count=len(values))


def _numbers(field: Field, values: Sequence[Any]) -> IntArray:
    if issubclass(field.type, StrEnum):
        codes: dict[str | None, int] = {str(word): i for i, word in enumerate(field.type)}
        codes[None] = NONE
        return np.fromiter(map(codes.__getitem__, values), dtype=np.int8, count=len(values))
    if field.type is date:
        return _filled(values, NO_DAY, np.dtype(np.int32), nullable=field.nullable)
    if field.type is float:
        return np.array(values, dtype=np.float64)  # None becomes NaN
    if field.type is bool:
        return _filled(values, NONE, np.dtype(np.int8), nullable=field.nullable)
    return _filled(values, NO_INT, np.dtype(np.int64), nullable=field.nullable)


def _filled(values: Sequence[Any], nothing: int, dtype: np.dtype[Any], *, nullable: bool) -> IntArray:
    if not nullable:
        return np.array(values, dtype=dtype)
    return np.fromiter((nothing if value is None else value for value in values), dtype=dtype, count=len(values))
