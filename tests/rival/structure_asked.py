"""What is asked of the slow implementations of structure, and what every answer of theirs holds."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from tests.rival.contact_graph import Options, SlowGraph, seen, slow_graph
from tests.rival.structure_measures import Plain
from tests.rival.view import Case, View

Tree = dict[str, object]


class RefusedError(Exception):
    """The question has no answer: somebody named is not in the graph, or too few are."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A case, the day, and the parameters that were chosen; the graph is built when it is first asked for."""

    case: Case
    as_of: date
    parameters: Mapping[str, object]

    def get(self, name: str, default: object = None) -> object:
        """A parameter, or what it is by default."""
        return self.parameters.get(name, default)

    def whole(self, name: str, default: int) -> int:
        """A parameter that is a whole number."""
        value = self.get(name, default)
        assert isinstance(value, int)
        return value

    def some(self, name: str) -> tuple[str, ...]:
        """A parameter that is a list of words."""
        value = self.get(name) or ()
        assert isinstance(value, tuple)
        return value

    @property
    def options(self) -> Options:
        """Those of the graph."""
        names = {field.name for field in fields(Options)}
        return Options(**{name: value for name, value in self.parameters.items() if name in names})  # type: ignore[arg-type]  # as chosen

    @property
    def view(self) -> View:
        """The case without the sources that are left out."""
        return seen(self.case, self.as_of, self.options)

    def graph(self) -> SlowGraph:
        """The graph of contacts."""
        try:
            return slow_graph(self.case, self.as_of, self.options)
        except ValueError as problem:
            raise RefusedError from problem


def plain(graph: SlowGraph) -> Plain:
    """Return the graph as the slow measures take it."""
    return Plain(graph.persons, graph.ties, graph.groups)


def size_of(graph: SlowGraph) -> Tree:
    """Return what every answer says of its graph."""
    n_components = len(plain(graph).parts())
    return {
        "n_persons": len(graph.persons),
        "n_ties": len(graph.ties),
        "n_components": n_components,
        "n_undated": graph.n_undated,
    }


def graph_notes(graph: SlowGraph) -> dict[str, int]:
    """Return what every answer notes of its graph."""
    counts = {
        "group_has_successor": graph.n_successors,
        "no_memberships": graph.n_without_memberships,
        "tie_undated": graph.n_undated,
        "tie_joined": graph.n_joined,
        "tie_too_coarse": graph.n_too_coarse,
    }
    return {code: n for code, n in counts.items() if n}


def ranked(values: Mapping[str, object], *, smallest_first: bool = False) -> list[tuple[str, int | None]]:
    """Order persons by a value, and rank them: within 1e-9 of the first of their run they are equal, then by id."""
    sign = 1 if smallest_first else -1
    left = {person: sign * float(str(value)) for person, value in values.items() if value is not None}
    order: list[tuple[str, int | None]] = []
    while left:
        first = min(left.values())
        run = sorted(person for person, value in left.items() if value - first <= 1e-9)
        order += [(person, len(values) - len(left) - _n_undefined(values) + 1) for person in run]
        left = {person: value for person, value in left.items() if person not in run}
    return order + [(person, None) for person in sorted(values) if values[person] is None]


def _n_undefined(values: Mapping[str, object]) -> int:
    return sum(value is None for value in values.values())
