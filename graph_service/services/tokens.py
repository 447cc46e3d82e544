"""Tokens: who may work on a store. Only their hashes are stored; they expire, and can be revoked."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Annotated as A
from typing import Literal, overload
from unicodedata import normalize

from graph_service.domain.caller import Caller, CallerRole
from graph_service.domain.described import Described
from graph_service.domain.rights import RIGHTS, Agency, rights_of
from graph_service.domain.store_content import StoredToken
from graph_service.domain.vocabulary import DataClass
from graph_service.errors import AccessError, AuthenticationError, InputError, NotFoundError
from graph_service.services.access import authorise, check_purpose, event_of, may_give, note_use
from graph_service.services.context import Context, OpenStore

TOKEN_DAYS = 90
MAX_TOKEN_DAYS = 365
SECRET_BYTES = 32
ID_BYTES = 6
PREFIX = "gk_"
MAX_NAME = 100
FIRST_NAME = "admin"
FIRST_ADMIN = Caller("store init", Agency.POLICE.value, CallerRole.ADMIN, "first token of a store")


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """A token in the list of tokens: everything but what it is known by."""

    token_id: A[str, Described("id of the token, never the token itself", "9fd461153c9f")]
    name: A[str, Described("who holds it; the audit trail names them by it", "analyst 3")]
    agency: A[str, Described("agency of the holder: police, municipality or probation_service", "police")]
    role: A[
        str,
        Described(
            "role of the holder: analyst, coordinator, probation, exit_worker, admin, auditor or service", "analyst"
        ),
    ]
    created_at: A[datetime, Described("instant it was made, in UTC", datetime(2020, 12, 3, 8, 15, tzinfo=UTC))]
    expires_at: A[
        datetime,
        Described("instant from which on it is no longer valid, in UTC", datetime(2021, 3, 3, 8, 15, tzinfo=UTC)),
    ]
    revoked_at: A[
        datetime | None,
        Described("instant it was revoked, in UTC; null: it was not", datetime(2021, 1, 15, 8, 15, tzinfo=UTC)),
    ]
    is_valid: A[bool, Described("whether it is valid now: not revoked and not expired", example=False)]


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made."""

    token: A[str, Described("the token itself, shown this once and stored nowhere", "gk_…")]
    info: A[TokenInfo, Described("everything else about it", None)]


def create_token(context: Context, *, name: str, agency: str, role: str, days: int = TOKEN_DAYS) -> NewToken:
    """Make a token for somebody of the own agency, with a role no higher than the own."""
    authorise(context.caller, "token_create")
    _check_pair(role, agency)
    if not (context.caller.is_local or may_give(context.caller, CallerRole(role), agency)):
        message = (
            f"an administrator of {context.caller.agency} makes tokens of the own agency alone, none above the own; "
            f"the first administrator of {agency} comes from `store init --agency {agency}`"
        )
        raise AccessError(message)
    return _create(context, name=name, agency=agency, role=role, days=days)


@overload
def first_token(opened: OpenStore, *, name: str = ..., agency: str = ..., anew: Literal[True]) -> NewToken: ...


@overload
def first_token(opened: OpenStore, *, name: str = ..., agency: str = ...) -> NewToken | None: ...


def first_token(
    opened: OpenStore, *, name: str = FIRST_NAME, agency: str = Agency.POLICE.value, anew: bool = False
) -> NewToken | None:
    """Make the first token of an agency, of an administrator: for whoever may make the store.

    Where the usual name is taken, the next that is free is given.
    """
    now = opened.clock.now()
    tokens = opened.store.tokens()
    if not anew and any(_is_valid(token, now) for token in tokens if _is_admin(token, agency)):
        return None
    if name == FIRST_NAME:
        names = (FIRST_NAME if number == 1 else f"{FIRST_NAME} {number}" for number in count(1))
        name = next(name for name in names if not _is_taken(name, tokens))
    _check_pair(CallerRole.ADMIN.value, agency)
    return _create(opened.context(FIRST_ADMIN), name=name, agency=agency, role=CallerRole.ADMIN.value, days=TOKEN_DAYS)


def take_back_first(opened: OpenStore, token_id: str) -> None:
    """End a first token that nobody has seen, so that another can be made."""
    now = opened.clock.now()
    stored_token = next(token for token in opened.store.tokens() if token.token_id == token_id)
    event = event_of(FIRST_ADMIN, "token_revoke", details={"token_id": token_id})
    opened.store.write_token(replace(stored_token, revoked_at=now), event, recorded_at=now)


def renew_token(context: Context, token_id: str, *, days: int = TOKEN_DAYS) -> NewToken:
    """Make another token for the holder of one of the own agency, and then end that one.

    Whatever fails between the two leaves the holder with a token that is valid.
    """
    authorise(context.caller, "token_renew")
    stored_token = _own_by_id(context, token_id)
    renewed = _create(
        context,
        name=stored_token.name,
        agency=stored_token.agency,
        role=stored_token.role,
        days=days,
        in_place_of=stored_token,
    )
    revoke_token(context, token_id)
    return renewed


def list_tokens(context: Context) -> tuple[TokenInfo, ...]:
    """List the tokens of the own agency, those that are no longer valid included."""
    authorise(context.caller, "token_list")
    infos = _infos(_own(context), context.clock.now())
    note_use(context, "token_list", details={"n_tokens": len(infos)})
    return infos


def revoke_token(context: Context, token_id: str) -> TokenInfo:
    """End a token of the own agency now; one that has ended stays as it is, and one of others is not there."""
    authorise(context.caller, "token_revoke")
    now = context.clock.now()
    stored_token = _own_by_id(context, token_id)
    admins = [stored for stored in _own(context) if _is_admin(stored, stored_token.agency) and _is_valid(stored, now)]
    if admins == [stored_token]:
        message = (
            f"token {token_id} is the last valid one of an administrator of the agency; make another before you "
            "revoke it"
        )
        raise InputError(message)
    if stored_token.revoked_at is None:
        stored_token = replace(stored_token, revoked_at=now)
    event = event_of(context.caller, "token_revoke", details={"token_id": token_id})
    context.store.write_token(stored_token, event, recorded_at=now)
    return _info(stored_token, now)


def authenticate(opened: OpenStore, secret: str) -> Caller:
    """Return the caller who holds a token; they have no purpose yet."""
    digest, now = _hash_of(secret), opened.clock.now()
    token = next(
        (stored for stored in opened.store.tokens() if secrets.compare_digest(stored.token_hash, digest)), None
    )
    if token is None or not _is_valid(token, now):
        message = "the token is unknown, revoked or expired; ask an administrator for another"
        raise AuthenticationError(message)
    return Caller(token.name, token.agency, CallerRole(token.role), "", token_id=token.token_id)


def caller_of_token(opened: OpenStore, token_id: str) -> Caller:
    """Return the caller who holds a token, by its id: for whoever signed in with it, as long as it is valid."""
    now = opened.clock.now()
    for token in opened.store.tokens():
        if token.token_id == token_id and _is_valid(token, now):
            return Caller(token.name, token.agency, CallerRole(token.role), "", token_id=token.token_id)
    message = "the token is unknown, revoked or expired; ask an administrator for another"
    raise AuthenticationError(message)


def acting(caller: Caller, *, purpose: str, shows_protected: bool = False) -> Caller:
    """Return a caller with what they say it is for."""
    check_purpose(purpose)
    acting_caller = replace(caller, purpose=purpose.strip(), shows_protected=shows_protected)
    if shows_protected and DataClass.PROTECTED not in rights_of(acting_caller):
        message = f"a caller who is {caller.role.value} of {caller.agency} may not see protected content"
        raise AccessError(message, attempt="show_protected")
    return acting_caller


def _check_pair(role: str, agency: str) -> None:
    if (role, agency) not in {(a_role.value, an_agency.value) for a_role, an_agency in RIGHTS}:
        pairs = ", ".join(f"{a_role.value} of {an_agency.value}" for a_role, an_agency in RIGHTS)
        message = f"there is no {role!r} of {agency!r}; tokens are for {pairs}"
        raise InputError(message)


def _create(
    context: Context, *, name: str, agency: str, role: str, days: int, in_place_of: StoredToken | None = None
) -> NewToken:
    if not 1 <= days <= MAX_TOKEN_DAYS:
        message = f"a token is valid for 1 to {MAX_TOKEN_DAYS} days, not {days}"
        raise InputError(message)
    if not name.strip() or len(name) > MAX_NAME or not name.isprintable():
        message = f"say in one line of at most {MAX_NAME} characters who gets the token"
        raise InputError(message)
    now = context.clock.now().replace(microsecond=0)
    # The same holder may get another token under the name once the earlier one has ended.
    holders = (
        token
        for token in context.store.tokens()
        if token != in_place_of
        if _is_valid(token, now) or (token.agency, token.role) != (agency, role)
    )
    if _is_taken(name, holders):
        message = (
            f"the name {name.strip()!r} is taken, and the audit trail names one holder by it: give another name, or "
            "revoke the token of the same agency and role that has it"
        )
        raise InputError(message)
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    stored = StoredToken(
        token_id=secrets.token_hex(ID_BYTES),
        token_hash=_hash_of(secret),
        name=name.strip(),
        agency=agency,
        role=role,
        created_at=now,
        expires_at=now + timedelta(days=days),
        revoked_at=None,
    )
    details: dict[str, str | int] = {
        "token_id": stored.token_id,
        "for_role": role,
        "for_agency": agency,
        "days": days,
    }
    if in_place_of is not None:
        details["in_place_of"] = in_place_of.token_id
    context.store.write_token(stored, event_of(context.caller, "token_create", details=details), recorded_at=now)
    return NewToken(secret, _info(stored, now))


def _own_by_id(context: Context, token_id: str) -> StoredToken:
    for token in _own(context):
        if token.token_id == token_id:
            return token
    message = f"there is no token {token_id!r}; `token list` shows their ids"
    raise NotFoundError(message)


def _own(context: Context) -> list[StoredToken]:
    """Tokens of the agency of the caller; all of them for the user of a case in memory."""
    caller = context.caller
    return [token for token in context.store.tokens() if caller.is_local or token.agency == caller.agency]


def _is_admin(token: StoredToken, agency: str) -> bool:
    return (token.role, token.agency) == (CallerRole.ADMIN.value, agency)


def _is_taken(name: str, tokens: Iterable[StoredToken]) -> bool:
    """Whether a token has a name that reads the same."""
    folded = _folded(name)
    return any(_folded(token.name) == folded for token in tokens)


def _folded(name: str) -> str:
    return " ".join(normalize("NFKC", name).casefold().split())


def _hash_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _is_valid(token: StoredToken, now: datetime) -> bool:
    return token.revoked_at is None and now < token.expires_at


def _info(token: StoredToken, now: datetime) -> TokenInfo:
    return TokenInfo(
        token_id=token.token_id,
        name=token.name,
        agency=token.agency,
        role=token.role,
        created_at=token.created_at,
        expires_at=token.expires_at,
        revoked_at=token.revoked_at,
        is_valid=_is_valid(token, now),
    )


def _infos(tokens: Iterable[StoredToken], now: datetime) -> tuple[TokenInfo, ...]:
    return tuple(_info(token, now) for token in sorted(tokens, key=lambda token: (token.created_at, token.token_id)))
