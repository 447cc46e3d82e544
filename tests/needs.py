"""What a test needs that a machine may lack, and what happens where it is lacking.

A test that needs a server, a browser or a data set says so with `needs`, in its fixture or as a mark::

    pytestmark = needs("browser", available=CHROMIUM is not None, how="install chromium")

    @needs("data", available=(SHARED_DATA / "london_gang").is_dir(), how=DATA_HOW)
    def test_the_published_brokers_are_found() -> None: ...

    @pytest.fixture(scope="session")
    def server() -> Iterator[Server]:
        found = find_server()
        require("neo4j", available=found is not None, how="install Java 17 and Maven")

Where it is available the test runs. Where it is not, the test is skipped with a reason that starts
"not run: neo4j", and the run ends with a count for each thing and how to enable it. When the
environment variable ``GRUPPKARTA_REQUIRE`` (comma separated, e.g. ``neo4j,browser,data``) names it,
the test fails instead: that is how a complete run proves that nothing was passed over.

`needs` and `require` take the same three arguments:

what
    ``neo4j``, ``browser``, ``data`` or ``clients`` (generators, from their registries: only where it is required).
available
    Whether this machine has it. Look, do not guess: the file exists, the server answered.
how
    What a person does to enable it, as an imperative without a full stop.
"""

import os
import shutil
from pathlib import Path
from typing import Final

import pytest

WHAT: Final = frozenset({"neo4j", "browser", "data", "clients"})
NOT_RUN: Final = "not run: "
REPOSITORY: Final = Path(__file__).resolve().parent.parent
SHARED_DATA: Final = Path(os.environ.get("GRUPPKARTA_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
DATA_HOW: Final = "set GRUPPKARTA_TEST_DATA to the folder of the optional data sets (docs/testing.md)"
IS_LONG: Final = os.environ.get("GRUPPKARTA_TEST_LONG") == "yes"  # as `.ci/long` asks: all that takes many minutes
BROWSER_HOW: Final = "install Chromium (Debian: apt-get install chromium), or set GRUPPKARTA_TEST_BROWSER to its path"


def required() -> frozenset[str]:
    """Return what the environment says must not be skipped."""
    named = frozenset(word.strip() for word in os.environ.get("GRUPPKARTA_REQUIRE", "").split(",") if word.strip())
    if named - WHAT:
        message = f"GRUPPKARTA_REQUIRE names {', '.join(sorted(named - WHAT))}; it knows {', '.join(sorted(WHAT))}"
        raise pytest.UsageError(message)
    return named


def reason(what: str, how: str) -> str:
    """Return the reason of a skip, as the summary at the end reads it."""
    return f"{NOT_RUN}{what}: {how}"


def require(what: str, *, available: bool, how: str) -> None:
    """Skip the running test, or fail it if the environment requires what is lacking."""
    if what not in WHAT:
        message = f"unknown need {what!r}; the known ones are {', '.join(sorted(WHAT))}"
        raise ValueError(message)
    if available:
        return
    if what in required():
        pytest.fail(f"GRUPPKARTA_REQUIRE names {what}, and it is not available here: {how}", pytrace=False)
    pytest.skip(reason(what, how))


def needs(what: str, *, available: bool, how: str) -> pytest.MarkDecorator:
    """Return a mark that does the same before the fixtures of a test are made."""
    if what not in WHAT:
        message = f"unknown need {what!r}; the known ones are {', '.join(sorted(WHAT))}"
        raise ValueError(message)
    return pytest.mark.needs(what, available=available, how=how)


def browser_path() -> str | None:
    """Return the path of a Chromium on this machine, or None."""
    named = os.environ.get("GRUPPKARTA_TEST_BROWSER")
    if named:
        return named if Path(named).is_file() else None
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
