"""Every code of a load has its words in one place, every text is used, and every place in one is filled."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

from graph_service.domain.load_texts import PROBLEMS, REMARKS, SEE_LINE, refusal, see_line
from tests.needs import REPOSITORY

TEXTS = Path("graph_service/domain/load_texts.py")


def _trees() -> Iterator[ast.AST]:
    for package in ("graph_service", "loaders"):
        for path in sorted((REPOSITORY / package).rglob("*.py")):
            if path.relative_to(REPOSITORY) != TEXTS:
                yield ast.parse(path.read_text(encoding="utf-8"))


def _calls(name: str) -> list[ast.Call]:
    """Return the calls of a function, or of a method, by its name."""
    return [
        node
        for tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == name
    ]


def _places(*texts: str) -> set[str]:
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name is not None}


REFUSALS = _calls("refusal")


def test_a_refusal_names_its_text_by_a_constant() -> None:
    assert [ast.unparse(call) for call in REFUSALS if not isinstance(call.args[0], ast.Constant)] == []


def test_a_refusal_fills_every_place_of_its_text_and_no_other() -> None:
    wrong = [
        ast.unparse(call)
        for call in REFUSALS
        if {keyword.arg for keyword in call.keywords} != _places(*PROBLEMS[ast.literal_eval(call.args[0])])
    ]
    assert wrong == []


def test_every_text_of_a_problem_is_used() -> None:
    assert set(PROBLEMS) == {ast.literal_eval(call.args[0]) for call in REFUSALS}


def test_nothing_is_refused_in_words_of_its_own() -> None:
    """A problem is made from a text of its code: no other literal stands for one."""
    made = [*_calls("RowProblem"), *_calls("Refusal"), *_calls("Finding")]
    literals = [ast.unparse(call) for call in made if any(isinstance(arg, ast.JoinedStr) for arg in call.args)]
    literals += [
        ast.unparse(call)
        for call in made
        if any(isinstance(arg, ast.Constant) and isinstance(arg.value, str) for arg in call.args)
    ]
    assert literals == []


def test_every_remark_is_made_somewhere() -> None:
    constants = {
        node.value
        for tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(REMARKS) - constants == set()


def test_every_remark_that_is_made_has_a_text() -> None:
    codes = {call.args[0].value for call in _calls("remark") if isinstance(call.args[0], ast.Constant)}
    assert codes
    assert codes <= set(REMARKS)


def test_a_text_begins_small_and_ends_without_a_full_stop() -> None:
    texts = [text for pair in PROBLEMS.values() for text in pair] + list(REMARKS.values())
    begins_large = [text for text in texts if text[0].isupper() and not text.startswith("TRUE")]
    assert (begins_large, [text for text in texts if text.endswith(".")]) == ([], [])


def test_a_variant_keeps_the_code_of_the_problem() -> None:
    assert refusal("ragged_row.one", n_columns=3).code == "ragged_row"
    assert {key.partition(".")[0] for key in PROBLEMS} == {key for key in PROBLEMS if "." not in key}


def test_a_problem_names_the_line_it_is_with_and_the_file_if_it_is_another() -> None:
    assert _places(*SEE_LINE) == {"problem", "line", "file"}
    assert see_line("twice", 4, None) == "twice (see line 4)"
    assert see_line("twice", 4, "ties.csv") == "twice (see line 4 of ties.csv)"
