"""The documents on loading: their files load, their examples print what they say, their codes are the codes."""

import doctest
import re
from datetime import date
from pathlib import Path

import pytest

from graph_service.domain.load_texts import REMARKS
from loaders.case_folder import LoadOptions, load_case
from loaders.plan import MERGE_RULES
from tests.docs.consoles import REPOSITORY
from tests.unit.loaders import test_csv_table, test_refusals

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
    files = FILE.findall(_text(document))
    for name, content in files:
        (tmp_path / ("" if name == "map.toml" else "case") / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (example,) = EXAMPLE.findall(_text(document))
    names = {"load_case": load_case, "LoadOptions": LoadOptions, "Path": Path, "date": date}
    test = doctest.DocTestParser().get_doctest(example, names, document, document, 0)
    printed: list[str] = []
    result = doctest.DocTestRunner().run(test, out=printed.append)
    assert len(files) >= 3
    assert (result.failed, "".join(printed)) == (0, "")
    assert result.attempted >= 3


def test_every_code_of_a_refusal_is_documented() -> None:
    codes = {line.split(" | ")[3] for line in test_refusals.REFUSALS}
    codes |= {str(case[3]) for case in test_csv_table.UNREADABLE}
    assert {code for code in codes if f"`{code}`" not in _text("case_folder.md")} == set()


def test_every_remark_is_documented_with_its_text() -> None:
    assert {code for code, text in REMARKS.items() if f"| `{code}` | {text} |" not in _text("case_folder.md")} == set()


def test_every_rule_of_a_merge_is_documented() -> None:
    assert {rule for rule in MERGE_RULES if f"`{rule}`" not in _text("mapping.md")} == set()
