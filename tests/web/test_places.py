"""The page of places: for those who may see places, never of an incident with somebody who is withheld."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import RIGHTS, Agency
from graph_service.domain.tables import tables_of
from graph_service.domain.vocabulary import DataClass
from graph_service.services.access import RULES
from graph_service.settings import Settings
from tests.api.city import city_with_places
from tests.api.serving import ADMIN, DAY, PAIRS, City, city_in
from tests.web.conftest import Open
from tests.web.serving import signed_in, site

PAGE = f"/map/places?{DAY}"
POINTS = {"I-3": (59.2713, 15.2141), "I-4": (59.28, 15.22), "I-1": (59.26, 15.21)}


@pytest.fixture(scope="module")
def placed_city() -> City:
    return city_in(MemoryStore(), tables_of(city_with_places(POINTS)))


@pytest.fixture(scope="module")
def boundary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("outline") / "area.geojson"
    ring = [[15.2, 59.25], [15.25, 59.25], [15.25, 59.3], [15.2, 59.25]]
    path.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def placed(placed_city: City, boundary: Path) -> Iterator[httpx.Client]:
    with site(placed_city, Settings(boundary=boundary)) as client:
        yield client


def asked(client: httpx.Client, city: City, path: str, pair: tuple[CallerRole, Agency] = ADMIN) -> httpx.Response:
    with signed_in(client.base_url, city, *pair) as browser:
        return browser.get(path)


def test_incidents_are_drawn_and_listed_with_their_places(placed: httpx.Client, placed_city: City) -> None:
    page = asked(placed, placed_city, PAGE).text
    assert page.count('class="incident"') >= 2
    assert page.count('class="coarse"') == 1
    assert 'class="outline"' in page
    assert "59.27130" in page
    assert "Drawn: 2 of 4 incidents that count. 1 has no coordinates." in page


def test_where_somebody_withheld_took_part_the_place_is_left_out_and_counted(
    placed: httpx.Client, placed_city: City
) -> None:
    page = asked(placed, placed_city, PAGE).text
    assert "59.26000" not in page
    assert "1 is not shown with its place: somebody who is withheld took part or was hit." in page


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0].value} of {pair[1].value}")
def test_the_page_is_for_those_who_may_see_places(
    placed: httpx.Client, placed_city: City, pair: tuple[CallerRole, Agency]
) -> None:
    answer = asked(placed, placed_city, PAGE, pair)
    rule = RULES["incidents"]
    may = pair[0] in rule.roles and rule.needs <= RIGHTS[pair] and DataClass.INTELLIGENCE in RIGHTS[pair]
    assert answer.status_code == (200 if may else 403)
    assert ("59.27130" in answer.text) == may


def test_the_choice_narrows_drawing_and_table(placed: httpx.Client, placed_city: City) -> None:
    page = asked(placed, placed_city, f"{PAGE}&type=stabbing").text
    assert "59.27130" not in page
    assert "No incident is left by this choice." in page


def test_without_coordinates_the_page_says_what_to_do(client: httpx.Client, city: City) -> None:
    page = asked(client, city, PAGE).text
    assert "<svg" not in page.partition("<main")[2].partition("</main>")[0]


def test_a_boundary_that_cannot_be_read_is_said_and_the_map_is_drawn(placed_city: City, tmp_path: Path) -> None:
    (tmp_path / "wrong.geojson").write_text("{}", encoding="utf-8")
    for path in (tmp_path / "wrong.geojson", tmp_path / "none.geojson"):
        with site(placed_city, Settings(boundary=path)) as client:
            page = asked(client, placed_city, PAGE).text
        assert "The outline of the area could not be read" in page
        assert 'class="incident"' in page


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_in_a_browser(placed: httpx.Client, placed_city: City, open_pages: Open, width: int) -> None:
    with open_pages(placed, placed_city, width=width) as opened:
        opened.go(PAGE)
        opened.check()
