"""The service over HTTP: one caller after the other, cold and warm, then 100 requests a second for minutes.

``python -m benchmarks.bench_api [PERSONS ...] [--minutes=5] [--neo4j]``, 0 persons being the demo city. Only
against a service of its own on 127.0.0.1; bounded in time and in requests. The store is a SQLite file, or with
`--neo4j` a Neo4j server of its own, which needs Java and Maven.
"""

import asyncio
import sys
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx
import numpy as np

from benchmarks import synthetic
from benchmarks.measure import Line, finish, saying, show, sizes_asked
from benchmarks.serving import Service, filled, service
from loaders.demo_city import DEMO_AS_OF, demo_city
from tests.neo4j_server.launcher import Neo4jServer

DEMO = 0
SIZES = (DEMO, 100_000)
AIM_P99_MS = 50.0
N_WARM = 200
ENOUGH_S = 30.0  # long answers are asked for fewer times
RATE = 100
MINUTES = 5.0
MAX_MINUTES = 10.0
AIM_GROWTH_MIB = 64.0
KIB, MS = 1024, 1000.0


def questions(persons: int) -> dict[str, str]:
    """Return what is asked, by name.

    Parameters
    ----------
    persons : int
        Size of the population, `DEMO` for the demo city.

    Returns
    -------
    dict[str, str]
        Name to path and query.
    """
    if persons == DEMO:
        day, group, person = f"as_of={DEMO_AS_OF}", "G-01", "P-0014"
    else:
        day, group, person = f"as_of={synthetic.AS_OF}", "G-0000003", "P-0000007"
    return {
        "scorecard": f"/v1/scorecard?{day}",
        "scorecard, first 100": f"/v1/scorecard?{day}&limit=100",
        "priorities, message": f"/v1/priorities/message?{day}",
        "priorities, message, first 100": f"/v1/priorities/message?{day}&limit=100",
        "priorities, message, one group": f"/v1/priorities/message?{day}&group={group}",
        "group": f"/v1/groups/{group}?{day}",
        "person": f"/v1/persons/{person}?{day}",
        "explanation": f"/v1/persons/{person}/explanation?{day}",
        "groups, a page": f"/v1/groups?{day}",
        "incidents, a page": f"/v1/incidents?{day}",
        "persons, a page": f"/v1/persons?{day}",
        "network, one group": f"/v1/network?{day}&group={group}",
        "network, everything": f"/v1/network?{day}",
    }


def asked(running: Service, name: str, path: str, persons: int) -> Line:
    """Ask one question again and again.

    Parameters
    ----------
    running : Service
        The service.
    name : str
        What is asked.
    path : str
        Path and query.
    persons : int
        Size of the population.

    Returns
    -------
    Line
        The first answer, then the middle and the slowest of the following.
    """
    first, body = _once(running, path)
    took = list[float]()
    until = perf_counter() + ENOUGH_S
    while len(took) < N_WARM and (perf_counter() < until or not took):
        took.append(_once(running, path)[0])
    middle, slow = (float(np.percentile(took, q)) * MS for q in (50, 99))
    cells = (_size(persons), name, f"{body / KIB:,.0f}", f"{first * MS:,.0f}", f"{middle:,.1f}", f"{slow:,.1f}")
    return Line((*cells, str(len(took))), slow <= AIM_P99_MS)


def _once(running: Service, path: str) -> tuple[float, int]:
    started = perf_counter()
    answer = running.client.get(path)
    answer.raise_for_status()
    return perf_counter() - started, len(answer.content)


def _size(persons: int) -> str:
    return "demo city" if persons == DEMO else f"{persons:,}"


async def loaded(running: Service, paths: list[str], minutes: float) -> Line:
    """Send requests at a steady rate, whether or not earlier ones are answered.

    Parameters
    ----------
    running : Service
        The service.
    paths : list[str]
        What is asked, in turn.
    minutes : float
        For how long.

    Returns
    -------
    Line
        Statuses, times and memory.
    """
    took, statuses, memory = list[float](), Counter[str](), [running.memory_mib()]
    n_requests = int(min(minutes, MAX_MINUTES) * 60 * RATE)
    limits = httpx.Limits(max_connections=RATE, max_keepalive_connections=RATE)
    async with httpx.AsyncClient(
        base_url=running.address, headers=dict(running.headers), timeout=30, limits=limits
    ) as client:

        async def one(path: str) -> None:
            started = perf_counter()
            try:
                answer = await client.get(path)
                statuses[str(answer.status_code)] += 1
            except httpx.HTTPError as error:
                statuses[type(error).__name__] += 1
            took.append(perf_counter() - started)

        begun = perf_counter()
        async with asyncio.TaskGroup() as group:
            for i in range(n_requests):
                await asyncio.sleep(max(0.0, begun + i / RATE - perf_counter()))
                group.create_task(one(paths[i % len(paths)]))
                if i % (RATE * 10) == 0:
                    memory.append(running.memory_mib())
    memory.append(running.memory_mib())
    rate = n_requests / (perf_counter() - begun)
    middle, slow = (float(np.percentile(took, q)) * MS for q in (50, 99))
    warm = memory[len(memory) // 5]  # what is loaded on first use is loaded by then
    growth = memory[-1] - warm
    is_met = set(statuses) == {"200"} and growth < AIM_GROWTH_MIB
    counted = ", ".join(f"{status}: {n:,}" for status, n in sorted(statuses.items()))
    cells = (f"{n_requests:,} at {rate:.0f}/s", counted, f"{middle:,.1f}", f"{slow:,.1f}")
    return Line((*cells, f"{memory[0]:,.0f}", f"{warm:,.0f}", f"{memory[-1]:,.0f}"), is_met)


def measured(persons: int, minutes: float, server: Neo4jServer | None) -> tuple[list[Line], list[Line]]:
    """Serve a population, ask everything, then ask a lot.

    Parameters
    ----------
    persons : int
        Size of the population.
    minutes : float
        How long the load is; the demo city alone gets it.
    server : Neo4jServer | None
        Holds the store; None: a file does.

    Returns
    -------
    tuple[list[Line], list[Line]]
        Lines of single questions, and of the load.
    """
    with TemporaryDirectory() as name:
        with saying(f"store of {_size(persons)}"):
            url = server.uri if server else f"sqlite:///{Path(name) / 'store.db'}"
            password = server.password if server else None
            token = filled(demo_city() if persons == DEMO else synthetic.tables(persons), url, password=password)
        asking = questions(persons)
        with service(url, token, password=password) as running:
            lines = [asked(running, name, path, persons) for name, path in asking.items()]
            if not minutes or persons != DEMO:
                return lines, []
            light = [path for name, path in asking.items() if name != "network, everything"]
            return lines, [asyncio.run(loaded(running, light, minutes))]


HEAD = ("store", "question", "KiB", "first, ms", "p50, ms", "p99, ms", "n")
LOAD_HEAD = ("requests", "answers", "p50, ms", "p99, ms", "MiB before", "MiB after a fifth", "MiB at the end")

if __name__ == "__main__":
    (minutes,) = [float(one.split("=")[1]) for one in sys.argv if one.startswith("--minutes=")] or [MINUTES]
    singles, loads = list[Line](), list[Line]()
    for persons in sizes_asked(SIZES):
        with Neo4jServer(heap="2g") if "--neo4j" in sys.argv else nullcontext() as server:
            some, others = measured(persons, minutes, server)
        singles += some
        loads += others
    met = show(f"HTTP, one caller; p99 under {AIM_P99_MS:.0f} ms once warm", HEAD, singles)
    if loads:
        met &= show(f"HTTP, {RATE} requests a second; no error, memory flat", LOAD_HEAD, loads)
    finish(all_met=met)
