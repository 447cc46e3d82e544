"""The whole answer to each question of structure, field by field, put together from the slow implementations.

An answer has all fields but the head; a field that is missing here, or new in the result, makes the two differ.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import networkx as nx
import numpy as np

from tests.rival import pools, structure_measures, structure_paths, structure_sets
from tests.rival.contact_graph import SlowGraph
from tests.rival.reach import is_calculation
from tests.rival.structure_answers_of_groups import balance, cohesion, communities
from tests.rival.structure_asked import Asked, RefusedError, Tree, plain, ranked, size_of
from tests.rival.structure_measures import Plain
from tests.rival.view import View

SHOWN = 50  # sets
SORTED_BY = {"between_groups": "n_other_groups", "cut_persons": "n_parts", "bridges": "n_bridges"}
COLUMNS = {
    "betweenness": (
        "betweenness", "betweenness_normalized", "betweenness_standard_error", "betweenness_not_seen",
    ),
    "between_groups": ("n_other_groups",),
    "ei_index": ("ei_index", "n_inside", "n_outside", "n_without_group"),
    "cut_persons": ("is_cut_person", "n_parts", "part_sizes"),
    "bridges": ("n_bridges",),
}  # fmt: skip
MEASURES = (
    "degree strength betweenness closeness harmonic coreness constraint effective_size efficiency "
    "effective_size_unweighted efficiency_unweighted eigenvector pagerank inter_centrality between_groups ei_index "
    "cut_persons bridges"
).split()


# -- the graph as a whole, and persons in it


def summary(asked: Asked) -> Tree:
    """Answer `summary`."""
    graph = asked.graph()
    numbers = structure_measures.summary_of(plain(graph))
    for name, first, second in (
        ("component_sizes", "n_persons", "n_components"),
        ("degree_distribution", "degree", "n_persons"),
    ):
        numbers[name] = [{first: a, second: b} for a, b in numbers[name]]  # type: ignore[attr-defined]  # pairs
    return {"graph": size_of(graph), **numbers}


def structure(asked: Asked) -> Tree:
    """Answer `structure`."""
    graph = asked.graph()
    slow = plain(graph)
    measures = list(asked.some("measures")) or MEASURES
    sort = str(asked.get("sort") or (measures[0] if asked.some("measures") else "degree"))
    phi = asked.get("phi")
    eigenvalue = structure_measures.largest_eigenvalue(slow)
    if eigenvalue is not None and phi is not None and "inter_centrality" in measures:
        assert isinstance(phi, float)
        if not 0 < phi < 1 / eigenvalue:
            raise RefusedError
    table = structure_measures.individual(slow)
    between, is_exact = _betweenness(slow, asked)
    fall = structure_measures.falls_without(slow, phi if isinstance(phi, float) else None)
    for person, row in table.items():
        row.update({f"betweenness_{name}": value for name, value in between[person].items() if name != "betweenness"})
        row.update(betweenness=between[person]["betweenness"], inter_centrality=fall.get(person))
    shown = {name for measure in measures for name in COLUMNS.get(measure, (measure,))}
    values = {person: row[SORTED_BY.get(sort, sort)] for person, row in table.items()}
    asks_phi = "inter_centrality" in measures and eigenvalue is not None
    used = (0.5 / eigenvalue if phi is None else phi) if asks_phi and eigenvalue is not None else None
    bridges = structure_measures.bridges_of(slow) if "bridges" in measures else {}
    return {
        "graph": size_of(graph),
        "measures": measures,
        "sort": sort,
        "betweenness_is_exact": is_exact if "betweenness" in measures else None,
        "phi": used,
        "largest_eigenvalue": eigenvalue if asks_phi else None,
        "rows": [
            {"person_id": person, "label": person, "rank": rank}
            | {name: value if name in shown else None for name, value in table[person].items()}
            for person, rank in ranked(values, smallest_first=sort == "constraint")
        ],
        "n_rows": len(table),
        "next_after": None,
        "bridges": [
            {"person_a": a, "person_b": b, "n_at_a": at_a, "n_at_b": at_b}
            for (a, b), (at_a, at_b) in sorted(bridges.items())
        ],
    }


def betweenness(asked: Asked) -> Tree:
    """Answer `betweenness`."""
    graph = asked.graph()
    scores, is_exact = _betweenness(plain(graph), asked)
    order = ranked({person: row["betweenness"] for person, row in scores.items()})
    return {
        "graph": size_of(graph),
        "is_exact": is_exact,
        "rows": [{"person_id": person, "label": person, "rank": rank, **scores[person]} for person, rank in order],
        "n_rows": len(order),
        "next_after": None,
    }


def _betweenness(graph: Plain, asked: Asked) -> tuple[dict[str, Tree], bool]:
    """Betweenness of each, exact or of a sample; and which of the two."""
    persons, n = graph.persons, len(graph.persons)
    sampled = asked.get("sampled")
    assert sampled is None or isinstance(sampled, int)
    is_exact = sampled is None or sampled >= n
    if is_exact:
        exact = {person: row["betweenness"] for person, row in structure_measures.individual(graph).items()}
        values: dict[str, tuple[float, float | None]] = {
            person: (float(str(value)), None) for person, value in exact.items()
        }
    else:
        assert sampled is not None
        drawn = [persons[i] for i in np.random.default_rng(0).choice(n, sampled, replace=False)]
        values = {}
        for person in persons:
            shares = np.array([_dependency(graph, source, person) for source in drawn])
            raw = n / (2 * sampled) * float(shares.sum())
            deviation = float(shares.std(ddof=1)) if sampled > 1 else 0.0
            error = n / 2 * deviation / sampled**0.5 * (1 - sampled / n) ** 0.5 if sampled > 1 else None
            values[person] = (raw, error)
    pairs = (n - 1) * (n - 2) / 2
    return {
        person: {
            "betweenness": raw,
            "normalized": raw / pairs if n > 2 else None,
            "standard_error": error,
            "not_seen": not is_exact and raw == 0,
        }
        for person, (raw, error) in values.items()
    }, is_exact


def _dependency(graph: Plain, source: str, person: str) -> float:
    """Over all others: the share of the shortest paths from a source on which somebody stands in between."""
    total, ties = 0.0, graph.ties
    for end in graph.persons:
        if len({source, person, end}) == 3:
            paths = structure_paths.all_shortest(graph.persons, ties, [source], [end])
            total += sum(person in path for path in paths) / len(paths) if paths else 0
    return total


# -- paths and neighbourhoods


def paths(asked: Asked) -> Tree:
    """Answer `paths`."""
    graph, view = asked.graph(), asked.view
    avoided = {view.one_of[person] for person in asked.some("avoid")}
    start, end = str(asked.get("start")), str(asked.get("end"))
    are_groups = start.startswith("group:")
    if not are_groups and (view.one_of[start] == view.one_of[end] or {view.one_of[start], view.one_of[end]} & avoided):
        raise RefusedError
    persons = [person for person in graph.persons if person not in avoided]
    ties = {pair: s for pair, s in graph.ties.items() if set(pair) <= set(persons)}
    ends = [_end(view, word, persons, asked) for word in (start, end)]
    found = structure_paths.slow_paths(persons, ties, ends[0][1], ends[1][1])
    limit = asked.get("max_steps")
    is_longer = found.n_steps is not None and isinstance(limit, int) and found.n_steps > limit
    left = SlowGraph(persons, ties, graph.groups)
    records = [entry for pair in ties for entry in graph.records[pair]]
    left.n_undated = sum(_is_undated(entry) for entry in records)
    return {
        "graph": size_of(left),
        "start": ends[0][0],
        "end": ends[1][0],
        "outcome": "none" if found.n_steps is None else "longer" if is_longer else "paths",
        "n_steps": None if is_longer else found.n_steps,
        "n_paths": None if is_longer else found.n_paths,
        "paths": [
            {
                "number": number,
                "person_ids": list(path),
                "labels": list(path),
                "weakest": weakest,
                "steps": [_tie(graph, a, b) for a, b in pairwise(path)],
            }
            for number, (path, weakest) in enumerate(() if is_longer else found.first, 1)
        ],
    }


def _is_undated(record: Mapping[str, object]) -> bool:
    return str(record["record_id"]).startswith("tie:") and record["first_on"] is record["last_on"] is None


def _end(view: View, word: str, persons: Sequence[str], asked: Asked) -> tuple[Tree, list[str]]:
    """An end of a path: what is said of it, and who stands there."""
    if not word.startswith("group:"):
        person = view.one_of[word]
        if person not in persons:
            raise RefusedError
        return {"person_id": person, "group_id": None, "n_persons": 1}, [person]
    group = view.heir_of[word.removeprefix("group:")]
    there = [person for person in persons if group in view.groups_of(person, asked.as_of)]
    if not there:
        raise RefusedError
    return {"person_id": None, "group_id": group, "n_persons": len(there)}, there


def _tie(graph: SlowGraph, a: str, b: str) -> Tree:
    """A tie with its records, as seen from the first of two."""
    pair = (min(a, b), max(a, b))
    return {"person_a": a, "person_b": b, "strength": graph.ties[pair], "records": graph.records[pair]}


def _named(asked: Asked, graph: SlowGraph) -> list[str]:
    """The persons named, each once."""
    named = list(dict.fromkeys(asked.view.one_of[person] for person in asked.some("persons")))
    if not set(named) <= set(graph.persons):
        raise RefusedError
    return named


def common(asked: Asked) -> Tree:
    """Answer `common`."""
    graph = asked.graph()
    named = _named(asked, graph)
    if len(named) < 2:
        raise RefusedError
    return {
        "graph": size_of(graph),
        "persons": named,
        "contacts": [
            {
                "person_id": person,
                "label": person,
                "weakest": weakest,
                "ties": [_tie(graph, name, person) for name in named],
            }
            for person, weakest in structure_paths.slow_common(graph.persons, graph.ties, named)
        ],
    }


def around(asked: Asked) -> Tree:
    """Answer `around`."""
    graph = asked.graph()
    centres = _named(asked, graph)
    within = structure_paths.slow_around(graph.persons, graph.ties, centres, asked.whole("steps", 1))
    shown = within[: asked.whole("most", 25)]
    inside = {*centres, *(person for person, *_ in shown)}
    return {
        "graph": size_of(graph),
        "centres": centres,
        "n_within": len(within),
        "persons": [
            {"person_id": person, "label": person, "n_steps": away, "weakest": weakest, "nearest": list(nearest)}
            for person, away, weakest, nearest in shown
        ],
        "ties": [_tie(graph, a, b) for a, b in sorted(graph.ties) if {a, b} <= inside],
    }


# -- sets of persons


def key_players(asked: Asked) -> Tree:
    """Answer `key-players`."""
    graph, size, steps = asked.graph(), asked.whole("size", 2), asked.whole("steps", 2)
    n, is_diagnosis = len(graph.persons), bool(asked.get("diagnostics"))
    if is_diagnosis and n - size < 2:
        raise RefusedError
    pool = graph.persons if is_diagnosis else [person for person in _pool(asked) if person in graph.persons]
    network = nx.Graph(list(graph.ties))
    network.add_nodes_from(graph.persons)
    measures: list[Tree] = []
    for measure in structure_sets.MEASURES if is_diagnosis else ("reach", "weighted_reach"):
        divides = measure.endswith("fragmentation")
        among = graph.persons if divides else pool
        value, sets = structure_sets.best(network, measure, size, steps, among) if len(among) >= size else (None, [])
        alone = size if measure == "reach" else size / n if n else 0
        measures.append(
            {
                "measure": measure,
                "value": value,
                "others_only": None if divides or value is None else value - alone,
                "before": structure_sets.MEASURES[measure](network, (), steps) if divides else None,
                "proven_optimal": value is not None,
                "bound": value,
                "n_sets": len(sets),
                "sets": [list(members) for members in sets[:SHOWN]],
            }
        )
    caveat = "not what the programme is for" if is_diagnosis else None
    return {"graph": size_of(graph), "n_pool": len(pool), "removal_caveat": caveat, "measures": measures}


def _pool(asked: Asked) -> list[str]:
    """Who may be in a set: as for representatives."""
    view, pool = asked.view, asked.get("pool")
    named = asked.options.groups
    if pool == "supervised":
        return pools.supervised_pool(view)
    if pool is not None:
        return pools.given_pool(view, asked.some("pool"))
    if is_calculation(view):
        return [person for person in view.persons if not pools.is_victim_only(view, person)]
    return pools.default_pool(view, groups=None if named is None else {view.heir_of[group] for group in named})


RIVALS: Mapping[str, Callable[[Asked], Tree]] = {
    "summary": summary,
    "structure": structure,
    "betweenness": betweenness,
    "paths": paths,
    "common": common,
    "around": around,
    "cohesion": cohesion,
    "communities": communities,
    "balance": balance,
    "key-players": key_players,
}
