"""What every store keeps of deliveries: who said what last, what stood there before, and how a write is taken back."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from graph_service.domain.audit import AuditEvent
from graph_service.domain.delivery import Gone
from graph_service.domain.schema import ALL_KINDS, KINDS, kind_of
from graph_service.domain.tables import tables_of
from graph_service.domain.vocabulary import Recipient, Role
from graph_service.domain.write_summary import KindCounts, WriteSummary
from graph_service.domain.writes import NEVER, Footprint, WriteHow
from graph_service.errors import ActExistsError, InputError
from graph_service.ports import GraphStore
from graph_service.services.context import OpenStore
from graph_service.services.verifying import verify_store
from graph_service.services.whole_copies import content_of
from tests.api.serving import FixedClock, open_store_of
from tests.contract.stores import ContractStore
from tests.rival import make

NOW = datetime(2020, 12, 3, 8, 0, tzinfo=UTC)
EVENT = AuditEvent("import", "register reader", "weekly review", {"agency": "police"})
DAY = date(2020, 12, 1)
MEMBER = make.member("M1", "P1", "A", "core", "2019-01-01")
PLANNED = replace(make.notification("N1", "P1", "2020-12-01"), delivered_on=None, planned_on=date(2020, 12, 1))
DELIVERED = replace(PLANNED, delivered_on=date(2020, 12, 2), delivered_to=Recipient.PERSON)
SMALL: tuple[Any, ...] = (
    make.source("S"),
    make.person("P1"),
    make.person("P2"),
    make.group("A"),
    MEMBER,
    make.tie("T1", "P1", "P2"),
    PLANNED,
)


class StepFailedError(Exception):
    """Raised by a test in the middle of a write."""


def written(store: GraphStore, *records: object, **options: Any) -> WriteSummary:  # noqa: ANN401  as of the write
    """Write records."""
    return store.write(tables_of(records), EVENT, recorded_at=NOW, **options)


def corrections(store: GraphStore) -> list[Any]:
    """All corrections, by what they are of."""
    table = store.read([ALL_KINDS["correction"]])[1]["correction"]
    return sorted(table.records(), key=lambda record: record.of)


def held(store: GraphStore) -> tuple[object, ...]:
    """All records of a store, with their footprints."""
    content_hash, tables = store.read(ALL_KINDS.values())
    rows = {name: list(table.rows()) for name, table in tables.items()}
    return content_hash, store.service_hash(), rows, store.footprints()


def is_whole(store: GraphStore) -> bool:
    """Whether a check of the whole finds nothing wrong."""
    opened: OpenStore = open_store_of(store, FixedClock())
    return verify_store(opened.context()).is_whole


class DeliveryContract(ContractStore):
    """One subclass a store."""

    def test_a_write_has_a_number_and_a_record_knows_it(self, store: GraphStore) -> None:
        written(store, *SMALL, deliverer="register", as_of=DAY)
        written(store, *SMALL, deliverer="register", as_of=DAY)
        written(store, make.person("P1", 1999), how=WriteHow.RECORD)
        first, second, third = store.writes()
        assert (first.number, first.how, first.deliverer, first.as_of) == (1, WriteHow.IMPORT, "register", DAY)
        assert (first.by, first.agency, first.recorded_at) == ("register reader", "police", NOW)
        assert first.tables == tuple(sorted({kind_of(record).table for record in SMALL}))
        assert (second.content_hash, third.number) == (first.content_hash, 3)
        marks = store.footprints({"person": ["P1", "P2", "P9"]})["person"]
        assert marks["P2"] == Footprint(1, 1, 1)
        assert (marks["P1"].first_write, marks["P1"].last_write, marks["P1"].last_delivery) == (1, 3, 1)
        assert marks["P1"].delivered_hash is not None
        assert store.delivered_keys(["person", "tie"], ("register", "police")) == {
            "person": {"P1", "P2"},
            "tie": {"T1"},
        }
        assert store.delivered_keys(["person"], ("register", "municipality")) == {"person": set()}

    def test_a_correction_is_written_with_the_change(self, store: GraphStore) -> None:
        written(store, *SMALL)
        before = store.content_hash()
        changed = replace(MEMBER, role=Role.AFFILIATE, valid_to=date(2020, 6, 1))
        written(store, changed, reason=lambda kind, key: f"{kind.table} {key} was wrong")
        (correction,) = corrections(store)
        assert (correction.of, correction.fields) == ("memberships:M1", ("role", "valid_to"))
        assert correction.before == ("role=core", "valid_to=")
        assert (correction.corrected_on, correction.corrected_by) == (NOW.date(), "register reader")
        assert correction.reason == "memberships M1 was wrong"
        assert is_whole(store)
        written(store, MEMBER)
        assert store.content_hash() == before
        assert len(corrections(store)) == 2

    def test_neither_record_nor_correction_is_there_without_the_other(self, store: GraphStore) -> None:
        written(store, *SMALL)
        before = held(store)
        changed = (replace(MEMBER, role=Role.AFFILIATE), DELIVERED, make.person("P3"))
        n_failed = 0
        for at in range(100):
            seen: list[str] = []

            def fail(step: str, seen: list[str] = seen, at: int = at) -> None:
                seen.append(step)
                if len(seen) > at:
                    raise StepFailedError(step)

            try:
                written(self.failing(store, fail), *changed)
            except StepFailedError:
                n_failed += 1
                assert held(store) == before, seen
            else:
                break
        assert n_failed >= 7
        assert [correction.of for correction in corrections(store)] == ["memberships:M1"]

    def test_an_act_fills_once(self, store: GraphStore) -> None:
        written(store, *SMALL)
        done = written(store, DELIVERED)
        assert done.total == KindCounts(n_filled=1)
        assert written(store, PLANNED).total == KindCounts(n_unchanged=1)  # an empty cell empties nothing
        assert store.get(KINDS["notification"], {"N1"}).records() == [DELIVERED]
        before = held(store)
        for wrong in (replace(DELIVERED, planned_on=date(2020, 12, 5)), replace(PLANNED, person_id="P2")):
            with pytest.raises(ActExistsError, match=r"notifications: .* N1"):
                written(store, wrong)
        assert held(store) == before
        assert corrections(store) == []

    def test_a_correction_of_an_act_says_what_stood_there(self, store: GraphStore) -> None:
        written(store, *SMALL[:-1], DELIVERED)
        moved = replace(DELIVERED, delivered_on=date(2020, 12, 3))
        assert written(store, moved, is_correction=True, how=WriteHow.RECORD).total == KindCounts(n_changed=1)
        (correction,) = corrections(store)
        assert (correction.of, correction.before) == ("notifications:N1", ("delivered_on=2020-12-02",))

    def test_what_is_gone_ends_or_is_taken_out(self, store: GraphStore) -> None:
        written(store, *SMALL, make.incident("I1", "2020-05-01"), make.suspect("V1", "P1", "I1"))
        ended = replace(MEMBER, valid_to=date(2020, 11, 30))
        gone = Gone({"membership": tables_of([ended])["membership"]}, {"involvement": ["V1"]})
        written(store, gone=gone, brought=["memberships", "involvements"])
        assert store.get(KINDS["membership"], {"M1"}).records() == [ended]
        assert store.counts()["involvement"] == 0
        of_involvement, of_membership = corrections(store)
        assert (of_membership.of, of_membership.before) == ("memberships:M1", ("valid_to=",))
        assert "person_id=P1" in of_involvement.before
        assert store.footprints({"membership": ["M1"]})["membership"]["M1"].last_delivery == NEVER
        assert is_whole(store)

    def test_erasing_reaches_corrections_and_what_was_before(self, store: GraphStore) -> None:
        written(store, *SMALL, make.incident("I1", "2020-05-01"), make.suspect("V1", "P1", "I1"))
        written(store, make.person("P1", 1999), make.person("P2", 1999))
        written(store, gone=Gone(removed={"involvement": ["V1"]}), brought=["involvements"])
        assert len(corrections(store)) == 3
        store.erase(KINDS["person"], {"P1"}, EVENT, recorded_at=NOW)
        assert [correction.of for correction in corrections(store)] == ["persons:P2"]
        assert store.undoable() == 0
        assert is_whole(store)

    def test_a_write_is_taken_back_to_the_letter(self, store: GraphStore) -> None:
        written(store, *SMALL, make.incident("I1", "2020-05-01"), make.suspect("V1", "P1", "I1"), deliverer="register")
        written(store, make.person("P2"), deliverer="other")
        before = held(store)
        later = (replace(MEMBER, role=Role.AFFILIATE), DELIVERED, make.person("P3"), make.tie("T1", "P1", "P3"))
        ended = replace(make.person("P2", 1999))
        written(store, *later, ended, deliverer="register", gone=Gone(removed={"involvement": ["V1"]}))
        assert store.undoable() == 3
        written(store, make.person("P3"), deliverer="register")  # it changes nothing
        undone = store.undo(3, EVENT, recorded_at=NOW)
        assert held(store) == before
        assert undone.content_hash == before[0]
        assert [(write.how, write.undoes) for write in store.writes()][-1] == (WriteHow.UNDO, 3)
        assert is_whole(store)
        with pytest.raises(InputError, match="not the last any more"):
            store.undo(3, EVENT, recorded_at=NOW)

    def test_after_another_write_nothing_is_taken_back(self, store: GraphStore) -> None:
        written(store, *SMALL)
        written(store, make.person("P1", 1999))
        written(store, make.person("P1", 2000))
        with pytest.raises(InputError):
            store.undo(2, EVENT, recorded_at=NOW)
        assert store.undoable() == 3

    def test_a_copy_holds_writes_footprints_and_corrections(self, store: GraphStore) -> None:
        written(store, *SMALL, deliverer="register", as_of=DAY)
        written(store, replace(MEMBER, role=Role.AFFILIATE))
        content = content_of(store)
        assert len(content.writes) == 2
        assert len(content.tables["correction"]) == 1
        assert content.footprints["membership"]["M1"] == Footprint(1, 2, 2)
