"""What may enter a store, and what may come out: the last check of values, the same for every store.

A store keeps values exactly, so whatever one of them could not keep, or would give back changed,
is refused here before anything is written. What comes out and can never have been let in is damage.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import chain
from types import NoneType
from typing import cast

from graph_service.domain.dates import day_number
from graph_service.domain.schema import INTEGER_LIMITS, MAX_KEY_LENGTH, Field, Kind
from graph_service.domain.tables import Column, Table
from graph_service.errors import RESTORE, DamagedStoreError, InputError

_SHOWN = 40  # characters of a key that is itself at fault
_BROKEN = "holds half a character (a lone surrogate)"
_NAMES: dict[type, str] = {
    str: "text",
    int: "a whole number",
    bool: "yes or no",
    date: "a date",
    tuple: "a list (tuple)",
}


def admit(table: Table) -> Table:
    """Check every value of a table, and give enum words as text and whole numbers in real columns as reals.

    Refused is a value of the wrong type, missing, no word of its vocabulary, half a character (a lone
    surrogate), not finite or beyond 64 bit, and a key that is empty, too long or given twice. The
    message names the table, the column and the key.
    """
    if len({len(column) for column in table.columns}) != 1:
        message = f"{table.kind.table}: the columns are not equally long"
        raise InputError(message)
    _check_keys(table)
    columns = zip(table.kind.fields, table.columns, strict=True)
    return Table(table.kind, tuple(_admit(table, field, column) for field, column in columns))


def check_stored(kind: Kind, columns: Mapping[str, Sequence[object]]) -> None:
    """Refuse plain values that a store gives back and no write can have left there; dates are day numbers."""
    for name, column in columns.items():
        if not _is_possible(kind[name], column) or (name == kind.key and not _are_keys(column)):
            message = f"{kind.table}.{name} holds a value that was never written there: {RESTORE}"
            raise DamagedStoreError(message)


def _is_possible(field: Field, column: Sequence[object]) -> bool:
    types = set(map(type, column))
    if NoneType in types and not field.nullable:
        return False
    types.discard(NoneType)
    is_word = issubclass(field.type, StrEnum)
    if types - {str if is_word else int if field.type is date else field.type}:
        return False
    if is_word:
        return set(column) <= {None, *field.words}
    if field.type is float:
        return all(map(math.isfinite, filter(None, cast("Sequence[float | None]", column))))
    if field.type is date:
        return set(column) <= {None} or _are_days([number for number in column if number is not None])
    if field.type is tuple:
        words = [word for some in set(column) if isinstance(some, tuple) for word in some]
        return not set(map(type, words)) - {str} and not _is_broken("".join(words))
    return True


def _are_keys(column: Sequence[object]) -> bool:
    return all(isinstance(key, str) and 0 < len(key) <= MAX_KEY_LENGTH for key in column)


def _are_days(numbers: Sequence[object]) -> bool:
    low, high = day_number(date.min), day_number(date.max)
    return all(isinstance(number, int) and low <= number <= high for number in set(numbers))


def possible_keys(keys: Iterable[str]) -> set[str]:
    """Return those keys that a store could hold at all: none that is too long or holds half a character."""
    return {key for key in keys if 0 < len(key) <= MAX_KEY_LENGTH and not _is_broken(key)}


def _check_keys(table: Table) -> None:
    name = table.kind.table
    for i, key in enumerate(table.keys):
        if type(key) is not str or not 0 < len(key) <= MAX_KEY_LENGTH:
            shown = ascii(key[:_SHOWN]) if isinstance(key, str) else type(key).__name__
            message = f"{name}: row {i + 1} has the key {shown}; a key is text of 1 to {MAX_KEY_LENGTH} characters"
            raise InputError(message)
    if len(set(table.keys)) != len(table):
        twice = sorted(key for key, n_rows in Counter(table.keys).items() if n_rows > 1)
        message = f"{name}: given twice in one write: {', '.join(map(ascii, twice[:5]))}; give each record once"
        raise InputError(message)


def _admit(table: Table, field: Field, column: Column) -> Column:
    types = set(map(type, column))
    if NoneType in types and not field.nullable:
        _refuse(table, field, column, lambda value: value is None, "is missing")
    types.discard(NoneType)
    if issubclass(field.type, StrEnum):
        return _admit_words(table, field, column, types)
    if field.type is float:
        return _admit_reals(table, field, column, types)
    allowed: type = field.type
    if types - {allowed}:
        _refuse(table, field, column, lambda value: type(value) not in (allowed, NoneType), f"is not {_NAMES[allowed]}")
    if allowed is str:
        _check_text(table, field, column)
    elif allowed is int:
        _check_limits(table, field, column)
    elif allowed is tuple:
        _check_lists(table, field, column)
    return column


def _admit_words(table: Table, field: Field, column: Column, types: Collection[type]) -> Column:
    words = {None, *field.words}
    if not all(issubclass(kind, str) for kind in types) or set(column) - words:
        _refuse(table, field, column, lambda value: value not in words, f"is not one of {', '.join(field.words)}")
    if any(kind is not str for kind in types):
        return [None if value is None else str(value) for value in column]
    return column


def _admit_reals(table: Table, field: Field, column: Column, types: set[type]) -> Column:
    if types - {float, int}:
        _refuse(table, field, column, lambda value: type(value) not in (float, int, NoneType), "is not a number")
    if int in types:
        _check_limits(table, field, column)
    numbers = cast("Sequence[float | None]", column)
    if not all(map(math.isfinite, filter(None, numbers))):
        _refuse(table, field, column, _is_endless, "is not finite")
    # Adding 0.0 turns -0.0 into 0.0: equal numbers that not every store tells apart.
    return [None if number is None else float(number) + 0.0 for number in numbers]


def _check_text(table: Table, field: Field, column: Column) -> None:
    if _is_broken("".join(filter(None, cast("Sequence[str | None]", column)))):
        _refuse(table, field, column, lambda value: _is_broken(str(value)), _BROKEN)


def _check_lists(table: Table, field: Field, column: Column) -> None:
    words = list(chain.from_iterable(cast("Sequence[tuple[str, ...]]", column)))
    if set(map(type, words)) - {str}:
        _refuse(table, field, column, _has_no_text, "holds something that is not text")
    if _is_broken("".join(words)):
        _refuse(table, field, column, lambda value: isinstance(value, tuple) and _is_broken("".join(value)), _BROKEN)


def _is_endless(value: object) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def _has_no_text(words: object) -> bool:
    return isinstance(words, tuple) and any(type(word) is not str for word in words)


def _check_limits(table: Table, field: Field, column: Column) -> None:
    low, high = INTEGER_LIMITS
    numbers = [value for value in column if type(value) is int]
    if numbers and not (low <= min(numbers) and max(numbers) <= high):
        _refuse(
            table,
            field,
            column,
            lambda value: type(value) is int and not low <= value <= high,
            "does not fit in 64 bits",
        )


def _is_broken(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _refuse(table: Table, field: Field, column: Column, is_bad: Callable[[object], bool], problem: str) -> None:
    """Name the first record at fault by its key; what the value holds may be a name."""
    row = next(i for i, value in enumerate(column) if is_bad(value))
    message = (
        f"{table.kind.table}.{field.name} of {table.keys[row][:_SHOWN]!a}: the value {problem}; correct the record"
    )
    raise InputError(message)
