"""The formats in which tables are read. A new one is a module beside this and a line in `_OPENERS`."""

from collections.abc import Callable
from pathlib import Path

from graph_service.domain.load_texts import refusal
from loaders.read.csv_table import open_csv
from loaders.table_file import TableFile, refused_file, unreadable_file

_OPENERS: dict[str, Callable[[Path, str], TableFile]] = {".csv": open_csv}
TABLE_SUFFIXES = frozenset(_OPENERS)


def open_table(path: Path, *, encoding: str) -> TableFile:
    """Open a file and read its header, or raise RejectedRowsError; a suffix that is not known is read as CSV."""
    try:
        is_file = path.is_file()  # a pipe or device might never end
    except OSError as error:
        raise unreadable_file(path, error) from error
    if not is_file:
        raise refused_file(path, None, refusal("not_a_file", file=path.name))
    return _OPENERS.get(path.suffix, open_csv)(path, encoding)
