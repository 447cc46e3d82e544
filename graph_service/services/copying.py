"""Copying: all records of one store into another, and the proof that they are the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph_service.domain.caller import Caller
from graph_service.domain.schema import KINDS, Kind
from graph_service.domain.tables import Table
from graph_service.errors import InputError, StoreError
from graph_service.ports import GraphStore, Progress, no_progress
from graph_service.services.access import authorise, event_of, note_use
from graph_service.services.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy did: how many records stand in the target, and the content hash that both stores have."""

    n_records: int
    n_new: int
    n_writes: int
    content_hash: str


def copy_store(
    source: Workplace,
    caller: Caller,
    target: Workplace,
    receiver: Caller,
    *,
    resume: bool = False,
    progress: Progress = no_progress,
) -> Copied:
    """Copy all records into an empty store, and prove by the content hash that nothing is missing.

    One write if the target takes so many rows, and then all or nothing; else in parts, in an order in
    which nothing refers to what is not there yet, and a copy that was cut short is resumed. Tokens and
    the audit trail stay where they are: both stores note the copy.

    Parameters
    ----------
    source : Workplace
        Where the records are.
    caller : Caller
        Who may read all of it there.
    target : Workplace
        An initialised store.
    receiver : Caller
        Who may write there.
    resume : bool
        The target may hold a part of the same records already.
    progress : Progress
        Told of each step.

    Returns
    -------
    Copied
        The counts, and the hash.

    Raises
    ------
    InputError
        If the target holds records and `resume` is not set.
    StoreError
        If the target holds other records too, or the source was written to meanwhile.
    """
    authorise(caller, "copy")
    authorise(receiver, "copy")
    n_there = sum(target.store.counts().values())
    if n_there and not resume:
        message = f"the target holds {n_there} records: name an empty store, or --resume a copy that was cut short"
        raise InputError(message)
    progress("reading", 0)
    content_hash, tables = source.store.read()
    n_new = n_writes = 0
    for part in _parts(tables, target.store.capabilities.max_rows_per_write):
        event = event_of(receiver, "copy", details={"from_content": content_hash})
        summary = target.store.write(part, event, recorded_at=target.clock.now(), progress=progress)
        n_new, n_writes = n_new + summary.total.n_new, n_writes + 1
    _prove(target.store, content_hash)
    note_use(source, caller, "copy", details={"content": content_hash})
    return Copied(sum(len(table) for table in tables.values()), n_new, n_writes, content_hash)


def _prove(store: GraphStore, content_hash: str) -> None:
    found = store.verify()
    if found != content_hash:
        message = (
            f"the target has the content {found}, and the source had {content_hash}: it holds other records "
            "too; copy into an empty store"
        )
        raise StoreError(message)


def _parts(tables: Mapping[str, Table], limit: int | None) -> Iterator[dict[str, Table]]:
    """All at once if that is allowed; else so many rows at a time, what is referred to first."""
    if limit is None or sum(len(table) for table in tables.values()) <= limit:
        yield dict(tables)
        return
    part: dict[str, Table] = {}
    room = limit
    for name, kind in KINDS.items():
        table = tables[name].chosen(_referred_first(kind, tables[name]))
        at = 0
        while at < len(table):
            rows = range(at, min(len(table), at + room))
            part[name] = table.chosen(rows)
            at, room = rows.stop, room - len(rows)
            if not room:
                yield part
                part, room = {}, limit
    if part:
        yield part


def _referred_first(kind: Kind, table: Table) -> list[int]:
    """Rows that others of the same kind refer to come before them."""
    columns = [table.column(field.name) for field in kind.references if field.target == kind.name]
    position = {key: i for i, key in enumerate(table.keys)}
    done: dict[int, None] = {}
    for row in range(len(table)):
        path = [row]
        while path:
            before = [position[str(one[path[-1]])] for one in columns if one[path[-1]] is not None]
            waiting = [one for one in before if one not in done and one not in path]
            if waiting:
                path.append(waiting[0])
            else:
                done[path.pop()] = None
    return list(done)
