"""An incident of the demo city as it is planned, and how it becomes records."""

from dataclasses import dataclass
from datetime import date

from graph_service.domain.records import Attribution, Incident, Involvement, Person
from graph_service.domain.vocabulary import Answer, Basis, Harm, IncidentStatus, IncidentType, Part, Precision, Side
from loaders.demo_city.city import AS_OF, City
from loaders.demo_city.justice import prosecute

# The city lies on open water, so that no real address is ever marked.
CENTRE = (56.9, 11.8)
PLACES = (
    "Kanalgatan",
    "Lagergatan",
    "Magasinsgatan",
    "Fabriksgatan",
    "Verkstadsgatan",
    "Parkeringshuset Mitt",
    "Gångtunneln Öst",
    "Rondellen Syd",
    "Lekplatsen Nord",
    "Idrottsplatsen",
    "Busstorget",
    "Garagelängan",
)
MEMBER = "member"
OUTSIDER = "outsider"
Credit = tuple[str, Side, float, str | None]  # group, side, confidence, joint set


@dataclass(slots=True, kw_only=True)
class Event:
    """A planned incident; persons are drawn when it becomes records, in the order of the days."""

    day: date
    type: IncidentType = IncidentType.SHOOTING
    by: str | None = None  # the group whose members are drawn as suspects
    against: str | None = None
    conflict_id: str | None = None
    killed: int | None = 0
    injured: int | None = 0
    bounds: tuple[int, int] | None = None
    precision: Precision = Precision.DAY
    status: IncidentStatus = IncidentStatus.CONFIRMED
    involved: Answer | None = None  # none: yes if a group is credited or a member drawn
    fates: tuple[str, ...] = ()  # one suspect each
    suspects: tuple[str, ...] = ()  # drawn, unless given
    victims: tuple[str, ...] = ()  # member, outsider, or a key; the killed first
    witnesses: int = 0
    credits: tuple[Credit, ...] = ()
    answers: "Event | None" = None
    incident_id: str = ""


def write_events(city: City, events: list[Event], outsiders: dict[str, list[str]]) -> None:
    """Turn planned incidents into records, in the order of their days; each gets its `incident_id`."""
    for event in sorted(events, key=lambda event: event.day):
        event.incident_id = city.next_id("I")
        _draw_suspects(city, event, outsiders)
        _draw_victims(city, event, outsiders)
        _add_incident(city, event)
        for person, fate in zip(event.suspects, event.fates, strict=True):
            prosecute(city, person, event.incident_id, event.day, event.type, fate, deadly=bool(event.killed))
        _add_victims(city, event)
        for _ in range(event.witnesses):
            pool = outsiders["witness"] + outsiders["kin"]
            _involve(city, event, city.one_of(pool), Part.WITNESS)
        for group, side, confidence, joint_set in event.credits:
            _credit(city, event, group, side, confidence, joint_set)


def _draw_suspects(city: City, event: Event, outsiders: dict[str, list[str]]) -> None:
    missing = len(event.fates) - len(event.suspects)
    if missing:
        if event.by is not None:
            drawn = city.active(event.by, event.day, missing)
        else:
            free = [person for person in outsiders["no_group_suspect"] if city.free_on(person, event.day)]
            drawn = city.rng.sample(free, k=missing)
        event.suspects = (*event.suspects, *drawn)
        event.fates = event.fates[: len(event.suspects)]


def _draw_victims(city: City, event: Event, outsiders: dict[str, list[str]]) -> None:
    drawn = set(event.suspects)
    victims: list[str] = []
    for victim in event.victims:
        person = victim
        if victim == MEMBER and event.against is not None:
            pool = [member for member in city.members(event.against, event.day) if city.free_on(member, event.day)]
            person = city.one_of([member for member in pool if member not in drawn | city.spared])
        elif victim == OUTSIDER:
            pool = [outsider for outsider in outsiders["no_group_victim"] if city.free_on(outsider, event.day)]
            person = city.one_of([outsider for outsider in pool if outsider not in drawn])
        victims.append(person)
        drawn.add(person)
    event.victims = tuple(victims)


def _add_incident(city: City, event: Event) -> None:
    exact = event.precision is Precision.DAY
    at_work = event.type in (IncidentType.ROBBERY, IncidentType.ASSAULT)
    hour = city.rng.choice((14, 16, 17, 19) if at_work else (18, 20, 21, 22, 23, 0, 1, 2))
    placed = exact and city.chance(0.9)
    credited = bool(event.credits) or (event.by is not None and bool(event.suspects))
    hit = event.against is not None and bool(event.victims)
    city.add(
        Incident(
            incident_id=event.incident_id,
            occurred_on=None if event.precision is Precision.UNKNOWN else event.day,
            precision=event.precision,
            occurred_time=f"{hour:02d}:{city.rng.randrange(60):02d}" if exact and city.chance(0.85) else None,
            type=event.type,
            n_killed=event.killed,
            n_injured=event.injured,
            victims_low=event.bounds[0] if event.bounds else None,
            victims_high=event.bounds[1] if event.bounds else None,
            place=city.one_of(PLACES) if placed else None,
            latitude=round(CENTRE[0] + city.rng.uniform(-0.03, 0.03), 5) if placed else None,
            longitude=round(CENTRE[1] + city.rng.uniform(-0.05, 0.05), 5) if placed else None,
            group_involved=event.involved or (Answer.YES if credited or hit else Answer.UNKNOWN),
            status=event.status,
            conflict_id=event.conflict_id,
            retaliation_for=event.answers.incident_id if event.answers else None,
            source_id=city.source("case", event.day),
        )
    )


def _add_victims(city: City, event: Event) -> None:
    for index, person in enumerate(event.victims):
        killed = event.killed or 0
        injured = event.injured or 0
        harm = Harm.KILLED if index < killed else Harm.INJURED if index < killed + injured else Harm.UNHARMED
        if event.injured is None and harm is Harm.UNHARMED:
            harm = Harm.UNKNOWN
        _involve(city, event, person, Part.VICTIM, harm)
        if harm is Harm.KILLED and event.status is not IncidentStatus.UNFOUNDED:
            later = event.day + city.within(0, 9) if city.chance(0.3) else event.day
            city.died[person] = min(later, AS_OF)
            if city.chance(0.7):  # for the others only the incident says so
                city.change(city.get(Person, person), died_on=city.died[person])


def _involve(city: City, event: Event, person_id: str, part: Part, harm: Harm | None = None) -> None:
    city.add(
        Involvement(
            involvement_id=city.next_id("V"),
            person_id=person_id,
            incident_id=event.incident_id,
            part=part,
            harm=harm,
            source_id=city.source("case", event.day),
            review_by=city.day_between(date(2021, 1, 20), date(2022, 6, 30)),
        )
    )


def _credit(city: City, event: Event, group_id: str, side: Side, confidence: float, joint_set: str | None) -> None:
    sure = confidence >= 0.9
    assessed_on = min(AS_OF, event.day + city.within(2, 25))
    city.add(
        Attribution(
            attribution_id=city.next_id("A"),
            incident_id=event.incident_id,
            group_id=group_id,
            side=side,
            confidence=confidence,
            joint_set=joint_set,
            basis=Basis.FACT if sure else Basis.ASSESSMENT,
            assessed_on=assessed_on,
            source_id=city.source("case" if sure else "report", event.day),
        )
    )
