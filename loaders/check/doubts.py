"""Remarks on what is loaded although it is odd: records in a doubtful order, and records that may be one."""

from collections.abc import Collection, Mapping, Sequence
from itertools import chain

from graph_service.domain.alike_records import alike_doubts
from graph_service.domain.order_rules import order_doubts
from graph_service.domain.tables import Tables
from loaders.ledger import Ledger
from loaders.merge.assembly import Assembly


def remark_doubts(
    tables: Tables, assemblies: Mapping[str, Assembly], merged_away: Mapping[str, Collection[int]], ledger: Ledger
) -> None:
    """Remark what is odd among the records that are loaded, each with its line."""
    loaded_rows: dict[str, Sequence[int]] = {}
    for doubt in chain(order_doubts(tables), alike_doubts(tables)):
        name = doubt.kind.name
        assembly = assemblies[name]
        if name not in loaded_rows:
            loaded_rows[name] = [row for row in assembly.good_rows() if row not in merged_away[name]]
        origin = assembly.origin(loaded_rows[name][doubt.row])
        ledger.remark(doubt.code, origin.file, origin.column_of(doubt.column), line=origin.lines[0])
