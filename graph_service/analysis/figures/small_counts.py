"""Figures without what would tell about few persons: no rows, no count below 5, and none that can be worked out."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace

from graph_service.analysis.figures.parts import FEWER_THAN_5, Figure, FigureNumber, Value
from graph_service.analysis.result import WITHHELD

SMALLEST_TOLD = 5
SUMS = frozenset({"channel", "agency", "round", "answer", "interval"})  # whose categories make up all visits
_TWINS = {"answer": "any_answer", "any_answer": "answer"}
OF_GROUPS = frozenset({"group", "reached", "reachable"})  # numbers that tell of memberships or ties


def without_small_counts(figure: Figure) -> Figure:
    """Return a figure as whoever may not see its records sees it.

    Counts of 0 to 4 are "fewer than 5". Where parts of a sum are hidden so that the sum would still tell, the next
    smallest part is withheld too, until at least two are hidden that make 5 or more together. Days that few rows
    stand behind are withheld.
    """
    counts = {number.key: number.value for number in figure.numbers if not number.derived_from}
    shown = {key: _told(value) for key, value in counts.items()}
    before: dict[str, Value] = {}
    while before != shown:
        before = dict(shown)
        for keys in _sums(figure):
            _hide_more(keys, counts, shown)
        _hide_twins(shown)
    numbers = tuple(replace(number, value=_value(number, counts, shown)) for number in figure.numbers)
    return replace(figure, shows_rows=False, numbers=numbers, rows=())


def without_groups(figure: Figure) -> Figure:
    """Return a figure without what memberships and ties say of those whom it counts."""
    numbers = tuple(number for number in figure.numbers if number.code not in OF_GROUPS)
    rows = []
    for row in figure.rows:
        keys = tuple(key for key in row.counted_in if key.partition(":")[0] not in OF_GROUPS)
        if keys:
            rows.append(replace(row, counted_in=keys, group_ids=() if figure.name == "visits" else row.group_ids))
    return replace(figure, numbers=numbers, rows=tuple(rows))


def _told(value: Value) -> Value:
    return FEWER_THAN_5 if isinstance(value, int) and value < SMALLEST_TOLD else value


def _value(number: FigureNumber, counts: Mapping[str, Value], shown: Mapping[str, Value]) -> Value:
    if not number.derived_from:
        return shown[number.key]
    rests_on_few = _told(counts.get(number.derived_from)) is FEWER_THAN_5
    return WITHHELD if rests_on_few and number.value is not None else number.value


def _sums(figure: Figure) -> list[list[str]]:
    """Return the parts of each sum, by key."""
    parts: dict[str, list[str]] = defaultdict(list)
    for number in figure.numbers:
        if number.code in SUMS:
            parts[number.code].append(number.key)
    return list(parts.values())


def _hide_more(keys: Collection[str], counts: Mapping[str, Value], shown: dict[str, Value]) -> None:
    """Hide the smallest parts that are still shown, until what is hidden says nothing."""
    while True:
        hidden = [key for key in keys if isinstance(shown[key], str)]
        open_keys = [key for key in keys if not isinstance(shown[key], str) and shown[key] is not None]
        total = sum(value for key in hidden if isinstance(value := counts[key], int))
        if not hidden or not open_keys or (len(hidden) > 1 and total >= SMALLEST_TOLD):
            return
        shown[min(open_keys, key=lambda key: (_size(counts[key]), key))] = WITHHELD


def _hide_twins(shown: dict[str, Value]) -> None:
    """Hide who ever answered so where the latest answers are hidden, and the other way round: they are nearly alike."""
    for key, value in list(shown.items()):
        code, _, category = key.partition(":")
        twin = f"{_TWINS[code]}:{category}" if code in _TWINS else ""
        if isinstance(value, str) and shown.get(twin) is not None and not isinstance(shown[twin], str):
            shown[twin] = WITHHELD


def _size(value: Value) -> float:
    return 0 if value is None or isinstance(value, str) else value
