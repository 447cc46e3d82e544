"""The door for analysts in Python: cases and stores opened, questions as methods, answers as tables and graphs."""

from graph_service.python.opening import open_case, open_store
from graph_service.python.workspace import Workspace

__all__ = ["Workspace", "open_case", "open_store"]
