"""The head that every result carries."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from graph_service.analysis.result import Note, ParameterValue, Result, note
from graph_service.domain.dates import day_of
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, Snapshot, derived

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

VERSION = "1.0.0"  # of the definitions that the measures follow
QUIET_DAYS = 30  # without a record, after which a result says so: a forgotten day must not read as peace


class Header(TypedDict):
    """The fields of `Result`."""

    measure: str
    version: str
    as_of: date
    snapshot_id: str
    policy: Mapping[str, str]
    parameters: Mapping[str, ParameterValue]
    records_until: date | None
    seed: int | None
    notes: tuple[Note, ...]


def header(
    measure: str,
    snapshot: Snapshot,
    policy: Policy,
    parameters: Mapping[str, ParameterValue],
    *,
    seed: int | None = None,
    notes: Sequence[Note] = (),
) -> Header:
    """Return the head of a result; notes that count nothing are left out.

    Parameters
    ----------
    measure : str
        Name as the registry has it.
    snapshot : Snapshot
        What was read.
    policy : Policy
        By which weights.
    parameters : Mapping[str, ParameterValue]
        What the caller chose.
    seed : int | None
        Of the random numbers, if any were drawn.
    notes : Sequence[Note]
        What is hidden, unknown, coarse, overdue or left out.

    Returns
    -------
    Header
        Keyword arguments of a result.
    """
    until = records_until(snapshot)
    quiet = 0 if until is None else (snapshot.as_of - until).days
    quiet_note = note("records_end_earlier", quiet if quiet > QUIET_DAYS else 0)
    return Header(
        measure=measure,
        version=VERSION,
        as_of=snapshot.as_of,
        snapshot_id=snapshot.snapshot_id,
        policy={"id": policy.id, "version": policy.version},
        parameters=dict(sorted(parameters.items())),
        records_until=until,
        seed=seed,
        notes=tuple(entry for entry in (quiet_note, *notes) if entry.n),
    )


@derived
def records_until(snapshot: Snapshot) -> date | None:
    """Return the latest day of an incident, or on which a source was collected; None: no such day is known."""
    columns = (snapshot["incident"]["occurred_on"], snapshot["source"]["collected_on"])
    latest = max((int(days.max()) for days in columns if len(days)), default=NO_DAY)
    return None if latest == NO_DAY else day_of(latest)


def parameter_values(parameters: "DataclassInstance") -> dict[str, ParameterValue]:
    """Return all that a caller chose, by name."""
    return {field.name: getattr(parameters, field.name) for field in fields(parameters)}


def header_of(result: Result, measure: str) -> Header:
    """Return the head of a result that is a part of another."""
    return Header(
        measure=measure,
        version=result.version,
        as_of=result.as_of,
        snapshot_id=result.snapshot_id,
        policy=result.policy,
        parameters=result.parameters,
        records_until=result.records_until,
        seed=result.seed,
        notes=result.notes,
    )
