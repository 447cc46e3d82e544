"""Files of text for whoever asked for them: written whole or not at all, and never over one that is there unasked."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from graph_service.errors import InputError
from graph_service.files.whole_file import owned_descriptor, whole_file


def refuse_existing(path: Path, *, force: bool = False, way_out: str = "name another file") -> None:
    """Refuse to write over a file, unless that was asked for; a pipe or a device is written to."""
    if path.is_file() and not force:
        message = f"{path} is there already, and nothing was written: {way_out}"
        raise InputError(message)


def write_file(path: Path, text: str | Iterable[str], *, force: bool = False) -> None:
    """Write a file of text for its owner alone, as a whole or in parts; where that cannot be done, say why.

    It is written beside the file of that name and takes its place once it is whole and on the disk: there is never
    half a file. A file that is there stays, unless `force` is given, and then the new one has its rights.
    """
    refuse_existing(path, force=force)
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not (target.is_file() and os.access(target, os.W_OK)):
            with target.open("w", encoding="utf-8") as stream:  # a pipe cannot be replaced, what is protected must not
                _write(stream, text)
            return
        with whole_file(target) as beside, os.fdopen(owned_descriptor(beside), "w", encoding="utf-8") as stream:
            _write(stream, text)
    except OSError as error:
        message = f"cannot write {path}: {(error.strerror or 'it failed').lower()}; name another file or folder"
        raise InputError(message) from error


def _write(stream: TextIO, text: str | Iterable[str]) -> None:
    stream.writelines((text,) if isinstance(text, str) else text)
