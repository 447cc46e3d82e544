"""The formats in which tables are read. A new one is a module beside this and a line in `_OPENERS`."""

from collections.abc import Callable
from pathlib import Path

from graph_service.domain.load_texts import refusal
from graph_service.files.plain_file import leads_out
from loaders.read.budget import Budget
from loaders.read.csv_table import open_csv
from loaders.table_file import TableFile, refused_file, unreadable_file

_OPENERS: dict[str, Callable[[Path, str, Budget], TableFile]] = {".csv": open_csv}
TABLE_SUFFIXES = frozenset(_OPENERS)


def open_table(path: Path, *, encoding: str, budget: Budget | None = None) -> TableFile:
    """Open a file and read its header, or raise RejectedRowsError; a suffix that is not known is read as CSV."""
    budget = budget or Budget()
    try:
        if leads_out(path):
            raise refused_file(path, None, refusal("symbolic_link"))
        is_file = path.is_file()  # a pipe or device might never end
        n_bytes = path.stat().st_size if is_file else 0
    except OSError as error:
        raise unreadable_file(path, error) from error
    if not is_file:
        raise refused_file(path, None, refusal("not_a_file", file=path.name))
    budget.take_bytes(path.name, n_bytes)
    return _OPENERS.get(path.suffix, open_csv)(path, encoding, budget)
