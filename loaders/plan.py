"""What is read from which file into which table: from the names of a case folder, or from a mapping."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from graph_service.domain.report import CaseHead
from graph_service.domain.schema import Field, Kind
from loaders.table_file import TableFile

_CELL = re.compile(r"\{([^{}:]+)(?::0([1-9]))?\}")
MERGE_RULES = ("first", "min", "max", "empty")


@dataclass(frozen=True, slots=True)
class Take:
    """The cell of a column as it is."""

    column: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the file that it reads."""
        return (self.column,)


@dataclass(frozen=True, slots=True)
class Constant:
    """The same text in every row."""

    text: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the file that it reads."""
        return ()


@dataclass(frozen=True, slots=True)
class Template:
    """Text around cells: "P-{id}"; {month:02} fills up with zeros. An empty cell makes the whole text empty."""

    text: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the file that it reads."""
        return tuple(match[1] for match in _CELL.finditer(self.text))

    @property
    def pieces(self) -> tuple[tuple[str, str, int], ...]:
        """Text before a cell, the column of the cell ("" after the last), and its least width."""
        pieces = []
        end = 0
        for match in _CELL.finditer(self.text):
            pieces.append((self.text[end : match.start()], match[1], int(match[2] or 0)))
            end = match.end()
        return (*pieces, (self.text[end:], "", 0))


@dataclass(frozen=True, slots=True)
class Translate:
    """Words of a file to our words; several make several records, none leaves the row out."""

    column: str
    words: Mapping[str, tuple[str, ...]]
    otherwise: tuple[str, ...] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the file that it reads."""
        return (self.column,)

    @property
    def expands(self) -> bool:
        """Whether some word makes more or fewer records than one."""
        return any(len(words) != 1 for words in (*self.words.values(), self.otherwise or ("",)))


Rule = Take | Constant | Template | Translate


@dataclass(frozen=True, slots=True)
class Where:
    """Only rows whose cell is among these."""

    column: str
    among: frozenset[str]


@dataclass(frozen=True, slots=True)
class Merge:
    """Rows of one key become one record: how to choose where they differ, and where to put their number."""

    differ: Mapping[str, str]
    rows_into: str | None


@dataclass(frozen=True, slots=True)
class Output:
    """One table made from one file; without a file, one record of constants."""

    kind: Kind
    file: str | None
    columns: Mapping[str, Rule]
    where: tuple[Where, ...] = ()
    merge: Merge | None = None
    name: str = ""

    @property
    def used(self) -> frozenset[str]:
        """Columns of the file that it reads."""
        read = {column for rule in self.columns.values() for column in rule.columns}
        return frozenset(read | {where.column for where in self.where})

    def column_of(self, field: Field) -> str:
        """Return the column of the file that a field comes from, or the field itself if it is put together."""
        rule = self.columns.get(field.name)
        return rule.column if isinstance(rule, Take | Translate) else field.name


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
        """Files to read, in order."""
        return tuple(dict.fromkeys(output.file for output in self.outputs if output.file is not None))


def is_template(text: str) -> bool:
    """Tell whether a text names at least one column and every brace of it belongs to a cell."""
    return bool(_CELL.search(text)) and not set("{}") & set(_CELL.sub("", text))
