"""The description of the interface is a product: complete, with examples, and changed on purpose only."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from graph_service.api.app import create_app
from graph_service.api.problems import MEDIA_TYPE
from graph_service.settings import Settings
from tests.cli.run import gruppkarta
from tests.needs import REPOSITORY

SNAPSHOT = REPOSITORY / "tests" / "api" / "openapi.json"
DOCUMENT: dict[str, Any] = create_app(Settings()).openapi()
OPERATIONS = [
    (f"{method.upper()} {path}", operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]


def _fields() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        for field, described in schema.get("properties", {}).items():
            yield f"{name}.{field}", described


def test_the_description_is_the_one_that_was_agreed() -> None:
    printed = gruppkarta("openapi").out
    assert printed == SNAPSHOT.read_text(encoding="utf-8"), (
        "the interface has changed: if that is meant, write `gruppkarta openapi > tests/api/openapi.json`"
    )


def test_it_is_printed_as_json() -> None:
    assert json.loads(gruppkarta("openapi").out) == DOCUMENT


@pytest.mark.parametrize(("name", "operation"), OPERATIONS, ids=[name for name, _ in OPERATIONS])
def test_an_operation_says_what_it_answers_and_how_it_fails(name: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["description"]
    assert operation["tags"]
    failures = {status: one for status, one in operation["responses"].items() if status >= "400"}
    assert {"422", "500", "503"} <= set(failures)
    assert all(set(one["content"]) == {MEDIA_TYPE} for one in failures.values()), name


@pytest.mark.parametrize(("name", "operation"), OPERATIONS, ids=[name for name, _ in OPERATIONS])
def test_a_parameter_says_what_it_means(name: str, operation: dict[str, Any]) -> None:
    assert not [one["name"] for one in operation.get("parameters", ()) if not one.get("description")], name


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for _, operation in OPERATIONS]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize(("name", "described"), list(_fields()), ids=[name for name, _ in _fields()])
def test_a_field_has_an_example(name: str, described: dict[str, Any]) -> None:
    is_object = "$ref" in described or "$ref" in json.dumps(described)
    assert described.get("examples") or is_object or name.startswith("Body_"), name
