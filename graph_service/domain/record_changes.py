"""Which changes of records touch a person or a group: their own, those that name them, and those one step away."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from graph_service.domain.schema import Shape
from graph_service.domain.table_diff import TableDiff
from graph_service.domain.tables import Table, Tables

Entity = tuple[str, str]  # kind name and key
_Changes = dict[Entity, dict[str, None]]
_SPREADS = "incident"  # what is recorded of it concerns all who are linked to it


def changes_by_entity(before: Tables, after: Tables, diffs: Mapping[str, TableDiff]) -> dict[Entity, list[str]]:
    """Return the changes that touch each record, as `table:id`, in order.

    A change touches the record itself and whatever it refers to. A changed node (a source, an incident, a person)
    touches also what the records that name it refer to; and a change that refers to an incident, whoever is linked
    to that incident: an attribution that is new touches the persons who are suspects in it.
    """
    changes: _Changes = defaultdict(dict)
    spreading: _Changes = defaultdict(dict)
    for name, diff in diffs.items():
        for tables in (before, after):
            for key, targets in _references(tables.get(name), diff.keys):
                change = f"{diff.kind.table}:{key}"
                for entity in ((name, key), *targets):
                    changes[entity][change] = None
                    if entity[0] == _SPREADS or (entity == (name, key) and diff.kind.shape is Shape.NODE):
                        spreading[entity][change] = None
    for table in (*before.values(), *after.values()):
        for targets in _naming(table, spreading):
            spread = [change for target in targets for change in spreading.get(target, ())]
            for target in targets:
                changes[target].update(dict.fromkeys(spread))
    return {entity: sorted(of_entity) for entity, of_entity in changes.items()}


def _references(table: Table | None, keys: frozenset[str]) -> Iterator[tuple[str, list[Entity]]]:
    """Yield each of some records with what it refers to."""
    if table is None or not keys:
        return
    for row, key in enumerate(table.keys):
        if key in keys:
            yield key, _targets(table, row)


def _naming(table: Table, entities: Mapping[Entity, object]) -> Iterator[list[Entity]]:
    """Yield what each record refers to that refers to one of some."""
    rows: set[int] = set()
    for field in table.kind.references:
        keys = {key for name, key in entities if name == field.target}
        if keys:
            rows.update(row for row, value in enumerate(table.column(field.name)) if value in keys)
    for row in sorted(rows):
        yield _targets(table, row)


def _targets(table: Table, row: int) -> list[Entity]:
    values = ((str(field.target), table.column(field.name)[row]) for field in table.kind.references)
    return [(target, str(value)) for target, value in values if value is not None]
