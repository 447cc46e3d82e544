"""Texts in XML, as ElementTree writes them: escaped, in ASCII, without the signs that XML does not know."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph_service.analysis.columns import Coded, Texts, Write, coded
from graph_service.domain.text import distinct, xml_text
from graph_service.interchange.graph_columns import GraphColumns
from graph_service.interchange.graph_parts import Edges, Nodes

_TO_CHANGE = re.compile("[^ -%'-;=?-~]|[&<>]")
_TO_CHANGE_WITHIN = re.compile("[^ !#-%'-;=?-~]")
_WITHIN = {'"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#09;"}
XML_TYPES = {str: "string", int: "long", float: "double", bool: "boolean"}
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def text_of(value: object) -> str:
    """Write a value as the text of an element."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = xml_text(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text if text.isascii() else text.encode("ascii", "xmlcharrefreplace").decode()


def attribute_of(value: object) -> str:
    """Write a value as it stands between quotation marks."""
    text = text_of(value)
    for sign, reference in _WITHIN.items():
        text = text.replace(sign, reference)
    return text


def texts_of(values: Sequence[Any]) -> list[str]:
    """Write values as the texts of elements; most texts stand as they are, and one look at all of them tells."""
    return _written(values, _TO_CHANGE, text_of)


def attributes_of(values: Sequence[Any]) -> list[str]:
    """Write values as they stand between quotation marks."""
    return _written(values, _TO_CHANGE_WITHIN, attribute_of)


def _written(values: Sequence[Any], to_change: re.Pattern[str], write: Callable[[object], str]) -> list[str]:
    if _are_texts(values) and not to_change.search("".join(values)):
        return list(values)
    return list(map(write, values))


@dataclass(frozen=True, slots=True, eq=False)
class XmlNames:
    """Names of nodes, and keys of edges by kind, as they stand in XML between quotation marks."""

    nodes: Sequence[str]
    keys: Mapping[str, Coded]

    @classmethod
    def of(cls, graph: GraphColumns) -> "XmlNames":
        """Return the names in a graph; two that differ in signs alone that XML does not know stay two."""
        nodes = attributes_of([name for part in graph.nodes for name in _distinct(part.ids)])
        if not any(map(_has_to_change, (part.keys.words for part in graph.edges))):
            return cls(nodes, {part.kind: part.keys for part in graph.edges})
        names = np.empty(len(graph.order), dtype=object)
        names[graph.order] = _distinct(graph.keys)
        bounds = np.cumsum([len(part) for part in graph.edges])[:-1]
        by_kind = zip(graph.edges, np.split(names, bounds), strict=True)
        return cls(nodes, {part.kind: coded(values.tolist()) for part, values in by_kind})

    def begin_nodes(self, graph: GraphColumns, before: str) -> Iterator[tuple[Nodes, Texts]]:
        """Return the nodes of each kind with what begins their text: their name after what stands before it."""
        first = 0
        for part in graph.nodes:
            column = Coded(np.arange(first, first + len(part)), self.nodes)
            yield part, column.texts(_framed(list, before))
            first += len(part)

    def begin_edges(self, part: Edges, before: str) -> list[Texts]:
        """Return what begins the text of edges: both ends and the key after what stands before them."""
        source, target = np.minimum(part.a, part.b), np.maximum(part.a, part.b)
        return [
            Coded(source, self.nodes).texts(_framed(list, f'{before}source="')),
            Coded(target, self.nodes).texts(_framed(list, '" target="')),
            self.keys[part.kind].texts(_framed(attributes_of, '" id="')),
        ]


def _framed(write: Write, before: str) -> Write:
    return lambda values: [before + text for text in write(values)]


def _distinct(names: Sequence[str]) -> Sequence[str]:
    return distinct(names, xml_text) if _has_to_change(names) else names


def _has_to_change(names: Iterable[str | None]) -> bool:
    text = "".join([name for name in names if name is not None])
    return xml_text(text) != text


def _are_texts(values: Sequence[Any]) -> bool:
    return all(type(value) is str for value in values)
