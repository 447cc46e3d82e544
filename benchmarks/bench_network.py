"""The network of everything in every form of file, beside the encoder of the library on the same data.

Each form is written in a process of its own, so that its peak of memory is its own; tables that measures share are
remembered, as in a service. ``python -m benchmarks.bench_network [PERSONS ...]``
"""

import gc
import json
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import synthetic
from benchmarks.measure import Line, best_of, finish, show, sizes_asked
from graph_service.analysis.network import Network, NetworkParameters, network
from graph_service.analysis.person_measures import NO_MEASURES
from graph_service.analysis.result import json_chunks, plain
from graph_service.cli.session import write_file
from graph_service.domain.policy import default_policy
from graph_service.domain.snapshot import Snapshot
from graph_service.exports import EXPORT_FORMS, FormName, NetworkFileParameters
from graph_service.services.projection import project
from graph_service.services.subjects import persons_in
from graph_service.services.view import view_of

SIZES = (12_500, 100_000)
AIM_S = 3.0
MIB = 2**20
JSON, RAW, RAW_IN_LINES = "json", "json.dumps", "json.dumps, indented"
FORMS = (JSON, *(form.value for form in (FormName.GRAPHML, FormName.GEXF, FormName.NODE_LINK)))
RIVALS = (RAW, RAW_IN_LINES)
CHILD = "--form"


def answered(snapshot: Snapshot) -> Network:
    """Do what the frame of the service does between a right and a trail: compute, project, name the subjects.

    Parameters
    ----------
    snapshot : Snapshot
        The records.

    Returns
    -------
    Network
        The answer to a caller who sees neither victims nor protected persons.
    """
    shown = project(network(snapshot, default_policy(), NetworkParameters()), view_of(snapshot, frozenset()))
    persons_in(shown)
    return shown


def chunks(form: str, answer: Network) -> Iterator[str]:
    """Write an answer in a form, in parts.

    Parameters
    ----------
    form : str
        One of `FORMS`.
    answer : Network
        The answer.

    Returns
    -------
    Iterator[str]
        The text.
    """
    if form == JSON:
        return json_chunks(answer)
    writer = next(entry for entry in EXPORT_FORMS if entry.name == form)
    return writer.write(answer, NO_MEASURES, "mark", NetworkFileParameters(incidents=True)).chunks()


def child(form: str, persons: int) -> None:
    """Time one form, and print seconds to the answer, seconds of all, MiB of the text, MiB that Python took at most.

    Parameters
    ----------
    form : str
        One of `FORMS` or `RIVALS`.
    persons : int
        Size of the population.
    """
    snapshot = synthetic.snapshot(persons)
    answered(snapshot)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "network"
        answer: Callable[[], object] = partial(answered, snapshot)
        write: Callable[[], object] = partial(_write, path, form, snapshot)
        if form in RIVALS:
            document, indent = plain(answer()), 2 if form == RAW_IN_LINES else None
            answer, write = partial(dict), partial(_write_raw, path, document, indent)
        first, whole = best_of(answer, write)
        gc.collect()
        tracemalloc.start()
        write()
        _, peak = tracemalloc.get_traced_memory()
        print(first.cpu, whole.cpu, path.stat().st_size / MIB, peak / MIB)


def _write(path: Path, form: str, snapshot: Snapshot) -> None:
    write_file(path, chunks(form, answered(snapshot)))


def _write_raw(path: Path, document: object, indent: int | None) -> None:
    write_file(path, json.dumps(document, ensure_ascii=False, sort_keys=True, indent=indent))


def measured(persons: int) -> list[Line]:
    """Time all forms, each in a process of its own.

    Parameters
    ----------
    persons : int
        Size of the population.

    Returns
    -------
    list[Line]
        One line a form.
    """
    found = {}
    for form in (*RIVALS, *FORMS):
        command = [sys.executable, "-m", "benchmarks.bench_network", CHILD, form, str(persons)]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        found[form] = [float(word) for word in text.split()]
    raw = found[RAW][1]
    return [
        Line(
            (f"{persons:,}", form, f"{first:.2f}", f"{whole:.2f}", f"{whole / raw:.2f}", f"{size:.0f}", f"{peak:.0f}"),
            None if form in RIVALS else whole < AIM_S,
        )
        for form, (first, whole, size, peak) in found.items()
    ]


HEAD = ("persons", "form", "answer, CPU s", "written, CPU s", "of json.dumps", "MiB", "most MiB of Python")

if __name__ == "__main__":
    if CHILD in sys.argv:
        child(sys.argv[2], int(sys.argv[3]))
        sys.exit()
    lines = [line for persons in sizes_asked(SIZES) for line in measured(persons)]
    finish(all_met=show(f"The network of everything to a file, in under {AIM_S:.0f} s", HEAD, lines))
