"""The door for analysts: methods from declarations, frames in and out, graphs, HTML; rights and trail as everywhere."""

import inspect
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import graph_service
from graph_service import open_case, open_store
from graph_service.analysis.registry import QUESTIONS
from graph_service.analysis.result import WITHHELD, Withheld
from graph_service.analysis.scorecard_parts import Scorecard
from graph_service.domain.parameters import parameter_fields
from graph_service.domain.use_case import UseCase
from graph_service.errors import (
    AccessError,
    AuthenticationError,
    ForbiddenColumnsError,
    GruppkartaError,
    InputError,
    MissingExtraError,
    NotFoundError,
    PurposeMissingError,
    RejectedRowsError,
)
from graph_service.python import frames
from graph_service.python.workspace import Workspace
from loaders.case_writer import write_case
from loaders.demo_city import EXAMPLE_HEAD, example_case
from tests.cli.run import answered, gruppkarta, initialised

PURPOSE = "weekly review"
ONE_END = pd.DataFrame({"from": ["a"], "name": ["b"], "x": ["c"]})
OF_PEARS = """
[[output]]
from = "pears"
into = "ties"
[output.columns]
person_a = "from"
person_b = "to"
kind = { constant = "kin" }
"""
PAIRS = pd.DataFrame({"from": ["P-1", "P-2", "P-3"], "to": ["P-2", "P-3", "P-4"], "weight": [1.0, 2.5, 1.0]})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("door") / "case"
    write_case(example_case(), path, head=EXAMPLE_HEAD)
    return path


@pytest.fixture(scope="module")
def case(folder: Path) -> Workspace:
    return open_case(folder)


@pytest.fixture
def store(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    address = f"sqlite:///{tmp_path / 'groups.db'}"
    token = initialised(address)
    monkeypatch.setenv("GRUPPKARTA_TOKEN", token)
    done = gruppkarta("import", "--case", folder, "--store", address, "--purpose", PURPOSE)
    assert done.code == 0, done.err
    monkeypatch.delenv("GRUPPKARTA_TOKEN")
    return address, token


def test_every_question_is_a_method_with_the_signature_of_its_declaration(case: Workspace) -> None:
    for question in QUESTIONS:
        method = getattr(case, question.name.replace("-", "_"))
        parameters = inspect.signature(method).parameters
        declared = [field.name for field in parameter_fields(question.parameters)]
        assert set(parameters) - {"as_of", "after", "limit"} == set(declared)
        assert inspect.signature(method).return_annotation is question.result
        assert question.question in str(inspect.getdoc(method))
        assert all(
            field.described.text in str(inspect.getdoc(method)) for field in parameter_fields(question.parameters)
        )


@pytest.mark.parametrize(
    ("method", "arguments", "command"),
    [
        ("scorecard", {}, ("scorecard",)),
        ("scorecard", {"as_of": "2020-10-01"}, ("scorecard", "--as-of", "2020-10-01")),
        ("priorities", {"lane": "message", "limit": 100}, ("priorities", "--lane", "message")),
        ("structure", {"measures": ["degree"], "all_persons": True}, ("structure", "--measure", "degree", "--all")),
        ("representatives", {"groups": "Falk", "budget": 2}, ("representatives", "--group", "Falk", "--budget", "2")),
        ("explain", {"person_id": "P-0001"}, ("explain", "P-0001")),
        ("key_players", {"size": 2}, ("key-players", "--size", "2")),
    ],
)  # fmt: skip
def test_an_answer_is_that_of_the_command_byte_for_byte(
    case: Workspace, folder: Path, method: str, arguments: dict[str, Any], command: tuple[str, ...]
) -> None:
    done = gruppkarta(*command, "--case", folder, "--json")
    assert done.code == 0, done.err
    assert getattr(case, method)(**arguments).to_json() == done.out


def test_an_answer_is_the_frozen_record_that_it_was(case: Workspace) -> None:
    card = case.scorecard()
    assert isinstance(card, Scorecard)
    with pytest.raises(FrozenInstanceError):
        card.measure = "mine"  # type: ignore[misc]  # that is refused
    assert repr(card).startswith("<Scorecard as of 2020-12-03: ")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_answer_becomes_frames_and_html(case: Workspace, question: UseCase[Any, Any]) -> None:
    ends = {"group_id": "G-01", "incident_id": "I-0302", "lane": "safety", "end": "P-0002"}
    required = [field.name for field in parameter_fields(question.parameters) if field.is_required]
    arguments = {name: ends.get(name, ["P-0001", "P-0003"] if name == "persons" else "P-0001") for name in required}
    answer = getattr(case, question.name.replace("-", "_"))(**arguments)
    tables = answer.to_pandas()
    for field in fields(question.result):
        value = getattr(answer, field.name)
        if field.name in tables and field.name != "values":
            assert len(tables[field.name]) == len(value)
    assert all(table.attrs["snapshot_id"] == answer.snapshot_id for table in tables.values())
    assert str(EXAMPLE_HEAD.handling) in unescape(answer._repr_html_())


def test_columns_have_the_types_that_the_fields_declare(case: Workspace) -> None:
    rows = case.priorities("message").to_pandas("rows")
    assert str(rows["rank"].dtype) == "Int64"
    assert str(rows["person.label"].dtype) == "string"
    assert str(rows["is_eligible"].dtype) == "boolean"
    assert str(rows["person.last_notified_on"].dtype) == "datetime64[s]"
    reasons = case.priorities("message").to_pandas("rows.reasons")
    assert set(reasons["row"]) <= set(range(len(rows)))
    structure = case.structure(measures=["constraint"]).to_pandas("rows")
    assert structure["constraint"].dtype == "Float64"
    assert structure["eigenvector"].isna().all()
    ties = case.network().to_pandas("ties")
    assert str(ties["first_on"].dtype) == "datetime64[s]"
    assert isinstance(ties["record_ids"].iloc[0], tuple)


def test_a_network_becomes_graphs_of_other_libraries(case: Workspace) -> None:
    network = case.network()
    graph = network.to_networkx(groups=True)
    assert {"person:P-0001", "group:G-01"} <= set(graph)
    assert graph.graph["handling"] == EXAMPLE_HEAD.handling
    vertices = network.to_igraph(groups=True)
    assert vertices.vs["name"] == list(graph)
    assert vertices.ecount() == graph.number_of_edges()


def test_the_map_in_a_notebook_runs_alone(case: Workspace) -> None:
    html = case.network()._repr_html_()
    assert html.startswith("<iframe ")
    assert 'sandbox="allow-scripts"' in html
    page = unescape(html.split('srcdoc="', 1)[1].rsplit('"', 1)[0])
    assert "default-src &#x27;none&#x27;" in page or "default-src &#39;none&#39;" in page
    assert 'src="http' not in page


def test_text_of_a_record_is_no_markup() -> None:
    frame = pd.DataFrame({"from": ["<script>a</script>", "b"], "to": ["b", "c&d"]})
    html = open_case(frame, source="from", target="to").structure()._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;a&lt;/script&gt;" in html


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda case: case.scorcard(), AttributeError, "no question 'scorcard'; did you mean scorecard"),
        (lambda case: case.scorecard(as_off="2020-12-03"), InputError, "no parameter 'as_off'; did you mean as_of"),
        (lambda case: case.priorities(lane="mesage"), InputError, "did you mean message"),
        (lambda case: case.explain(), InputError, "missing a required argument: 'person_id'"),
        (lambda case: case.explain("P-9999"), NotFoundError, "P-9999"),
        (lambda case: case.representatives(budget="five"), InputError, "budget cannot be 'five'"),
        (lambda case: case.representatives(budget=0), InputError, "budget is 0; give from 1"),
        (lambda case: case.representatives(pool="supervized"), InputError, "supervized"),
        (lambda case: case.common("P-0001"), InputError, "persons has 1; give from 2"),
        (lambda case: case.common(7), InputError, "persons cannot be a int"),
        (lambda case: case.summary(min_grade="Z9"), InputError, "min_grade cannot be 'Z9'"),
        (lambda case: case.summary(min_strength="much"), InputError, "min_strength cannot be 'much'"),
        (lambda case: case.summary(all_persons="yes"), InputError, "all_persons cannot be 'yes'"),
        (lambda case: case.explain(None), InputError, "person_id cannot be none"),
        (lambda case: case.scorecard(as_of="03/12/2020"), InputError, "write it like '2020-12-03'"),
        (lambda case: case.scorecard(as_of="2020-02-31"), InputError, "which is no day"),
        (lambda case: case.scorecard().to_pandas("group"), InputError, "no table 'group'; did you mean groups"),
        (lambda case: case.save_network("map.doc"), InputError, "cannot write .doc"),
        (lambda case: case.save_network("map.svg", colour="degree"), InputError, "did you mean colour_by"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_what_may_be_meant(
    case: Workspace, call: Callable[[Workspace], object], kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind) as error:
        call(case)
    assert message in str(error.value)


def test_the_same_data_as_frame_file_and_mapping_give_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    path = tmp_path / "case" / "pairs.csv"
    PAIRS.to_csv(path, index=False)
    as_file, as_frame = open_case(path), open_case({"pairs.csv": PAIRS})
    assert as_file.mapping == as_frame.mapping != ""
    mapping = tmp_path / "map.toml"
    mapping.write_text(as_file.mapping, encoding="utf-8")
    mapped = [
        open_case(path, mapping=mapping),
        open_case({"pairs.csv": PAIRS}, mapping=as_file.mapping),
        open_case(tmp_path / "case", mapping=mapping),
    ]
    answers = {opened.network().to_json() for opened in (as_file, as_frame, *mapped)}
    assert len(answers) == 1
    assert answered("network", "--case", path, "--mapping", mapping, "--out", tmp_path / "m.svg")["ties"]


def test_frames_by_the_names_of_tables_load_as_the_folder_does(folder: Path, case: Workspace) -> None:
    tables = {path.stem: pd.read_csv(path, dtype=str) for path in folder.glob("*.csv")}
    opened = open_case(tables, as_of=date(2020, 12, 3))
    assert opened.scorecard().to_json() == case.scorecard().to_json()
    assert opened.report is not None
    assert opened.report.n_loaded == case.report.n_loaded  # type: ignore[union-attr]  # it was loaded


def test_values_of_a_frame_are_read_as_a_file_holds_them() -> None:
    frame = pd.DataFrame(
        {
            "incident_id": ["I-1", "I-2"],
            "occurred_on": pd.to_datetime(["2020-04-17", None]),
            "precision": pd.Categorical(["day", "unknown"]),
            "type": ["shooting", "arson"],
            "n_killed": [1.0, None],
            "latitude": [59.25, float("nan")],
            "group_involved": ["unknown", "unknown"],
            "status": ["confirmed", "confirmed"],
        }
    )
    persons = pd.DataFrame(
        {
            "label": ["å", "b"],
            "protected_identity": [True, False],
            "names": [("Ann One", "A One"), None],
            "birth_year": pd.array([1990, None], dtype="Int64"),
            "died_on": [date(2020, 4, 17), None],
        },
        index=pd.Index(["P-1", "P-2"], name="person_id"),
    )
    opened = open_case({"incidents": frame, "persons": persons}, as_of="2020-12-03")
    (record,) = opened.person("P-1").rows
    assert dict(record.fields) == {
        "label": "å",
        "protected_identity": True,
        "names": ("Ann One", "A One"),
        "birth_year": 1990,
        "died_on": date(2020, 4, 17),
    }
    assert opened.incidents().incidents[0].occurred_on == date(2020, 4, 17)


def test_what_is_wrong_in_a_frame_is_refused_with_its_line() -> None:
    persons = pd.DataFrame({"person_id": ["P-1", "P-2"], "label": ["a", "b"], "protected_identity": ["no", "perhaps"]})
    with pytest.raises(RejectedRowsError) as error:
        open_case({"persons": persons})
    (problem,) = error.value.problems
    assert (problem.file, problem.line, problem.column) == ("persons", 3, "protected_identity")
    with pytest.raises(ForbiddenColumnsError):
        open_case(PAIRS.assign(religion="x"))
    assert open_case(PAIRS.assign(religion="x"), drop_forbidden=True).network().ties


@pytest.mark.parametrize(
    ("tables", "options", "message"),
    [
        (ONE_END, {}, "which column is the other end? give target=…: there are from, name, x"),
        (PAIRS, {"source": "fromm"}, "there is no column 'fromm'; give source=…: did you mean from?"),
        ({"persns": PAIRS, "ties": PAIRS}, {}, "no table called 'persns'; did you mean persons"),
        ({"pairs": [1, 2]}, {}, "pairs is a list, and a table is a DataFrame"),
        ("no/such/folder", {}, "there is no file or folder folder"),
        (PAIRS, {"source": "from", "mapping": "map.toml"}, "source: a mapping says what each column is"),
        ({"pairs": PAIRS}, {"mapping": OF_PEARS}, "no table 'pears'; did you mean pairs"),
    ],
)  # fmt: skip
def test_what_cannot_be_opened_says_what_to_do(tables: object, options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as error:
        open_case(tables, **options)
    assert message in str(error.value)


def test_several_files_are_opened_together(tmp_path: Path) -> None:
    PAIRS.to_csv(tmp_path / "pairs.csv", index=False)
    people = pd.DataFrame({"id": ["P-1", "P-2", "P-3", "P-4"], "group": ["Mill", "Mill", "Quay", None]})
    people.to_csv(tmp_path / "people.csv", index=False)
    opened = open_case([tmp_path / "pairs.csv", tmp_path / "people.csv"])
    assert [group.name for group in opened.groups().groups] == ["Mill", "Quay"]
    assert "none a fact" in opened.mapping
    assert "none a fact" in opened._repr_html_()


def test_a_case_says_that_no_look_is_logged(case: Workspace) -> None:
    assert not case.is_logged
    assert "no look is logged" in repr(case)


def test_a_map_is_saved_and_never_over_a_file_unasked(case: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "map.svg"
    assert case.save_network(path, size_by="degree").startswith("21 persons, 2 groups")
    with pytest.raises(InputError, match="force=True"):
        case.save_network(path)
    case.save_network(str(path), force=True, groups=["Falk"])
    assert str(EXAMPLE_HEAD.handling) in unescape(path.read_text(encoding="utf-8"))


def test_a_store_asks_for_token_and_purpose_and_writes_every_look_down(store: tuple[str, str]) -> None:
    address, token = store
    with pytest.raises(AuthenticationError):
        open_store(address, token=token[::-1], purpose=PURPOSE)
    with pytest.raises(PurposeMissingError):
        open_store(address, token=token)
    with open_store(address, token=token, purpose=PURPOSE, as_of="2020-12-03") as opened:
        assert opened.is_logged
        assert "every look is logged" in repr(opened)
        assert token not in repr(opened)
        opened.priorities("message")
        network = opened.network()
        trail = opened._opened.context.store.audit_trail()
    events = [entry.event for entry in trail]
    assert [event.action for event in events[-2:]] == ["priorities", "network"]
    assert {event.purpose for event in events[-2:]} == {PURPOSE}
    copy = str(events[-1].details["copy"]).removeprefix("python ")
    assert f"Copy {copy} for" in network.handling
    assert network.handling in network.to_networkx().graph["handling"]


def test_who_may_not_ask_is_refused_and_that_is_written_down(
    store: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, token = store
    monkeypatch.setenv("GRUPPKARTA_TOKEN", token)
    words = ("--name", "auditor 1", "--role", "auditor", "--agency", "police", "--purpose", PURPOSE)
    made = gruppkarta("token", "create", *words, "--store", address, "--json")
    assert made.code == 0, made.err
    with open_store(address, token=made.json["token"], purpose=PURPOSE) as opened, pytest.raises(AccessError):
        opened.scorecard()
    with open_store(address, token=token, purpose=PURPOSE) as opened:
        assert opened._opened.context.store.audit_trail()[-1].event.action == "refused"


def test_numbers_that_are_withheld_are_missing_and_marked() -> None:
    array, is_withheld = frames._typed((int, Withheld), [3, WITHHELD, 5])
    assert (array.isna().tolist(), is_withheld.tolist()) == ([False, True, False], [False, True, False])


def test_without_pandas_it_is_said_how_to_get_it(case: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match=r"gruppkarta\[frames\]"):
        case.scorecard().to_pandas()
    assert case.scorecard()._repr_html_()


def test_the_version_alone_needs_no_numpy() -> None:
    code = "import sys, graph_service; assert graph_service.__version__; assert 'numpy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_the_module_does_not_have_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="open_cases"):
        graph_service.open_cases  # noqa: B018  it is asked for


def test_every_error_of_the_door_is_a_deliberate_one(case: Workspace) -> None:
    for value in (object(), 1.5, b"x", [object()], {}, float("nan")):
        for name in ("groups", "kinds", "pool", "budget", "n_alternatives", "lineage"):
            try:
                case.representatives(**{name: value})
            except GruppkartaError:
                continue


def test_ten_thousand_pairs_from_a_file_or_a_frame_are_the_same_map(tmp_path: Path) -> None:
    order = [(a, (a * a + 7 * step) % 3_000) for step in (1, 5, 11, 17) for a in range(2_600)]
    ends = [(f"P-{a:04}", f"P-{b:04}") for a, b in order if a != b][:10_000]
    frame = pd.DataFrame(ends, columns=["from", "to"])
    assert len(frame) == 10_000
    frame.to_csv(tmp_path / "pairs.csv", index=False)
    cases = (open_case(tmp_path / "pairs.csv"), open_case({"pairs.csv": frame}))
    maps = []
    for number, opened in enumerate(cases):
        path = tmp_path / f"map{number}.html"
        assert "persons" in opened.save_network(path)
        maps.append(path.read_bytes())
    assert maps[0] == maps[1]
    assert len({frozenset(pair) for pair in ends}) == cases[0].summary().graph.n_ties
