"""A use case that reads: declared once, in the analysis module that answers it.

Routes, commands, rights, descriptions and the list of measures are made from the declaration; what is
computed is one plain function. Nothing here knows a door or a store.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from graph_service.domain.caller import CallerRole
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.vocabulary import DataClass

READERS = frozenset(
    {CallerRole.ANALYST, CallerRole.COORDINATOR, CallerRole.PROBATION, CallerRole.ADMIN, CallerRole.SERVICE}
)
INTELLIGENCE = frozenset({DataClass.INTELLIGENCE})
P = TypeVar("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may do something: one of the roles, who sees the field classes that it rests on."""

    roles: frozenset[CallerRole]
    needs: frozenset[DataClass] = frozenset()


@dataclass(frozen=True, slots=True)
class Paging:
    """Which rows of a result come a page at a time: after an id (`key`), or after so many rows of a ranking.

    `once` are other lists of the result, of which the first page alone has everything and further ones nothing.
    """

    rows: str
    key: str = ""
    once: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCase(Generic[P, R]):
    """A question, who may ask it, and the function that answers it.

    `address` says where the answer stands among the others; a required parameter is a part of it,
    but for one that names persons and does not stand there: that one goes into the body of the request.
    `action` is the word for it in the audit trail and in the table of rights. A structure is computed on
    what its caller may see (`on_what_is_seen`); every other number on everything, and then projected.
    `beside` names columns, by kind, that no snapshot holds, such as names of persons: they are read for this
    question, put into the snapshot that it is given, and kept nowhere. `first_list` names the list that a file
    holds which takes one alone, where it is not that of the pages. `unit` and `reference` make it a measure.
    The answer of one that is `cached`, or comes in pages, stays with its snapshot: the next who sees the same field
    classes and asks the same is given it.
    """

    name: str
    question: str
    summary: str
    address: str
    parameters: type[P]
    result: type[R]
    compute: Callable[[Snapshot, Policy, P], R]
    rule: Rule = Rule(READERS, INTELLIGENCE)
    action: str = ""
    paging: Paging | None = None
    cached: bool = False
    on_what_is_seen: bool = False
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    first_list: str = ""
    unit: str = ""
    reference: str = ""
