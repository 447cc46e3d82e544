"""How much somebody looked at on a day, counted from the trail."""

from datetime import date

import pytest

from graph_service.domain.audit import AuditEvent
from graph_service.domain.caller import LOCAL_CALLER, CallerRole
from graph_service.domain.rights import Agency
from graph_service.errors import AccessError
from graph_service.services.trail_volumes import Volume, trail_volumes
from tests.api.serving import City, FixedClock, city_in_memory

DAYS = (date(2021, 1, 1), date(2021, 1, 3))


@pytest.fixture
def city() -> City:
    """A city of whose trail three days are known."""
    city = city_in_memory()
    clock = FixedClock()
    for day, persons, action in (
        (1, ("P-0001",), "person"),
        (1, ("P-0001", "P-0002"), "priorities"),
        (2, (), "refused"),
        (3, ("P-0001", "P-0002", "P-0003"), "search"),
        (4, ("P-0001",), "person"),
    ):
        clock.instant = clock.instant.replace(year=2021, month=1, day=day)
        event = AuditEvent(action, "analyst 3", "review", {}, persons)
        city.place.store.record_event(event, recorded_at=clock.now())
    return city


def test_persons_are_counted_once_a_day_beside_what_is_usual(city: City) -> None:
    volumes = trail_volumes(city.place.context(LOCAL_CALLER), since=DAYS[0], until=DAYS[1])
    assert volumes == (
        Volume(date(2021, 1, 3), "analyst 3", 1, 0, 3, 2.5),
        Volume(date(2021, 1, 1), "analyst 3", 2, 0, 2, 2.5),
        Volume(date(2021, 1, 2), "analyst 3", 1, 1, 0, 2.5),
    )


def test_an_entry_that_names_nobody_counts_all_whom_it_looked_at(city: City) -> None:
    many = AuditEvent("network", "analyst 4", "review", {}, tuple(f"P-{number:05}" for number in range(10_001)))
    city.place.store.record_event(many, recorded_at=FixedClock().instant.replace(year=2021, month=1, day=2))
    volumes = trail_volumes(city.place.context(LOCAL_CALLER), since=DAYS[0], until=DAYS[1])
    assert (volumes[0].actor, volumes[0].n_persons) == ("analyst 4", 10_001)


def test_it_is_for_those_who_watch_over_the_use(city: City) -> None:
    context = city.place.context(city.caller(CallerRole.ANALYST, Agency.POLICE))
    with pytest.raises(AccessError):
        trail_volumes(context, since=DAYS[0], until=DAYS[1])
    auditor = city.place.context(city.caller(CallerRole.AUDITOR, Agency.POLICE))
    trail_volumes(auditor, since=DAYS[0], until=DAYS[1])
    last = city.place.store.audit_trail()[-1].event
    assert (last.action, last.details["by"]) == ("audit_list", "volumes since until")
