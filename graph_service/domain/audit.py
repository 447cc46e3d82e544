"""The audit trail: what an entry is, how entries are chained, and how a chain is checked.

Each entry's `chain` is a SHA-256 over the chain of the entry before and the entry itself, so a
changed, removed or inserted entry breaks every later one. A trail cut off at its end still verifies:
only a number and chain kept elsewhere show that.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from graph_service.errors import DamagedStoreError, InputError

CHAIN_START = "0" * 64  # stands for the chain before the first entry


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """What is written to the audit trail with a change or a look: never a name, never content.

    `subjects` are ids of the persons it concerns; the trail names them by random references, which
    erasure forgets, and holds no id itself.
    """

    action: str
    actor: str
    purpose: str
    details: Mapping[str, str | int]
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An audit event as stored: numbered from 1, dated, and chained to the one before."""

    number: int
    recorded_at: datetime
    event: AuditEvent
    chain: str


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """What checking a trail found: up to which number it holds, the chain there, and where it breaks."""

    n_entries: int
    last_number: int
    last_chain: str
    broken_at: int | None

    @property
    def holds(self) -> bool:
        """Whether every entry follows from the one before."""
        return self.broken_at is None


def next_entry(event: AuditEvent, recorded_at: datetime, *, number: int, previous: str) -> AuditEntry:
    """Chain an event to the entry before it (`CHAIN_START` before the first); an instant needs its time zone."""
    if recorded_at.tzinfo is None:
        message = f"audit event {event.action}: the instant needs a time zone, give it in UTC"
        raise InputError(message)
    instant = recorded_at.astimezone(UTC)
    return AuditEntry(number, instant, event, _chain(previous, number, instant, event))


def entry_of(fields: Mapping[str, object]) -> AuditEntry:
    """Build an entry from what a store holds of it; what no write can have left is a `DamagedStoreError`."""
    number = fields["number"]
    try:
        details = _details(json.loads(_text(fields["details"])))
        action, actor, purpose, chain = (_text(fields[name]) for name in ("action", "actor", "purpose", "chain"))
        instant = datetime.fromisoformat(_text(fields["recorded_at"])).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        message = (
            f"entry {number} of the audit trail is no entry any more: `gruppkarta audit verify` says where the trail "
            "ends to be what was written; compare it with the last checkpoint"
        )
        raise DamagedStoreError(message) from error
    return AuditEntry(int(str(number)), instant, AuditEvent(action, actor, purpose, details), chain)


def fields_of(entry: AuditEntry) -> dict[str, str | int]:
    """Return an entry as a store holds it; `entry_of` reads it again."""
    event = entry.event
    return {
        "number": entry.number,
        "recorded_at": instant_text(entry.recorded_at),
        "action": event.action,
        "actor": event.actor,
        "purpose": event.purpose,
        "details": details_text(event.details),
        "chain": entry.chain,
    }


def _details(value: object) -> dict[str, str | int]:
    if not isinstance(value, dict):
        raise TypeError
    return {_text(key): item if type(item) is int else _text(item) for key, item in value.items()}


def _text(value: object) -> str:
    if type(value) is not str:
        raise TypeError
    value.encode()  # half a character is an error
    return value


def details_text(details: Mapping[str, str | int]) -> str:
    """Write the details of an event as JSON, the same for the same details."""
    return json.dumps(dict(details), sort_keys=True, separators=(",", ":"))


def instant_text(instant: datetime) -> str:
    """Write an instant in UTC to the microsecond, as the trail stores it."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def verify(entries: Iterable[AuditEntry], *, number: int = 0, previous: str = CHAIN_START) -> AuditCheck:
    """Check that entries are numbered without a gap and follow from the one before; stop at the first that does not.

    `number` and `previous` are number and chain of the entry before the first. An empty trail holds.
    """
    first = number
    for entry in entries:
        expected = _chain(previous, number + 1, entry.recorded_at, entry.event)
        if entry.number != number + 1 or entry.chain != expected:
            return AuditCheck(number - first, number, previous, number + 1)
        number, previous = entry.number, entry.chain
    return AuditCheck(number - first, number, previous, None)


def _chain(previous: str, number: int, recorded_at: datetime, event: AuditEvent) -> str:
    fields = [number, instant_text(recorded_at), event.action, event.actor, event.purpose, details_text(event.details)]
    for text in (event.action, event.actor, event.purpose, *event.details):
        _check_text(text, event.action)
    for key, value in event.details.items():
        if type(value) is not int:
            _check_text(value, f"{event.action}, {key}")
    text = previous + json.dumps(fields, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _check_text(value: object, where: str) -> None:
    if type(value) is not str:
        message = f"audit event {where!a}: holds a {type(value).__name__}; give text or whole numbers"
        raise InputError(message)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        message = f"audit event {where!a}: holds half a character (a lone surrogate); give whole text"
        raise InputError(message) from error
