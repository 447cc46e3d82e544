"""Importing: records that were loaded and checked go into the store, all or nothing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Annotated as A
from typing import Any, Protocol, TypeVar

from graph_service.domain.case_rules import KnownKeys, case_findings, record_in_words
from graph_service.domain.delivery import Delivery, GoneChoice
from graph_service.domain.described import Described
from graph_service.domain.report import LoadReport
from graph_service.domain.rights import classes_of, classes_written, unseen_fields
from graph_service.domain.row_lines import RowLines
from graph_service.domain.rules import Finding, as_problem
from graph_service.domain.schema import KINDS, Row
from graph_service.domain.tables import Table, Tables
from graph_service.domain.write_summary import GoneRecords, KindCounts, WriteSummary
from graph_service.errors import InputError, RejectedRowsError, RowProblem, WriteConflictError
from graph_service.ports import GraphStore, Progress, no_progress
from graph_service.services.access import authorise, event_of, note_use
from graph_service.services.context import Context
from graph_service.services.deliveries import Brought, PlannedImport, plan_import
from graph_service.services.exporting import refuse_part
from graph_service.services.judging import Judged, judge, keys_seen

# Rules that need more than one row: what a case adds must agree with what is stored.
JUDGED_TOGETHER = ("person", "incident", "involvement", "attribution", "same_person")
ABOUT_AN_INCIDENT = ("incident", "involvement", "attribution")  # what rules between records refuse
MAX_PROBLEMS = 100
MAX_DELIVERER = 200  # characters
WITHOUT_NAME = Delivery()
R = TypeVar("R")
ATTEMPTS = 20  # to write on the records that a write was judged by


def delivery_of(deliverer: str, gone: str, *, force: bool, as_of: date | None = None) -> Delivery:
    """Return a delivery from what somebody says of it."""
    if not deliverer.isprintable() or len(deliverer) > MAX_DELIVERER or deliverer != deliverer.strip():
        message = f"name the deliverer in one line of at most {MAX_DELIVERER} characters, such as police register"
        raise InputError(message)
    if gone not in set(GoneChoice):
        message = f"{gone!r} is nothing to do about what is gone: choose one of {', '.join(GoneChoice)}"
        raise InputError(message)
    return Delivery(deliverer=deliverer, as_of=as_of, is_forced=force, gone=GoneChoice(gone))


def import_tables(
    context: Context, tables: Tables, *, delivery: Delivery = WITHOUT_NAME, progress: Progress = no_progress
) -> WriteSummary:
    """Write loaded records with their audit event; the same records again change nothing."""
    authorise(context.caller, "import")
    whose = replace(delivery, agency=context.caller.agency)
    return _judged_and_written(context, Brought(tables, whose, tuple(tables)), progress)[1]


def _judged(context: Context, brought: Brought) -> PlannedImport:
    """Judge what is brought by the rights of the caller, and then together with what is stored."""
    planned = plan_import(context, brought)
    _refuse_contradictions(context, planned.judged)
    return planned


def judged_with_stored(context: Context, tables: Tables) -> Judged:
    """Judge single records by the rights of the caller, and then together with what is stored."""
    judged = judge(context, tables)
    _refuse_contradictions(context, judged)
    return judged


def _refuse_contradictions(context: Context, judged: Judged) -> None:
    if judged.is_restricted:
        context.aside.check()  # whether or not it is needed this time: that would tell
    problems = list(_contradictions(context, judged))
    if problems:
        raise RejectedRowsError(problems[:MAX_PROBLEMS], n_total=len(problems))


def _judged_and_written(context: Context, brought: Brought, progress: Progress) -> tuple[Judged, WriteSummary]:
    """Judge what is brought by what is stored, and write it on nothing else; again, if others wrote meanwhile."""

    def write(content_hash: str) -> tuple[Judged, WriteSummary]:
        planned = _judged(context, brought)
        return planned.judged, _write(context, planned, brought, content_hash, progress)

    return on_what_is_stored(context, write)


def on_what_is_stored(context: Context, write: Callable[[str], R]) -> R:
    """Do a write that was judged by the records of a content hash; again, if others wrote meanwhile."""
    for attempt in range(1, ATTEMPTS + 1):
        content_hash = context.store.content_hash()
        try:
            return write(content_hash)
        except WriteConflictError:
            if attempt == ATTEMPTS or context.store.content_hash() == content_hash:
                raise
    raise AssertionError


def _write(
    context: Context, planned: PlannedImport, brought: Brought, only_on: str, progress: Progress
) -> WriteSummary:
    """Keep what is put aside, then write the rest."""
    judged, loaded, delivery = planned.judged, brought.tables, brought.delivery
    persons = loaded["person"].keys if "person" in loaded else ()
    details = {"n_records": sum(len(table) for table in loaded.values())}
    event = event_of(context.caller, "import", subjects=() if context.caller.is_local else persons, details=details)
    if judged.aside:
        context.aside.put(judged.lines(context))
    summary = context.store.write(
        judged.tables,
        event,
        recorded_at=context.clock.now(),
        only_on=only_on,
        progress=progress,
        deliverer=delivery.deliverer,
        as_of=delivery.as_of,
        reason=brought.reason,
        brought=[KINDS[name].table for name in brought.names],
        gone=planned.gone,
    )
    left = planned.plan.left_counts()
    kinds = {
        name: summary.kinds.get(name, KindCounts()) + left.get(name, KindCounts())
        for name in KINDS
        if name in summary.kinds or name in left
    }
    return judged.counted(WriteSummary(kinds, summary.content_hash, planned.told_gone))


class LoadedCase(Protocol):
    """What a loader hands over: checked records by kind, and how the files were read."""

    @property
    def tables(self) -> Tables:
        """Records by kind."""

    @property
    def report(self) -> LoadReport:
        """How the files were read."""

    @property
    def lines(self) -> Mapping[str, RowLines]:
        """Where the rows of each table were read; empty: they are no rows of a file."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: how the files were read, and what was written; nothing, if it was only checked."""

    load: A[LoadReport, Described("how the files were read", None)]
    write: A[WriteSummary | None, Described("what was written; null: it was only checked", None)]


@dataclass(frozen=True, slots=True)
class CheckedReport(LoadReport):
    """What an import would do."""

    would_write: A[
        Mapping[str, KindCounts],
        Described("records by kind that an import would write, by what they are beside those that are stored", None),
    ] = field(default_factory=dict)
    gone: A[
        Mapping[str, GoneRecords],
        Described("records by table that the same deliverer brought before, and does not bring any more", None),
    ] = field(default_factory=dict)

    @property
    def total(self) -> KindCounts:
        """The sum over all kinds."""
        return WriteSummary(self.would_write, "").total


def import_case(
    context: Context,
    load: Callable[[KnownKeys], LoadedCase],
    *,
    delivery: Delivery = WITHOUT_NAME,
    dry_run: bool = False,
    progress: Progress = no_progress,
) -> Imported:
    """Load a case that may refer to what is stored, and write it; a dry run writes that it was checked, no more."""
    authorise(context.caller, "check" if dry_run else "import")
    loaded = load(keys_seen(context, stored_keys(context.store)))
    brought = _brought(loaded, replace(delivery, agency=context.caller.agency))
    refuse_part(loaded.report.case, is_empty=not any(context.store.counts().values()))
    if dry_run:
        planned = _judged(context, brought)
        judged = planned.judged
        would_write = judged.counted(WriteSummary(planned.plan.counts(judged.tables), "")).kinds
        details = {"n_records": sum(len(table) for table in loaded.tables.values())}
        note_use(context, "check", details=details)
        checked = CheckedReport(**_with_remarks(loaded.report, judged), would_write=would_write, gone=planned.told_gone)
        return Imported(checked, None)
    judged, written = _judged_and_written(context, brought, progress)
    return Imported(LoadReport(**_with_remarks(loaded.report, judged)), written)


def _brought(loaded: LoadedCase, delivery: Delivery) -> Brought:
    """Say whose delivery a case is, and which tables it has: an empty one too, and none whole of which rows are bad."""
    head = loaded.report.case
    deliverer = delivery.deliverer or head.delivered_by or head.name or ""
    by_table = {kind.table: name for name, kind in KINDS.items()}
    names = {by_table[table.table] for table in loaded.report.tables} | set(loaded.tables)
    incomplete = {by_table[table.table] for table in loaded.report.tables if table.n_quarantined}
    whose = replace(delivery, deliverer=deliverer[:MAX_DELIVERER], as_of=delivery.as_of or head.as_of)
    return Brought(loaded.tables, whose, names, incomplete, loaded.lines)


def _with_remarks(report: LoadReport, judged: Judged) -> dict[str, Any]:
    parts = {declared.name: getattr(report, declared.name) for declared in fields(report)}
    return parts | {"remarks": (*report.remarks, *judged.remarks)}


def stored_keys(store: GraphStore) -> KnownKeys:
    """Return the keys of all records, so that a case may refer to what is stored already."""
    _, columns = store.columns({kind.name: [kind.key] for kind in KINDS.values()})
    return {name: {str(key) for key in columns_of[KINDS[name].key]} for name, columns_of in columns.items()}


def _contradictions(context: Context, judged: Judged) -> Iterator[RowProblem]:
    """Judge what is added together with what is stored; an empty store holds no contradiction.

    A caller from whom records are withheld is told what contradicts those that they see. What contradicts
    others alone is put aside in silence.
    """
    kinds = [KINDS[name] for name in JUDGED_TOGETHER]
    counts = context.store.counts()
    if not any(counts[kind.name] for kind in kinds) or not any(kind.name in judged.tables for kind in kinds):
        return
    _, stored = context.store.read(kinds)
    visible = {kind.name: _seen(context, judged, stored[kind.name]) for kind in kinds}
    together = {kind.name: _replaced(visible[kind.name], judged.as_told.get(kind.name)) for kind in kinds}
    is_refused = False
    # Of what is stored alone, nothing is the fault of what is brought: a rule may be younger than the store.
    findings = list(case_findings(together))
    stored_faults = {_fault(finding, visible) for finding in case_findings(visible)} if findings else set()
    for finding in findings:
        if _fault(finding, together) in stored_faults:
            continue
        is_refused = True
        table = together[finding.kind.name]
        record = record_in_words(table, finding.row)
        yield as_problem(finding, table, file=f"{record}, with what is stored", line=None)
    if not is_refused and any(len(visible[name]) < len(table) for name, table in stored.items()):
        _put_aside_contradicting(judged, stored, visible)


def _fault(finding: Finding, tables: Mapping[str, Table]) -> tuple[str, Row, str]:
    table = tables[finding.kind.name]
    return finding.why.code, tuple(column[finding.row] for column in table.columns), finding.kind.name


def _seen(context: Context, judged: Judged, stored: Table) -> Table:
    """Those of the records, and of their columns, that the caller sees."""
    if context.caller.is_local:
        return stored
    classes = classes_written(context.caller)
    if not classes_of(stored.kind) <= classes:
        return stored.take([])
    hidden = judged.hidden.get(stored.kind.name, ())
    table = stored.take([row for row, key in enumerate(stored.keys) if key not in hidden]) if hidden else stored
    unseen = {stored.kind.index[field.name] for field in unseen_fields(stored.kind, classes) if field.nullable}
    nothing = [None] * len(table)
    return Table(table.kind, tuple(nothing if i in unseen else column for i, column in enumerate(table.columns)))


def _put_aside_contradicting(judged: Judged, stored: Mapping[str, Table], visible: Mapping[str, Table]) -> None:
    """Put aside, in silence, all that is brought on incidents on which something withheld says otherwise."""
    together = {name: _replaced(table, judged.tables.get(name)) for name, table in stored.items()}
    findings = list(case_findings(together))
    stored_faults = {_fault(finding, stored) for finding in case_findings(stored)} if findings else set()
    incidents = {
        _incident_of(together[finding.kind.name], finding.row)
        for finding in findings
        if _fault(finding, together) not in stored_faults
    }
    for name in [name for name in ABOUT_AN_INCIDENT if incidents and name in judged.tables]:
        table, keys = judged.tables[name], set(visible[name].keys)
        unchanged = set(stored[name].rows())
        rows = [
            row
            for row, values in enumerate(table.rows())
            if _incident_of(table, row) in incidents and values not in unchanged
        ]
        judged.put_aside_in_silence(
            name, {row: KindCounts(n_changed=1) if table.keys[row] in keys else KindCounts(n_new=1) for row in rows}
        )


def _incident_of(table: Table, row: int) -> str:
    return str(table.column("incident_id")[row])


def _replaced(stored: Table, added: Table | None) -> Table:
    """Stored records, those of equal key replaced, and the rest of what is added."""
    if added is None or not len(added):
        return stored
    fresh = set(added.keys)
    unchanged = stored.take([i for i, key in enumerate(stored.keys) if key not in fresh])
    return Table(stored.kind, tuple([*old, *new] for old, new in zip(unchanged.columns, added.columns, strict=True)))
