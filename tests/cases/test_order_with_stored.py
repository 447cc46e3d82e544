"""Order between what is brought and what is stored: refused as within one case, and no fault of the store is told."""

from datetime import date

import pytest

from graph_service.domain import records as r
from graph_service.domain.audit import AuditEvent
from graph_service.domain.tables import tables_of
from graph_service.domain.vocabulary import Answer, IncidentStatus, IncidentType, Part, Precision
from graph_service.errors import RejectedRowsError
from graph_service.services.importing import import_tables
from tests.api.serving import ADMIN, City, city_in_memory


@pytest.fixture
def city() -> City:
    """A small city in memory."""
    return city_in_memory()


def _incident(key: str, day: date, answers: str | None = None) -> r.Incident:
    return r.Incident(
        incident_id=key,
        occurred_on=day,
        precision=Precision.DAY,
        type=IncidentType.SHOOTING,
        group_involved=Answer.YES,
        status=IncidentStatus.CONFIRMED,
        retaliation_for=answers,
    )


def _brought(city: City, *records: object) -> None:
    import_tables(city.place.context(city.caller(*ADMIN)), tables_of(records))


def test_an_answer_to_a_stored_incident_that_is_later_is_refused(city: City) -> None:
    _brought(city, _incident("I-901", date(2020, 10, 5)))
    with pytest.raises(
        RejectedRowsError, match=r"incidents I-902, with what is stored: .* before the one that it answers"
    ):
        _brought(city, _incident("I-902", date(2020, 10, 1), "I-901"))


def test_a_suspect_whom_the_store_holds_for_dead_is_refused(city: City) -> None:
    dead = r.Person(person_id="P-901", label="Ny", protected_identity=False, died_on=date(2020, 10, 1))
    _brought(city, dead, _incident("I-901", date(2020, 10, 5)))
    part = r.Involvement(involvement_id="V-901", person_id="P-901", incident_id="I-901", part=Part.SUSPECT)
    with pytest.raises(RejectedRowsError, match="the suspect died before the incident"):
        _brought(city, part)


def test_a_fault_that_was_stored_under_earlier_rules_refuses_nothing_new(city: City) -> None:
    wrong = (_incident("I-901", date(2020, 10, 5)), _incident("I-902", date(2020, 10, 1), "I-901"))
    clock = city.place.context(city.caller(*ADMIN)).clock
    city.place.store.write(tables_of(wrong), AuditEvent("import", "test", "test", {}), recorded_at=clock.now())
    _brought(city, _incident("I-903", date(2020, 10, 2)))
    with pytest.raises(RejectedRowsError) as caught:
        _brought(city, _incident("I-904", date(2020, 10, 2), "I-901"))
    assert [problem.file for problem in caught.value.problems] == ["incidents I-904, with what is stored"]
