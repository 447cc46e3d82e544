"""Records by the column: how many records of a kind travel from a loader to a store and back.

A `Table` holds equally long columns of plain values (enum words as text, dates as `date`, lists as
tuples); `Tables` maps kind names to tables. Both loaders and stores work a column at a time, which
is an order of magnitude faster than a record at a time.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph_service.domain.dates import day_numbers
from graph_service.domain.schema import ALL_KINDS, Kind, Row, Value, kind_of, record_of, row_of

HASH_BYTES = 16
HASH_MODULUS: int = 2 ** (8 * HASH_BYTES)
Column = Sequence[Value]
# Between items the encoder writes NUL, which JSON text never holds: so one call serves many rows.
_encode = json.JSONEncoder(separators=("\x00", ":"), allow_nan=False).encode


@dataclass(frozen=True, slots=True)
class Table:
    """Records of one kind as columns, in the order of the kind's fields."""

    kind: Kind
    columns: tuple[Column, ...]

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.columns[0])

    def column(self, name: str) -> Column:
        """Return one column by name."""
        return self.columns[self.kind.index[name]]

    @property
    def keys(self) -> Sequence[str]:
        """The keys, in the order of the rows."""
        return self.columns[0]  # type: ignore[return-value]  # a key is text

    def rows(self) -> Iterable[Row]:
        """Return the records as rows."""
        return zip(*self.columns, strict=True)

    def records(self) -> list[Any]:
        """Return the records as instances of their class."""
        return [record_of(self.kind, row) for row in self.rows()]

    def take(self, positions: Sequence[int]) -> "Table":
        """Return the records at some positions."""
        return Table(self.kind, tuple([column[i] for i in positions] for column in self.columns))


Tables = Mapping[str, Table]


def table_of(kind: Kind, rows: Iterable[Row]) -> Table:
    """Build a table from rows."""
    turned = tuple(zip(*rows, strict=True))
    return Table(kind, turned or tuple(() for _ in kind.fields))


def tables_of(records: Iterable[object]) -> dict[str, Table]:
    """Sort records by kind into tables, in the order in which kinds are declared."""
    rows: dict[str, list[Row]] = {}
    for record in records:
        rows.setdefault(kind_of(record).name, []).append(row_of(record))
    return {name: table_of(kind, rows[name]) for name, kind in ALL_KINDS.items() if name in rows}


def row_hashes(table: Table) -> list[bytes]:
    """Return a 128-bit hash of each record.

    The content hash of a store is the sum of these modulo 2**128: it does not depend on the order,
    and a changed record costs one subtraction and one addition. Columns that came later count where they are filled.
    """
    if not len(table):
        return []
    pairs = list(zip(table.columns, table.kind.fields, strict=True))
    plain = [_plain(column, field.type) for column, field in pairs if not field.came_later]
    texts = _encode(list(zip(*plain, strict=True)))[2:-2].split("]\x00[")
    for column, field in pairs:
        if field.came_later and set(column) - {None, ()}:
            values = _plain([None if value == () else value for value in column], field.type)
            texts = [
                text if value is None else f"{text}\x00{json.dumps({field.name: value})}"
                for text, value in zip(texts, values, strict=True)
            ]
    seed = hashlib.blake2b(table.kind.name.encode(), digest_size=HASH_BYTES)
    hashes = []
    for text in texts:
        row_hash = seed.copy()
        row_hash.update(text.encode())
        hashes.append(row_hash.digest())
    return hashes


def hash_sum(hashes: Iterable[bytes]) -> int:
    """Add up record hashes modulo 2**128."""
    return sum(int.from_bytes(row_hash, "big") for row_hash in hashes) % HASH_MODULUS


def _plain(column: Column, kind: type) -> Column:
    """Scalars only, so that a row is flat: a list of words becomes one text, 1 and 1.0 stay apart by type."""
    if kind is date:
        return day_numbers(column)
    if kind is tuple:
        texts = {value: json.dumps(value) for value in set(column) if value is not None}  # few different ones
        return [None if value is None else texts[value] for value in column]
    if kind is float:
        return [None if value is None else float(value) for value in column]  # type: ignore[arg-type]  # a column of numbers
    if kind is bool:
        return [None if value is None else bool(value) for value in column]
    return column
