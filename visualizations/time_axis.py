"""The time axis of a page: months, and where among them an incident may lie."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from graph_service.analysis.network import Network, NetworkIncident

LEAST_MONTHS: Final = 12
MOST_MONTHS: Final = 120  # what is older stands before the first month
DECEMBER: Final = 12


@dataclass(frozen=True, slots=True)
class Months:
    """The time axis: months from the first incident, one to ten years back, to the as-of day."""

    first: int  # months since year 0
    n_months: int

    @property
    def names(self) -> tuple[str, ...]:
        """As ``2025-03``."""
        return tuple(
            f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(self.first, self.first + self.n_months)
        )

    def held(self, first_on: date | None, last_on: date | None, as_of: date) -> tuple[int, int] | None:
        """Return the first and the last month at whose end something held, the last one ending with a day.

        Parameters
        ----------
        first_on : date | None
            First day; None: it held always.
        last_on : date | None
            Last day; None: it holds still.
        as_of : date
            The day that the last month ends with.

        Returns
        -------
        tuple[int, int] | None
            Positions; None where it held at the end of none of the months.
        """
        first = 0 if first_on is None else max(0, _month(first_on) - self.first)
        last = self.n_months - 1
        if last_on is not None and last_on < as_of:
            ends_month = (last_on + timedelta(days=1)).day == 1
            last = min(last - 1, _month(last_on) - self.first - (not ends_month))
        return (first, last) if first <= last else None

    def position(self, day: date) -> int:
        """Return the position of a day's month: below 0 for days before the axis, at most the last month."""
        return min(_month(day) - self.first, self.n_months - 1)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def months_of(network: Network) -> Months:
    """Return the time axis of a network: from its first incident, one to ten years back."""
    last = _month(network.as_of)
    incidents = [_month(incident.occurred_on) for incident in network.incidents if incident.occurred_on]
    dated = incidents or [_month(tie.first_on) for tie in network.ties if tie.first_on] or [last]
    first = max(min(*dated, last - LEAST_MONTHS + 1), last - MOST_MONTHS + 1)
    return Months(first, last - first + 1)


def incident_months(incident: NetworkIncident, months: Months) -> tuple[int, int] | None:
    """Return the positions of the first and the last month in which an incident may lie; None if undated."""
    if incident.occurred_on is None or incident.precision == "unknown":
        return None
    if incident.precision == "year":
        year = incident.occurred_on.year
        return months.position(date(year, 1, 1)), months.position(date(year, DECEMBER, 1))
    month = months.position(incident.occurred_on)
    return month, month
