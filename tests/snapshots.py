"""Snapshots straight from records, without a store."""

from collections.abc import Iterable
from datetime import date

from graph_service.domain.dates import day_number
from graph_service.domain.snapshot import Snapshot, analysed_columns, snapshot_of
from graph_service.domain.tables import tables_of


def snapshot_from(records: Iterable[object], as_of: date) -> Snapshot:
    """Build the snapshot that a store with these records would give."""
    tables = tables_of(records)
    columns: dict[str, dict[str, list[object]]] = {}
    for name, wanted in analysed_columns().items():
        if name not in tables:
            columns[name] = {column: [] for column in wanted}
            continue
        table = tables[name]
        order = sorted(range(len(table)), key=lambda i, keys=table.keys: keys[i])  # type: ignore[misc]  # bound now
        columns[name] = {}
        for column in wanted:
            values = table.column(column)
            columns[name][column] = [
                day_number(value) if isinstance(value, date) else value for value in (values[i] for i in order)
            ]
    return snapshot_of("0" * 32, columns, as_of)
