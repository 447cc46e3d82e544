"""Policy, words and the interface: what holds for everybody, complete, with examples that work as they stand."""

import os
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from importlib.resources import files
from inspect import getmembers, isclass

import httpx
import pytest

from graph_service.analysis.note_texts import NOTE_TEXTS
from graph_service.analysis.registry import MEASURES
from graph_service.api.app import create_app
from graph_service.domain import vocabulary
from graph_service.domain.caller import CallerRole
from graph_service.domain.described import described_fields
from graph_service.domain.policy import Policy, default_policy, policy_from_toml
from graph_service.domain.rights import Agency
from graph_service.settings import Settings
from graph_service.web.rooms.policy import policy_parts
from tests.api.serving import City, city_in_memory
from tests.web.reading import read
from tests.web.serving import signed_in, site

AUDITOR = (CallerRole.AUDITOR, Agency.POLICE)
OPERATIONS = tuple(
    operation["operationId"]
    for path in create_app(Settings()).openapi()["paths"].values()
    for operation in path.values()
)


@pytest.fixture
def auditor(client: httpx.Client, city: City) -> Iterator[httpx.Client]:
    with signed_in(client.base_url, city, *AUDITOR) as browser:
        yield browser


def test_every_value_of_the_policy_is_there_with_its_meaning(auditor: httpx.Client) -> None:
    policy, text = default_policy(), read(auditor.get("/policy").text).text
    parts = [part.name for part in described_fields(Policy) if part.name not in {"id", "version"}]
    names = [f"{part}.{field.name}" for part in parts for field in described_fields(type(getattr(policy, part)))]
    assert len(names) > 50
    assert not [name for name in names if name not in text]
    assert "after so many days an incident weighs half" in text
    assert policy.version in text


def test_a_policy_of_the_programme_says_what_it_changed() -> None:
    city = city_in_memory()
    text = files("graph_service.domain.policies").joinpath("gvi-default.toml").read_text(encoding="utf-8")
    policy = policy_from_toml(text.replace("half_life_days = 90", "half_life_days = 60"))
    changed = [value.name for part in policy_parts(policy) for value in part.values if value.value != value.packaged]
    assert changed == ["half_life_days"]
    place = replace(city.place, policy=policy)
    with site(replace(city, place=place)) as client, signed_in(client.base_url, city, *AUDITOR) as browser:
        page = browser.get("/policy").text
    assert page.count("as delivered:") == 1


def test_every_measure_word_and_note_is_there(auditor: httpx.Client) -> None:
    page = auditor.get("/words").text
    text = read(page).text
    assert not [measure.name for measure in MEASURES if measure.question not in text]
    lists = [kind for _, kind in getmembers(vocabulary, isclass) if issubclass(kind, StrEnum)]
    words = [word.value for kind in lists for word in kind]
    assert len(words) > 100
    assert not [word for word in words if f"<code>{word}</code>" not in page]
    assert not [code for code in NOTE_TEXTS if f"<code>{code}</code>" not in page]


def test_every_measure_leads_to_how_programs_ask_it(auditor: httpx.Client) -> None:
    for measure in MEASURES:
        assert auditor.get(f"/v1/docs/{measure.name.replace('-', '_')}").status_code == 200


def test_every_operation_has_a_page_and_stands_in_the_list(auditor: httpx.Client) -> None:
    page = auditor.get("/v1/docs").text
    for name in OPERATIONS:
        assert f'href="/v1/docs/{name}"' in page
        answer = auditor.get(f"/v1/docs/{name}")
        assert answer.status_code == 200
        assert len(answer.content) < 100_000
    assert auditor.get("/v1/docs/nothing").status_code == 404
    assert auditor.get("/v1/docsx").headers["content-type"] == "application/problem+json"


READING = ("health", "scorecard", "group", "priorities", "person", "measures", "paths", "persons", "audit")


@pytest.mark.parametrize("name", READING)
def test_an_example_works_as_it_stands(client: httpx.Client, city: City, auditor: httpx.Client, name: str) -> None:
    page = read(auditor.get(f"/v1/docs/{name}").text)
    command = next(text for text in page.texts if text.startswith("curl "))
    token = city.tokens[CallerRole.ADMIN, Agency.POLICE]
    assert token not in command
    done = subprocess.run(
        ["bash", "-c", f"{command} --silent --show-error --output /dev/null --write-out '%{{http_code}}'"],
        env={**os.environ, "GRUPPKARTA_TOKEN": token, "no_proxy": "127.0.0.1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout in {"200", "404"}  # the ids of examples are invented


def test_an_example_names_what_must_be_sent(auditor: httpx.Client) -> None:
    page = read(auditor.get("/v1/docs/create_token").text)
    words = shlex.split(next(text for text in page.texts if text.startswith("curl ")).replace("\\\n", " "))
    assert words[:3] == ["curl", "-X", "POST"]
    assert "X-Purpose: weekly review" in words
    assert '"role"' in words[words.index("-d") + 1]
