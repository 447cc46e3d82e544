"""Locks that hold on every platform, licences that go together, and a list of components that validates."""

import json
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.needs import REPOSITORY
from tests.supply.licences import ALLOWED, as_table, is_allowed, licence_of
from tests.supply.locks import LOCKS, PLATFORMS, PYTHONS, environment, locked, reached
from tests.supply.sbom import sbom

FILES = sorted(LOCKS.glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_locked_version_has_the_hashes_of_its_files(path: Path) -> None:
    packages = list(locked(path))
    assert len(packages) > 5
    assert len({(package.name, str(package.marker)) for package in packages}) == len(packages)
    bare = [package.name for package in packages if not package.hashes]
    other = [package.name for package in packages if not all(text.startswith("sha256:") for text in package.hashes)]
    assert (bare, other) == ([], [])


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_holds_what_is_needed_on_every_platform(platform: str, python: str) -> None:
    where = environment(platform, python)
    names = {package.name for package in locked() if package.holds(where)}
    assert reached(where) - names == set()


def test_the_lock_holds_for_windows_what_it_alone_needs() -> None:
    assert "colorama" in reached(environment("windows", "3.13"))
    assert "colorama" not in reached(environment("linux", "3.13"))


def test_the_lock_of_the_tests_holds_the_versions_of_the_service() -> None:
    runtime = {package.name: package.version for package in locked()}
    test = {package.name: package.version for package in locked(LOCKS / "test.txt")}
    assert runtime.items() <= test.items()


def test_every_locked_package_of_the_service_has_a_licence_that_goes_together_with_ours() -> None:
    licences = {package.name: licence_of(package.name) for package in locked()}
    assert {name: licence for name, licence in licences.items() if not is_allowed(licence)} == {}
    assert len(as_table().splitlines()) == len(licences)


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("MIT", True),
        ("Apache-2.0 OR Proprietary-9", False),
        ("Apache-2.0 AND GPL-2.0-only", False),
        ("GPL-2.0-only OR MIT", True),
        ("SSPL-1.0", False),
        (None, False),
    ],
)
def test_a_licence_that_does_not_go_together_is_found(licence: str | None, expected: bool) -> None:
    try:
        allowed = is_allowed(licence)
    except Exception:
        allowed = False
    assert allowed is expected


def test_whatever_is_under_the_gpl_goes_together_with_version_3() -> None:
    gpl = {package.name for package in locked() if "GPL" in str(licence_of(package.name))}
    assert gpl == {"igraph"}
    assert "GPL-2.0-only" not in ALLOWED
    (decision,) = (REPOSITORY / "docs" / "decisions").glob("*-licences-of-what-we-use.md")
    assert "version 3" in decision.read_text(encoding="utf-8")


def test_the_list_of_components_validates_and_is_the_same_every_time() -> None:
    text = sbom()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert sbom() == text
    components = json.loads(text)["components"]
    assert {(part["name"], part["version"]) for part in components} == {(one.name, one.version) for one in locked()}
    assert all(part["licenses"] and part["purl"].startswith("pkg:pypi/") for part in components)


def test_a_list_that_is_none_does_not_validate() -> None:
    wrong = json.loads(sbom()) | {"components": [{"type": "library"}]}
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(wrong)) is not None
