"""The signed graph of groups as the definitions say it: every triple, every split, every set of groups tried."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import networkx as nx

from tests.rival import days
from tests.rival.conflicts import conflicts, opposed
from tests.rival.incidents import Happened, counted
from tests.rival.policy import RETALIATION_DAYS
from tests.rival.reach import chosen_groups
from tests.rival.view import View

KINDS = {3: "+++", 1: "++-", -1: "+--", -3: "---"}  # by the sum of the signs
Signs = Mapping[tuple[str, str], int]  # smaller id first


@dataclass(frozen=True, slots=True)
class SplitOf:
    """A connected part: the fewest edges that disagree, and the splits that reach it, the first of them first."""

    groups: tuple[str, ...]
    n_disagreeing: int
    splits: tuple[tuple[int, ...], ...]


def signs(view: View, *, groups: Collection[str] | None, states: tuple[str, ...]) -> dict[tuple[str, str], int]:
    """Return the signed edges among the groups asked for."""
    ids = nodes(view, groups)
    told = conflicts(view, states=states)
    edges = dict.fromkeys(told.allies, 1) | dict.fromkeys(told.pairs, -1)
    return {pair: sign for pair, sign in sorted(edges.items()) if set(pair) <= set(ids)}


def nodes(view: View, groups: Collection[str] | None) -> list[str]:
    """Return the groups of the graph."""
    return sorted(chosen_groups(view, None) if groups is None else {view.heir_of[one] for one in groups})


def triads(edges: Signs, members: Collection[str] = ()) -> Counter[str]:
    """Count the triads that hold all of some members, by kind."""
    ids = sorted({one for pair in edges for one in pair})
    found: Counter[str] = Counter()
    for triple in combinations(ids, 3):
        pairs = list(combinations(triple, 2))
        if set(members) <= set(triple) and all(pair in edges for pair in pairs):
            found[KINDS[sum(edges[pair] for pair in pairs)]] += 1
    return found


def disagreeing(edges: Signs, camp: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return the edges that do not fit a split."""
    return [(a, b) for (a, b), sign in edges.items() if (camp[a] == camp[b]) != (sign > 0)]


def best_splits(edges: Signs) -> list[SplitOf]:
    """Try every split of each part."""
    found = []
    for part in sorted(sorted(part) for part in nx.connected_components(nx.Graph(list(edges)))):
        inside = {pair: sign for pair, sign in edges.items() if pair[0] in part}
        numbers: dict[int, list[tuple[int, ...]]] = {}
        for rest in product((1, 2), repeat=len(part) - 1):
            camps = (1, *rest)
            wrong = disagreeing(inside, dict(zip(part, camps, strict=True)))
            numbers.setdefault(len(wrong), []).append(camps)
        found.append(SplitOf(tuple(part), min(numbers), tuple(sorted(numbers[min(numbers)]))))
    return found


def covers(ids: Sequence[str], edges: Signs) -> list[tuple[str, ...]]:
    """Return all smallest sets of groups such that each is in it or allied with one that is."""
    allied = {pair for pair, sign in edges.items() if sign > 0}
    near = {one: {one} | {other for pair in allied if one in pair for other in pair} for one in ids}
    for size in range(len(ids) + 1):
        sets = [some for some in combinations(ids, size) if set().union(*(near[one] for one in some)) == set(ids)]
        if sets:
            return sets
    return []


def drawn_in(view: View, ids: Collection[str], edges: Signs) -> list[tuple[int, str, str, str, str, bool]]:
    """Return days, incident, group hit, rival, ally, and whether the ally is one of the rival too."""

    def sign(a: str, b: str) -> int:
        return edges.get((min(a, b), max(a, b)), 0)

    return sorted(
        (age, incident_id, harmed, rival, ally, sign(rival, ally) > 0)
        for incident_id, one in counted(view).items()
        if one.outcome in {"fatal", "injury"} and (age := _age(view, one)) is not None
        for harmed in set(one.victim_side.named()) & set(ids)
        for rival in _other_side(view, one, harmed, ids)
        if sign(harmed, rival) < 0
        for ally in ids
        if sign(harmed, ally) > 0 and sign(rival, ally) >= 0
    )


def _age(view: View, one: Happened) -> int | None:
    age = None if one.day is None else (view.as_of - one.day).days
    return age if age is not None and 0 <= age <= RETALIATION_DAYS else None


def _other_side(view: View, one: Happened, harmed: str, ids: Collection[str]) -> list[str]:
    if one.suspect_side.named() or one.row.conflict_id is None or one.day is None:
        return one.suspect_side.named()
    pairs = opposed(view, one.row.conflict_id, days.Span(one.day, view.as_of))
    return [h for h in ids if (min(h, harmed), max(h, harmed)) in pairs]
