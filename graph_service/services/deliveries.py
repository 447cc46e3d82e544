"""What an import does to a store, worked out before it is done: judged, planned, and with what is brought no more."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from graph_service.domain.admission import admit
from graph_service.domain.case_rules import record_in_words
from graph_service.domain.delivery import (
    NOTHING_GONE,
    Delivery,
    DeliveryPlan,
    Gone,
    GoneChoice,
    History,
    Reason,
    planned,
)
from graph_service.domain.filling import overwriting
from graph_service.domain.rights import WriteAct, classes_of, classes_written, may_write
from graph_service.domain.row_lines import RowLines
from graph_service.domain.schema import KINDS, Kind, Row, Shape
from graph_service.domain.tables import Table, Tables, table_of
from graph_service.domain.write_summary import GoneRecords
from graph_service.errors import ActExistsError
from graph_service.services.context import Context
from graph_service.services.judging import Judged, judge, owners

MAX_TOLD = 20  # records a table that are gone, by their ids


@dataclass(frozen=True, slots=True)
class Brought:
    """A delivery as it was loaded: its records, which tables it has, and those of which rows were put aside."""

    tables: Tables
    delivery: Delivery
    names: Collection[str]
    incomplete: Collection[str] = ()
    lines: Mapping[str, RowLines] = field(default_factory=dict)

    @property
    def reason(self) -> Reason:
        """Gives the reason of each correction: which delivery, and where in it."""
        rows: dict[str, dict[str, int]] = {}

        def reason_of(kind: Kind, key: str) -> str:
            if kind.name not in rows:
                table = self.tables.get(kind.name)
                rows[kind.name] = {} if table is None else {key: row for row, key in enumerate(table.keys)}
            row = rows[kind.name].get(key)
            if row is None:
                return f"{self.delivery.text}, {kind.table} not delivered any more"
            lines = self.lines.get(kind.name)
            return f"{self.delivery.text}, " + (f"{kind.table} row {row + 1}" if lines is None else lines.words_of(row))

        return reason_of


@dataclass(slots=True)
class PlannedImport:
    """What of a delivery its caller writes, what becomes of each record, and what is gone."""

    judged: Judged
    plan: DeliveryPlan
    gone: Gone = NOTHING_GONE
    told_gone: Mapping[str, GoneRecords] = field(default_factory=dict)


def plan_import(context: Context, brought: Brought) -> PlannedImport:
    """Judge what is brought by the rights of the caller, and say what becomes of it beside what is stored."""
    judged = judge(context, brought.tables)
    tables = {name: admit(table) for name, table in judged.tables.items()}
    keys = {name: table.keys for name, table in tables.items()}
    history = History(context.store.writes())
    _, stored = context.store.get_all(keys)
    differing = {
        name: [key for key, row in zip(table.keys, table.rows(), strict=True) if rows.get(key, row) != row]
        for name, table in tables.items()
        for rows in [dict(zip(stored[name].keys, stored[name].rows(), strict=True))]
    }
    footprints = context.store.footprints(differing)
    plan = planned(brought.delivery, tables, stored, footprints=footprints, history=history)
    for name, columns in plan.refused.items():
        raise ActExistsError(overwriting(KINDS[name], columns))
    judged.tables = plan.written(tables)
    judged.as_told = {
        name: table.take([row for row, key in enumerate(table.keys) if key not in left]) if left else table
        for name, table in judged.as_told.items()
        for left in [plan.left(name)]
    }
    planned_import = PlannedImport(judged, plan)
    if brought.delivery.gone is not GoneChoice.KEEP:
        _plan_gone(context, brought, planned_import, history)
    return planned_import


def _plan_gone(context: Context, brought: Brought, planned_import: PlannedImport, history: History) -> None:
    """Find what the deliverer brings no more of the tables that are brought, as far as the caller sees it."""
    delivery = brought.delivery
    classes = classes_written(context.caller)
    names = []
    for name, kind in KINDS.items():
        newest = history.newest(delivery.whose, kind)
        is_older = delivery.as_of is not None and newest is not None and newest > delivery.as_of
        is_whole = name in brought.names and name not in brought.incomplete
        if is_whole and classes_of(kind) <= classes and (delivery.is_forced or not is_older):
            names.append(name)
    delivered = context.store.delivered_keys(names, delivery.whose)
    gone_keys = {
        name: keys - set(brought.tables[name].keys if name in brought.tables else ()) - set(hidden)
        for name, keys in delivered.items()
        for hidden in [planned_import.judged.hidden.get(name, ())]
    }
    gone_keys = {name: keys for name, keys in gone_keys.items() if keys}
    if delivery.gone is GoneChoice.END:
        _, gone = context.store.get_all(gone_keys)
        planned_import.gone = _endings(context, brought, planned_import, gone)
    else:  # of a delivery of few rows nearly all may be gone
        _, gone = context.store.get_all({name: sorted(keys)[:MAX_TOLD] for name, keys in gone_keys.items()})
    planned_import.told_gone = {
        table.kind.table: GoneRecords(
            n=len(gone_keys[name]),
            records=tuple(record_in_words(table, row) for row in range(min(len(table), MAX_TOLD))),
            n_ended=len(planned_import.gone.ended.get(name, ())),
            n_removed=len(planned_import.gone.removed.get(name, ())),
        )
        for name, table in gone.items()
    }


def _endings(context: Context, brought: Brought, planned_import: PlannedImport, gone: Mapping[str, Table]) -> Gone:
    """Say which of the records that are gone end, and which are taken out; acts are only told."""
    day = (brought.delivery.as_of or context.clock.today()) - timedelta(days=1)
    owner_of = owners(context.store, planned_import.judged.tables)
    ended: dict[str, Table] = {}
    removed: dict[str, list[str]] = {}
    for name, table in gone.items():
        kind = table.kind
        if kind.is_act:
            continue
        act = WriteAct.END if "valid_to" in kind.index else WriteAct.CHANGE
        rows = [row for row in table.rows() if may_write(context.caller, act, owner_of(kind, row))]
        if "valid_to" in kind.index:
            ending = [after for row in rows if (after := _ended(kind, row, day)) != row]
            if ending:
                ended[name] = table_of(kind, ending)
        elif rows:
            removed[name] = [str(row[0]) for row in rows]
    return Gone(ended, _without_referred(context, planned_import, removed))


def _ended(kind: Kind, row: Row, day: date) -> Row:
    """Return a record as it ends on a day, never before it began, and never later than it has ended already."""
    begins, ends = row[kind.index["valid_from"]], row[kind.index["valid_to"]]
    last = max(day, begins) if isinstance(begins, date) else day
    if isinstance(ends, date) and ends <= last:
        return row
    return tuple(last if name == "valid_to" else value for name, value in zip(kind.names, row, strict=True))


def _without_referred(
    context: Context, planned_import: PlannedImport, removed: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    """Leave those to which something still refers that stays or is brought; whatever refers to another goes first."""
    targets = {name for name in removed if KINDS[name].shape is Shape.NODE}
    if not targets:
        return dict(removed)
    referring = [kind for kind in KINDS.values() if any(field.target in targets for field in kind.references)]
    _, stored = context.store.read(
        referring, fields=lambda kind: [field.name for field in kind.references if field.target in targets]
    )
    taken = {name: set(keys) for name, keys in removed.items()}
    has_changed = True
    while has_changed:
        has_changed = False
        for kind in referring:
            for table in (stored[kind.name], planned_import.judged.tables.get(kind.name)):
                if table is None:
                    continue
                staying = [row for row, key in enumerate(table.keys) if key not in taken.get(kind.name, ())]
                for reference in kind.references:
                    target = str(reference.target)
                    if target in targets:
                        column = table.column(reference.name)
                        needed = {column[row] for row in staying} & taken[target]
                        if needed:
                            taken[target] -= {str(key) for key in needed}
                            has_changed = True
    return {name: sorted(keys) for name, keys in taken.items() if keys}
