"""Reads GML, as networkx, igraph, Gephi and yEd write it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from loaders.read.budget import Budget
from loaders.read.graphs.graph_file import GraphFile
from loaders.read.graphs.whole_text import whole_text

_TOKEN = re.compile(r'^[ \t]*#[^\n]*|(\n)|([^\s\[\]"]+)|([\[\]])|"([^"]*)"|(")', re.MULTILINE)
_LINE_END, _TEXT, _QUOTE = 1, 4, 5
_MARK_OF_LISTS = "_networkx_list_start"
_WITH_VALUES = frozenset({"node", "edge", "part"})


@dataclass(slots=True)
class _Block:
    """What stands between two brackets: a graph, a node, an edge, or a part of one."""

    key: str
    line: int
    prefix: str = ""
    values: dict[str, list[str]] = field(default_factory=dict)  # a key that stands twice is a list


def read_gml(path: Path, budget: Budget, encoding: str) -> GraphFile:
    """Read a graph; parts of a node or edge are attributes with a point in their name."""
    graph = GraphFile(path, "GML", budget, has_counters=True)
    reader = _Reader(graph)
    line = 1
    for line, word, is_text in _tokens(graph, whole_text(path, encoding)):
        reader.take(line, word, is_text=is_text)
    reader.finish(line)
    return graph


class _Reader:
    """Takes words one after another: keys, each with a value or with a block in brackets."""

    def __init__(self, graph: GraphFile) -> None:
        self._graph = graph
        self._blocks = [_Block("", 1)]
        self._key = ""  # whose value comes next
        self._edges: list[_Block] = []
        self._n_graphs = 0
        self._is_directed = False

    def take(self, line: int, word: str, *, is_text: bool) -> None:
        bracket = "" if is_text or word not in {"[", "]"} else word
        if not self._key:
            if bracket == "]":
                self._close(line)
            elif bracket or is_text:
                raise self._graph.broken(line, "a key")
            else:
                self._key = word
            return
        if bracket == "]":
            raise self._graph.broken(line, "a value")
        if bracket == "[":
            self._open(line)
        else:
            self._take_value(unescape(word) if is_text and "&" in word else word)
        self._key = ""

    def finish(self, line: int) -> None:
        if len(self._blocks) > 1 or self._key or not self._n_graphs:
            raise self._graph.broken(line, "a graph in brackets, to its end")
        for edge in self._edges:  # those before the word directed are directed too
            _add_edge(self._graph, edge, is_directed=self._is_directed)

    def _open(self, line: int) -> None:
        self._n_graphs += len(self._blocks) == 1 and self._key.lower() == "graph"
        if self._n_graphs > 1:
            raise self._graph.second_network(line)
        block = _block(self._blocks[-1], self._key, line)
        self._graph.nodes.check_name(block.prefix, line)
        self._blocks.append(block)
        self._graph.check_depth(len(self._blocks), line)

    def _close(self, line: int) -> None:
        if len(self._blocks) == 1:
            raise self._graph.broken(line, "no closing bracket")
        block = self._blocks.pop()
        if block.key == "node":
            _add_node(self._graph, block)
        elif block.key == "edge":
            self._graph.check_size(len(self._edges) + 1, line)
            self._edges.append(block)

    def _take_value(self, text: str) -> None:
        block = self._blocks[-1]
        if block.key == "graph" and self._key.lower() == "directed":
            self._is_directed = text == "1"
        elif block.key in _WITH_VALUES and text != _MARK_OF_LISTS:
            owner = next(block for block in reversed(self._blocks) if block.key in {"node", "edge"})
            owner.values.setdefault(block.prefix + self._key, []).append(text)


def _tokens(graph: GraphFile, text: str) -> Iterator[tuple[int, str, bool]]:
    line = 1
    for match in _TOKEN.finditer(text):
        number = match.lastindex
        if number == _TEXT:
            yield line, match[_TEXT], True
            line += match[_TEXT].count("\n")
        elif number == _LINE_END:
            line += 1
        elif number == _QUOTE:
            raise graph.broken(line, "a second quotation mark")
        elif number:
            yield line, match[number], False


def _block(around: _Block, key: str, line: int) -> _Block:
    word = key.lower()
    if around.key == "" and word == "graph":
        return _Block("graph", line)
    if around.key == "graph" and word in {"node", "edge"}:
        return _Block(word, line)
    if around.key in _WITH_VALUES:
        return _Block("part", line, f"{around.prefix}{key}.")
    return _Block("ignored", line)


def _add_node(graph: GraphFile, block: _Block) -> None:
    values = _joined(block)
    if "id" not in values:
        raise graph.broken(block.line, "a node with an id")
    graph.add_node(values.pop("id"), block.line, values, label=values.pop("label", ""))


def _add_edge(graph: GraphFile, block: _Block, *, is_directed: bool) -> None:
    values = _joined(block)
    if "source" not in values or "target" not in values:
        raise graph.broken(block.line, "an edge with source and target")
    graph.add_edge(values.pop("source"), values.pop("target"), block.line, values, is_directed=is_directed)


def _joined(block: _Block) -> dict[str, str]:
    return {name: texts[0] if len(texts) == 1 else "|".join(texts) for name, texts in block.values.items()}
