"""The reach graph and the best sets of messengers in it, by trying all of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from graph_service.domain import records
from tests.rival import days
from tests.rival.incidents import happened
from tests.rival.policy import REACH_YEARS
from tests.rival.view import MEMBER_ROLES, View, rows


@dataclass(frozen=True, slots=True)
class Graph:
    """Persons, and edges (smaller id first) with the largest strength of what ties the two."""

    persons: tuple[str, ...]
    edges: dict[tuple[str, str], float]
    n_undated: int
    n_projected: int

    def reached(self, chosen: Iterable[str]) -> set[str]:
        """Return whom a set reaches in one step, itself included."""
        picked = set(chosen) & set(self.persons)
        near = {b for a, b in self.edges if a in picked} | {a for a, b in self.edges if b in picked}
        return picked | near


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom to choose; `curve[k - 1]` is the best number reached with k, `optima` all sets as good as `chosen`."""

    chosen: tuple[str, ...]
    n_reached: int
    n_total: int
    unreached: tuple[str, ...]
    curve: tuple[int, ...]
    optima: tuple[tuple[str, ...], ...]


def chosen_groups(view: View, groups: Collection[str] | None) -> set[str]:
    """Return the groups asked for; by default all valid on the day that have not gone into another."""
    if groups is not None:
        return set(groups)
    return {one for one in view.groups if view.heir_of[one] == one and view.is_valid(one)}


def is_calculation(view: View) -> bool:
    """Say whether the case has no memberships at all."""
    return not view.members


def members_of(view: View, groups: Collection[str]) -> set[str]:
    """Return the living members on the day, whatever is overdue."""
    return {
        one.person_id
        for one in view.members
        if one.group_id in groups and one.role in MEMBER_ROLES and one.on(view.as_of) and view.is_alive(one.person_id)
    }


def reach_graph(view: View, groups: Collection[str] | None = None, *, kinds: Collection[str] | None = None) -> Graph:
    """Build the graph of the members of some groups."""
    if is_calculation(view):
        persons = {person_id for person_id in view.persons if view.is_alive(person_id)}
    else:
        persons = members_of(view, chosen_groups(view, groups))
    after = days.years_earlier(view.as_of, REACH_YEARS)
    span = days.Span(after + days.ONE_DAY, view.as_of)
    stored = [tie for tie in _stored(view, persons, span) if kinds is None or tie.kind in kinds]
    projected = _projected(view, persons, span, stored) if kinds is None or "co_offending" in kinds else []
    edges: dict[tuple[str, str], float] = {}
    for pair, strength in [(_ends(view, tie), tie.strength) for tie in stored] + [(pair, 1.0) for pair in projected]:
        edges[pair] = max(strength, edges.get(pair, 0.0))
    n_undated = sum(tie.valid_from is None and tie.valid_to is None for tie in stored)
    return Graph(tuple(sorted(persons)), dict(sorted(edges.items())), n_undated, len(projected))


def all_ties(view: View) -> dict[tuple[str, str], tuple[float, set[str]]]:
    """Return, of every pair tied in the time, the largest strength and all kinds, whoever the two are."""
    span = days.Span(days.years_earlier(view.as_of, REACH_YEARS) + days.ONE_DAY, view.as_of)
    stored = _stored(view, set(view.persons), span)
    told = [(_ends(view, tie), tie.strength, str(tie.kind)) for tie in stored]
    told += [(pair, 1.0, "co_offending") for pair in _projected(view, set(view.persons), span, stored)]
    found: dict[tuple[str, str], tuple[float, set[str]]] = {}
    for pair, strength, kind in told:
        before, kinds = found.get(pair, (0.0, set()))
        found[pair] = max(before, strength), kinds | {kind}
    return found


def _ends(view: View, tie: records.Tie) -> tuple[str, str]:
    a, b = sorted((view.one_of[tie.person_a], view.one_of[tie.person_b]))
    return a, b


def _stored(view: View, persons: set[str], span: days.Span) -> list[records.Tie]:
    """Ties between two of the persons at some time of a span; undated ones are included."""
    return [
        tie
        for tie in rows(view.case, records.Tie)
        if len({*_ends(view, tie)}) > 1
        and {*_ends(view, tie)} <= persons
        and days.valid_within(tie.valid_from, tie.valid_to, span)
    ]


def _projected(view: View, persons: set[str], span: days.Span, stored: list[records.Tie]) -> list[tuple[str, str]]:
    """Pairs suspected, charged or convicted in one confirmed incident, unless the same source says so as a tie."""
    told = {(*_ends(view, tie), tie.source_id) for tie in stored if tie.kind == "co_offending" and tie.source_id}
    found = []
    for one in happened(view).values():
        if one.row.status == "confirmed" and one.day is not None and span.place(one.period) == "inside":
            together = sorted(set(one.formal_suspects()) & persons)
            found += [pair for pair in combinations(together, 2) if (*pair, one.row.source_id) not in told]
    return found


def best(graph: Graph, pool: Collection[str], *, budget: int | None = None, must: Collection[str] = ()) -> Choice:
    """Try all sets of the pool that hold `must`: the most reached (with at most `budget`), the fewest, the first."""
    candidates = sorted(set(pool) & set(graph.persons))
    limit = len(candidates) if budget is None else min(budget, len(candidates))
    most = len(graph.reached(candidates))
    in_any_case = print_order(graph, must)
    optima: list[tuple[str, ...]] = [tuple(sorted(must))]
    curve = [len(graph.reached(in_any_case[:n])) for n in range(1, len(in_any_case) + 1)]
    n_reached = len(graph.reached(must))
    for size in range(len(in_any_case) + 1, limit + 1):
        if n_reached == most:
            break
        sets = [(len(graph.reached(some)), some) for some in combinations(candidates, size) if {*must} <= {*some}]
        top = max(n for n, _ in sets)
        curve.append(top)
        if top > n_reached:
            n_reached, optima = top, [some for n, some in sets if n == top]
    chosen = optima[0]
    return Choice(
        chosen=chosen,
        n_reached=n_reached,
        n_total=len(graph.persons),
        unreached=tuple(sorted(set(graph.persons) - graph.reached(chosen))),
        curve=tuple(curve[: len(chosen)]),
        optima=tuple(optima),
    )


def print_order(graph: Graph, chosen: Collection[str]) -> tuple[str, ...]:
    """Order a set by who newly reaches most, then by id."""
    left, told, order = set(chosen), set[str](), list[str]()
    while left:
        following = min(left, key=lambda one: (-len(graph.reached([one]) - told), one))
        order.append(following)
        told |= graph.reached([following])
        left.remove(following)
    return tuple(order)


def is_in_custody(view: View, person_id: str, day: date) -> bool:
    """Say whether a person is remanded or in prison on a day."""
    return any(
        view.one_of[row.person_id] == person_id
        and row.kind in {"remand", "prison"}
        and days.valid_on(row.valid_from, row.valid_to, day)
        for row in rows(view.case, records.Supervision)
    )
