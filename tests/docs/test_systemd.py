"""The units for systemd: parsed, and held to the settings and commands that there are."""

import re
import shlex
from collections import defaultdict
from pathlib import Path

import pytest

from graph_service.settings import PREFIX, Settings
from tests.cli.run import gruppkarta
from tests.needs import REPOSITORY

FOLDER = REPOSITORY / "docs" / "systemd"
SERVICES = sorted(FOLDER.glob("*.service"))
TIMERS = sorted(FOLDER.glob("*.timer"))
SETTINGS = {f"{PREFIX}{name}".lower() for name in Settings.model_fields}
HARDENED = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictSUIDSGID": "yes",
    "RestrictNamespaces": "yes",
    "UMask": "0077",
    "LimitCORE": "0",
    "StateDirectoryMode": "0700",
    "MemorySwapMax": "0",
}


def _parsed(path: Path) -> dict[str, dict[str, list[str]]]:
    """Sections of a unit, each with its values by name."""
    sections: dict[str, dict[str, list[str]]] = {}
    section: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = sections.setdefault(line.strip("[]"), defaultdict(list))
        elif line and not line.startswith("#"):
            name, separator, value = line.partition("=")
            assert separator, f"{path.name}: {line}"
            section[name].append(value)
    return sections


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_runs_without_rights_and_within_limits(path: Path) -> None:
    service = _parsed(path)["Service"]
    assert {name: service[name][-1] for name in HARDENED} == HARDENED
    assert service["User"] == ["gruppkarta"]
    assert {"MemoryMax", "TasksMax", "SystemCallFilter"} <= service.keys()


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_secrets_are_files_of_which_a_service_gets_those_it_needs(path: Path) -> None:
    service = _parsed(path)["Service"]
    credentials = {text.partition(":")[0] for text in service["LoadCredential"]}
    assert credentials <= SETTINGS
    assert "GRUPPKARTA_SECRETS_DIR=%d" in service["Environment"]
    variables = {word.partition("=")[0] for text in service["Environment"] for word in shlex.split(text)}
    assert {name.lower() for name in variables} <= SETTINGS
    assert not [name for name in variables if re.search("PASSWORD|TOKEN|_KEY", name)]


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_the_commands_of_a_service_exist_with_their_options(path: Path) -> None:
    commands = [text for text in _parsed(path)["Service"]["ExecStart"] if "gruppkarta/bin" in text]
    assert commands
    for text in commands:
        _, _, line = text.rstrip("'").rpartition("/opt/gruppkarta/bin/gruppkarta ")
        words = line.split()
        names = [word for word in words if re.fullmatch("[a-z]+", word)]
        shown = gruppkarta(*names, "--help")
        assert shown.code == 0, shown.err
        assert [word for word in words if word.startswith("--") and word not in shown.out] == []


@pytest.mark.parametrize("path", TIMERS, ids=lambda path: path.name)
def test_a_timer_has_its_service_and_makes_up_for_a_machine_that_was_off(path: Path) -> None:
    timer = _parsed(path)
    assert path.with_suffix(".service") in SERVICES
    assert timer["Timer"]["Persistent"] == ["yes"]
    assert len(timer["Timer"]["OnCalendar"]) == 1
    assert timer["Install"]["WantedBy"] == ["timers.target"]


def test_the_page_for_operators_names_every_unit() -> None:
    page = (REPOSITORY / "docs" / "operation.md").read_text(encoding="utf-8")
    assert [path.name for path in (*SERVICES, *TIMERS) if path.name not in page] == []
