"""Looking into texts where they are stored: whatever a store leaves out holds no such text."""

from dataclasses import replace
from pathlib import Path

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.adapters.sqlite import SQLiteStore
from graph_service.domain.schema import KINDS
from graph_service.ports import GraphStore
from graph_service.services.text_search import SearchedTexts, folded
from tests.contract.store_contract import stored_by
from tests.rival import make

NAMES = (
    "Anna Berg",
    "ANNA-Lisa",
    "Åke Ström",
    "A\u030ake Strom",  # a letter in two signs
    "Straße",
    "\u017ftella K\u212aelvin",  # signs that are other letters without capitals
    "50 %",
    "50_x",
    "back\\slash",
    'the "quoted"',
    "two\tparts",
    "[bracket]",
    "x",
)
COLUMNS = ["person_id", "names", "aliases"]
TEXTS = ("anna", "ANNA", "åke", "ake", "ss", "ß", "stella", "kelvin", "%", "_", "\\", '"', "\t", "[", "a", " ", "zz")


@pytest.fixture
def stores(tmp_path: Path) -> tuple[GraphStore, GraphStore]:
    persons = [
        replace(make.person(f"P{i:02}"), names=(name,) if i % 2 else (), aliases=() if i % 2 else ("other", name))
        for i, name in enumerate(NAMES)
    ]
    stores = MemoryStore(), SQLiteStore(tmp_path / "store.db")
    for store in stores:
        store.initialise()
        stored_by(store, *persons, make.person("nameless"))
    return stores


@pytest.mark.parametrize("text", TEXTS)
def test_every_record_that_holds_a_text_is_among_those_read(stores: tuple[GraphStore, GraphStore], text: str) -> None:
    part = folded(text) or text
    holding = {f"P{i:02}" for i, name in enumerate(NAMES) if part in folded(name)}
    for store in stores:
        content_hash, columns = store.columns_holding(KINDS["person"], COLUMNS, part)
        keys = list(columns["person"]["person_id"])
        assert content_hash == store.content_hash()
        assert keys == sorted(map(str, keys))
        assert holding <= set(keys)
        whole = store.columns({"person": COLUMNS})[1]["person"]
        rows = dict(zip(whole["person_id"], zip(whole["names"], whole["aliases"], strict=True), strict=True))
        read = zip(keys, columns["person"]["names"], columns["person"]["aliases"], strict=True)
        assert all(rows[key] == tuple(values) for key, *values in read)


def test_sqlite_does_not_read_out_everybody_to_find_one(stores: tuple[GraphStore, GraphStore]) -> None:
    columns = stores[1].columns_holding(KINDS["person"], COLUMNS, "berg")[1]["person"]
    not_ascii = {f"P{i:02}" for i, name in enumerate(NAMES) if not name.isascii()}
    assert set(columns["person_id"]) == {"P00"} | not_ascii


def test_texts_are_searched_as_one_after_another_would_be() -> None:
    texts = [*NAMES, "", "x", "ax\0b"[:2], "X "]
    searched = SearchedTexts(texts)
    for text in (*TEXTS, "x", "", "\0", "x\0a"):
        part = folded(text)
        expected = [i for i, whole in enumerate(texts) if part in folded(whole)]
        assert searched.holding(part).tolist() == expected
        assert searched.equal_to(part).tolist() == [i for i, whole in enumerate(texts) if part == folded(whole)]
