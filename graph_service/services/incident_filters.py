"""The list of incidents in part: by time, type, group and status, the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from graph_service.analysis.network import INCIDENTS, IncidentList, ListedIncident
from graph_service.analysis.network_incidents import IncidentListParameters
from graph_service.services.context import Context
from graph_service.services.frame import answer
from graph_service.services.paging import ALL_ROWS, Cut

BEFORE_ALL = 0  # the day of an incident without one


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFilters:
    """What the list is narrowed to; empty: to nothing."""

    begin: date | None = None
    end: date | None = None
    type: str = ""
    group: str = ""
    status: str = ""

    @property
    def is_set(self) -> bool:
        """Whether it leaves anything out."""
        return any((self.begin, self.end, self.type, self.group, self.status))

    def lets_through(self, row: ListedIncident) -> bool:
        """Tell whether an incident stays in the list; one without a date does where no time is asked for."""
        day = row.occurred_on
        if self.begin and (day is None or day < self.begin):
            return False
        if self.end and (day is None or day > self.end):
            return False
        if self.type and row.type != self.type:
            return False
        if self.status and row.status != self.status:
            return False
        return not self.group or self.group in {*row.suspect_groups, *row.victim_groups}


@dataclass(frozen=True, slots=True)
class FilteredIncidents:
    """The incidents that are shown, of those that pass the filters; and the types of all."""

    incidents: IncidentList
    n_passing: int
    types: frozenset[str]


def filtered_incidents(
    context: Context, filters: IncidentFilters, *, as_of: date | None = None, cut: Cut = ALL_ROWS
) -> FilteredIncidents:
    """Return incidents that count and those on hold, the latest first; whom the rows shown name is written down.

    Parameters
    ----------
    context : Context
        The open store, and who asks what for.
    filters : IncidentFilters
        Which incidents to show.
    as_of : date | None
        The day, seen at its end; default today.
    cut : Cut
        Which rows of those that pass; default: all.

    Returns
    -------
    FilteredIncidents
        Of one day in the order of their ids.
    """
    wholes: list[tuple[Sequence[ListedIncident], frozenset[str]]] = []

    def narrow(whole: IncidentList) -> IncidentList:
        rows = [row for row in whole.incidents if filters.lets_through(row)] if filters.is_set else whole.incidents
        wholes.append((rows, frozenset(row.type for row in whole.incidents)))
        days = [BEFORE_ALL if row.occurred_on is None else row.occurred_on.toordinal() for row in rows]
        latest_first = np.argsort(-np.array(days, dtype=np.int64), kind="stable").tolist()
        return replace(whole, incidents=tuple(rows[i] for i in cut.of(latest_first)))

    result = answer(context, INCIDENTS, IncidentListParameters(on_hold=True), as_of=as_of, narrow=narrow)
    rows, types = wholes[-1]
    return FilteredIncidents(result, len(rows), types)
