"""Gruppkarta: network analysis for group violence intervention.

``from graph_service import open_case, open_store`` is the door for analysts: see docs/python.md.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # numpy stands behind them, and whoever wants the version alone need not wait
    from graph_service.python import open_case, open_store

__all__ = ["__version__", "open_case", "open_store"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:  # noqa: ANN401  what the door exports
    """Import the door for analysts when somebody asks for it."""
    if name in {"open_case", "open_store"}:
        return getattr(import_module("graph_service.python"), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
