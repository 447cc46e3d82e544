"""Judging a write: of what a caller brings, what they may write, and what is put aside for those who may.

A record is put aside, told and counted, if it holds what the caller does not write, refers to a record that
is not there for them, or would change another agency's. It is put aside in silence if it touches what is
withheld from them: the answer is made of what they bring and of what they see, and of nothing else.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from graph_service.domain.case_rules import KnownKeys, PartlySeen
from graph_service.domain.filling import filled
from graph_service.domain.load_texts import REMARKS
from graph_service.domain.report import Remark
from graph_service.domain.rights import (
    EVERYTHING,
    LAST_DAYS,
    OWNER_COLUMNS,
    WriteAct,
    classes_granted,
    classes_of,
    classes_written,
    may_write,
    unseen_fields,
    unwritten_words,
    withholds_persons,
)
from graph_service.domain.schema import KINDS, Kind, Row, Value
from graph_service.domain.seen_tables import keys_concerning
from graph_service.domain.tables import Table, Tables, table_of
from graph_service.domain.vocabulary import DataClass
from graph_service.domain.write_summary import KindCounts, WriteSummary
from graph_service.ports import GraphStore
from graph_service.services.context import Context
from graph_service.services.view import view_of

Hidden = Mapping[str, Collection[str]]  # keys of records that are withheld, by kind name
_ALL_TABLES = "all tables"
JOINED = "same_person"
_EMPTY: tuple[Value, ...] = (None, ())


@dataclass(slots=True)
class Judged:
    """What is written, what is put aside and why, and what the caller is told; `silent` are keys by kind name.

    `as_told` is what the caller must believe to be written: with what is put aside in silence.
    """

    tables: dict[str, Table]
    as_told: dict[str, Table] = field(default_factory=dict)
    hidden: Hidden = field(default_factory=dict)
    aside: list[tuple[Table, str]] = field(default_factory=list)
    told: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    silent: dict[str, dict[str, KindCounts]] = field(default_factory=dict)
    is_restricted: bool = False

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What the caller is told of it: the same whether or not a record that is withheld from them exists."""
        remarks = [
            Remark(code, file, column or None, n, REMARKS[code]) for (code, file, column), n in self.told.items()
        ]
        n_taken = sum(map(len, self.as_told.values()))
        if self.is_restricted and n_taken:
            remarks.append(Remark("withheld_put_aside", _ALL_TABLES, None, n_taken, REMARKS["withheld_put_aside"]))
        return tuple(remarks)

    def put_aside(self, name: str, rows: Collection[int], code: str, column: str = "") -> None:
        """Take rows out of what is written, and tell it."""
        if rows:
            self.told[code, KINDS[name].table, column] += len(rows)
            self._take_out(name, rows, code)

    def put_aside_in_silence(self, name: str, rows: Mapping[int, KindCounts]) -> None:
        """Take rows out of what is written, and count them as the caller would see them written."""
        if rows:
            keys = self.tables[name].keys
            self.silent.setdefault(name, {}).update({keys[row]: counts for row, counts in rows.items()})
            self._take_out(name, rows.keys(), "withheld_put_aside")

    def _take_out(self, name: str, rows: Collection[int], code: str) -> None:
        table = self.tables[name]
        self.aside.append((table.take(sorted(rows)), code))
        self.tables[name] = table.take([row for row in range(len(table)) if row not in rows])

    def counted(self, summary: WriteSummary) -> WriteSummary:
        """Count also what was put aside in silence."""
        kinds = dict(summary.kinds)
        for name, rows in self.silent.items():
            for counts in rows.values():
                kinds[name] = kinds.get(name, KindCounts()) + counts
        return replace(summary, kinds={name: kinds[name] for name in KINDS if name in kinds})

    def lines(self, context: Context) -> list[str]:
        """Return what is put aside, a JSON object a record: by whom, when, why, and the record whole."""
        caller = context.caller
        head = {
            "put_aside_at": context.clock.now().isoformat(),
            "by": caller.name,
            "by_token": caller.token_id,
            "role": caller.role.value,
            "agency": caller.agency,
            "purpose": caller.purpose,
        }
        return [
            json.dumps({**head, "why": code, "table": table.kind.table, "record": _plain(table.kind, row)})
            for table, code in self.aside
            for row in table.rows()
        ]


def judge(context: Context, tables: Tables) -> Judged:
    """Judge records by the rights of the caller: per kind, field class and owning agency; the local caller has all."""
    tables_of_caller = {name: table for name, table in tables.items() if len(table)}
    if context.caller.is_local:
        return Judged(dict(tables), as_told=dict(tables))
    classes = classes_written(context.caller)
    judged = Judged(tables_of_caller, is_restricted=classes != EVERYTHING)
    if not may_write(context.caller, WriteAct.JOIN, None):
        judged.put_aside(JOINED, range(len(tables_of_caller.get(JOINED, ()))), "joined_by_others")
    _judge_classes(judged, classes)
    judged.hidden = hidden_records(context, classes)
    partly_seen = _WITHHELD if withholds_persons(classes) else frozenset[str]()
    _judge_references(judged, context.store, partly_seen)
    _judge_changes(judged, context, classes)
    _judge_references(judged, context.store, partly_seen)  # to what is another agency's, too
    judged.as_told = {name: table for name, table in judged.tables.items() if len(table)}
    _judge_hidden(judged)  # last, so that nothing told before depends on it
    judged.tables = {name: table for name, table in judged.tables.items() if len(table)}
    return judged


def hidden_records(context: Context, classes: frozenset[DataClass]) -> dict[str, set[str]]:
    """Return the keys of records that concern a withheld person, by kind name, however many steps away."""
    persons = view_of(context.snapshot(None), classes).hidden if withholds_persons(classes) else frozenset()
    if not persons:
        return {}
    _, stored = context.store.read(fields=lambda kind: [field.name for field in kind.references])
    return keys_concerning(stored, persons)


def is_withheld(context: Context, kind: Kind, row: Row, classes: frozenset[DataClass]) -> bool:
    """Tell whether a record is withheld from those who see these classes, for what it says or whom it concerns."""
    for column in kind.fields:
        if row[kind.index[column.name]] in unwritten_words(kind, column, classes):
            return True
    persons = view_of(context.snapshot(None), classes).hidden if withholds_persons(classes) else frozenset()
    return bool(persons) and _concerns(context.store, kind, row, persons)


def _concerns(store: GraphStore, kind: Kind, row: Row, persons: Collection[str]) -> bool:
    """Tell whether a record is of persons or refers to them, however many steps away."""
    if kind.name == "person" and row[0] in persons:
        return True
    for reference in kind.references:
        value, target = row[kind.index[reference.name]], KINDS[str(reference.target)]
        if value is None or target.name not in _WITHHELD or target is kind:
            continue
        if target.name == "person":
            if value in persons:
                return True
        elif any(_concerns(store, target, other, persons) for other in store.get(target, [str(value)]).rows()):
            return True
    return False


def keys_seen(context: Context, stored: KnownKeys) -> KnownKeys:
    """Return those of the stored keys to which the caller may refer; of what may be withheld, as partly seen."""
    classes = classes_written(context.caller)
    if not withholds_persons(classes):
        return stored
    hidden = hidden_records(context, classes)
    return {
        name: PartlySeen(set(keys) - hidden.get(name, set())) if name in _WITHHELD else keys
        for name, keys in stored.items()
    }


def _kinds_withheld() -> frozenset[str]:
    """Kinds of which a record may be withheld for the persons that it concerns."""
    names = {"person"}
    names.update(
        name for name, kind in KINDS.items() if names & {str(reference.target) for reference in kind.references}
    )
    for name, kind in KINDS.items():
        if names & {str(reference.target) for reference in kind.references}:
            names.add(name)
    return frozenset(names)


_WITHHELD = _kinds_withheld()


def _judge_classes(judged: Judged, classes: frozenset[DataClass]) -> None:
    """By what is brought alone: kinds, columns and words of a class that the caller does not write."""
    for name, table in list(judged.tables.items()):
        kind = table.kind
        if not classes_of(kind) <= classes:
            judged.put_aside(name, range(len(table)), "class_not_written")
            continue
        for column in unseen_fields(kind, classes):
            values = judged.tables[name].column(column.name)
            filled = {row for row, value in enumerate(values) if value not in (*_EMPTY, column.default)}
            judged.put_aside(name, filled, "class_not_written", column.name)
        for column in kind.fields:
            words = unwritten_words(kind, column, classes)
            if words:
                values = judged.tables[name].column(column.name)
                spoken = {row for row, value in enumerate(values) if value in words}
                judged.put_aside(name, spoken, "class_not_written", column.name)


def _judge_hidden(judged: Judged) -> None:
    """In silence: records whose id is that of one which is withheld, and what refers to those in the same write."""
    for name in [name for name in KINDS if name in judged.tables]:
        table = judged.tables[name]
        hidden = judged.hidden.get(name, ())
        rows = {row for row, key in enumerate(table.keys) if key in hidden}
        for reference in table.kind.references:
            silent = judged.silent.get(str(reference.target), {})
            rows.update(row for row, value in enumerate(table.column(reference.name)) if value in silent)
        judged.put_aside_in_silence(name, dict.fromkeys(rows, KindCounts(n_new=1)))


def _judge_references(judged: Judged, store: GraphStore, partly_seen: frozenset[str]) -> None:
    """Put aside what refers to nothing that the caller sees, whether it is withheld or not there at all."""
    has_changed = True
    while has_changed:
        has_changed = False
        targets = {table.kind.name for table, _ in judged.aside} | partly_seen
        for name in [name for name in KINDS if name in judged.tables]:
            table = judged.tables[name]
            rows: dict[int, str] = {}
            for reference in table.kind.references:
                target = str(reference.target)
                if target in targets:
                    missing = _not_seen(judged, store, target, table.column(reference.name))
                    rows.update(
                        (row, reference.name)
                        for row, value in enumerate(table.column(reference.name))
                        if value in missing
                    )
            for column in dict.fromkeys(rows.values()):
                keys = {table.keys[row] for row, name_of in rows.items() if name_of == column}
                positions = {row for row, key in enumerate(judged.tables[name].keys) if key in keys}
                judged.put_aside(name, positions, "not_there_for_caller", column)
            has_changed = has_changed or bool(rows)


def _not_seen(judged: Judged, store: GraphStore, target: str, values: Sequence[Value]) -> set[str]:
    """Those of the ids that are neither brought nor, as far as the caller sees, stored."""
    ids = {str(value) for value in values if value is not None}
    if target in judged.tables:
        ids -= set(judged.tables[target].keys)
    if not ids:
        return ids
    return ids - (set(store.get(KINDS[target], ids).keys) - set(judged.hidden.get(target, ())))


def _judge_changes(judged: Judged, context: Context, classes: frozenset[DataClass]) -> None:
    """Keep what the caller does not see as it is stored, and put aside what would change another agency's."""
    keys = {name: table.keys for name, table in judged.tables.items() if len(table)}
    _, stored_tables = context.store.get_all(keys)
    owner_of = owners(context.store, judged.tables)
    for name in keys:
        table, kind = judged.tables[name], KINDS[name]
        hidden = judged.hidden.get(name, ())
        pairs = zip(stored_tables[name].keys, stored_tables[name].rows(), strict=True)
        stored = {key: row for key, row in pairs if key not in hidden}
        rows = list(table.rows())
        foreign: set[int] = set()
        unwritten = {kind.index[column.name] for column in unseen_fields(kind, classes)}
        if name == JOINED and DataClass.PROTECTED not in classes:
            unwritten.add(kind.index["reason"])  # written by whoever joins two, and not seen afterwards
        unseen = {kind.index[column.name] for column in unseen_fields(kind, classes_granted(context.caller))}
        for position, row in enumerate(rows):
            before = stored.get(str(row[0]))
            if before is None:
                if not may_write(context.caller, WriteAct.CREATE, owner_of(kind, row)):
                    foreign.add(position)
                continue
            after = tuple(
                before[i] if i in unwritten or (i in unseen and value in _EMPTY) else value
                for i, value in enumerate(row)
            )
            if kind.is_act:
                after = filled(before, after)
            rows[position] = after
            if after != before and not may_write(context.caller, _act(kind, before, after), owner_of(kind, before)):
                foreign.add(position)
        if unwritten or unseen or kind.is_act:
            judged.tables[name] = table_of(kind, rows)
        judged.put_aside(name, foreign, "of_another_agency")


def _act(kind: Kind, before: Row, after: Row) -> WriteAct:
    changed = {name for name, old, new in zip(kind.names, before, after, strict=True) if old != new}
    if "protected_identity" in changed and before[kind.index["protected_identity"]]:
        return WriteAct.LIFT
    return WriteAct.END if changed <= LAST_DAYS else WriteAct.CHANGE


def owners(store: GraphStore, tables: Tables) -> Callable[[Kind, Row], str | None]:
    """Return what says to which agency a record belongs: its own word, or that of its source."""
    kind = KINDS["source"]
    _, stored = store.read([kind], fields=lambda kind: [kind.key, "agency"])
    agencies: dict[Value, Value] = {}
    for table in (tables.get("source"), stored["source"]):  # what is stored has the last word
        if table is not None:
            agencies.update(zip(table.keys, table.column("agency"), strict=True))

    def owner_of(kind: Kind, row: Row) -> str | None:
        for name in OWNER_COLUMNS:
            if name in kind.index and row[kind.index[name]] is not None:
                return str(row[kind.index[name]])
        source = row[kind.index["source_id"]] if "source_id" in kind.index and kind.name != "source" else None
        agency = agencies.get(source)
        return None if agency is None else str(agency)

    return owner_of


def _plain(kind: Kind, row: Row) -> dict[str, object]:
    pairs = zip(kind.names, row, strict=True)
    return {name: _as_json(value) for name, value in pairs if value is not None and value != ()}


def _as_json(value: Value) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def persons_named(line: str, person_ids: Collection[str]) -> bool:
    """Tell whether a line of what was put aside names one of some persons."""
    entry = json.loads(line)
    kind = next((kind for kind in KINDS.values() if kind.table == entry["table"]), None)
    if kind is None:
        return False
    names = [field.name for field in kind.references if field.target == "person"]
    return any(entry["record"].get(name) in person_ids for name in [*names, *_own_key(kind)])


def _own_key(kind: Kind) -> Iterator[str]:
    if kind.name == "person":
        yield kind.key
