"""The description of the interface (OpenAPI), taken apart for readers: operations, their fields, examples to copy."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from shlex import quote
from typing import Any, Final
from urllib.parse import quote as encoded
from urllib.parse import urlencode

MAX_DEPTH: Final = 6  # of an example
FIRST_FAILURE: Final = 400
SERVICE: Final = "http://service"  # stands in examples for where a reader reaches it
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class InterfaceField:
    """A parameter, or a field of a body or an answer."""

    name: str
    within: str
    is_required: bool
    type: str
    meaning: str
    example: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked of the interface: a method and a path."""

    name: str
    tag: str
    method: str
    path: str
    summary: str
    description: str
    roles: tuple[str, ...]
    parameters: tuple[InterfaceField, ...]
    body_kind: str
    body: tuple[InterfaceField, ...]
    answer_kind: str
    answer: tuple[InterfaceField, ...]
    statuses: tuple[tuple[str, str], ...]
    example: str


def operations_of(document: Document) -> tuple[Operation, ...]:
    """Return the operations in the order of the description."""
    return tuple(
        _operation(document, path, method, described)
        for path, methods in document["paths"].items()
        for method, described in methods.items()
    )


def _operation(document: Document, path: str, method: str, described: Document) -> Operation:
    body_kind, body = _content(described.get("requestBody", {}).get("content", {}))
    responses = described["responses"]
    done = next((status for status in sorted(responses) if int(status) < FIRST_FAILURE), "")
    answer_kind, answer = _content(responses.get(done, {}).get("content", {}))
    return Operation(
        name=described["operationId"],
        tag=described.get("tags", ["interface"])[0],
        method=method.upper(),
        path=path,
        summary=described.get("summary", ""),
        description=described.get("description", ""),
        roles=tuple(described.get("x-roles", ())),
        parameters=tuple(_parameters(document, described)),
        body_kind=body_kind,
        body=tuple(_properties(document, body)),
        answer_kind=answer_kind,
        answer=tuple(_properties(document, answer)),
        statuses=tuple((status, responses[status].get("description", "")) for status in sorted(responses)),
        example=_curl(document, path, method, described),
    )


def _content(content: Document) -> tuple[str, Document]:
    """The media type and the schema of a body."""
    kind = next(iter(content), "")
    return kind, content[kind].get("schema", {}) if kind else {}


def _parameters(document: Document, described: Document) -> Iterator[InterfaceField]:
    for parameter in described.get("parameters", ()):
        schema = _resolved(document, parameter["schema"])
        example = parameter["schema"].get("examples", schema.get("examples", [""]))[0]
        meaning = parameter.get("description", "")
        is_required = bool(parameter.get("required"))
        yield InterfaceField(
            parameter["name"], parameter["in"], is_required, _type(document, schema), meaning, _text(example)
        )


def _properties(document: Document, schema: Document) -> Iterator[InterfaceField]:
    resolved = _resolved(document, schema)
    required = set(resolved.get("required", ()))
    for name, field in resolved.get("properties", {}).items():
        target = _resolved(document, field)
        meaning = field.get("description", target.get("description", ""))
        example = field.get("examples", target.get("examples", [""]))[0]
        yield InterfaceField(name, "", name in required, _type(document, field), meaning, _text(example))


def _resolved(document: Document, schema: Document) -> Document:
    reference = schema.get("$ref", "")
    return document["components"]["schemas"][reference.rpartition("/")[2]] if reference else schema


def _type(document: Document, schema: Document) -> str:
    """What may stand there, in the words of JSON."""
    if "$ref" in schema:
        target = _resolved(document, schema)
        return "one of the words" if "enum" in target else schema["$ref"].rpartition("/")[2]
    if "enum" in schema:
        return "one of the words"
    if alternatives := schema.get("anyOf", schema.get("oneOf")):
        return " or ".join(dict.fromkeys(_type(document, each) for each in alternatives))
    kind = schema.get("type", "anything")
    if kind == "array":
        return f"list of {_type(document, schema.get('items', {}))}"
    return f"{kind} ({schema['format']})" if "format" in schema else str(kind)


def _text(example: object) -> str:
    return example if isinstance(example, str) else json.dumps(example, ensure_ascii=False)


def _curl(document: Document, path: str, method: str, described: Document) -> str:
    """A command that asks it, with examples of what it must be given; the token is taken from the environment.

    The address of the service is filled in for each reader (`SERVICE`).
    """
    in_path, query, headers = {}, [], []
    for parameter in described.get("parameters", ()):
        schema = _resolved(document, parameter["schema"])
        example = _text(parameter["schema"].get("examples", [_example(document, schema)])[0])
        if parameter["in"] == "path":
            in_path[parameter["name"]] = encoded(example, safe="")
        elif parameter.get("required") and parameter["in"] == "query":
            query.append((parameter["name"], example))
        elif parameter.get("required"):
            headers.append(f"{parameter['name']}: {example}")
    address = SERVICE + path.format_map(in_path) + (f"?{urlencode(query)}" if query else "")
    words = [f"curl -X {method.upper()} {quote(address)}" if method != "get" else f"curl {quote(address)}"]
    if described.get("security"):
        words.append('-H "Authorization: Bearer $GRUPPKARTA_TOKEN"')
    words += [f"-H {quote(header)}" for header in headers]
    kind, schema = _content(described.get("requestBody", {}).get("content", {}))
    if kind == "application/json":
        words += ["-H 'Content-Type: application/json'", f"-d {quote(_text(_example(document, schema)))}"]
    elif kind:
        words += [f"-H {quote(f'Content-Type: {kind}')}", "--data-binary @case.zip"]
    return " \\\n  ".join(words)


def _example(document: Document, schema: Document, depth: int = 0) -> object:
    """A value as a schema describes it: its example, or one put together from its fields that must be there."""
    if "examples" in schema:
        return schema["examples"][0]
    resolved = _resolved(document, schema)
    if "examples" in resolved:
        return resolved["examples"][0]
    if "enum" in resolved:
        return resolved["enum"][0]
    if depth >= MAX_DEPTH:
        return None
    if alternatives := resolved.get("anyOf", resolved.get("oneOf")):
        return _example(document, alternatives[0], depth + 1)
    if resolved.get("type") == "array":
        return [_example(document, resolved.get("items", {}), depth + 1)]
    if resolved.get("type") == "object":
        properties = resolved.get("properties", {})
        return {name: _example(document, properties[name], depth + 1) for name in resolved.get("required", ())}
    return {"integer": 1, "number": 1.0, "boolean": True}.get(str(resolved.get("type")), "")
