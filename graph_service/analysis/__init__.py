"""Pure functions from a snapshot to a frozen result, one family a module."""
