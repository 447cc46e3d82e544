"""What every store must do with records: the same suite for all of them."""

from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier, Thread
from typing import Any

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.bootstrap import SystemClock
from graph_service.domain.audit import AuditEvent, verify
from graph_service.domain.plain_columns import PlainColumns
from graph_service.domain.policy import default_policy
from graph_service.domain.schema import INTEGER_LIMITS, KINDS, MAX_KEY_LENGTH
from graph_service.domain.snapshot import analysed_columns
from graph_service.domain.store_content import StoredToken
from graph_service.domain.tables import tables_of
from graph_service.domain.write_summary import KindCounts, WriteSummary
from graph_service.errors import ActExistsError, InputError, UnknownReferenceError
from graph_service.ports import GraphStore
from graph_service.services.context import OpenStore
from graph_service.services.snapshots import Snapshots
from graph_service.services.verifying import verify_store
from loaders.demo_city import demo_city
from tests.contract.stores import ContractStore
from tests.rival import make

NOW = datetime(2020, 12, 3, 8, 0, tzinfo=UTC)
EVENT = AuditEvent("import", "analyst 3", "weekly review", {})
EVERYTHING = {kind.name: kind.names for kind in KINDS.values()}


class StepFailedError(Exception):
    """Raised by a test in the middle of a write."""


def stored_by(store: GraphStore, *records: object) -> WriteSummary:
    """Write records."""
    return store.write(tables_of(records), EVENT, recorded_at=NOW)


def state_of(store: GraphStore) -> tuple[object, ...]:
    """All that a store holds: content, counts, trail."""
    return *_plain(store.columns(EVERYTHING)), store.counts(), [entry.chain for entry in store.audit_trail()]


def content_of(records: list[Any]) -> str:
    """The content hash that these records have, by the reference store."""
    memory = MemoryStore()
    return stored_by(memory, *records).content_hash


def _unnamed() -> object:
    nameless: Any = None  # what no loader lets through
    return replace(make.group("G"), name=nameless)


SMALL: tuple[Any, ...] = (
    make.source("S", "B2"),
    make.person("P1"),
    make.person("P2"),
    make.group("A", size=(3, 9)),
    make.group("B"),
    make.conflict("C1"),
    make.conflict("C2"),
    make.incident("I1", "2020-05-01", conflict="C1"),
    make.incident("I2", "2020-06", answers="I1"),
    make.member("M1", "P1", "A", "core", "2019-01-01"),
    make.tie("T1", "P1", "P2", 2.5, kind="kin", source_id="S"),
    make.suspect("V1", "P1", "I1", "charged", "2020-05-03"),
    make.victim("V2", "P2", "I1", "injured"),
    make.notification("N1", "P1", "2020-07-01"),
)


class StoreContract(ContractStore):
    """One subclass a store."""

    def test_every_kind_comes_back_as_it_went_in(self, store: GraphStore) -> None:
        city, memory = demo_city(), MemoryStore()
        written = store.write(city, EVENT, recorded_at=NOW)
        assert memory.write(city, EVENT, recorded_at=NOW) == written
        assert state_of(store)[:3] == state_of(memory)[:3]
        assert _plain(store.columns(analysed_columns())) == _plain(memory.columns(analysed_columns()))
        assert {name: len(table) for name, table in store.read()[1].items()} == store.counts()
        assert store.verify() == written.content_hash

    @pytest.mark.parametrize(
        "label",
        [
            "å",
            "a\u030a",
            "N\x00L",
            "\U0001f5fa",
            "line\nfeed\ttab",
            " spaces ",
            "'\"`;--${}",
            "x" * 1_000_000,
            "0",
            "null",
        ],
        ids=["one code point", "two code points", "nul", "emoji", "control", "spaces", "quotes", "long", "0", "null"],
    )
    def test_text_comes_back_to_the_letter(self, store: GraphStore, label: str) -> None:
        person = replace(make.person("P"), label=label, note=label, aliases=(label, "", label))
        stored_by(store, person)
        assert store.get(KINDS["person"], {"P"}).records() == [person]
        assert store.content_hash() == content_of([person])

    def test_records_of_several_kinds_are_got_together_in_the_order_of_their_keys(self, store: GraphStore) -> None:
        stored_by(store, *SMALL)
        _, found = store.get_all({"person": {"P2", "P1", "P9"}, "membership": set(), "incident": ["I2"]})
        assert {name: list(table.keys) for name, table in found.items()} == {
            "person": ["P1", "P2"],
            "membership": [],
            "incident": ["I2"],
        }
        assert store.get_all({}) == (store.content_hash(), {})

    @pytest.mark.parametrize("key", ["å", "a\u030a", "P\U0001f5fa", "p" * MAX_KEY_LENGTH, "0", "1.0", "{x}"])
    def test_keys_are_compared_to_the_letter(self, store: GraphStore, key: str) -> None:
        stored_by(store, make.person(key), make.person("P"), make.person("p"), make.person("P "))
        assert len(store.get(KINDS["person"], {key})) == 1
        assert store.counts()["person"] == 4

    def test_numbers_dates_and_what_is_not_given_come_back(self, store: GraphStore) -> None:
        low, high = INTEGER_LIMITS
        given = [
            make.source("S"),
            make.person("P", None),
            make.person("Q", died="2020-02-29"),
            replace(make.incident("I1", None), n_killed=high, n_injured=0, latitude=0.1 + 0.2, longitude=-0.0),
            replace(make.incident("I2", "1970-01-01", killed=None, injured=None), latitude=None),
            replace(make.incident("I3", "0001-01-01"), n_killed=None, latitude=5e-324, longitude=1.0),
            replace(make.group("A"), size_low=high, aliases=()),
            replace(make.group("B", "9999-12-31"), aliases=("x", "y")),
            make.tie("T", "P", "Q", 1.7976931348623157e308),
        ]
        stored_by(store, *given)
        assert [one for table in store.read()[1].values() for one in table.records()] == [
            one for table in tables_of(given).values() for one in sorted(table.records(), key=_key)
        ]
        assert low < high
        assert store.content_hash() == content_of(given)

    def test_the_same_records_again_change_nothing(self, store: GraphStore) -> None:
        first = stored_by(store, *SMALL)
        again = stored_by(store, *reversed(SMALL))
        assert (first.total, again.total) == (KindCounts(14, 0, 0), KindCounts(0, 0, 14))
        assert again.content_hash == first.content_hash == store.content_hash() == content_of(list(SMALL))

    @pytest.mark.parametrize(
        "changed",
        [
            make.person("P1", 1999),
            make.member("M1", "P2", "B", "leader"),
            make.tie("T1", "P1", "P2", 1.0),
            replace(make.victim("V1", "P2", "I2", "killed")),
            make.incident("I1", "2020-05-02", conflict="C2"),
            make.incident("I1", "2020-05-01"),
            make.incident("I2", "2020-06", answers=None),
            make.source("S"),
        ],
        ids=["value", "ends and role", "property", "part and ends", "reference", "no reference", "own kind", "to none"],
    )
    def test_a_record_is_replaced_by_its_key(self, store: GraphStore, changed: object) -> None:
        stored_by(store, *SMALL)
        done = stored_by(store, changed)
        kind = next(kind for kind in KINDS.values() if kind.record is type(changed))
        rest = [one for one in SMALL if type(one) is not type(changed) or _key(one) != _key(changed)]
        assert (done.total, done.content_hash) == (KindCounts(0, 1, 0), content_of([*rest, changed]))
        assert store.get(kind, {_key(changed)}).records() == [changed]
        assert store.counts() == {**store.counts(), kind.name: sum(type(one) is type(changed) for one in SMALL)}
        assert store.verify() == done.content_hash

    def test_changing_back_gives_the_first_content_hash(self, store: GraphStore) -> None:
        before = stored_by(store, *SMALL).content_hash
        other = stored_by(store, make.person("P1", 1999)).content_hash
        assert other != before
        assert stored_by(store, make.person("P1")).content_hash == before

    def test_an_act_is_never_replaced(self, store: GraphStore) -> None:
        stored_by(store, *SMALL)
        before = state_of(store)
        with pytest.raises(ActExistsError, match="N1"):
            stored_by(store, make.person("P3"), make.notification("N1", "P2", "2020-07-01"))
        assert state_of(store) == before

    @pytest.mark.parametrize(
        "record",
        [
            make.member("M9", "P9", "A"),
            make.tie("T9", "P1", "P9"),
            make.tie("T9", "P1", "P2", source_id="S9"),
            make.incident("I9", "2020-05-01", conflict="C9"),
            make.incident("I9", "2020-05-01", answers="I8"),
            make.notification("N9", "P9", "2020-07-01"),
        ],
    )
    def test_an_unknown_reference_leaves_no_trace(self, store: GraphStore, record: object) -> None:
        stored_by(store, *SMALL)
        before = state_of(store)
        with pytest.raises(UnknownReferenceError, match="no such"):
            stored_by(store, make.person("P3"), record)
        assert state_of(store) == before

    @pytest.mark.parametrize(
        ("record", "says"),
        [
            (make.person("p" * (MAX_KEY_LENGTH + 1)), "characters"),
            (make.person(""), "key"),
            (replace(make.person("P9"), label="\ud800"), "surrogate"),
            (make.tie("T9", "P1", "P2", float("nan")), "finite|number"),
            (replace(make.group("G"), size_high=2**63), "64 bit|digits"),
            (_unnamed(), "missing|empty|text"),
        ],
    )
    def test_what_could_not_be_kept_is_refused_at_the_door(self, store: GraphStore, record: object, says: str) -> None:
        stored_by(store, *SMALL)
        before = state_of(store)
        with pytest.raises(InputError, match=says):
            stored_by(store, record)
        assert state_of(store) == before

    def test_a_key_given_twice_is_refused(self, store: GraphStore) -> None:
        with pytest.raises(InputError, match="P1"):
            stored_by(store, make.person("P1"), make.person("P1", 1999))
        assert sum(store.counts().values()) == 0

    def test_erasing_takes_along_whatever_refers_to_it(self, store: GraphStore) -> None:
        stored_by(store, *SMALL, replace(make.notification("N2", "P2", "2020-08-01")))
        before = state_of(store)
        assert store.erasure_of(KINDS["person"], {"P1", "P9"}) == dict.fromkeys(
            ("person", "membership", "tie", "involvement", "notification"), 1
        )
        assert (store.erasure_of(KINDS["person"], {"P9"}), state_of(store)) == ({}, before)
        n = store.erase(KINDS["person"], {"P1", "P9"}, EVENT, recorded_at=NOW)
        gone = {"P1", "M1", "T1", "V1", "N1"}
        rest = [one for one in SMALL if _key(one) not in gone] + [make.notification("N2", "P2", "2020-08-01")]
        assert n == 5
        assert (store.content_hash(), store.verify()) == (content_of(rest),) * 2
        assert len(store.get(KINDS["person"], {"P1"})) == 0

    def test_erasing_a_node_takes_along_what_refers_to_what_goes(self, store: GraphStore) -> None:
        stored_by(store, *SMALL)
        assert store.erase(KINDS["conflict"], {"C1"}, EVENT, recorded_at=NOW) == 5  # C1, I1, I2 that answers it, V1, V2
        assert store.counts()["incident"] == 0
        assert store.erase(KINDS["source"], {"S"}, EVENT, recorded_at=NOW) == 3  # S, M1 and T1 that it says
        rest = [one for one in SMALL if _key(one) not in {"C1", "I1", "I2", "V1", "V2", "S", "M1", "T1"}]
        assert store.verify() == content_of(rest)

    def test_a_write_and_its_audit_event_are_one(self, store: GraphStore) -> None:
        stored_by(store, *SMALL)
        (entry,) = store.audit_trail()
        assert (entry.number, entry.recorded_at, entry.event.action) == (1, NOW, "import")
        assert entry.event.details == {"n_new": 14, "n_changed": 0, "n_unchanged": 0}
        with pytest.raises(UnknownReferenceError):
            stored_by(store, make.member("M9", "P9", "A"))
        assert store.audit_trail() == [entry]
        store.record_event(AuditEvent("look", "analyst 3", "weekly review", {"n": 1}), recorded_at=NOW)
        assert verify(store.audit_trail()).holds
        assert [one.number for one in store.audit_trail(after=1)] == [2]
        assert len(store.audit_trail(limit=1)) == 1

    def test_every_step_of_a_write_can_fail_without_a_trace(self, store: GraphStore) -> None:
        stored_by(store, *SMALL[:7])
        before, steps = state_of(store), 0
        changed = (*SMALL[:1], make.person("P1", 1999), *SMALL[2:])
        for at in range(100):
            seen: list[str] = []

            def fail(step: str, seen: list[str] = seen, at: int = at) -> None:
                seen.append(step)
                if len(seen) > at:
                    raise StepFailedError(step)

            try:
                stored_by(self.failing(store, fail), *changed)
            except StepFailedError:
                steps += 1
                assert state_of(store) == before, seen
            else:
                break
        assert steps > 8
        assert store.verify() == content_of(list(changed))

    def test_of_two_writers_neither_loses_anything(self, store: GraphStore) -> None:
        stored_by(store, *SMALL[:5])
        together, failures = Barrier(2), list[Exception]()

        def write(name: str) -> None:
            together.wait()
            for i in range(5):
                try:
                    stored_by(store, make.person(f"{name}{i}"), make.member(f"M-{name}{i}", f"{name}{i}", "A"))
                except Exception as error:
                    failures.append(error)

        threads = [Thread(target=write, args=(name,)) for name in ("X", "Y")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert store.counts()["person"] == 12
        assert verify(store.audit_trail()).n_entries == 11
        store.verify()

    def test_a_reader_sees_one_moment_while_others_write(self, store: GraphStore) -> None:
        stored_by(store, *SMALL[:5])
        done = list[bool]()

        def write() -> None:
            for i in range(10):
                stored_by(store, make.person(f"X{i}"), make.member(f"M{i}", f"X{i}", "A"))
            done.append(True)

        writer = Thread(target=write)
        writer.start()
        while not done:
            _, tables = store.read([KINDS["person"], KINDS["membership"]])
            assert len(tables["person"]) - 2 == len(tables["membership"])
        writer.join()

    def test_a_reader_never_sees_half_of_a_commit(self, store: GraphStore) -> None:
        years = range(1980, 1986)
        populations = [tables_of(make.person(f"P{i:03}", year) for i in range(500)) for year in years]
        store.write(populations[0], EVENT, recorded_at=NOW)
        done = list[bool]()

        def write() -> None:
            for population in populations[1:]:
                store.write(population, EVENT, recorded_at=NOW)
            done.append(True)

        writer = Thread(target=write)
        writer.start()
        seen = set[frozenset[object]]()
        while not done:
            seen.add(frozenset(store.read([KINDS["person"]])[1]["person"].column("birth_year")))
        writer.join()
        assert seen <= {frozenset({year}) for year in years}

    def test_a_part_of_the_columns_can_be_read_in_the_order_of_the_keys(self, store: GraphStore) -> None:
        stored_by(store, make.person("b"), make.person("Å"), make.person("a", 1999), make.person("B"))
        content_hash, found = store.columns({"person": ["birth_year"], "tie": ["person_a"]})
        assert content_hash == store.content_hash()
        assert [list(column) for column in found["person"].values()] == [[1980, 1999, 1980, 1980]]
        assert [list(column) for column in found["tie"].values()] == [[]]
        assert list(store.get(KINDS["person"], {"b", "B", "x"}).keys) == ["B", "b"]

    def test_a_check_of_the_whole_finds_nothing_wrong_whatever_was_written(self, store: GraphStore) -> None:
        stored_by(store, *SMALL)
        stored_by(store, make.person("P1", 1999))
        token = StoredToken("t1", "0" * 64, "analyst 3", "police", "analyst", NOW, NOW, None)
        for changed in (token, replace(token, revoked_at=NOW)):
            store.write_token(changed, EVENT, recorded_at=NOW)
        store.record_event(replace(EVENT, subjects=("P1", "P2")), recorded_at=NOW)
        store.erase(KINDS["person"], {"P2"}, EVENT, recorded_at=NOW)
        check = verify_store(OpenStore(store, Snapshots(store), default_policy(), SystemClock()).context())
        assert (check.findings, check.is_whole) == ((), True)
        assert (check.n_records, check.n_entries, check.n_tokens, check.n_tokens_unproved) == (11, 6, 1, 0)
        assert check.content_hash == store.content_hash()
        assert {len(one) for kept in store.record_hashes().values() for one in kept.values()} == {16}
        assert store.trail_head() == (6, store.audit_trail()[-1].chain)
        assert set(store.subjects()) == {"P1"}
        assert store.storage_faults() == []

    def test_a_check_of_the_whole_finds_a_sum_that_is_of_other_records(self, store: GraphStore) -> None:
        stored_by(store, *SMALL)
        with store._transaction() as transaction:  # type: ignore[attr-defined]  # as something else might do
            transaction.delete(KINDS["notification"], ["N1"])
            transaction.set_content_sum(7)
        check = verify_store(OpenStore(store, Snapshots(store), default_policy(), SystemClock()).context())
        assert {finding.damage.value for finding in check.findings} == {"records", "counts"}

    def test_an_empty_store_is_empty(self, store: GraphStore) -> None:
        assert store.content_hash() == "0" * 32
        assert set(store.counts().values()) == {0}
        assert store.audit_trail() == []
        assert [len(table) for table in store.read()[1].values()] == [0] * len(KINDS)
        assert stored_by(store).total == KindCounts()
        store.initialise()


def _plain(read: tuple[str, PlainColumns]) -> tuple[str, object]:
    return read[0], {name: {one: list(column) for one, column in found.items()} for name, found in read[1].items()}


def _key(record: object) -> str:
    kind = next(kind for kind in KINDS.values() if kind.record is type(record))
    return str(getattr(record, kind.key))
