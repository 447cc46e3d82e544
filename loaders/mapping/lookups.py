"""Look-up tables: columns of other files by a key that is there once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from graph_service.domain.load_texts import refusal, see_line
from graph_service.domain.report import DEFAULT_TIME_ZONE
from graph_service.errors import RowProblem
from loaders.ledger import Ledger
from loaders.mapping.pseudonyms import Pseudonyms
from loaders.mapping.rules import Lookup
from loaders.plan import Plan
from loaders.read.budget import Budget
from loaders.table_file import TableFile

LookupTables = Mapping[Lookup, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class MappingContext:
    """What rows are made with, beside the rows: what is looked up, pseudonyms, and what the head of the case says."""

    lookups: LookupTables = field(default_factory=lambda: MappingProxyType({}))
    pseudonyms: Pseudonyms | None = None
    time_zone: str = DEFAULT_TIME_ZONE
    has_marked_formulas: bool = False
    reads_swedish: bool = True


def read_lookups(plan: Plan, tables: Mapping[str, TableFile], ledger: Ledger, budget: Budget) -> LookupTables:
    """Read all that is looked up, each file once; keys that are there twice are refused."""
    made: dict[Lookup, dict[str, str]] = {lookup: {} for lookup in plan.lookups}
    read_as_rows = {output.file for output in plan.outputs}
    for name in dict.fromkeys(lookup.file for lookup in made):
        table = tables[name]
        of_file = [lookup for lookup in made if lookup.file == name]
        ignored = plan.ignored.get(name, ()) if name not in read_as_rows else ()
        lines_of_key: dict[str, dict[str, int]] = {lookup.key: {} for lookup in of_file}
        position = {column: index for index, column in enumerate(table.header)}
        for chunk in table.chunks():
            for key, first_lines in lines_of_key.items():
                _note_keys(table, key, chunk.columns[position[key]], chunk.lines, first_lines, ledger)
            for lookup in of_file:
                keys, values = chunk.columns[position[lookup.key]], chunk.columns[position[lookup.take]]
                budget.take_made(name, sum(map(len, keys)) + sum(map(len, values)))
                made[lookup].update(zip((key.strip() for key in keys), values, strict=True))
            for column in ignored:
                cells = chunk.columns[position[column]]
                ledger.remark("column_ignored", name, column, len(cells) - cells.count(""))
        if name not in read_as_rows:
            ledger.remark("blank_rows", name, None, table.n_blank)
            for problem in table.ragged:
                ledger.refuse(problem)
    return made


def _note_keys(
    table: TableFile,
    column: str,
    keys: Sequence[str],
    lines: Sequence[int],
    first_lines: dict[str, int],
    ledger: Ledger,
) -> None:
    """Refuse rows whose key stands in an earlier row too; it is not shown: it may be the number of a person."""
    for text, line in zip(keys, lines, strict=True):
        key = text.strip()
        first_line = first_lines.setdefault(key, line)
        if key and first_line != line:
            why = refusal("lookup_not_unique", column=column)
            problem = see_line(why.problem, first_line, None)
            ledger.refuse(RowProblem(why.code, table.file, line, column, None, problem, why.remedy))
