"""The records that callers of some field classes see: rows that are withheld go with all that refers to them.

A column of a class that they do not see is empty. Two columns may not be: `protected_identity`, which says no of
everybody who is shown, and the reason for joining two persons, in the place of which stands the word for withheld.
"""

from collections.abc import Collection, Mapping

from graph_service.domain.rights import classes_of
from graph_service.domain.schema import KINDS, Field, Kind
from graph_service.domain.tables import Column, Table, Tables
from graph_service.domain.text import WITHHELD_WORD
from graph_service.domain.vocabulary import DataClass

Keys = Mapping[str, Collection[str]]  # by kind name


def keys_concerning(tables: Tables, persons: Collection[str]) -> dict[str, set[str]]:
    """Return the keys of persons and of all records that refer to them, by kind, however many steps away."""
    if not persons:
        return {}
    concerning: dict[str, set[str]] = {"person": set(persons)}
    for name, kind in KINDS.items():  # whatever a record refers to stands before it
        for reference in kind.references:
            targets = concerning.get(str(reference.target))
            if targets and name in tables:
                pairs = zip(tables[name].keys, tables[name].column(reference.name), strict=True)
                concerning.setdefault(name, set()).update(key for key, value in pairs if value in targets)
    return concerning


def without_keys(tables: Tables, dropped: Keys) -> dict[str, Table]:
    """Leave out records, and every record that must refer to one that is not there; where it may, that is emptied."""
    remaining: dict[str, Table] = {}
    keys: dict[str, set[str]] = {}
    for name, kind in KINDS.items():
        table = tables.get(name)
        if table is None:
            continue
        out = dropped.get(name, ())
        table = table.take([row for row, key in enumerate(table.keys) if key not in out]) if out else table
        keys[name] = set(table.keys)
        missing = {field.name: _missing(table, field, keys) for field in kind.references}
        required = [field.name for field in kind.references if not field.nullable and missing[field.name]]
        if required:
            columns = [(table.column(field), missing[field]) for field in required]
            rows = [row for row in range(len(table)) if all(column[row] not in absent for column, absent in columns)]
            table = table.take(rows)
            keys[name] = set(table.keys)
            missing = {field.name: _missing(table, field, keys) for field in kind.references}
        emptied = {
            field: [None if value in absent else value for value in table.column(field)]
            for field, absent in missing.items()
            if absent
        }
        remaining[name] = _with_columns(table, emptied)
    return remaining


def seen_tables(tables: Tables, classes: frozenset[DataClass], hidden: Keys) -> dict[str, Table]:
    """Return what callers who see some classes see of tables, of which some records are hidden from them."""
    visible = {name: seen_columns(table, classes) for name, table in tables.items() if is_seen(table.kind, classes)}
    return without_keys(visible, hidden)


def is_seen(kind: Kind, classes: frozenset[DataClass]) -> bool:
    """Tell whether callers who see some classes learn of the records of a kind."""
    return classes_of(kind) <= classes


def unseen_columns(kind: Kind, classes: frozenset[DataClass]) -> tuple[str, ...]:
    """Return the columns of a kind of which callers who see some classes do not see the values."""
    seen = {DataClass.OPEN, *classes}
    return tuple(field.name for field in kind.fields if field.mark.data_class not in seen)


def seen_columns(table: Table, classes: frozenset[DataClass]) -> Table:
    """Return a table of which the columns that callers do not see are empty."""
    names = unseen_columns(table.kind, classes)
    return _with_columns(table, {name: [_instead(table.kind[name])] * len(table) for name in names})


def _instead(field: Field) -> str | bool | tuple[str, ...] | None:
    if field.nullable:
        return None
    if field.type is tuple:
        return ()
    return False if field.type is bool else WITHHELD_WORD


def _missing(table: Table, field: Field, keys: Mapping[str, set[str]]) -> set[str]:
    values = {str(value) for value in set(table.column(field.name)) if value is not None}
    return values - keys.get(str(field.target), set())


def _with_columns(table: Table, columns: Mapping[str, Column]) -> Table:
    if not columns:
        return table
    pairs = zip(table.kind.names, table.columns, strict=True)
    return Table(table.kind, tuple(columns.get(name, column) for name, column in pairs))
