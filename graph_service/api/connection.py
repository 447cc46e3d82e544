"""Connections: requests whose end could be read in two ways are refused, and who is slow or idle is let go.

The server beneath reads HTTP with h11, which forgives more than is safe behind a proxy that reads the same bytes, and
it waits for ever for a request that has begun. Both are put right here, on the bytes and on a clock.
"""

import logging
import re
from asyncio import TimerHandle, Transport
from enum import StrEnum
from typing import Any, Final
from uuid import uuid4

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol

from graph_service.api.observability import HEADERS
from graph_service.api.problem_types import PHRASES
from graph_service.api.problems import problem
from graph_service.settings import PREFIX, Settings

logger = logging.getLogger(__name__)
READ_BYTES: Final = 1 << 14  # taken from a connection at once: parsing them holds the others up
REST_BYTES: Final = 1 << 18  # the same of what is passed over
TICK_S: Final = 1.0
LINGER_S: Final = 5.0  # what is still sent after the answer is read for so long, or the answer might be lost with it
FEW_CHUNKS: Final = 1_000
MIN_CHUNK_BYTES: Final = 64  # on average of more chunks than those: each costs, whatever it holds
TOO_LONG: Final = 431
NOT_HTTP: Final = "the request is not HTTP as RFC 9112 writes it"
_END_OF_HEAD: Final = re.compile(rb"\n\r?\n")
_BARE: Final = re.compile(rb"(?<!\r)\n|\r(?!\n|\Z)")
_FRAMING: Final = re.compile(
    rb"^(content-length|transfer-encoding)[ \t]*:[ \t]*([^\r]*?)[ \t]*\r", re.MULTILINE | re.IGNORECASE
)
_FIRST_LINE: Final = re.compile(rb"[!-~]+ (/[^ ]*|\*) HTTP/1\.[01]\r\n")


class FramingError(h11.RemoteProtocolError):
    """The bytes of a request could be read in two ways; the message holds none of them."""


class StrictConnection(h11.Connection):
    """Reads requests that can be read in one way alone, as RFC 9112 lets servers do.

    Refused are line ends without a carriage return, lines that are folded, `Content-Length` given twice or beside
    `Transfer-Encoding`, targets with a host, and bodies in very many very small chunks.
    """

    def __init__(self, max_header_bytes: int) -> None:
        super().__init__(h11.SERVER, max_header_bytes)
        self.error = h11.RemoteProtocolError("none")
        self._max_header_bytes = max_header_bytes
        self._n_chunks = 0
        self._n_bytes = 0

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """Return what came in next; a `RemoteProtocolError` for what is not HTTP, or could be read in two ways."""
        try:
            return self._next_event()
        except h11.RemoteProtocolError as error:
            self.error = error
            self._process_error(self.their_role)  # what may follow is not read
            raise

    def _next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        state = self.their_state
        before = self.trailing_data[0]
        if state is h11.IDLE:
            _check_head(before, self._max_header_bytes)
        event = super().next_event()
        if isinstance(event, h11.Request):
            self._n_chunks = self._n_bytes = 0
        elif isinstance(event, h11.Data):
            self._n_chunks += event.chunk_start
            self._n_bytes += len(event.data)
            if self._n_chunks > FEW_CHUNKS and self._n_bytes < MIN_CHUNK_BYTES * self._n_chunks:
                raise FramingError(f"the body comes in chunks of less than {MIN_CHUNK_BYTES} bytes; send larger ones")
        elif isinstance(event, h11.EndOfMessage) and state is h11.SEND_BODY:
            end_of_body = before[: len(before) - len(self.trailing_data[0])]  # last chunk and trailers, or nothing
            if _BARE.search(end_of_body):
                raise FramingError("a line after the body does not end with CR and LF")
        return event


def _check_head(received: bytes, max_bytes: int) -> None:
    """Look at the head of a request as it came in; the parser would put right what a proxy may read otherwise."""
    end = _END_OF_HEAD.search(received)
    head = received[: end.end()] if end else received
    if len(head) > max_bytes:
        raise FramingError("the head is too long", error_status_hint=TOO_LONG)
    if _BARE.search(head):
        raise FramingError("a line of the head does not end with CR and LF")
    if end is None:
        return
    if b"\n " in head or b"\n\t" in head:
        raise FramingError("a header goes on in a second line")
    if not _FIRST_LINE.match(head):
        raise FramingError("the first line is not METHOD /PATH HTTP/1.1")
    framing = [(name.lower(), value) for name, value in _FRAMING.findall(head)]
    if len(framing) > 1:
        raise FramingError("the length of the body is given more than once")
    for name, value in framing:
        if name == b"content-length" and not value.isdigit():
            raise FramingError("the length of the body is not a whole number")
        if name == b"transfer-encoding" and b" HTTP/1.0\r\n" in head:
            raise FramingError("HTTP/1.0 has no Transfer-Encoding")


class Pace:
    """Whether bytes move as fast as they must, on average, once so many seconds have been waited for them."""

    def __init__(self, min_bytes_per_s: int, spare_s: float) -> None:
        self._min_bytes_per_s = min_bytes_per_s
        self._spare_s = spare_s
        self.begin()

    def begin(self) -> None:
        """Begin anew."""
        self._waited_s = 0.0
        self._n_bytes = 0

    def moved(self, n_bytes: int) -> None:
        """Count bytes."""
        self._n_bytes += n_bytes

    def is_too_slow(self, waited_s: float) -> bool:
        """Count seconds in which the other side could have moved bytes, and say whether it was too slow."""
        self._waited_s += waited_s
        return self._n_bytes < (self._waited_s - self._spare_s) * self._min_bytes_per_s


class Phase(StrEnum):
    """What a connection is waiting for."""

    HEAD = "head"  # of a request
    IDLE = "idle"  # for a further request; the server beneath counts the time
    BODY = "body"  # of a request that is being answered
    ANSWER = "answer"  # being made, or being taken
    REST = "rest"  # of a body after the answer


class BoundedConnection(H11Protocol):
    """A connection that is closed when its other side is too slow or does not say what it wants.

    Parameters
    ----------
    settings : Settings
        Seconds, bytes and numbers.
    config : Config
        Of the server.
    **more : Any
        What the server hands over besides.
    """

    def __init__(self, settings: Settings, config: Config, **more: Any) -> None:  # noqa: ANN401  handed on as it is
        super().__init__(config, **more)
        self.conn = self._requests = StrictConnection(settings.max_header_bytes)
        self._settings = settings
        self._body_pace = Pace(settings.min_bytes_per_s, settings.header_s)
        self._answer_pace = Pace(settings.min_bytes_per_s, settings.header_s)
        self._n_unsent = 0
        self._phase, self._since = Phase.HEAD, self.loop.time()
        self._is_left = False
        self._tick: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as in the class above
        """Begin to watch; for one connection too many, the one that has waited longest for a request is let go."""
        super().connection_made(transport)
        self._read_at_once(READ_BYTES)
        self._tick = self.loop.call_later(TICK_S, self._look)
        if len(self.connections) > self._settings.max_connections:
            ours = [entry for entry in self.connections if isinstance(entry, BoundedConnection) and entry is not self]
            waiting = [entry for entry in ours if entry.is_waiting and not entry.transport.is_closing()]
            min(waiting, key=lambda entry: entry._since, default=self).transport.abort()  # noqa: SLF001  of this class

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        if self._tick is not None:
            self._tick.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in what was sent."""
        if self._is_left:
            return
        self._body_pace.moved(len(data))
        super().data_received(data)
        self._note_phase()

    @property
    def is_waiting(self) -> bool:
        """Whether no request is being answered."""
        return self._is_left or self.cycle is None or self.cycle.response_complete

    def _note_phase(self) -> None:
        phase = self._phase_now()
        if phase is not self._phase:
            self._phase, self._since = phase, self.loop.time()
            self._body_pace.begin()
            self._read_at_once(REST_BYTES if phase is Phase.REST else READ_BYTES)

    def _read_at_once(self, n_bytes: int) -> None:
        if hasattr(self.transport, "max_size"):  # of the loop of the standard library
            self.transport.max_size = n_bytes

    def _phase_now(self) -> Phase:
        is_in_body = self.conn.their_state is h11.SEND_BODY
        if not self.is_waiting:
            return Phase.BODY if is_in_body else Phase.ANSWER
        if self.transport.get_write_buffer_size():
            return Phase.ANSWER
        if self._is_left or is_in_body:
            return Phase.REST
        return Phase.HEAD if self.cycle is None or self.conn.trailing_data[0] else Phase.IDLE

    def _look(self) -> None:
        """Look whether it is still worth waiting."""
        self._tick = self.loop.call_later(TICK_S, self._look)
        self._note_phase()
        waited_s = self.loop.time() - self._since
        if self._is_answer_too_slow() or (self._phase is Phase.REST and waited_s > LINGER_S):
            self.transport.abort()
        elif self._phase is Phase.HEAD and waited_s > self._settings.header_s:
            detail = f"the headers did not come in within {self._settings.header_s} seconds"
            self._refuse(408, "too_slow", detail)
        elif self._is_body_awaited() and self._body_pace.is_too_slow(TICK_S):
            detail = f"the body comes in more slowly than {self._settings.min_bytes_per_s} bytes a second"
            self._refuse(408, "too_slow", detail)

    def _is_body_awaited(self) -> bool:
        """Whether it is up to the other side that no more of a body comes in."""
        is_held_up = self.flow.read_paused or (self.cycle is not None and self.cycle.waiting_for_100_continue)
        return self._phase is Phase.BODY and not is_held_up

    def _is_answer_too_slow(self) -> bool:
        """Whether the other side takes what was written for it too slowly."""
        n_unsent = self.transport.get_write_buffer_size()
        if not n_unsent:
            self._answer_pace.begin()
        self._answer_pace.moved(max(0, self._n_unsent - n_unsent))
        self._n_unsent = n_unsent
        return bool(n_unsent) and self._answer_pace.is_too_slow(TICK_S)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  the server beneath says the same of all
        """Refuse what is not HTTP, or could be read in two ways."""
        error = self._requests.error
        if error.error_status_hint == TOO_LONG:
            limit = f"{self._settings.max_header_bytes} bytes ({PREFIX}MAX_HEADER_BYTES)"
            self._refuse(TOO_LONG, "headers_too_large", f"the first line and the headers have more than {limit}")
        else:
            self._refuse(400, "bad_request", str(error) if isinstance(error, FramingError) else NOT_HTTP)

    def _refuse(self, status: int, code: str, detail: str) -> None:
        """Answer with a problem, and close: at once for whoever reads it, else when what they still send has come."""
        if self.cycle is not None and not self.cycle.response_complete:
            if self.cycle.response_started:
                self.transport.abort()
                return
            self.cycle.disconnected = True  # whoever waits for the body waits no more
            self.cycle.message_event.set()
        if self.conn.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            self.transport.abort()
            return
        request_id = uuid4().hex
        response = problem(request_id, status, code, detail)
        headers = [*response.headers.items(), *HEADERS.items(), ("X-Request-ID", request_id), ("Connection", "close")]
        for event in (
            h11.Response(status_code=status, headers=headers, reason=PHRASES[status].encode()),
            h11.Data(data=bytes(response.body)),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self._is_left = True
        self._unset_keepalive_if_required()
        self._note_phase()
        self.flow.resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        logger.info("refused", extra={"request_id": request_id, "status": status, "code": code})
