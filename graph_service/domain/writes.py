"""The writes of a store, what it notes with each record of them, and what stood there before the last one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import cast

from graph_service.domain.audit import AuditEntry, instant_text
from graph_service.domain.plain_columns import plain_column, table_of_plain
from graph_service.domain.schema import Kind, Row
from graph_service.domain.tables import Table, table_of

NEVER = -1  # the last delivery of a record that none has brought
FIRST_LAYOUT_WRITE = 0  # stands for all writes of before there were numbers


class WriteHow(StrEnum):
    """What kind of write it was."""

    IMPORT = "import"
    RECORD = "record"
    UNDO = "undo"
    UPGRADE = "upgrade"
    ERASE = "erase"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class StoredWrite:
    """A write that changed records: who, when, how; of a delivery also whose, of which day, and which tables."""

    number: int
    recorded_at: datetime
    by: str  # name of the token
    agency: str
    how: WriteHow
    deliverer: str
    as_of: date | None
    tables: tuple[str, ...]
    content_hash: str  # after it
    undoes: int = 0  # the number of the write that it took back

    def as_texts(self) -> dict[str, str | int | None]:
        """Return all that it is as a store holds it."""
        return {
            "number": self.number,
            "recorded_at": instant_text(self.recorded_at),
            "made_by": self.by,
            "agency": self.agency,
            "how": self.how.value,
            "deliverer": self.deliverer,
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "tables": " ".join(self.tables),
            "content_hash": self.content_hash,
            "undoes": self.undoes,
        }

    @classmethod
    def from_texts(cls, texts: Mapping[str, object]) -> "StoredWrite":
        """Read what `as_texts` wrote; a `ValueError`, `TypeError` or `LookupError` where it is no write."""
        number, undoes, as_of = texts["number"], texts["undoes"], texts.get("as_of")
        if type(number) is not int or type(undoes) is not int:
            raise TypeError
        made_by, agency, deliverer, tables, content_hash = (
            _text(texts[name]) for name in ("made_by", "agency", "deliverer", "tables", "content_hash")
        )
        return cls(
            number=number,
            recorded_at=datetime.fromisoformat(_text(texts["recorded_at"])).astimezone(UTC),
            by=made_by,
            agency=agency,
            how=WriteHow(_text(texts["how"])),
            deliverer=deliverer,
            as_of=None if as_of is None else date.fromisoformat(_text(as_of)),
            tables=tuple(tables.split()),
            content_hash=content_hash,
            undoes=undoes,
        )

    @property
    def whose(self) -> tuple[str, str]:
        """Whose delivery: two agencies may call theirs the same."""
        return self.deliverer, self.agency

    def is_of(self, whose: tuple[str, str]) -> bool:
        """Tell whether it is a delivery of somebody; what was written before there were numbers is anybody's."""
        is_before_numbers = self.number == FIRST_LAYOUT_WRITE and not whose[0]
        return is_before_numbers or (self.is_delivery and self.whose == whose)

    @property
    def is_delivery(self) -> bool:
        """Whether it brought records of a deliverer."""
        return self.how is WriteHow.IMPORT or self.number == FIRST_LAYOUT_WRITE


@dataclass(frozen=True, slots=True)
class Footprint:
    """Which writes made a record, changed it last, and brought it last; outside its hash.

    `delivered_hash` is the hash of what its deliverer last said; None where that is the record itself.
    """

    first_write: int
    last_write: int
    last_delivery: int = NEVER
    delivered_hash: bytes | None = None

    def as_plain(self) -> list[int | str | None]:
        """Return it as JSON holds it."""
        said = None if self.delivered_hash is None else self.delivered_hash.hex()
        return [self.first_write, self.last_write, self.last_delivery, said]

    @classmethod
    def from_plain(cls, values: Sequence[object]) -> "Footprint":
        """Read what `as_plain` wrote; a `ValueError` or `TypeError` where it is none."""
        first_write, last_write, last_delivery, said = values
        if not all(type(number) is int for number in (first_write, last_write, last_delivery)):
            raise TypeError
        return cls(
            cast("int", first_write),
            cast("int", last_write),
            cast("int", last_delivery),
            None if said is None else bytes.fromhex(_text(said)),
        )


def next_footprint(
    before: Footprint | None, number: int, *, is_delivery: bool, said: bytes, replaced: bytes | None, stored: bytes
) -> Footprint:
    """Return the footprint of a record after a write.

    Parameters
    ----------
    before : Footprint | None
        That of before; None: the record is new.
    number : int
        Of the write.
    is_delivery : bool
        Whether a deliverer said it.
    said : bytes
        Hash of what was brought.
    replaced : bytes | None
        Hash of the record that stood there.
    stored : bytes
        Hash of the record that stands there now; what was brought may only have filled it.

    Returns
    -------
    Footprint
        Which writes made the record, and what its deliverer said last.
    """
    first_write = number if before is None else before.first_write
    if is_delivery:
        return Footprint(first_write, number, number, None if said == stored else said)
    if before is None or before.last_delivery == NEVER:
        return Footprint(first_write, number)
    delivered = before.delivered_hash or replaced
    return Footprint(first_write, number, before.last_delivery, None if delivered == stored else delivered)


BEFORE_NUMBERS = Footprint(FIRST_LAYOUT_WRITE, FIRST_LAYOUT_WRITE, FIRST_LAYOUT_WRITE)
Footprints = Mapping[str, Mapping[str, Footprint]]  # by kind name and key


@dataclass(frozen=True, slots=True)
class BeforeImage:
    """What the last write found of a record; without a row, it left the record itself as it was."""

    kind: str
    key: str
    row: str | None  # JSON
    footprint: Footprint


def row_texts(table: Table) -> list[str]:
    """Write the records of a table as JSON, one text each."""
    columns = [plain_column(field, column) for field, column in zip(table.kind.fields, table.columns, strict=True)]
    return [json.dumps(row) for row in zip(*columns, strict=True)]


def table_of_texts(kind: Kind, texts: Sequence[str]) -> Table:
    """Read what `row_texts` wrote; a `ValueError`, `TypeError` or `LookupError` where it is no record."""
    rows = [tuple(tuple(value) if isinstance(value, list) else value for value in json.loads(text)) for text in texts]
    if not rows:
        return table_of(kind, cast("list[Row]", rows))
    return table_of_plain(kind, dict(zip(kind.names, zip(*rows, strict=True), strict=True)))


def write_of_earlier_layout(trail: Sequence[AuditEntry], content_hash: str) -> StoredWrite:
    """Return what stands for all writes of a store that did not number them."""
    recorded_at = trail[0].recorded_at if trail else datetime.fromtimestamp(0, UTC)
    return StoredWrite(FIRST_LAYOUT_WRITE, recorded_at, "", "", WriteHow.UPGRADE, "", None, (), content_hash)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
