"""What a write does to records: which are new, changed or filled, what is kept of before, and the sums of it all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from graph_service.domain.admission import admit
from graph_service.domain.delivery import Gone, Reason
from graph_service.domain.filling import filled, refuse_overwriting
from graph_service.domain.schema import ALL_KINDS, KINDS, SERVICE_KINDS, Kind, Row
from graph_service.domain.service_records import Correction, change_of, correction_id, of_record
from graph_service.domain.store_content import StoreContent
from graph_service.domain.tables import HASH_MODULUS, Table, Tables, hash_sum, row_hashes, table_of, tables_of
from graph_service.domain.write_summary import KindCounts, WriteSummary
from graph_service.domain.writes import (
    BEFORE_NUMBERS,
    NEVER,
    BeforeImage,
    Footprint,
    StoredWrite,
    WriteHow,
    next_footprint,
    row_texts,
    table_of_texts,
    write_of_earlier_layout,
)
from graph_service.errors import UnknownReferenceError, WriteTooLargeError
from graph_service.ports import Progress
from graph_service.transaction import Transaction


@dataclass(frozen=True, slots=True)
class WriteHead:
    """What is noted of a write beside its number: who, how, and of a delivery whose and of which day."""

    how: WriteHow
    by: str
    agency: str
    deliverer: str
    as_of: date | None

    def numbered(
        self,
        transaction: Transaction,
        recorded_at: datetime,
        tables: Collection[str],
        content_hash: str,
        *,
        undoes: int = 0,
    ) -> StoredWrite:
        """Return the write under the next number."""
        return StoredWrite(
            number=next_number(transaction),
            recorded_at=recorded_at,
            by=self.by,
            agency=self.agency,
            how=self.how,
            deliverer=self.deliverer,
            as_of=self.as_of,
            tables=tuple(tables),
            content_hash=content_hash,
            undoes=undoes,
        )


def next_number(transaction: Transaction) -> int:
    """Return the number of the write under way."""
    writes = transaction.writes()
    return writes[-1].number + 1 if writes else 1


class Sums:
    """The two sums of record hashes, of cases and of the service, while they change."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._content = transaction.content_sum()
        self._service = transaction.service_sum()

    def add(self, kind: Kind, change: int) -> None:
        """Add to the sum of a kind."""
        if kind.name in KINDS:
            self._content += change
        else:
            self._service += change

    def store(self) -> str:
        """Store both, and return the content hash."""
        self._transaction.set_content_sum(self._content % HASH_MODULUS)
        self._transaction.set_service_sum(self._service % HASH_MODULUS)
        return f"{self._content % HASH_MODULUS:032x}"


@dataclass(slots=True)
class RecordsWritten:
    """A write of records under way."""

    transaction: Transaction
    head: WriteHead
    recorded_at: datetime
    reason: Reason
    is_correction: bool
    limit: int | None
    number: int = 0
    content_hash: str = ""
    images: list[BeforeImage] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    n_removed: int = 0
    n_put: int = 0
    n_service: int = 0

    def __post_init__(self) -> None:
        self.number = next_number(self.transaction)

    def write(self, tables: Tables, gone: Gone, progress: Progress) -> WriteSummary:
        """Store what is new, changed or filled, take out or end what is gone, and store the sums."""
        admitted = {name: admit(table) for name, table in tables.items() if len(table)}
        counts: dict[str, KindCounts] = {}
        sums = Sums(self.transaction)
        for name, kind in ALL_KINDS.items():
            if name in admitted:
                progress(f"writing {kind.table}", len(admitted[name]))
                counts[name], change = self._write_kind(admitted[name], admitted)
                sums.add(kind, change)
        for name, kind in KINDS.items():
            if name in gone.ended:
                sums.add(kind, self._end(admit(gone.ended[name])))
        for name in reversed([name for name in KINDS if gone.removed.get(name)]):
            sums.add(KINDS[name], -self._remove(KINDS[name], gone.removed[name]))
        if self.corrections:
            table = tables_of(self.corrections)["correction"]
            hashes = row_hashes(table)
            self._put(table, hashes, [Footprint(self.number, self.number)] * len(table), ())
            sums.add(table.kind, hash_sum(hashes))
        self.content_hash = sums.store()
        return WriteSummary({name: n for name, n in counts.items() if name in KINDS}, self.content_hash)

    def note(self, brought: Collection[str]) -> None:
        """Note the write if it changed something or is a delivery, and keep what it found."""
        has_changed = bool(self.n_put or self.n_removed or self.images)
        if has_changed or (self.head.how is WriteHow.IMPORT and brought):
            self.transaction.append_write(
                self.head.numbered(self.transaction, self.recorded_at, sorted(brought), self.content_hash)
            )
        if has_changed:
            self.transaction.keep_before(self.number, self.images)

    def details(self, summary: WriteSummary) -> dict[str, str | int]:
        """Return what the audit trail says of it."""
        sums = summary.total
        details: dict[str, str | int] = {
            "n_new": sums.n_new,
            "n_changed": sums.n_changed,
            "n_unchanged": sums.n_unchanged,
        }
        more = {"n_filled": sums.n_filled, "n_removed": self.n_removed, "n_service_new": self.n_service}
        return details | {name: n for name, n in more.items() if n}

    def _write_kind(self, table: Table, written: Tables) -> tuple[KindCounts, int]:
        """Store what is new, changed or filled of one kind; the counts, and by how much its sum changes."""
        kind = table.kind
        hashes = row_hashes(table)
        stored = self.transaction.hashes(kind, table.keys)
        positions = [i for i, key in enumerate(table.keys) if stored.get(key) != hashes[i]] if stored else None
        fresh = table if positions is None or len(positions) == len(table) else table.take(positions)
        said = hashes if positions is None else [hashes[i] for i in positions]
        replaced = [key for key in fresh.keys if key in stored] if stored else []
        footprints: dict[str, Footprint] = {}
        fresh_hashes = said
        fills = kind.is_act and not self.is_correction
        if replaced:
            footprints = self.transaction.footprints(kind, replaced)
            before = self.transaction.rows(kind, replaced)
            if fills:
                fresh, fresh_hashes, said = _with_fills(fresh, said, before, stored)
                replaced = [key for key in fresh.keys if key in stored]
                before = before.take([i for i, key in enumerate(before.keys) if key in set(replaced)])
            self._keep(before, footprints)
            if not fills:
                self._correct(before, fresh)
        _check_references(self.transaction, fresh, written)
        n_unchanged = len(table) - len(fresh)
        if n_unchanged and self.head.how is WriteHow.IMPORT:
            self._take_over(kind, set(table.keys) - set(fresh.keys))
        if len(fresh):
            self._put(fresh, fresh_hashes, self._footprints(fresh, fresh_hashes, said, stored, footprints), replaced)
        n_new = len(fresh) - len(replaced)
        self.n_service += n_new if kind.name in SERVICE_KINDS else 0
        n_changed, n_filled = (0, len(replaced)) if fills else (len(replaced), 0)
        change = hash_sum(fresh_hashes) - hash_sum(stored[key] for key in replaced)
        return KindCounts(n_new, n_changed, n_unchanged, n_filled), change

    def _footprints(
        self,
        table: Table,
        hashes: Sequence[bytes],
        said: Sequence[bytes],
        stored: Mapping[str, bytes],
        before: Mapping[str, Footprint],
    ) -> list[Footprint]:
        is_delivery = self.head.how is WriteHow.IMPORT and table.kind.name in KINDS
        if not before:
            new = Footprint(self.number, self.number, self.number if is_delivery else NEVER)
            return [new] * len(table)
        return [
            next_footprint(
                before.get(key),
                self.number,
                is_delivery=is_delivery,
                said=said[i],
                replaced=stored.get(key),
                stored=hashes[i],
            )
            for i, key in enumerate(table.keys)
        ]

    def _take_over(self, kind: Kind, unchanged: Collection[str]) -> None:
        """Note who brought records that stay as they are, where another did before or they departed from it."""
        taken_over = self.transaction.keys_of_others(kind, (self.head.deliverer, self.head.agency)) & set(unchanged)
        if taken_over:
            before = self.transaction.footprints(kind, taken_over)
            self.images += [BeforeImage(kind.name, key, None, footprint) for key, footprint in sorted(before.items())]
            after = {
                key: Footprint(footprint.first_write, footprint.last_write, self.number)
                for key, footprint in before.items()
            }
            self.transaction.mark(kind, after)

    def _end(self, table: Table) -> int:
        """Replace records that are gone by such as have ended; nobody delivers those."""
        kind = table.kind
        stored = self.transaction.hashes(kind, table.keys)
        before = self.transaction.rows(kind, table.keys)
        footprints = self.transaction.footprints(kind, table.keys)
        self._keep(before, footprints)
        self._correct(before, table)
        hashes = row_hashes(table)
        after = [Footprint(footprints[key].first_write, self.number) for key in table.keys]
        self._put(table, hashes, after, table.keys)
        return hash_sum(hashes) - hash_sum(stored.values())

    def _remove(self, kind: Kind, keys: Collection[str]) -> int:
        """Take records out that are gone, and keep what stood there in a correction."""
        hashes = self.transaction.hashes(kind, keys)
        before = self.transaction.rows(kind, hashes.keys())
        self._keep(before, self.transaction.footprints(kind, hashes.keys()))
        self._correct(before, None)
        self.transaction.delete(kind, hashes.keys())
        self.n_removed += len(hashes)
        return hash_sum(hashes.values())

    def _keep(self, before: Table, footprints: Mapping[str, Footprint]) -> None:
        texts = zip(before.keys, row_texts(before), strict=True)
        self.images += [BeforeImage(before.kind.name, key, text, footprints[key]) for key, text in texts]

    def _correct(self, before: Table, after: Table | None) -> None:
        if before.kind.name not in KINDS:
            return
        rows = {} if after is None else dict(zip(after.keys, after.rows(), strict=True))
        for key, row in zip(before.keys, before.rows(), strict=True):
            of = of_record(before.kind, key)
            names, values = change_of(before.kind, row, rows.get(key))
            self.corrections.append(
                Correction(
                    correction_id=correction_id(of, self.number),
                    of=of,
                    fields=names,
                    before=values,
                    corrected_on=self.recorded_at.date(),
                    corrected_by=self.head.by,
                    reason=self.reason(before.kind, key) or self.head.how.value,
                )
            )
            self.n_service += 1

    def _put(
        self, table: Table, hashes: Sequence[bytes], footprints: Sequence[Footprint], replaced: Collection[str]
    ) -> None:
        self.n_put += len(table)
        n_rows = self.n_put + len(self.images)
        if self.limit is not None and n_rows > self.limit:
            raise WriteTooLargeError(too_large(n_rows, self.limit))
        self.transaction.put(table, hashes, footprints, replaced=set(replaced))


def too_large(n_rows: int, limit: int) -> str:
    """Say that a write has more rows than a store takes in one."""
    return (
        f"{n_rows} rows in one write, what is kept of before among them, and at most {limit} are taken: raise "
        "GRUPPKARTA_STORE_MAX_ROWS, and the memory of the database server with it, or import in parts"
    )


def _with_fills(
    brought: Table, said: Sequence[bytes], before: Table, stored: Mapping[str, bytes]
) -> tuple[Table, list[bytes], list[bytes]]:
    """Merge acts with what is stored of them, and leave out those that gain nothing; hashes of them, and as brought."""
    kind = brought.kind
    rows_before = dict(zip(before.keys, before.rows(), strict=True))
    rows: list[Row] = []
    for row in brought.rows():
        old = rows_before.get(str(row[0]))
        if old is not None:
            refuse_overwriting(kind, old, row)
        rows.append(row if old is None else filled(old, row))
    merged = table_of(kind, rows)
    hashes = row_hashes(merged)
    gaining = [i for i, key in enumerate(merged.keys) if stored.get(key) != hashes[i]]
    return merged.take(gaining), [hashes[i] for i in gaining], [said[i] for i in gaining]


def _check_references(transaction: Transaction, table: Table, written: Tables) -> None:
    for reference in table.kind.references:
        target = KINDS[str(reference.target)]
        keys = {str(value) for value in table.column(reference.name) if value is not None}
        if target.name in written:
            keys -= set(written[target.name].keys)
        missing = keys - transaction.hashes(target, keys).keys() if keys else set()
        if missing:
            message = f"{table.kind.table}.{reference.name}: no such {target.name}: {', '.join(sorted(missing)[:5])}"
            raise UnknownReferenceError(message)


def filled_with(transaction: Transaction, content: StoreContent, progress: Progress) -> str:
    """Store all that another store held of records and writes in an empty one; the content hash."""
    sums = Sums(transaction)
    tables = {name: admit(table) for name, table in content.tables.items() if len(table)}
    for name, kind in ALL_KINDS.items():
        if name in tables:
            table = tables[name]
            progress(f"writing {kind.table}", len(table))
            _check_references(transaction, table, tables)
            footprints = content.footprints.get(name, {})
            hashes = row_hashes(table)
            transaction.put(table, hashes, [footprints.get(key, BEFORE_NUMBERS) for key in table.keys], replaced=set())
            sums.add(kind, hash_sum(hashes))
    content_hash = sums.store()
    for write in content.writes or (write_of_earlier_layout(content.trail, content_hash),):
        transaction.append_write(write)
    return content_hash


def taken_back(
    transaction: Transaction, number: int, head: WriteHead, recorded_at: datetime
) -> tuple[WriteSummary, dict[str, str | int]]:
    """Take a write back: what it made goes, and what it found is there again; counts by kind, and for the trail."""
    sums = Sums(transaction)
    images = transaction.before_images()
    counts: dict[str, KindCounts] = {}
    n_back = 0
    for name, kind in ALL_KINDS.items():
        of_kind = [image for image in images if image.kind == name]
        marks = {image.key: image.footprint for image in of_kind if image.row is None}
        if marks:
            transaction.mark(kind, marks)
        replaced = [image for image in of_kind if image.row is not None]
        if replaced:
            table = table_of_texts(kind, [str(image.row) for image in replaced])
            stored = transaction.hashes(kind, table.keys)
            hashes = row_hashes(table)
            transaction.put(table, hashes, [image.footprint for image in replaced], replaced=set(stored))
            sums.add(kind, hash_sum(hashes) - hash_sum(stored.values()))
            counts[name] = KindCounts(n_new=len(table) - len(stored), n_changed=len(stored))
            n_back += len(table) - len(stored)
    removed: dict[str, int] = {}
    for name in reversed(list(ALL_KINDS)):
        kind = ALL_KINDS[name]
        hashes_of_new = transaction.hashes(kind, transaction.keys_made_by(kind, number))
        if hashes_of_new:
            transaction.delete(kind, hashes_of_new.keys())
            sums.add(kind, -hash_sum(hashes_of_new.values()))
            removed[name] = len(hashes_of_new)
    n_erased = sum(n for name, n in removed.items() if name in KINDS)
    n_service_erased = sum(n for name, n in removed.items() if name in SERVICE_KINDS)
    content_hash = sums.store()
    transaction.append_write(head.numbered(transaction, recorded_at, (), content_hash, undoes=number))
    transaction.keep_before(0, ())
    details: dict[str, str | int] = {
        "undoes": number,
        "n_new": n_back,
        "n_changed": sum(n.n_changed for n in counts.values()),
        "n_erased": n_erased,
    }
    if n_service_erased:
        details["n_service_erased"] = n_service_erased
    kinds = {name: counts.get(name, KindCounts()) for name in KINDS if name in counts or name in removed}
    summary = WriteSummary(
        {name: KindCounts(n.n_new, n.n_changed, n_removed=removed.get(name, 0)) for name, n in kinds.items()},
        content_hash,
    )
    return summary, details
