"""Graphs of contacts for tests: from networkx or a table of ties to records, to a snapshot, to an answer."""

import csv
import random
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx

from graph_service.domain.policy import default_policy
from graph_service.domain.use_case import UseCase
from tests.asking import compute
from tests.rival import make
from tests.rival.structure_measures import Plain
from tests.snapshots import snapshot_from

DAY = date(2020, 12, 3)


def answer_of(question: UseCase[Any, Any], plain: Plain, *, shuffled: int | None = None, **parameters: object) -> Any:  # noqa: ANN401  of that question
    """Ask a question of a graph, with rows in another order if that is wanted."""
    groups = sorted({group for of_one in plain.groups.values() for group in of_one})
    members = [(person, group) for person, of_one in plain.groups.items() for group in sorted(of_one)]
    records: list[object] = [
        *(make.group(group) for group in groups),
        *(make.person(person) for person in plain.persons),
        *(make.tie(f"T-{a}-{b}", a, b, s) for (a, b), s in plain.ties.items()),
        *(make.member(f"M-{a}-{group}", a, group) for a, group in members),
    ]
    if members:
        records.append(make.source("S"))
    if shuffled is not None:
        random.Random(shuffled).shuffle(records)
    return compute(question, snapshot_from(records, DAY), default_policy(), **parameters)


def rows_of(result: Any) -> dict[str, Any]:  # noqa: ANN401  of a table of persons
    """Return the rows of a table by person."""
    return {row.person_id: row for row in result.rows}


def plain_of(graph: "nx.Graph[Any]", groups: Mapping[str, set[str]] | None = None) -> Plain:
    """Return a graph of the library, nodes as P-00, P-01, … in the order of their names."""
    names = {node: f"P-{i:04}" for i, node in enumerate(sorted(graph, key=str))}
    ties = {}
    for a, b, data in graph.edges(data=True):
        first, second = sorted((names[a], names[b]))
        ties[first, second] = float(data.get("weight", 1.0))
    return Plain(sorted(names.values()), ties, groups or {})


def random_plain(seed: int) -> Plain:
    """A small graph with groups, some in none and some in two, and strengths of which several are equal."""
    rnd = random.Random(seed)
    n = rnd.choice((0, 1, 2, 3, 5, 7, 9, 11))
    graph = nx.gnm_random_graph(n, rnd.randint(0, n * (n - 1) // 2 if rnd.random() < 0.3 else n + 2), seed=seed)
    for a, b in graph.edges:
        graph.edges[a, b]["weight"] = rnd.choice((0.5, 1.0, 1.0, 2.0, 3.0))
    groups = {}
    if rnd.random() < 0.8:
        for i in range(n):
            groups[f"P-{i:04}"] = set(rnd.sample(["G-1", "G-2", "G-3"], rnd.choice((0, 1, 1, 2))))
    return plain_of(graph, groups)


def table(path: Path) -> list[dict[str, str]]:
    """Read a CSV table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
