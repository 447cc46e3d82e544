"""The page of examples of mapping files: each makes the records that it shows, and no key is without an example."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_service.domain.schema import BY_TABLE, Value
from loaders.mapping.mapping_file import OUTPUT_KEYS
from loaders.mapping.rule_reader import RULE_KEYS
from tests.needs import REPOSITORY
from tests.unit.loaders.mapped import load_mapped
from tests.unit.loaders.workbooks import by_openpyxl

PAGE = (REPOSITORY / "docs" / "mapping_examples.md").read_text(encoding="utf-8")
SECTION = re.compile(r"^## (.*?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^`([a-z]+\.csv)`\n```csv\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHEET = re.compile(r"^`([a-z]+\.xlsx): (\w+)`\n```csv\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"^`([a-z]+)`\n```csv\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MAPPING = re.compile(r"^```toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NEEDED = {  # what the page fills up, as it says
    "persons": {"protected_identity": "no"},
    "ties": {"kind": "friend"},
    "memberships": {"role": "core", "basis": "fact", "source_id": "S"},
    "incidents": {
        "occurred_on": "2020-01-01",
        "precision": "day",
        "type": "shooting",
        "group_involved": "unknown",
        "status": "confirmed",
    },
    "involvements": {"part": "victim"},
}
SOURCE = '\n[[output]]\ninto = "sources"\ncolumns = { source_id = { constant = "S" } }\n'


def _filled_up(mapping: str) -> Iterator[str]:
    """Add to each output what records of its table need, and to the whole the source that some of them name."""
    for number, text in enumerate(re.split(r"^(?=\[\[output\]\])", mapping, flags=re.MULTILINE)):
        if not number:
            yield text
            continue
        (output,) = tomllib.loads(text)["output"]
        needed = {
            name: word for name, word in NEEDED.get(output["into"], {}).items() if name not in output.get("columns", {})
        }
        rules = ", ".join(f'{name} = {{ constant = "{word}" }}' for name, word in needed.items())
        if "columns" in output:
            yield text.replace("columns = {", f"columns = {{ {rules},", 1) if rules else text
        else:
            yield f"{text}\ncolumns = {{ {rules} }}\n"
    if '"memberships"' in mapping:
        yield SOURCE


def _workbooks(text: str, folder: Path) -> dict[str, bytes]:
    sheets: dict[str, dict[str, list[list[str]]]] = {}
    for file, sheet, rows in SHEET.findall(text):
        sheets.setdefault(file, {})[sheet] = [row.split(",") for row in rows.splitlines()]
    return {file: by_openpyxl(folder / file, sheets[file]).read_bytes() for file in sheets}


def _shown(value: Value) -> str:
    return "" if value is None else "|".join(value) if isinstance(value, tuple) else str(value)


@pytest.mark.parametrize(("title", "text"), SECTION.findall(PAGE))
def test_an_example_makes_the_records_that_it_shows(title: str, text: str, tmp_path: Path) -> None:
    (mapping,) = MAPPING.findall(text)
    files = {**dict(FILE.findall(text)), **_workbooks(text, tmp_path)}
    tables = load_mapped(tmp_path, "".join(_filled_up(mapping)), files).tables
    records = TABLE.findall(text)
    assert records
    for name, expected in records:
        header, *rows = expected.splitlines()
        columns = [tables[BY_TABLE[name].name].column(column) for column in header.split(",")]
        assert [",".join(map(_shown, row)) for row in zip(*columns, strict=True)] == rows, title


def test_every_key_has_an_example() -> None:
    examples = "".join(MAPPING.findall(PAGE)) + "".join(
        MAPPING.findall((REPOSITORY / "docs" / "mapping.md").read_text(encoding="utf-8"))
    )
    assert {key for key in {*OUTPUT_KEYS, *RULE_KEYS} if not re.search(rf"\b{key}\b( =|\])", examples)} == set()
