"""What the README promises: two commands that set everything up, settings, links."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
import typer.main
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from graph_service.cli.main import app
from graph_service.settings import Settings
from tests.docs.consoles import run
from tests.needs import REPOSITORY

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements/runtime.txt", "requirements/test.txt")
SYSTEMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    "darwin": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    "win32": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
}
PAGES = sorted(
    [
        *(REPOSITORY / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
        *(REPOSITORY / "docs").rglob("*.md"),
    ]
)
MANUAL = "".join(page.read_text(encoding="utf-8") for page in PAGES if page.parent.name != "decisions")
SET_UP = [line for line in README.splitlines() if line.startswith("python3 -m venv ")]


def _locked(path: str) -> dict[str, str]:
    return {name: next(iter(one.specifier)).version for name, one in _pins(path).items()}


def _pins(path: str) -> dict[str, Requirement]:
    """Locked requirements by name; versions as they stand."""
    lines = re.findall(r"^([\w.-]+\S*==.+) \\$", (REPOSITORY / path).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {canonicalize_name(one.name): one for one in map(Requirement, lines)}


def test_the_picture_is_what_the_command_draws_of_the_example_case(tmp_path: Path) -> None:
    """If the drawing was changed on purpose, decision 0011 says how to draw the picture anew."""
    run("gruppkarta schema --example case && gruppkarta network --case case --out map.svg", tmp_path)
    assert "(docs/map.svg)" in README.split("## ", maxsplit=1)[0]
    assert (tmp_path / "map.svg").read_bytes() == (REPOSITORY / "docs" / "map.svg").read_bytes()


@pytest.mark.parametrize(
    "command", sorted(set(re.findall(r"^\| [^|]+\? \| `gruppkarta ([\w-]+)", README, re.MULTILINE)))
)
def test_every_question_takes_the_options_that_the_page_promises(command: str) -> None:
    group = typer.main.get_command(app)
    options = {name for parameter in group.commands[command].params for name in parameter.opts}  # type: ignore[attr-defined]  # a group of commands
    assert {"--case", "--store", "--as-of", "--json"} <= options


def test_there_are_two_commands_that_set_up_one_for_the_demo_and_one_for_the_tests() -> None:
    demo, tests = SET_UP
    assert demo.endswith("&& .venv/bin/gruppkarta demo")
    assert tests.endswith("&& .venv/bin/python -m pytest -q")


@pytest.mark.parametrize(("command", "lock"), list(zip(SET_UP, LOCKS, strict=True)), ids=["demo", "tests"])
def test_a_set_up_command_installs_locked_versions_and_then_the_project(command: str, lock: str) -> None:
    steps = command.split(" && ")
    assert steps[1] == f".venv/bin/pip install -q --require-hashes -r {lock}"
    assert re.fullmatch(r"\.venv/bin/pip install -q --no-deps --no-build-isolation( -e)? \.", steps[2])


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_version_has_a_hash_and_no_address(lock: str) -> None:
    text = (REPOSITORY / lock).read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if not entry.startswith("#")]
    assert not [
        entry
        for entry in entries
        if not re.match(r"[\w.-]+(?:\[[\w,-]+\])?==\S+( ; [^\n\\]+)? \\\n    --hash=sha256:[0-9a-f]{64}", entry)
    ]
    assert "://" not in text
    assert "--index" not in text


def test_a_lock_names_the_extras_that_others_ask_for() -> None:
    """Without them pip looks for the newest version of the extra, and refuses it for want of a hash."""
    pins = _pins(LOCKS[1])
    asked = [
        (one.metadata["Name"], wanted)
        for one in distributions()
        for wanted in map(Requirement, one.requires or ())
        if wanted.extras and canonicalize_name(one.metadata["Name"]) in pins
    ]
    always = [(name, one) for name, one in asked if one.marker is None or one.marker.evaluate({"extra": ""})]
    assert always, "nobody asks for an extra: this test proves nothing"
    assert not [(name, str(one)) for name, one in always if not one.extras <= pins[canonicalize_name(one.name)].extras]


@pytest.mark.parametrize("platform", SYSTEMS)
@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_what_each_operating_system_asks_for(lock: str, platform: str) -> None:
    """Without it `--require-hashes` refuses to install there: `click` asks for `colorama` on Windows alone."""
    system = SYSTEMS[platform] | {"extra": ""}
    pins = {name: one for name, one in _pins(lock).items() if one.marker is None or one.marker.evaluate(system)}
    lacking = [
        (one.metadata["Name"], str(wanted))
        for one in distributions()
        if canonicalize_name(one.metadata["Name"]) in pins
        for wanted in map(Requirement, one.requires or ())
        if (wanted.marker is None or wanted.marker.evaluate(system)) and canonicalize_name(wanted.name) not in pins
    ]
    assert lacking == []
    assert ("colorama" in pins) == (platform == "win32")


def test_both_locks_hold_the_same_version_of_what_both_hold() -> None:
    runtime, tests = (_locked(path) for path in LOCKS)
    assert {name: tests.get(name) for name in runtime} == runtime


def _declared(*extras: str) -> list[Requirement]:
    project = PROJECT["project"]
    lines = [*project["dependencies"], *PROJECT["build-system"]["requires"]]
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    return [Requirement(line) for line in lines if not line.startswith("gruppkarta[")]


@pytest.mark.parametrize(
    ("lock", "left_out"), [("requirements/runtime.txt", {"test", "frames"}), ("requirements/test.txt", set[str]())]
)
def test_every_declared_dependency_is_locked_within_its_range(lock: str, left_out: set[str]) -> None:
    locked = _locked(lock)
    declared = _declared(*(set(PROJECT["project"]["optional-dependencies"]) - left_out))
    assert not [str(one) for one in declared if locked[canonicalize_name(one.name)] not in one.specifier]


def test_all_means_every_extra_that_users_can_ask_for() -> None:
    extras = set(PROJECT["project"]["optional-dependencies"]) - {"all", "test"}
    assert PROJECT["project"]["optional-dependencies"]["all"] == [f"gruppkarta[{','.join(sorted(extras))}]"]


def _of_the_tests() -> set[str]:
    """Return the variables that tests read."""
    reading = re.compile(r"environ(?:\.get\(|\[)\"(GRUPPKARTA_\w+)\"")
    files = [*(REPOSITORY / "tests").rglob("*.py"), *(REPOSITORY / "benchmarks").rglob("*.py")]
    found = {name for file in files for name in reading.findall(file.read_text(encoding="utf-8"))}
    return found - {f"GRUPPKARTA_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_a_setting_is_documented(name: str) -> None:
    assert f"`GRUPPKARTA_{name.upper()}`" in MANUAL


def test_no_setting_is_documented_that_does_not_exist() -> None:
    known = {f"GRUPPKARTA_{name.upper()}" for name in Settings.model_fields} | _of_the_tests()
    named = {word for page in PAGES for word in re.findall(r"GRUPPKARTA_[A-Z0-9_]+", page.read_text(encoding="utf-8"))}
    assert named <= known


def test_what_the_tests_read_from_the_environment_is_documented() -> None:
    contributing = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert {name for name in _of_the_tests() if f"`{name}`" not in contributing} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_a_link_inside_the_repository_leads_somewhere(page: object) -> None:
    path = REPOSITORY / str(page)
    links = re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert not [link for link in links if not (path.parent / link).exists()]


def test_the_changelog_has_a_place_for_the_next_release() -> None:
    changelog = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## \[(.+?)\]", changelog, flags=re.MULTILINE)[0] == "Unreleased"


def test_a_decision_says_context_decision_rejected_options_and_what_would_change_it() -> None:
    for decision in sorted((REPOSITORY / "docs" / "decisions").glob("*.md")):
        text = decision.read_text(encoding="utf-8").lower()
        assert re.match(r"\d{4}-[a-z0-9-]+\.md\Z", decision.name)
        lacking = [word for word in ("context", "decision", "rejected", "change our mind") if word not in text]
        assert not lacking, f"{decision.name} lacks {lacking}"
