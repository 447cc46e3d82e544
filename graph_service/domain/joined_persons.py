"""Persons of whom somebody decided that they are one, and did not take it back."""

from collections.abc import Iterable

from graph_service.domain.schema import Value
from graph_service.domain.tables import Table


def stands_for(same_persons: Table | None) -> dict[str, str]:
    """Return ids to the id that stands for all, of persons joined and not parted again."""
    if same_persons is None:
        return {}
    columns = (same_persons.column(name) for name in ("person_a", "person_b", "undone_on"))
    return smallest_of_linked((first, second) for first, second, undone in zip(*columns, strict=True) if undone is None)


def smallest_of_linked(pairs: Iterable[tuple[Value, Value]]) -> dict[str, str]:
    """Return ids to the smallest of those that pairs link them to, however many pairs lie between."""
    stands: dict[str, str] = {}

    def root(key: str) -> str:
        last = key
        while last in stands:
            last = stands[last]
        while key != last:  # each one passed now leads there at once, so that a long chain is walked once
            stands[key], key = last, stands[key]
        return last

    for first, second in pairs:
        smaller, larger = sorted((root(str(first)), root(str(second))))
        if smaller != larger:
            stands[larger] = smaller
    return {key: root(key) for key in tuple(stands)}
