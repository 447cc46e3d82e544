"""Comparing: what a case holds beside what is stored, and what it would do to the scorecard and the lanes.

All of it is computed on what the caller brings and sees: whether a withheld record exists makes no difference to it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated as A

from graph_service.analysis.fields import GroupId, GroupName, PersonId
from graph_service.analysis.people import people
from graph_service.analysis.priorities import PRIORITIES, LaneParameters
from graph_service.analysis.priorities_parts import LaneName
from graph_service.analysis.scorecard import SCORECARD, LineageParameters
from graph_service.analysis.words import CHANGES
from graph_service.domain.case_rules import KnownKeys, is_made_key, record_in_words
from graph_service.domain.described import Described
from graph_service.domain.plain_columns import plain_column
from graph_service.domain.record_changes import Entity, changes_by_entity
from graph_service.domain.report import Remark
from graph_service.domain.rights import rights_of, withholds_persons
from graph_service.domain.schema import KINDS, Kind
from graph_service.domain.seen_tables import is_seen, seen_columns, without_keys
from graph_service.domain.snapshot import Snapshot, analysed_columns, snapshot_of
from graph_service.domain.table_diff import TableDiff, replaced_by_key, table_diffs
from graph_service.domain.tables import HASH_MODULUS, Table, Tables, hash_sum, row_hashes, table_of
from graph_service.ports import Progress, no_progress
from graph_service.services.access import RULES, authorise, note_use
from graph_service.services.context import Context
from graph_service.services.exporting import seen_of_one_moment
from graph_service.services.importing import LoadedCase, stored_keys
from graph_service.services.judging import judge, keys_seen

MAX_CHANGES = 100  # that are named beside a group or a person
Afterwards = Callable[[Tables, Tables], Tables]  # of what is stored and what is brought: what would be stored then

RecordChanges = A[
    tuple[str, ...],
    Described(f"up to {MAX_CHANGES} records that differ and concern them, as table:id", ("attributions:A-0012",)),
]
NChanges = A[int, Described("records that differ and concern them, in all", 1, unit="records")]


@dataclass(frozen=True, slots=True)
class DifferingRecord:
    """A record that is new, changed or gone."""

    record_id: A[str, Described("id of the record", "M-0001")]
    columns: A[tuple[str, ...], Described("columns that differ; empty: the whole record is new or gone", ("role",))]
    in_words: A[
        str | None,
        Described("what a record with a made id is about; null: its id is its own", "memberships person_id P-0014"),
    ]


@dataclass(frozen=True, slots=True)
class TableComparison:
    """One table of the case beside the same of the store."""

    table: A[str, Described("name of the table", "memberships")]
    new: A[tuple[DifferingRecord, ...], Described("records of the case that are not stored", None)]
    changed: A[tuple[DifferingRecord, ...], Described("records that are stored with other content", None)]
    gone: A[
        tuple[DifferingRecord, ...],
        Described("records that are stored and not in the case; an import leaves them as they are", None),
    ]
    n_unchanged: A[int, Described("records that are stored with the same content", 120, unit="records")]


@dataclass(frozen=True, slots=True)
class GroupChange:
    """A group whose rank or violence index would be another."""

    group_id: GroupId
    name: GroupName
    change: A[str, Described("what happens to its row of the scorecard", "changed", words=CHANGES)]
    rank_before: A[int | None, Described("rank now; null: it has no row", 2, unit="rank")]
    rank_after: A[int | None, Described("rank then; null: it would have no row", 1, unit="rank")]
    index_before: A[float | None, Described("violence index now; null: no row", 4.1, unit="weighted incidents")]
    index_after: A[float | None, Described("violence index then; null: no row", 8.2, unit="weighted incidents")]
    records: RecordChanges
    n_records: NChanges


@dataclass(frozen=True, slots=True)
class LaneChange:
    """A person who would enter or leave a lane, or have another rank in it."""

    lane: A[str, Described("which lane", "message", words=("message", "safety"))]
    person_id: PersonId
    change: A[str, Described("what happens to their row of the lane", "entered", words=CHANGES)]
    rank_before: A[int | None, Described("rank now; null: they are not on it", 3, unit="rank")]
    rank_after: A[int | None, Described("rank then; null: they would not be on it", 1, unit="rank")]
    records: RecordChanges
    n_records: NChanges


@dataclass(frozen=True, slots=True)
class Comparison:
    """A case beside what is stored, and what would follow."""

    as_of: A[date, Described("the day of scorecard and lanes, seen at its end", date(2020, 12, 3))]
    policy: A[Mapping[str, str], Described("id and version of the policy", {"id": "gvi-default", "version": "1.0.0"})]
    tables: A[tuple[TableComparison, ...], Described("the tables of the case, in the order of their kinds", None)]
    tables_withheld: A[
        tuple[str, ...], Described("tables that the caller does not see, and that are not compared", ("contacts",))
    ]
    has_consequences: A[
        bool, Described("whether scorecard and lanes were compared: the caller may read them", example=True)
    ]
    is_of_what_is_seen: A[
        bool,
        Described(
            "whether persons may be withheld from the caller: all is computed as if they had never been recorded",
            example=False,
        ),
    ]
    groups: A[tuple[GroupChange, ...], Described("groups whose rank or index changes, by id", None)]
    persons: A[tuple[LaneChange, ...], Described("persons who enter, leave or move, by lane and id", None)]
    remarks: A[tuple[Remark, ...], Described("what was put right when the case was read, or would be put aside", None)]

    def __bool__(self) -> bool:
        """Return whether anything differs."""
        return any(table.new or table.changed or table.gone for table in self.tables)


def as_imported(stored: Tables, brought: Tables) -> Tables:
    """Return what would be stored after an import: the one place that says so."""
    return replaced_by_key(stored, brought)


def as_replaced(_stored: Tables, brought: Tables) -> Tables:
    """Return what would be there if a whole case took the place of another."""
    return brought


def compare_case(
    context: Context,
    load: Callable[[KnownKeys], LoadedCase],
    *,
    as_of: date | None = None,
    afterwards: Afterwards = as_imported,
    progress: Progress = no_progress,
) -> Comparison:
    """Compare a case with what is stored, as far as the caller sees, and write down that they did; write nothing else.

    Parameters
    ----------
    context : Context
        The open store, and who asks.
    load : Callable[[KnownKeys], LoadedCase]
        Loads the case, which may refer to records of these keys.
    as_of : date | None
        The day of scorecard and lanes; default today.
    afterwards : Afterwards
        What would be stored then.
    progress : Progress
        Told what is being done.

    Returns
    -------
    Comparison
        All records that differ, by table, and the groups and persons who would be placed otherwise.

    Raises
    ------
    AccessError
        If the caller may not check an import.
    RejectedRowsError
        If the case is refused by itself.
    """
    authorise(context.caller, "diff")
    loaded = load(keys_seen(context, stored_keys(context.store)))
    judged = judge(context, loaded.tables)
    day = context.clock.today() if as_of is None else as_of
    classes = rights_of(context.caller)
    _, stored, hidden = seen_of_one_moment(context, classes, as_of=day, progress=progress)
    before = without_keys(stored, hidden)
    brought = {name: table for name, table in judged.as_told.items() if len(table)}
    progress("comparing", sum(map(len, brought.values())))
    compared = {name for name, kind in KINDS.items() if is_seen(kind, classes)}
    after = without_keys(afterwards(before, brought), {})  # what names somebody withheld names nobody here
    shown_before = {name: seen_columns(table, classes) for name, table in before.items() if name in compared}
    shown_after = {name: seen_columns(table, classes) for name, table in brought.items() if name in compared}
    diffs = table_diffs(shown_before, shown_after, kinds=compared if afterwards is as_replaced else shown_after)
    may_read = all(_may_read(context, action) for action in (SCORECARD.name, PRIORITIES.name))
    groups: tuple[GroupChange, ...] = ()
    persons: tuple[LaneChange, ...] = ()
    if may_read and any(diffs.values()):
        progress("computing scorecard and lanes", 0)
        views = (_snapshot(before, day), _snapshot(after, day))
        changes = changes_by_entity(before, after, {name: _effective(diff, after) for name, diff in diffs.items()})
        groups = tuple(_group_changes(context, *views, changes))
        persons = tuple(_lane_changes(context, *views, changes))
    comparison = Comparison(
        as_of=day,
        policy={"id": context.policy.id, "version": context.policy.version},
        tables=tuple(_table(diff, shown_before, shown_after) for diff in diffs.values()),
        tables_withheld=tuple(kind.table for kind in KINDS.values() if not is_seen(kind, classes)),
        has_consequences=may_read,
        is_of_what_is_seen=withholds_persons(classes),
        groups=groups,
        persons=persons,
        remarks=(*loaded.report.remarks, *judged.remarks),
    )
    n_records = sum(map(len, loaded.tables.values()))
    subjects = _subjects(diffs, shown_before, persons)
    note_use(context, "diff", subjects=subjects, details={"n_records": n_records, "as_of": day.isoformat()})
    return comparison


def _effective(diff: TableDiff, after: Tables) -> TableDiff:
    """Leave out records that are gone from the case and would stay in the store."""
    staying = set(after[diff.kind.name].keys) if diff.kind.name in after else set()
    return replace(diff, gone=tuple(key for key in diff.gone if key not in staying))


def _may_read(context: Context, action: str) -> bool:
    caller, rule = context.caller, RULES[action]
    return caller.is_local or (caller.role in rule.roles and rule.needs <= context.classes)


def _snapshot(tables: Tables, day: date) -> Snapshot:
    """Return the snapshot that a store of these records would give."""
    names = analysed_columns()
    columns = {}
    for name, kind in KINDS.items():
        table = _in_order(tables[name]) if name in tables else table_of(kind, ())
        columns[name] = {column: plain_column(kind[column], table.column(column)) for column in names[name]}
    total = sum(hash_sum(row_hashes(table)) for table in tables.values()) % HASH_MODULUS
    return snapshot_of(f"{total:032x}", columns, day)


def _in_order(table: Table) -> Table:
    return table.take(sorted(range(len(table)), key=table.keys.__getitem__))


def _table(diff: TableDiff, before: Tables, after: Tables) -> TableComparison:
    def records(keys: Mapping[str, tuple[str, ...]], tables: Tables) -> tuple[DifferingRecord, ...]:
        return tuple(_records(diff.kind, keys, tables.get(diff.kind.name)))

    return TableComparison(
        diff.kind.table,
        records(dict.fromkeys(diff.new, ()), after),
        records(diff.changed, after),
        records(dict.fromkeys(diff.gone, ()), before),
        diff.n_unchanged,
    )


def _records(kind: Kind, keys: Mapping[str, tuple[str, ...]], table: Table | None) -> list[DifferingRecord]:
    has_made_keys = any(is_made_key(kind, key) for key in keys)
    rows = {key: row for row, key in enumerate(table.keys)} if table is not None and has_made_keys else {}
    return [
        DifferingRecord(
            key, columns, record_in_words(table, rows[key]) if table and is_made_key(kind, key) and rows else None
        )
        for key, columns in keys.items()
    ]


def _group_changes(
    context: Context, before: Snapshot, after: Snapshot, changes: Mapping[Entity, list[str]]
) -> list[GroupChange]:
    old, new = (
        {row.group_id: row for row in SCORECARD.compute(snapshot, context.policy, LineageParameters()).groups}
        for snapshot in (before, after)
    )
    rows = []
    for key in sorted(old.keys() | new.keys()):
        row, later = old.get(key), new.get(key)
        was = None if row is None else (row.rank, row.violence_index)
        becomes = None if later is None else (later.rank, later.violence_index)
        if was != becomes:
            of_group = changes.get(("group", key), [])
            named = later or row
            rows.append(
                GroupChange(
                    key,
                    named.name if named else "",
                    _word(was, becomes, otherwise="changed"),
                    was and was[0],
                    becomes and becomes[0],
                    was and was[1],
                    becomes and becomes[1],
                    tuple(of_group[:MAX_CHANGES]),
                    len(of_group),
                )
            )
    return rows


def _lane_changes(
    context: Context, before: Snapshot, after: Snapshot, changes: Mapping[Entity, list[str]]
) -> list[LaneChange]:
    rows = []
    for lane in (LaneName.MESSAGE, LaneName.SAFETY):
        old, new = (_ranks(context, snapshot, lane) for snapshot in (before, after))
        for key in sorted(old.keys() | new.keys()):
            was, becomes = old.get(key), new.get(key)
            if was != becomes:
                of_person = sorted(
                    {change for row in _rows_of(key, before, after) for change in changes.get(("person", row), ())}
                )
                word = _word(was, becomes, otherwise="moved")
                records = tuple(of_person[:MAX_CHANGES])
                rows.append(LaneChange(lane.value, key, word, was, becomes, records, len(of_person)))
    return rows


def _ranks(context: Context, snapshot: Snapshot, lane: LaneName) -> dict[str, int]:
    rows = PRIORITIES.compute(snapshot, context.policy, LaneParameters(lane=lane)).rows
    return {row.person.person_id: row.rank for row in rows}


def _rows_of(person_id: str, *snapshots: Snapshot) -> set[str]:
    """Return the ids of all rows that are one person."""
    ids = {person_id}
    for snapshot in snapshots:
        frame = snapshot["person"]
        if person_id in frame.position:
            joined = people(snapshot)
            ids |= {frame.ids[row] for row in joined.rows_of(int(joined.same[frame.position[person_id]]))}
    return ids


def _word(before: object | None, after: object | None, *, otherwise: str) -> str:
    if before is None:
        return "entered"
    return "left" if after is None else otherwise


def _subjects(diffs: Mapping[str, TableDiff], stored: Tables, persons: tuple[LaneChange, ...]) -> set[str]:
    """Return whom the answer shows: persons on lanes, and those of whom something stored differs."""
    subjects = {row.person_id for row in persons}
    for name, diff in diffs.items():
        table = stored.get(name)
        columns = [field.name for field in diff.kind.references if field.target == "person"]
        columns += [diff.kind.key] if name == "person" else []
        differing = diff.keys
        for column in columns if table is not None else ():
            pairs = zip(table.keys, table.column(column), strict=True) if table is not None else ()
            subjects.update(str(value) for key, value in pairs if key in differing and value is not None)
    return subjects
