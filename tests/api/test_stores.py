"""The service over each store: the same bytes as the command line, over the same store and over files in memory."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph_service.api.app import create_app
from graph_service.bootstrap import open_store, policy_from, store_at
from graph_service.domain.report import CaseHead
from graph_service.ports import GraphStore
from graph_service.services.importing import import_tables
from graph_service.services.tokens import acting, authenticate, first_token
from graph_service.settings import Settings
from loaders.case_folder import LoadOptions, load_case
from loaders.case_writer import write_case
from loaders.demo_city import DEMO_AS_OF, demo_city
from tests.api.serving import PURPOSE, served
from tests.cli.run import gruppkarta
from tests.needs import DATA_HOW, SHARED_DATA, require
from tests.neo4j_server.fixture import Neo4jAddress
from tests.structure_questions import STRUCTURES

MAPPING = Path(__file__).parent.parent / "data" / "mappings" / "apwheele_callin.toml"
GANG = SHARED_DATA / "apwheele_callin"
DAY = DEMO_AS_OF.isoformat()
Question = tuple[str, str, Mapping[str, Any] | None]  # words of the command, path of the service, body of a POST
ANY: tuple[Question, ...] = (
    ("scorecard", "/v1/scorecard", None),
    ("months --months 12", "/v1/months?n_months=12", None),
    ("coverage", "/v1/coverage", None),
    ("figures --outside --from 2018-10-24", "/v1/figures?outside=true&from=2018-10-24", None),
    ("conflicts", "/v1/conflicts", None),
    ("priorities --lane message", "/v1/priorities/message", None),
    ("priorities --lane safety", "/v1/priorities/safety", None),
    ("priorities --lane messenger", "/v1/priorities/messenger", None),
    ("persons", "/v1/persons", None),
    ("network --out network.svg", "/v1/network", None),
    ("summary --all", "/v1/summary?all_persons=true", None),
    ("structure --sort inter_centrality", "/v1/structure?sort=inter_centrality", None),
    ("betweenness --sampled 7", "/v1/betweenness?sampled=7", None),
    ("key-players --size 1 --diagnostics", "/v1/key-players", {"size": 1, "diagnostics": True}),
    ("cohesion", "/v1/cohesion", None),
    ("communities", "/v1/communities", None),
    ("balance", "/v1/balance", None),
)
OF_CITY: tuple[Question, ...] = (
    ("priorities --lane message --group G-01", "/v1/priorities/message?group=G-01", None),
    ("members G-01", "/v1/groups/G-01/members", None),
    ("incident I-0346", "/v1/incidents/I-0346", None),
    ("explain P-0014", "/v1/persons/P-0014/explanation", None),
    ("network --group G-01 --out network.svg --force", "/v1/network?group=G-01", None),
    ("paths G-01 G-04 --all", "/v1/paths", {"start": "G-01", "end": "G-04", "all_persons": True}),
    ("common P-0005 P-0017 --all", "/v1/common", {"persons": ["P-0005", "P-0017"], "all_persons": True}),
    ("around P-0005 --steps 2 --most 9", "/v1/around", {"persons": ["P-0005"], "steps": 2, "most": 9}),
    (
        "representatives --group G-01 --alternatives 5",
        "/v1/representatives",
        {"groups": ["G-01"], "n_alternatives": 5},
    ),
)
OF_GANG: tuple[Question, ...] = (
    ("paths 21 1 --avoid 8 --avoid 5", "/v1/paths", {"start": "21", "end": "1", "avoid": ["8", "5"]}),
    ("common 21 10", "/v1/common", {"persons": ["21", "10"]}),
    ("around 21 10", "/v1/around", {"persons": ["21", "10"]}),
    ("explain 7", "/v1/persons/7/explanation", None),
    ("representatives --alternatives 100", "/v1/representatives", {"n_alternatives": 100}),
    ("representatives --pool supervised", "/v1/representatives", {"pool": "supervised"}),
)


@pytest.mark.parametrize("of_case", [OF_CITY, OF_GANG], ids=["demo city", "published network"])
def test_every_question_of_structure_is_among_them(of_case: tuple[Question, ...]) -> None:
    asked = {words.split()[0] for words, _, _ in ANY + of_case}
    assert {question.name for question in STRUCTURES} <= asked


@dataclass(frozen=True, slots=True)
class Case:
    """A folder of tables, how the command reads it, and what is asked of it."""

    folder: Path
    questions: tuple[Question, ...]
    mapping: Path | None = None

    @property
    def words(self) -> tuple[str | Path, ...]:
        """Options of the command line."""
        mapped = ("--mapping", self.mapping) if self.mapping else ()
        return ("--case", self.folder, *mapped, "--as-of", DAY)


@pytest.fixture(params=["demo city", "published network"])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Case:
    """An invented city, and a network that was published."""
    if request.param == "demo city":
        write_case(demo_city(), tmp_path / "city", head=CaseHead(name="Demo city", as_of=DEMO_AS_OF))
        return Case(tmp_path / "city", ANY + OF_CITY)
    require("data", available=SHARED_DATA.is_dir(), how=DATA_HOW)
    return Case(GANG, ANY + OF_GANG, MAPPING)


@pytest.fixture(params=["memory", "sqlite", pytest.param("neo4j", marks=pytest.mark.xdist_group("neo4j"))])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> GraphStore:
    """Each of the stores, with nothing in it."""
    if request.param == "neo4j":
        server: Neo4jAddress = request.getfixturevalue("neo4j_address")
        server.empty()
        return store_at(server.uri, user=server.user, password=server.password)
    return store_at("memory:" if request.param == "memory" else f"sqlite:///{tmp_path / 'store.db'}")


def test_every_store_is_answered_from_alike(
    case: Case, store: GraphStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    expected = {words: gruppkarta(*words.split(), *case.words, "--json") for words, _, _ in case.questions}
    assert {words: done.err for words, done in expected.items() if done.code} == {}
    with closing(store) as found:
        found.initialise()
        place = open_store(found, policy_from(None))
        token = first_token(place, anew=True).token
        caller = acting(authenticate(place, token), purpose=PURPOSE)
        loaded = load_case(case.folder, options=LoadOptions(mapping=case.mapping), today=place.clock.today())
        import_tables(place.context(caller), loaded.tables)
        headers = {"Authorization": f"Bearer {token}", "X-Purpose": PURPOSE, "X-Show-Protected": "yes"}
        with served(create_app(Settings(), open_store=place)) as client:
            for words, path, body in case.questions:
                if body is None:
                    answer = client.get(httpx.URL(path).copy_merge_params({"as_of": DAY}), headers=headers)
                else:
                    answer = client.post(path, headers=headers, json={**body, "as_of": DAY})
                assert answer.text == expected[words].out, (words, path)
