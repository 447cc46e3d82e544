"""The whole answers on groups in the graph, on communities, and on alliances and conflicts, field by field."""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import igraph
import networkx as nx

from graph_service.analysis.random_source import igraph_random_numbers
from graph_service.domain import records
from tests.rival import days, structure_balance, structure_groups
from tests.rival.conflicts import conflicts
from tests.rival.contact_graph import slow_graph_of_year_before
from tests.rival.reach import chosen_groups
from tests.rival.structure_asked import Asked, Tree, size_of
from tests.rival.view import View, rows

SEEDS = range(20)
ONLY_ONES = {True: "yes", False: "no"}


# -- groups in the graph, and communities


def _groups(asked: Asked) -> list[str]:
    """The groups asked for, as what they became; by default those valid on the day that went into no other."""
    named = asked.options.groups
    view = asked.view
    return sorted(chosen_groups(view, None) if named is None else {view.heir_of[group] for group in named})


def cohesion(asked: Asked) -> Tree:
    """Answer `cohesion`."""
    graph, ids = asked.graph(), _groups(asked)
    before = slow_graph_of_year_before(asked.case, asked.as_of, asked.options, ids)
    of_person = {person: groups & set(ids) for person, groups in graph.groups.items()}
    cells = Counter(
        cell
        for a, b in graph.ties
        for cell in {(min(g, h), max(g, h)) for g in of_person[a] for h in of_person[b]}
    )  # fmt: skip
    table = []
    for group in ids:
        now, past = (structure_groups.held(some.persons, some.ties, some.groups, group) for some in (graph, before))
        ends = [(group in of_person[a]) + (group in of_person[b]) for a, b in graph.ties]
        one, both = ends.count(1), ends.count(2)
        table.append(
            {
                "group_id": group,
                "name": group,
                "n_members": now.n,
                "n_ties": now.m,
                "density": now.density,
                "mean_degree": now.mean_degree,
                "largest_share": now.share,
                "n_outside": one,
                "ei_index": (one - both) / (one + both) if one + both else None,
                "n_members_year_before": past.n,
                "density_year_before": past.density,
                "mean_degree_year_before": past.mean_degree,
                "largest_share_year_before": past.share,
            }
        )
    return {
        "graph": size_of(graph),
        "groups": table,
        "cells": [{"group_a": g, "group_b": h, "n_ties": n} for (g, h), n in sorted(cells.items())],
        "n_ties_in_no_cell": sum(not of_person[a] or not of_person[b] for a, b in graph.ties),
        "n_in_several": sum(len(groups) > 1 for groups in of_person.values()),
    }


def communities(asked: Asked) -> Tree:
    """Answer `communities`: runs of the library one iteration at a time, everything else counted here."""
    graph, ids = asked.graph(), _groups(asked)
    persons = sorted({person for pair in graph.ties for person in pair})
    network = nx.Graph([(persons.index(a), persons.index(b)) for a, b in sorted(graph.ties)])
    runs = [numbered(labels) for labels in leiden(network)] if persons else []
    scores = [structure_groups.modularity(network, dict(enumerate(labels))) for labels in runs]
    best = next((seed for seed, score in enumerate(scores) if score >= max(scores) - 1e-9), None)
    alike = [structure_groups.adjusted_rand(a, b) for a, b in combinations(runs, 2)]
    community = dict(zip(persons, runs[best], strict=True)) if best is not None else {}
    numbers = sorted(set(community.values()))
    groups = {person: sorted(graph.groups[person] & set(ids)) for person in persons}
    compared = [person for person in persons if len(groups[person]) == 1]
    both = ([community[person] for person in compared], [groups[person][0] for person in compared])
    members = Counter((community[person], group) for person in persons for group in groups[person])
    return {
        "graph": size_of(graph),
        "modularity": None if best is None else scores[best],
        "best_seed": best,
        "stability": sum(value or 0 for value in alike) / len(alike) if alike else None,
        "n_compared": len(compared),
        "adjusted_rand": structure_groups.adjusted_rand(*both),
        "mutual_information": structure_groups.mutual_information(*both),
        "n_isolates": len(graph.persons) - len(persons),
        "communities": [
            {
                "community": number,
                "n_persons": list(community.values()).count(number),
                "n_inside": sum(community[a] == community[b] == number for a, b in graph.ties),
                "n_outside": sum((community[a] == number) != (community[b] == number) for a, b in graph.ties),
            }
            for number in numbers
        ],
        "groups": [{"community": c, "group_id": group, "n_persons": n} for (c, group), n in sorted(members.items())],
        "rows": [
            {"person_id": person, "label": person, "community": number}
            for person, number in sorted(community.items(), key=lambda entry: (entry[1], entry[0]))
        ],
        "n_rows": len(persons),
        "next_after": None,
    }


def leiden(graph: "nx.Graph[int]") -> list[list[int]]:
    """Run the library from each seed until an iteration changes nothing, or ten in a row gain nothing."""
    network = igraph.Graph(n=len(graph), edges=sorted((min(edge), max(edge)) for edge in graph.edges))
    found = []
    for seed in SEEDS:
        with igraph_random_numbers(seed):
            raw: list[int] | None = None
            steps: list[list[int]] = []
            gains: list[float] = []
            while len(steps) < 2 or steps[-1] != steps[-2]:
                raw = network.community_leiden("modularity", n_iterations=1, initial_membership=raw).membership
                assert raw is not None
                steps.append(numbered(raw))
                gains.append(structure_groups.modularity(graph, dict(enumerate(raw))))
                if len(gains) > 10 and max(gains[-10:]) <= max(gains[:-10]) + 1e-12:
                    break
        found.append(steps[-1])
    return found


def numbered(labels: Sequence[int]) -> list[int]:
    """Number classes from 1: the largest first, of equal ones that of the first person."""
    sizes = Counter(labels)
    order = sorted(sizes, key=lambda label: (-sizes[label], list(labels).index(label)))
    return [order.index(label) + 1 for label in labels]


# -- alliances and conflicts of groups


def balance(asked: Asked) -> Tree:
    """Answer `balance`."""
    view, ids = asked.view, _groups(asked)
    states = asked.some("states") or ("active",)
    known = conflicts(view, states=states)
    edges = structure_balance.signs(view, groups=ids, states=states)
    splits = structure_balance.best_splits(edges)
    camp = {group: side for split in splits for group, side in zip(split.groups, split.splits[0], strict=True)}
    part_of = {group: number for number, split in enumerate(splits, 1) for group in split.groups}
    wrong = structure_balance.disagreeing(edges, camp)
    covers = structure_balance.covers(ids, edges)
    drawn = structure_balance.drawn_in(view, ids, edges)
    return {
        **_triads(edges),
        "frustration_index": sum(split.n_disagreeing for split in splits),
        "is_proven": True,
        "parts": [
            {
                "part": number,
                "n_groups": len(split.groups),
                "n_edges": sum(pair[0] in split.groups for pair in edges),
                "n_disagreeing": split.n_disagreeing,
                "n_disagreeing_at_least": split.n_disagreeing,
                "is_only_split": ONLY_ONES[len(split.splits) == 1],
            }
            for number, split in enumerate(splits, 1)
        ],
        "groups": [
            {
                "group_id": group,
                "name": group,
                "n_allies": sum(sign > 0 for pair, sign in edges.items() if group in pair),
                "n_rivals": sum(sign < 0 for pair, sign in edges.items() if group in pair),
                "part": part_of.get(group),
                "camp": camp.get(group),
                **_triads(edges, group),
            }
            for group in ids
        ],
        "edges": [
            {
                "group_a": a,
                "group_b": b,
                "sign": "+" if sign > 0 else "-",
                "also_allied": sign < 0 and (a, b) in known.allies,
                "record_ids": [
                    *(f"conflict:{conflict}" for conflict in known.pairs.get((a, b), ())),
                    *(f"alliance:{alliance}" for alliance in _alliances(view, a, b)),
                ],
                "disagrees": (a, b) in wrong,
                **_triads(edges, a, b),
            }
            for (a, b), sign in sorted(edges.items())
        ],
        "drawn_in": [_drawn_in(view, row) for row in drawn],
        "cover": {
            "group_ids": list(covers[0]),
            "proven_optimal": True,
            "gap": 0,
            "alternatives": [list(some) for some in covers[1 : asked.whole("n_alternatives", 0) + 1]],
        },
    }


def _triads(edges: structure_balance.Signs, *members: str) -> Tree:
    counts = structure_balance.triads(edges, members)
    return {
        "all_allied": counts["+++"],
        "two_against_one": counts["+--"],
        "torn_ally": counts["++-"],
        "all_in_conflict": counts["---"],
        "balance": (counts["+++"] + counts["+--"]) / counts.total() if counts.total() else None,
    }


def _alliances(view: View, a: str, b: str) -> list[str]:
    return [
        row.alliance_id
        for row in rows(view.case, records.Alliance)
        if {view.heir_of[row.group_a], view.heir_of[row.group_b]} == {a, b}
        and days.valid_on(row.valid_from, row.valid_to, view.as_of)
    ]


def _drawn_in(view: View, found: tuple[int, str, str, str, str, bool]) -> Tree:
    age, incident, harmed, rival, ally, is_also_allied = found
    row = view.incidents[incident]
    period = view.period(row)
    assert period is not None
    return {
        "incident_id": incident,
        "occurred_on": period.first,
        "precision": str(row.precision),
        "days_since": age,
        "harmed": harmed,
        "rival": rival,
        "ally": ally,
        "also_allied": is_also_allied,
    }
