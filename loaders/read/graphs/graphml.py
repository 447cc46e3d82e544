"""Reads GraphML, as networkx, igraph, Gephi, yEd and Cytoscape write it."""

from pathlib import Path

from loaders.read.budget import Budget
from loaders.read.graphs.graph_file import GraphFile
from loaders.read.graphs.xml_events import read_xml


def read_graphml(path: Path, budget: Budget) -> GraphFile:
    """Read a graph with its attributes; graphs within nodes are one with the rest."""
    graph = GraphFile(path, "GraphML", budget)
    handler = _GraphML(graph)
    read_xml(path, handler, budget.limits)
    graph.has_counters = "name" in graph.nodes.columns and graph.ids == [f"n{i}" for i in range(len(graph.ids))]
    return graph


class _GraphML:
    def __init__(self, graph: GraphFile) -> None:
        self._graph = graph
        self._names: dict[str, str] = {}  # by key
        self._defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
        self._directed: list[bool] = []
        self._key: tuple[str, str] = ("", "")
        self._data = ""
        self._open: list[tuple[dict[str, str], int, dict[str, str]]] = []  # nodes and edges that are not at their end
        self._n_graphs = 0

    def start(self, name: str, attributes: dict[str, str], line: int, parents: list[str]) -> None:
        match name:
            case "graphml":
                pass
            case _ if not parents:
                raise self._graph.broken(line, "an element called graphml")
            case "key":
                key = attributes.get("id", "")
                self._names[key] = attributes.get("attr.name") or key or "unnamed"
                self._key = (attributes.get("for", "all"), self._names[key])
            case "graph":
                self._n_graphs += len(parents) == 1
                if self._n_graphs > 1:
                    raise self._graph.second_network(line)
                self._directed.append(attributes.get("edgedefault") == "directed")
            case "node" | "edge":
                self._open.append((attributes, line, {}))
            case "data":
                key = attributes.get("key", "")
                self._data = self._names.get(key) or key or "unnamed"
            case "hyperedge":
                self._graph.remarks["graph_part_left_out"] += 1
            case _:
                pass

    def end(self, name: str, text: str, parents: list[str]) -> None:
        match name:
            case "default":
                scope, attribute = self._key
                for element in ("node", "edge") if scope == "all" else (scope,):
                    self._defaults.setdefault(element, {})[attribute] = text
            case "data" if self._open and parents[-1] in {"node", "edge"}:
                if text.strip():
                    self._open[-1][2][self._data] = text
            case "NodeLabel" | "EdgeLabel" if self._open and text.strip():  # of yEd
                self._open[-1][2].setdefault(name, text.strip())
            case "graph":
                self._directed.pop()
            case "node":
                self._add_node(*self._open.pop())
            case "edge":
                self._add_edge(*self._open.pop())
            case _:
                pass

    def _add_node(self, about: dict[str, str], line: int, values: dict[str, str]) -> None:
        if "id" not in about:
            raise self._graph.broken(line, "a node with an id")
        label = values.pop("NodeLabel", "")
        self._graph.add_node(about["id"], line, {**self._defaults["node"], **values}, label=label)

    def _add_edge(self, about: dict[str, str], line: int, values: dict[str, str]) -> None:
        if "source" not in about or "target" not in about or not self._directed:
            raise self._graph.broken(line, "an edge with source and target")
        is_directed = about.get("directed", str(self._directed[-1]).lower()) == "true"
        if "EdgeLabel" in values:
            values.setdefault("label", values.pop("EdgeLabel"))
        identity = {"id": about["id"]} if "id" in about else {}
        attributes = {**self._defaults["edge"], **identity, **values}
        self._graph.add_edge(about["source"], about["target"], line, attributes, is_directed=is_directed)
