"""Branch and bound over who is chosen: the cheapest choice, the first of those as cheap, and the one that follows.

A choice costs a price for each member, less the weight of each target that it reaches. What is asked for is always a
choice of at most some cost; a question starts from the relaxed programme as the one before left it. The search is cut
by work, never by seconds, so that the answer is always the same.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import ceil

import numpy as np

from graph_service.analysis.relaxed import SLACK, Floats, Point, Relaxed, Work
from graph_service.domain.snapshot import IntArray

_PROBED = 4  # members that are tried both ways before one is decided
_WHOLE = 1e-6
_BEYOND = 3.0  # what is gained where nothing is left
_LEAST = 1e-4
_REFRESHED = 8  # members left out one by one, after which the relaxed programme may rule out more

Members = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Members and their cost, or None where none is cheap enough; none costs less than `bound`."""

    members: Members | None
    cost: int
    bound: int


@dataclass(slots=True)
class _Node:
    """Who may still be chosen, and what that costs at least; `branch`: member, side, share and cost before."""

    lower: Floats
    upper: Floats
    least: float
    branch: tuple[int, int, float] | None = None

    def decided(self, member: int, side: int, point: Point) -> "_Node":
        """One with a member chosen or not."""
        lower, upper = self.lower.copy(), self.upper.copy()
        lower[member] = upper[member] = side
        return _Node(lower, upper, point.cost, (member, side, float(point.share[member])))


class CoverSearch:
    """Choices among members who reach targets."""

    def __init__(
        self,
        reach: Sequence[Collection[int]],
        *,
        weights: Sequence[int] | None = None,
        price: int = 1,
        size: int | None = None,
    ) -> None:
        n_targets = 1 + max((target for targets in reach for target in targets), default=-1)
        self._n = len(reach)
        self._price = price
        self._size = self._n if size is None else size
        self._is_cover = weights is None
        start = np.cumsum([0, *([1] * n_targets if weights is None else weights)]).tolist()
        bits = [(1 << start[target + 1]) - (1 << start[target]) for target in range(n_targets)]
        self._bits = [sum([bits[target] for target in targets]) for targets in reach]
        self._everything = start[-1]
        self._relaxed = Relaxed([sorted(targets) for targets in reach], n_targets, price, weights)
        self._relaxed.limit_size(self._size)
        self._gained = np.zeros((2, self._n))  # by side: left out, chosen
        self._times = np.zeros((2, self._n))

    @classmethod
    def whole(cls, reach: Sequence[Iterable[int]]) -> "CoverSearch":
        """Everything is reached, and each member costs 1."""
        return cls(merged(reach)[0])

    @classmethod
    def on_budget(cls, reach: Sequence[Iterable[int]], size: int) -> "CoverSearch":
        """At most so many are chosen, and cost less the more they reach."""
        fewer, weights = merged(reach)
        return cls(fewer, weights=weights, price=0, size=size)

    def limit_size(self, size: int) -> None:
        """At most so many are chosen."""
        self._size = size
        self._relaxed.limit_size(size)

    def best(self, at_most: int, work: Work) -> Choice:
        """Return the cheapest choice that costs no more than `at_most`."""
        return self._search(_Node(np.zeros(self._n), np.ones(self._n), -np.inf), at_most, work, is_any=False)

    def first(self, at_most: int, work: Work, incumbent: Members | None = None) -> Members | None:
        """Return the first in order of the choices that cost no more, from one that is known."""
        node = _Node(np.zeros(self._n), np.ones(self._n), -np.inf)
        members = incumbent or self._search(node, at_most, work, is_any=True).members
        return None if members is None else self._first(node, members, at_most, work)

    def following(self, members: Members, at_most: int, work: Work) -> Members | None:
        """Return the choice that follows in order: it keeps the most first members that it can."""
        upper = np.zeros(self._n)
        upper[list(members)] = 1
        node = _Node(upper.copy(), upper, -np.inf)
        last = self._n
        for member in reversed(members):
            node.lower[member:last] = 0
            node.upper[member + 1 : last] = 1
            node.upper[member] = 0
            last = member + 1
            if not self._rule_out(_copy(node), at_most):
                continue
            later = self._search(node, at_most, work, is_any=True).members
            if work.is_spent:
                return None
            if later is not None:
                return self._first(node, later, at_most, work)
        return None

    def _first(self, node: _Node, members: Members, at_most: int, work: Work) -> Members | None:
        """Ask of each member in order, whom the best so far leaves out, whether a choice has them too."""
        incumbent, n_left_out = set(members), 0
        self._fix(node, at_most, work)
        self._rule_out(node, at_most)
        for member in range(self._n):
            if node.lower[member] == node.upper[member]:
                continue
            if member not in incumbent:
                node.lower[member] = 1
                better = self._search(node, at_most, work, is_any=True).members
                if work.is_spent:
                    return None
                if better is None:
                    node.lower[member] = node.upper[member] = 0
                    n_left_out += 1
                    if n_left_out % _REFRESHED == 0:
                        self._fix(node, at_most, work)
                    continue
                incumbent = set(better)
            node.lower[member] = 1
            self._rule_out(node, at_most)
        return tuple(np.flatnonzero(node.lower).tolist())

    def _rule_out(self, node: _Node, at_most: int) -> bool:
        """Leave out who adds too little even beside those who add most; False if nobody adds enough."""
        decided = np.flatnonzero(node.lower).tolist()
        covered = 0
        for member in decided:
            covered |= self._bits[member]
        missing = (self._everything if self._is_cover else -at_most) - covered.bit_count()
        left = (at_most if self._is_cover else self._size) - len(decided)
        undecided = np.flatnonzero(node.lower < node.upper).tolist()
        gains = [(self._bits[member] & ~covered).bit_count() for member in undecided]
        most = sorted(gains, reverse=True)[: max(0, left)]
        spare = sum(most) - missing
        least = (most[-1] if 0 < left == len(most) else 0) - spare
        node.upper[[member for member, gain in zip(undecided, gains, strict=True) if gain < least or left <= 0]] = 0
        return spare >= 0

    def _fix(self, node: _Node, at_most: int, work: Work) -> None:
        point = self._relaxed.solve(node.lower, node.upper, at_most, work)
        if point is not None:
            _decide(node, point, at_most)

    def _search(self, root: _Node, at_most: int, work: Work, *, is_any: bool) -> Choice:
        """Look at nodes: any choice is found soonest in depth, and the bound rises most from the cheapest."""
        best, cost = None, at_most + 1
        waiting: list[tuple[int, int, int, _Node]] = [(0, 0, 0, root)]
        n_nodes = 0
        while waiting:
            least, depth, _, node = heappop(waiting)
            if node.least > cost - 1 + SLACK:
                continue
            node = _copy(node)
            point, undecided = self._expanded(node, cost - 1, work)
            if work.is_spent:
                node.least = node.least if point is None else point.cost
                heappush(waiting, (least, depth, -n_nodes - 1, node))
                break
            if point is None:
                continue
            members, choice_cost = self._rounded(point, node, is_whole=undecided is None)
            if choice_cost < cost:
                best, cost = members, choice_cost
                if is_any:
                    break
            if undecided is not None:
                least = 0 if is_any else ceil(point.cost - SLACK)
                for side in (0, 1):
                    n_nodes += 1
                    heappush(waiting, (least, depth - 1, -n_nodes, node.decided(undecided, side, point)))
        lowest = 1 if self._is_cover else -self._everything
        bound = min([cost, *(ceil(max(node.least, lowest) - SLACK) for *_, node in waiting)])
        return Choice(best, cost, bound)

    def _expanded(self, node: _Node, at_most: int, work: Work) -> tuple[Point | None, int | None]:
        """The relaxed choice, and who is to be decided: nobody where it is whole."""
        while True:
            point = self._relaxed.solve(node.lower, node.upper, at_most, work)
            if node.branch is not None:
                member, side, share = node.branch
                self._learn(member, side, share, _BEYOND if point is None else point.cost - node.least)
                node.branch = None
            if point is None:
                return None, None
            _decide(node, point, at_most)
            fractions = np.flatnonzero(np.abs(point.share - np.round(point.share)) > _WHOLE)
            if not len(fractions):
                return point, None
            undecided = self._branching(node, point, fractions, at_most, work)
            if undecided is not None or work.is_spent:
                return point, undecided

    def _branching(self, node: _Node, point: Point, fractions: IntArray, at_most: int, work: Work) -> int | None:
        """Who promises to raise the cost most on both sides; None if a probe has decided somebody."""
        share = point.share[fractions]
        gains = []
        for side, distance in enumerate((share, 1 - share)):
            times = self._times[side]
            mean = self._gained[side].sum() / times.sum() if times.any() else 1.0
            average = self._gained[side][fractions] / np.maximum(1, times[fractions])
            gains.append(np.maximum(_LEAST, np.where(times[fractions] > 0, average, mean) * distance))
        scores = gains[0] * gains[1]
        best, best_score = None, -1.0
        for i in np.argsort(-scores, kind="stable")[:_PROBED].tolist():
            member, score = int(fractions[i]), float(scores[i])
            if self._times[:, member].min() < 1:
                gained = [self._probed(node, point, member, side, at_most, work) for side in (0, 1)]
                for side in (0, 1):
                    if gained[side] is None:
                        node.lower[member] = node.upper[member] = 1 - side
                if None in gained:
                    return None
                score = float(np.prod([max(_LEAST, gain or 0.0) for gain in gained]))
            if score > best_score:
                best, best_score = member, score
        return best

    def _probed(self, node: _Node, point: Point, member: int, side: int, at_most: int, work: Work) -> float | None:
        """How much dearer it is with a member chosen or not; None if too dear."""
        trial = node.decided(member, side, point)
        there = self._relaxed.solve(trial.lower, trial.upper, at_most, work, is_probe=True)
        gain = _BEYOND if there is None else max(0.0, there.cost - point.cost)
        self._learn(member, side, float(point.share[member]), gain)
        return None if there is None else gain

    def _learn(self, member: int, side: int, share: float, gain: float) -> None:
        self._gained[side, member] += max(0.0, gain) / max(_WHOLE, 1 - share if side else share)
        self._times[side, member] += 1

    def _rounded(self, point: Point, node: _Node, *, is_whole: bool) -> tuple[Members, int]:
        """A whole choice near the relaxed one: its largest shares, as long as they add enough."""
        members = np.flatnonzero(node.lower > 0).tolist()
        covered = 0
        for member in members:
            covered |= self._bits[member]
        order = np.argsort(-point.share, kind="stable")
        for member in order[: int((point.share > _WHOLE).sum())].tolist():
            if node.lower[member] > 0 or (not is_whole and node.upper[member] == 0):
                continue
            gain = (self._bits[member] & ~covered).bit_count()
            if len(members) < self._size and gain and gain >= self._price:
                members.append(member)
                covered |= self._bits[member]
        missing = self._everything - covered.bit_count()
        if self._is_cover:
            return tuple(sorted(members)), len(members) if not missing else self._n + 1
        return tuple(sorted(members)), self._price * len(members) - covered.bit_count()


def _copy(node: _Node) -> _Node:
    return _Node(node.lower.copy(), node.upper.copy(), node.least, node.branch)


def _decide(node: _Node, point: Point, at_most: int) -> None:
    """Decide members whose price says that the other choice costs too much."""
    rise = np.abs(point.more) + point.cost > at_most + SLACK
    is_chosen = point.share > 1 / 2
    is_left_out = rise & ~is_chosen & (point.more > 0) & (node.lower == 0)
    is_kept = rise & is_chosen & (point.more < 0) & (node.upper == 1)
    node.upper[is_left_out] = 0
    node.lower[is_kept] = 1


def merged(reach: Sequence[Iterable[int]], weights: Sequence[int] | None = None) -> tuple[list[set[int]], list[int]]:
    """Targets that the same members reach become one that weighs as much."""
    reached_by: dict[int, list[int]] = {}
    for i, targets in enumerate(reach):
        for target in targets:
            reached_by.setdefault(target, []).append(i)
    total: dict[Members, int] = {}
    for target, by in reached_by.items():
        total[tuple(by)] = total.get(tuple(by), 0) + (1 if weights is None else weights[target])
    fewer: list[set[int]] = [set() for _ in reach]
    for target, members in enumerate(total):
        for i in members:
            fewer[i].add(target)
    return fewer, list(total.values())
