"""Reads small TOML files: case.toml and mappings."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from graph_service.errors import InputError

MAX_TOML_BYTES = 2**20


def read_toml(path: Path) -> Mapping[str, object]:
    """Read a TOML file of at most 1 MiB, or raise InputError."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_TOML_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path.name} cannot be read ({error.strerror}); give the path of a TOML file") from error
    if len(raw) > MAX_TOML_BYTES:
        raise InputError(f"{path.name} is larger than {MAX_TOML_BYTES} bytes; give a TOML file")
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise InputError(f"{path.name} is not TOML: {error}; correct that line") from error
