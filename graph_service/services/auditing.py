"""Auditing: reading the audit trail, checking that nobody changed it, and signing how far it had come."""

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated as A

from graph_service.domain.audit import CHAIN_START, AuditEntry, instant_text, verify
from graph_service.domain.described import Described
from graph_service.errors import ConfigurationError, InputError
from graph_service.ports import GraphStore
from graph_service.services.access import authorise, note_use
from graph_service.services.context import Context

CHUNK = 5_000  # entries read at a time
MIN_KEY_BYTES = 16


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An entry of the trail. Persons stand in `details` by random references, never by id."""

    number: A[int, Described("number of the entry, from 1, without gaps", 17)]
    recorded_at: A[datetime, Described("instant it was written, in UTC", datetime(2020, 12, 3, 8, 15, tzinfo=UTC))]
    action: A[str, Described("what was done or looked at", "priorities")]
    actor: A[str, Described("name of the caller who did it", "analyst 3")]
    purpose: A[str, Described("what for, as the caller says", "weekly review")]
    details: A[
        Mapping[str, str | int],
        Described(
            "what else was noted, by name; `subjects` are random references to persons, and an erased person's "
            "leads nowhere",
            {"snapshot_id": "b52d10ef6aaa4aee", "n_subjects": 1, "subjects": "004a42ff40aef001"},
        ),
    ]
    chain: A[
        str,
        Described(
            "SHA-256 over the chain of the entry before and this entry, in 64 hex digits",
            "5f1c0b7a9d3e48264c8f21d06b7e95a3f0d412c98e6b7a5340c1d2e3f4a5b697",
        ),
    ]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries of the trail, a page at a time."""

    entries: A[tuple[AuditLine, ...], Described("entries in the order of their numbers", None)]
    next_after: A[
        int | None, Described("last number of this page, after which the next begins; null: no entry follows", 17)
    ]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far the trail had come at an instant, signed with a key that is not in the store."""

    number: A[int, Described("number of the last entry then; 0: there was none", 17)]
    chain: A[
        str,
        Described(
            "chain of that entry, in 64 hex digits", "5f1c0b7a9d3e48264c8f21d06b7e95a3f0d412c98e6b7a5340c1d2e3f4a5b697"
        ),
    ]
    made_at: A[datetime, Described("instant it was made, in UTC", datetime(2020, 12, 3, 8, 15, tzinfo=UTC))]
    signature: A[
        str,
        Described(
            "HMAC-SHA-256 of the other three under the key, in 64 hex digits",
            "c2a84e0f5d17b9363f8e70a1d4c6b52998e3f60712ab4cd5e87f13a0b6d9c425",
        ),
    ]


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the trail found."""

    n_entries: A[
        int, Described("entries that were found to follow from one another, from the first on", 8, unit="entries")
    ]
    is_whole: A[bool, Described("whether no fault was found", example=False)]
    first_fault: A[
        int | None, Described("number of the first entry that was changed, removed or put in; null: none was found", 9)
    ]
    checked_to: A[int | None, Described("number of the checkpoint the trail was compared with; null: without one", 12)]
    unprotected_from: A[
        int | None,
        Described(
            "number of the first entry that could have been cut off or made anew, with all that follow, unnoticed; "
            "null: none",
            1,
        ),
    ]
    text: A[str, Described("the same in words", "the trail is not what was written: the first fault is at entry 9")]


def list_audit(context: Context, *, after: int = 0, limit: int = 100) -> AuditPage:
    """Read the trail, a page at a time."""
    authorise(context.caller, "audit_list")
    entries = context.store.audit_trail(after=after, limit=limit + 1)
    page = tuple(_line(entry) for entry in entries[:limit])
    note_use(context, "audit_list", details={"after": after, "n_entries": len(page)})
    return AuditPage(page, page[-1].number if len(entries) > limit else None)


def verify_audit(context: Context, *, checkpoint: Checkpoint | None = None, key: bytes | None = None) -> Verification:
    """Check that the trail is whole, and that it still holds what a checkpoint signed."""
    authorise(context.caller, "audit_verify")
    if checkpoint is not None:
        _check_signature(checkpoint, _key(key))
    number, previous, fault = 0, CHAIN_START, None
    at_checkpoint: str | None = None
    for chunk in _chunks(context.store):
        check = verify(chunk, number=number, previous=previous)
        if checkpoint is not None and chunk[0].number <= checkpoint.number <= chunk[-1].number:
            at_checkpoint = next(entry.chain for entry in chunk if entry.number == checkpoint.number)
        number, previous, fault = check.last_number, check.last_chain, check.broken_at
        if fault is not None:
            break
    if checkpoint is not None and fault is None and at_checkpoint != checkpoint.chain and checkpoint.number:
        fault = min(number + 1, checkpoint.number)
    verification = _verification(number, fault, None if checkpoint is None else checkpoint.number)
    note_use(
        context, "audit_verify", details={"n_entries": number, "is_whole": "yes" if verification.is_whole else "no"}
    )
    return verification


def make_checkpoint(context: Context, *, key: bytes | None) -> Checkpoint:
    """Sign how far the trail has come, this act included."""
    authorise(context.caller, "audit_checkpoint")
    secret = _key(key)
    note_use(context, "audit_checkpoint")
    number, chain = 0, CHAIN_START
    for chunk in _chunks(context.store):
        number, chain = chunk[-1].number, chunk[-1].chain
    made_at = context.clock.now().replace(microsecond=0)
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
        message = f"checkpoints need a secret of at least {MIN_KEY_BYTES} bytes in GRUPPKARTA_AUDIT_KEY"
        raise ConfigurationError(message)
    return key


def _signature(number: int, chain: str, made_at: datetime, key: bytes) -> str:
    return hmac.new(key, f"{number}|{chain}|{instant_text(made_at)}".encode(), sha256).hexdigest()


def _check_signature(checkpoint: Checkpoint, key: bytes) -> None:
    expected = _signature(checkpoint.number, checkpoint.chain, checkpoint.made_at, key)
    if not hmac.compare_digest(expected.encode(), checkpoint.signature.encode()):
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
