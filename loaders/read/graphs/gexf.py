"""Reads GEXF 1.1 to 1.3, as Gephi, networkx and we write it: spells and times become the validity of ties."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from loaders.read.budget import Budget
from loaders.read.graphs.graph_file import GraphFile
from loaders.read.graphs.xml_events import read_xml

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T.*)?", re.ASCII)
_INTERVAL = re.compile(r"([\[\]])([^,;<>\[\]]*),([^,;<>\[\]]*)([\[\]])")
_OF_ELEMENT = frozenset({"id", "label", "source", "target", "type", "directed", "for", "start", "end", "startopen",
                         "endopen", "timestamp", "timestamps", "intervals", "spells"})  # fmt: skip


def read_gexf(path: Path, budget: Budget) -> GraphFile:
    """Read a graph, static or dynamic; an edge with several spells is several edges."""
    graph = GraphFile(path, "GEXF", budget)
    read_xml(path, _Gexf(graph), budget.limits)
    return graph


@dataclass(slots=True)
class _Open:
    """A node or an edge that is not at its end."""

    about: dict[str, str]
    line: int
    values: dict[str, str] = field(default_factory=dict)
    spells: list[dict[str, str]] = field(default_factory=list)


class _Gexf:
    def __init__(self, graph: GraphFile) -> None:
        self._graph = graph
        self._scope = "node"
        self._titles: dict[tuple[str, str], str] = {}  # by node or edge, and id
        self._defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
        self._title = ""
        self._is_directed = False
        self._n_graphs = 0
        self._open: list[_Open] = []

    def start(self, name: str, attributes: dict[str, str], line: int, parents: list[str]) -> None:
        match name:
            case "gexf":
                pass
            case _ if not parents:
                raise self._graph.broken(line, "an element called gexf")
            case "graph":
                self._n_graphs += 1
                if self._n_graphs > 1:
                    raise self._graph.second_network(line)
                self._is_directed = attributes.get("defaultedgetype") in {"directed", "mutual"}
            case "attributes":
                self._scope = attributes.get("class", "node")
            case "attribute":
                key = attributes.get("id", "")
                self._title = self._titles[self._scope, key] = attributes.get("title") or key or "unnamed"
            case "node" | "edge":
                self._open.append(_Open(attributes, line))
            case "attvalue" if self._open:
                self._take_value(attributes, "edge" if "edge" in parents else "node")
            case "spell" if self._open:
                self._open[-1].spells.append(attributes)
            case _:
                pass

    def end(self, name: str, text: str, _parents: list[str]) -> None:
        match name:
            case "default":
                self._defaults.setdefault(self._scope, {})[self._title] = text
            case "node":
                node = self._open.pop()
                if "id" not in node.about:
                    raise self._graph.broken(node.line, "a node with an id")
                values = {**self._defaults["node"], **_rest(node.about), **node.values, **_joined_times(node)}
                self._graph.add_node(node.about["id"], node.line, values, label=node.about.get("label", ""))
            case "edge":
                self._add_edge(self._open.pop())
            case _:
                pass

    def _take_value(self, attributes: dict[str, str], scope: str) -> None:
        key = attributes.get("for", attributes.get("id", ""))
        title = self._titles.get((scope, key)) or key or "unnamed"
        values = self._open[-1].values
        self._graph.remarks["value_over_time"] += title in values
        values[title] = attributes.get("value", "")

    def _add_edge(self, edge: _Open) -> None:
        about = edge.about
        if "source" not in about or "target" not in about:
            raise self._graph.broken(edge.line, "an edge with source and target")
        is_directed = self._is_directed
        if "type" in about:
            is_directed = about["type"] in {"directed", "mutual"}
        shared = {**self._defaults["edge"], **_rest(about), **edge.values}
        for name in ("id", "label"):
            if about.get(name):
                shared.setdefault(name, about[name])
        for times in [_validity(spell) for spell in _spells(edge)] or [{}]:
            attributes = {**shared, **times}
            self._graph.add_edge(about["source"], about["target"], edge.line, attributes, is_directed=is_directed)


def _rest(about: dict[str, str]) -> dict[str, str]:
    """Return what stands in the tag itself and is no part of the graph: weight, kind, and whatever a program adds."""
    return {name: text for name, text in about.items() if name not in _OF_ELEMENT and ":" not in name}


def _spells(element: _Open) -> Iterator[dict[str, str]]:
    """Yield when an element is there: its spells, or the times in its tag."""
    yield from element.spells
    about = element.about
    for begin, start, end, close in _INTERVAL.findall(about.get("intervals", "")):
        begins, ends = ("start", "startopen")[begin == "]"], ("end", "endopen")[close == "["]
        yield {begins: start.strip(), ends: end.strip()}
    for moment in about.get("timestamps", "").strip("<[]>").replace(";", ",").split(","):
        if moment.strip():
            yield {"start": moment.strip(), "end": moment.strip()}
    if about.get("timestamp"):
        yield {"start": about["timestamp"], "end": about["timestamp"]}
    own = {name: about[name] for name in ("start", "end", "startopen", "endopen") if about.get(name)}
    if own and not element.spells:
        yield own


def _validity(spell: dict[str, str]) -> dict[str, str]:
    """Return a spell as first and last day, or as it stands if it is no day: numbers may count anything."""
    times = {}
    for word, open_word, column, step in (("start", "startopen", "valid_from", 1), ("end", "endopen", "valid_to", -1)):
        text, excluded = spell.get(word, ""), spell.get(open_word, "")
        if _DAY.fullmatch(text):
            times[column] = text
        elif _DAY.fullmatch(excluded):
            times[column] = _day_beside(excluded, step)
        elif text or excluded:
            times[word] = text or excluded
    return times


def _day_beside(text: str, step: int) -> str:
    """Return the day after one that is not part of a spell, or before; a moment of a day is part of it."""
    if len(text) > len("2020-04-17"):
        return text
    try:
        return (date.fromisoformat(text) + timedelta(days=step)).isoformat()
    except (ValueError, OverflowError):
        return text  # no day of the calendar: the cell says so


def _joined_times(node: _Open) -> dict[str, str]:
    """Persons have no validity: their times are attributes like any that is not loaded."""
    spells = [times for spell in _spells(node) if (times := " to ".join(spell.values()))]
    return {"spells": "|".join(spells)} if spells else {}
