"""What a caller names in a question: groups by id or name, persons by id alone; what may be meant by what is not there.

A person is never found by name here, and nobody is told the id of one who is withheld from them.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar, cast

from graph_service.domain.nearest import did_you_mean, nearest, written_alike
from graph_service.domain.parameters import GROUP_PREFIX, parameter_fields
from graph_service.domain.schema import KINDS
from graph_service.domain.snapshot import Snapshot
from graph_service.errors import InputError, NotFoundError
from graph_service.ports import GraphStore
from graph_service.services.snapshots import columns_beside
from graph_service.services.view import View

P = TypeVar("P")
N_SHOWN = 5


def with_ids(parameters: P, store: GraphStore, snapshot: Snapshot, view: View) -> P:
    """Return parameters with the ids of what they name; what is not there is refused, with what may be meant."""
    ids: dict[str, str | tuple[str, ...]] = {}
    for field in parameter_fields(type(parameters)):
        value = getattr(parameters, field.name)
        if field.described.refers_to == "group" and isinstance(value, str):
            ids[field.name] = _group_id(store, snapshot, value)
        elif field.described.refers_to == "group" and value is not None:
            ids[field.name] = tuple(dict.fromkeys(_group_id(store, snapshot, word) for word in value))
        elif field.described.or_group:
            ids[field.name] = _person_or_group(store, snapshot, view, value)
        elif field.described.refers_to in KINDS and not field.names_persons:
            _check_keys(field.described.refers_to, (value,) if isinstance(value, str) else value or (), snapshot)
        elif field.names_persons and isinstance(value, tuple) and field.described.each:
            _check_each(value, snapshot, view)
        elif field.names_persons and isinstance(value, tuple):
            _check_persons(field.name, value, snapshot, view)
        elif field.names_persons and not field.is_list and value not in snapshot["person"].position:
            raise no_person(value, snapshot, view)
    return cast("P", replace(cast("Any", parameters), **ids)) if ids else parameters


def no_person(person_id: str, snapshot: Snapshot, view: View) -> NotFoundError:
    """Return the error for a person who is not there; what may be a name is not said back."""
    who = "of that name, and none is found by name here" if _is_like_a_name(person_id) else repr(person_id)
    hint = did_you_mean(_persons_alike(person_id, snapshot, view)) or "; ids are as in the persons table"
    return NotFoundError(f"there is no person {who}{hint}")


def _person_or_group(store: GraphStore, snapshot: Snapshot, view: View, word: str) -> str:
    """Return the id of a person as it is, and that of a group behind the sign that marks one."""
    if word in snapshot["person"].position:
        return word
    group = word.removeprefix(GROUP_PREFIX)
    try:
        return GROUP_PREFIX + _group_id(store, snapshot, group)
    except NotFoundError:
        if group != word:
            raise
    meant = _persons_alike(word, snapshot, view) or _groups_meant(store, snapshot, word)
    who = "of that name: persons are named by an id alone" if _is_like_a_name(word) else repr(word)
    message = f"there is no person or group {who}{did_you_mean(meant)}"
    raise NotFoundError(message)


def _is_like_a_name(word: str) -> bool:
    return " " in word.strip() and not any(sign.isdigit() for sign in word)


def _check_keys(kind: str, keys: Sequence[str], snapshot: Snapshot) -> None:
    unknown = next((key for key in keys if key not in snapshot[kind].position), None)
    if unknown is not None:
        hint = did_you_mean(written_alike(unknown, snapshot[kind].ids)[:N_SHOWN])
        message = f"there is no {kind} {unknown!r}{hint or f'; ids are as in the {KINDS[kind].table} table'}"
        raise NotFoundError(message)


def _check_persons(list_name: str, person_ids: Sequence[str], snapshot: Snapshot, view: View) -> None:
    unknown = sorted(set(person_ids) - snapshot["person"].position.keys())
    if unknown:
        alike = [near for person_id in unknown[:N_SHOWN] for near in _persons_alike(person_id, snapshot, view)]
        hint = did_you_mean(list(dict.fromkeys(alike))[:N_SHOWN])
        message = f"the {list_name} names persons that are not there: {', '.join(unknown[:N_SHOWN])}{hint}"
        raise InputError(message)


def _check_each(person_ids: Sequence[str], snapshot: Snapshot, view: View) -> None:
    unknown = next((person_id for person_id in person_ids if person_id not in snapshot["person"].position), None)
    if unknown is not None:
        raise no_person(unknown, snapshot, view)


def _persons_alike(person_id: str, snapshot: Snapshot, view: View) -> list[str]:
    """Ids written alike of persons whom the caller may see; one that differs in a number is another person."""
    return [near for near in written_alike(person_id, snapshot["person"].ids) if near not in view.hidden]


def _group_id(store: GraphStore, snapshot: Snapshot, word: str) -> str:
    """Return the id of a group that is named by its id, or by a name or alias that no other group has."""
    if word in snapshot["group"].position:
        return word
    names = _names(store, snapshot)
    exact = [group_id for name, group_id in names if name == word]
    matches = dict.fromkeys(exact or [group_id for name, group_id in names if _folded(name) == _folded(word)])
    if len(matches) == 1:
        return next(iter(matches))
    if matches:
        message = f"several groups are called {word!r}: give the id of one, {' or '.join(matches)}"
        raise InputError(message)
    message = f"there is no group {word!r}{did_you_mean(_groups_meant(store, snapshot, word))}"
    raise NotFoundError(message)


def _groups_meant(store: GraphStore, snapshot: Snapshot, word: str) -> list[str]:
    ids_of_names = dict(_names(store, snapshot))
    near = nearest(word, [*snapshot["group"].ids, *ids_of_names])
    return [f"{name} ({ids_of_names[name]})" if name in ids_of_names else name for name in near]


def _names(store: GraphStore, snapshot: Snapshot) -> list[tuple[str, str]]:
    """Names and aliases of groups, each with the id of its group; a snapshot does not hold the aliases."""
    columns = columns_beside(store, snapshot, {"group": ["group_id", "name", "aliases"]})
    of_groups = columns["group"]
    rows = zip(of_groups["group_id"], of_groups["name"], of_groups["aliases"], strict=True)
    return [
        (str(word), str(group_id))
        for group_id, name, aliases in rows
        if group_id in snapshot["group"].position
        for word in (name, *(aliases if isinstance(aliases, tuple | list) else ()))
    ]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().strip()
