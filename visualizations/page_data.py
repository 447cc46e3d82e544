"""The records behind a picture, as a page carries them: what its script reads."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph_service.analysis.network import Network, NetworkIncident, NetworkTie
from graph_service.analysis.result import Withheld
from visualizations.hulls import size_words
from visualizations.marks import Scene
from visualizations.numbering import numbered

LEAST_MONTHS: Final = 12
MOST_MONTHS: Final = 120  # of the time axis; what is older stands in its first month
DECEMBER: Final = 12
Cell = str | int | float | bool | None | list[str] | list[int]


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

    def position(self, day: date) -> int:
        """Return the position of a day's month; of the first or last month for days beyond them.

        Parameters
        ----------
        day : date
            The day.

        Returns
        -------
        int
            From 0.
        """
        return min(max(0, _month(day) - self.first), self.n_months - 1)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def months_of(network: Network) -> Months:
    """Return the time axis of a network.

    Parameters
    ----------
    network : Network
        What is drawn.

    Returns
    -------
    Months
        At least a year; older ties begin in its first month.
    """
    last = _month(network.as_of)
    incidents = [_month(i.occurred_on) for i in network.incidents if i.occurred_on]
    dated = incidents or [_month(tie.first_on) for tie in network.ties if tie.first_on] or [last]
    first = max(min(*dated, last - LEAST_MONTHS + 1), last - MOST_MONTHS + 1)
    return Months(first, last - first + 1)


def incident_months(incident: NetworkIncident, months: Months) -> tuple[int, int] | None:
    """Return the first and the last month in which an incident may lie.

    Parameters
    ----------
    incident : NetworkIncident
        The incident.
    months : Months
        The time axis.

    Returns
    -------
    tuple[int, int] | None
        Positions; None where the date is not known.
    """
    if incident.occurred_on is None or incident.precision == "unknown":
        return None
    if incident.precision == "year":
        year = incident.occurred_on.year
        return months.position(date(year, 1, 1)), months.position(date(year, DECEMBER, 1))
    at = months.position(incident.occurred_on)
    return at, at


def data_json(network: Network, scene: Scene) -> str:
    """Write what a page needs beyond the drawing; arrays, as they are half the size of objects.

    Parameters
    ----------
    network : Network
        What is drawn.
    scene : Scene
        Its figure.

    Returns
    -------
    str
        JSON that can stand inside a script element.
    """
    numbers, months = numbered(network), months_of(network)
    person = {one.person_id: i for i, one in enumerate(network.persons)}
    group = {one.group_id: i for i, one in enumerate(network.groups)}
    incident = {one.incident_id: i for i, one in enumerate(network.incidents)}
    bunches = [line.bunch for line in scene.ties] or [0] * len(numbers.ties)
    ends = zip(numbers.ties, numbers.tie_ends, bunches, strict=True)
    document = {
        "months": months.names,
        "groups": [
            [g.group_id, g.name, g.n_named, size_words(g), g.rank, round(g.violence_index, 2), g.is_valid]
            for g in network.groups
        ],
        "persons": [
            [p.person_id, p.label, own, p.role, p.status, p.is_minor, _day(p.notified_on), p.points]
            for p, own in zip(network.persons, numbers.groups_of, strict=True)
        ],
        "at": [[round(dot.x, 1), round(dot.y, 1), round(dot.reach, 1)] for dot in scene.dots],
        "ties": [[pair.a, pair.b, *_tie(tie, months), bunch] for tie, pair, bunch in ends],
        "incidents": [_incident(i, months, person, group) for i in network.incidents],
        "conflicts": [
            [c.conflict_id, c.name, c.status, side.a, side.b, [incident[i] for i in c.incident_ids if i in incident]]
            for c, side in zip(numbers.conflicts, numbers.conflict_sides, strict=True)
        ],
        "alliances": [
            [side.a, side.b, a.record_ids] for a, side in zip(numbers.alliances, numbers.alliance_sides, strict=True)
        ],
    }
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    # Inside a script element nothing may look like markup, and two line ends are no line ends to JSON.
    for sign in ("&", "<", ">", "\u2028", "\u2029"):
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def named_count(n_named: int | Withheld) -> str:
    """Write a count that may be withheld.

    Parameters
    ----------
    n_named : int | Withheld
        The count.

    Returns
    -------
    str
        Digits, or ``withheld``.
    """
    return n_named.value if isinstance(n_named, Withheld) else str(n_named)


def period_words(tie: NetworkTie) -> str:
    """Say when a tie was valid.

    Parameters
    ----------
    tie : NetworkTie
        The tie.

    Returns
    -------
    str
        As ``since 2024-03-01``.
    """
    if tie.first_on and tie.last_on:
        return (
            f"{tie.first_on.isoformat()} – {tie.last_on.isoformat()}"
            if tie.first_on != tie.last_on
            else tie.first_on.isoformat()
        )
    if tie.first_on:
        return f"since {tie.first_on.isoformat()}"
    return f"until {tie.last_on.isoformat()}" if tie.last_on else "undated"


def incident_day(incident: NetworkIncident) -> str | None:
    """Write the date of an incident as exactly as it is known.

    Parameters
    ----------
    incident : NetworkIncident
        The incident.

    Returns
    -------
    str | None
        As ``2025-03``; None where it is not known.
    """
    if incident.occurred_on is None or incident.precision == "unknown":
        return None
    return incident.occurred_on.isoformat()[: {"year": 4, "month": 7}.get(incident.precision)]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _tie(tie: NetworkTie, months: Months) -> list[Cell]:
    return [
        ", ".join(tie.kinds),
        months.position(tie.first_on) if tie.first_on else 0,
        months.position(tie.last_on) if tie.last_on else months.n_months - 1,
        period_words(tie),
        list(tie.record_ids),
        list(tie.source_ids),
        round(tie.strength, 6),
    ]


def _incident(incident: NetworkIncident, months: Months, person: dict[str, int], group: dict[str, int]) -> list[Cell]:
    span = incident_months(incident, months)
    return [
        incident.incident_id,
        span[0] if span else None,
        span[1] if span else None,
        incident_day(incident),
        incident.type,
        incident.outcome,
        [group[g] for g in incident.suspect_groups if g in group],
        [group[g] for g in incident.victim_groups if g in group],
        [person[p] for p in incident.suspects if p in person],
        [person[p] for p in incident.victims if p in person],
        incident.source_id,
    ]
