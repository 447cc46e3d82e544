"""Violence of the demo city in 2017 to 2019, drawn: the number of shootings of each year is given."""

from dataclasses import dataclass
from datetime import date

from graph_service.domain.records import ConflictParty, ConflictStatus, Group
from graph_service.domain.vocabulary import Answer, ConflictState, IncidentStatus, IncidentType, Precision, Side
from loaders.demo_city.city import City, days
from loaders.demo_city.events import MEMBER, OUTSIDER, Event
from loaders.demo_city.groups import HOJDEN, KVARNEN, TORGET

SHOOTINGS = {2017: 65, 2018: 47, 2019: 34}  # that count
FIRST_KILLING = date(2019, 4, 24)  # after the call-in of that March; one of the 34
OTHERS = {
    IncidentType.EXPLOSION: {2017: 19, 2018: 15, 2019: 13},
    IncidentType.STABBING: {2017: 9, 2018: 8, 2019: 7},
    IncidentType.ARSON: {2017: 6, 2018: 5, 2019: 4},
    IncidentType.ASSAULT: {2017: 7, 2018: 7, 2019: 6},
    IncidentType.ROBBERY: {2017: 6, 2018: 7, 2019: 8},
    IncidentType.OTHER: {2017: 3, 2018: 3, 2019: 4},
}
COUNTED_TYPES = (IncidentType.SHOOTING, IncidentType.EXPLOSION, IncidentType.STABBING, IncidentType.ARSON)
# what does not count: type, status, group_involved
NOT_COUNTED = (
    (IncidentType.SHOOTING, IncidentStatus.UNFOUNDED, Answer.UNKNOWN),
    (IncidentType.SHOOTING, IncidentStatus.CONFIRMED, Answer.NO),
    (IncidentType.STABBING, IncidentStatus.CONFIRMED, Answer.NO),
    (IncidentType.EXPLOSION, IncidentStatus.UNFOUNDED, Answer.UNKNOWN),
)
COARSE = (
    (date(2017, 4, 1), Precision.MONTH, IncidentType.EXPLOSION),
    (date(2018, 9, 1), Precision.MONTH, IncidentType.ARSON),
    (date(2019, 1, 1), Precision.YEAR, IncidentType.ASSAULT),
    (date(2019, 11, 1), Precision.MONTH, IncidentType.ROBBERY),
    (date(2018, 1, 1), Precision.UNKNOWN, IncidentType.STABBING),
)
CHAIN_DAYS = 60
_FLARES = {"C-0001": 3, "C-0005": 1, "C-0007": 1}  # how often a conflict flares up in a year; others twice


@dataclass(frozen=True, slots=True)
class _Front:
    """Two groups against each other on a day, and the conflict."""

    conflict_id: str
    sides: tuple[str, str]


def planned_history(city: City) -> list[Event]:
    """Plan the incidents of 2017 to 2019."""
    events = []
    for year, number in SHOOTINGS.items():
        bursts = _bursts(city, year)
        kinds = [IncidentType.SHOOTING] * (number - (year == FIRST_KILLING.year))
        kinds += [kind for kind, numbers in OTHERS.items() for _ in range(numbers[year])]
        events += [_event(city, kind, year, bursts) for kind in kinds]
        for kind, status, involved in NOT_COUNTED:
            day = city.day_between(date(year, 1, 1), date(year, 12, 31))
            events.append(
                Event(day=day, type=kind, status=status, involved=involved, injured=city.rng.randrange(2), witnesses=1)
            )
    for day, precision, kind in COARSE:
        events.append(Event(day=day, precision=precision, type=kind, injured=None, involved=Answer.UNKNOWN))
    events.append(
        Event(
            day=FIRST_KILLING,
            by=KVARNEN,
            against=TORGET,
            conflict_id="C-0002",
            killed=1,
            credits=((KVARNEN, Side.SUSPECT, 0.8, None), (TORGET, Side.VICTIM, 1.0, None)),
            fates=("acquitted", "convicted"),
            victims=(MEMBER,),
            witnesses=3,
        )
    )
    _link_answers(city, events)
    return events


def _bursts(city: City, year: int) -> list[tuple[date, _Front]]:
    """Choose when in the year each active conflict flares up."""
    bursts = []
    first = date(year, 1, 1)
    last = date(year, 12, 31)
    for state in city.all(ConflictStatus):
        if state.status is not ConflictState.ACTIVE:
            continue
        begins = max(first, state.valid_from or first)
        ends = min(last, state.valid_to or last)
        for _ in range(_FLARES.get(state.conflict_id, 2) if begins < ends else 0):
            day = city.day_between(begins, ends)
            sides = _drawn_sides(city, state.conflict_id, day)
            if sides is not None:
                bursts.append((day, _Front(state.conflict_id, sides)))
    return bursts


def _drawn_sides(city: City, conflict_id: str, day: date) -> tuple[str, str] | None:
    of_side: dict[str, list[str]] = {}
    for party in city.all(ConflictParty):
        if (
            party.conflict_id == conflict_id
            and (party.valid_from is None or party.valid_from <= day)
            and (party.valid_to is None or day <= party.valid_to)
        ):
            of_side.setdefault(party.side, []).append(party.group_id)
    if len(of_side) < 2:
        return None
    first_side, second_side = (city.one_of(groups) for groups in list(of_side.values())[:2])
    return first_side, second_side


def _event(city: City, kind: IncidentType, year: int, bursts: list[tuple[date, _Front]]) -> Event:
    first = date(year, 1, 1)
    last = date(year, 12, 31)
    if city.chance(0.68):
        middle, front = city.one_of(bursts)
        day = min(last, max(first, middle + days(city.rng.randint(-28, 28))))
        sides = _drawn_sides(city, front.conflict_id, day)
        by, against = sides if sides is not None else front.sides
        if city.chance(0.5):
            by, against = against, by
        conflict = front.conflict_id if city.chance(0.8) else None
    else:
        day = city.day_between(first, last)
        conflict = None
        valid = [
            group.group_id
            for group in city.all(Group)
            if group.group_id != HOJDEN
            and (group.valid_from is None or group.valid_from <= day)
            and (group.valid_to is None or day <= group.valid_to)
        ]
        by, against = city.rng.sample(valid, k=2)
    event = Event(day=day, type=kind, conflict_id=conflict, by=by, against=against)
    _decide_outcome(city, event)
    _decide_knowledge(city, event)
    return event


def _decide_outcome(city: City, event: Event) -> None:
    draw = city.rng.random()
    if event.type in (IncidentType.STABBING, IncidentType.ASSAULT):
        event.killed, event.injured = (1, 0) if draw < 0.04 else (0, 1)
    elif event.type is IncidentType.SHOOTING:
        limits = ((0.1, (1, 0)), (0.12, (1, 1)), (0.44, (0, 1)), (0.49, (0, 2)), (0.52, (0, None)), (1, (0, 0)))
        event.killed, event.injured = next(outcome for limit, outcome in limits if draw < limit)
        if event.injured is None:
            event.killed = None
            event.bounds = (1, 3)
    elif event.type is IncidentType.EXPLOSION and draw < 0.1:
        event.injured = 1


def _decide_knowledge(city: City, event: Event) -> None:
    """Decide what is known of who did it and who was hit."""
    by = event.by or ""
    against = event.against or ""
    counted = event.type in COUNTED_TYPES
    draw = city.rng.random()
    if not counted:
        event.fates = (_fate(city),) if city.chance(0.6) else ()
        event.by = by if event.fates and city.chance(0.6) else None
        event.against = None
        event.victims = (OUTSIDER,) if event.injured and city.chance(0.5) else ()
        event.witnesses = int(city.chance(0.3))
        return
    if draw < 0.3:
        event.by = None
        event.fates = ("believed",) if city.chance(0.15) else ()
    elif draw < 0.4:
        event.fates = tuple(_fate(city) for _ in range(city.rng.choice((1, 1, 2))))
    else:
        confidence = city.one_of((0.9, 0.8, 0.8, 0.7, 0.7, 0.6, 0.5, 0.4, 0.3))
        event.credits = ((by, Side.SUSPECT, confidence, None),)
        event.fates = (_fate(city),) if city.chance(0.35) else ()
    _decide_victims(city, event, against)
    event.witnesses = int(city.chance(0.12))


def _decide_victims(city: City, event: Event, against: str) -> None:
    harmed = (event.killed or 0) + (event.injured or 0)
    if city.chance(0.12):  # somebody without a group was hit
        event.against = None
        event.victims = (OUTSIDER,) if harmed and city.chance(0.7) else ()
        return
    event.victims = (MEMBER,) if harmed and city.chance(0.5) else ()
    if not event.victims and city.chance(0.7):
        event.credits = (*event.credits, (against, Side.VICTIM, city.one_of((1.0, 0.9, 0.8, 0.6)), None))


def _fate(city: City) -> str:
    fates = ("believed", "believed", "believed", "unsaid", "dropped", "dropped", "acquitted", "convicted", "convicted")
    return city.one_of(fates)


def _link_answers(city: City, events: list[Event]) -> None:
    """Link an incident to the one that it answers, where the other side was hurt shortly before."""
    exact = sorted(
        (event for event in events if event.precision is Precision.DAY and event.conflict_id),
        key=lambda event: event.day,
    )
    for index, event in enumerate(exact):
        if event.by is None or event.against is None or event.status is not IncidentStatus.CONFIRMED:
            continue
        before = [
            earlier
            for earlier in exact[:index]
            if earlier.conflict_id == event.conflict_id
            and earlier.against == event.by
            and (earlier.killed or 0) + (earlier.injured or 0)
            and 0 < (event.day - earlier.day).days <= CHAIN_DAYS
        ]
        if before and city.chance(0.6):
            event.answers = before[-1]
