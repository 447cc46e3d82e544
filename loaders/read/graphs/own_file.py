"""Reads back what Gruppkarta wrote: persons, groups, memberships and ties, by the kind of each node and edge."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from loaders.read.graphs.graph_file import Elements, GraphFile
from loaders.read.graphs.tables import Columns, table_of, with_attributes
from loaders.read.text_table import TextTable

_KINDS = frozenset({"person", "group", "incident"})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WITHHELD = "person:withheld"  # one dot for all who were withheld from whoever made the file
_OF_EDGES = ("tie", "membership")


def is_own(ids: Collection[str], kinds: Sequence[str]) -> bool:
    """Tell whether every node has one of our kinds, and an id that begins with it."""
    pairs = zip(ids, kinds, strict=False)
    return 0 < len(ids) == len(kinds) and all(kind in _KINDS and name.startswith(f"{kind}:") for name, kind in pairs)


def own_tables(graph: GraphFile) -> tuple[TextTable, ...]:
    """Return persons and groups, what joins them, and the sources that are named."""
    rows = {kind: [i for i, word in enumerate(graph.nodes.column("kind")) if word == kind] for kind in _KINDS}
    persons = [i for i in rows["person"] if graph.ids[i] != _WITHHELD]
    kinds = graph.edges.column("kind")
    edges = {kind: [i for i, word in enumerate(kinds) if word == kind] for kind in _OF_EDGES}
    n_read = len(persons) + len(rows["group"]) + sum(map(len, edges.values()))
    graph.remarks["graph_part_left_out"] += len(graph.ids) + len(kinds) - n_read
    sources = _Sources(graph)
    labels = graph.labels if any(graph.labels) else graph.nodes.column("label")
    of_persons: Columns = {
        "person_id": [_key(graph.ids[i]) for i in persons],
        "label": [labels[i] for i in persons],
        "protected_identity": ["no"] * len(persons),
    }
    of_groups: Columns = {
        "group_id": [_key(graph.ids[i]) for i in rows["group"]],
        "name": [labels[i] for i in rows["group"]],
        "source_id": sources.of(graph.nodes, "source_id", rows["group"]),
    }
    memberships, ties = _memberships(graph, edges["membership"], sources), _ties(graph, edges["tie"], sources)
    of_persons = with_attributes(of_persons, graph.nodes, persons, {"label"})
    remarks = {"protected_identity_assumed": len(persons), **graph.remarks}
    lines = graph.nodes.lines
    tables = (
        table_of(graph, "persons", of_persons, [lines[i] for i in persons], remarks),
        table_of(graph, "groups", of_groups, [lines[i] for i in rows["group"]]),
        memberships,
        ties,
    )
    return (sources.table(), *tables)


@dataclass(slots=True)
class _Sources:
    """Sources that are named, each with the line where it is named first."""

    graph: GraphFile
    lines: dict[str, int] = field(default_factory=dict)

    def of(self, elements: Elements, name: str, rows: Sequence[int]) -> list[str]:
        """Return the first source of each row: a record has one."""
        texts = elements.column(name)
        firsts = []
        for row in rows:
            source, _, more = texts[row].partition("|")
            self.graph.remarks["more_sources_left_out"] += bool(more)
            if source:
                self.lines.setdefault(source, elements.lines[row])
            firsts.append(source)
        return firsts

    def table(self) -> TextTable:
        """Return a row for each source that is named."""
        ids = sorted(self.lines)
        return table_of(self.graph, "sources", {"source_id": ids}, [self.lines[key] for key in ids])


def _key(name: str) -> str:
    return name.partition(":")[2]


def _record(graph: GraphFile, row: int, kind: str) -> str:
    """Return the key of an edge without the word for its kind."""
    edges = graph.edges.columns
    name = next(
        (edges[column][row] for column in ("networkx_key", "key", "id") if row < len(edges.get(column, ()))), ""
    )
    return name.removeprefix(f"{kind}:") or f"{_key(graph.sources[row])}:{_key(graph.targets[row])}"


def _memberships(graph: GraphFile, rows: Sequence[int], sources: _Sources) -> TextTable:
    columns: Columns = {
        "membership_id": [_record(graph, row, "membership") for row in rows],
        "person_id": [_key(_end(graph, row, "person")) for row in rows],
        "group_id": [_key(_end(graph, row, "group")) for row in rows],
        "source_id": sources.of(graph.edges, "source_ids", rows),
    }
    for name in ("role", "basis", "valid_from", "valid_to"):
        texts = graph.edges.column(name)
        columns[name] = [texts[row] for row in rows]
    return table_of(graph, "memberships", columns, [graph.edges.lines[row] for row in rows])


def _end(graph: GraphFile, row: int, kind: str) -> str:
    source, target = graph.sources[row], graph.targets[row]
    return source if source.startswith(f"{kind}:") else target


def _ties(graph: GraphFile, rows: Sequence[int], sources: _Sources) -> TextTable:
    """Return a tie for each kind that an edge stands for; a date that is no day is counted and left out."""
    edges = graph.edges
    kinds, strengths = edges.column("kinds"), edges.column("strength")
    days = {"valid_from": edges.column("first_on"), "valid_to": edges.column("last_on")}
    named = dict(zip(rows, sources.of(edges, "source_ids", rows), strict=True))
    expanded, columns = list[int](), {name: list[str]() for name in _TIE}
    n_coarse = 0
    for row in rows:
        words = kinds[row].split("|")
        for kind in words:
            key = _record(graph, row, "tie")
            values = (
                key if len(words) == 1 else f"{key}:{kind}",
                _key(graph.sources[row]),
                _key(graph.targets[row]),
                kind,
                strengths[row],
                named[row],
            )
            for name, text in zip(_TIE, values, strict=False):
                columns[name].append(text)
            for name, texts in days.items():
                is_day = not texts[row] or _DAY.fullmatch(texts[row]) is not None
                n_coarse += not is_day
                columns[name].append(texts[row] if is_day else "")
            expanded.append(row)
    lines = [edges.lines[row] for row in expanded]
    return table_of(graph, "ties", columns, lines, {"coarse_date_left_out": n_coarse})


_TIE = ("tie_id", "person_a", "person_b", "kind", "strength", "source_id", "valid_from", "valid_to")
