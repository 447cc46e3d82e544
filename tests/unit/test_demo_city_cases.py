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
    return [involvement for involvement in every(Involvement) if involvement.part is part]


def counted() -> list[Incident]:
    return [
        incident
        for incident in every(Incident)
        if incident.type in COUNTED
        and incident.status is IncidentStatus.CONFIRMED
        and incident.group_involved is not Answer.NO
    ]


def credits_of(side: Side) -> dict[str, list[Attribution]]:
    found: dict[str, list[Attribution]] = defaultdict(list)
    for attribution in every(Attribution):
        if attribution.side is side:
            found[attribution.incident_id].append(attribution)
    return found


def test_of_some_counted_incidents_nobody_knows_who_did_it() -> None:
    known = {involvement.incident_id for involvement in parts(Part.SUSPECT)} | credits_of(Side.SUSPECT).keys()
    assert sum(incident.incident_id not in known for incident in counted()) > 30


def test_somebody_without_a_group_is_believed_to_have_done_one() -> None:
    days = {incident.incident_id: incident.occurred_on for incident in counted() if incident.occurred_on}
    believed = [
        involvement
        for involvement in parts(Part.SUSPECT)
        if involvement.status is SuspectStatus.BELIEVED and involvement.incident_id in days
    ]
    assert any(not groups_of(involvement.person_id, days[involvement.incident_id]) for involvement in believed)


def test_a_person_is_in_two_groups() -> None:
    persons = {membership.person_id for membership in every(Membership)}
    assert sum(len(groups_of(person, DEMO_AS_OF)) > 1 for person in persons) >= 2


def test_a_person_left_the_group_and_declared_it() -> None:
    left = [
        fact.person_id
        for fact in every(Fact)
        if fact.kind is FactKind.EXIT_DECLARED and not groups_of(fact.person_id, fact.occurred_on)
    ]
    assert len(left) == 1


def test_an_exit_was_followed_by_a_weapon() -> None:
    facts = every(Fact)
    exits = {fact.person_id: fact.occurred_on for fact in facts if fact.kind is FactKind.EXIT_DECLARED}
    armed = [fact for fact in facts if fact.kind is FactKind.WEAPON_SEIZURE and fact.person_id in exits]
    assert any(fact.occurred_on > exits[fact.person_id] for fact in armed)


@pytest.mark.parametrize("state", ConflictState)
def test_conflicts_have_been_in_every_state(state: ConflictState) -> None:
    assert any(conflict_status.status is state for conflict_status in every(ConflictStatus))


def test_a_truce_broke() -> None:
    by_conflict = defaultdict(list)
    for conflict_status in every(ConflictStatus):
        by_conflict[conflict_status.conflict_id].append(conflict_status)
    broke = [
        (before.valid_to, after.valid_from)
        for states in by_conflict.values()
        for before, after in pairwise(states)
        if before.status is ConflictState.TRUCE and after.status is ConflictState.ACTIVE
    ]
    assert len(broke) == 2


def test_retaliation_chains_run_over_three_incidents() -> None:
    answers = {
        incident.incident_id: incident.retaliation_for for incident in every(Incident) if incident.retaliation_for
    }
    assert any(earlier in answers for earlier in answers.values())


def test_an_incident_answers_an_earlier_one() -> None:
    days = {incident.incident_id: incident.occurred_on for incident in every(Incident)}
    for incident in every(Incident):
        earlier = days[incident.retaliation_for] if incident.retaliation_for else None
        assert earlier is None or (incident.occurred_on is not None and earlier < incident.occurred_on)


@pytest.mark.parametrize("status", SuspectStatus)
def test_cases_have_come_to_every_status(status: SuspectStatus) -> None:
    assert any(involvement.status is status for involvement in parts(Part.SUSPECT))


def test_a_suspect_has_no_status() -> None:
    assert any(involvement.status is None for involvement in parts(Part.SUSPECT))


def test_victims_without_a_group_are_victims_only() -> None:
    members = {membership.person_id for membership in every(Membership)}
    suspects = {involvement.person_id for involvement in parts(Part.SUSPECT)}
    assert any(involvement.person_id not in members | suspects for involvement in parts(Part.VICTIM))


@pytest.mark.parametrize("harm", [Harm.KILLED, Harm.INJURED, Harm.UNHARMED])
def test_victims_were_harmed_in_several_ways(harm: Harm) -> None:
    assert any(involvement.harm is harm for involvement in parts(Part.VICTIM))


def test_there_are_witnesses() -> None:
    assert len(parts(Part.WITNESS)) > 20


def test_sources_contradict_each_other_on_a_role() -> None:
    roles = defaultdict(set)
    for membership in every(Membership):
        if is_valid(membership):
            roles[membership.person_id, membership.group_id].add(membership.role)
    assert {Role.LEADER, Role.AFFILIATE} in roles.values()


def test_sources_contradict_each_other_on_an_alliance() -> None:
    sides = defaultdict(set)
    active = {
        conflict_status.conflict_id
        for conflict_status in every(ConflictStatus)
        if conflict_status.status is ConflictState.ACTIVE and not conflict_status.valid_to
    }
    for conflict_party in every(ConflictParty):
        if conflict_party.conflict_id in active and conflict_party.valid_to is None:
            sides[conflict_party.group_id].add((conflict_party.conflict_id, conflict_party.side))
    allied = [alliance for alliance in every(Alliance) if alliance.valid_to is None]
    opposed = [
        alliance
        for alliance in allied
        if any(a[0] == b[0] and a[1] != b[1] for a in sides[alliance.group_a] for b in sides[alliance.group_b])
    ]
    assert (len(allied), len(opposed)) == (3, 1)


def test_persons_died_some_of_whom_only_an_incident_reports() -> None:
    died = {person.person_id for person in every(Person) if person.died_on}
    killed = {involvement.person_id for involvement in parts(Part.VICTIM) if involvement.harm is Harm.KILLED}
    assert died - killed
    assert killed & died
    assert killed - died


def test_the_dead_do_nothing_any_more() -> None:
    died = {person.person_id: person.died_on for person in every(Person) if person.died_on}
    days = {incident.incident_id: incident.occurred_on for incident in every(Incident)}
    deeds = [(involvement.person_id, days[involvement.incident_id]) for involvement in parts(Part.SUSPECT)]
    deeds += [(notification.person_id, notification.delivered_on) for notification in every(Notification)]
    deeds += [(fact.person_id, fact.occurred_on) for fact in every(Fact)]
    assert all(day is None or day <= died.get(person, DEMO_AS_OF) for person, day in deeds)


def test_nobody_in_custody_took_part_in_an_incident() -> None:
    days = {
        incident.incident_id: incident.occurred_on
        for incident in every(Incident)
        if incident.precision is Precision.DAY
    }
    for involvement in parts(Part.SUSPECT):
        day = days.get(involvement.incident_id)
        assert day is None or involvement.person_id not in detained_since(day)


def test_suspects_belonged_to_their_group_before_the_incident() -> None:
    days = {
        incident.incident_id: incident.occurred_on
        for incident in every(Incident)
        if incident.precision is Precision.DAY
    }
    credited = credits_of(Side.SUSPECT)
    begins: dict[str, list[Membership]] = defaultdict(list)
    for row in every(Membership):
        begins[row.person_id].append(row)
    for involvement in parts(Part.SUSPECT):
        day = days.get(involvement.incident_id)
        if day is None or involvement.incident_id not in credited or not begins[involvement.person_id]:
            continue
        assert groups_of(involvement.person_id, day) & {row.group_id for row in credited[involvement.incident_id]}


def test_there_are_minors_and_one_under_15_who_is_suspected() -> None:
    ages = {person.person_id: DEMO_AS_OF.year - person.birth_year for person in every(Person) if person.birth_year}
    assert sum(age <= 18 for age in ages.values()) >= 5
    recent = DEMO_AS_OF - timedelta(365)
    young = {
        involvement.person_id
        for involvement in parts(Part.SUSPECT)
        if ages.get(involvement.person_id, 99) < 15 and involvement.status is SuspectStatus.SUSPECTED
        and involvement.decided_on and involvement.decided_on >= recent
    }  # fmt: skip
    assert len(young) == 1


def test_years_of_birth_are_missing() -> None:
    assert 5 <= sum(person.birth_year is None for person in every(Person)) <= 40


def test_identities_are_protected() -> None:
    assert sum(person.protected_identity for person in every(Person)) == 2


def test_a_group_is_known_by_its_estimated_size_alone() -> None:
    named = {membership.group_id for membership in every(Membership)}
    assert [group.name for group in every(Group) if group.group_id not in named and group.size_low] == ["Höjden"]


def test_named_members_are_never_more_than_the_estimate() -> None:
    for group in every(Group):
        named = {row.person_id for row in every(Membership) if row.group_id == group.group_id and is_valid(row)}
        assert group.size_high is not None
        assert len(named) <= group.size_high


@pytest.mark.parametrize("kind", SuccessionKind)
def test_groups_were_renamed_merged_and_split(kind: SuccessionKind) -> None:
    assert sum(group_succession.kind is kind for group_succession in every(GroupSuccession)) == 1


def test_memberships_of_an_earlier_group_were_never_closed() -> None:
    gone = {
        group_succession.from_group_id
        for group_succession in every(GroupSuccession)
        if group_succession.kind is not SuccessionKind.SPLIT
    }
    assert any(membership.group_id in gone and membership.valid_to is None for membership in every(Membership))


def test_aliases_are_misspelt() -> None:
    assert any("Falck" in group.aliases for group in every(Group))
    assert [person.aliases for person in every(Person) if "Mejsell" in person.aliases] == [("Mejsell",)]


def test_one_join_of_two_rows_stands_and_one_was_undone() -> None:
    assert Counter(same_person.undone_on is None for same_person in every(SamePerson)) == {True: 1, False: 1}
    aliases = {person.person_id: person.aliases for person in every(Person)}
    (joined,) = (same_person for same_person in every(SamePerson) if same_person.undone_on is None)
    assert aliases[joined.person_a][0] == "Mejsel"


@pytest.mark.parametrize("kind", ["person", "membership", "involvement", "fact"])
def test_reviews_are_overdue(kind: str) -> None:
    of_kind = {"person": Person, "membership": Membership, "involvement": Involvement, "fact": Fact}
    rows: list[Person | Membership | Involvement | Fact] = list(every(of_kind[kind]))
    overdue = [row for row in rows if row.review_by and row.review_by < DEMO_AS_OF]
    assert 1 <= len(overdue) < len(rows) / 10


def test_sources_are_graded_from_best_to_worst_and_some_share_an_origin() -> None:
    grades = {(source.reliability, source.credibility) for source in every(Source)}
    assert {("A", 1), ("F", 6), (None, None)} <= grades
    keys = {source.source_id for source in every(Source)}
    origins = Counter(source.origin_id for source in every(Source) if source.origin_id)
    assert any(word in keys for word in origins)
    assert 2 in origins.values()


def test_two_groups_acted_jointly() -> None:
    joint = [attribution for attribution in every(Attribution) if attribution.joint_set]
    assert len(joint) == len({attribution.group_id for attribution in joint}) == 2
    assert len({(attribution.incident_id, attribution.joint_set, attribution.confidence) for attribution in joint}) == 1


def test_attributions_are_uncertain_and_may_exclude_each_other() -> None:
    assert any(attribution.confidence < 0.5 for attribution in every(Attribution))
    assert any(len({row.group_id for row in rows}) == 3 for rows in credits_of(Side.SUSPECT).values())


def test_incidents_on_hold_unfounded_and_without_a_group_stand_beside_the_counted() -> None:
    incidents = every(Incident)
    assert {incident.status for incident in incidents} == set(IncidentStatus)
    assert {incident.group_involved for incident in incidents} == set(Answer)
    assert {incident.type for incident in incidents} == set(IncidentType)


def test_some_dates_are_coarse_and_none_of_a_shooting() -> None:
    assert {incident.precision for incident in every(Incident)} == set(Precision)
    shootings = [incident for incident in every(Incident) if incident.type is IncidentType.SHOOTING]
    assert {incident.precision for incident in shootings} == {Precision.DAY}


def test_somebody_cools_off_on_the_last_day_and_somebody_since_yesterday_no_more() -> None:
    visited = {notification.person_id for notification in every(Notification)}
    last = {person: days_of_messages(person)[-1] for person in visited if days_of_messages(person)}
    ages = {(DEMO_AS_OF - day).days for day in last.values()}
    assert {90, 91} <= ages


def test_someone_was_not_found() -> None:
    from_plan = [
        notification
        for notification in every(Notification)
        if notification.delivered_on is None and notification.planned_on
    ]
    assert any(notification.planned_on and notification.planned_on <= DEMO_AS_OF for notification in from_plan)
    assert ResponseKind.NOT_FOUND in {response.response for response in _responses(from_plan)}


def _responses(notifications: list[Notification]) -> list[Response]:
    keys = {notification.notification_id for notification in notifications}
    return [response for response in every(Response) if response.notification_id in keys]


def test_meetings_and_visits_lie_ahead() -> None:
    assert (
        sum(
            bool(supervision.next_meeting_on and supervision.next_meeting_on > DEMO_AS_OF)
            for supervision in every(Supervision)
        )
        > 20
    )
    assert any(notification.planned_on and notification.planned_on > DEMO_AS_OF for notification in every(Notification))
    assert any(call_in.planned_on and call_in.planned_on > DEMO_AS_OF for call_in in every(CallIn))


def test_both_promises_were_given_at_every_call_in_that_was_held() -> None:
    rules = defaultdict(set)
    for commitment in every(Commitment):
        rules[commitment.call_in_id].add(commitment.rule)
    held = {call_in.call_in_id for call_in in every(CallIn) if call_in.held_on}
    assert rules == {key: set(CommitmentRule) for key in held}


def test_ties_are_dense_inside_groups_and_few_across() -> None:
    home = {membership.person_id: membership.group_id for membership in every(Membership)}
    ties = [tie for tie in every(Tie) if tie.person_a in home and tie.person_b in home]
    inside = sum(home[tie.person_a] == home[tie.person_b] for tie in ties)
    assert 600 <= len(every(Tie)) <= 700
    assert inside / len(ties) > 0.85


def test_convictions_are_not_older_than_the_law_lets_count() -> None:
    convicted = [
        involvement.decided_on for involvement in parts(Part.SUSPECT) if involvement.status is SuspectStatus.CONVICTED
    ]
    assert all(day and day > years_before(DEMO_AS_OF, 5) for day in convicted)
    assert date(2020, 1, 1) < max(day for day in convicted if day)
