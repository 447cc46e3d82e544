"""The head that every result carries."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypedDict

from graph_service.analysis.result import Note, ParameterValue, Result
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import Snapshot

VERSION = "1.0.0"  # of the definitions that the measures follow


class Header(TypedDict):
    """The fields of `Result`."""

    measure: str
    version: str
    as_of: date
    snapshot_id: str
    policy: Mapping[str, str]
    parameters: Mapping[str, ParameterValue]
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
    return Header(
        measure=measure,
        version=VERSION,
        as_of=snapshot.as_of,
        snapshot_id=snapshot.snapshot_id,
        policy={"id": policy.id, "version": policy.version},
        parameters=dict(sorted(parameters.items())),
        seed=seed,
        notes=tuple(note for note in notes if note.n),
    )


def header_of(result: Result, measure: str) -> Header:
    """Return the head of a result that is a part of another."""
    return Header(
        measure=measure,
        version=result.version,
        as_of=result.as_of,
        snapshot_id=result.snapshot_id,
        policy=result.policy,
        parameters=result.parameters,
        seed=result.seed,
        notes=result.notes,
    )
