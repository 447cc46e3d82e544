"""A delivery of 1,000 changed rows into a store of many, and one corrected record, beside plain updates.

``python -m benchmarks.bench_deliveries [PERSONS ...] [--neo4j]``: into SQLite beside `sqlite3`, or into a Neo4j server
beside its driver, which needs Java and Maven.
"""

import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from neo4j import Driver

from benchmarks import synthetic
from benchmarks.bench_neo4j import server
from benchmarks.measure import Line, finish, saying, show, sizes_asked, timed
from graph_service.adapters.sqlite import SQLiteStore
from graph_service.domain.audit import AuditEvent
from graph_service.domain.case_rules import KnownKeys
from graph_service.domain.delivery import Delivery, GoneChoice
from graph_service.domain.policy import default_policy
from graph_service.domain.schema import KINDS
from graph_service.domain.tables import Table, table_of
from graph_service.domain.vocabulary import Role
from graph_service.ports import GraphStore
from graph_service.services.context import Context, OpenStore
from graph_service.services.importing import import_tables
from graph_service.services.single_records import change_record
from graph_service.services.snapshots import Snapshots
from loaders.options import Loaded, LoadOptions
from loaders.single_rows import Cells, load_rows

SIZES = (12_500, 100_000)
N_CHANGED, N_CORRECTED = 1_000, 100
AIM_SECONDS = {"SQLite": 1.0, "Neo4j": 3.0}
KIND = KINDS["membership"]
EVENT = AuditEvent("import", "benchmark", "measuring", {})
HEAD = ("rows stored", "1,000 changed, s", "times plain updates", "one corrected, s: half", "99 of 100")


class Clock:
    """Today, as the synthetic records have it."""

    def today(self) -> date:
        """See `graph_service.ports.Clock.today`."""
        return synthetic.AS_OF

    def now(self) -> datetime:
        """See `graph_service.ports.Clock.now`."""
        return datetime.combine(synthetic.AS_OF, datetime.min.time(), UTC)


def with_another_role(table: Table, count: int) -> Table:
    """Return the first rows of a table of memberships, each with another role."""
    place = KIND.index["role"]
    rows = [list(row) for row in table.take(range(count)).rows()]
    for row in rows:
        row[place] = Role.CORE if row[place] != Role.CORE else Role.AFFILIATE
    return table_of(KIND, [tuple(row) for row in rows])


def plainly(file: Path, table: Table) -> None:
    """Do the same by an update of each row, in one transaction: nothing is checked, hashed or kept."""
    with closing(sqlite3.connect(file)) as sql:
        pairs = zip(map(str, table.column("role")), table.keys, strict=True)
        sql.executemany('UPDATE "memberships" SET "role" = ? WHERE "membership_id" = ?', pairs)
        sql.commit()


def plainly_on_server(driver: Driver, table: Table) -> None:
    """Do the same on a server: each relationship found by its key, in one transaction."""
    rows = [{"key": key, "role": str(role)} for key, role in zip(table.keys, table.column("role"), strict=True)]
    statement = (
        "UNWIND $rows AS row MATCH ()-[m:MEMBER_OF {membership_id: row.key}]->() SET m.role = row.role RETURN count(m)"
    )
    with driver.session() as session:
        n_changed = session.execute_write(lambda transaction: transaction.run(statement, rows=rows).single(strict=True))
    if n_changed[0] != len(rows):
        message = f"{n_changed[0]} relationships were changed, not {len(rows)}: the server holds other keys"
        raise RuntimeError(message)


def _load(rows: Mapping[str, Sequence[Cells]], existing: KnownKeys) -> Loaded:
    return load_rows(rows, options=LoadOptions(known=existing), today=synthetic.AS_OF)


def corrections(context: Context, keys: Sequence[str]) -> list[float]:
    """Correct records one by one, and return the seconds of each, the shortest first."""
    seconds = []
    for number, key in enumerate(keys):
        role = ("core", "affiliate", "associate")[number % 3]
        begin = perf_counter()
        change_record(context, KIND, key, {"role": role, "note": str(number)}, _load, reason="a benchmark says so")
        seconds.append(perf_counter() - begin)
    return sorted(seconds)


def measured(size: int, store: GraphStore, plain: Callable[[Table], None], aim: float) -> Line:
    """Load a population, deliver and correct, and return the line of the table."""
    tables = synthetic.tables(size)
    changed = with_another_role(tables["membership"], N_CHANGED)
    delivery = Delivery(as_of=synthetic.AS_OF, gone=GoneChoice.KEEP)
    store.initialise()
    context = OpenStore(store, Snapshots(store), default_policy(), Clock()).context()
    store.write(tables, EVENT, recorded_at=Clock().now())
    ours = timed(lambda: import_tables(context, {"membership": changed}, delivery=delivery))
    rival = timed(lambda: plain(changed))
    seconds = corrections(context, changed.keys[:N_CORRECTED])
    cells = (
        f"{sum(map(len, tables.values())):,}",
        f"{ours.wall:.2f}",
        f"{ours.wall / rival.wall:.0f}",
        f"{seconds[len(seconds) // 2]:.2f}",
        f"{seconds[int(len(seconds) * 0.99) - 1]:.2f}",
    )
    return Line(cells, ours.wall <= aim)


def in_a_file(size: int) -> Line:
    """Measure on SQLite."""
    with TemporaryDirectory() as name, closing(SQLiteStore(Path(name) / "city.db")) as store:
        return measured(size, store, partial(plainly, Path(name) / "city.db"), AIM_SECONDS["SQLite"])


def on_a_server(size: int) -> Line:
    """Measure on Neo4j."""
    with server() as (driver, store):
        return measured(size, store, partial(plainly_on_server, driver), AIM_SECONDS["Neo4j"])


def main() -> None:
    """Measure every size that was asked for."""
    title, measure = ("Neo4j", on_a_server) if "--neo4j" in sys.argv else ("SQLite", in_a_file)
    lines = []
    for size in sizes_asked(SIZES):
        with saying(f"{size:,} persons"):
            lines.append(measure(size))
    heading = f"A delivery into {title}, at most {AIM_SECONDS[title]:.0f} s; single corrections"
    finish(all_met=show(heading, HEAD, lines))


if __name__ == "__main__":
    main()
