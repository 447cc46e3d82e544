"""A write to a SQLite store, inside one database transaction."""

import re
import sqlite3
from collections.abc import Collection, Mapping, Sequence

from graph_service.adapters.sqlite_reading import read_columns
from graph_service.adapters.sqlite_residue import note_removed, note_replaced
from graph_service.adapters.sqlite_tables import (
    AUDIT_COLUMNS,
    BEFORE_NAMES,
    FOOTPRINT_NAMES,
    TOKEN_COLUMNS,
    WRITE_NAMES,
    batches,
    index_name,
    insert_statement,
    reference_indexes,
    stored,
)
from graph_service.domain.audit import CHAIN_START, AuditEntry, fields_of
from graph_service.domain.plain_columns import table_of_plain
from graph_service.domain.schema import KINDS, Kind
from graph_service.domain.store_content import StoredToken
from graph_service.domain.tables import HASH_BYTES, Table
from graph_service.domain.writes import BeforeImage, Footprint, StoredWrite
from graph_service.errors import RESTORE, DamagedStoreError
from graph_service.transaction import Step, Transaction

SCAN_FROM = 2_000  # keys from which reading a whole small table beats looking each one up
BULK_FROM = 5_000  # rows from which an index is made after an empty table is filled


class SQLiteTransaction(Transaction):
    """See `Transaction`; that old content may still lie in the file is noted with the change."""

    def __init__(self, sql: sqlite3.Connection, on_step: Step) -> None:
        self._sql = sql
        self._on_step = on_step

    def hashes(self, kind: Kind, keys: Collection[str]) -> dict[str, bytes]:
        """See `Transaction.hashes`."""
        if is_empty_in(self._sql, kind):
            return {}
        query = f'SELECT "{kind.key}", record_hash FROM "{kind.table}"'
        if len(keys) >= SCAN_FROM and count_in(self._sql, kind) <= 4 * len(keys):
            selected = set(keys)
            hashes = {key: value for key, value in self._sql.execute(query) if key in selected}
        else:
            hashes = {
                key: value
                for marks, batch in batches(keys)
                for key, value in self._sql.execute(f'{query} WHERE "{kind.key}" IN ({marks})', batch)
            }
        if not all(isinstance(value, bytes) and len(value) == HASH_BYTES for value in hashes.values()):
            message = f"a hash of {kind.table} is none any more: {RESTORE}"
            raise DamagedStoreError(message)
        return hashes

    def rows(self, kind: Kind, keys: Collection[str] | None = None) -> Table:
        """See `Transaction.rows`."""
        return table_of_plain(kind, read_columns(self._sql, kind, kind.names, keys=keys))

    def footprints(self, kind: Kind, keys: Collection[str]) -> dict[str, Footprint]:
        """See `Transaction.footprints`."""
        return footprints_in(self._sql, kind, keys)

    def keys_of_others(self, kind: Kind, whose: tuple[str, str]) -> set[str]:
        """See `Transaction.keys_of_others`."""
        query = (
            f'SELECT "{kind.key}" FROM "{kind.table}" '
            f"WHERE delivered_hash IS NOT NULL OR last_delivery NOT IN ({DELIVERIES})"
        )
        return {key for (key,) in self._sql.execute(query, whose)}

    def keys_made_by(self, kind: Kind, number: int) -> set[str]:
        """See `Transaction.keys_made_by`."""
        query = f'SELECT "{kind.key}" FROM "{kind.table}" WHERE first_write = ?'
        return {key for (key,) in self._sql.execute(query, (number,))}

    def put(
        self, table: Table, hashes: Sequence[bytes], footprints: Sequence[Footprint], *, replaced: Collection[str]
    ) -> None:
        """See `Transaction.put`."""
        kind = table.kind
        self._on_step(f"put {kind.table}")
        if replaced:
            note_replaced(self._sql)
        indexes = {}
        if len(table) >= BULK_FROM and is_empty_in(self._sql, kind):
            # the index on a reference to the kind itself serves the load
            needed = {index_name(kind, field) for field in kind.references if field.target == kind.name}
            indexes = {name: text for name, text in reference_indexes(kind).items() if name not in needed}
        for name in indexes:
            self._sql.execute(f'DROP INDEX "{name}"')
        columns = [stored(field, column) for field, column in zip(kind.fields, table.columns, strict=True)]
        rows = zip(*columns, hashes, *footprint_columns(footprints), strict=True)
        self._sql.executemany(insert_statement(kind, replacing=bool(replaced)), rows)
        for text in indexes.values():
            self._sql.execute(text)

    def mark(self, kind: Kind, footprints: Mapping[str, Footprint]) -> None:
        """See `Transaction.mark`."""
        self._on_step(f"mark {kind.table}")
        changes = ", ".join(f"{name} = ?" for name in FOOTPRINT_NAMES)
        rows = zip(*footprint_columns(list(footprints.values())), footprints, strict=True)
        self._sql.executemany(f'UPDATE "{kind.table}" SET {changes} WHERE "{kind.key}" = ?', rows)

    def delete(self, kind: Kind, keys: Collection[str]) -> None:
        """See `Transaction.delete`."""
        self._on_step(f"delete {kind.table}")
        note_removed(self._sql)
        self._sql.executemany(f'DELETE FROM "{kind.table}" WHERE "{kind.key}" = ?', ((key,) for key in keys))

    def referring(self, kind: Kind, keys: Collection[str]) -> dict[str, set[str]]:
        """See `Transaction.referring`."""
        referring: dict[str, set[str]] = {}
        for source in KINDS.values():
            for field in source.references:
                if field.target != kind.name or is_empty_in(self._sql, source):
                    continue
                for marks, batch in batches(keys):
                    query = f'SELECT "{source.key}" FROM "{source.table}" WHERE "{field.name}" IN ({marks})'
                    referring.setdefault(source.name, set()).update(key for (key,) in self._sql.execute(query, batch))
        return {name: source_keys for name, source_keys in referring.items() if source_keys}

    def content_sum(self) -> int:
        """See `Transaction.content_sum`."""
        return int(content_hash_in(self._sql), 16)

    def set_content_sum(self, value: int) -> None:
        """See `Transaction.set_content_sum`."""
        self._on_step("content sum")
        self._sql.execute("UPDATE gk_store SET content_sum = ?", (f"{value:032x}",))

    def service_sum(self) -> int:
        """See `Transaction.service_sum`."""
        return int(service_hash_in(self._sql), 16)

    def set_service_sum(self, value: int) -> None:
        """See `Transaction.set_service_sum`."""
        self._sql.execute("UPDATE gk_store SET service_sum = ?", (f"{value:032x}",))

    def writes(self) -> list[StoredWrite]:
        """See `Transaction.writes`."""
        return writes_in(self._sql)

    def append_write(self, write: StoredWrite) -> None:
        """See `Transaction.append_write`."""
        self._on_step("write")
        texts = write.as_texts()
        marks = ", ".join("?" * len(WRITE_NAMES))
        self._sql.execute(f"INSERT INTO gk_write VALUES ({marks})", [texts[name] for name in WRITE_NAMES])

    def undoable(self) -> int:
        """See `Transaction.undoable`."""
        return undoable_in(self._sql)

    def before_images(self) -> list[BeforeImage]:
        """See `Transaction.before_images`."""
        rows = self._sql.execute(f"SELECT {', '.join(BEFORE_NAMES)} FROM gk_before")
        return [
            BeforeImage(kind, key, row, Footprint(first, last, delivery, said))
            for kind, key, first, last, delivery, row, said in rows
        ]

    def keep_before(self, number: int, images: Sequence[BeforeImage]) -> None:
        """See `Transaction.keep_before`."""
        self._on_step("before")
        if self._sql.execute("SELECT 1 FROM gk_before LIMIT 1").fetchone() is not None:
            note_replaced(self._sql)
            self._sql.execute("DELETE FROM gk_before")
        rows = (
            (image.kind, image.key, first, last, delivery, image.row, said)
            for image, first, last, delivery, said in zip(
                images, *footprint_columns([image.footprint for image in images]), strict=True
            )
        )
        self._sql.executemany(f"INSERT INTO gk_before VALUES ({', '.join('?' * len(BEFORE_NAMES))})", rows)
        self._sql.execute("UPDATE gk_store SET undoable = ?", (number,))

    def audit_head(self) -> tuple[int, str]:
        """See `Transaction.audit_head`."""
        return audit_head_in(self._sql)

    def append_audit(self, entry: AuditEntry) -> None:
        """See `Transaction.append_audit`."""
        self._on_step("audit")
        fields = fields_of(entry)
        row = [fields[name] for name in AUDIT_COLUMNS]
        self._sql.execute("INSERT INTO gk_audit VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def subject_references(self, person_ids: Collection[str]) -> dict[str, str]:
        """See `Transaction.subject_references`."""
        query = "SELECT person_id, reference FROM gk_subject WHERE person_id IN"
        return dict(
            row for marks, batch in batches(person_ids) for row in self._sql.execute(f"{query} ({marks})", batch)
        )

    def put_subject_references(self, references: Mapping[str, str]) -> None:
        """See `Transaction.put_subject_references`."""
        self._on_step("put subjects")
        self._sql.executemany("INSERT INTO gk_subject VALUES (?, ?)", references.items())

    def delete_subject_references(self, person_ids: Collection[str]) -> None:
        """See `Transaction.delete_subject_references`."""
        self._on_step("delete subjects")
        note_removed(self._sql)
        self._sql.executemany("DELETE FROM gk_subject WHERE person_id = ?", ((person_id,) for person_id in person_ids))

    def put_token(self, token: StoredToken) -> None:
        """See `Transaction.put_token`."""
        self._on_step("put token")
        texts = token.as_texts()
        row = [texts[name] for name in TOKEN_COLUMNS]
        self._sql.execute("INSERT OR REPLACE INTO gk_token VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


DELIVERIES = "SELECT number FROM gk_write WHERE deliverer = ? AND (how = 'import' AND agency = ? OR number = 0)"


def footprint_columns(footprints: Sequence[Footprint]) -> list[list[int | bytes | None]]:
    """Return the parts of footprints, in the order of their columns."""
    return [
        [footprint.first_write for footprint in footprints],
        [footprint.last_write for footprint in footprints],
        [footprint.last_delivery for footprint in footprints],
        [footprint.delivered_hash for footprint in footprints],
    ]


def footprints_in(sql: sqlite3.Connection, kind: Kind, keys: Collection[str] | None = None) -> dict[str, Footprint]:
    """Return the footprints of records that exist, by key; without keys, of all."""
    query = f'SELECT "{kind.key}", {", ".join(FOOTPRINT_NAMES)} FROM "{kind.table}"'
    if keys is None:
        rows = sql.execute(query).fetchall()
    else:
        rows = [
            row
            for marks, batch in batches(keys)
            for row in sql.execute(f'{query} WHERE "{kind.key}" IN ({marks})', batch)
        ]
    return {key: Footprint(*parts) for key, *parts in rows}


def writes_in(sql: sqlite3.Connection) -> list[StoredWrite]:
    """Return all writes, in order."""
    rows = sql.execute(f"SELECT {', '.join(WRITE_NAMES)} FROM gk_write ORDER BY number")
    return [StoredWrite.from_texts(dict(zip(WRITE_NAMES, row, strict=True))) for row in rows]


def undoable_in(sql: sqlite3.Connection) -> int:
    """Return the number of the write that can be taken back."""
    return int(sql.execute("SELECT undoable FROM gk_store").fetchone()[0])


def service_hash_in(sql: sqlite3.Connection) -> str:
    """Return the hash of the records of the service kept by the writes."""
    return _sum_in(sql, "service_sum")


def content_hash_in(sql: sqlite3.Connection) -> str:
    """Return the content hash kept by the writes."""
    return _sum_in(sql, "content_sum")


def _sum_in(sql: sqlite3.Connection, name: str) -> str:
    (value,) = sql.execute(f"SELECT {name} FROM gk_store").fetchone() or (None,)
    if not isinstance(value, str) or not re.fullmatch(r"[0-9a-f]{32}", value):
        message = f"the store does not know its content hash any more: {RESTORE}"
        raise DamagedStoreError(message)
    return value


def audit_head_in(sql: sqlite3.Connection) -> tuple[int, str]:
    """Return number and chain of the last audit entry."""
    number, chain = sql.execute("SELECT number, chain FROM gk_audit ORDER BY number DESC LIMIT 1").fetchone() or (
        0,
        CHAIN_START,
    )
    if not isinstance(chain, str) or not re.fullmatch(r"[0-9a-f]{64}", chain):
        message = f"the last entry of the audit trail, {number}, is no entry any more: {RESTORE}"
        raise DamagedStoreError(message)
    return int(number), chain


def count_in(sql: sqlite3.Connection, kind: Kind) -> int:
    """Count records."""
    (n,) = sql.execute(f'SELECT count(*) FROM "{kind.table}"').fetchone()
    return int(n)


def is_empty_in(sql: sqlite3.Connection, kind: Kind) -> bool:
    """Say whether there is no record, without counting."""
    return sql.execute(f'SELECT 1 FROM "{kind.table}" LIMIT 1').fetchone() is None
