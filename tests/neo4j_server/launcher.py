"""A private Neo4j Community server in a folder of its own, started and ended by the tests."""

import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.neo4j_server.jars import LTS, ServerError, main_class, resolve

USER: Final = "neo4j"
START_SECONDS: Final = 400
STOP_SECONDS: Final = 60
HASH_ROUNDS: Final = 1024
OPENED_PACKAGES: Final = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
BOLT_HANDSHAKE: Final = bytes.fromhex("6060b01700080805000204040000000000000000")  # 5.8 to 5.0, 4.4 to 4.2

SETTINGS: Final[Mapping[str, str]] = {
    "server.default_listen_address": "127.0.0.1",
    "server.bolt.enabled": "true",
    "server.bolt.listen_address": "127.0.0.1:{port}",
    "server.bolt.advertised_address": "127.0.0.1:{port}",
    "server.http.enabled": "false",
    "server.https.enabled": "false",
    "dbms.security.auth_enabled": "true",
    "dbms.usage_report.enabled": "false",
    "server.memory.pagecache.size": "64m",
    # Without these two an empty home takes 517 MB, reserved for the transaction logs of its two databases.
    "db.tx_log.preallocate": "false",
    "db.tx_log.rotation.size": "32m",
    # A stop takes 0.8 s with this and 10.3 s without; the stores are closed before the wait begins.
    "internal.server.bolt.thread_pool_shutdown_wait_time": "0s",
}


class Neo4jServer:
    """A server in a temporary home, which goes when the server does.

    It may be killed and started again on the same port and store.
    """

    def __init__(self, *, version: str = LTS, heap: str = "512m") -> None:
        self.version = version
        self.heap = heap
        self.password = secrets.token_urlsafe(16)
        self.port = _free_port()
        self._java = _java()
        self._home = Path(tempfile.mkdtemp(prefix="neo4j-"))
        self._process: subprocess.Popen[bytes] | None = None
        _write_password(self._home, self.password)

    @property
    def uri(self) -> str:
        """Where it answers."""
        return f"bolt://127.0.0.1:{self.port}"

    @property
    def auth(self) -> tuple[str, str]:
        """User and password."""
        return USER, self.password

    def start(self) -> None:
        """Start, and wait until it answers."""
        jars = resolve(self.version)
        _write_configuration(self._home, self.port)
        with (self._home / "console.log").open("ab") as console:
            self._process = subprocess.Popen(
                self._command(jars),
                cwd=self._home,
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_ready(self._process)

    @property
    def data(self) -> Path:
        """The folder with its store files and transaction logs."""
        return self._home / "data"

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop the process where it is, as a machine that swaps or a debugger would, and let it go on afterwards."""
        self.send(signal.SIGSTOP)
        try:
            yield
        finally:
            self.send(signal.SIGCONT)

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process."""
        if self._process is None:
            message = "the server does not run"
            raise ServerError(message)
        self._process.send_signal(number)

    def kill(self) -> None:
        """End it as a power cut would end the process: nothing is closed."""
        self._end((signal.SIGKILL,))

    def stop(self) -> None:
        """End it, asking first."""
        self._end((signal.SIGTERM, signal.SIGKILL))

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self._home, ignore_errors=True)

    def _command(self, jars: Path) -> list[str]:
        return [
            self._java,
            *(f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in OPENED_PACKAGES),
            "--add-exports=jdk.management/com.sun.management.internal=ALL-UNNAMED",
            "-Dio.netty.tryReflectionSetAccessible=true",
            *(f"-Xms{self.heap}", f"-Xmx{self.heap}", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
            "-XX:TieredStopAtLevel=1",  # it lives for minutes: compiling its code well takes more than it saves
            *("-cp", f"{jars}/*", main_class(jars)),
            *(f"--home-dir={self._home}", f"--config-dir={self._home / 'conf'}"),
        ]

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + START_SECONDS
        while not _speaks_bolt(self.port):
            is_late = time.monotonic() > end
            if is_late or process.poll() is not None:
                self.stop()
                console = (self._home / "console.log").read_text(errors="replace")
                why = f"did not answer in {START_SECONDS} s" if is_late else "ended"
                message = f"Neo4j {self.version} {why}:\n{console[-3000:]}"
                raise ServerError(message)
            time.sleep(0.05)

    def _end(self, requests: Sequence[signal.Signals]) -> None:
        process, self._process = self._process, None
        for request in requests:
            if process is None or process.poll() is not None:
                return
            process.send_signal(request)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                continue


def _java() -> str:
    """Name the program, of JAVA_HOME or on the path; Neo4j 5 wants Java 17 or later, Neo4j 2026 wants 21."""
    home = os.environ.get("JAVA_HOME")
    return str(Path(home) / "bin" / "java") if home else shutil.which("java") or "java"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _speaks_bolt(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1.0) as link:
            link.settimeout(1.0)
            link.sendall(BOLT_HANDSHAKE)
            answer = link.recv(4)
    except OSError:
        return False
    return len(answer) == 4 and any(answer)


def _write_password(home: Path, password: str) -> None:
    """Leave the initial password where the server looks for it when it makes its system database."""
    salt = secrets.token_bytes(32)
    digest = salt + password.encode()
    for _ in range(HASH_ROUNDS):
        digest = hashlib.sha256(digest).digest()
    path = home / "data" / "dbms" / "auth.ini"
    path.parent.mkdir(parents=True)
    path.touch(mode=0o600)
    path.write_text(f"{USER}:SHA-256,{digest.hex()},{salt.hex()},{HASH_ROUNDS}:\n")


def _write_configuration(home: Path, port: int) -> None:
    path = home / "conf" / "neo4j.conf"
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{key}={value.format(port=port)}{os.linesep}" for key, value in SETTINGS.items()))
