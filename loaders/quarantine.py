"""Puts refused rows aside, with what refers to them: each file's bad rows as they were, their line and problems."""

import csv
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from graph_service.domain.case_rules import KnownKeys, referring_rows
from graph_service.domain.load_texts import Refusal, refusal
from graph_service.domain.report import shown
from graph_service.errors import InputError, RowProblem
from loaders.check.headers import BOOKKEEPING
from loaders.ledger import Ledger
from loaders.merge.assembly import Assembly
from loaders.table_file import TableFile


def check_quarantine(folder: Path) -> None:
    """Raise InputError unless the folder is new or empty, so that rows of two loads never mix."""
    try:
        is_free = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    except OSError as error:
        raise InputError(f"the quarantine folder {folder.name} cannot be read; name a new folder") from error
    if not is_free:
        raise InputError(f"the quarantine folder {folder.name} is not empty; empty it, or name a new folder")


def spread_refusals(assemblies: Mapping[str, Assembly], ledger: Ledger, *, stored_keys: KnownKeys) -> None:
    """Refuse also what refers to a refused record, or was made of the same row of a file.

    `stored_keys` are keys of records that exist elsewhere, to which rows may go on referring.
    """
    for assembly in assemblies.values():
        for row in assembly.bad:
            _mark_lines(assembly, row, ledger)
    has_grown = True
    while has_grown:
        has_grown = any(_spread_to_lines(assembly, ledger) for assembly in assemblies.values())
        gone = {name: _gone_keys(assembly, stored_keys.get(name, ())) for name, assembly in assemblies.items()}
        for assembly in assemblies.values():
            for row, column in referring_rows(assembly.table, gone).items():
                if row not in assembly.bad:
                    _refuse_row(assembly, row, column, refusal("refers_to_quarantined"), ledger)
                    has_grown = True


def write_quarantine(
    folder: Path, table: TableFile, problems: Mapping[int, Sequence[str]], *, without: Sequence[str]
) -> None:
    """Write the bad rows of one file, which is read once more; `problems` go by the line on which a row begins.

    `without` are columns that must not come in, and do not go out here either.
    """
    left_out = {*without, *BOOKKEEPING}
    indexes = [index for index, name in enumerate(table.header) if name not in left_out]
    width = len(table.header)
    rows = [(line, row) for line, row in table.rows() if line in problems]
    has_extra = any(len(row) > width for _, row in rows)
    header = [table.header[index] for index in indexes]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / table.file).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, delimiter=table.separator, lineterminator="\n")
            writer.writerow([*header, "_line", "_problems", *(["_extra"] if has_extra else [])])
            for line, row in rows:
                cells = [row[index] if index < len(row) else "" for index in indexes]
                extra = ["|".join(row[width:])] if has_extra else []
                writer.writerow([*cells, str(line), "; ".join(problems[line]), *extra])
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"the quarantine folder {folder.name} cannot be written ({reason}); name another") from error


def _gone_keys(assembly: Assembly, stored_keys: Collection[str]) -> set[str]:
    """Keys that only refused rows have, here and elsewhere."""
    keys = assembly.table.keys
    bad_keys = {keys[row] for row in range(len(keys)) if row in assembly.bad}
    return bad_keys.difference(keys[row] for row in assembly.good_rows()).difference(stored_keys)


def _spread_to_lines(assembly: Assembly, ledger: Ledger) -> bool:
    """A row of a foreign file may have made several records: they stay together."""
    is_mapped = any(part.output.name for part in assembly.parts)
    rows = []
    for row in assembly.good_rows() if is_mapped else ():
        origin = assembly.origin(row)
        if any(line in ledger.rows.get(origin.file, ()) for line in origin.lines):
            rows.append(row)
    for row in rows:
        _refuse_row(assembly, row, assembly.table.kind.key, refusal("same_row_refused"), ledger)
    return bool(rows)


def _refuse_row(assembly: Assembly, row: int, column: str, why: Refusal, ledger: Ledger) -> None:
    origin = assembly.origin(row)
    value = shown(assembly.table.kind[column], assembly.table.column(column)[row])
    line = origin.lines[0] or None
    assembly.bad.setdefault(row, set()).add(column)
    ledger.refuse(RowProblem(why.code, origin.file, line, origin.column_of(column), value, why.problem, why.remedy))
    _mark_lines(assembly, row, ledger)


def _mark_lines(assembly: Assembly, row: int, ledger: Ledger) -> None:
    """Every line of a merged record is put aside, with the problems of its first."""
    origin = assembly.origin(row)
    lines = ledger.rows[origin.file]
    texts = lines.setdefault(origin.lines[0], [])
    for line in origin.lines[1:]:
        lines.setdefault(line, list(texts))
