"""`network --since`: the difference of two days in a file, and what is refused."""

from pathlib import Path

import pytest

from tests.cli.run import gruppkarta


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example") / "small"
    assert gruppkarta("schema", "--example", folder).code == 0
    return folder


@pytest.mark.parametrize("suffix", [".svg", ".html"])
def test_a_drawing_says_and_shows_what_changed_since_a_day(case: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"map{suffix}"
    done = gruppkarta("network", "--case", case, "--out", out, "--since", "2019-01-01")
    assert done.code == 0, done.err
    text = out.read_text(encoding="utf-8")
    assert "Since 2019-01-01: persons: 1 came, 1 left" in text
    assert '<g id="rings"' in text
    assert ('id="changes-table"' in text) == (suffix == ".html")


@pytest.mark.parametrize(
    ("file", "since", "words"),
    [
        ("map.gexf", "2019-01-01", "a .gexf file does not show what changed since 2019-01-01: write .svg or .html"),
        ("map.svg", "2020-12-03", "2020-12-03 is not before 2020-12-03: choose an earlier day"),
        ("map.svg", "last week", "--since"),
    ],
)
def test_what_cannot_be_compared_is_refused(case: Path, tmp_path: Path, file: str, since: str, words: str) -> None:
    done = gruppkarta("network", "--case", case, "--out", tmp_path / file, "--since", since)
    assert done.code != 0
    assert words in " ".join(done.err.split())
    assert not (tmp_path / file).exists()
