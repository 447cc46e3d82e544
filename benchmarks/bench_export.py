"""A store out into a case and back into another store, beside the same with csv and sqlite3 directly.

``python -m benchmarks.bench_export [PERSONS ...]``
"""

import csv
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import synthetic
from benchmarks.bench_sqlite import EVENT, NOW, ours
from benchmarks.measure import Line, best_of, finish, saying, show, sizes_asked
from graph_service.adapters.sqlite import SQLiteStore
from graph_service.adapters.sqlite_tables import schema_statements
from graph_service.bootstrap import open_store, policy_from
from graph_service.case_exports import CaseForm, read_back, write_case_to
from graph_service.domain.limits import DEFAULT_LIMITS
from graph_service.domain.report import CaseHead
from graph_service.domain.schema import KINDS
from graph_service.services.comparing import compare_case
from graph_service.services.exporting import RecordsToExport, records_to_export
from loaders.case_folder import load_case
from loaders.options import LoadOptions

SIZES = (100_000,)
HASH = bytes(16)


def exported(file: Path, path: Path, form: CaseForm) -> RecordsToExport:
    """Write all records of a store as a case, without reading it back.

    Parameters
    ----------
    file : Path
        The store.
    path : Path
        What is written; what is there is removed.
    form : CaseForm
        In which form.

    Returns
    -------
    RecordsToExport
        What was written.
    """
    _remove(path)
    with closing(SQLiteStore(file)) as store:
        records = records_to_export(open_store(store, policy_from(None)).context())
    write_case_to(path, form, records.tables, records.head(CaseHead(), handling="measuring", copy_id=""))
    return records


def raw_exported(file: Path, folder: Path) -> None:
    """Write the same columns of the same tables as they lie in the file.

    Parameters
    ----------
    file : Path
        The store.
    folder : Path
        Where to; what is there is removed.
    """
    _remove(folder)
    folder.mkdir()
    with closing(sqlite3.connect(file)) as sql:
        for kind in KINDS.values():
            columns = ", ".join(f'"{name}"' for name in kind.names)
            rows = sql.execute(f'SELECT {columns} FROM "{kind.table}" ORDER BY "{kind.key}"')
            with (folder / f"{kind.table}.csv").open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream, lineterminator="\n")
                writer.writerow(kind.names)
                writer.writerows(rows)


def imported(path: Path, file: Path) -> str:
    """Load a case and write it into a new store, as an import does.

    Parameters
    ----------
    path : Path
        The case.
    file : Path
        The store.

    Returns
    -------
    str
        Content hash of the store.
    """
    _remove(file)
    loaded = load_case(path, today=NOW)
    with closing(SQLiteStore(file)) as store:
        store.initialise()
        return store.write(loaded.tables, EVENT, recorded_at=NOW).content_hash


def raw_imported(folder: Path, file: Path) -> None:
    """Put the cells of the tables into the same tables: nothing is checked, turned into values or hashed.

    Parameters
    ----------
    folder : Path
        The case.
    file : Path
        The database.
    """
    _remove(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as sql:
        for setting in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
            sql.execute(f"PRAGMA {setting}")
        for statement in schema_statements():
            sql.execute(statement)
        sql.execute("BEGIN IMMEDIATE")
        for kind in KINDS.values():
            with (folder / f"{kind.table}.csv").open(encoding="utf-8", newline="") as stream:
                reader = csv.reader(stream)
                columns = ", ".join(f'"{name}"' for name in next(reader))
                marks = ", ".join("?" * (len(kind.fields) + 1))
                sql.executemany(
                    f'INSERT INTO "{kind.table}" ({columns}, record_hash) VALUES ({marks})',
                    ([cell or None for cell in row] + [HASH] for row in reader),
                )
        sql.execute("COMMIT")


def measured(persons: int, folder: Path) -> list[Line]:
    """Measure one size.

    Parameters
    ----------
    persons : int
        Size of the population.
    folder : Path
        Where files may be written.

    Returns
    -------
    list[Line]
        A line for each piece of work.
    """
    with saying(f"{persons:,} persons"):
        file, case, plain = folder / "store.db", folder / "case", folder / "plain"
        written = synthetic.write_case(synthetic.tables(persons), folder / "written")
        ours(load_case(written, options=LoadOptions(quarantine=folder / "aside"), today=NOW).tables, file)
        records = exported(file, case, CaseForm.FOLDER)
        raw_exported(file, plain)
    n_rows = sum(records.said.n_records.values())
    assert imported(case, folder / "back.db") == records.said.content_hash  # noqa: S101  else nothing is worth measuring
    lines = []

    def add(what: str, mine: Callable[[], object], rival: Callable[[], object] | None = None) -> None:
        times = best_of(mine, *([rival] if rival else []), repeats=2)
        rival_s = f"{times[1].cpu:.2f}" if rival else "–"
        ratio = f"{times[0].cpu / times[1].cpu:.2f}" if rival else "–"
        lines.append(Line((f"{n_rows:,}", what, f"{times[0].cpu:.2f}", rival_s, ratio), None))

    add("out, a folder", lambda: exported(file, case, CaseForm.FOLDER), lambda: raw_exported(file, plain))
    add("read back and compared", lambda: read_back(case, records.tables, limits=DEFAULT_LIMITS, now=NOW))
    add("out, .zip", lambda: exported(file, folder / "case.zip", CaseForm.ZIP))
    add("out, .xlsx", lambda: exported(file, folder / "case.xlsx", CaseForm.WORKBOOK))
    add("back into a store", lambda: imported(case, folder / "back.db"), lambda: raw_imported(plain, folder / "raw.db"))
    with closing(SQLiteStore(file)) as store:
        context = open_store(store, policy_from(None)).context()
        add("diff with the store", lambda: compare_case(context, lambda _: load_case(case, today=NOW)))
    return lines


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


HEAD = ("rows", "what", "ours, CPU s", "csv and sqlite3, CPU s", "ratio")

if __name__ == "__main__":
    lines = list[Line]()
    with TemporaryDirectory() as name:
        for persons in sizes_asked(SIZES):
            lines += measured(persons, Path(name))
    finish(all_met=show("A store out and back", HEAD, lines))
