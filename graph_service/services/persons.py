"""Persons: finding one, and everything that is recorded about one, field by field as the caller may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated as A

import numpy as np

from graph_service.analysis.fields import Label, PersonId
from graph_service.analysis.header import header
from graph_service.analysis.people import people
from graph_service.analysis.result import WITHHELD, Result, note
from graph_service.domain.described import Described
from graph_service.domain.parameters import Parameter
from graph_service.domain.parameters import PersonId as PersonIdParameter
from graph_service.domain.policy import Policy
from graph_service.domain.rights import classes_of
from graph_service.domain.schema import KINDS, Kind, Value
from graph_service.domain.snapshot import Snapshot, derived
from graph_service.domain.tables import Table
from graph_service.domain.use_case import UseCase
from graph_service.domain.vocabulary import DataClass
from graph_service.errors import InputError
from graph_service.services.context import Context
from graph_service.services.frame import answer
from graph_service.services.paging import page_by_id
from graph_service.services.projection import projected, records_left_out
from graph_service.services.snapshots import columns_holding, records_beside
from graph_service.services.subjects import persons_in
from graph_service.services.text_search import SearchedTexts, folded
from graph_service.services.view import View, view_of

MAX_QUERY = 100  # characters


@dataclass(frozen=True, slots=True)
class PersonBrief:
    """A person in a list."""

    person_id: PersonId
    label: Label
    names: A[tuple[str, ...] | None, Described("names; null: the caller may not see them", ("(a name)",))]
    aliases: A[tuple[str, ...] | None, Described("other names; null: the caller may not see them", ("(another name)",))]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonList(Result):
    """Persons by id, a page at a time."""

    persons: A[tuple[PersonBrief, ...], Described("persons found, by id; on a page, a part of them", None)]
    n_total: A[int, Described("persons found, on all pages together", 414, unit="persons")]
    next_after: A[
        str | None,
        Described(
            "last id of this page, after which the next begins; null: nobody follows", "P-0100", refers_to="person"
        ),
    ]


@dataclass(frozen=True, slots=True)
class SeenRecord:
    """A record as the caller may see it."""

    kind: A[str, Described("kind of the record, such as person, membership or fact", "membership")]
    record_id: A[str, Described("id of the record", "M-0001")]
    fields: A[
        Mapping[str, Value],
        Described(
            "its values by column, without the id; empty values and those the caller may not see are left out",
            {"role": "core", "group_id": "G-01", "valid_from": date(2020, 4, 21)},
        ),
    ]
    n_fields_withheld: A[
        int, Described("columns that the caller may not see, whether or not they hold a value", 1, unit="columns")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetail(Result):
    """All rows of one person, and the records that refer to them; all empty for one who is withheld."""

    person_id: A[
        str,
        Described(
            'id that stands for the person on the day; "withheld" where the caller may not know who it is',
            "P-0014",
            refers_to="person",
        ),
    ]
    label: Label
    rows: A[
        tuple[SeenRecord, ...],
        Described("rows of the persons table that are this one person on the day; empty: withheld", None),
    ]
    records: A[
        tuple[SeenRecord, ...],
        Described(
            "records that refer to the person or to a notification of theirs, those the caller may not see left out",
            None,
        ),
    ]
    referred: A[
        tuple[SeenRecord, ...],
        Described(
            "groups, incidents, conflicts, sources, rounds and call-ins that these records refer to, by kind and id, "
            "as far as the caller may see them",
            None,
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchParameters:
    """Whom to look for; empty: everybody."""

    query: A[str, Parameter("Part of an id, label, name or alias", "P-0014", may_name=True, maximum=MAX_QUERY)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetailParameters:
    """Which person."""

    person_id: PersonIdParameter


def search(
    context: Context,
    *,
    query: str = "",
    as_of: date | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> PersonList:
    """List persons by id, or those whose id, label, name or alias holds a text; capitals do not matter.

    Names and aliases are searched for callers who may see them. Persons who are withheld are never
    found, and how many would have been is never told: that would say whether there is one of that name.
    """
    question = UseCase(
        name="search",
        question="Who is it?",
        summary="Persons by id, or by part of an id, label, name or alias",
        address="persons",
        parameters=SearchParameters,
        result=PersonList,
        compute=partial(_search, context, after=after, limit=limit),
    )
    details = {"n_characters": len(folded(query))}
    return answer(context, question, SearchParameters(query=query), as_of=as_of, details=details)


def person(context: Context, *, person_id: str, as_of: date | None = None) -> PersonDetail:
    """Return one person, named by any of their ids, with all records that refer to them, as the caller may see them."""
    question = UseCase(
        name="person",
        question="What is recorded about a person?",
        summary="All rows of a person and all records that refer to them",
        address="persons/{person_id}",
        parameters=PersonDetailParameters,
        result=PersonDetail,
        compute=partial(_person, context),
    )
    return answer(context, question, PersonDetailParameters(person_id=person_id), as_of=as_of)


@projected.register
def _person_list(result: PersonList, _view: View) -> PersonList:
    return result  # made for its caller


@projected.register
def _person_detail(result: PersonDetail, _view: View) -> PersonDetail:
    return result  # made for its caller


@persons_in.register
def _persons_in_detail(result: PersonDetail) -> set[str]:
    return _persons_named(result.records)


def _search(
    context: Context,
    snapshot: Snapshot,
    policy: Policy,
    parameters: SearchParameters,
    *,
    after: str | None,
    limit: int | None,
) -> PersonList:
    text = folded(parameters.query)
    if len(parameters.query) > MAX_QUERY:
        message = f"search for a text of at most {MAX_QUERY} characters"
        raise InputError(message)
    view = view_of(snapshot, context.classes)
    sees_names = DataClass.IDENTITY in context.classes
    frame, same = snapshot["person"], people(snapshot).same
    is_match = np.zeros(len(frame), dtype=np.bool_)
    is_match[_ids_and_labels(snapshot).holding(text) // 2] = True
    if text and sees_names:
        is_match[[frame.position[key] for key in _named(context, snapshot, text)]] = True
    is_match[[frame.position[key] for key in view.hidden]] = False
    person_ids = [frame.ids[first] for first in np.unique(same[is_match]).tolist()]
    page, next_after = page_by_id(person_ids, key=str, after=after, limit=limit)
    by = "id, label, names and aliases" if sees_names else "id and label; names are withheld from you"
    return PersonList(
        **header(
            "search",
            snapshot,
            policy,
            {"query": parameters.query},
            notes=(
                note("searched", len(frame) - len(view.hidden), fields=by),
                note("person_withheld", len(view.hidden), of="search"),
            ),
        ),
        persons=briefs(context, snapshot, page, sees_names=sees_names),
        n_total=len(person_ids),
        next_after=next_after,
    )


def _person(context: Context, snapshot: Snapshot, policy: Policy, parameters: PersonDetailParameters) -> PersonDetail:
    person_id, classes = parameters.person_id, context.classes
    frame, view = snapshot["person"], view_of(snapshot, classes)
    joined = people(snapshot)
    first = int(joined.same[frame.position[person_id]])
    is_hidden = person_id in view.hidden
    person_ids = [frame.ids[row] for row in joined.rows_of(first)]
    kinds = [kind for kind in KINDS.values() if _refers(kind)]
    shown_kinds = [kind for kind in kinds if classes_of(kind) <= classes]
    hidden_tables = [kind.table for kind in kinds if kind not in shown_kinds]
    notes = (
        note("person_withheld", int(is_hidden)),
        *records_left_out(classes),
        note("table_withheld", len(hidden_tables), tables=", ".join(hidden_tables)),
    )
    keys = {} if is_hidden else {"person": person_ids, **_records_of(snapshot, shown_kinds, person_ids, view)}
    records = {
        name: _seen(KINDS[name], table, classes)
        for name, table in records_beside(context.store, snapshot, keys).items()
    }
    rows = records.pop("person", ())
    shown = tuple(record for of_kind in records.values() for record in of_kind)
    return PersonDetail(
        **header("person", snapshot, policy, {"person_id": view.name(person_id)}, notes=notes),
        person_id=view.name(frame.ids[first]),
        label=WITHHELD.value if is_hidden else frame.texts["label"][first],
        rows=rows,
        records=shown,
        referred=_referred(context, snapshot, shown),
    )


def _referred(context: Context, snapshot: Snapshot, records: Sequence[SeenRecord]) -> tuple[SeenRecord, ...]:
    """Return what records refer to, as far as the references themselves are shown; persons and their visits apart."""
    keys: dict[str, set[str]] = {}
    for record in records:
        for field in KINDS[record.kind].references:
            if field.target not in {"person", "notification"} and field.name in record.fields:
                keys.setdefault(str(field.target), set()).add(str(record.fields[field.name]))
    tables = records_beside(context.store, snapshot, {name: sorted(keys[name]) for name in sorted(keys)})
    kinds = [KINDS[name] for name in sorted(tables) if classes_of(KINDS[name]) <= context.classes]
    return tuple(record for kind in kinds for record in _seen(kind, tables[kind.name], context.classes))


def _records_of(
    snapshot: Snapshot, kinds: Sequence[Kind], person_ids: Sequence[str], view: View
) -> dict[str, list[str]]:
    """Keys of records that refer to the person, and of those that refer to their notifications, by kind.

    A record that refers to somebody who is hidden is left out: its id may be made of theirs, and be tried out.
    """
    position = snapshot["person"].position
    rows = [position[person_id] for person_id in person_ids]
    hidden = [position[person_id] for person_id in view.hidden]
    notified: list[int] = []
    keys: dict[str, list[str]] = {}
    for kind in kinds:
        frame, of_person = snapshot[kind.name], np.zeros(len(snapshot[kind.name]), dtype=np.bool_)
        of_hidden = of_person.copy()
        for field in kind.references:
            if field.target == "person":
                of_person |= np.isin(frame[field.name], rows)
                of_hidden |= np.isin(frame[field.name], hidden)
            elif field.target == "notification":
                of_person |= np.isin(frame[field.name], notified)
        matching = np.flatnonzero(of_person & ~of_hidden).tolist()
        if kind.name == "notification":
            notified = matching
        if matching:
            keys[kind.name] = [frame.ids[row] for row in matching]
    return keys


def _seen(kind: Kind, table: Table, classes: frozenset[DataClass]) -> tuple[SeenRecord, ...]:
    return tuple(_seen_record(kind, row, classes) for row in table.rows())


def _seen_record(kind: Kind, row: Sequence[Value], classes: frozenset[DataClass]) -> SeenRecord:
    shown: dict[str, Value] = {}
    n_withheld = 0
    for field, value in zip(kind.fields[1:], row[1:], strict=True):
        if field.mark.data_class not in classes:
            n_withheld += 1
        elif value is not None and value != ():
            shown[field.name] = value
    return SeenRecord(kind.name, str(row[0]), shown, n_withheld)


def _refers(kind: Kind) -> bool:
    return any(field.target in {"person", "notification"} for field in kind.references)


def _persons_named(records: Sequence[SeenRecord]) -> set[str]:
    """Persons at the other ends of ties and links."""
    person_ids = set()
    for record in records:
        for field in KINDS[record.kind].references:
            if field.target == "person" and field.name in record.fields:
                person_ids.add(str(record.fields[field.name]))
    return person_ids


def _named(context: Context, snapshot: Snapshot, text: str) -> set[str]:
    """Rows with a name or alias that holds a text; names are read for this search and kept nowhere."""
    columns = ["person_id", "names", "aliases"]
    names_of = columns_holding(context.store, snapshot, KINDS["person"], columns, text)
    rows = zip(names_of["person_id"], names_of["names"], names_of["aliases"], strict=True)
    return {
        str(key)
        for key, names, aliases in rows
        if (names or aliases) and any(text in folded(word) for word in (*_words(names), *_words(aliases)))
    }


@derived
def _ids_and_labels(snapshot: Snapshot) -> SearchedTexts:
    """Id and label of each row, in turn."""
    frame = snapshot["person"]
    return SearchedTexts(text for row in zip(frame.ids, frame.texts["label"], strict=True) for text in row)


def briefs(
    context: Context, snapshot: Snapshot, person_ids: Sequence[str], *, sees_names: bool
) -> tuple[PersonBrief, ...]:
    """Return persons as lists show them, with their names for who may see them."""
    frame = snapshot["person"]
    labels = [frame.texts["label"][frame.position[person_id]] for person_id in person_ids]
    if not sees_names:
        return tuple(
            PersonBrief(person_id, label, None, None) for person_id, label in zip(person_ids, labels, strict=True)
        )
    table = records_beside(context.store, snapshot, {"person": person_ids})["person"]
    names = zip(table.column("names"), table.column("aliases"), strict=True)
    named = {key: (_words(words), _words(aliases)) for key, (words, aliases) in zip(table.keys, names, strict=True)}
    return tuple(
        PersonBrief(person_id, label, *named.get(person_id, ((), ())))
        for person_id, label in zip(person_ids, labels, strict=True)
    )


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(word) for word in value) if isinstance(value, tuple | list) else ()
