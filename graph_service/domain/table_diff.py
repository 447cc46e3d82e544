"""Two states of the same tables beside each other: which records are new, changed, unchanged, gone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from graph_service.domain.schema import KINDS, Kind
from graph_service.domain.tables import Table, Tables, row_hashes


@dataclass(frozen=True, slots=True)
class TableDiff:
    """What differs in one table, by keys in their order; `changed` maps a key to the columns that differ."""

    kind: Kind
    new: tuple[str, ...]
    changed: Mapping[str, tuple[str, ...]]
    gone: tuple[str, ...]
    n_unchanged: int

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all records that differ."""
        return frozenset((*self.new, *self.changed, *self.gone))

    def __bool__(self) -> bool:
        """Return whether anything differs."""
        return bool(self.new or self.changed or self.gone)


def table_diffs(before: Tables, after: Tables, *, kinds: Collection[str] = KINDS) -> dict[str, TableDiff]:
    """Compare tables by key and by the hash of each record; a table that is missing holds none."""
    return {
        name: _table_diff(kind, before.get(name), after.get(name))
        for name, kind in KINDS.items()
        if name in kinds and (name in before or name in after)
    }


def replaced_by_key(stored: Tables, added: Tables) -> dict[str, Table]:
    """Return what is stored, records of equal key replaced by what is added, and the rest of that."""
    tables = dict(stored)
    for name, table in added.items():
        tables[name] = _replaced(stored[name], table) if name in stored else table
    return tables


def _replaced(stored: Table, added: Table) -> Table:
    fresh = set(added.keys)
    staying = [row for row, key in enumerate(stored.keys) if key not in fresh]
    columns = zip(stored.columns, added.columns, strict=True)
    return Table(stored.kind, tuple([*(column[row] for row in staying), *more] for column, more in columns))


def _table_diff(kind: Kind, before: Table | None, after: Table | None) -> TableDiff:
    old = {} if before is None else dict(zip(before.keys, row_hashes(before), strict=True))
    new = {} if after is None else dict(zip(after.keys, row_hashes(after), strict=True))
    differing = {key for key, row_hash in new.items() if key in old and old[key] != row_hash}
    changed: dict[str, tuple[str, ...]] = {}
    if before is not None and after is not None and differing:
        row_before = {key: row for row, key in enumerate(before.keys) if key in differing}
        row_after = {key: row for row, key in enumerate(after.keys) if key in differing}
        for key in sorted(differing):
            changed[key] = tuple(
                name
                for name, old_column, new_column in zip(kind.names, before.columns, after.columns, strict=True)
                if old_column[row_before[key]] != new_column[row_after[key]]
            )
    return TableDiff(
        kind,
        tuple(sorted(new.keys() - old.keys())),
        changed,
        tuple(sorted(old.keys() - new.keys())),
        len(old.keys() & new.keys()) - len(differing),
    )
