"""What a full disk, a reader who goes, or a name that is no file would do to what a command writes."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from hashlib import blake2b
from pathlib import Path

import pytest
import typer.main

from graph_service.adapters.sqlite import SQLiteStore
from graph_service.cli.main import app
from graph_service.domain import text
from graph_service.domain.text import terminal_text
from graph_service.files.whole_file import whole_file
from tests.api.serving import city_in
from tests.cli import forked
from tests.cli.run import gruppkarta, initialised
from tests.contract.earlier_layouts import as_first_sqlite
from tests.needs import REPOSITORY

pytestmark = [
    pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full"),
    pytest.mark.xdist_group("outputs"),  # every command is run once, for all of these tests
]

PERSON, GROUPS = "P-0001", ("G-01", "G-02")
NEEDS_NO_STORE = {"schema", "measures", "openapi", "settings", "rights", "pseudonym-key", "quick"}
# What a command needs besides a store; {folder} is a folder of its own.
WORDS = {
    "check": "--case {case}",
    "pseudonym-key": "--out {folder}/pseudonyms.key",
    "quick": "{pairs}",
    "import": "--case {case}",
    "network": "--out {folder}/map.svg",
    "group": "{group}",
    "members": "{group}",
    "incident": "{incident}",
    "priorities": "--lane message",
    "explain": "{person}",
    "representatives": "--group {group}",
    "paths": "{person} {other}",
    "common": "{person} {other}",
    "around": "{person}",
    "person": "{person}",
    "erase": "{person} --reason asked-for-by-them --yes",
    "store copy": "{store} sqlite:///{folder}/empty.db",
    "store backup": "--out {folder}/backup.db",
    "store restore": "--from {backup} --store sqlite:///{folder}/empty.db",
    "store upgrade": "--keep {folder}/kept --store sqlite:///{first}",
    "token create": "--name fresh --agency police --role analyst",
    "token renew": "{token}",
    "token revoke": "{token}",
    "audit checkpoint": "--out {folder}/checkpoint.json",
    "export": "--out {folder}/case",
    "diff": "--case {case}",
    "duplicates join": "P-0001 P-0002 --reason same-year-and-contacts",
    "duplicates undo": "P-0001 P-0002 --reason same-year-and-contacts",
    "record create": "group group_id=G-77 name=Ny",
    "record show": "group {group}",
    "record fill": "notification N-1 agencies=police",
    "record correct": "group {group} name=Ny --reason renamed",
    "record end": "group {group} --on 2020-11-30 --reason gone",
    "record extend": "group {group} --until 2100-01-01 --reason needed",
    "record history": "group {group}",
    "record join-aside": "{aside}",
    "record drop-aside": "{aside} --reason not-ours-to-say",
}
ASIDE = {
    "by": "somebody",
    "role": "analyst",
    "agency": "municipality",
    "why": "of_another_agency",
    "table": "groups",
    "record": {"group_id": "G-78", "name": "Ny"},
}
NOT_RUN = {"serve", "demo"}  # one does not end; the other is run in test_terminal
# What is said of what was done, where the answer itself is lost.
CHANGES = {
    "duplicates join": "are one person from now on",
    "duplicates undo": "are two persons from now on",
    "record create": "the record is written",
    "record fill": "the record is written",
    "record correct": "the record is written",
    "record end": "the record is written",
    "record extend": "the extension is written",
    "record join-aside": "the record is written",
    "record drop-aside": "what was put aside is dropped",
    "import": "the case is in the store",
    "erase": "the person is erased",
    "store copy": "the copy is whole",
    "store backup": "the backup is whole",
    "store restore": "all of the backup is in the store",
    "store upgrade": "the store was upgraded",
    "store init": "the store is there",
    "token create": "was made and is not shown again",
    "token renew": "was made and is not shown again",
    "token revoke": "is revoked",
}


def commands() -> Iterator[str]:
    """Yield the words of every command."""
    waiting = [("", typer.main.get_command(app))]
    while waiting:
        name, command = waiting.pop(0)
        inside = getattr(command, "commands", None)
        if inside is not None:
            waiting += [(f"{name} {word}".strip(), below) for word, below in inside.items()]
        elif name not in NOT_RUN:
            yield name


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], tuple[int, str]]:
    """Exit code and errors of every command, on a full disk and without a reader."""
    folder = tmp_path_factory.mktemp("outputs")
    store = folder / "city.db"
    with closing(SQLiteStore(store)) as made:
        city_in(made)
        keys = made.read()[1]
    persons, groups, incidents = (keys[kind].keys for kind in ("person", "group", "incident"))
    token = initialised(f"sqlite:///{store}")
    environment = {"GRUPPKARTA_TOKEN": token, "GRUPPKARTA_PURPOSE": "tests", "GRUPPKARTA_AUDIT_KEY": "k" * 20}
    environment |= {"GRUPPKARTA_BACKUP_KEY": "b" * 20, "GRUPPKARTA_STORE": f"sqlite:///{store}"}
    tasks, names = list[forked.Task](), list[tuple[str, str]]()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        backup, pairs = folder / "whole.backup", folder / "pairs.csv"
        pairs.write_text("from,to\nA,B\nB,C\n", encoding="utf-8")
        assert gruppkarta("schema", "--example", folder / "case").code == 0
        assert gruppkarta("store", "backup", "--with-trail", "--out", backup).code == 0
        for number, (name, output) in enumerate((name, output) for name in commands() for output in ("full", "gone")):
            own = folder / str(number)
            own.mkdir()
            copy = own / "city.db"
            copy.write_bytes(store.read_bytes())
            first = own / "first.db"
            if name == "store upgrade":
                first.write_bytes(store.read_bytes())
                as_first_sqlite(first)
            if name == "duplicates undo":
                join = ("duplicates", "join", "P-0001", "P-0002", "--reason", "the same year and contacts")
                assert gruppkarta(*join, "--store", f"sqlite:///{copy}").code == 0
            more = {}
            if name == "store copy":
                more = {"GRUPPKARTA_TARGET_TOKEN": initialised(f"sqlite:///{own}/empty.db")}
            with closing(SQLiteStore(copy)) as opened:
                token_ids = {(token.agency, token.role): token.token_id for token in opened.tokens()}
            line = json.dumps({**ASIDE, "put_aside_at": "2020-12-03T08:15:00+00:00"})
            (own / "city.db.aside.jsonl").write_text(f"{line}\n", encoding="utf-8")
            words = WORDS.get(name, "").format(
                aside=blake2b(line.encode(), digest_size=6).hexdigest(),
                folder=own,
                case=folder / "case",
                pairs=pairs,
                backup=backup,
                first=first,
                store=f"sqlite:///{copy}",
                token=token_ids["police", "analyst"],
                person=persons[0],
                other=persons[1],
                group=groups[0],
                incident=incidents[0],
            )
            if name not in NEEDS_NO_STORE and "--store" not in words and name not in {"check", "store copy"}:
                words += f" --store sqlite:///{own / 'fresh.db' if name == 'store init' else copy}"
            names.append((name, output))
            tasks.append(([*name.split(), *words.split()], output, more))
        return dict(zip(names, forked.outcomes(tasks, folder / "result.json"), strict=True))


@pytest.mark.parametrize("name", list(commands()))
def test_a_full_disk_is_told_by_every_command_with_what_was_done(
    outcomes: dict[tuple[str, str], tuple[int, str]], name: str
) -> None:
    code, errors = outcomes[name, "full"]
    assert "Traceback" not in errors, errors
    if name in {
        "network",
        "audit checkpoint",
        "pseudonym-key",
        "export",
    }:  # the answer is a file, and nothing is printed
        assert code == 0, errors
        return
    assert (code, "the output cannot be written" in errors) == (7, True), errors
    assert CHANGES.get(name, "no record and no token was changed") in " ".join(errors.split()), errors


@pytest.mark.parametrize("name", list(commands()))
def test_a_reader_who_is_gone_is_no_fault_of_any_command(
    outcomes: dict[tuple[str, str], tuple[int, str]], name: str
) -> None:
    code, errors = outcomes[name, "gone"]
    assert (code, "Traceback" in errors) == (0, False), errors


COMMAND = """
import os, sys
from graph_service.cli import main
sys.argv = ["gruppkarta", *sys.argv[1:]]
{before}
main.main()
"""
# The disk has room until a first token is made, and none for the token.
FILLS_UP = """
from graph_service.services import tokens
made = tokens.first_token
def first_token(*words, **more):
    token = made(*words, **more)
    os.dup2(os.open("/dev/full", os.O_WRONLY), 1)
    return token
tokens.first_token = first_token
"""


def _child(output: str, *words: str, before: str) -> "subprocess.CompletedProcess[str]":
    """Run a command in a process of its own, after something else is done there."""
    if output == "gone":
        reader, descriptor = os.pipe()
        os.close(reader)
    else:
        descriptor = os.open({"full": "/dev/full", "empty": os.devnull}[output], os.O_WRONLY)
    try:
        program = [sys.executable, "-c", COMMAND.format(before=before), *words]
        return subprocess.run(
            program, stdout=descriptor, stderr=subprocess.PIPE, text=True, check=False, cwd=REPOSITORY
        )
    finally:
        os.close(descriptor)


@pytest.mark.parametrize(("output", "is_traced"), [("full", True), ("gone", False)])
def test_a_full_disk_ends_in_a_traceback_and_a_reader_who_goes_in_an_error_if_the_streams_are_not_patient(
    output: str, is_traced: bool
) -> None:
    done = _child(output, "schema", before="main.patient_streams = lambda: None")
    assert (done.returncode, "Traceback" in done.stderr) == (1, is_traced)


def test_a_token_is_made_and_denied_if_it_is_not_noted_that_it_was_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = f"sqlite:///{tmp_path}/city.db"
    monkeypatch.setenv("GRUPPKARTA_TOKEN", initialised(store))
    words = "token create --name fresh --agency police --role analyst --purpose tests --store".split()
    unnoted = "from graph_service.cli import tokens; tokens.note_written = lambda text: None"
    done = _child("full", *words, store, before=unnoted)
    assert (done.returncode, "no token was changed" in done.stderr) == (7, True), done.stderr
    with closing(SQLiteStore(tmp_path / "city.db")) as opened:
        assert len(opened.tokens()) == 2


def test_a_first_token_that_could_not_be_shown_is_ended_and_another_can_be_made(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/city.db"
    done = _child("empty", "store", "init", "--store", store, before=FILLS_UP)
    assert (done.returncode, "the output cannot be written" in done.stderr) == (7, True), done.stderr
    with closing(SQLiteStore(tmp_path / "city.db")) as opened:
        assert [token.revoked_at is None for token in opened.tokens()] == [False]
    assert initialised(store).startswith("gk_")


def test_nobody_holds_the_first_token_if_it_is_not_taken_back(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/city.db"
    before = FILLS_UP + "tokens.take_back_first = lambda *_: None"
    assert _child("empty", "store", "init", "--store", store, before=before).returncode == 7
    assert "GRUPPKARTA_TOKEN" not in gruppkarta("store", "init", "--store", store).out


@pytest.mark.parametrize("what", ["pipe", "device", "folder"])
def test_what_is_no_file_is_not_replaced_by_a_backup(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, target = f"sqlite:///{tmp_path}/city.db", tmp_path / "it"
    monkeypatch.setenv("GRUPPKARTA_TOKEN", initialised(store))
    if what == "pipe":
        os.mkfifo(target)
    elif what == "folder":
        target.mkdir()
    else:
        target = Path("/dev/null")
    before = target.stat().st_mode
    refused = gruppkarta("store", "backup", "--store", store, "--out", target, "--purpose", "tests", "--force")
    assert (refused.code, "no plain file" in refused.err) == (3, True), refused.err
    assert target.stat().st_mode == before


def test_a_device_is_replaced_by_whoever_does_not_look(tmp_path: Path) -> None:
    pipe, beside = tmp_path / "pipe", tmp_path / "beside"
    os.mkfifo(pipe)
    beside.write_text("a file", encoding="utf-8")
    beside.replace(pipe)
    assert pipe.is_file()


def test_a_link_that_was_planted_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    victim, link = tmp_path / "victim", tmp_path / "rows.csv"
    victim.write_text("before", encoding="utf-8")
    link.symlink_to(victim)
    with whole_file(link) as beside:
        beside.write_text("after", encoding="utf-8")
    assert (victim.read_text(encoding="utf-8"), link.read_text(encoding="utf-8")) == ("before", "after")


def test_a_link_that_was_planted_in_a_folder_is_followed_by_whoever_writes_where_it_stands(tmp_path: Path) -> None:
    victim, link = tmp_path / "victim", tmp_path / "rows.csv"
    victim.write_text("before", encoding="utf-8")
    link.symlink_to(victim)
    link.write_text("after", encoding="utf-8")
    assert victim.read_text(encoding="utf-8") == "after"


def test_rows_that_are_put_aside_are_for_their_owner_alone(tmp_path: Path) -> None:
    assert _modes_of_rows_put_aside(tmp_path) == {0o700, 0o600}


def test_rows_that_are_put_aside_are_for_all_to_read_if_their_file_is_as_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_umask: None
) -> None:
    monkeypatch.setattr("graph_service.files.whole_file.OWNER_ALONE", 0o666)
    assert 0o644 in _modes_of_rows_put_aside(tmp_path)


def _modes_of_rows_put_aside(tmp_path: Path) -> set[int]:
    assert gruppkarta("schema", "--example", tmp_path / "case").code == 0
    table = tmp_path / "case" / "persons.csv"
    head, *rows = table.read_text(encoding="utf-8").splitlines()
    at = head.split(",").index("birth_year")
    cells = rows[0].split(",")
    cells[at] = "no year"
    table.write_text("\n".join([head, ",".join(cells), *rows[1:]]) + "\n", encoding="utf-8")
    aside = tmp_path / "aside"
    gruppkarta("check", "--case", tmp_path / "case", "--quarantine", aside)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (aside, *aside.iterdir())}
    assert len(modes) > 1
    return set(modes.values())


SIGNS = "\u3164\u2800\u034f\ufe0f\u200b\u2060\ufeff\u00ad\u202e\u2066\x1b"


@pytest.mark.parametrize("sign", SIGNS)
def test_two_texts_that_are_not_the_same_do_not_look_the_same(sign: str) -> None:
    shown = terminal_text(f"A{sign}lfa")
    assert shown != "Alfa"
    assert sign not in shown
    assert "A" in shown
    assert shown.isprintable()


@pytest.mark.parametrize("sign", SIGNS)
def test_two_texts_look_the_same_if_nothing_that_is_not_seen_is_replaced(
    sign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "_UNSEEN", re.compile("(?!)"))
    monkeypatch.setattr(text, "_NOT_FOR_TERMINALS", re.compile("(?!)"))
    assert terminal_text(f"A{sign}lfa") == f"A{sign}lfa"
