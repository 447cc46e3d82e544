"""Copies of a store: into another one, in parts, cut short and resumed, into a file and back."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph_service.adapters.sqlite import SQLiteStore
from graph_service.cli import copies
from graph_service.domain.audit import verify
from graph_service.domain.report import CaseHead
from loaders.case_writer import write_case
from loaders.demo_city import DEMO_AS_OF, demo_city
from tests.cli.run import answered, gruppkarta, initialised
from tests.neo4j_server.fixture import Neo4jAddress, require_own_server, version_wanted
from tests.neo4j_server.launcher import Neo4jServer

PURPOSE = ("--purpose", "tests")
AS_OF = ("--as-of", str(DEMO_AS_OF))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Address and token of an embedded store with the demo city."""
    folder = tmp_path_factory.mktemp("city")
    write_case(demo_city(), folder / "case", head=CaseHead(name="Demo city", as_of=DEMO_AS_OF))
    address = f"sqlite:///{folder}/city.db"
    token = initialised(address)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GRUPPKARTA_TOKEN", token)
        done = gruppkarta("import", "--store", address, "--case", folder / "case", *PURPOSE)
    assert done.code == 0, done.err
    return address, token


@pytest.fixture
def city(made: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Address of the store that is copied; the environment holds its token."""
    address, token = made
    monkeypatch.setenv("GRUPPKARTA_TOKEN", token)
    return address


@pytest.fixture
def embedded(tmp_path: Path) -> tuple[str, str]:
    """Address and token of an empty embedded store."""
    address = f"sqlite:///{tmp_path}/empty.db"
    return address, initialised(address)


@pytest.fixture
def server(neo4j_address: Neo4jAddress, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Address and token of an empty store on the server of the run."""
    neo4j_address.empty()
    monkeypatch.setenv("GRUPPKARTA_STORE_USER", neo4j_address.user)
    monkeypatch.setenv("GRUPPKARTA_STORE_PASSWORD", neo4j_address.password)
    return neo4j_address.uri, initialised(neo4j_address.uri)


@pytest.fixture
def other_server() -> Iterator[Neo4jServer]:
    """A second server: one of Community holds one store."""
    require_own_server()
    with Neo4jServer(version=version_wanted()) as started:
        yield started


def interrupting(n_steps: int) -> Callable[[], Callable[[str, int], None]]:
    """Stand in for what tells the user of each step: he presses Ctrl-C at a later one."""
    steps = list[str]()

    def progress(step: str, _n_rows: int) -> None:
        steps.append(step)
        if len(steps) > n_steps:
            raise KeyboardInterrupt

    return lambda: progress


def scorecard(address: str) -> str:
    """What the store answers, as bytes would tell; the token is in the environment."""
    done = gruppkarta("scorecard", "--store", address, *AS_OF, *PURPOSE, "--json")
    assert done.code == 0, done.err
    return done.out


def test_a_copy_goes_to_another_embedded_store(
    city: str, embedded: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    target, token = embedded
    monkeypatch.setenv("GRUPPKARTA_TARGET_TOKEN", token)
    done = answered("store", "copy", city, target, *PURPOSE)
    assert done["n_new"] == done["n_records"] > 0
    assert done["n_writes"] == 1
    expected = scorecard(city)
    monkeypatch.setenv("GRUPPKARTA_TOKEN", token)
    assert scorecard(target) == expected


def test_a_copy_goes_only_to_an_empty_store(
    city: str, embedded: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    target, token = embedded
    monkeypatch.setenv("GRUPPKARTA_TARGET_TOKEN", token)
    assert gruppkarta("store", "copy", city, target, *PURPOSE).code == 0
    refused = gruppkarta("store", "copy", city, target, *PURPOSE)
    assert refused.code == 3
    assert "name an empty store, or --resume" in refused.err


def test_whoever_holds_no_token_of_the_target_copies_nothing(city: str, embedded: tuple[str, str]) -> None:
    refused = gruppkarta("store", "copy", city, embedded[0], *PURPOSE)
    assert refused.code == 9
    with closing(SQLiteStore(Path(embedded[0].removeprefix("sqlite:///")))) as store:
        assert not any(store.counts().values())


def test_both_stores_note_the_copy(city: str, embedded: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    target, token = embedded
    monkeypatch.setenv("GRUPPKARTA_TARGET_TOKEN", token)
    done = answered("store", "copy", city, target, *PURPOSE)
    for address in (city, target):
        with closing(SQLiteStore(Path(address.removeprefix("sqlite:///")))) as store:
            trail = store.audit_trail()
        assert verify(trail).holds
        assert done["content_hash"] in [
            value for entry in trail if entry.event.action == "copy" for value in entry.event.details.values()
        ]


@pytest.mark.xdist_group("neo4j")
def test_a_copy_goes_to_a_server_and_back(
    city: str, server: tuple[str, str], embedded: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, token = server
    monkeypatch.setenv("GRUPPKARTA_TARGET_TOKEN", token)
    expected = scorecard(city)
    there = answered("store", "copy", city, address, *PURPOSE)
    back, back_token = embedded
    monkeypatch.setenv("GRUPPKARTA_TARGET_TOKEN", back_token)
    monkeypatch.setenv("GRUPPKARTA_TOKEN", token)
    assert scorecard(address) == expected
    assert answered("store", "copy", address, back, *PURPOSE) == there
    monkeypatch.setenv("GRUPPKARTA_TOKEN", back_token)
    assert scorecard(back) == expected


@pytest.mark.xdist_group("neo4j")
def test_a_copy_goes_from_one_server_to_another(
    city: str, server: tuple[str, str], other_server: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, token = server
    monkeypatch.setenv("GRUPPKARTA_TARGET_TOKEN", token)
    there = answered("store", "copy", city, address, *PURPOSE)
    with monkeypatch.context() as other:
        other.setenv("GRUPPKARTA_STORE_PASSWORD", other_server.password)
        other_token = initialised(other_server.uri)
    monkeypatch.setenv("GRUPPKARTA_TOKEN", token)
    monkeypatch.setenv("GRUPPKARTA_TARGET_TOKEN", other_token)
    monkeypatch.setenv("GRUPPKARTA_TARGET_PASSWORD", other_server.password)
    assert answered("store", "copy", address, other_server.uri, *PURPOSE) == there


@pytest.mark.xdist_group("neo4j")
def test_a_copy_in_parts_that_was_cut_short_is_resumed(
    city: str, server: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, token = server
    monkeypatch.setenv("GRUPPKARTA_TARGET_TOKEN", token)
    monkeypatch.setenv("GRUPPKARTA_STORE_MAX_ROWS", "100")
    with monkeypatch.context() as cut:
        cut.setattr(copies, "progress_teller", interrupting(4))
        stopped = gruppkarta("store", "copy", city, address, *PURPOSE)
    assert stopped.code == 130
    refused = gruppkarta("store", "copy", city, address, *PURPOSE)
    assert refused.code == 3
    assert "--resume" in refused.err
    done = answered("store", "copy", city, address, "--resume", *PURPOSE)
    assert done["n_writes"] > 1
    assert 0 < done["n_new"] < done["n_records"]


def test_a_copy_in_one_write_that_was_cut_short_left_nothing(
    city: str, embedded: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    target, token = embedded
    monkeypatch.setenv("GRUPPKARTA_TARGET_TOKEN", token)
    with monkeypatch.context() as cut:
        cut.setattr(copies, "progress_teller", interrupting(4))
        assert gruppkarta("store", "copy", city, target, *PURPOSE).code == 130
    done = answered("store", "copy", city, target, *PURPOSE)
    assert done["n_new"] == done["n_records"]


@pytest.mark.xdist_group("neo4j")
def test_a_backup_is_restored_on_a_server_and_taken_again(
    city: str, server: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = tmp_path / "backup.db"
    kept = gruppkarta("store", "backup", "--store", city, "--out", backup, *PURPOSE)
    assert kept.code == 0, kept.err
    address, token = server
    monkeypatch.setenv("GRUPPKARTA_TOKEN", token)
    restored = answered("store", "restore", "--store", address, "--from", backup, *PURPOSE)
    assert restored["content_hash"] in kept.out
    again = gruppkarta("store", "backup", "--store", address, "--out", tmp_path / "again.db", *PURPOSE)
    assert restored["content_hash"] in again.out


def test_a_backup_is_readable_by_its_owner_alone_and_replaces_no_file(city: str, tmp_path: Path) -> None:
    there = tmp_path / "backup.db"
    assert gruppkarta("store", "backup", "--store", city, "--out", there, *PURPOSE).code == 0
    assert there.stat().st_mode & 0o077 == 0
    before = there.read_bytes()
    refused = gruppkarta("store", "backup", "--store", city, "--out", there, *PURPOSE)
    assert (refused.code, there.read_bytes()) == (3, before)
    assert "with --force" in refused.err


def test_what_is_no_backup_is_not_restored(
    embedded: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, token = embedded
    monkeypatch.setenv("GRUPPKARTA_TOKEN", token)
    (tmp_path / "note.db").write_text("this is not a store")
    for name, code in (("note.db", 10), ("missing.db", 3)):
        refused = gruppkarta("store", "restore", "--store", target, "--from", tmp_path / name, *PURPOSE)
        assert refused.code == code, refused.err
        assert "Traceback" not in refused.err
