"""Kills commands at steps of chance while they import, erase, correct, restore, copy, back up or make a token.

``python -m benchmarks.kill_commands [--sqlite=N] [--neo4j=N] [--server=N] [--only=OPERATION]``: how many kills each, of
a command on a file, of one on a Neo4j server, and of the server under one; `--only` kills in one operation alone.
After each the store must be as before or as after, and whole by `store verify`; then the command is done again. The
Neo4j loops need Java and Maven.
"""

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

from tests.contract.killed_commands import OPERATIONS, Place, client_killed, server_killed
from tests.neo4j_server.fixture import Neo4jAddress
from tests.neo4j_server.jars import LTS
from tests.neo4j_server.launcher import Neo4jServer

N_SQLITE, N_NEO4J, N_SERVER, SEED = 50, 25, 25, 1


def main() -> None:
    """Run the loops that were asked for."""
    parser = argparse.ArgumentParser()
    for name, n_kills in (("sqlite", N_SQLITE), ("neo4j", N_NEO4J), ("server", N_SERVER)):
        parser.add_argument(f"--{name}", type=int, default=n_kills)
    parser.add_argument("--only", choices=list(OPERATIONS))
    options = parser.parse_args()
    names = list(OPERATIONS) if options.only is None else [options.only]
    if options.sqlite:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            place = Place(f"sqlite:///{folder / 'groups.db'}", lambda: _remove(folder / "groups.db"), folder)
            _loop("SQLite, command killed", names, options.sqlite, lambda *at: client_killed(place, *at))
    if options.neo4j or options.server:
        version = os.environ.get("GRUPPKARTA_TEST_NEO4J_VERSION", LTS)
        with Neo4jServer(version=version) as server, tempfile.TemporaryDirectory() as name:
            passwords = dict.fromkeys(("GRUPPKARTA_STORE_PASSWORD", "GRUPPKARTA_TARGET_PASSWORD"), server.password)
            place = Place(server.uri, Neo4jAddress(server.uri, *server.auth).empty, Path(name), passwords)
            _loop("Neo4j, command killed", names, options.neo4j, lambda *at: client_killed(place, *at))
            _loop(
                "Neo4j, server killed",
                names,
                options.server,
                lambda name, step: server_killed(place, name, step, server.kill, server.start),
            )


def _loop(title: str, names: Sequence[str], n_kills: int, kill: Callable[[str, int], None]) -> None:
    """Kill in each operation in turn, each time at another step."""
    chance, started = random.Random(SEED), perf_counter()
    for number in range(n_kills):
        name = names[number % len(names)]
        kill(name, chance.randrange(OPERATIONS[name].n_steps))
    sys.stdout.write(f"{title}: {n_kills} kills, each store as before or as after; {perf_counter() - started:.0f} s\n")
    sys.stdout.flush()


def _remove(path: Path) -> None:
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()


if __name__ == "__main__":
    main()
