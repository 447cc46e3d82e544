"""Reads Parquet files with pyarrow, which is an extra: a table whose columns hold single values."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph_service.domain.limits import MAX_SHEET_CELLS, SETTING_OF, Limits
from graph_service.domain.load_texts import refusal
from graph_service.files.plain_file import open_entry
from loaders.read.budget import Budget
from loaders.read.cell_text import texts_of
from loaders.read.csv_table import check_names
from loaders.read.header_row import column_name
from loaders.read.sheet_scan import check_text
from loaders.read.text_table import TextTable
from loaders.table_file import refused_file, unreadable_file

if TYPE_CHECKING:
    import pyarrow.parquet as pq

_BATCH_ROWS = 1_000  # so few that a long text in each of them fits into memory


def open_parquet(path: Path, _encoding: str, budget: Budget) -> tuple[TextTable, ...]:
    """Open a Parquet file; without pyarrow it is refused with the way to install it."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise refused_file(path, None, refusal("optional_format", extra="frames")) from error
    try:
        with open_entry(path) as stream:
            return (_table(path, pq.ParquetFile(stream), budget),)
    except pa.ArrowException as error:
        raise refused_file(path, None, refusal("not_parquet")) from error
    except OSError as error:
        if error.errno is None:  # of pyarrow: what it read makes no sense
            raise refused_file(path, None, refusal("not_parquet")) from error
        raise unreadable_file(path, error) from error


def _table(path: Path, file: "pq.ParquetFile", budget: Budget) -> TextTable:
    names = [column_name(name) for name in file.schema_arrow.names]
    if not names:
        raise refused_file(path, None, refusal("empty_file"))
    check_names(path, 1, names, budget)
    _check_size(path, file, budget.limits)
    columns: list[list[str]] = [[] for _ in names]
    n_signs = 0
    for values in _batches(path, file, budget.limits):
        for number, (name, column) in enumerate(zip(names, values, strict=True)):
            texts = texts_of(column)
            if texts is None:
                raise refused_file(path, None, refusal("nested_value", column=name))
            columns[number] += texts
            n_signs += sum(map(len, texts))
        check_text(path, n_signs, budget.limits)
    lines = range(2, 2 + len(columns[0]))  # the names of the columns are the first, as in a CSV file
    return TextTable(path.name, tuple(names), columns, lines, separator=",", budget=budget)


def _check_size(path: Path, file: "pq.ParquetFile", limits: Limits) -> None:
    """Refuse what says of itself that it is too large."""
    said = file.metadata
    if said.num_rows > limits.max_case_rows:
        why = refusal("too_many_rows", limit=limits.max_case_rows, setting=SETTING_OF["max_case_rows"])
        raise refused_file(path, None, why)
    if said.num_rows * said.num_columns > MAX_SHEET_CELLS:
        raise refused_file(path, None, refusal("too_many_cells", limit=MAX_SHEET_CELLS))
    check_text(path, sum(said.row_group(number).total_byte_size for number in range(said.num_row_groups)), limits)


def _batches(path: Path, file: "pq.ParquetFile", limits: Limits) -> Iterator[list[list[Any]]]:
    """Yield some rows at a time as columns of values, if they hold no more text than all may hold."""
    for batch in file.iter_batches(batch_size=_BATCH_ROWS):
        check_text(path, batch.nbytes, limits)
        yield [column.to_pylist() for column in batch.columns]
