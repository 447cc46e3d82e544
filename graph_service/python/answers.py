"""Answers in Python: the frozen result that every door gives, which also becomes frames, graphs and HTML."""

from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, cast

from graph_service.analysis.columns import Rows
from graph_service.analysis.network import Network
from graph_service.analysis.result import Result, json_chunks
from graph_service.domain.nearest import did_you_mean, nearest
from graph_service.domain.text import counted
from graph_service.errors import InputError
from graph_service.python.frames import frames_of
from graph_service.python.html import map_html, result_html

if TYPE_CHECKING:
    import igraph
    import networkx as nx
    import pandas as pd


class TabularResult:
    """What an answer can do beside holding its fields."""

    result_class: ClassVar[type]
    handling: str

    def to_pandas(self, table: str | None = None) -> Any:  # noqa: ANN401  a frame, or all by name
        """Return all lists of the answer as frames by name, or the one that is named.

        Parameters
        ----------
        table : str | None
            Name of a list, such as "groups"; None: all. Single values are one row, "values".

        Returns
        -------
        Any
            A DataFrame, or a dict of them. Whole numbers are Int64, days datetime64, words string; what is missing
            is NA, and so is what is withheld, which a further column says. `attrs` hold the head of the answer.

        Raises
        ------
        InputError
            If there is no list of this name.
        MissingExtraError
            If pandas is not installed.
        """
        frames: dict[str, pd.DataFrame] = frames_of(_result(self), self.result_class, handling=self.handling)
        if table is None:
            return frames
        if table not in frames:
            meant = did_you_mean(nearest(table, frames)[:1]) or f"; there are {', '.join(frames)}"
            message = f"the answer has no table {table!r}{meant}"
            raise InputError(message)
        return frames[table]

    def to_json(self) -> str:
        """Return the answer as JSON, byte for byte what `--json` prints and the service answers.

        Returns
        -------
        str
            The document.
        """
        return "".join(json_chunks(self))

    def __repr__(self) -> str:
        """Say what it is, and how much of each list it holds."""
        result = _result(self)
        lists = [
            f"{len(value)} {field.name}"
            for field in fields(result)
            if field.name != "notes" and isinstance(value := getattr(result, field.name), tuple | Rows)
        ]
        words = ", ".join([*lists, counted(len(result.notes), "note")])
        return f"<{self.result_class.__name__} as of {result.as_of}: {words}>"

    def _repr_html_(self) -> str:
        return result_html(_result(self), self.result_class, handling=self.handling)


class DrawnNetwork(TabularResult):
    """A network that can be a graph of other libraries, and is a map in a notebook."""

    def to_networkx(self, *, groups: bool = False, incidents: bool = False) -> "nx.MultiGraph[str]":
        """Return persons and ties as a networkx graph.

        Parameters
        ----------
        groups : bool
            Groups, memberships, conflicts and alliances too.
        incidents : bool
            Incidents and involvements too.

        Returns
        -------
        nx.MultiGraph[str]
            Undirected; nodes are named with their kind, as ``person:P-0014``.
        """
        from graph_service.interchange.networkx_graph import GraphShape, to_networkx

        shape = GraphShape(groups=groups, incidents=incidents)
        return to_networkx(_network(self), handling=self.handling, shape=shape)

    def to_igraph(self, *, groups: bool = False, incidents: bool = False) -> "igraph.Graph":
        """Return persons and ties as an igraph graph; the names of vertices are those of `to_networkx`.

        Parameters
        ----------
        groups : bool
            Groups, memberships, conflicts and alliances too.
        incidents : bool
            Incidents and involvements too.

        Returns
        -------
        igraph.Graph
            Undirected.
        """
        import igraph

        graph = igraph.Graph.from_networkx(self.to_networkx(groups=groups, incidents=incidents))
        graph.vs["name"] = graph.vs["_nx_name"]
        del graph.vs["_nx_name"]
        return graph

    def _repr_html_(self) -> str:
        return map_html(_network(self), handling=self.handling)


def as_answer(result: Result, *, handling: str) -> Any:  # noqa: ANN401  a class made of that of the result
    """Return a result with what an answer can do; it stays a frozen record of its class."""
    kind = _answer_class(cast("type", type(result)))
    answer = kind(**{field.name: getattr(result, field.name) for field in fields(result)})
    object.__setattr__(answer, "handling", handling)
    return answer


@cache
def _answer_class(kind: type) -> type:
    base = DrawnNetwork if kind is Network else TabularResult
    return type(kind.__name__, (base, kind), {"result_class": kind, "__doc__": kind.__doc__, "__module__": __name__})


def _result(answer: TabularResult) -> Result:
    assert isinstance(answer, Result)  # noqa: S101  the class is made of both
    return answer


def _network(answer: DrawnNetwork) -> Network:
    assert isinstance(answer, Network)  # noqa: S101  the class is made of both
    return answer
