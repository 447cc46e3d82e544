"""Measuring: ours and a rival by turns in one run, the best of a few, and a table of what came out."""

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from os import getloadavg
from time import perf_counter, process_time
from typing import TypeVar

T = TypeVar("T")
REPEATS = 3


@dataclass(frozen=True, slots=True)
class Time:
    """Seconds on the clock and of this process's processor; other programs blur the first alone."""

    wall: float
    cpu: float

    def best(self, other: "Time") -> "Time":
        """Return the smaller of each."""
        return Time(min(self.wall, other.wall), min(self.cpu, other.cpu))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table; `is_met` is None where nothing was aimed at."""

    cells: tuple[str, ...]
    is_met: bool | None = None


def timed(work: Callable[[], object]) -> Time:
    """Time a piece of work once, after the garbage of what was before is gone.

    Parameters
    ----------
    work : Callable[[], object]
        What is done; what it returns is let go after the clock has stopped.

    Returns
    -------
    Time
        How long it took.
    """
    gc.collect()
    wall, cpu = perf_counter(), process_time()
    kept = work()
    took = Time(perf_counter() - wall, process_time() - cpu)
    del kept
    return took


def best_of(*works: Callable[[], object], repeats: int = REPEATS) -> list[Time]:
    """Time several pieces of work by turns, and return the best time of each.

    Parameters
    ----------
    works : Callable[[], object]
        Ours and its rivals.
    repeats : int
        How many turns.

    Returns
    -------
    list[Time]
        One time a piece of work.
    """
    found = [timed(work) for work in works]
    for _ in range(repeats - 1):
        found = [known.best(timed(work)) for known, work in zip(found, works, strict=True)]
    return found


def verdict(*, is_met: bool | None) -> str:
    """Say whether an aim was met.

    Parameters
    ----------
    is_met : bool | None
        None without an aim.

    Returns
    -------
    str
        A word.
    """
    return "" if is_met is None else "met" if is_met else "missed"


def show(title: str, head: Sequence[str], lines: Sequence[Line]) -> bool:
    """Print a table as the README of the benchmarks takes it.

    Parameters
    ----------
    title : str
        What is measured.
    head : Sequence[str]
        Names of the columns, without the last one, which says whether the aim was met.
    lines : Sequence[Line]
        The lines.

    Returns
    -------
    bool
        Whether every aim was met.
    """
    print(f"\n**{title}** (load {getloadavg()[0]:.1f})\n")
    print(f"| {' | '.join((*head, ''))} |")
    print(f"|{'---|' * (len(head) + 1)}")
    for line in lines:
        print(f"| {' | '.join((*line.cells, verdict(is_met=line.is_met)))} |", flush=True)
    return all(line.is_met is not False for line in lines)


def sizes_asked(default: Sequence[int]) -> list[int]:
    """Return the numbers of persons given on the command line.

    Parameters
    ----------
    default : Sequence[int]
        Where none is given.

    Returns
    -------
    list[int]
        Numbers of persons.
    """
    return [int(one) for one in sys.argv[1:] if one.isdigit()] or list(default)


def finish(*, all_met: bool) -> None:
    """End the program: 1 if an aim was missed.

    Parameters
    ----------
    all_met : bool
        Whether every aim was met.
    """
    sys.exit(0 if all_met else 1)


@contextmanager
def saying(what: str) -> Iterator[None]:
    """Say what is being prepared, on the error stream.

    Parameters
    ----------
    what : str
        A few words.

    Yields
    ------
    None
        While it is done.
    """
    started = perf_counter()
    yield
    print(f"{what}: {perf_counter() - started:.1f} s", file=sys.stderr, flush=True)
