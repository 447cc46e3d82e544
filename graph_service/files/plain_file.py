"""Opens plain files alone: a pipe might never begin, a device never end, and a link leads where it likes."""

import os
import stat
from pathlib import Path
from typing import BinaryIO


class NotPlainError(OSError):
    """What stands there is no plain file: a folder, a pipe, a socket, a device, or a link out of its folder."""


def open_plain(path: Path) -> BinaryIO:
    """Open what a user has named, following links; NotPlainError at once where that is no plain file."""
    return _opened(os.path.realpath(path))


def open_entry(path: Path) -> BinaryIO:
    """Open an entry of a folder; a link is followed only within the folder.

    Shared folders of containers hold files as links to a hidden folder beside them, so these are read.
    """
    if leads_out(path):
        raise NotPlainError("it is a link out of its folder")
    return _opened(os.path.realpath(path))


def leads_out(path: Path) -> bool:
    """Tell whether an entry of a folder is a link to something outside of the folder."""
    folder = os.path.realpath(path.parent)
    return path.is_symlink() and os.path.commonpath((folder, os.path.realpath(path))) != folder


def read_plain(path: Path, *, max_bytes: int) -> bytes:
    """Return the content of a plain file that a user has named; of one that is larger, one byte more."""
    with open_plain(path) as stream:
        return stream.read(max_bytes + 1)


def _opened(target: str) -> BinaryIO:
    """Open without waiting for the other end of a pipe, and look at what was opened rather than at its name."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    if not stat.S_ISREG(Path(target).stat().st_mode):  # some devices act when they are opened
        raise NotPlainError("it is no plain file")
    descriptor = os.open(target, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotPlainError("it is no plain file")
    return os.fdopen(descriptor, "rb")
