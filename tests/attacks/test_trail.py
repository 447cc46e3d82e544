"""Somebody does away with what they did: cuts, empties, garbles or renews the trail, or is refused and says nothing."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from graph_service.adapters.sqlite import SQLiteStore
from graph_service.domain.audit import AuditEntry, entry_of, verify
from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.services.auditing import key_id
from tests.api.serving import City, city_in, city_in_memory, service
from tests.cli.run import gruppkarta, initialised

PURPOSE = ("--purpose", "tests")
ANALYST = (CallerRole.ANALYST, Agency.MUNICIPALITY)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A store with a trail, and the token of an administrator."""
    path = tmp_path_factory.mktemp("whole") / "city.db"
    with closing(SQLiteStore(path)) as store:
        city_in(store)
    return path, initialised(f"sqlite:///{path}")


@pytest.fixture
def store(whole: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the store; token and key are in the environment."""
    monkeypatch.setenv("GRUPPKARTA_TOKEN", whole[1])
    monkeypatch.setenv("GRUPPKARTA_AUDIT_KEY", "a key of the operator alone")
    return Path(shutil.copy(whole[0], tmp_path / "city.db"))


def behind(path: Path, *statements: str) -> None:
    """Change a store's file with something else than the store."""
    with closing(sqlite3.connect(path)) as sql:
        for statement in statements:
            sql.execute(statement)
        sql.commit()


def checkpoint(store: Path) -> Path:
    """A checkpoint of the trail as it is."""
    path = store.with_name("checkpoint.json")
    done = gruppkarta("audit", "checkpoint", "--store", f"sqlite:///{store}", "--out", path, *PURPOSE)
    assert done.code == 0, done.err
    return path


@pytest.mark.parametrize(
    ("statement", "fault", "first"),
    [
        ("DELETE FROM gk_audit WHERE number = 3", "changed", 3),
        ("DELETE FROM gk_audit WHERE number = (SELECT max(number) FROM gk_audit)", "cut_off", None),
        ("DELETE FROM gk_audit WHERE number > 4", "cut_off", 5),
        ("DELETE FROM gk_audit", "emptied", 1),
        ("UPDATE gk_audit SET details = '[]' WHERE number = 4", "malformed", 4),
        ("UPDATE gk_audit SET details = '{' WHERE number = 1", "malformed", 1),
        ("UPDATE gk_audit SET details = '{\"n\": 1.5}' WHERE number = 2", "malformed", 2),
        ('UPDATE gk_audit SET details = \'{"n": "\\ud800"}\' WHERE number = 2', "malformed", 2),
        ("UPDATE gk_audit SET recorded_at = 'yesterday' WHERE number = 4", "malformed", 4),
        ("UPDATE gk_audit SET actor = x'00' WHERE number = 4", "malformed", 4),
        ("UPDATE gk_audit SET purpose = CAST(x'ff' AS TEXT) WHERE number = 4", "malformed", 4),
        ("UPDATE gk_audit SET purpose = 'another' WHERE number = 4", "changed", 4),
    ],
)
def test_what_was_done_to_a_trail_is_a_finding_with_its_own_exit_code(
    store: Path, statement: str, fault: str, first: int | None
) -> None:
    signed = checkpoint(store)
    number = json.loads(signed.read_text(encoding="utf-8"))["number"]
    behind(store, statement)
    words = ("audit", "verify", "--store", f"sqlite:///{store}", "--checkpoint", signed, *PURPOSE)
    done = gruppkarta(*words, "--json")
    assert done.code == 10, done.err
    assert (done.json["fault"], done.json["first_fault"]) == (fault, first or number)
    assert (done.json["is_whole"], done.json["n_entries"]) == (False, done.json["first_fault"] - 1)


def test_a_trail_that_was_emptied_is_noticed_without_a_checkpoint(store: Path) -> None:
    behind(store, "DELETE FROM gk_audit")
    done = gruppkarta("audit", "verify", "--store", f"sqlite:///{store}", *PURPOSE)
    assert done.code == 10
    assert "the trail was emptied" in done.out


def test_a_garbled_entry_stops_a_list_with_a_message(store: Path) -> None:
    behind(store, "UPDATE gk_audit SET details = '{' WHERE number = 4")
    done = gruppkarta("audit", "list", "--store", f"sqlite:///{store}", *PURPOSE)
    assert (done.code, "Traceback" in done.err) == (10, False)
    assert "entry 4 of the audit trail is no entry any more" in done.err


def test_a_trail_that_is_not_what_was_written_is_not_signed(store: Path) -> None:
    behind(store, "UPDATE gk_audit SET purpose = 'another' WHERE number = 4")
    out = store.with_name("checkpoint.json")
    done = gruppkarta("audit", "checkpoint", "--store", f"sqlite:///{store}", "--out", out, *PURPOSE)
    assert (done.code, out.exists()) == (10, False)
    assert "entry 4: it is not signed" in done.err


def test_a_checkpoint_is_never_written_over(store: Path) -> None:
    path = checkpoint(store)
    before = path.read_bytes()
    done = gruppkarta("audit", "checkpoint", "--store", f"sqlite:///{store}", "--out", path, *PURPOSE)
    assert (done.code, path.read_bytes(), path.stat().st_mode & 0o777) == (3, before, 0o600)
    assert "a checkpoint is never written over" in done.err
    forced = gruppkarta("audit", "checkpoint", "--store", f"sqlite:///{store}", "--out", path, "--force", *PURPOSE)
    assert (forced.code, path.read_bytes()) == (2, before)


def entries(lines: str) -> list[AuditEntry]:
    """Entries of a log outside, from its lines."""
    rows = [json.loads(line) for line in lines.splitlines()]
    return [entry_of({**row, "details": json.dumps(row["details"])}) for row in rows]


def test_a_log_outside_follows_the_trail_without_a_gap_and_can_be_checked(store: Path) -> None:
    words = ("audit", "export", "--store", f"sqlite:///{store}", *PURPOSE)
    first = gruppkarta(*words)
    assert first.code == 0, first.err
    last = entries(first.out)[-1].number
    out = store.with_name("more.jsonl")
    assert gruppkarta(*words, "--after", str(last), "--out", out).code == 0
    whole = entries(first.out + out.read_text(encoding="utf-8"))
    assert verify(whole).n_entries == len(whole) == last + 1
    assert whole[-1].event.action == "audit_export"
    assert gruppkarta(*words, "--out", out).code == 3
    assert gruppkarta(*words, "--out", out, "--force").code == 0


def test_who_tries_what_they_may_not_do_is_in_the_trail(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"sqlite:///{store}"
    made = gruppkarta("store", "init", "--store", address, "--agency", "municipality")
    monkeypatch.setenv("GRUPPKARTA_TOKEN", made.out.partition("GRUPPKARTA_TOKEN=")[2].split()[0])
    who = ("--name", "analyst 3", "--agency", "municipality", "--role", "analyst")
    made = gruppkarta("token", "create", "--store", address, *who, *PURPOSE, "--json")
    monkeypatch.setenv("GRUPPKARTA_TOKEN", made.json["token"])
    for words in (("store", "verify"), ("scorecard",), ("audit", "list"), ("scorecard", "--show-protected")):
        assert gruppkarta(*words, "--store", address, *PURPOSE).code == 9
    with closing(SQLiteStore(store)) as opened:
        events = [entry.event for entry in opened.audit_trail()][-4:]
    assert [(event.action, event.actor, event.details["attempt"]) for event in events] == [
        ("refused", "analyst 3", attempt) for attempt in ("store_verify", "scorecard", "audit_list", "show_protected")
    ]


def test_the_service_notes_whom_it_refuses_and_nobody_unknown() -> None:
    city: City = city_in_memory()
    with service(city) as client:
        before = len(city.place.store.audit_trail())
        assert refused(client, city, "/v1/audit") == 403
        assert client.get("/v1/audit", headers={"Authorization": "Bearer x", "X-Purpose": "tests"}).status_code == 401
    (entry,) = city.place.store.audit_trail(after=before)
    assert (entry.event.action, entry.event.details["attempt"]) == ("refused", "audit_list")
    assert entry.event.actor == "analyst of municipality"


def refused(client: httpx.Client, city: City, path: str) -> int:
    """Ask for what an analyst of the municipality may not see."""
    return client.get(path, headers=city.headers(*ANALYST)).status_code


def test_a_leaked_key_signs_no_trail_once_it_is_given_up(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    earlier = checkpoint(store)
    words = ("audit", "verify", "--store", f"sqlite:///{store}", *PURPOSE, "--checkpoint")
    monkeypatch.setenv("GRUPPKARTA_FORMER_AUDIT_KEYS", "a key before that one\na key of the operator alone\n")
    monkeypatch.setenv("GRUPPKARTA_AUDIT_KEY", "the key that follows it")
    assert gruppkarta(*words, earlier).code == 0
    later = earlier.with_name("later.json")
    done = gruppkarta("audit", "checkpoint", "--store", f"sqlite:///{store}", "--out", later, *PURPOSE)
    assert (done.code, gruppkarta(*words, later).code) == (0, 0)
    monkeypatch.delenv("GRUPPKARTA_FORMER_AUDIT_KEYS")
    assert gruppkarta(*words, later).code == 0
    refused = gruppkarta(*words, earlier)
    assert (refused.code, "GRUPPKARTA_FORMER_AUDIT_KEYS" in refused.err) == (3, True)


def test_a_checkpoint_under_the_name_of_another_key_is_refused(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = checkpoint(store)
    fields = json.loads(path.read_text())
    monkeypatch.setenv("GRUPPKARTA_FORMER_AUDIT_KEYS", "a key before that one")
    words = ("audit", "verify", "--store", f"sqlite:///{store}", *PURPOSE, "--checkpoint", path)
    for name, code in ((key_id(b"a key before that one"), 3), ("0" * 16, 3), (None, 0)):
        path.write_text(json.dumps({**fields, "key_id": name}))
        assert gruppkarta(*words).code == code
