"""Finding by what somebody types: persons, groups, incidents and conflicts by id, label or name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np

from graph_service.analysis.people import incident_periods
from graph_service.domain.schema import KINDS
from graph_service.domain.snapshot import Snapshot, derived
from graph_service.domain.vocabulary import DataClass
from graph_service.services.access import authorise, may_use
from graph_service.services.context import Context
from graph_service.services.frame import in_one_moment
from graph_service.services.persons import PersonBrief, PersonList, search
from graph_service.services.snapshots import columns_holding
from graph_service.services.text_search import SearchedTexts, folded

MOST = 50  # of a kind
_ACTIONS = {"group": "groups", "incident": "incidents", "conflict": "conflicts"}
_TEXTS = {"group": ("name", "aliases"), "incident": (), "conflict": ("name",)}  # beside the id


@dataclass(frozen=True, slots=True)
class Match:
    """Something that holds what was typed, and whether it is just that."""

    kind: str
    record_id: str
    name: str
    by: str  # what holds it: id, label or name
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Matches:
    """What was found, where it was looked for, and where not."""

    persons: PersonList
    matches: tuple[Match, ...]
    n_total: dict[str, int]  # by kind, shown or not
    searched: tuple[str, ...]
    not_searched: tuple[str, ...]
    by_name: bool  # whether names of persons were searched

    @property
    def only(self) -> Match | None:
        """What was meant: the one that is just what was typed."""
        exact = [match for match in self.matches if match.is_exact]
        return exact[0] if len(exact) == 1 else None


def find(context: Context, *, query: str, as_of: date | None = None) -> Matches:
    """Look for a text among all that the caller may see; persons through `search`, which writes it down.

    Groups, incidents and conflicts are looked for by those who may see lists of them; incidents after the day are not
    there yet.
    """
    persons = search(context, query=query, as_of=as_of, limit=MOST)
    matches = [_match_of(person, folded(query)) for person in persons.persons]
    n_total = {"person": persons.n_total}
    kinds = [kind for kind, action in _ACTIONS.items() if may_use(context.caller, action)]
    for kind in kinds:
        of_kind, n_total[kind] = in_one_moment(partial(_matches, context, kind, folded(query), as_of))
        matches += of_kind
    return Matches(
        persons,
        tuple(matches),
        n_total,
        ("person", *kinds),
        tuple(kind for kind in _ACTIONS if kind not in kinds),
        DataClass.IDENTITY in context.classes,
    )


def _match_of(person: PersonBrief, text: str) -> Match:
    by = _by({"id": [person.person_id], "label": [person.label]}, text) or "name"
    texts = [person.person_id, person.label, *(person.names or ()), *(person.aliases or ())]
    return Match("person", person.person_id, person.label, by, text in map(folded, texts))


def _matches(context: Context, kind: str, text: str, as_of: date | None) -> tuple[list[Match], int]:
    """Return the first records that hold a text, those that are just that before the others, and how many do."""
    authorise(context.caller, _ACTIONS[kind])
    snapshot = context.snapshot(as_of)
    frame = snapshot[kind]
    names = _names_holding(context, snapshot, kind, text) if _TEXTS[kind] else {}
    is_match = np.zeros(len(frame), dtype=np.bool_)
    is_match[_ids(snapshot, kind).holding(text)] = True
    is_match[[frame.position[key] for key in names]] = True
    if kind == "incident":
        is_match &= incident_periods(snapshot).seen
    rows = np.flatnonzero(is_match).tolist()
    exact = {frame.position[key] for key, words in names.items() if text in map(folded, words)}
    exact |= {row for row in _ids(snapshot, kind).equal_to(text).tolist() if is_match[row]}
    first = sorted(rows, key=lambda row: row not in exact)[:MOST]
    return [_match(snapshot, kind, row, names, text, is_exact=row in exact) for row in first], len(rows)


def _match(
    snapshot: Snapshot, kind: str, row: int, names: Mapping[str, Sequence[str]], text: str, *, is_exact: bool
) -> Match:
    frame = snapshot[kind]
    record_id = frame.ids[row]
    own = [*_words([frame.texts["name"][row]])] if _TEXTS[kind] else []
    name = next(iter(names.get(record_id, own)), "")
    return Match(kind, record_id, name, "id" if text in folded(record_id) else "name", is_exact)


def _names_holding(context: Context, snapshot: Snapshot, kind: str, text: str) -> dict[str, list[str]]:
    """Return the names of records that have one with a text in it, by id."""
    key, *_ = names = [KINDS[kind].key, *_TEXTS[kind]]
    columns = columns_holding(context.store, snapshot, KINDS[kind], names, text)
    rows = zip(columns[key], *(columns[name] for name in _TEXTS[kind]), strict=True)
    words_of = {str(record_id): [*_words(values)] for record_id, *values in rows}
    return {record_id: words for record_id, words in words_of.items() if any(text in folded(word) for word in words)}


@derived
def _ids(snapshot: Snapshot, kind: str) -> SearchedTexts:
    return SearchedTexts(snapshot[kind].ids)


def _by(texts: dict[str, list[str]], text: str) -> str | None:
    return next((name for name, words in texts.items() if any(text in folded(word) for word in words)), None)


def _words(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, tuple | list):
            yield from map(str, value)
        elif value:
            yield str(value)
