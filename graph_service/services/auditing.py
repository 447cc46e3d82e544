"""Auditing: reading the audit trail, checking that nobody changed it, and signing how far it had come."""

import hmac
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from itertools import islice
from types import MappingProxyType
from typing import Annotated as A

from graph_service.analysis.result import plain
from graph_service.domain.audit import CHAIN_START, AuditEntry, instant_text, verify
from graph_service.domain.described import Described
from graph_service.errors import ConfigurationError, DamagedStoreError, InputError
from graph_service.ports import GraphStore
from graph_service.services.access import authorise, note_use
from graph_service.services.context import Context

CHUNK = 5_000  # entries read at a time
MIN_KEY_BYTES = 16


class TrailFault(StrEnum):
    """What was done to a trail."""

    CHANGED = "changed"
    MALFORMED = "malformed"
    CUT_OFF = "cut_off"
    EMPTIED = "emptied"
    MADE_ANEW = "made_anew"


FAULT_TEXTS: Mapping[TrailFault, str] = MappingProxyType(
    {
        TrailFault.CHANGED: "the trail is not what was written: the first fault is at entry {number}",
        TrailFault.MALFORMED: "the trail is not what was written: entry {number} is no entry any more",
        TrailFault.CUT_OFF: "the trail was cut off: entry {number} and all after it are missing",
        TrailFault.EMPTIED: "the trail was emptied: it holds no entry, and the store holds records or tokens",
        TrailFault.MADE_ANEW: "the trail was made anew: entry {number} is not the one that was signed",
    }
)
_LOOK = "compare it with a backup of the file and with the log outside, and find out who could write to the store"


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

    entries: A[tuple[AuditLine, ...], Described("entries in the order that was asked for", None)]
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
            "HMAC-SHA-256 of number, chain and instant under the key, in 64 hex digits",
            "c2a84e0f5d17b9363f8e70a1d4c6b52998e3f60712ab4cd5e87f13a0b6d9c425",
        ),
    ]
    key_id: A[
        str | None,
        Described(
            "names the key without telling it, in 16 hex digits; null: an earlier version made it", "5d17b9363f8e70a1"
        ),
    ] = None


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
    fault: A[
        TrailFault | None,
        Described(
            "changed: the entry does not follow from the one before; malformed: it is no entry any more; cut_off: it "
            "and all after it are missing; emptied: there is none, though there are records or tokens; made_anew: "
            "it is not the one that the checkpoint signed; null: no fault was found",
            TrailFault.CHANGED,
        ),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailQuestion:
    """Which entries are asked for: of a user, about a person, of an action, of some days (in UTC), in which order."""

    user: str | None = None
    person: str | None = None
    action: str | None = None
    since: date | None = None
    until: date | None = None
    newest_first: bool = False


ALL_ENTRIES = TrailQuestion()


def list_audit(
    context: Context, *, after: int = 0, limit: int = 100, question: TrailQuestion = ALL_ENTRIES
) -> AuditPage:
    """Read the trail, a page at a time; the newest first on request, and then `after` a number stand the older ones.

    Of a person, entries that name nobody because they looked at very many are listed too: one may be this person.
    """
    authorise(context.caller, "audit_list")
    reference = None if question.person is None else context.store.subjects().get(question.person)
    asked_by = [name for name in ("user", "person", "action", "since", "until") if getattr(question, name) is not None]
    size = CHUNK if asked_by else limit + 1
    in_order = entries_of(context.store, after, size, newest_first=question.newest_first)
    entries = list(islice(filter(_is_asked_for(question, reference), in_order), limit + 1))
    page = tuple(_line(entry) for entry in entries[:limit])
    details: dict[str, str | int] = {"after": after, "n_entries": len(page)}
    if asked_by:
        details["by"] = " ".join(asked_by)
    subjects = () if question.person is None or reference is None else (question.person,)
    note_use(context, "audit_list", subjects=subjects, details=details)
    return AuditPage(page, page[-1].number if len(entries) > limit else None)


def entries_of(store: GraphStore, after: int, size: int, *, newest_first: bool) -> Iterator[AuditEntry]:
    """Read entries, so many at a time."""
    if not newest_first:
        while entries := store.audit_trail(after=after, limit=size):
            yield from entries
            after = entries[-1].number
        return
    head, _ = store.trail_head()
    last = min(after - 1, head) if after else head
    while last > 0:
        first = max(0, last - size)
        yield from reversed(store.audit_trail(after=first, limit=last - first))
        last = first


def _is_asked_for(question: TrailQuestion, reference: str | None) -> Callable[[AuditEntry], bool]:
    def is_asked_for(entry: AuditEntry) -> bool:
        event, day = entry.event, entry.recorded_at.date()
        if question.person is not None:
            names_nobody = int(event.details.get("n_subjects", 0)) > 0 and "subjects" not in event.details
            if not names_nobody and reference not in str(event.details.get("subjects", "")).split():
                return False
        return (
            question.user in {None, event.actor}
            and question.action in {None, event.action}
            and (question.since is None or day >= question.since)
            and (question.until is None or day <= question.until)
        )

    return is_asked_for


@dataclass(frozen=True, slots=True)
class TrailCheck:
    """How far entries follow from one another, and what is wrong with the next."""

    number: int
    chain: str
    fault: TrailFault | None
    chain_at: str | None  # chain of the entry that was asked for


def check_trail(
    store: GraphStore, *, at: int | None = None, visit: Callable[[AuditEntry], None] = lambda _entry: None
) -> TrailCheck:
    """Read the trail from its first entry on, up to the first that does not follow; tell of each that does."""
    head, _ = store.trail_head()  # before the entries: a trail that grows meanwhile is none that was cut off
    number, chain, chain_at = 0, CHAIN_START, None
    size = CHUNK
    while True:
        try:
            entries = store.audit_trail(after=number, limit=size)
            check = verify(entries, number=number, previous=chain)
        except (DamagedStoreError, InputError):
            if size == 1:
                return TrailCheck(number, chain, TrailFault.MALFORMED, chain_at)
            size //= 2  # up to the entry itself
            continue
        for entry in entries[: check.n_entries]:
            visit(entry)
            chain_at = entry.chain if entry.number == at else chain_at
        number, chain = check.last_number, check.last_chain
        if check.broken_at is not None:
            return TrailCheck(number, chain, TrailFault.CHANGED, chain_at)
        if not entries:
            break
    fault = None if number >= head else TrailFault.CUT_OFF
    if not number and (fault or any(store.counts().values()) or store.tokens()):
        fault = TrailFault.EMPTIED
    return TrailCheck(number, chain, fault, chain_at)


def verify_audit(
    context: Context,
    *,
    checkpoint: Checkpoint | None = None,
    key: bytes | None = None,
    former_keys: Sequence[bytes] = (),
) -> Verification:
    """Check that the trail is whole, and that it still holds what a checkpoint signed with one of the keys."""
    authorise(context.caller, "audit_verify")
    if checkpoint is not None:
        candidates = [*former_keys] if key is None and former_keys else [key, *former_keys]
        _check_signature(checkpoint, [_key(candidate) for candidate in candidates])
    signed = None if checkpoint is None else checkpoint.number
    check = check_trail(context.store, at=signed)
    fault, at = check.fault, check.number + 1
    if checkpoint is not None and signed and fault is None and check.chain_at != checkpoint.chain:
        fault = TrailFault.CUT_OFF if check.chain_at is None else TrailFault.MADE_ANEW
        at = min(at, signed)
    verification = _verification(check.number, fault, at, signed)
    note_use(
        context,
        "audit_verify",
        details={"n_entries": check.number, "is_whole": "yes" if verification.is_whole else "no"},
    )
    return verification


def make_checkpoint(context: Context, *, key: bytes | None) -> Checkpoint:
    """Sign how far the trail has come, this act included; a trail that is not what was written is not signed."""
    authorise(context.caller, "audit_checkpoint")
    secret = _key(key)
    note_use(context, "audit_checkpoint")
    check = check_trail(context.store)
    if check.fault is not None:
        message = f"{FAULT_TEXTS[check.fault].format(number=check.number + 1)}: it is not signed; {_LOOK}"
        raise DamagedStoreError(message)
    made_at = context.clock.now().replace(microsecond=0)
    signature = _signature(check.number, check.chain, made_at, secret)
    return Checkpoint(check.number, check.chain, made_at, signature, key_id(secret))


def trail_lines(context: Context, *, after: int = 0) -> Iterator[str]:
    """Return the entries after a number, one a line as JSON, up to the one of this act."""
    authorise(context.caller, "audit_export")
    note_use(context, "audit_export", details={"after": after})
    until, _ = context.store.trail_head()
    return _lines(context.store, after, until)


def _lines(store: GraphStore, after: int, until: int) -> Iterator[str]:
    while after < until and (entries := store.audit_trail(after=after, limit=min(CHUNK, until - after))):
        yield from (json.dumps(plain(_line(entry)), sort_keys=True, separators=(",", ":")) + "\n" for entry in entries)
        after = entries[-1].number


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


def key_id(key: bytes) -> str:
    """Name a key of checkpoints, so that it is known which of several signed one."""
    return hmac.new(key, b"gruppkarta: names the key of checkpoints", sha256).hexdigest()[:16]


def _check_signature(checkpoint: Checkpoint, keys: Sequence[bytes]) -> None:
    named = [key for key in keys if checkpoint.key_id in {None, key_id(key)}]
    if not named:
        message = (
            f"the checkpoint was signed with the key {checkpoint.key_id}, which is none of those that are set: add it "
            "to GRUPPKARTA_FORMER_AUDIT_KEYS"
        )
        raise InputError(message)
    expected = [_signature(checkpoint.number, checkpoint.chain, checkpoint.made_at, key) for key in named]
    if not any(hmac.compare_digest(text.encode(), checkpoint.signature.encode()) for text in expected):
        message = "the checkpoint was not signed with this key, or was changed; take the one that was put aside"
        raise InputError(message)


def _verification(n_entries: int, fault: TrailFault | None, at: int, checked_to: int | None) -> Verification:
    if fault is not None:
        return Verification(
            n_entries,
            is_whole=False,
            first_fault=at,
            fault=fault,
            checked_to=checked_to,
            unprotected_from=1,
            text=f"{FAULT_TEXTS[fault].format(number=at)}; {_LOOK}",
        )
    first = (checked_to or 0) + 1
    unprotected = first if first <= n_entries else None
    text = f"{n_entries} entries follow from one another"
    if checked_to is not None:
        text += f"; entries up to {checked_to} are those that the checkpoint signed"
    if unprotected is not None:
        text += f"; no checkpoint protects entries from {unprotected} on: they could have been cut off or made anew"
    return Verification(
        n_entries,
        is_whole=True,
        first_fault=None,
        fault=None,
        checked_to=checked_to,
        unprotected_from=unprotected,
        text=text,
    )
