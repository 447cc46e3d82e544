"""Copying: all records of one store into another, and the proof that they are the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated as A

from graph_service.domain.described import Described
from graph_service.domain.schema import ALL_KINDS, Kind
from graph_service.domain.store_content import check_content
from graph_service.domain.tables import Table, row_hashes
from graph_service.domain.writes import WriteHow
from graph_service.errors import InputError, StoreError
from graph_service.ports import GraphStore, Progress, no_progress
from graph_service.services.access import authorise, event_of, note_use
from graph_service.services.context import Context


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy did."""

    n_records: A[int, Described("records that were copied, those already in the target included", 414, unit="records")]
    n_new: A[int, Described("records that were not in the target before", 414, unit="records")]
    n_writes: A[int, Described("writes it took; with one, the copy was all or nothing", 1, unit="writes")]
    content_hash: A[str, Described("names the content that both stores now have", "a8d1c2b3e4f5061728394a5b6c7d8e9f")]


def copy_store(
    source: Context,
    target: Context,
    *,
    resume: bool = False,
    progress: Progress = no_progress,
) -> Copied:
    """Copy all records into an empty store, and prove by the content hash that nothing is missing.

    One write if the target takes so many rows, and then all or nothing; else in parts, in an order in
    which nothing refers to what is not there yet, and a copy that was cut short is resumed. Tokens and
    the audit trail stay where they are: both stores note the copy.
    """
    authorise(source.caller, "copy")
    authorise(target.caller, "copy")
    n_there = sum(target.store.counts().values())
    if n_there and not resume:
        message = f"the target holds {n_there} records: name an empty store, or --resume a copy that was cut short"
        raise InputError(message)
    progress("reading", 0)
    content_hash, tables = source.store.read(ALL_KINDS.values())
    check_content(tables, content_hash)
    if n_there:
        _check_resumed(target.store, tables)
    n_new = n_writes = 0
    for part in _parts(tables, target.store.capabilities.max_rows_per_write):
        event = event_of(target.caller, "copy", details={"from_content": content_hash})
        summary = target.store.write(part, event, recorded_at=target.clock.now(), progress=progress, how=WriteHow.COPY)
        n_new, n_writes = n_new + summary.total.n_new, n_writes + 1
    _prove(target.store, content_hash)
    note_use(source, "copy", details={"content": content_hash})
    return Copied(sum(len(table) for table in tables.values()), n_new, n_writes, content_hash)


def _check_resumed(target: GraphStore, tables: Mapping[str, Table]) -> None:
    """A copy goes on only where all that is there came from it."""
    n_other = 0
    for name, stored in target.record_hashes().items():
        hashes = dict(zip(tables[name].keys, row_hashes(tables[name]), strict=True))
        n_other += sum(hashes.get(key) != row_hash for key, row_hash in stored.items())
    if n_other:
        message = f"the target holds {n_other} records that are not in the source: copy into an empty store"
        raise InputError(message)


def _prove(store: GraphStore, content_hash: str) -> None:
    content = store.verify()
    if content != content_hash:
        message = (
            f"the target has the content {content}, and the source had {content_hash}: it holds other records "
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
    for name, kind in ALL_KINDS.items():
        table = tables[name].take(_referred_first(kind, tables[name]))
        at = 0
        while at < len(table):
            rows = range(at, min(len(table), at + room))
            part[name] = table.take(rows)
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
    ordered: dict[int, None] = {}
    for row in range(len(table)):
        path = [row]
        on_path = {row}
        while path:
            last = path[-1]
            before = [position[str(column[last])] for column in columns if column[last] is not None]
            waiting = next(
                (referred for referred in before if referred not in ordered and referred not in on_path), None
            )
            if waiting is None:
                ordered[last] = None
                on_path.remove(path.pop())
            else:
                path.append(waiting)
                on_path.add(waiting)
    return list(ordered)
