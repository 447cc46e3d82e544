"""Runs the command line inside the test's process, as `main` would be called."""

import contextlib
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from graph_service.cli.main import main


@dataclass(frozen=True, slots=True)
class Done:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401  JSON has no closed type
        """The output as JSON."""
        return json.loads(self.out)


def gruppkarta(*words: str | Path) -> Done:
    """Run a command to its end."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with (
        patch.object(sys, "argv", ["gruppkarta", *map(str, words)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else 0 if exit_.code is None else 1
    return Done(code, out.getvalue(), err.getvalue())


def initialised(address: str) -> str:
    """Make a store, and return the token of its first administrator."""
    made = gruppkarta("store", "init", "--store", address)
    assert made.code == 0, made.err
    return next(word.partition("=")[2] for word in made.out.split() if word.startswith("GRUPPKARTA_TOKEN="))


def answered(*words: str | Path) -> Any:  # noqa: ANN401  JSON has no closed type
    """Run a command with --json, and return what it answers; it must succeed."""
    done = gruppkarta(*words, "--json")
    assert done.code == 0, done.err
    return done.json
