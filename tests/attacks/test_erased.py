"""Whoever gets hold of the files wants persons who were erased: a byte search of all that a store leaves behind."""

import json
import os
import random
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from time import sleep

import httpx
import pytest

from graph_service.adapters.aside_file import AsideFile
from graph_service.adapters.sqlite import SQLiteStore
from graph_service.domain.schema import KINDS
from graph_service.domain.store_content import Residue
from tests.api.routes import packed, upload
from tests.cli.run import Done, gruppkarta, initialised
from tests.contract.store_contract import EVENT, NOW, SMALL, stored_by
from tests.needs import REPOSITORY
from tests.neo4j_server.fixture import Neo4jAddress, version_wanted
from tests.neo4j_server.launcher import Neo4jServer
from tests.rival import make

PURPOSE = ("--purpose", "tests")
REASON = ("--reason", "asked for by themselves")
LONG = "who came by the night boat from the islands and left by the morning train"  # short texts are packed by Neo4j
ERASED, NAME = "P-Erased-0414", "Quayside Falksson"
READER = """
import sqlite3, sys
sql = sqlite3.connect(sys.argv[1], isolation_level=None)
sql.execute("BEGIN")
print(sql.execute("SELECT count(*) FROM persons").fetchone()[0], flush=True)
sys.stdin.read()
"""


def files_with(folder: Path, *texts: str) -> set[str]:
    """Names of the files, at any depth, that hold one of some texts."""
    sought = [text.encode() for text in texts]
    return {
        path.name
        for path in folder.rglob("*")
        if path.is_file() and any(text in content for content in (path.read_bytes(),) for text in sought)
    }


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store with a few persons, one of whom is to be erased, and its administrator's token in the environment."""
    for name in [name for name in os.environ if name.startswith("GRUPPKARTA_")]:
        monkeypatch.delenv(name)
    folder, case = tmp_path / "store", tmp_path / "case"
    folder.mkdir()
    case.mkdir()
    url = f"sqlite:///{folder / 'groups.db'}"
    monkeypatch.setenv("GRUPPKARTA_TOKEN", initialised(url))
    rows = f"person_id,label,names,protected_identity\n{ERASED},F,{NAME},no\nP-0002,Lo,,no\n"
    (case / "persons.csv").write_text(rows, encoding="utf-8")
    done = gruppkarta("import", "--case", case, "--store", url, *PURPOSE)
    assert done.code == 0, done.err
    return url


def erased(address: str) -> Done:
    """Erase the person by the command."""
    return gruppkarta("erase", ERASED, *REASON, "--yes", "--store", address, *PURPOSE)


@contextmanager
def reader(path: Path) -> Iterator[None]:
    """A process that reads a store and does not end."""
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip()
        yield


def many_erased(folder: Path) -> tuple[SQLiteStore, list[str]]:
    """A store whose pages were split and filled again and again, with half of its persons erased; and who they were."""
    chance, store = random.Random(2), SQLiteStore(folder / "groups.db")
    ids = [f"Q{chance.randrange(10**8):08}" for _ in range(400)]

    def written(person_id: str) -> object:
        return replace(make.person(person_id), note="n" * chance.choice([0, 5, 50, 400, 3000]))

    store.initialise()
    memberships = [make.member(f"M-{person_id}", person_id, "A") for person_id in ids]
    stored_by(store, *SMALL, *map(written, ids), *memberships)
    for _ in range(4):
        stored_by(store, *map(written, chance.sample(ids, 200)))
    store.erase(KINDS["person"], set(ids[:200]), EVENT, recorded_at=NOW)
    return store, ids[:200]


def test_reading_persons_who_were_erased_out_of_free_parts_of_a_file(tmp_path: Path) -> None:
    store, ids = many_erased(tmp_path)
    with closing(store):
        assert store.residue() is Residue.PAGES
        assert [store.purge(), store.purge()] == [Residue.NOTHING] * 2
        assert not files_with(tmp_path, *ids)
        assert store.verify() == store.content_hash()
    assert not files_with(tmp_path, *ids)


def test_twin_without_writing_the_file_anew_persons_are_read_out_of_it(tmp_path: Path) -> None:
    store, ids = many_erased(tmp_path)
    with closing(store):
        assert files_with(tmp_path, *ids) == {"groups.db"}


def test_reading_an_erased_person_out_of_the_files_of_a_store(address: str, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    assert files_with(folder, ERASED, NAME)
    done = erased(address)
    assert (done.code, "no file of the store holds erased values any more" in done.err) == (0, True), done.err
    assert "backups and copies made before today still hold them" in done.err
    assert not files_with(folder, ERASED, NAME)
    again = erased(address)
    assert (again.code, files_with(folder, NAME)) == (4, set())


def test_reading_an_erased_person_out_of_the_log_that_a_reader_holds(address: str, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with reader(folder / "groups.db"):
        done = erased(address)
        assert done.code == 0
        assert "erased values may still be in the write-ahead log" in done.err
        assert "gruppkarta store purge" in done.err
        assert "no file" not in done.err
        assert files_with(folder, NAME)  # what was said is so
        checked = gruppkarta("store", "verify", "--store", address, *PURPOSE)
        assert (checked.code, "write-ahead log" in checked.err) == (0, True)
        still = gruppkarta("store", "purge", "--store", address, *PURPOSE, "--json")
        assert (still.code, still.json) == (0, {"residue": "write_ahead_log"})
    purged = gruppkarta("store", "purge", "--store", address, *PURPOSE)
    assert (purged.code, purged.out) == (0, "no file of the store holds erased values any more\n")
    assert not files_with(folder, ERASED, NAME)
    checked = gruppkarta("store", "verify", "--store", address, *PURPOSE, "--json")
    assert (checked.code, checked.json["residue"]) == (0, "nothing")


def test_what_a_reader_held_up_goes_with_the_next_write_after_it(address: str, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with reader(folder / "groups.db"):
        erased(address)
    assert gruppkarta("scorecard", "--store", address, *PURPOSE).code == 0  # it is written down who looked
    assert not files_with(folder, ERASED, NAME)


def test_an_erasure_that_the_disk_has_no_room_to_finish_says_so(address: str, tmp_path: Path) -> None:
    """A process that may write no longer file than there is already stands for a full disk."""
    folder = tmp_path / "store"
    path = folder / "groups.db"
    filler = "n" * 99_000
    case = tmp_path / "more"
    case.mkdir()
    rows = "".join(f"P-{i},N,{filler},no\n" for i in range(30))
    (case / "persons.csv").write_text(f"person_id,label,note,protected_identity\n{rows}", encoding="utf-8")
    assert gruppkarta("import", "--case", case, "--store", address, *PURPOSE).code == 0
    limit = 1_000_000
    assert path.stat().st_size > limit

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    words = ("erase", ERASED, *REASON, "--yes", "--store", address, *PURPOSE)
    done = subprocess.run(
        [sys.executable, "-m", "graph_service.cli.main", *words],
        preexec_fn=little_room,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert "could not be written anew" in done.stderr
    assert "gruppkarta store purge" in done.stderr
    purged = gruppkarta("store", "purge", "--store", address, *PURPOSE)
    assert (purged.code, purged.out) == (0, "no file of the store holds erased values any more\n")
    assert not files_with(folder, ERASED, NAME)


@contextmanager
def serving(address: str, folder: Path) -> Iterator[httpx.Client]:
    """The service as a process, with its log and its temporary files in folders of a test."""
    temporary, log = folder / "temporary", folder / "log" / "service.jsonl"
    temporary.mkdir()
    log.parent.mkdir()
    words = ["-m", "graph_service.cli.main", "serve", "--store", address, "--port", "0"]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with (
        log.open("wb") as stream,
        subprocess.Popen([sys.executable, *words], cwd=REPOSITORY, env=environment, stderr=stream) as process,
    ):
        try:
            while not (listens := re.search(r"http://127\.0\.0\.1:\d+", log.read_text(encoding="utf-8"))):
                assert process.poll() is None
                sleep(0.05)
            headers = {"Authorization": f"Bearer {os.environ['GRUPPKARTA_TOKEN']}", "X-Purpose": "tests"}
            with httpx.Client(base_url=listens[0], headers=headers, timeout=60) as client:
                yield client
        finally:
            process.terminate()


def test_reading_an_erased_person_out_of_logs_temporary_folders_what_was_put_aside_and_new_backups(
    address: str, tmp_path: Path
) -> None:
    """A backup made before still holds them: how long backups live must be decided, as docs/operation.md says."""
    before, after = tmp_path / "backups" / "before.db", tmp_path / "backups" / "after.db"
    before.parent.mkdir()
    record = {"person_id": ERASED, "names": [NAME]}
    aside = AsideFile(tmp_path / "store" / "groups.db.aside.jsonl")
    aside.put([json.dumps({"why": "withheld", "table": "persons", "record": record})])
    assert gruppkarta("store", "backup", "--store", address, "--out", before, *PURPOSE).code == 0
    rows = f"person_id,label,names,protected_identity\n{ERASED},F,{NAME},no\n"
    with serving(address, tmp_path) as client:
        assert client.post("/v1/imports", **upload(packed({"persons.csv": rows}))).status_code == 201
        assert client.post("/v1/imports", **upload(packed({"persons.csv": rows + "x"}))).status_code == 422
        assert client.post("/v1/search", json={"query": NAME}).json()["n_total"] == 1
        assert client.get(f"/v1/persons/{ERASED}").status_code == 200
        assert erased(address).code == 0
        assert client.get(f"/v1/persons/{ERASED}").status_code == 404
    assert gruppkarta("store", "backup", "--store", address, "--out", after, *PURPOSE).code == 0
    assert files_with(tmp_path / "case", ERASED)  # the search finds
    assert files_with(tmp_path / "backups", ERASED, NAME) == {"before.db"}
    for folder in ("store", "log", "temporary"):
        assert not files_with(tmp_path / folder, ERASED, NAME), folder
    assert (tmp_path / "log" / "service.jsonl").stat().st_size


def test_reading_an_erased_person_out_of_the_data_folder_of_a_database_server(
    mortal: Neo4jServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the records are in a fresh server, and the old data folder is deleted, nothing is left to read."""
    case, gone, stays = tmp_path / "case", f"Falk, {LONG}", f"Lo, {LONG}"
    case.mkdir()
    rows = f'person_id,label,note,protected_identity\n{ERASED},F,"{gone}",no\nP-0002,Lo,"{stays}",no\n'
    (case / "persons.csv").write_text(rows, encoding="utf-8")
    Neo4jAddress(mortal.uri, *mortal.auth).empty()
    monkeypatch.setenv("GRUPPKARTA_STORE_PASSWORD", mortal.password)
    monkeypatch.setenv("GRUPPKARTA_TOKEN", initialised(mortal.uri))
    assert gruppkarta("import", "--case", case, "--store", mortal.uri, *PURPOSE).code == 0
    done = erased(mortal.uri)
    assert (done.code, "no file" in done.err) == (0, False), done.err
    assert "erased values are still in store files and transaction logs of the database server" in done.err
    purged = gruppkarta("store", "purge", "--store", mortal.uri, *PURPOSE, "--json")
    assert (purged.code, purged.json) == (0, {"residue": "database_server"})
    assert files_with(mortal.data, gone)  # what was said is so; deleting this folder is the last step
    with Neo4jServer(version=version_wanted()) as fresh:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("GRUPPKARTA_STORE_PASSWORD", fresh.password)
            token = initialised(fresh.uri)
        monkeypatch.setenv("GRUPPKARTA_TARGET_PASSWORD", fresh.password)
        monkeypatch.setenv("GRUPPKARTA_TARGET_TOKEN", token)
        copied = gruppkarta("store", "copy", mortal.uri, fresh.uri, *PURPOSE)
        assert (copied.code, "the same in both" in copied.out) == (0, True), copied.err
        monkeypatch.setenv("GRUPPKARTA_STORE_PASSWORD", fresh.password)
        monkeypatch.setenv("GRUPPKARTA_TOKEN", token)
        checked = gruppkarta("store", "verify", "--store", fresh.uri, *PURPOSE, "--json")
        assert (checked.code, checked.json["residue"], checked.json["n_records"]) == (0, "nothing", 1)
        fresh.stop()
        assert files_with(fresh.data, stays)
        assert not files_with(fresh.data, gone)
