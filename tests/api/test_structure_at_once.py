"""igraph draws from one source of random numbers for the whole process: many who ask at once get the same answers."""

import random
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import networkx as nx

from graph_service.adapters.memory import MemoryStore
from graph_service.analysis.result import to_json
from graph_service.domain.policy import default_policy
from graph_service.domain.tables import tables_of
from graph_service.services.importing import import_tables
from tests.api.serving import ADMIN, PURPOSE, city_in, service
from tests.asking import compute
from tests.rival import make
from tests.snapshots import snapshot_from
from tests.structure_questions import BY_NAME, STRUCTURES, persons_named

N_THREADS = 8
DRAWN: tuple[
    tuple[str, Mapping[str, object]], ...
] = (  # what draws at random, beside every question as it is by default
    ("betweenness", {"sampled": 7}),
    ("structure", {"sampled": 7}),
    ("key-players", {"size": 4, "diagnostics": True}),
)
ASKED: list[tuple[str, Mapping[str, object]]] = [*((question.name, {}) for question in STRUCTURES), *DRAWN]


def records_of(seed: int) -> list[object]:
    """Forty-five persons, of whom many stand in several communities that are as good."""
    graph = nx.gnm_random_graph(45, 75, seed=seed)
    persons = [make.person(f"P-{node:04}") for node in graph]
    return [*persons, *(make.tie(f"T-{a}-{b}", f"P-{min(a, b):04}", f"P-{max(a, b):04}") for a, b in graph.edges)]


def answer(name: str, parameters: Mapping[str, object], seed: int) -> str:
    """The document, of records that no other answer was made from before."""
    question = BY_NAME[name]
    snapshot = snapshot_from(records_of(seed), make.must("2020-12-03"))
    asked = persons_named(question, ["P-0001", "P-0002"]) | dict(parameters)
    return to_json(compute(question, snapshot, default_policy(), **asked))


def test_eight_threads_get_what_one_gets() -> None:
    """All wait for each other before the first asks; others draw from the shared generator meanwhile."""
    asked = ASKED * 2
    expected = [answer(name, parameters, 1) for name, parameters in asked[: len(ASKED)]]
    all_ask = Barrier(N_THREADS)

    def ask(i: int) -> str:
        if i < N_THREADS:
            all_ask.wait(timeout=60)
        random.random()
        return answer(*asked[i], 1)

    with ThreadPoolExecutor(N_THREADS) as pool:
        assert list(pool.map(ask, range(len(asked)))) == expected * 2


QUERIES = ("communities?all_persons=true", "betweenness?sampled=7&all_persons=true")
ROUTES = tuple(f"/v1/{query}&as_of=2020-12-{day:02}" for day in (1, 2) for query in QUERIES)  # each is computed


def test_eight_who_ask_the_service_get_what_one_gets() -> None:
    body = {"size": 4, "as_of": "2020-12-03", "all_persons": True}

    def texts(n_threads: int) -> list[str]:
        city = city_in(MemoryStore())
        context = city.place.context(city.caller(*ADMIN))
        import_tables(context, tables_of(records_of(2)))
        headers = city.headers() | {"X-Purpose": PURPOSE}
        with service(city) as client, ThreadPoolExecutor(n_threads) as pool:

            def ask(i: int) -> httpx.Response:
                if i % (len(ROUTES) + 1) == len(ROUTES):
                    return client.post("/v1/key-players", headers=headers, json=body)
                return client.get(ROUTES[i % (len(ROUTES) + 1)], headers=headers)

            answers = list(pool.map(ask, range(2 * (len(ROUTES) + 1))))
        assert {found.status_code for found in answers} == {200}
        return [found.text for found in answers]

    assert texts(N_THREADS) == texts(1)
