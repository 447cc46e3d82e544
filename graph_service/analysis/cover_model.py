"""The integer programme behind sets of key players: what cannot matter is fixed before anything is put in order."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
import scipy  # its parts are loaded where they are first used: `--help` answers without them
from numpy.typing import NDArray

NODE_LIMIT = 2_000
_BITS = 10  # places that one programme puts in order: 2**10 stays far from the solver's tolerance
_OPTIMAL = 0
_SLACK = 1e-3  # objectives are whole numbers: what misses one by more than this misses it
Floats = NDArray[np.float64]


class Allowance:
    """How many programmes may still be solved: a bound on the work that is the same on every machine."""

    def __init__(self, n: int) -> None:
        self.left = n

    def take(self) -> bool:
        """Say whether one more may be solved, and count it."""
        self.left -= 1
        return self.left >= 0

    @property
    def is_spent(self) -> bool:
        """Whether a programme was asked for that could not be had."""
        return self.left < 0


class CoverModel:
    """An integer programme over a pool (x) and the targets reached (y)."""

    def __init__(
        self,
        n_pool: int,
        n_targets: int,
        rows: "scipy.sparse.csr_array",
        low: Floats,
        weights: Sequence[int] | None = None,
    ) -> None:
        self._n_pool = n_pool
        self._n = n_pool + n_targets
        self._weights = np.ones(n_targets) if weights is None else np.array(weights, dtype=np.float64)
        self._rows = [rows]
        self._low = [low]
        self._lower, self._upper = np.zeros(self._n), np.ones(self._n)

    @classmethod
    def budget(
        cls, reach: Sequence[Sequence[int]], targets: Sequence[int], budget: int, weights: Sequence[int] | None = None
    ) -> "CoverModel":
        """A target counts, by its weight, if it is reached, and at most `budget` are chosen."""
        n_pool, n_targets = len(reach), len(targets)
        minus = -scipy.sparse.eye_array(n_targets)
        programme = cls(
            n_pool,
            n_targets,
            scipy.sparse.csr_array(scipy.sparse.hstack([reach_matrix(reach, targets), minus])),
            np.zeros(n_targets),
            weights,
        )
        programme.fix_size(budget)
        return programme

    def most(self) -> tuple[int, int, list[int]]:
        """Return reach, upper bound and a set."""
        value, bound, solution = self._solve(self._unreached())
        return round(-value), int(np.floor(-bound + 1e-6)), self._members(solution)

    def fix_size(self, size: int) -> None:
        """At most so many are chosen."""
        self._add([(i, -1.0) for i in range(self._n_pool)], -size)

    def fill_size(self, size: int) -> None:
        """At least so many are chosen."""
        self._add([(i, 1.0) for i in range(self._n_pool)], size)

    def fix_reach(self, reach: int) -> None:
        """At least so many are reached, and whoever is then in all sets or in none is decided."""
        self._decide(self._unreached(), -reach)
        self._add(list(enumerate(self._weights.tolist(), start=self._n_pool)), reach)

    def exclude(self, members: Sequence[int]) -> None:
        """Another set than this one."""
        self._add([(i, -1.0) for i in members], 1 - len(members))

    def first_in_order(self, allowance: Allowance | None = None) -> list[int] | None:
        """Return the lexicographically smallest set; None if there is none left, or the allowance is spent."""
        lower, upper = self._lower.copy(), self._upper.copy()
        undecided = np.flatnonzero(lower[: self._n_pool] < upper[: self._n_pool])
        for start in range(0, max(1, len(undecided)), _BITS):  # with nobody undecided: is there such a set at all?
            block = undecided[start : start + _BITS]
            if allowance is not None and not allowance.take():
                return None
            cost = np.zeros(self._n)
            cost[block] = [-float(2 ** (_BITS - 1 - i)) for i in range(len(block))]
            result = self._run(cost, lower, upper)
            if result.x is None:
                return None
            lower[block] = upper[block] = np.round(result.x[block])
        return [int(i) for i in np.flatnonzero(lower[: self._n_pool])]

    def _unreached(self) -> Floats:
        cost = np.zeros(self._n)
        cost[self._n_pool :] = -self._weights
        return cost

    def _decide(self, cost: Floats, optimum: float) -> None:
        """Fix members whose price in the relaxed programme says that the other choice misses the optimum."""
        result = scipy.optimize.linprog(
            cost,
            A_ub=-scipy.sparse.vstack(self._rows),
            b_ub=-np.concatenate(self._low),
            bounds=np.column_stack([self._lower, self._upper]),
            method="highs",
        )
        if result.status != _OPTIMAL:
            return
        pool = slice(0, self._n_pool)
        free = self._lower[pool] < self._upper[pool]
        never = free & (result.fun + result.lower.marginals[pool] > optimum + _SLACK)
        always = free & (result.fun - result.upper.marginals[pool] > optimum + _SLACK)
        self._upper[pool][never] = 0
        self._lower[pool][always] = 1

    def _add(self, terms: Sequence[tuple[int, float]], low: float) -> None:
        columns = [i for i, _ in terms]
        values = [value for _, value in terms]
        self._rows.append(scipy.sparse.csr_array((values, ([0] * len(terms), columns)), shape=(1, self._n)))
        self._low.append(np.array([float(low)]))

    def _solve(self, cost: Floats) -> tuple[float, float, Floats]:
        result = self._run(cost, self._lower, self._upper)
        bound = result.fun if result.status == _OPTIMAL else result.mip_dual_bound
        return float(result.fun), float(bound), result.x

    def _run(self, cost: Floats, lower: Floats, upper: Floats) -> Any:  # noqa: ANN401  scipy has no type for it
        integrality = np.zeros(self._n)
        integrality[: self._n_pool] = 1
        return scipy.optimize.milp(
            cost,
            integrality=integrality,
            bounds=scipy.optimize.Bounds(lower, upper),
            constraints=scipy.optimize.LinearConstraint(
                scipy.sparse.vstack(self._rows), np.concatenate(self._low), np.inf
            ),
            options={"node_limit": NODE_LIMIT, "mip_rel_gap": 0.0},
        )

    def _members(self, solution: Floats) -> list[int]:
        return [int(i) for i in np.flatnonzero(np.round(solution[: self._n_pool]))]


def pairs_of(reach: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """Return two rows: a place in the pool, and a target that it reaches."""
    n_reached = [len(targets) for targets in reach]
    targets = np.fromiter(chain.from_iterable(reach), dtype=np.int64, count=sum(n_reached))
    return np.stack([np.repeat(np.arange(len(reach)), n_reached), targets])


def reach_matrix(reach: Sequence[Sequence[int]], targets: Sequence[int]) -> "scipy.sparse.csr_array":
    """Return one row a target, one column a member of the pool."""
    member, target = pairs_of(reach)
    row = np.searchsorted(targets, target)
    return scipy.sparse.csr_array((np.ones(len(row)), (row, member)), shape=(len(targets), len(reach)))
