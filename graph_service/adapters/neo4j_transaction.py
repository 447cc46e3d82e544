"""A write to a Neo4j store, inside one explicit transaction."""

from collections.abc import Collection, Mapping, Sequence
from typing import LiteralString

from neo4j import Transaction as DriverTransaction

from graph_service.adapters import neo4j_cypher as text
from graph_service.adapters.neo4j_cypher import batches
from graph_service.adapters.neo4j_reading import (
    footprints_in,
    keys_delivered_in,
    read_columns,
    runner,
    writes_in,
)
from graph_service.domain.audit import AuditEntry, fields_of
from graph_service.domain.plain_columns import table_of_plain
from graph_service.domain.schema import KINDS, Kind, Shape
from graph_service.domain.store_content import StoredToken
from graph_service.domain.tables import Table
from graph_service.domain.writes import BeforeImage, Footprint, StoredWrite
from graph_service.transaction import Step, Transaction

Row = dict[str, object]  # what a statement takes of one record
TrailHead = tuple[int, str]  # number and chain of the last entry, read under the lock on the trail


class Neo4jTransaction(Transaction):
    """See `Transaction`. `has_changed` says whether records were changed.

    The writer of records holds the lock on the store node from the beginning. The lock on the trail
    node is taken when something is appended, so that looks need not wait for the end of a long import;
    a transaction that changes no records has it from the beginning, and knows the head of the trail.
    """

    def __init__(self, transaction: DriverTransaction, on_step: Step, head: TrailHead | None) -> None:
        self._run = transaction.run
        self._on_step = on_step
        self._head = head
        self.has_changed = False

    def hashes(self, kind: Kind, keys: Collection[str]) -> dict[str, bytes]:
        """See `Transaction.hashes`."""
        stored: dict[str, bytes] = {}
        for name in kind.labels.values():
            if not self._count(kind, name):
                continue
            statement = text.cypher(
                f"UNWIND $keys AS key MATCH {text.matched(kind, name, 'key')} "
                "RETURN collect(key) AS keys, collect(r.record_hash) AS hashes"
            )
            for batch in batches(list(keys)):
                record = self._run(statement, keys=batch).single(strict=True)
                stored.update(zip(record["keys"], map(bytes.fromhex, record["hashes"]), strict=True))
        return stored

    def rows(self, kind: Kind, keys: Collection[str] | None = None) -> Table:
        """See `Transaction.rows`."""
        columns = read_columns(runner(self._run), kind, kind.names, keys=None if keys is None else sorted(keys))
        return table_of_plain(kind, columns)

    def footprints(self, kind: Kind, keys: Collection[str]) -> dict[str, Footprint]:
        """See `Transaction.footprints`."""
        return footprints_in(runner(self._run), kind, sorted(keys))

    def keys_of_others(self, kind: Kind, whose: tuple[str, str]) -> set[str]:
        """See `Transaction.keys_of_others`."""
        return keys_delivered_in(runner(self._run), kind, whose, by_others=True)

    def keys_made_by(self, kind: Kind, number: int) -> set[str]:
        """See `Transaction.keys_made_by`."""
        return {
            key
            for name in kind.labels.values()
            for key in self._run(text.keys_made_by_statement(kind, name), number=number).value("key")
        }

    def put(
        self, table: Table, hashes: Sequence[bytes], footprints: Sequence[Footprint], *, replaced: Collection[str]
    ) -> None:
        """See `Transaction.put`."""
        kind = table.kind
        self._on_step(f"put {kind.table}")
        self.has_changed = True
        if replaced:
            self._note_removed()
        if kind.shape is Shape.LINK and replaced:
            self.delete(kind, replaced)  # its ends or its type may have changed
        rows = _rows(table, hashes, footprints)
        by = table.column(kind.by) if kind.by else [""] * len(table)
        for value, name in kind.labels.items():
            labelled = [row for row, word in zip(rows, by, strict=True) if str(word) == value]
            changed, fresh = list[Row](), labelled
            if kind.shape is Shape.NODE and replaced:
                changed = [row for row in labelled if row["key"] in replaced]
                fresh = [row for row in labelled if row["key"] not in replaced]
            self._put(text.put_statements(kind, name, replacing=True), changed)
            self._put(text.put_statements(kind, name, replacing=False), fresh)

    def mark(self, kind: Kind, footprints: Mapping[str, Footprint]) -> None:
        """See `Transaction.mark`."""
        self._on_step(f"mark {kind.table}")
        self.has_changed = True
        rows = [{"key": key, "footprint": text.footprint(footprint)} for key, footprint in footprints.items()]
        for name in kind.labels.values():
            for batch in batches(rows):
                self._run(text.mark_statement(kind, name), rows=batch).consume()

    def delete(self, kind: Kind, keys: Collection[str]) -> None:
        """See `Transaction.delete`."""
        self._on_step(f"delete {kind.table}")
        self.has_changed = True
        self._note_removed()
        for name in kind.labels.values():
            for batch in batches(list(keys)):
                self._run(text.delete_statement(kind, name), keys=batch).consume()

    def referring(self, kind: Kind, keys: Collection[str]) -> dict[str, set[str]]:
        """See `Transaction.referring`."""
        referring: dict[str, set[str]] = {}
        for source in KINDS.values():
            for field in source.references:
                if field.target != kind.name:
                    continue
                for batch in batches(list(keys)):
                    rows = self._run(text.referring_statement(kind, source, field), keys=batch).value("key")
                    if rows:
                        referring.setdefault(source.name, set()).update(rows)
        return referring

    def content_sum(self) -> int:
        """See `Transaction.content_sum`."""
        record = self._run(text.cypher(f"MATCH (s:{text.STORE}) RETURN s.content_sum AS value")).single(strict=True)
        return int(record["value"], 16)

    def set_content_sum(self, value: int) -> None:
        """See `Transaction.set_content_sum`."""
        self._on_step("content sum")
        statement = text.cypher(f"MATCH (s:{text.STORE}) SET s.content_sum = $value")
        self._run(statement, value=f"{value:032x}").consume()

    def service_sum(self) -> int:
        """See `Transaction.service_sum`."""
        return int(str(self._of_store("service_sum")), 16)

    def set_service_sum(self, value: int) -> None:
        """See `Transaction.set_service_sum`."""
        self._run(text.cypher(f"MATCH (s:{text.STORE}) SET s.service_sum = $value"), value=f"{value:032x}").consume()

    def writes(self) -> list[StoredWrite]:
        """See `Transaction.writes`."""
        return writes_in(runner(self._run))

    def append_write(self, write: StoredWrite) -> None:
        """See `Transaction.append_write`."""
        self._on_step("write")
        statement = text.cypher(f"CREATE (n:{text.WRITE}) SET n = $properties")
        self._run(statement, properties=write.as_texts()).consume()

    def undoable(self) -> int:
        """See `Transaction.undoable`."""
        return int(str(self._of_store("undoable")))

    def before_images(self) -> list[BeforeImage]:
        """See `Transaction.before_images`."""
        rows = self._run(text.cypher(f"MATCH (n:{text.BEFORE}) RETURN n{{.*}} AS n")).value("n")
        return [BeforeImage(row["kind"], row["key"], row.get("before_row"), text.footprint_of(row)) for row in rows]

    def keep_before(self, number: int, images: Sequence[BeforeImage]) -> None:
        """See `Transaction.keep_before`."""
        self._on_step("before")
        forget = text.cypher(f"MATCH (n:{text.BEFORE}) DELETE n RETURN count(n) AS n")
        if self._run(forget).single(strict=True)["n"]:
            self._note_removed()
        statement = text.cypher(f"UNWIND $rows AS row CREATE (n:{text.BEFORE}) SET n = row")
        rows = [
            {"kind": image.kind, "key": image.key, "before_row": image.row, **text.footprint(image.footprint)}
            for image in images
        ]
        for batch in batches(rows):
            self._run(statement, rows=batch).consume()
        self._run(text.cypher(f"MATCH (s:{text.STORE}) SET s.undoable = $number"), number=number).consume()

    def _of_store(self, name: str) -> object:
        return self._run(text.cypher(f"MATCH (s:{text.STORE}) RETURN s.{name} AS value")).single(strict=True)["value"]

    def audit_head(self) -> tuple[int, str]:
        """See `Transaction.audit_head`."""
        if self._head is None:
            record = self._run(text.trail_statement()).single(strict=True)
            self._head = int(record["number"]), str(record["chain"])
        return self._head

    def append_audit(self, entry: AuditEntry) -> None:
        """See `Transaction.append_audit`."""
        self._on_step("audit")
        statement = text.cypher(
            f"CREATE (n:{text.AUDIT}) SET n = $properties WITH n "
            f"MATCH (t:{text.TRAIL}) SET t.number = n.number, t.chain = n.chain"
        )
        self._run(statement, properties=fields_of(entry)).consume()
        self._head = entry.number, entry.chain

    def append_trail(self, entries: Sequence[AuditEntry]) -> None:
        """See `Transaction.append_trail`: many in a statement, and the last of them by itself."""
        statement = text.cypher(f"UNWIND $rows AS row CREATE (n:{text.AUDIT}) SET n = row")
        for batch in batches([fields_of(entry) for entry in entries[:-1]]):
            self._run(statement, rows=batch).consume()
        for entry in entries[-1:]:
            self.append_audit(entry)

    def subject_references(self, person_ids: Collection[str]) -> dict[str, str]:
        """See `Transaction.subject_references`."""
        self.audit_head()  # holds the lock: nobody else may give one of them another reference meanwhile
        statement = text.cypher(
            f"UNWIND $keys AS key MATCH (n:{text.SUBJECT} {{person_id: key}}) "
            "RETURN collect(key) AS keys, collect(n.reference) AS names"
        )
        references: dict[str, str] = {}
        for batch in batches(list(person_ids)):
            record = self._run(statement, keys=batch).single(strict=True)
            references.update(zip(record["keys"], record["names"], strict=True))
        return references

    def put_subject_references(self, references: Mapping[str, str]) -> None:
        """See `Transaction.put_subject_references`."""
        self._on_step("put subjects")
        statement = text.cypher(f"UNWIND $rows AS row CREATE (n:{text.SUBJECT}) SET n = row")
        rows = [{"person_id": person_id, "reference": reference} for person_id, reference in references.items()]
        for batch in batches(rows):
            self._run(statement, rows=batch).consume()

    def delete_subject_references(self, person_ids: Collection[str]) -> None:
        """See `Transaction.delete_subject_references`."""
        self._on_step("delete subjects")
        statement = text.cypher(f"UNWIND $keys AS key MATCH (n:{text.SUBJECT} {{person_id: key}}) DELETE n")
        for batch in batches(list(person_ids)):
            self._run(statement, keys=batch).consume()

    def put_token(self, token: StoredToken) -> None:
        """See `Transaction.put_token`."""
        self._on_step("put token")
        statement = text.cypher(f"MERGE (n:{text.TOKEN} {{token_id: $properties.token_id}}) SET n = $properties")
        self._run(statement, properties=token.as_texts()).consume()

    def _note_removed(self) -> None:
        """Note that files of the server hold values that are no more in the database."""
        self._run(text.cypher(f"MATCH (s:{text.STORE}) SET s.has_removed = true")).consume()

    def _put(self, statements: Sequence[tuple[str | None, LiteralString]], rows: list[Row]) -> None:
        for field, statement in statements:
            for batch in batches(rows if field is None else [row for row in rows if row[field] is not None]):
                self._run(statement, rows=batch).consume()

    def _count(self, kind: Kind, name: str) -> int:
        return int(self._run(text.count_statement(kind, name)).single(strict=True)["n"])


def _rows(table: Table, hashes: Sequence[bytes], footprints: Sequence[Footprint]) -> list[Row]:
    kind = table.kind
    property_fields = text.property_fields(kind)
    fields = [(field, kind.index[field.name]) for field in property_fields]
    references = [(field.name, i) for i, field in enumerate(kind.fields) if field not in property_fields]
    return [
        {
            "key": row[0],
            "properties": {field.name: text.sent(field, row[i]) for field, i in fields if row[i] is not None}
            | {"record_hash": row_hash.hex()}
            | text.footprint(footprint),
            **{name: row[i] for name, i in references},
        }
        for row, row_hash, footprint in zip(table.rows(), hashes, footprints, strict=True)
    ]
