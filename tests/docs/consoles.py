"""Console blocks of the documents: commands with their real output, run anew by a test.

A block that begins with ``$ `` is a session: each ``$ `` line is a command, what follows is what it
prints. A line ``...`` stands for lines left out. ``python -m tests.docs.consoles FILE`` writes what
the commands print today into the document, for a person to look at and commit.
"""

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
BLOCK = re.compile(r"^```console\n(\$ .*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = "..."


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a session, and what the document says it prints."""

    line: str
    printed: str


def sessions(text: str) -> list[list[Command]]:
    """Return the sessions of a document, each a list of commands."""
    return [_commands(block) for block in BLOCK.findall(text)]


def run(line: str, folder: Path) -> str:
    """Run a command as a reader would, in a folder; return what it prints."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("GRUPPKARTA_", "COV_", "COVERAGE_"))
    }
    environment |= {"PATH": path, "LC_ALL": "C.UTF-8", "COLUMNS": "120", "NO_COLOR": "1"}
    done = subprocess.run(  # noqa: S602  the line is our own document's
        line, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return (done.stdout + done.stderr).rstrip() + "\n"


def agrees(said: str, printed: str) -> bool:
    """Say whether a document's output is what was printed, lines left out aside."""
    parts = [re.escape(part) for part in f"\n{said}".split(f"\n{LEFT_OUT}\n")]
    return re.fullmatch("\n(?:.*\n)*".join(parts), f"\n{printed}") is not None


def _commands(block: str) -> list[Command]:
    found: list[Command] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(Command(line[2:], ""))
        else:
            found[-1] = Command(found[-1].line, f"{found[-1].printed}{line.rstrip()}\n")
    return found


def _rewritten(text: str, folder: Path) -> str:
    def block(match: re.Match[str]) -> str:
        lines = []
        for command in _commands(match.group(1)):
            printed = "\n".join(line.rstrip() for line in run(command.line, folder).splitlines()) + "\n"
            kept = command.printed if agrees(command.printed, printed) else _as_long(command.printed, printed)
            lines.append(f"$ {command.line}\n{kept}")
        return "```console\n" + "".join(lines) + "```"

    return BLOCK.sub(block, text)


def _as_long(said: str, printed: str) -> str:
    """Return what is printed; if the document leaves out the end, as many lines as it showed before."""
    if not said.endswith(f"{LEFT_OUT}\n"):
        return printed
    n_lines = len(said.splitlines()) - 1
    return "".join(printed.splitlines(keepends=True)[:n_lines]) + f"{LEFT_OUT}\n"


def main() -> None:
    """Write today's output into the documents named."""
    for name in sys.argv[1:]:
        path = Path(name)
        with tempfile.TemporaryDirectory() as folder:
            path.write_text(_rewritten(path.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
