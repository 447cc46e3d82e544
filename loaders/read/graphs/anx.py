"""Reads a chart of i2 Analyst's Notebook in its XML form: entities and the links between them."""

from dataclasses import dataclass, field
from pathlib import Path

from loaders.read.budget import Budget
from loaders.read.graphs.graph_file import GraphFile
from loaders.read.graphs.own_file import is_own
from loaders.read.graphs.xml_events import read_xml

# Icons of persons in the palettes of i2, and in Swedish ones; an entity without an icon may be anybody.
_PERSONS = frozenset(
    "person man woman male female boy girl child suspect victim offender witness individual anonymous "
    "kvinna pojke flicka barn misstänkt brottsoffer vittne gärningsman".split()
)
# "Strength" is a word on how sure a link is; how thick its line is drawn says nothing of it.
_STYLE = {"Type": "type", "Strength": "confirmation", "LineWidth": "line_width"}
_DIRECTED = frozenset({"ArrowOnHead", "ArrowOnTail", "ArrowOnBoth"})


@dataclass(slots=True)
class _Item:
    """An item of a chart: an entity or a link, once it is known which."""

    about: dict[str, str]
    line: int
    entity: dict[str, str] | None = None
    link: dict[str, str] | None = None
    style: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)


def read_anx(path: Path, budget: Budget) -> GraphFile:
    """Read a chart; entities whose icon is no person are left out with their links, and counted."""
    graph = GraphFile(path, "ANX", budget)
    handler = _Chart(graph)
    read_xml(path, handler, budget.limits)
    handler.fill()
    return graph


class _Chart:
    def __init__(self, graph: GraphFile) -> None:
        self._graph = graph
        self._item: _Item | None = None
        self._entities: list[_Item] = []
        self._links: list[_Item] = []

    def start(self, name: str, attributes: dict[str, str], line: int, parents: list[str]) -> None:
        item = self._item
        match name:
            case "Chart":
                pass
            case _ if not parents:
                raise self._graph.broken(line, "an element called Chart")
            case "ChartItem":
                self._item = _Item(attributes, line)
            case _ if item is None:
                pass
            case "Entity":
                item.entity = attributes
            case "Link":
                item.link = attributes
            case "IconStyle" | "LinkStyle":
                item.style = attributes
            case "Attribute":
                title = attributes.get("AttributeClass") or attributes.get("AttributeClassReference") or "unnamed"
                item.values[title] = attributes.get("Value", "")
            case _:
                pass

    def end(self, name: str, _text: str, _parents: list[str]) -> None:
        if name != "ChartItem" or self._item is None:
            return
        item, self._item = self._item, None
        self._graph.check_size(len(self._entities) + len(self._links) + 1, item.line)
        if item.entity is not None:
            self._entities.append(item)
        elif item.link is not None:
            self._links.append(item)
        else:
            self._graph.remarks["graph_part_left_out"] += 1

    def fill(self) -> None:
        graph = self._graph
        names = {}
        for item in self._entities:
            about = item.entity or {}
            identity = about.get("Identity") or about.get("EntityId", "")
            names[about.get("EntityId") or identity] = identity
        is_of_ours = is_own(names.values(), [item.values.get("kind", "") for item in self._entities])
        left_out = set()
        for item in self._entities:
            about = item.entity or {}
            identity = about.get("Identity") or about.get("EntityId", "")
            icon = item.style.get("Type") or item.style.get("EntityTypeReference", "")
            if icon and not is_of_ours and not _PERSONS & set(icon.casefold().split()):
                left_out.add(identity)
                graph.remarks["not_a_person"] += 1
            else:
                values = {**_described(item), **item.values} | ({} if is_of_ours else {"icon": icon})
                graph.add_node(identity, item.line, values, label=item.about.get("Label", ""))
        for item in self._links:
            self._add_link(item, names, left_out)

    def _add_link(self, item: _Item, names: dict[str, str], left_out: set[str]) -> None:
        about = item.link or {}
        if "End1Id" not in about or "End2Id" not in about:
            raise self._graph.broken(item.line, "a link with End1Id and End2Id")
        ends = [names.get(about[end], about[end]) for end in ("End1Id", "End2Id")]
        if left_out & set(ends):
            self._graph.remarks["not_a_person"] += 1
            return
        style = {name: item.style[word] for word, name in _STYLE.items() if item.style.get(word)}
        values = {**style, **_described(item), **item.values}
        if item.about.get("Label"):
            values.setdefault("label", item.about["Label"])
        is_directed = item.style.get("ArrowStyle") in _DIRECTED
        self._graph.add_edge(ends[0], ends[1], item.line, values, is_directed=is_directed)


def _described(item: _Item) -> dict[str, str]:
    """Return what an item says of itself beside its label: a moment, which is no validity, and a description."""
    times = {"date": item.about.get("DateTime", "")} if item.about.get("DateSet", "true") == "true" else {}
    values = {**times, "description": item.about.get("Description", "")}
    return {name: text for name, text in values.items() if text}
