"""Use cases: what a caller can do, one module a theme."""
