"""Asks every operation of a service by a generated client: run where that client is, it prints what came back.

`python calls.py ADDRESS TOKEN IDS`: each operation once so that it answers and once so that it refuses, then a
record by each of the ids (a list as JSON). It knows the operations from the client alone: what was not generated is
not asked.
"""
# ruff: noqa: ANN401  what is generated elsewhere has no types here

import importlib
import inspect
import io
import json
import pkgutil
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from enum import EnumMeta
from itertools import count
from typing import Any

from gruppkarta_client import AuthenticatedClient, Client, api, models  # type: ignore[import-not-found]  # generated where this runs
from gruppkarta_client.types import File  # type: ignore[import-not-found]  # the same

DAY = date(2020, 12, 3)
WORDS = {
    "group_id": "G-01",
    "person_id": "P-0001",
    "incident_id": "I-1",
    "lane": "message",
    "form": "graphml",
    "code": "bad_input",
    "as_of": DAY,
    "x_purpose": "weekly review",
    "kind": "group",
    "record_id": "G-01",
}
NUMBERS = count(1)  # no two tokens have one name
SEVERAL = {"kind", "form"}  # names that mean something else where they may be left out
ONE_PERSON = {"person_a": "P-0002", "person_b": "P-0003", "reason": "same name and year of birth"}


def operations() -> Iterator[tuple[str, Any]]:
    """Yield the name of each operation and the function that asks it."""
    for module in pkgutil.walk_packages(api.__path__, f"{api.__name__}."):
        if not module.ispkg:
            yield module.name.rpartition(".")[2].rstrip("_"), importlib.import_module(module.name).sync_detailed


def archive() -> Any:
    """Return a case to upload."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("sources.csv", "source_id,agency\nS-9,police\n")
    return File(payload=io.BytesIO(buffer.getvalue()), file_name="case.zip", mime_type="application/zip")


def body(name: str) -> Any:
    """Return the body of an operation."""
    bodies = {
        "search": lambda: models.SearchRequest(query="P-0", as_of=DAY),
        "representatives": lambda: models.PlanParameters(as_of=DAY, budget=2),
        "paths": lambda: models.PathsRequest(start="P-0001", end="P-0002", as_of=DAY),
        "common": lambda: models.CommonParameters(persons=["P-0001", "P-0002"], as_of=DAY),
        "around": lambda: models.AroundRequest(persons=["P-0001"], as_of=DAY),
        "key_players": lambda: models.KeyPlayersRequest(size=1, as_of=DAY),
        "create_token": lambda: models.TokenRequest(
            name=f"holder {next(NUMBERS)}", agency=models.Agency.POLICE, role=models.CallerRole.ANALYST
        ),
        "create": lambda: models.NewRecord.from_dict({"values": {"group_id": "G-77", "name": "Öst"}}),
        "create_several": lambda: models.NewRecords.from_dict({"records": {"source": [{"source_id": "S-77"}]}}),
        "change": lambda: models.RecordChange.from_dict(
            {"act": "correct", "values": {"name": "Nord"}, "reason": "renamed by themselves"}
        ),
        "extend": lambda: models.RecordExtension.from_dict({"kept_until": "2030-01-01", "reason": "looked at"}),
        "join_persons": lambda: models.JoinRequest(**ONE_PERSON),
        "undo_join": lambda: models.JoinRequest(**ONE_PERSON),
        "check": lambda: models.BodyCheck(archive=archive()),
        "diff": lambda: models.BodyDiff(archive=archive()),
        "import": lambda: models.BodyImport(archive=archive()),
    }
    return bodies[name]()


def ask(name: str, function: Any, client: Any, words: dict[str, Any]) -> Any:
    """Ask an operation, with the words that it takes."""
    arguments: dict[str, Any] = {"client": client}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name == "body":
            arguments["body"] = body(name)
        elif parameter.name in words and (parameter.name not in SEVERAL or parameter.default is parameter.empty):
            word = words[parameter.name]
            arguments[parameter.name] = (
                parameter.annotation(word) if isinstance(parameter.annotation, EnumMeta) else word
            )
    return function(**arguments)


def main(address: str, token: str, ids: list[str]) -> None:
    """Print what came back, as JSON."""
    by_name = dict(operations())
    good = AuthenticatedClient(base_url=address, token=token, timeout=60)
    unknown = AuthenticatedClient(base_url=address, token="gk_unknown", timeout=60)  # noqa: S106  it is none
    misspelt = Client(base_url=address, httpx_args={"params": {"misspelt": "x"}})
    created = ask("create_token", by_name["create_token"], good, WORDS)
    words = {**WORDS, "token_id": created.parsed.info.token_id}
    lines = []
    for name, function in by_name.items():
        takes_client = inspect.signature(function).parameters["client"].annotation
        answered = ask(name, function, good, words)
        refused = ask(name, function, unknown if takes_client is AuthenticatedClient else misspelt, words)
        lines.append(
            {
                "operation": name,
                "answered": answered.status_code,
                "read_as": type(answered.parsed).__name__,
                "refused": refused.status_code,
                "code": getattr(refused.parsed, "code", None),
            }
        )
    persons = [ask("person", by_name["person"], good, {**words, "person_id": key}).parsed.person_id for key in ids]
    tag = ask("scorecard", by_name["scorecard"], good, words).headers["etag"]
    again = ask("scorecard", by_name["scorecard"], good, {**words, "if_none_match": tag})
    form = ask("network_file", by_name["network_file"], good, {**words, "form": "node-link"}).parsed
    json.dump(
        {
            "calls": lines,
            "persons": persons,
            "again": again.status_code,
            "n_nodes": len(json.loads(form)["nodes"]),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
