"""Keeps count while a case is read: problems with their places, and what was put right or left out."""

from collections import Counter, defaultdict

from graph_service.domain.report import REMARKS, Remark
from graph_service.errors import RejectedRowsError, RowProblem


class Ledger:
    """Problems and remarks of one load.

    Parameters
    ----------
    limit : int
        How many problems are kept in full; all are counted.
    keeps_rows : bool
        Whether to remember what is wrong with every row, for a quarantine.
    """

    def __init__(self, limit: int, *, keeps_rows: bool) -> None:
        self._keeps_rows = keeps_rows
        self._limit = limit
        self._shown: list[RowProblem] = []
        self._remarks: Counter[tuple[str, str, str]] = Counter()
        self._order: dict[str, int] = {}
        self.n_problems = 0
        self.rows: dict[str, dict[int, list[str]]] = defaultdict(dict)  # file -> line -> what is wrong there

    def expect(self, file: str) -> None:
        """Fix the place of a file in the order of problems.

        Parameters
        ----------
        file : str
            Its name.
        """
        self._order.setdefault(file, len(self._order))

    def refuse(self, problem: RowProblem) -> None:
        """Count a problem, and keep it if there is room.

        Parameters
        ----------
        problem : RowProblem
            What is wrong.
        """
        self.n_problems += 1
        if len(self._shown) < self._limit:
            self._shown.append(problem)
        if self._keeps_rows and problem.line is not None:
            text = f"{problem.column}: {problem.problem}" if problem.column else problem.problem
            self.rows[problem.file].setdefault(problem.line, []).append(text)

    def remark(self, code: str, file: str, column: str | None = None, n: int = 1) -> None:
        """Count something that was put right or left out.

        Parameters
        ----------
        code : str
            One of `REMARKS`.
        file : str
            Where.
        column : str | None
            In which column.
        n : int
            How often.
        """
        if n:
            self._remarks[code, file, column or ""] += n

    @property
    def problems(self) -> tuple[RowProblem, ...]:
        """The problems kept, by file, line and column."""
        return tuple(
            sorted(
                self._shown, key=lambda one: (self._order.get(one.file, -1), one.line or 0, one.column or "", one.code)
            )
        )

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """The remarks, by file, column and code."""
        ordered = sorted(
            self._remarks.items(), key=lambda item: (self._order.get(item[0][1], -1), item[0][2], item[0][0])
        )
        return tuple(Remark(code, file, column or None, n, REMARKS[code]) for (code, file, column), n in ordered)

    def error(self) -> RejectedRowsError:
        """Return the problems as an error.

        Returns
        -------
        RejectedRowsError
            With the true total.
        """
        return RejectedRowsError(self.problems, n_total=self.n_problems)

    def stop_if_refused(self) -> None:
        """Raise what was found so far, if anything.

        Raises
        ------
        RejectedRowsError
            If there is a problem.
        """
        if self.n_problems:
            raise self.error()
