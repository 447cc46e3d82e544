"""A network as node-link JSON, as d3 and networkx read it."""

import json

import networkx as nx

from graph_service.analysis.network import Network
from graph_service.interchange.networkx_graph import GraphShape, to_networkx


def to_node_link(network: Network, *, handling: str, shape: GraphShape) -> str:
    """Write a network as node-link JSON.

    Parameters
    ----------
    network : Network
        What is exported.
    handling : str
        The handling mark, kept in ``graph``.
    shape : GraphShape
        With groups or incidents as nodes too, and with positions.

    Returns
    -------
    str
        ``graph``, ``nodes`` and ``edges``; the same bytes for the same network.
    """
    document = nx.node_link_data(to_networkx(network, handling=handling, shape=shape), edges="edges")
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False) + "\n"
