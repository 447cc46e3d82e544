"""A program that writes to a store, persons with a membership each, and may die in the middle.

``python -m tests.contract.dying_writer ADDRESS NAME N_WRITES [--size PERSONS] [--dies-at STEP]``

It prints a line for each write that was acknowledged. With `--dies-at` it ends at that step of a
write, counted from 0, as a power cut would end the process: nothing is closed or rolled back.
"""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from graph_service.adapters.sqlite import SQLiteStore
from graph_service.domain.audit import AuditEvent
from graph_service.domain.tables import tables_of
from graph_service.ports import GraphStore
from graph_service.transaction import Step
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
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("name")
    parser.add_argument("n_writes", type=int)
    parser.add_argument("--size", type=int, default=1)
    parser.add_argument("--dies-at", type=int)
    told = parser.parse_args()
    steps = list[str]()

    def on_step(step: str) -> None:
        if len(steps) == told.dies_at:
            os._exit(KILLED)
        steps.append(step)

    store = opened(told.address, on_step)
    for i in range(told.n_writes):
        steps.clear()
        ids = [f"{told.name}{i}-{j}" for j in range(told.size)]
        records = [*map(make.person, ids), *(make.member(f"M-{one}", one, "A") for one in ids)]
        store.write(tables_of(records), EVENT, recorded_at=datetime.now(tz=UTC))
        sys.stdout.write(f"{told.name}{i}\n")
        sys.stdout.flush()
    os._exit(KILLED if told.dies_at is not None else 0)  # an acknowledged write needs no orderly end


if __name__ == "__main__":
    main()
