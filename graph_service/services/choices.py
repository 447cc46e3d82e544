"""Choices: records that another may refer to, looked up by a part of what they say."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph_service.domain.rights import classes_of
from graph_service.domain.schema import Kind, Row
from graph_service.domain.seen_tables import unseen_columns
from graph_service.domain.service_records import cell_text
from graph_service.errors import InputError
from graph_service.services.access import authorise, note_use
from graph_service.services.context import Context
from graph_service.services.judging import is_withheld
from graph_service.services.persons import MAX_QUERY, search
from graph_service.services.record_reading import persons_of

N_SHOWN: Final = 12
MAX_LOOKED_AT: Final = 200  # of those that match, for some may be withheld
N_TEXTS: Final = 4  # of a record, beside its id


@dataclass(frozen=True, slots=True)
class RecordChoice:
    """A record that may be referred to: its id, and what it says first, as cells of a table."""

    record_id: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """The first records that match; `has_more`: there are further ones."""

    records: tuple[RecordChoice, ...]
    has_more: bool


def choices(context: Context, kind: Kind, query: str) -> Choices:
    """Return records of a kind whose id or text holds a text, as far as the caller sees them; written to the trail.

    Persons are found as `search` finds them, and shown by their labels alone. Of other kinds, those of later ids come
    first: they were recorded last.
    """
    if kind.name == "person":
        page = search(context, query=query, limit=N_SHOWN)
        rows = [RecordChoice(row.person_id, (row.label,)) for row in page.persons]
        return Choices(tuple(rows), has_more=page.next_after is not None)
    authorise(context.caller, "record_read")
    if len(query) > MAX_QUERY:
        message = f"search for a text of at most {MAX_QUERY} characters"
        raise InputError(message)
    if not classes_of(kind) <= context.classes:
        return Choices((), has_more=False)
    matches, rows_seen = _matching(context, kind, _folded(query)), list[Row]()
    for row in matches[:MAX_LOOKED_AT]:
        if not is_withheld(context, kind, row, context.classes):
            rows_seen.append(row)
        if len(rows_seen) > N_SHOWN:
            break
    shown = rows_seen[:N_SHOWN]
    subjects = [person for row in shown for person in persons_of(kind, row)]
    note_use(context, "record_read", subjects=subjects, details={"kind": kind.name, "search": "yes"})
    names = _seen_names(context, kind)
    return Choices(tuple(_choice(kind, row, names) for row in shown), has_more=len(rows_seen) > N_SHOWN)


def _matching(context: Context, kind: Kind, text: str) -> list[Row]:
    """Rows that hold a text in what the caller sees, those of later ids first."""
    (table,) = context.store.read([kind])[1].values()
    at = [0, *(kind.index[name] for name in _seen_names(context, kind))]
    rows = [row for row in table.rows() if not text or any(text in _folded(cell_text(row[i])) for i in at)]
    return sorted(rows, key=lambda row: str(row[0]), reverse=True)


def _seen_names(context: Context, kind: Kind) -> Sequence[str]:
    left_out = {*unseen_columns(kind, context.classes), "note", "review_by"}
    return [name for name in kind.names[1:] if name not in left_out]


def _choice(kind: Kind, row: Row, names: Sequence[str]) -> RecordChoice:
    values = (row[kind.index[name]] for name in names if kind[name].type not in (int, float))  # say nothing alone
    texts = (", ".join(map(str, value)) if isinstance(value, tuple) else cell_text(value) for value in values)
    return RecordChoice(str(row[0]), tuple(text for text in texts if text)[:N_TEXTS])


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().strip()
