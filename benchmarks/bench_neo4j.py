"""The shared store: an import and a read-out, beside plain Cypher in the same transaction shape, on a real server.

``python -m benchmarks.bench_neo4j [PERSONS ...]`` needs Java and Maven; it starts a server of its own.
"""

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from neo4j import Driver, GraphDatabase

from benchmarks import synthetic
from benchmarks.measure import Line, best_of, finish, saying, show, sizes_asked, timed
from graph_service.adapters import neo4j_cypher as text
from graph_service.adapters.neo4j import Neo4jStore
from graph_service.adapters.neo4j_cypher import BATCH_ROWS
from graph_service.domain.audit import AuditEvent
from graph_service.domain.schema import KINDS
from graph_service.domain.snapshot import analysed_columns, snapshot_of
from graph_service.domain.tables import HASH_BYTES, Table
from loaders.case_folder import load_case
from tests.neo4j_server.launcher import Neo4jServer

SIZES = (12_500, 50_000)
HEAP = "8g"  # one transaction of 633,000 rows needs it: a transaction may take 70 % of it
AIM = 1.3
MAX_ROWS = 2_000_000
EVENT = AuditEvent("import", "benchmark", "measuring", {})
NOW = datetime(2026, 6, 30, tzinfo=UTC)
NO_HASH = bytes(HASH_BYTES).hex()
Rows = list[dict[str, object]]


def ours(store: Neo4jStore, tables: Mapping[str, Table]) -> None:
    """Write tables as an import does: hashes, references, counts and the audit event included.

    Parameters
    ----------
    store : Neo4jStore
        An empty store.
    tables : Mapping[str, Table]
        Records by kind name.
    """
    store.write(tables, EVENT, recorded_at=NOW)


def raw(driver: Driver, tables: Mapping[str, Table]) -> None:
    """Write the same graph in one transaction: UNWIND and CREATE, nothing checked or hashed.

    Parameters
    ----------
    driver : Driver
        Of the same server, with the same constraints.
    tables : Mapping[str, Table]
        Records by kind name.
    """
    with driver.session() as session, session.begin_transaction() as transaction:
        for table in tables.values():
            kind = table.kind
            rows, by = _rows(table), table.column(kind.by) if kind.by else [""] * len(table)
            for value, name in kind.labels.items():
                chosen = [row for row, one in zip(rows, by, strict=True) if one == value]
                for field, statement in text.put_statements(kind, name, replacing=False) if chosen else ():
                    wanted = chosen if field is None else [row for row in chosen if row[field] is not None]
                    for at in range(0, len(wanted), BATCH_ROWS):
                        transaction.run(statement, rows=wanted[at : at + BATCH_ROWS]).consume()
        transaction.commit()


def _rows(table: Table) -> Rows:
    kind = table.kind
    own = {field.name for field in text.property_fields(kind)}
    found: Rows = []
    for row in table.rows():
        given = {name: value for name, value in zip(kind.names, row, strict=True) if value not in (None, ())}
        apart = {name: given.pop(name, None) for name in kind.names if name not in own}
        found.append({"key": row[0], "own": {**given, "record_hash": NO_HASH}, **apart})
    return found


def read_ours(store: Neo4jStore) -> object:
    """Read the columns of a snapshot: of one moment, in the order of the keys.

    Parameters
    ----------
    store : Neo4jStore
        A filled store.

    Returns
    -------
    object
        The columns.
    """
    return store.columns(analysed_columns())


def read_raw(driver: Driver) -> object:
    """Read the same columns the fastest way known: one row of lists a kind, days as numbers.

    Parameters
    ----------
    driver : Driver
        Of the same server.

    Returns
    -------
    object
        The columns as the driver gives them, in no order.
    """
    found: dict[str, list[Mapping[str, Sequence[object]]]] = {}
    with driver.session(default_access_mode="READ", fetch_size=-1) as session:
        for name, wanted in analysed_columns().items():
            kind = KINDS[name]
            parameters = text.nothing_parameters(kind, wanted)
            for label in kind.labels.values():
                statement = text.read_statement(kind, label, wanted)
                rows = session.run(statement, cast("dict[str, object]", parameters)).data()
                found.setdefault(name, []).extend(rows)
    return found


@contextmanager
def server() -> Iterator[tuple[Driver, Neo4jStore]]:
    """Start a server and open it both ways.

    Yields
    ------
    tuple[Driver, Neo4jStore]
        The plain driver, and a store.
    """
    with (
        Neo4jServer(heap=HEAP) as running,
        GraphDatabase.driver(running.uri, auth=running.auth, notifications_min_severity="OFF") as driver,
        closing(Neo4jStore(running.uri, running.auth, max_rows=MAX_ROWS)) as store,
    ):
        yield driver, store


def _empty(driver: Driver, store: Neo4jStore) -> None:
    with driver.session() as session:
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS").consume()
    store.initialise()


def measured(persons: int, driver: Driver, store: Neo4jStore) -> tuple[Line, Line]:
    """Import and read one population both ways.

    Parameters
    ----------
    persons : int
        Size of the population.
    driver : Driver
        The plain driver.
    store : Neo4jStore
        The store.

    Returns
    -------
    tuple[Line, Line]
        The import, and the read-out.
    """
    with TemporaryDirectory() as name, saying(f"{persons:,} persons"):
        case = synthetic.write_case(synthetic.tables(persons), Path(name))
        parse = timed(lambda: load_case(case, today=NOW)).wall
        tables = load_case(case, today=NOW).tables
    n_rows = sum(map(len, tables.values()))
    times: dict[str, list[float]] = {"ours": [], "raw": []}
    for turn in range(2 + 1):  # the first turn warms the server up
        for which in ("raw", "ours"):
            _empty(driver, store)
            work = (lambda: ours(store, tables)) if which == "ours" else (lambda: raw(driver, tables))
            took = timed(work).wall
            if turn:
                times[which].append(took)
    write, plain = min(times["ours"]), min(times["raw"])
    whole, alone = (parse + write) / (parse + plain), write / plain
    cells = (f"{persons:,}", f"{n_rows:,}", f"{parse:.2f}", f"{write:.2f}", f"{plain:.2f}")
    imported = Line((*cells, f"{n_rows / write:,.0f}", f"{whole:.2f}", f"{alone:.2f}"), whole <= AIM)
    columns, lists = best_of(lambda: read_ours(store), lambda: read_raw(driver))
    content_hash, found = store.columns(analysed_columns())
    built = timed(lambda: snapshot_of(content_hash, found, synthetic.AS_OF)).wall
    ratio = columns.wall / lists.wall
    cells = (f"{persons:,}", f"{n_rows:,}", f"{columns.wall:.2f}", f"{lists.wall:.2f}", f"{built:.2f}")
    return imported, Line((*cells, f"{ratio:.2f}", f"{(columns.wall + built) / lists.wall:.2f}"), ratio <= AIM)


HEAD = ("persons", "rows", "parse, s", "write, s", "raw write, s", "rows/s", "whole ratio", "write ratio")
READ_HEAD = ("persons", "rows", "columns, s", "raw lists, s", "snapshot of them, s", "ratio", "ratio with snapshot")

if __name__ == "__main__":
    if not (shutil.which("java") and shutil.which("mvn")):
        print("not run: Java and Maven are needed", file=sys.stderr)
        sys.exit()
    imports, reads = list[Line](), list[Line]()
    with server() as (driver, store):
        for persons in sizes_asked(SIZES):
            imported, read = measured(persons, driver, store)
            imports.append(imported)
            reads.append(read)
    met = show(f"Import into Neo4j (heap {HEAP}), wall s; whole ratio at most {AIM}", HEAD, imports)
    met &= show(f"Read-out of Neo4j, wall s; ratio at most {AIM}", READ_HEAD, reads)
    finish(all_met=met)
