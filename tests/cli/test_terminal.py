"""The command line as a process: at terminals of several widths, and with readers that go."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import forked
from tests.cli.run import gruppkarta

DAY = "--as-of 2020-12-03"
COMMANDS = (
    "briefing --since 2020-09-03",
    "scorecard",
    "conflicts",
    "incidents --limit 20",
    "months --months 3",
    "members Falk",
    "coverage",
    "figures --from 2020-10-01",
    "incident I-0346",
    "priorities --lane message",
    "representatives --group Falk",
    "betweenness --limit 20",
    "paths G-01 G-02",
    "common P-0005 P-0017",
    "around P-0005 --steps 2",
    "balance",
    "communities --limit 20",
    "cohesion",
    "structure --limit 5",
    "summary",
    "group Falk",
    "measures",
    "schema",
    "-h",
    "priorities -h",
    "token create -h",
)
WIDTHS, WIDE = (60, 80, 120), 4_000
PROGRAM = "import sys; from graph_service.cli.main import main; sys.argv[0] = 'gruppkarta'; main()"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The demo, as settings of a process."""
    folder = tmp_path_factory.mktemp("terminal")
    assert gruppkarta("demo", "--out", folder).code == 0
    left_out = ("COLUMNS", "LINES", "GRUPPKARTA_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    store = f"sqlite:///{folder / 'city.db'}"
    return {**kept, "TERM": "dumb", "GRUPPKARTA_STORE": store, "GRUPPKARTA_PURPOSE": "review"}


def _arguments(command: str) -> list[str]:
    takes_day = not command.endswith("-h") and command.split(maxsplit=1)[0] not in {"measures", "schema", "token"}
    return [*command.split(), *(DAY.split() if takes_day else ())]


def _words(command: str) -> list[str]:
    return [sys.executable, "-c", PROGRAM, *_arguments(command)]


@pytest.fixture(scope="module")
def shown(
    environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, int], tuple[int, str]]:
    """Exit code of every command, and what it shows at terminals of several widths."""
    keys = [(command, width) for command in COMMANDS for width in (*WIDTHS, WIDE)]
    tasks: list[forked.Task] = [(_arguments(command), width, {}) for command, width in keys]
    result = tmp_path_factory.mktemp("shown") / "result.json"
    return dict(zip(keys, forked.outcomes(tasks, result, environment), strict=True))


@pytest.mark.xdist_group("terminal")  # every command is run once, for all of these tests
@pytest.mark.parametrize("command", COMMANDS)
def test_no_line_is_too_long_and_no_word_is_broken(command: str, shown: dict[tuple[str, int], tuple[int, str]]) -> None:
    code, whole = shown[command, WIDE]
    assert code == 0, whole
    words = {word.strip(";") for word in whole.split()}
    for width in WIDTHS:
        code, text = shown[command, width]
        assert code == 0, text
        assert [line for line in text.split("\n") if len(line.rstrip()) > width] == []
        assert {word.strip(";") for word in text.split()} - words == set()


@pytest.mark.parametrize(
    "command",
    [
        "schema | head -1",
        "schema --json | head -1",
        "scorecard --json | head -c 10",
        "-h | head -1",
        "nonsense 2>&1 | true",
    ],
)
def test_a_reader_who_goes_is_no_fault(command: str, environment: dict[str, str]) -> None:
    line = f'"{sys.executable}" -c "{PROGRAM}" {command}; echo "${{PIPESTATUS[0]}}" >&2'
    done = subprocess.run(["bash", "-c", line], env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ("2\n" if "nonsense" in command else "0\n")


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-", ">&- 2>&- <&-"])
def test_a_closed_output_is_no_fault_and_the_store_stays_whole(closed: str, environment: dict[str, str]) -> None:
    line = f'"{sys.executable}" -c "{PROGRAM}" token list {closed}'
    done = subprocess.run(["bash", "-c", line], env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    after = subprocess.run(_words("audit verify")[:-2], env=environment, capture_output=True, text=True, check=True)
    assert "follow from one another" in after.stdout


def test_a_demo_is_whole_though_nobody_reads_to_the_end(tmp_path: Path, environment: dict[str, str]) -> None:
    line = f'"{sys.executable}" -c "{PROGRAM}" demo --out "{tmp_path}" | head -1'
    subprocess.run(["bash", "-c", line], env=environment, capture_output=True, check=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["city.db", "city.db.token", "map.html", "map.svg"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_told(environment: dict[str, str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            _words("schema"), env=environment, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 7
    assert done.stderr.startswith("gruppkarta: the output cannot be written: No space left on device")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_says_what_was_done_before(tmp_path: Path, environment: dict[str, str]) -> None:
    store, gruppkarta = f"sqlite:///{tmp_path}/groups.db", (sys.executable, "-c", PROGRAM)
    made = subprocess.run(
        [*gruppkarta, "store", "init", "--store", store], env=environment, capture_output=True, text=True, check=True
    )
    token = {"GRUPPKARTA_TOKEN": made.stdout.split("GRUPPKARTA_TOKEN=")[1].strip(), "GRUPPKARTA_PURPOSE": "tests"}
    to_make = ("token", "create", "--name", "x", "--agency", "police", "--role", "analyst", "--store", store)
    for words, says in (
        (("store", "info", "--store", store), "; no record and no token was changed"),
        (to_make, "was made and is not shown again: revoke it"),
    ):
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [*gruppkarta, *words],
                env=environment | token,
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert (done.returncode, says in done.stderr, "Traceback" in done.stderr) == (7, True, False), done.stderr
