"""Folders for files that hold personal data for a while: for their owner alone, and gone even after a kill."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from stat import S_ISDIR
from tempfile import gettempdir, mkdtemp

if os.name == "posix":
    import fcntl

PREFIX = ".gruppkarta-"
LOCK = "in-use"  # locked as long as the process lives; the system lets go of it when it dies


@contextmanager
def private_folder(parent: Path | None = None) -> Iterator[Path]:
    """Make a folder (0700) in another, by default in that for temporary files; it is gone afterwards."""
    parent = Path(gettempdir()) if parent is None else parent
    remove_abandoned(parent)
    folder = Path(mkdtemp(prefix=PREFIX, dir=parent))
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with suppress(OSError):  # a file system without locks: nobody takes the folder for abandoned
            _lock(descriptor)
        yield folder
    finally:
        os.close(descriptor)
        rmtree(folder, ignore_errors=True)


def remove_abandoned(parent: Path | None = None) -> None:
    """Remove such folders of this user whose process has died."""
    parent = Path(gettempdir()) if parent is None else parent
    with suppress(OSError):
        for folder in sorted(parent.glob(f"{PREFIX}*")):
            if _is_ours(folder) and _is_abandoned(folder / LOCK):
                rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    state = folder.lstat()
    return S_ISDIR(state.st_mode) and (os.name != "posix" or state.st_uid == os.geteuid())


def _is_abandoned(lock: Path) -> bool:
    """Where the lock is not made yet, its process is about to make it, or has died with nothing in the folder."""
    try:
        if os.name != "posix":  # a file that is open cannot be removed there
            lock.unlink()
            return True
        descriptor = os.open(lock, os.O_RDWR | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        _lock(descriptor)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def _lock(descriptor: int) -> None:
    if os.name == "posix":
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
