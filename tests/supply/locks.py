"""The locks of exact versions, and what the installed packages say they need."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, requires
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.needs import REPOSITORY

LOCKS = REPOSITORY / "requirements"
RUNTIME = LOCKS / "runtime.txt"
EXTRAS = frozenset({"api", "neo4j", "pyvis"})  # those that the lock of the service holds
# What `markers` are asked of; the rest of an environment does not stand in any marker of ours.
PLATFORMS: Mapping[str, Mapping[str, str]] = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    "macos": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    "windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
}
PYTHONS = ("3.11", "3.12", "3.13")


@dataclass(frozen=True, slots=True)
class Locked:
    """One exact version."""

    name: str
    version: str
    marker: Marker | None
    hashes: tuple[str, ...]

    def holds(self, environment: Mapping[str, str]) -> bool:
        """Tell whether it is installed there."""
        return self.marker is None or self.marker.evaluate(dict(environment))


def locked(path: Path = RUNTIME) -> Iterator[Locked]:
    """Read a lock."""
    text = re.sub(r"\\\n\s*", " ", path.read_text(encoding="utf-8"))
    for line in text.splitlines():
        if line and not line.startswith("#"):
            requirement = Requirement(line.partition(" --hash=")[0])
            (version,) = requirement.specifier
            hashes = tuple(re.findall(r"--hash=(\S+)", line))
            yield Locked(canonicalize_name(requirement.name), version.version, requirement.marker, hashes)


def environment(platform: str, python: str) -> dict[str, str]:
    """Say what markers ask of a platform."""
    return {
        **PLATFORMS[platform],
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_version": "",
        "implementation_version": f"{python}.0",
        "extra": "",
    }


def needs_of(name: str, extras: frozenset[str], where: Mapping[str, str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Say what an installed package needs in an environment: names, each with its extras."""
    for text in requires(name) or ():
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({**where, "extra": extra}) for extra in extras | {""}):
            yield canonicalize_name(requirement.name), frozenset(requirement.extras)


def reached(where: Mapping[str, str], *, root: str = "gruppkarta", extras: frozenset[str] = EXTRAS) -> set[str]:
    """Names of all packages that are needed there, as far as the installed ones say."""
    names: set[str] = set()
    pending = [(root, extras)]
    seen: set[tuple[str, frozenset[str]]] = set()
    while pending:
        name, some = pending.pop()
        if (name, some) not in seen and is_installed(name):
            seen.add((name, some))
            pending += needs_of(name, some, where)
        names.add(name)
    return names - {root}


def is_installed(name: str) -> bool:
    """Tell whether a package is here: one for another platform is not."""
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True
