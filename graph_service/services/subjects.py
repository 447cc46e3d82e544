"""Whom an answer shows: the persons whom the audit trail notes as its subjects, read from what its fields say."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass
from functools import singledispatch
from typing import Any, get_args

from graph_service.analysis.columns import Rows
from graph_service.analysis.result import WITHHELD
from graph_service.domain.cache import once_per_class
from graph_service.domain.described import described_fields

_Reader = Callable[[Any], Iterator[str]]


@singledispatch
def persons_in(result: object) -> set[str]:
    """Return the ids of all persons whom a result shows, without those who are withheld."""
    return set(persons_reader(type(result))(result)) - {WITHHELD.value}


@once_per_class
def persons_reader(kind: type) -> _Reader:
    """Return what reads the ids of persons out of a described class, and of all that stands within it."""
    readers: list[tuple[str, _Reader]] = []
    for field in described_fields(kind):
        inner = class_within(field.hint)
        if field.described.refers_to == "person":
            readers.append((field.name, _ids))
        elif inner is not None:
            within = persons_reader(inner)
            if within is not _nobody:
                readers.append((field.name, _each(within)))

    def read(value: object) -> Iterator[str]:
        for name, reader in readers:
            yield from reader(getattr(value, name))

    return read if readers else _nobody


def _nobody(_value: object) -> Iterator[str]:
    return iter(())


def _ids(value: object) -> Iterator[str]:
    if isinstance(value, tuple):
        for item in value:
            yield from _ids(item)
    elif value is not None:
        yield str(value)


def _each(within: _Reader) -> _Reader:
    def read(value: object) -> Iterator[str]:
        if isinstance(value, Rows):
            yield from within(_Distinct(value))
            return
        if isinstance(value, Mapping):
            value = tuple(value.values())
        for item in value if isinstance(value, tuple) else () if value is None else (value,):
            yield from within(item)

    return read


class _Distinct:
    """Looks like a record whose fields hold every value that a column of some rows has."""

    def __init__(self, rows: Rows[Any]) -> None:
        self._rows = rows

    def __getattr__(self, name: str) -> tuple[Any, ...]:
        """Return the values of a column, once each; of lists of parts, the parts."""
        values = self._rows.columns[name].distinct()
        is_nested = any(isinstance(value, tuple) for value in values)
        return tuple(part for value in values for part in value) if is_nested else values


def class_within(hint: object) -> type | None:
    """Return the described class that a type holds one or more of."""
    if isinstance(hint, type) and is_dataclass(hint):
        return hint
    for inner in get_args(hint):
        kind = class_within(inner)
        if kind is not None:
            return kind
    return None
