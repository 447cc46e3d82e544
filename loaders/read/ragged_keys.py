"""Ids of rows that could not be read for their width: what refers to them is not refused for it once more."""

from dataclasses import replace

from graph_service.domain.schema import KINDS
from loaders.mapping.fill import fill
from loaders.mapping.lookups import MappingContext
from loaders.plan import Output
from loaders.read.budget import Budget
from loaders.read.typed_columns import TypedColumn
from loaders.table_file import Chunk, TableFile

_REFERRED = frozenset(field.target for kind in KINDS.values() for field in kind.references)


def ragged_keys(output: Output, source: TableFile | None, budget: Budget, context: MappingContext) -> set[str]:
    """Return what stands where the ids of ragged rows are read from; the file is read once more if it has any."""
    kind = output.kind
    if (
        source is None
        or output.matrix
        or not source.ragged
        or kind.name not in _REFERRED
        or kind.key not in output.columns
    ):
        return set()
    budget.take_rows(source.file, source.n_rows, is_first_pass=False)
    lines = {problem.line for problem in source.ragged}
    width = len(source.header)
    rows = [[*row, *[""] * width][:width] for line, row in source.rows() if line in lines]
    chunk = Chunk(tuple(zip(*rows, strict=True)), range(len(rows)))
    keys_alone = replace(output, columns={kind.key: output.columns[kind.key]})
    column = TypedColumn(kind[kind.key], limits=budget.limits)
    column.extend(fill(keys_alone, chunk, source.header, budget, context).columns[kind.key])
    return {str(value) for value in column.values if value is not None}
