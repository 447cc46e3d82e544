"""Auditing: reading the audit trail, checking that nobody changed it, and signing how far it had come."""

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from graph_service.domain.audit import CHAIN_START, AuditEntry, instant_text, verify
from graph_service.domain.caller import Caller
from graph_service.errors import ConfigurationError, InputError
from graph_service.ports import GraphStore
from graph_service.services.access import authorise, note_use
from graph_service.services.workplace import Workplace

CHUNK = 5_000  # entries read at a time
MIN_KEY_BYTES = 16


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An entry of the trail. Persons stand in `details` by random references, never by id."""

    number: int
    recorded_at: datetime
    action: str
    actor: str
    purpose: str
    details: Mapping[str, str | int]
    chain: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries in order; `next_after` is the last number of this page, None on the last one."""

    entries: tuple[AuditLine, ...]
    next_after: int | None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far the trail had come at an instant, signed with a key that is not in the store."""

    number: int
    chain: str
    made_at: datetime
    signature: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the trail found.

    `first_fault` is the number of the first entry that was changed, removed or put in. Entries from
    `unprotected_from` on could have been cut off, or made anew with all that follow, unnoticed.
    """

    n_entries: int
    is_whole: bool
    first_fault: int | None
    checked_to: int | None  # number of the checkpoint, None without one
    unprotected_from: int | None
    text: str


def list_audit(place: Workplace, caller: Caller, *, after: int = 0, limit: int = 100) -> AuditPage:
    """Read the trail, a page at a time.

    Parameters
    ----------
    place : Workplace
        The store opened for work.
    caller : Caller
        Who asks.
    after : int
        Only entries with a larger number.
    limit : int
        At most so many.

    Returns
    -------
    AuditPage
        Entries in order.
    """
    authorise(caller, "audit_list")
    found = place.store.audit_trail(after=after, limit=limit + 1)
    page = tuple(_line(entry) for entry in found[:limit])
    note_use(place, caller, "audit_list", details={"after": after, "n_entries": len(page)})
    return AuditPage(page, page[-1].number if len(found) > limit else None)


def verify_audit(
    place: Workplace, caller: Caller, *, checkpoint: Checkpoint | None = None, key: bytes | None = None
) -> Verification:
    """Check that the trail is whole, and that it still holds what a checkpoint signed.

    Parameters
    ----------
    place : Workplace
        The store opened for work.
    caller : Caller
        Who asks.
    checkpoint : Checkpoint | None
        One that was kept outside the store.
    key : bytes | None
        The key that signed it.

    Returns
    -------
    Verification
        What was found, and which tail is not protected.

    Raises
    ------
    InputError
        If the checkpoint was not signed with the key.
    ConfigurationError
        If there is no key to check a checkpoint with.
    """
    authorise(caller, "audit_verify")
    if checkpoint is not None:
        _check_signature(checkpoint, _key(key))
    number, previous, fault = 0, CHAIN_START, None
    at_checkpoint: str | None = None
    for chunk in _chunks(place.store):
        check = verify(chunk, number=number, previous=previous)
        if checkpoint is not None and chunk[0].number <= checkpoint.number <= chunk[-1].number:
            at_checkpoint = next(entry.chain for entry in chunk if entry.number == checkpoint.number)
        number, previous, fault = check.last_number, check.last_chain, check.broken_at
        if fault is not None:
            break
    if checkpoint is not None and fault is None and at_checkpoint != checkpoint.chain and checkpoint.number:
        fault = min(number + 1, checkpoint.number)
    found = _verification(number, fault, None if checkpoint is None else checkpoint.number)
    note_use(
        place, caller, "audit_verify", details={"n_entries": number, "is_whole": "yes" if found.is_whole else "no"}
    )
    return found


def make_checkpoint(place: Workplace, caller: Caller, *, key: bytes | None) -> Checkpoint:
    """Sign how far the trail has come, this act included.

    Parameters
    ----------
    place : Workplace
        The store opened for work.
    caller : Caller
        Who asks.
    key : bytes | None
        A secret that is not in the store.

    Returns
    -------
    Checkpoint
        To be kept where nobody who can change the store can change it.

    Raises
    ------
    ConfigurationError
        If there is no key.
    """
    authorise(caller, "audit_checkpoint")
    secret = _key(key)
    note_use(place, caller, "audit_checkpoint")
    number, chain = 0, CHAIN_START
    for chunk in _chunks(place.store):
        number, chain = chunk[-1].number, chunk[-1].chain
    made_at = place.clock.now().replace(microsecond=0)
    return Checkpoint(number, chain, made_at, _signature(number, chain, made_at, secret))


def _chunks(store: GraphStore) -> Iterator[list[AuditEntry]]:
    after = 0
    while chunk := store.audit_trail(after=after, limit=CHUNK):
        yield chunk
        after += len(chunk)


def _line(entry: AuditEntry) -> AuditLine:
    event = entry.event
    return AuditLine(
        entry.number, entry.recorded_at, event.action, event.actor, event.purpose, dict(event.details), entry.chain
    )


def _key(key: bytes | None) -> bytes:
    if key is None or len(key) < MIN_KEY_BYTES:
        message = f"checkpoints need a secret of at least {MIN_KEY_BYTES} bytes in the setting audit_key"
        raise ConfigurationError(message)
    return key


def _signature(number: int, chain: str, made_at: datetime, key: bytes) -> str:
    return hmac.new(key, f"{number}|{chain}|{instant_text(made_at)}".encode(), sha256).hexdigest()


def _check_signature(checkpoint: Checkpoint, key: bytes) -> None:
    own = _signature(checkpoint.number, checkpoint.chain, checkpoint.made_at, key)
    if not hmac.compare_digest(own.encode(), checkpoint.signature.encode()):
        message = "the checkpoint was not signed with this key, or was changed; take the one that was put aside"
        raise InputError(message)


def _verification(n_entries: int, fault: int | None, checked_to: int | None) -> Verification:
    if fault is not None:
        text = f"the trail is not what was written: the first fault is at entry {fault}"
        return Verification(
            n_entries, is_whole=False, first_fault=fault, checked_to=checked_to, unprotected_from=1, text=text
        )
    first = (checked_to or 0) + 1
    unprotected = first if first <= n_entries else None
    text = f"{n_entries} entries follow from one another"
    if checked_to is not None:
        text += f"; entries up to {checked_to} are those that the checkpoint signed"
    if unprotected is not None:
        text += f"; no checkpoint protects entries from {unprotected} on: they could have been cut off or made anew"
    return Verification(
        n_entries, is_whole=True, first_fault=None, checked_to=checked_to, unprotected_from=unprotected, text=text
    )
