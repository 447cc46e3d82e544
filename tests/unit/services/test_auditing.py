"""The trail: read, checked, signed; whatever was done to it is found, or said not to be protected."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from graph_service import transaction
from graph_service.adapters.memory import MemoryStore
from graph_service.analysis.priorities import PRIORITIES
from graph_service.analysis.scorecard import SCORECARD
from graph_service.domain.audit import AuditEntry, next_entry
from graph_service.domain.caller import LOCAL_CALLER, CallerRole
from graph_service.domain.rights import Agency
from graph_service.errors import AccessError, ConfigurationError, InputError
from graph_service.services import auditing
from graph_service.services.auditing import Checkpoint, TrailQuestion, list_audit, make_checkpoint, verify_audit
from graph_service.services.persons import person
from tests.api.city import AS_OF
from tests.api.serving import ADMIN, City, FixedClock, city_in, city_in_memory, open_store_of
from tests.asking import ask

KEY = b"sixteen bytes or more"
Change = Callable[[list[AuditEntry]], list[AuditEntry]]


class ForgedStore(MemoryStore):
    """A store whose trail somebody changed behind its back."""

    change: Change | None = None

    def audit_trail(self, *, after: int = 0, limit: int | None = None) -> list[AuditEntry]:
        found = super().audit_trail()
        forged = found if self.change is None else self.change(found)
        return forged[after : len(forged) if limit is None else after + limit]

    def trail_head(self) -> tuple[int, str]:
        trail = self.audit_trail()
        return (trail[-1].number, trail[-1].chain) if trail else (0, "0" * 64)


def _changed(trail: list[AuditEntry]) -> list[AuditEntry]:
    return [*trail[:3], replace(trail[3], event=replace(trail[3].event, actor="another")), *trail[4:]]


def _removed(trail: list[AuditEntry]) -> list[AuditEntry]:
    return [*trail[:3], *trail[4:]]


def _put_in(trail: list[AuditEntry]) -> list[AuditEntry]:
    return [*trail[:3], trail[2], *trail[3:]]


def _made_anew(trail: list[AuditEntry]) -> list[AuditEntry]:
    """The whole trail again, with another actor, and every hash right."""
    made: list[AuditEntry] = []
    for entry in trail:
        previous = made[-1].chain if made else "0" * 64
        event = replace(entry.event, actor="another")
        made.append(next_entry(event, entry.recorded_at, number=len(made) + 1, previous=previous))
    return made


@pytest.fixture
def forged() -> tuple[City, ForgedStore]:
    store = ForgedStore()
    return city_in(store), store


@pytest.mark.parametrize(("change", "at"), [(_changed, 4), (_removed, 4), (_put_in, 4)])
def test_a_change_is_found_where_it_was_made(forged: tuple[City, ForgedStore], change: Change, at: int) -> None:
    city, store = forged
    store.change = change
    found = verify_audit(city.place.context(city.caller(*ADMIN)))
    assert (found.is_whole, found.first_fault, found.unprotected_from) == (False, at, 1)
    assert f"first fault is at entry {at}" in found.text


def test_a_trail_is_checked_across_the_parts_in_which_it_is_read(
    forged: tuple[City, ForgedStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    city, store = forged
    monkeypatch.setattr(auditing, "CHUNK", 2)
    admin = city.caller(*ADMIN)
    kept = make_checkpoint(city.place.context(admin), key=KEY)
    assert verify_audit(city.place.context(admin), checkpoint=kept, key=KEY).is_whole
    store.change = _changed
    assert verify_audit(city.place.context(admin), checkpoint=kept, key=KEY).first_fault == 4


def test_without_a_checkpoint_nothing_is_protected(forged: tuple[City, ForgedStore]) -> None:
    city, store = forged
    n_entries = len(store.audit_trail())
    found = verify_audit(city.place.context(city.caller(*ADMIN)))
    assert (found.is_whole, found.n_entries, found.checked_to, found.unprotected_from) == (True, n_entries, None, 1)
    assert "from 1 on" in found.text


def test_a_checkpoint_protects_up_to_itself_and_the_rest_is_told(forged: tuple[City, ForgedStore]) -> None:
    city, store = forged
    admin = city.caller(*ADMIN)
    kept = make_checkpoint(city.place.context(admin), key=KEY)
    assert kept.number == len(store.audit_trail())
    whole = verify_audit(city.place.context(admin), checkpoint=kept, key=KEY)
    assert (whole.is_whole, whole.checked_to, whole.unprotected_from) == (True, kept.number, None)
    later = verify_audit(city.place.context(admin), checkpoint=kept, key=KEY)
    assert later.unprotected_from == kept.number + 1
    assert "those that the checkpoint signed" in later.text


@pytest.mark.parametrize("change", [_made_anew, lambda trail: trail[:5]], ids=["made anew", "cut off"])
def test_what_a_checkpoint_protects_cannot_be_cut_off_or_made_anew(
    forged: tuple[City, ForgedStore], change: Change
) -> None:
    city, store = forged
    admin = city.caller(*ADMIN)
    kept = make_checkpoint(city.place.context(admin), key=KEY)
    store.change = change
    assert verify_audit(city.place.context(admin)).is_whole
    found = verify_audit(city.place.context(admin), checkpoint=kept, key=KEY)
    assert not found.is_whole
    assert found.first_fault is not None
    assert found.first_fault <= kept.number


@pytest.mark.parametrize(
    "wrong", [{"number": 1}, {"chain": "0" * 64}, {"signature": "0" * 64}, {"signature": "å"}], ids=str
)
def test_a_checkpoint_that_was_changed_is_refused(forged: tuple[City, ForgedStore], wrong: dict[str, object]) -> None:
    city, _ = forged
    kept: Checkpoint = make_checkpoint(city.place.context(city.caller(*ADMIN)), key=KEY)
    with pytest.raises(InputError, match="not signed with this key"):
        verify_audit(city.place.context(city.caller(*ADMIN)), checkpoint=replace(kept, **wrong), key=KEY)  # type: ignore[arg-type]  # fields by name


def test_a_checkpoint_of_another_key_is_refused(forged: tuple[City, ForgedStore]) -> None:
    city, _ = forged
    kept = make_checkpoint(city.place.context(city.caller(*ADMIN)), key=KEY)
    with pytest.raises(InputError):
        verify_audit(city.place.context(city.caller(*ADMIN)), checkpoint=kept, key=b"another key of enough bytes")


@pytest.mark.parametrize("key", [None, b"short"])
def test_signing_needs_a_secret(forged: tuple[City, ForgedStore], key: bytes | None) -> None:
    city, store = forged
    before = len(store.audit_trail())
    with pytest.raises(ConfigurationError, match="secret of at least 16 bytes"):
        make_checkpoint(city.place.context(city.caller(*ADMIN)), key=key)
    assert len(store.audit_trail()) == before


def test_reading_the_trail_is_a_use_too(forged: tuple[City, ForgedStore]) -> None:
    city, store = forged
    n_before = len(store.audit_trail())
    page = list_audit(city.place.context(city.caller(*ADMIN)), after=2, limit=3)
    assert ([entry.number for entry in page.entries], page.next_after) == ([3, 4, 5], 5)
    last = list_audit(city.place.context(city.caller(*ADMIN)), after=n_before, limit=3)
    assert ([entry.action for entry in last.entries], last.next_after) == (["audit_list"], None)


def test_an_empty_trail_is_whole() -> None:
    found = verify_audit(open_store_of(MemoryStore(), FixedClock()).context(LOCAL_CALLER))
    assert (found.is_whole, found.n_entries, found.unprotected_from) == (True, 0, None)


def test_the_trail_is_for_oversight(forged: tuple[City, ForgedStore]) -> None:
    city, _ = forged
    with pytest.raises(AccessError):
        list_audit(city.place.context(city.caller(CallerRole.ANALYST, Agency.POLICE)))


def test_the_trail_answers_who_did_what_when_and_about_whom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "CHUNK", 3)
    city = city_in_memory()
    first_day = city.clock.instant.date()
    analyst = city.place.context(city.caller(CallerRole.ANALYST, Agency.POLICE))
    person(analyst, person_id="P-0001", as_of=AS_OF)
    city.clock.later(days=1)
    person(analyst, person_id="P-0003", as_of=AS_OF)
    person(city.place.context(city.caller(*ADMIN)), person_id="P-0001", as_of=AS_OF)

    def listed(**question: object) -> list[tuple[str, str]]:
        page = list_audit(city.place.context(city.caller(*ADMIN)), question=TrailQuestion(**question))  # type: ignore[arg-type]  # as its fields are
        return [(entry.actor, entry.action) for entry in page.entries if entry.action == "person"]

    own, others = ("analyst of police", "person"), ("admin of police", "person")
    assert listed(user="analyst of police") == [own, own]
    assert listed(person="P-0001") == [own, others]
    assert listed(person="P-0001", newest_first=True) == [others, own]
    assert listed(person="P-9999") == listed(user="nobody") == []
    assert listed(until=first_day) == [own]
    assert listed(since=first_day + timedelta(days=1)) == [own, others]
    assert "P-0001" not in str(city.place.store.audit_trail())


def test_the_newest_first_are_paged_to_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "CHUNK", 2)
    city = city_in_memory()
    whole = [entry.number for entry in city.place.store.audit_trail()]
    numbers: list[int] = []
    after: int | None = 2**53  # as far on as can be asked for
    while after is not None:
        context = city.place.context(city.caller(*ADMIN))
        page = list_audit(context, after=after, limit=4, question=TrailQuestion(newest_first=True))
        numbers += [entry.number for entry in page.entries]
        after = page.next_after
    assert numbers == whole[::-1]


def test_looks_at_so_many_that_none_is_named_may_be_looks_at_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction, "MAX_SUBJECTS_NAMED", 1)
    city = city_in_memory()
    ask(city.place, city.caller(*ADMIN), SCORECARD, as_of=AS_OF)
    ask(city.place, city.caller(*ADMIN), PRIORITIES, lane="message", as_of=AS_OF)
    question = TrailQuestion(person="P-0001", user="admin of police")
    page = list_audit(city.place.context(city.caller(*ADMIN)), question=question)
    assert [entry.action for entry in page.entries] == ["priorities"]
