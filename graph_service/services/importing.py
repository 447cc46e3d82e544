"""Importing: records that were loaded and checked go into the store, all or nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated as A
from typing import Protocol

from graph_service.domain.case_rules import KnownKeys, case_findings
from graph_service.domain.described import Described
from graph_service.domain.report import LoadReport
from graph_service.domain.rules import as_problem
from graph_service.domain.schema import KINDS
from graph_service.domain.tables import Table, Tables
from graph_service.errors import RejectedRowsError, RowProblem
from graph_service.ports import GraphStore, Progress, WriteSummary, no_progress
from graph_service.services.access import authorise, event_of, note_use
from graph_service.services.context import Context

# Rules that need more than one row: what a case adds must agree with what is stored.
JUDGED_TOGETHER = ("incident", "involvement", "attribution", "same_person")
MAX_PROBLEMS = 100


def import_tables(context: Context, tables: Tables, *, progress: Progress = no_progress) -> WriteSummary:
    """Write loaded records with their audit event; the same records again change nothing."""
    authorise(context.caller, "import")
    problems = list(_contradictions(context.store, tables))
    if problems:
        raise RejectedRowsError(problems[:MAX_PROBLEMS], n_total=len(problems))
    persons = tables["person"].keys if "person" in tables else ()
    details = {"n_records": sum(len(table) for table in tables.values())}
    event = event_of(context.caller, "import", subjects=() if context.caller.is_local else persons, details=details)
    return context.store.write(tables, event, recorded_at=context.clock.now(), progress=progress)


class LoadedCase(Protocol):
    """What a loader hands over: checked records by kind, and how the files were read."""

    @property
    def tables(self) -> Tables:
        """Records by kind."""

    @property
    def report(self) -> LoadReport:
        """How the files were read."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: how the files were read, and what was written; nothing, if it was only checked."""

    load: A[LoadReport, Described("how the files were read", None)]
    write: A[WriteSummary | None, Described("what was written; null: it was only checked", None)]


def import_case(
    context: Context,
    load: Callable[[KnownKeys], LoadedCase],
    *,
    dry_run: bool = False,
    progress: Progress = no_progress,
) -> Imported:
    """Load a case that may refer to what is stored, and write it; a dry run writes that it was checked, no more."""
    authorise(context.caller, "check" if dry_run else "import")
    loaded = load(stored_keys(context.store))
    if dry_run:
        details = {"n_records": sum(len(table) for table in loaded.tables.values())}
        note_use(context, "check", details=details)
        return Imported(loaded.report, None)
    return Imported(loaded.report, import_tables(context, loaded.tables, progress=progress))


def stored_keys(store: GraphStore) -> KnownKeys:
    """Return the keys of all records, so that a case may refer to what is stored already."""
    _, columns = store.columns({kind.name: [kind.key] for kind in KINDS.values()})
    return {name: {str(key) for key in columns_of[KINDS[name].key]} for name, columns_of in columns.items()}


def _contradictions(store: GraphStore, tables: Tables) -> Iterator[RowProblem]:
    """Judge what is added together with what is stored; an empty store holds no contradiction."""
    kinds = [KINDS[name] for name in JUDGED_TOGETHER]
    counts = store.counts()
    if not any(counts[kind.name] for kind in kinds) or not any(kind.name in tables for kind in kinds):
        return
    _, stored = store.read(kinds)
    together = {kind.name: _replaced(stored[kind.name], tables.get(kind.name)) for kind in kinds}
    for finding in case_findings(together):
        table = together[finding.kind.name]
        key = table.keys[finding.row]
        yield as_problem(finding, table, file=f"{finding.kind.table} {key}, with what is stored", line=None)


def _replaced(stored: Table, added: Table | None) -> Table:
    """Stored records, those of equal key replaced, and the rest of what is added."""
    if added is None or not len(added):
        return stored
    fresh = set(added.keys)
    unchanged = stored.take([i for i, key in enumerate(stored.keys) if key not in fresh])
    return Table(stored.kind, tuple([*old, *new] for old, new in zip(unchanged.columns, added.columns, strict=True)))
