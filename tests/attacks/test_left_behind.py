"""Whoever looks at the disk wants what processes left behind when they were killed: cases, exports, backups."""

import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph_service.api.app import create_app
from graph_service.cli.session import write_file
from graph_service.files.private_folder import LOCK, private_folder, remove_abandoned
from graph_service.settings import Settings
from tests.api.serving import served
from tests.needs import REPOSITORY

HOLDER = """
import sys
from pathlib import Path
from graph_service.files.private_folder import private_folder
with private_folder(Path(sys.argv[1])) as folder:
    (folder / "persons.csv").write_text("Falk Falksson")
    print(folder.name, flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(parent: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process with a case in a private folder."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(parent)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        yield process


def killed(parent: Path) -> None:
    """Let a process make a private folder, and kill it."""
    with holder(parent) as process:
        process.send_signal(signal.SIGKILL)


def cases_in(parent: Path) -> list[str]:
    """Cases that lie in private folders."""
    return [path.read_text(encoding="utf-8") for path in parent.rglob("persons.csv")]


def test_reading_a_case_that_a_killed_service_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    killed(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with served(create_app(Settings())):
        assert cases_in(tmp_path) == []


def test_twin_until_the_next_start_the_case_lies_there_for_its_owner_alone(tmp_path: Path) -> None:
    killed(tmp_path)
    assert cases_in(tmp_path) == ["Falk Falksson"]
    (folder,) = tmp_path.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_reading_half_of_an_export_that_a_killed_command_left(tmp_path: Path) -> None:
    killed(tmp_path)
    write_file(tmp_path / "network.json", "{}")
    assert [path.name for path in tmp_path.iterdir()] == ["network.json"]


def test_having_a_service_remove_what_another_is_at_work_on(tmp_path: Path) -> None:
    with holder(tmp_path), private_folder(tmp_path) as folder:
        remove_abandoned(tmp_path)
        assert cases_in(tmp_path) == ["Falk Falksson"]
        assert (folder / LOCK).is_file()
    assert list(tmp_path.iterdir()) == []


def test_having_a_service_remove_what_a_link_leads_to(tmp_path: Path) -> None:
    target, parent = tmp_path / "target", tmp_path / "temporary"
    target.mkdir()
    parent.mkdir()
    (target / LOCK).touch()
    (parent / ".gruppkarta-link").symlink_to(target)
    linked = parent / ".gruppkarta-lock"
    linked.mkdir()
    (linked / LOCK).symlink_to(target / LOCK)
    remove_abandoned(parent)
    assert (target / LOCK).is_file()
    assert sorted(path.name for path in parent.iterdir()) == [".gruppkarta-link", ".gruppkarta-lock"]
