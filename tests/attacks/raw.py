"""Requests written byte by byte onto a socket, as no client would send them."""

import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from json import loads
from typing import Any

import httpx

TIMEOUT_S = 20.0
HOST = "Host: 127.0.0.1\r\n"


@dataclass(frozen=True, slots=True)
class Reply:
    """All that came back until the other side had said all, closed, or kept silent for too long."""

    raw: bytes
    is_closed: bool
    seconds: float = field(compare=False)

    @property
    def statuses(self) -> list[int]:
        """The status of each answer, in order."""
        return [int(part[:3]) for part in self.raw.split(b"HTTP/1.1 ")[1:]]

    @property
    def body(self) -> Any:  # noqa: ANN401  JSON has no closed type
        """The body of the first answer."""
        return loads(self.raw.partition(b"\r\n\r\n")[2])

    @property
    def is_problem(self) -> bool:
        """Whether the first answer is a problem."""
        return b"content-type: application/problem+json\r\n" in self.raw.lower()


@contextmanager
def connected(client: httpx.Client) -> Iterator[socket.socket]:
    """A connection to the server of a client."""
    with socket.create_connection(("127.0.0.1", client.base_url.port or 0), TIMEOUT_S) as opened:
        yield opened


def head(method: str, path: str, headers: Mapping[str, str], *lines: str) -> bytes:
    """The head of a request, with lines as they are."""
    plain = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    more = "".join(f"{line}\r\n" for line in lines)
    return f"{method} {path} HTTP/1.1\r\n{HOST}{plain}{more}\r\n".encode("latin-1")


def reply(opened: socket.socket, *, within_s: float = TIMEOUT_S) -> Reply:
    """Read until the other side closes, or says nothing for a while."""
    begun = time.monotonic()
    raw = b""
    opened.settimeout(within_s)
    with suppress(TimeoutError, ConnectionResetError):
        while part := opened.recv(65_536):
            raw += part
            opened.settimeout(0.3)  # what else there is comes at once
        return Reply(raw, is_closed=True, seconds=time.monotonic() - begun)
    return Reply(raw, is_closed=False, seconds=time.monotonic() - begun)


def asked(client: httpx.Client, request: bytes, *, within_s: float = TIMEOUT_S) -> Reply:
    """Send bytes and read what comes back."""
    with connected(client) as opened:
        opened.sendall(request)
        return reply(opened, within_s=within_s)
