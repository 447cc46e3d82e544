"""Exports by way of networkx: a graph record by record, then its own writers. Slow, and what the columns must equal."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from xml.etree.ElementTree import Element, SubElement

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter
from networkx.readwrite.graphml import GraphMLWriter

from graph_service.analysis.network import Network, NetworkIncident
from graph_service.analysis.result import Note, Withheld, note
from graph_service.domain.text import counted, xml_text
from graph_service.interchange.graph_parts import MANY, SIGNS, Attribute, GraphShape
from graph_service.interchange.xml_texts import DECLARATION

VERSION = "1.2draft"


def to_networkx(network: Network, *, handling: str, shape: GraphShape | None = None) -> "nx.MultiGraph[str]":
    """Turn a network into an undirected graph of persons and ties, with their groups as an attribute."""
    shape = shape or GraphShape()
    graph: nx.MultiGraph[str] = nx.MultiGraph(**_head(network, handling, shape))
    for node, attributes in _nodes(network, shape):
        x, y = shape.places.get(node, (None, None))
        graph.add_node(node, **_known({**attributes, "x": x, "y": y}))
    for a, b, key, attributes in _edges(network, shape):
        if a in graph and b in graph:
            graph.add_edge(a, b, key=key, **_known(attributes))
    return graph


def left_out(network: Network, shape: GraphShape) -> tuple[Note, ...]:
    """Count what the network holds and a graph of this shape does not."""
    persons = {person.person_id for person in network.persons}
    groups = {group.group_id for group in network.groups} if shape.groups else set[str]()
    incidents = {incident.incident_id for incident in network.incidents} if shape.incidents else set[str]()
    counts = (
        note("tie_not_exported", sum(not {t.person_a, t.person_b} <= persons for t in network.ties)),
        note(
            "membership_not_exported",
            sum(m.person_id not in persons or m.group_id not in groups for m in network.memberships),
        ),
        note("group_not_exported", 0 if shape.groups else len(network.groups)),
        note("conflict_not_exported", sum(not {c.group_a, c.group_b} <= groups for c in network.conflicts)),
        note("alliance_not_exported", sum(not {a.group_a, a.group_b} <= groups for a in network.alliances)),
        note("incident_not_exported", 0 if shape.incidents else len(network.incidents)),
        note(
            "involvement_not_exported",
            sum(i.person_id not in persons or i.incident_id not in incidents for i in network.involvements),
        ),
        note("place_not_exported", sum(node not in shape.places for node, _ in _nodes(network, shape))),
    )
    return tuple(entry for entry in counts if entry.n)


def counts(network: Network, shape: GraphShape) -> str:
    """Say what a graph of this shape holds, in one line."""
    dropped = {entry.code: entry.n for entry in left_out(network, shape)}
    numbers = (
        ("person", "persons", len(network.persons), ""),
        ("group", "groups", len(network.groups), "group_not_exported"),
        ("incident", "incidents", len(network.incidents), "incident_not_exported"),
        ("tie", "ties", len(network.ties), "tie_not_exported"),
        ("membership", "memberships", len(network.memberships), "membership_not_exported"),
        ("conflict", "conflicts", len(network.conflicts), "conflict_not_exported"),
        ("alliance", "alliances", len(network.alliances), "alliance_not_exported"),
        ("involvement", "involvements", len(network.involvements), "involvement_not_exported"),
    )
    held = [(single, plural, n - dropped.get(code, 0)) for single, plural, n, code in numbers]
    return ", ".join(counted(n, single, plural) for single, plural, n in held)


def _head(network: Network, handling: str, shape: GraphShape) -> dict[str, Attribute]:
    notes = (*network.notes, *left_out(network, shape))
    return {
        "handling": handling,
        "as_of": network.as_of.isoformat(),
        "records_until": network.records_until.isoformat() if network.records_until else "",
        "measure": network.measure,
        "version": network.version,
        "snapshot_id": network.snapshot_id,
        "policy": " ".join(str(network.policy[key]) for key in sorted(network.policy)),
        "notes": "; ".join(entry.words for entry in notes),
    }


def _known(attributes: Mapping[str, Attribute | None]) -> dict[str, Attribute]:
    return {name: value for name, value in attributes.items() if value is not None}


def _words(values: tuple[str, ...]) -> str | None:
    return MANY.join(values) or None


def _day(day: date | None, precision: str | None = None) -> str | None:
    """Write a date as exactly as it is known: 2026-04-05, 2026-04 or 2026."""
    return None if day is None else day.isoformat()[: SIGNS.get(precision or "")]


def _nodes(network: Network, shape: GraphShape) -> Iterator[tuple[str, dict[str, Attribute | None]]]:
    associates: dict[str, list[str]] = {}
    for membership in network.memberships:
        if membership.role == "associate":
            associates.setdefault(membership.person_id, []).append(membership.group_id)
    for person in network.persons:
        yield (
            f"person:{person.person_id}",
            {
                "kind": "person",
                "label": person.label,
                "group": person.groups[0] if person.groups else None,
                "groups": _words((*person.groups, *person.groups_not_shown)),
                "associate_of": _words(tuple(dict.fromkeys(associates.get(person.person_id, ())))),
                "role": person.role or None,
                "status": person.status,
                "is_minor": person.is_minor,
                "notified_on": _day(person.notified_on),
                "points": person.points,
            },
        )
    for group in network.groups if shape.groups else ():
        yield (
            f"group:{group.group_id}",
            {
                "kind": "group",
                "label": group.name,
                "n_named": None if isinstance(group.n_named, Withheld) else group.n_named,
                "size_low": group.size_low,
                "size_high": group.size_high,
                "is_valid": group.is_valid,
                "rank": group.rank,
                "violence_index": round(group.violence_index, 6),
                "source_id": group.source_id,
                "rivals_not_shown": _words(group.rivals_not_shown),
                "allies_not_shown": _words(group.allies_not_shown),
            },
        )
    for incident in network.incidents if shape.incidents else ():
        yield (f"incident:{incident.incident_id}", _incident(incident))


def _incident(incident: NetworkIncident) -> dict[str, Attribute | None]:
    return {
        "kind": "incident",
        "label": incident.incident_id,
        "occurred_on": _day(incident.occurred_on, incident.precision),
        "precision": incident.precision,
        "type": incident.type,
        "outcome": incident.outcome,
        "suspect_groups": _words(incident.suspect_groups),
        "victim_groups": _words(incident.victim_groups),
        "source_id": incident.source_id,
    }


def _edges(network: Network, shape: GraphShape) -> Iterator[tuple[str, str, str, dict[str, Attribute | None]]]:
    for membership in network.memberships if shape.groups else ():
        about: dict[str, Attribute | None] = {
            "kind": "membership",
            "role": membership.role,
            "basis": membership.basis,
            "valid_from": _day(membership.valid_from),
            "valid_to": _day(membership.valid_to),
            "record_ids": membership.record_id,
            "source_ids": membership.source_id,
        }
        ends = (f"person:{membership.person_id}", f"group:{membership.group_id}")
        yield (*ends, membership.record_id, about)
    for tie in network.ties:
        about = {
            "kind": "tie",
            "kinds": MANY.join(tie.kinds),
            "strength": round(tie.strength, 6),
            "weight": round(tie.strength, 6),  # the name by which other programs read it
            "first_on": _day(tie.first_on, tie.first_precision),
            "last_on": _day(tie.last_on, tie.last_precision),
            "record_ids": MANY.join(tie.record_ids),
            "source_ids": _words(tie.source_ids),
        }
        ends = (f"person:{tie.person_a}", f"person:{tie.person_b}")
        yield (*ends, _edge_id("tie", tie.record_ids, tie.person_a, tie.person_b), about)
    for conflict in network.conflicts if shape.groups else ():
        about = {
            "kind": "conflict",
            "conflict_id": conflict.conflict_id,
            "label": conflict.name or None,
            "status": conflict.status,
            "n_incidents": len(conflict.incident_ids),
            "incident_ids": _words(conflict.incident_ids),
            "record_ids": _words(conflict.record_ids),
            "source_ids": _words(conflict.source_ids),
        }
        ends = (f"group:{conflict.group_a}", f"group:{conflict.group_b}")
        yield (*ends, _pair_id("conflict", conflict.conflict_id, conflict.group_a, conflict.group_b), about)
    for alliance in network.alliances if shape.groups else ():
        about = {
            "kind": "alliance",
            "record_ids": MANY.join(alliance.record_ids),
            "source_ids": _words(alliance.source_ids),
        }
        ends = (f"group:{alliance.group_a}", f"group:{alliance.group_b}")
        yield (*ends, _edge_id("alliance", alliance.record_ids, alliance.group_a, alliance.group_b), about)
    for involvement in network.involvements if shape.incidents else ():
        about = {
            "kind": "involvement",
            "part": involvement.part if involvement.status != "believed" else "believed",
            "status": involvement.status,
            "decided_on": _day(involvement.decided_on),
            "harm": involvement.harm,
            "record_ids": involvement.record_id,
            "source_ids": involvement.source_id,
        }
        ends = (f"person:{involvement.person_id}", f"incident:{involvement.incident_id}")
        yield (*ends, involvement.record_id, about)


def _edge_id(kind: str, record_ids: tuple[str, ...], *ends: str) -> str:
    """Return the record where one alone joins two ends, and else a name made of the ends.

    A record that joins several pairs, as an incident with three suspects does, is the id of none of them.
    """
    own = [record for record in record_ids if record.startswith(f"{kind}:")]
    return own[0] if len(record_ids) == 1 and own else _pair_id(f"{kind}s", *ends)


def _pair_id(kind: str, *ids: str) -> str:
    """Join ids so that no two edges share one: a colon within an id is escaped."""
    return ":".join([kind, *(part.replace("%", "%25").replace(":", "%3A") for part in ids)])


def with_xml_text(graph: "nx.MultiGraph[str]") -> "nx.MultiGraph[str]":
    """Return a graph with the same content, all texts of which may stand in XML."""
    clean: nx.MultiGraph[str] = nx.MultiGraph(**_clean(graph.graph))
    nodes = _distinct(graph.nodes)
    keys = _distinct(key for _, _, key in graph.edges(keys=True))
    for node, attributes in graph.nodes(data=True):
        clean.add_node(nodes[node], **_clean(attributes))
    for a, b, key, attributes in graph.edges(keys=True, data=True):
        clean.add_edge(nodes[a], nodes[b], key=keys[key], **_clean(attributes))
    return clean


def _distinct(ids: Iterable[str]) -> dict[str, str]:
    """Return each id as XML may hold it; two that differ in control signs alone stay two."""
    clean: dict[str, str] = {}
    taken: set[str] = set()
    for text in ids:
        name = xml_text(text)
        while name in taken:
            name += "'"
        taken.add(name)
        clean[text] = name
    return clean


def _clean(attributes: dict[str, object]) -> dict[str, object]:
    return {name: xml_text(value) if isinstance(value, str) else value for name, value in attributes.items()}


class _Writer(GraphMLWriter):  # type: ignore[misc]  # networkx ships no types
    """Writes truth as XML does: networkx writes ``True``, which other tools read as false."""

    def add_data(
        self, name: str, element_type: type, value: object, scope: str = "all", default: object = None
    ) -> Element:
        element: Element = super().add_data(name, element_type, value, scope, default)
        if element_type is bool:
            element.text = str(value).lower()
        return element


def to_graphml(network: Network, *, handling: str, shape: GraphShape) -> str:
    """Write a network as GraphML."""
    writer = _Writer(encoding="utf-8", prettyprint=True)
    writer.add_graph_element(with_xml_text(to_networkx(network, handling=handling, shape=shape)))
    return f"{DECLARATION}{writer}\n"


def to_gexf(network: Network, *, handling: str, shape: GraphShape) -> str:
    """Write a network as GEXF."""
    graph = with_xml_text(to_networkx(network, handling=handling, shape=shape))
    for _, attributes in graph.nodes(data=True):
        if "x" in attributes:
            position = {"x": attributes.pop("x"), "y": -attributes.pop("y"), "z": 0.0}
            attributes["viz"] = {"position": position}
    for _, _, key, attributes in graph.edges(keys=True, data=True):
        attributes["id"] = key
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version=VERSION)
    writer.add_graph(graph)
    for meta in writer.xml.findall("meta"):  # networkx would put today's date there
        writer.xml.remove(meta)
    writer.xml.insert(0, _meta(network, graph.graph))
    return f"{DECLARATION}{writer}\n"


def _meta(network: Network, head: Mapping[str, object]) -> Element:
    meta = Element("meta", {"lastmodifieddate": network.as_of.isoformat()})
    SubElement(meta, "creator").text = "Gruppkarta"
    SubElement(meta, "description").text = "; ".join(f"{name}: {value}" for name, value in head.items() if value != "")
    return meta


def to_node_link(network: Network, *, handling: str, shape: GraphShape) -> str:
    """Write a network as node-link JSON."""
    document = nx.node_link_data(to_networkx(network, handling=handling, shape=shape), edges="edges")
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False) + "\n"
