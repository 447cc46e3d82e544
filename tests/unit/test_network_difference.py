"""What came to the network, left it or changed between two days, by small cases."""

import re
from dataclasses import replace
from datetime import date

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.analysis.network import NETWORK, Network
from graph_service.analysis.network_difference import NetworkDifference, network_difference, without_persons
from graph_service.analysis.result import WITHHELD
from graph_service.domain.caller import CallerRole
from graph_service.domain.policy import default_policy
from graph_service.domain.rights import RIGHTS, Agency
from graph_service.domain.tables import tables_of
from graph_service.domain.vocabulary import DataClass
from graph_service.errors import InputError
from graph_service.exports import EXPORT_FORMS, FormName, NetworkFileParameters, network_to_write
from graph_service.services.access import RULES
from tests.api.city import AS_OF, PROTECTED, PROTECTED_LABEL, SEEN, VICTIM, VICTIM_LABEL, city
from tests.api.serving import PAIRS, City, city_in
from tests.asking import compute
from tests.rival import make
from tests.snapshots import snapshot_from
from visualizations.numbering import linked

BEFORE, AFTER = date(2020, 6, 1), date(2020, 12, 3)
PAGE = next(form for form in EXPORT_FORMS if form.name is FormName.PAGE)
ASKERS = [pair for pair in PAIRS if pair[0] in RULES["network"].roles and RULES["network"].needs <= RIGHTS[pair]]
RECORDS = (
    make.source("S"),
    make.group("A", size=(5, 9)),
    make.group("B"),
    make.group("C"),
    *(make.person(one) for one in ("P1", "P2", "P3", "P4", "P5")),
    make.member("M1", "P1", "A", "affiliate", "2019-01-01", "2020-07-31"),
    make.member("M2", "P1", "A", "core", "2020-08-01"),
    make.member("M3", "P2", "A", "core", "2019-01-01"),
    make.member("M4", "P2", "B", "core", "2020-09-01"),
    make.member("M5", "P3", "B", "core", "2019-01-01", "2020-06-30"),
    make.tie("T1", "P1", "P2", 1.0, "2019-01-01"),
    make.tie("T2", "P1", "P2", 2.0, "2020-09-01", kind="kin"),
    make.tie("T3", "P2", "P3", 1.0, "2017-01-01", "2017-07-01"),
    make.tie("T4", "P2", "P4", 1.0, "2020-10-01"),
    make.supervision("U", "P2", "prison", "2020-08-01"),
    make.conflict("K"),
    make.party("Q1", "A", "K", "one"),
    make.party("Q2", "B", "K", "two"),
    make.state("CS1", "K", "active", "2020-01-01"),
    make.state("CS2", "K", "truce", "2020-09-01"),
    make.alliance("L", "A", "C"),
)


def network_on(day: date) -> Network:
    return linked(compute(NETWORK, snapshot_from(RECORDS, day), default_policy()))


@pytest.fixture(scope="module")
def moved() -> NetworkDifference:
    return network_difference(network_on(BEFORE), network_on(AFTER))


def test_persons_come_leave_and_change_their_status(moved: NetworkDifference) -> None:
    assert ([*moved.persons.came], [*moved.persons.left]) == ([("P4",)], [("P3",)])
    assert {key: pair.fields for key, pair in moved.persons.changed.items()} == {("P2",): ("status", "is_supervised")}
    assert (moved.since, moved.as_of) == (BEFORE, AFTER)


def test_a_membership_is_that_of_a_person_in_a_group_whatever_its_records(moved: NetworkDifference) -> None:
    members = moved.memberships
    assert ([*members.came], [*members.left]) == ([("P2", "B")], [("P3", "B")])
    (changed,) = members.changed.values()
    assert (changed.before.role, changed.after.role, changed.fields) == ("affiliate", "core", ("role",))


def test_ties_come_leave_with_their_age_and_gain_kinds(moved: NetworkDifference) -> None:
    assert ([*moved.ties.came], [*moved.ties.left]) == ([("P2", "P4")], [("P2", "P3")])
    assert {key: pair.fields for key, pair in moved.ties.changed.items()} == {("P1", "P2"): ("kinds", "strength")}
    assert moved.ties.n == 3


def test_a_conflict_changes_its_state_and_an_alliance_that_stays_is_no_news(moved: NetworkDifference) -> None:
    (pair,) = moved.conflicts.changed.values()
    assert (pair.before.status, pair.after.status) == ("active", "truce")
    assert moved.alliances.n == 0


def test_a_count_that_is_withheld_on_one_of_the_days_is_not_compared() -> None:
    later = network_on(AFTER)
    (first, *rest) = later.groups
    fewer = replace(later, as_of=BEFORE, groups=(replace(first, n_named=0), *rest))
    (pair,) = network_difference(fewer, later).groups.changed.values()
    assert pair.fields == ("n_named",)
    withheld = replace(fewer, groups=(replace(first, n_named=WITHHELD), *rest))
    assert network_difference(withheld, later).groups.changed == {}


def test_the_one_day_must_be_before_the_other() -> None:
    later = network_on(AFTER)
    with pytest.raises(InputError, match="2020-12-03 is not before 2020-12-03: choose an earlier day"):
        network_difference(later, later)


def test_a_network_without_somebody_has_nothing_that_links_them() -> None:
    network = network_on(AFTER)
    assert without_persons(network, ()) is network
    rest = without_persons(network, {"P2"})
    assert [row.person_id for row in rest.persons] == ["P1", "P4"]
    assert ([*rest.ties], [row.person_id for row in rest.memberships]) == ([], ["P1"])


@pytest.fixture(scope="module")
def populated() -> City:
    return city_in(MemoryStore(), tables_of(city()))


@pytest.mark.parametrize("pair", ASKERS, ids=str)
def test_whoever_is_withheld_is_in_no_difference(populated: City, pair: tuple[CallerRole, Agency]) -> None:
    context = populated.place.context(populated.caller(*pair))
    parameters = NetworkFileParameters(since=date(2015, 1, 1))
    content = network_to_write(context, PAGE, parameters, as_of=AS_OF, details=None)
    text = content.written(PAGE, "the mark", parameters).text
    assert 'id="changes-table"' in text
    assert SEEN[0] in text
    assert not {PROTECTED, PROTECTED_LABEL} & set(re.findall(r"[\w-]+", text))
    if DataClass.VICTIM not in RIGHTS[pair]:
        assert not {VICTIM, VICTIM_LABEL} & set(re.findall(r"[\w-]+", text))


@pytest.mark.parametrize("day", [AS_OF, date(2021, 1, 1)])
def test_a_file_is_not_compared_with_its_own_day_or_a_later_one(populated: City, day: date) -> None:
    context = populated.place.context(populated.caller(*ASKERS[0]))
    with pytest.raises(InputError, match=f"{day} is not before {AS_OF}"):
        network_to_write(context, PAGE, NetworkFileParameters(since=day), as_of=AS_OF, details=None)


def test_a_form_that_shows_no_changes_is_refused(populated: City) -> None:
    context = populated.place.context(populated.caller(*ASKERS[0]))
    graphml = next(form for form in EXPORT_FORMS if form.name is FormName.GRAPHML)
    with pytest.raises(InputError, match=r"a \.graphml file does not show what changed since 2020-06-01: write \.svg"):
        network_to_write(context, graphml, NetworkFileParameters(since=BEFORE), as_of=AS_OF, details=None)
