"""What a field of a result says: its meaning, its unit, an example, and whose id it holds.

A result is described like a record: beside each field stands what it means. The description of the
interface, the tables at a terminal and the audit trail are made from it; nothing names a field twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True)
class Described:
    """What a field says.

    `example` is a value of the field's type (None is allowed where the field may be None). `refers_to` is
    the record kind whose id, or ids, the field holds: a field that names persons says so here, and is
    then written to the audit trail.
    """

    text: str
    example: Any
    unit: str = ""
    refers_to: str = ""


@dataclass(frozen=True, slots=True)
class DescribedField:
    """A field of a described class: its name, its type without the description, and the description."""

    name: str
    hint: Any
    described: Described


@cache
def described_fields(kind: type) -> tuple[DescribedField, ...]:
    """Return the fields of a dataclass with their descriptions, in order.

    Raises
    ------
    TypeError
        If a field is not described: nobody would know what it says, or whom it names.
    """
    hints = get_type_hints(kind, include_extras=True)
    return tuple(DescribedField(one.name, *_split(kind, one.name, hints[one.name])) for one in fields(kind))


def descriptions(kind: type) -> Mapping[str, Described]:
    """Return the descriptions of the fields of a dataclass, by name."""
    return {field.name: field.described for field in described_fields(kind)}


def _split(kind: type, name: str, hint: object) -> tuple[object, Described]:
    if get_origin(hint) is Annotated:
        inner, *marks = get_args(hint)
        for mark in marks:
            if isinstance(mark, Described):
                return inner, mark
    message = f"{kind.__name__}.{name} is not described: say with `Described` what it means"
    raise TypeError(message)
