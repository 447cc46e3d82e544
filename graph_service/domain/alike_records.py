"""Records that may be one: ids and names written alike, incidents alike, and joined persons who contradict each other.

All of it goes by forms that records share, so that the work grows with their number and not with their pairs.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import cast

from graph_service.domain.joined_persons import smallest_of_linked, stands_for
from graph_service.domain.look_alikes import plain_form, plain_forms
from graph_service.domain.rules import Doubt
from graph_service.domain.schema import KINDS
from graph_service.domain.tables import Table, Tables

# Only ids to which others refer: a second id of a link or an act splits nothing.
_REFERRED = tuple(name for name in KINDS if any(f.target == name for kind in KINDS.values() for f in kind.references))
_OF_JOINED = ("birth_year", "sex", "died_on")


def alike_doubts(tables: Tables) -> Iterator[Doubt]:
    """Find records that may be one, and persons joined who cannot be."""
    for name in _REFERRED:
        if name in tables:
            yield from _look_alike_ids(tables[name])
    if "group" in tables:
        yield from _groups_of_one_name(tables["group"], tables.get("group_succession"))
    if "incident" in tables:
        yield from _incidents_alike(tables["incident"], tables.get("involvement"))
    if "person" in tables and "same_person" in tables:
        yield from _joined_who_differ(tables["person"], tables["same_person"])


def _sharing(pairs: Iterable[tuple[Hashable, int]]) -> Iterator[list[int]]:
    """Rows that share a form, of each form that more than one row has."""
    first_rows: dict[Hashable, int] = {}
    rows_of: dict[Hashable, dict[int, None]] = {}
    for form, row in pairs:
        first_row = first_rows.setdefault(form, row)
        if first_row != row:  # hardly ever
            rows_of.setdefault(form, {first_row: None})[row] = None
    return map(list, rows_of.values())


def _look_alike_ids(table: Table) -> Iterator[Doubt]:
    forms = plain_forms(table.keys)
    if len(set(forms)) == len(forms):
        return
    pairs = ((form, row) for row, form in enumerate(forms) if form)
    for row in sorted(row for rows in _sharing(pairs) for row in rows):
        yield Doubt(table.kind, row, table.kind.key, "look_alike_ids")


def _groups_of_one_name(groups: Table, successions: Table | None) -> Iterator[Doubt]:
    """A group that became another may hand its name on."""
    ends = [successions.column(name) for name in ("from_group_id", "to_group_id")] if successions else []
    became = smallest_of_linked(zip(*ends, strict=True))
    forms: list[tuple[Hashable, int]] = []
    for row, (name, aliases) in enumerate(zip(groups.column("name"), groups.column("aliases"), strict=True)):
        words = (str(name), *cast("tuple[str, ...]", aliases))
        forms += [(form, row) for form in {plain_form(word) for word in words} if form]
    doubtful: set[int] = set()
    for rows in _sharing(forms):
        keys = [groups.keys[row] for row in rows]
        if len({became.get(key, key) for key in keys}) > 1:
            doubtful.update(rows)
    for row in sorted(doubtful):
        yield Doubt(groups.kind, row, "name", "groups_alike")


def _incidents_alike(incidents: Table, involvements: Table | None) -> Iterator[Doubt]:
    names = ("occurred_on", "precision", "type", "place", "latitude", "longitude")
    words = sorted({str(place) for place in incidents.column("place") if place is not None})
    form_of: dict[object, str] = dict(zip(words, plain_forms(words), strict=True))
    forms: list[tuple[Hashable, int]] = []
    for row, values in enumerate(zip(*map(incidents.column, names), strict=True)):
        day, precision, kind, place, latitude, longitude = values
        if precision != "day":
            continue
        if place is not None:
            forms.append(((day, kind, form_of[place]), row))
        if latitude is not None and longitude is not None and (latitude, longitude) != (0, 0):
            forms.append(((day, kind, latitude, longitude), row))
    times = incidents.column("occurred_time")
    doubtful = {row for rows in _sharing(forms) for row in _of_one_time(rows, times)}
    if involvements is not None:
        doubtful |= _sharing_a_killed_victim(incidents, involvements)
    for row in sorted(doubtful):
        yield Doubt(incidents.kind, row, incidents.kind.key, "incidents_alike")


def _of_one_time(rows: Sequence[int], times: Sequence[object]) -> Sequence[int]:
    """Of incidents of one day, those that no time of day sets apart from every other."""
    n_of = Counter(times[row] for row in rows)
    return rows if None in n_of else [row for row in rows if n_of[times[row]] > 1]


def _sharing_a_killed_victim(incidents: Table, involvements: Table) -> set[int]:
    killed = [row for row, harm in enumerate(involvements.column("harm")) if harm == "killed"]
    if not killed:
        return set()
    row_of = {key: row for row, key in enumerate(incidents.keys)}
    persons, incident_ids = (involvements.column(name) for name in ("person_id", "incident_id"))
    pairs = ((persons[row], row_of[str(incident_ids[row])]) for row in killed if incident_ids[row] in row_of)
    return {row for rows in _sharing(pairs) for row in rows}


def _joined_who_differ(persons: Table, same_persons: Table) -> Iterator[Doubt]:
    stands = stands_for(same_persons)
    standing = {*stands, *stands.values()}
    joined: dict[str, list[int]] = defaultdict(list)
    for row, key in enumerate(persons.keys):
        if key in standing:
            joined[stands.get(key, key)].append(row)
    for name in _OF_JOINED:
        column = persons.column(name)
        doubtful = [row for rows in joined.values() if len({column[row] for row in rows} - {None}) > 1 for row in rows]
        for row in sorted(doubtful):
            yield Doubt(persons.kind, row, name, "joined_persons_differ")
