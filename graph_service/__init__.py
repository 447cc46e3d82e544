"""Gruppkarta: network analysis for group violence intervention."""

__version__ = "0.1.0"
