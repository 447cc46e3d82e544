"""docs/python.md as a notebook: ``python -m tests.docs.notebook FILE.ipynb`` writes it.

Text becomes text, a file of the page a cell that writes it, and each example a cell with its lines of Python.
"""

import doctest
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.needs import REPOSITORY

PAGE = REPOSITORY / "docs" / "python.md"
BLOCK = re.compile(
    r"^```pycon\n(?P<example>.*?)^```$|^`(?P<file>[a-z_.]+)`\n```csv\n(?P<content>.*?)^```$", re.MULTILINE | re.DOTALL
)
PARSER = doctest.DocTestParser()


def cells(text: str) -> Iterator[tuple[str, str]]:
    """Give the cells of a page in order, each its kind and its source."""
    end = 0
    for block in BLOCK.finditer(text):
        if words := text[end : block.start()].strip():
            yield "markdown", words
        if block["file"]:
            write = f"Path({block['file']!r}).write_text({block['content']!r}, encoding='utf-8')"
            yield "code", f"from pathlib import Path\n\n{write}"
        else:
            yield from (("code", source) for source in _sources(block["example"]))
        end = block.end()
    if words := text[end:].strip():
        yield "markdown", words


def _sources(example: str) -> Iterator[str]:
    """Give the cells of an example: each ends with what is shown. What ends in an error is left out: it would stop."""
    lines: list[str] = []
    for part in PARSER.get_examples(example):
        if part.exc_msg is None:
            lines.append(part.source.rstrip())
        if part.want and lines:
            yield "\n".join(lines)
            lines = []
    if lines:
        yield "\n".join(lines)


def notebook(text: str) -> dict[str, Any]:
    """Return a page as a notebook, in format 4.5."""
    made = []
    for number, (kind, source) in enumerate(cells(text)):
        cell: dict[str, Any] = {"id": f"cell-{number}", "cell_type": kind, "metadata": {}, "source": source}
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        made.append(cell)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": made}


def main() -> None:
    """Write the notebook into the file named."""
    text = json.dumps(notebook(PAGE.read_text(encoding="utf-8")), ensure_ascii=False, indent=1)
    Path(sys.argv[1]).write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
