"""The whole chain in one process of its own: load a case, import it, read a snapshot, compute everything.

``python -m benchmarks.bench_memory [PERSONS ...]``
"""

import resource
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks import synthetic
from benchmarks.bench_analysis import MEASURES
from benchmarks.bench_sqlite import ours, read_ours
from benchmarks.measure import Line, finish, saying, show, sizes_asked
from graph_service.analysis.result import to_json
from graph_service.domain.policy import default_policy
from graph_service.services.snapshots import DAYS_KEPT
from loaders.case_folder import load_case

SIZES = (12_500, 25_000, 50_000, 100_000)
AIM_MB = 2 * 1024
CHAIN = "--chain"
TODAY = date(2026, 11, 24)
DAILY = ("scorecard", "message lane", "safety lane")  # what a service keeps of each day
Step = tuple[str, float]  # what was done, and the peak in MiB once it was


def chain(folder: Path) -> list[Step]:
    """Go the whole way once.

    Parameters
    ----------
    folder : Path
        Holds the case; the store is made beside it.

    Returns
    -------
    list[Step]
        The peak of memory after each step.
    """
    file, policy = folder / "store.sqlite", default_policy()
    steps = [("programs loaded", _peak())]
    tables = load_case(folder / "case", today=TODAY).tables
    steps.append(("case loaded", _peak()))
    ours(tables, file)
    steps.append(("imported", _peak()))
    del tables
    snapshot = read_ours(file)
    steps.append(("snapshot", _peak()))
    answers = []
    for name, measure in MEASURES.items():
        answers.append(measure(snapshot, policy))
        steps.append((name, _peak()))
    days = [snapshot.on(synthetic.AS_OF - timedelta(days=back)) for back in range(1, DAYS_KEPT)]
    for other in days:
        answers += [MEASURES[name](other, policy) for name in DAILY]
    steps.append((f"{', '.join(DAILY)} of {DAYS_KEPT} days", _peak()))
    steps.append((f"JSON of the scorecard ({len(to_json(answers[0])) // 2**20} MiB)", _peak()))
    return steps


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(persons: int) -> list[Line]:
    """Run the chain in a child process.

    Parameters
    ----------
    persons : int
        Size of the population.

    Returns
    -------
    list[Line]
        One line a step; the aim stands beside the last.
    """
    with TemporaryDirectory() as name:
        with saying(f"{persons:,} persons"):
            # in a process of its own: a child's peak begins with that of its parent
            command = [sys.executable, "-m", "benchmarks.synthetic", f"{name}/case", str(persons)]
            subprocess.run(command, check=True)
        started = perf_counter()
        command = [sys.executable, "-m", "benchmarks.bench_memory", CHAIN, name]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        took = perf_counter() - started
    steps = [line.rsplit("\t", 1) for line in done.stdout.splitlines()]
    lines = [Line((f"{persons:,}", step, f"{float(peak):,.0f}")) for step, peak in steps]
    last = float(steps[-1][1])
    return [*lines, Line((f"{persons:,}", f"all, in {took:.0f} s", f"{last:,.0f}"), last < AIM_MB)]


if __name__ == "__main__":
    if sys.argv[1:2] == [CHAIN]:
        for step, peak in chain(Path(sys.argv[2])):
            print(f"{step}\t{peak}")
        sys.exit()
    lines = [line for persons in sizes_asked(SIZES) for line in measured(persons)]
    finish(all_met=show(f"Peak memory, MiB; under {AIM_MB:,}", ("persons", "after", "peak"), lines))
