"""A small case cut from the demo city: three groups, some of their people, and what is told of them alone."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import cast

from graph_service.domain.tables import Table, Tables

GROUPS = ("G-01", "G-02", "G-14")  # two in conflict, and one that merged into the second
N_OF_A_GROUP = 10
FURTHER_PERSONS = ("P-0001", "P-0414", "P-0293", "P-0294")  # one person under two ids; two drawn into the conflict
FIRST_DAY = date(2020, 1, 1)  # of incidents and custom notifications: older ones are left out
ON_DEMAND = ("round", "source")  # kept where a record that is kept refers to them

Keys = dict[str, set[str]]  # by kind name


def cut_example(city: Tables) -> Tables:
    """Cut three groups out of the city: of each the people of whom most is told, and every record of them alone.

    A record that refers to anybody or anything outside is left out, so that all references lead somewhere.
    """
    keys = {name: set(table.keys) for name, table in city.items()}
    keys["group"] = set(GROUPS)
    keys["person"] = {*FURTHER_PERSONS, *(person for group in GROUPS[:2] for person in _most_told_of(city, group))}
    for name, column in (("incident", "occurred_on"), ("notification", "delivered_on")):
        keys[name] = _since(city[name], column)
    keys["conflict"] -= {
        str(conflict)
        for conflict, group in zip(*map(city["conflict_party"].column, ("conflict_id", "group_id")), strict=True)
        if group not in GROUPS
    }
    keys["incident"] &= _ends(city["involvement"], keys["person"]) | _ends(city["attribution"], keys["group"])
    while any(_leave_out_dangling(table, keys) for table in city.values()):
        pass
    for name in ON_DEMAND:
        keys[name] &= {key for table in city.values() for key in _references_to(name, table, keys)}
    rows = {name: [row for row, key in enumerate(table.keys) if key in keys[name]] for name, table in city.items()}
    return {name: table.take(rows[name]) for name, table in city.items() if rows[name]}


def _most_told_of(city: Tables, group: str) -> list[str]:
    """Return the members of a group with records of the most kinds; of equal ones those with more records."""
    kinds: dict[str, set[str]] = defaultdict(set)
    n_records: dict[str, int] = defaultdict(int)
    for name, table in city.items():
        for person in _references_to("person", table, None):
            kinds[person].add(name)
            n_records[person] += 1
    memberships = zip(city["membership"].column("person_id"), city["membership"].column("group_id"), strict=True)
    members = {str(person) for person, group_id in memberships if group_id == group}
    return sorted(members, key=lambda person: (-len(kinds[person]), -n_records[person], person))[:N_OF_A_GROUP]


def _references_to(kind: str, table: Table, keys: Keys | None) -> list[str]:
    """Return the ids of a kind that a table refers to, in rows that are kept."""
    columns = [table.column(field.name) for field in table.kind.references if field.target == kind]
    is_kept = [keys is None or key in keys[table.kind.name] for key in table.keys]
    return [str(value) for column in columns for value, kept in zip(column, is_kept, strict=True) if kept and value]


def _since(table: Table, column: str) -> set[str]:
    days = zip(table.keys, table.column(column), strict=True)
    return {key for key, day in days if day is not None and cast("date", day) >= FIRST_DAY}


def _ends(links: Table, ends: Collection[str]) -> set[str]:
    """Return the incidents that links join to some persons or groups."""
    (other,) = (field.name for field in links.kind.ends if field.target != "incident")
    pairs = zip(links.column("incident_id"), links.column(other), strict=True)
    return {str(incident) for incident, end in pairs if end in ends}


def _leave_out_dangling(table: Table, keys: Keys) -> bool:
    """Leave out the rows that refer to what is not kept; say whether there were any."""
    name = table.kind.name
    dangling = {
        key
        for field in table.kind.references
        for key, value in zip(table.keys, table.column(field.name), strict=True)
        if key in keys[name] and value is not None and value not in keys[str(field.target)]
    }
    keys[name] -= dangling
    return bool(dangling)
