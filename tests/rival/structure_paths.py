"""Paths, common contacts and neighbourhoods by walking every path there is, on a graph as plain Python."""

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

Ties = Mapping[tuple[str, str], float]  # of two persons, the smaller id first
MOST = 20


@dataclass(frozen=True, slots=True)
class SlowPaths:
    """The shortest paths: their steps (None: there is none), how many, and the first with their weakest tie."""

    n_steps: int | None
    n_paths: int
    first: tuple[tuple[tuple[str, ...], float | None], ...]


def strength(ties: Ties, a: str, b: str) -> float:
    """The strength of the tie of two persons."""
    return ties[min(a, b), max(a, b)]


def contacts(persons: Collection[str], ties: Ties) -> dict[str, set[str]]:
    """Who is tied to whom."""
    tied: dict[str, set[str]] = {person: set() for person in persons}
    for a, b in ties:
        tied[a].add(b)
        tied[b].add(a)
    return tied


def slow_paths(persons: Collection[str], ties: Ties, starts: Collection[str], ends: Collection[str]) -> SlowPaths:
    """Return the shortest paths between two sets of persons, in order."""
    shortest = all_shortest(persons, ties, starts, ends)
    if not shortest:
        return SlowPaths(None, 0, ())
    weakest = {path: min((strength(ties, a, b) for a, b in pairwise(path)), default=None) for path in shortest}
    ordered = sorted(shortest, key=lambda path: (-(weakest[path] or 0), list(path)))
    n_steps = len(ordered[0]) - 1
    return SlowPaths(n_steps, len(shortest), tuple((path, weakest[path]) for path in ordered[:MOST]))


def all_shortest(
    persons: Collection[str], ties: Ties, starts: Collection[str], ends: Collection[str]
) -> set[tuple[str, ...]]:
    """Walk out from every start until an end is met, and keep all walks of that length."""
    tied = contacts(persons, ties)
    found = [path for start in starts for path in _walks(tied, start, ends)]
    n_persons = min(map(len, found), default=0)
    return {path for path in found if len(path) == n_persons}


def _walks(tied: Mapping[str, set[str]], start: str, ends: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Every walk without a person twice that ends at the first end it meets, as long as the shortest one."""
    waiting: deque[tuple[str, ...]] = deque([(start,)])
    shortest = None
    while waiting:
        path = waiting.popleft()
        if shortest is not None and len(path) > shortest:
            return
        if path[-1] in ends:
            shortest = len(path)
            yield path
            continue
        waiting.extend((*path, after) for after in tied[path[-1]] if after not in path)


def slow_common(persons: Collection[str], ties: Ties, named: Collection[str]) -> list[tuple[str, float]]:
    """Everybody who is tied to each one named, with the weakest of the ties."""
    tied = contacts(persons, ties)
    shared = [person for person in persons if all(person in tied[name] for name in named)]
    weakest = {person: min(strength(ties, person, name) for name in named) for person in shared}
    return sorted(weakest.items(), key=lambda entry: (-entry[1], entry[0]))


def slow_around(
    persons: Collection[str], ties: Ties, centres: Collection[str], steps: int
) -> list[tuple[str, int, float, tuple[str, ...]]]:
    """Everybody within the steps: how far, the weakest tie on the best path, and the nearest centres."""
    near = []
    for person in persons:
        by_centre = {centre: slow_paths(persons, ties, [centre], [person]) for centre in centres}
        lengths = {centre: paths.n_steps for centre, paths in by_centre.items() if paths.n_steps is not None}
        if person in centres or not lengths or min(lengths.values()) > steps:
            continue
        away = min(lengths.values())
        nearest = tuple(sorted(centre for centre, length in lengths.items() if length == away))
        best = max(by_centre[centre].first[0][1] or 0 for centre in nearest)
        near.append((person, away, best, nearest))
    return sorted(near, key=lambda entry: (entry[1], -entry[2], entry[0]))
