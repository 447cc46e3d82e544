"""The chain of the audit trail."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from graph_service.domain.audit import CHAIN_START, AuditEntry, AuditEvent, next_entry, verify
from graph_service.errors import InputError

NOW = datetime(2020, 12, 3, 8, 0, 0, 120, tzinfo=UTC)
EVENT = AuditEvent("look", "analyst 3", "weekly review", {"n": 2, "list": "message å"})


def trail(n_entries: int) -> list[AuditEntry]:
    """Entries chained one to the next."""
    entries: list[AuditEntry] = []
    for number in range(1, n_entries + 1):
        previous = entries[-1].chain if entries else CHAIN_START
        event = replace(EVENT, details={"n": number})
        entries.append(next_entry(event, NOW + timedelta(seconds=number), number=number, previous=previous))
    return entries


def test_a_whole_trail_holds() -> None:
    entries = trail(5)
    found = verify(entries)
    assert (found.holds, found.n_entries, found.last_number, found.last_chain) == (True, 5, 5, entries[-1].chain)


def test_an_empty_trail_holds() -> None:
    found = verify([])
    assert (found.holds, found.n_entries, found.last_chain) == (True, 0, CHAIN_START)


def test_a_part_of_a_trail_holds_from_where_it_begins() -> None:
    entries = trail(5)
    found = verify(entries[2:], number=2, previous=entries[1].chain)
    assert (found.holds, found.n_entries, found.last_number) == (True, 3, 5)


@pytest.mark.parametrize(
    "changed",
    [
        {"recorded_at": NOW},
        {"event": replace(EVENT, details={"n": 9})},
        {"event": replace(EVENT, details={"n": 3}, action="import")},
        {"event": replace(EVENT, details={"n": 3}, actor="analyst 4")},
        {"event": replace(EVENT, details={"n": 3}, purpose="curiosity")},
        {"event": replace(EVENT, details={"n": "3"})},
        {"event": replace(EVENT, details={"n": 3, "more": 1})},
        {"number": 4},
        {"chain": "f" * 64},
    ],
    ids=["instant", "value", "action", "actor", "purpose", "type", "addition", "number", "chain"],
)
def test_a_changed_entry_is_found_where_it_stands(changed: dict[str, object]) -> None:
    entries = trail(5)
    entries[2] = replace(entries[2], **changed)  # type: ignore[arg-type]  # one of its fields
    found = verify(entries)
    assert (found.holds, found.broken_at, found.last_number) == (False, 3, 2)


def test_removed_inserted_and_swapped_entries_are_found() -> None:
    entries = trail(5)
    assert verify(entries[:2] + entries[3:]).broken_at == 3
    assert verify(entries[1:]).broken_at == 1
    assert verify([*entries[:3], entries[2], *entries[3:]]).broken_at == 4
    assert verify([entries[1], entries[0], *entries[2:]]).broken_at == 1


def test_a_trail_cut_off_at_its_end_still_holds_and_ends_elsewhere() -> None:
    entries = trail(5)
    found = verify(entries[:3])
    assert found.holds
    assert found.last_chain != entries[-1].chain


def test_an_instant_is_kept_in_utc_and_the_chain_does_not_depend_on_its_zone() -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=2)))
    here = next_entry(EVENT, NOW, number=1, previous=CHAIN_START)
    assert next_entry(EVENT, elsewhere, number=1, previous=CHAIN_START) == here
    assert here.recorded_at.tzinfo is UTC


def test_the_order_of_the_details_changes_nothing() -> None:
    turned = replace(EVENT, details=dict(reversed(list(EVENT.details.items()))))
    one, other = (next_entry(event, NOW, number=1, previous=CHAIN_START) for event in (EVENT, turned))
    assert one.chain == other.chain


def test_a_known_entry_has_a_known_chain() -> None:
    assert (
        next_entry(EVENT, NOW, number=1, previous=CHAIN_START).chain
        == "3e7ec49e4cfc3c1de545152d85dc07003bbd3a86bbab437405b1bf0e28db35a6"
    )


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (replace(EVENT, actor="\ud800"), "surrogate"),
        (replace(EVENT, details={"n": "\ud800"}), "surrogate"),
        (replace(EVENT, details={"\ud800": 1}), "surrogate"),
        (replace(EVENT, purpose=None), "NoneType"),  # type: ignore[arg-type]  # from a caller without types
        (replace(EVENT, details={"n": 0.5}), "float"),  # type: ignore[dict-item]  # the same
        (replace(EVENT, details={"n": True}), "bool"),
    ],
)
def test_an_event_that_could_not_be_kept_is_refused(event: AuditEvent, says: str) -> None:
    with pytest.raises(InputError, match=says):
        next_entry(event, NOW, number=1, previous=CHAIN_START)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(InputError, match="time zone"):
        next_entry(EVENT, NOW.replace(tzinfo=None), number=1, previous=CHAIN_START)
