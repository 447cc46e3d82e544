"""What is another than on an earlier day, as marks on the map of this one, as a sentence and as rows of a table."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeVar

from graph_service.analysis.network import Network, NetworkMembership, NetworkPerson
from graph_service.analysis.network_difference import Key, Moves, NetworkDifference
from graph_service.analysis.result import Withheld
from graph_service.languages.source import N_
from graph_service.languages.translator import Translator
from graph_service.wording.cells import yes_or_no
from graph_service.wording.words import coded
from visualizations import theme
from visualizations.geometry import XY
from visualizations.ghosts import GROUP_RADIUS, Ghosts
from visualizations.layout import Layout
from visualizations.marks import DayChanges, Ghost, GhostLine
from visualizations.numbering import Numbered
from visualizations.said import STATUS_WORDS, kind_words, label_said

T = TypeVar("T")
SORTS: Final = {
    "persons": N_("persons"),
    "groups": N_("groups"),
    "memberships": N_("memberships"),
    "ties": N_("ties"),
    "conflicts": N_("conflicts"),
    "alliances": N_("alliances"),
}
ONE: Final = {
    "persons": N_("person"),
    "groups": N_("group"),
    "memberships": N_("membership"),
    "ties": N_("tie"),
    "conflicts": N_("conflict"),
    "alliances": N_("alliance"),
}
FIELDS: Final = {
    "status": N_("status"),
    "is_supervised": N_("under supervision"),
    "notified_on": N_("notified"),
    "name": N_("name"),
    "n_named": N_("named members"),
    "is_valid": N_("valid"),
    "role": N_("role"),
    "basis": N_("basis"),
    "kinds": N_("kinds"),
    "strength": N_("strength"),
}
LISTS: Final = {"status": "ConflictState", "role": "Role", "basis": "Basis"}
HEADS: Final = (N_("What"), N_("Which"), N_("Change"), N_("Before"), N_("Now"))
ChangeRow = tuple[tuple[str, ...], int]  # cells; position of the person on the map, -1 for none


def moves_of(difference: NetworkDifference) -> Mapping[str, Moves[Any]]:
    """Return the moves by the name of their sort, in the order in which they are said."""
    return {name: getattr(difference, name) for name in SORTS}


def sentence(difference: NetworkDifference, t: Translator) -> str:
    """Say in one sentence what came, left and changed.

    Parameters
    ----------
    difference : NetworkDifference
        Of the two days.
    t : Translator
        Of the language.

    Returns
    -------
    str
        As ``Since 2020-06-01: persons: 3 came, 1 left; ties: 2 came``.
    """
    sorts = []
    for name, moves in moves_of(difference).items():
        counts = (
            (t.text("{n} came"), len(moves.came)),
            (t.text("{n} left"), len(moves.left)),
            (t.text("{n} changed"), len(moves.changed)),
        )
        parts = ", ".join(text.format(n=n) for text, n in counts if n)
        if parts:
            sorts.append(f"{t.text(SORTS[name])}: {parts}")
    moved = "; ".join(sorts) or t.text("nothing is another")
    return t.text("Since {day}: {moves}").format(day=difference.since.isoformat(), moves=moved)


def change_marks(
    difference: NetworkDifference,
    ghosts: Ghosts,
    network: Network,
    numbers: Numbered,
    layout: Layout,
    *,
    describe: Callable[[NetworkPerson], str],
    t: Translator,
) -> DayChanges:
    """Put the difference onto the map of the later day.

    Parameters
    ----------
    difference : NetworkDifference
        Of the two days.
    ghosts : Ghosts
        Where those stand who left.
    network : Network
        What is drawn.
    numbers : Numbered
        Its positions.
    layout : Layout
        Where everything stands.
    describe : Callable[[NetworkPerson], str]
        Says who a person was.
    t : Translator
        Of the language.

    Returns
    -------
    DayChanges
        Marks; of persons and ties only where persons are drawn.
    """
    shows_persons = layout.shows_persons
    person_at = {row.person_id: i for i, row in enumerate(network.persons)} if shows_persons else {}
    group_at = {row.group_id: i for i, row in enumerate(network.groups)}
    tie_at = {(tie.person_a, tie.person_b): i for i, tie in enumerate(numbers.ties)} if shows_persons else {}
    conflict_at = {(row.group_a, row.group_b): i for i, row in enumerate(numbers.conflicts)}
    alliance_at = {(row.group_a, row.group_b): i for i, row in enumerate(numbers.alliances)}
    members = difference.memberships
    moved = {key[0] for moves in (members.came, members.left, members.changed) for key in moves}
    came = {key[0] for key in difference.persons.came}
    changed = ({key[0] for key in difference.persons.changed} | moved) - came
    return DayChanges(
        since=difference.since.isoformat(),
        sentence=sentence(difference, t),
        ghosts=tuple(_ghosts(difference, ghosts, describe, t)),
        lines=tuple(_lines(difference, ghosts, person_at, group_at, layout, t)),
        came_persons=_positions({(person,) for person in came}, {(key,): i for key, i in person_at.items()}),
        changed_persons=_positions({(person,) for person in changed}, {(key,): i for key, i in person_at.items()}),
        came_groups=_positions(difference.groups.came, {(key,): i for key, i in group_at.items()}),
        came_ties=_positions(difference.ties.came, tie_at),
        came_conflicts=_positions(difference.conflicts.came, conflict_at),
        changed_conflicts=_positions(difference.conflicts.changed, conflict_at),
        came_alliances=_positions(difference.alliances.came, alliance_at),
    )


def _positions(keys: Mapping[Any, object] | set[Any], at: Mapping[Any, int]) -> tuple[int, ...]:
    return tuple(sorted(at[key] for key in keys if key in at))


def _ghosts(
    difference: NetworkDifference, ghosts: Ghosts, describe: Callable[[NetworkPerson], str], t: Translator
) -> Iterator[Ghost]:
    left = t.text("{what}; no longer on the map, was there on {day}")
    day = difference.since.isoformat()
    for (person_id,), person in difference.persons.left.items():
        if person_id in ghosts.persons:
            x, y = ghosts.persons[person_id]
            yield Ghost(x, y, theme.dot_radius(person.points), "", left.format(what=describe(person), day=day))
    for (group_id,), group in difference.groups.left.items():
        x, y = ghosts.groups[group_id]
        yield Ghost(x, y, GROUP_RADIUS, group.name, left.format(what=group.name, day=day))


def _lines(
    difference: NetworkDifference,
    ghosts: Ghosts,
    person_at: Mapping[str, int],
    group_at: Mapping[str, int],
    layout: Layout,
    t: Translator,
) -> Iterator[GhostLine]:
    """Lines that left, between two that stand on the map, be it as ghosts."""

    def person_spot(person_id: str) -> XY | None:
        if person_id in person_at:
            x, y = layout.persons[person_at[person_id]]
            return float(x), float(y)
        return ghosts.persons.get(person_id)

    def group_spot(group_id: str) -> XY | None:
        if group_id in group_at:
            x, y = layout.centres[group_at[group_id]]
            return float(x), float(y)
        return ghosts.groups.get(group_id)

    spots = {"ties": person_spot, "conflicts": group_spot, "alliances": group_spot}
    for name, spot in spots.items():
        text = t.text("{sort} between {first} and {second}, no longer there")
        for first, second in moves_of(difference)[name].left:
            start, end = spot(first), spot(second)
            if start is not None and end is not None:
                words = text.format(sort=t.text(ONE[name]), first=first, second=second)
                yield GhostLine(name, start, end, words)


def change_rows(difference: NetworkDifference, earlier: Network, network: Network, t: Translator) -> list[ChangeRow]:
    """Return the difference as rows of a table: what, which, what happened, before and now.

    Parameters
    ----------
    difference : NetworkDifference
        Of the two days.
    earlier : Network
        As of the earlier day, for labels and names.
    network : Network
        As of the later day.
    t : Translator
        Of the language.

    Returns
    -------
    list[ChangeRow]
        By sort; of each sort what came, what left and what changed, by id.
    """
    names = {row.person_id: label_said(t, row.label) for day in (earlier, network) for row in day.persons}
    names |= {row.group_id: row.name for day in (earlier, network) for row in day.groups}
    position = {row.person_id: i for i, row in enumerate(network.persons)}
    rows: list[ChangeRow] = []
    for sort, moves in moves_of(difference).items():
        said = t.text(ONE[sort])
        for word, records in ((t.text("came"), moves.came), (t.text("left"), moves.left)):
            for key, record in records.items():
                state = _state(record, t)
                before, now = ("", state) if records is moves.came else (state, "")
                rows.append(((said, _which(key, names), word, before, now), position.get(key[0], -1)))
        for key, pair in moves.changed.items():
            before, now = (
                ", ".join(f"{t.text(FIELDS[field])}: {_value(field, getattr(day, field), t)}" for field in pair.fields)
                for day in (pair.before, pair.after)
            )
            rows.append(((said, _which(key, names), t.text("changed"), before, now), position.get(key[0], -1)))
    return rows


def _which(key: Key, names: Mapping[str, str]) -> str:
    return " – ".join(name if (name := names.get(each, each)) == each else f"{name} ({each})" for each in key)


def _state(record: object, t: Translator) -> str:
    """Say of what came or left what it is or was."""
    if isinstance(record, NetworkMembership):
        return f"{coded(t, record.role, 'Role')}, {coded(t, record.basis, 'Basis')}"
    kinds = getattr(record, "kinds", ())
    if kinds:
        return ", ".join(kind_words(t, kind) for kind in kinds)
    status = getattr(record, "status", "")
    return "" if status in {"", "none"} else _value("status", status, t)


def _value(field: str, value: object, t: Translator) -> str:
    if value is None or value in {"", "none"}:
        return "–"
    if isinstance(value, bool):
        return yes_or_no(t, value)
    if isinstance(value, tuple):
        return ", ".join(kind_words(t, str(kind)) for kind in value)
    if isinstance(value, Withheld):
        return coded(t, value)
    if isinstance(value, float):
        return t.decimal(f"{value:g}")
    if field == "status" and value in STATUS_WORDS:
        return t.text(STATUS_WORDS[str(value)])
    return coded(t, value, LISTS[field]) if field in LISTS else str(value)
