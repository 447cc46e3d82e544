"""Labels in files that know neither escapes nor line breaks: what would break a line is replaced, and no two alike."""

import re
from collections.abc import Sequence

from graph_service.domain.text import distinct, xml_text

_BREAKS = re.compile(r'[\s"]')


def plain_label(text: str) -> str:
    """Return a text that may stand between quotation marks in one line."""
    return _BREAKS.sub(lambda sign: "'" if sign[0] == '"' else " ", xml_text(text)).strip() or "-"


def distinct_labels(names: Sequence[str]) -> list[str]:
    """Return a label for each name, those that would be alike told apart."""
    return distinct(names, plain_label)


def person_labels(ids: Sequence[str]) -> list[str]:
    """Return how persons are called where a node has one name alone: by their ids, without the word for their kind."""
    return distinct_labels([name.partition(":")[2] for name in ids])
