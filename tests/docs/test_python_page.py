"""The page for analysts: every line of it runs and gives what it says, as a page and as a notebook."""

import doctest
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from graph_service.python.workspace import METHODS
from tests.docs.notebook import BLOCK, PAGE, cells
from tests.needs import REPOSITORY

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
TEXT = PAGE.read_text(encoding="utf-8")


def test_every_line_of_the_page_gives_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    failed: list[str] = []
    n_lines = 0
    for block in BLOCK.finditer(TEXT):
        if block["file"]:
            (tmp_path / block["file"]).write_text(block["content"], encoding="utf-8")
            continue
        test = doctest.DocTestParser().get_doctest(block["example"], names, PAGE.name, PAGE.name, 0)
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        runner.run(test, out=failed.append, clear_globs=False)
        names = test.globs
        n_lines += runner.tries
    assert "".join(failed) == "", "".join(failed)
    assert n_lines >= 25


def test_the_lines_of_the_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (block,) = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    (pairs,) = (match["content"] for match in BLOCK.finditer(TEXT) if match["file"] == "pairs.csv")
    (tmp_path / "pairs.csv").write_text(pairs, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exec(block, {})  # noqa: S102  our own page
    assert (tmp_path / "network.graphml").is_file()


def test_the_notebook_of_the_page_runs_from_its_first_cell_to_its_last(tmp_path: Path) -> None:
    path = tmp_path / "python.ipynb"
    subprocess.run([sys.executable, "-m", "tests.docs.notebook", str(path)], check=True, cwd=REPOSITORY)
    sources = [
        "".join(cell["source"])
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    assert sources == [source for kind, source in cells(TEXT) if kind == "code"]
    program = tmp_path / "cells.py"
    program.write_text("\n".join(sources), encoding="utf-8")
    done = subprocess.run([sys.executable, str(program)], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "map.html").is_file()


def test_the_page_names_no_method_that_there_is_not() -> None:
    named = {word.split("(")[0] for word in TEXT.split("case.")[1:]} - {"scorcard", "mapping", "report"}
    assert {name for name in named if name.isidentifier() and name.islower()} <= set(METHODS)
