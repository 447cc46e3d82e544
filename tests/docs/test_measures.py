"""The page of measures says what the declarations say, and shows every measure of contacts on five persons."""

from graph_service.analysis.registry import QUESTIONS
from tests.docs.measures_page import EXAMPLES, PAGE, notes_of, page


def test_the_page_is_what_the_declarations_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python -m tests.docs.measures_page"


def test_every_measure_of_what_is_seen_says_how_it_is_computed_and_when_it_misleads() -> None:
    of_what_is_seen = [question for question in QUESTIONS if question.on_what_is_seen]  # and of names
    assert of_what_is_seen
    assert [question.name for question in of_what_is_seen if not notes_of(question)] == []
    text = page()
    assert text.count("*When it misleads.*") == len(of_what_is_seen)
    assert set(EXAMPLES) <= {question.name for question in of_what_is_seen}
