"""A file is there as a whole or not at all."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_service.cli.session import write_file
from graph_service.errors import InputError


def interrupted(error: BaseException) -> Iterator[str]:
    yield "half of it"
    raise error


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError("a number is no number")])
def test_what_is_interrupted_leaves_no_half_of_a_file(tmp_path: Path, error: BaseException) -> None:
    with pytest.raises(type(error)):
        write_file(tmp_path / "network.json", interrupted(error))
    assert list(tmp_path.iterdir()) == []


def test_what_is_interrupted_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "network.json"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(InputError, match=r"cannot write .*network.json: no space left on device"):
        write_file(path, interrupted(OSError(28, "No space left on device")), force=True)
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_replaced_keeps_its_rights_and_its_link(tmp_path: Path) -> None:
    path, link = tmp_path / "network.json", tmp_path / "link.json"
    path.write_text("before", encoding="utf-8")
    path.chmod(0o600)
    link.symlink_to(path)
    write_file(link, ["a", "fter"], force=True)
    assert link.is_symlink()
    assert path.read_text(encoding="utf-8") == "after"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "network.json"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_file(pipe, "text")
    assert os.read(reader, 10) == b"text"
    os.close(reader)
    assert pipe.is_fifo()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot write .*: no such file or directory; name another file or folder"):
        write_file(tmp_path / "nowhere" / "network.json", "text")


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "network.json"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(InputError, match="there already, and nothing was written: name another file"):
        write_file(path, "after")
    assert path.read_text(encoding="utf-8") == "before"


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    write_file(tmp_path / "network.json", "text")
    assert (tmp_path / "network.json").stat().st_mode & 0o777 == 0o600
