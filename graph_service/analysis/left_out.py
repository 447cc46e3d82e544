"""Notes that many results share: what reviews and missing days leave out."""

import numpy as np

from graph_service.analysis.people import incident_periods, overdue
from graph_service.analysis.result import Note, note
from graph_service.domain.snapshot import NO_DAY, Snapshot
from graph_service.domain.vocabulary import Part, SuspectStatus, code_of

REVIEWED = ("person", "group", "membership", "involvement", "fact")


def review_notes(snapshot: Snapshot) -> tuple[Note, ...]:
    """Count overdue reviews, table by table: those records count for nothing in lanes and pools."""
    return tuple(note(f"{kind}_review_overdue", int(overdue(snapshot, kind).sum())) for kind in REVIEWED)


def undated_decisions(snapshot: Snapshot) -> Note:
    """Count suspicions, charges and convictions without their day: they count as believed only."""
    links = snapshot["involvement"]
    formal = [code_of(SuspectStatus(word)) for word in ("suspected", "charged", "convicted")]
    undated = (links["part"] == code_of(Part.SUSPECT)) & np.isin(links["status"], formal)
    undated &= links["decided_on"] == NO_DAY
    if len(links):
        undated &= incident_periods(snapshot).seen[links["incident_id"]]
    return note("decision_undated", int(undated.sum()))
