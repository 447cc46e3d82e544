"""Reads node-link JSON, as networkx, d3 and we write it."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from graph_service.domain.limits import MAX_NESTING
from graph_service.domain.load_texts import refusal
from loaders.read.budget import Budget
from loaders.read.graphs.graph_file import GraphFile, flat
from loaders.read.graphs.whole_text import whole_text
from loaders.table_file import refused_file

_BLANK = re.compile(r"[ \t\r\n]*")


def read_node_link(path: Path, budget: Budget, encoding: str) -> GraphFile:
    """Read a graph; without ids of nodes, edges name their ends by position, as d3 once did."""
    graph = GraphFile(path, "node-link JSON", budget)
    _Document(graph, whole_text(path, encoding)).read()
    return graph


class _TwiceError(ValueError):
    """An object has a key twice."""


class _Document:
    """One object, whose lists of nodes and edges are read element by element, so that each has its line."""

    def __init__(self, graph: GraphFile, text: str) -> None:
        self._graph, self._text = graph, text
        self._position, self._line, self._counted_to = 0, 1, 0
        decoder = json.JSONDecoder(
            object_pairs_hook=_without_repetition, parse_int=str, parse_float=str, parse_constant=str
        )
        self._decode: Callable[[str, int], tuple[Any, int]] = decoder.raw_decode
        self._edges: list[tuple[int, dict[str, Any]]] = []
        self._nodes: list[tuple[int, dict[str, Any]]] = []
        self._about: dict[str, Any] = {}

    def read(self) -> None:
        if self._next_sign() != "{":
            raise self._broken("an object with nodes and edges")
        self._position += 1
        is_first = True
        while self._next_sign() != "}":
            self._separate(is_first=is_first)
            is_first = False
            key = self._value()
            if not isinstance(key, str) or self._next_sign() != ":":
                raise self._broken("a name and a colon")
            self._position += 1
            if key in {"nodes", "edges", "links"} and self._next_sign() == "[":
                self._elements(self._nodes if key == "nodes" else self._edges)
            else:
                self._about[key] = self._value()
        self._position += 1
        if self._next_sign():
            raise self._broken("the end of the file")
        if not self._nodes and not ({"nodes", "edges", "links"} & self._about.keys()) and self._n_lists == 0:
            raise self._broken("a list called nodes")
        self._fill()

    _n_lists = 0

    def _elements(self, elements: list[tuple[int, dict[str, Any]]]) -> None:
        self._n_lists += 1
        self._position += 1
        is_first = True
        while self._next_sign() != "]":
            self._separate(is_first=is_first)
            is_first = False
            self._next_sign()
            line = self._line_here()
            element = self._value()
            if not isinstance(element, dict):
                raise self._broken("an object in braces")
            self._graph.check_size(len(self._nodes) + len(self._edges) + 1, line)
            elements.append((line, element))
        self._position += 1

    def _fill(self) -> None:
        graph = self._graph
        has_ids = any("id" in element for _, element in self._nodes)
        graph.has_counters = not has_ids
        for number, (line, element) in enumerate(self._nodes):
            values = {name: _cell(value) for name, value in element.items()}
            if has_ids and "id" not in values:
                raise graph.broken(line, "a node with an id, as the others have one")
            graph.add_node(values.pop("id", str(number)), line, values)
        is_directed = self._about.get("directed") is True
        for line, element in self._edges:
            values = {name: _cell(value) for name, value in element.items()}
            if "source" not in values or "target" not in values:
                raise graph.broken(line, "an edge with source and target")
            graph.add_edge(values.pop("source"), values.pop("target"), line, values, is_directed=is_directed)

    def _separate(self, *, is_first: bool) -> None:
        if is_first:
            return
        if self._next_sign() != ",":
            raise self._broken("a comma")
        self._position += 1
        self._next_sign()

    def _value(self) -> object:
        self._next_sign()
        try:
            value, self._position = self._decode(self._text, self._position)
        except _TwiceError as error:
            raise self._broken("each name once in an object") from error
        except json.JSONDecodeError as error:
            self._position = error.pos
            raise self._broken("JSON") from error
        except RecursionError as error:
            why = refusal("nested_too_deep", limit=MAX_NESTING)
            raise refused_file(self._graph.path, self._line_here(), why) from error
        return value

    def _next_sign(self) -> str:
        match = _BLANK.match(self._text, self._position)
        self._position = match.end() if match else self._position
        return self._text[self._position : self._position + 1]

    def _line_here(self) -> int:
        self._line += self._text.count("\n", self._counted_to, self._position)
        self._counted_to = max(self._counted_to, self._position)
        return self._line

    def _broken(self, expected: str) -> Exception:
        return self._graph.broken(self._line_here(), expected)


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise _TwiceError
    return values


def _cell(value: object) -> str:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "|".join(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else flat(value)
