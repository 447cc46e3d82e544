"""What an attacker wants with a write: to lift, overwrite or plant what is not theirs, and to learn what is there."""

import json
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

import pytest

from graph_service.adapters.aside_file import AsideFile
from graph_service.adapters.memory import MemoryStore
from graph_service.adapters.sqlite import SQLiteStore
from graph_service.aside import AsideInMemory
from graph_service.domain import records as r
from graph_service.domain import vocabulary as v
from graph_service.domain.audit import AuditEvent
from graph_service.domain.caller import CallerRole
from graph_service.domain.case_rules import check_tables
from graph_service.domain.report import CaseHead, LoadReport
from graph_service.domain.rights import (
    HANDED_IN,
    LAST_DAYS,
    RIGHTS,
    WRITING,
    Agency,
    Whose,
    WriteAct,
    classes_of,
    unseen_fields,
)
from graph_service.domain.row_lines import RowLines
from graph_service.domain.schema import KINDS, Field, Kind, Row, Value, row_of
from graph_service.domain.tables import Tables, table_of, tables_of
from graph_service.domain.vocabulary import DataClass
from graph_service.errors import (
    AccessError,
    ActExistsError,
    ConfigurationError,
    NotFoundError,
    RejectedRowsError,
    UnknownReferenceError,
)
from graph_service.services.context import Context
from graph_service.services.erasing import erase_person
from graph_service.services.importing import Imported, import_case, import_tables, stored_keys
from graph_service.services.judging import Judged, judge, keys_seen
from tests.api.city import CANARY, PROTECTED, VICTIM
from tests.api.city import city as city_records
from tests.api.routes import packed, upload
from tests.api.serving import START, City, city_in, city_in_memory, service
from tests.cli.run import gruppkarta

Pair = tuple[CallerRole, Agency]
OWNERS = (None, *Agency)
COORDINATOR = CallerRole.COORDINATOR
RESTRICTED = [pair for pair in WRITING if not {DataClass.PROTECTED, DataClass.VICTIM} <= RIGHTS[pair]]
SEES_TIES = [pair for pair in RESTRICTED if DataClass.INTELLIGENCE in RIGHTS[pair]]
DAY = date(2020, 1, 2)
REFERENCES = {"person": ("P-0001", "P-0002"), "group": ("G-01", "G-02"), "incident": ("I-1", "I-2")}


@pytest.fixture(params=["memory", "sqlite"])
def city(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[City]:
    store = MemoryStore() if request.param == "memory" else SQLiteStore(tmp_path / "x.db")
    yield city_in(store)
    store.close()


def _context(city: City, pair: Pair) -> Context:
    return city.place.context(city.caller(*pair))


def _aside(city: City) -> list[str]:
    assert isinstance(city.place.aside, AsideInMemory)
    return city.place.aside.lines


def _stored(city: City, kind: str, key: str) -> Row:
    (row,) = city.place.store.get(KINDS[kind], {key}).rows()
    return row


def _loads(tables: Tables) -> Callable[[object], object]:
    class _Loaded:
        report = LoadReport(CaseHead(), (), (), ())
        lines: ClassVar[Mapping[str, RowLines]] = {}

        def __init__(self) -> None:
            self.tables = tables

    return lambda _known: _Loaded()


def _answer(city: City, pair: Pair, *records: object, dry_run: bool = False) -> Imported:
    return import_case(_context(city, pair), _loads(tables_of(records)), dry_run=dry_run)  # type: ignore[arg-type]  # a case


def _told(imported: Imported, *ids: str) -> str:
    """What is answered, but for the content hash and the ids that were brought."""
    text = str(imported.load) + ("" if imported.write is None else str(imported.write.kinds))
    for one in ids:
        text = text.replace(one, "ID")
    return text


def _written(pair: Pair) -> frozenset[DataClass]:
    return RIGHTS[pair] | HANDED_IN.get(pair, frozenset())


def _hidden(pair: Pair) -> str:
    """Somebody who is withheld from a pair, even if it asks for protected content."""
    return VICTIM if DataClass.PROTECTED in RIGHTS[pair] else PROTECTED


# The matrix, made from the table.


def _value(field: Field, i: int, *, other: bool = False) -> Value:
    if field.target is not None:
        keys = REFERENCES.get(field.target, (f"X-{field.target}",) * 2)
        return keys[i % 2]
    if field.words:
        return field.words[other]
    minimum = getattr(field.mark, "minimum", None)
    values: dict[type, Value] = {
        str: f"{CANARY}-{other}" if not getattr(field.mark, "pattern", "") else ("10:00", "11:00")[other],
        date: date(2020, 1, 3 if other else 2),
        int: int(minimum or 0) + other,
        float: 0.5 + other / 4,
        bool: other,
        tuple: (f"{CANARY}-{other}",),
    }
    return values[field.type]


def _row(kind: Kind, key: str, owner: Agency | None, *, whole: bool = False) -> Row:
    """A record with what it must hold, or with all, of an owner."""
    values: dict[str, Value] = {}
    for i, field in enumerate(kind.fields):
        values[field.name] = _value(field, i) if field.required or whole else field.default
    values[kind.key] = key
    for name in {"owner_agency", "agency"} & set(kind.index):
        nobody = "elsewhere" if kind[name].required else None
        values[name] = nobody if owner is None else owner.value
    if "source_id" in kind.index and kind.name != "source" and (whole or kind["source_id"].required):
        values["source_id"] = f"S-{owner}"
    if kind.name == "person":
        values["protected_identity"] = False
    return tuple(values.values())


def _key(kind: Kind, owner: Agency | None, field: Field) -> str:
    return f"Y-{kind.name}-{owner}-{field.name}"


@pytest.fixture(scope="module")
def full() -> City:
    """A city with a record of every kind for every owner and field, all columns filled, and one for others to name."""
    city = city_in_memory()
    rows = {name: [_row(kind, f"X-{name}", None)] for name, kind in KINDS.items()}
    for kind, owner, field in _cells():
        rows[kind.name].append(_row(kind, _key(kind, owner, field), owner, whole=True))
    rows["source"] += [_row(KINDS["source"], f"S-{owner}", owner) for owner in OWNERS]
    tables = {name: table_of(KINDS[name], rows[name]) for name in KINDS}
    city.place.store.write(tables, AuditEvent("test", "", "", {}), recorded_at=START)
    return city


def _cells() -> list[tuple[Kind, Agency | None, Field]]:
    return [(kind, owner, field) for kind in KINDS.values() for owner in OWNERS for field in _fields(kind)]


def _tables(rows: list[tuple[Kind, Row]]) -> Tables:
    names = dict.fromkeys(kind.name for kind, _ in rows)
    return {name: table_of(KINDS[name], [row for kind, row in rows if kind.name == name]) for name in names}


def _after(judged: Judged) -> dict[str, Row]:
    return {str(row[0]): row for table in judged.tables.values() for row in table.rows()}


def _expected(pair: Pair, kind: Kind, filled: set[str], act: WriteAct, owner: Agency | None) -> bool:
    unseen = {field.name for field in unseen_fields(kind, _written(pair))}
    if kind.name == "same_person":
        return classes_of(kind) <= _written(pair) and not filled & unseen and WriteAct.JOIN in WRITING[pair]
    whose = WRITING[pair].get(act)
    is_own = whose is Whose.ANY or (whose is Whose.OWN and owner in {None, pair[1]})
    return classes_of(kind) <= _written(pair) and not filled & unseen and is_own


def _owner_of(kind: Kind, owner: Agency | None, filled: set[str]) -> Agency | None:
    return owner if {"owner_agency", "agency", "source_id"} & filled & set(kind.index) else None


def _fields(kind: Kind) -> list[Field]:
    skipped = {kind.key, "owner_agency", "agency", "source_id", "protected_identity"}
    return [field for field in kind.fields if field.name not in skipped and field.target is None]


@pytest.mark.parametrize("pair", WRITING)
def test_a_new_record_beyond_the_rights(full: City, pair: Pair) -> None:
    rows: list[tuple[Kind, Row]] = []
    allowed: dict[str, bool] = {}
    for kind, owner, field in _cells():
        row = list(_row(kind, f"Z-{_key(kind, owner, field)}", owner))
        row[kind.index[field.name]] = _value(field, 0)
        filled = {name for name, value in zip(kind.names, row, strict=True) if value not in (None, ())}
        allowed[str(row[0])] = _expected(pair, kind, filled, WriteAct.CREATE, _owner_of(kind, owner, filled))
        rows.append((kind, tuple(row)))
    judged = judge(_context(full, pair), _tables(rows))
    written = _after(judged)
    assert {key for key, may in allowed.items() if may} == set(written)
    assert {key for key, may in allowed.items() if not may} == {key for table, _ in judged.aside for key in table.keys}
    assert CANARY not in str(judged.remarks)


@pytest.mark.parametrize("pair", WRITING)
def test_a_stored_record_changed_or_ended_beyond_the_rights(full: City, pair: Pair) -> None:
    unseen = {name: {field.name for field in unseen_fields(kind, _written(pair))} for name, kind in KINDS.items()}
    rows: list[tuple[Kind, Row]] = []
    allowed: dict[str, bool] = {}
    stored: dict[str, tuple[Kind, Row, str]] = {}
    for kind, owner, field in _cells():
        if (kind.name, field.name) == ("involvement", "part"):
            continue
        before = _row(kind, _key(kind, owner, field), owner, whole=True)
        row = [
            column.default if column.name in unseen[kind.name] and not column.required else value
            for column, value in zip(kind.fields, before, strict=True)
        ]
        row[kind.index[field.name]] = _value(field, 0, other=True)
        key = str(row[0])
        act = WriteAct.END if field.name in LAST_DAYS else WriteAct.CHANGE
        allowed[key] = _expected(pair, kind, {field.name}, act, _owner_of(kind, owner, set(kind.names)))
        if (kind.name, field.name) == ("same_person", "reason") and DataClass.PROTECTED not in RIGHTS[pair]:
            allowed[key] = WriteAct.JOIN in WRITING[pair]  # and kept as it is stored
        stored[key] = (kind, before, field.name)
        rows.append((kind, tuple(row)))
    judged = judge(_context(full, pair), _tables(rows))
    written = _after(judged)
    assert {key for key, may in allowed.items() if may} == set(written)
    assert CANARY not in str(judged.remarks)
    for key, after in written.items():
        kind, before, name = stored[key]
        is_kept = (kind.name, name) == ("same_person", "reason") and DataClass.PROTECTED not in RIGHTS[pair]
        changed = [column for column, a, b in zip(kind.names, before, after, strict=True) if a != b]
        assert changed == ([] if is_kept else [name])


# One attack at a time.


@pytest.mark.parametrize("pair", RESTRICTED)
def test_to_lift_a_protection(city: City, pair: Pair) -> None:
    plain = {"label": "Nils", "protected_identity": False}
    hidden = _hidden(pair)
    before = _stored(city, "person", hidden)
    lifted = _answer(city, pair, r.Person(person_id=hidden, **plain))  # type: ignore[arg-type]  # as its fields are
    assert _stored(city, "person", hidden) == before
    assert hidden in _aside(city)[0]
    fresh = _answer(city, pair, r.Person(person_id="P-NEW", **plain))  # type: ignore[arg-type]  # as its fields are
    assert _told(lifted, hidden) == _told(fresh, "P-NEW")


@pytest.mark.parametrize("pair", [pair for pair in WRITING if pair[0] is CallerRole.ADMIN])
@pytest.mark.parametrize("owner", Agency)
def test_to_lift_the_protection_of_another_agency(city: City, pair: Pair, owner: Agency) -> None:
    person = r.Person(person_id="P-GUARDED", label="Guarded", protected_identity=True, owner_agency=owner.value)
    import_tables(city.place.context(), tables_of([person]))
    _answer(city, pair, replace(person, protected_identity=False))
    is_lifted = not _stored(city, "person", "P-GUARDED")[KINDS["person"].index["protected_identity"]]
    assert is_lifted is (owner is pair[1])


def test_to_overwrite_names_that_are_hidden(city: City) -> None:
    before = _stored(city, "person", "P-0001")
    bare = r.Person(person_id="P-0001", label="Falk", protected_identity=False)
    answer = _answer(city, (CallerRole.ANALYST, Agency.POLICE), bare)
    assert answer.write is not None
    assert answer.write.total.n_unchanged == 1
    _answer(city, (CallerRole.ANALYST, Agency.MUNICIPALITY), replace(bare, names=("Another",)))
    assert _stored(city, "person", "P-0001") == before


def test_to_empty_the_support_content_of_an_act_from_the_police(city: City) -> None:
    (stored,) = city.place.store.get(KINDS["notification"], {"N-1"}).records()
    assert stored.help_offered
    before = city.place.store.content_hash()
    answer = _answer(city, (CallerRole.ADMIN, Agency.POLICE), replace(stored, help_offered=()))
    assert answer.write is not None
    assert answer.write.total.n_unchanged == 1
    with pytest.raises(ActExistsError) as refused:
        _answer(city, (CallerRole.ADMIN, Agency.POLICE), replace(stored, help_offered=("other",)))
    assert CANARY not in str(refused.value)
    assert city.place.store.content_hash() == before


def test_to_attribute_a_shooting_from_the_municipality(city: City) -> None:
    attribution = r.Attribution(
        attribution_id="A-1",
        incident_id="I-1",
        group_id="G-01",
        side=v.Side.SUSPECT,
        confidence=0.9,
        basis=v.Basis.FACT,
    )
    before = city.place.store.content_hash()
    answer = _answer(city, (CallerRole.ANALYST, Agency.MUNICIPALITY), attribution)
    assert city.place.store.content_hash() == before
    assert [(one.code, one.file, one.n) for one in answer.load.remarks] == [("class_not_written", "attributions", 1)]
    entry = json.loads(_aside(city)[0])
    assert (entry["record"]["attribution_id"], entry["agency"], entry["why"]) == (
        "A-1",
        "municipality",
        "class_not_written",
    )


@pytest.mark.parametrize("pair", SEES_TIES)
@pytest.mark.parametrize("dry_run", [True, False])
def test_to_learn_from_a_tie_whether_somebody_is_there(city: City, pair: Pair, dry_run: bool) -> None:
    def tie(person_id: str) -> r.Tie:
        return r.Tie(tie_id=f"T-{person_id}", person_a="P-0001", person_b=person_id, kind=v.TieKind.FRIEND)

    before = city.place.store.content_hash()
    answers = {_told(_answer(city, pair, tie(one), dry_run=dry_run), one) for one in (_hidden(pair), "P-NOBODY")}
    assert len(answers) == 1
    assert "not_there_for_caller" in answers.pop()
    assert city.place.store.content_hash() == before
    assert len(_aside(city)) == (0 if dry_run else 2)


@pytest.mark.parametrize("pair", SEES_TIES)
@pytest.mark.parametrize("dry_run", [True, False])
def test_to_learn_from_a_whole_case_whether_its_person_is_there(city: City, pair: Pair, dry_run: bool) -> None:
    def case(person_id: str) -> list[object]:
        person = r.Person(person_id=person_id, label="Nils", protected_identity=False)
        tie = r.Tie(tie_id=f"T-{person_id}", person_a="P-0001", person_b=person_id, kind=v.TieKind.FRIEND)
        notified = r.Notification(notification_id=f"N-{person_id}", person_id=person_id)
        answered = r.Response(
            response_id=f"R-{person_id}",
            notification_id=f"N-{person_id}",
            responded_on=DAY,
            response=v.ResponseKind.IGNORES,
        )
        stray = r.Tie(tie_id=f"U-{person_id}", person_a=person_id, person_b="P-NOBODY", kind=v.TieKind.FRIEND)
        return [person, tie, stray, notified, answered]

    answers = {_told(_answer(city, pair, *case(one), dry_run=dry_run), one) for one in (_hidden(pair), "P-NEW")}
    assert len(answers) == 1


@pytest.mark.parametrize("pair", SEES_TIES)
def test_to_change_a_link_of_somebody_hidden_by_its_id(city: City, pair: Pair) -> None:
    stored = "T-1" if _hidden(pair) == PROTECTED else "T-2"
    before = _stored(city, "tie", stored)
    assert _hidden(pair) in before

    def tie(key: str) -> r.Tie:
        return r.Tie(tie_id=key, person_a="P-0001", person_b="P-0003", kind=v.TieKind.KIN)

    assert _told(_answer(city, pair, tie(stored)), stored) == _told(_answer(city, pair, tie("T-9")), "T-9")
    assert _stored(city, "tie", stored) == before


@pytest.mark.parametrize("pair", SEES_TIES)
def test_to_learn_from_an_act_that_exists(city: City, pair: Pair) -> None:
    acts = [r.Notification(notification_id=f"N-{one}", person_id=one) for one in (_hidden(pair), "P-0001")]
    import_tables(city.place.context(), tables_of(acts))

    def act(key: str) -> r.Notification:
        return r.Notification(notification_id=key, person_id="P-0002", planned_on=DAY)

    hidden, fresh = f"N-{_hidden(pair)}", "N-FRESH"
    assert _told(_answer(city, pair, act(hidden)), hidden) == _told(_answer(city, pair, act(fresh)), fresh)
    with pytest.raises(ActExistsError, match="N-P-0001"):
        _answer(city, pair, act("N-P-0001"))


@pytest.mark.parametrize("dry_run", [True, False])
def test_to_count_hidden_victims_by_what_contradicts_them(city: City, dry_run: bool) -> None:
    pair = (COORDINATOR, Agency.PROBATION)

    def changed(key: str) -> r.Incident:
        (incident,) = city.place.store.get(KINDS["incident"], {key}).records()
        return replace(incident, n_injured=0, place=incident.place, note=None)  # type: ignore[no-any-return]  # an incident

    before = _stored(city, "incident", "I-1")
    with_victim, without = (_answer(city, pair, changed(key), dry_run=dry_run) for key in ("I-1", "I-2"))
    assert _told(with_victim, "I-1") == _told(without, "I-2")
    assert _stored(city, "incident", "I-1") == before
    with pytest.raises(RejectedRowsError, match="more than n_injured says"):
        _answer(city, (CallerRole.ADMIN, Agency.POLICE), changed("I-1"), dry_run=dry_run)


@pytest.mark.parametrize("dry_run", [True, False])
def test_to_count_hidden_suspects_from_the_municipality(city: City, dry_run: bool) -> None:
    attribution = r.Attribution(
        attribution_id="A-1", incident_id="I-1", group_id="G-01", side=v.Side.SUSPECT, confidence=1, basis=v.Basis.FACT
    )
    import_tables(city.place.context(), tables_of([attribution]))
    before = _stored(city, "incident", "I-1")
    for pair in ((COORDINATOR, Agency.MUNICIPALITY), (CallerRole.ADMIN, Agency.MUNICIPALITY)):
        answers = set()
        for key in ("I-1", "I-9"):
            incident = r.Incident(
                incident_id=key,
                occurred_on=DAY,
                precision=v.Precision.DAY,
                type=v.IncidentType.ARSON,
                group_involved=v.Answer.NO,
                status=v.IncidentStatus.CONFIRMED,
            )
            if key == "I-9":
                plain = replace(incident, group_involved=v.Answer.YES)
                import_tables(city.place.context(), tables_of([plain]))
            answers.add(_told(_answer(city, pair, incident, dry_run=dry_run), key))
        assert len(answers) == 1
        assert _stored(city, "incident", "I-1") == before


@pytest.mark.parametrize("pair", RESTRICTED)
def test_to_learn_ids_from_hints(city: City, pair: Pair) -> None:
    keys = keys_seen(_context(city, pair), stored_keys(city.place.store))
    assert _hidden(pair) not in keys["person"]
    assert (VICTIM in keys["person"]) is (DataClass.VICTIM in RIGHTS[pair])
    near = r.Tie(tie_id="T-9", person_a="P-0001", person_b=_hidden(pair).lower(), kind=v.TieKind.FRIEND)
    assert not [one for one in check_tables(tables_of([near]), today=DAY, known=keys) if "P-HIDDEN" in str(one)]


@pytest.mark.parametrize("pair", [pair for pair in WRITING if pair[0] is CallerRole.ADMIN])
def test_to_erase_what_is_another_agencys(city: City, pair: Pair) -> None:
    for owner in Agency:
        key = f"P-OF-{owner}"
        person = r.Person(person_id=key, label="Nils", protected_identity=False, owner_agency=owner.value)
        import_tables(city.place.context(), tables_of([person]))
        if owner is pair[1]:
            assert erase_person(_context(city, pair), person_id=key, reason="the review said so", dry_run=False).is_done
            continue
        with pytest.raises(AccessError, match="another agency"):
            erase_person(_context(city, pair), person_id=key, reason="the review said so", dry_run=False)


def test_to_learn_from_an_erasure_whether_somebody_is_there(city: City) -> None:
    context = _context(city, (CallerRole.ADMIN, Agency.PROBATION))
    messages = set()
    for key in (VICTIM, "P-NOBODY"):
        with pytest.raises(NotFoundError) as refused:
            erase_person(context, person_id=key, reason="the review said so", dry_run=True)
        messages.add(str(refused.value).replace(key, "ID"))
    assert len(messages) == 1
    seen = erase_person(
        _context(city, (CallerRole.ADMIN, Agency.POLICE)), person_id="P-0001", reason="the review said so", dry_run=True
    )
    assert "support_cases" not in seen.records


def test_to_learn_over_http_whether_somebody_is_there() -> None:
    city = city_in_memory()
    header = "tie_id,person_a,person_b,kind\n"
    with service(city) as client:
        for path in ("/v1/imports/check", "/v1/imports"):
            answers = set()
            for one in (PROTECTED, "P-NOBODY"):
                archive = packed({"ties.csv": f"{header}T-{one},P-0001,{one},friend\n"})
                answer = client.post(path, headers=city.headers(COORDINATOR, Agency.POLICE), **upload(archive))
                answers.add((answer.status_code, answer.text.replace(one, "ID")))
            assert len(answers) == 1
            assert "not_there_for_caller" in answers.pop()[1]


def test_to_have_what_is_put_aside_lost_read_or_kept_after_an_erasure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("GRUPPKARTA_")]:
        monkeypatch.delenv(name)
    url, purpose = f"sqlite:///{tmp_path / 'groups.db'}", ("--purpose", "weekly review")
    assert gruppkarta("store", "init", "--store", url, "--keep-token").code == 0
    case = tmp_path / "case"
    case.mkdir()
    rows = "person_id,label,protected_identity\nP-0001,Falk,no\nP-0003,Ek,yes\n"
    (case / "persons.csv").write_text(rows, encoding="utf-8")
    assert gruppkarta("import", "--case", case, "--store", url, *purpose).code == 0
    words = ("--name", "a", "--agency", "police", "--role", "coordinator")
    made = gruppkarta("token", "create", *words, "--store", url, *purpose)
    monkeypatch.setenv("GRUPPKARTA_TOKEN", made.out.strip())
    (case / "persons.csv").write_text(rows.replace("yes", "no"), encoding="utf-8")
    dry = gruppkarta("import", "--case", case, "--store", url, "--dry-run", *purpose)
    done = gruppkarta("import", "--case", case, "--store", url, *purpose)
    assert (dry.code, done.code) == (0, 0)
    assert "1 new, 0 changed, 1 unchanged" in done.out
    assert done.out.startswith(dry.out.rstrip("\n"))
    aside = tmp_path / "groups.db.aside.jsonl"
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600
    assert [json.loads(line)["record"]["person_id"] for line in aside.read_text("utf-8").splitlines()] == ["P-0003"]
    monkeypatch.delenv("GRUPPKARTA_TOKEN")
    assert gruppkarta("erase", "P-0003", "--reason", "the review", "--yes", "--store", url, *purpose).code == 0
    assert aside.read_text("utf-8") == ""
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600


def test_to_have_records_put_aside_nowhere(city: City) -> None:
    context = replace(_context(city, (COORDINATOR, Agency.POLICE)), aside=AsideFile(None))
    before = city.place.store.content_hash()
    for key in (PROTECTED, "P-NEW"):
        with pytest.raises(ConfigurationError, match="GRUPPKARTA_ASIDE"):
            import_tables(context, tables_of([r.Person(person_id=key, label="x", protected_identity=False)]))
    assert city.place.store.content_hash() == before


def test_an_administrator_of_the_police_imports_as_ever(city: City) -> None:
    records = city_records()
    stores = []
    for _ in range(2):
        store = MemoryStore()
        store.initialise()
        stores.append(store)
    plain = stores[0].write(tables_of(records), AuditEvent("import", "", "", {}), recorded_at=START)
    caller = city.caller(CallerRole.ADMIN, Agency.POLICE)
    opened = replace(city.place, store=stores[1], snapshots=type(city.place.snapshots)(stores[1]))
    assert import_tables(opened.context(caller), tables_of(records)) == plain
    again = import_tables(opened.context(caller), tables_of(records))
    assert again.total.n_unchanged == len(records)
    assert opened.aside == city.place.aside
    assert not _aside(city)


# With the guard switched off, the harm is done.


@pytest.fixture
def unguarded(city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    monkeypatch.setattr(
        "graph_service.services.deliveries.judge", lambda _context, tables: Judged(dict(tables), as_told=dict(tables))
    )
    return city


def test_without_the_guard_a_protection_is_lifted_and_names_are_lost(unguarded: City) -> None:
    pair, index = (CallerRole.ANALYST, Agency.MUNICIPALITY), KINDS["person"].index
    _answer(unguarded, pair, r.Person(person_id=PROTECTED, label="Nils", protected_identity=False))
    after = _stored(unguarded, "person", PROTECTED)
    assert (after[index["protected_identity"]], after[index["names"]]) == (False, ())


def test_without_the_guard_the_municipality_attributes(unguarded: City) -> None:
    attribution = r.Attribution(
        attribution_id="A-1", incident_id="I-1", group_id="G-01", side=v.Side.SUSPECT, confidence=1, basis=v.Basis.FACT
    )
    _answer(unguarded, (CallerRole.ANALYST, Agency.MUNICIPALITY), attribution)
    assert _stored(unguarded, "attribution", "A-1")


def test_without_the_guard_an_answer_tells_who_is_there(unguarded: City) -> None:
    def tie(person_id: str) -> r.Tie:
        return r.Tie(tie_id="T-9", person_a="P-0001", person_b=person_id, kind=v.TieKind.FRIEND)

    pair = (COORDINATOR, Agency.POLICE)
    with pytest.raises(UnknownReferenceError, match="P-NOBODY"):
        _answer(unguarded, pair, tie("P-NOBODY"))
    assert _answer(unguarded, pair, tie(PROTECTED)).write is not None


def test_without_the_guard_another_agency_changes_and_ends(unguarded: City) -> None:
    person = r.Person(person_id="P-OURS", label="Ours", protected_identity=True, owner_agency="police")
    import_tables(unguarded.place.context(), tables_of([person]))
    _answer(unguarded, (CallerRole.ADMIN, Agency.MUNICIPALITY), replace(person, label="Theirs"))
    assert "Theirs" in _stored(unguarded, "person", "P-OURS")


def test_every_kind_of_value_has_its_place_in_the_matrix() -> None:
    assert {field.mark.data_class for kind in KINDS.values() for field in _fields(kind)} == set(DataClass)
    assert all(isinstance(row_of(record), tuple) for record in city_records())
    assert issubclass(Agency, StrEnum)
