"""A network as nodes and edges in columns: what every form of file is written from, a few thousand rows at a time.

Node ids are prefixed with the kind (``person:P-0014``, ``group:G-02``), so that equal ids of different kinds stay
apart. Every edge has a key that no other edge has: the id of its record, or of a pair that several records join.
Nodes stand in the order of their kinds and ids; edges as an undirected networkx graph lists them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph_service.analysis.columns import Coded, Column, Listed, Rows, coded, grouped, together
from graph_service.analysis.network import (
    Network,
    NetworkGroup,
    NetworkIncident,
    NetworkMembership,
    NetworkPerson,
)
from graph_service.analysis.person_measures import NO_MEASURES, PersonMeasures
from graph_service.analysis.result import Note, Withheld, note
from graph_service.domain.snapshot import IntArray
from graph_service.domain.text import counted
from graph_service.domain.vocabulary import Role
from graph_service.interchange.graph_edges import edges_of
from graph_service.interchange.graph_parts import (
    Attribute,
    Edges,
    GraphShape,
    Nodes,
    constant,
    day_text,
    positions,
    rounded,
)


@dataclass(frozen=True, slots=True, eq=False)
class GraphColumns:
    """Nodes and edges of a network in a shape, the head that a file carries, and what is not in it."""

    head: Mapping[str, Attribute]
    nodes: Sequence[Nodes]
    edges: Sequence[Edges]
    order: IntArray  # positions of edges, all kinds together, as they are listed
    left_out: tuple[Note, ...]

    @property
    def counts(self) -> str:
        """What it holds, in one line."""
        held = _held(self.nodes, self.edges)
        return ", ".join(counted(held.get(kind, 0), kind, plural) for kind, plural in PLURALS.items())

    @property
    def keys(self) -> list[str]:
        """The keys of all edges, in the order in which they are listed."""
        values = np.concatenate([np.array(part.keys.values(), dtype=object) for part in self.edges])
        return values[self.order].tolist()  # type: ignore[no-any-return]  # texts


PLURALS = {
    "person": "persons", "group": "groups", "incident": "incidents", "tie": "ties", "membership": "memberships",
    "conflict": "conflicts", "alliance": "alliances", "involvement": "involvements",
}  # fmt: skip


def graph_columns(
    network: Network, *, handling: str, shape: GraphShape, measures: PersonMeasures = NO_MEASURES
) -> GraphColumns:
    """Turn a network into the columns of a graph.

    Parameters
    ----------
    network : Network
        What is exported.
    handling : str
        The handling mark, kept with the graph.
    shape : GraphShape
        With groups or incidents as nodes too, and with positions.
    measures : PersonMeasures
        Of its persons, an attribute for each column.

    Returns
    -------
    GraphColumns
        Nodes and edges; no attribute of them is None.
    """
    nodes = [part for part in _nodes(network, shape, measures) if len(part)]
    position = {name: i for i, name in enumerate(name for part in nodes for name in part.ids)}
    edges = list(edges_of(network, shape, position))
    n_by_kind = {
        "person": len(network.persons), "group": len(network.groups), "incident": len(network.incidents),
        "tie": len(network.ties), "membership": len(network.memberships), "conflict": len(network.conflicts),
        "alliance": len(network.alliances), "involvement": len(network.involvements),
    }  # fmt: skip
    held = _held(nodes, edges)
    missing = {kind: n - held.get(kind, 0) for kind, n in n_by_kind.items()}
    kinds = ("tie", "membership", "group", "conflict", "alliance", "incident", "involvement")
    notes = [note(f"{kind}_not_exported", missing[kind]) for kind in kinds]
    notes.append(note("place_not_exported", sum(name not in shape.places for name in position)))
    left_out = tuple(entry for entry in notes if entry.n)
    return GraphColumns(
        head=_head(network, handling, measures, left_out),
        nodes=nodes,
        edges=edges,
        order=_as_listed(edges),
        left_out=left_out,
    )


def _held(nodes: Sequence[Nodes], edges: Sequence[Edges]) -> dict[str, int]:
    return {part.kind: len(part) for part in nodes} | {part.kind: len(part) for part in edges}


def _head(network: Network, handling: str, measures: PersonMeasures, left_out: Sequence[Note]) -> dict[str, Attribute]:
    return {
        "handling": handling,
        "as_of": network.as_of.isoformat(),
        "records_until": network.records_until.isoformat() if network.records_until else "",
        "measure": network.measure,
        "version": network.version,
        "snapshot_id": network.snapshot_id,
        "policy": " ".join(str(network.policy[key]) for key in sorted(network.policy)),
        "notes": "; ".join(entry.words for entry in (*network.notes, *measures.notes, *left_out)),
        **({"measures": measures.about} if measures.columns else {}),
    }


def _as_listed(edges: Sequence[Edges]) -> IntArray:
    """Return the order in which networkx lists edges: by the end that stands first, then as pairs first came.

    Edges 1–3, 1–2, 3–1 of an undirected graph are listed as 1–3, 3–1, 1–2.
    """
    a = np.concatenate([part.a for part in edges]).astype(np.int64)
    b = np.concatenate([part.b for part in edges]).astype(np.int64)
    smaller, larger = np.minimum(a, b), np.maximum(a, b)
    by_pair = np.lexsort((larger, smaller))
    begins = (np.diff(smaller[by_pair], prepend=-1) != 0) | (np.diff(larger[by_pair], prepend=-1) != 0)
    first = np.empty(len(a), dtype=np.int64)
    first[by_pair] = by_pair[begins][np.cumsum(begins) - 1] if len(a) else by_pair
    return np.lexsort((first, smaller))


def _nodes(network: Network, shape: GraphShape, measures: PersonMeasures) -> Iterator[Nodes]:
    persons = Rows.of(NetworkPerson, network.persons)
    groups, elsewhere = persons.listed("groups"), persons.listed("groups_not_shown")
    yield _placed(
        "person",
        persons.coded("person_id"),
        {
            "label": persons.coded("label"),
            "group": groups.first(),
            "groups": groups.with_more(elsewhere),
            "associate_of": _associate_of(network, persons),
            "role": persons.coded("role").mapped(lambda role: role or None),
            "status": persons.coded("status"),
            "is_minor": persons.coded("is_minor"),
            "notified_on": persons.coded("notified_on").mapped(day_text),
            "points": persons.coded("points"),
            **_scores(measures, persons.coded("person_id").values()),
        },
        shape,
    )
    if shape.groups:
        rows = Rows.of(NetworkGroup, network.groups)
        yield _placed(
            "group",
            rows.coded("group_id"),
            {
                "label": rows.coded("name"),
                "n_named": rows.coded("n_named").mapped(lambda n: None if isinstance(n, Withheld) else n),
                "size_low": rows.coded("size_low"),
                "size_high": rows.coded("size_high"),
                "is_valid": rows.coded("is_valid"),
                "rank": rows.coded("rank"),
                "violence_index": rows.coded("violence_index").mapped(rounded),
                "source_id": rows.coded("source_id"),
                "rivals_not_shown": rows.listed("rivals_not_shown"),
                "allies_not_shown": rows.listed("allies_not_shown"),
            },
            shape,
        )
    if shape.incidents:
        acts = Rows.of(NetworkIncident, network.incidents)
        yield _placed(
            "incident",
            acts.coded("incident_id"),
            {
                "label": acts.coded("incident_id"),
                "occurred_on": together(acts.coded("occurred_on"), acts.coded("precision"), day_text),
                "precision": acts.coded("precision"),
                "type": acts.coded("type"),
                "outcome": acts.coded("outcome"),
                "suspect_groups": acts.listed("suspect_groups"),
                "victim_groups": acts.listed("victim_groups"),
                "source_id": acts.coded("source_id"),
            },
            shape,
        )


def _scores(measures: PersonMeasures, persons: Sequence[str]) -> dict[str, Coded]:
    """A column for each measure: a value for each person, None where it is not defined or not measured."""
    return {
        name: coded([rounded(score) if isinstance(score, float) else score for score in map(scores.get, persons)])
        for name, scores in measures.columns.items()
    }


def _placed(kind: str, ids: Coded, attributes: Mapping[str, Column], shape: GraphShape) -> Nodes:
    names = [f"{kind}:{key}" for key in ids.values()]
    columns = {"kind": constant(kind, len(names)), **attributes}
    places = [shape.places.get(name) for name in names] if shape.places else []
    for axis, name in enumerate(("x", "y")):
        values = [None if place is None else place[axis] for place in places]
        columns[name] = coded(values) if any(places) else constant(None, len(names))
    return Nodes(kind, names, columns)


def _associate_of(network: Network, persons: Rows[NetworkPerson]) -> Listed:
    """Return for each person the groups of which they are an associate, each once, in the order of the records."""
    rows = Rows.of(NetworkMembership, network.memberships)
    rows = rows.at(rows.coded("role").among({Role.ASSOCIATE.value}))
    position = {key: i for i, key in enumerate(persons.coded("person_id").values())}
    person, group = positions(rows.coded("person_id"), position), rows.coded("group_id")
    _, first = np.unique(person * len(group.words) + group.codes, return_index=True)
    first = np.sort(first)
    first = first[person[first] >= 0]
    first = first[np.argsort(person[first], kind="stable")]
    return grouped(person[first], group.codes[first], group.words, n_rows=len(persons))
