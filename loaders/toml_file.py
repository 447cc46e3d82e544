"""Reads small TOML files: case.toml and mappings."""

from collections.abc import Mapping
from pathlib import Path

from graph_service.domain.bounded_toml import read_toml_text, too_large
from graph_service.domain.limits import DEFAULT_LIMITS, Limits
from graph_service.errors import InputError
from graph_service.files.plain_file import open_entry, open_plain


def read_toml(path: Path, *, limits: Limits = DEFAULT_LIMITS, is_entry: bool = False) -> Mapping[str, object]:
    """Read a TOML file within the limits, or raise InputError; of an entry of a folder, no link out of it."""
    try:
        with open_entry(path) if is_entry else open_plain(path) as stream:
            raw = stream.read(limits.max_toml_bytes + 1)
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{path.name} cannot be read ({reason}); give the path of a TOML file") from error
    if len(raw) > limits.max_toml_bytes:
        raise too_large(path.name, limits)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not TOML: {error}; correct that line") from error
    return read_toml_text(text, what=path.name, limits=limits)
