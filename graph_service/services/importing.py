"""Importing: records that were loaded and checked go into the store, all or nothing."""

from graph_service.domain.caller import Caller
from graph_service.domain.tables import Tables
from graph_service.ports import AuditEvent, Progress, WriteSummary, no_progress
from graph_service.services.workplace import Workplace


def import_tables(
    place: Workplace, caller: Caller, tables: Tables, *, progress: Progress = no_progress
) -> WriteSummary:
    """Write loaded records with their audit event; the same records again change nothing.

    Parameters
    ----------
    place : Workplace
        The store opened for work.
    caller : Caller
        Who imports.
    tables : Tables
        Records by kind, checked by the loader.
    progress : Progress
        Told of each step.

    Returns
    -------
    WriteSummary
        What was new, changed and unchanged, by kind.
    """
    event = AuditEvent(
        "import", caller.name, caller.purpose, {"n_records": sum(len(table) for table in tables.values())}
    )
    return place.store.write(tables, event, recorded_at=place.clock.now(), progress=progress)
