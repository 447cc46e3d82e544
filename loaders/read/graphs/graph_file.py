"""A graph as its file has it: nodes and edges with their attributes as text, and the line of each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from graph_service.domain.limits import MAX_GRAPH_CELLS, MAX_NAME_LENGTH, MAX_NESTING, SETTING_OF, Limits
from graph_service.domain.load_texts import refusal
from graph_service.errors import RejectedRowsError
from loaders.read.budget import Budget
from loaders.table_file import refused_file

ZERO = frozenset({"", "0", "0.0", "0.", "-0", "-0.0"})


@dataclass(slots=True)
class Elements:
    """Nodes or edges: the line of each, and what is said of them, a column of text for each attribute."""

    path: Path
    limits: Limits
    lines: list[int] = field(default_factory=list)
    columns: dict[str, list[str]] = field(default_factory=dict)

    def add(self, line: int, attributes: Mapping[str, str]) -> None:
        """Add a node or an edge."""
        n_before = len(self.lines)
        self.lines.append(line)
        for name, text in attributes.items():
            column = self.columns.get(name)
            if column is None:
                column = self.columns[name] = []
                self.check_name(name, line)
            if len(column) < n_before:
                column.extend([""] * (n_before - len(column)))
            column.append(text)
        if len(self.columns) * len(self.lines) > MAX_GRAPH_CELLS:
            check_cells(self.path, len(self.columns) * len(self.lines), line)

    def column(self, name: str) -> list[str]:
        """Return the texts of an attribute, one for each node or edge."""
        texts = self.columns.get(name, [])
        return [*texts, *[""] * (len(self.lines) - len(texts))]

    def check_name(self, name: str, line: int) -> None:
        """Refuse a name that is too long, and one attribute too many."""
        number, limit = len(self.columns), self.limits.max_columns
        if len(name) > MAX_NAME_LENGTH:
            why = refusal("column_name_too_long", number=number, length=len(name), limit=MAX_NAME_LENGTH)
            raise refused_file(self.path, line, why)
        if number > limit:
            why = refusal("too_many_columns", n_columns=number, limit=limit, setting=SETTING_OF["max_columns"])
            raise refused_file(self.path, line, why)


@dataclass(slots=True)
class GraphFile:
    """What a graph file holds.

    `has_counters` says that the ids are mere numbers of lines, so that labels name the nodes. `partition` says for
    each node in which class it is. `remarks` counts what was passed over, by the code of the remark.
    """

    path: Path
    form: str
    budget: Budget
    ids: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    nodes: Elements = field(init=False)
    edges: Elements = field(init=False)
    has_counters: bool = False
    partition: Sequence[str] | None = None
    partition_name: str = ""
    remarks: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        limits = self.budget.limits
        self.nodes = Elements(self.path, limits)
        self.edges = Elements(self.path, limits)

    def add_node(self, node_id: str, line: int, attributes: Mapping[str, str], *, label: str = "") -> None:
        """Add a node; without a label, `tables` looks for one among the attributes."""
        self.check_size(len(self.ids) + len(self.sources) + 1, line)
        self.ids.append(node_id)
        self.labels.append(label)
        self.nodes.add(line, attributes)

    def add_edge(
        self, source: str, target: str, line: int, attributes: Mapping[str, str], *, is_directed: bool = False
    ) -> None:
        """Add an edge; one from a node to itself is counted alone."""
        self.check_size(len(self.ids) + len(self.sources) + 1, line)
        if source == target:
            self.remarks["self_loops"] += 1
            return
        if is_directed:
            self.remarks["edges_directed"] += 1
        self.sources.append(source)
        self.targets.append(target)
        self.edges.add(line, attributes)

    def add_matrix(
        self, rows: Sequence[Sequence[str]], lines: Sequence[int], attributes: Mapping[str, str] | None = None
    ) -> None:
        """Add the edges of a square matrix over all nodes; zero is no edge, and unequal halves are directions."""
        n, more = len(rows), attributes or {}
        is_symmetric = all(rows[i][j] == rows[j][i] for i in range(n) for j in range(i))
        for i, row in enumerate(rows):
            if row[i] not in ZERO:
                self.remarks["self_loops"] += 1
            for j in range(i + 1 if is_symmetric else 0, n):
                if i != j and row[j] not in ZERO:
                    weight = {"weight": row[j], **more}
                    self.add_edge(self.ids[i], self.ids[j], lines[i], weight, is_directed=not is_symmetric)

    def check_size(self, n: int, line: int) -> None:
        """Refuse more nodes and edges than a case may have rows."""
        limit = self.budget.limits.max_case_rows
        if n > limit:
            why = refusal("too_many_rows", limit=limit, setting=SETTING_OF["max_case_rows"])
            raise refused_file(self.path, line, why)

    def broken(self, line: int | None, expected: str) -> RejectedRowsError:
        """Return the error for a line that is not written as the format has it."""
        return refused_file(self.path, line, refusal("broken_graph", form=self.form, expected=expected))

    def second_network(self, line: int) -> RejectedRowsError:
        """Return the error for a file that holds more than one network."""
        return refused_file(self.path, line, refusal("several_networks"))

    def check_depth(self, depth: int, line: int) -> None:
        """Refuse what stands within too much else."""
        if depth > MAX_NESTING:
            raise refused_file(self.path, line, refusal("nested_too_deep", limit=MAX_NESTING))


def check_cells(path: Path, n: int, line: int | None) -> None:
    """Refuse more cells than fit into memory."""
    if n > MAX_GRAPH_CELLS:
        raise refused_file(path, line, refusal("too_many_graph_cells", limit=MAX_GRAPH_CELLS))


def flat(value: object) -> str:
    """Write a value of a file as the text of a cell; nothing where there is none."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
