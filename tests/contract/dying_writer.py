"""A program that writes to a store, one person and membership a write, and may die in the middle.

``python -m tests.contract.dying_writer ADDRESS NAME N_WRITES [STEP]``

It prints a line for each write that was acknowledged. With STEP it ends at that step of the last
write, counted from 0, as a power cut would end the process: nothing is closed or rolled back.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from graph_service.adapters.sqlite import SQLiteStore
from graph_service.domain.audit import AuditEvent
from graph_service.domain.tables import tables_of
from graph_service.ports import GraphStore, Step
from tests.rival import make

KILLED = 99  # exit code
EVENT = AuditEvent("import", "analyst 3", "tests", {})
PASSWORD_VARIABLE = "GRUPPKARTA_TEST_NEO4J_PASSWORD"  # noqa: S105  the name of the variable


def opened(address: str, on_step: Step) -> GraphStore:
    """Open the store at a path or at an address of a server, as USER@bolt://HOST."""
    user, at, uri = address.partition("@")
    if not at:
        return SQLiteStore(Path(address), on_step=on_step)
    from graph_service.adapters.neo4j import Neo4jStore  # noqa: PLC0415  an optional part

    return Neo4jStore(uri, (user, os.environ[PASSWORD_VARIABLE]), on_step=on_step)


def main() -> None:
    """Write, and die if told to."""
    address, name, n_writes = sys.argv[1], sys.argv[2], int(sys.argv[3])
    dies_at = int(sys.argv[4]) if len(sys.argv) > 4 else None
    steps = list[str]()

    def on_step(step: str) -> None:
        if len(steps) == dies_at:
            os._exit(KILLED)
        steps.append(step)

    store = opened(address, on_step)
    for i in range(n_writes):
        steps.clear()
        records = [make.person(f"{name}{i}"), make.member(f"M-{name}{i}", f"{name}{i}", "A")]
        store.write(tables_of(records), EVENT, recorded_at=datetime.now(tz=UTC))
        sys.stdout.write(f"{name}{i}\n")
        sys.stdout.flush()
    os._exit(KILLED if dies_at is not None else 0)  # an acknowledged write needs no orderly end


if __name__ == "__main__":
    main()
