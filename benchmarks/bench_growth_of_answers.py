"""How the time of each answer, and of each form it is written in, grows with the number of persons.

Seconds of the processor, from records without anything remembered to the last byte of JSON; exponents by least squares.
``python -m benchmarks.bench_growth_of_answers [QUESTION…]``: all of them, or those alone, and all forms of file. Exact
covers, key players and measures over all pairs are listed and may grow faster; nothing else grows above 1.2.
"""

import sys
from collections.abc import Iterator
from time import process_time
from typing import Any

import numpy as np

from benchmarks import synthetic
from benchmarks.bench_growth import MOST, exponent
from graph_service.analysis.network import NETWORK
from graph_service.analysis.people import alive, people
from graph_service.analysis.person_measures import NO_MEASURES
from graph_service.analysis.registry import QUESTIONS
from graph_service.analysis.result import json_chunks
from graph_service.domain.policy import default_policy
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.use_case import UseCase
from graph_service.exports import EXPORT_FORMS, NetworkFileParameters

SIZES = (2_000, 4_000, 8_000, 16_000)
SMALL = (500, 1_000, 2_000, 3_000)  # of key players, who are looked for among up to 3,000
POLICY = default_policy()
EXCEPTED = {
    "representatives": "an exact cover",
    "key-players": "sets are tried",
    "betweenness": "all pairs, up to the size from which it is sampled",
    "communities": "a search that goes on until nothing improves",
    "summary": "distances of all pairs",
    "structure": "all pairs, for closeness and its like",
}


def _parameters(question: UseCase[Any, Any], snapshot: Snapshot) -> Any:  # noqa: ANN401  of that question
    ids = _in_the_graph(snapshot)
    asked: dict[str, dict[str, object]] = {
        "group": {"group_id": snapshot["group"].ids[0]},
        "priorities": {"lane": "message"},
        "explain": {"person_id": ids[0]},
        "paths": {"start": ids[0], "end": ids[-1], "all_persons": True},
        "common": {"persons": (ids[0], ids[1]), "all_persons": True},
        "around": {"persons": (ids[0],), "all_persons": True},
    }
    fields = question.parameters.__dataclass_fields__
    everybody = {"all_persons": True} if "all_persons" in fields else {}
    return question.parameters(**asked.get(question.name, everybody))


def _in_the_graph(snapshot: Snapshot) -> list[str]:
    """Return who lives on the day: the dead are in no graph that is asked of."""
    rows = np.flatnonzero(alive(snapshot) & people(snapshot).is_person)
    return [snapshot["person"].ids[int(row)] for row in rows]


def _answers(snapshots: dict[int, Snapshot]) -> Iterator[tuple[str, tuple[int, ...], list[float]]]:
    for question in QUESTIONS:
        if question.beside or (len(sys.argv) > 1 and question.name not in sys.argv[1:]):
            continue  # the population has no names: see bench_duplicates
        seconds = []
        sizes = SMALL if question.name == "key-players" else SIZES
        for n in sizes:
            fresh = snapshots[n].on(synthetic.AS_OF)
            parameters = _parameters(question, snapshots[n])
            begun = process_time()
            for _ in json_chunks(question.compute(fresh, POLICY, parameters)):
                pass
            seconds.append(process_time() - begun)
        yield question.name, sizes, seconds


def _forms(snapshots: dict[int, Snapshot]) -> Iterator[tuple[str, tuple[int, ...], list[float]]]:
    networks = {n: NETWORK.compute(snapshots[n], POLICY, NETWORK.parameters()) for n in SIZES}
    for form in EXPORT_FORMS:
        seconds = []
        for n in SIZES:
            begun = process_time()
            for _ in form.write(networks[n], NO_MEASURES, "mark", NetworkFileParameters()).chunks():
                pass
            seconds.append(process_time() - begun)
        yield f"network written as {form.name.value}", SIZES, seconds


def main() -> None:
    """Measure, print the table, and fail where something grows faster than it may."""
    snapshots = {n: synthetic.snapshot(n) for n in {*SIZES, *SMALL}}
    print("| what | persons | seconds of the processor | exponent |\n|---|---|---|---|")
    is_missed = False
    for make in (_answers, _forms):
        for name, sizes, seconds in make(snapshots):
            slope = exponent(sizes, seconds)
            excepted = EXCEPTED.get(name, "")
            is_missed = is_missed or (slope > MOST and not excepted)
            said = f" ({excepted})" if excepted else ""
            persons, taken = ", ".join(f"{n:,}" for n in sizes), ", ".join(f"{s:.3f}" for s in seconds)
            print(f"| {name}{said} | {persons} | {taken} | {slope:.2f} |", flush=True)
    sys.exit(is_missed)


if __name__ == "__main__":
    main()
