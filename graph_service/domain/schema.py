"""Reads the record classes: what a kind is, its table, its fields, its shape in the graph.

A record kind is a frozen dataclass under `node` or `link` (see `records`). Nothing about a kind is
written anywhere else: stores, loaders, dictionary, exports and erasure walk `KINDS`. Kinds that the service alone adds
stand in `SERVICE_KINDS`: no case brings them, no snapshot reads them, and stores keep them like the rest (`ALL_KINDS`).
"""

import re
from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Protocol, TypeVar, get_args, get_origin, get_type_hints

from graph_service.domain.vocabulary import DataClass

SCHEMA_VERSION = 1  # of the records; it is part of every snapshot id
LAYOUT_VERSION = 2  # of what lies in a store; every change of it is a step of `gruppkarta store upgrade`
IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
INTEGER_LIMITS = (-(2**63), 2**63 - 1)
MAX_KEY_LENGTH = 1_000  # characters; an indexed text of 9,000 is refused by one of the stores

Value = str | int | float | bool | date | tuple[str, ...] | None
Row = tuple[Value, ...]  # the values of a record in the order of its fields


class Mark(Protocol):
    """What the metadata of a field says of it."""

    @property
    def text(self) -> str:
        """The meaning, for the data dictionary."""

    @property
    def data_class(self) -> DataClass:
        """Who may see it."""


@dataclass(frozen=True, slots=True)
class Key:
    """The field that names the record."""

    text: str = "id of the record"
    data_class: DataClass = DataClass.OPEN


@dataclass(frozen=True, slots=True)
class Start:
    """The field that holds the start of a link."""

    kind: str
    text: str = "start of the link"
    data_class: DataClass = DataClass.OPEN


@dataclass(frozen=True, slots=True)
class End:
    """The field that holds the end of a link."""

    kind: str
    text: str = "end of the link"
    data_class: DataClass = DataClass.OPEN


@dataclass(frozen=True, slots=True)
class Refers:
    """A field that names another record: a relationship from a node, a property of a link."""

    kind: str
    relationship: str = ""
    text: str = "the record it refers to"
    data_class: DataClass = DataClass.OPEN


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a plain value says, its bounds (inclusive unless `above`) and whether it may lie ahead.

    `since` is the layout from which on there is such a column: empty, it is no part of the hash of a record, so that
    a record of before keeps its own.
    """

    text: str
    data_class: DataClass = DataClass.OPEN
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    not_future: bool = False
    pattern: str = ""
    since: int = 1


class Shape(StrEnum):
    """The two shapes a record has in the graph."""

    NODE = "node"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `type` is str, int, float, bool, date, a StrEnum, or tuple for a list of words."""

    name: str
    type: type
    nullable: bool
    required: bool
    default: Value
    mark: Key | Start | End | Refers | Meaning

    @property
    def meaning(self) -> str:
        """What the value says."""
        return self.mark.text

    @property
    def words(self) -> tuple[str, ...]:
        """The vocabulary of an enumerated field, else empty."""
        return tuple(str(word) for word in self.type) if issubclass(self.type, StrEnum) else ()

    @property
    def came_later(self) -> bool:
        """Whether records of the first layout do not have it."""
        return isinstance(self.mark, Meaning) and self.mark.since > 1

    @property
    def target(self) -> str | None:
        """The kind whose key the field holds, if it is a reference."""
        return self.mark.kind if isinstance(self.mark, Start | End | Refers) else None


@dataclass(frozen=True, slots=True)
class Kind:
    """A record kind as declared: `labels` maps a value of `by` ("" without) to a label or relationship type."""

    name: str
    table: str
    record: type
    shape: Shape
    labels: Mapping[str, str]
    by: str
    undirected: bool
    is_act: bool
    ordered: tuple[tuple[str, str], ...]
    fields: tuple[Field, ...]
    index: Mapping[str, int]

    @property
    def key(self) -> str:
        """Name of the key field, always the first."""
        return self.fields[0].name

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(field.name for field in self.fields)

    @property
    def references(self) -> tuple[Field, ...]:
        """Fields that hold the key of another record, ends included."""
        return tuple(field for field in self.fields if field.target is not None)

    @property
    def ends(self) -> tuple[Field, Field]:
        """Start and end of a link."""
        start, end = (field for field in self.fields if isinstance(field.mark, Start | End))
        return start, end

    @property
    def node_references(self) -> tuple[Field, ...]:
        """References of a node, each a relationship in the graph; a link has none."""
        return self.references if self.shape is Shape.NODE else ()

    def __getitem__(self, name: str) -> Field:
        """Return the field of this name."""
        return self.fields[self.index[name]]


KINDS: dict[str, Kind] = {}  # by kind name, declared so that a reference comes after what it names
SERVICE_KINDS: dict[str, Kind] = {}  # records that the service adds; they refer to others by `table:id` alone
ALL_KINDS: Mapping[str, Kind] = ChainMap(SERVICE_KINDS, KINDS)  # those of `KINDS` come first
BY_TABLE: dict[str, Kind] = {}  # of `KINDS`
_KIND_OF: dict[type, Kind] = {}

R = TypeVar("R", bound=type)


def node(
    table: str,
    label: str,
    *,
    is_act: bool = False,
    by_service: bool = False,
    ordered: Sequence[tuple[str, str]] = (),
) -> Callable[[R], R]:
    """Declare a record class as a node kind.

    An act of the programme fills once in a store. What is recorded `by_service` alone is of `SERVICE_KINDS`. Of each
    pair of `ordered` columns the first may not be greater than the second.
    """
    return _declare(table, Shape.NODE, {"": label}, "", ordered, is_act=is_act, by_service=by_service)


def link(
    table: str,
    labels: str | Mapping[str, str],
    *,
    by: str = "",
    undirected: bool = False,
    ordered: Sequence[tuple[str, str]] = (),
) -> Callable[[R], R]:
    """Declare a record class as a link kind; several `labels` go by the value of the field `by`.

    The ends of an undirected link mean the same, and the smaller id is the start. `ordered` as in `node`.
    """
    by_word = {"": labels} if isinstance(labels, str) else labels
    return _declare(table, Shape.LINK, by_word, by, ordered, undirected=undirected)


def kind_of(record: object) -> Kind:
    """Return the kind of a record."""
    return _KIND_OF[type(record)]


def row_of(record: object) -> Row:
    """Return the values of a record in the order of its fields."""
    return tuple(getattr(record, name) for name in kind_of(record).names)


def record_of(kind: Kind, row: Row) -> Any:  # noqa: ANN401  the class depends on the kind
    """Build the record from plain values: enums and lists may come as words."""
    values: dict[str, Value] = {}
    for field, value in zip(kind.fields, row, strict=True):
        if value is not None and field.type is tuple:
            values[field.name] = tuple(value)  # type: ignore[arg-type]  # the field says it is a list
        elif value is not None and issubclass(field.type, StrEnum):
            values[field.name] = field.type(str(value))
        else:
            values[field.name] = value
    return kind.record(**values)


def _declare(
    table: str,
    shape: Shape,
    labels: Mapping[str, str],
    by: str,
    ordered: Sequence[tuple[str, str]],
    *,
    undirected: bool = False,
    is_act: bool = False,
    by_service: bool = False,
) -> Callable[[R], R]:
    def register(record: R) -> R:
        hints = get_type_hints(record, include_extras=True)
        columns = tuple(_field(field.name, hints[field.name], field.default) for field in fields(record))
        kind = Kind(
            name=re.sub(r"(?<!^)(?=[A-Z])", "_", record.__name__).lower(),
            table=table,
            record=record,
            shape=shape,
            labels=labels,
            by=by,
            undirected=undirected,
            is_act=is_act,
            ordered=tuple(ordered),
            fields=columns,
            index={field.name: i for i, field in enumerate(columns)},
        )
        _check(kind)
        _KIND_OF[record] = kind
        if by_service:
            SERVICE_KINDS[kind.name] = kind
        else:
            KINDS[kind.name] = BY_TABLE[table] = kind
        return record

    return register


def _check(kind: Kind) -> None:
    """Names become query text, so they must be plain; a mistake here is found at import."""
    names = [kind.name, kind.table, *kind.labels.values(), *kind.names]
    names += [f.mark.relationship for f in kind.node_references if isinstance(f.mark, Refers)]
    if not all(IDENTIFIER.match(name) for name in names):
        message = f"{kind.name}: not an identifier among {names}"
        raise TypeError(message)
    n_ends = sum(isinstance(field.mark, Start | End) for field in kind.fields)
    n_keys = sum(isinstance(field.mark, Key) for field in kind.fields)
    if n_keys != 1 or not isinstance(kind.fields[0].mark, Key) or n_ends != 2 * (kind.shape is Shape.LINK):
        message = f"{kind.name}: needs one key, first, and two ends if it is a link"
        raise TypeError(message)


def _field(name: str, hint: object, default: object) -> Field:
    if get_origin(hint) is not Annotated:
        message = f"{name}: a field of a record needs Annotated metadata"
        raise TypeError(message)
    bare, mark = get_args(hint)[:2]
    options = get_args(bare) if isinstance(bare, UnionType) else (bare,)
    (plain,) = (option for option in options if option is not NoneType)
    return Field(
        name=name,
        type=tuple if get_origin(plain) is tuple else plain,
        nullable=NoneType in options,
        required=default is MISSING,
        default=None if default is MISSING else default,  # type: ignore[arg-type]  # a declared default is a Value
        mark=mark,
    )
