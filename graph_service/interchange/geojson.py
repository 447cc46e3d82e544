"""The incidents of a network as GeoJSON, as QGIS, ArcGIS and kepler read it."""

import json
from collections.abc import Iterator

from graph_service.analysis.network import Network, NetworkIncident
from graph_service.analysis.result import Note, note
from graph_service.interchange.graph_parts import day_text
from graph_service.services.incident_places import NOWHERE, IncidentPlaces, hides_place


def geojson_chunks(network: Network, *, handling: str, places: IncidentPlaces) -> Iterator[str]:
    """Write incidents as points: those without coordinates, or whose place is withheld, have no geometry.

    Parameters
    ----------
    network : Network
        Its incidents are written, without the persons linked to them.
    handling : str
        The handling mark, a member of the collection.
    places : IncidentPlaces
        Where they happened, as far as the caller sees it.

    Yields
    ------
    str
        The next part of the document.
    """
    head = {
        "type": "FeatureCollection",
        "handling": handling,
        "as_of": network.as_of.isoformat(),
        "version": network.version,
        "snapshot_id": network.snapshot_id,
        "notes": [entry.words for entry in (*network.notes, *place_notes(network, places))],
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "features": ['
    begin = "\n"
    for incident in network.incidents:
        yield begin + json.dumps(_feature(incident, places), ensure_ascii=False, allow_nan=False)
        begin = ",\n"
    yield "\n]}\n"


def place_notes(network: Network, places: IncidentPlaces) -> tuple[Note, ...]:
    """Count the incidents that have no geometry, by its reason.

    Parameters
    ----------
    network : Network
        Its incidents are written.
    places : IncidentPlaces
        Where they happened, as far as the caller sees it.

    Returns
    -------
    tuple[Note, ...]
        Where places are withheld, that alone: who has none would tell about those who have one.
    """
    withheld = sum(places.are_withheld or hides_place(incident) for incident in network.incidents)
    shown = [incident.incident_id for incident in network.incidents if not hides_place(incident)]
    missing = 0 if places.are_withheld else sum(places.of(key).point is None for key in shown)
    notes = (note("place_withheld", withheld), note("incident_without_coordinates", missing))
    return tuple(entry for entry in notes if entry.n)


def _feature(incident: NetworkIncident, places: IncidentPlaces) -> dict[str, object]:
    where = NOWHERE if hides_place(incident) else places.of(incident.incident_id)
    point = None if where.point is None else {"type": "Point", "coordinates": list(where.point)}
    properties = {
        "incident_id": incident.incident_id,
        "occurred_on": day_text(incident.occurred_on, incident.precision),
        "precision": incident.precision,
        "type": incident.type,
        "outcome": incident.outcome,
        "suspect_groups": list(incident.suspect_groups),
        "victim_groups": list(incident.victim_groups),
        "place": where.place,
        "source_id": incident.source_id,
    }
    return {"type": "Feature", "id": incident.incident_id, "geometry": point, "properties": properties}
