"""Joining and undoing: by whom, of whom, with which reason, and what is written."""

from datetime import date

import pytest

from graph_service.analysis.duplicates import DUPLICATES
from graph_service.analysis.people import people
from graph_service.domain import records as r
from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import RIGHTS, WRITING, Agency, WriteAct
from graph_service.domain.schema import KINDS, SERVICE_KINDS
from graph_service.domain.tables import tables_of
from graph_service.domain.vocabulary import DataClass
from graph_service.errors import AccessError, InputError, NotFoundError, RejectedRowsError
from graph_service.services.importing import import_tables
from graph_service.services.joining import JoinDecision, join, undo
from tests.api.city import AS_OF, PROTECTED
from tests.api.serving import ADMIN, PAIRS, City, city_in_memory
from tests.asking import ask
from tests.rival import make

COORDINATOR = (CallerRole.COORDINATOR, Agency.POLICE)
REASON = "the same birth year, contacts and nickname"
Pair = tuple[CallerRole, Agency]


@pytest.fixture
def city() -> City:
    return city_in_memory()


def _join(
    city: City, pair: Pair = COORDINATOR, a: str = "P-0002", b: str = "P-0001", reason: str = REASON
) -> JoinDecision:
    return join(city.place.context(city.caller(*pair)), person_a=a, person_b=b, reason=reason)


def _undo(
    city: City, pair: Pair = COORDINATOR, a: str = "P-0001", b: str = "P-0002", reason: str = REASON
) -> JoinDecision:
    return undo(city.place.context(city.caller(*pair)), person_a=a, person_b=b, reason=reason)


def _stored(city: City) -> list[r.SamePerson]:
    return city.place.store.read([KINDS["same_person"]])[1]["same_person"].records()


def _n_persons(city: City) -> int:
    return int(people(city.place.snapshots.on(city.clock.today())).is_person.sum())


def test_two_rows_are_joined_with_who_when_and_why(city: City) -> None:
    n_persons = _n_persons(city)
    decision = _join(city)
    (record,) = _stored(city)
    assert record.reason == REASON
    assert (record.person_a, record.person_b, record.decided_by) == ("P-0001", "P-0002", "coordinator of police")
    assert (record.decided_on, record.undone_on) == (AS_OF, None)
    assert decision.same_person_id == record.same_person_id
    assert _n_persons(city) == n_persons - 1


def test_undone_they_are_two_again_and_the_record_stays(city: City) -> None:
    n_persons = _n_persons(city)
    _join(city)
    city.clock.later(days=3)
    decision = _undo(city, a="P-0002", b="P-0001")
    (record,) = _stored(city)
    assert (record.undone_on, record.reason) == (date(2020, 12, 6), REASON)
    assert decision.undone_on == record.undone_on
    assert _n_persons(city) == n_persons


def test_what_was_undone_may_be_joined_anew_by_a_record_of_its_own(city: City) -> None:
    for _ in range(2):
        _join(city)
        _undo(city)
    _join(city)
    assert [record.undone_on for record in sorted(_stored(city), key=lambda one: one.undone_on is None)] == [
        AS_OF,
        AS_OF,
        None,
    ]


def test_record_and_event_are_written_together_and_name_nobody(city: City) -> None:
    _join(city)
    _undo(city, reason="they were seen in two places at once")
    joined, undone = city.place.store.audit_trail()[-2:]
    assert (joined.event.action, undone.event.action) == ("duplicates_join", "duplicates_undo")
    assert joined.event.details["n_new"] == undone.event.details["n_changed"] == 1
    assert joined.event.details["n_subjects"] == undone.event.details["n_subjects"] == 2
    assert REASON not in str(joined.event)  # it stays with the record, which can be erased
    (correction,) = city.place.store.read([SERVICE_KINDS["correction"]])[1]["correction"].records()
    assert (correction.fields, correction.reason) == (("undone_on",), "they were seen in two places at once")
    assert "P-0001" not in str(joined.event) + str(undone.event)


@pytest.mark.parametrize("reason", ["", "too short", " " * 40, "x" * 501, "two lines of a reason\nare refused here"])
def test_a_reason_is_one_line_of_twenty_characters_or_more(city: City, reason: str) -> None:
    for decide in (_join, _undo):
        with pytest.raises(InputError, match="say why, in one line of 20 to 500"):
            decide(city, reason=reason)


def test_one_row_is_not_joined_with_itself(city: City) -> None:
    with pytest.raises(InputError, match="P-0001 is named twice"):
        _join(city, a="P-0001", b="P-0001")


@pytest.mark.parametrize("decide", [_join, _undo])
@pytest.mark.parametrize("person_id", [PROTECTED, "P-NOBODY"])
def test_who_is_withheld_and_who_is_not_there_are_refused_in_the_same_words(
    city: City,
    decide: object,
    person_id: str,
) -> None:
    with pytest.raises(NotFoundError) as refusal:
        decide(city, a=person_id)  # type: ignore[operator]  # one of the two above
    assert str(refusal.value) == f"there is no person {person_id!r}; ids are as in the persons table"
    assert _stored(city) == []


def test_rows_that_are_one_person_already_are_not_joined_again(city: City) -> None:
    _join(city)
    _join(city, a="P-0002", b="P-0003")
    for a, b in (("P-0001", "P-0002"), ("P-0001", "P-0003")):
        with pytest.raises(InputError, match=f"{a} and {b} are held to be one person already"):
            _join(city, a=a, b=b)


def test_undoing_what_is_not_joined_says_what_is(city: City) -> None:
    with pytest.raises(InputError, match="P-0001 and P-0002 are not joined"):
        _undo(city)
    _join(city)
    _join(city, a="P-0002", b="P-0003")
    with pytest.raises(InputError, match="undo P-0001 and P-0002; or P-0002 and P-0003"):
        _undo(city, a="P-0001", b="P-0003")


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0].value} of {pair[1].value}")
def test_those_join_and_undo_whom_the_table_of_writing_names(city: City, pair: Pair) -> None:
    if WriteAct.JOIN in WRITING.get(pair, {}):
        _join(city, pair)
        _undo(city, pair)
        assert len(_stored(city)) == 1
        return
    for decide in (_join, _undo):
        with pytest.raises(AccessError):
            decide(city, pair)
    assert _stored(city) == []


def test_a_program_decides_nothing(city: City) -> None:
    with pytest.raises(AccessError):
        _join(city, (CallerRole.SERVICE, Agency.POLICE))


def test_what_contradicts_the_records_is_refused_and_leaves_no_trace(city: City) -> None:
    records = [
        *(make.person("P-0008"), make.incident("I-8", "2020-05-01", killed=1)),
        *(make.person("P-0009"), make.incident("I-9", "2020-06-01", killed=1)),
        *(make.victim("V-8", "P-0008", "I-8", "killed"), make.victim("V-9", "P-0009", "I-9", "killed")),
    ]
    import_tables(city.place.context(city.caller(*ADMIN)), tables_of(records))
    n_events = len(city.place.store.audit_trail())
    with pytest.raises(RejectedRowsError):  # killed on two days
        _join(city, ADMIN, a="P-0008", b="P-0009")
    assert (_stored(city), len(city.place.store.audit_trail())) == ([], n_events)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0].value} of {pair[1].value}")
def test_candidates_are_for_those_who_see_names_and_what_ties(city: City, pair: Pair) -> None:
    sees = RIGHTS[pair] >= {DataClass.IDENTITY, DataClass.INTELLIGENCE} and pair[0] is not CallerRole.EXIT_WORKER
    caller = city.caller(*pair)
    if not sees:
        with pytest.raises(AccessError):
            ask(city.place, caller, DUPLICATES, as_of=AS_OF)
        return
    result = ask(city.place, caller, DUPLICATES, as_of=AS_OF)
    named = {person_id for row in result.candidates for person_id in (row.person_a, row.person_b)}
    assert named == {"P-0001", "P-0002", "P-0003"} | (
        {"P-HIDDEN-VICTIM"} if DataClass.VICTIM in RIGHTS[pair] else set()
    )
    assert "of_what_is_seen" in {note.code for note in result.notes}


def test_who_looks_at_candidates_leaves_an_event_with_all_who_were_shown(city: City) -> None:
    ask(city.place, city.caller(*COORDINATOR), DUPLICATES, as_of=AS_OF)
    event = city.place.store.audit_trail()[-1].event
    assert (event.action, event.details["n_subjects"]) == ("duplicates", 4)
