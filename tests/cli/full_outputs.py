"""Runs commands with an output that is full, or that nobody reads: one process that loads the program once and forks.

Takes a list of [words, "full" | "gone", variables] as JSON on standard input, and writes [exit code, standard error]
for each into a file.
"""

import json
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from graph_service.cli.main import main

LOADED = (
    "graph_service.adapters.sealed_file",
    "graph_service.adapters.sqlite",
    "graph_service.analysis.registry",
    "graph_service.api.app",
    "graph_service.cli.show",
    "graph_service.cli.briefing",
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


def run(words: list[str], output: str, variables: dict[str, str]) -> tuple[int, str]:
    """Run a command in a child of its own."""
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
            sys.argv = ["gruppkarta", *words]
            os.environ.update(variables)
            code = 1
            try:
                main()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 1
            finally:
                sys.stderr.flush()
                os._exit(code)
        _, status = os.waitpid(child, 0)
        errors.seek(0)
        return os.waitstatus_to_exitcode(status), errors.read().decode()


if __name__ == "__main__":
    for module in LOADED:
        import_module(module)
    tasks = json.loads(sys.stdin.read())
    Path(sys.argv[1]).write_text(json.dumps([run(*task) for task in tasks]), encoding="utf-8")
