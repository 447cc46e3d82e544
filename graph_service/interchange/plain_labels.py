"""Labels in files that know neither escapes nor line breaks: what would break a line is replaced, and no two alike."""

import re
from collections.abc import Callable, Sequence

from graph_service.domain.text import xml_text

_BREAKS = re.compile(r'[\s"]')


def plain_label(text: str) -> str:
    """Return a text that may stand between quotation marks in one line."""
    return _BREAKS.sub(lambda sign: "'" if sign[0] == '"' else " ", xml_text(text)).strip() or "-"


def distinct_labels(names: Sequence[str], change: Callable[[str], str] = plain_label) -> list[str]:
    """Return a label for each name, those that would be alike told apart."""
    labels: list[str] = []
    taken: set[str] = set()
    for name in names:
        label = change(name)
        while label in taken:
            label += "'"
        taken.add(label)
        labels.append(label)
    return labels


def person_labels(ids: Sequence[str]) -> list[str]:
    """Return how persons are called where a node has one name alone: by their ids, without the word for their kind."""
    return distinct_labels([name.partition(":")[2] for name in ids])
