"""What is put aside, in a file that its owner alone can read: a JSON object a line."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from graph_service.errors import ConfigurationError, StoreError
from graph_service.files.private_folder import private_folder


class AsideFile:
    """Keeps records that a caller may not write in a file.

    Parameters
    ----------
    path : Path | None
        The file, made when it is first needed; None: there is no place.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def check(self) -> None:
        """See `PutAside.check`."""
        self._place()

    def put(self, lines: Sequence[str]) -> None:
        """See `PutAside.put`; on the disk when it returns."""
        path = self._place()
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            message = f"{path.name} cannot be written ({error.strerror}), and records must be put aside there"
            raise StoreError(message) from error

    def read(self) -> list[str]:
        """See `PutAside.read`."""
        if self._path is None or not self._path.is_file():
            return []
        try:
            return self._path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            message = f"{self._path.name} cannot be read ({error.strerror})"
            raise StoreError(message) from error

    def forget(self, names: Callable[[str], bool]) -> None:
        """See `PutAside.forget`; the file is written anew and takes the place of the old one."""
        if self._path is None or not self._path.is_file():
            return
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
            remaining = [line for line in lines if not names(line)]
            if len(remaining) == len(lines):
                return
            with private_folder(self._path.parent) as folder:
                partial = folder / self._path.name
                descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    file.writelines(f"{line}\n" for line in remaining)
                    file.flush()
                    os.fsync(file.fileno())
                partial.replace(self._path)
        except OSError as error:
            message = f"{self._path.name} cannot be written ({error.strerror}): take out by hand what was erased"
            raise StoreError(message) from error

    def _place(self) -> Path:
        if self._path is None or not self._path.parent.is_dir():
            message = (
                "there is no place for records that must be put aside: name a folder that the service alone can "
                "read with GRUPPKARTA_ASIDE"
            )
            raise ConfigurationError(message)
        return self._path
