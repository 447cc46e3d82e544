"""Every command and route on a store that fails: on a disk that is full, or in a folder that may not be written.

``python -m tests.contract.failing_stores full|read_only`` makes a store, asks everything once, lets the store fail,
asks again and prints what was said as JSON: name, exit code or status before and after, and the message.
"""

import contextlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from graph_service.api.app import create_app
from graph_service.settings import Settings
from tests.api.city import AS_OF
from tests.api.routes import Asked, guarded
from tests.api.serving import served
from tests.cli.run import gruppkarta, initialised
from tests.needs import REPOSITORY

PURPOSE = ("--purpose", "tests")
NOBODY = 65534
CONDITIONS = ("full", "read_only")
DAY = ("--as-of", AS_OF.isoformat())
PERSON = "P-0001"


@dataclass(frozen=True, slots=True)
class Said:
    """What a command or route said before a store failed and after; exit codes of commands, statuses of routes."""

    name: str
    before: int
    after: int
    message: str


def commands(folder: Path) -> Iterator[tuple[str, ...]]:
    """Every command that works on a store, in an order in which all succeed; files go into a folder."""
    yield from [("store", "info"), ("store", "verify"), ("store", "purge")]
    yield from [("scorecard", *DAY), ("persons", *DAY), ("person", PERSON, *DAY), ("explain", PERSON, *DAY)]
    yield from [("erase", PERSON, "--reason", "asked for by letter")]
    yield from [("token", "list"), ("audit", "list"), ("audit", "verify")]
    yield ("token", "create", "--name", "an analyst", "--agency", "police", "--role", "analyst")
    yield ("network", "--out", str(folder / "network.svg"), "--force", *DAY)
    yield ("store", "backup", "--out", str(folder / "backup.db"), "--force")
    yield ("audit", "export", "--out", str(folder / "trail.jsonl"), "--force")
    yield ("import", "--case", str(folder / "case"))


def run_commands(address: str, folder: Path) -> list[tuple[str, int, str]]:
    """Run every command; its name, exit code and what it said to standard error."""
    ended = []
    for words in commands(folder):
        done = gruppkarta(*words, "--store", address, *PURPOSE)
        name = " ".join(words[:2] if words[0] in {"store", "token", "audit"} else words[:1])
        ended.append((name, done.code, done.err))
    return ended


def run_routes(client: httpx.Client, token: str, *, at_once: int = 1) -> list[tuple[str, int, str]]:
    """Ask every route; its name, status and body."""
    headers = {"Authorization": f"Bearer {token}", "X-Purpose": "tests"}

    def ask(asked: Asked) -> tuple[str, int, str]:
        answer = client.request(asked.route.method, asked.path, headers=headers, **asked.more)
        return asked.route.name, answer.status_code, answer.text

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(ask, guarded()))


def import_example(address: str, case: Path) -> None:
    """Import the example case into a store whose administrator's token is in the environment."""
    assert gruppkarta("schema", "--example", case).code == 0
    done = gruppkarta("import", "--case", case, "--store", address, *PURPOSE)
    assert done.code == 0, done.err


def asked_under(condition: str) -> list[Said]:
    """Ask all of a store under a condition, in a process of its own."""
    program = [sys.executable, "-m", "tests.contract.failing_stores", condition]
    if condition == "full" and _may_mount():
        script = 'mount -t tmpfs -o size=3m tmpfs "$0" && exec "$@" "$0"'
        with tempfile.TemporaryDirectory() as folder:
            return _ran(["unshare", "-m", "--propagation", "private", "sh", "-c", script, folder, *program])
    return _ran(program)


def _ran(command: Sequence[str]) -> list[Said]:
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [Said(**one) for one in json.loads(done.stdout)]


def _may_mount() -> bool:
    """Tell whether a small disk can be had: as the system's administrator, where that is not taken away."""
    if os.name != "posix" or os.geteuid() or shutil.which("unshare") is None:
        return False
    tried = ["unshare", "-m", "--propagation", "private", "mount", "-t", "tmpfs", "tmpfs", tempfile.gettempdir()]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


def _fill(disk: Path | None) -> None:
    """Fill a small disk; without one, no file of this process may become longer than it is."""
    if disk is None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        return
    with contextlib.suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
        while filler.write(b"x" * 4096):
            pass


def _lock(folder: Path) -> None:
    """Take the right to write to a store away, and with it that of the system's administrator to write anywhere."""
    for path in folder.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    folder.chmod(0o555)
    if not os.geteuid():
        os.seteuid(NOBODY)


def main() -> None:
    """Ask everything twice."""
    condition, *disks = sys.argv[1:]
    disk = Path(disks[0]) if disks else None
    folder = Path(tempfile.mkdtemp(dir=disk))
    folder.chmod(0o755)
    for name in [name for name in os.environ if name.startswith("GRUPPKARTA_")]:
        del os.environ[name]
    os.environ["GRUPPKARTA_STORE_TIMEOUT_S"] = "1"
    try:
        address = f"sqlite:///{folder / 'groups.db'}"
        token = os.environ["GRUPPKARTA_TOKEN"] = initialised(address)
        import_example(address, folder / "case")
        with served(create_app(Settings(store=address))) as client:
            before = [*run_commands(address, folder), *run_routes(client, token), _health(client)]
        with served(create_app(Settings(store=address))) as client:
            _health(client)
            _fill(disk) if condition == "full" else _lock(folder)
            after = [*run_commands(address, folder), *run_routes(client, token), _health(client)]
    finally:
        if condition == "read_only" and os.name == "posix" and not os.getuid():
            os.seteuid(0)
        shutil.rmtree(folder, ignore_errors=True)
    said = [Said(name, code, then, text) for (name, code, _), (_, then, text) in zip(before, after, strict=True)]
    sys.stdout.write(json.dumps([asdict(one) for one in said]))


def _health(client: httpx.Client) -> tuple[str, int, str]:
    answer = client.get("/v1/health")
    return "GET /v1/health", answer.status_code, answer.text


if __name__ == "__main__":
    main()
