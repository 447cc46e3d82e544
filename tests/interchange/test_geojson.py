"""Incidents on a map: points for those who may see places, and no word of a place for anybody else."""

import json
from typing import Any

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.analysis.network import NETWORK
from graph_service.analysis.person_measures import NO_MEASURES
from graph_service.analysis.result import WITHHELD
from graph_service.domain.caller import CallerRole
from graph_service.domain.plain_columns import PlainColumns
from graph_service.domain.policy import default_policy
from graph_service.domain.rights import RIGHTS, Agency
from graph_service.domain.tables import tables_of
from graph_service.domain.vocabulary import DataClass
from graph_service.errors import AccessError, WriteConflictError
from graph_service.exports import EXPORT_FORMS, FormName, NetworkFileParameters, network_to_write
from graph_service.services.context import Context
from graph_service.services.incident_places import WITHHELD_PLACES, at_one_moment
from tests.api.city import AS_OF, canary, city_with_places
from tests.api.serving import PAIRS, City, city_in
from tests.asking import compute
from tests.snapshots import snapshot_from

FORM = next(form for form in EXPORT_FORMS if form.name is FormName.GEOJSON)
POINTS = {"I-1": (59.25, 15.25), "I-3": (59.5, None), "I-4": (58.0, 16.0)}  # one of them without a longitude


@pytest.fixture(scope="module")
def populated() -> City:
    return city_in(MemoryStore(), tables_of(city_with_places(POINTS)))


def collection(context: Context) -> Any:  # noqa: ANN401  as JSON has it
    parameters = NetworkFileParameters()
    content = network_to_write(context, FORM, parameters, as_of=AS_OF, details=None)
    return json.loads(content.written(FORM, "the mark", parameters).text)


def seers(*, may_see: bool) -> list[tuple[CallerRole, Agency]]:
    return [pair for pair in PAIRS if (DataClass.INTELLIGENCE in RIGHTS[pair]) == may_see]


@pytest.mark.parametrize("pair", seers(may_see=True), ids=str)
def test_points_are_there_but_where_somebody_who_is_withheld_took_part(
    populated: City, pair: tuple[CallerRole, Agency]
) -> None:
    written = collection(populated.place.context(populated.caller(*pair)))
    features = {feature["id"]: feature for feature in written["features"]}
    assert {key for key, feature in features.items() if feature["geometry"]} == {"I-4"}  # half a point is none
    assert features["I-4"]["geometry"] == {"type": "Point", "coordinates": [16.0, 58.0]}
    assert features["I-4"]["properties"]["place"] == canary(DataClass.INTELLIGENCE, "incident-place")
    assert features["I-1"]["properties"]["place"] is None
    notes = " ".join(written["notes"])
    assert "written without" in notes
    assert "no coordinates" in notes


@pytest.mark.parametrize("pair", seers(may_see=False), ids=str)
def test_places_are_withheld_with_the_class_of_the_place(populated: City, pair: tuple[CallerRole, Agency]) -> None:
    context = populated.place.context(populated.caller(*pair))
    with pytest.raises(AccessError):
        collection(context)
    _, places = at_one_moment(context, AS_OF)
    assert places == WITHHELD_PLACES
    network = compute(NETWORK, snapshot_from(city_with_places(POINTS), AS_OF), default_policy())
    parameters = NetworkFileParameters()
    file = FORM.write(network, NO_MEASURES, "the mark", parameters, places)
    features = json.loads(file.text)["features"]
    assert {(str(feature["geometry"]), feature["properties"]["place"]) for feature in features} == {("None", None)}
    assert [(entry.code, entry.n) for entry in file.notes if entry.code.startswith(("place", "incident_without"))] == [
        ("place_withheld", 4)
    ]


def test_who_sees_everybody_sees_every_point(populated: City) -> None:
    caller = populated.caller(CallerRole.ADMIN, Agency.POLICE, shows_protected=True)
    written = collection(populated.place.context(caller))
    points = {feature["id"]: feature["geometry"] for feature in written["features"]}
    assert points["I-1"] == {"type": "Point", "coordinates": [15.25, 59.25]}
    assert WITHHELD.value not in json.dumps(written["features"])
    assert written["handling"] == "the mark"


class _WrittenMeanwhile(MemoryStore):
    """A store in which the columns are always of another moment than the content."""

    n_left = 0

    def columns(self, names: Any) -> tuple[str, PlainColumns]:  # noqa: ANN401  as the store has it
        content_hash, columns = super().columns(names)
        if set(names) == {"incident"} and self.n_left:
            self.n_left -= 1
            return "f" * 32, columns
        return content_hash, columns


@pytest.mark.parametrize(("n_times", "is_refused"), [(1, False), (99, True)])
def test_places_are_of_the_moment_of_the_network(n_times: int, is_refused: bool) -> None:
    store = _WrittenMeanwhile()
    populated = city_in(store, tables_of(city_with_places(POINTS)))
    store.n_left = n_times
    context = populated.place.context(populated.caller(CallerRole.ANALYST, Agency.POLICE))
    if is_refused:
        with pytest.raises(WriteConflictError):
            collection(context)
    else:
        assert len(collection(context)["features"]) == 4
