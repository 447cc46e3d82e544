"""Processes that correct one record at once, from the version that all saw: one does, the others are told."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.run import answered, gruppkarta, initialised
from tests.neo4j_server.fixture import Neo4jAddress

PROGRAM = "import sys; from graph_service.cli.main import main; sys.argv[0] = 'gruppkarta'; main()"
PLACES = ("the harbour", "the square", "the station")
CHANGED_MEANWHILE = 6
PURPOSE = ("--purpose", "tests")


def _correct_at_once(address: str, folder: Path, environment: Mapping[str, str]) -> None:
    """The settings of the environment are those of this process too."""
    assert gruppkarta("schema", "--example", folder / "case").code == 0
    at_store = ("--store", address, *PURPOSE)
    assert gruppkarta("import", "--case", folder / "case", *at_store).code == 0
    version = answered("record", "show", "group", "G-01", *at_store)["version"]
    words = ["record", "correct", "group", "G-01", "--reason", "a new survey says so", "--version", version, *at_store]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *words, f"territory={place}"],
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for place in PLACES
    ]
    messages = [process.communicate()[1].decode() for process in processes]
    codes = [process.returncode for process in processes]
    assert sorted(codes) == [0, CHANGED_MEANWHILE, CHANGED_MEANWHILE], messages
    assert sum("[changed_meanwhile]" in message and "in territory" in message for message in messages) == 2
    shown = answered("record", "show", "group", "G-01", *at_store)
    (cell,) = [cell for cell in shown["cells"] if cell["column"] == "territory"]
    assert cell["text"] == PLACES[codes.index(0)]
    assert gruppkarta("store", "verify", *at_store).code == 0


def test_one_of_several_processes_corrects_a_record_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"sqlite:///{tmp_path / 'city.db'}"
    monkeypatch.setenv("GRUPPKARTA_TOKEN", initialised(address))
    _correct_at_once(address, tmp_path, {})


@pytest.mark.xdist_group("neo4j")
def test_one_of_several_processes_corrects_a_record_on_a_server(
    neo4j_address: Neo4jAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    neo4j_address.empty()
    variables = {"GRUPPKARTA_STORE_USER": neo4j_address.user, "GRUPPKARTA_STORE_PASSWORD": neo4j_address.password}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GRUPPKARTA_TOKEN", initialised(neo4j_address.uri))
    _correct_at_once(neo4j_address.uri, tmp_path, variables)
