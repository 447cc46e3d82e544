"""Out of a network into what other tools read: networkx, node-link JSON, GraphML, GEXF."""
