"""The key of pseudonyms, from its making to a load, by the command line."""

import os
import stat
from pathlib import Path

import pytest

from tests.cli.run import gruppkarta, initialised

NUMBER = "19811218-9876"
MAPPING = (
    '[[output]]\nfrom = "people.csv"\ninto = "persons"\n[output.columns]\n'
    'person_id = { column = "pnr", pseudonym = true }\nlabel = { column = "pnr", pseudonym = true }\n'
    'protected_identity = { constant = "no" }\n'
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a case, a mapping and a key."""
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "people.csv").write_text(f"pnr\n{NUMBER}\n", encoding="utf-8")
    (tmp_path / "map.toml").write_text(MAPPING, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert gruppkarta("pseudonym-key", "--out", "key").code == 0
    return tmp_path


def test_a_key_is_for_its_owner_alone_and_never_written_over(folder: Path) -> None:
    key = (folder / "key").read_text(encoding="ascii")
    if os.name == "posix":
        assert stat.S_IMODE((folder / "key").stat().st_mode) == 0o600
    again = gruppkarta("pseudonym-key", "--out", "key")
    assert (again.code, "never written over" in again.err) == (3, True)
    assert (folder / "key").read_text(encoding="ascii") == key


def test_a_load_with_the_key_stores_no_number(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRUPPKARTA_TOKEN", initialised("sqlite:///city.db"))
    line = ("import", "--case", "case", "--mapping", "map.toml", "--store", "sqlite:///city.db", "--purpose", "review")
    first = gruppkarta(*line, "--pseudonym-key", "key")
    assert (first.code, "1 new" in first.out) == (0, True), first.err
    (folder / "case" / "people.csv").write_text("pnr\n8112189876\n", encoding="utf-8")
    monkeypatch.setenv("GRUPPKARTA_PSEUDONYM_KEY_FILE", str(folder / "key"))
    second = gruppkarta(*line)
    assert (second.code, "1 unchanged" in second.out) == (0, True), second.err
    stored = b"".join(path.read_bytes() for path in folder.glob("city.db*"))
    key = (folder / "key").read_bytes().strip()
    assert not any(text in stored for text in (b"811218", key))
    assert "811218" not in first.out + first.err + second.out + second.err


def test_without_a_key_nothing_is_loaded(folder: Path) -> None:
    answer = gruppkarta("check", "--case", "case", "--mapping", "map.toml")
    assert (answer.code, "name its file with --pseudonym-key" in answer.err) == (3, True)
    assert "811218" not in answer.out + answer.err
