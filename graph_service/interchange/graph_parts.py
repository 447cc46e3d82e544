"""What a graph in columns is made of: its shape, nodes and edges of a kind, and how their attributes read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from graph_service.analysis.columns import Coded, Column
from graph_service.domain.snapshot import IntArray

Attribute = str | int | float | bool
Position = tuple[float, float]
MANY = "|"  # between the words of a list, as in the tables
SIGNS = {"year": 4, "month": 7}  # of an ISO date, by its precision
DIGITS = 6


@dataclass(frozen=True, slots=True)
class GraphShape:
    """What a graph holds beside persons and ties, and where its nodes stand.

    `groups` adds groups, memberships, conflicts and alliances; `incidents` adds incidents and involvements.
    `places` gives x and y by node id, in units of the map, y downwards.
    """

    groups: bool = False
    incidents: bool = False
    places: Mapping[str, Position] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Nodes:
    """Nodes of one kind. Where a column holds None or an empty list, a node does not have that attribute."""

    kind: str
    ids: Sequence[str]  # with their prefix
    attributes: Mapping[str, Column]

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Edges of one kind between nodes given by position, in the order of the network."""

    kind: str
    a: IntArray
    b: IntArray
    keys: Coded
    attributes: Mapping[str, Column]

    def __len__(self) -> int:
        """Return the number of edges both ends of which are there."""
        return len(self.keys)


def constant(word: str | None, n: int) -> Coded:
    """Return a column that has one word in every row."""
    return Coded(np.zeros(n, dtype=np.int8), (word,))


def positions(column: Coded, position: Mapping[str, int], prefix: str = "") -> IntArray:
    """Return where the things that a column names stand, -1 for what is not there."""
    of_words = (position.get(f"{prefix}{word}", -1) for word in column.words)
    return np.fromiter(of_words, dtype=np.int64, count=len(column.words))[column.codes]


def day_text(day: date | None, precision: str | None = None) -> str | None:
    """Write a date as exactly as it is known: 2026-04-05, 2026-04 or 2026."""
    return None if day is None else day.isoformat()[: SIGNS.get(precision or "")]


def rounded(value: float) -> float:
    """Round a number as results print it."""
    return round(value, DIGITS)
