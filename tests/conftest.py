"""What all tests share: needs that a machine may lack (see `tests.needs`) and the data folder."""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from tests.needs import BROWSER_HOW, DATA_HOW, NOT_RUN, SHARED_DATA, browser_path, require, required
from tests.neo4j_server.fixture import mortal, neo4j_address

__all__ = ["mortal", "neo4j_address"]  # one of each for the whole run, wherever it is asked for

# The same examples on every run: a failure seen once is seen again. `.ci/long` searches further.
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", deadline=None, max_examples=2_000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")

BROWSER_ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run"
).split()
LONGEST = {"test_fuzzing.py", "test_hostile.py", "test_recording.py", "test_uploads.py"}  # a minute or so for one test

# Where the environment lets Python keep no bytecode, each process that a test starts would compile the program anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark, and refuse a requirement that no test knows."""
    config.addinivalue_line("markers", "needs(what, available, how): skipped or failed where a machine lacks it")
    required()


@pytest.hookimpl(tryfirst=True)  # before the runner of several processes reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests on a database server in one process, for they empty it; begin with the longest of the others."""
    for item in items:
        for server in {"neo4j_address", "mortal"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group("neo4j" if server == "neo4j_address" else server))
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip or fail a test marked with `needs`."""
    for mark in item.iter_markers("needs"):
        require(str(mark.args[0]), available=bool(mark.kwargs["available"]), how=str(mark.kwargs["how"]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """End with what was not run, and how to enable it."""
    not_run: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if NOT_RUN in why:
            not_run[why[why.index(NOT_RUN) + len(NOT_RUN) :]] += 1
    if not not_run:
        return
    terminalreporter.section("not run on this machine")
    for why, n_tests in sorted(not_run.items()):
        what, _, how = why.partition(": ")
        terminalreporter.line(f"not run: {what} ({n_tests} test{'s' if n_tests > 1 else ''}): {how}")


def _settings_of_process() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("GRUPPKARTA_")}


@pytest.fixture(scope="module", autouse=True)
def _settings_are_put_back() -> Iterator[None]:
    """A token or address that a module leaves behind fails whatever runs after it, and only in some orders."""
    before = _settings_of_process()
    yield
    assert _settings_of_process() == before


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of the optional data sets."""
    require("data", available=SHARED_DATA.is_dir(), how=DATA_HOW)
    return SHARED_DATA


@pytest.fixture(scope="session")
def browser_executable() -> str:
    """Return the path of a Chromium."""
    found = browser_path()
    require("browser", available=found is not None, how=BROWSER_HOW)
    return str(found)


@pytest.fixture(scope="module")
def browser(browser_executable: str) -> Iterator[Browser]:
    """A real Chromium; for one module, since nothing else in the process may run an event loop while it is open."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser_executable, args=BROWSER_ARGUMENTS)
        yield started
        started.close()
