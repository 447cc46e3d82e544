"""Later deliveries of the same deliverer, and of others; older ones; what is gone; and an import that is taken back."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.domain.caller import CallerRole
from graph_service.domain.delivery import Delivery, GoneChoice
from graph_service.domain.rights import Agency
from graph_service.domain.tables import tables_of
from graph_service.domain.vocabulary import Role
from graph_service.domain.write_summary import KindCounts, WriteSummary
from graph_service.domain.writes import WriteHow
from graph_service.errors import AccessError, InputError
from graph_service.services.importing import delivery_of, import_tables
from graph_service.services.undoing import undo_import
from tests.api.serving import ADMIN, City, city_in
from tests.contract.delivery_contract import EVENT, NOW, corrections, held
from tests.rival import make

MEMBER = make.member("M1", "P1", "A", "core", "2019-01-01")
BASE: tuple[Any, ...] = (make.source("S"), make.person("P1"), make.person("P2"), make.group("A"))
EARLY, MIDDLE, LATE = date(2020, 11, 1), date(2020, 11, 8), date(2020, 11, 15)
ANALYST = (CallerRole.ANALYST, Agency.POLICE)


@pytest.fixture
def city() -> City:
    """A store with the records that the others refer to."""
    return city_in(MemoryStore(), tables_of(BASE))


def _delivered(
    city: City,
    day: date | None,
    *records: object,
    by: tuple[CallerRole, Agency] = ADMIN,
    **options: Any,  # noqa: ANN401  of a delivery
) -> WriteSummary:
    delivery = Delivery(**{"deliverer": "register", "as_of": day, **options})
    return import_tables(city.place.context(city.caller(*by)), tables_of(records), delivery=delivery)


def _role(city: City) -> object:
    (row,) = city.place.store.read()[1]["membership"].records()
    return row.role


def test_a_later_delivery_corrects_and_an_older_one_does_not_undo_it(city: City) -> None:
    _delivered(city, EARLY, MEMBER)
    changed = replace(MEMBER, role=Role.AFFILIATE)
    assert _delivered(city, LATE, changed).total == KindCounts(n_changed=1)
    (correction,) = corrections(city.place.store)
    assert correction.reason == f"import of register of {LATE}, memberships row 1"
    assert _delivered(city, MIDDLE, MEMBER).total == KindCounts(n_left_older=1)
    assert _role(city) is Role.AFFILIATE
    assert _delivered(city, MIDDLE, MEMBER, is_forced=True).total == KindCounts(n_changed=1)
    assert _role(city) is Role.CORE


def test_a_delivery_that_came_late_is_older_than_one_that_changed_nothing(city: City) -> None:
    _delivered(city, EARLY, MEMBER)
    _delivered(city, LATE, MEMBER)
    assert _delivered(city, MIDDLE, replace(MEMBER, role=Role.AFFILIATE)).total == KindCounts(n_left_older=1)


def test_what_was_corrected_here_stays_until_the_deliverer_says_something_new(city: City) -> None:
    _delivered(city, EARLY, MEMBER)
    by_hand = replace(MEMBER, role=Role.AFFILIATE)
    city.place.store.write(tables_of([by_hand]), EVENT, recorded_at=NOW, how=WriteHow.RECORD)
    assert _delivered(city, MIDDLE, MEMBER).total == KindCounts(n_corrected_here=1)
    assert _delivered(city, MIDDLE, MEMBER, is_forced=True).total == KindCounts(n_corrected_here=1)
    assert _role(city) is Role.AFFILIATE
    assert _delivered(city, LATE, replace(MEMBER, role=Role.LEADER)).total == KindCounts(n_changed=1)
    assert _delivered(city, LATE, MEMBER).total == KindCounts(n_changed=1)  # it is a correction of before no more


def test_what_is_gone_is_told_by_whoever_delivered_it(city: City) -> None:
    second = replace(MEMBER, membership_id="M2", person_id="P2")
    _delivered(city, EARLY, MEMBER, second)
    assert not _delivered(city, LATE, MEMBER, deliverer="other").gone
    _delivered(city, EARLY, MEMBER)
    told = _delivered(city, LATE, MEMBER).gone["memberships"]
    assert (told.n, told.records, told.n_ended, told.n_removed) == (1, ("memberships M2",), 0, 0)
    assert not _delivered(city, LATE, MEMBER, gone=GoneChoice.KEEP).gone
    assert not _delivered(city, EARLY, MEMBER).gone  # an older delivery does not know


def test_what_is_gone_ends_the_day_before_and_comes_back_when_it_is_brought_again(city: City) -> None:
    late = replace(MEMBER, membership_id="M2", person_id="P2", valid_from=LATE)
    _delivered(city, EARLY, MEMBER, late, make.incident("I1", "2020-10-01"), make.suspect("V1", "P1", "I1"))
    third = replace(MEMBER, membership_id="M3", role=Role.ASSOCIATE)
    summary = _delivered(city, LATE, third, make.incident("I1", "2020-10-01"), gone=GoneChoice.END)
    assert (summary.gone["memberships"].n_ended, set(summary.gone)) == (2, {"memberships"})
    ends = {row.membership_id: row.valid_to for row in city.place.store.read()[1]["membership"].records()}
    assert ends == {"M1": date(2020, 11, 14), "M2": LATE, "M3": None}
    assert {correction.reason for correction in corrections(city.place.store)} == {
        f"import of register of {LATE}, memberships not delivered any more"
    }
    assert not _delivered(city, LATE, third, gone=GoneChoice.END).gone
    assert _delivered(city, LATE, MEMBER, third, late).total == KindCounts(n_changed=2, n_unchanged=1)


def test_what_others_need_is_only_told_and_what_nobody_needs_is_taken_out(city: City) -> None:
    _delivered(city, EARLY, *BASE, MEMBER, make.person("P3"), make.notification("N1", "P2", "2020-10-01"))
    summary = _delivered(
        city, LATE, make.person("P9"), make.notification("N2", "P9", "2020-10-01"), gone=GoneChoice.END
    )
    assert (summary.gone["persons"].n, summary.gone["persons"].n_removed) == (3, 1)
    assert (summary.gone["notifications"].n, summary.gone["notifications"].n_removed) == (1, 0)
    assert list(city.place.store.read()[1]["person"].keys) == ["P1", "P2", "P9"]


def test_of_another_agency_nothing_is_told_or_ended(city: City) -> None:
    _delivered(city, EARLY, MEMBER, by=ADMIN)
    municipality = (CallerRole.ADMIN, Agency.MUNICIPALITY)
    summary = _delivered(city, LATE, make.group("B"), by=municipality, gone=GoneChoice.END)
    assert not summary.gone


def test_an_import_is_taken_back_by_whoever_made_it(city: City) -> None:
    store = city.place.store
    before = held(store)
    _delivered(city, EARLY, MEMBER, make.person("P1", 1999), by=ANALYST)
    other = city.place.context(city.caller(CallerRole.COORDINATOR, Agency.POLICE))
    with pytest.raises(AccessError, match="somebody else's"):
        undo_import(other)
    analyst = city.place.context(city.caller(*ANALYST))
    looked = undo_import(analyst, dry_run=True)
    assert (looked.is_done, looked.deliverer, looked.as_of, held(store) == before) == (False, "register", EARLY, False)
    with pytest.raises(InputError, match="look again at which would be taken back"):
        undo_import(analyst, imported_at=NOW + timedelta(days=1))
    undone = undo_import(analyst, imported_at=looked.imported_at)
    assert (undone.is_done, undone.write) == (True, None)  # an analyst does not see all that may be in it
    assert held(store) == before
    with pytest.raises(InputError, match="no import to take back"):
        undo_import(analyst)


def test_a_delivery_that_was_taken_back_makes_none_older(city: City) -> None:
    _delivered(city, EARLY, MEMBER)
    _delivered(city, LATE, replace(MEMBER, role=Role.AFFILIATE))
    undo_import(city.place.context(city.caller(*ADMIN)))
    assert _delivered(city, MIDDLE, replace(MEMBER, role=Role.LEADER)).total == KindCounts(n_changed=1)


def test_only_an_import_is_taken_back(city: City) -> None:
    city.place.store.write(tables_of([make.person("P1", 1999)]), EVENT, recorded_at=NOW, how=WriteHow.RECORD)
    with pytest.raises(InputError, match="no import to take back"):
        undo_import(city.place.context())


@pytest.mark.parametrize(
    ("deliverer", "gone"), [("two\nlines", "report"), (" x", "report"), ("x" * 201, "keep"), ("", "drop")]
)
def test_a_delivery_that_nobody_can_mean_is_refused(deliverer: str, gone: str) -> None:
    with pytest.raises(InputError):
        delivery_of(deliverer, gone, force=False)
