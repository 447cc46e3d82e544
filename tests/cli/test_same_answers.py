"""One case, whatever holds it and in whatever order its rows come: the same answers, byte for byte."""

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from graph_service.domain.report import CaseHead
from loaders.case_writer import write_case
from loaders.demo_city import DEMO_AS_OF, demo_city
from tests.cli.run import Done, gruppkarta, initialised
from tests.neo4j_server.fixture import Neo4jAddress
from tests.structure_questions import STRUCTURES

AS_OF = ("--as-of", DEMO_AS_OF.isoformat())
Options = tuple[str, tuple[str, ...]]  # a token, and how to ask the store
QUESTIONS = {
    "scorecard": ("scorecard",),
    "scorecard without lineage": ("scorecard", "--no-lineage"),
    "months": ("months", "--months", "12"),
    "members of a group": ("members", "G-01"),
    "coverage": ("coverage",),
    "figures that leave the agencies": ("figures", "--outside", "--from", "2018-10-24"),
    "incidents on hold too": ("incidents", "--on-hold"),
    "an incident": ("incident", "I-0346"),
    "conflicts": ("conflicts", "--state", "active", "--state", "truce"),
    "message lane": ("priorities", "--lane", "message"),
    "message lane of a group": ("priorities", "--lane", "message", "--group", "G-01"),
    "safety lane": ("priorities", "--lane", "safety"),
    "messenger lane": ("priorities", "--lane", "messenger"),
    "messenger lane of a group": ("priorities", "--lane", "messenger", "--group", "G-04"),
    "an explanation": ("explain", "P-0003"),
    "the whole network": ("summary", "--all"),
    "structure": ("structure", "--sort", "inter_centrality"),
    "sampled betweenness": ("betweenness", "--sampled", "10"),
    "key players": ("key-players", "--group", "G-01", "--group", "G-04", "--diagnostics"),
    "paths": ("paths", "G-01", "G-04", "--all"),
    "common contacts": ("common", "P-0005", "P-0017"),
    "who is around": ("around", "P-0005", "P-0017", "--steps", "2"),
    "representatives": ("representatives", "--group", "G-01", "--alternatives", "5"),
    "representatives of a budget": ("representatives", "--group", "G-04", "--budget", "3"),
    "representatives supervised": ("representatives", "--pool", "supervised"),
    "cohesion of two groups": ("cohesion", "--group", "G-01", "--group", "G-04"),
    "communities": ("communities",),
    "possible duplicates": ("duplicates", "--with-undone"),
    "balance with truces": ("balance", "--state", "active", "--state", "truce", "--alternatives", "3"),
}


def test_every_question_of_structure_is_among_them() -> None:
    assert {question.name for question in STRUCTURES} <= {words[0] for words in QUESTIONS.values()}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo city as a case folder."""
    folder = tmp_path_factory.mktemp("case") / "city"
    write_case(demo_city(), folder, head=CaseHead(name="Demo city", as_of=DEMO_AS_OF))
    return folder


@pytest.fixture(scope="module")
def shuffled(case: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same tables, the rows of each in another order."""
    folder = tmp_path_factory.mktemp("shuffled")
    for path in sorted(case.iterdir()):
        head, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        if path.suffix == ".csv":
            random.Random(path.name).shuffle(rows)
        (folder / path.name).write_text("".join([head, *rows]), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def embedded(case: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Options]:
    """The demo city in an embedded store; the options to work on it."""
    path = tmp_path_factory.mktemp("store") / "city.db"
    with pytest.MonkeyPatch.context() as environment:
        yield imported(f"sqlite:///{path}", case, environment)


@pytest.fixture(scope="module")
def shared(case: Path, neo4j_address: Neo4jAddress) -> Iterator[Options]:
    """The demo city in a real Neo4j; the options to work on it."""
    neo4j_address.empty()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GRUPPKARTA_STORE_USER", neo4j_address.user)
        environment.setenv("GRUPPKARTA_STORE_PASSWORD", neo4j_address.password)
        yield imported(neo4j_address.uri, case, environment)


@pytest.fixture(params=["embedded", pytest.param("shared", marks=pytest.mark.xdist_group("neo4j"))])
def store(request: pytest.FixtureRequest) -> Options:
    """Each of the stores in turn."""
    found: Options = request.getfixturevalue(request.param)
    token, _ = found
    request.getfixturevalue("monkeypatch").setenv("GRUPPKARTA_TOKEN", token)
    return found


def imported(address: str, case: Path, environment: pytest.MonkeyPatch) -> Options:
    """Make a store, import the case, and return its token and the options to ask it."""
    token = initialised(address)
    environment.setenv("GRUPPKARTA_TOKEN", token)
    done = gruppkarta("import", "--store", address, "--case", case, "--purpose", "tests")
    assert done.code == 0, done.err
    return token, ("--store", address, "--purpose", "tests", "--show-protected", *AS_OF)


@cache
def in_memory_of(question: str, case: Path) -> Done:
    """What is answered of the files alone, asked once."""
    return gruppkarta(*QUESTIONS[question], "--case", case, "--json")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_case_in_memory_and_a_store_answer_alike(question: str, case: Path, store: Options) -> None:
    in_memory = in_memory_of(question, case)
    stored = gruppkarta(*QUESTIONS[question], *store[1], "--json")
    assert (in_memory.code, stored.code) == (0, 0), in_memory.err + stored.err
    assert in_memory.out == stored.out


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_order_of_the_rows_changes_nothing(question: str, case: Path, shuffled: Path) -> None:
    straight = in_memory_of(question, case)
    mixed = gruppkarta(*QUESTIONS[question], "--case", shuffled, "--json")
    assert (straight.code, mixed.code) == (0, 0), straight.err + mixed.err
    assert straight.out == mixed.out


@pytest.mark.parametrize("ending", [".svg", ".html", ".graphml", ".gexf"])
def test_pictures_and_exports_are_the_same_bytes_but_for_the_mark_of_the_copy(
    ending: str, case: Path, store: Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = tmp_path / f"one{ending}", tmp_path / f"other{ending}"
    assert gruppkarta("network", *store[1], "--out", one).code == 0
    assert "Copy " in one.read_text(encoding="utf-8")
    # the mark is another on every copy
    monkeypatch.setattr("graph_service.exports.copy_mark", lambda _caller, _copy_id, **_language: "")
    assert gruppkarta("network", *store[1], "--out", one, "--force").code == 0
    assert gruppkarta("network", "--case", case, "--out", other).code == 0
    assert one.read_bytes() == other.read_bytes()


def test_the_same_files_twice_change_nothing(case: Path, shuffled: Path, store: Options) -> None:
    before = gruppkarta("store", "info", *store[1][:4], "--json").json["content_hash"]
    again = gruppkarta("import", *store[1][:4], "--case", shuffled, "--json")
    assert again.code == 0, again.err
    counts = again.json["write"]["kinds"].values()
    assert [one for one in counts if one["n_new"] or one["n_changed"]] == []
    assert sum(one["n_unchanged"] for one in counts) == sum(len(table) for table in demo_city().values())
    assert gruppkarta("store", "info", *store[1][:4], "--json").json["content_hash"] == before
