"""Possible duplicates of an invented population, in a process of its own: seconds, and the most memory it took.

Names are drawn as unevenly as in a register: some are borne by many. 2 in 100 persons stand on record twice, the
second time with a slip: a letter, Swedish letters spelt out, the words swapped, another birth year or none.

``python -m benchmarks.bench_duplicates [PERSONS ...]``
"""

import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks import synthetic
from benchmarks.measure import Line, finish, show, sizes_asked, timed
from graph_service.analysis.duplicates import DuplicateParameters, duplicates
from graph_service.domain.policy import default_policy
from graph_service.domain.snapshot import Snapshot, snapshot_of, with_texts

SIZES = (12_500, 100_000)
AIM_S, AIM_GIB = 60.0, 2.0
GIB = 2**20  # resource counts KiB
N_FIRST, N_LAST = 2_000, 8_000
EVENNESS = 0.8  # of Zipf's law: how much more often the first name is borne than the tenth
SECOND_ROWS = 0.02
NO_YEAR = 0.2
SYLLABLES = ("an", "bo", "da", "el", "fa", "gu", "hå", "in", "jo", "ka", "lö", "ma", "nä", "ol", "pe", "ra", "sa", "ti")
CHILD = "--one"


def population(persons: int) -> tuple[Snapshot, set[tuple[str, str]]]:
    """Return a population with names, and the pairs of rows that are one person.

    Parameters
    ----------
    persons : int
        How many rows.

    Returns
    -------
    tuple[Snapshot, set[tuple[str, str]]]
        The records with names beside them, and the pairs.
    """
    random = np.random.default_rng(synthetic.SEED)
    first, last = _words(random, N_FIRST, 3), _words(random, N_LAST, 4)
    columns = synthetic.columns(synthetic.tables(persons))
    given, family = _drawn(random, N_FIRST, persons), _drawn(random, N_LAST, persons)
    names = [(f"{first[a]} {last[b]}",) for a, b in zip(given.tolist(), family.tolist(), strict=True)]
    years = list(columns["person"]["birth_year"])
    ids = columns["person"]["person_id"]
    rows = random.permutation(persons)[: int(2 * persons * SECOND_ROWS)].tolist()
    pairs = set()
    for original, copy in zip(rows[::2], rows[1::2], strict=True):
        names[copy] = (_slip(random, names[original][0]),)
        years[copy] = years[original] if random.random() > NO_YEAR else None
        pairs.add((min(ids[original], ids[copy]), max(ids[original], ids[copy])))
    columns["person"]["birth_year"] = years
    snapshot = snapshot_of(synthetic.CONTENT_HASH, columns, synthetic.AS_OF)
    beside: Mapping[str, Mapping[str, Sequence[Any]]] = {"person": {"names": names, "aliases": [()] * persons}}
    return with_texts(snapshot, beside), pairs


def _words(random: np.random.Generator, n: int, n_syllables: int) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < n:
        words["".join(SYLLABLES[i] for i in random.integers(0, len(SYLLABLES), n_syllables)).capitalize()] = None
    return list(words)


def _drawn(random: np.random.Generator, n: int, size: int) -> synthetic.Ints:
    weights = 1 / np.arange(1, n + 1) ** EVENNESS
    return random.choice(n, size, p=weights / weights.sum())


def _slip(random: np.random.Generator, name: str) -> str:
    at = int(random.integers(1, len(name) - 1))
    slips = (
        name,
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name.replace("å", "aa").replace("ä", "ae").replace("ö", "oe"),
        ", ".join(reversed(name.split())),
        " ".join(reversed(name.split())),
    )
    return slips[int(random.integers(0, len(slips)))]


def child(persons: int) -> None:
    """Measure once, and print seconds on the clock and of the processor, GiB, candidates, and how many planted pairs.

    The last is the share of the pairs that stand on record twice which are among the candidates.

    Parameters
    ----------
    persons : int
        Size of the population.
    """
    snapshot, pairs = population(persons)
    answers = []
    took = timed(lambda: answers.append(duplicates(snapshot, default_policy(), DuplicateParameters())))
    (answer,) = answers
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / GIB
    listed = {(row.person_a, row.person_b) for row in answer.candidates}
    print(took.wall, took.cpu, peak, answer.n_rows, len(pairs & listed) / len(pairs))


def measured(persons: int) -> Line:
    """Measure in a process of its own.

    Parameters
    ----------
    persons : int
        Size of the population.

    Returns
    -------
    Line
        What came out.
    """
    command = [sys.executable, "-m", "benchmarks.bench_duplicates", CHILD, str(persons)]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    wall, cpu, peak, n_rows, share = map(float, text.split())
    cells = (f"{persons:,}", f"{wall:.1f}", f"{cpu:.1f}", f"{peak:.2f}", f"{n_rows:,.0f}", f"{share:.0%}")
    return Line(cells, cpu < AIM_S and peak < AIM_GIB)


HEAD = ("persons", "s", "CPU s", "GiB at most", "candidates", "of the planted pairs")

if __name__ == "__main__":
    if CHILD in sys.argv:
        child(int(sys.argv[2]))
        sys.exit()
    lines = [measured(persons) for persons in sizes_asked(SIZES)]
    finish(all_met=show(f"Possible duplicates, in under {AIM_S:.0f} CPU s and {AIM_GIB:.0f} GiB", HEAD, lines))
