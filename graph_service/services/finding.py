"""Finding by what somebody types: persons, groups, incidents and conflicts by id, label or name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from graph_service.analysis.people import incident_periods
from graph_service.domain.vocabulary import DataClass
from graph_service.services.access import authorise, may_use
from graph_service.services.context import Context
from graph_service.services.frame import in_one_moment
from graph_service.services.persons import PersonBrief, PersonList, folded, search
from graph_service.services.snapshots import columns_beside

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
        unordered = in_one_moment(partial(_matches, context, kind, folded(query), as_of))
        rows = sorted(unordered, key=lambda match: not match.is_exact)
        matches += rows[:MOST]
        n_total[kind] = len(rows)
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


def _matches(context: Context, kind: str, text: str, as_of: date | None) -> list[Match]:
    authorise(context.caller, _ACTIONS[kind])
    snapshot = context.snapshot(as_of)
    frame = snapshot[kind]
    columns = columns_beside(context.store, snapshot, {kind: [frame.kind.key, *_TEXTS[kind]]})[kind]
    is_seen = incident_periods(snapshot).seen if kind == "incident" else None
    matches = []
    for row, record_id in enumerate(frame.ids):
        if is_seen is not None and not is_seen[row]:
            continue
        names = [*_words(columns[name][row] for name in _TEXTS[kind])]
        by = _by({"id": [record_id], "name": names}, text)
        if by is not None:
            is_exact = text in map(folded, (record_id, *names))
            matches.append(Match(kind, record_id, names[0] if names else "", by, is_exact))
    return matches


def _by(texts: dict[str, list[str]], text: str) -> str | None:
    return next((name for name, words in texts.items() if any(text in folded(word) for word in words)), None)


def _words(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, tuple | list):
            yield from map(str, value)
        elif value:
            yield str(value)
