"""What is read from which file into which table: from the names of a case folder, or from a mapping."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from graph_service.domain.report import CaseHead
from graph_service.domain.schema import Field, Kind
from loaders.mapping.rules import (
    CellReading,
    Condition,
    Constant,
    Count,
    EachOf,
    Lookup,
    Rule,
    Take,
    Template,
    is_template,
)
from loaders.table_file import TableFile

__all__ = [
    "MATRIX_COLUMNS",
    "MERGE_RULES",
    "CellReading",
    "Constant",
    "Matrix",
    "Merge",
    "Output",
    "Plan",
    "Rule",
    "Take",
    "Template",
    "is_template",
]

MERGE_RULES = ("first", "min", "max", "empty", "sum")
MATRIX_COLUMNS = ("row", "column", "value")


@dataclass(frozen=True, slots=True)
class Merge:
    """Rows of one key become one record: how to choose where they differ."""

    differ: Mapping[str, str]

    @property
    def summed(self) -> frozenset[str]:
        """Columns whose numbers are added up."""
        return frozenset(name for name, rule in self.differ.items() if rule == "sum")


@dataclass(frozen=True, slots=True)
class Matrix:
    """A table whose first column names rows and whose header names columns, read as "cells", "rows" or "columns".

    `reading` says which cells are empty beside those that hold nothing or zero.
    """

    part: str = "cells"
    reading: CellReading = field(default_factory=CellReading)


@dataclass(frozen=True, slots=True)
class Output:
    """One table made from one file; without a file, one record of constants."""

    kind: Kind
    file: str | None
    columns: Mapping[str, Rule]
    where: tuple[Condition, ...] = ()
    merge: Merge | None = None
    name: str = ""
    where_filled: tuple[str, ...] = ()
    matrix: Matrix | None = None
    ends: tuple[str, ...] = ()  # columns that hold the ends of a list, of which its records are made

    @property
    def used(self) -> frozenset[str]:
        """Columns of the file that it reads."""
        return frozenset(column for _, column in self.used_by_key)

    @property
    def used_by_key(self) -> Iterator[tuple[str, str]]:
        """Keys of the mapping file, and the column of the file that is read for each."""
        for name, rule in self.columns.items():
            is_of_ends = isinstance(rule, EachOf) and rule.columns == self.ends
            for column in rule.columns:
                yield f"{self.name}.ends" if is_of_ends else f"{self.name}.columns.{name}", column
        for condition in self.where:
            yield f"{self.name}.where.{condition.column}", condition.column
        for column in self.where_filled:
            yield f"{self.name}.where_filled", column

    @property
    def conditions(self) -> tuple[str, ...]:
        """Columns of the file by which rows are chosen."""
        return (*(condition.column for condition in self.where), *self.where_filled)

    @property
    def lookups(self) -> Mapping[str, Lookup]:
        """What it looks up in other files, by our column."""
        return {name: rule for name, rule in self.columns.items() if isinstance(rule, Lookup)}

    @property
    def repeated(self) -> Mapping[str, EachOf | Lookup]:
        """Our columns for which a row is repeated, since they read several columns one after the other."""
        return {
            name: rule
            for name, rule in self.columns.items()
            if isinstance(rule, EachOf) or (isinstance(rule, Lookup) and len(rule.columns) > 1)
        }

    @property
    def split(self) -> Mapping[str, Rule]:
        """Our columns for which a row is repeated, since a cell holds several values and ours holds one."""
        return {
            name: rule
            for name, rule in self.columns.items()
            if rule.reading.split and self.kind[name].type is not tuple
        }

    @property
    def pseudonymised(self) -> frozenset[tuple[str, str]]:
        """Files and columns that hold numbers of persons."""
        rules = (rule for rule in self.columns.values() if rule.reading.pseudonym)
        return frozenset(column for rule in rules for column in self.copied(rule))

    def copied(self, rule: Rule) -> Iterator[tuple[str, str]]:
        """Files and columns whose text becomes part of a record by a rule."""
        if isinstance(rule, Lookup):
            yield rule.file, rule.take
        elif not isinstance(rule, Count):
            for column in rule.columns:
                yield self.file or "", column

    @property
    def counted(self) -> frozenset[str]:
        """Our columns that say how many rows became one."""
        return frozenset(name for name, rule in self.columns.items() if isinstance(rule, Count))

    @property
    def has_header_rows(self) -> bool:
        """Whether its records are made of a header, so that none of them stands in a row of its own."""
        return self.matrix is not None and self.matrix.part == "columns"

    def column_of(self, field: Field) -> str:
        """Return the column of the file that a field comes from, or the field itself if it is put together."""
        rule = self.columns.get(field.name)
        return rule.column if isinstance(rule, Take) else field.name

    def reading_of(self, name: str) -> CellReading:
        """Return how cells are read that fill one of our columns."""
        rule = self.columns.get(name)
        return CellReading() if rule is None else rule.reading


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is read. `mapping` names the mapping file; `ignored` are columns it knowingly leaves out.

    `opened` are tables by name whose files had to be opened to learn that they hold them.
    """

    outputs: tuple[Output, ...]
    ignored: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    head: CaseHead | None = None
    mapping: str | None = None
    opened: Mapping[str, TableFile] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def files(self) -> tuple[str, ...]:
        """Files to read, in order; those in which something is looked up come last."""
        return tuple(dict.fromkeys(name for _, name in self.file_keys))

    @property
    def file_keys(self) -> tuple[tuple[str, str], ...]:
        """Keys of the mapping file, and the file that each names."""
        outputs = [(f"{output.name}.from", output.file) for output in self.outputs if output.file is not None]
        lookups = [
            (f"{output.name}.columns.{name}.lookup", rule.file)
            for output in self.outputs
            for name, rule in output.lookups.items()
        ]
        return (*outputs, *lookups)

    @property
    def lookups(self) -> tuple[Lookup, ...]:
        """All that is looked up, each once."""
        return tuple(dict.fromkeys(rule for output in self.outputs for rule in output.lookups.values()))

    @property
    def pseudonymised(self) -> frozenset[tuple[str, str]]:
        """Files and columns that hold numbers of persons."""
        return frozenset(column for output in self.outputs for column in output.pseudonymised)

    def looked_up(self, file: str) -> Iterator[tuple[str, str]]:
        """Keys of the mapping file, and the column of a file that is read to look something up."""
        for output in self.outputs:
            for name, rule in output.lookups.items():
                if rule.file == file:
                    yield f"{output.name}.columns.{name}.key", rule.key
                    yield f"{output.name}.columns.{name}.take", rule.take
