"""From a graph to tables of ours: nodes are persons, edges are ties, and the classes of a partition are groups."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from unicodedata import normalize

from graph_service.domain.vocabulary import TieKind
from loaders.read.graphs.graph_file import Elements, GraphFile
from loaders.read.text_table import TextTable

Columns = dict[str, list[str]]

_LABELS = ("label", "name")
_STRENGTHS = ("strength", "weight", "value")  # the first of these that the file has
_TIE_KINDS = ("kind", "kinds", "relation", "relationship", "type", "label")
_WORDS = frozenset(TieKind)
_NOT_OURS = frozenset({"source_id"})  # refers to sources, and a graph has none
_SOURCE = "partition"


def graph_tables(graph: GraphFile) -> tuple[TextTable, ...]:
    """Return persons and ties, and groups with their members where a partition says them."""
    names, name_column = _names(graph)
    tables = [_persons(graph, names, name_column), _ties(graph, dict(zip(graph.ids, names, strict=True)))]
    return (*_groups(graph, names), *tables) if graph.partition is not None else tuple(tables)


def table_of(
    graph: GraphFile, table: str, columns: Columns, lines: Sequence[int], remarks: Mapping[str, int] | None = None
) -> TextTable:
    """Return a table of ours with what was counted on the way to it."""
    filled = TextTable(
        f"{graph.path.name}: {table}",
        tuple(columns),
        list(columns.values()),
        lines,
        is_foreign=True,
        budget=graph.budget,
    )
    filled.put_right.update({code: n for code, n in (remarks or {}).items() if n})
    return filled


def with_attributes(
    columns: Columns, elements: Elements, rows: Sequence[int], without: Collection[str | None] = ()
) -> Columns:
    """Return columns of ours, then the attributes that are not among them.

    An attribute that bears the name of a column which says something else is told apart in words.
    """
    whole = dict(columns)
    n_alike: Counter[str] = Counter()
    for attribute, texts in elements.columns.items():
        if attribute not in without:
            name = normalize("NFC", attribute.strip()) or "unnamed"
            if name in whole or name in _NOT_OURS:
                n_alike[name] += 1
                name += " (in the file)" if n_alike[name] == 1 else f" (in the file, {n_alike[name]})"
            whole[name] = [texts[row] if row < len(texts) else "" for row in rows]
    return whole


def _names(graph: GraphFile) -> tuple[list[str], str | None]:
    """Return the ids of persons: those of the file, or names or labels where its ids only count, if these differ.

    The attribute that the names stand in comes with them.
    """
    if not graph.has_counters:
        return graph.ids, None
    name = _first_column(graph.nodes, ("name",))
    for attribute, texts in ((name, graph.nodes.column(name or "")), (None, _labels(graph))):
        names = [normalize("NFC", text.strip()) for text in texts]
        if all(names) and len(set(names)) == len(names):
            graph.remarks["ids_from_labels"] += len(names)
            return names, attribute
    return graph.ids, None


def _labels(graph: GraphFile) -> list[str]:
    column = _first_column(graph.nodes, _LABELS)
    texts = graph.nodes.column(column) if column and not any(graph.labels) else graph.labels
    return list(texts)


def _persons(graph: GraphFile, names: list[str], name_column: str | None) -> TextTable:
    labels = _labels(graph)
    used = _first_column(graph.nodes, _LABELS) if not any(graph.labels) else None
    stated = graph.nodes.column("protected_identity")
    columns: Columns = {
        "person_id": names,
        "label": [label.strip() or name for label, name in zip(labels, names, strict=True)],
        "protected_identity": [word or "no" for word in stated],
    }
    remarks = {
        **graph.remarks,
        "labels_from_ids": sum(not label.strip() for label in labels),
        "protected_identity_assumed": stated.count(""),
    }
    columns = with_attributes(columns, graph.nodes, range(len(names)), {"protected_identity", used, name_column})
    return table_of(graph, "persons", columns, graph.nodes.lines, remarks)


def _ties(graph: GraphFile, names: Mapping[str, str]) -> TextTable:
    kinds, unread = _kinds(graph.edges)
    strength = _first_column(graph.edges, _STRENGTHS)
    columns: Columns = {
        "person_a": [names.get(end, end) for end in graph.sources],
        "person_b": [names.get(end, end) for end in graph.targets],
        "kind": kinds,
    }
    remarks = {"kind_as_other": kinds.count(TieKind.OTHER)}
    if strength:
        columns["strength"] = graph.edges.column(strength)
        remarks["strength_from_weight"] = (strength != "strength") * sum(map(bool, columns["strength"]))
    for name, texts in unread.items():
        if any(texts):
            columns[f"{name} (in the file)" if name in columns else name] = texts
    columns = with_attributes(columns, graph.edges, range(len(kinds)), {*unread, strength})
    return table_of(graph, "ties", columns, graph.edges.lines, remarks)


def _kinds(edges: Elements) -> tuple[list[str], Columns]:
    """Return kinds in our words, and of each attribute that may say one the words that do not."""
    kinds = [TieKind.OTHER.value] * len(edges.lines)
    is_said = [False] * len(kinds)
    unread: Columns = {}
    for column in filter(None, (_first_column(edges, (name,)) for name in _TIE_KINDS)):
        texts = edges.column(column)
        for row, text in enumerate(texts):
            word = _word(text)
            if word in _WORDS and not is_said[row]:
                kinds[row], is_said[row], texts[row] = word, True, ""
        unread[column] = texts
    return kinds, unread


def _word(text: str) -> str:
    return text.strip().casefold().replace(" ", "_").replace("-", "_")


def _groups(graph: GraphFile, names: list[str]) -> tuple[TextTable, ...]:
    """Return the groups that the first partition says, with a source for it, and who is in them."""
    classes, name = graph.partition or (), graph.partition_name or _SOURCE
    members = [row for row, word in enumerate(classes) if word]
    groups = sorted({classes[row] for row in members}, key=lambda word: (len(word), word))
    first = {classes[row]: graph.nodes.lines[row] for row in reversed(members)}
    of_groups: Columns = {
        "group_id": groups,
        "name": [f"{name} {word}" for word in groups],
        "source_id": [name] * len(groups),
    }
    of_members: Columns = {
        "person_id": [names[row] for row in members],
        "group_id": [classes[row] for row in members],
        "role": ["affiliate"] * len(members),
        "basis": ["assessment"] * len(members),
        "source_id": [name] * len(members),
    }
    remarks = {"membership_assumed": len(members), "class_without_group": len(names) - len(members)}
    lines = graph.nodes.lines
    return (
        table_of(graph, "sources", {"source_id": [name]}, [1]),
        table_of(graph, "groups", of_groups, [first[word] for word in groups]),
        table_of(graph, "memberships", of_members, [lines[row] for row in members], remarks),
    )


def _first_column(elements: Elements, words: Sequence[str]) -> str | None:
    """Return the attribute whose name is the first of some words, in whatever letters."""
    folded: dict[str, str] = {}
    for name in elements.columns:
        folded.setdefault(name.strip().casefold(), name)
    return next((folded[word] for word in words if word in folded), None)
