"""The parts of one table put together, and what a refused row takes with it into the quarantine."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from graph_service.domain.case_rules import KnownKeys, referring_rows
from graph_service.domain.report import shown
from graph_service.domain.schema import KINDS
from graph_service.domain.tables import Table
from graph_service.errors import RowProblem
from loaders.ledger import Ledger
from loaders.part import Part
from loaders.plan import Output


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record came from: a file and the lines in it (0 for a record of constants)."""

    file: str
    lines: Sequence[int]
    output: Output

    def column_of(self, name: str) -> str:
        """Return the column of the file that a field came from.

        Parameters
        ----------
        name : str
            Name of the field.

        Returns
        -------
        str
            Name of the column.
        """
        return self.output.column_of(self.output.kind[name])


@dataclass(slots=True)
class Assembly:
    """All rows of one kind. `bad` maps a row to the columns that refused it."""

    table: Table
    parts: Sequence[Part]
    bad: dict[int, set[str]]
    first_of: Sequence[str]  # files whose rows are counted with this table
    _begins: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._begins = [0]
        for part in self.parts[:-1]:
            self._begins.append(self._begins[-1] + len(part.lines))

    def place(self, row: int) -> Place:
        """Return where a row came from.

        Parameters
        ----------
        row : int
            A row of the table.

        Returns
        -------
        Place
            Its file and lines.
        """
        i = bisect_right(self._begins, row) - 1
        part = self.parts[i]
        return Place(part.file, part.lines_of(row - self._begins[i]), part.output)

    def good(self) -> Sequence[int]:
        """Return the rows that are not refused.

        Returns
        -------
        Sequence[int]
            In order.
        """
        size = len(self.table)
        return [row for row in range(size) if row not in self.bad] if self.bad else range(size)


def assemble(parts: Sequence[Part]) -> dict[str, Assembly]:
    """Put the parts of each kind together.

    Parameters
    ----------
    parts : Sequence[Part]
        What was read.

    Returns
    -------
    dict[str, Assembly]
        By kind name, in the order in which kinds are declared.
    """
    first = {part.file: part for part in reversed(parts)}
    assemblies: dict[str, Assembly] = {}
    for name, kind in KINDS.items():
        own = [part for part in parts if part.output.kind is kind]
        if not own:
            continue
        columns = own[0].columns
        bad: dict[int, set[str]] = {}
        begin = 0
        for i, part in enumerate(own):
            if i:
                columns = [[*above, *below] for above, below in zip(columns, part.columns, strict=True)]
            bad.update({begin + row: names for row, names in part.bad.items()})
            begin += len(part.lines)
        files = [file for file, part in first.items() if any(part is one for one in own)]
        assemblies[name] = Assembly(Table(kind, tuple(columns)), own, bad, files)
    return assemblies


def spread(assemblies: dict[str, Assembly], ledger: Ledger, *, known: KnownKeys) -> None:
    """Refuse also what refers to a refused record, or was made of the same row of a file.

    Parameters
    ----------
    assemblies : dict[str, Assembly]
        The tables; their `bad` rows grow.
    ledger : Ledger
        Takes the problems.
    known : KnownKeys
        Keys of records that exist elsewhere, to which rows may go on referring.
    """
    for one in assemblies.values():
        for row in one.bad:
            _mark_lines(one, row, ledger)
    has_grown = True
    while has_grown:
        has_grown = any(_spread_lines(one, ledger) for one in assemblies.values())
        gone = {
            name: {key for row, key in enumerate(one.table.keys) if row in one.bad}.difference(
                one.table.keys[row] for row in one.good()
            ).difference(known.get(name, ()))
            for name, one in assemblies.items()
        }
        for one in assemblies.values():
            for row, column in referring_rows(one.table, gone).items():
                if row not in one.bad:
                    problem, remedy = "it refers to a row that is put aside", "correct that row first, then load both"
                    _refuse(one, row, column, ("refers_to_quarantined", problem, remedy), ledger)
                    has_grown = True


def _spread_lines(one: Assembly, ledger: Ledger) -> bool:
    """A row of a foreign file may have made several records: they stay together."""
    taken = []
    for row in one.good() if any(part.output.name for part in one.parts) else ():
        place = one.place(row)
        if any(line in ledger.rows.get(place.file, ()) for line in place.lines):
            taken.append(row)
    for row in taken:
        problem, remedy = "another record made of the same row is put aside", "correct that record"
        _refuse(one, row, one.table.kind.key, ("same_row_refused", problem, remedy), ledger)
    return bool(taken)


def _refuse(one: Assembly, row: int, column: str, why: tuple[str, str, str], ledger: Ledger) -> None:
    code, problem, remedy = why
    place = one.place(row)
    value = shown(one.table.kind[column], one.table.column(column)[row])
    one.bad.setdefault(row, set()).add(column)
    ledger.refuse(RowProblem(code, place.file, place.lines[0] or None, place.column_of(column), value, problem, remedy))
    _mark_lines(one, row, ledger)


def _mark_lines(one: Assembly, row: int, ledger: Ledger) -> None:
    """Every line of a merged record is put aside, with the problems of its first."""
    place = one.place(row)
    lines = ledger.rows[place.file]
    texts = lines.setdefault(place.lines[0], [])
    for line in place.lines[1:]:
        lines.setdefault(line, list(texts))
