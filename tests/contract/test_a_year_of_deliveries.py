"""A year of deliveries, week by week: after each, a store holds what a clean load of the same state gives.

Corrections, removals, deaths, merges, late arrivals, visits that are planned and made, an older delivery, a correction
by a person that stands, and an import that is taken back.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.analysis.registry import QUESTIONS
from graph_service.analysis.result import to_json
from graph_service.domain.case_rules import KnownKeys
from graph_service.domain.delivery import Delivery, GoneChoice
from graph_service.domain.parameters import parameter_fields
from graph_service.domain.policy import default_policy
from graph_service.domain.schema import KINDS, Row
from graph_service.domain.tables import Table, Tables, table_of
from graph_service.domain.vocabulary import Part, Role
from graph_service.errors import GruppkartaError
from graph_service.ports import GraphStore
from graph_service.services.importing import import_tables
from graph_service.services.record_reading import history
from graph_service.services.single_records import change_record
from graph_service.services.snapshots import Snapshots
from graph_service.services.undoing import undo_import
from loaders.demo_city import example_case
from loaders.options import Loaded, LoadOptions
from loaders.single_rows import load_rows
from tests.api.serving import City, city_in
from tests.asking import compute
from tests.contract.stores import ContractStore, InMemory, InOneFile, OnAServer
from tests.needs import IS_LONG

N_WEEKS = 52
N_SHORT = 10  # with a correction by hand, an import taken back, an older delivery
FIRST = date(2020, 12, 10)
REGISTER = "police register"
PERSONS = ("P-0003", "P-0024")  # of the example case
NAMED: dict[str, object] = {
    "group_id": "G-01",
    "lane": "message",
    "person_id": PERSONS[0],
    "incident_id": "I-0302",
    "start": PERSONS[0],
    "end": PERSONS[1],
}
NAMED |= {"persons": PERSONS}
Rows = dict[str, dict[str, Row]]


def _rows(tables: Tables) -> Rows:
    return {name: {str(row[0]): row for row in table.rows()} for name, table in tables.items()}


def _tables(rows: Rows) -> dict[str, Table]:
    return {name: table_of(KINDS[name], [some[key] for key in sorted(some)]) for name, some in rows.items() if some}


def _with(name: str, row: Row, **values: object) -> Row:
    names = KINDS[name].names
    return tuple(values.get(column, value) for column, value in zip(names, row, strict=True))  # type: ignore[misc]


def _new(name: str, **values: object) -> Row:
    kind = KINDS[name]
    return tuple(values.get(column.name, column.default) for column in kind.fields)  # type: ignore[misc]


@dataclass
class Register:
    """What the deliverer has, and what a store that takes it must hold."""

    rows: Rows
    expected: Rows
    chance: random.Random = field(default_factory=lambda: random.Random(52))
    corrected_here: set[tuple[str, str]] = field(default_factory=set)
    n_new: int = 0

    def put(self, name: str, row: Row) -> None:
        key = str(row[0])
        self.rows[name][key] = row
        if (name, key) not in self.corrected_here:
            self.expected[name][key] = row

    def drop(self, name: str, key: str, day: date) -> None:
        """What is delivered no more ends, or is taken out."""
        row = self.rows[name].pop(key)
        if "valid_to" not in KINDS[name].index:
            del self.expected[name][key]
            return
        begins, ends = (row[KINDS[name].index[column]] for column in ("valid_from", "valid_to"))
        last = max([day - timedelta(days=1), *([begins] if isinstance(begins, date) else [])])
        if not isinstance(ends, date) or ends > last:
            self.expected[name][key] = _with(name, row, valid_to=last)

    def one_of(self, name: str) -> str:
        return self.chance.choice(sorted(key for key in self.rows[name] if (name, key) not in self.corrected_here))

    def living(self) -> str:
        i = KINDS["person"].index["died_on"]
        return self.chance.choice(sorted(key for key, row in self.rows["person"].items() if row[i] is None))

    def change(self, week: int, day: date) -> None:
        """What a week brings."""
        for _ in range(3):
            key = self.one_of("membership")
            role = self.chance.choice([Role.CORE, Role.AFFILIATE, Role.ASSOCIATE])
            self.put("membership", _with("membership", self.rows["membership"][key], role=role))
        if week % 3 == 0:
            self.drop("tie", self.one_of("tie"), day)
        if week % 4 == 0:
            self.drop("involvement", self._witness(day), day)
        if week % 5 == 0:
            person = self.living()
            self.put("person", _with("person", self.rows["person"][person], died_on=day - timedelta(days=1)))
        if week % 6 == 0:
            self._late_incident(day)
        if week % 7 == 0:
            self._double(day)
        self._visits(week, day)

    def _witness(self, day: date) -> str:
        """Somebody saw something: comes and goes within the same delivery's reach."""
        self.n_new += 1
        key = f"NV-{self.n_new}"
        incident = self.one_of("incident")
        row = _new("involvement", involvement_id=key, person_id=self.living(), incident_id=incident, part=Part.WITNESS)
        self.put("involvement", row)
        return next((other for other in sorted(self.rows["involvement"]) if other.startswith("NV-")), key)

    def _late_incident(self, day: date) -> None:
        self.n_new += 1
        template = self.rows["incident"][self.one_of("incident")]
        key = f"NI-{self.n_new}"
        incident = _with(
            "incident", template, incident_id=key, occurred_on=day - timedelta(days=40), retaliation_for=None
        )
        incident = _with("incident", incident, n_killed=0, n_injured=1, group_involved="yes", occurred_time=None)
        incident = _with("incident", incident, precision="day", victims_low=None, victims_high=None)
        self.put("incident", incident)
        said = {"attribution_id": f"NA-{self.n_new}", "incident_id": key, "group_id": self.one_of("group")}
        self.put("attribution", _new("attribution", **said, side="suspect", confidence=0.6, basis="assessment"))

    def _double(self, day: date) -> None:
        """A second row for a person, and the decision that both are one."""
        self.n_new += 1
        person, key = self.living(), f"NP-{self.n_new}"
        self.put("person", _with("person", self.rows["person"][person], person_id=key))
        first, second = sorted((person, key))
        decided = {"decided_by": "analyst 3", "decided_on": day, "reason": "same name and year of birth"}
        row = _new("same_person", same_person_id=f"ND-{self.n_new}", person_a=first, person_b=second, **decided)
        self.rows.setdefault("same_person", {})
        self.expected.setdefault("same_person", {})
        self.put("same_person", row)

    def _visits(self, week: int, day: date) -> None:
        """A visit is planned in one week, and made in the next."""
        planned = f"NN-{week}"
        row = _new("notification", notification_id=planned, person_id=self.living(), planned_on=day)
        self.put("notification", row)
        made = self.rows["notification"].get(f"NN-{week - 1}")
        if made is not None:
            self.put("notification", _with("notification", made, delivered_on=day, delivered_to="person"))


class Year(ContractStore):
    """What holds on every store."""

    @pytest.fixture
    def city(self, store: GraphStore) -> City:
        return city_in(store, example_case())

    def test_after_each_week_it_holds_what_a_clean_load_gives(self, city: City, weeks: int) -> None:
        rows = _rows(example_case())
        register = Register(rows, {name: dict(some) for name, some in rows.items()})
        earlier: dict[int, Rows] = {}
        for week in range(1, weeks + 1):
            day = FIRST + timedelta(weeks=week)
            city.clock.instant = city.clock.instant.replace(year=day.year, month=day.month, day=day.day)
            admin = city.place.context()
            register.change(week, day)
            delivery = Delivery(deliverer=REGISTER, as_of=day, gone=GoneChoice.END)
            import_tables(admin, _tables(register.rows), delivery=delivery)
            self._check(city.place.store, register, week=week)
            earlier[week] = {name: dict(some) for name, some in register.rows.items()}
            if week == 5:
                self._correct_by_hand(city, register)
            if week in {6, 30}:
                self._take_back(city, register, day)
            if week in {8, 40}:
                self._deliver_older(city, earlier[week - 3], day - timedelta(weeks=3))
                self._check(city.place.store, register, week=week)
        assert city.place.store.verify() == city.place.store.content_hash()
        assert any(write.how.value == "undo" for write in city.place.store.writes())

    def _check(self, store: GraphStore, register: Register, *, week: int) -> None:
        clean = MemoryStore()
        clean.initialise()
        place = city_in(clean, {}).place
        import_tables(place.context(), _tables(register.expected))
        if store.content_hash() != clean.content_hash():
            _, held = store.read()
            _, clean_tables = clean.read()
            differing = {
                name: set(held[name].rows()) ^ set(clean_tables[name].rows())
                for name in KINDS
                if list(held[name].rows()) != list(clean_tables[name].rows())
            }
            assert differing == {}, f"week {week}"
        if week % 13 == 0 or week == N_SHORT:
            day = FIRST + timedelta(weeks=week)
            assert _answers(store, day) == _answers(clean, day)

    def _correct_by_hand(self, city: City, register: Register) -> None:
        """Somebody corrects a record; the register goes on saying the same, and the correction stands."""
        admin = city.place.context()
        key = register.one_of("membership")
        is_core = register.rows["membership"][key][KINDS["membership"].index["role"]] == Role.CORE
        role = "associate" if is_core else "core"
        change_record(admin, KINDS["membership"], key, {"role": role}, _load, reason="the role was misread")
        register.corrected_here.add(("membership", key))
        register.expected["membership"][key] = _with("membership", register.rows["membership"][key], role=Role(role))
        assert history(admin, KINDS["membership"], key).changes[0].how == "record"

    def _take_back(self, city: City, register: Register, day: date) -> None:
        """A wrong file is imported, and taken back."""
        admin = city.place.context()
        wrong = _tables(register.rows)
        membership = wrong["membership"]
        wrong["membership"] = table_of(
            membership.kind, [_with("membership", row, role=Role.LEADER) for row in list(membership.rows())[1:]]
        )
        before = city.place.store.content_hash()
        import_tables(admin, wrong, delivery=Delivery(deliverer=REGISTER, as_of=day, gone=GoneChoice.END))
        assert city.place.store.content_hash() != before
        assert undo_import(admin).is_done
        assert city.place.store.content_hash() == before

    def _deliver_older(self, city: City, rows: Rows, day: date) -> None:
        """A delivery of three weeks ago undoes nothing of what was said since."""
        admin = city.place.context()
        before = city.place.store.content_hash()
        summary = import_tables(admin, _tables(rows), delivery=Delivery(deliverer=REGISTER, as_of=day))
        assert summary.total.n_left_older > 0
        assert (summary.total.n_changed, city.place.store.content_hash()) == (0, before)


def _load(rows: Mapping[str, Sequence[Mapping[str, str]]], existing: KnownKeys) -> Loaded:
    return load_rows(rows, options=LoadOptions(known=existing), today=FIRST + timedelta(weeks=N_WEEKS))


def _answers(store: GraphStore, day: date) -> list[str]:
    """What every question answers, as text."""
    snapshot = Snapshots(store).on(day)
    answers = []
    for question in QUESTIONS:
        if question.beside:  # names stand beside a snapshot
            continue
        required = [column.name for column in parameter_fields(question.parameters) if column.is_required]
        parameters = {name: NAMED[name] for name in required}
        try:
            answers.append(to_json(compute(question, snapshot, default_policy(), **parameters)))
        except GruppkartaError as error:  # such as about somebody who is dead by then
            answers.append(str(error))
    return answers


@pytest.fixture
def weeks() -> int:
    """How many weeks are played."""
    return N_WEEKS


class TestMemory(Year, InMemory):
    """In memory."""


class TestSQLite(Year, InOneFile):
    """In one file."""


class TestNeo4j(Year, OnAServer):
    """On a server, where the whole year takes minutes: `.ci/long year` plays it."""

    @pytest.fixture
    def weeks(self) -> int:
        return N_WEEKS if IS_LONG else N_SHORT
