"""Kill loops: writers are killed at moments of chance; every acknowledged write is there, and no half of one.

``python -m benchmarks.kill_loops [N_SQLITE] [N_NEO4J]``
"""

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from threading import Timer

from graph_service.adapters.neo4j import Neo4jStore
from graph_service.adapters.sqlite import SQLiteStore
from graph_service.domain.audit import verify
from graph_service.ports import GraphStore
from tests.contract.dying_writer import PASSWORD_VARIABLE
from tests.contract.store_contract import SMALL, stored_by
from tests.neo4j_server.jars import LTS
from tests.neo4j_server.launcher import Neo4jServer

N_SQLITE, N_NEO4J, SEED, LONGEST_S = 100, 30, 1, 0.5
N_OF_SMALL = 1  # memberships among the first records
ENDLESS = "1000000"


def rounds(store: GraphStore, address: str, environment: Mapping[str, str], n_rounds: int) -> tuple[int, int]:
    """Kill a writer again and again, after its first write, and look at the store after each kill.

    Parameters
    ----------
    store : GraphStore
        Empty and initialised.
    address : str
        Where the writer finds it.
    environment : Mapping[str, str]
        What the writer needs beside it.
    n_rounds : int
        How many kills.

    Returns
    -------
    tuple[int, int]
        Writes acknowledged, and writes that are there although nobody was told.

    Raises
    ------
    SystemExit
        If an acknowledged write is missing, or half of one is there.
    """
    chance = random.Random(SEED)
    stored_by(store, *SMALL)
    n_acknowledged = n_there = 0
    for one in range(n_rounds):
        n_told = killed_writer(address, environment, f"R{one}-", chance.uniform(0, LONGEST_S))
        n_acknowledged += n_told
        n_now = store.counts()["membership"] - N_OF_SMALL
        trail = verify(store.audit_trail())
        store.verify()  # fails unless content hash and records agree
        if not n_told <= n_now - n_there <= n_told + 1 or trail.n_entries != 1 + n_now or not trail.holds:
            message = f"round {one}: {n_told} writes told, {n_now - n_there} there, {trail.n_entries} entries"
            raise SystemExit(message)
        n_there = n_now
    return n_acknowledged, n_there - n_acknowledged


def killed_writer(address: str, environment: Mapping[str, str], name: str, after_s: float) -> int:
    """Start a writer, kill it some time after its first write, and return how many it told of."""
    command = [sys.executable, "-m", "tests.contract.dying_writer", address, name, ENDLESS]
    whole = {**os.environ, **environment}
    with subprocess.Popen(command, env=whole, stdout=subprocess.PIPE, text=True) as writer:  # noqa: S603  our own
        if writer.stdout is None or not writer.stdout.readline():
            message = "the writer ended before its first write"
            raise SystemExit(message)
        timer = Timer(after_s, writer.kill)
        timer.start()
        n_more = sum(line.endswith("\n") for line in writer.stdout)
        timer.join()
    return 1 + n_more


def main() -> None:
    """Run both loops and print what came of them."""
    n_sqlite, n_neo4j = (int(word) for word in (sys.argv[1:] + [str(N_SQLITE), str(N_NEO4J)][len(sys.argv) - 1 :])[:2])
    with tempfile.TemporaryDirectory() as folder, closing(SQLiteStore(Path(folder) / "kill.db")) as store:
        store.initialise()
        told("SQLite", n_sqlite, rounds(store, str(Path(folder) / "kill.db"), {}, n_sqlite))
    with (
        Neo4jServer(version=os.environ.get("GRUPPKARTA_TEST_NEO4J_VERSION", LTS)) as server,
        closing(Neo4jStore(server.uri, server.auth)) as shared,
    ):
        shared.initialise()
        user, password = server.auth
        told("Neo4j", n_neo4j, rounds(shared, f"{user}@{server.uri}", {PASSWORD_VARIABLE: password}, n_neo4j))


def told(name: str, n_rounds: int, found: tuple[int, int]) -> None:
    """Print one line."""
    acknowledged, untold = found
    sys.stdout.write(
        f"{name}: {n_rounds} kills, {acknowledged} writes told of and all there, {untold} there untold, none half\n"
    )


if __name__ == "__main__":
    main()
