"""Puts refused rows aside, with what refers to them: each file's bad rows as they were, their line and problems."""

import csv
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph_service.domain.case_rules import KnownKeys
from graph_service.domain.load_texts import Refusal, refusal
from graph_service.domain.personal_numbers import without_numbers
from graph_service.domain.report import shown
from graph_service.domain.schema import BY_TABLE
from graph_service.errors import InputError, RowProblem
from graph_service.files.whole_file import owned_descriptor, whole_file
from loaders.check.headers import BOOKKEEPING
from loaders.ledger import Ledger
from loaders.merge.assembly import Assembly, RowOrigin
from loaders.read.formats import file_of, holds_several
from loaders.table_file import TableFile

_REFERS = refusal("refers_to_quarantined")
_SAME_ROW = refusal("same_row_refused")


@dataclass(frozen=True, slots=True)
class NumberCover:
    """What is written instead of numbers of persons: of whole `columns` a pseudonym, elsewhere that they are hidden."""

    columns: Collection[str] = ()
    pseudonym: Callable[[str], str] | None = None

    def over(self, column: str, cell: str) -> str:
        """Return what may be written of a cell."""
        if column in self.columns and self.pseudonym is not None:
            return self.pseudonym(cell)
        return without_numbers(cell)


def check_quarantine(folder: Path) -> None:
    """Raise InputError unless the folder is new or empty, so that rows of two loads never mix."""
    try:
        is_free = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    except OSError as error:
        raise InputError(f"the quarantine folder {folder.name} cannot be read; name a new folder") from error
    if not is_free:
        raise InputError(f"the quarantine folder {folder.name} is not empty; empty it, or name a new folder")


_NO_COLUMN = NumberCover()


def spread_refusals(assemblies: Mapping[str, Assembly], ledger: Ledger, *, stored_keys: KnownKeys) -> None:
    """Refuse also what refers to a refused record, or was made of the same row of a file.

    `stored_keys` are keys of records that exist elsewhere, to which rows may go on referring.
    """
    for assembly in assemblies.values():
        for row in assembly.bad:
            _mark_lines(assembly, row, ledger)
    spread = _Spread(assemblies, ledger, stored_keys)
    while spread.to_lines() | spread.to_references():
        pass


class _Spread:
    """Follows refusals from row to row, looking at each row and each reference once however long the chains are.

    Everything is done in rounds, by kind and row, so that the same case always gives the same quarantine.
    """

    def __init__(self, assemblies: Mapping[str, Assembly], ledger: Ledger, stored_keys: KnownKeys) -> None:
        self._assemblies = assemblies
        self._ledger = ledger
        self._stored_keys = stored_keys
        self._n_good = {name: _good_by_key(assembly) for name, assembly in assemblies.items()}
        self._made_of = _rows_by_line(assemblies)
        self._referring = _rows_by_reference(assemblies)
        self._refused: list[tuple[str, int]] = []  # since the last round of references
        self._ragged = {name: assembly.ragged_keys for name, assembly in assemblies.items()}
        self._beside: dict[str, set[int]] = {name: set() for name in assemblies}  # rows of a line that is refused
        for name, assembly in assemblies.items():
            self._refused += [(name, row) for row in assembly.bad]
        for file, lines in ledger.rows.items():
            for line in lines:
                self._note_line(file, line)

    def to_lines(self) -> bool:
        """Refuse rows of the first kind that has some of the same line as a refused one: they stay together."""
        for name, assembly in self._assemblies.items():
            rows = sorted(row for row in self._beside[name] if row not in assembly.bad)
            self._beside[name] = set()
            for row in rows:
                self._refuse(name, row, assembly.table.kind.key, _SAME_ROW)
            if rows:
                return True
        return False

    def to_references(self) -> bool:
        """Refuse rows that refer to records of which no good row is left."""
        referring: dict[str, list[tuple[int, int]]] = {}
        for name, key in self._newly_gone():
            for kind_name, index, row in self._referring.get((name, key), ()):
                referring.setdefault(kind_name, []).append((index, row))
        has_grown = False
        for name, assembly in self._assemblies.items():
            column_of = {row: assembly.table.kind.fields[index].name for index, row in sorted(referring.get(name, ()))}
            for row, column in column_of.items():
                if row not in assembly.bad:
                    self._refuse(name, row, column, _REFERS)
                    has_grown = True
        return has_grown

    def _newly_gone(self) -> Iterator[tuple[str, str]]:
        refused = self._refused
        self._refused = []
        gone = dict.fromkeys((name, self._assemblies[name].table.keys[row]) for name, row in refused)
        gone.update(dict.fromkeys((name, key) for name, keys in self._ragged.items() for key in sorted(keys)))
        self._ragged = {}
        for name, key in gone:
            if not self._n_good[name][key] and key not in self._stored_keys.get(name, ()):
                yield name, key

    def _refuse(self, name: str, row: int, column: str, why: Refusal) -> None:
        assembly = self._assemblies[name]
        origin = _refuse_row(assembly, row, column, why, self._ledger)
        self._n_good[name][assembly.table.keys[row]] -= 1
        self._refused.append((name, row))
        for line in origin.lines:
            self._note_line(origin.file, line)

    def _note_line(self, file: str, line: int) -> None:
        for name, row in self._made_of.pop((file, line), ()):
            self._beside[name].add(row)


def _good_by_key(assembly: Assembly) -> Counter[str]:
    keys = assembly.table.keys
    return Counter(keys[row] for row in assembly.good_rows())


def _rows_by_line(assemblies: Mapping[str, Assembly]) -> dict[tuple[str, int], list[tuple[str, int]]]:
    """Rows by the lines that they were made of; only a row of a foreign file may have made several records."""
    rows: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for name, assembly in assemblies.items():
        is_mapped = any(part.output.name for part in assembly.parts)
        for row in assembly.good_rows() if is_mapped else ():
            origin = assembly.origin(row)
            for line in origin.lines:
                rows.setdefault((origin.file, line), []).append((name, row))
    return rows


def _rows_by_reference(
    assemblies: Mapping[str, Assembly],
) -> dict[tuple[str, str], list[tuple[str, int, int]]]:
    """Kind, column and row of the good rows that refer to a record, by the kind and key of that record."""
    rows: dict[tuple[str, str], list[tuple[str, int, int]]] = {}
    for name, assembly in assemblies.items():
        kind = assembly.table.kind
        for field in kind.references:
            target = str(field.target)
            if target not in assemblies:
                continue
            index = kind.index[field.name]
            column = assembly.table.columns[index]
            for row in assembly.good_rows():
                if column[row] is not None:
                    rows.setdefault((target, str(column[row])), []).append((name, index, row))
    return rows


def write_quarantine(
    folder: Path,
    table: TableFile,
    problems: Mapping[int, Sequence[str]],
    *,
    without: Sequence[str],
    cover: NumberCover = _NO_COLUMN,
) -> None:
    """Write the bad rows of one file, which is read once more; `problems` go by the line on which a row begins.

    `without` are columns that must not come in, and do not go out here either.
    """
    left_out = {*without, *BOOKKEEPING}
    indexes = [index for index, name in enumerate(table.header) if name not in left_out]
    width = len(table.header)
    rows = [(line, row) for line, row in table.rows() if line in problems]
    has_extra = any(len(row) > width for _, row in rows)
    header = [without_numbers(table.header[index]) for index in indexes]
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (
            whole_file(folder / csv_name(table.file)) as beside,
            os.fdopen(owned_descriptor(beside), "w", encoding="utf-8", newline="") as stream,
        ):
            writer = csv.writer(stream, delimiter=table.separator or ",", lineterminator="\n")
            writer.writerow([*header, "_line", "_problems", *(["_extra"] if has_extra else [])])
            for line, row in rows:
                cells = [cover.over(table.header[index], row[index]) if index < len(row) else "" for index in indexes]
                extra = [without_numbers("|".join(row[width:]))] if has_extra else []
                writer.writerow([*cells, str(line), "; ".join(problems[line]), *extra])
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"the quarantine folder {folder.name} cannot be written ({reason}); name another") from error


def csv_name(table: str) -> str:
    """Return the name of a CSV file for a table of any format: that of our table if it is one ("persons.csv")."""
    file = Path(file_of(table))
    if not holds_several(file.name):
        return file.name
    sheet = table.removeprefix(f"{file.name}: ") if table != file.name else file.stem
    if sheet.lower() in BY_TABLE:
        return f"{sheet.lower()}.csv"
    plain = "".join(sign if sign.isalnum() or sign in " -_." else "_" for sign in sheet)
    return f"{file.stem}.csv" if table == file.name else f"{file.stem} {plain}.csv"


def _refuse_row(assembly: Assembly, row: int, column: str, why: Refusal, ledger: Ledger) -> RowOrigin:
    origin = assembly.origin(row)
    value = shown(assembly.table.kind[column], assembly.table.column(column)[row])
    line = origin.lines[0] or None
    assembly.bad.setdefault(row, set()).add(column)
    ledger.refuse(RowProblem(why.code, origin.file, line, origin.column_of(column), value, why.problem, why.remedy))
    _mark_lines(assembly, row, ledger)
    return origin


def _mark_lines(assembly: Assembly, row: int, ledger: Ledger) -> None:
    """Every line of a merged record is put aside, with the problems of its first."""
    origin = assembly.origin(row)
    lines = ledger.rows[origin.file]
    texts = lines.setdefault(origin.lines[0], [])
    for line in origin.lines[1:]:
        lines.setdefault(line, list(texts))
