"""The relaxed programme, in which a person may be chosen by a fraction: it is kept, and starts where it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import highspy

SLACK = 1e-3  # costs are whole numbers: what misses one by more than this misses it
_PROBE = 20  # steps after which a probe ends
_NO_LIMIT = 2**31 - 1
_ALL = 2**62

Floats = NDArray[np.float64]


class Work:
    """How much may still be done, in steps of the programme times its rows: the same on every machine."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def spend(self, steps: int) -> None:
        """Count some."""
        self._left -= steps

    @property
    def is_spent(self) -> bool:
        """Whether no more may be done."""
        return self._left <= 0


@dataclass(frozen=True, slots=True)
class Point:
    """The cheapest choice by fractions, and how much more it costs to have more of each member."""

    cost: float
    share: Floats
    more: Floats


class Relaxed:
    """Each member costs `price`, and each target that is reached brings its weight; without weights all must be."""

    def __init__(
        self, reach: Sequence[Sequence[int]], n_targets: int, price: int, weights: Sequence[int] | None
    ) -> None:
        import highspy

        self._status = highspy.HighsModelStatus
        self._n = len(reach)
        self._members = np.arange(self._n, dtype=np.int32)
        self._n_rows = n_targets + 1
        # highspy.Highs prints a line of its own, and all of that class share locks.
        self._highs: highspy.Highs = highspy._Highs()  # type: ignore[attr-defined]  # noqa: SLF001
        self._highs.setOptionValue("output_flag", False)  # noqa: FBT003  as the solver has it
        self._highs.setOptionValue("presolve", "off")
        self._highs.setOptionValue("solver", "simplex")
        self._highs.setOptionValue("parallel", "off")
        self._highs.passModel(_programme(highspy.HighsLp(), reach, n_targets, price, weights))

    def limit_size(self, size: int) -> None:
        """At most so many are chosen."""
        self._highs.changeRowBounds(self._n_rows - 1, 0.0, float(size))

    def solve(self, lower: Floats, upper: Floats, at_most: int, work: Work, *, is_probe: bool = False) -> Point | None:
        """Return the cheapest choice within bounds; None if it costs more than `at_most`, or the work is spent.

        A probe may end before it is there: what it costs is then less.
        """
        highs = self._highs
        highs.changeColsBounds(self._n, self._members, lower, upper)
        highs.setOptionValue("objective_bound", at_most + SLACK)
        highs.setOptionValue("simplex_iteration_limit", _PROBE if is_probe else _NO_LIMIT)
        highs.run()
        info = highs.getInfo()
        work.spend(self._n_rows * (1 + max(0, info.simplex_iteration_count)))
        status = highs.getModelStatus()
        if status in (self._status.kInfeasible, self._status.kObjectiveBound):
            return None
        if status == self._status.kOptimal:
            if info.objective_function_value > at_most + SLACK:
                return None
        elif not is_probe:  # pragma: no cover  the solver failed, so nothing more is proven
            work.spend(_ALL)
            return None
        solution = highs.getSolution()
        share, more = np.array(solution.col_value), np.array(solution.col_dual)
        return Point(info.objective_function_value, share[: self._n], more[: self._n])


def _programme(
    programme: "highspy.HighsLp",
    reach: Sequence[Sequence[int]],
    n_targets: int,
    price: int,
    weights: Sequence[int] | None,
) -> "highspy.HighsLp":
    """Columns: the members, and with weights the targets. Rows: the targets, and the number of members."""
    worth = np.zeros(0) if weights is None else np.array(weights, dtype=np.float64)
    n_members, n_columns = len(reach), len(reach) + len(worth)
    column = [[*targets, n_targets] for targets in reach]
    column += [[target] for target in range(len(worth))]
    length = [len(rows) for rows in column]
    value = np.ones(sum(length))
    value[len(value) - len(worth) :] = -1
    programme.num_col_ = n_columns
    programme.num_row_ = n_targets + 1
    programme.col_cost_ = np.concatenate([np.full(n_members, float(price)), -worth])
    programme.col_lower_ = np.zeros(n_columns)
    programme.col_upper_ = np.ones(n_columns)
    programme.row_lower_ = np.append(np.full(n_targets, float(weights is None)), 0.0)
    programme.row_upper_ = np.full(n_targets + 1, np.inf)
    programme.a_matrix_.start_ = np.cumsum([0, *length]).astype(np.int32)
    programme.a_matrix_.index_ = np.fromiter(chain.from_iterable(column), dtype=np.int32)
    programme.a_matrix_.value_ = value
    return programme
