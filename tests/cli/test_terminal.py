"""The command line as a process: at terminals of several widths, and with readers that go."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.run import gruppkarta

DAY = "--as-of 2020-12-03"
COMMANDS = (
    "scorecard",
    "conflicts",
    "incidents --limit 20",
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
PROGRAM = "import sys; from graph_service.cli.main import main; sys.argv[0] = 'gruppkarta'; main()"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The demo, as settings of a process."""
    folder = tmp_path_factory.mktemp("terminal")
    assert gruppkarta("demo", "--out", folder).code == 0
    kept = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    store = f"sqlite:///{folder / 'city.db'}"
    return {**kept, "TERM": "dumb", "GRUPPKARTA_STORE": store, "GRUPPKARTA_PURPOSE": "review"}


def _words(command: str) -> list[str]:
    takes_day = not command.endswith("-h") and command.split(maxsplit=1)[0] not in {"measures", "schema", "token"}
    return [sys.executable, "-c", PROGRAM, *command.split(), *(DAY.split() if takes_day else ())]


def _at_terminal(command: str, width: int, environment: dict[str, str]) -> str:
    """What a command shows at a terminal that is so wide."""
    here, there = pty.openpty()
    fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    shown = b""
    with subprocess.Popen(_words(command), stdin=there, stdout=there, stderr=there, env=environment) as process:
        os.close(there)
        with suppress(OSError):  # the terminal is gone once the process has ended
            while part := os.read(here, 65_536):
                shown += part
        os.close(here)
        assert process.wait() == 0, shown
    return shown.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_no_line_is_too_long_and_no_word_is_broken(command: str, environment: dict[str, str]) -> None:
    whole = {word.strip(";") for word in _at_terminal(command, 4_000, environment).split()}
    for width in (60, 80, 120):
        shown = _at_terminal(command, width, environment)
        assert [line for line in shown.split("\n") if len(line.rstrip()) > width] == []
        assert {word.strip(";") for word in shown.split()} - whole == set()


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
