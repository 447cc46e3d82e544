"""A write to a Neo4j store, inside one explicit transaction."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeVar

from neo4j import Transaction as DriverTransaction

from graph_service.adapters import neo4j_cypher as text
from graph_service.domain.audit import AuditEntry, details_text, instant_text
from graph_service.domain.schema import KINDS, Kind, Shape
from graph_service.domain.tables import Table
from graph_service.ports import Step, StoredToken, Transaction

BATCH_ROWS = 5_000
TrailHead = tuple[int, str]  # number and chain of the last entry, read under the lock on the trail
T = TypeVar("T")


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
        found: dict[str, bytes] = {}
        for name in kind.labels.values():
            if not self._count(kind, name):
                continue
            statement = text.cypher(
                f"UNWIND $keys AS key MATCH {text.matched(kind, name, 'key')} "
                "RETURN collect(key) AS keys, collect(r.record_hash) AS hashes"
            )
            for part in parts(list(keys)):
                record = self._run(statement, keys=part).single(strict=True)
                found.update(zip(record["keys"], map(bytes.fromhex, record["hashes"]), strict=True))
        return found

    def put(self, table: Table, hashes: Sequence[bytes], *, replaced: Collection[str]) -> None:
        """See `Transaction.put`."""
        kind = table.kind
        self._on_step(f"put {kind.table}")
        self.has_changed = True
        if kind.shape is Shape.LINK and replaced:
            self.delete(kind, replaced)  # its ends or its type may have changed
        rows = _rows(table, hashes)
        by = table.column(kind.by) if kind.by else [""] * len(table)
        for value, name in kind.labels.items():
            chosen = [row for row, one in zip(rows, by, strict=True) if str(one) == value]
            known = [row for row in chosen if row["key"] in replaced] if kind.shape is Shape.NODE and replaced else []
            fresh = [row for row in chosen if row["key"] not in replaced] if known else chosen
            for some, replacing in ((known, True), (fresh, False)):
                for field, statement in text.put_statements(kind, name, replacing=replacing) if some else ():
                    wanted = some if field is None else [row for row in some if row[field] is not None]
                    for part in parts(wanted):
                        self._run(statement, rows=part).consume()

    def delete(self, kind: Kind, keys: Collection[str]) -> None:
        """See `Transaction.delete`."""
        self._on_step(f"delete {kind.table}")
        self.has_changed = True
        for name in kind.labels.values():
            for part in parts(list(keys)):
                self._run(text.delete_statement(kind, name), keys=part).consume()

    def referring(self, kind: Kind, keys: Collection[str]) -> dict[str, set[str]]:
        """See `Transaction.referring`."""
        found: dict[str, set[str]] = {}
        for other in KINDS.values():
            for field in other.references:
                if field.target != kind.name:
                    continue
                for part in parts(list(keys)):
                    rows = self._run(text.referring_statement(kind, other, field), keys=part).value("key")
                    if rows:
                        found.setdefault(other.name, set()).update(rows)
        return found

    def content_sum(self) -> int:
        """See `Transaction.content_sum`."""
        record = self._run(text.cypher(f"MATCH (s:{text.STORE}) RETURN s.content_sum AS value")).single(strict=True)
        return int(record["value"], 16)

    def set_content_sum(self, value: int) -> None:
        """See `Transaction.set_content_sum`."""
        self._on_step("content sum")
        statement = text.cypher(f"MATCH (s:{text.STORE}) SET s.content_sum = $value")
        self._run(statement, value=f"{value:032x}").consume()

    def audit_head(self) -> tuple[int, str]:
        """See `Transaction.audit_head`."""
        if self._head is None:
            record = self._run(text.trail_statement()).single(strict=True)
            self._head = int(record["number"]), str(record["chain"])
        return self._head

    def append_audit(self, entry: AuditEntry) -> None:
        """See `Transaction.append_audit`."""
        self._on_step("audit")
        event = entry.event
        own = {
            "number": entry.number,
            "recorded_at": instant_text(entry.recorded_at),
            "action": event.action,
            "actor": event.actor,
            "purpose": event.purpose,
            "details": details_text(event.details),
            "chain": entry.chain,
        }
        statement = text.cypher(
            f"CREATE (n:{text.AUDIT}) SET n = $own WITH n "
            f"MATCH (t:{text.TRAIL}) SET t.number = n.number, t.chain = n.chain"
        )
        self._run(statement, own=own).consume()
        self._head = entry.number, entry.chain

    def subject_references(self, person_ids: Collection[str]) -> dict[str, str]:
        """See `Transaction.subject_references`."""
        self.audit_head()  # holds the lock: nobody else may give one of them another reference meanwhile
        statement = text.cypher(
            f"UNWIND $keys AS key MATCH (n:{text.SUBJECT} {{person_id: key}}) "
            "RETURN collect(key) AS keys, collect(n.reference) AS found"
        )
        found: dict[str, str] = {}
        for part in parts(list(person_ids)):
            record = self._run(statement, keys=part).single(strict=True)
            found.update(zip(record["keys"], record["found"], strict=True))
        return found

    def put_subject_references(self, references: Mapping[str, str]) -> None:
        """See `Transaction.put_subject_references`."""
        self._on_step("put subjects")
        statement = text.cypher(f"UNWIND $rows AS row CREATE (n:{text.SUBJECT}) SET n = row")
        rows = [{"person_id": person_id, "reference": reference} for person_id, reference in references.items()]
        for part in parts(rows):
            self._run(statement, rows=part).consume()

    def delete_subject_references(self, person_ids: Collection[str]) -> None:
        """See `Transaction.delete_subject_references`."""
        self._on_step("delete subjects")
        statement = text.cypher(f"UNWIND $keys AS key MATCH (n:{text.SUBJECT} {{person_id: key}}) DELETE n")
        for part in parts(list(person_ids)):
            self._run(statement, keys=part).consume()

    def put_token(self, token: StoredToken) -> None:
        """See `Transaction.put_token`."""
        self._on_step("put token")
        own = {
            "token_id": token.token_id,
            "token_hash": token.token_hash,
            "name": token.name,
            "agency": token.agency,
            "role": token.role,
            "created_at": instant_text(token.created_at),
            "expires_at": instant_text(token.expires_at),
            "revoked_at": None if token.revoked_at is None else instant_text(token.revoked_at),
        }
        statement = text.cypher(f"MERGE (n:{text.TOKEN} {{token_id: $own.token_id}}) SET n = $own")
        self._run(statement, own=own).consume()

    def _count(self, kind: Kind, name: str) -> int:
        return int(self._run(text.count_statement(kind, name)).single(strict=True)["n"])


def _rows(table: Table, hashes: Sequence[bytes]) -> list[dict[str, object]]:
    kind = table.kind
    own = [(field, kind.index[field.name]) for field in text.own_fields(kind)]
    apart = [(field.name, i) for i, field in enumerate(kind.fields) if field not in {one for one, _ in own}]
    return [
        {
            "key": row[0],
            "own": {field.name: text.sent(field, row[i]) for field, i in own if row[i] is not None}
            | {"record_hash": one.hex()},
            **{name: row[i] for name, i in apart},
        }
        for row, one in zip(table.rows(), hashes, strict=True)
    ]


def parts(rows: list[T]) -> Iterator[list[T]]:
    """Cut rows into what one statement takes.

    Parameters
    ----------
    rows : list[T]
        Any number.

    Yields
    ------
    list[T]
        At most `BATCH_ROWS`.
    """
    for at in range(0, len(rows), BATCH_ROWS):
        yield rows[at : at + BATCH_ROWS]
