"""A network as a networkx graph: persons and groups as nodes; ties, memberships, conflicts and alliances as edges.

Node ids are prefixed with the kind (``person:P-0014``, ``group:G-02``), so that equal ids of different kinds stay
apart. Every edge has a key, since two groups may be in conflict and allied at once. No attribute is None: what is not
known is left out. Dates are ISO text. For igraph: ``igraph.Graph.from_networkx(to_networkx(...))``.
"""

from collections.abc import Mapping

import networkx as nx

from graph_service.analysis.network import Network
from graph_service.analysis.result import Note, Withheld

Attribute = str | int | float | bool
MANY = "|"  # between the words of a list, as in the tables


def to_networkx(network: Network, *, handling: str) -> "nx.MultiGraph[str]":
    """Turn a network into an undirected graph with typed nodes and edges.

    Parameters
    ----------
    network : Network
        What is exported.
    handling : str
        The handling mark, kept with the graph.

    Returns
    -------
    nx.MultiGraph[str]
        Nodes and edges in the order of their ids; `kind` says what each is.
    """
    graph: nx.MultiGraph[str] = nx.MultiGraph(**_head(network, handling))
    for person in network.persons:
        graph.add_node(
            f"person:{person.person_id}",
            **_known(
                {
                    "kind": "person",
                    "label": person.label,
                    "role": person.role or None,
                    "status": person.status,
                    "is_minor": person.is_minor,
                    "notified_on": person.notified_on.isoformat() if person.notified_on else None,
                    "points": person.points,
                }
            ),
        )
    for group in network.groups:
        graph.add_node(
            f"group:{group.group_id}",
            **_known(
                {
                    "kind": "group",
                    "label": group.name,
                    "n_named": None if isinstance(group.n_named, Withheld) else group.n_named,
                    "size_low": group.size_low,
                    "size_high": group.size_high,
                    "is_valid": group.is_valid,
                    "rank": group.rank,
                    "violence_index": round(group.violence_index, 6),
                }
            ),
        )
    _add_edges(graph, network)
    return graph


def left_out(network: Network) -> tuple[Note, ...]:
    """Count the edges that have an end which the network does not hold, and so cannot be exported.

    Parameters
    ----------
    network : Network
        What is exported.

    Returns
    -------
    tuple[Note, ...]
        One note a kind, none where nothing is left out.
    """
    persons = {person.person_id for person in network.persons}
    groups = {group.group_id for group in network.groups}
    counts = (
        ("tie_not_exported", "ties", sum(not {t.person_a, t.person_b} <= persons for t in network.ties)),
        ("membership_not_exported", "memberships", sum(len(set(p.groups) - groups) for p in network.persons)),
        ("conflict_not_exported", "conflicts", sum(not {c.group_a, c.group_b} <= groups for c in network.conflicts)),
        ("alliance_not_exported", "alliances", sum(not {a.group_a, a.group_b} <= groups for a in network.alliances)),
    )
    return tuple(Note(code, n, f"{what} with an end that is not shown") for code, what, n in counts if n)


def _head(network: Network, handling: str) -> dict[str, Attribute]:
    notes = (*network.notes, *left_out(network))
    return {
        "handling": handling,
        "as_of": network.as_of.isoformat(),
        "measure": network.measure,
        "version": network.version,
        "snapshot_id": network.snapshot_id,
        "policy": " ".join(str(network.policy[key]) for key in sorted(network.policy)),
        "notes": "; ".join(f"{note.n} {note.text}" for note in notes),
    }


def _known(attributes: Mapping[str, Attribute | None]) -> dict[str, Attribute]:
    return {name: value for name, value in attributes.items() if value is not None}


def _add_edges(graph: "nx.MultiGraph[str]", network: Network) -> None:
    def add(a: str, b: str, key: str, attributes: Mapping[str, Attribute | None]) -> None:
        if a in graph and b in graph:
            graph.add_edge(a, b, key=key, **_known(attributes))

    for person in network.persons:
        for group_id in dict.fromkeys(person.groups):
            ends = (f"person:{person.person_id}", f"group:{group_id}")
            add(*ends, _edge_id("membership", person.person_id, group_id), {"kind": "membership"})
    for tie in network.ties:
        ends = (f"person:{tie.person_a}", f"person:{tie.person_b}")
        about: dict[str, Attribute | None] = {
            "kind": "tie",
            "kinds": MANY.join(tie.kinds),
            "strength": round(tie.strength, 6),
            "weight": round(tie.strength, 6),  # the name by which other programs read it
            "first_on": tie.first_on.isoformat() if tie.first_on else None,
            "last_on": tie.last_on.isoformat() if tie.last_on else None,
            "record_ids": MANY.join(tie.record_ids),
            "source_ids": MANY.join(tie.source_ids),
        }
        add(*ends, _edge_id("tie", tie.person_a, tie.person_b), about)
    for conflict in network.conflicts:
        ends = (f"group:{conflict.group_a}", f"group:{conflict.group_b}")
        about = {
            "kind": "conflict",
            "conflict_id": conflict.conflict_id,
            "label": conflict.name or None,
            "status": conflict.status,
            "n_incidents": len(conflict.incident_ids),
            "incident_ids": MANY.join(conflict.incident_ids),
        }
        add(*ends, _edge_id("conflict", conflict.conflict_id, conflict.group_a, conflict.group_b), about)
    for alliance in network.alliances:
        ends = (f"group:{alliance.group_a}", f"group:{alliance.group_b}")
        about = {"kind": "alliance", "record_ids": MANY.join(alliance.record_ids)}
        add(*ends, _edge_id("alliance", alliance.group_a, alliance.group_b), about)


def _edge_id(kind: str, *ids: str) -> str:
    """Join ids so that no two edges share one: a colon within an id is escaped."""
    return ":".join([kind, *(part.replace("%", "%25").replace(":", "%3A") for part in ids)])
