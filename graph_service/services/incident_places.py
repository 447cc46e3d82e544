"""Where incidents happened, for a map: beside the snapshot, and only for those who may see places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from graph_service.analysis.network_parts import NetworkIncident
from graph_service.analysis.result import WITHHELD
from graph_service.domain.schema import KINDS
from graph_service.domain.snapshot import Snapshot
from graph_service.errors import WriteConflictError
from graph_service.services.context import Context
from graph_service.services.frame import ATTEMPTS
from graph_service.services.snapshots import ContentChangedError, columns_beside, records_beside


@dataclass(frozen=True, slots=True)
class IncidentPlace:
    """What is known of where an incident happened: its place in words, and longitude and latitude."""

    place: str | None = None
    point: tuple[float, float] | None = None


NOWHERE = IncidentPlace()


@dataclass(frozen=True, slots=True)
class IncidentPlaces:
    """The places of incidents by id. Withheld from a caller, there is none."""

    by_id: Mapping[str, IncidentPlace] = field(default_factory=dict)
    are_withheld: bool = False

    def of(self, incident_id: str) -> IncidentPlace:
        """Return where an incident happened."""
        return self.by_id.get(incident_id, NOWHERE)


NO_PLACES = IncidentPlaces()
WITHHELD_PLACES = IncidentPlaces(are_withheld=True)


def hides_place(incident: NetworkIncident) -> bool:
    """Say whether the place of an incident is not shown: where somebody was hit or taken may tell who is withheld."""
    return WITHHELD.value in {*incident.suspects, *incident.believed, *incident.victims}


def at_one_moment(
    context: Context, as_of: date | None, incident_id: str | None = None
) -> tuple[Context, IncidentPlaces]:
    """Return a context that holds the records of a moment as of a day, and the places of incidents of that moment.

    Of all incidents, or of one.
    """
    for _ in range(ATTEMPTS):
        holding = context.holding(as_of)
        try:
            return holding, _places(holding, holding.snapshot(as_of), incident_id)
        except ContentChangedError:
            continue  # with the records of now
    message = "others write to the store so often that no moment of it could be read; try again"
    raise WriteConflictError(message)


def _places(context: Context, snapshot: Snapshot, incident_id: str | None) -> IncidentPlaces:
    """Coordinates say a place as exactly as its name does, so who may not see the one does not see the other."""
    if KINDS["incident"]["place"].mark.data_class not in context.classes:
        return WITHHELD_PLACES
    names = ("incident_id", "place", "latitude", "longitude")
    columns: Mapping[str, Sequence[object]]
    if incident_id is None:
        columns = columns_beside(context.store, snapshot, {"incident": names}).get("incident", {})
    else:
        table = records_beside(context.store, snapshot, {"incident": [incident_id]})["incident"]
        columns = {name: table.column(name) for name in names}
    places = {}
    for key, place, latitude, longitude in zip(*(columns.get(name, ()) for name in names), strict=True):
        is_point = latitude is not None and longitude is not None
        point = (cast("float", longitude), cast("float", latitude)) if is_point else None
        if place is not None or point is not None:
            places[str(key)] = IncidentPlace(cast("str | None", place), point)
    return IncidentPlaces(places)
