"""Facts about persons of the demo city, and who is under supervision or in custody on the as-of day."""

from datetime import date

from graph_service.domain.records import Fact, Involvement, Membership
from graph_service.domain.vocabulary import DatedPrecision, FactKind, IncidentType, Role, SupervisionKind, SuspectStatus
from loaders.demo_city.city import AS_OF, GROUP_ROLES, City, days
from loaders.demo_city.events import Event, write_events
from loaders.demo_city.groups import FALK
from loaders.demo_city.justice import supervise

N_DETAINED = 44
IGNORED_ON = date(2020, 11, 12)  # the message, by one of the most violent group
FOUND_WITH_WEAPON_ON = date(2020, 11, 21)
N_ON_PROBATION = 46
_SEIZURES = tuple(
    date.fromisoformat(day)
    for day in "2017-09-04 2018-05-17 2018-11-02 2019-02-23 2019-04-11 2019-06-06 2019-08-01 2019-09-14 2019-11-08 "
    "2019-12-20 2020-01-30 2020-03-05 2020-05-28 2020-06-11 2020-07-19 2020-08-16 2020-09-22 2020-11-03".split()
)
_SECOND_SEIZURE = 15  # of one who was found with a weapon before
_THREATS_RECEIVED = tuple(
    date.fromisoformat(day)
    for day in "2018-03-10 2018-12-01 2019-05-19 2019-10-30 2020-02-14 2020-06-20 2020-07-08 2020-09-18 2020-10-27 "
    "2020-11-10".split()
)
_THREATS_MADE = tuple(
    date.fromisoformat(day)
    for day in "2018-04-01 2019-04-04 2019-11-15 2020-01-22 2020-05-03 2020-07-20 2020-09-30 2020-11-06".split()
)


def add_sentences_and_facts(city: City, outsiders: dict[str, list[str]]) -> str:
    """Add facts, custody for other serious crime, and probation.

    Returns who ignores the message, is found with a weapon and remanded.
    """
    ignoring = _choose_ignoring(city)
    add_fact(city, ignoring, FactKind.WEAPON_SEIZURE, FOUND_WITH_WEAPON_ON)
    supervise(city, ignoring, SupervisionKind.REMAND, FOUND_WITH_WEAPON_ON + days(1), None)
    _add_facts(city, outsiders, ignoring)
    _add_custody(city, outsiders)
    _add_probation(city)
    return ignoring


def add_fact(
    city: City, person_id: str, kind: FactKind, day: date, precision: DatedPrecision = DatedPrecision.DAY
) -> Fact:
    """Add a dated fact about a person."""
    sort = {FactKind.WEAPON_SEIZURE: "case", FactKind.EXIT_DECLARED: "municipality"}.get(kind, "report")
    return city.add(
        Fact(
            fact_id=city.next_id("F"),
            person_id=person_id,
            kind=kind,
            occurred_on=day,
            precision=precision,
            source_id=city.source(sort, day),
            review_by=city.day_between(date(2021, 2, 1), date(2022, 6, 30)),
        )
    )


def detained(city: City, day: date = AS_OF) -> dict[str, date]:
    """Return who is in custody on a day, with the first day of the stay, remand included."""
    first_days = {}
    for person, stays in sorted(city.custody.items()):
        ordered = sorted(stays, key=lambda stay: stay.since)
        if person in city.died or not any(_covers(stay.since, stay.until, day) for stay in ordered):
            continue
        since = max(stay.since for stay in ordered if _covers(stay.since, stay.until, day))
        for stay in reversed(ordered):  # prison follows remand on the next day: one stay
            if stay.until is not None and stay.until + days(1) == since:
                since = stay.since
        first_days[person] = since
    return first_days


def with_grounds(city: City) -> set[str]:
    """Return who was ever suspected, charged or convicted, or found with a weapon."""
    formal = (SuspectStatus.SUSPECTED, SuspectStatus.CHARGED, SuspectStatus.CONVICTED)
    formal_suspects = {involvement.person_id for involvement in city.all(Involvement) if involvement.status in formal}
    return formal_suspects | {fact.person_id for fact in city.all(Fact) if fact.kind is FactKind.WEAPON_SEIZURE}


def _covers(first: date, last: date | None, day: date) -> bool:
    return first <= day and (last is None or day <= last)


def _choose_ignoring(city: City) -> str:
    pool = [
        person
        for person in city.members(FALK, IGNORED_ON, (Role.CORE,))
        if city.free_on(person, AS_OF) and (city.age_on(person, AS_OF) or 0) > 20
    ]
    return pool[0]


def _current_members(city: City) -> list[str]:
    return sorted(
        {
            membership.person_id
            for membership in city.all(Membership)
            if membership.role in GROUP_ROLES and (membership.valid_to is None or membership.valid_to >= AS_OF)
        }
    )


def _add_facts(city: City, outsiders: dict[str, list[str]], ignoring: str) -> None:
    groups = {membership.person_id: membership.group_id for membership in city.all(Membership)}
    pool = [
        person
        for person in _current_members(city)
        if person != ignoring and city.activity.get(person, 0) > 1 and (city.age_on(person, AS_OF) or 0) >= 16
    ]
    armed: list[str] = []
    for index, day in enumerate(_SEIZURES):
        free = [member for member in pool if city.free_on(member, day) and member not in armed]
        again = [member for member in armed if city.free_on(member, day)]
        person = city.one_of(again if index == _SECOND_SEIZURE else free)
        armed.append(person)
        precision = DatedPrecision.MONTH if index == 1 else DatedPrecision.DAY
        add_fact(city, person, FactKind.WEAPON_SEIZURE, day, precision)
    for index, day in enumerate(_THREATS_RECEIVED):
        source = outsiders["kin"] if index % 4 == 3 else [member for member in groups if city.free_on(member, day)]
        precision = DatedPrecision.YEAR if index == 0 else DatedPrecision.DAY
        add_fact(city, city.one_of(sorted(source)), FactKind.THREAT_RECEIVED, day, precision)
    for day in _THREATS_MADE:
        add_fact(city, city.one_of([member for member in pool if city.free_on(member, day)]), FactKind.THREAT_MADE, day)


def _add_custody(city: City, outsiders: dict[str, list[str]]) -> None:
    """Detain more for serious crime other than the counted types, until the number is reached."""
    excluded = {involvement.person_id for involvement in city.all(Involvement)} | set(city.custody) | set(city.died)
    pool = [
        person
        for person in _current_members(city)
        if person not in excluded and (city.age_on(person, AS_OF) or 0) > 18 and city.activity.get(person, 0) > 0.03
    ]
    city.rng.shuffle(pool)
    group = {membership.person_id: membership.group_id for membership in city.all(Membership)}
    while len(detained(city)) < N_DETAINED:
        person = pool.pop()
        late = city.chance(0.4)
        day = (
            city.day_between(date(2020, 3, 1), date(2020, 11, 10))
            if late
            else city.day_between(date(2019, 3, 1), date(2020, 2, 28))
        )
        kind = city.one_of((IncidentType.ROBBERY, IncidentType.OTHER, IncidentType.OTHER))
        begins = min(
            membership.valid_from or day for membership in city.all(Membership) if membership.person_id == person
        )
        if begins >= day:
            continue
        event = Event(day=day, type=kind, by=group[person], fates=("convicted",), suspects=(person,))
        write_events(city, [event], outsiders)


def _add_probation(city: City) -> None:
    free = [member for member in _current_members(city) if city.free_on(member, AS_OF) and member not in city.custody]
    grown = [member for member in free if (city.age_on(member, AS_OF) or 0) > 17]
    grounded = with_grounds(city)
    listed = [
        member for member in grown if member in grounded
    ]  # a probation officer can bring the message to half of them
    supervised = city.rng.sample(listed, k=len(listed) // 2)
    supervised += city.rng.sample(
        [member for member in grown if member not in grounded], k=N_ON_PROBATION - len(supervised)
    )
    for person in sorted(supervised):
        first = city.day_between(date(2019, 2, 1), date(2020, 9, 30))
        last = None if city.chance(0.1) else max(first + city.within(365, 1095), AS_OF + city.within(-40, 200))
        supervise(city, person, SupervisionKind.PROBATION, first, last)
