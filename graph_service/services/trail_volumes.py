"""How much somebody looked at on a day, beside what they usually do: for whoever watches over the use."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Annotated as A

from graph_service.domain.audit import AuditEntry
from graph_service.domain.described import Described
from graph_service.services.access import authorise, note_use
from graph_service.services.auditing import CHUNK, entries_of
from graph_service.services.context import Context


@dataclass(frozen=True, slots=True)
class Volume:
    """What one caller did on one day, in UTC."""

    day: A[date, Described("day, in UTC", date(2020, 12, 3))]
    actor: A[str, Described("name of the caller", "analyst 3")]
    n_entries: A[int, Described("entries of the trail", 42, unit="entries")]
    n_refused: A[int, Described("of those, what they were refused", 0, unit="entries")]
    n_persons: A[int, Described("different persons looked at; where very many were, all of them", 17, unit="persons")]
    usual_persons: A[
        float, Described("median of that number over the days of the period on which they looked at anybody", 12.0)
    ]


@dataclass(slots=True)
class _Counted:
    """What is counted of one caller on one day."""

    n_entries: int = 0
    n_refused: int = 0
    most_unnamed: int = 0  # of an entry that names nobody because it looked at very many
    references: set[str] = field(default_factory=set)

    @property
    def n_persons(self) -> int:
        return max(self.most_unnamed, len(self.references))


def trail_volumes(context: Context, *, since: date, until: date) -> tuple[Volume, ...]:
    """Count what each caller did on each day of a period; the most persons first.

    Nothing is judged: a day of an import or of a meeting is large as well.
    """
    authorise(context.caller, "audit_list")
    counts: dict[tuple[date, str], _Counted] = defaultdict(_Counted)
    for entry in _of_days(context, since, until):
        _count(counts[entry.recorded_at.date(), entry.event.actor], entry)
    usual = _usual(counts.items())
    note_use(context, "audit_list", details={"by": "volumes since until", "n_entries": len(counts)})
    volumes = (
        Volume(day, actor, counted.n_entries, counted.n_refused, counted.n_persons, usual.get(actor, 0.0))
        for (day, actor), counted in counts.items()
    )
    return tuple(sorted(volumes, key=lambda row: (-row.n_persons, -row.n_entries, -row.day.toordinal(), row.actor)))


def _of_days(context: Context, since: date, until: date) -> Iterator[AuditEntry]:
    """Entries of a period, read from the newest back, and no further than it needs."""
    for entry in entries_of(context.store, 0, CHUNK, newest_first=True):
        if entry.recorded_at.date() < since:
            return
        if entry.recorded_at.date() <= until:
            yield entry


def _count(counted: _Counted, entry: AuditEntry) -> None:
    details = entry.event.details
    counted.n_entries += 1
    counted.n_refused += entry.event.action == "refused"
    if "subjects" in details:
        counted.references.update(str(details["subjects"]).split())
    else:
        counted.most_unnamed = max(counted.most_unnamed, int(details.get("n_subjects", 0)))


def _usual(counts: Iterable[tuple[tuple[date, str], _Counted]]) -> dict[str, float]:
    by_actor: dict[str, list[int]] = defaultdict(list)
    for (_day, actor), counted in counts:
        if counted.n_persons:
            by_actor[actor].append(counted.n_persons)
    return {actor: float(median(numbers)) for actor, numbers in by_actor.items()}
