"""Single records on every store: made, filled, corrected, ended, extended; by rights, and on the version seen."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from graph_service.domain.caller import CallerRole
from graph_service.domain.case_rules import KnownKeys
from graph_service.domain.rights import Agency
from graph_service.domain.schema import KINDS
from graph_service.errors import (
    AccessError,
    ActExistsError,
    ChangedMeanwhileError,
    InputError,
    NotFoundError,
    RecordExistsError,
    RejectedRowsError,
    RequestReusedError,
)
from graph_service.ports import GraphStore
from graph_service.services.context import Context
from graph_service.services.record_reading import StoredRecord, history, record
from graph_service.services.single_records import (
    change_record,
    create_records,
    end_record,
    extend_record,
)
from graph_service.services.snapshots import Snapshots
from graph_service.services.written_records import once_for
from loaders.options import Loaded, LoadOptions
from loaders.single_rows import load_rows
from tests.api.city import PROTECTED
from tests.api.serving import ADMIN, START, City, city_in
from tests.contract.stores import ContractStore, InMemory, InOneFile, OnAServer

WHY = "the role was misread"
MEMBERSHIP, NOTIFICATION = KINDS["membership"], KINDS["notification"]
SUPPORT = {"person_id": "P-0001", "opened_on": "2020-11-25", "kind": "work", "agency": "municipality"}


def load(rows: Mapping[str, Sequence[Mapping[str, str]]], existing: KnownKeys) -> Loaded:
    return load_rows(rows, options=LoadOptions(known=existing), today=START.date())


class SingleRecords(ContractStore):
    """What a store has a part in."""

    @pytest.fixture
    def city(self, store: GraphStore) -> City:
        return city_in(store)

    @pytest.fixture
    def admin(self, city: City) -> Context:
        return city.place.context(city.caller(*ADMIN, shows_protected=True))

    def test_a_record_is_made_with_its_audit_event_and_says_what_was_given(self, city: City, admin: Context) -> None:
        written = create_records(
            admin,
            {
                "membership": [
                    {"membership_id": "M-9", "person_id": "P-0002", "group_id": "G-02", "role": "associate"}
                    | {"basis": "fact", "source_id": "S-1", "valid_from": "2020-01-01"}
                ]
            },
            load,
        )
        (one,) = written.records
        assert (one.kind, one.record_id, written.has_changed) == ("membership", "M-9", True)
        stored = record(admin, MEMBERSHIP, "M-9")
        assert stored.version == one.version
        texts = {cell.column: cell.text for cell in stored.cells}
        assert (texts["role"], texts["valid_from"], texts["valid_to"]) == ("associate", "2020-01-01", None)
        assert (stored.recorded_at, stored.recorded_by_agency) == (START, "police")
        events = [entry.event for entry in city.place.store.audit_trail() if entry.event.action == "record_write"]
        assert [(event.details["kind"], event.details["n_new"], event.details["n_subjects"]) for event in events] == [
            ("membership", 1, 1)
        ]

    def test_an_incident_comes_whole_or_not_at_all(self, admin: Context) -> None:
        incident = {"incident_id": "I-9", "occurred_on": "2020-12-01", "precision": "day", "type": "shooting"}
        incident |= {"n_injured": "1", "group_involved": "yes", "status": "confirmed", "source_id": "S-9"}
        rows = {
            "source": [{"source_id": "S-9", "agency": "police"}],
            "incident": [incident],
            "involvement": [
                {"person_id": "P-0001", "incident_id": "I-9", "part": "suspect", "status": "suspected"}
                | {"decided_on": "2020-12-02", "source_id": "S-9"}
            ],
            "attribution": [
                {"incident_id": "I-9", "group_id": "G-01", "side": "suspect", "confidence": "0.8", "basis": "fact"}
            ],
        }
        before = admin.store.content_hash()
        with pytest.raises(RejectedRowsError, match="confidence"):
            create_records(admin, rows | {"attribution": [rows["attribution"][0] | {"confidence": "8"}]}, load)
        assert admin.store.content_hash() == before
        written = create_records(admin, rows, load)
        assert [one.kind for one in written.records] == ["source", "incident", "involvement", "attribution"]
        assert admin.store.verify() != before
        again = create_records(admin, rows, load)
        assert (again.has_changed, again.records) == (False, written.records)

    def test_what_is_there_already_is_not_made_again(self, admin: Context) -> None:
        with pytest.raises(RecordExistsError, match="groups has a record G-01 already"):
            create_records(admin, {"group": [{"group_id": "G-01", "name": "Väst"}]}, load)

    def test_a_correction_keeps_what_stood_there_with_who_and_why(self, city: City, admin: Context) -> None:
        seen = record(admin, MEMBERSHIP, "M-1")
        city.clock.later(hours=1)
        change_record(admin, MEMBERSHIP, "M-1", {"role": "affiliate"}, load, reason=WHY, version=seen.version)
        city.clock.later(hours=1)
        change_record(admin, MEMBERSHIP, "M-1", {"role": "associate", "note": ""}, load, reason=WHY)
        told = history(admin, MEMBERSHIP, "M-1")
        assert [
            {cell.column: cell.text for cell in change.before if cell.column == "role"} for change in told.changes
        ] == [
            {"role": "affiliate"},
            {"role": "core"},
        ]
        assert {(change.changed_by, change.agency, change.how, change.reason) for change in told.changes} == {
            ("admin of police", "police", "record", WHY)
        }
        assert [change.changed_at.hour for change in told.changes] == [10, 9]
        assert admin.store.verify() == admin.store.content_hash()

    def test_a_change_on_another_version_is_refused_and_says_what_changed(self, admin: Context) -> None:
        seen = record(admin, MEMBERSHIP, "M-1").version
        change_record(admin, MEMBERSHIP, "M-1", {"role": "affiliate"}, load, reason=WHY, version=seen)
        before = admin.store.content_hash()
        with pytest.raises(ChangedMeanwhileError, match="memberships M-1 was changed in role by somebody else"):
            change_record(admin, MEMBERSHIP, "M-1", {"valid_to": "2020-11-01"}, load, reason=WHY, version=seen)
        assert admin.store.content_hash() == before

    def test_an_act_fills_once_and_is_otherwise_corrected(self, admin: Context) -> None:
        planned = {"notification_id": "N-9", "person_id": "P-0002", "planned_on": "2020-12-02"}
        create_records(admin, {"notification": [planned]}, load)
        delivered = {"delivered_on": "2020-12-02", "delivered_to": "person", "channel": "home"}
        assert change_record(admin, NOTIFICATION, "N-9", delivered, load).has_changed
        assert not change_record(admin, NOTIFICATION, "N-9", delivered, load).has_changed
        before = admin.store.content_hash()
        for cells in ({"delivered_on": "2020-12-01"}, {"channel": ""}, {"planned_on": "2020-12-01"}):
            with pytest.raises(ActExistsError, match=next(iter(cells))):
                change_record(admin, NOTIFICATION, "N-9", cells, load)
        assert admin.store.content_hash() == before
        assert history(admin, NOTIFICATION, "N-9").changes == ()
        change_record(admin, NOTIFICATION, "N-9", {"delivered_on": "2020-12-01"}, load, reason="moved")
        (change,) = history(admin, NOTIFICATION, "N-9").changes
        assert [(cell.column, cell.text) for cell in change.before] == [("delivered_on", "2020-12-02")]

    def test_a_dry_run_says_what_would_be_written_and_writes_nothing(self, admin: Context) -> None:
        before = admin.store.content_hash()
        told = change_record(admin, MEMBERSHIP, "M-1", {"role": "affiliate"}, load, reason=WHY, dry_run=True)
        assert (admin.store.content_hash(), told.has_changed) == (before, True)
        done = change_record(admin, MEMBERSHIP, "M-1", {"role": "affiliate"}, load, reason=WHY)
        assert done == told

    def test_an_extension_is_kept_and_the_furthest_counts(self, admin: Context) -> None:
        for day in (date(2021, 6, 30), date(2021, 3, 1)):
            extend_record(admin, MEMBERSHIP, "M-1", day, reason="still in force, looked at")
        assert record(admin, MEMBERSHIP, "M-1").kept_until == date(2021, 6, 30)
        with pytest.raises(InputError, match="lies ahead"):
            extend_record(admin, MEMBERSHIP, "M-1", START.date(), reason=WHY)

    def test_a_request_with_a_key_is_done_once(self, city: City, admin: Context) -> None:
        rows = {"group": [{"group_id": "G-9", "name": "Väst"}]}
        once = once_for(admin.caller, "key-00000001", ("group", "G-9"))
        written = create_records(admin, rows, load, once=once)
        change_record(admin, KINDS["group"], "G-9", {"name": "Öst"}, load, reason="renamed by themselves")
        assert create_records(admin, rows, load, once=once).records == written.records
        assert {cell.column: cell.text for cell in record(admin, KINDS["group"], "G-9").cells}["name"] == "Öst"
        with pytest.raises(RequestReusedError):
            create_records(admin, rows, load, once=once_for(admin.caller, "key-00000001", ("another",)))
        city.clock.later(hours=25)
        with pytest.raises(RecordExistsError):  # keys are kept for a day
            create_records(admin, rows, load, once=once)

    def test_two_who_write_at_once_never_overwrite_each_other(self, city: City, admin: Context) -> None:
        seen = record(admin, MEMBERSHIP, "M-1").version

        def correct(role: str) -> str:
            context = city.place.context(city.caller(*ADMIN))
            try:
                change_record(context, MEMBERSHIP, "M-1", {"role": role}, load, reason=WHY, version=seen)
            except ChangedMeanwhileError:
                return "refused"
            return role

        with ThreadPoolExecutor(3) as pool:
            ended = list(pool.map(correct, ("affiliate", "associate", "leader")))
        (winner,) = [role for role in ended if role != "refused"]
        assert {cell.column: cell.text for cell in record(admin, MEMBERSHIP, "M-1").cells}["role"] == winner
        assert len(history(admin, MEMBERSHIP, "M-1").changes) == 1

    @pytest.mark.parametrize("step", ["put corrections", "content sum", "audit"])
    def test_record_correction_and_event_cannot_part(
        self, city: City, admin: Context, store: GraphStore, step: str
    ) -> None:
        def die(at: str) -> None:
            if at == step:
                raise RuntimeError(step)

        before = (store.content_hash(), len(store.audit_trail()), record(admin, MEMBERSHIP, "M-1").version)
        broken = city_of(self.failing(store, die), city)
        with pytest.raises(RuntimeError, match=step):
            change_record(broken, MEMBERSHIP, "M-1", {"role": "affiliate"}, load, reason=WHY)
        self.failing(store, lambda _: None)
        assert store.content_hash() == before[0]
        assert record(admin, MEMBERSHIP, "M-1").version == before[2]
        assert history(admin, MEMBERSHIP, "M-1").changes == ()
        assert store.verify() == before[0]


class SingleRecordRules(SingleRecords):
    """Besides, who may write what: judged above the stores, and so not asked of a server again."""

    def test_assessed_records_are_never_filled(self, admin: Context) -> None:
        with pytest.raises(InputError, match="not filled but corrected"):
            change_record(admin, MEMBERSHIP, "M-1", {"valid_to": "2020-11-01"}, load)

    @pytest.mark.parametrize(
        ("cells", "message"),
        [
            ({}, "at least one field"),
            ({"rolle": "core"}, "no column rolle; did you mean role"),
            ({"membership_id": "M-2"}, "names the record"),
            ({"role": "boss"}, "role"),
            ({"group_id": "G-77"}, "no row of groups has this id"),
            ({"valid_from": "2020-12-01", "valid_to": "2020-11-01"}, "valid_from"),
        ],
    )
    def test_what_a_case_would_refuse_is_refused(self, admin: Context, cells: dict[str, str], message: str) -> None:
        before = admin.store.content_hash()
        with pytest.raises(InputError, match=message):
            change_record(admin, MEMBERSHIP, "M-1", cells, load, reason=WHY)
        assert admin.store.content_hash() == before

    def test_a_record_ends(self, admin: Context) -> None:
        end_record(admin, MEMBERSHIP, "M-1", date(2020, 11, 30), load, reason="left the group")
        assert {cell.column: cell.text for cell in record(admin, MEMBERSHIP, "M-1").cells}["valid_to"] == "2020-11-30"
        with pytest.raises(InputError, match="have no last day"):
            end_record(admin, KINDS["incident"], "I-1", date(2020, 11, 30), load, reason="left the group")

    def test_who_may_not_write_a_record_is_refused_and_learns_nothing(self, city: City) -> None:
        analyst = city.place.context(city.caller(CallerRole.ANALYST, Agency.MUNICIPALITY))
        for kind, key in ((KINDS["person"], PROTECTED), (KINDS["person"], "P-4711"), (MEMBERSHIP, "M-2")):
            with pytest.raises((NotFoundError, AccessError)) as told:
                change_record(analyst, kind, key, {"review_by": "2021-01-01"}, load, reason=WHY)
            assert PROTECTED not in str(told.value).replace(key, "")
        exit_worker = city.place.context(city.caller(CallerRole.EXIT_WORKER, Agency.MUNICIPALITY))
        with pytest.raises(AccessError):
            create_records(exit_worker, {"support_case": [SUPPORT | {"status": "requested"}]}, load)
        service_account = city.place.context(city.caller(CallerRole.SERVICE, Agency.POLICE))
        with pytest.raises(AccessError):
            create_records(service_account, {"group": [{"group_id": "G-9", "name": "Väst"}]}, load)

    def test_a_withheld_record_and_none_are_the_same_answer(self, city: City) -> None:
        coordinator = city.place.context(city.caller(CallerRole.COORDINATOR, Agency.MUNICIPALITY))
        answers = []
        for key in (PROTECTED, "P-NOBODY"):
            for ask in (
                lambda key=key: record(coordinator, KINDS["person"], key),
                lambda key=key: history(coordinator, KINDS["person"], key),
                lambda key=key: change_record(
                    coordinator, KINDS["person"], key, {"review_by": "2021-01-01"}, load, reason=WHY
                ),
                lambda key=key: extend_record(coordinator, KINDS["person"], key, date(2021, 6, 30), reason=WHY),
            ):
                with pytest.raises(NotFoundError) as told:
                    ask()
                answers.append(str(told.value).replace(key, "X"))
        assert len(set(answers)) == 1

    def test_another_agencys_record_is_theirs_to_change(self, city: City) -> None:
        probation = city.place.context(city.caller(CallerRole.COORDINATOR, Agency.PROBATION))
        with pytest.raises(AccessError, match="another agency"):
            change_record(probation, MEMBERSHIP, "M-1", {"role": "affiliate"}, load, reason=WHY)

    def test_columns_of_a_class_that_is_not_seen_are_neither_shown_nor_written(self, city: City) -> None:
        analyst = city.place.context(city.caller(CallerRole.ANALYST, Agency.POLICE))
        cells = {cell.column: cell for cell in record(analyst, KINDS["person"], "P-0001").cells}
        assert (cells["names"].text, cells["names"].is_withheld, cells["label"].text) == (None, True, "Falk")
        with pytest.raises(AccessError, match="names"):
            change_record(analyst, KINDS["person"], "P-0001", {"names": "X"}, load, reason=WHY)
        before = {cell.column: cell.text for cell in self._as_admin(city, "P-0001").cells}
        change_record(analyst, KINDS["person"], "P-0001", {"review_by": "2021-01-01"}, load, reason=WHY)
        after = {cell.column: cell.text for cell in self._as_admin(city, "P-0001").cells}
        assert after == before | {"review_by": "2021-01-01"}

    def _as_admin(self, city: City, person_id: str) -> StoredRecord:
        return record(city.place.context(city.caller(*ADMIN, shows_protected=True)), KINDS["person"], person_id)


def city_of(store: GraphStore, city: City) -> Context:
    """The city through another hold on its store, as its administrator."""
    place = replace(city.place, store=store, snapshots=Snapshots(store))
    return place.context(city.caller(*ADMIN, shows_protected=True))


class TestMemory(SingleRecordRules, InMemory):
    """In memory."""


class TestSQLite(SingleRecordRules, InOneFile):
    """In one file."""


class TestNeo4j(SingleRecords, OnAServer):
    """On a server."""
