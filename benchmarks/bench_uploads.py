"""Hostile archives, many at once: whether the service says that it lives as soon as when nothing is asked of it.

``python -m benchmarks.bench_uploads [ARCHIVES ...]``. Only against a service of its own on 127.0.0.1.
"""

import io
import random
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import TYPE_CHECKING

import httpx

from benchmarks.measure import Line, finish, show
from benchmarks.serving import Service, filled, service
from loaders.demo_city import demo_city

if TYPE_CHECKING:
    from multiprocessing.queues import SimpleQueue
    from multiprocessing.synchronize import Event as EventType

SIZES = (300,)
AT_ONCE = 30
N_IDLE = 200
EVERY_S = 0.02
RETRY_S = 1.0  # sooner than the service asks for
TIMES = 5.0  # as slow as the slowest reply of the idle service it may be
FLOOR_S = 0.05  # of the slowest reply of the idle service: a machine that others use has its own hitches
MS = 1000.0
MOST_ROWS = 300_000
SEED = 20201203
PATH = "/v1/imports/check"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was answered, and how long it took to say that the service lives, s."""

    statuses: Counter[str]
    idle_s: float
    during: Sequence[float]

    @property
    def slowest_s(self) -> float:
        """The slowest reply under attack."""
        return max(self.during)

    @property
    def percentiles(self) -> Sequence[float]:
        """Half, 9 of 10, 99 of 100 replies under attack were as fast, and all."""
        ordered = sorted(self.during)
        return [ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.9, 0.99, 1)]

    @property
    def is_met(self) -> bool:
        """Whether health was answered as soon as it must be."""
        return self.slowest_s <= TIMES * max(self.idle_s, FLOOR_S)


def _packed(name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method, compresslevel=1) as archive:
        archive.writestr(name, content)
        if name == "case.toml":
            archive.writestr("sources.csv", "source_id\nS-1\n")
    return buffer.getvalue()


def _rows(chance: random.Random, most_rows: int) -> bytes:
    n_rows = chance.choice((most_rows // 10, most_rows))
    return _packed("sources.csv", b"source_id\n" + b"".join(b"S-%d\n" % row for row in range(n_rows)))


def _bad_rows(chance: random.Random, most_rows: int) -> bytes:
    header, row = b"person_id,label,protected_identity,birth_year\n", b"P-1,,maybe,9999\n"
    return _packed("persons.csv", header + row * chance.randrange(most_rows // 10, most_rows // 5))


def _columns(chance: random.Random) -> bytes:
    header = ",".join(f"c{number}" for number in range(chance.choice((1_900, 30_000))))
    return _packed("sources.csv", f"source_id,{header}\n".encode() + b"," * 30_000)


def _marks(chance: random.Random) -> bytes:
    return _packed("sources.csv", ("source_id,note\n" + "1,a" + "\u0301\u0316" * chance.randrange(40_000)).encode())


def _toml(chance: random.Random) -> bytes:
    return _packed("case.toml", b".".join([b"a"] * chance.choice((9, 100_000))) + b" = 1")


def _brackets(chance: random.Random) -> bytes:
    return _packed("case.toml", b"x = " + chance.choice((b"[", b"{a=")) * 100_000)


def _bomb(chance: random.Random) -> bytes:
    return _packed("sources.csv", b"0" * chance.choice((900_000, 20_000_000)))


def _many(chance: random.Random) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(chance.choice((150, 3_000))):
            archive.writestr(f"t{number}.csv", "x")
    return buffer.getvalue()


def _noise(chance: random.Random) -> bytes:
    made = bytearray(_packed("persons.csv", chance.randbytes(50_000), zipfile.ZIP_STORED))
    for _ in range(chance.randrange(20)):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def _large_noise(chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(8_000_000))


OF_ROWS = (_rows, _bad_rows)
OF_OTHERS: tuple[Callable[[random.Random], bytes], ...] = (
    _columns,
    _marks,
    _toml,
    _brackets,
    _bomb,
    _many,
    _noise,
    _large_noise,
)


def archives(n_archives: int, *, most_rows: int = MOST_ROWS, seed: int = SEED) -> Iterator[bytes]:
    """Make hostile archives.

    Parameters
    ----------
    n_archives : int
        How many, of each kind by turns.
    most_rows : int
        Of the largest.
    seed : int
        Of chance.

    Yields
    ------
    bytes
        What is uploaded.
    """
    chance = random.Random(seed)
    kinds: list[Callable[[random.Random], bytes]] = [
        *(partial(kind, most_rows=most_rows) for kind in OF_ROWS),
        *OF_OTHERS,
    ]
    for number in range(n_archives):
        yield kinds[number % len(kinds)](chance)


def attack(running: Service, sent: Iterable[bytes], *, at_once: int = AT_ONCE) -> Outcome:
    """Upload hostile archives, and ask all the while whether the service lives.

    Parameters
    ----------
    running : Service
        What is attacked.
    sent : Iterable[bytes]
        The archives.
    at_once : int
        How many of them at once.

    Returns
    -------
    Outcome
        What was answered, and how soon.
    """
    processes = get_context("spawn")  # who measures must not wait for those who send
    has_begun, is_over, seconds = processes.Event(), processes.Event(), processes.SimpleQueue()
    watcher = processes.Process(target=_watch, args=(running.address, has_begun, is_over, seconds))
    watcher.start()
    has_begun.wait()
    with ThreadPoolExecutor(at_once) as pool:
        statuses = Counter(pool.map(partial(_upload, running), sent))
    is_over.set()
    idle_s, during = seconds.get()
    watcher.join()
    return Outcome(statuses, idle_s, during)


def _watch(address: str, has_begun: "EventType", is_over: "EventType", seconds: "SimpleQueue[object]") -> None:
    with httpx.Client(base_url=address, timeout=60) as client:
        client.get("/v1/health")  # opens the connection
        idle: list[float] = []
        for _ in range(N_IDLE):
            idle.append(_health_s(client))
            sleep(EVERY_S)
        during: list[float] = []
        has_begun.set()
        while not is_over.is_set():
            during.append(_health_s(client))
            sleep(EVERY_S)
        seconds.put((max(idle), during))


def _health_s(client: httpx.Client) -> float:
    begun = perf_counter()
    client.get("/v1/health").raise_for_status()
    return perf_counter() - begun


def _upload(running: Service, archive: bytes) -> str:
    """Send an archive until it is taken in, and return what is said of it."""
    while True:
        answer = running.client.post(PATH, files={"archive": ("case.zip", archive)})
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
            return "200" if answer.is_success else f"{answer.status_code} {answer.json()['code']}"
        sleep(RETRY_S)


def main() -> None:
    """Measure, print, and fail if the aim is missed."""
    lines = []
    with TemporaryDirectory() as temporary:
        url = f"sqlite:///{Path(temporary, 'city.db')}"
        with service(url, filled(demo_city(), url)) as running:
            for n_archives in [int(word) for word in sys.argv[1:]] or SIZES:
                outcome = attack(running, archives(n_archives))
                print(
                    f"{dict(outcome.statuses)}; health: {', '.join(f'{MS * at:.0f}' for at in outcome.percentiles)} ms"
                )
                cells = (
                    f"{n_archives} archives, {AT_ONCE} at once",
                    f"{MS * outcome.idle_s:.1f}",
                    f"{MS * outcome.slowest_s:.1f}",
                    str(len(outcome.during)),
                )
                is_met = outcome.is_met and not any(status.startswith("5") for status in outcome.statuses)
                lines.append(Line(cells, is_met))
    head = ("what", "slowest health, idle, ms", "under attack, ms", "asked")
    finish(all_met=show("Hostile uploads", head, lines))


if __name__ == "__main__":
    main()
