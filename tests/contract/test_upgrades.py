"""A store of the first version becomes one of today: whole or not at all, checked, with a copy that can be restored."""

import signal
import sqlite3
import subprocess
import sys
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph_service.adapters.neo4j import Neo4jStore
from graph_service.adapters.sqlite import SQLiteStore
from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.domain.schema import LAYOUT_VERSION
from graph_service.domain.store_content import StoreContent
from graph_service.domain.writes import BEFORE_NUMBERS, WriteHow
from graph_service.errors import AccessError, AuthenticationError, DamagedStoreError, StoreVersionError
from graph_service.ports import GraphStore
from graph_service.services.context import Context
from graph_service.services.upgrading import upgrade_store
from graph_service.services.verifying import verify_store
from graph_service.services.whole_copies import content_of
from tests.api.serving import City, FixedClock, city_in, open_store_of
from tests.cli.run import answered, gruppkarta, initialised
from tests.contract.earlier_layouts import (
    FIRST_TABLES,
    SECOND_STATEMENTS,
    as_first_neo4j,
    as_first_sqlite,
    as_second_neo4j,
    as_second_sqlite,
    constraints_of,
    without_first_constraints,
)
from tests.contract.stores import ContractStore, InOneFile, OnAServer
from tests.needs import REPOSITORY
from tests.neo4j_server.fixture import Neo4jAddress

KEY = "a key of the operator alone"
PURPOSE = ("--purpose", "a new version")
ADMIN, ANALYST = (CallerRole.ADMIN, Agency.POLICE), (CallerRole.ANALYST, Agency.POLICE)


class StepFailedError(Exception):
    """Raised by a test in the middle of an upgrade."""


class UpgradeContract(ContractStore):
    """One subclass a store that has had another layout."""

    @abstractmethod
    def earlier(self, store: GraphStore, layout: int) -> GraphStore:
        """The same store as a program of that layout would have left it, opened anew."""

    def check_layout(self, store: GraphStore) -> None:
        """The layout is that of today."""
        assert store.layout() == LAYOUT_VERSION

    @pytest.fixture(params=[0, 1])
    def layout(self, request: pytest.FixtureRequest) -> int:
        """The layout that the store had."""
        return int(request.param)

    @pytest.fixture
    def city(self, store: GraphStore) -> City:
        return city_in(store)

    @pytest.fixture
    def before(self, store: GraphStore, city: City) -> StoreContent:
        return content_of(store)

    @pytest.fixture
    def first(self, store: GraphStore, before: StoreContent, layout: int) -> GraphStore:
        return self.earlier(store, layout)

    def _upgraded(
        self, store: GraphStore, city: City, *, dry_run: bool = False, role: tuple[CallerRole, Agency] = ADMIN
    ) -> list[str]:
        kept: list[str] = []

        def keep(context: Context) -> None:
            kept.append(context.store.content_hash())

        secret = city.tokens[role]
        opened = open_store_of(store, FixedClock())
        upgrade_store(opened, secret, purpose="a new version", keep=keep, dry_run=dry_run)
        return kept

    def test_whoever_opens_it_is_told_what_to_do_and_a_dry_run_changes_nothing(
        self, first: GraphStore, city: City, layout: int
    ) -> None:
        for use in (first.content_hash, first.read, first.counts, first.initialise):
            with pytest.raises(StoreVersionError, match=f"has layout version {layout}.*gruppkarta store upgrade"):
                use()
        assert len(self._upgraded(first, city, dry_run=True)) == 1
        assert first.layout() == layout

    def test_all_that_it_holds_stays_and_the_trail_goes_on(
        self, first: GraphStore, city: City, before: StoreContent
    ) -> None:
        assert self._upgraded(first, city) == [first.content_hash()]
        after = content_of(first)
        assert (after.tables, after.tokens, after.subjects) == (before.tables, before.tokens, before.subjects)
        assert after.trail[: len(before.trail)] == before.trail
        assert [entry.event.action for entry in after.trail[len(before.trail) :]] == ["store_upgrade"]
        (write,) = after.writes
        assert (write.number, write.recorded_at, write.how) == (0, before.trail[0].recorded_at, WriteHow.UPGRADE)
        assert {mark for marks in after.footprints.values() for mark in marks.values()} == {BEFORE_NUMBERS}
        self.check_layout(first)
        assert verify_store(open_store_of(first, FixedClock()).context()).is_whole
        assert self._upgraded(first, city) == []  # there is nothing to do

    def test_an_upgrade_that_fails_at_any_step_leaves_the_store_as_it_was(
        self, first: GraphStore, city: City, layout: int
    ) -> None:
        seen: list[str] = []

        def fail(step: str) -> None:
            if len(seen) < 10 and step not in seen:
                seen.append(step)
                raise StepFailedError(step)

        failing = self.failing(first, fail)
        while first.layout() == layout:
            try:
                self._upgraded(failing, city)
            except StepFailedError:
                assert first.layout() == layout
        assert len(seen) >= 3
        assert verify_store(open_store_of(first, FixedClock()).context()).is_whole


class TestSQLite(InOneFile, UpgradeContract):
    """In one file."""

    def earlier(self, store: GraphStore, layout: int) -> GraphStore:
        store.close()
        if layout == 1:
            assert set(SECOND_STATEMENTS) == {text.partition(": ")[2] for text in as_second_sqlite(self.path).values()}
            return SQLiteStore(self.path)
        definitions = as_first_sqlite(self.path)
        assert [definitions["table", name].partition(": ")[2] for name in FIRST_TABLES] == list(FIRST_TABLES.values())
        return SQLiteStore(self.path)

    def test_only_an_administrator_upgrades(self, first: GraphStore, city: City, layout: int) -> None:
        with pytest.raises(AccessError, match="store_upgrade"):
            self._upgraded(first, city, role=ANALYST)
        with pytest.raises(AuthenticationError):
            upgrade_store(open_store_of(first, FixedClock()), "gk_none", purpose="tests", keep=lambda _context: None)
        assert first.layout() == layout

    def test_what_is_damaged_is_not_upgraded(self, first: GraphStore, city: City, layout: int) -> None:
        with closing(sqlite3.connect(self.path)) as sql:
            sql.execute("UPDATE persons SET birth_year = 1900")
            sql.commit()
        with pytest.raises(DamagedStoreError, match="nothing was changed"):
            self._upgraded(first, city)
        assert first.layout() == layout


@pytest.mark.xdist_group("neo4j")
class TestNeo4j(OnAServer, UpgradeContract):
    """As a graph."""

    @pytest.fixture
    def store(self, emptied: Neo4jStore, neo4j_address: Neo4jAddress) -> Iterator[GraphStore]:
        self.server = neo4j_address
        self.constraints = constraints_of(neo4j_address)
        yield emptied
        without_first_constraints(neo4j_address)

    def earlier(self, store: GraphStore, layout: int) -> GraphStore:
        (as_first_neo4j if layout == 0 else as_second_neo4j)(self.server)
        assert constraints_of(self.server) != self.constraints
        return store

    def check_layout(self, store: GraphStore) -> None:
        """The layout is that of today, the constraints of the server too."""
        super().check_layout(store)
        assert constraints_of(self.server) == self.constraints


class TestCommand:
    """`gruppkarta store upgrade`."""

    @pytest.fixture
    def first(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
        """Address of an embedded store of the first version; the environment holds token and key."""
        path = tmp_path / "city.db"
        with closing(SQLiteStore(path)) as store:
            city_in(store)
        monkeypatch.setenv("GRUPPKARTA_TOKEN", initialised(f"sqlite:///{path}"))
        monkeypatch.setenv("GRUPPKARTA_BACKUP_KEY", KEY)
        as_first_sqlite(path)
        return f"sqlite:///{path}"

    def test_the_copy_that_is_kept_can_be_restored(self, first: str, tmp_path: Path) -> None:
        kept = tmp_path / "kept"
        done = answered("store", "upgrade", "--store", first, "--keep", kept, *PURPOSE)
        assert (done["from_layout"], done["to_layout"], done["is_done"]) == (0, LAYOUT_VERSION, True)
        assert kept.stat().st_mode & 0o077 == 0
        again = f"sqlite:///{tmp_path / 'again.db'}"
        restored = answered("store", "restore", "--store", again, "--from", kept)
        assert restored["content_hash"] == done["content_hash"]
        for address in (first, again):
            assert gruppkarta("store", "verify", "--store", address, *PURPOSE).code == 0

    @pytest.mark.parametrize("step", [1, 12, 23, 25])  # in the first one that is looked at, in the copy, in the last
    def test_one_that_is_killed_leaves_the_store_as_it_was_and_is_done_again(
        self, first: str, tmp_path: Path, step: int
    ) -> None:
        words = ("store", "upgrade", "--store", first, "--records-only", *PURPOSE)
        program = [sys.executable, "-m", "tests.contract.dying_command", str(step), *words]
        killed = subprocess.run(
            [*program, "--keep", str(tmp_path / "before.db")], cwd=REPOSITORY, capture_output=True, check=False
        )
        assert killed.returncode == -signal.SIGKILL
        with closing(SQLiteStore(Path(first.removeprefix("sqlite:///")))) as store:
            assert store.layout() == 0
        assert gruppkarta(*words, "--keep", tmp_path / "again.db").code == 0
        assert gruppkarta("store", "verify", "--store", first, *PURPOSE).code == 0
        assert gruppkarta("store", "verify", "--from", tmp_path / "again.db").code == 0

    def test_a_copy_of_the_records_needs_no_key(
        self, first: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("GRUPPKARTA_BACKUP_KEY")
        kept = tmp_path / "kept.db"
        words = ("store", "upgrade", "--store", first, "--keep", kept, *PURPOSE)
        assert gruppkarta(*words).code == 8
        assert gruppkarta(*words, "--records-only").code == 0
        assert gruppkarta("store", "verify", "--from", kept).code == 0

    def test_it_says_where_the_copy_goes_or_changes_nothing(self, first: str) -> None:
        refused = gruppkarta("store", "upgrade", "--store", first, *PURPOSE)
        assert (refused.code, "--keep FILE" in refused.err) == (3, True)
        looked = gruppkarta("store", "upgrade", "--store", first, "--dry-run", *PURPOSE)
        assert (looked.code, "nothing was changed" in " ".join(looked.out.split())) == (0, True)
        refused = gruppkarta("store", "info", "--store", first, *PURPOSE)
        assert (refused.code, "[store_version]" in refused.err) == (6, True)

    def test_a_backup_of_the_first_version_is_checked_and_restored_and_stays_as_it_is(
        self, first: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kept = tmp_path / "kept.db"
        words = ("--keep", kept, "--records-only", *PURPOSE)
        assert gruppkarta("store", "upgrade", "--store", first, *words).code == 0
        as_first_sqlite(kept)
        before = kept.read_bytes()
        target = f"sqlite:///{tmp_path / 'target.db'}"
        monkeypatch.setenv("GRUPPKARTA_TOKEN", initialised(target))
        assert gruppkarta("store", "verify", "--from", kept).code == 0
        assert gruppkarta("store", "restore", "--store", target, "--from", kept, *PURPOSE).code == 0
        assert kept.read_bytes() == before
