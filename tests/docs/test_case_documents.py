"""The documents on loading: their files load, their examples print what they say, their codes are the codes."""

import doctest
import re
from datetime import date
from pathlib import Path

import pytest

from graph_service.domain.load_texts import PROBLEMS, REMARKS
from graph_service.errors import RejectedRowsError
from loaders.case_folder import LoadOptions, load_case
from loaders.case_writer import write_case
from loaders.demo_city import EXAMPLE_HEAD, example_case
from loaders.plan import MERGE_RULES
from tests.docs.consoles import REPOSITORY

FILE = re.compile(r"^`([a-z_.]+)`[^\n]*\n```(?:csv|toml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLE = re.compile(r"^```pycon\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DOCUMENTS = ("case_folder.md", "mapping.md")


def _text(document: str) -> str:
    return (REPOSITORY / "docs" / document).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_examples_of_a_document_print_what_it_says(
    document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "case").mkdir()
    write_case(example_case(), tmp_path / "my_case", head=EXAMPLE_HEAD)
    files = FILE.findall(_text(document))
    for name, content in files:
        (tmp_path / ("" if name == "map.toml" else "case") / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (example,) = EXAMPLE.findall(_text(document))
    names = {one.__name__: one for one in (load_case, LoadOptions, RejectedRowsError, Path, date)}
    test = doctest.DocTestParser().get_doctest(example, names, document, document, 0)
    printed: list[str] = []
    result = doctest.DocTestRunner().run(test, out=printed.append)
    assert bool(files) == (document == "mapping.md")
    assert (result.failed, "".join(printed)) == (0, "")
    assert result.attempted >= 3


def test_every_code_of_a_refusal_is_documented() -> None:
    pages = "".join(map(_text, DOCUMENTS))
    assert {key for key in PROBLEMS if "." not in key and f"`{key}`" not in pages} == set()


def test_every_remark_is_documented_with_its_text() -> None:
    assert {code for code, text in REMARKS.items() if f"| `{code}` | {text} |" not in _text("case_folder.md")} == set()


def test_every_rule_of_a_merge_is_documented() -> None:
    assert {rule for rule in MERGE_RULES if f"`{rule}`" not in _text("mapping.md")} == set()
