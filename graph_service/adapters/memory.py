"""The reference store: dictionaries in memory. The others are tested against it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Lock

from graph_service.domain.audit import CHAIN_START, AuditEntry
from graph_service.domain.plain_columns import Plain, PlainColumns, plain_column
from graph_service.domain.schema import ALL_KINDS, KINDS, LAYOUT_VERSION, Kind, Row
from graph_service.domain.store_content import Capabilities, Residue, StoredToken
from graph_service.domain.tables import Table, table_of
from graph_service.domain.writes import BeforeImage, Footprint, StoredWrite
from graph_service.ports import GraphStore
from graph_service.transaction import Step, Transaction, no_step
from graph_service.writing import TransactionalStore


@dataclass(frozen=True, slots=True)
class _Records:
    """The records of one kind, by key."""

    rows: dict[str, Row] = field(default_factory=dict)
    hashes: dict[str, bytes] = field(default_factory=dict)
    footprints: dict[str, Footprint] = field(default_factory=dict)

    def copy(self) -> "_Records":
        return _Records(dict(self.rows), dict(self.hashes), dict(self.footprints))


@dataclass(frozen=True, slots=True)
class _State:
    """All that the store holds at one moment; a write puts a new one in its place."""

    records: Mapping[str, _Records]
    content_sum: int
    service_sum: int
    writes: tuple[StoredWrite, ...]
    undoable: int
    before: Sequence[BeforeImage]
    n_audit: int
    subjects: Mapping[str, str]
    tokens: Mapping[str, StoredToken]


class _MemoryTransaction(Transaction):
    """Copies a kind when it is first changed, so that readers keep the old state."""

    def __init__(self, state: _State, trail: Sequence[AuditEntry], on_step: Step) -> None:
        self.state = state
        self.appended: list[AuditEntry] = []
        self._last = trail[state.n_audit - 1] if state.n_audit else None
        self._copied: set[str] = set()
        self._on_step = on_step

    def hashes(self, kind: Kind, keys: Collection[str]) -> dict[str, bytes]:
        stored = self.state.records[kind.name].hashes
        return {key: stored[key] for key in keys if key in stored} if stored else {}

    def rows(self, kind: Kind, keys: Collection[str] | None = None) -> Table:
        stored = self.state.records[kind.name].rows
        return table_of(kind, [stored[key] for key in sorted(stored if keys is None else keys) if key in stored])

    def footprints(self, kind: Kind, keys: Collection[str]) -> dict[str, Footprint]:
        stored = self.state.records[kind.name].footprints
        return {key: stored[key] for key in keys if key in stored}

    def keys_of_others(self, kind: Kind, whose: tuple[str, str]) -> set[str]:
        numbers = _deliveries(self.state.writes, whose)
        return {
            key
            for key, footprint in self.state.records[kind.name].footprints.items()
            if footprint.last_delivery not in numbers or footprint.delivered_hash is not None
        }

    def keys_made_by(self, kind: Kind, number: int) -> set[str]:
        stored = self.state.records[kind.name].footprints
        return {key for key, footprint in stored.items() if footprint.first_write == number}

    def put(
        self, table: Table, hashes: Sequence[bytes], footprints: Sequence[Footprint], *, replaced: Collection[str]
    ) -> None:
        self._on_step(f"put {table.kind.table}")
        records = self._copy(table.kind)
        records.footprints.update(zip(table.keys, footprints, strict=True))
        records.rows.update(zip(table.keys, table.rows(), strict=True))
        records.hashes.update(zip(table.keys, hashes, strict=True))

    def mark(self, kind: Kind, footprints: Mapping[str, Footprint]) -> None:
        self._on_step(f"mark {kind.table}")
        self._copy(kind).footprints.update(footprints)

    def delete(self, kind: Kind, keys: Collection[str]) -> None:
        self._on_step(f"delete {kind.table}")
        records = self._copy(kind)
        for key in keys:
            del records.rows[key], records.hashes[key], records.footprints[key]

    def referring(self, kind: Kind, keys: Collection[str]) -> dict[str, set[str]]:
        targets = set(keys)
        referring = {}
        for source in KINDS.values():
            columns = [source.index[field.name] for field in source.references if field.target == kind.name]
            rows = self.state.records[source.name].rows if columns else {}
            if source_keys := {key for key, row in rows.items() if any(row[i] in targets for i in columns)}:
                referring[source.name] = source_keys
        return referring

    def content_sum(self) -> int:
        return self.state.content_sum

    def set_content_sum(self, value: int) -> None:
        self._on_step("content sum")
        self.state = replace(self.state, content_sum=value)

    def service_sum(self) -> int:
        return self.state.service_sum

    def set_service_sum(self, value: int) -> None:
        self.state = replace(self.state, service_sum=value)

    def writes(self) -> list[StoredWrite]:
        return list(self.state.writes)

    def append_write(self, write: StoredWrite) -> None:
        self._on_step("write")
        self.state = replace(self.state, writes=(*self.state.writes, write))

    def undoable(self) -> int:
        return self.state.undoable

    def before_images(self) -> list[BeforeImage]:
        return list(self.state.before)

    def keep_before(self, number: int, images: Sequence[BeforeImage]) -> None:
        self._on_step("before")
        self.state = replace(self.state, undoable=number, before=tuple(images))

    def audit_head(self) -> tuple[int, str]:
        return (0, CHAIN_START) if self._last is None else (self._last.number, self._last.chain)

    def append_audit(self, entry: AuditEntry) -> None:
        self._on_step("audit")
        self.appended.append(entry)
        self._last = entry
        self.state = replace(self.state, n_audit=entry.number)

    def subject_references(self, person_ids: Collection[str]) -> dict[str, str]:
        subjects = self.state.subjects
        return {person_id: subjects[person_id] for person_id in person_ids if person_id in subjects}

    def put_subject_references(self, references: Mapping[str, str]) -> None:
        self._on_step("put subjects")
        self.state = replace(self.state, subjects={**self.state.subjects, **references})

    def delete_subject_references(self, person_ids: Collection[str]) -> None:
        self._on_step("delete subjects")
        forgotten = set(person_ids)
        subjects = {key: reference for key, reference in self.state.subjects.items() if key not in forgotten}
        self.state = replace(self.state, subjects=subjects)

    def put_token(self, token: StoredToken) -> None:
        self._on_step("put token")
        self.state = replace(self.state, tokens={**self.state.tokens, token.token_id: token})

    def _copy(self, kind: Kind) -> _Records:
        if kind.name not in self._copied:
            self._copied.add(kind.name)
            records = {**self.state.records, kind.name: self.state.records[kind.name].copy()}
            self.state = replace(self.state, records=records)
        return self.state.records[kind.name]


class MemoryStore(TransactionalStore):
    """Records in memory, gone when the process ends.

    Parameters
    ----------
    on_step : Step
        Told before each group of changes and before the commit.
    """

    capabilities = Capabilities(name="memory", persistent=False, many_processes=False, max_rows_per_write=None)

    def __init__(self, *, on_step: Step = no_step) -> None:
        self._state = _State(
            records={name: _Records() for name in ALL_KINDS},
            content_sum=0,
            service_sum=0,
            writes=(),
            undoable=0,
            before=(),
            n_audit=0,
            subjects={},
            tokens={},
        )
        self._trail: list[AuditEntry] = []  # only grows; a state says how much of it holds
        self._writing = Lock()
        self._on_step = on_step

    def initialise(self) -> None:
        """Create nothing: there is always room."""

    def layout(self) -> int:
        """See `GraphStore.layout`: this program made it."""
        return LAYOUT_VERSION

    @contextmanager
    def upgrading(self, *, commits: bool) -> Iterator[GraphStore]:
        """See `GraphStore.upgrading`."""
        yield self

    def columns(self, names: Mapping[str, Collection[str]]) -> tuple[str, PlainColumns]:
        """See `GraphStore.columns`."""
        state = self._state
        return f"{state.content_sum:032x}", {
            kind: _plain_columns(ALL_KINDS[kind], state.records[kind].rows, columns) for kind, columns in names.items()
        }

    def counts(self) -> dict[str, int]:
        """See `GraphStore.counts`."""
        return {name: len(self._state.records[name].rows) for name in KINDS}

    def content_hash(self) -> str:
        """See `GraphStore.content_hash`."""
        return f"{self._state.content_sum:032x}"

    def audit_trail(self, *, after: int = 0, limit: int | None = None) -> list[AuditEntry]:
        """See `GraphStore.audit_trail`."""
        n_audit = self._state.n_audit
        return self._trail[after : n_audit if limit is None else min(n_audit, after + limit)]

    def tokens(self) -> list[StoredToken]:
        """See `GraphStore.tokens`."""
        return [token for _, token in sorted(self._state.tokens.items())]

    def record_hashes(self) -> dict[str, dict[str, bytes]]:
        """See `GraphStore.record_hashes`."""
        return {name: dict(records.hashes) for name, records in self._state.records.items()}

    def service_hash(self) -> str:
        """See `GraphStore.service_hash`."""
        return f"{self._state.service_sum:032x}"

    def writes(self) -> list[StoredWrite]:
        """See `GraphStore.writes`."""
        return list(self._state.writes)

    def undoable(self) -> int:
        """See `GraphStore.undoable`."""
        return self._state.undoable

    def footprints(self, keys: Mapping[str, Collection[str]] | None = None) -> dict[str, dict[str, Footprint]]:
        """See `GraphStore.footprints`."""
        stored = {name: records.footprints for name, records in self._state.records.items()}
        if keys is None:
            return {name: dict(footprints) for name, footprints in stored.items()}
        return {name: {key: stored[name][key] for key in some if key in stored[name]} for name, some in keys.items()}

    def delivered_keys(self, names: Collection[str], whose: tuple[str, str]) -> dict[str, set[str]]:
        """See `GraphStore.delivered_keys`."""
        state = self._state
        numbers = _deliveries(state.writes, whose)
        return {
            name: {
                key for key, footprint in state.records[name].footprints.items() if footprint.last_delivery in numbers
            }
            for name in names
        }

    def subjects(self) -> dict[str, str]:
        """See `GraphStore.subjects`."""
        return dict(self._state.subjects)

    def trail_head(self) -> tuple[int, str]:
        """See `GraphStore.trail_head`."""
        n_audit = self._state.n_audit
        return (n_audit, self._trail[n_audit - 1].chain) if n_audit else (0, CHAIN_START)

    def storage_faults(self) -> list[str]:
        """See `GraphStore.storage_faults`."""
        return []

    def residue(self) -> Residue:
        """See `GraphStore.residue`: no file holds anything."""
        return Residue.NOTHING

    def purge(self) -> Residue:
        """See `GraphStore.purge`."""
        return Residue.NOTHING

    def close(self) -> None:
        """Nothing to let go of."""

    def _columns_of(self, keys: Mapping[str, Collection[str]]) -> tuple[str, PlainColumns]:
        state = self._state
        plain = PlainColumns()
        for name, some in keys.items():
            stored = state.records[name].rows
            rows = {key: stored[key] for key in some if key in stored}
            plain[name] = _plain_columns(ALL_KINDS[name], rows, ALL_KINDS[name].names)
        return f"{state.content_sum:032x}", plain

    @contextmanager
    def _transaction(self, *, changes_records: bool = True) -> Iterator[Transaction]:
        with self._writing:
            transaction = _MemoryTransaction(self._state, self._trail, self._on_step)
            yield transaction
            self._on_step("commit")
            self._trail[transaction.state.n_audit - len(transaction.appended) :] = transaction.appended
            self._state = transaction.state


def _deliveries(writes: Iterable[StoredWrite], whose: tuple[str, str]) -> set[int]:
    return {write.number for write in writes if write.is_of(whose)}


def _plain_columns(kind: Kind, rows: Mapping[str, Row], names: Collection[str]) -> dict[str, Sequence[Plain]]:
    columns = tuple(zip(*[rows[key] for key in sorted(rows)], strict=True)) or tuple(() for _ in kind.fields)
    return {name: plain_column(kind[name], columns[kind.index[name]]) for name in names}
