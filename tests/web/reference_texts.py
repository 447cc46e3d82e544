"""Texts of the code that pages of reference show: what a policy, a measure and a list of words say of themselves."""

from collections.abc import Iterator

from graph_service.analysis.registry import MEASURES
from graph_service.domain.policy import default_policy
from graph_service.web.rooms.policy import policy_parts
from graph_service.web.rooms.words import word_lists


def texts_of_reference() -> Iterator[str]:
    """Everything that the pages of policy and words take from declarations."""
    for part in policy_parts(default_policy()):
        yield part.heading
        for value in part.values:
            yield value.meaning
            if value.unit:
                yield value.unit
    for measure in MEASURES:
        yield from (measure.question, measure.summary, measure.unit)
    for words in word_lists():
        yield words.heading
