"""A store beside a model of dictionaries: whatever is asked of both, they hold the same."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from graph_service.domain.audit import AuditEvent, verify
from graph_service.domain.schema import KINDS, Kind, kind_of
from graph_service.domain.tables import HASH_MODULUS, hash_sum, row_hashes, tables_of
from graph_service.errors import ActExistsError, UnknownReferenceError
from graph_service.ports import GraphStore
from graph_service.transaction import Step
from tests.rival import make

NOW = datetime(2020, 12, 3, 8, 0, tzinfo=UTC)
EVENT = AuditEvent("import", "analyst 3", "tests", {})
Opener = Callable[[Step], GraphStore]


BEGINNING: list[Any] = [
    make.source("S"),
    *(make.person(f"P{i}") for i in range(3)),
    *(make.group(f"G{i}") for i in range(2)),
    make.conflict("C0"),
    *(make.incident(f"I{i}", "2020-05-01") for i in range(2)),
]
ERASED = {"person": "P", "group": "G", "conflict": "C", "incident": "I", "tie": "T", "involvement": "V"}


def searched(percent: int) -> settings:
    """A share of the examples that the profile asks for: each is a whole history of a store."""
    return settings(max_examples=settings().max_examples * percent // 100, stateful_step_count=15)


class BrokenOffError(Exception):
    """Raised in the middle of a write."""


def _name(record: object) -> tuple[str, str]:
    kind = kind_of(record)
    return kind.name, str(getattr(record, kind.key))


def _id(letter: str) -> st.SearchStrategy[str]:
    return st.sampled_from([f"{letter}{i}" for i in range(3)])


_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
_born = st.sampled_from([None, 1990, 2001])
_record: st.SearchStrategy[Any] = st.one_of(
    st.just(make.source("S")),
    st.builds(make.person, _id("P"), _born),
    st.builds(make.group, _id("G"), size=st.tuples(st.sampled_from([None, 2]), st.just(9))),
    st.builds(make.conflict, _id("C")),
    st.builds(
        make.incident,
        _id("I"),
        st.sampled_from(["2020-05-01", "2020-06", None]),
        conflict=st.none() | _id("C"),
        answers=st.none() | _id("I"),
    ),
    st.builds(make.member, _id("M"), _id("P"), _id("G"), st.sampled_from(["core", "leader"])),
    st.builds(make.tie, _id("T"), _id("P"), _id("P"), st.floats(0.001, 1e300), source_id=st.none() | st.just("S")),
    st.builds(make.suspect, _id("V"), _id("P"), _id("I"), st.sampled_from([None, "charged"])),
    st.builds(make.victim, _id("V"), _id("P"), _id("I")),
    st.builds(make.notification, _id("N"), _id("P"), st.just("2020-07-01")),
)
_records = st.lists(_record, min_size=1, max_size=6, unique_by=_name)
_steps = st.integers(0, 12)


class StoreMachine(RuleBasedStateMachine):
    """`open_store` gives the store empty at first; later calls give the same store opened anew."""

    def __init__(self, open_store: Opener) -> None:
        super().__init__()
        self.left = -1  # steps until a write breaks off; negative: never
        self.open_store = open_store
        self.store = open_store(self._on_step)
        self.model: dict[tuple[str, str], Any] = {}
        self.n_audit = 0

    def _on_step(self, step: str) -> None:
        if self.left == 0:
            raise BrokenOffError(step)
        self.left -= 1

    @rule(records=_records)
    def write_records(self, records: list[Any]) -> None:
        """Records are written, or refused for the reason there is."""
        self.write(records)

    def write(self, records: list[Any]) -> None:
        """See `write_records`."""
        tables, wrong = tables_of(records), self._reasons(records)
        try:
            summary = self.store.write(tables, EVENT, recorded_at=NOW)
        except tuple(wrong):
            return
        assert not wrong
        news = [record for record in records if _name(record) not in self.model]
        same = [record for record in records if self.model.get(_name(record)) == record]
        total = summary.total
        assert (total.n_new, total.n_unchanged) == (len(news), len(same))
        assert total.n_changed == len(records) - len(news) - len(same)
        self._wrote(records)

    @rule(records=_records, steps=_steps)
    def write_that_breaks_off(self, records: list[Any], steps: int) -> None:
        """All of a write is there, or nothing."""
        self.left = steps
        try:
            self.store.write(tables_of(records), EVENT, recorded_at=NOW)
        except (BrokenOffError, UnknownReferenceError, ActExistsError):
            return
        finally:
            self.left = -1
        self._wrote(records)

    @initialize()
    def begin(self) -> None:
        """So that references often find something."""
        self.write(BEGINNING)

    @rule(kind=st.sampled_from(list(ERASED)), numbers=st.sets(st.integers(0, 3), min_size=1, max_size=2))
    def erase(self, kind: str, numbers: set[int]) -> None:
        """What refers to what goes, goes too."""
        keys = {f"{ERASED[kind]}{i}" for i in numbers}
        gone = self._closure({(kind, key) for key in keys} & set(self.model))
        assert self.store.erase(KINDS[kind], keys, EVENT, recorded_at=NOW) == len(gone)
        for name in gone:
            del self.model[name]
        self.n_audit += 1

    @rule()
    def open_again(self) -> None:
        """What is stored is there for the next who opens the store."""
        self.store.close()
        self.store = self.open_store(self._on_step)

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        """Records in the order of their keys, and the hash of them."""
        content_hash, tables = self.store.read()
        expected = tables_of(self.model.values())
        for name, kind in KINDS.items():
            wanted = sorted(expected[name].records(), key=_name) if name in expected else []
            assert tables[name].records() == wanted, kind.table
        total = sum(hash_sum(row_hashes(table)) for table in expected.values()) % HASH_MODULUS
        assert content_hash == f"{total:032x}"
        assert self.store.counts() == {name: len(table) for name, table in tables.items()}

    @invariant()
    def holds_an_entry_for_each_write(self) -> None:
        """And the trail holds."""
        found = verify(self.store.audit_trail())
        assert (found.holds, found.n_entries) == (True, self.n_audit)

    def teardown(self) -> None:
        """Let go of the store."""
        self.store.close()

    def _wrote(self, records: list[Any]) -> None:
        self.model.update((_name(record), record) for record in records)
        self.n_audit += 1

    def _reasons(self, records: list[Any]) -> set[type[Exception]]:
        known = set(self.model) | {_name(record) for record in records}
        reasons: set[type[Exception]] = set()
        for record in records:
            stored = self.model.get(_name(record))
            if _references(record) - known:
                reasons.add(UnknownReferenceError)
            if stored is not None and stored != record and kind_of(record).is_act:
                reasons.add(ActExistsError)
        return reasons

    def _closure(self, gone: set[tuple[str, str]]) -> set[tuple[str, str]]:
        more = {name for name, record in self.model.items() if _references(record) & gone}
        return gone if more <= gone else self._closure(gone | more)


def _references(record: object) -> set[tuple[str, str]]:
    kind: Kind = kind_of(record)
    found = ((str(field.target), getattr(record, field.name)) for field in kind.references)
    return {(target, key) for target, key in found if key is not None}
