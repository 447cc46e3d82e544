"""Tables of files to columns of values: one module per format, and what they share."""
