"""Clients that others would generate: every operation of a running service is asked by each, to answer and to refuse.

The generators are installed anew from their registries, in the versions that are locked here and in requirements/.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph_service.api.app import create_app
from graph_service.domain import records as r
from graph_service.domain.tables import tables_of
from graph_service.services.importing import import_tables
from graph_service.settings import Settings
from tests.api.serving import ADMIN, City, city_in_memory, service
from tests.cli.run import gruppkarta
from tests.needs import REPOSITORY, needs, required

HERE = Path(__file__).parent
HOW = "run `bash .ci/long clients`, which installs two generators from PyPI and npm"
IDS = ["K 1234/20", "100%", "50%2F", "a:b", "a.b", "å?#&"]
OPERATIONS = {
    operation["operationId"]
    for path in create_app(Settings()).openapi()["paths"].values()
    for operation in path.values()
}
OPEN = {"health", "ready", "problem_types", "problem_type"}
pytestmark = needs("clients", available="clients" in required(), how=HOW)


@pytest.fixture
def city() -> City:
    """The small city, with persons whose ids have signs that mean something in addresses."""
    city = city_in_memory()
    persons = [r.Person(person_id=key, label=f"label of {key}", protected_identity=False) for key in IDS]
    import_tables(city.place.context(city.caller(*ADMIN)), tables_of(persons))
    return city


@pytest.fixture
def client(city: City) -> Iterator[httpx.Client]:
    """A client of a service over it."""
    with service(city) as opened:
        yield opened


@pytest.fixture
def description(tmp_path: Path) -> Path:
    """The description of the interface, as the command prints it."""
    path = tmp_path / "openapi.json"
    path.write_text(gruppkarta("openapi").out, encoding="utf-8")
    return path


def _run(*words: str | Path, folder: Path) -> str:
    """Run a program to its end and return what it printed, on both channels if it fails."""
    done = subprocess.run([str(word) for word in words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4_000:] + done.stderr[-4_000:]
    return done.stdout + done.stderr


def _check(told: Any, text_types: set[str]) -> None:  # noqa: ANN401  what a program printed
    calls = {line["operation"]: line for line in told["calls"]}
    assert set(calls) == OPERATIONS
    assert {line["answered"] for line in calls.values()} == {200, 201}
    assert not {name for name, line in calls.items() if line["read_as"] in {"NoneType", "undefined", "Problem"}}
    assert {name for name, line in calls.items() if line["read_as"] in text_types} == {"network_file", "problem_type"}
    refusals = {name: (line["refused"], line["code"]) for name, line in calls.items()}
    unknown_token, misspelt = (401, "not_authenticated"), (422, "bad_input")
    assert refusals == {name: misspelt if name in OPEN else unknown_token for name in OPERATIONS}
    assert told["persons"] == IDS
    assert told["again"] == 304
    assert told["n_nodes"] > 0


def _arguments(city: City, client: httpx.Client) -> list[str]:
    token = city.headers()["Authorization"].removeprefix("Bearer ")
    return [str(client.base_url), token, json.dumps(IDS)]


def test_openapi_python_client_asks_every_operation(
    city: City, client: httpx.Client, description: Path, tmp_path: Path
) -> None:
    _run(sys.executable, "-m", "venv", "venv", folder=tmp_path)
    python = tmp_path / "venv" / "bin" / "python"
    locked = REPOSITORY / "requirements" / "clients.txt"
    _run(python, "-m", "pip", "install", "-q", "--require-hashes", "-r", locked, folder=tmp_path)
    words: list[str | Path] = [
        "-m",
        "openapi_python_client",
        "generate",
        "--path",
        description,
        "--output-path",
        "client",
    ]
    printed = _run("env", f"PATH={python.parent}:/usr/bin:/bin", python, *words, "--fail-on-warning", folder=tmp_path)
    assert "warning" not in printed.lower()
    shutil.copy(HERE / "calls.py", tmp_path / "client")
    _check(json.loads(_run(python, "calls.py", *_arguments(city, client), folder=tmp_path / "client")), {"str"})


def test_openapi_typescript_asks_every_operation(
    city: City, client: httpx.Client, description: Path, tmp_path: Path
) -> None:
    for name in ("package.json", "package-lock.json", "calls.ts"):
        shutil.copy(HERE / name, tmp_path)
    _run("npm", "ci", "--ignore-scripts", "--silent", folder=tmp_path)
    words = ["--output", "gruppkarta.d.ts", "--default-non-nullable", "false"]  # else what has a default must be sent
    _run("npx", "openapi-typescript", description, *words, folder=tmp_path)
    _run("npx", "tsc", "--strict", "--target", "es2022", "--module", "nodenext", "calls.ts", folder=tmp_path)
    _check(json.loads(_run("node", "calls.js", *_arguments(city, client), folder=tmp_path)), {"string"})
