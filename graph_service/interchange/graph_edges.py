"""The edges of a graph in columns: memberships, ties, conflicts, alliances and involvements, each with a key."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from graph_service.analysis.columns import Coded, Column, Listed, Rows, coded, together
from graph_service.analysis.network import (
    Network,
    NetworkAlliance,
    NetworkConflict,
    NetworkInvolvement,
    NetworkMembership,
    NetworkTie,
)
from graph_service.interchange.graph_parts import Edges, GraphShape, constant, day_text, positions, rounded


def edges_of(network: Network, shape: GraphShape, position: Mapping[str, int]) -> Iterator[Edges]:
    """Return the edges of each kind between nodes that are there; `position` says where a node stands."""

    def between(kind: str, a: Coded, b: Coded, keys: Coded, attributes: Mapping[str, Column]) -> Edges:
        first_kind, second_kind = _ENDS[kind]
        first = positions(a, position, f"{first_kind}:")
        second = positions(b, position, f"{second_kind}:")
        columns = {"kind": constant(kind, len(keys)), **attributes}
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
                "valid_from": rows.coded("valid_from").mapped(day_text),
                "valid_to": rows.coded("valid_to").mapped(day_text),
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
                "decided_on": links.coded("decided_on").mapped(day_text),
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
    a, b, strength = rows.coded("person_a"), rows.coded("person_b"), rows.coded("strength").mapped(rounded)
    return between(
        "tie",
        a,
        b,
        _keys("tie", rows.listed("record_ids"), a, b),
        {
            "kinds": rows.listed("kinds"),
            "strength": strength,
            "weight": strength,  # the name by which other programs read it
            "first_on": together(rows.coded("first_on"), rows.coded("first_precision"), day_text),
            "last_on": together(rows.coded("last_on"), rows.coded("last_precision"), day_text),
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


def _part(part: str, status: str | None) -> str:
    return part if status != "believed" else "believed"
