"""Whole copies: all that a store holds, its trail and tokens too, as lines of text, and back into a new store."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated as A

from graph_service.domain.audit import AuditEntry, entry_of, fields_of
from graph_service.domain.caller import Caller, CallerRole
from graph_service.domain.described import Described
from graph_service.domain.plain_columns import Plain, plain_column, table_of_plain
from graph_service.domain.rights import Agency
from graph_service.domain.schema import ALL_KINDS, Kind
from graph_service.domain.store_content import StoreContent, StoredToken
from graph_service.domain.tables import Table
from graph_service.domain.writes import Footprint, StoredWrite
from graph_service.errors import DamagedStoreError, StoreError, WriteConflictError
from graph_service.ports import GraphStore, Progress, no_progress
from graph_service.services.access import authorise, event_of, note_use
from graph_service.services.context import Context, OpenStore
from graph_service.services.verifying import ATTEMPTS, StoreCheck, verify_store

FORM = 1  # of the lines
CHUNK = 2_000  # rows or entries in a line
# Nobody holds a token of a store that does not exist yet: who may make it, and has the key, may fill it.
RESTORER = Caller("store restore", Agency.POLICE.value, CallerRole.ADMIN, "backup into a new store")


@dataclass(frozen=True, slots=True)
class WholeCopy:
    """What a copy of all that a store holds came to."""

    n_records: A[int, Described("records that were copied", 414, unit="records")]
    n_entries: A[int, Described("entries of the audit trail that were copied", 8, unit="entries")]
    n_tokens: A[int, Described("tokens that were copied, by their hashes", 2, unit="tokens")]
    content_hash: A[str, Described("names the content that both have", "a8d1c2b3e4f5061728394a5b6c7d8e9f")]


def whole_content(context: Context) -> StoreContent:
    """Read all that a store holds, as of one moment, and note it in the trail before."""
    authorise(context.caller, "copy")
    note_use(context, "copy", details={"with_trail": "yes"})
    return content_of(context.store)


def content_of(store: GraphStore) -> StoreContent:
    """Read all that a store holds, as of one moment."""
    for _ in range(ATTEMPTS):
        tokens, subjects = store.tokens(), store.subjects()  # before the trail, which explains them
        writes = store.writes()
        content_hash, tables = store.read(ALL_KINDS.values())
        footprints = store.footprints()
        trail = store.audit_trail()
        moment = (content_hash, tokens, writes)
        if moment == (store.content_hash(), store.tokens(), store.writes()) and _has_not_moved(store, trail):
            return StoreContent(tables, trail, subjects, tokens, writes, footprints)
    message = "others write to the store so often that no moment of it could be copied; try again"
    raise WriteConflictError(message)


def _has_not_moved(store: GraphStore, trail: Sequence[AuditEntry]) -> bool:
    """Looks may be noted meanwhile; what changes records or tokens would be seen by the others."""
    return store.trail_head()[0] >= len(trail)


def whole_copy(content: StoreContent, content_hash: str) -> WholeCopy:
    """Say what a copy came to."""
    return WholeCopy(content.n_records, len(content.trail), len(content.tokens), content_hash)


def lines_of(content: StoreContent, *, layout: int) -> Iterator[str]:
    """Write all of it as lines of JSON: a head, records, entries, references, tokens, and how many those were."""
    yield _json({"form": FORM, "layout": layout})
    for name, kind in ALL_KINDS.items():
        table = content.tables[name]
        footprints = content.footprints[name]
        for start in range(0, len(table), CHUNK):
            rows = range(start, min(start + CHUNK, len(table)))
            part = table.take(rows)
            marks = [footprints[key].as_plain() for key in part.keys]
            yield _json({"kind": name, "columns": _plain_columns(kind, part), "footprints": marks})
    for entry in content.trail:
        yield _json({"entry": fields_of(entry)})
    yield _json({"subjects": dict(sorted(content.subjects.items()))})
    for token in content.tokens:
        yield _json({"token": token.as_texts()})
    for write in content.writes:
        yield _json({"write": write.as_texts()})
    yield _json({"end": _end_of(content)})


def content_from(lines: Iterable[str], *, layout: int) -> StoreContent:
    """Read what `lines_of` wrote.

    What a newer program wrote is a `StoreError`, and what is not what was written a `DamagedStoreError`.
    """
    columns: dict[str, dict[str, list[Plain]]] = {
        name: {field: [] for field in kind.names} for name, kind in ALL_KINDS.items()
    }
    footprints: dict[str, dict[str, Footprint]] = {name: {} for name in ALL_KINDS}
    writes: list[StoredWrite] = []
    trail: list[AuditEntry] = []
    subjects: dict[str, str] = {}
    tokens: list[StoredToken] = []
    end: object = None
    try:
        for line in lines:
            item = json.loads(line)
            if "form" in item:
                _check_head(item, layout)
            elif "kind" in item:
                _add(columns[item["kind"]], ALL_KINDS[item["kind"]], item["columns"])
                keys = item["columns"][ALL_KINDS[item["kind"]].key]
                marks = map(Footprint.from_plain, item.get("footprints", ()))  # of the first layout there are none
                footprints[item["kind"]].update(zip(keys, marks, strict="footprints" in item))
            elif "entry" in item:
                trail.append(entry_of(item["entry"]))
            elif "subjects" in item:
                subjects |= item["subjects"]
            elif "write" in item:
                writes.append(StoredWrite.from_texts(item["write"]))
            elif "token" in item:
                tokens.append(StoredToken.from_texts(item["token"]))
            else:
                end = item["end"]
        tables = {name: table_of_plain(kind, columns[name]) for name, kind in ALL_KINDS.items()}
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        message = "the backup is not what was written: take another copy of it"
        raise DamagedStoreError(message) from error
    content = StoreContent(tables, trail, subjects, tokens, writes, footprints)
    if end != _end_of(content):
        message = "the backup does not hold what it says at its end: take another copy of it"
        raise DamagedStoreError(message)
    return content


def check_whole(content: StoreContent, scratch: OpenStore) -> StoreCheck:
    """Put all of it into an empty store in memory, and check that as a store is checked."""
    scratch.store.fill(content, None, recorded_at=scratch.clock.now())
    return verify_store(scratch.context())


def restore_whole(target: OpenStore, content: StoreContent, *, progress: Progress = no_progress) -> WholeCopy:
    """Put all that a backup holds into a new store in one write, and check it; the trail goes on with this act."""
    details: dict[str, str | int] = {"n_entries": len(content.trail), "n_tokens": len(content.tokens)}
    event = event_of(RESTORER, "restore", details=details)
    content_hash = target.store.fill(content, event, recorded_at=target.clock.now(), progress=progress)
    progress("checking", content.n_records)
    check = verify_store(target.context())
    if not check.is_whole:
        message = f"the store does not hold what the backup held: {check.findings[0].text}; throw it away"
        raise StoreError(message)
    return whole_copy(content, content_hash)


def _end_of(content: StoreContent) -> list[int]:
    """How many there are of each; a backup of the first layout has no writes."""
    numbers = [content.n_records, len(content.trail), len(content.subjects), len(content.tokens)]
    return [*numbers, len(content.writes)] if content.writes else numbers


def _check_head(item: Mapping[str, object], layout: int) -> None:
    if item["form"] != FORM or not isinstance(item["layout"], int) or item["layout"] > layout:
        message = "a newer program wrote the backup: restore it with a program that is no older"
        raise StoreError(message)


def _add(columns: Mapping[str, list[Plain]], kind: Kind, more: Mapping[str, Sequence[Plain]]) -> None:
    """Columns that the program of that day did not know are not given."""
    n_rows = len(more[kind.key])
    for name, values in more.items():
        if len(values) != n_rows:
            message = f"{kind.table} has columns of two lengths"
            raise ValueError(message)
        columns[name] += [tuple(value) if isinstance(value, list) else value for value in values]
    for name in columns.keys() - more.keys():
        columns[name] += [() if kind[name].type is tuple else None] * n_rows


def _plain_columns(kind: Kind, table: Table) -> dict[str, Sequence[Plain]]:
    return {field.name: plain_column(field, table.column(field.name)) for field in kind.fields}


def _json(item: object) -> str:
    return json.dumps(item, separators=(",", ":"))
