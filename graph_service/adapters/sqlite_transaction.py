"""A write to a SQLite store, inside one database transaction."""

import re
import sqlite3
from collections.abc import Collection, Mapping, Sequence

from graph_service.adapters.sqlite_residue import note_removed, note_replaced
from graph_service.adapters.sqlite_tables import (
    AUDIT_COLUMNS,
    TOKEN_COLUMNS,
    batches,
    index_name,
    insert_statement,
    reference_indexes,
    stored,
)
from graph_service.domain.audit import CHAIN_START, AuditEntry, fields_of
from graph_service.domain.schema import KINDS, Kind
from graph_service.domain.store_content import StoredToken
from graph_service.domain.tables import HASH_BYTES, Table
from graph_service.errors import RESTORE, DamagedStoreError
from graph_service.writing import Step, Transaction

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

    def put(self, table: Table, hashes: Sequence[bytes], *, replaced: Collection[str]) -> None:
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
        rows = zip(*columns, hashes, strict=True)
        self._sql.executemany(insert_statement(kind, replacing=bool(replaced)), rows)
        for text in indexes.values():
            self._sql.execute(text)

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


def content_hash_in(sql: sqlite3.Connection) -> str:
    """Return the content hash kept by the writes."""
    (value,) = sql.execute("SELECT content_sum FROM gk_store").fetchone() or (None,)
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
