"""Texts for users are in the words of the house: "they" of a person, and no word that only its makers know."""

import re
from collections.abc import Iterator

import typer.main

from graph_service.cli.main import app
from graph_service.domain.dictionary import as_markdown, data_dictionary
from graph_service.domain.load_texts import PROBLEMS, REMARKS
from tests.needs import REPOSITORY

# "a row a person" is how nobody counts; the gate, the door and the house are ours alone.
AVOIDED = re.compile(
    r"\b(?:he|him|his|she|her|hers)\b|\b(?:gates?|both doors)\b|equality report|six primitives"
    r"|\b(?:an?|one)(?: \w+)? (?:row|table|file|line|record|word) an? [a-z]+\b",
    re.IGNORECASE,
)


def _texts() -> Iterator[tuple[str, str]]:
    for page in (REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md", *(REPOSITORY / "docs").rglob("*.md")):
        yield page.name, page.read_text(encoding="utf-8")
    yield "the data dictionary", as_markdown(data_dictionary())
    yield "the texts of a load", "\n".join([*(text for pair in PROBLEMS.values() for text in pair), *REMARKS.values()])
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]  # a group
        yield (
            f"gruppkarta {name}",
            "\n".join([str(command.help), *(str(getattr(one, "help", "")) for one in command.params)]),
        )


def test_no_text_for_users_has_a_word_that_is_to_be_avoided() -> None:
    assert [(name, match[0]) for name, text in _texts() for match in AVOIDED.finditer(text)] == []


def test_such_words_are_found() -> None:
    text = "a CSV file a table, whom he names, at the gate"
    assert [match[0] for match in AVOIDED.finditer(text)] == ["a CSV file a table", "he", "gate"]
