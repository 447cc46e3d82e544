"""The smallest cover, and of several the first: what follows at once is taken out, the rest is solved.

Three things follow at once, and lose no best cover that matters: a target that one member alone reaches
decides for that member; a target is reached anyway if everybody who reaches some other target reaches it too; and a
member is needless beside one who reaches as much and costs no more. What is left falls into
parts, most of them small.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import chain

from graph_service.analysis.cover_search import CoverSearch
from graph_service.analysis.relaxed import Work

SIZE_WORK = 100_000_000  # for the fewest members of a part
ORDER_WORK = 60_000_000  # for the first of several sets
_TRIED = 8  # members of a part up to which every set is tried

Reach = Mapping[int, Collection[int]]  # member of the pool to targets


@dataclass(frozen=True, slots=True)
class FirstCover:
    """Members, in order. `bound` is a proven lower bound on their number; `is_first`: none as small comes before."""

    chosen: tuple[int, ...]
    bound: int
    is_first: bool


def first_cover(reach: Sequence[Collection[int]], *, part_limit: int, order_limit: int) -> FirstCover:
    """Find the fewest members that reach everything any of them reaches; of several sets the first in order."""
    members = dict(enumerate(reach))
    everything, bound = _fewest(members, part_limit)
    if bound == len(everything) and len(reach) <= order_limit:
        ordered = _first(members, everything)
        if ordered is not None:
            return FirstCover(tuple(ordered), bound, is_first=True)
    return FirstCover(tuple(everything), bound, is_first=False)


def _fewest(reach: Reach, part_limit: int) -> tuple[list[int], int]:
    """A smallest cover, or a cover and a bound."""
    kernel = _Kernel(reach, dict.fromkeys(reach, 1))
    cover, bound = list(kernel.forced), len(kernel.forced)
    for part in _parts(kernel.reach):
        some = {member: kernel.reach[member] for member in part}
        cover_found, at_least = _solved(some) if len(part) <= part_limit else _rough(some)
        cover += cover_found
        bound += at_least
    return sorted(cover), bound


def _first(reach: Reach, cover: Collection[int]) -> list[int] | None:
    """The first of the smallest covers, of which one is known; None if the search was cut short."""
    # A member is needless beside an earlier one who reaches as much: the first of the best covers lacks that member.
    kernel = _Kernel(reach, {member: member for member in reach})
    incumbent = kernel.standing_for(reach, cover)
    ordered, work = list(kernel.forced), Work(ORDER_WORK)
    for part in _parts(kernel.reach):
        if len(part) <= _TRIED:
            ordered += _tried({member: kernel.reach[member] for member in part})
            continue
        of_part = tuple([i for i, member in enumerate(part) if member in incumbent])
        search = CoverSearch.whole([kernel.reach[member] for member in part])
        first = search.first(len(of_part), work, of_part)
        if first is None:
            return None
        ordered += [part[i] for i in first]
    return sorted(ordered)


class _Kernel:
    """What is left to decide, and the members that every best cover of what there was may hold.

    Parameters
    ----------
    reach : Reach
        Member to targets.
    cost : Mapping[int, int]
        Of each member; the cheapest cover is looked for.
    """

    def __init__(self, reach: Reach, cost: Mapping[int, int]) -> None:
        # Whoever alone reaches a target is taken out at once, before sets are made: often that is most of it.
        times = Counter(chain.from_iterable(reach.values()))
        alone = {target for target, n in times.items() if n == 1}
        self.forced = [member for member, targets in reach.items() if not alone.isdisjoint(targets)]
        covered = set().union(*(reach[member] for member in self.forced))
        self.reach = {member: set(targets) - covered for member, targets in reach.items()}
        self.reach = {member: targets for member, targets in self.reach.items() if targets}
        self._cost = cost
        self._reached_by: dict[int, set[int]] = {}
        for member, targets in self.reach.items():
            for target in targets:
                self._reached_by.setdefault(target, set()).add(member)
        self._members = dict.fromkeys(self.reach)  # to be looked at; a dict keeps the order
        self._targets = dict.fromkeys(self._reached_by)
        while self._targets or self._members:
            if self._targets:
                self._look_at_target(self._targets.popitem()[0])
            else:
                self._look_at_member(self._members.popitem()[0])

    def standing_for(self, reach: Reach, cover: Collection[int]) -> set[int]:
        """Members who reach, of what is left, all that a cover does: each beside whom one of it is needless."""
        standing = set[int]()
        for member in cover:
            targets = {target for target in reach[member] if target in self._reached_by}
            if targets:
                rarest = min([self._reached_by[target] for target in targets], key=len)
                standing.add(next(rival for rival in sorted(rarest) if targets <= self.reach[rival]))
        return standing

    def _look_at_target(self, target: int) -> None:
        if target not in self._reached_by:
            return
        by = self._reached_by[target]
        if len(by) == 1:
            (member,) = by
            self.forced.append(member)
            for rival in sorted(self.reach[member]):
                self._drop_target(rival)
            del self.reach[member]
            return
        least = min([self.reach[candidate] for candidate in by], key=len)
        for rival in sorted(least):
            if rival != target and by <= self._reached_by[rival]:
                self._drop_target(rival)

    def _look_at_member(self, member: int) -> None:
        targets = self.reach.get(member)
        if targets is None:
            return
        if not targets:
            del self.reach[member]
            return
        rarest = min([self._reached_by[reached] for reached in targets], key=len)
        for rival in rarest:
            if rival != member and targets <= self.reach[rival] and self._precedes(rival, member):
                for target in sorted(self.reach.pop(member)):
                    self._reached_by[target].discard(member)
                    self._targets[target] = None
                return

    def _precedes(self, first: int, second: int) -> bool:
        """Whether `one`, who reaches all that `other` reaches, makes `other` needless."""
        if self._cost[first] != self._cost[second]:
            return self._cost[first] < self._cost[second]
        return len(self.reach[first]) > len(self.reach[second]) or first < second

    def _drop_target(self, target: int) -> None:
        for member in sorted(self._reached_by.pop(target)):
            self.reach[member].discard(target)
            self._members[member] = None


def _parts(reach: Reach) -> list[list[int]]:
    """Members that no target links, apart; each part in order, and the parts by their first members."""
    reached_by: dict[int, list[int]] = {}
    for member, targets in reach.items():
        for target in targets:
            reached_by.setdefault(target, []).append(member)
    visited: set[int] = set()
    components = []
    for first in sorted(reach):
        if first in visited:
            continue
        part = [first]
        visited.add(first)
        for member in part:  # grows while it is walked
            for target in reach[member]:
                for neighbour in reached_by.pop(target, ()):
                    if neighbour not in visited:
                        visited.add(neighbour)
                        part.append(neighbour)
        components.append(sorted(part))
    return components


def _solved(reach: Reach) -> tuple[list[int], int]:
    """A smallest cover, and a lower bound on its size."""
    if len(reach) <= _TRIED:
        cover = _tried(reach)
        return cover, len(cover)
    members = sorted(reach)
    cover = _greedy(reach, set().union(*reach.values()))
    choice = CoverSearch.whole([reach[member] for member in members]).best(len(cover) - 1, Work(SIZE_WORK))
    return cover if choice.members is None else [members[i] for i in choice.members], choice.bound


def _tried(reach: Reach) -> list[int]:
    """The first of the smallest covers: the first member is the highest bit, so of one size the largest number."""
    members = sorted(reach, reverse=True)
    bit = {target: 1 << i for i, target in enumerate(sorted(set().union(*reach.values())))}
    everything = (1 << len(bit)) - 1
    covered = [sum(bit[target] for target in reach[member]) for member in members]
    unions = [0] * (1 << len(members))
    best = len(unions) - 1
    for some in range(1, len(unions)):
        unions[some] = unions[some & (some - 1)] | covered[(some & -some).bit_length() - 1]
        if unions[some] == everything and some.bit_count() <= best.bit_count():
            best = some
    return sorted(member for i, member in enumerate(members) if best >> i & 1)


def _rough(reach: Reach) -> tuple[list[int], int]:
    """A cover without needless members, and a lower bound, where there is too much for an exact answer."""
    reached_by: dict[int, list[int]] = {}
    for member in sorted(reach):
        for target in reach[member]:
            reached_by.setdefault(target, []).append(member)
    return _greedy(reach, set(reached_by)), _packed(reached_by)


def _greedy(reach: Reach, left: set[int]) -> list[int]:
    """Most newly reached first, then without those who turn out to be needless."""
    cover = list[int]()
    queue = [(-len(targets), member) for member, targets in reach.items()]
    heapify(queue)
    while left:  # gains only fall, so the first whose gain still holds is the best
        gain_before, member = heappop(queue)
        gain = len(left.intersection(reach[member]))
        if gain == -gain_before:
            cover.append(member)
            left.difference_update(reach[member])
        elif gain:
            heappush(queue, (-gain, member))
    members, times = set(cover), Counter(target for member in cover for target in reach[member])
    for member in sorted(cover, reverse=True):
        if all(times[target] > 1 for target in reach[member]):
            members.remove(member)
            times.subtract(reach[member])
    return sorted(members)


def _packed(reached_by: Mapping[int, Collection[int]]) -> int:
    """Targets of which no two are reached by one member need one member each; those reached by few come first."""
    used: set[int] = set()
    n = 0
    for target in sorted(reached_by, key=lambda key: (len(reached_by[key]), key)):
        if used.isdisjoint(reached_by[target]):
            used.update(reached_by[target])
            n += 1
    return n
