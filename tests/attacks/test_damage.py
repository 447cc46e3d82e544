"""A dying disk turns bits of a store or a backup: it is noticed, or everything reads as before; nothing is silent."""

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from graph_service.adapters.sqlite import SQLiteStore
from graph_service.domain.caller import LOCAL_CALLER
from graph_service.errors import GruppkartaError
from graph_service.ports import GraphStore
from graph_service.services.verifying import Damage, StoreCheck, verify_store
from tests.api.serving import FixedClock, city_in, open_store_of
from tests.cli.run import gruppkarta, initialised

N_FLIPS = 200
PURPOSE = ("--purpose", "tests")


def everything(store: GraphStore) -> tuple[object, ...]:
    """Every record, event and token, as it reads."""
    content_hash, tables = store.read()
    records = {name: [tuple(row) for row in table.rows()] for name, table in tables.items()}
    return content_hash, records, store.audit_trail(), store.tokens(), store.subjects(), store.counts()


def checked(path: Path) -> StoreCheck:
    """Check a file as whoever may read it."""
    with closing(SQLiteStore(path)) as store:
        return verify_store(open_store_of(store, FixedClock()).context(LOCAL_CALLER))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a city, its trail, tokens and references to persons."""
    path = tmp_path_factory.mktemp("whole") / "city.db"
    with closing(SQLiteStore(path)) as store:
        city_in(store)
    return path


@pytest.fixture(scope="module")
def backup(whole: Path) -> Path:
    """A backup of it."""
    store, path = whole.with_name("source.db"), whole.with_name("backup.db")
    shutil.copy(whole, store)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GRUPPKARTA_TOKEN", initialised(f"sqlite:///{store}"))
        done = gruppkarta("store", "backup", "--store", f"sqlite:///{store}", "--out", path, *PURPOSE)
    assert done.code == 0, done.err
    return path


def flips(path: Path, seed: int) -> list[tuple[int, int]]:
    """Places in a file and the bits that turn there: half of them anywhere, half where something is written."""
    chance = random.Random(seed)
    content = path.read_bytes()
    written = [at for at, byte in enumerate(content) if byte]
    places = [chance.randrange(len(content)) if i % 2 else chance.choice(written) for i in range(N_FLIPS)]
    return [(at, 1 << chance.randrange(8)) for at in places]


@pytest.mark.parametrize("which", ["whole", "backup"])
def test_no_bit_that_turns_is_silent(request: pytest.FixtureRequest, tmp_path: Path, which: str) -> None:
    source: Path = request.getfixturevalue(which)
    content = source.read_bytes()
    with closing(SQLiteStore(source)) as store:
        before = everything(store)
    path, silent, tracebacks, n_noticed = tmp_path / "flipped.db", [], [], 0
    for at, bits in flips(source, seed=20201203):
        for file in tmp_path.iterdir():
            file.unlink()
        path.write_bytes(content[:at] + bytes([content[at] ^ bits]) + content[at + 1 :])
        try:
            is_whole = checked(path).is_whole
            with closing(SQLiteStore(path)) as store:
                if is_whole and everything(store) != before:
                    silent.append((at, bits))
                n_noticed += not is_whole
        except GruppkartaError:
            n_noticed += 1
        except Exception as error:
            tracebacks.append((at, bits, repr(error)))
    assert (silent, tracebacks) == ([], [])
    assert n_noticed > N_FLIPS // 4


def behind(path: Path, *statements: str) -> None:
    """Change a store's file with something else than the store."""
    with closing(sqlite3.connect(path)) as sql:
        for statement in statements:
            sql.execute(statement)
        sql.commit()


@pytest.fixture
def store(whole: Path, tmp_path: Path) -> Path:
    """A copy of the store, to be damaged."""
    return Path(shutil.copy(whole, tmp_path / "city.db"))


@pytest.mark.parametrize(
    ("statement", "damage"),
    [
        ("UPDATE persons SET birth_year = 1900", Damage.RECORDS),
        ("UPDATE persons SET birth_year = 'x'", Damage.RECORDS),
        ("UPDATE persons SET label = x'ff'", Damage.RECORDS),
        ("UPDATE persons SET label = CAST(x'ff' AS TEXT)", Damage.RECORDS),
        ("UPDATE persons SET aliases = '{'", Damage.RECORDS),
        ("UPDATE persons SET aliases = '\"ab\"'", Damage.RECORDS),
        ("UPDATE persons SET protected_identity = 7", Damage.RECORDS),
        ("UPDATE incidents SET occurred_on = 99999999", Damage.RECORDS),
        ("UPDATE incidents SET latitude = 9e999", Damage.RECORDS),
        ("UPDATE memberships SET role = 'boss'", Damage.RECORDS),
        ("DELETE FROM memberships", Damage.RECORDS),
        ("DELETE FROM memberships", Damage.COUNTS),
        ("DELETE FROM persons WHERE person_id = 'P-0001'", Damage.REFERENCES),
        ("UPDATE persons SET record_hash = x'00' WHERE person_id = 'P-0001'", Damage.HASHES),
        ("UPDATE gk_store SET content_sum = 'x'", Damage.RECORDS),
        ("UPDATE gk_token SET role = 'admin' WHERE role = 'analyst'", Damage.TOKENS),
        ("UPDATE gk_token SET expires_at = '2099-01-01T00:00:00+00:00'", Damage.TOKENS),
        ("UPDATE gk_token SET expires_at = 'tomorrow'", Damage.TOKENS),
        ("DELETE FROM gk_token WHERE role = 'auditor'", Damage.TOKENS),
        (
            "INSERT INTO gk_token SELECT 'x', 'h', name, agency, role, created_at, expires_at, NULL FROM gk_token LIMIT 1",  # noqa: E501
            Damage.TOKENS,
        ),
        ("UPDATE gk_subject SET reference = 'x' || reference", Damage.SUBJECTS),
        ("DELETE FROM gk_audit WHERE number = 2", Damage.TRAIL),
        ("DELETE FROM gk_audit", Damage.TRAIL),
        ("UPDATE gk_audit SET details = '[' WHERE number = 3", Damage.TRAIL),
        ("DELETE FROM gk_audit WHERE number > 3", Damage.TOKENS),
        ("CREATE TRIGGER quiet AFTER INSERT ON gk_audit BEGIN DELETE FROM gk_audit; END", Damage.STORAGE),
        ("DROP INDEX memberships_by_person_id", Damage.STORAGE),
    ],
)
def test_whoever_writes_behind_the_back_of_a_store_is_noticed(store: Path, statement: str, damage: Damage) -> None:
    behind(store, statement)
    findings = checked(store).findings
    assert damage in {finding.damage for finding in findings}
    assert all(finding.remedy for finding in findings)


@pytest.fixture
def at_home(store: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Address of the store, with the token of an administrator in the environment."""
    address = f"sqlite:///{store}"
    monkeypatch.setenv("GRUPPKARTA_TOKEN", initialised(address))
    return address


def test_a_whole_store_is_called_whole_and_the_check_is_in_its_trail(at_home: str, store: Path) -> None:
    done = gruppkarta("store", "verify", "--store", at_home, *PURPOSE)
    assert (done.code, done.out.split(":")[0]) == (0, "whole"), done.err
    answered = gruppkarta("store", "verify", "--store", at_home, *PURPOSE, "--json").json
    assert (answered["is_whole"], answered["is_noted"], answered["findings"]) == (True, True, [])
    with closing(SQLiteStore(store)) as opened:
        assert [entry.event.action for entry in opened.audit_trail()[-2:]] == ["store_verify"] * 2


def test_a_damaged_store_says_what_to_do_and_has_an_exit_code_of_its_own(at_home: str, store: Path) -> None:
    behind(store, "UPDATE persons SET birth_year = 1900")
    done = gruppkarta("store", "verify", "--store", at_home, *PURPOSE)
    assert done.code == 10
    assert "records: " in done.out
    assert "restore the last whole backup into a new store" in done.out
    assert "persons: 5 records" in done.out
    assert "P-0001" not in done.out


def test_every_reading_command_says_that_the_store_is_damaged(at_home: str, store: Path) -> None:
    behind(store, "UPDATE persons SET birth_year = 'x'")
    for words in (("scorecard",), ("person", "P-0001"), ("persons", "Falk"), ("priorities", "--lane", "message")):
        done = gruppkarta(*words, "--store", at_home, *PURPOSE)
        assert (done.code, "[store_damaged]" in done.err, "Traceback" in done.err) == (10, True, False), done.err
        assert "gruppkarta store verify" in done.err


def test_a_disk_that_lost_the_end_of_the_file_is_noticed(at_home: str, store: Path) -> None:
    content = store.read_bytes()
    for n_bytes in (0, 50, 100, 4096, len(content) // 2, len(content) - 1):
        store.write_bytes(content[:n_bytes])
        done = gruppkarta("store", "verify", "--store", at_home, *PURPOSE)
        assert done.code in {6, 10}, (n_bytes, done.err)
        assert "Traceback" not in done.err


def test_a_damaged_store_is_not_backed_up_over_a_good_backup(at_home: str, store: Path, tmp_path: Path) -> None:
    good = tmp_path / "backup.db"
    assert gruppkarta("store", "backup", "--store", at_home, "--out", good, *PURPOSE).code == 0
    content = good.read_bytes()
    behind(store, "UPDATE persons SET birth_year = 1900")
    refused = gruppkarta("store", "backup", "--store", at_home, "--out", good, "--force", *PURPOSE)
    assert (refused.code, good.read_bytes()) == (10, content)
    assert {path.name for path in tmp_path.iterdir()} == {"backup.db", "city.db"}


def test_what_is_wrong_beside_the_records_does_not_stop_a_backup(at_home: str, store: Path, tmp_path: Path) -> None:
    behind(store, "UPDATE gk_token SET name = 'x' WHERE role = 'auditor'")
    done = gruppkarta("store", "backup", "--store", at_home, "--out", tmp_path / "backup.db", *PURPOSE)
    assert done.code == 0
    assert "is not what was written: tokens: token" in done.err


def test_a_full_disk_leaves_no_half_of_a_backup(at_home: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    done = gruppkarta("store", "backup", "--store", at_home, "--out", tmp_path / "backup.db", *PURPOSE)
    assert (done.code, "no space left on device" in done.err) == (3, True), done.err
    assert [path.name for path in tmp_path.iterdir()] == ["city.db"]


def test_a_damaged_backup_is_not_restored(backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, target = Path(shutil.copy(backup, tmp_path / "backup.db")), f"sqlite:///{tmp_path}/target.db"
    monkeypatch.setenv("GRUPPKARTA_TOKEN", initialised(target))
    behind(path, "DELETE FROM memberships")
    assert gruppkarta("store", "verify", "--from", path).code == 10
    refused = gruppkarta("store", "restore", "--store", target, "--from", path, *PURPOSE)
    assert refused.code == 10
    assert "nothing was restored" in refused.err
    with closing(SQLiteStore(tmp_path / "target.db")) as store:
        assert not any(store.counts().values())


def test_a_backup_is_checked_without_a_token_and_restored_once(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert gruppkarta("store", "verify", "--from", backup).code == 0
    assert gruppkarta("store", "verify", "--from", tmp_path / "none.db").code == 3
    target = f"sqlite:///{tmp_path}/target.db"
    monkeypatch.setenv("GRUPPKARTA_TOKEN", initialised(target))
    words = ("store", "restore", "--store", target, "--from", backup, *PURPOSE)
    assert [gruppkarta(*words).code for _ in range(2)] == [0, 3]
    assert gruppkarta("store", "verify", "--store", target, *PURPOSE).code == 0
