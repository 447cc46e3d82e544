"""What a full disk, a reader who goes, or a name that is no file would do to what a command writes."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import typer.main

from graph_service.adapters.sqlite import SQLiteStore
from graph_service.cli.main import app
from graph_service.domain.text import terminal_text
from graph_service.files.whole_file import whole_file
from tests.api.serving import city_in
from tests.cli import forked
from tests.cli.run import gruppkarta, initialised
from tests.contract.earlier_layouts import as_first_sqlite

pytestmark = [
    pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full"),
    pytest.mark.xdist_group("outputs"),  # every command is run once, for all of these tests
]

PERSON, GROUPS = "P-0001", ("G-01", "G-02")
NEEDS_NO_STORE = {"schema", "measures", "openapi", "settings", "rights"}
# What a command needs besides a store; {folder} is a folder of its own.
WORDS = {
    "check": "--case {case}",
    "import": "--case {case}",
    "network": "--out {folder}/map.svg",
    "group": "{group}",
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
}
NOT_RUN = {"serve", "demo"}  # one does not end; the other is run in test_terminal
CHANGES = {  # what is said of what was done, where the answer itself is lost
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
    persons, groups = keys["person"].keys, keys["group"].keys
    token = initialised(f"sqlite:///{store}")
    environment = {"GRUPPKARTA_TOKEN": token, "GRUPPKARTA_PURPOSE": "tests", "GRUPPKARTA_AUDIT_KEY": "k" * 20}
    environment |= {"GRUPPKARTA_BACKUP_KEY": "b" * 20, "GRUPPKARTA_STORE": f"sqlite:///{store}"}
    tasks, names = list[forked.Task](), list[tuple[str, str]]()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        backup = folder / "whole.backup"
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
            more = {}
            if name == "store copy":
                more = {"GRUPPKARTA_TARGET_TOKEN": initialised(f"sqlite:///{own}/empty.db")}
            with closing(SQLiteStore(copy)) as opened:
                token_ids = {(token.agency, token.role): token.token_id for token in opened.tokens()}
            words = WORDS.get(name, "").format(
                folder=own,
                case=folder / "case",
                backup=backup,
                first=first,
                store=f"sqlite:///{copy}",
                token=token_ids["police", "analyst"],
                person=persons[0],
                other=persons[1],
                group=groups[0],
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
    if name in {"network", "audit checkpoint"}:  # the answer is a file, and nothing is printed
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


def test_a_first_token_that_could_not_be_shown_is_ended_and_another_can_be_made(
    outcomes: dict[tuple[str, str], tuple[int, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert outcomes["store init", "full"][0] == 7
    number = 2 * list(commands()).index("store init")
    bases = (path for path in tmp_path_factory.getbasetemp().glob("outputs*") if not path.is_symlink())
    (folder,) = (path for path in bases if (path / str(number)).is_dir())
    assert initialised(f"sqlite:///{folder / str(number) / 'fresh.db'}").startswith("gk_")


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


def test_rows_that_are_put_aside_are_for_their_owner_alone(tmp_path: Path) -> None:
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
    assert set(modes.values()) == {0o700, 0o600}


@pytest.mark.parametrize("sign", "\u3164\u2800\u034f\ufe0f\u200b\u2060\ufeff\u00ad\u202e\u2066\x1b")
def test_two_texts_that_are_not_the_same_do_not_look_the_same(sign: str) -> None:
    shown = terminal_text(f"A{sign}lfa")
    assert shown != "Alfa"
    assert sign not in shown
    assert "A" in shown
    assert shown.isprintable()
