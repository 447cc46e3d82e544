"""A case by a mapping, in a folder of its own."""

from collections.abc import Mapping
from pathlib import Path

from graph_service.domain.schema import Row
from loaders.case_folder import Loaded, LoadOptions
from tests.unit.loaders.cases import load

PSEUDONYM_KEY = b"a key for tests, long enough to be one"


def options(folder: Path, mapping: str, *, quarantine: Path | None = None) -> LoadOptions:
    """Write a mapping file, and return options that name it."""
    path = folder / "map.toml"
    path.write_text(mapping, encoding="utf-8")
    return LoadOptions(mapping=path, pseudonym_key=PSEUDONYM_KEY, quarantine=quarantine)


def load_mapped(
    folder: Path, mapping: str, files: Mapping[str, str | bytes], *, quarantine: Path | None = None
) -> Loaded:
    """Load files by a mapping."""
    return load(folder, files, options(folder, mapping, quarantine=quarantine))


def rows_of(loaded: Loaded, kind: str, *names: str) -> list[Row]:
    """Return some columns of the records of a kind, row by row."""
    table = loaded.tables[kind]
    return list(zip(*(table.column(name) for name in names), strict=True))
