"""The best that a budget can reach in parts that nothing links: how many in each, by their curves, and then who.

Every best set has, in each part, one of the best sets of its number there. So the curves say which numbers can
stand together, and of several ways the one whose set is first by id is taken. Where sets are put together part by
part, a set is a whole number whose highest bit is the first place: of two of one size the larger is the first.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from graph_service.analysis.cover import (
    Cover,
    CoverComponent,
    Shape,
    best_reach,
    best_reaches,
    can_be_tried,
    joined,
    places_of,
)
from graph_service.analysis.reach_curves import Counts, Curve, added, combined

Places = tuple[int, ...]


def best_of_budget(parts: Sequence[CoverComponent], curves: Sequence[Curve], budget: int) -> Cover:
    """Return the set of at most `budget`, fewer than a smallest cover has, that reaches the most; the first of them."""
    least = combined([curve.least for curve in curves], budget)
    if not all(curve.is_proven for curve in curves):
        most = combined([curve.most for curve in curves], budget)
        numbers = _numbers([curve.least for curve in curves], budget)
        sets = [places_of(part, curve.sets[j]) for part, curve, j in zip(parts, curves, numbers, strict=True)]
        return Cover(_union(sets), int(most[-1]), is_proven=False)
    if len(least) <= budget:  # fewer reach everything
        return best_reach(joined(parts), budget)
    solver = _Budget(parts, curves, budget, least)
    return Cover(solver.first(), int(least[-1]), is_proven=solver.is_first)


def _numbers(curves: Sequence[Sequence[int]], budget: int) -> list[int]:
    """How many to take in each part for the best sum."""
    totals = [combined([], budget)]
    for curve in curves:
        totals.append(added(totals[-1], curve, budget))
    left = len(totals[-1]) - 1
    numbers = []
    for curve, before, after in zip(reversed(curves), reversed(totals[:-1]), reversed(totals[1:]), strict=True):
        number = next(
            j for j in range(len(curve)) if 0 <= left - j < len(before) and before[left - j] + curve[j] == after[left]
        )
        numbers.append(number)
        left -= number
    return numbers[::-1]


class _Budget:
    """Parts whose curves are proven, and how many may be chosen in all of them together."""

    def __init__(self, parts: Sequence[CoverComponent], curves: Sequence[Curve], budget: int, best: Counts) -> None:
        self.is_first = True
        self._parts = parts
        self._curves = curves
        self._budget = budget
        self._best = int(best[-1])
        self._searched: dict[tuple[Shape, int], Cover] = {}
        places = sorted(position for part in parts for position in part.pool)
        self._bit = {position: len(places) - 1 - i for i, position in enumerate(places)}
        self._places = places

    def first(self) -> Places:
        """Return the first of the best sets: of all numbers that parts without falling steps may have together."""
        falling = [i for i, curve in enumerate(self._curves) if curve.is_concave]
        states = self._of_uneven([i for i, curve in enumerate(self._curves) if not curve.is_concave])
        curve = combined([self._curves[i].least for i in falling], self._budget)
        sets = []
        for n_uneven, (reach, number) in states.items():
            left = self._budget - n_uneven
            if left < len(curve) and reach + curve[left] == self._best:
                sets.append(_union([self._of_number(number), self._of_falling(falling, left)]))
        return min(sets)

    def _of_uneven(self, uneven: Sequence[int]) -> dict[int, tuple[int, int]]:
        """By how many are chosen in parts whose steps do not only fall: the most reached, and the first such set."""
        states = {0: (0, 0)}
        for i in uneven:
            options = [(j, self._curves[i].least[j], self._number(self._set(i, j))) for j in self._possible(i)]
            following: dict[int, tuple[int, int]] = {}
            for n, (reach, number) in states.items():
                for j, more, members in options:
                    if n + j <= self._budget:
                        following[n + j] = max(following.get(n + j, (-1, 0)), (reach + more, number | members))
            states = following
        return states

    def _possible(self, i: int) -> Iterable[int]:
        """How many a part can have in a best set; asked only where a set of each number takes long to find."""
        curve = self._curves[i].least
        if can_be_tried(self._parts[i]):
            return range(len(curve))
        rest = combined(
            [curve_of_part.least for part, curve_of_part in enumerate(self._curves) if part != i], self._budget
        )
        return [
            j
            for j, reach in enumerate(curve)
            if 0 <= self._budget - j < len(rest) and rest[self._budget - j] + reach == self._best
        ]

    def _of_falling(self, falling: Sequence[int], n: int) -> Places:
        """The first best set of `n` in parts whose steps only fall: the largest steps of all, and of equal ones any."""
        steps = {i: np.diff(self._curves[i].least) for i in falling}
        every = np.sort(np.concatenate([np.zeros(0, dtype=np.int64), *steps.values()]))[::-1]
        smallest = int(every[n - 1]) if n else int(every.max(initial=0)) + 1
        sets: list[Places] = []
        narrow: list[tuple[Places, Places]] = []  # one more or not
        wide: list[list[Places]] = []
        for i in falling:
            low, high = int((steps[i] > smallest).sum()), int((steps[i] >= smallest).sum())
            n -= low
            if low == high:
                sets.append(self._set(i, low))
            elif high == low + 1:
                narrow.append((self._set(i, low), self._set(i, high)))
            else:
                wide.append([self._set(i, j) for j in range(low, min(high, low + n) + 1)])
        ways = [
            _union([members, _of_narrow(narrow, n - n_wide)])
            for n_wide, members in self._of_wide(wide, n).items()
            if 0 <= n - n_wide <= len(narrow)
        ]
        return _union([*sets, min(ways)])

    def _of_wide(self, wide: Sequence[Sequence[Places]], n: int) -> dict[int, Places]:
        states = {0: 0}
        for options in wide:
            numbers = [self._number(members) for members in options]
            following: dict[int, int] = {}
            for n_before, number in states.items():
                for j, members in enumerate(numbers[: n - n_before + 1]):
                    following[n_before + j] = max(following.get(n_before + j, 0), number | members)
            states = following
        return {n_wide: self._of_number(number) for n_wide, number in states.items()}

    def _set(self, i: int, j: int) -> Places:
        part, curve = self._parts[i], self._curves[i]
        if can_be_tried(part) or not j:
            return places_of(part, curve.sets[j])
        shape = part.shape
        if (shape, j) not in self._searched:
            alike = CoverComponent(tuple(range(len(shape))), tuple(range(len(part.targets))), shape)
            unordered = Cover(curve.sets[j], curve.least[j], is_proven=False)
            self._searched[shape, j] = next(best_reaches(alike, j, reach=curve.least[j]), unordered)
        first = self._searched[shape, j]
        self.is_first &= first.is_proven
        return places_of(part, first.chosen)

    def _number(self, members: Places) -> int:
        return sum([1 << self._bit[position] for position in members])

    def _of_number(self, number: int) -> Places:
        last = len(self._places) - 1
        bits = bin(number)[:1:-1]
        return tuple([self._places[last - i] for i in range(len(bits) - 1, -1, -1) if bits[i] == "1"])


def _of_narrow(pairs: Sequence[tuple[Places, Places]], n: int) -> Places:
    """Of each pair the first or the second set, of `n` the second: the one that decides earliest comes first."""
    order = sorted((min(set(fewer) ^ set(more)), i) for i, (fewer, more) in enumerate(pairs))
    sets: list[Places] = []
    for n_decided, (position, i) in enumerate(order):
        fewer, more = pairs[i]
        takes = n == len(order) - n_decided or (n > 0 and position in more)
        sets.append(more if takes else fewer)
        n -= takes
    return _union(sets)


def _union(sets: Iterable[Places]) -> Places:
    return tuple(sorted([position for members in sets for position in members]))
