"""The page of all commands says of each what the command itself says."""

from collections.abc import Iterator

import typer.main

from graph_service.cli.main import app
from tests.needs import REPOSITORY

PAGE = (REPOSITORY / "docs" / "commands.md").read_text(encoding="utf-8")


def _rows() -> Iterator[str]:
    """Yield a row a command; a group of commands gives those in it, and one of its own if it does something itself."""
    waiting = [("gruppkarta", typer.main.get_command(app))]
    while waiting:
        name, command = waiting.pop(0)
        inside = getattr(command, "commands", None)
        if inside is not None:
            waiting += [(f"{name} {word}", one) for word, one in inside.items()]
        if inside is None or command.invoke_without_command:  # type: ignore[attr-defined]  # typer keeps its classes to itself
            yield f"| `{name}` | {' '.join(str(command.help).split())} |"


def test_the_page_lists_every_command_in_its_own_words() -> None:
    assert [line for line in PAGE.splitlines() if line.startswith("| `gruppkarta ")] == list(_rows())
