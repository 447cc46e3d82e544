"""The glossary holds every code word that users meet, each with its Swedish word and a sentence."""

import re
from collections.abc import Mapping

import pytest

from graph_service.analysis.incidents import OUTCOMES
from graph_service.analysis.priorities_parts import LaneName
from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.domain.schema import KINDS
from graph_service.domain.vocabulary import DataClass
from tests.needs import REPOSITORY

PAGE = (REPOSITORY / "docs" / "glossary.md").read_text(encoding="utf-8")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    f"{kind.table}.{field.name}": field.words for kind in KINDS.values() for field in kind.fields if field.words
}
FURTHER: Mapping[str, tuple[str, ...]] = {
    "--lane": tuple(LaneName),
    "--role": tuple(CallerRole),
    "--agency": tuple(Agency),
    "outcome": OUTCOMES,
    "data_class": tuple(DataClass),
}


WORDS: Mapping[str, tuple[str, ...]] = {**COLUMNS, **FURTHER}


def _rows(section: str) -> list[list[str]]:
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in section.splitlines() if line[:1] == "|"]
    return rows[2:]


def _sections() -> dict[str, list[list[str]]]:
    """Return the rows below each heading that names where code words stand."""
    by_place = {}
    for section in re.split(r"^##+ ", PAGE, flags=re.MULTILINE)[1:]:
        for place in re.findall(r"`([^`]+)`", section.splitlines()[0]):
            by_place[place] = _rows(section)
    return by_place


SECTIONS = _sections()


def test_every_list_of_words_has_its_place() -> None:
    assert set(SECTIONS) == set(WORDS)


@pytest.mark.parametrize("place", WORDS)
def test_the_words_below_a_heading_are_those_of_the_code(place: str) -> None:
    rows = SECTIONS[place]
    in_page = [row[0].strip("`") for row in rows]
    assert [word for word in in_page if word in WORDS[place]] == list(map(str, WORDS[place]))
    # one heading may serve two columns, of which one allows more words
    served = [other for other in SECTIONS if SECTIONS[other] == rows]
    assert set(in_page) == {word for other in served for word in WORDS[other]}


def test_every_table_is_named_in_order() -> None:
    tables = PAGE.split("\n## Tables\n", maxsplit=1)[1].split("\n## ", maxsplit=1)[0]
    assert [row[0].strip("`") for row in _rows(tables)] == [kind.table for kind in KINDS.values()]


def test_every_word_has_a_swedish_one_and_a_whole_sentence() -> None:
    rows = [row for section in re.split(r"^##+ ", PAGE, flags=re.MULTILINE)[1:] for row in _rows(section)]
    assert len(rows) > 200
    assert [row for row in rows if len(row) != 3 or not all(row) or not row[2].rstrip(")").endswith(".")] == []
