"""The folder for what is uploaded: readable by its owner alone, gone when the service stops, and at the next start."""

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import Final

if sys.platform != "win32":
    import fcntl

PREFIX: Final = "gruppkarta-uploads-"


class PrivateFolder:
    """A folder that is locked for as long as this process uses it.

    What an earlier process left that was killed is locked no more, and is removed.
    """

    def __init__(self) -> None:
        remove_left_over()
        self.path = Path(mkdtemp(prefix=PREFIX))
        self._lock = _locked(self.path)
        while self._lock is None and sys.platform != "win32":  # another service has just taken it for a left-over
            self.path = Path(mkdtemp(prefix=PREFIX))
            self._lock = _locked(self.path)

    def close(self) -> None:
        """Remove the folder and all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def remove_left_over() -> None:
    """Remove folders of this user that no process has locked."""
    if sys.platform == "win32":
        return
    for path in Path(gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            status = path.lstat()
            if path.is_symlink() or status.st_uid != os.getuid():
                continue
            lock = _locked(path)
            if lock is not None:
                shutil.rmtree(path, ignore_errors=True)
                os.close(lock)


def _locked(path: Path) -> int | None:
    """Lock a folder, and return what holds the lock; None if another process has it, or has removed it."""
    if sys.platform == "win32":
        return None
    try:
        lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(lock), path.stat()):
            return lock
    except OSError:
        pass
    os.close(lock)
    return None
