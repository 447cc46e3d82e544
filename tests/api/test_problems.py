"""Errors as problems: a status for every class, a stable code, and nothing of the inside."""

import json
from collections.abc import Iterator
from http import HTTPStatus

import httpx
import pytest
from fastapi import FastAPI

from graph_service import errors
from graph_service.api.app import create_app
from graph_service.api.problem_types import BY_CODE, PHRASES
from graph_service.api.problems import MEDIA_TYPE, problem
from graph_service.errors import GruppkartaError, NotConvergedError, RejectedRowsError, RowProblem
from graph_service.settings import Settings
from graph_service.statuses import STATUS, status_of
from tests.api.serving import City, served

MADE: dict[type[GruppkartaError], GruppkartaError] = {
    NotConvergedError: NotConvergedError(iterations=3, residual=0.5),
    RejectedRowsError: RejectedRowsError([RowProblem("code", "persons.csv", 2, "label", None, "is empty", "fill it")]),
    errors.ForbiddenColumnsError: errors.ForbiddenColumnsError("persons.csv", ["religion"]),
    errors.MissingExtraError: errors.MissingExtraError("pyvis"),
    errors.StoreVersionError: errors.StoreVersionError("the inside of it", 0, works_with=1),
}
SERVER_FAULT = 500


def _classes(top: type[GruppkartaError] = GruppkartaError) -> Iterator[type[GruppkartaError]]:
    yield top
    for below in top.__subclasses__():
        yield from _classes(below)


CLASSES = sorted(_classes(), key=lambda one: one.__name__)


def _raising(error: Exception) -> FastAPI:
    """The application with one route more, which fails."""
    app = create_app(Settings())

    @app.get("/fails")
    def fails() -> None:
        raise error

    return app


@pytest.mark.parametrize("kind", CLASSES, ids=lambda one: one.__name__)
def test_every_error_has_a_status_and_a_title(kind: type[GruppkartaError]) -> None:
    error = MADE.get(kind) or kind("the inside of it")
    assert status_of(error) in PHRASES


@pytest.mark.parametrize("kind", CLASSES, ids=lambda one: one.__name__)
def test_every_error_becomes_a_problem_that_tells_of_the_inside_only_below_500(kind: type[GruppkartaError]) -> None:
    error = MADE.get(kind) or kind("the inside of it")
    with served(_raising(error)) as client:
        answer = client.get("/fails")
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status_of(error), status_of(error), kind.code)
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert body["request_id"] == answer.headers["x-request-id"]
    assert ("detail" in body) == (answer.status_code < SERVER_FAULT)


def test_codes_tell_errors_apart() -> None:
    assert len({one.code for one in CLASSES}) == len(CLASSES)


def test_a_class_that_is_named_is_above_500_or_has_a_reason_to_be_below() -> None:
    assert set(STATUS) <= set(CLASSES)


def test_rows_that_were_refused_stand_in_the_problem() -> None:
    with served(_raising(MADE[RejectedRowsError])) as client:
        body = client.get("/fails").json()
    assert body["n_problems"] == 1
    assert body["problems"][0] == {
        "code": "code",
        "file": "persons.csv",
        "line": 2,
        "column": "label",
        "value": None,
        "problem": "is empty",
        "remedy": "fill it",
    }


def test_an_error_that_nobody_foresaw_tells_neither_the_caller_nor_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with served(_raising(ValueError("the name of somebody"))) as client:
        answer = client.get("/fails")
    assert answer.status_code == 500
    assert answer.json()["code"] == "error"
    assert "somebody" not in answer.text
    lines = [vars(record) for record in caplog.records if record.name.startswith("graph_service")]
    assert [line for line in lines if "ValueError < fails:" in str(line.get("error"))]
    assert not [line for line in lines if "somebody" in str(line)]


def test_a_store_that_is_away_says_when_to_ask_again() -> None:
    with served(_raising(errors.StoreUnavailableError("it is down"))) as client:
        answer = client.get("/fails")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_a_wrong_request_is_told_where_it_is_wrong_but_not_what_it_held(client: httpx.Client, city: City) -> None:
    held = {"query": "x" * 101, "limit": "a name"}
    answer = client.post("/v1/search", headers=city.headers(), json=held)
    assert answer.status_code == 422
    assert "body limit" in answer.json()["detail"]
    assert "a name" not in answer.text
    assert "xxx" not in answer.text


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("/v1/scorecard", "as_of, lineage, after, limit"),
        ("/v1/persons/P-0001", "as_of"),
        ("/v1/priorities/message", "as_of, group, lineage, after, limit"),
        ("/v1/tokens", "none"),
    ],
)
def test_a_parameter_that_is_not_known_is_refused_and_those_that_are_known_are_told(
    client: httpx.Client, city: City, path: str, known: str
) -> None:
    answer = client.get(path, headers=city.headers(), params={"as-of": "2020-12-03"})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")
    assert answer.json()["detail"] == f"the query has a parameter that is not known here; known are: {known}"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/nowhere", 404, "not_found"), ("PUT", "/v1/scorecard", 405, "method_not_allowed")],
)
def test_what_the_framework_refuses_is_a_problem_too(
    client: httpx.Client, method: str, path: str, status: int, code: str
) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == MEDIA_TYPE


@pytest.mark.parametrize("kind", CLASSES, ids=lambda one: one.__name__)
def test_every_error_has_a_page_where_its_type_leads(client: httpx.Client, kind: type[GruppkartaError]) -> None:
    error = MADE.get(kind) or kind("the inside of it")
    raised = json.loads(bytes(problem("0", status_of(error), kind.code).body))
    page = client.get(raised["type"])
    assert (page.status_code, page.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert page.text.startswith(f"{kind.code}: {raised['status']} {raised['title']}\n")
    assert "What to do: " in page.text


@pytest.mark.parametrize(("method", "path"), [("GET", "/nowhere"), ("PUT", "/v1/scorecard"), ("GET", "/v1/groups")])
def test_the_type_of_an_answer_leads_to_its_page(client: httpx.Client, method: str, path: str) -> None:
    refused = client.request(method, path).json()
    assert refused["code"] in client.get(refused["type"]).text


def test_pages_are_listed_and_there_is_none_of_another_code(client: httpx.Client) -> None:
    listed = {one["code"]: one for one in client.get("/v1/problems").json()["problems"]}
    assert set(listed) == set(BY_CODE)
    assert {one.code for one in CLASSES} <= set(listed)
    assert all(line["meaning"].endswith(".") and line["remedy"].endswith(".") for line in listed.values())
    assert client.get("/v1/problems/teapot").status_code == 404


def test_titles_are_the_phrases_of_http_where_all_versions_of_python_agree() -> None:
    assert all(HTTPStatus(status).phrase == PHRASES[status] for status in set(PHRASES) - {413, 422})
    assert (PHRASES[413], PHRASES[422]) == (
        "Content Too Large",
        "Unprocessable Content",
    )  # RFC 9110, 15.5.14 and 15.5.21


@pytest.mark.parametrize(
    ("path", "repeated"),
    [
        ("/v1/scorecard?limit=1&limit=2", "the parameter limit"),
        ("/v1/scorecard?limit=1&limit=1", "the parameter limit"),
        ("/v1/persons/P-0001?as_of=2020-12-03&as_of=2020-12-02", "the parameter as_of"),
        ("/v1/network/svg?lineage=true&group=G-01&lineage=false", "the parameter lineage"),
    ],
)
def test_a_parameter_given_twice_is_refused(client: httpx.Client, city: City, path: str, repeated: str) -> None:
    answer = client.get(path, headers=city.headers())
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")
    assert answer.json()["detail"] == f"{repeated} is given more than once; give it once"


def test_a_parameter_that_is_a_list_is_given_as_often_as_it_has_items(client: httpx.Client, city: City) -> None:
    groups = client.get("/v1/network?group=G-01&group=G-02", headers=city.headers())
    assert groups.status_code == 200


@pytest.mark.parametrize("name", ["Authorization", "X-Purpose", "X-Show-Protected"])
def test_a_header_given_twice_is_refused(client: httpx.Client, city: City, name: str) -> None:
    values = {**city.headers(), "X-Show-Protected": "yes"}
    answer = client.get("/v1/scorecard", headers=[*values.items(), (name, values[name])])
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")
    assert answer.json()["detail"] == f"the header {name} is given more than once; give it once"


def test_a_problem_without_a_title_of_its_own_has_a_plain_one() -> None:
    assert json.loads(bytes(problem("0", 418, "teapot").body))["title"] == "Unknown Status"
