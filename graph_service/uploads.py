"""Archives that are sent: each is read and checked in a process of its own, so that no content can harm the service."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory, mkstemp
from threading import BoundedSemaphore, Lock
from types import MappingProxyType
from typing import IO, Any, Final, TypeVar

from anyio import CapacityLimiter, to_thread
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request

from graph_service.domain.report import LoadReport
from graph_service.errors import (
    BadArchiveError,
    BusyError,
    ForbiddenColumnsError,
    GruppkartaError,
    InputError,
    RejectedRowsError,
    RowProblem,
    TooMuchToReadError,
)
from graph_service.files.plain_file import open_entry
from graph_service.files.private_folder import private_folder
from graph_service.settings import PREFIX, Settings
from loaders.handover import HandoverError, line_of, read, read_lines
from loaders.options import Loaded
from loaders.reading_process import MARKED, RESULT, TASK, Exit, Task

logger = logging.getLogger(__name__)
MODULE: Final = "loaders.reading_process"
SPARE_S: Final = 5  # a process ends itself in time; so much later it is ended
# All that a process is given of the environment: where Python and its parts are, and how texts are encoded.
ENVIRONMENT: Final = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TZ")
REMEDY: Final = "send fewer rows at once, or let whoever runs the service raise the setting"
_SIMPLE: Final = MappingProxyType({kind.code: kind for kind in (InputError, BadArchiveError)})
_REPORT: TypeAdapter[LoadReport] = TypeAdapter(LoadReport)
_ROWS: TypeAdapter[tuple[RowProblem, ...]] = TypeAdapter(tuple[RowProblem, ...])
T = TypeVar("T")
MAX_FILES: Final = 20  # that wait to be loaded, so that the disk can hold them


@dataclass(frozen=True, slots=True)
class TakenColumn:
    """What a column is taken as, and why."""

    column: str
    what: str
    why: str
    is_used: bool


@dataclass(frozen=True, slots=True)
class UploadedTable:
    """A table with its first rows, and what its columns are taken as."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str
    uses: tuple[TakenColumn, ...]


@dataclass(frozen=True, slots=True)
class ColumnQuestion:
    """What a table does not say, and which choices answer it."""

    file: str
    problem: str
    remedy: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnderstoodUpload:
    """What tables are taken as: the mapping that says so, or the questions that come before it."""

    tables: tuple[UploadedTable, ...]
    questions: tuple[ColumnQuestion, ...]
    assumed: tuple[str, ...]
    mapping: str


_UNDERSTOOD: TypeAdapter[UnderstoodUpload] = TypeAdapter(UnderstoodUpload)


class Uploads:
    """How many archives are taken in and worked on at once, and the processes that read them.

    Parameters
    ----------
    settings : Settings
        Numbers, seconds and bytes.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._n_taken_in = 0
        self._readers = BoundedSemaphore(settings.readers)
        self._limiter: CapacityLimiter | None = None
        self._folder: Path | None = None
        self._ending = ExitStack()
        self._processes: set[subprocess.Popen[bytes]] = set()
        self._lock = Lock()
        self._is_closed = False
        self._files: set[Path] = set()
        self._workers = ThreadPoolExecutor(settings.max_uploads, thread_name_prefix="upload")

    def open(self) -> None:
        """Make the folder, and remove those that a service left that was killed."""
        with self._lock:
            if self._folder is None:
                self._folder = self._ending.enter_context(private_folder())

    def close(self) -> None:
        """End the processes, and remove what they were reading."""
        with self._lock:
            self._is_closed = True
            for process in self._processes:
                process.kill()
            self._workers.shutdown(wait=False, cancel_futures=True)
            self._ending.close()

    @contextmanager
    def taken_in(self) -> Iterator[None]:
        """Count an upload from before its body is read until it is answered; a `BusyError` if there are too many."""
        if self._n_taken_in >= self._settings.max_uploads:
            message = f"{self._n_taken_in} archives are being taken in already; send this one again in a while"
            raise BusyError(message)
        self._n_taken_in += 1
        try:
            yield
        finally:
            self._n_taken_in -= 1

    async def work(self, upload: Callable[[], T]) -> T:
        """Work on an upload in a thread that no other request waits for."""
        if self._limiter is None:
            self._limiter = CapacityLimiter(self._settings.max_uploads)
        return await to_thread.run_sync(self._in_turn, upload, limiter=self._limiter)

    def _in_turn(self, upload: Callable[[], T]) -> T:
        if not self._readers.acquire(timeout=self._settings.read_s):
            message = "other archives are being read; send this one again in a while"
            raise BusyError(message)
        try:
            return upload()
        finally:
            self._readers.release()

    def background(self, upload: Callable[[], T]) -> Future[T]:
        """Work on an upload while whoever sent it looks at something else."""
        return self._workers.submit(self._in_turn, upload)

    def keep(self, stream: IO[bytes]) -> Path:
        """Keep a file that was sent, for its owner alone, until it is dropped; a `BusyError` if there are too many."""
        self.open()
        assert self._folder is not None  # noqa: S101  just opened
        with self._lock:
            if len(self._files) >= MAX_FILES:
                message = f"{len(self._files)} files wait to be loaded already; send this one again in a while"
                raise BusyError(message)
            descriptor, name = mkstemp(dir=self._folder)
            self._files.add(Path(name))
        with os.fdopen(descriptor, "wb") as copy:
            stream.seek(0)
            copyfileobj(stream, copy)
        return Path(name)

    def drop(self, path: Path) -> None:
        """Remove a file that was kept."""
        with self._lock:
            self._files.discard(path)
        path.unlink(missing_ok=True)

    def read(self, archive: IO[bytes], task: Task) -> Loaded:
        """Read and check an archive in a process of its own.

        Parameters
        ----------
        archive : IO[bytes]
            A file, or one that becomes one when its number is asked for.
        task : Task
            How it is read.

        Returns
        -------
        Loaded
            Records and report.

        Raises
        ------
        TooMuchToReadError
            If it takes too long, or too much memory.
        GruppkartaError
            If the process failed, or handed over what cannot be.
        """
        return self._result_of(archive, task, _loaded)

    def marked(self, archive: IO[bytes], task: Task) -> bytes:
        """Return a workbook of what was sent, in which the cells that are wrong are marked."""
        return self._result_of(archive, task, _marked)

    def understood(self, archive: IO[bytes], task: Task) -> UnderstoodUpload:
        """Return what the columns of what was sent may be taken as."""
        return self._result_of(archive, task, _understood)

    def _result_of(self, archive: IO[bytes], task: Task, taken_over: Callable[[IO[bytes], Path, Task], T]) -> T:
        """Have a process read an archive, and take over what it leaves."""
        self.open()
        assert self._folder is not None  # noqa: S101  just opened
        with TemporaryDirectory(dir=self._folder, ignore_cleanup_errors=True) as temporary:
            folder = Path(temporary)
            with (folder / TASK).open("w", encoding="ascii") as written:
                written.writelines(f"{line}\n" for line in task.lines())
            self._run(archive, folder, task)
            try:
                with open_entry(folder / RESULT) as result:
                    return taken_over(result, folder, task)
            except (OSError, HandoverError, ValidationError, KeyError, TypeError, AttributeError) as error:
                logger.error("what was read cannot be taken over", extra={"error": type(error).__name__})  # noqa: TRY400  it may hold records
                raise GruppkartaError("what was read cannot be taken over") from None

    def _run(self, archive: IO[bytes], folder: Path, task: Task) -> None:
        """Let a process read the archive; how it ended says what was too much."""
        archive.seek(0)
        environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
        with self._lock:
            if self._is_closed:
                raise BusyError("the service is stopping; send the archive again when it is there")
            process = subprocess.Popen(  # noqa: S603  nothing of the request is in the command
                [sys.executable, "-P", "-m", MODULE, str(folder)],
                stdin=archive.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env={**environment, "TMPDIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
            )
            self._processes.add(process)
        try:
            code = process.wait(task.seconds + SPARE_S)
        except subprocess.TimeoutExpired:
            code = Exit.TIME
        finally:
            process.kill()
            process.wait()
            with self._lock:
                self._processes.discard(process)
        if code:
            raise _why(code, task)


def _why(code: int, task: Task) -> GruppkartaError:
    """Say of an exit code what was too much."""
    if sys.platform != "win32" and code in {-signal.SIGALRM, -signal.SIGXCPU}:
        code = Exit.TIME
    match code:
        case Exit.TIME:
            limit = f"{task.seconds} seconds ({PREFIX}READ_S)"
            return TooMuchToReadError(f"to read and check the archive takes more than {limit}; {REMEDY}")
        case Exit.MEMORY:
            limit = f"{task.memory_bytes} bytes of memory ({PREFIX}READ_MEMORY_BYTES)"
            return TooMuchToReadError(f"to read and check the archive takes more than {limit}; {REMEDY}")
        case Exit.FILE_SIZE:
            limit = f"{task.memory_bytes} bytes ({PREFIX}READ_MEMORY_BYTES)"
            return TooMuchToReadError(f"a file of the archive, or what is made of all, has more than {limit}; {REMEDY}")
        case Exit.DISK_FULL:
            return BusyError("there is no room for the archive on the disk; send it again in a while")
        case _ if code >= 0:
            return GruppkartaError(f"the process that reads archives ended with {code}")
        case _:  # by a signal
            message = "the machine ended the reading of the archive, perhaps for want of memory; send fewer rows"
            return TooMuchToReadError(message)


def _head_of(result: IO[bytes]) -> Any:  # noqa: ANN401  as it was written
    """Return the first line of what a process has handed over, or raise what it has refused."""
    head: Any = line_of(result)
    if "fault" in head:
        logger.error("an archive cannot be read", extra={"error": str(head["fault"])})
        raise GruppkartaError("an archive cannot be read")
    if "refused" in head:
        raise _refusal(head["refused"])
    return head


def _loaded(result: IO[bytes], _folder: Path, task: Task) -> Loaded:
    report = _REPORT.validate_python(_head_of(result)["loaded"])
    tables = read(result, max_rows=task.options.limits.max_case_rows)
    return Loaded(tables, report, read_lines(result, tables))


def _marked(result: IO[bytes], folder: Path, _task: Task) -> bytes:
    _head_of(result)
    with open_entry(folder / MARKED) as workbook:
        return workbook.read()


def _understood(result: IO[bytes], _folder: Path, _task: Task) -> UnderstoodUpload:
    return _UNDERSTOOD.validate_python(_head_of(result)["understood"])


def _refusal(plain: Mapping[str, Any]) -> GruppkartaError:
    if plain["code"] == RejectedRowsError.code:
        return RejectedRowsError(_ROWS.validate_python(plain["problems"]), n_total=int(plain["n_total"]))
    if plain["code"] == ForbiddenColumnsError.code:
        return ForbiddenColumnsError(str(plain["file"]), [str(column) for column in plain["columns"]])
    return _SIMPLE[plain["code"]](str(plain["message"]))


def uploads_of(request: Request) -> Uploads:
    """Return what takes in the uploads of an application."""
    uploads = request.app.state.uploads
    assert isinstance(uploads, Uploads)  # noqa: S101  set by create_app
    return uploads
