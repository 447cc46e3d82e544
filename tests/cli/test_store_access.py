"""Work on a store from the command line: tokens, purposes, the trail, persons; and the service as a process."""

import json
import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

import httpx
import pytest

from graph_service.callers import token_file
from graph_service.cli.callers import keep_token
from graph_service.cli.tokens import request_with
from graph_service.domain.rights import RIGHTS, Agency, as_markdown, writing_as_markdown
from graph_service.settings import as_markdown as settings_as_markdown
from tests.cli.run import Done, answered, gruppkarta

PURPOSE = ("--purpose", "weekly review")
KEY = "sixteen bytes or more"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store with the token of its first administrator beside it, and three persons in it."""
    for name in [name for name in os.environ if name.startswith("GRUPPKARTA_")]:
        monkeypatch.delenv(name)
    url = f"sqlite:///{tmp_path / 'groups.db'}"
    assert gruppkarta("store", "init", "--store", url, "--keep-token").code == 0
    case = tmp_path / "case"
    case.mkdir()
    rows = "person_id,label,names,protected_identity\nP-0001,Falk,Falk Falksson,no\nP-0002,Lo,,no\nP-0003,Ek,,yes\n"
    (case / "persons.csv").write_text(rows, encoding="utf-8")
    assert gruppkarta("import", "--case", case, "--store", url, *PURPOSE).code == 0
    return url


def _at(store: str, *words: str | Path) -> Done:
    return gruppkarta(*words, "--store", store, *PURPOSE)


def test_a_store_is_made_and_prints_the_first_token_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'groups.db'}"
    first, again = (gruppkarta("store", "init", "--store", url) for _ in range(2))
    (token,) = re.findall(r"^GRUPPKARTA_TOKEN=(gk_\S+)$", first.out, flags=re.MULTILINE)
    assert "gk_" not in again.out + again.err
    assert "an administrator has a token of police" in again.err
    monkeypatch.setenv("GRUPPKARTA_TOKEN", token)
    assert _at(url, "store", "info").code == 0


def test_a_kept_token_can_be_read_by_its_owner_alone(store: str) -> None:
    path = token_file(store)
    assert path is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    done = _at(store, "store", "info")
    assert (done.code, "can be read by others" in done.err) == (8, True)


def test_a_token_that_is_kept_anew_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    for token in ("gk_old", "gk_new"):
        keep_token(tmp_path / "city.db.token", token)
    assert (tmp_path / "city.db.token").read_text(encoding="utf-8") == "gk_new\n"


def test_the_variable_wins_over_the_file(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRUPPKARTA_TOKEN", "gk_unknown")
    done = _at(store, "store", "info")
    assert (done.code, "[not_authenticated]" in done.err) == (9, True)


@pytest.mark.parametrize(("url", "code"), [("sqlite:///nowhere.db", 6), ("neo4j://127.0.0.1:1", 7)])
def test_where_there_is_no_store_no_token_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GRUPPKARTA_STORE_PASSWORD", "none")
    done = gruppkarta("scorecard", "--store", url, *PURPOSE)
    assert (done.code, done.out, "GRUPPKARTA_TOKEN" in done.err) == (code, "", False)
    assert list(tmp_path.iterdir()) == []


def test_without_a_token_nothing_is_answered(store: str) -> None:
    token_path = token_file(store)
    assert token_path is not None
    token_path.unlink()
    done = gruppkarta("scorecard", "--store", store, *PURPOSE)
    assert (done.code, done.out, "set GRUPPKARTA_TOKEN" in done.err) == (9, "", True)


@pytest.mark.parametrize(
    "command",
    ["scorecard", "persons", "person P-0001", "explain P-0001", "conflicts", "audit list", "token list", "store info"],
)
def test_without_a_purpose_nothing_is_answered(store: str, command: str) -> None:
    done = gruppkarta(*command.split(), "--store", store)
    assert (done.code, done.out, "[purpose_missing]" in done.err) == (9, "", True)


def test_store_and_purpose_may_stand_in_the_environment(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRUPPKARTA_STORE", store)
    monkeypatch.setenv("GRUPPKARTA_PURPOSE", "weekly review")
    assert gruppkarta("scorecard").code == 0
    assert gruppkarta("audit", "list").out.count("weekly review") == 2


def test_tokens_are_made_listed_and_revoked(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = _at(
        store, "token", "create", "--name", "analyst 3", "--agency", "police", "--role", "analyst", "--days", "7"
    )
    assert made.out.startswith("gk_")
    (token_id,) = re.findall(r"^token ([0-9a-f]{12}) for analyst of police", made.err)
    assert "analyst 3" in _at(store, "token", "list").out
    listed = answered("token", "list", "--store", store, *PURPOSE)
    assert [one["is_valid"] for one in listed["tokens"]] == [True, True]
    monkeypatch.setenv("GRUPPKARTA_TOKEN", made.out.strip())
    assert _at(store, "persons").code == 0
    assert _at(store, "token", "list").code == 9
    monkeypatch.delenv("GRUPPKARTA_TOKEN")
    assert "is revoked" in _at(store, "token", "revoke", token_id).out
    monkeypatch.setenv("GRUPPKARTA_TOKEN", made.out.strip())
    assert _at(store, "persons").code == 9


def test_a_token_as_json_holds_the_token_and_what_it_may_do(store: str) -> None:
    made = answered(
        "token", "create", "--name", "a", "--agency", "police", "--role", "auditor", "--store", store, *PURPOSE
    )
    assert made["token"].startswith("gk_")
    revoked = answered("token", "revoke", made["info"]["token_id"], "--store", store, *PURPOSE)
    assert revoked["is_valid"] is False


def test_persons_are_found_and_shown(store: str) -> None:
    found = _at(store, "persons", "falk")
    assert "Falk Falksson" in found.out
    assert "1 row is withheld from you" in found.out
    assert "label Falk" in _at(store, "person", "P-0001").out
    assert "more: --after P-0001" in _at(store, "persons", "--limit", "1").err
    assert answered("person", "P-0001", "--store", store, *PURPOSE)["rows"][0]["fields"]["label"] == "Falk"


def test_protected_persons_are_shown_to_who_may_see_them_and_asks(store: str) -> None:
    assert "P-0003" not in _at(store, "persons").out
    assert "P-0003" in _at(store, "persons", "--show-protected").out


def test_a_person_is_erased(store: str) -> None:
    words = ("erase", "P-0001", "--reason", "the review said so")
    asked = _at(store, *words)
    assert asked.out.splitlines()[1:] == [
        "persons        1",
        "1 record would be erased, and nothing was: repeat it with --yes",
    ]
    assert "P-0001" in _at(store, "persons").out
    assert "1 record erased; there is no way back" in _at(store, *words, "--yes").out
    assert "P-0001" not in _at(store, "persons").out
    assert _at(store, "erase", "P-0001", "--reason", "the review said so").code == 4


def test_the_trail_is_listed_checked_and_signed(store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = _at(store, "audit", "list", "--limit", "2")
    assert "token_create" in listed.out
    assert "more: --after 2" not in listed.err
    assert "more: --after 1" in _at(store, "audit", "list", "--limit", "1").err
    assert "follow from one another" in _at(store, "audit", "verify").out
    kept = tmp_path / "checkpoint.json"
    assert _at(store, "audit", "checkpoint", "--out", kept).code == 8
    monkeypatch.setenv("GRUPPKARTA_AUDIT_KEY", KEY)
    assert _at(store, "audit", "checkpoint", "--out", kept).code == 0
    found = answered("audit", "verify", "--checkpoint", kept, "--store", store, *PURPOSE)
    assert (found["is_whole"], found["unprotected_from"]) == (True, None)
    assert answered("audit", "list", "--store", store, *PURPOSE)["entries"][-1]["action"] == "audit_verify"


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"number": 1, "chain": "", "made_at": "x", "signature": ""}'])
def test_a_file_that_is_no_checkpoint_is_refused(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    monkeypatch.setenv("GRUPPKARTA_AUDIT_KEY", KEY)
    (tmp_path / "kept.json").write_text(content, encoding="utf-8")
    done = _at(store, "audit", "verify", "--checkpoint", tmp_path / "kept.json")
    assert (done.code, "cannot read the checkpoint kept.json" in done.err) == (3, True)


def test_a_trail_that_was_changed_ends_the_check_with_a_code_of_its_own(store: str) -> None:
    with closing(sqlite3.connect(store.removeprefix("sqlite:///"))) as opened, opened:
        (table,) = opened.execute(
            "select name from sqlite_master where type='table' and name like '%audit%'"
        ).fetchone()
        opened.execute(f"update {table} set actor = 'another' where number = 2")
    done = _at(store, "audit", "verify")
    assert (done.code, "first fault is at entry 2" in done.out) == (10, True)


def test_a_checkpoint_that_cannot_be_written_is_told(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRUPPKARTA_AUDIT_KEY", KEY)
    done = _at(store, "audit", "checkpoint", "--out", tmp_path / "nowhere" / "kept.json")
    assert (done.code, "kept.json: no such file or directory" in done.err) == (3, True)


def test_a_copy_that_leaves_the_store_is_known_by_its_id(store: str, tmp_path: Path) -> None:
    assert _at(store, "network", "--out", tmp_path / "map.graphml").code == 0
    (copy_id,) = re.findall(r"Copy ([0-9a-f]{12}) for admin, police", (tmp_path / "map.graphml").read_text("utf-8"))
    entry = answered("audit", "list", "--store", store, *PURPOSE)["entries"][-1]
    assert entry["details"]["copy"] == f".graphml {copy_id}"


def test_a_dry_run_is_a_check(store: str, tmp_path: Path) -> None:
    done = _at(store, "import", "--case", tmp_path / "case", "--dry-run")
    assert (done.code, "nothing was written" in done.err) == (0, True)
    assert answered("audit", "list", "--store", store, *PURPOSE)["entries"][-1]["action"] == "check"


def test_who_sees_what_and_what_can_be_set_is_printed_from_the_code() -> None:
    printed = gruppkarta("rights").out
    assert as_markdown() in printed
    assert writing_as_markdown() in printed
    assert gruppkarta("settings").out == settings_as_markdown()


def test_the_demo_prints_commands_that_work_as_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    printed = gruppkarta("demo").out
    commands = [line.strip().removeprefix("Next: ").split()[1:] for line in printed.splitlines() if "--store" in line]
    assert len(commands) == 3
    for command in commands:
        words = [word.replace("PERSON", "P-0001") for word in command]
        assert gruppkarta(*words).code == 0
    entries = answered("audit", "list", "--store", "sqlite:///demo/city.db", *PURPOSE)["entries"]
    assert [entry["action"] for entry in entries[-3:]] == ["scorecard", "priorities", "explain"]


def test_a_service_without_a_store_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert gruppkarta("serve").code == 8


@contextmanager
def _serving(store: str) -> Iterator[tuple[subprocess.Popen[str], str, IO[str]]]:
    """Start the service on a free port and return it with its address, once it says that it listens."""
    words = ["-c", "from graph_service.cli.main import main; main()", "serve", "--store", store, "--port", "0"]
    with subprocess.Popen([sys.executable, *words], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        found = None
        for line in process.stderr:
            found = re.search(r"http://127\.0\.0\.1:\d+", json.loads(line)["message"])
            if found:
                break
        assert found is not None
        try:
            yield process, found[0], process.stderr
        finally:
            process.kill()


def test_the_service_runs_writes_lines_of_json_and_stops_when_told(store: str) -> None:
    path = token_file(store)
    assert path is not None
    headers = {"Authorization": f"Bearer {path.read_text(encoding='utf-8').strip()}", "X-Purpose": "weekly review"}
    with _serving(store) as (process, url, log):
        with httpx.Client(base_url=url, headers=headers) as client:
            answer = client.get("/v1/persons/P-0001")
            assert client.get("/v1/persons/P-9999").status_code == 404
        process.send_signal(signal.SIGTERM)
        lines = [json.loads(line) for line in log]
        process.wait()
    assert answer.json()["label"] == "Falk"
    told = [line for line in lines if line["message"] == "answered"]
    assert [(line["route"], line["status"]) for line in told] == [
        ("/v1/persons/{person_id}", 200),
        ("/v1/persons/{person_id}", 404),
    ]
    assert told[0]["request_id"] == answer.headers["x-request-id"]
    assert not [line for line in lines if "P-0001" in str(line) or "P-9999" in str(line) or "Falk" in str(line)]
    assert process.returncode in {0, -signal.SIGTERM}


def test_the_request_that_comes_with_a_token_is_answered(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with _serving(store) as (_, url, _):
        monkeypatch.setenv("GRUPPKARTA_PORT", url.rpartition(":")[2])
        own = [pair for pair in RIGHTS if pair[1] is Agency.POLICE]
        for role, agency in own:
            made = _at(
                store,
                "token",
                "create",
                "--name",
                f"a new {role.value}",
                "--agency",
                agency.value,
                "--role",
                role.value,
            )
            (command,) = re.findall(r"^curl .*$", made.err, flags=re.MULTILINE)
            assert made.out.strip() not in command
            done = subprocess.run(
                ["sh", "-c", f"{command} --silent --write-out '\\n%{{http_code}}'"],
                env={**os.environ, "GRUPPKARTA_TOKEN": made.out.strip()},
                capture_output=True,
                text=True,
                check=True,
            )
            assert done.stdout.endswith("\n200"), (role, agency, command, done.stdout)


@pytest.mark.parametrize(
    ("host", "named"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("groups.example", "groups.example")],  # noqa: S104  only read, never bound
)
def test_the_request_goes_to_where_the_service_can_be_reached(host: str, named: str) -> None:
    assert f'"http://{named}:8000/v1/' in request_with(host, 8000, role="analyst", agency="police")
