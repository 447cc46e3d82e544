"""The formats in which tables are read. A new one is a module beside this and a line in `FORMATS`."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from graph_service.domain.load_texts import refusal
from graph_service.files.plain_file import leads_out
from loaders.read.budget import Budget
from loaders.read.csv_table import open_csv
from loaders.read.graphs.opening import READERS, open_graph
from loaders.read.json_lines import open_json_lines
from loaders.read.parquet import open_parquet
from loaders.table_file import TableFile, refused_file, unreadable_file

Opener = Callable[[Path, str, Budget], tuple[TableFile, ...]]


def _csv(path: Path, encoding: str, budget: Budget) -> tuple[TableFile, ...]:
    return (open_csv(path, encoding, budget),)


def _workbook(path: Path, encoding: str, budget: Budget) -> tuple[TableFile, ...]:
    from loaders.read.workbook import open_workbook  # much stands behind it, and most cases are CSV files

    return open_workbook(path, encoding, budget)


FORMATS: Mapping[str, Opener] = MappingProxyType(
    {
        ".csv": _csv,
        ".xlsx": _workbook,
        ".xlsm": _workbook,
        ".xlsb": _workbook,  # says that it is not read
        ".xls": _workbook,
        ".ods": _workbook,
        ".jsonl": open_json_lines,
        ".parquet": open_parquet,
        **dict.fromkeys(READERS, open_graph),
    }
)
TABLE_SUFFIXES = frozenset(FORMATS)


def holds_several(file: str) -> bool:
    """Tell whether a file is of a format that may hold several tables, so that it must be opened to know them."""
    return FORMATS.get(Path(file).suffix.lower(), _csv) is not _csv


def file_of(table: str) -> str:
    """Return the file that a table stands in, by the name of the table."""
    name, colon, _ = table.partition(": ")
    return name if colon and holds_several(name) else table


def open_tables(path: Path, *, encoding: str, budget: Budget | None = None) -> tuple[TableFile, ...]:
    """Open a file and read the headers of its tables, or raise RejectedRowsError.

    A suffix that has no format is read as CSV. Of several tables each has a name, which follows that of the file
    after a colon ("a.xlsx: Blad1"); a graph gives tables named as ours.
    """
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
    return FORMATS.get(path.suffix.lower(), _csv)(path, encoding, budget)
