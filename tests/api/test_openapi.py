"""The description of the interface is a product: complete, with examples, and changed on purpose only."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from graph_service.api.app import create_app
from graph_service.api.problems import MEDIA_TYPE
from graph_service.settings import Settings
from tests.cli.run import gruppkarta
from tests.needs import REPOSITORY

SNAPSHOT = REPOSITORY / "tests" / "api" / "interface.txt"
ANEW = "write tests/api/interface.txt anew with `python -m tests.api.test_openapi`"
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


def test_what_was_agreed_still_stands() -> None:
    gone = set(SNAPSHOT.read_text(encoding="utf-8").splitlines()) - set(_agreed())
    assert sorted(gone) == [], f"others build on this (docs/api.md); if the change is meant: {ANEW}"


def test_what_is_new_is_agreed_from_now_on() -> None:
    fresh = set(_agreed()) - set(SNAPSHOT.read_text(encoding="utf-8").splitlines())
    assert sorted(fresh) == [], ANEW


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
def test_a_field_says_what_it_means_with_an_example_that_is_one(name: str, described: dict[str, Any]) -> None:
    assert described.get("description"), name
    if name.startswith("Body_"):
        return
    assert described["examples"], name
    checker = jsonschema_rs.validator_for({**described, "components": DOCUMENT["components"]}, validate_formats=True)
    for example in described["examples"]:
        checker.validate(example)


@pytest.mark.parametrize(("name", "operation"), OPERATIONS, ids=[name for name, _ in OPERATIONS])
def test_the_example_of_a_parameter_is_one(name: str, operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        schema = {**parameter["schema"], "components": DOCUMENT["components"]}
        for example in parameter["schema"].get("examples", []):
            jsonschema_rs.validator_for(schema, validate_formats=True).validate(example)


@pytest.mark.parametrize(("name", "operation"), OPERATIONS, ids=[name for name, _ in OPERATIONS])
def test_an_answer_with_a_tag_says_how_not_to_have_it_sent_again(name: str, operation: dict[str, Any]) -> None:
    tagged = {status for status, one in operation["responses"].items() if "ETag" in one.get("headers", {})}
    assert tagged in ({"200", "304"}, set()), name
    asked = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"]
    assert ("If-None-Match" in asked) == bool(tagged)
    assert ("304" in operation["responses"]) == bool(tagged)


def test_answers_leave_room_for_new_fields_and_bodies_of_requests_do_not() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    closed = {name for name, schema in schemas.items() if schema.get("additionalProperties") is False}
    named = {"PathsRequest", "CommonParameters", "AroundRequest"}
    named |= {"NewRecord", "NewRecords", "RecordChange", "RecordExtension"}
    assert closed == {"JoinRequest", "KeyPlayersRequest", "PlanParameters", "SearchRequest", "TokenRequest", *named}


def test_generators_of_clients_find_only_what_they_know() -> None:
    """Each of these made a generator leave an operation out, or take a file for a text."""
    parameters = [one for _, operation in OPERATIONS for one in operation.get("parameters", ())]
    assert not [one["name"] for one in parameters if "const" in _resolved(one["schema"])]
    files = [schema for schema in _schemas(DOCUMENT) if "contentMediaType" in schema]
    assert {schema["format"] for schema in files} == {"binary"}
    bounds = {"array": {"minLength", "maxLength"}, "string": {"minItems", "maxItems"}}
    assert not [schema for schema in _schemas(DOCUMENT) if bounds.get(str(schema.get("type")), set()) & set(schema)]
    assert not [schema for schema in _schemas(DOCUMENT) if {"ge", "gt", "le", "lt"} & set(schema)]
    readable = ("application/json", MEDIA_TYPE, "text/", "application/octet-stream")
    for name, operation in OPERATIONS:
        for answer in operation["responses"].values():
            kinds = [kind for kind in answer.get("content", ()) if kind.startswith(readable)]
            assert kinds or not answer.get("content"), name
            assert kinds[:1] != ["application/json"] or len(answer["content"]) == 1, name  # else all are read as JSON


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    return schema if reference is None else DOCUMENT["components"]["schemas"][reference.split("/")[-1]]


def _schemas(part: object) -> Iterator[dict[str, Any]]:
    """Every object of the document that says its type."""
    if isinstance(part, dict):
        if isinstance(part.get("type"), str):
            yield part
        part = list(part.values())
    for inner in part if isinstance(part, list) else ():
        yield from _schemas(inner)


def _agreed() -> list[str]:
    """Every operation, parameter, status, field and word, a line each: what others build on (docs/api.md)."""
    lines = set()
    for name, operation in OPERATIONS:
        lines.add(f"{name} {operation['operationId']}")
        for parameter in operation.get("parameters", ()):
            need = "required" if parameter.get("required") else "optional"
            lines.add(f"{name} takes {parameter['name']} in {parameter['in']}, {need}")
            lines.add(f"{name} takes {parameter['name']} as {_kind(parameter['schema'])}")
        lines.update(f"{name} answers {status}" for status in operation["responses"])
        for status, answer in operation["responses"].items():
            kinds = answer.get("content", {}).items() if status < "300" else ()
            lines.update(f"{name} answers {status} with {kind}: {_kind(body['schema'])}" for kind, body in kinds)
    for name, schema in DOCUMENT["components"]["schemas"].items():
        is_asked = schema.get("additionalProperties") is False or name.startswith("Body_")
        for field, described in schema.get("properties", {}).items():
            lines |= {f"{name} has {field}", f"{name}.{field} is {_kind(described)}"}
            lines.update(f"{name}.{field} may be {word}" for word in _words(described))
            is_required = field in schema.get("required", ())
            if is_asked and not is_required:
                lines.add(f"{name} may leave out {field}")
            elif is_required and not is_asked:
                lines.add(f"{name} always has {field}")
        lines.update(f"{name} may be {word}" for word in schema.get("enum", ()))
    return sorted(lines)


def _kind(schema: dict[str, Any]) -> str:
    """What a value is, in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(sorted(map(_kind, schema["anyOf"])))
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"object of {_kind(schema['additionalProperties'])}"
    return " ".join([str(schema.get("type", "any")), *schema.get("format", "").split()])


def _words(schema: dict[str, Any]) -> list[str]:
    """The words that a value is one of."""
    inner = [*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else [])]
    own = schema.get("enum", [schema["const"]] if "const" in schema else [])
    return [str(word) for word in own] + [word for part in inner for word in _words(part)]


if __name__ == "__main__":
    SNAPSHOT.write_text("\n".join(_agreed()) + "\n", encoding="utf-8")


def test_every_name_is_one_that_generators_of_clients_can_use() -> None:
    """An operation is an identifier, and no schema has the name that a part within another one gets."""
    document = create_app(Settings()).openapi()
    operations = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert all(operation.isidentifier() for operation in operations)
    schemas = document["components"]["schemas"]
    within = {
        f"{name}{part.title().replace('_', '')}"
        for name, schema in schemas.items()
        for part, described in schema.get("properties", {}).items()
        if "object" in {described.get("type"), described.get("items", {}).get("type")}
    }
    assert "ScorecardParameters" in within
    assert not within & schemas.keys()
