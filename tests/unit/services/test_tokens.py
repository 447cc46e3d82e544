"""Tokens: known by their hash alone, for a time, until they are revoked."""

from dataclasses import replace

import pytest

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.errors import AccessError, AuthenticationError, InputError, NotFoundError, PurposeMissingError
from graph_service.services.tokens import (
    acting,
    authenticate,
    create_token,
    first_token,
    list_tokens,
    revoke_token,
)
from tests.api.serving import ADMIN, City, city_in_memory


@pytest.fixture
def city() -> City:
    return city_in_memory()


def test_a_token_is_known_by_its_hash_and_stored_nowhere(city: City) -> None:
    made = create_token(city.place.context(city.caller(*ADMIN)), name=" analyst 9 ", agency="police", role="analyst")
    stored = {one.token_id: one for one in city.place.store.tokens()}[made.info.token_id]
    assert len(made.token) >= 43
    assert made.token not in str(city.place.store.tokens())
    assert made.token not in str(city.place.store.audit_trail())
    assert len(stored.token_hash) == 64
    caller = authenticate(city.place, made.token)
    assert (caller.name, caller.agency, caller.role, caller.purpose) == ("analyst 9", "police", CallerRole.ANALYST, "")


def test_two_tokens_are_never_the_same(city: City) -> None:
    first, second = (
        create_token(city.place.context(city.caller(*ADMIN)), name=name, agency="police", role="analyst")
        for name in ("x", "y")
    )
    assert first.token != second.token
    assert first.info.token_id != second.info.token_id


def test_a_token_ends_after_its_days(city: City) -> None:
    made = create_token(city.place.context(city.caller(*ADMIN)), name="x", agency="police", role="analyst", days=2)
    city.clock.later(days=2, seconds=-1)
    assert authenticate(city.place, made.token).name == "x"
    city.clock.later(seconds=1)
    with pytest.raises(AuthenticationError, match="unknown, revoked or expired"):
        authenticate(city.place, made.token)


def test_a_revoked_token_is_listed_and_opens_nothing(city: City) -> None:
    admin = city.caller(*ADMIN)
    made = create_token(city.place.context(admin), name="x", agency="police", role="analyst")
    city.clock.later(hours=1)
    revoked = revoke_token(city.place.context(admin), made.info.token_id)
    assert revoked == replace(made.info, revoked_at=city.clock.now(), is_valid=False)
    city.clock.later(hours=1)
    assert revoke_token(city.place.context(admin), made.info.token_id) == revoked
    assert revoked in list_tokens(city.place.context(admin))
    with pytest.raises(AuthenticationError):
        authenticate(city.place, made.token)


def test_the_last_administrator_stays(city: City) -> None:
    admin = city.caller(*ADMIN)
    of_admins = [one.token_id for one in list_tokens(city.place.context(admin)) if one.role == "admin"]
    assert len(of_admins) == 2
    for token_id in of_admins[:-1]:
        revoke_token(city.place.context(admin), token_id)
    with pytest.raises(InputError, match="last valid one of an administrator"):
        revoke_token(city.place.context(admin), of_admins[-1])


def test_a_token_that_is_not_there_cannot_be_revoked(city: City) -> None:
    with pytest.raises(NotFoundError, match="no token 'abc'"):
        revoke_token(city.place.context(city.caller(*ADMIN)), "abc")


def test_the_first_token_is_made_once_unless_its_owner_wants_another(city: City) -> None:
    assert first_token(city.place) is None
    made = first_token(city.place, anew=True)
    assert authenticate(city.place, made.token).role is CallerRole.ADMIN


def test_a_store_whose_administrators_have_all_expired_gets_a_first_one_again(city: City) -> None:
    city.clock.later(days=90)
    made = first_token(city.place, name="new admin", agency="municipality")
    assert made is not None
    assert (made.info.name, made.info.agency, made.info.role) == ("new admin", "municipality", "admin")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"role": "king"}, "no 'king' of 'police'"),
        ({"agency": "army"}, "no 'analyst' of 'army'"),
        ({"days": 0}, "1 to 365 days, not 0"),
        ({"days": 366}, "1 to 365 days, not 366"),
        ({"name": " "}, "who gets the token"),
        ({"name": "a\nb"}, "who gets the token"),
        ({"name": "x" * 101}, "who gets the token"),
    ],
)
def test_a_token_that_would_mean_nothing_is_not_made(city: City, wrong: dict[str, object], told: str) -> None:
    wanted = {"name": "x", "agency": "police", "role": "analyst", "days": 90, **wrong}
    n_before = len(city.place.store.tokens())
    with pytest.raises(InputError, match=told):
        create_token(city.place.context(city.caller(*ADMIN)), **wanted)  # type: ignore[arg-type]  # as the case names them
    assert len(city.place.store.tokens()) == n_before


def test_a_caller_says_what_for(city: City) -> None:
    known = authenticate(city.place, city.tokens[ADMIN])
    assert acting(known, purpose=" weekly review ").purpose == "weekly review"
    with pytest.raises(PurposeMissingError):
        acting(known, purpose="")


def test_protected_content_is_asked_for_by_who_may_see_it(city: City) -> None:
    assert city.caller(*ADMIN, shows_protected=True).shows_protected
    with pytest.raises(AccessError, match="may not see protected content"):
        city.caller(CallerRole.ANALYST, Agency.POLICE, shows_protected=True)


def test_every_act_on_tokens_is_written_down(city: City) -> None:
    admin, before = city.caller(*ADMIN), len(city.place.store.audit_trail())
    made = create_token(city.place.context(admin), name="x", agency="police", role="analyst")
    list_tokens(city.place.context(admin))
    revoke_token(city.place.context(admin), made.info.token_id)
    entries = city.place.store.audit_trail(after=before)
    assert [entry.event.action for entry in entries] == ["token_create", "token_list", "token_revoke"]
    assert entries[0].event.details["token_id"] == entries[2].event.details["token_id"] == made.info.token_id
