"""Parameters of questions: each described once, the same in command, route, Python and documents.

A use case takes its parameters as a frozen dataclass whose fields carry `Parameter`. A parameter that
several questions have is an alias here; one that a single question has stands beside that question.
"""

from dataclasses import MISSING, dataclass, fields
from datetime import date
from types import NoneType, UnionType
from typing import Annotated as A
from typing import Any, Union, get_args, get_origin, get_type_hints

from graph_service.domain.cache import once_per_class
from graph_service.domain.described import marked
from graph_service.domain.vocabulary import TieKind

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
MAX_ID, MAX_ITEMS = 1_000, 100
GROUP_PREFIX = "group:"  # marks the id of a group where an id of a person may stand as well
ALL_KINDS = tuple(TieKind)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a parameter asks for.

    `each` names one item of a list, where items are given one by one; without it persons stand in a file. `in_query`
    is its name in the query of an address, where that is another than in Python.
    `refers_to` is the record kind whose ids it holds: persons who are asked for are subjects of the audit trail,
    which never holds their ids. Where a group may be named in place of a person (`or_group`), a word that is no
    person's id is one of a group. A text that may hold a name (`may_name`) is not written there either. `off`
    says what a flag that is on by default does when it is switched off, `pattern` how a text must be written. Bounds
    are of the number, of the length of a text, or of the number of items.
    """

    text: str
    example: Any
    each: str = ""
    in_query: str = ""
    refers_to: str = ""
    or_group: bool = False
    may_name: bool = False
    off: str = ""
    pattern: str = ""
    minimum: int = 0
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class ParameterField:
    """A parameter as a question declares it."""

    name: str
    hint: Any
    described: Parameter
    default: Any

    @property
    def is_required(self) -> bool:
        """Whether there is no answer without it."""
        return self.default is MISSING

    @property
    def is_list(self) -> bool:
        """Whether it takes several values."""
        return item_type(self.hint) is not None

    @property
    def names_persons(self) -> bool:
        """Whether it holds ids of persons, who then are subjects of the audit trail."""
        return self.described.refers_to == "person"

    @property
    def is_private(self) -> bool:
        """Whether the audit trail may not hold its value."""
        return self.names_persons or self.described.may_name

    @property
    def one(self) -> str:
        """The name under which a single value is given: of a list that of an item, of a count what it counts."""
        return self.described.each or self.name.removeprefix("n_")


@once_per_class
def parameter_fields(kind: type) -> tuple[ParameterField, ...]:
    """Return the parameters that a dataclass declares, in order; one that is not described is a `TypeError`."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(
        ParameterField(field.name, *marked(kind, field.name, hints[field.name], Parameter), field.default)
        for field in fields(kind)
    )


def item_type(hint: object) -> type | None:
    """Return the type of the items of a list, None for a single value."""
    for alternative in alternatives(hint):
        if get_origin(alternative) is tuple:
            return get_args(alternative)[0]  # type: ignore[no-any-return]  # a tuple of one type
    return None


def alternatives(hint: object) -> tuple[Any, ...]:
    """Return the types that a value may have, without None."""
    if isinstance(hint, UnionType) or get_origin(hint) is Union:
        return tuple(kind for kind in get_args(hint) if kind is not NoneType)
    return (hint,)


AsOf = A[date | None, Parameter("The day, seen at its end; default: today", date(2020, 12, 3))]
Lineage = A[
    bool,
    Parameter(
        "Whether records of a renamed or merged group count for its successor",
        example=True,
        off="Let renamed and merged groups stand for themselves",
    ),
]
Groups = A[
    tuple[str, ...] | None,
    Parameter("Groups by id or name; default: all", ("G-01",), each="group", refers_to="group", maximum=MAX_ITEMS),
]
WithoutSource = A[
    tuple[str, ...] | None,
    Parameter(
        "As if these sources, and all that goes back to them, had not been",
        ("S-0007",),
        each="without_source",
        refers_to="source",
        maximum=MAX_ITEMS,
    ),
]
Kinds = A[
    tuple[TieKind, ...],
    Parameter("Only ties of these kinds", ("kin", "friend"), each="kind", minimum=1, maximum=MAX_ITEMS),
]
PersonId = A[
    str, Parameter("Any id of a person", "P-0014", each="person", refers_to="person", minimum=1, maximum=MAX_ID)
]
GroupId = A[str, Parameter("Id or name of a group", "G-01", each="group", refers_to="group", minimum=1, maximum=MAX_ID)]
