"""The process that reads and checks one upload, within limits of its own: ``python -m loaders.reading_process FOLDER``.

It finds its task in the folder and the archive at its standard input, and leaves there what came of it. It is given
no setting of the service, so no secret, and it ends itself, whatever becomes of the service.
"""

import errno
import json
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import IntEnum
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Any, Final

from graph_service.domain.case_rules import PartlySeen
from graph_service.domain.limits import Limits
from graph_service.errors import ForbiddenColumnsError, GruppkartaError, RejectedRowsError
from loaders.archive import unpack
from loaders.case_folder import load_case
from loaders.handover import line_of, written, written_lines
from loaders.options import LoadOptions
from loaders.read.workbook_kind import workbook_suffix

TASK, RESULT, ARCHIVE = "task.jsonl", "result.jsonl", "archive"  # the last is what a refusal calls the folder
NICENESS: Final = 10  # who only asks goes first
OPEN_FILES: Final = 64
KEYS: Final = 4_000  # of a line


class Exit(IntEnum):
    """How the process ended; one that is ended from outside has the negative number of a signal instead."""

    DONE = 0
    MEMORY = 3
    FILE_SIZE = 4
    DISK_FULL = 5
    TIME = 6


@dataclass(frozen=True, slots=True)
class Task:
    """How an archive is read, as of which instant, and within which limits."""

    options: LoadOptions
    now: datetime
    memory_bytes: int
    seconds: int

    def lines(self) -> Iterator[str]:
        """Write it: all but the keys of what is stored, then these in parts."""
        options = self.options
        limits = {name: getattr(options.limits, name) for name in Limits.__slots__}
        plain = {name: getattr(options, name) for name in _OPTIONS}
        head = {name: getattr(self, name) for name in _NUMBERS} | {"now": self.now.isoformat(), "limits": limits}
        yield json.dumps({**head, "options": {**plain, "allow_columns": sorted(options.allow_columns)}})
        for name, keys in options.known.items():
            in_order = sorted(keys)
            for start in range(0, max(1, len(in_order)), KEYS):
                yield json.dumps([name, isinstance(keys, PartlySeen), in_order[start : start + KEYS]])

    @classmethod
    def read(cls, stream: IO[bytes]) -> "Task":
        """Read it."""
        head: Any = line_of(stream)
        keys: dict[str, set[str]] = {}
        partly_seen: set[str] = set()
        for line in stream:
            name, is_partly_seen, part = json.loads(line)
            keys.setdefault(name, set()).update(part)
            if is_partly_seen:
                partly_seen.add(name)
        options = head["options"]
        return cls(
            LoadOptions(
                **{name: options[name] for name in _OPTIONS},
                allow_columns=frozenset(options["allow_columns"]),
                known={name: PartlySeen(of_kind) if name in partly_seen else of_kind for name, of_kind in keys.items()},
                limits=Limits(**head["limits"]),
            ),
            datetime.fromisoformat(head["now"]),
            **{name: head[name] for name in _NUMBERS},
        )


_OPTIONS = ("encoding", "ignore_unknown", "drop_forbidden", "max_problems")
_NUMBERS = ("memory_bytes", "seconds")


def main(folder: Path) -> Exit:
    """Read what lies at the standard input; only if this is done there is a result."""
    with (folder / TASK).open("rb") as stream:
        task = Task.read(stream)
    _limit(task)
    try:
        with (folder / RESULT).open("w", encoding="ascii", newline="\n") as result:
            result.writelines(f"{line}\n" for line in _outcome(task, folder))
    except (MemoryError, SystemError):  # parts in C may end with the second for want of memory
        return Exit.MEMORY
    except OSError as error:
        if error.errno in _NO_ROOM:
            return _NO_ROOM[error.errno]
        raise
    return Exit.DONE


_NO_ROOM = {errno.EFBIG: Exit.FILE_SIZE, errno.ENOMEM: Exit.MEMORY, errno.ENOSPC: Exit.DISK_FULL}


def _limit(task: Task) -> None:
    """Take the limits on, before anything of the upload is read; where there are none (Windows) the parent ends it."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  of POSIX alone

    for limit, soft, hard in (
        (resource.RLIMIT_AS, task.memory_bytes, task.memory_bytes),
        (resource.RLIMIT_FSIZE, task.memory_bytes, task.memory_bytes),
        (resource.RLIMIT_CPU, task.seconds, task.seconds + 1),  # between them a signal says what it was
        (resource.RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES),
        (resource.RLIMIT_CORE, 0, 0),  # a dump would hold what was read
    ):
        _, highest = resource.getrlimit(limit)
        bounds = (soft, hard) if highest == resource.RLIM_INFINITY else (min(soft, highest), min(hard, highest))
        resource.setrlimit(limit, bounds)
    os.nice(NICENESS)
    signal.alarm(task.seconds)


def _outcome(task: Task, folder: Path) -> Iterator[str]:
    try:
        archive = folder / ARCHIVE
        archive.mkdir()
        passed_over: tuple[str, ...] = ()
        suffix = workbook_suffix(sys.stdin.buffer, task.options.limits)
        if suffix is None:
            passed_over = unpack(sys.stdin.buffer, archive, task.options.limits)
        else:
            archive /= f"workbook{suffix}"
            with archive.open("wb") as workbook:
                copyfileobj(sys.stdin.buffer, workbook)
        loaded = load_case(archive, options=task.options, today=task.now, passed_over=passed_over)
    except GruppkartaError as error:
        yield json.dumps({"refused": _plain_error(error)})
        return
    except Exception as error:
        if isinstance(error, MemoryError | SystemError | OSError):
            raise
        yield json.dumps({"fault": _place_of(error)})
        return
    yield json.dumps({"loaded": asdict(loaded.report)}, default=date.isoformat)
    yield from written(loaded.tables)
    yield from written_lines(loaded.lines)


def _plain_error(error: GruppkartaError) -> dict[str, object]:
    plain: dict[str, object] = {"code": error.code, "message": str(error)}
    if isinstance(error, RejectedRowsError):
        rows = [{name: getattr(row, name) for name in row.__slots__} for row in error.problems]
        return plain | {"problems": rows, "n_total": error.n_total}
    if isinstance(error, ForbiddenColumnsError):
        return plain | {"file": error.file, "columns": error.columns}
    return plain


def _place_of(error: BaseException) -> str:
    """Class and place of an error; its message may hold what a record holds."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " < ".join([type(error).__name__, *(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
