"""The file of a SQLite store: what is refused as one, what is left in it, how it is copied and found damaged."""

import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from graph_service.adapters.sqlite import SQLiteStore
from graph_service.domain.audit import verify
from graph_service.domain.schema import KINDS
from graph_service.domain.store_content import Residue
from graph_service.errors import (
    DamagedStoreError,
    StoreError,
    StoreUnavailableError,
    StoreVersionError,
    WriteConflictError,
)
from tests.contract.store_contract import EVENT, NOW, SMALL, state_of, stored_by
from tests.rival import make

ALIAS = "Falk-of-the-quay"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store of a test lies, in a folder of its own."""
    (tmp_path / "store").mkdir()
    return tmp_path / "store" / "groups.db"


@pytest.fixture
def store(path: Path) -> Iterator[SQLiteStore]:
    """An initialised store."""
    with closing(SQLiteStore(path, wait_s=0.05)) as made:
        made.initialise()
        yield made


def changed_behind(path: Path, *statements: str) -> None:
    """Change a store's file with something else than the store."""
    with closing(sqlite3.connect(path)) as sql:
        for statement in statements:
            sql.execute(statement)
        sql.commit()


def bytes_in(folder: Path) -> bytes:
    """All that the files of a store hold, the write-ahead log included."""
    return b"".join(one.read_bytes() for one in sorted(folder.iterdir()))


def test_a_store_that_is_not_there_is_not_made_by_reading(path: Path) -> None:
    with closing(SQLiteStore(path)) as store, pytest.raises(StoreError, match="gruppkarta store init"):
        store.counts()
    assert not path.exists()


def test_a_folder_that_is_not_there_is_told_as_such(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "nowhere" / "groups.db")
    with pytest.raises(StoreUnavailableError, match=r"groups\.db.*folder"):
        store.initialise()


def test_an_empty_file_is_no_store_until_it_is_made_one(path: Path) -> None:
    path.touch()
    with closing(SQLiteStore(path)) as store:
        with pytest.raises(StoreError, match="gruppkarta store init"):
            store.content_hash()
        store.initialise()
        assert store.content_hash() == "0" * 32


@pytest.mark.parametrize("use", [SQLiteStore.initialise, SQLiteStore.counts])
def test_the_database_of_another_program_is_refused_and_left_as_it_is(
    path: Path, use: Callable[[SQLiteStore], object]
) -> None:
    changed_behind(path, "CREATE TABLE persons (name TEXT)")
    before = path.read_bytes()
    with closing(SQLiteStore(path)) as store, pytest.raises(DamagedStoreError, match="another program"):
        use(store)
    assert path.read_bytes() == before


@pytest.mark.parametrize("use", [SQLiteStore.initialise, SQLiteStore.counts])
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(
    path: Path, use: Callable[[SQLiteStore], object]
) -> None:
    path.write_text("person_id,label\n" * 100)
    before = path.read_bytes()
    with closing(SQLiteStore(path)) as store, pytest.raises(DamagedStoreError, match="no SQLite file"):
        use(store)
    assert path.read_bytes() == before


@pytest.mark.parametrize("use", [SQLiteStore.initialise, SQLiteStore.counts])
def test_another_layout_version_is_refused(
    store: SQLiteStore, path: Path, use: Callable[[SQLiteStore], object]
) -> None:
    changed_behind(path, "UPDATE gk_store SET schema_version = 99")
    with closing(SQLiteStore(path)) as newer, pytest.raises(StoreVersionError, match="layout version 99"):
        use(newer)


def test_only_the_owner_may_read_a_store(store: SQLiteStore, path: Path) -> None:
    stored_by(store, *SMALL)
    assert {stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()} == {0o600}


def test_a_store_is_there_again_when_it_is_opened_again(store: SQLiteStore, path: Path) -> None:
    stored_by(store, *SMALL)
    before = state_of(store)
    store.close()
    with closing(SQLiteStore(path)) as again:
        again.initialise()
        assert state_of(again) == before


def test_a_closed_store_says_so(store: SQLiteStore) -> None:
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.counts()


def test_nothing_of_what_was_erased_is_left_in_any_file(store: SQLiteStore, path: Path) -> None:
    stored_by(store, replace(make.person("P"), names=(ALIAS,), note=ALIAS * 1_000), make.person("Q"))
    assert ALIAS.encode() in bytes_in(path.parent)
    store.erase(KINDS["person"], {"P"}, EVENT, recorded_at=NOW)
    assert ALIAS.encode() not in bytes_in(path.parent)


def test_what_was_replaced_is_in_a_correction_and_nowhere_once_the_person_is_erased(
    store: SQLiteStore, path: Path
) -> None:
    stored_by(store, replace(make.person("P"), note=ALIAS * 1_000))
    stored_by(store, make.person("P"))
    assert ALIAS.encode() in bytes_in(path.parent)
    store.erase(KINDS["person"], {"P"}, EVENT, recorded_at=NOW)
    assert store.purge() is Residue.NOTHING
    assert ALIAS.encode() not in bytes_in(path.parent)


def test_what_was_erased_while_somebody_read_goes_with_the_next_write(store: SQLiteStore, path: Path) -> None:
    stored_by(store, replace(make.person("P"), names=(ALIAS,)), make.person("Q"))
    with store._reading() as reader:
        reader.execute("SELECT count(*) FROM persons").fetchone()
        store.erase(KINDS["person"], {"P"}, EVENT, recorded_at=NOW)
    store.record_event(EVENT, recorded_at=NOW)
    assert ALIAS.encode() not in bytes_in(path.parent)


def test_a_copy_made_by_sqlite_is_a_store_with_the_same_records_and_trail(store: SQLiteStore, tmp_path: Path) -> None:
    stored_by(store, *SMALL)
    target = tmp_path / "copy.db"
    changed_behind(store._path, f"VACUUM INTO '{target}'")
    stored_by(store, make.person("later"))
    with closing(SQLiteStore(target)) as copy:
        assert copy.verify() == stored_by(copy, *SMALL).content_hash
        assert copy.counts()["person"] == 2
        assert verify(copy.audit_trail()).n_entries == 2
        with copy._transaction() as transaction:
            transaction.set_content_sum(7)
            assert copy.content_hash() != f"{7:032x}"  # readers do not wait here either


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE persons SET birth_year = 1900",
        "DELETE FROM involvements",
        "UPDATE ties SET strength = strength * 2",
        "UPDATE memberships SET role = 'leader'",
        "UPDATE gk_store SET content_sum = '00000000000000000000000000000001'",
    ],
)
def test_records_changed_by_something_else_are_found(store: SQLiteStore, path: Path, change: str) -> None:
    stored_by(store, *SMALL)
    changed_behind(path, change)
    with pytest.raises(DamagedStoreError, match="content hash"):
        store.verify()


@pytest.mark.parametrize(
    ("change", "broken_at"),
    [
        ("UPDATE gk_audit SET actor = 'nobody' WHERE number = 2", 2),
        ("UPDATE gk_audit SET details = '{}' WHERE number = 3", 3),
        ("UPDATE gk_audit SET recorded_at = '2020-12-03T08:00:00.000001+00:00' WHERE number = 1", 1),
        ("DELETE FROM gk_audit WHERE number = 2", 2),
        ("DELETE FROM gk_audit WHERE number = 1", 1),
    ],
)
def test_a_changed_audit_entry_is_found(store: SQLiteStore, path: Path, change: str, broken_at: int) -> None:
    for one in SMALL[:4]:
        stored_by(store, one)
    changed_behind(path, change)
    found = verify(store.audit_trail())
    assert (found.broken_at, found.last_number) == (broken_at, broken_at - 1)


def test_a_file_with_overwritten_pages_is_damaged(store: SQLiteStore, path: Path) -> None:
    stored_by(store, *[make.person(f"P{i}") for i in range(2_000)])
    store.close()
    with path.open("r+b") as file:
        file.seek(-100_000, 2)  # the persons came last
        file.write(b"\xff" * 80_000)
    with closing(SQLiteStore(path)) as damaged, pytest.raises(DamagedStoreError):
        damaged.verify()


def test_a_writer_that_waits_in_vain_is_told_to_try_again(store: SQLiteStore, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(WriteConflictError, match="try again"):
            stored_by(store, make.person("P"))
    assert stored_by(store, make.person("P")).total.n_new == 1


def test_a_writer_of_the_same_process_waits_too(store: SQLiteStore) -> None:
    with store._transaction(), pytest.raises(WriteConflictError, match="another writer"):
        stored_by(store, make.person("P"))
    assert stored_by(store, make.person("P")).total.n_new == 1


def test_readers_do_not_wait_for_a_writer_and_see_the_moment_before(store: SQLiteStore) -> None:
    stored_by(store, *SMALL)
    before = state_of(store)
    with store._transaction() as transaction:
        transaction.set_content_sum(7)
        assert state_of(store) == before
    assert store.content_hash() == f"{7:032x}"


def test_references_are_held_by_the_database_too(store: SQLiteStore) -> None:
    stored_by(store, *SMALL)
    before = state_of(store)
    with pytest.raises(StoreError, match="CONSTRAINT"), store._transaction() as transaction:
        transaction.delete(KINDS["group"], {"A"})
    assert state_of(store) == before
