"""A network as nodes and edges in columns: what every form of file is written from, a few thousand rows at a time.

Node ids are prefixed with the kind (``person:P-0014``, ``group:G-02``), so that equal ids of different kinds stay
apart. Every edge has a key that no other edge has: the id of its record, or of a pair that several records join.
Nodes stand in the order of their kinds and ids; edges as an undirected networkx graph lists them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from graph_service.analysis.columns import Coded, Column, Listed, Rows, coded, grouped, together
from graph_service.analysis.network import (
    Network,
    NetworkAlliance,
    NetworkConflict,
    NetworkGroup,
    NetworkIncident,
    NetworkInvolvement,
    NetworkMembership,
    NetworkPerson,
    NetworkTie,
)
from graph_service.analysis.result import Note, Withheld, note
from graph_service.domain.snapshot import IntArray
from graph_service.domain.text import counted
from graph_service.domain.vocabulary import Role

Attribute = str | int | float | bool
Position = tuple[float, float]
MANY = "|"  # between the words of a list, as in the tables
SIGNS = {"year": 4, "month": 7}  # of an ISO date, by its precision
DIGITS = 6


@dataclass(frozen=True, slots=True)
class GraphShape:
    """What a graph holds beside persons and ties, and where its nodes stand.

    `groups` adds groups, memberships, conflicts and alliances; `incidents` adds incidents and involvements.
    `places` gives x and y by node id, in units of the map, y downwards.
    """

    groups: bool = False
    incidents: bool = False
    places: Mapping[str, Position] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Nodes:
    """Nodes of one kind. Where a column holds None or an empty list, a node does not have that attribute."""

    kind: str
    ids: Sequence[str]  # with their prefix
    attributes: Mapping[str, Column]

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Edges of one kind between nodes given by position, in the order of the network."""

    kind: str
    a: IntArray
    b: IntArray
    keys: Coded
    attributes: Mapping[str, Column]

    def __len__(self) -> int:
        """Return the number of edges both ends of which are there."""
        return len(self.keys)


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
        return values[self.order].tolist()  # type: ignore[no-any-return]


PLURALS = {
    "person": "persons", "group": "groups", "incident": "incidents", "tie": "ties", "membership": "memberships",
    "conflict": "conflicts", "alliance": "alliances", "involvement": "involvements",
}  # fmt: skip


def graph_columns(network: Network, *, handling: str, shape: GraphShape) -> GraphColumns:
    """Turn a network into the columns of a graph.

    Parameters
    ----------
    network : Network
        What is exported.
    handling : str
        The handling mark, kept with the graph.
    shape : GraphShape
        With groups or incidents as nodes too, and with positions.

    Returns
    -------
    GraphColumns
        Nodes and edges; no attribute of them is None.
    """
    nodes = [part for part in _nodes(network, shape) if len(part)]
    position = {name: i for i, name in enumerate(name for part in nodes for name in part.ids)}
    edges = list(_edges(network, shape, position))
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
        head=_head(network, handling, left_out),
        nodes=nodes,
        edges=edges,
        order=_as_listed(edges),
        left_out=left_out,
    )


def _held(nodes: Sequence[Nodes], edges: Sequence[Edges]) -> dict[str, int]:
    return {part.kind: len(part) for part in nodes} | {part.kind: len(part) for part in edges}


def _head(network: Network, handling: str, left_out: Sequence[Note]) -> dict[str, Attribute]:
    return {
        "handling": handling,
        "as_of": network.as_of.isoformat(),
        "records_until": network.records_until.isoformat() if network.records_until else "",
        "measure": network.measure,
        "version": network.version,
        "snapshot_id": network.snapshot_id,
        "policy": " ".join(str(network.policy[key]) for key in sorted(network.policy)),
        "notes": "; ".join(f"{entry.n} {entry.text}" for entry in (*network.notes, *left_out)),
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


def _nodes(network: Network, shape: GraphShape) -> Iterator[Nodes]:
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
            "notified_on": persons.coded("notified_on").mapped(_day),
            "points": persons.coded("points"),
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
                "violence_index": rows.coded("violence_index").mapped(_rounded),
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
                "occurred_on": together(acts.coded("occurred_on"), acts.coded("precision"), _day),
                "precision": acts.coded("precision"),
                "type": acts.coded("type"),
                "outcome": acts.coded("outcome"),
                "suspect_groups": acts.listed("suspect_groups"),
                "victim_groups": acts.listed("victim_groups"),
                "source_id": acts.coded("source_id"),
            },
            shape,
        )


def _placed(kind: str, ids: Coded, attributes: Mapping[str, Column], shape: GraphShape) -> Nodes:
    names = [f"{kind}:{key}" for key in ids.values()]
    columns = {"kind": _constant(kind, len(names)), **attributes}
    places = [shape.places.get(name) for name in names] if shape.places else []
    for axis, name in enumerate(("x", "y")):
        values = [None if place is None else place[axis] for place in places]
        columns[name] = coded(values) if any(places) else _constant(None, len(names))
    return Nodes(kind, names, columns)


def _constant(word: str | None, n: int) -> Coded:
    return Coded(np.zeros(n, dtype=np.int8), (word,))


def _associate_of(network: Network, persons: Rows[NetworkPerson]) -> Listed:
    """Return for each person the groups of which they are an associate, each once, in the order of the records."""
    rows = Rows.of(NetworkMembership, network.memberships)
    rows = rows.at(rows.coded("role").among({Role.ASSOCIATE.value}))
    position = {key: i for i, key in enumerate(persons.coded("person_id").values())}
    person, group = _positions(rows.coded("person_id"), position), rows.coded("group_id")
    _, first = np.unique(person * len(group.words) + group.codes, return_index=True)
    first = np.sort(first)
    first = first[person[first] >= 0]
    first = first[np.argsort(person[first], kind="stable")]
    return grouped(person[first], group.codes[first], group.words, n_rows=len(persons))


def _edges(network: Network, shape: GraphShape, position: Mapping[str, int]) -> Iterator[Edges]:
    def between(kind: str, a: Coded, b: Coded, keys: Coded, attributes: Mapping[str, Column]) -> Edges:
        first_kind, second_kind = _ENDS[kind]
        first = _positions(a, position, f"{first_kind}:")
        second = _positions(b, position, f"{second_kind}:")
        columns = {"kind": _constant(kind, len(keys)), **attributes}
        is_held = (first >= 0) & (second >= 0)
        if bool(is_held.all()):
            return Edges(kind, first, second, keys, columns)
        kept = {name: column.at(is_held) for name, column in columns.items()}
        return Edges(kind, first[is_held], second[is_held], keys.at(is_held), kept)

    if shape.groups:
        rows = Rows.of(NetworkMembership, network.memberships)
        yield between(
            "membership",
            rows.coded("person_id"),
            rows.coded("group_id"),
            rows.coded("record_id"),
            {
                "role": rows.coded("role"),
                "basis": rows.coded("basis"),
                "valid_from": rows.coded("valid_from").mapped(_day),
                "valid_to": rows.coded("valid_to").mapped(_day),
                "record_ids": rows.coded("record_id"),
                "source_ids": rows.coded("source_id"),
            },
        )
    yield _ties(network, between)
    if shape.groups:
        yield _conflicts(network, between)
        yield _alliances(network, between)
    if shape.incidents:
        links = Rows.of(NetworkInvolvement, network.involvements)
        yield between(
            "involvement",
            links.coded("person_id"),
            links.coded("incident_id"),
            links.coded("record_id"),
            {
                "part": together(links.coded("part"), links.coded("status"), _part),
                "status": links.coded("status"),
                "decided_on": links.coded("decided_on").mapped(_day),
                "harm": links.coded("harm"),
                "record_ids": links.coded("record_id"),
                "source_ids": links.coded("source_id"),
            },
        )


_Between = Callable[[str, Coded, Coded, Coded, Mapping[str, Column]], Edges]
_ENDS = {
    "membership": ("person", "group"), "tie": ("person", "person"), "conflict": ("group", "group"),
    "alliance": ("group", "group"), "involvement": ("person", "incident"),
}  # fmt: skip


def _ties(network: Network, between: _Between) -> Edges:
    rows = Rows.of(NetworkTie, network.ties)
    a, b, strength = rows.coded("person_a"), rows.coded("person_b"), rows.coded("strength").mapped(_rounded)
    return between(
        "tie",
        a,
        b,
        _keys("tie", rows.listed("record_ids"), a, b),
        {
            "kinds": rows.listed("kinds"),
            "strength": strength,
            "weight": strength,  # the name by which other programs read it
            "first_on": together(rows.coded("first_on"), rows.coded("first_precision"), _day),
            "last_on": together(rows.coded("last_on"), rows.coded("last_precision"), _day),
            "record_ids": rows.listed("record_ids"),
            "source_ids": rows.listed("source_ids"),
        },
    )


def _conflicts(network: Network, between: _Between) -> Edges:
    rows = Rows.of(NetworkConflict, network.conflicts)
    a, b, ids = rows.coded("group_a"), rows.coded("group_b"), rows.coded("conflict_id")
    ends = zip(ids.values(), a.values(), b.values(), strict=True)
    return between(
        "conflict",
        a,
        b,
        coded([_pair_id("conflict", *three) for three in ends]),
        {
            "conflict_id": ids,
            "label": rows.coded("name").mapped(lambda name: name or None),
            "status": rows.coded("status"),
            "n_incidents": coded(rows.listed("incident_ids").lengths.tolist()),
            "incident_ids": rows.listed("incident_ids"),
            "record_ids": rows.listed("record_ids"),
            "source_ids": rows.listed("source_ids"),
        },
    )


def _alliances(network: Network, between: _Between) -> Edges:
    rows = Rows.of(NetworkAlliance, network.alliances)
    a, b, record_ids = rows.coded("group_a"), rows.coded("group_b"), rows.listed("record_ids")
    attributes: dict[str, Column] = {"record_ids": record_ids, "source_ids": rows.listed("source_ids")}
    return between("alliance", a, b, _keys("alliance", record_ids, a, b), attributes)


def _keys(kind: str, record_ids: Listed, a: Coded, b: Coded) -> Coded:
    """Return the record where one alone joins two ends, and else a name made of the ends.

    A record that joins several pairs, as an incident with three suspects does, is the id of none of them.
    """
    records = record_ids.first()
    is_own = np.array([word is not None and word.startswith(f"{kind}:") for word in records.words], dtype=np.bool_)
    is_single = (record_ids.lengths == 1) & is_own[records.codes]
    pairs = np.flatnonzero(~is_single)
    names = [_pair_id(f"{kind}s", a.value(row), b.value(row)) for row in pairs.tolist()]
    codes = records.codes.astype(np.int64)
    codes[pairs] = np.arange(len(records.words), len(records.words) + len(names))
    return Coded(codes, [*records.words, *names])


def _pair_id(kind: str, *ids: str) -> str:
    """Join ids so that no two edges share one: a colon within an id is escaped."""
    return ":".join([kind, *(part.replace("%", "%25").replace(":", "%3A") for part in ids)])


def _positions(column: Coded, position: Mapping[str, int], prefix: str = "") -> IntArray:
    """Return where the things that a column names stand, -1 for what is not there."""
    of_words = (position.get(f"{prefix}{word}", -1) for word in column.words)
    return np.fromiter(of_words, dtype=np.int64, count=len(column.words))[column.codes]


def _day(day: date | None, precision: str | None = None) -> str | None:
    """Write a date as exactly as it is known: 2026-04-05, 2026-04 or 2026."""
    return None if day is None else day.isoformat()[: SIGNS.get(precision or "")]


def _part(part: str, status: str | None) -> str:
    return part if status != "believed" else "believed"


def _rounded(value: float) -> float:
    return round(value, DIGITS)
