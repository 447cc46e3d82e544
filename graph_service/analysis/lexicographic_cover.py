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

import numpy as np
import scipy  # its parts are loaded where they are first used: `--help` answers without them

NODE_LIMIT = 2_000
_TRIED = 8  # members of a part up to which every set is tried
_BITS = 10  # places that are put in order at once: 2**10 stays far from the solver's tolerance
_OPTIMAL = 0

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
        ordered = _first(members)
        if len(ordered) == bound:  # else a search was cut short
            return FirstCover(tuple(ordered), bound, is_first=True)
    return FirstCover(tuple(everything), bound, is_first=False)


def _fewest(reach: Reach, part_limit: int) -> tuple[list[int], int]:
    """A smallest cover, or a cover and a bound."""
    kernel = _Kernel(reach, dict.fromkeys(reach, 1))
    cover, bound = list(kernel.forced), len(kernel.forced)
    for part in _parts(kernel.reach):
        some = {member: kernel.reach[member] for member in part}
        cover_found, at_least = _solved(some, dict.fromkeys(some, 1)) if len(part) <= part_limit else _rough(some)
        cover += cover_found
        bound += at_least
    return sorted(cover), bound


def _first(reach: Reach) -> list[int]:
    """The first of the smallest covers: a few members are decided at once, which leaves smaller parts to the next."""
    # A member is needless beside an earlier one who reaches as much: the first of the best covers lacks that member.
    kernel = _Kernel(reach, {member: member for member in reach})
    cover, left = list(kernel.forced), kernel.reach
    waiting = _parts(left)
    while waiting:
        members = waiting.pop()
        block = members[:_BITS]
        cost = dict.fromkeys(members, 2**_BITS) | {
            candidate: 2**_BITS - 2 ** (_BITS - 1 - i) for i, candidate in enumerate(block)
        }
        kernel = _Kernel({candidate: left[candidate] for candidate in members}, cost)
        taken = set(kernel.forced)
        for part in _parts(kernel.reach):
            if not set(part).isdisjoint(block):
                taken.update(_solved({candidate: kernel.reach[candidate] for candidate in part}, cost)[0])
        decided = taken.intersection(block)
        cover += decided
        covered = set().union(*(left[candidate] for candidate in decided))
        rest = {candidate: left[candidate] - covered for candidate in members[_BITS:]}
        left.update(rest)
        waiting += _parts({candidate: targets for candidate, targets in rest.items() if targets})
    return sorted(cover)


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


def _solved(reach: Reach, cost: Mapping[int, int]) -> tuple[list[int], int]:
    """The cheapest cover, and a lower bound on its cost, both of members alone where all cost 1."""
    return _tried(reach, cost) if len(reach) <= _TRIED else _programmed(reach, cost)


def _tried(reach: Reach, cost: Mapping[int, int]) -> tuple[list[int], int]:
    members = sorted(reach)
    bit = {target: 1 << i for i, target in enumerate(sorted(set().union(*reach.values())))}
    covers = [(cost[member], sum(bit[target] for target in reach[member])) for member in members]
    best: tuple[int, int] | None = None
    for bits in range(1, 1 << len(members)):
        total, covered = 0, 0
        for i, (price, targets) in enumerate(covers):
            if bits >> i & 1:
                total, covered = total + price, covered | targets
        if covered == (1 << len(bit)) - 1 and (best is None or total < best[0]):
            best = (total, bits)
    assert best is not None  # noqa: S101  all members together reach everything
    return [member for i, member in enumerate(members) if best[1] >> i & 1], best[0]


def _programmed(reach: Reach, cost: Mapping[int, int]) -> tuple[list[int], int]:
    members = sorted(reach)
    row = {target: i for i, target in enumerate(sorted(set().union(*reach.values())))}
    rows = [row[target] for member in members for target in sorted(reach[member])]
    columns = np.repeat(np.arange(len(members)), [len(reach[member]) for member in members])
    matrix = scipy.sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(row), len(members)))
    result = scipy.optimize.milp(
        np.array([cost[member] for member in members], dtype=np.float64),
        integrality=np.ones(len(members)),
        bounds=scipy.optimize.Bounds(0, 1),
        constraints=scipy.optimize.LinearConstraint(matrix, 1, np.inf),
        options={"node_limit": NODE_LIMIT, "mip_rel_gap": 0.0},
    )
    if result.x is None:  # cut short before anything was found
        return members, 1
    bound = result.fun if result.status == _OPTIMAL else result.mip_dual_bound
    return [members[i] for i in np.flatnonzero(np.round(result.x)).tolist()], int(np.ceil(bound - 1e-6))


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
