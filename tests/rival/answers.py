"""The answers of both implementations in one plain form, held against each other.

`of_rival` asks the slow one, `of_analysis` the one that is shipped; the keys of both are the same.
"""

from collections.abc import Mapping
from datetime import date

from tests.rival.fast_answers import of_analysis
from tests.rival.options import DEFAULT, PARTS, Options, Tree
from tests.rival.slow_answers import of_rival

__all__ = ["DEFAULT", "PARTS", "Options", "Tree", "differences", "found_at", "of_analysis", "of_rival"]


def differences(one: object, other: object, at: str = "") -> list[str]:
    """Say where two answers differ, each place with both values; floats may differ by 1e-7."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        found = []
        for key in sorted(one.keys() | other.keys()):
            if at.endswith("/evidence") and key not in other:
                continue  # the shipped one lists only what stands behind a printed number
            found += differences(one.get(key, "missing"), other.get(key, "missing"), f"{at}/{key}")
        return found
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [text for i in range(len(one)) for text in differences(one[i], other[i], f"{at}/{i}")]
    if isinstance(one, bool) or isinstance(other, bool):
        return [] if one is other else [f"{at}: {one} and {other}"]
    if isinstance(one, int | float) and isinstance(other, int | float):
        return [] if abs(one - other) < 1e-7 else [f"{at}: {one} and {other}"]
    return [] if one == other else [f"{at}: {_shown(one)} and {_shown(other)}"]


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else repr(value)


def found_at(tree: object, path: str) -> object:
    """Look a value up by its path, such as groups/A/rank."""
    for key in path.split("/"):
        if not isinstance(tree, Mapping) or key not in tree:
            return "missing"
        tree = tree[key]
    return tree
