"""Reads DL files of UCINET: a full matrix, a list of edges, or a list of neighbours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from graph_service.domain.load_texts import refusal
from loaders.read.budget import Budget
from loaders.read.graphs.graph_file import GraphFile, check_cells
from loaders.read.graphs.whole_text import whole_text
from loaders.table_file import refused_file

_TOKEN = re.compile(r'"([^"]*)"|(=)|([^\s,="]+)|(")|(\n)')
_NUMBERS = frozenset({"n", "nm", "nr", "nc"})
_FORMATS = frozenset({"fullmatrix", "edgelist1", "nodelist1"})
Token = tuple[str, int]


@dataclass(slots=True)
class _Head:
    """What a file says of itself before its data."""

    sizes: dict[str, int] = field(default_factory=dict)
    form: str = "fullmatrix"
    labels: dict[str, list[str]] = field(default_factory=dict)  # of rows (""), columns, matrices
    is_embedded: bool = False
    has_diagonal: bool = True

    @property
    def n(self) -> int:
        return self.sizes.get("n", -1)


def read_dl(path: Path, budget: Budget, encoding: str) -> GraphFile:
    """Read a network of one mode; several matrices are several kinds of ties."""
    graph = GraphFile(path, "DL", budget, has_counters=True)
    rows = _rows(graph, whole_text(path, encoding))
    head, rest, line = _head(graph, rows)
    if head.form not in _FORMATS:
        raise refused_file(path, line, refusal("dl_format", formats=", ".join(sorted(_FORMATS))))
    if {"nr", "nc"} & head.sizes.keys() and head.sizes.get("nr") != head.sizes.get("nc"):
        raise refused_file(path, line, refusal("two_modes"))
    head.sizes.setdefault("n", head.sizes.get("nr", -1))
    if head.n < 0:
        raise graph.broken(line, "the number of nodes, such as n=12")
    graph.check_size(head.n, line)
    data = _Data(graph, head, line)
    if head.form == "fullmatrix":
        data.read_matrices(token for row in [rest, *rows] for token in row)
    else:
        data.read_lists([rest, *rows])
    return graph


def _rows(graph: GraphFile, text: str) -> Iterator[list[Token]]:
    """Yield the words of each line that has any, with its number."""
    row: list[Token] = []
    line = 1
    for match in _TOKEN.finditer(text):
        if match[4]:
            raise graph.broken(line, "a second quotation mark")
        if match[5]:
            if row:
                yield row
            row = []
            line += 1
        else:
            row.append((match[match.lastindex or 0], line))
            line += match[0].count("\n")
    if row:
        yield row


def _head(graph: GraphFile, rows: Iterator[list[Token]]) -> tuple[_Head, list[Token], int]:
    """Read up to the data; what stands in the line of the word `data:` after it is data too."""
    head = _Head()
    whose, n_labels = "", 0  # of what labels come, and how many still
    words: list[str] = []
    line = 1
    for row in rows:
        for number, (token, line) in enumerate(row):
            word = token.lower().rstrip(":")
            if n_labels:
                head.labels.setdefault(whose, []).append(token)
                n_labels -= 1
            elif word == "data":
                if words:
                    raise graph.broken(line, "a word of DL before data:")
                return head, row[number + 1 :], line
            elif word == "labels" and token.endswith(":"):
                whose = words.pop() if words and words[-1] in {"row", "column", "col", "matrix"} else ""
                n_labels = head.sizes.get("nm", 1) if whose == "matrix" else _n_of(head)
                if n_labels < 0:
                    raise graph.broken(line, "the number of nodes before their labels")
            elif word == "embedded":
                head.is_embedded = True
                words = []
            else:
                words.append(word)
                _take_setting(graph, head, words, line)
    raise graph.broken(line, "data:")


def _n_of(head: _Head) -> int:
    return head.sizes.get("n", head.sizes.get("nr", -1))


def _take_setting(graph: GraphFile, head: _Head, words: list[str], line: int) -> None:
    """Take a word, or a name, a sign of equality and a value."""
    if words == ["dl"]:
        words.clear()
    if len(words) < 3 or words[-2] != "=":  # noqa: PLR2004  a name, the sign and a value
        return
    name, _, value = words[-3:]
    del words[-3:]
    if name in _NUMBERS:
        if not (value.isdecimal() and value.isascii()):
            raise graph.broken(line, f"a number after {name}=")
        head.sizes[name] = int(value[:20])
        graph.check_size(head.sizes[name], line)
    elif name == "format":
        head.form = value
    elif name == "diagonal":
        head.has_diagonal = value != "absent"
    else:
        raise graph.broken(line, "n=, nm=, format= or diagonal=")


class _Data:
    def __init__(self, graph: GraphFile, head: _Head, line: int) -> None:
        self._graph, self._head, self._line = graph, head, line
        self._ids: dict[str, str] = {}  # number of a node by its label
        self._labels = head.labels.get("", head.labels.get("row", []))

    def read_matrices(self, tokens: Iterator[Token]) -> None:
        graph, head = self._graph, self._head
        n, n_matrices = head.n, head.sizes.get("nm", 1)
        check_cells(graph.path, n * n * n_matrices, self._line)
        labels, lines, matrices = self._labels, [self._line] * n, []
        for number in range(n_matrices):
            if head.is_embedded:
                labels = [self._next(tokens)[0] for _ in range(n)]
            rows = []
            for i in range(n):
                if head.is_embedded and self._next(tokens)[0] != labels[i]:
                    raise graph.broken(self._line, "the labels of rows as those of columns")
                cells = [self._next(tokens) for _ in range(n if head.has_diagonal else n - 1)]
                row = [cell for cell, _ in cells]
                lines[i] = cells[0][1] if cells else self._line
                rows.append(row if head.has_diagonal else [*row[:i], "0", *row[i:]])
            matrices.append((rows, list(lines), self._relation(number)))
        if next(tokens, None) is not None:
            raise graph.broken(self._line, f"no more than {n} rows of {n} numbers")
        self._add_nodes(labels, matrices[0][1] if matrices else [])
        for rows, lines, relation in matrices:
            graph.add_matrix(rows, lines, relation)

    def read_lists(self, rows: Iterator[list[Token]] | list[list[Token]]) -> None:
        graph, head = self._graph, self._head
        edges: list[tuple[str, str, int, dict[str, str]]] = []
        number = 0
        for row in rows:
            if not row:
                continue
            (first, line), *more = row
            if first == "!":
                number += 1
                continue
            source = self._node(first, line)
            if head.form == "nodelist1":
                edges += [(source, self._node(word, line), line, {}) for word, _ in more]
            elif len(more) not in {1, 2}:
                raise graph.broken(line, "two nodes, and a number if there is one")
            else:
                weight = {"weight": more[1][0]} if len(more) > 1 else {}
                edges.append((source, self._node(more[0][0], line), line, {**weight, **self._relation(number)}))
            graph.check_size(head.n + len(edges), line)
        labels = list(self._ids) if head.is_embedded else self._labels
        self._add_nodes(labels, [])
        for source, target, line, attributes in edges:
            graph.add_edge(source, target, line, attributes, is_directed=True)

    def _add_nodes(self, labels: list[str], lines: list[int]) -> None:
        for i in range(self._head.n):
            label = labels[i] if i < len(labels) else ""
            self._graph.add_node(str(i + 1), lines[i] if lines else self._line, {}, label=label)

    def _node(self, word: str, line: int) -> str:
        """Return the number of a node that is named by it, or by its label where labels stand in the data."""
        if self._head.is_embedded:
            if word not in self._ids and len(self._ids) == self._head.n:
                raise self._graph.broken(line, f"no more than {self._head.n} labels")
            return self._ids.setdefault(word, str(len(self._ids) + 1))
        number = int(word) if word.isdecimal() and word.isascii() and len(word) < len("1000000000") else 0
        if not 1 <= number <= self._head.n:
            raise self._graph.broken(line, f"the number of a node, from 1 to {self._head.n}")
        return str(number)

    def _relation(self, number: int) -> dict[str, str]:
        names = self._head.labels.get("matrix", [])
        return {"relation": names[number]} if number < len(names) else {}

    def _next(self, tokens: Iterator[Token]) -> Token:
        token = next(tokens, None)
        if token is None:
            raise self._graph.broken(self._line, f"{self._head.n} rows of as many numbers")
        self._line = token[1]
        return token
