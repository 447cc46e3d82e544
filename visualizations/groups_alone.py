"""What a page of very many persons carries: groups, what is between them, and incidents by their numbers alone.

The map of a group has its persons; a page of a whole country would be some hundred megabytes.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph_service.analysis.columns import Rows
from graph_service.analysis.network import Network, NetworkIncident, NetworkPerson
from visualizations.layout import MOST_ROWS
from visualizations.marks import Scene
from visualizations.time_axis import Months, incident_months

OPEN_WITH: Final = "gruppkarta network --group {group} --out map.html"


@dataclass(frozen=True, slots=True)
class IncidentCount:
    """So many incidents that may lie in these months; None: not dated."""

    first: int | None
    last: int | None
    n: int


def is_of_groups_alone(network: Network, scene: Scene) -> bool:
    """Say whether a page of this scene leaves out its persons: they are not drawn, and more than a table lists.

    Parameters
    ----------
    network : Network
        What is drawn.
    scene : Scene
        Its figure.

    Returns
    -------
    bool
        False for every scene that shows persons.
    """
    return not scene.dots and len(network.persons) > MOST_ROWS


def groups_alone(network: Network) -> Network:
    """Leave out persons, what links them, and the incidents that no conflict names.

    Parameters
    ----------
    network : Network
        Of very many persons.

    Returns
    -------
    Network
        With groups, conflicts, alliances, and the incidents of the conflicts.
    """
    incidents = Rows.of(NetworkIncident, network.incidents)
    in_conflicts = {incident for conflict in network.conflicts for incident in conflict.incident_ids}
    return replace(
        network,
        persons=(),
        memberships=(),
        ties=(),
        involvements=(),
        periods=(),
        groups=tuple(replace(group, evidence=()) for group in network.groups),
        incidents=tuple(incidents.at(incidents.coded("incident_id").among(in_conflicts))),
    )


def incident_counts(network: Network, listed: Network, months: Months) -> Sequence[IncidentCount]:
    """Count the incidents that a page does not list, by the months in which they may lie.

    Parameters
    ----------
    network : Network
        With all incidents.
    listed : Network
        With those that the page lists.
    months : Months
        Of the time axis.

    Returns
    -------
    Sequence[IncidentCount]
        Every number above 0, the undated first.
    """
    is_listed = {incident.incident_id for incident in listed.incidents}
    rest = (incident for incident in network.incidents if incident.incident_id not in is_listed)
    spans = Counter(incident_months(incident, months) for incident in rest)
    undated = spans.pop(None, 0)
    counts = [IncidentCount(*span, n) for span, n in sorted(spans.items()) if span is not None]
    return [IncidentCount(None, None, undated), *counts] if undated else counts


def n_in_no_group(network: Network) -> int:
    """Count the persons who are in no group that is shown."""
    return int((Rows.of(NetworkPerson, network.persons).listed("groups").lengths == 0).sum())
