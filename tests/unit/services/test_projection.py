"""What is hidden tells nothing: not by its name, not by its place, not by a count."""

import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.analysis.conflicts import CONFLICTS
from graph_service.analysis.coverage import COVERAGE
from graph_service.analysis.explanation import EXPLAIN
from graph_service.analysis.groups import GROUPS
from graph_service.analysis.incident import INCIDENT
from graph_service.analysis.members import MEMBERS
from graph_service.analysis.months import MONTHS
from graph_service.analysis.network import INCIDENTS, NETWORK
from graph_service.analysis.priorities import PRIORITIES
from graph_service.analysis.priorities_parts import Lane
from graph_service.analysis.representatives import REPRESENTATIVES
from graph_service.analysis.result import WITHHELD, Result, plain
from graph_service.analysis.scorecard import SCORECARD
from graph_service.domain import records as r
from graph_service.domain.caller import LOCAL_CALLER, Caller, CallerRole
from graph_service.domain.rights import RIGHTS, Agency
from graph_service.domain.schema import KINDS, kind_of
from graph_service.domain.tables import tables_of
from graph_service.domain.vocabulary import Basis, DataClass, Part, Role
from graph_service.errors import AccessError
from graph_service.services import persons
from graph_service.services.context import OpenStore
from graph_service.services.frame import check_declarations
from graph_service.services.importing import import_tables
from graph_service.services.projection import project
from graph_service.services.view import view_of
from tests.api.city import AS_OF, PROTECTED, VICTIM, city
from tests.api.serving import FixedClock, open_store_of
from tests.asking import ask

READERS = [pair for pair, seen in RIGHTS.items() if DataClass.INTELLIGENCE in seen]
ANALYST = Caller("analyst", "police", CallerRole.ANALYST, "weekly review")
OFFICER = Caller("officer", "probation_service", CallerRole.PROBATION, "weekly review")
Ask = Callable[[OpenStore, Caller], Result]
QUESTIONS: dict[str, Ask] = {
    "scorecard": lambda place, who: ask(place, who, SCORECARD, as_of=AS_OF),
    "groups": lambda place, who: ask(place, who, GROUPS, as_of=AS_OF),
    "months": lambda place, who: ask(place, who, MONTHS, as_of=AS_OF),
    "members": lambda place, who: ask(place, who, MEMBERS, group_id="G-01", as_of=AS_OF),
    "coverage": lambda place, who: ask(place, who, COVERAGE, as_of=AS_OF),
    "conflicts": lambda place, who: ask(place, who, CONFLICTS, as_of=AS_OF),
    "incidents": lambda place, who: ask(place, who, INCIDENTS, as_of=AS_OF),
    "incident": lambda place, who: ask(place, who, INCIDENT, incident_id="I-1", as_of=AS_OF),
    "network": lambda place, who: ask(place, who, NETWORK, as_of=AS_OF),
    "network of a group": lambda place, who: ask(place, who, NETWORK, as_of=AS_OF, groups=["G-01"]),
    "message": lambda place, who: ask(place, who, PRIORITIES, lane="message", as_of=AS_OF),
    "safety": lambda place, who: ask(place, who, PRIORITIES, lane="safety", as_of=AS_OF),
    "messenger": lambda place, who: ask(place, who, PRIORITIES, lane="messenger", as_of=AS_OF),
    "representatives": lambda place, who: ask(place, who, REPRESENTATIVES, as_of=AS_OF, n_alternatives=5),
    "explain": lambda place, who: ask(place, who, EXPLAIN, person_id="P-0001", as_of=AS_OF),
    "person": lambda place, who: persons.person(place.context(who), person_id="P-0001", as_of=AS_OF),
    "persons": lambda place, who: persons.search(place.context(who), as_of=AS_OF),
}


def place_of(records: list[object]) -> OpenStore:
    store = MemoryStore()
    store.initialise()
    place = open_store_of(store, FixedClock())
    import_tables(place.context(LOCAL_CALLER), tables_of(records))
    return place


def told(result: Result) -> Any:  # noqa: ANN401  JSON has no closed type
    """A result as JSON, without what any change of any record changes."""
    found = plain(result)
    del found["snapshot_id"]
    return found


def renamed(records: list[object], old: str, new: str) -> list[object]:
    """The same records with another id and label of one person."""
    found = []
    for record in records:
        changes: dict[str, Any] = {}
        for field in kind_of(record).fields:
            value = getattr(record, field.name)
            if value == old and (field.target == "person" or field.name == "person_id"):
                changes[field.name] = new
        if isinstance(record, r.Person) and record.person_id == old:
            changes |= {"label": f"label of {new}", "birth_year": 1970, "names": ("another",)}
        found.append(replace(record, **changes))  # type: ignore[type-var]  # every record is a dataclass
    return found


@pytest.fixture(scope="module")
def place() -> OpenStore:
    return place_of(city())


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(("hidden", "who"), [(PROTECTED, ANALYST), (VICTIM, OFFICER)], ids=["protected", "victim"])
def test_another_person_in_the_place_of_the_hidden_one_makes_no_difference(
    place: OpenStore, question: str, hidden: str, who: Caller
) -> None:
    other = place_of(renamed(city(), hidden, f"{hidden[:-1]}Z"))
    assert told(QUESTIONS[question](place, who)) == told(QUESTIONS[question](other, who))


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("pair", READERS, ids=lambda pair: f"{pair[0]} of {pair[1]}")
def test_every_answer_counts_what_it_withholds(
    place: OpenStore, question: str, pair: tuple[CallerRole, Agency]
) -> None:
    who = Caller("somebody", pair[1].value, pair[0], "weekly review")
    answer = QUESTIONS[question](place, who)
    text = json.dumps(told(answer))
    has_counted = any("withheld" in note.code for note in answer.notes)
    assert has_counted is ('"withheld"' in text or "_withheld" in text)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_local_caller_sees_everything(place: OpenStore, question: str) -> None:
    answer = QUESTIONS[question](place, LOCAL_CALLER)
    assert '"withheld"' not in json.dumps(told(answer))


def test_a_hidden_person_keeps_his_place_on_a_list_and_nothing_else(place: OpenStore) -> None:
    whole = ask(place, LOCAL_CALLER, PRIORITIES, lane="message", as_of=AS_OF)
    seen = ask(place, ANALYST, PRIORITIES, lane="message", as_of=AS_OF)
    assert [(row.rank, row.points) for row in seen.rows] == [(row.rank, row.points) for row in whole.rows]
    (blank,) = (row for row in seen.rows if row.person.person_id == "withheld")
    assert (blank.reasons, blank.person.group_ids, blank.reach, blank.is_eligible) == ((), (), WITHHELD, False)


def test_hidden_persons_are_one_dot_without_ties(place: OpenStore) -> None:
    seen = ask(place, OFFICER, NETWORK, as_of=AS_OF)
    (dot,) = (one for one in seen.persons if one.person_id == "withheld")
    assert (dot.groups, dot.role, dot.points) == ((), "", 0)
    assert {(tie.person_a, tie.person_b) for tie in seen.ties} == {("P-0001", "P-0002")}
    notes = {note.code: note.n for note in seen.notes}
    assert (notes["person_withheld"], notes["record_withheld"]) == (2, 1)
    assert {one for incident in seen.incidents for one in incident.suspects} == {"P-0001", "P-0003", "withheld"}


def test_a_count_of_which_one_is_hidden_is_withheld_and_one_of_two_is_not(place: OpenStore) -> None:
    counts = {row.group_id: row.n_members for row in ask(place, ANALYST, SCORECARD, as_of=AS_OF).groups}
    assert counts == {"G-01": WITHHELD, "G-02": 2}
    more = r.Membership(
        membership_id="M-9", person_id=VICTIM, group_id="G-01", role=Role.AFFILIATE, basis=Basis.FACT, source_id="S-1"
    )
    both = place_of([*city(), more])
    counts = {row.group_id: row.n_members for row in ask(both, OFFICER, SCORECARD, as_of=AS_OF).groups}
    assert counts == {"G-01": 4, "G-02": WITHHELD}
    named = {row.group_id: row.n_named for row in ask(both, OFFICER, NETWORK, as_of=AS_OF).groups}
    assert named == counts


def test_reach_is_withheld_from_who_had_to_do_with_a_hidden_person(place: OpenStore) -> None:
    rows = {row.person.person_id: row for row in _lane(place, "message").rows}
    assert rows["P-0001"].reach is WITHHELD
    assert rows["P-0003"].reach == 2


def test_what_one_adds_is_withheld_from_all_since_the_rest_would_tell(place: OpenStore) -> None:
    seen = ask(place, ANALYST, REPRESENTATIVES, as_of=AS_OF)
    assert len(seen.picks) >= 2
    assert {pick.newly_reached for pick in seen.picks} == {WITHHELD}
    assert seen.n_reached == ask(place, LOCAL_CALLER, REPRESENTATIVES, as_of=AS_OF).n_reached


def test_a_hidden_person_who_is_chosen_is_chosen_without_a_name() -> None:
    alone = r.Membership(
        membership_id="M-9", person_id=PROTECTED, group_id="G-03", role=Role.CORE, basis=Basis.FACT, source_id="S-1"
    )
    place = place_of([*city(), r.Group(group_id="G-03", name="Ost"), alone])
    seen = ask(place, ANALYST, REPRESENTATIVES, as_of=AS_OF, groups=["G-03"])
    assert seen.chosen == ("withheld",)
    assert [plain(pick) for pick in seen.picks] == [
        {**dict.fromkeys(("person_id", "label", "n_contacts", "newly_reached"), "withheld"), "reaches": []}
    ]


def test_an_explanation_of_a_hidden_person_is_blank_and_does_not_say_his_id_back(place: OpenStore) -> None:
    seen = ask(place, ANALYST, EXPLAIN, person_id=PROTECTED, as_of=AS_OF)
    assert (seen.person.person_id, seen.rows, dict(seen.lanes), seen.records) == ("withheld", (), {}, ())
    assert seen.parameters["person_id"] == "withheld"
    assert [note.code for note in seen.notes] == ["person_withheld"]


def test_a_pool_that_names_a_hidden_person_is_refused(place: OpenStore) -> None:
    with pytest.raises(AccessError, match="names 1 persons who are withheld"):
        ask(place, ANALYST, REPRESENTATIVES, as_of=AS_OF, pool=["P-0001", PROTECTED])
    seen = ask(place, ANALYST, REPRESENTATIVES, as_of=AS_OF, pool=["P-0001", "P-0002"])
    assert seen.parameters["pool"] == ("P-0001", "P-0002")


def test_rows_that_are_one_person_are_hidden_together() -> None:
    same = r.SamePerson(
        same_person_id="SP-1",
        person_a="P-0002",
        person_b=PROTECTED,
        decided_by="somebody",
        decided_on=date(2020, 1, 1),
        reason="the same face",
    )
    joined = place_of([*city(), same])
    snapshot = joined.context().snapshot(AS_OF)
    hidden = view_of(snapshot, RIGHTS[CallerRole.ANALYST, Agency.POLICE]).hidden
    assert hidden == {"P-0002", PROTECTED}


def test_ages_are_withheld_from_who_does_not_see_identities(place: OpenStore) -> None:
    analyst, officer = _lane(place, "message"), ask(place, OFFICER, PRIORITIES, lane="message", as_of=AS_OF)
    assert {row.person.age_high for row in analyst.rows} == {None}
    assert {row.person.age_high for row in officer.rows if row.person.person_id != "withheld"} == {30}
    assert "age_withheld" in {note.code for note in analyst.notes}
    told_of = ask(place, ANALYST, EXPLAIN, person_id="P-0001", as_of=AS_OF)
    assert (told_of.person.age_low, told_of.notes[-1].code) == (None, "age_withheld")


def test_who_was_drawn_into_a_conflict_is_withheld(place: OpenStore) -> None:
    (row,) = ask(place, ANALYST, CONFLICTS, as_of=AS_OF).conflicts
    assert [(one.person_id, one.label, one.side) for one in row.persons] == [("withheld", "withheld", "withheld")]


def test_nothing_is_hidden_where_nobody_is_to_be_hidden() -> None:
    open_city = [replace(one, protected_identity=False) if isinstance(one, r.Person) else one for one in city()]
    open_city = [one for one in open_city if not isinstance(one, r.Involvement) or one.part is not Part.VICTIM]
    snapshot = place_of(open_city).context().snapshot(AS_OF)
    view = view_of(snapshot, RIGHTS[CallerRole.PROBATION, Agency.PROBATION])
    assert (view.hidden, view.contacts, view.members) == (frozenset(), frozenset(), {True: {}, False: {}})


def test_a_result_that_nobody_thought_of_is_not_shown(place: OpenStore) -> None:
    scorecard = ask(place, LOCAL_CALLER, SCORECARD, as_of=AS_OF)
    unknown = Result(**{field.name: getattr(scorecard, field.name) for field in fields(Result)})
    view = view_of(place.context().snapshot(AS_OF), RIGHTS[CallerRole.ANALYST, Agency.POLICE])
    with pytest.raises(TypeError, match="nothing says what to hide in a Result"):
        project(unknown, view)


def test_a_question_whose_result_nobody_thought_of_is_refused_before_it_is_asked() -> None:
    with pytest.raises(TypeError, match="nothing says what to hide in a Result: write a rule"):
        check_declarations([replace(SCORECARD, result=Result)])  # type: ignore[arg-type]  # on purpose


def test_every_kind_of_record_about_persons_is_known_to_the_detail() -> None:
    about = {name for name, kind in KINDS.items() if any(field.target == "person" for field in kind.references)}
    assert {"fact", "membership", "tie", "involvement", "support_case", "notification"} <= about


def _lane(place: OpenStore, name: str) -> Lane:
    return ask(place, ANALYST, PRIORITIES, lane=name, as_of=AS_OF)
