"""Months against a slow second way of counting: each incident, month and group looked at alone, from the records."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.adapters.memory import MemoryStore
from graph_service.analysis.months import MONTHS, MonthList
from graph_service.analysis.scorecard import SCORECARD
from graph_service.domain.caller import LOCAL_CALLER
from graph_service.domain.records import Attribution, Group, Incident
from graph_service.domain.tables import tables_of
from graph_service.domain.vocabulary import Answer, Basis, IncidentStatus, IncidentType, Precision, Side
from graph_service.services.context import OpenStore
from graph_service.services.importing import import_tables
from loaders.demo_city import DEMO_AS_OF, demo_city
from tests.api.serving import City, FixedClock, city_in, open_store_of
from tests.asking import ask

AS_OF = date(2020, 12, 3)
N_MONTHS = 14


@st.composite
def incidents(draw: st.DrawFn, number: int) -> Incident:
    precision = draw(st.sampled_from(list(Precision)))
    day = draw(st.dates(date(2018, 6, 1), AS_OF))
    return Incident(
        incident_id=f"I-{number:02}",
        occurred_on=None if precision is Precision.UNKNOWN else day,
        precision=precision,
        type=draw(st.sampled_from([IncidentType.SHOOTING, IncidentType.STABBING])),
        group_involved=draw(st.sampled_from(list(Answer))),
        status=draw(st.sampled_from(list(IncidentStatus))),
    )


@st.composite
def cities(draw: st.DrawFn) -> tuple[list[Incident], list[Attribution]]:
    events = [draw(incidents(number)) for number in range(draw(st.integers(0, 12)))]
    shares: list[Attribution] = []
    for event in events:
        for side in Side:
            rest = 1.0
            for group in ("G-1", "G-2"):
                share = draw(st.sampled_from([0.0, 0.25, 0.5, 0.75]))
                if 0 < share <= rest:
                    rest -= share
                    key = f"A-{len(shares):03}"
                    shares.append(
                        Attribution(
                            attribution_id=key,
                            incident_id=event.incident_id,
                            group_id=group,
                            side=side,
                            confidence=share,
                            basis=Basis.FACT,
                        )
                    )
    return events, shares


def place_of(records: Iterable[object]) -> OpenStore:
    store = MemoryStore()
    store.initialise()
    place = open_store_of(store, FixedClock())
    import_tables(place.context(LOCAL_CALLER), tables_of([*records]))
    return place


def months_before(day: date, n: int) -> Iterator[tuple[int, int]]:
    for back in range(n - 1, -1, -1):
        total = day.year * 12 + day.month - 1 - back
        yield total // 12, total % 12 + 1


def lies_in(event: Incident, year: int, month: int) -> bool:
    """Whether all days that the date may mean are of the month."""
    if event.occurred_on is None or event.precision is Precision.UNKNOWN or event.precision is Precision.YEAR:
        return False
    return (event.occurred_on.year, event.occurred_on.month) == (year, month)


def may_lie(event: Incident, first: date, last: date) -> bool:
    if event.occurred_on is None or event.precision is Precision.UNKNOWN:
        return True
    if event.precision is Precision.YEAR:
        return date(event.occurred_on.year, 1, 1) <= last and date(event.occurred_on.year, 12, 31) >= first
    return first <= event.occurred_on.replace(day=monthrange(event.occurred_on.year, event.occurred_on.month)[1])


def counts(event: Incident) -> bool:
    return event.status is IncidentStatus.CONFIRMED and event.group_involved is not Answer.NO


def total(shares: list[Attribution], event: Incident, side: Side, group: str | None = None) -> float:
    return sum(
        share.confidence
        for share in shares
        if share.incident_id == event.incident_id and share.side is side and group in {None, share.group_id}
    )


@settings(max_examples=60, deadline=None)
@given(cities())
def test_every_number_is_what_a_slow_count_of_the_records_gives(
    city: tuple[list[Incident], list[Attribution]],
) -> None:
    events, shares = city
    groups = [Group(group_id=key, name=key) for key in ("G-1", "G-2")]
    place = place_of([*groups, *events, *shares])
    result = ask(place, LOCAL_CALLER, MONTHS, as_of=AS_OF, n_months=N_MONTHS)
    of_month = [
        [event for event in events if counts(event) and lies_in(event, *month)]
        for month in months_before(AS_OF, N_MONTHS)
    ]
    assert [row.incidents for row in result.months] == [len(inside) for inside in of_month]
    assert [row.shootings for row in result.months] == [
        sum(event.type is IncidentType.SHOOTING for event in inside) for inside in of_month
    ]
    for side, unknown in ((Side.SUSPECT, "unknown_committed"), (Side.VICTIM, "unknown_suffered")):
        expected = [sum(1 - total(shares, event, side) for event in inside) for inside in of_month]
        assert [getattr(row, unknown) for row in result.months] == pytest.approx(expected)
    for row in result.groups:
        for side, name in ((Side.SUSPECT, "committed"), (Side.VICTIM, "suffered")):
            of_group: Callable[[Incident], float] = partial(total, shares, side=side, group=row.group_id)
            assert list(getattr(row, f"{name}_named")) == [
                sum(of_group(event) >= 0.5 for event in inside) for inside in of_month
            ]
            assert list(getattr(row, f"{name}_expected")) == pytest.approx(
                [sum(of_group(event) for event in inside) for inside in of_month]
            )
    first = date(2019, 11, 1)
    coarse = [event for event in events if counts(event) and may_lie(event, first, AS_OF)]
    assert result.in_no_month == len(coarse) - sum(map(len, of_month))


@pytest.fixture(scope="module")
def demo() -> City:
    return city_in(MemoryStore(), demo_city())


def of_demo(city: City, **parameters: int) -> MonthList:
    return ask(city.place, LOCAL_CALLER, MONTHS, as_of=DEMO_AS_OF, **parameters)


def test_the_months_of_a_whole_year_add_up_to_the_year_of_the_scorecard(demo: City) -> None:
    card = ask(demo.place, LOCAL_CALLER, SCORECARD, as_of=DEMO_AS_OF)
    result = of_demo(demo, n_months=DEMO_AS_OF.month)
    so_far = card.totals["year_to_date"].counted.incidents
    assert sum(row.incidents for row in result.months) == so_far > 0
    by_group = {row.group_id: row for row in result.groups}
    for row in card.groups:
        window = row.windows["year_to_date"]
        assert sum(by_group[row.group_id].committed_named) == window.committed.named.incidents
        assert sum(by_group[row.group_id].suffered_expected) == pytest.approx(window.suffered.expected.incidents)


def test_years_are_compared_month_by_month_and_this_one_ends_with_the_day(demo: City) -> None:
    result = of_demo(demo)
    assert [row.year for row in result.years] == [2020, 2019, 2018, 2017]
    assert {len(row.shootings) for row in result.years} == {12}
    assert result.years[0].shootings == tuple(row.shootings for row in result.months[-12:])
    assert result.months[-1].last_on == DEMO_AS_OF


def test_an_earlier_day_sees_no_later_month(demo: City) -> None:
    earlier = ask(demo.place, LOCAL_CALLER, MONTHS, as_of=date(2020, 5, 10), n_months=3)
    assert [row.month for row in earlier.months] == ["2020-03", "2020-04", "2020-05"]
    assert len(earlier.years[0].shootings) == 5


def test_a_year_before_the_first_incident_is_no_year_without_shootings() -> None:
    event = Incident(
        incident_id="I-1",
        occurred_on=date(2020, 2, 1),
        precision=Precision.DAY,
        type=IncidentType.SHOOTING,
        group_involved=Answer.YES,
        status=IncidentStatus.CONFIRMED,
    )
    assert [row.year for row in ask(place_of([event]), LOCAL_CALLER, MONTHS, as_of=AS_OF).years] == [2020]
    assert [row.year for row in ask(place_of([]), LOCAL_CALLER, MONTHS, as_of=AS_OF).years] == [2020]
