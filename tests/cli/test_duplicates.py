"""Possible duplicates from the command line: listed, decided, undone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.run import Done, answered, gruppkarta, initialised

REASON = ("--reason", "the same birth year, contacts and nickname")
ROWS = """person_id,label,names,aliases,birth_year,protected_identity
P-1,Falk,"Alfa Ström",Lilla,1998,no
P-2,Lo,"Stroem, Alfa",,1998,no
P-3,Ek,Gamma Kvist,,1990,no
"""
At = Callable[..., Done]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Three persons, two of whom may be one."""
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "persons.csv").write_text(ROWS, encoding="utf-8")
    return folder


@pytest.fixture
def options(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """How to work on a store that holds the case."""
    url = f"sqlite:///{tmp_path / 'groups.db'}"
    monkeypatch.setenv("GRUPPKARTA_TOKEN", initialised(url))
    at_store = ("--store", url, "--purpose", "weekly review")
    assert gruppkarta("import", "--case", case, *at_store).code == 0
    return at_store


def test_the_list_shows_both_persons_and_why(case: Path) -> None:
    done = gruppkarta("duplicates", "--case", case)
    assert done.code == 0
    words = " ".join(done.out.split())
    assert "1 pair of persons with 6 points or more." in words
    assert "Alfa Ström; Lilla" in words
    assert "same name (+5) [person:P-1, person:P-2]" in words
    assert "let a person decide" in words


def test_two_rows_are_joined_and_parted_again(options: tuple[str, ...]) -> None:
    joined = gruppkarta("duplicates", "join", "P-2", "P-1", *REASON, *options)
    assert joined.out.startswith("P-1 and P-2 are one person from now on [same_person:SP-")
    assert answered("duplicates", *options)["candidates"] == []
    parted = answered("duplicates", "undo", "P-1", "P-2", *REASON, *options)
    assert parted["undone_on"] is not None
    assert answered("duplicates", *options)["candidates"] == []
    (row,) = answered("duplicates", "--with-undone", *options)["candidates"]
    assert row["undone_on"] == parted["undone_on"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("join", "P-1", "P-1", *REASON), "P-1 is named twice"),
        (("join", "P-1", "P-9", *REASON), "there is no person 'P-9'"),
        (("join", "P-1", "P-2", "--reason", "alike"), "say why, in one line of 20 to 500 characters"),
        (("undo", "P-1", "P-2", *REASON), "P-1 and P-2 are not joined"),
    ],
)
def test_what_cannot_be_decided_is_said(words: tuple[str, ...], says: str, options: tuple[str, ...]) -> None:
    done = gruppkarta("duplicates", *words, *options)
    assert done.code != 0
    assert says in " ".join(done.err.split())


def test_options_follow_the_command(options: tuple[str, ...]) -> None:
    done = gruppkarta("duplicates", *options, "join", "P-1", "P-2", *REASON)
    assert done.code == 2
    assert "--store stands before the command: options follow it" in done.err
