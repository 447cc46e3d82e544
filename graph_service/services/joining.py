"""Joining: somebody decides that two rows are one person, or that they are not after all; each time with a reason."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from typing import Annotated as A

from graph_service.analysis.people import people
from graph_service.domain.described import Described
from graph_service.domain.records import SamePerson
from graph_service.domain.rights import WriteAct, may_write
from graph_service.domain.schema import KINDS
from graph_service.domain.snapshot import NO_DAY, Snapshot
from graph_service.domain.tables import Tables, tables_of
from graph_service.errors import AccessError, InputError
from graph_service.services.access import authorise
from graph_service.services.context import Context
from graph_service.services.naming import no_person
from graph_service.services.single_writes import write_single
from graph_service.services.view import view_of

JOIN, UNDO = "duplicates_join", "duplicates_undo"
MIN_REASON, MAX_REASON = 20, 500  # characters
ID_BYTES = 6
N_SHOWN = 5
_KIND = KINDS["same_person"]


@dataclass(frozen=True, slots=True)
class JoinDecision:
    """A decision that two rows are one person, as it stands now."""

    same_person_id: A[str, Described("id of the record that holds it", "SP-9fd461153c9f")]
    person_a: A[str, Described("one row, the smaller id", "P-0014", refers_to="person")]
    person_b: A[str, Described("the other row", "P-0031", refers_to="person")]
    decided_by: A[str, Described("name of the token by which it was decided", "analyst 3")]
    decided_on: A[date, Described("day of the decision", date(2020, 12, 3))]
    undone_on: A[date | None, Described("day on which it was undone; null: it is in force", date(2020, 12, 10))]


def join(context: Context, *, person_a: str, person_b: str, reason: str) -> JoinDecision:
    """Decide that two rows are one person.

    The reason is kept with the record. Rows that are one person already, and rows that are not there for the
    caller, are refused.
    """
    day = context.clock.today()

    def decision(snapshot: Snapshot) -> SamePerson:
        rows = [snapshot["person"].position[person_id] for person_id in (person_a, person_b)]
        same = people(snapshot).same
        if same[rows[0]] == same[rows[1]]:
            message = f"{person_a} and {person_b} are held to be one person already"
            raise InputError(message)
        a, b = sorted((person_a, person_b))
        n_before = sum(1 for _ in _between(snapshot, a, b))
        return SamePerson(
            same_person_id=_id_of(a, b, n_before),
            person_a=a,
            person_b=b,
            decided_by=context.caller.name,
            decided_on=day,
            reason=reason.strip(),
        )

    return _decided(context, JOIN, (person_a, person_b), reason, decision)


def undo(context: Context, *, person_a: str, person_b: str, reason: str) -> JoinDecision:
    """Decide that two rows which were joined are two persons after all; the record stays, and says since when.

    The reason is kept with the correction of the record.
    """
    day = context.clock.today()

    def decision(snapshot: Snapshot) -> SamePerson:
        in_force = [key for key, undone in _between(snapshot, person_a, person_b) if undone == NO_DAY]
        if not in_force:
            raise InputError(_not_joined(snapshot, person_a, person_b))
        record: SamePerson = context.store.get(_KIND, in_force).records()[0]
        return replace(record, undone_on=day)

    return _decided(context, UNDO, (person_a, person_b), reason, decision)


def _decided(
    context: Context,
    action: str,
    persons: tuple[str, str],
    reason: str,
    decision: Callable[[Snapshot], SamePerson],
) -> JoinDecision:
    """Write a decision by the rules and rights of an import, with its event; again, if others wrote meanwhile."""
    authorise(context.caller, action)
    if not MIN_REASON <= len(reason.strip()) <= MAX_REASON or not reason.isprintable():
        message = f"say why, in one line of {MIN_REASON} to {MAX_REASON} characters, without names"
        raise InputError(message)
    if persons[0] == persons[1]:
        message = f"{persons[0]} is named twice: name two rows"
        raise InputError(message)
    if not may_write(context.caller, WriteAct.JOIN, None):
        message = (
            f"a caller who is {context.caller.role.value} of {context.caller.agency} joins nobody: see docs/access.md"
        )
        raise AccessError(message, attempt=action)
    records: list[SamePerson] = []

    def tables() -> Tables:
        snapshot = context.snapshot(None)
        _check_there(context, snapshot, persons)
        records[:] = [decision(snapshot)]
        return tables_of(records)

    write_single(context, tables, action, reason=reason.strip())
    (record,) = records
    return JoinDecision(
        record.same_person_id,
        record.person_a,
        record.person_b,
        record.decided_by,
        record.decided_on,
        record.undone_on,
    )


def _check_there(context: Context, snapshot: Snapshot, persons: tuple[str, str]) -> None:
    """Refuse who is not on record, and in the same words who is withheld from the caller."""
    view = view_of(snapshot, context.classes)
    for person_id in persons:
        if person_id not in snapshot["person"].position or person_id in view.hidden:
            raise no_person(person_id, snapshot, view)


def _between(snapshot: Snapshot, first: str, second: str) -> Iterator[tuple[str, int]]:
    """Yield the decisions on two rows themselves: the id of each, and the day on which it was undone or `NO_DAY`."""
    joins, position = snapshot["same_person"], snapshot["person"].position
    ends = {position[first], position[second]}
    rows = zip(joins.ids, joins["person_a"].tolist(), joins["person_b"].tolist(), joins["undone_on"], strict=True)
    for key, a, b, undone in rows:
        if {a, b} == ends:
            yield key, int(undone)


def _not_joined(snapshot: Snapshot, first: str, second: str) -> str:
    """Say that two rows are not joined, or which of the rows between them are."""
    frame, joins, same = snapshot["person"], snapshot["same_person"], people(snapshot).same
    rows = [frame.position[person_id] for person_id in (first, second)]
    if same[rows[0]] != same[rows[1]]:
        return f"{first} and {second} are not joined"
    pairs = zip(joins["person_a"].tolist(), joins["person_b"].tolist(), joins["undone_on"].tolist(), strict=True)
    links = [
        f"{frame.ids[a]} and {frame.ids[b]}" for a, b, undone in pairs if undone == NO_DAY and same[a] == same[rows[0]]
    ]
    return f"{first} and {second} are one person by way of other rows: undo {'; or '.join(links[:N_SHOWN])}"


def _id_of(person_a: str, person_b: str, n_before: int) -> str:
    text = "\x1f".join((person_a, person_b, str(n_before)))
    return f"SP-{blake2b(text.encode(), digest_size=ID_BYTES).hexdigest()}"
