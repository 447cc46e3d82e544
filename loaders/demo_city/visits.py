"""Custom notifications of the demo city: who was visited when, how they answered, and what followed."""

from collections import Counter
from datetime import date

from graph_service.domain.records import Contact, FollowUp, Notification, Response, Supervision, SupportCase
from graph_service.domain.vocabulary import (
    Channel,
    Initiative,
    Recipient,
    ResponseKind,
    SupervisionKind,
    SupportKind,
    SupportStatus,
)
from loaders.demo_city import groups
from loaders.demo_city.city import AS_OF, MUNICIPALITY, POLICE, PROBATION, City, days
from loaders.demo_city.sentences import with_grounds

N_DISTINCT = 112  # persons visited since the start
_NOVEMBER = {groups.FALK: 8, groups.HAMNEN: 6, groups.TORGET: 5, groups.KVARNEN: 3, groups.VERKET: 2}
_NOVEMBER_ANSWERS = Counter(
    {
        ResponseKind.WANTS_HELP_ON_THE_SPOT: 5,
        ResponseKind.ACCEPTS_HELP: 4,
        ResponseKind.DECLINES: 8,
        ResponseKind.IGNORES: 4,  # and one more, who is given
        ResponseKind.HOSTILE: 2,
    }
)
N_MAY = 23
_N_BOTH = 4
_N_EXIT = 7
_N_RELOCATED = 2
_MAY_ANSWERS = Counter(
    {
        ResponseKind.WANTS_HELP_ON_THE_SPOT: 3,
        ResponseKind.ACCEPTS_HELP: 4,
        ResponseKind.DECLINES: 9,
        ResponseKind.IGNORES: 5,
        ResponseKind.HOSTILE: 2,
    }
)
_HELPED = (ResponseKind.WANTS_HELP_ON_THE_SPOT, ResponseKind.ACCEPTS_HELP)
_SEEKING = (SupportStatus.ACTIVE, SupportStatus.ACTIVE, SupportStatus.REQUESTED, SupportStatus.WITHDRAWN)
_WHO_CALLS = (Initiative.PERSON, Initiative.PERSON, Initiative.PERSON, Initiative.FAMILY, Initiative.AGENCY)
_LATER_HELP = (SupportKind.WORK, SupportKind.HOUSING, SupportKind.TREATMENT, SupportKind.OTHER)
_HELP = ("exit_programme", "relocation", "work", "housing", "treatment")
_FIRST_DAY = date(2018, 11, 5)
_LAST_DAY = date(2020, 9, 2)
_N_REPEATED = 17
# one still cools off on the as-of day, its last; for the other it ended the day before
_EDGES = (AS_OF - days(90), AS_OF - days(91))


def add_november(city: City, round_id: str, ignored_on: date, ignoring: str) -> list[str]:
    """Visit 24 members of groups tied to lethal violence, one of whom ignores it and is soon remanded."""
    answers = _shuffled(city, _NOVEMBER_ANSWERS)
    grounds = with_grounds(city)
    visited = [ignoring]
    notification = _visit(city, ignoring, ignored_on, round_id=round_id)
    _respond(city, notification, ResponseKind.IGNORES)
    for group, number in _NOVEMBER.items():
        n_wanted = number - (group == groups.FALK)
        first = date(2020, 11, 9)
        drawn = [
            member for member in city.active(group, first, 99) if member not in visited and city.free_on(member, AS_OF)
        ]
        for person in _mixed(city, drawn, n_wanted, grounds):
            visited.append(person)
            day = city.day_between(first, date(2020, 12, 2))
            _respond(city, _visit(city, person, day, round_id=round_id), answers.pop())
    for group in (groups.HAMNEN, groups.TORGET):  # not found at home: planned, not delivered
        person = next(member for member in city.active(group, AS_OF, 99) if member not in visited)
        missed = _plan(city, person, date(2020, 11, 25), round_id)
        city.add(
            Response(
                response_id=city.next_id("RE"),
                notification_id=missed.notification_id,
                responded_on=date(2020, 11, 25),
                response=ResponseKind.NOT_FOUND,
            )
        )
    return visited


def add_may(city: City, round_id: str, november: list[str], left: str) -> list[str]:
    """Visit 23 persons within two weeks; 7 of them seek the exit programme, 2 of these are helped to move.

    `left` is one of the seven and leaves the group; some of `november` are visited now and then again.
    """
    first = date(2020, 5, 11)
    last = date(2020, 5, 24)
    free = [member for member in november[1:] if city.free_on(member, first) and city.free_on(member, last)]
    visited = [left, *city.rng.sample(free, k=_N_BOTH)]
    while len(visited) < N_MAY:
        apart = (groups.FALK, groups.GRUVAN)
        group = city.one_of(
            [group_id for group_id in groups.N_NAMED if group_id not in apart and city.members(group_id, first)]
        )
        person = next(
            (member for member in city.active(group, last, 4) if member not in visited and member not in november), None
        )
        if person is not None and city.free_on(person, first):
            visited.append(person)
    answers = _shuffled(city, _MAY_ANSWERS)
    accepting = [answer for answer in answers if answer in _HELPED]
    refusing = [answer for answer in answers if answer not in _HELPED]
    seeking = [left, *[member for member in visited if member not in november and member != left][: _N_EXIT - 1]]
    for person in visited:
        day = city.day_between(first, last)
        notification = _visit(city, person, day, round_id=round_id)
        _respond(city, notification, accepting.pop() if person in seeking else refusing.pop())
        if person in seeking:
            opened = day + city.within(1, 40)
            status = SupportStatus.ACTIVE if person == left else city.one_of(_SEEKING)
            _support(city, person, SupportKind.EXIT_PROGRAMME, opened, status)
            if seeking.index(person) < _N_RELOCATED:
                moved = opened + city.within(14, 60)
                _support(city, person, SupportKind.RELOCATION, moved, SupportStatus.COMPLETED)
    return visited


def add_other_visits(city: City, round_id: str, earlier: list[tuple[date, str]], visited_in_rounds: list[str]) -> None:
    """Visit others one by one since the start, until 112 persons have been visited; some more than once.

    `earlier` are days before which a person must have been visited.
    """
    visited: dict[str, date] = {}
    for since, person in earlier:
        drawn_days = [since - city.within(12, 150) for _ in range(40)]
        free_days = [day for day in drawn_days if day >= _FIRST_DAY and city.free_on(person, day)]
        visited[person] = free_days[0] if free_days else since - days(5)
    edges = list(_EDGES)
    while len(set(visited) | set(visited_in_rounds)) < N_DISTINCT:
        day = edges.pop() if edges else city.day_between(_FIRST_DAY, _LAST_DAY)
        group = city.one_of([group_id for group_id in groups.N_NAMED if city.members(group_id, day)])
        unvisited = [
            member for member in city.active(group, day, 6) if member not in visited and member not in visited_in_rounds
        ]
        if unvisited:
            visited[unvisited[0]] = day
        elif day in _EDGES:
            edges.append(day)
    autumn = (date(2019, 11, 4), date(2019, 11, 22))
    for person, day in sorted(visited.items(), key=lambda item: (item[1], item[0])):
        in_round = autumn[0] <= day <= autumn[1]
        notification = _visit(city, person, day, round_id=round_id if in_round else None)
        kinds = (*_HELPED, ResponseKind.DECLINES, ResponseKind.DECLINES, ResponseKind.IGNORES, ResponseKind.HOSTILE)
        _respond(city, notification, city.one_of(kinds))
    early = [member for member, day in sorted(visited.items()) if day < date(2020, 4, 1)]
    for person in early[:_N_REPEATED]:
        day = visited[person] + city.within(95, 150)
        in_custody = not city.free_on(person, day)
        if person not in city.died:
            notification = _visit(city, person, day, channel=Channel.CUSTODY if in_custody else None)
            _respond(city, notification, city.one_of((ResponseKind.DECLINES, ResponseKind.ACCEPTS_HELP)))


def add_planned(city: City, round_id: str) -> None:
    """Plan visits of the next round."""
    visited = {notification.person_id for notification in city.all(Notification)}
    for group in (groups.STATIONEN, groups.FYREN, groups.TORGET):
        person = next((member for member in city.active(group, AS_OF, 30) if member not in visited), None)
        if person is not None:
            _plan(city, person, date(2021, 1, 12), round_id)


def add_what_followed(city: City) -> None:
    """Add contacts, help and follow-ups after the visits."""
    deliveries = [(visit, visit.delivered_on) for visit in city.all(Notification) if visit.delivered_on]
    for index, (visit, delivered_on) in enumerate(deliveries):
        if visit.channel is Channel.PROBATION_MEETING or index % 4 == 0:
            _follow_up(city, visit, delivered_on)
        if city.chance(0.17):
            initiative = city.one_of(_WHO_CALLS)
            day = delivered_on + city.within(3, 110)
            if day <= AS_OF and city.free_on(visit.person_id, day):
                agency = city.one_of((MUNICIPALITY, MUNICIPALITY, PROBATION, POLICE))
                city.add(
                    Contact(
                        contact_id=city.next_id("CO"),
                        person_id=visit.person_id,
                        contacted_on=day,
                        initiative=initiative,
                        agency=agency,
                    )
                )
                if initiative is Initiative.PERSON and city.chance(0.6):
                    _support(city, visit.person_id, city.one_of(_LATER_HELP), day, city.one_of(tuple(SupportStatus)))
    for answer in city.all(Response):  # those who wanted help on the spot in November have asked for it
        notification = city.get(Notification, answer.notification_id)
        if answer.response is ResponseKind.WANTS_HELP_ON_THE_SPOT and answer.responded_on >= date(2020, 11, 1):
            _support(city, notification.person_id, city.one_of((SupportKind.WORK, SupportKind.HOUSING)),
                     answer.responded_on, SupportStatus.REQUESTED)  # fmt: skip


def _mixed(city: City, drawn: list[str], number: int, grounds: set[str]) -> list[str]:
    """Take half from those about whom most is known, half from the others: the next round needs people too."""
    grounded = [person for person in drawn if person in grounds][: (number + 1) // 2]
    ungrounded = [person for person in drawn if person not in grounds]
    return grounded + city.rng.sample(ungrounded, k=number - len(grounded))


def _shuffled(city: City, answers: Counter[ResponseKind]) -> list[ResponseKind]:
    listed = sorted(answers.elements())
    city.rng.shuffle(listed)
    return listed


def _visit(
    city: City, person_id: str, day: date, *, round_id: str | None = None, channel: Channel | None = None
) -> Notification:
    on_probation = any(
        supervision.person_id == person_id
        and supervision.kind in (SupervisionKind.PROBATION, SupervisionKind.PAROLE)
        and (supervision.valid_from is None or supervision.valid_from <= day)
        and (supervision.valid_to is None or day <= supervision.valid_to)
        for supervision in city.all(Supervision)
    )
    if channel is None:
        channel = Channel.HOME if city.chance(0.75) else city.one_of((Channel.STREET, Channel.OTHER))
        if on_probation and city.chance(0.7):
            channel = Channel.PROBATION_MEETING
    with_probation = channel is Channel.PROBATION_MEETING
    age = city.age_on(person_id, day)
    is_child = age is not None and age < 18
    return city.add(
        Notification(
            notification_id=city.next_id("N"),
            person_id=person_id,
            round_id=round_id,
            planned_on=day - city.within(0, 6),
            delivered_on=day,
            delivered_to=Recipient.GUARDIAN if is_child else Recipient.PERSON,
            channel=channel,
            agencies=(POLICE, MUNICIPALITY, PROBATION) if with_probation else (POLICE, MUNICIPALITY),
            message_version=f"{day.year}-{1 + (day.month > 6)}",
            legal_exposure_given=city.chance(0.9),
            help_offered=tuple(sorted(city.rng.sample(_HELP, k=3))),
            family_present=is_child or (city.chance(0.3) if channel is Channel.HOME else False),
        )
    )


def _plan(city: City, person_id: str, day: date, round_id: str) -> Notification:
    return city.add(
        Notification(notification_id=city.next_id("N"), person_id=person_id, round_id=round_id, planned_on=day)
    )


def _respond(city: City, notification: Notification, kind: ResponseKind) -> None:
    city.add(
        Response(
            response_id=city.next_id("RE"),
            notification_id=notification.notification_id,
            responded_on=notification.delivered_on or AS_OF,
            response=kind,
        )
    )


def _support(city: City, person_id: str, kind: SupportKind, opened: date, status: SupportStatus) -> None:
    closed = None
    if status in (SupportStatus.COMPLETED, SupportStatus.WITHDRAWN):
        closed = min(AS_OF, opened + city.within(30, 120))
    city.add(
        SupportCase(
            support_case_id=city.next_id("SC"),
            person_id=person_id,
            opened_on=opened,
            closed_on=closed,
            kind=kind,
            status=status,
            agency=MUNICIPALITY,
        )
    )


def _follow_up(city: City, notification: Notification, day: date) -> None:
    handed_over = notification.channel is Channel.PROBATION_MEETING
    due_on = day + city.within(7, 28)
    done_on = due_on + city.within(-3, 10)
    is_done = done_on <= AS_OF and city.chance(0.85)
    city.add(
        FollowUp(
            follow_up_id=city.next_id("FU"),
            person_id=notification.person_id,
            notification_id=notification.notification_id,
            due_on=due_on,
            done_on=done_on if is_done else None,
            agency=PROBATION if handed_over else MUNICIPALITY,
            outcome=city.one_of(("talked about work", "wants to wait", "plan made")) if is_done else None,
        )
    )
