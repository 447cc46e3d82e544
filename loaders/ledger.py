"""Keeps count while a case is read: problems with their places, and what was put right or left out."""

from collections import Counter, defaultdict

from graph_service.domain.load_texts import REMARKS
from graph_service.domain.report import Remark
from graph_service.errors import RejectedRowsError, RowProblem

LINES_OF_REMARK = 10


class Ledger:
    """Problems and remarks of one load.

    `limit` problems are kept in full, all are counted; for a quarantine it `keeps_rows`, what is wrong with each.
    """

    def __init__(self, limit: int, *, keeps_rows: bool) -> None:
        self._keeps_rows = keeps_rows
        self._limit = limit
        self._first_problems: list[RowProblem] = []
        self._remarks: Counter[tuple[str, str, str]] = Counter()
        self._lines: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        self._order: dict[str, int] = {}
        self.n_problems = 0
        self.rows: dict[str, dict[int, list[str]]] = defaultdict(dict)  # file -> line -> what is wrong there

    def expect(self, file: str) -> None:
        """Fix the place of a file in the order of problems."""
        self._order.setdefault(file, len(self._order))

    def refuse(self, problem: RowProblem) -> None:
        """Count a problem, and keep it if there is room."""
        self.n_problems += 1
        if len(self._first_problems) < self._limit:
            self._first_problems.append(problem)
        if self._keeps_rows and problem.line is not None:
            text = f"{problem.column}: {problem.problem}" if problem.column else problem.problem
            self.rows[problem.file].setdefault(problem.line, []).append(text)

    @property
    def only_counts(self) -> bool:
        """Whether nothing more of a problem is kept than that there is one, so that its words need not be made."""
        return not self._keeps_rows and len(self._first_problems) >= self._limit

    def count_problem(self) -> None:
        """Count a problem of which nothing is kept."""
        self.n_problems += 1

    def remark(self, code: str, file: str, column: str | None = None, count: int = 1, *, line: int = 0) -> None:
        """Count something that was put right or left out, or is odd; then its `line` is remembered, with the first."""
        remark = (code, file, column or "")
        if count:
            self._remarks[remark] += count
        if line and len(self._lines[remark]) < LINES_OF_REMARK:
            self._lines[remark].append(line)

    @property
    def problems(self) -> tuple[RowProblem, ...]:
        """The problems kept, by file, line and column."""
        return tuple(
            sorted(
                self._first_problems,
                key=lambda problem: (
                    self._order.get(problem.file, -1),
                    problem.line or 0,
                    problem.column or "",
                    problem.code,
                ),
            )
        )

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """The remarks, by file, column and code."""
        ordered = sorted(self._remarks, key=lambda remark: (self._order.get(remark[1], -1), remark[2], remark[0]))
        return tuple(
            Remark(
                code,
                file,
                column or None,
                self._remarks[code, file, column],
                REMARKS[code],
                tuple(self._lines.get((code, file, column), ())),
            )
            for code, file, column in ordered
        )

    def error(self) -> RejectedRowsError:
        """Return the problems as an error."""
        return RejectedRowsError(self.problems, n_total=self.n_problems)

    def stop_if_refused(self) -> None:
        """Raise what was found so far, if anything."""
        if self.n_problems:
            raise self.error()
