"""Choices: which records may be referred to, and nothing of those that are withheld."""

import pytest

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.domain.schema import KINDS
from graph_service.domain.tables import tables_of
from graph_service.errors import InputError
from graph_service.services.choices import N_SHOWN, choices
from graph_service.services.importing import import_tables
from graph_service.services.persons import MAX_QUERY
from tests.api.city import PROTECTED
from tests.api.serving import city_in_memory
from tests.rival import make


def test_records_are_looked_up_by_what_is_seen_of_them() -> None:
    city = city_in_memory()
    analyst = city.place.context(city.caller(CallerRole.ANALYST, Agency.POLICE))
    municipal = city.place.context(city.caller(CallerRole.ANALYST, Agency.MUNICIPALITY))
    assert [row.record_id for row in choices(analyst, KINDS["group"], "norr").records] == ["G-01"]
    assert choices(analyst, KINDS["incident"], "2020-11-20").records[0].record_id == "I-2"
    assert not choices(municipal, KINDS["incident"], "CANARY").records
    assert not choices(municipal, KINDS["membership"], "").records
    assert not [row for row in choices(analyst, KINDS["membership"], "").records if PROTECTED in row.texts]


def test_there_may_be_more_than_are_shown_and_a_text_may_be_too_long() -> None:
    city = city_in_memory()
    context = city.place.context()
    incidents = [make.incident(f"I-{number}", "2020-11-02") for number in range(100, 120)]
    import_tables(context, tables_of(incidents))
    page = choices(context, KINDS["incident"], "")
    assert (len(page.records), page.has_more) == (N_SHOWN, True)
    with pytest.raises(InputError):
        choices(context, KINDS["incident"], "x" * (MAX_QUERY + 1))
