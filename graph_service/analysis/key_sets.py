"""Sets of persons who reach the most, or without whom the rest falls apart the most: all of them, or the best known."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, combinations
from math import comb, lcm

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.cover_model import Allowance, CoverModel
from graph_service.domain.snapshot import IntArray

SUBSETS = 100_000  # up to which every set is tried
PRINTED = 50
STARTS = 20
EQUAL = 1e-9
PROGRAMMES = 1_000  # that are solved to put the best sets of a programme in order
_BRANCHED_ENTRIES = 400_000_000  # of rows that are compared, up to which sets are tried by branches
_TIED = 200_000  # sets of equal value up to which they are kept
_ROWS_AT_ONCE = 256
_MODEL_ENTRIES = 400_000  # pairs of a member and what they reach, up to which there is a programme
_SCALE = 2_520  # divided by 1 to 10: distances up to 10 give whole numbers
_BATCH_WORDS = 100_000  # that fit a processor's cache
_LEAST_AT_ONCE = 8
_WORD = 64

Floats = NDArray[np.float64]
Words = NDArray[np.uint64]
Sets = tuple[tuple[int, ...], ...]
# of some persons: the value of the set with each other one from a place on, or -inf
Extended = Callable[[tuple[int, ...], int], Floats]


@dataclass(frozen=True, slots=True)
class BestSets:
    """The best value, the first sets that have it, and how many do: None if that is not known."""

    value: float
    bound: float
    sets: Sets
    n_sets: int | None
    is_from_starts: bool = False

    @property
    def is_proven(self) -> bool:
        """Whether no set is better."""
        return self.bound - self.value <= EQUAL


def most_reaching(worth: Floats, size: int) -> BestSets:
    """Return the sets of rows whose largest values, column by column, add up to the most.

    With the rows (1, 0, 1), (0, 1, 0) and (1, 0, 0) the first two rows have 3, and no other two do.
    """
    n = len(worth)

    def extended(members: tuple[int, ...], first: int) -> Floats:
        values = np.full(n, -np.inf)
        values[first:] = _worths(worth, np.arange(first, n), worth[list(members)].max(axis=0, initial=0))
        values[list(members)] = -np.inf
        return values

    if comb(n, size) <= SUBSETS:
        return _all_tried(n, size, lambda members, first: (extended(members, first),))[0]
    branched = _branched(worth, size)
    if branched is not None:
        return branched
    gains = np.sort(worth.sum(axis=1))[::-1]
    bound = min(float(gains[:size].sum()), float(worth.shape[1]))
    programme = _programmed(worth, size, bound)
    if programme is not None:
        return programme
    return _swapped(n, size, extended, bound)


def best_single(values: Floats) -> BestSets:
    """Return who alone has the largest value."""
    return _all_tried(len(values), 1, lambda *_: (values,))[0]


def most_dividing(residual: "Residual", size: int) -> tuple[BestSets, BestSets]:
    """Return the sets without which the rest falls apart the most, at most 1: by F, and by F weighted by distance."""
    if comb(residual.n, size) <= SUBSETS:
        by_pairs, by_distance = _all_tried(residual.n, size, residual.extended)
        return by_pairs, by_distance
    return (
        _swapped(residual.n, size, lambda members, first: residual.extended(members, first)[0], 1.0),
        _swapped(residual.n, size, lambda members, first: residual.extended(members, first)[1], 1.0),
    )


def _all_tried(n: int, size: int, extended: Callable[[tuple[int, ...], int], tuple[Floats, ...]]) -> list[BestSets]:
    """By each value: the largest, and all sets that have it, in order. Each set but its last member, then all lasts."""
    best: dict[int, float] = {}
    tied: dict[int, list[tuple[tuple[int, ...], int, float]]] = {}
    for members in combinations(range(n), size - 1):
        first = members[-1] + 1 if members else 0
        if first == n:
            continue
        for measure, values in enumerate(extended(members, first)):
            last = values[first:]
            most = max(best.get(measure, -np.inf), float(last.max()))
            best[measure] = most
            near = np.flatnonzero(last >= most - EQUAL)
            tied.setdefault(measure, []).extend((members, first + i, float(last[i])) for i in near.tolist())
    best_sets = []
    for measure, most in best.items():
        sets = [(*members, last) for members, last, value in tied[measure] if value >= most - EQUAL]
        best_sets.append(BestSets(most, most, tuple(sets[:PRINTED]), len(sets)))
    return best_sets


def _branched(worth: Floats, size: int) -> BestSets | None:
    """Try all sets but those that cannot be among the best; None: too much work, or too many sets.

    What a row adds to a set only falls as the set grows. So no set is worth more than some of its rows, and what the
    others would add to these, each alone: rows are tried by what they add, and those that cannot make up for the
    best known are passed over.
    """
    n_rows, n_columns = worth.shape
    best, n_entries, n_tied = _greedy(worth, size), 0, 0
    tied: list[tuple[tuple[int, ...], IntArray, Floats]] = []  # all rows but the last, which may be last, their values
    pending: list[tuple[tuple[int, ...], Floats, IntArray, float]] = [
        ((), np.zeros(n_columns), np.arange(n_rows), np.inf)
    ]
    while pending:
        members, reached, rest, most = pending.pop()
        if most < best - EQUAL:
            continue
        n_entries += len(rest) * n_columns
        if n_entries > _BRANCHED_ENTRIES or n_tied > _TIED:
            return None
        worths = _worths(worth, rest, reached)
        n_missing = size - len(members)
        if n_missing == 1:
            if worths.max() > best + EQUAL:
                tied.clear()
                n_tied = 0
            best = max(best, float(worths.max()))
            near = worths >= best - EQUAL
            tied.append((members, rest[near], worths[near]))
            n_tied += int(near.sum())
            continue
        value = float(reached.sum())
        order = np.lexsort((rest, -worths))
        rest, adds = rest[order], worths[order] - value
        mosts = value + np.convolve(adds, np.ones(n_missing), mode="valid")
        branches = [
            ((*members, row), np.maximum(reached, worth[row]), rest[i + 1 :], float(mosts[i]))
            for i, row in enumerate(rest[: len(mosts)].tolist())
            if mosts[i] >= best - EQUAL
        ]
        pending += reversed(branches)
    sets = np.array(
        sorted(
            tuple(sorted((*members, row)))
            for members, last, values in tied
            for row in last[values >= best - EQUAL].tolist()
        )
    )
    return BestSets(best, best, tuple(map(tuple, sets[:PRINTED].tolist())), len(sets))


def _worths(worth: Floats, rows: IntArray, reached: Floats) -> Floats:
    """What each of some rows makes of what is reached already."""
    parts = [
        np.maximum(worth[rows[i : i + _ROWS_AT_ONCE]], reached).sum(axis=1) for i in range(0, len(rows), _ROWS_AT_ONCE)
    ]
    return np.concatenate(parts) if parts else np.zeros(0)


def _greedy(worth: Floats, size: int) -> float:
    """What the rows are worth of which each adds the most to those before."""
    reached = np.zeros(worth.shape[1])
    for _ in range(size):
        reached = np.maximum(reached, worth[np.maximum(worth, reached).sum(axis=1).argmax()])
    return float(reached.sum())


def _programmed(worth: Floats, size: int, bound: float) -> BestSets | None:
    """By integer programme: a column and a value are reached together with all smaller values of the column."""
    values = np.unique(worth[worth > 0])
    weights = np.diff(np.concatenate([[0.0], values]))
    scale = lcm(*(round(1 / value) for value in values)) if len(values) else 1
    n_entries = sum(int((worth >= value - EQUAL).sum()) for value in values)
    if n_entries > _MODEL_ENTRIES or scale > _SCALE:
        return None
    levels = [np.round(scale * weight) for weight in weights]
    reach: list[list[int]] = [[] for _ in worth]
    n_columns = worth.shape[1]
    for i, value in enumerate(values):
        for row, column in np.argwhere(worth >= value - EQUAL).tolist():
            reach[row].append(i * n_columns + column)
    targets = sorted(set(chain.from_iterable(reach)))
    programme = CoverModel.budget(reach, targets, size, [int(levels[target // n_columns]) for target in targets])
    programme.fill_size(size)
    best, most, members = programme.most()
    bound = min(bound, most / scale)
    if most > best:
        return BestSets(best / scale, bound, (tuple(members),), None)
    programme.fix_reach(best)
    allowance, sets = Allowance(PROGRAMMES), list[tuple[int, ...]]()
    following = programme.first_in_order(allowance)
    while following is not None and len(sets) <= PRINTED:
        sets.append(tuple(following))
        programme.exclude(following)
        following = programme.first_in_order(allowance)
    is_all = following is None and not allowance.is_spent
    value = best / scale
    return BestSets(value, value, tuple(sets[:PRINTED]) or (tuple(members),), len(sets) if is_all else None)


def _swapped(n: int, size: int, extended: Extended, bound: float) -> BestSets:
    """The best of several starts: of each the best swap, of equal ones the first by id, until none is better."""
    best, sets = -np.inf, set[tuple[int, ...]]()
    values_of: dict[tuple[int, ...], Floats] = {}

    def values_with(members: tuple[int, ...]) -> Floats:
        if members not in values_of:
            values_of[members] = extended(members, 0)
        return values_of[members]

    for seed in range(STARTS):
        start = np.random.default_rng(seed).choice(n, size, replace=False)
        members, value = _climbed(tuple(sorted(start.tolist())), values_with)
        if value > best + EQUAL:
            best, sets = value, {members}
        elif value >= best - EQUAL:
            sets.add(members)
    return BestSets(best, max(bound, best), tuple(sorted(sets)[:PRINTED]), None, is_from_starts=True)


def _climbed(
    members: tuple[int, ...], values_with: Callable[[tuple[int, ...]], Floats]
) -> tuple[tuple[int, ...], float]:
    value = float(values_with(members[:-1])[members[-1]])
    while True:
        swaps = []  # of each person who may leave: all who may join, and what that is worth
        for i, leaving in enumerate(members):
            staying = (*members[:i], *members[i + 1 :])
            values = values_with(staying).copy()
            values[leaving] = -np.inf
            swaps.append((staying, values))
        highest = max(float(values.max()) for _, values in swaps)
        if highest <= value + EQUAL:
            return members, value
        members, value = min(
            (tuple(sorted((*staying, joining))), float(values[joining]))
            for staying, values in swaps
            for joining in np.flatnonzero(values >= highest - EQUAL).tolist()
        )


class Residual:
    """A graph without some persons: the share of pairs that no path joins, and that weighted by distance.

    Everybody's reach is walked at once, a step at a time, as bits: with ties a-b and b-c, bits of c, b, a,
    the rows 001, 010, 100 become 011, 111, 110 and then 111 each.
    """

    def __init__(self, n: int, start: IntArray, end: IntArray) -> None:
        self.n = n
        ends = np.concatenate([start, end])
        order = np.argsort(ends, kind="stable")
        self._neighbour = np.concatenate([end, start])[order]
        self._tied, self._first = np.unique(ends[order], return_index=True)
        self._neighbours = np.split(self._neighbour, self._first[1:]) if len(ends) else []
        self._is_tied = np.zeros((n, n), dtype=np.bool_)
        self._is_tied[ends, np.concatenate([end, start])] = True
        numbers = self._is_tied.astype(np.float32)
        self._n_common = numbers @ numbers  # contacts that two persons share
        person = np.arange(n)
        self._own = np.zeros((n, -(-n // _WORD)), dtype=np.uint64)
        self._own[person, person // _WORD] = np.uint64(1) << (person % _WORD).astype(np.uint64)

    def whole(self) -> tuple[float, float]:
        """F and weighted F of the graph, nobody removed."""
        joined, near = self._walked(np.zeros((1, 0), dtype=np.int64))
        pairs = self.n * (self.n - 1)
        return 1 - float(joined.sum()) / pairs, 1 - float(near.sum()) / pairs

    def extended(self, members: tuple[int, ...], first: int) -> tuple[Floats, Floats]:
        """F and weighted F without some persons and each other one from a place on; -inf for whoever is no such one.

        Whoever stands on no shortest path that others could not do without only takes their own pairs away; the
        others are walked.
        """
        joined, near = (part[:, 0] for part in self._walked(np.array([members], dtype=np.int64).reshape(1, -1)))
        all_joined, all_near = joined.sum() - 2 * joined, near.sum() - 2 * near
        needed = self._needed(members)
        needed = needed[needed >= first]
        if len(needed):
            sets = np.column_stack([np.tile(np.array(members, dtype=np.int64), (len(needed), 1)), needed])
            all_joined[needed], all_near[needed] = (part.sum(axis=0) for part in self._walked(sets))
        left = self.n - len(members) - 1
        values = 1 - all_joined / (left * (left - 1)), 1 - all_near / (left * (left - 1))
        for part in values:
            part[list(members)] = -np.inf
            part[:first] = -np.inf
        return values

    def _needed(self, members: tuple[int, ...]) -> IntArray:
        """Those without whom others may be further apart: two of their contacts are neither tied nor share another."""
        removed = list(members)
        is_near = self._is_tied | (self._n_common - sum(np.outer(row, row) for row in self._is_tied[removed]) > 1)
        gone = np.zeros(self.n, dtype=np.bool_)
        gone[removed] = True
        needed = []
        for person, contacts in zip(self._tied.tolist(), self._neighbours, strict=True):
            left = contacts[~gone[contacts]]
            n_near = np.count_nonzero(is_near[np.ix_(left, left)] | np.eye(len(left), dtype=np.bool_))
            if not gone[person] and n_near < len(left) ** 2:
                needed.append(person)
        return np.array(needed, dtype=np.int64)

    def _walked(self, sets: IntArray) -> tuple[Floats, Floats]:
        """Of each person and each set that is removed: how many others are reached, and the sum of 1/d to them."""
        words = self._own.shape[1] * (len(self._neighbour) + self.n)
        n_at_once = max(_LEAST_AT_ONCE, _BATCH_WORDS // max(1, words))
        parts = [self._batch(sets[i : i + n_at_once]) for i in range(0, len(sets), n_at_once)]
        return np.hstack([joined for joined, _ in parts]), np.hstack([near for _, near in parts])

    def _batch(self, sets: IntArray) -> tuple[Floats, Floats]:
        column = np.arange(len(sets))[:, None]
        reached = np.repeat(self._own[:, None, :], len(sets), axis=1)
        reached[sets, column] = 0
        n_reached = np.bitwise_count(reached).sum(axis=2, dtype=np.int64)
        joined, near = np.zeros(n_reached.shape), np.zeros(n_reached.shape)
        step = 0
        while len(self._neighbour):
            step += 1
            wider = reached.copy()
            wider[self._tied] |= np.bitwise_or.reduceat(reached[self._neighbour], self._first, axis=0)
            wider[sets, column] = 0
            n_wider = np.bitwise_count(wider).sum(axis=2, dtype=np.int64)
            fresh = n_wider - n_reached
            if not fresh.any():
                break
            joined += fresh
            near += fresh / step
            reached, n_reached = wider, n_wider
        return joined, near
