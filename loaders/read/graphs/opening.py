"""Opens a graph file by its ending, as the tables that it gives."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from loaders.read.budget import Budget
from loaders.read.graphs.anx import read_anx
from loaders.read.graphs.dl import read_dl
from loaders.read.graphs.gexf import read_gexf
from loaders.read.graphs.gml import read_gml
from loaders.read.graphs.graph_file import GraphFile
from loaders.read.graphs.graphml import read_graphml
from loaders.read.graphs.node_link import read_node_link
from loaders.read.graphs.own_file import is_own, own_tables
from loaders.read.graphs.pajek import read_pajek
from loaders.read.graphs.tables import graph_tables
from loaders.read.text_table import TextTable

Reader = Callable[[Path, Budget, str], GraphFile]

# XML says itself in which encoding it is
READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".graphml": lambda path, budget, _: read_graphml(path, budget),
        ".gexf": lambda path, budget, _: read_gexf(path, budget),
        ".anx": lambda path, budget, _: read_anx(path, budget),
        ".gml": read_gml,
        ".net": read_pajek,
        ".paj": read_pajek,
        ".dl": read_dl,
        ".json": read_node_link,
    }
)


def open_graph(path: Path, encoding: str, budget: Budget) -> tuple[TextTable, ...]:
    """Read a graph file, and return persons and ties, and groups with their members where it has them."""
    graph = READERS[path.suffix.lower()](path, budget, encoding)
    is_written_here = is_own(graph.ids, graph.nodes.column("kind"))
    return own_tables(graph) if is_written_here else graph_tables(graph)
