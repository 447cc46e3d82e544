"""The most that 1, 2, … of a pool can reach: part by part, parts that are alike once, and put together exactly.

The curve of a part is found along its concave hull: at each price of a person one programme finds whom to take, and
proves that no number reaches more than its price and theirs allow. Only a number that falls short is solved by itself.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heapify, heappop, heappush
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.cover import (
    Cover,
    CoverComponent,
    able,
    by_shape,
    can_be_tried,
    linked,
    places_of,
    rough_cover,
    smallest_cover,
)
from graph_service.analysis.cover_search import CoverSearch, Members, merged
from graph_service.analysis.relaxed import Work

CURVE_LIMIT = 1_500  # members that matter up to which a curve is proven; beyond, a greedy one and a simple bound
WORK = 60_000_000  # for the curve of one part

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Curve:
    """At least, and at most, how many 0, 1, 2, … of a part reach; `sets`, as places in it, reach what `least` says."""

    least: tuple[int, ...]
    most: tuple[int, ...]
    sets: tuple[tuple[int, ...], ...]

    @cached_property
    def is_proven(self) -> bool:
        """Whether the two are the same."""
        return self.least == self.most

    @cached_property
    def is_concave(self) -> bool:
        """Whether no further person adds more than the one before."""
        return self.is_proven and bool((np.diff(self.least, 2) <= 0).all())


def reach_curve(curves: Sequence[Curve], size: int) -> tuple[tuple[int, ...], bool]:
    """Return the best reach of 1, 2, ... `size` chosen, over all parts, and whether all of it is proven."""
    least = combined([curve.least for curve in curves], size)
    if all(curve.is_proven for curve in curves):
        return tuple(least[1:].tolist()), True
    most = combined([curve.most for curve in curves], size)
    return tuple(least[1:].tolist()), bool((least == most).all())


def part_curves(parts: Sequence[CoverComponent], size: int, covers: Sequence[Cover] | None = None) -> list[Curve]:
    """Return the curve of each part up to `size`; a smallest cover of each part is looked for where none is given."""
    sizes: dict[tuple[tuple[int, ...], ...], Cover] = {}
    if covers is not None:
        sizes = {
            part.shape: Cover(
                tuple(np.searchsorted(part.pool, smallest.chosen).tolist()), smallest.bound, smallest.is_proven
            )
            for part, smallest in zip(parts, covers, strict=True)
            if not can_be_tried(part)
        }
    return by_shape(parts, lambda part: part_curve(part, size, sizes.get(part.shape)))


def part_curve(part: CoverComponent, size: int, whole: Cover | None = None) -> Curve:
    """Return the curve of one part up to `size`, or to where it reaches everything."""
    if can_be_tried(part):
        best = tried(part)[: size + 1]
        reach = tuple([reached for reached, _ in best])
        return Curve(reach, reach, tuple([members for _, members in best]))
    if whole is None:
        whole = rough_cover(part)
        whole = whole if size < whole.bound else smallest_cover(part)
    if size < whole.bound:
        some = able(part, dict(enumerate(greedy_curve(part, size), start=1)))
        alike = CoverComponent(tuple(range(len(some.pool))), tuple(range(len(some.targets))), some.shape)
        curve = _Search(alike, size, rough_cover(alike)).curve()
        return Curve(curve.least, curve.most, tuple([places_of(some, members) for members in curve.sets]))
    return _Search(part, size, whole).curve()


def greedy_curve(part: CoverComponent, size: int) -> list[int]:
    """Return the reach of 1, 2, … `size` where always whoever reaches the most more is added."""
    covered: set[int] = set()
    curve: list[int] = []
    queue = [(-len(targets), i) for i, targets in enumerate(part.reach)]
    heapify(queue)
    while queue and len(curve) < size:  # gains only fall, so the first whose gain still holds is the best
        gain_before, member = heappop(queue)
        gain = len(set(part.reach[member]) - covered)
        if gain == -gain_before:
            covered.update(part.reach[member])
            curve.append(len(covered))
        else:
            heappush(queue, (-gain, member))
    return curve


def tried(part: CoverComponent) -> list[tuple[int, tuple[int, ...]]]:
    """Return the best reach of 0, 1, 2, … and the first set with it, up to where everything is reached."""
    n = len(part.pool)
    bit = {target: 1 << i for i, target in enumerate(part.targets)}
    reach = [sum(bit[target] for target in targets) for targets in reversed(part.reach)]
    unions = [0] * (1 << n)
    best: list[tuple[int, int]] = [(-1, 0)] * (n + 1)
    for members in range(1 << n):  # the first member is the highest bit: of sets of a size the largest number is first
        if members:
            unions[members] = unions[members & (members - 1)] | reach[(members & -members).bit_length() - 1]
        of_size = members.bit_count()
        best[of_size] = max(best[of_size], (unions[members].bit_count(), members))
    last = next(size for size, (reached, _) in enumerate(best) if reached == len(part.targets))
    return [
        (reached, tuple(i for i in range(n) if members >> (n - 1 - i) & 1)) for reached, members in best[: last + 1]
    ]


def combined(curves: Sequence[Sequence[int]], size: int) -> Counts:
    """Return the best sum of one value of each curve by the sum of their places, up to `size`.

    Curves whose steps only fall are merged by their steps; the others follow one by one.
    """
    steps = [np.diff(curve) for curve in curves]
    falling = [step for step in steps if (np.diff(step) <= 0).all()]
    merged = np.sort(np.concatenate([np.zeros(0, dtype=np.int64), *falling]))[::-1][:size]
    total = np.concatenate([[0], np.cumsum(merged)]).astype(np.int64)
    for curve, step in zip(curves, steps, strict=True):
        if not (np.diff(step) <= 0).all():
            total = added(total, curve, size)
    return total


def added(total: Counts, curve: Sequence[int], size: int) -> Counts:
    """Return the best sums of a value of either by the sum of their places, up to `size`."""
    wider = np.full(min(size, len(total) + len(curve) - 2) + 1, -1, dtype=np.int64)
    for j, reached in enumerate(curve[: len(wider)]):
        n = min(len(total), len(wider) - j)
        wider[j : j + n] = np.maximum(wider[j : j + n], total[:n] + reached)
    return wider


class _Search:
    """The curve of one part: sets that reach much, and prices that prove that none reaches more."""

    def __init__(self, part: CoverComponent, size: int, whole: Cover) -> None:
        self._members = _undominated(part.reach)
        self._reach, self._weights = merged([part.reach[member] for member in self._members])
        self._reached_by: list[list[int]] = [[] for _ in self._weights]
        for i, targets in enumerate(self._reach):
            for target in targets:
                self._reached_by[target].append(i)
        self._n_targets = len(part.targets)
        worth = sorted([self._worth_of(targets) for targets in self._reach], reverse=True)
        self._largest = [0, *accumulate(worth)]
        self._fewest = whole.bound
        self._last = min(size, len(whole.chosen))
        self._sets: list[tuple[int, ...]] = [()] * (len(whole.chosen) + 1)
        self._least = [0] * (len(whole.chosen) + 1)
        self._prices: list[tuple[int, int]] = []
        self._solved = [self._n_targets] * (len(whole.chosen) + 1)
        self._inside: list[int] = []
        self._search: CoverSearch
        self._work = Work(WORK if len(self._members) <= CURVE_LIMIT else 0)
        index_of = {member: i for i, member in enumerate(self._members)}
        standing_for = {
            index_of[member] if member in index_of else _larger(part.reach, self._members, member)
            for member in whole.chosen
        }
        self._try(tuple(sorted(standing_for)))

    def curve(self) -> Curve:
        """Return what is proven, and otherwise the two ends between which it lies."""
        self._extend((), self._last)
        self._hull()
        for j in range(self._last, 0, -1):
            if self._bound(j) > self._least[j] and not self._work.is_spent:
                self._solve(j)
        sizes = range(self._last + 1)
        return Curve(
            tuple([self._least[j] for j in sizes]),
            tuple([max(self._bound(j), self._least[j]) for j in sizes]),
            tuple([tuple([self._members[i] for i in self._sets[j]]) for j in sizes]),
        )

    def _solve(self, j: int) -> None:
        """Look for j who reach more: each of them must add about as much as the price that bounds their reach."""
        least = self._least[j] + 1
        added = max([0, *(price + least - (worth + price * j) for price, worth in self._prices)])
        inside = [i for i, targets in enumerate(self._reach) if self._worth_of(targets) >= added]
        if inside != self._inside:
            self._inside = inside
            reach, weights = merged([self._reach[i] for i in inside], self._weights)
            self._search = CoverSearch(reach, weights=weights, price=0)
        self._search.limit_size(j)
        best = self._search.best(-least, self._work)
        self._solved[j] = min(self._solved[j], -best.bound)
        self._try(tuple([inside[i] for i in best.members or ()]))

    def _hull(self) -> None:
        """Ask at each whole price whom to take, the dearest first: whole numbers make a search short."""
        for price in range(max(self._worth_of(targets) for targets in self._reach) - 1, 1, -1):  # at 1 it is the whole
            if self._work.is_spent or self._is_proven:
                return
            size = max(range(len(self._least)), key=lambda j: self._least[j] - price * j)
            members, bound = self._worth(price, frozenset(self._sets[size]))
            self._prices.append((price, bound))
            self._try(members)
            if len(members) >= self._last:  # lower prices are for more
                return

    def _worth(self, price: int, incumbent: frozenset[int]) -> tuple[Members, int]:
        """Whom to take if each costs `price`, and the most that reach less price can be, part by part.

        Whoever reaches no more than the price is needless, and so is a member beside one who reaches as much: without
        them the rest falls apart.
        """
        inside = list(range(len(self._reach)))
        reach, weights = self._reach, self._weights
        while True:
            worthwhile = [i for i in _undominated(reach) if sum([weights[target] for target in reach[i]]) > price]
            inside = [inside[i] for i in worthwhile]
            if len(worthwhile) == len(reach):
                break
            reach, weights = merged([reach[i] for i in worthwhile], weights)
        members, bound = list[int](), 0
        for part in linked(range(len(inside)), [tuple(sorted(targets)) for targets in reach], len(weights)):
            index = {target: i for i, target in enumerate(part.targets)}
            search = CoverSearch(
                [[index[target] for target in targets] for targets in part.reach],
                weights=[weights[target] for target in part.targets],
                price=price,
            )
            some = [i for i, position in enumerate(part.pool) if inside[position] in incumbent]
            covered = set[int]().union(*(part.reach[i] for i in some))
            cost = price * len(some) - sum([weights[target] for target in covered])
            if cost >= 0:
                some, cost = [], 0
            best = search.best(cost - 1, self._work)
            members += [inside[part.pool[i]] for i in (some if best.members is None else best.members)]
            bound -= best.bound
        return tuple(sorted(members)), bound

    @property
    def _is_proven(self) -> bool:
        return all(self._bound(j) == self._least[j] for j in range(1, self._last + 1))

    def _bound(self, j: int) -> int:
        """The most that j may reach: with fewer than a smallest cover, each one less leaves somebody more out."""
        if not j:
            return 0
        worth = [worth + price * j for price, worth in self._prices]
        larger = [self._solved[size] - (size - j) for size in range(j, min(self._fewest + 1, len(self._solved)))]
        largest = self._largest[min(j, len(self._members))]
        return min([largest, self._n_targets - max(0, self._fewest - j), *worth, *larger])

    def _try(self, members: tuple[int, ...]) -> None:
        """Keep a set if it is the best of its size, and those that follow from it with one more or one less."""
        reached = set[int]().union(*(self._reach[i] for i in members))
        self._keep(list(members), self._worth_of(reached))
        self._extend(members, self._last)
        self._shrink(members)

    def _keep(self, members: list[int], reach: int) -> None:
        size = len(members)
        if size < len(self._least) and reach > self._least[size]:
            self._least[size] = reach
            self._sets[size] = tuple(sorted(members))

    def _worth_of(self, targets: Collection[int]) -> int:
        return sum([self._weights[target] for target in targets])

    def _extend(self, members: tuple[int, ...], until: int) -> None:
        """Add whoever adds most, one by one."""
        members_so_far = list(members)
        covered = set[int]().union(*(self._reach[i] for i in members_so_far))
        gains = [self._worth_of(targets - covered) for targets in self._reach]
        reach = self._worth_of(covered)
        queue = [(-gain, i) for i, gain in enumerate(gains)]
        heapify(queue)
        while queue and len(members_so_far) < until:  # gains only fall, so the first whose gain still holds is the best
            gain_before, following = heappop(queue)
            gain = gains[following]
            if gain != -gain_before:
                heappush(queue, (-gain, following))
                continue
            if not gain:
                return
            members_so_far.append(following)
            reach += gain
            for target in self._reach[following] - covered:
                covered.add(target)
                for i in self._reached_by[target]:
                    gains[i] -= self._weights[target]
            self._keep(members_so_far, reach)

    def _shrink(self, members: tuple[int, ...]) -> None:
        """Leave out whoever is missed least, one by one: who is missed more the fewer are left."""
        members_so_far = list(members)
        times = Counter(target for i in members_so_far for target in self._reach[i])
        reach = self._worth_of(times)
        queue = [(0, i) for i in members_so_far]
        while len(members_so_far) > 1:
            loss_before, i = heappop(queue)
            loss = sum([self._weights[target] for target in self._reach[i] if times[target] == 1])
            if loss > loss_before:
                heappush(queue, (loss, i))
                continue
            members_so_far.remove(i)
            times.subtract(self._reach[i])
            reach -= loss
            self._keep(members_so_far, reach)


def _undominated(reach: Sequence[Collection[int]]) -> list[int]:
    """Members none of whom reaches only what one other, or an earlier one alike, reaches too."""
    targets = [frozenset(reached) for reached in reach]
    by: dict[int, list[int]] = {}
    for i, reached in enumerate(reach):
        for target in reached:
            by.setdefault(target, []).append(i)
    return [i for i in range(len(reach)) if _dominating(targets, by, i) is None]


def _dominating(targets: Sequence[frozenset[int]], by: dict[int, list[int]], i: int) -> int | None:
    rarest = min((by[target] for target in targets[i]), key=len)
    for rival in rarest:
        if rival != i and targets[i] <= targets[rival] and (len(targets[rival]) > len(targets[i]) or rival < i):
            return rival
    return None


def _larger(reach: Sequence[Sequence[int]], members: Sequence[int], member: int) -> int:
    """The place of a member that reaches all that one who is left out does."""
    targets = set(reach[member])
    return next(i for i, rival in enumerate(members) if targets.issubset(reach[rival]))
