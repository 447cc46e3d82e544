"""Graph files: one module per format reads a graph as it is; `tables` turns it into persons and ties."""
