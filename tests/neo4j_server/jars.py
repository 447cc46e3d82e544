"""The jars of a Neo4j server, resolved by Maven and held to a checksum.

`PINNED` has one digest a version: SHA-256 over the lines ``name sha256`` of all jars, sorted by name.
Print it for another version with ``python -m tests.neo4j_server.jars VERSION``.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

LTS: Final = "5.26.12"
PINNED: Final[Mapping[str, str]] = {
    "5.26.12": "8d88bcafc25f4573c974aad4f075397b05ef676d7330c88563d91c7236216e29",
    "2026.08.1": "c7beb357d0a805e75afa00620837b8ff7d21ecdc7eac2c73659b2b5643a0a97a",
}
POM: Final = Path(__file__).with_name("pom.xml")
ENTRY_POINT: Final = "META-INF/services/org.neo4j.server.startup.EntryPoint"


class ServerError(RuntimeError):
    """The server could not be had, started or stopped."""


def resolve(version: str) -> Path:
    """Return the folder with the jars of a version, filled by Maven if it is new, and checked."""
    folder = _cache() / version
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as name:
            fresh = Path(name) / "lib"
            _copy_dependencies(version, fresh)
            _check(version, fresh)
            try:
                fresh.rename(folder)
            except OSError:  # another process was first
                if not folder.is_dir():
                    raise
    _check(version, folder)
    return folder


def digest(folder: Path) -> str:
    """Return one digest over the names and contents of all jars."""
    lines = [f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n" for path in sorted(folder.glob("*.jar"))]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def main_class(folder: Path) -> str:
    """Name the server's main class; it was renamed between 5 and 2026."""
    for jar in sorted(folder.glob("neo4j-[0-9]*.jar")):
        with zipfile.ZipFile(jar) as archive:
            return archive.read(ENTRY_POINT).decode().split()[0]
    message = f"no Neo4j server among the jars in {folder}"
    raise ServerError(message)


def _cache() -> Path:
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "gruppkarta" / "neo4j"


def _copy_dependencies(version: str, folder: Path) -> None:
    command = [
        *("mvn", "-q", "-B", "-f", str(POM), "dependency:copy-dependencies"),
        *(f"-Dneo4j.version={version}", "-DincludeScope=runtime", f"-DoutputDirectory={folder}"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"Maven could not resolve Neo4j {version}:\n{done.stdout[-2000:]}"
        raise ServerError(message)


def _check(version: str, folder: Path) -> None:
    expected, found = PINNED.get(version), digest(folder)
    if found != expected:
        message = f"the jars of Neo4j {version} in {folder} have the digest {found}, and {expected} is pinned"
        raise ServerError(message)


def main() -> None:
    """Print the digest of a version."""
    (version,) = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        _copy_dependencies(version, Path(name))
        sys.stdout.write(f'"{version}": "{digest(Path(name))}",\n')


if __name__ == "__main__":
    main()
