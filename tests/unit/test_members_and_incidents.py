"""Who belongs to a group and what says so; what stands behind an incident, whether or not it counts."""

from datetime import date, timedelta
from typing import Any

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.analysis.coverage import COVERAGE, Coverage
from graph_service.analysis.incident import INCIDENT, IncidentDetail
from graph_service.analysis.members import MEMBERS, Members
from graph_service.analysis.network import INCIDENTS
from graph_service.domain import records as r
from graph_service.domain import vocabulary as v
from graph_service.domain.caller import LOCAL_CALLER, Caller, CallerRole
from graph_service.domain.tables import tables_of
from graph_service.errors import NotFoundError
from graph_service.services.context import OpenStore
from graph_service.services.importing import import_tables
from tests.api.city import PROTECTED, VICTIM, city
from tests.api.serving import FixedClock, open_store_of
from tests.asking import ask

AS_OF = date(2020, 12, 3)
OFFICER = Caller("officer", "probation_service", CallerRole.PROBATION, "weekly review")
ANALYST = Caller("analyst", "police", CallerRole.ANALYST, "weekly review")


def place_of(*records: object) -> OpenStore:
    store = MemoryStore()
    store.initialise()
    place = open_store_of(store, FixedClock())
    import_tables(place.context(LOCAL_CALLER), tables_of([*records]))
    return place


def source(key: str, days_ago: int | None, grade: v.Reliability = v.Reliability.B) -> r.Source:
    collected = None if days_ago is None else AS_OF - timedelta(days=days_ago)
    return r.Source(source_id=key, reliability=grade, credibility=2, collected_on=collected)


def membership(key: str, source_id: str, **more: Any) -> r.Membership:  # noqa: ANN401  fields of the record
    fields: dict[str, Any] = {"role": v.Role.CORE, "basis": v.Basis.FACT, "person_id": "P-1", "group_id": "G-1", **more}
    return r.Membership(membership_id=key, source_id=source_id, **fields)


def members_of(*records: object, group: str = "G-1") -> Members:
    base = [
        r.Group(group_id="G-1", name="Norr"),
        r.Group(group_id="G-2", name="Norr 2"),
        *(r.Person(person_id=key, label=key, birth_year=1990, protected_identity=False) for key in ("P-1", "P-2")),
    ]
    return ask(place_of(*base, *records), LOCAL_CALLER, MEMBERS, group_id=group, as_of=AS_OF)


def delivered(key: str, person_id: str, days_ago: int | None) -> r.Notification:
    on = None if days_ago is None else AS_OF - timedelta(days=days_ago)
    to = None if on is None else v.Recipient.PERSON
    return r.Notification(notification_id=key, person_id=person_id, delivered_on=on, delivered_to=to)


def coverage_of(place: OpenStore, who: Caller = LOCAL_CALLER) -> Coverage:
    return ask(place, who, COVERAGE, as_of=AS_OF)


def counted(result: Coverage) -> dict[str, tuple[object, object]]:
    return {row.group_id: (row.n_members, row.n_notified) for row in result.groups}


def test_a_group_without_members_has_an_empty_list() -> None:
    assert members_of().members == ()


def test_the_best_role_holds_and_the_latest_report_is_of_any_membership_in_the_group() -> None:
    row = members_of(
        source("S-1", 40),
        source("S-2", 10),
        membership("M-1", "S-1", role=v.Role.LEADER, basis=v.Basis.ASSESSMENT, valid_from=date(2019, 5, 1)),
        membership("M-2", "S-2"),
    ).members[0]
    assert (row.role, row.basis, row.grade, row.since) == ("leader", "assessment", "B2", date(2019, 5, 1))
    assert (row.reported_on, row.days_since_report) == (AS_OF - timedelta(days=10), 10)
    assert row.record_ids == ("membership:M-1", "membership:M-2")


def test_of_one_role_the_best_grade_is_said_and_an_unknown_day_of_a_report_is_none() -> None:
    sources = (source("S-1", None, v.Reliability.C), source("S-2", None, v.Reliability.A))
    row = members_of(*sources, membership("M-1", "S-1"), membership("M-2", "S-2")).members[0]
    assert (row.grade, row.reported_on, row.days_since_report, row.since) == ("A2", None, None, None)


def test_associates_stand_last_and_who_was_a_member_earlier_is_none() -> None:
    result = members_of(
        source("S-1", 1),
        membership("M-1", "S-1", person_id="P-1", role=v.Role.ASSOCIATE),
        membership("M-2", "S-1", person_id="P-2", role=v.Role.AFFILIATE),
        membership("M-3", "S-1", person_id="P-2", role=v.Role.LEADER, valid_to=date(2020, 1, 1)),
    )
    assert [(row.person.person_id, row.role) for row in result.members] == [("P-2", "affiliate"), ("P-1", "associate")]


def test_an_overdue_review_is_said_where_all_memberships_are() -> None:
    old = membership("M-1", "S-1", review_by=date(2020, 1, 1))
    assert members_of(source("S-1", 1), old).members[0].is_review_overdue
    assert not members_of(source("S-1", 1), old, membership("M-2", "S-1")).members[0].is_review_overdue


def test_members_of_a_renamed_group_are_those_of_its_successor() -> None:
    renamed = r.GroupSuccession(
        group_succession_id="GS-1",
        from_group_id="G-1",
        to_group_id="G-2",
        kind=v.SuccessionKind.RENAME,
        occurred_on=date(2020, 1, 1),
        source_id="S-1",
    )
    records = (source("S-1", 1), membership("M-1", "S-1"), renamed)
    assert [row.person.person_id for row in members_of(*records, group="G-2").members] == ["P-1"]
    with pytest.raises(NotFoundError, match="it became another"):
        members_of(*records)


def test_a_member_who_is_withheld_has_no_row() -> None:
    place = place_of(*city())
    seen = ask(place, ANALYST, MEMBERS, group_id="G-01", as_of=AS_OF)
    assert [row.person.person_id for row in seen.members] == ["P-0001", "P-0002"]
    everybody = ask(place, LOCAL_CALLER, MEMBERS, group_id="G-01", as_of=AS_OF)
    assert PROTECTED in {row.person.person_id for row in everybody.members}


def event(key: str, **more: Any) -> r.Incident:  # noqa: ANN401  fields of the record
    fields: dict[str, Any] = {
        "occurred_on": date(2020, 11, 1),
        "precision": v.Precision.DAY,
        "type": v.IncidentType.SHOOTING,
        "group_involved": v.Answer.YES,
        "status": v.IncidentStatus.CONFIRMED,
        "n_killed": 0,
        "n_injured": 1,
        **more,
    }
    return r.Incident(incident_id=key, **fields)


def share(key: str, incident: str, group: str, confidence: float, **more: Any) -> r.Attribution:  # noqa: ANN401  as above
    fields: dict[str, Any] = {"side": v.Side.SUSPECT, "basis": v.Basis.FACT, **more}
    return r.Attribution(attribution_id=key, incident_id=incident, group_id=group, confidence=confidence, **fields)


GROUPS = (r.Group(group_id="G-1", name="Norr"), r.Group(group_id="G-2", name="Syd"), source("S-1", 5))


def detail(*records: object, key: str = "I-1") -> IncidentDetail:
    return ask(place_of(*GROUPS, *records), LOCAL_CALLER, INCIDENT, incident_id=key, as_of=AS_OF)


def test_an_incident_says_whom_it_is_attributed_to_and_what_it_adds() -> None:
    result = detail(
        event("I-1"),
        event("I-2", occurred_on=date(2020, 11, 20), retaliation_for="I-1"),
        share("A-1", "I-1", "G-1", 0.6, source_id="S-1"),
        share("A-2", "I-1", "G-2", 0.3),
        share("A-3", "I-1", "G-2", 1.0, side=v.Side.VICTIM, source_id="S-1"),
    )
    rows = [(row.side, row.group_id, row.confidence, row.is_named, row.source_ids, row.grades) for row in result.groups]
    assert rows == [
        ("suspect", "G-1", 0.6, True, ("S-1",), ("B2",)),
        ("suspect", "G-2", 0.3, False, (), ()),
        ("victim", "G-2", 1.0, True, ("S-1",), ("B2",)),
    ]
    assert result.groups[0].adds > result.groups[1].adds > result.groups[2].adds == 0
    assert result.unknown_committed == pytest.approx(0.1)
    assert (result.verdict, result.answered_by, result.retaliation_for) == ("counts", ("I-2",), None)
    assert [(window.group_id, window.against, window.is_open) for window in result.windows] == [("G-2", "G-1", False)]
    assert result.conflict_id is result.source_id is result.grade is None


def test_what_does_not_count_says_why_and_still_whom_sources_name() -> None:
    result = detail(event("I-1", status=v.IncidentStatus.UNFOUNDED), share("A-1", "I-1", "G-1", 0.6, source_id="S-1"))
    assert (result.verdict, result.status) == ("incident_unfounded", "unfounded")
    assert [(row.confidence, row.adds, row.record_ids) for row in result.groups] == [(0.6, 0.0, ("attribution:A-1",))]


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ({"status": v.IncidentStatus.HOLD}, "incident_on_hold"),
        ({"group_involved": v.Answer.NO}, "incident_not_group_involved"),
        ({"type": v.IncidentType.OTHER}, "incident_not_violent"),
    ],
)
def test_each_reason_not_to_count_has_its_code(more: dict[str, Any], verdict: str) -> None:
    assert detail(event("I-1", **more)).verdict == verdict


def test_the_persons_involved_stand_with_what_they_count_for() -> None:
    persons = [
        r.Person(person_id=f"P-{i}", label=f"P-{i}", birth_year=1990, protected_identity=False) for i in range(4)
    ]
    links: list[tuple[str, str, v.Part, dict[str, Any]]] = [
        ("V-1", "P-0", v.Part.SUSPECT, {"status": v.SuspectStatus.CHARGED, "decided_on": date(2020, 11, 5)}),
        ("V-2", "P-1", v.Part.VICTIM, {"harm": v.Harm.INJURED}),
        ("V-3", "P-2", v.Part.WITNESS, {}),
        ("V-4", "P-3", v.Part.SUSPECT, {"status": v.SuspectStatus.SUSPECTED, "decided_on": date(2020, 12, 20)}),
    ]
    involved = [
        r.Involvement(involvement_id=key, person_id=person, incident_id="I-1", part=part, **more)
        for key, person, part, more in links
    ]
    result = detail(event("I-1"), *persons, *involved)
    rows = [(row.person_id, row.part, row.status, row.harm, row.verdict) for row in result.persons]
    assert rows == [("P-0", "suspect", "charged", None, "counts"), ("P-1", "victim", None, "injured", "counts")]
    assert [(note.code, note.n) for note in result.notes if note.code == "witness_not_shown"] == [
        ("witness_not_shown", 1)
    ]


def test_persons_who_are_withheld_stand_last_as_one_of_each_part() -> None:
    place = place_of(*city())
    rows = {
        who: [
            (row.person_id, row.part, row.record_id)
            for row in ask(place, who, INCIDENT, incident_id="I-1", as_of=AS_OF).persons
        ]
        for who in (ANALYST, OFFICER)
    }
    first = ("P-0001", "suspect", "involvement:V-1")
    assert rows[ANALYST] == [first, (VICTIM, "victim", "involvement:V-5"), ("withheld", "suspect", None)]
    assert rows[OFFICER] == [first, ("withheld", "suspect", None), ("withheld", "victim", None)]


def test_an_incident_after_the_day_is_not_there() -> None:
    place = place_of(event("I-1"))
    with pytest.raises(NotFoundError, match=r"there is no incident 'I-1' by 2020-10-31"):
        ask(place, LOCAL_CALLER, INCIDENT, incident_id="I-1", as_of=date(2020, 10, 31))
    with pytest.raises(NotFoundError, match="there is no incident 'I-9'"):
        ask(place, LOCAL_CALLER, INCIDENT, incident_id="I-9", as_of=AS_OF)


def test_an_incident_of_a_conflict_names_it_and_may_have_no_bounds() -> None:
    loose = event(
        "I-1", n_killed=None, n_injured=None, conflict_id="C-1", occurred_on=None, precision=v.Precision.UNKNOWN
    )
    result = detail(loose, r.Conflict(conflict_id="C-1", name="the feud"))
    assert (result.conflict_id, result.conflict_name, result.victims_high) == ("C-1", "the feud", None)


def test_incidents_on_hold_are_listed_where_they_are_asked_for() -> None:
    place = place_of(event("I-1"), event("I-2", status=v.IncidentStatus.HOLD))
    plain = ask(place, LOCAL_CALLER, INCIDENTS, as_of=AS_OF)
    more = ask(place, LOCAL_CALLER, INCIDENTS, as_of=AS_OF, on_hold=True)
    assert [(row.incident_id, row.status) for row in plain.incidents] == [("I-1", "confirmed")]
    assert [(row.incident_id, row.status) for row in more.incidents] == [("I-1", "confirmed"), ("I-2", "hold")]
    codes = {note.code for note in more.notes}
    assert "incident_not_counted" in {note.code for note in plain.notes} - codes


def test_of_each_group_the_members_who_were_ever_notified_are_counted_once() -> None:
    place = place_of(
        *(r.Group(group_id=key, name=key) for key in ("G-1", "G-2")),
        *(
            r.Person(person_id=key, label=key, birth_year=1990, protected_identity=False)
            for key in ("P-1", "P-2", "P-3", "P-4")
        ),
        source("S-1", 1),
        membership("M-1", "S-1"),
        membership("M-2", "S-1", role=v.Role.LEADER),
        membership("M-3", "S-1", person_id="P-2"),
        membership("M-4", "S-1", person_id="P-3", role=v.Role.ASSOCIATE),
        membership("M-5", "S-1", person_id="P-4", valid_to=date(2020, 1, 1)),
        membership("M-6", "S-1", group_id="G-2"),
        *(delivered("N-1", "P-1", 700), delivered("N-2", "P-1", 3)),
        *(delivered("N-3", "P-2", None), delivered("N-4", "P-2", -1)),
        *(delivered("N-5", "P-3", 3), delivered("N-6", "P-4", 3)),
    )
    assert counted(coverage_of(place)) == {"G-1": (2, 1), "G-2": (1, 1)}


def test_whoever_is_the_only_one_withheld_of_a_group_is_not_told_by_its_numbers() -> None:
    place = place_of(*city())
    assert counted(coverage_of(place))["G-01"] == (3, 1)
    assert counted(coverage_of(place, ANALYST))["G-01"] == ("withheld", "withheld")
