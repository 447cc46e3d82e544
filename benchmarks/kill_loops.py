"""Kill loops: writers and servers are killed at moments of chance; acknowledged writes are there, and no half of one.

``python -m benchmarks.kill_loops [--sqlite=N] [--neo4j=N] [--server=N]``, how many kills each: of a
process that imports into SQLite, of one that imports into Neo4j, and of the Neo4j server under one.
A kill comes after the first write of its round. The Neo4j loops need Java and Maven.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from time import perf_counter

from graph_service.adapters.neo4j import Neo4jStore
from graph_service.adapters.sqlite import SQLiteStore
from graph_service.domain.audit import verify
from graph_service.ports import GraphStore
from tests.contract.dying_writer import PASSWORD_VARIABLE
from tests.contract.store_contract import SMALL, stored_by
from tests.neo4j_server.jars import LTS
from tests.neo4j_server.launcher import Neo4jServer

N_SQLITE, N_NEO4J, N_SERVER, SEED, LONGEST_S = 100, 30, 10, 1, 0.3
PERSONS = 50  # a write: so many persons, and a membership of each
N_OF_SMALL = 1  # memberships among the first records
ENDLESS = "1000000"


@dataclass(slots=True)
class Loop:
    """Kills of one kind, and what the store held after each.

    Parameters
    ----------
    name : str
        What is killed.
    store : GraphStore
        Empty and initialised.
    address : str
        Where a writer finds it.
    environment : Mapping[str, str]
        What a writer needs beside it.
    """

    name: str
    store: GraphStore
    address: str
    environment: Mapping[str, str] = field(default_factory=dict)
    n_told: int = 0
    n_there: int = 0

    def run(self, n_rounds: int, kill: Callable[["subprocess.Popen[str]"], None], revive: Callable[[], None]) -> None:
        """Kill again and again, after the first write of each round, look at the store, and print a line.

        Parameters
        ----------
        n_rounds : int
            How many kills.
        kill : Callable[[subprocess.Popen[str]], None]
            Told of the writer; kills it or what it writes to.
        revive : Callable[[], None]
            Starts what was killed.

        Raises
        ------
        SystemExit
            If an acknowledged write is missing, or half of one is there.
        """
        chance, started = random.Random(SEED), perf_counter()
        stored_by(self.store, *SMALL)
        for one in range(n_rounds):
            n_told = self._killed(f"R{one}-", kill, chance.uniform(0, LONGEST_S))
            revive()
            self._look(one, n_told)
        sys.stdout.write(
            f"{self.name}: {n_rounds} kills, {self.n_told} writes of {2 * PERSONS} records told of and all there, "
            f"{self.n_there - self.n_told} there untold, none half; {perf_counter() - started:.0f} s\n"
        )
        sys.stdout.flush()

    def _killed(self, name: str, kill: Callable[["subprocess.Popen[str]"], None], after_s: float) -> int:
        command = [sys.executable, "-m", "tests.contract.dying_writer", self.address, name, ENDLESS]
        command.append(f"--size={PERSONS}")
        whole = {**os.environ, **self.environment}
        with subprocess.Popen(
            command, env=whole, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as writer:
            if writer.stdout is None or not writer.stdout.readline():
                message = "the writer ended before its first write"
                raise SystemExit(message)
            timer = Timer(after_s, kill, (writer,))
            timer.start()
            n_more = sum(line.endswith("\n") for line in writer.stdout)
            timer.join()
        return 1 + n_more

    def _look(self, one: int, n_told: int) -> None:
        persons_more, half = divmod(self.store.counts()["membership"] - N_OF_SMALL, PERSONS)
        n_new = persons_more - self.n_there
        trail = verify(self.store.audit_trail())
        self.store.verify()  # fails unless content hash and records agree
        if half or not n_told <= n_new <= n_told + 1 or trail.n_entries != 1 + persons_more or not trail.holds:
            message = f"{self.name}, round {one}: {n_told} writes told, {n_new} there, {half} rows over, {trail}"
            raise SystemExit(message)
        self.n_told, self.n_there = self.n_told + n_told, persons_more


def main() -> None:
    """Run the loops that were asked for."""
    parser = argparse.ArgumentParser()
    for name, n_kills in (("sqlite", N_SQLITE), ("neo4j", N_NEO4J), ("server", N_SERVER)):
        parser.add_argument(f"--{name}", type=int, default=n_kills)
    wanted = parser.parse_args()
    if wanted.sqlite:
        with tempfile.TemporaryDirectory() as folder, closing(SQLiteStore(Path(folder) / "kill.db")) as store:
            store.initialise()
            Loop("SQLite, writer killed", store, str(Path(folder) / "kill.db")).run(wanted.sqlite, _kill, lambda: None)
    if wanted.neo4j:
        with _on_server("Neo4j, writer killed") as (_, loop):
            loop.run(wanted.neo4j, _kill, lambda: None)
    if wanted.server:
        with _on_server("Neo4j, server killed") as (server, loop):
            loop.run(wanted.server, lambda _writer: server.kill(), server.start)


@contextmanager
def _on_server(name: str) -> Iterator[tuple[Neo4jServer, Loop]]:
    with (
        Neo4jServer(version=os.environ.get("GRUPPKARTA_TEST_NEO4J_VERSION", LTS)) as server,
        closing(Neo4jStore(server.uri, server.auth)) as store,
    ):
        store.initialise()
        user, password = server.auth
        yield server, Loop(name, store, f"{user}@{server.uri}", {PASSWORD_VARIABLE: password})


def _kill(writer: "subprocess.Popen[str]") -> None:
    writer.kill()


if __name__ == "__main__":
    main()
