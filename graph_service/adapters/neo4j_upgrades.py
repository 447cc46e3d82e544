"""How a Neo4j database of an earlier layout becomes one of this program, step by step, inside one transaction.

A step takes a database from its layout to the next one, and then the constraints of the earlier layout go, which Neo4j
does not do in a transaction that writes. A change of layout raises `LAYOUT_VERSION` and adds a step here; a step is
never changed once a program that makes the next layout is out.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import LiteralString, TypeVar, cast

from neo4j import Session
from neo4j import Transaction as DriverTransaction

from graph_service.adapters import neo4j_cypher as text
from graph_service.adapters.neo4j import Neo4jStore
from graph_service.adapters.neo4j_reading import Run, content_hash_in, runner
from graph_service.adapters.neo4j_transaction import Neo4jTransaction
from graph_service.domain.audit import CHAIN_START, entry_of
from graph_service.domain.schema import KINDS, LAYOUT_VERSION
from graph_service.domain.writes import write_of_earlier_layout
from graph_service.errors import StoreVersionError
from graph_service.transaction import Step, Transaction, no_step

T = TypeVar("T")


def _head_on_a_node_of_its_own(transaction: DriverTransaction) -> None:
    """Move the head of the trail off the store node, so that looks need not wait for imports; count commits."""
    transaction.run(
        text.cypher(
            f"MATCH (s:{text.STORE}) MERGE (c:{text.COMMIT} {{id: 1}}) ON CREATE SET c.begun = 0, c.done = 0 "
            f"MERGE (t:{text.TRAIL} {{id: 1}}) ON CREATE SET t.number = coalesce(s.audit_number, 0), "
            "t.chain = coalesce(s.audit_chain, $start) REMOVE s.audit_number, s.audit_chain, s.n_writes"
        ),
        start=CHAIN_START,
    ).consume()


def _writes_have_numbers(transaction: DriverTransaction) -> None:
    """Give the store what it knows of writes, and records the lists that came later; no footprint is that of before."""
    run = runner(transaction.run)
    for kind in KINDS.values():
        for field in kind.fields:
            if field.came_later and field.type is tuple:
                statement = f"MATCH (r:{text.label(kind)}) WHERE r.{field.name} IS NULL SET r.{field.name} = []"
                transaction.run(text.cypher(statement)).consume()
    transaction.run(text.cypher(f"MATCH (s:{text.STORE}) SET s.service_sum = '{0:032x}', s.undoable = 0")).consume()
    (row,) = run(text.cypher(f"MATCH (s:{text.STORE}) RETURN s.content_sum AS value"))
    entries = run(text.cypher(f"MATCH (n:{text.AUDIT}) RETURN n{{.*}} AS n ORDER BY n.number LIMIT 1"))
    trail = [entry_of(cast("Mapping[str, object]", entry["n"])) for entry in entries]
    Neo4jTransaction(transaction, no_step, None).append_write(write_of_earlier_layout(trail, str(row["value"])))


STEPS: Mapping[int, Callable[[DriverTransaction], None]] = {0: _head_on_a_node_of_its_own, 1: _writes_have_numbers}
FORMER_CONSTRAINTS: tuple[LiteralString, ...] = ("gk_store", "gk_audit", "gk_subject", "gk_token")


def run_steps(transaction: DriverTransaction) -> None:
    """Take a database to the layout of this program, alone on it; one from which no step leads on is refused."""
    version = transaction.run(text.lock_statement()).single(strict=True)["version"]
    if version not in {*STEPS, LAYOUT_VERSION}:
        raise StoreVersionError("the store", version, works_with=LAYOUT_VERSION)
    for layout in range(version, LAYOUT_VERSION):
        STEPS[layout](transaction)
    transaction.run(
        text.cypher(f"MATCH (s:{text.STORE}) SET s.schema_version = $version"), version=LAYOUT_VERSION
    ).consume()


def drop_former_constraints(session: Session) -> None:
    """Drop the constraints of earlier layouts that go by another name now."""
    for name in FORMER_CONSTRAINTS:
        session.run(text.cypher(f"DROP CONSTRAINT {name} IF EXISTS")).consume()


class StoreWithin(Neo4jStore):
    """A store as an open transaction sees it; nothing is committed here."""

    def __init__(self, store: Neo4jStore, transaction: DriverTransaction, on_step: Step) -> None:
        self.capabilities = store.capabilities
        self._open = transaction
        self._on_step = on_step

    def close(self) -> None:
        """See `GraphStore.close`: whoever opened the transaction ends it."""

    def _reading(self, read: Callable[[Run], T]) -> T:
        return read(runner(self._open.run))

    def _asking(self, ask: Callable[[Run], T]) -> T:
        return ask(runner(self._open.run))

    def _at_one_moment(self, read: Callable[[Run], T]) -> tuple[str, T]:
        run = runner(self._open.run)
        return content_hash_in(run, self._check), read(run)

    @contextmanager
    def _transaction(self, *, changes_records: bool = True) -> Iterator[Transaction]:
        yield Neo4jTransaction(self._open, self._on_step, None)
