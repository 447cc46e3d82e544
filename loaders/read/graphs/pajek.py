"""Reads Pajek networks (.net) and projects (.paj): vertices, lines of both sorts, lists, matrices and partitions."""

import re
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path

from graph_service.domain.load_texts import refusal
from loaders.read.budget import Budget
from loaders.read.graphs.graph_file import GraphFile, check_cells
from loaders.read.graphs.whole_text import whole_text
from loaders.table_file import refused_file

_TOKEN = re.compile(r'"([^"]*)"|(\[[^\]]*\])|([^\s"\[]+)|(["\[])')
_RELATION = re.compile(r"\*(\w+)\s*:\s*(\d+)\s*(.*)", re.DOTALL)
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_LABEL = {"l": "label", "c": "colour", "ic": "colour", "bc": "border_colour", "w": "width", "p": "line_style"}
_LINES = frozenset({"arcs", "edges", "arcslist", "edgeslist", "matrix"})
_OF_VERTICES = frozenset({"partition", "vector", "permutation"})
_NO_CLASS = frozenset({"", "0", "9999998", "999999998"})  # Pajek's words for a value that is missing


def read_pajek(path: Path, budget: Budget, encoding: str) -> GraphFile:
    """Read a network; the first partition of a project says the groups, what else there is are attributes."""
    graph = GraphFile(path, "Pajek", budget, has_counters=True)
    _Reader(graph).read(whole_text(path, encoding))
    return graph


class _Reader:
    def __init__(self, graph: GraphFile) -> None:
        self._graph = graph
        self._section = ""
        self._relation: dict[str, str] = {}
        self._object = ""  # the partition or vector whose values come
        self._values: list[str] = []
        self._n_vertices = -1
        self._labels: dict[int, tuple[int, str, dict[str, str]]] = {}
        self._vertex_line = 1
        self._edges: list[tuple[str, str, int, dict[str, str], bool]] = []
        self._rows: list[list[str]] = []
        self._row_lines: list[int] = []
        self._columns: dict[str, list[str]] = {}
        self._matrices: list[tuple[list[list[str]], list[int], dict[str, str]]] = []

    def read(self, text: str) -> None:
        takers: Mapping[str, Callable[[str, int], None]] = {
            "vertices": self._vertex, "arcs": self._line, "edges": self._line, "arcslist": self._list,
            "edgeslist": self._list, "matrix": self._row, "values": self._value,
        }  # fmt: skip
        line = 0
        for line, row in enumerate(text.split("\n"), 1):
            row = row.strip()  # noqa: PLW2901  spaces around it say nothing
            if row.startswith("*"):
                self._begin(row, line)
            elif row and not row.startswith(("%", "/*")):
                taker = takers.get(self._section)
                if taker is not None:
                    taker(row, line)
                elif self._section != "skipped":
                    raise self._graph.broken(line, "a line that begins with *, such as *Vertices 3")
        self._end_section(line)
        if self._n_vertices < 0:
            raise self._graph.broken(max(line, 1), "*Vertices and their number")
        self._fill()

    def _begin(self, row: str, line: int) -> None:
        self._end_section(line)
        relation = _RELATION.match(row)
        words = row[1:].split(None, 1)
        word = (relation[1] if relation else words[0] if words else "").lower()
        rest = words[1].strip() if len(words) > 1 else ""
        self._relation = {}
        if word == "network":
            if self._n_vertices >= 0:
                raise self._graph.second_network(line)
            self._section = "head"
        elif word == "vertices":
            self._begin_vertices(rest, line)
        elif word in _LINES:
            if self._n_vertices < 0:
                raise self._graph.broken(line, "*Vertices before the lines")
            self._section = word
            name = relation[3].strip().strip('"') if relation else rest.strip('"')
            number = relation[2] if relation else ""
            if name or number:
                self._relation = {"relation": name or f"relation {number}"}
        elif word in _OF_VERTICES:
            self._section, self._object = "head", f"{word} {rest}".strip()
        else:
            self._section = "skipped"
            self._graph.remarks["graph_part_left_out"] += 1

    def _begin_vertices(self, rest: str, line: int) -> None:
        numbers = rest.split()
        if not numbers or not all(number.isdecimal() and number.isascii() for number in numbers):
            raise self._graph.broken(line, "*Vertices and their number")
        if len(numbers) > 1:
            raise refused_file(self._graph.path, line, refusal("two_modes"))
        n = int(numbers[0][:20])
        if self._object:
            self._values, self._section = [], "values"
        elif self._n_vertices >= 0:
            raise self._graph.second_network(line)
        else:
            self._graph.check_size(n, line)
            self._n_vertices, self._vertex_line, self._section = n, line, "vertices"
        if n != self._n_vertices:
            raise self._graph.broken(line, f"a value for each of the {self._n_vertices} vertices")

    def _end_section(self, line: int) -> None:
        if self._section == "values":
            if len(self._values) != self._n_vertices:
                raise self._graph.broken(line, f"a value for each of the {self._n_vertices} vertices")
            if self._object.startswith("partition") and self._graph.partition is None:
                self._graph.partition = self._values
                self._graph.partition_name = self._object.partition(" ")[2]
            else:
                check_cells(self._graph.path, (len(self._columns) + 1) * self._n_vertices, line)
                self._columns[self._object] = self._values
            self._object = ""
        elif self._section == "matrix":
            if len(self._rows) != self._n_vertices:
                raise self._graph.broken(line, f"a matrix of {self._n_vertices} rows")
            self._matrices.append((self._rows, self._row_lines, self._relation))
            self._rows, self._row_lines = [], []
        self._section = ""

    def _vertex(self, row: str, line: int) -> None:
        words = self._words(row, line)
        number = self._position(words[0], line)
        label = words[1] if len(words) > 1 else ""
        rest = words[2:]
        values: dict[str, str] = {}
        for axis in "xyz":
            if rest and _NUMBER.fullmatch(rest[0]):
                values[axis] = rest.pop(0)
        if len(rest) % 2:
            word = rest.pop(0)
            values["time" if word.startswith("[") else "shape"] = word
        values.update(_pairs(rest))
        if number in self._labels:
            raise self._graph.broken(line, "each vertex once")
        self._labels[number] = (line, unescape(label), values)

    def _line(self, row: str, line: int) -> None:
        relation, colon, rest = row.partition(":")
        attributes = dict(self._relation)
        if colon and relation.strip().isdecimal():
            attributes, row = {"relation": f"relation {relation.strip()}"}, rest
        words = self._words(row, line)
        if len(words) < 2:  # noqa: PLR2004  both ends
            raise self._graph.broken(line, "the numbers of two vertices")
        a, b = (str(self._position(word, line)) for word in words[:2])
        rest_words = words[2:]
        if rest_words and not rest_words[0].startswith("["):
            attributes["weight"] = rest_words.pop(0)
        for word in [word for word in rest_words if word.startswith("[")]:
            attributes["time"] = word
            rest_words.remove(word)
        self._keep(a, b, line, {**attributes, **_pairs(rest_words)})

    def _list(self, row: str, line: int) -> None:
        first, *more = (str(self._position(word.lstrip("-"), line)) for word in self._words(row, line))
        for other in more:
            self._keep(first, other, line, dict(self._relation))

    def _keep(self, a: str, b: str, line: int, attributes: dict[str, str]) -> None:
        self._graph.check_size(self._n_vertices + len(self._edges) + 1, line)
        self._edges.append((a, b, line, attributes, self._section.startswith("arcs")))

    def _row(self, row: str, line: int) -> None:
        cells = row.split()
        check_cells(self._graph.path, self._n_vertices * self._n_vertices, line)
        if len(cells) != self._n_vertices or len(self._rows) == self._n_vertices:
            raise self._graph.broken(line, f"a matrix of {self._n_vertices} rows, each with as many numbers")
        self._rows.append(cells)
        self._row_lines.append(line)

    def _value(self, row: str, line: int) -> None:
        cell = self._words(row, line)[-1]
        if len(self._values) == self._n_vertices:
            raise self._graph.broken(line, f"a value for each of the {self._n_vertices} vertices")
        self._values.append("" if self._object.startswith("partition") and cell in _NO_CLASS else cell)

    def _fill(self) -> None:
        graph = self._graph
        for number in range(1, self._n_vertices + 1):
            line, label, values = self._labels.get(number, (self._vertex_line, "", {}))
            more = {name: column[number - 1] for name, column in self._columns.items()}
            graph.add_node(str(number), line, {**values, **more}, label=label)
        for a, b, line, attributes, is_directed in self._edges:
            graph.add_edge(a, b, line, attributes, is_directed=is_directed)
        for rows, lines, relation in self._matrices:
            graph.add_matrix(rows, lines, relation)

    def _words(self, row: str, line: int) -> list[str]:
        words = []
        for match in _TOKEN.finditer(row):
            if match[4]:
                raise self._graph.broken(line, "a second quotation mark or bracket")
            words.append(match[match.lastindex or 0])
        return words

    def _position(self, word: str, line: int) -> int:
        number = int(word) if word.isdecimal() and word.isascii() and len(word) < len("1000000000") else 0
        if not 1 <= number <= self._n_vertices:
            raise self._graph.broken(line, f"the number of a vertex, from 1 to {self._n_vertices}")
        return number


def _pairs(words: list[str]) -> dict[str, str]:
    """Return what follows as names and values: `c Blue`, or whatever networkx wrote there."""
    pairs = dict(zip(words[::2], words[1::2], strict=False))
    return {_LABEL.get(name, name): unescape(text) for name, text in pairs.items()}
