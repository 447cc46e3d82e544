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
        except Exception as error:  # noqa: BLE001  the test says which
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
            "INSERT INTO gk_token SELECT 'x', 'h', name, agency, role, created_at, expires_at, NULL FROM gk_token LIMIT 1",
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
