"""Loads tables without a mapping: opens them, says what they are taken as, and loads them as that."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from graph_service.domain.limits import DEFAULT_LIMITS, Limits
from graph_service.domain.report import CaseHead
from graph_service.errors import InputError
from graph_service.ports import Progress, no_progress
from loaders.case_folder import load_plan
from loaders.mapping.column_facts import sheet_of
from loaders.mapping.guess import NO_CHOICES, Understanding, understand
from loaders.mapping.guessed_shapes import ColumnChoices
from loaders.mapping.mapping_file import mapping_from_text
from loaders.options import Loaded, LoadOptions
from loaders.read.budget import Budget
from loaders.read.formats import TABLE_SUFFIXES, open_tables
from loaders.table_file import TableFile

MAPPING_NAME = "quick.toml"  # as messages call the mapping that was made


@dataclass(frozen=True, slots=True)
class QuickTables:
    """Open tables and what they are taken as."""

    tables: Mapping[str, TableFile]
    understanding: Understanding
    budget: Budget

    def load(
        self,
        *,
        options: LoadOptions,
        today: date,
        progress: Progress = no_progress,
        head: CaseHead | None = None,
    ) -> Loaded:
        """Load the tables as they are understood; there must be no question.

        Parameters
        ----------
        options : LoadOptions
            As for a case folder.
        today : date
            The day of loading.
        progress : Progress
            Told what is being done.
        head : CaseHead | None
            What the case says of itself.

        Returns
        -------
        Loaded
            The records and the report.
        """
        plan = mapping_from_text(self.understanding.mapping, file=MAPPING_NAME, limits=options.limits)
        plan = replace(plan, opened=self.tables, head=head)
        return load_plan(plan, options=options, budget=self.budget, today=today, progress=progress)


def quick_files(
    paths: Sequence[Path],
    choices: ColumnChoices = NO_CHOICES,
    *,
    encoding: str = "utf-8",
    limits: Limits = DEFAULT_LIMITS,
) -> QuickTables:
    """Open files, or the tables of a folder, and understand what they are.

    Parameters
    ----------
    paths : Sequence[Path]
        Files and folders.
    choices : ColumnChoices
        Columns that somebody named.
    encoding : str
        Of the files.
    limits : Limits
        How much is read.

    Returns
    -------
    QuickTables
        The tables, and what they are taken as.

    Raises
    ------
    RejectedRowsError
        If a file cannot be read.
    InputError
        If there is no table, or two of one name.
    """
    budget = Budget(limits)
    files = [file for path in paths for file in (_tables_in(path) if path.is_dir() else (path,))]
    if not files:
        message = f"no table in {', '.join(path.name for path in paths)}; give a file that holds a table"
        raise InputError(message)
    tables = [table for file in files for table in open_tables(file, encoding=encoding, budget=budget)]
    return quick_tables(tables, choices, budget=budget)


def quick_tables(
    tables: Sequence[TableFile], choices: ColumnChoices = NO_CHOICES, *, budget: Budget | None = None
) -> QuickTables:
    """Understand what open tables are.

    Parameters
    ----------
    tables : Sequence[TableFile]
        The tables.
    choices : ColumnChoices
        Columns that somebody named.
    budget : Budget | None
        What opening them has taken.

    Returns
    -------
    QuickTables
        The tables, and what they are taken as.

    Raises
    ------
    InputError
        If two have one name.
    """
    by_name = {table.file: table for table in tables}
    if len(by_name) < len(tables):
        message = "two tables have the same name: rename one, so that messages can tell them apart"
        raise InputError(message)
    understanding = understand([sheet_of(table) for table in tables], choices)
    return QuickTables(by_name, understanding, budget or Budget())


def _tables_in(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in TABLE_SUFFIXES and path.is_file())
