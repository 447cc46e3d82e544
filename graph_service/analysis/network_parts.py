"""What a map or an export is made of: dots, discs and lines as frozen records."""

from dataclasses import dataclass
from datetime import date

from graph_service.analysis.result import Count


@dataclass(frozen=True, slots=True)
class NetworkPerson:
    """A dot. `groups` are the groups he is a member of on the day, best role first; none, one or several."""

    person_id: str
    label: str
    groups: tuple[str, ...]
    role: str  # best current role: leader, core, affiliate, associate, or "" without
    status: str  # none, victim_only, in_custody (which wins over the others), dead
    is_minor: bool
    notified_on: date | None
    points: int  # of the message lane, 0 for all who are not in it


@dataclass(frozen=True, slots=True)
class NetworkGroup:
    """A disc. `n_named` counts its members on the day; the sizes are estimates of a source."""

    group_id: str
    name: str
    n_named: Count
    size_low: int | None
    size_high: int | None
    is_valid: bool
    rank: int | None  # in the scorecard
    violence_index: float


@dataclass(frozen=True, slots=True)
class NetworkTie:
    """All that ties two persons, as one line; `person_a` is the smaller id."""

    person_a: str
    person_b: str
    kinds: tuple[str, ...]
    strength: float  # the largest, never a sum
    first_on: date | None  # earliest start known
    last_on: date | None  # latest day it is known to have been valid; None: still valid, or undated
    record_ids: tuple[str, ...]  # ties, or incidents for the co-offending projection
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NetworkConflict:
    """A line between two groups on different sides of a conflict."""

    conflict_id: str
    name: str
    group_a: str
    group_b: str
    status: str  # active, truce, dormant
    incident_ids: tuple[str, ...]  # counted incidents between the two, by either side, c >= 0.5


@dataclass(frozen=True, slots=True)
class NetworkAlliance:
    """Two groups that stand together."""

    group_a: str
    group_b: str
    record_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NetworkIncident:
    """A counted incident with the persons linked to it; groups are those with c >= 0.5."""

    incident_id: str
    occurred_on: date | None
    precision: str
    type: str
    outcome: str  # fatal, injury, none, unknown
    suspect_groups: tuple[str, ...]
    victim_groups: tuple[str, ...]
    suspects: tuple[str, ...]
    victims: tuple[str, ...]
    source_id: str | None
