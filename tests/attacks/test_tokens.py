"""What an attacker wants with tokens: rights of another agency, another name, another's end."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.adapters.sqlite import SQLiteStore
from graph_service.domain.caller import Caller, CallerRole
from graph_service.domain.rights import RIGHTS, Agency
from graph_service.errors import AccessError, GruppkartaError, InputError, NotFoundError
from graph_service.services.access import may_give
from graph_service.services.context import Context
from graph_service.services.tokens import (
    acting,
    authenticate,
    create_token,
    first_token,
    list_tokens,
    renew_token,
    revoke_token,
)
from tests.api.serving import City, FixedClock, city_in, city_in_memory, open_store_of

ADMINS = [(CallerRole.ADMIN, agency) for agency in Agency]


@pytest.fixture(scope="module", params=["memory", "sqlite"])
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    store = MemoryStore() if request.param == "memory" else SQLiteStore(Path(tmp_path_factory.mktemp("store"), "x.db"))
    yield city_in(store)
    store.close()


def _context(city: City, agency: Agency, role: CallerRole = CallerRole.ADMIN) -> Context:
    return city.place.context(city.caller(role, agency))


@pytest.mark.parametrize("agency", Agency)
@pytest.mark.parametrize("pair", RIGHTS)
def test_a_token_of_another_agency(city: City, agency: Agency, pair: tuple[CallerRole, Agency]) -> None:
    role, other = pair
    tokens = city.place.store.tokens()
    context = _context(city, agency)
    if other is agency:
        made = create_token(context, name=f"{role} {len(tokens)}", agency=other.value, role=role.value)
        assert made.info in list_tokens(context)
        return
    with pytest.raises(AccessError, match="of the own agency alone"):
        create_token(context, name="mole", agency=other.value, role=role.value)
    assert city.place.store.tokens() == tokens


@pytest.mark.parametrize("pair", [pair for pair in RIGHTS if pair[0] is not CallerRole.ADMIN])
def test_any_token_at_all_without_being_an_administrator(city: City, pair: tuple[CallerRole, Agency]) -> None:
    context = _context(city, pair[1], pair[0])
    for attempt in (
        lambda: create_token(context, name="mole", agency=pair[1].value, role=pair[0].value),
        lambda: list_tokens(context),
        lambda: revoke_token(context, "9fd461153c9f"),
    ):
        with pytest.raises(AccessError):
            attempt()


@pytest.mark.parametrize("pair", RIGHTS)
def test_a_role_higher_than_the_own(pair: tuple[CallerRole, Agency]) -> None:
    caller = Caller("somebody", pair[1].value, pair[0], "weekly review")
    for role, agency in RIGHTS:
        if may_give(caller, role, agency.value):
            assert agency is pair[1]
            assert RIGHTS[role, agency] <= RIGHTS[pair]
            assert role is not CallerRole.ADMIN or pair[0] is CallerRole.ADMIN


@pytest.mark.parametrize(("own", "other"), [(a, b) for a in Agency for b in Agency if a is not b])
def test_the_end_of_another_agencys_token_and_whether_it_is_there(city: City, own: Agency, other: Agency) -> None:
    context = _context(city, own)
    stored = [token for token in city.place.store.tokens() if token.agency == other.value]
    with pytest.raises(NotFoundError) as not_there:
        revoke_token(context, "0" * 12)
    for token in stored:
        with pytest.raises(NotFoundError) as theirs:
            revoke_token(context, token.token_id)
        assert str(theirs.value).replace(token.token_id, "0" * 12) == str(not_there.value)
    assert [token for token in city.place.store.tokens() if token.agency == other.value] == stored
    assert {info.agency for info in list_tokens(context)} == {own.value}


@pytest.mark.parametrize("agency", Agency)
def test_an_agency_without_an_administrator(agency: Agency) -> None:
    city = city_in_memory()
    context = _context(city, agency)
    valid = [info for info in list_tokens(context) if info.role == "admin" and info.is_valid]
    refused = 0
    for info in valid:
        try:
            revoke_token(context, info.token_id)
        except InputError:
            refused += 1
    assert refused == 1
    assert len([info for info in list_tokens(context) if info.role == "admin" and info.is_valid]) == 1


@pytest.mark.parametrize(
    "name",
    [
        "analyst of police",
        "Analyst  of POLICE",
        " analyst of police ",
        "\uff41nalyst of police",
        "analyst\u00a0of police",
    ],
)
@pytest.mark.parametrize("agency", Agency)
def test_the_name_of_somebody_else(city: City, agency: Agency, name: str) -> None:
    tokens = city.place.store.tokens()
    with pytest.raises(InputError):
        create_token(_context(city, agency), name=name, agency=agency.value, role="auditor")
    assert city.place.store.tokens() == tokens


def test_the_name_of_somebody_whose_token_has_ended(city: City) -> None:
    first = create_token(_context(city, Agency.POLICE), name="officer 7", agency="police", role="analyst")
    with pytest.raises(InputError, match="is taken"):
        create_token(_context(city, Agency.POLICE), name="officer 7", agency="police", role="analyst")
    revoke_token(_context(city, Agency.POLICE), first.info.token_id)
    for agency, role in (("municipality", "analyst"), ("police", "coordinator")):
        with pytest.raises(InputError, match="is taken"):
            create_token(_context(city, Agency(agency)), name="officer 7", agency=agency, role=role)
    again = create_token(_context(city, Agency.POLICE), name="officer 7", agency="police", role="analyst")
    assert again.info.token_id != first.info.token_id


def test_to_act_without_being_told_from_a_namesake(city: City) -> None:
    context = _context(city, Agency.POLICE)
    list_tokens(context)
    event = city.place.store.audit_trail()[-1].event
    own = next(token for token in city.place.store.tokens() if token.token_id == event.details["by_token"])
    assert (own.name, own.agency) == (event.actor, "police")


@pytest.mark.parametrize("agency", Agency)
def test_to_be_the_first_where_there_is_one(city: City, agency: Agency) -> None:
    assert first_token(city.place, agency=agency.value) is None


def test_to_be_the_first_of_an_agency_that_is_none(city: City) -> None:
    with pytest.raises(GruppkartaError, match="no 'admin' of 'army'"):
        first_token(city.place, agency="army")


# With the guard switched off, the harm is done.


def test_without_the_guard_a_token_of_another_agency_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph_service.services.tokens.may_give", lambda *_: True)
    city = city_in_memory()
    made = create_token(_context(city, Agency.MUNICIPALITY), name="mole", agency="police", role="admin")
    assert authenticate(city.place, made.token).agency == "police"


def test_without_the_guard_anothers_token_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph_service.services.tokens._own", lambda context: context.store.tokens())
    city = city_in_memory()
    theirs = next(token for token in city.place.store.tokens() if (token.agency, token.role) == ("police", "analyst"))
    assert not revoke_token(_context(city, Agency.MUNICIPALITY), theirs.token_id).is_valid


def test_without_the_guard_two_have_one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph_service.services.tokens._is_taken", lambda *_: False)
    city = city_in_memory()
    create_token(_context(city, Agency.MUNICIPALITY), name="analyst of police", agency="municipality", role="analyst")
    assert [token.name for token in city.place.store.tokens()].count("analyst of police") == 2


def test_a_token_that_was_copied_is_worth_nothing_once_its_holder_got_another(city: City) -> None:
    context = _context(city, Agency.POLICE)
    copied = create_token(context, name="rotating", agency="police", role="analyst")
    renewed = renew_token(context, copied.info.token_id)
    with pytest.raises(AccessError, match="unknown, revoked or expired"):
        authenticate(city.place, copied.token)
    caller = authenticate(city.place, renewed.token)
    assert (caller.name, caller.role, caller.agency) == ("rotating", CallerRole.ANALYST, "police")
    events = [entry.event for entry in city.place.store.audit_trail()][-2:]
    assert [event.action for event in events] == ["token_create", "token_revoke"]
    assert events[0].details["in_place_of"] == events[1].details["token_id"] == copied.info.token_id


def test_another_token_in_the_place_of_one_of_another_agency(city: City) -> None:
    theirs = create_token(_context(city, Agency.MUNICIPALITY), name="theirs", agency="municipality", role="analyst")
    before = city.place.store.tokens()
    with pytest.raises(NotFoundError):
        renew_token(_context(city, Agency.POLICE), theirs.info.token_id)
    with pytest.raises(AccessError):
        renew_token(_context(city, Agency.POLICE, CallerRole.ANALYST), theirs.info.token_id)
    assert city.place.store.tokens() == before


def test_the_last_administrator_may_get_another_token() -> None:
    with closing(MemoryStore()) as store:
        store.initialise()
        opened = open_store_of(store, FixedClock())
        first = first_token(opened, anew=True)
        admin = acting(authenticate(opened, first.token), purpose="rotation")
        renewed = renew_token(opened.context(admin), first.info.token_id)
        assert authenticate(opened, renewed.token).name == first.info.name
        assert [token.is_valid for token in list_tokens(opened.context(admin))].count(True) == 1
