"""Writes files that are there as a whole or not at all, for their owner alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copymode

from graph_service.files.plain_file import NotPlainError
from graph_service.files.private_folder import private_folder

OWNER_ALONE = 0o600


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Give the name of a file to write; it takes its place when it is done, and is gone if it fails.

    A file that is replaced leaves its rights to the new one. What is no file, a device for one, is not replaced; nor
    is a link followed, but replaced.
    """
    is_link = target.is_symlink()
    if not is_link and target.exists() and not target.is_file():
        raise NotPlainError("it is no plain file")
    with private_folder(target.parent) as folder:  # of the same file system
        beside = folder / target.name
        yield beside
        if target.exists() and not is_link:
            copymode(target, beside)
        _to_disk(beside)
        beside.replace(target)
        _to_disk(target.parent)


def owned_descriptor(path: Path) -> int:
    """Make a file that is not there yet, and open it for writing."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.open(path, flags, OWNER_ALONE)


def _to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk; Windows has that for files alone."""
    if os.name != "posix" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
