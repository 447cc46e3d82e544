"""What a field of a result says: its meaning, its unit, an example, and whose id it holds.

A result is described like a record: beside each field stands what it means. The description of the
interface, the tables at a terminal and the audit trail are made from it; nothing names a field twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from graph_service.domain.cache import once_per_class
from graph_service.errors import RowProblem

M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Described:
    """What a field says.

    `example` is a value of the field's type (None is allowed where the field may be None). `refers_to` is
    the record kind whose id, or ids, the field holds: a field that names persons says so here, and is
    then written to the audit trail. `words` are all that may stand there, where it is a word of a list.
    """

    text: str
    example: Any
    unit: str = ""
    refers_to: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DescribedField:
    """A field of a described class: its name, its type without the description, and the description."""

    name: str
    hint: Any
    described: Described


@once_per_class
def described_fields(kind: type) -> tuple[DescribedField, ...]:
    """Return the fields of a dataclass with their descriptions, in order; refuse one that has none."""
    hints = get_type_hints(kind, include_extras=True)
    elsewhere = _ELSEWHERE.get(kind, {})
    return tuple(
        DescribedField(field.name, hints[field.name], elsewhere[field.name])
        if field.name in elsewhere
        else DescribedField(field.name, *marked(kind, field.name, hints[field.name], Described))
        for field in fields(kind)
    )


def descriptions(kind: type) -> Mapping[str, Described]:
    """Return the descriptions of the fields of a dataclass, by name."""
    return {field.name: field.described for field in described_fields(kind)}


def marked(kind: type, name: str, hint: object, mark: type[M]) -> tuple[object, M]:
    """Return the type of a field and the mark that its annotation carries; none is a `TypeError`."""
    if get_origin(hint) is Annotated:
        inner, *marks = get_args(hint)
        for candidate in marks:
            if isinstance(candidate, mark):
                return inner, candidate
    message = f"{kind.__name__}.{name} is not described: say with `{mark.__name__}` what it means"
    raise TypeError(message)


# Errors stand below this module, so what their parts say is said here.
_ELSEWHERE: Mapping[type, Mapping[str, Described]] = {
    RowProblem: {
        "code": Described("which kind of problem it is", "bad_value"),
        "file": Described("name of the file", "persons.csv"),
        "line": Described("line in the file, from 1; null: it is about the whole file", 14),
        "column": Described("name of the column; null: it is about the whole row", "birth_year"),
        "value": Described("what stands there; null: nothing, or it is not shown", "19999"),
        "problem": Described("what is wrong with it", "not a year from 1850 to 2200"),
        "remedy": Described("what to do", "write the year of birth, or leave it empty"),
    }
}
