"""Commands that are killed while they write, or whose server is: the store is as before or as after, and whole."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from graph_service import bootstrap
from graph_service.domain.policy import default_policy
from graph_service.services.verifying import verify_store
from tests.cli.run import Done, gruppkarta, initialised
from tests.contract.dying_command import at_step
from tests.needs import REPOSITORY

PURPOSE = ("--purpose", "tests")
ERASED = "P-0001"
REFUSED, NOT_THERE = 3, 4


State = tuple[str | None, str, int]


@dataclass(frozen=True, slots=True)
class Operation:
    """A command that writes to a store: {store}, {source} and {folder} stand in its words."""

    words: tuple[str, ...]
    n_steps: int  # of its writes, at least
    already: int  # its exit code when it was done before
    is_into_empty: bool = False


OPERATIONS: Mapping[str, Operation] = {
    "import": Operation(("import", "--case", "{folder}/more", "--store", "{store}"), 5, 0),
    "erase": Operation(
        ("erase", ERASED, "--reason", "asked for by letter", "--yes", "--store", "{store}"), 6, NOT_THERE
    ),
    "correct": Operation(
        (
            "record",
            "correct",
            "group",
            "G-01",
            "territory=the harbour",
            "--reason",
            "a new survey",
            "--store",
            "{store}",
        ),
        6,
        0,
    ),
    "token": Operation(
        tuple("token create --name somebody --agency police --role analyst --store {store}".split()), 3, REFUSED
    ),
    "backup": Operation(("store", "backup", "--store", "{store}", "--out", "{folder}/copy.db"), 20, REFUSED),
    "restore": Operation(("store", "restore", "--store", "{store}", "--from", "{folder}/backup.db"), 20, REFUSED, True),
    "copy": Operation(("store", "copy", "{source}", "{store}"), 20, REFUSED, True),
}


@dataclass(slots=True)
class Place:
    """A store that is emptied for each round, with a folder in which are a case, a backup and another store."""

    address: str
    empty: Callable[[], None]
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    source_token: str = ""

    def __post_init__(self) -> None:
        more = self.folder / "more"
        more.mkdir()
        rows = "".join(f"P-9{i:03},N,no\n" for i in range(200))
        (more / "persons.csv").write_text(f"person_id,label,protected_identity\n{rows}", encoding="utf-8")
        self.source_token = initialised(self.source)
        self.environment["GRUPPKARTA_TOKEN"] = self.source_token
        self._must("schema", "--example", str(self.folder / "case"))
        self._must("import", "--case", str(self.folder / "case"), "--store", self.source, *PURPOSE)
        self._must("store", "backup", "--store", self.source, "--out", str(self.folder / "backup.db"), *PURPOSE)

    @property
    def source(self) -> str:
        """Address of the other store."""
        return f"sqlite:///{self.folder / 'source.db'}"

    def begin(self, name: str) -> tuple[str, ...]:
        """Make the store anew for an operation, and return the words of its command."""
        operation = OPERATIONS[name]
        self.empty()
        (self.folder / "copy.db").unlink(missing_ok=True)
        with patch.dict(os.environ, self.environment):
            token = initialised(self.address)
        self.environment["GRUPPKARTA_TOKEN"] = self.source_token if name == "copy" else token
        self.environment["GRUPPKARTA_TARGET_TOKEN"] = token
        if not operation.is_into_empty:
            self._must("import", "--case", str(self.folder / "case"), "--store", self.address, *PURPOSE)
        names = {"store": self.address, "source": self.source, "folder": str(self.folder)}
        return (*(word.format(**names) for word in operation.words), *PURPOSE)

    def run(self, *words: str) -> Done:
        """Run a command in this process."""
        with patch.dict(os.environ, self.environment):
            return gruppkarta(*words)

    def state(self) -> State:
        """The hashes of records and corrections of the store, which must be whole, and the number of its tokens."""
        password = self.environment.get("GRUPPKARTA_STORE_PASSWORD")
        with closing(bootstrap.store_at(self.address, password=password)) as store:
            check = verify_store(bootstrap.open_store(store, default_policy()).context())
            assert check.is_whole, check.findings
            return check.content_hash, store.service_hash(), check.n_tokens

    def _must(self, *words: str) -> None:
        done = self.run(*words)
        assert done.code == 0, done.err


def client_killed(place: Place, name: str, step: int) -> None:
    """Kill a command at a step, look at the store, and let the command be done again."""
    words = place.begin(name)
    before = place.state()
    program = [sys.executable, "-m", "tests.contract.dying_command", str(step), *words]
    done = subprocess.run(
        program, cwd=REPOSITORY, env={**os.environ, **place.environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, (name, step, done.stderr)
    _check_done_again(place, name, words, before)


def server_killed(place: Place, name: str, step: int, kill: Callable[[], None], start: Callable[[], None]) -> None:
    """Kill the server of a command at a step, and start it again."""
    words = place.begin(name)
    before = place.state()
    with patch.object(bootstrap, "store_at", bootstrap.store_at):
        at_step(step, kill)
        done = place.run(*words)
    start()
    assert done.code != 0, (name, step)
    assert "Traceback" not in done.err, (name, step, done.err)
    _check_done_again(place, name, words, before)


def _check_done_again(place: Place, name: str, words: tuple[str, ...], before: State) -> None:
    between = place.state()
    again = place.run(*words)
    after = place.state()
    assert between in {before, after}, (name, before, between, after)
    assert again.code == 0 or (between == after and again.code == OPERATIONS[name].already), (name, again.err)
    assert not list(place.folder.glob(".gruppkarta-*")), name
    assert after[0] != before[0] or name in {"token", "backup"}, name
