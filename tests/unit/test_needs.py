"""What happens to a test that needs what the machine lacks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import REPOSITORY, needs, require

LACKING = """
import pytest
from tests.needs import needs, require

@needs("browser", available=False, how="install a browser")
def test_one() -> None: ...

@pytest.fixture
def server() -> None:
    require("neo4j", available=False, how="install Java")

def test_two(server: None) -> None: ...

def test_three(server: None) -> None: ...

@needs("data", available=True, how="never asked")
def test_four() -> None: ...
"""


def _run(folder: Path, required: str) -> tuple[int, str]:
    (folder / "test_lacking.py").write_text(LACKING, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider", str(folder)],
        cwd=REPOSITORY,
        env={
            **os.environ,
            "GRUPPKARTA_REQUIRE": required,
            "PYTEST_ADDOPTS": "",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONPATH": str(REPOSITORY),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_run_ends_with_what_was_not_run_and_how_to_enable_it(tmp_path: Path) -> None:
    code, output = _run(tmp_path, "")
    assert code == 0
    assert "1 passed, 3 skipped" in output
    assert "not run: browser (1 test): install a browser" in output.splitlines()
    assert "not run: neo4j (2 tests): install Java" in output.splitlines()


def test_what_is_required_and_lacking_fails(tmp_path: Path) -> None:
    code, output = _run(tmp_path, "neo4j, data")
    assert code == 1
    assert "1 passed, 1 skipped, 2 errors" in output
    assert "GRUPPKARTA_REQUIRE names neo4j, and it is not available here: install Java" in output


def test_a_requirement_that_no_test_knows_stops_the_run(tmp_path: Path) -> None:
    code, output = _run(tmp_path, "neo4j,postgres")
    assert code == 4
    assert "GRUPPKARTA_REQUIRE names postgres; it knows browser, clients, data, neo4j" in output


def test_a_need_must_be_a_known_one() -> None:
    with pytest.raises(ValueError, match="unknown need 'graphics'"):
        needs("graphics", available=True, how="")


def test_a_requirement_must_be_a_known_one() -> None:
    with pytest.raises(ValueError, match="unknown need 'graphics'"):
        require("graphics", available=True, how="")
