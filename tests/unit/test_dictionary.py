"""The data dictionary says what the record classes declare."""

import json
from dataclasses import replace

import pytest

from graph_service.analysis.result import to_json
from graph_service.domain.dictionary import as_markdown, as_text, bounds_of, data_dictionary
from graph_service.domain.schema import KINDS, Meaning


def test_every_table_and_column_is_described() -> None:
    tables = {table.table: [entry.column for entry in table.columns] for table in data_dictionary()}
    assert tables == {kind.table: list(kind.names) for kind in KINDS.values()}
    assert all(entry.meaning for table in data_dictionary() for entry in table.columns)


def test_an_entry_says_what_a_column_holds() -> None:
    (ties,) = data_dictionary([KINDS["tie"]])
    entries = {entry.column: entry for entry in ties.columns}
    assert (entries["person_a"].refers_to, entries["person_a"].required) == ("persons", True)
    assert (entries["strength"].bounds, entries["strength"].default) == ("greater than 0", "1.0")
    assert entries["kind"].words[:2] == ("co_offending", "co_arrest")
    assert (entries["kind"].type, entries["valid_from"].type) == ("word", "date")


def test_the_dictionary_is_printed_for_a_terminal() -> None:
    text = as_text(data_dictionary([KINDS["involvement"], KINDS["round"]]))
    assert text.startswith("involvements (link): What a person was to an incident")
    assert "\n\nrounds (act): A campaign of notifications.\n" in text
    assert "  decided_on      " in text
    assert "day of that decision: date; never in the future; class open\n" in text


def test_the_dictionary_is_printed_as_markdown() -> None:
    text = as_markdown(data_dictionary([KINDS["person"], KINDS["tie"]]))
    assert text.startswith("## persons\n\nA person, shown by a pseudonym")
    assert "| label | yes | pseudonym, shown by default: text | open |" in text
    assert "| birth_year | no | year of birth: whole number; 1850 to 2200 | identity |" in text
    assert "| strength | no | greater than 0, larger is closer: number; greater than 0; default 1.0 | open |" in text
    assert "\n\n## ties\n" in text


def test_the_dictionary_is_json() -> None:
    assert json.loads(to_json(data_dictionary()))[0]["table"] == "sources"


@pytest.mark.parametrize(
    ("meaning", "expected"),
    [
        (Meaning("x", minimum=0, maximum=1), "0 to 1"),
        (Meaning("x", minimum=0), "at least 0"),
        (Meaning("x", maximum=9), "at most 9"),
        (Meaning("x", above=0), "greater than 0"),
        (Meaning("x"), None),
    ],
)
def test_bounds_are_said_in_words(meaning: Meaning, expected: str | None) -> None:
    assert bounds_of(replace(KINDS["tie"]["strength"], mark=meaning)) == expected


def test_a_key_has_no_bounds() -> None:
    assert bounds_of(KINDS["tie"]["tie_id"]) is None
