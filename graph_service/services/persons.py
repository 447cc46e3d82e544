"""Persons: finding one, and everything that is recorded about one, field by field as the caller may see it."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_service.analysis.header import header
from graph_service.analysis.people import people
from graph_service.analysis.result import WITHHELD, Note, Result
from graph_service.domain.caller import Caller
from graph_service.domain.rights import classes_of, rights_of
from graph_service.domain.schema import KINDS, Field, Kind, Value
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.tables import Table
from graph_service.domain.vocabulary import DataClass
from graph_service.errors import InputError, NotFoundError
from graph_service.services.access import authorise, details_of, note_use
from graph_service.services.paging import page_of
from graph_service.services.projection import View, view_of
from graph_service.services.workplace import Workplace, snapshot_on

MAX_QUERY = 100  # characters


@dataclass(frozen=True, slots=True)
class PersonBrief:
    """A person in a list; names and aliases are None for callers who may not see them."""

    person_id: str
    label: str
    names: tuple[str, ...] | None
    aliases: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonList(Result):
    """Persons by id; `next_after` is the last id of this page, None on the last one."""

    persons: tuple[PersonBrief, ...]
    n_total: int
    next_after: str | None


@dataclass(frozen=True, slots=True)
class SeenRecord:
    """A record as the caller may see it: its fields, and how many of its fields are withheld."""

    kind: str
    record_id: str
    fields: Mapping[str, Value]
    n_fields_withheld: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetail(Result):
    """All rows of one person, and the records that refer to them; all empty for one who is withheld."""

    person_id: str
    label: str
    rows: tuple[SeenRecord, ...]
    records: tuple[SeenRecord, ...]


def search(
    place: Workplace,
    caller: Caller,
    *,
    query: str = "",
    as_of: date | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> PersonList:
    """List persons, or those whose id, label, name or alias holds a text.

    Names and aliases are searched for callers who may see them. Persons who are withheld are never
    found, and how many would have been is never told: that would say whether there is one of that name.

    Parameters
    ----------
    place : Workplace
        The store opened for work.
    caller : Caller
        Who asks.
    query : str
        The text; capitals do not matter. Empty: everybody.
    as_of : date | None
        The day as of which rows are one person, default today.
    after : str | None
        Only persons with a larger id.
    limit : int | None
        At most so many.

    Returns
    -------
    PersonList
        Persons by id.

    Raises
    ------
    InputError
        If the text is too long.
    """
    authorise(caller, "search")
    text = _folded(query)
    if len(query) > MAX_QUERY:
        message = f"search for a text of at most {MAX_QUERY} characters"
        raise InputError(message)
    snapshot, classes = snapshot_on(place, as_of), rights_of(caller)
    view = view_of(snapshot, classes)
    sees_names = DataClass.IDENTITY in classes
    frame, same = snapshot["person"], people(snapshot).same
    rows = [row for row, one in enumerate(frame.ids) if one not in view.hidden] if view.hidden else range(len(frame))
    if text:
        named, texts, ids = _named(place, text) if sees_names else set(), _folded_texts(snapshot), frame.ids
        rows = [row for row in rows if text in texts[row][0] or text in texts[row][1] or ids[row] in named]
    found = [frame.ids[first] for first in np.unique(same[list(rows)]).tolist()]
    page, next_after = page_of(found, key=str, after=after, limit=limit)
    by = "id, label, names and aliases" if sees_names else "id and label; names are withheld from this caller"
    result = PersonList(
        **header(
            "search",
            snapshot,
            place.policy,
            {"query": query},
            notes=(
                Note("searched", len(frame) - len(view.hidden), f"rows were searched by {by}"),
                Note("person_withheld", len(view.hidden), "rows are withheld from this caller and were not searched"),
            ),
        ),
        persons=_briefs(place, snapshot, page, sees_names=sees_names),
        n_total=len(found),
        next_after=next_after,
    )
    details = {**details_of(result), "n_characters": len(text)}
    note_use(place, caller, "search", subjects=page, details=details)
    return result


def person(place: Workplace, caller: Caller, *, person_id: str, as_of: date | None = None) -> PersonDetail:
    """Return one person with all records that refer to him, field by field as the caller may see them.

    Parameters
    ----------
    place : Workplace
        The store opened for work.
    caller : Caller
        Who asks.
    person_id : str
        Any id of the person.
    as_of : date | None
        The day as of which rows are one person, default today.

    Returns
    -------
    PersonDetail
        His rows and records.

    Raises
    ------
    NotFoundError
        If there is no such person.
    """
    authorise(caller, "person")
    snapshot, classes = snapshot_on(place, as_of), rights_of(caller)
    frame, view = snapshot["person"], view_of(snapshot, classes)
    if person_id not in frame.position:
        message = f"there is no person {person_id!r}; ids are as in the persons table"
        raise NotFoundError(message)
    joined = people(snapshot)
    first = int(joined.same[frame.position[person_id]])
    is_hidden = person_id in view.hidden
    own = [frame.ids[row] for row in joined.rows_of(first)]
    kinds = [kind for kind in KINDS.values() if _refers(kind)]
    seen = [kind for kind in kinds if classes_of(kind) <= classes]
    unseen = [kind.table for kind in kinds if kind not in seen]
    notes = (
        Note("person_withheld", int(is_hidden), "persons are withheld from this caller; their places say nothing"),
        Note("table_withheld", len(unseen), f"tables are withheld from this caller: {', '.join(unseen)}"),
    )
    wanted = {} if is_hidden else {"person": own, **_records_of(snapshot, seen, own)}
    found = {name: _seen(KINDS[name], table, view) for name, table in place.store.get_all(wanted).items()}
    result = PersonDetail(
        **header("person", snapshot, place.policy, {"person_id": view.name(person_id)}, notes=notes),
        person_id=view.name(frame.ids[first]),
        label=WITHHELD.value if is_hidden else frame.texts["label"][first],
        rows=found.pop("person", ()),
        records=tuple(one for of_kind in found.values() for one in of_kind),
    )
    others = _persons_named(result.records) | {person_id}
    note_use(place, caller, "person", subjects=others, details=details_of(result))
    return result


def _records_of(snapshot: Snapshot, kinds: Sequence[Kind], own: Sequence[str]) -> dict[str, list[str]]:
    """Keys of records that refer to the person, and of those that refer to his notifications, by kind."""
    rows = [snapshot["person"].position[one] for one in own]
    told: list[int] = []
    found: dict[str, list[str]] = {}
    for kind in kinds:
        frame, of_person = snapshot[kind.name], np.zeros(len(snapshot[kind.name]), dtype=np.bool_)
        for field in kind.references:
            if field.target == "person":
                of_person |= np.isin(frame[field.name], rows)
            elif field.target == "notification":
                of_person |= np.isin(frame[field.name], told)
        chosen = np.flatnonzero(of_person).tolist()
        if kind.name == "notification":
            told = chosen
        if chosen:
            found[kind.name] = [frame.ids[row] for row in chosen]
    return found


def _seen(kind: Kind, table: Table, view: View) -> tuple[SeenRecord, ...]:
    return tuple(_seen_record(kind, row, view) for row in table.rows())


def _seen_record(kind: Kind, row: Sequence[Value], view: View) -> SeenRecord:
    shown: dict[str, Value] = {}
    n_withheld = 0
    for field, value in zip(kind.fields[1:], row[1:], strict=True):
        if field.mark.data_class not in view.classes:
            n_withheld += 1
        elif value is not None and value != ():
            shown[field.name] = _value(field, value, view)
    return SeenRecord(kind.name, str(row[0]), shown, n_withheld)


def _value(field: Field, value: Value, view: View) -> Value:
    return view.name(str(value)) if field.target == "person" else value


def _refers(kind: Kind) -> bool:
    return any(field.target in {"person", "notification"} for field in kind.references)


def _persons_named(records: Sequence[SeenRecord]) -> set[str]:
    """Persons at the other ends of ties and links."""
    found = set()
    for one in records:
        for field in KINDS[one.kind].references:
            if field.target == "person" and field.name in one.fields:
                found.add(str(one.fields[field.name]))
    return found - {WITHHELD.value}


def _named(place: Workplace, text: str) -> set[str]:
    """Rows with a name or alias that holds a text; names are read for this search and kept nowhere."""
    _, columns = place.store.columns({"person": ["person_id", "names", "aliases"]})
    found = columns["person"]
    rows = zip(found["person_id"], found["names"], found["aliases"], strict=True)
    return {
        str(key)
        for key, names, aliases in rows
        if (names or aliases) and any(text in _folded(one) for one in (*_words(names), *_words(aliases)))
    }


def _folded_texts(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Id and label of each row, for comparison."""
    frame = snapshot["person"]
    labels = frame.texts["label"]
    return snapshot.once(
        "folded texts", lambda: [(_folded(one), _folded(label)) for one, label in zip(frame.ids, labels, strict=True)]
    )


def _briefs(
    place: Workplace, snapshot: Snapshot, person_ids: Sequence[str], *, sees_names: bool
) -> tuple[PersonBrief, ...]:
    frame = snapshot["person"]
    labels = [frame.texts["label"][frame.position[one]] for one in person_ids]
    if not sees_names:
        return tuple(PersonBrief(one, label, None, None) for one, label in zip(person_ids, labels, strict=True))
    table = place.store.get(KINDS["person"], person_ids)
    names = zip(table.column("names"), table.column("aliases"), strict=True)
    named = {key: (_words(own), _words(other)) for key, (own, other) in zip(table.keys, names, strict=True)}
    return tuple(
        PersonBrief(one, label, *named.get(one, ((), ()))) for one, label in zip(person_ids, labels, strict=True)
    )


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, tuple | list) else ()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().strip()
