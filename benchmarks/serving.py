"""The real service in a process of its own, over a store in a file, and a client of it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from graph_service.bootstrap import open_store, policy_from, store_at
from graph_service.domain.tables import Tables
from graph_service.services.importing import import_tables
from graph_service.services.tokens import acting, authenticate, first_token

HOST = "127.0.0.1"
PURPOSE = "measuring"
START_TIMEOUT_S = 60
TIMEOUT_S = 600
KIB = 1024


def filled(tables: Tables, url: str, *, password: str | None = None) -> str:
    """Make a store that holds some records.

    Parameters
    ----------
    tables : Tables
        Records by kind name.
    url : str
        Where it shall be.
    password : str | None
        Of the database server.

    Returns
    -------
    str
        The token of its first administrator.
    """
    store = store_at(url, password=password)
    store.initialise()
    place = open_store(store, policy_from(None))
    token = first_token(place, anew=True).token
    import_tables(place.context(acting(authenticate(place, token), purpose=PURPOSE)), tables)
    store.close()
    return token


class Service:
    """A service that listens, and what it costs.

    Parameters
    ----------
    process : subprocess.Popen[bytes]
        The service.
    client : httpx.Client
        Bears the token and the purpose.
    address : str
        Where it listens.
    headers : Mapping[str, str]
        What the client bears.
    """

    def __init__(
        self, process: "subprocess.Popen[bytes]", client: httpx.Client, address: str, headers: Mapping[str, str]
    ) -> None:
        self.process = process
        self.client = client
        self.address = address
        self.headers = headers

    def memory_mib(self) -> float:
        """Return the resident memory of the service now, MiB."""
        text = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        (line,) = (line for line in text.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / KIB

    def cpu_seconds(self) -> float:
        """Return how long a processor has worked for the service, whatever else ran beside it."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def service(
    url: str, token: str, *, password: str | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[Service]:
    """Serve a store until the block ends.

    Parameters
    ----------
    url : str
        Address of the store.
    token : str
        Of a caller.
    password : str | None
        Of the database server.
    settings : Mapping[str, str] | None
        More variables of its environment.

    Yields
    ------
    Service
        Ready to answer; nothing has been computed.
    """
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "graph_service.cli.main", "serve", "--store", url, "--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GRUPPKARTA_")}
    environment |= {} if password is None else {"GRUPPKARTA_STORE_PASSWORD": password}
    environment |= settings or {}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    headers = {"Authorization": f"Bearer {token}", "X-Purpose": PURPOSE}
    address = f"http://{HOST}:{port}"
    try:
        with httpx.Client(base_url=address, headers=headers, timeout=TIMEOUT_S) as client:
            _wait(client, process)
            yield Service(process, client, address, headers)
    finally:
        process.terminate()
        process.wait()


def _wait(client: httpx.Client, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_TIMEOUT_S
    while process.poll() is None and time.monotonic() < until:
        try:
            client.get("/v1/openapi.json").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    message = "the service did not start"
    raise RuntimeError(message)
