"""Standard output and error: a reader who has gone, or a stream that was never open, is no fault."""

import io
import os
import sys
from typing import TYPE_CHECKING, TextIO

from graph_service.errors import StoreUnavailableError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer
N_STANDARD = 3  # input, output, errors


_written: list[str] = []  # what a command has done to a store, in words


def note_written(text: str) -> None:
    """Keep what was done to a store, to be said where the answer itself cannot be printed."""
    _written.append(text)


def _what_was_written() -> str:
    return "; ".join(_written) if _written else "no record and no token was changed"


class _Output(io.FileIO):
    """Writes until nobody reads any more; what comes then goes nowhere, and the command ends as it would have."""

    def write(self, data: "ReadableBuffer", /) -> int:
        """Write some bytes."""
        try:
            return super().write(data) or 0
        except BrokenPipeError:
            self._go_nowhere()
        except OSError as error:  # a full disk
            self._go_nowhere()
            message = f"the output cannot be written: {error.strerror}; {_what_was_written()}"
            raise StoreUnavailableError(message) from error
        return len(memoryview(data))

    def _go_nowhere(self) -> None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)


def patient_streams() -> None:
    """Put streams in the place of standard output and error that bear it when their reader goes."""
    _written.clear()
    while (descriptor := os.open(os.devnull, os.O_RDWR)) < N_STANDARD:
        pass  # one that was closed: the next file to be opened, a store even, would have stood in its place
    os.close(descriptor)
    if sys.stdout is sys.__stdout__:
        sys.stdout = _patient(1, sys.stdout)
    if sys.stderr is sys.__stderr__:
        sys.stderr = _patient(2, sys.stderr)


def _patient(descriptor: int, stream: TextIO | None) -> TextIO:
    """Return a stream that never breaks; a terminal does not, and a stream that was closed is None."""
    if stream is not None and stream.isatty():
        return stream
    output = io.BufferedWriter(_Output(descriptor, "wb", closefd=False))
    encoding, errors = (stream.encoding, stream.errors) if stream is not None else ("utf-8", "backslashreplace")
    return io.TextIOWrapper(output, encoding, errors, line_buffering=descriptor == N_STANDARD - 1)
