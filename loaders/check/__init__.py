"""What is refused: columns by their name, values, rows, and the case as a whole."""
