"""What the documents print is what the commands print."""

from pathlib import Path

import pytest

from tests.docs.consoles import REPOSITORY, agrees, run, sessions

DOCUMENTS = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
WITH_SESSIONS = [path for path in DOCUMENTS if sessions(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("document", WITH_SESSIONS, ids=lambda path: path.name)
def test_every_session_of_a_document_prints_what_it_says(document: Path, tmp_path: Path) -> None:
    differing = []
    for session in sessions(document.read_text(encoding="utf-8")):
        for command in session:
            printed = "\n".join(line.rstrip() for line in run(command.line, tmp_path).splitlines()) + "\n"
            if not agrees(command.printed, printed):
                differing.append(f"$ {command.line}\n{printed}")
    assert differing == []


def test_the_readme_has_sessions() -> None:
    assert REPOSITORY / "README.md" in WITH_SESSIONS


def test_a_line_left_out_stands_for_any_number_of_lines() -> None:
    assert agrees("a\n...\nd\n", "a\nb\nc\nd\n")
    assert not agrees("a\n...\nd\n", "a\nb\nc\ne\n")
    assert not agrees("a\n", "a\nb\n")
