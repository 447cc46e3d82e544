"""Runs commands at outputs of all sorts: one process that loads the program once and forks.

Takes a list of [words, output, variables] as JSON on standard input, and writes [exit code, text] for each into a file.
The output is "full", or "gone" where nobody reads it, and the text is standard error; or it is the width of a terminal,
and the text is what the terminal shows.
"""

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from graph_service.cli.main import main
from tests.needs import REPOSITORY

LOADED = (
    "graph_service.adapters.sealed_file",
    "graph_service.adapters.sqlite",
    "graph_service.analysis.registry",
    "graph_service.api.app",
    "graph_service.cli.show",
    "graph_service.cli.briefing_text",
    "graph_service.exports",
    "graph_service.services.frame",
    "graph_service.services.importing",
    "graph_service.services.upgrading",
    "graph_service.services.whole_copies",
    "highspy",
    "igraph",
    "loaders.case_folder",
    "loaders.case_writer",
    "rich.table",
    "scipy.optimize",
    "visualizations.draw",
)  # once, before the children


Task = tuple[Sequence[str], str | int, Mapping[str, str]]


def outcomes(
    tasks: Sequence[Task], result: Path, environment: Mapping[str, str] | None = None
) -> list[tuple[int, str]]:
    """Run commands in the children of a process of their own; exit code and text of each."""
    command = [sys.executable, "-m", "tests.cli.forked", str(result)]
    subprocess.run(command, input=json.dumps(tasks), text=True, check=True, cwd=REPOSITORY, env=environment)
    return [(code, text) for code, text in json.loads(result.read_text(encoding="utf-8"))]


def at_terminal(words: Sequence[str], width: int, variables: Mapping[str, str]) -> tuple[int, str]:
    """Run a command in a child of its own at a terminal that is so wide."""
    here, there = pty.openpty()
    fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    child = os.fork()
    if not child:
        os.close(here)
        for descriptor in (0, 1, 2):
            os.dup2(there, descriptor)
        _end_with(words, variables)
    os.close(there)
    shown = b""
    with suppress(OSError):  # the terminal is gone once the process has ended
        while part := os.read(here, 65_536):
            shown += part
    os.close(here)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), shown.decode().replace("\r\n", "\n")


def run(words: Sequence[str], output: str, variables: Mapping[str, str]) -> tuple[int, str]:
    """Run a command in a child of its own with an output that takes nothing."""
    with tempfile.TemporaryFile() as errors:
        child = os.fork()
        if not child:
            if output == "full":
                descriptor = os.open("/dev/full", os.O_WRONLY)
            else:
                reader, descriptor = os.pipe()
                os.close(reader)
            os.dup2(descriptor, 1)
            os.dup2(errors.fileno(), 2)
            _end_with(words, variables)
        _, status = os.waitpid(child, 0)
        errors.seek(0)
        return os.waitstatus_to_exitcode(status), errors.read().decode()


def _end_with(words: Sequence[str], variables: Mapping[str, str]) -> NoReturn:
    """Be the command, to the end of this process."""
    sys.argv = ["gruppkarta", *words]
    os.environ.update(variables)
    code = 1
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _ran(words: Sequence[str], output: str | int, variables: Mapping[str, str]) -> tuple[int, str]:
    return at_terminal(words, output, variables) if isinstance(output, int) else run(words, output, variables)


if __name__ == "__main__":
    for module in LOADED:
        import_module(module)
    Path(sys.argv[1]).write_text(json.dumps([_ran(*task) for task in json.loads(sys.stdin.read())]), encoding="utf-8")
