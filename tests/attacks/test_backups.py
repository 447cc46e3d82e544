"""Somebody finds a backup with trail and tokens: reads it, changes it, cuts it, or restores it where others work."""

import io
import os
import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from graph_service import writing
from graph_service.adapters import sealed_file
from graph_service.adapters.memory import MemoryStore
from graph_service.adapters.sealed_file import MAGIC, read_sealed, write_sealed
from graph_service.adapters.sqlite import SQLiteStore
from graph_service.cli import copies
from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.errors import ConfigurationError, DamagedStoreError, GruppkartaError
from graph_service.files.whole_file import owned_descriptor
from graph_service.services import verifying, whole_copies
from graph_service.services.context import Context
from graph_service.services.tokens import revoke_token
from graph_service.services.verifying import StoreCheck
from graph_service.services.whole_copies import content_of
from tests.api.serving import city_in
from tests.cli.run import gruppkarta, initialised

PURPOSE = ("--purpose", "tests")
KEY, OTHER_KEY = "a key of the operator alone", "another key of some length"
N_FLIPS = 200


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A store with a city, its trail and tokens, and the token of an administrator."""
    path = tmp_path_factory.mktemp("store") / "city.db"
    with closing(SQLiteStore(path)) as made:
        city_in(made)
    return path, initialised(f"sqlite:///{path}")


@pytest.fixture(scope="module")
def backup(store: tuple[Path, str]) -> Path:
    """A backup of all that it holds."""
    path = store[0].with_name("whole.backup")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GRUPPKARTA_TOKEN", store[1])
        environment.setenv("GRUPPKARTA_BACKUP_KEY", KEY)
        done = gruppkarta(
            "store", "backup", "--with-trail", "--store", f"sqlite:///{store[0]}", "--out", path, *PURPOSE
        )
    assert done.code == 0, done.err
    return path


def hashes_of_tokens(path: Path) -> list[bytes]:
    with closing(SQLiteStore(path)) as opened:
        return [token.token_hash.encode() for token in opened.tokens()]


def test_a_thief_of_a_backup_reads_no_record_no_purpose_and_no_token_in_it(
    store: tuple[Path, str], backup: Path
) -> None:
    content = backup.read_bytes()
    canaries = [b"P-0001", b"set-up", b"first token of a store", *hashes_of_tokens(store[0])]
    opened = "\n".join(read_sealed(io.BytesIO(content), "it", [KEY.encode()])).encode()
    assert [canary for canary in canaries if canary not in opened] == []
    assert not [canary for canary in canaries if canary in content]
    assert backup.stat().st_mode & 0o077 == 0


class _Open:
    """In the place of the cipher: what is written is what was there."""

    def __init__(self, _key: bytes) -> None: ...

    def encrypt(self, _nonce: bytes, data: bytes, _head: bytes) -> bytes:
        return data + bytes(16)

    def decrypt(self, _nonce: bytes, data: bytes, _head: bytes) -> bytes:
        return data[:-16]


def test_a_thief_reads_it_if_it_is_not_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_file, "AESGCM", _Open)
    monkeypatch.setattr(sealed_file, "_packed", lambda lines: (f"{line}\n".encode() for line in lines))
    stream = io.BytesIO()
    write_sealed(stream, ['{"purpose":"set-up"}'], KEY.encode())
    assert b"set-up" in stream.getvalue()


@pytest.fixture
def unsealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Backups are not encrypted, and not packed, which finds most changes too."""
    monkeypatch.setattr(sealed_file, "AESGCM", _Open)
    monkeypatch.setattr(sealed_file, "_packed", lambda lines: (f"{line}\n".encode() for line in lines))
    monkeypatch.setattr(sealed_file, "_unpacked", lambda parts: parts)


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a check of a store comes to, it is said to be whole."""

    def verify_store(context: Context) -> StoreCheck:
        return replace(verifying_verify(context), is_whole=True, findings=())

    verifying_verify = verifying.verify_store
    monkeypatch.setattr(verifying, "verify_store", verify_store)
    monkeypatch.setattr(whole_copies, "verify_store", verify_store)


def test_a_backup_is_read_by_every_user_of_the_machine_if_it_is_not_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_umask: None
) -> None:
    monkeypatch.setattr("graph_service.files.whole_file.OWNER_ALONE", 0o644)
    os.close(owned_descriptor(tmp_path / "it"))
    assert (tmp_path / "it").stat().st_mode & 0o044


def test_no_bit_that_turns_in_a_backup_is_silent(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance, silent = random.Random(20201203), []
    lines = list(read_sealed(io.BytesIO(backup.read_bytes()), "it", [KEY.encode()]))
    monkeypatch.setattr(sealed_file, "_SCRYPT", {"n": 2, "r": 1, "p": 1})  # a key is derived for each flip
    cheap = io.BytesIO()
    write_sealed(cheap, lines, KEY.encode())
    content = cheap.getvalue()
    for at in [*(chance.randrange(len(content)) for _ in range(N_FLIPS)), len(content) - 1]:
        flipped = content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]
        try:
            list(read_sealed(io.BytesIO(flipped), "it", [KEY.encode()]))
            silent.append(at)
        except (DamagedStoreError, ConfigurationError):
            pass
    assert silent == []
    assert list(read_sealed(io.BytesIO(content), "it", [KEY.encode()])) == lines


def test_a_bit_that_turns_is_silent_if_a_backup_is_not_sealed(unsealed: None) -> None:
    stream = io.BytesIO()
    write_sealed(stream, LINES, KEY.encode())
    content = bytearray(stream.getvalue())
    content[sealed_file._HEAD_BYTES] ^= 1
    assert list(read_sealed(io.BytesIO(content), "it", [KEY.encode()])) == ["1" + LINES[0][1:], *LINES[1:]]


@pytest.mark.parametrize("change", ["bit", "end"])
def test_a_changed_backup_is_refused_by_every_command(
    change: str, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRUPPKARTA_BACKUP_KEY", KEY)
    content, path, target = backup.read_bytes(), tmp_path / "changed", tmp_path / "new.db"
    path.write_bytes(content[:-1] if change == "end" else content[:900] + bytes([content[900] ^ 4]) + content[901:])
    for words in (("verify",), ("restore", "--store", f"sqlite:///{target}")):
        done = gruppkarta("store", *words, "--from", path)
        assert (done.code, "Traceback" in done.err, target.exists()) == (10, False, False), done.err


def test_a_changed_backup_is_restored_if_it_is_neither_sealed_nor_checked(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unchecked: None
) -> None:
    monkeypatch.setenv("GRUPPKARTA_BACKUP_KEY", KEY)
    lines = list(read_sealed(io.BytesIO(backup.read_bytes()), "it", [KEY.encode()]))
    monkeypatch.setattr(sealed_file, "AESGCM", _Open)
    path, target = tmp_path / "changed", tmp_path / "new.db"
    with path.open("wb") as stream:
        write_sealed(stream, [line.replace("set-up", "set-uP") for line in lines], KEY.encode())
    done = gruppkarta("store", "restore", "--store", f"sqlite:///{target}", "--from", path)
    assert done.code == 0, done.err
    with closing(SQLiteStore(target)) as restored:
        assert "set-uP" in {entry.event.purpose for entry in restored.audit_trail()}


@pytest.mark.parametrize("change", ["cut", "swapped", "twice", "first missing", "more"])
def test_parts_of_a_backup_cannot_be_cut_off_moved_or_added(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DamagedStoreError, match="cut off"):
        _read(change, monkeypatch)


@pytest.mark.parametrize("change", ["cut", "swapped", "twice", "first missing"])
def test_parts_of_a_backup_can_be_moved_if_they_are_not_numbered(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_file, "_nonce", lambda prefix, _number, is_last: prefix + bytes(5))
    assert _read(change, monkeypatch) != LINES


def test_parts_can_be_added_to_a_backup_if_they_are_not_sealed(unsealed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _read("more", monkeypatch) == LINES


LINES = [f"{n:015}" for n in range(20)]  # with its end, each is a part


def _read(change: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Change a file of many parts, and read it; it is not packed, which would hide what is wrong with the parts."""
    monkeypatch.setattr(sealed_file, "PART_BYTES", 16)
    monkeypatch.setattr(sealed_file, "_packed", lambda lines: (f"{line}\n".encode() for line in lines))
    monkeypatch.setattr(sealed_file, "_unpacked", lambda parts: parts)
    stream = io.BytesIO()
    write_sealed(stream, LINES, KEY.encode())
    content, size = stream.getvalue(), 32
    head, body = content[: sealed_file._HEAD_BYTES], content[sealed_file._HEAD_BYTES :]
    assert list(read_sealed(io.BytesIO(content), "it", [KEY.encode()])) == LINES
    body = {
        "cut": body[:-size],
        "swapped": body[size : 2 * size] + body[:size] + body[2 * size :],
        "twice": body[:size] + body,
        "first missing": body[size:],
        "more": body + b"more",
    }[change]
    return list(read_sealed(io.BytesIO(head + body), "it", [KEY.encode()]))


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (None, "set GRUPPKARTA_BACKUP_KEY to the key that it was made with"),
        (OTHER_KEY, "was not sealed with this key"),
        ("short", "at least 16 bytes"),
    ],
)
def test_without_its_key_a_backup_is_neither_checked_nor_restored(
    key: str | None, said: str, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if key is not None:
        monkeypatch.setenv("GRUPPKARTA_BACKUP_KEY", key)
    target = tmp_path / "new.db"
    for words in (("verify",), ("restore", "--store", f"sqlite:///{target}")):
        done = gruppkarta("store", *words, "--from", backup)
        assert (done.code, said in done.err) == (8, True), done.err
    assert not target.exists()


def test_a_backup_opens_for_everybody_if_its_key_is_not_made_of_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_file, "_derived", lambda _key, _salt: (bytes(32), bytes(16)))
    stream = io.BytesIO()
    write_sealed(stream, LINES, KEY.encode())
    assert list(read_sealed(io.BytesIO(stream.getvalue()), "it", [OTHER_KEY.encode()])) == LINES


def test_a_short_key_is_guessed_if_it_is_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_file, "check_key", lambda _key: None)
    monkeypatch.setattr(sealed_file, "_SCRYPT", {"n": 2, "r": 1, "p": 1})
    stream = io.BytesIO()
    write_sealed(stream, LINES, b"73")
    guesses = [f"{number:02}".encode() for number in range(100)]
    assert list(read_sealed(io.BytesIO(stream.getvalue()), "it", guesses)) == LINES


def test_a_former_key_opens_and_seals_no_more(
    store: tuple[Path, str], backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRUPPKARTA_TOKEN", store[1])
    monkeypatch.setenv("GRUPPKARTA_FORMER_BACKUP_KEYS", f"a key before that one\n{KEY}\n")
    source = ("--store", f"sqlite:///{store[0]}", "--with-trail", *PURPOSE)
    assert gruppkarta("store", "verify", "--from", backup).code == 0
    assert gruppkarta("store", "backup", *source, "--out", tmp_path / "none").code == 8
    monkeypatch.setenv("GRUPPKARTA_BACKUP_KEY", OTHER_KEY)
    assert gruppkarta("store", "backup", *source, "--out", tmp_path / "fresh").code == 0
    monkeypatch.delenv("GRUPPKARTA_FORMER_BACKUP_KEYS")
    assert gruppkarta("store", "verify", "--from", tmp_path / "fresh").code == 0
    assert gruppkarta("store", "verify", "--from", backup).code == 8


def test_a_former_key_that_others_know_opens_a_new_backup_if_it_still_seals(
    store: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRUPPKARTA_TOKEN", store[1])
    monkeypatch.setenv("GRUPPKARTA_BACKUP_KEY", KEY)
    monkeypatch.setenv("GRUPPKARTA_FORMER_BACKUP_KEYS", OTHER_KEY)
    monkeypatch.setattr(copies, "check_backup_key", lambda settings: settings.former(settings.former_backup_keys)[0])
    out = tmp_path / "fresh"
    source = ("--store", f"sqlite:///{store[0]}", "--with-trail", *PURPOSE)
    assert gruppkarta("store", "backup", *source, "--out", out).code == 0
    assert any("set-up" in line for line in read_sealed(io.BytesIO(out.read_bytes()), "it", [OTHER_KEY.encode()]))


def test_a_backup_is_not_restored_over_a_store_in_which_others_work(
    store: tuple[Path, str], backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRUPPKARTA_BACKUP_KEY", KEY)
    used = Path(shutil.copy(store[0], tmp_path / "used.db"))
    made = tmp_path / "made.db"
    initialised(f"sqlite:///{made}")
    for target in (used, made):
        done = gruppkarta("store", "restore", "--store", f"sqlite:///{target}", "--from", backup)
        assert (done.code, "a store that is new" in done.err) == (3, True), done.err


def test_a_token_that_was_revoked_is_valid_again_if_a_backup_goes_into_a_store_that_was_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(writing, "_refuse_used", lambda _transaction: None)
    used = MemoryStore()
    city = city_in(used)
    before = content_of(used)
    token = used.tokens()[0]
    revoke_token(city.place.context(city.caller(CallerRole.ADMIN, Agency(token.agency))), token.token_id)
    assert used.tokens()[0].revoked_at is not None
    used.fill(before, None, recorded_at=city.clock.now())
    assert used.tokens()[0].revoked_at is None


def test_a_restored_store_knows_its_tokens_and_goes_on_with_its_trail(
    store: tuple[Path, str], backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRUPPKARTA_BACKUP_KEY", KEY)
    address = f"sqlite:///{tmp_path / 'new.db'}"
    done = gruppkarta("store", "restore", "--store", address, "--from", backup)
    assert done.code == 0, done.err
    monkeypatch.setenv("GRUPPKARTA_TOKEN", store[1])
    verified = gruppkarta("audit", "verify", "--store", address, *PURPOSE, "--json")
    assert (verified.code, verified.json["is_whole"]) == (0, True)
    with closing(SQLiteStore(tmp_path / "new.db")) as restored:
        actions = [entry.event.action for entry in restored.audit_trail()]
    assert actions[-2:] == ["restore", "audit_verify"]


def test_a_damaged_trail_is_not_put_into_a_backup(
    store: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out = _backup_of_a_damaged_trail(store, tmp_path, monkeypatch)
    assert (code, out.exists()) == (10, False)


def test_a_damaged_trail_is_put_into_a_backup_if_it_is_not_checked(
    store: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unchecked: None
) -> None:
    code, out = _backup_of_a_damaged_trail(store, tmp_path, monkeypatch)
    assert code == 0
    assert any("another" in line for line in read_sealed(io.BytesIO(out.read_bytes()), "it", [KEY.encode()]))


def _backup_of_a_damaged_trail(
    store: tuple[Path, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[int, Path]:
    damaged = Path(shutil.copy(store[0], folder / "city.db"))
    with closing(sqlite3.connect(damaged)) as sql:
        sql.execute("UPDATE gk_audit SET purpose = 'another' WHERE number = 2")
        sql.commit()
    monkeypatch.setenv("GRUPPKARTA_TOKEN", store[1])
    monkeypatch.setenv("GRUPPKARTA_BACKUP_KEY", KEY)
    out = folder / "out"
    done = gruppkarta("store", "backup", "--with-trail", "--store", f"sqlite:///{damaged}", "--out", out, *PURPOSE)
    return done.code, out


def test_what_is_written_by_hand_is_no_backup() -> None:
    for text in (b"", MAGIC, MAGIC + bytes(39), MAGIC + bytes(200)):
        with pytest.raises(GruppkartaError) as refused:
            list(read_sealed(io.BytesIO(text), "it", [KEY.encode()]))
        assert isinstance(refused.value, DamagedStoreError | ConfigurationError)


def test_what_is_written_by_hand_is_read_if_it_is_not_sealed_by_a_secret(
    unsealed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_file, "_derived", lambda _key, _salt: (bytes(32), bytes(16)))
    forged = MAGIC + bytes(sealed_file._HEAD_BYTES - len(MAGIC)) + b"a forged line\n" + bytes(16)
    assert list(read_sealed(io.BytesIO(forged), "it", [KEY.encode()])) == ["a forged line"]
