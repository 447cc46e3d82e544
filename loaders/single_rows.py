"""Loads records that somebody gives one by one, column by column: by the rules and messages of the tables of a case."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from graph_service.domain.case_rules import KnownKeys
from graph_service.domain.schema import BY_TABLE, KINDS
from graph_service.services.single_records import RowLoader
from loaders.case_folder import load_plan
from loaders.options import Loaded, LoadOptions
from loaders.plan import Output, Plan
from loaders.read.budget import Budget
from loaders.read.text_table import TextTable

Cells = Mapping[str, str]  # text by column, as a cell of a table holds it


def load_rows(rows: Mapping[str, Sequence[Cells]], *, options: LoadOptions | None = None, today: date) -> Loaded:
    """Load single records.

    Parameters
    ----------
    rows : Mapping[str, Sequence[Cells]]
        Cells of each record, by the name of its kind; what is not given is empty.
    options : LoadOptions | None
        As for a case; `known` are records that the new ones may refer to.
    today : date
        The day of loading.

    Returns
    -------
    Loaded
        The records and the report.

    Raises
    ------
    RejectedRowsError
        If a record is refused; the file of a problem is the table, its line the number of the record in it.
    ForbiddenColumnsError
        If a column must not come in.
    """
    options = options or LoadOptions()
    budget = Budget(options.limits)
    tables = {KINDS[name].table: _table(KINDS[name].table, some, budget) for name, some in rows.items()}
    outputs = tuple(Output(kind, table, {}) for table, kind in BY_TABLE.items() if table in tables)
    plan = Plan(outputs, opened=tables)
    return load_plan(plan, options=replace(options, quarantine=None), budget=budget, today=today)


def row_loader(options: LoadOptions, today: date) -> RowLoader:
    """Return what loads records that may refer to those of some keys, as the services that write them ask for.

    Parameters
    ----------
    options : LoadOptions
        Limits, and how many problems are given.
    today : date
        The day of loading.

    Returns
    -------
    RowLoader
        `load_rows` with these.
    """

    def load(rows: Mapping[str, Sequence[Cells]], existing: KnownKeys) -> Loaded:
        return load_rows(rows, options=replace(options, known=existing), today=today)

    return load


def _table(name: str, rows: Sequence[Cells], budget: Budget) -> TextTable:
    header = tuple(dict.fromkeys(column for row in rows for column in row))
    columns = [[row.get(column, "") for row in rows] for column in header]
    return TextTable(name, header, columns, range(1, len(rows) + 1), header_line=0, budget=budget)
