"""The records as a day sees them, at its end: what happened or was decided later is not there.

`BEGINS` says by which date a record is left out, `LATER` which columns were filled on a day and are emptied if that
came later, with what else is said then. Dates that lie ahead by their meaning (plans, last days, the next meeting or
review) stay, and so does what only others refer to (persons, conflicts, sources): of these, one that begins
later goes if nothing that stays refers to it. Attributions, harm and grades are seen as they stand now, as in every
analysis.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import cast

from graph_service.domain.dates import period
from graph_service.domain.schema import KINDS, Value
from graph_service.domain.seen_tables import without_keys
from graph_service.domain.tables import Column, Table, Tables
from graph_service.domain.vocabulary import Answer, CallInStatus, SupportStatus

BEGINS: Mapping[str, str] = MappingProxyType(
    {
        "incident": "occurred_on",
        "fact": "occurred_on",
        "involvement": "decided_on",
        "same_person": "decided_on",
        "group_succession": "occurred_on",
        "conflict_status": "valid_from",
        "supervision": "valid_from",
        "membership": "valid_from",
        "tie": "valid_from",
        "conflict_party": "valid_from",
        "conflict_person": "valid_from",
        "alliance": "valid_from",
        "response": "responded_on",
        "contact": "contacted_on",
        "support_case": "opened_on",
        "attendance": "invited_on",
        "commitment": "valid_from",
        "increased_focus": "starts_on",
    }
)
BEGINS_IF_ALONE: Mapping[str, str] = MappingProxyType(
    {"source": "collected_on", "group": "valid_from", "round": "starts_on"}
)
_DELIVERY = ("delivered_on", "channel", "agencies", "message_version", "legal_exposure_given", "help_offered")
LATER: Mapping[str, tuple[str, Mapping[str, Value]]] = MappingProxyType(
    {
        "person": ("died_on", {"died_on": None}),
        "commitment": ("told_back_on", {"told_back_on": None}),
        "same_person": ("undone_on", {"undone_on": None}),
        "notification": (
            "delivered_on",
            {name: () if name in {"agencies", "help_offered"} else None for name in (*_DELIVERY, "family_present")},
        ),
        "support_case": ("closed_on", {"closed_on": None, "status": SupportStatus.ACTIVE.value}),
        "follow_up": ("done_on", {"done_on": None, "outcome": None}),
        "call_in": ("held_on", {"held_on": None, "status": CallInStatus.PLANNED.value}),
        "increased_focus": ("ends_on", {"end_reason": None}),
    }
)
AHEAD: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "person": frozenset({"review_by"}),
        "group": frozenset({"valid_to", "review_by"}),
        "conflict": frozenset({"next_review_on"}),
        "conflict_status": frozenset({"valid_to"}),
        "fact": frozenset({"review_by"}),
        "supervision": frozenset({"valid_to", "next_meeting_on"}),
        "membership": frozenset({"valid_to", "review_by"}),
        "tie": frozenset({"valid_to"}),
        "conflict_party": frozenset({"valid_to"}),
        "conflict_person": frozenset({"valid_to"}),
        "alliance": frozenset({"valid_to"}),
        "involvement": frozenset({"review_by"}),
        "attribution": frozenset({"assessed_on"}),
        "round": frozenset({"ends_on"}),
        "notification": frozenset({"planned_on"}),
        "follow_up": frozenset({"due_on"}),
        "call_in": frozenset({"planned_on"}),
        "commitment": frozenset({"valid_to"}),
    }
)  # dates by which nothing is left out


def seen_on(tables: Tables, day: date) -> dict[str, Table]:
    """Return the records as a day sees them."""
    dropped = {name: _begun_later(table, BEGINS[name], day) for name, table in tables.items() if name in BEGINS}
    if "notification" in tables:
        dropped["notification"] = _delivered_unplanned(tables["notification"], day)
    calls_ahead = _held_later(tables.get("call_in"), day)
    standing = {name: _as_of(table, day) for name, table in without_keys(tables, dropped).items()}
    if calls_ahead and "attendance" in standing:
        standing["attendance"] = _not_attended_yet(standing["attendance"], calls_ahead)
    return without_keys(standing, _alone(standing, day))


def _begun_later(table: Table, name: str, day: date) -> set[str]:
    dates = cast("Sequence[date | None]", table.column(name))
    if "precision" in table.kind.index:
        precisions = map(str, table.column("precision"))
        firsts = [None if on is None else period(on, how)[0] for on, how in zip(dates, precisions, strict=True)]
    else:
        firsts = list(dates)
    return {key for key, first in zip(table.keys, firsts, strict=True) if first is not None and first > day}


def _delivered_unplanned(table: Table, day: date) -> set[str]:
    """Notifications that were delivered later, and of which no plan stands beside the delivery."""
    pairs = zip(table.keys, table.column("planned_on"), strict=True)
    unplanned = {key for key, planned_on in pairs if planned_on is None}
    return unplanned & _begun_later(table, "delivered_on", day)


def _held_later(table: Table | None, day: date) -> set[str]:
    return set() if table is None else _begun_later(table, "held_on", day)


def _as_of(table: Table, day: date) -> Table:
    """Empty what was filled later."""
    if table.kind.name not in LATER:
        return table
    name, values = LATER[table.kind.name]
    dates = cast("Sequence[date | None]", table.column(name))
    later = [row for row, on in enumerate(dates) if on is not None and on > day]
    return _with_values(table, later, values)


def _not_attended_yet(table: Table, call_ins: set[str]) -> Table:
    rows = [row for row, key in enumerate(table.column("call_in_id")) if key in call_ins]
    return _with_values(table, rows, {"attended": Answer.UNKNOWN.value})


def _with_values(table: Table, rows: Sequence[int], values: Mapping[str, Value]) -> Table:
    if not rows:
        return table
    columns: list[Column] = list(table.columns)
    for name, value in values.items():
        column = list(columns[table.kind.index[name]])
        for row in rows:
            column[row] = value
        columns[table.kind.index[name]] = column
    return Table(table.kind, tuple(columns))


def _alone(tables: Tables, day: date) -> dict[str, set[str]]:
    """Records that begin later, and to which nothing refers that stays."""
    alone: dict[str, set[str]] = {}
    for name in reversed(KINDS):  # a group names a source, which stands before it
        if name in tables and name in BEGINS_IF_ALONE:
            alone[name] = _begun_later(tables[name], BEGINS_IF_ALONE[name], day) - _referred_to(tables, name, alone)
    return alone


def _referred_to(tables: Tables, target: str, alone: Mapping[str, set[str]]) -> set[str]:
    keys: set[str] = set()
    for name, table in tables.items():
        out = alone.get(name, set())
        for field in KINDS[name].references:
            if field.target == target:
                pairs = zip(table.keys, table.column(field.name), strict=True)
                keys.update(str(value) for key, value in pairs if value is not None and key not in out)
    return keys
