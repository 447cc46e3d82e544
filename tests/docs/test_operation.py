"""Files that cannot be run here, and pages that are printed from code."""

import re
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # it ships no types

from graph_service.settings import PREFIX, Settings, as_markdown
from tests.api.routes import Route, all_routes
from tests.needs import REPOSITORY

COMPOSE: dict[str, Any] = yaml.safe_load((REPOSITORY / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
API_PAGE = (REPOSITORY / "docs" / "api.md").read_text(encoding="utf-8")


def _instructions() -> list[tuple[str, str]]:
    joined = re.sub(r"\\\n\s*", " ", DOCKERFILE)
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def test_the_page_of_settings_is_the_one_that_the_code_prints() -> None:
    assert as_markdown() in (REPOSITORY / "docs" / "settings.md").read_text(encoding="utf-8")


def test_no_secret_has_a_default() -> None:
    secrets = [name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)]
    assert {"token", "store_password", "audit_key"} <= set(secrets)
    assert {Settings.model_fields[name].default for name in secrets} == {None}


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_a_container_is_watched_restarted_limited_and_may_gain_no_rights(name: str) -> None:
    service = COMPOSE["services"][name]
    assert "healthcheck" in service or service["image"] == "gruppkarta"
    assert service["restart"] == ("no" if name == "backup" else "unless-stopped")
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "memswap_limit", "pids_limit"} <= service.keys()
    assert service["ulimits"] == {"core": 0}


def test_secrets_are_files_and_stand_in_no_environment() -> None:
    settings = {f"{PREFIX}{name}".lower() for name in Settings.model_fields}
    for service in COMPOSE["services"].values():
        assert not [name for name in service["environment"] if re.search("PASSWORD|TOKEN|_KEY|AUTH$", name)]
        assert set(service["secrets"]) <= COMPOSE["secrets"].keys()
        if service["image"] == "gruppkarta":
            assert service["environment"]["GRUPPKARTA_SECRETS_DIR"] == "/run/secrets"
            assert set(service["secrets"]) <= settings
    assert all(secret.keys() == {"file"} for secret in COMPOSE["secrets"].values())


def test_a_case_folder_is_mounted_for_reading_alone_and_backups_leave_the_container() -> None:
    service, backup = COMPOSE["services"]["gruppkarta"], COMPOSE["services"]["backup"]
    assert [volume.rpartition(":")[2] for volume in service["volumes"]] == ["ro"]
    assert backup["volumes"] == ["backups:/backups"]
    assert "store backup --with-trail" in backup["command"][0]
    assert backup["networks"] == ["inside"]


def test_the_service_waits_for_the_database_and_is_open_to_this_machine_alone() -> None:
    service, database = COMPOSE["services"]["gruppkarta"], COMPOSE["services"]["neo4j"]
    assert service["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert service["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in database
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert service["read_only"] is True


def test_every_setting_of_the_containers_exists() -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    named = set(re.findall(rf"{PREFIX}[A-Z_]+", DOCKERFILE))
    for service in COMPOSE["services"].values():
        named |= {name for name in service["environment"] if name.startswith(PREFIX)}
    assert named <= known


def test_the_image_installs_locked_versions_and_runs_without_rights() -> None:
    instructions = _instructions()
    stages = [value for name, value in instructions if name == "FROM"]
    assert [value.split()[0] for value in stages] == ["python:3.13-slim"] * 2
    assert any("--require-hashes -r requirements/runtime.txt" in value for name, value in instructions if name == "RUN")
    assert ("USER", "gruppkarta") in instructions
    assert [value for name, value in instructions if name == "ENTRYPOINT"] == ['["gruppkarta"]']
    assert any("/v1/health" in value for name, value in instructions if name == "HEALTHCHECK")
    copied = [value.split()[0] for name, value in instructions if name == "COPY"]
    assert all((REPOSITORY / path).exists() for path in copied if not path.startswith("--"))


@pytest.mark.parametrize(
    "route", [one for one in all_routes() if one.template.startswith("/v1")], ids=lambda one: one.name
)
def test_the_page_of_the_service_names_every_route(route: Route) -> None:
    patterns = {"/v1/priorities/{lane}": "/v1/priorities/{message", "/v1/network/{form}": "/v1/network/{node-link"}
    if route.template != "/v1/openapi.json":  # `gruppkarta openapi` prints it
        assert f"{route.method} {patterns.get(route.template, route.template)}" in API_PAGE
