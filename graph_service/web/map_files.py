"""Scripts and style of the map as the pages load them: the same modules that a file of the map carries."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256


@cache
def map_files() -> Mapping[str, bytes]:
    """Return the files by name."""
    from visualizations.page import inside_style
    from visualizations.page_script import served_modules

    return {**served_modules(), "inside.css": inside_style().encode()}


@cache
def map_version() -> str:
    """Return what stands in the address of all of them: modules that belong together come from one version."""
    together = sha256()
    for name, content in map_files().items():
        together.update(name.encode() + b"\0" + content + b"\0")
    return together.hexdigest()[:12]


def map_address(name: str) -> str:
    """Return the address of a file."""
    return f"/static/{map_version()}/map/{name}"
