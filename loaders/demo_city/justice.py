"""What follows an incident for a suspect: decisions one after the other, remand, prison, parole."""

from datetime import date

from graph_service.domain.records import Involvement, Supervision
from graph_service.domain.vocabulary import IncidentType, Part, SupervisionKind, SuspectStatus
from loaders.demo_city.city import AS_OF, PROBATION, City, Stay, days

_STEPS = {
    "unsaid": (None,),
    "believed": (SuspectStatus.BELIEVED,),
    "suspected": (SuspectStatus.SUSPECTED,),
    "charged": (SuspectStatus.SUSPECTED, SuspectStatus.CHARGED),
    "convicted": (SuspectStatus.SUSPECTED, SuspectStatus.CHARGED, SuspectStatus.CONVICTED),
    "dropped": (SuspectStatus.SUSPECTED, SuspectStatus.DROPPED),
    "acquitted": (SuspectStatus.SUSPECTED, SuspectStatus.CHARGED, SuspectStatus.ACQUITTED),
}
_LAGS = {  # days from the step before, lowest and highest
    SuspectStatus.SUSPECTED: (1, 18),
    SuspectStatus.CHARGED: (30, 100),
    SuspectStatus.CONVICTED: (15, 45),
    SuspectStatus.DROPPED: (20, 120),
    SuspectStatus.ACQUITTED: (15, 45),
}
_SENTENCE_DAYS = {  # served, lowest and highest, nobody killed
    IncidentType.SHOOTING: (700, 1800),
    IncidentType.EXPLOSION: (500, 1200),
    IncidentType.STABBING: (500, 1300),
    IncidentType.ARSON: (300, 800),
    IncidentType.ROBBERY: (450, 1100),
    IncidentType.ASSAULT: (180, 500),
    IncidentType.OTHER: (300, 900),
}
ADULT = 18
_KILLING_DAYS = (3200, 4400)
_SERIOUS = frozenset(_SENTENCE_DAYS) - {IncidentType.ASSAULT, IncidentType.ARSON}


def prosecute(
    city: City, person_id: str, incident_id: str, day: date, kind: IncidentType, fate: str, *, deadly: bool = False
) -> None:
    """Add the suspect's rows up to the last decision by the as-of day, and the custody that goes with it.

    `fate` is how the case ends, if there is time for it.
    """
    taken: list[tuple[SuspectStatus | None, date | None]] = []
    at = day
    for status in _STEPS[fate]:
        if status not in _LAGS:
            taken.append((status, None))
            continue
        at += city.within(*_LAGS[status])
        if at > AS_OF:
            break
        taken.append((status, at))
    for status, decided_on in taken or [(SuspectStatus.BELIEVED, None)]:
        city.add(
            Involvement(
                involvement_id=city.next_id("V"),
                person_id=person_id,
                incident_id=incident_id,
                part=Part.SUSPECT,
                status=status,
                decided_on=decided_on,
                source_id=city.source("court" if status in _COURT else "case", decided_on or day),
                review_by=city.day_between(date(2021, 1, 20), date(2022, 6, 30)),
            )
        )
    dated = [(status, decided) for status, decided in taken if status is not None and decided is not None]
    if dated and (kind in _SERIOUS or fate == "convicted") and city.free_on(person_id, dated[0][1]):
        _detain(city, person_id, dated, kind, fate, deadly=deadly)


_COURT = frozenset((SuspectStatus.CONVICTED, SuspectStatus.ACQUITTED))


def _detain(
    city: City,
    person_id: str,
    taken: list[tuple[SuspectStatus, date]],
    kind: IncidentType,
    fate: str,
    *,
    deadly: bool,
) -> None:
    arrested_on = taken[0][1]
    last_status, last_day = taken[-1]
    closed = last_status in (SuspectStatus.CONVICTED, SuspectStatus.ACQUITTED, SuspectStatus.DROPPED)
    if not closed and fate == "suspected":
        released_on = arrested_on + city.within(3, 20)  # suspected still, and at large
        if released_on <= AS_OF:
            supervise(city, person_id, SupervisionKind.REMAND, arrested_on, released_on)
            return
    supervise(city, person_id, SupervisionKind.REMAND, arrested_on, last_day if closed else None)
    if last_status is not SuspectStatus.CONVICTED:
        return
    if (city.age_on(person_id, last_day) or ADULT) < ADULT:
        supervise(city, person_id, SupervisionKind.PROBATION, last_day + days(1), last_day + days(730))
        return
    served = city.rng.randint(*(_KILLING_DAYS if deadly else _SENTENCE_DAYS[kind]))
    imprison(city, person_id, last_day + days(1), last_day + days(served))


def imprison(city: City, person_id: str, first: date, last: date) -> None:
    """Add a term of prison and the parole after it."""
    supervise(city, person_id, SupervisionKind.PRISON, first, last)
    if last < AS_OF:
        supervise(city, person_id, SupervisionKind.PAROLE, last + days(1), last + days(365))


def supervise(city: City, person_id: str, kind: SupervisionKind, first: date, last: date | None) -> Supervision:
    """Add a period of supervision; remand and prison keep the person off the streets."""
    if kind in (SupervisionKind.REMAND, SupervisionKind.PRISON):
        city.custody.setdefault(person_id, []).append(Stay(first, last))
    outside = kind in (SupervisionKind.PROBATION, SupervisionKind.PAROLE)
    running = outside and first <= AS_OF and (last is None or last > AS_OF)
    meeting = city.day_between(AS_OF + days(1), AS_OF + days(45)) if running and city.chance(0.8) else None
    return city.add(
        Supervision(
            supervision_id=city.next_id("SU"),
            person_id=person_id,
            kind=kind,
            valid_from=first,
            valid_to=last,
            agency=PROBATION,
            next_meeting_on=meeting if meeting is None or last is None else min(meeting, last),
            source_id=city.source("register", first),
        )
    )
