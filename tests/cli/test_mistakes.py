"""Mistakes at the command line: each is one message that names the remedy, with the exit code of its kind."""

import os
import shlex
from pathlib import Path
from shutil import copytree

import pytest

from graph_service.settings import FOR_TESTS
from tests.cli.run import answered, gruppkarta

AT = "--store sqlite:///demo/city.db --purpose review"
NOT_A_NAME = "Anna"
# what is typed, with settings before it; the exit code; what the message says
MISTAKES = (
    ("check --case nowhere", 3, "does not exist; give a folder"),
    ("check --case note.txt", 3, "is not a folder"),
    ("check", 8, "--case DIR"),
    ("check --case case --mapping none.toml", 3, "give the path of a TOML file"),
    ("check --case case --encoding latin1", 3, "use one of utf-8, cp1252"),
    (f"scorecard {AT} --policy note.txt", 3, "policy"),
    (f"scorecard {AT} --policy bytes.toml", 3, "a TOML file in UTF-8"),
    (f"scorecard {AT} --as-of 03/12/2020", 2, "'03/12/2020' is no day; write it like 2020-12-03"),
    (f"scorecard {AT} --as-of 2020-02-30", 2, "'2020-02-30' is no day"),
    (f"scorecard {AT} --as-of 2999-01-01", 3, "give a day from 1900-01-01 to 2200-12-31"),
    (f"scorecard {AT} --as-of 2020-01-01 --as-of=2020-02-01", 2, "--as-of is given 2 times and takes one value"),
    ("scorecard sqlite:///demo/city.db", 2, "did you mean --store sqlite:///demo/city.db?"),
    ("scorecard case", 2, "did you mean --case case?"),
    ("--json scorecard", 2, "--json stands before the command"),
    ("scorecard", 8, "--case DIR for tables in memory, or --store URL"),
    (f"scorecard {AT} --case case", 8, "take away --case or --store"),
    ("scorecard --store sqlite:///demo/city.db", 9, "with --purpose"),
    ("scorecard --store sqlite:///kept/city.db --purpose review", 9, "set GRUPPKARTA_TOKEN"),
    (f"GRUPPKARTA_TOKEN=gk_wrong scorecard {AT}", 9, "ask an administrator for another"),
    ("scorecard --store sqlite:///ctiy.db", 6, "there is no store at ctiy.db; make one with: gruppkarta store init"),
    ("import --case case --store sqlite:///ctiy.db", 6, "gruppkarta store init"),
    ("serve --store sqlite:///ctiy.db", 6, "gruppkarta store init"),
    ("scorecard --store demo/city.db", 8, "did you mean sqlite:///demo/city.db?"),
    ("scorecard --store sqlit:///demo/city.db", 8, "did you mean sqlite:///demo/city.db?"),
    ("scorecard --store sqlite://demo/city.db", 8, "did you mean sqlite:///demo/city.db?"),
    ("scorecard --store sqlite:///demo", 8, "names a folder, and a store is a file"),
    ("scorecard --store neo4j://", 8, "names no server that can be asked"),
    ("scorecard --store neo4j://host:port", 8, "names no server that can be asked"),
    ("scorecard --store neo5j://host", 8, "did you mean neo4j://host?"),
    ("scorecard --store ftp://user:word@host", 8, "'ftp://host' is no address of a store"),
    ("scorecard --store neo4j://127.0.0.1:1", 8, "set GRUPPKARTA_STORE_PASSWORD"),
    ("GRUPPKARTA_STORE_PASSWORD=x scorecard --store neo4j://127.0.0.1:1", 7, "does not answer"),
    ("scorecard --store sqlite:///note.txt", 10, "no SQLite file"),
    ("store init --store memory:", 8, "name a store that stays"),
    ("scorecard --store memory:", 8, "--case DIR"),
    ("scorcard", 2, "did you mean scorecard?"),
    ("store nit", 2, "did you mean init?"),
    (f"scorecard {AT} --asof 2020-12-03", 2, "did you mean --as-of?"),
    ("scorecard --store", 2, "--store takes a value, and none follows"),
    (f"scorecard {AT} --json=yes", 2, "--json takes no value"),
    (f"priorities {AT}", 2, "--lane message|safety|messenger is missing"),
    (f"priorities {AT} --lane mesage", 3, "one of message, safety, messenger; did you mean message?"),
    (f"representatives {AT} --kind freind", 3, "did you mean friend?"),
    (f"conflicts {AT} --state truse", 3, "did you mean truce?"),
    ("explain", 2, "PERSON is missing"),
    ("paths P-0005", 2, "END is missing"),
    ("around", 2, "PERSON... is missing"),
    (f"around {AT} p-0005", 4, "did you mean P-0005?"),
    (f"around {AT} P-0005 --steps 3", 2, "--steps: give at most 2"),
    (f"common {AT} P-0005", 3, "name at least two persons"),
    (f"paths {AT} P-0005 p-0017", 4, "did you mean P-0017?"),
    (f"paths {AT} Flak P-0005", 4, "did you mean Falk (G-01)"),
    (f"paths {AT} G-01 P-0005", 3, "give two persons or two groups"),
    (f"paths {AT} P-0005 P-0017 --avoid p-0006", 4, "did you mean P-0006?"),
    (f"explain {AT} p-0014", 4, "did you mean P-0014?"),
    (f"person {AT} P0014", 4, "did you mean P-0014?"),
    (f"explain {AT} '{NOT_A_NAME} Andersson'", 4, "none is found by name here"),
    (f"explain {AT} {NOT_A_NAME} Andersson", 2, "put quotes around a text with spaces"),
    (f"group {AT} Flak", 4, "did you mean Falk (G-01)"),
    (f"priorities {AT} --lane message --group g-1", 4, "did you mean G-01?"),
    (f"betweenness {AT} --without-source s-1", 4, "did you mean S-0001?"),
    (f"scorecard {AT} --limit -3", 2, "--limit: give at least 1"),
    (f"scorecard {AT} --after G-01", 2, "--after: give a whole number"),
    (f"representatives {AT} --pool pool.txt", 3, "did you mean P-0005?"),
    (f"representatives {AT} --pool superviced", 3, "give 'supervised', or a file"),
    (f"network {AT} --out map.pdf", 3, "use one of .svg, .html, .graphml, .gexf, .json"),
    (f"network {AT} --out none/map.svg", 3, "no such file or directory; name another file or folder"),
    (f"network {AT} --out folder.svg", 3, "is a directory; name another file or folder"),
    (f"store backup {AT} --out note.txt", 3, "write over it with --force"),
    (f"store backup {AT} --out none/kept.db", 3, "no such file or directory; name another file or folder"),
    (f"store copy {AT} sqlite:///demo/city.db".replace("--store ", ""), 3, "name an empty store"),
    ("demo --out note.txt", 3, "name another with --out"),
    ("demo --out kept", 3, "name another folder with --out"),
    ("store init --store sqlite:///demo/city.db --agency polise", 3, "did you mean police?"),
    ("store init --store sqlite:///new.db --agency polise", 3, "did you mean police?"),
    (f"erase {AT} P-0014", 2, "--reason is missing: why, without names"),
    (f"erase {AT} P-0014 --reason ok", 3, "say why"),
    (f"erase {AT} p-0014 --reason 'asked for by letter' --yes", 4, "did you mean P-0014?"),
    (f"token revoke {AT} abc", 4, "`token list` shows their ids"),
    (f"audit checkpoint {AT} --out kept.json", 8, "GRUPPKARTA_AUDIT_KEY"),
    ("schema --template note.txt", 3, "name another"),
    ("GRUPPKARTA_PORT=abc serve", 8, "GRUPPKARTA_PORT is 'abc': give a whole number from 0 to 65535"),
    ("GRUPPKARTA_LANGUAGE=de serve", 8, "GRUPPKARTA_LANGUAGE is 'de': give sv or en"),
    ("GRUPPKARTA_THREADS=0 serve", 8, "GRUPPKARTA_THREADS is '0': give a whole number of at least 1"),
    ("serve --store sqlite:///demo/city.db --host nowhere.invalid", 8, "choose others with --host and --port"),
    ("serve --port 99999", 2, "--port: give at most 65535"),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo, a copy of its store without the token, and files that are something else."""
    folder = tmp_path_factory.mktemp("mistakes")
    assert gruppkarta("demo", "--out", folder / "demo").code == 0
    (folder / "kept").mkdir()
    (folder / "kept" / "city.db").write_bytes((folder / "demo" / "city.db").read_bytes())
    assert gruppkarta("schema", "--template", folder / "case").code == 0
    (folder / "folder.svg").mkdir()
    (folder / "note.txt").write_text("a note\n", encoding="utf-8")
    (folder / "pool.txt").write_text("P-0001\np-0005\n", encoding="utf-8")
    (folder / "bytes.toml").write_bytes(b"\xff\xfe")
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy to work in, without any setting."""
    for name in [name for name in os.environ if name.startswith("GRUPPKARTA_") and not name.startswith(FOR_TESTS)]:
        monkeypatch.delenv(name)
    copytree(made, tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


@pytest.mark.parametrize(("line", "code", "remedy"), MISTAKES, ids=[line for line, _, _ in MISTAKES])
def test_a_mistake_is_one_message_that_names_the_remedy(
    folder: Path, monkeypatch: pytest.MonkeyPatch, line: str, code: int, remedy: str
) -> None:
    words = shlex.split(line)
    while words[0].startswith("GRUPPKARTA_"):
        name, _, value = words.pop(0).partition("=")
        monkeypatch.setenv(name, value)
    before = sorted(folder.rglob("*"))
    done = gruppkarta(*words)
    assert remedy in done.err
    assert (done.code, done.out) == (code, "")
    lines = done.err.splitlines()
    assert len(lines) <= 3, done.err
    assert lines[-1].startswith("gruppkarta: ")
    assert lines[-1].endswith("]")
    assert "Traceback" not in done.err
    assert NOT_A_NAME not in done.err
    new = [path for path in sorted(folder.rglob("*")) if path not in before]
    assert [path for path in new if not path.name.endswith(("-wal", "-shm"))] == []


def test_a_variable_that_is_no_setting_is_told_once_and_refuses_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRUPPKARTA_STROE", f"sqlite:///{folder / 'demo' / 'city.db'}")
    done = gruppkarta("scorecard", *shlex.split(AT))
    assert done.code == 0
    assert done.err.count("GRUPPKARTA_STROE is no setting and changes nothing; did you mean GRUPPKARTA_STORE?") == 1


def test_a_secret_is_in_no_message(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRUPPKARTA_TOKEN", "gk_secret")
    monkeypatch.setenv("GRUPPKARTA_AUDIT_KEY", "secret")
    monkeypatch.setenv("GRUPPKARTA_THREADS", "many")
    done = gruppkarta("serve", *shlex.split(AT)[:2])
    assert (done.code, "secret" in done.err) == (8, False)


def test_a_token_that_cannot_be_read_is_told(folder: Path) -> None:
    (folder / "demo" / "city.db.token").write_bytes(b"gk_\xff")
    done = gruppkarta("scorecard", *shlex.split(AT))
    assert (done.code, "the token in city.db.token cannot be read: set GRUPPKARTA_TOKEN" in done.err) == (8, True)


@pytest.mark.usefixtures("folder")
def test_a_second_demo_leaves_one_administrator_and_the_same_records() -> None:
    before = answered("store", "info", *shlex.split(AT))
    assert gruppkarta("demo").code == 0
    assert answered("store", "info", *shlex.split(AT))["content_hash"] == before["content_hash"]
    assert [token["role"] for token in answered("token", "list", *shlex.split(AT))["tokens"]] == ["admin"]


def test_a_demo_leaves_a_store_alone_that_holds_anything_else(folder: Path) -> None:
    erased = gruppkarta("erase", *shlex.split(AT), "P-0014", "--reason", "asked for by letter", "--yes")
    assert erased.code == 0
    done = gruppkarta("demo")
    assert (done.code, "holds other records than the demo" in done.err) == (3, True)
    assert (folder / "demo" / "city.db").is_file()


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("words", ["", "scorecard", "store", "store init", "token", "audit list", "erase", "demo"])
def test_h_is_help(words: str) -> None:
    short, long = (gruppkarta(*words.split(), option) for option in ("-h", "--help"))
    assert short == long
    assert short.code == 0
    assert short.out.startswith("Usage: gruppkarta")


@pytest.mark.usefixtures("folder")
def test_a_group_may_be_named_by_its_name_and_the_answer_holds_its_id() -> None:
    at = [*shlex.split(AT), "--as-of", "2020-12-03"]
    assert answered("group", "falk", *at) == answered("group", "G-01", *at)
    assert answered("priorities", "--lane", "message", "--group", "Falken", *at)["parameters"]["groups"] == ["G-01"]
