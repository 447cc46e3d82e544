"""The embedded store: an import and a read-out, beside the fastest plain way of doing the same with sqlite3.

``python -m benchmarks.bench_sqlite [PERSONS ...]``
"""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from benchmarks import synthetic
from benchmarks.measure import Line, Time, best_of, finish, saying, show, sizes_asked
from graph_service.adapters.sqlite import SQLiteStore
from graph_service.adapters.sqlite_tables import FOOTPRINT_COLUMNS, reference_indexes, schema_statements, stored
from graph_service.domain.audit import AuditEvent
from graph_service.domain.schema import KINDS
from graph_service.domain.snapshot import Snapshot, analysed_columns, snapshot_of
from graph_service.domain.tables import HASH_BYTES, Table, row_hashes
from loaders.case_folder import load_case

SIZES = (12_500, 25_000, 50_000, 100_000)
AIM_IMPORT, AIM_SNAPSHOT = 2.0, 1.5
EVENT = AuditEvent("import", "benchmark", "measuring", {})
NOW = datetime(2026, 6, 30, tzinfo=UTC)
NO_HASH = bytes(HASH_BYTES)
Array = NDArray[np.generic]


def ours(tables: Mapping[str, Table], file: Path) -> None:
    """Write tables as an import does: hashes, references, counts and the audit event included.

    Parameters
    ----------
    tables : Mapping[str, Table]
        Records by kind name.
    file : Path
        A store that is not there yet.
    """
    _remove(file)
    store = SQLiteStore(file)
    store.initialise()
    store.write(tables, EVENT, recorded_at=NOW)
    store.close()


def raw(tables: Mapping[str, Table], file: Path, *, indexed_after: bool) -> None:
    """Write the same rows into the same tables: one transaction, executemany, nothing checked or hashed.

    Parameters
    ----------
    tables : Mapping[str, Table]
        Records by kind name.
    file : Path
        A database that is not there yet.
    indexed_after : bool
        Whether the indexes are made when the rows are there, which is faster.
    """
    _remove(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as sql:
        for setting in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
            sql.execute(f"PRAGMA {setting}")
        for statement in schema_statements():
            sql.execute(statement)
        sql.execute("BEGIN IMMEDIATE")
        for table in tables.values():
            indexes = reference_indexes(table.kind) if indexed_after else {}
            for name in indexes:
                sql.execute(f'DROP INDEX "{name}"')
            columns = [stored(field, column) for field, column in zip(table.kind.fields, table.columns, strict=True)]
            numbers = [[1] * len(table)] * len(FOOTPRINT_COLUMNS)
            marks = ", ".join("?" * (len(columns) + len(numbers) + 2))
            rows = zip(*columns, [NO_HASH] * len(table), *numbers, [None] * len(table), strict=True)
            sql.executemany(f'INSERT INTO "{table.kind.table}" VALUES ({marks})', rows)
            for statement in indexes.values():
                sql.execute(statement)
        sql.execute("COMMIT")


def read_ours(file: Path) -> Snapshot:
    """Read a snapshot out: words and references as numbers, all of one moment.

    Parameters
    ----------
    file : Path
        The store.

    Returns
    -------
    Snapshot
        The snapshot.
    """
    store = SQLiteStore(file)
    content_hash, columns = store.columns(analysed_columns())
    found = snapshot_of(content_hash, columns, synthetic.AS_OF)
    store.close()
    return found


def read_raw(file: Path) -> dict[str, list[Array]]:
    """Read the same columns into arrays; text stays text, references stay keys.

    Parameters
    ----------
    file : Path
        The store.

    Returns
    -------
    dict[str, list[Array]]
        Kind name to columns.
    """
    found: dict[str, list[Array]] = {}
    with closing(sqlite3.connect(file)) as sql:
        for name, wanted in analysed_columns().items():
            kind = KINDS[name]
            listed = ", ".join(f'"{one}"' for one in wanted)
            rows = sql.execute(f'SELECT {listed} FROM "{kind.table}" ORDER BY "{kind.key}"').fetchall()
            columns = list(zip(*rows, strict=True)) or [()] * len(wanted)
            types = [kind[one].type for one in wanted]
            found[name] = [_array(column, kind_of) for column, kind_of in zip(columns, types, strict=True)]
    return found


def _array(column: Sequence[object], kind: type) -> Array:
    if kind in (int, float, bool, date):
        return np.array(column, dtype=np.float64)  # None becomes NaN
    return np.array(column, dtype=object)


def _remove(file: Path) -> None:
    for one in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        one.unlink(missing_ok=True)


def measured(persons: int, folder: Path) -> tuple[list[Line], list[Line]]:
    """Import and read one population both ways.

    Parameters
    ----------
    persons : int
        Size of the population.
    folder : Path
        Where files may be written.

    Returns
    -------
    tuple[list[Line], list[Line]]
        Lines of the import, and of the read-out.
    """
    with saying(f"{persons:,} persons"):
        case = synthetic.write_case(synthetic.tables(persons), folder / f"case_{persons}")
        tables = load_case(case, today=NOW).tables
    mine, theirs = folder / "ours.sqlite", folder / "raw.sqlite"
    n_rows = sum(map(len, tables.values()))
    parse, hashing, write, plain, indexed = best_of(
        lambda: load_case(case, today=NOW),
        lambda: [row_hashes(table) for table in tables.values()],
        lambda: ours(tables, mine),
        lambda: raw(tables, theirs, indexed_after=False),
        lambda: raw(tables, theirs, indexed_after=True),
    )
    imports = []
    for name, rival in (("indexes in place", plain), ("indexes after the rows", indexed)):
        whole, alone = (parse.wall + write.wall) / (parse.wall + rival.wall), write.wall / rival.wall
        times = map(_seconds, (parse, hashing, write, rival))
        cells = (f"{persons:,}", f"{n_rows:,}", name, *times, f"{whole:.2f}", f"{alone:.2f}")
        imports.append(Line(cells, whole <= AIM_IMPORT))
    snapshot, arrays = best_of(lambda: read_ours(mine), lambda: read_raw(mine))
    ratio = snapshot.cpu / arrays.cpu
    cells = (f"{persons:,}", f"{n_rows:,}", _seconds(snapshot), _seconds(arrays), f"{ratio:.2f}")
    return imports, [Line(cells, ratio <= AIM_SNAPSHOT)]


def _seconds(time: Time) -> str:
    return f"{time.wall:.2f} ({time.cpu:.2f})"


IMPORT_HEAD = ("persons", "rows", "rival", "parse", "hash", "write", "rival writes", "whole ratio", "write ratio")
SNAPSHOT_HEAD = ("persons", "rows", "snapshot", "plain arrays", "CPU ratio")

if __name__ == "__main__":
    imports, snapshots = list[Line](), list[Line]()
    with TemporaryDirectory() as name:
        for persons in sizes_asked(SIZES):
            some, others = measured(persons, Path(name))
            imports += some
            snapshots += others
    met = show(f"Import into SQLite, wall s (CPU s); whole ratio at most {AIM_IMPORT}", IMPORT_HEAD, imports)
    met &= show(f"Snapshot from SQLite, wall s (CPU s); at most {AIM_SNAPSHOT}", SNAPSHOT_HEAD, snapshots)
    finish(all_met=met)
