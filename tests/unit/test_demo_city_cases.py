"""The demo city holds what real data holds: unknowns, contradictions, chains, exits, doubles, overdue reviews."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest

from graph_service.domain.dates import years_before
from graph_service.domain.records import (
    Alliance,
    Attribution,
    CallIn,
    Commitment,
    ConflictParty,
    ConflictStatus,
    Fact,
    Group,
    GroupSuccession,
    Incident,
    Involvement,
    Membership,
    Notification,
    Person,
    Response,
    SamePerson,
    Source,
    Supervision,
    Tie,
)
from graph_service.domain.vocabulary import (
    Answer,
    CommitmentRule,
    ConflictState,
    FactKind,
    Harm,
    IncidentStatus,
    IncidentType,
    Part,
    Precision,
    ResponseKind,
    Role,
    Side,
    SuccessionKind,
    SuspectStatus,
)
from loaders.demo_city import DEMO_AS_OF
from tests.unit.demo_rows import days_of_messages, detained_since, every, groups_of, is_valid

COUNTED = (IncidentType.SHOOTING, IncidentType.EXPLOSION, IncidentType.STABBING, IncidentType.ARSON)


def parts(part: Part) -> list[Involvement]:
    return [one for one in every(Involvement) if one.part is part]


def counted() -> list[Incident]:
    return [
        one
        for one in every(Incident)
        if one.type in COUNTED and one.status is IncidentStatus.CONFIRMED and one.group_involved is not Answer.NO
    ]


def credits_of(side: Side) -> dict[str, list[Attribution]]:
    found: dict[str, list[Attribution]] = defaultdict(list)
    for one in every(Attribution):
        if one.side is side:
            found[one.incident_id].append(one)
    return found


def test_of_some_counted_incidents_nobody_knows_who_did_it() -> None:
    known = {one.incident_id for one in parts(Part.SUSPECT)} | credits_of(Side.SUSPECT).keys()
    assert sum(one.incident_id not in known for one in counted()) > 30


def test_somebody_without_a_group_is_believed_to_have_done_one() -> None:
    days = {one.incident_id: one.occurred_on for one in counted() if one.occurred_on}
    believed = [one for one in parts(Part.SUSPECT) if one.status is SuspectStatus.BELIEVED and one.incident_id in days]
    assert any(not groups_of(one.person_id, days[one.incident_id]) for one in believed)


def test_a_person_is_in_two_groups() -> None:
    persons = {one.person_id for one in every(Membership)}
    assert sum(len(groups_of(one, DEMO_AS_OF)) > 1 for one in persons) >= 2


def test_a_person_left_the_group_and_declared_it() -> None:
    left = [
        one.person_id
        for one in every(Fact)
        if one.kind is FactKind.EXIT_DECLARED and not groups_of(one.person_id, one.occurred_on)
    ]
    assert len(left) == 1


def test_an_exit_was_followed_by_a_weapon() -> None:
    facts = every(Fact)
    exits = {one.person_id: one.occurred_on for one in facts if one.kind is FactKind.EXIT_DECLARED}
    armed = [one for one in facts if one.kind is FactKind.WEAPON_SEIZURE and one.person_id in exits]
    assert any(one.occurred_on > exits[one.person_id] for one in armed)


@pytest.mark.parametrize("state", ConflictState)
def test_conflicts_have_been_in_every_state(state: ConflictState) -> None:
    assert any(one.status is state for one in every(ConflictStatus))


def test_a_truce_broke() -> None:
    by_conflict = defaultdict(list)
    for one in every(ConflictStatus):
        by_conflict[one.conflict_id].append(one)
    broke = [
        (before.valid_to, after.valid_from)
        for states in by_conflict.values()
        for before, after in pairwise(states)
        if before.status is ConflictState.TRUCE and after.status is ConflictState.ACTIVE
    ]
    assert len(broke) == 2


def test_retaliation_chains_run_over_three_incidents() -> None:
    answers = {one.incident_id: one.retaliation_for for one in every(Incident) if one.retaliation_for}
    assert any(earlier in answers for earlier in answers.values())


def test_an_incident_answers_an_earlier_one() -> None:
    days = {one.incident_id: one.occurred_on for one in every(Incident)}
    for one in every(Incident):
        earlier = days[one.retaliation_for] if one.retaliation_for else None
        assert earlier is None or (one.occurred_on is not None and earlier < one.occurred_on)


@pytest.mark.parametrize("status", SuspectStatus)
def test_cases_have_come_to_every_status(status: SuspectStatus) -> None:
    assert any(one.status is status for one in parts(Part.SUSPECT))


def test_a_suspect_has_no_status() -> None:
    assert any(one.status is None for one in parts(Part.SUSPECT))


def test_victims_without_a_group_are_victims_only() -> None:
    members = {one.person_id for one in every(Membership)}
    suspects = {one.person_id for one in parts(Part.SUSPECT)}
    assert any(one.person_id not in members | suspects for one in parts(Part.VICTIM))


@pytest.mark.parametrize("harm", [Harm.KILLED, Harm.INJURED, Harm.UNHARMED])
def test_victims_were_harmed_in_several_ways(harm: Harm) -> None:
    assert any(one.harm is harm for one in parts(Part.VICTIM))


def test_there_are_witnesses() -> None:
    assert len(parts(Part.WITNESS)) > 20


def test_sources_contradict_each_other_on_a_role() -> None:
    roles = defaultdict(set)
    for one in every(Membership):
        if is_valid(one):
            roles[one.person_id, one.group_id].add(one.role)
    assert {Role.LEADER, Role.AFFILIATE} in roles.values()


def test_sources_contradict_each_other_on_an_alliance() -> None:
    sides = defaultdict(set)
    active = {
        one.conflict_id for one in every(ConflictStatus) if one.status is ConflictState.ACTIVE and not one.valid_to
    }
    for one in every(ConflictParty):
        if one.conflict_id in active and one.valid_to is None:
            sides[one.group_id].add((one.conflict_id, one.side))
    allied = [one for one in every(Alliance) if one.valid_to is None]
    opposed = [
        one
        for one in allied
        if any(a[0] == b[0] and a[1] != b[1] for a in sides[one.group_a] for b in sides[one.group_b])
    ]
    assert (len(allied), len(opposed)) == (3, 1)


def test_persons_died_some_of_whom_only_an_incident_reports() -> None:
    died = {one.person_id for one in every(Person) if one.died_on}
    killed = {one.person_id for one in parts(Part.VICTIM) if one.harm is Harm.KILLED}
    assert died - killed
    assert killed & died
    assert killed - died


def test_the_dead_do_nothing_any_more() -> None:
    died = {one.person_id: one.died_on for one in every(Person) if one.died_on}
    days = {one.incident_id: one.occurred_on for one in every(Incident)}
    deeds = [(one.person_id, days[one.incident_id]) for one in parts(Part.SUSPECT)]
    deeds += [(one.person_id, one.delivered_on) for one in every(Notification)]
    deeds += [(one.person_id, one.occurred_on) for one in every(Fact)]
    assert all(day is None or day <= died.get(person, DEMO_AS_OF) for person, day in deeds)


def test_nobody_in_custody_took_part_in_an_incident() -> None:
    days = {one.incident_id: one.occurred_on for one in every(Incident) if one.precision is Precision.DAY}
    for one in parts(Part.SUSPECT):
        day = days.get(one.incident_id)
        assert day is None or one.person_id not in detained_since(day)


def test_suspects_belonged_to_their_group_before_the_incident() -> None:
    days = {one.incident_id: one.occurred_on for one in every(Incident) if one.precision is Precision.DAY}
    credited = credits_of(Side.SUSPECT)
    begins: dict[str, list[Membership]] = defaultdict(list)
    for row in every(Membership):
        begins[row.person_id].append(row)
    for one in parts(Part.SUSPECT):
        day = days.get(one.incident_id)
        if day is None or one.incident_id not in credited or not begins[one.person_id]:
            continue
        assert groups_of(one.person_id, day) & {row.group_id for row in credited[one.incident_id]}


def test_there_are_minors_and_one_under_15_who_is_suspected() -> None:
    ages = {one.person_id: DEMO_AS_OF.year - one.birth_year for one in every(Person) if one.birth_year}
    assert sum(age <= 18 for age in ages.values()) >= 5
    recent = DEMO_AS_OF - timedelta(365)
    young = {
        one.person_id
        for one in parts(Part.SUSPECT)
        if ages.get(one.person_id, 99) < 15 and one.status is SuspectStatus.SUSPECTED
        and one.decided_on and one.decided_on >= recent
    }  # fmt: skip
    assert len(young) == 1


def test_years_of_birth_are_missing() -> None:
    assert 5 <= sum(one.birth_year is None for one in every(Person)) <= 40


def test_identities_are_protected() -> None:
    assert sum(one.protected_identity for one in every(Person)) == 2


def test_a_group_is_known_by_its_estimated_size_alone() -> None:
    named = {one.group_id for one in every(Membership)}
    assert [one.name for one in every(Group) if one.group_id not in named and one.size_low] == ["Höjden"]


def test_named_members_are_never_more_than_the_estimate() -> None:
    for one in every(Group):
        named = {row.person_id for row in every(Membership) if row.group_id == one.group_id and is_valid(row)}
        assert one.size_high is not None
        assert len(named) <= one.size_high


@pytest.mark.parametrize("kind", SuccessionKind)
def test_groups_were_renamed_merged_and_split(kind: SuccessionKind) -> None:
    assert sum(one.kind is kind for one in every(GroupSuccession)) == 1


def test_memberships_of_an_earlier_group_were_never_closed() -> None:
    gone = {one.from_group_id for one in every(GroupSuccession) if one.kind is not SuccessionKind.SPLIT}
    assert any(one.group_id in gone and one.valid_to is None for one in every(Membership))


def test_aliases_are_misspelt() -> None:
    assert any("Falck" in one.aliases for one in every(Group))
    assert [one.aliases for one in every(Person) if "Mejsell" in one.aliases] == [("Mejsell",)]


def test_one_join_of_two_rows_stands_and_one_was_undone() -> None:
    assert Counter(one.undone_on is None for one in every(SamePerson)) == {True: 1, False: 1}
    aliases = {one.person_id: one.aliases for one in every(Person)}
    (joined,) = (one for one in every(SamePerson) if one.undone_on is None)
    assert aliases[joined.person_a][0] == "Mejsel"


@pytest.mark.parametrize("kind", ["person", "membership", "involvement", "fact"])
def test_reviews_are_overdue(kind: str) -> None:
    of_kind = {"person": Person, "membership": Membership, "involvement": Involvement, "fact": Fact}
    rows: list[Person | Membership | Involvement | Fact] = list(every(of_kind[kind]))
    overdue = [one for one in rows if one.review_by and one.review_by < DEMO_AS_OF]
    assert 1 <= len(overdue) < len(rows) / 10


def test_sources_are_graded_from_best_to_worst_and_some_share_an_origin() -> None:
    grades = {(one.reliability, one.credibility) for one in every(Source)}
    assert {("A", 1), ("F", 6), (None, None)} <= grades
    keys = {one.source_id for one in every(Source)}
    origins = Counter(one.origin_id for one in every(Source) if one.origin_id)
    assert any(word in keys for word in origins)
    assert 2 in origins.values()


def test_two_groups_acted_jointly() -> None:
    joint = [one for one in every(Attribution) if one.joint_set]
    assert len(joint) == len({one.group_id for one in joint}) == 2
    assert len({(one.incident_id, one.joint_set, one.confidence) for one in joint}) == 1


def test_attributions_are_uncertain_and_may_exclude_each_other() -> None:
    assert any(one.confidence < 0.5 for one in every(Attribution))
    assert any(len({row.group_id for row in rows}) == 3 for rows in credits_of(Side.SUSPECT).values())


def test_incidents_on_hold_unfounded_and_without_a_group_stand_beside_the_counted() -> None:
    incidents = every(Incident)
    assert {one.status for one in incidents} == set(IncidentStatus)
    assert {one.group_involved for one in incidents} == set(Answer)
    assert {one.type for one in incidents} == set(IncidentType)


def test_some_dates_are_coarse_and_none_of_a_shooting() -> None:
    assert {one.precision for one in every(Incident)} == set(Precision)
    shootings = [one for one in every(Incident) if one.type is IncidentType.SHOOTING]
    assert {one.precision for one in shootings} == {Precision.DAY}


def test_somebody_cools_off_on_the_last_day_and_somebody_since_yesterday_no_more() -> None:
    last = {person: days_of_messages(person)[-1] for person in {one.person_id for one in every(Notification)}
            if days_of_messages(person)}  # fmt: skip
    ages = {(DEMO_AS_OF - day).days for day in last.values()}
    assert {90, 91} <= ages


def test_someone_was_not_found() -> None:
    from_plan = [one for one in every(Notification) if one.delivered_on is None and one.planned_on]
    assert any(one.planned_on and one.planned_on <= DEMO_AS_OF for one in from_plan)
    assert ResponseKind.NOT_FOUND in {one.response for one in _responses(from_plan)}


def _responses(notifications: list[Notification]) -> list[Response]:
    keys = {one.notification_id for one in notifications}
    return [one for one in every(Response) if one.notification_id in keys]


def test_meetings_and_visits_lie_ahead() -> None:
    assert sum(bool(one.next_meeting_on and one.next_meeting_on > DEMO_AS_OF) for one in every(Supervision)) > 20
    assert any(one.planned_on and one.planned_on > DEMO_AS_OF for one in every(Notification))
    assert any(one.planned_on and one.planned_on > DEMO_AS_OF for one in every(CallIn))


def test_both_promises_were_given_at_every_call_in_that_was_held() -> None:
    rules = defaultdict(set)
    for one in every(Commitment):
        rules[one.call_in_id].add(one.rule)
    held = {one.call_in_id for one in every(CallIn) if one.held_on}
    assert rules == {key: set(CommitmentRule) for key in held}


def test_ties_are_dense_inside_groups_and_few_across() -> None:
    home = {one.person_id: one.group_id for one in every(Membership)}
    ties = [one for one in every(Tie) if one.person_a in home and one.person_b in home]
    inside = sum(home[one.person_a] == home[one.person_b] for one in ties)
    assert 600 <= len(every(Tie)) <= 700
    assert inside / len(ties) > 0.85


def test_convictions_are_not_older_than_the_law_lets_count() -> None:
    convicted = [one.decided_on for one in parts(Part.SUSPECT) if one.status is SuspectStatus.CONVICTED]
    assert all(day and day > years_before(DEMO_AS_OF, 5) for day in convicted)
    assert date(2020, 1, 1) < max(day for day in convicted if day)
