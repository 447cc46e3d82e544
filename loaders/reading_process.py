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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from enum import IntEnum, StrEnum
from pathlib import Path, PurePath
from shutil import copyfileobj
from typing import IO, Any, Final

from graph_service.domain.case_rules import PartlySeen
from graph_service.domain.limits import Limits
from graph_service.errors import ForbiddenColumnsError, GruppkartaError, RejectedRowsError, RowProblem
from loaders.archive import unpack
from loaders.case_folder import load_case
from loaders.handover import line_of, written, written_lines
from loaders.mapping.guessed_shapes import ColumnChoices
from loaders.options import LoadOptions
from loaders.read.budget import Budget
from loaders.read.formats import TABLE_SUFFIXES, holds_several, open_tables
from loaders.read.workbook_kind import workbook_suffix

TASK, RESULT, ARCHIVE = "task.jsonl", "result.jsonl", "archive"  # the last is what a refusal calls the folder
MARKED, MAPPING = "marked.xlsx", "mapping.toml"
MOST_MARKED: Final = 5_000  # cells
PREVIEW_ROWS: Final = 10
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


class Aim(StrEnum):
    """What a file is read for."""

    LOAD = "load"
    MARK = "mark"  # a workbook in which the cells that are wrong are marked
    UNDERSTAND = "understand"  # what columns may be taken as


@dataclass(frozen=True, slots=True)
class Task:
    """How an archive is read, as of which instant, and within which limits.

    `name` is what whoever sent the file calls it: a table alone is read by its ending. `choices` name columns, by
    option, for tables to be understood.
    """

    options: LoadOptions
    now: datetime
    memory_bytes: int
    seconds: int
    aim: Aim = Aim.LOAD
    name: str = ""
    mapping: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """Write it: all but the keys of what is stored, then these in parts."""
        options = self.options
        limits = {name: getattr(options.limits, name) for name in Limits.__slots__}
        plain = {name: getattr(options, name) for name in _OPTIONS}
        head = {name: getattr(self, name) for name in _PLAIN} | {"now": self.now.isoformat(), "limits": limits}
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
            **{**{name: head[name] for name in _PLAIN}, "aim": Aim(head["aim"])},
        )


_OPTIONS = ("encoding", "ignore_unknown", "drop_forbidden", "max_problems")
_PLAIN = ("memory_bytes", "seconds", "aim", "name", "mapping", "choices")


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
        case, passed_over = _unpacked(task, folder)
        if task.aim is Aim.UNDERSTAND:
            yield json.dumps({"understood": _understood(task, case)})
            return
        options = task.options
        if task.mapping:
            options = replace(options, mapping=folder / MAPPING)
            (folder / MAPPING).write_text(task.mapping, encoding="utf-8")
        if task.aim is Aim.MARK:
            _mark(case, replace(options, max_problems=MOST_MARKED), task.now, folder)
            yield json.dumps({"marked": MARKED})
            return
        loaded = load_case(case, options=options, today=task.now, passed_over=passed_over)
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


def _unpacked(task: Task, folder: Path) -> tuple[Path, tuple[str, ...]]:
    """Put what was sent where it is read: a workbook or a table as a file, an archive as a folder."""
    archive = folder / ARCHIVE
    archive.mkdir()
    stem, ending = PurePath(task.name).stem or "workbook", PurePath(task.name).suffix.lower()
    suffix = workbook_suffix(sys.stdin.buffer, task.options.limits)
    if suffix is None and ending not in TABLE_SUFFIXES:
        return archive, unpack(sys.stdin.buffer, archive, task.options.limits)
    case = archive / f"{stem}{suffix or ending}"
    with case.open("wb") as copy:
        copyfileobj(sys.stdin.buffer, copy)
    return case if holds_several(case.name) else archive, ()


def _mark(case: Path, options: LoadOptions, now: datetime, folder: Path) -> None:
    """Write the tables with what is wrong with them; none is wrong where they would be loaded."""
    from loaders.marked_workbook import write_marked_workbook  # noqa: PLC0415  nobody else needs what stands behind it

    problems: Sequence[RowProblem] = ()
    try:
        load_case(case, options=options, today=now)
    except RejectedRowsError as error:
        problems = error.problems
    budget = Budget(options.limits)
    files = (
        [path for path in sorted(case.iterdir()) if path.suffix.lower() in TABLE_SUFFIXES] if case.is_dir() else [case]
    )
    tables = [table for path in files for table in open_tables(path, encoding=options.encoding, budget=budget)]
    with (folder / MARKED).open("w+b") as stream:
        write_marked_workbook(tables, problems, stream, folder, allow_columns=options.allow_columns)


def _understood(task: Task, case: Path) -> dict[str, object]:
    """Say what columns may be taken as, with the first rows of each table."""
    from loaders.quick import quick_files  # noqa: PLC0415  as above

    options = task.options
    choices = ColumnChoices(**task.choices)
    quick = quick_files([case], choices, encoding=options.encoding, limits=options.limits)
    titles = {shape.sheet.file: shape for shape in quick.understanding.shapes}
    tables = [
        {
            "file": name,
            "header": list(table.header),
            "rows": [cells for _, (_line, cells) in zip(range(PREVIEW_ROWS), table.rows(), strict=False)],
            "title": titles[name].title if name in titles else "",
            "uses": [asdict(use) for use in titles[name].uses] if name in titles else [],
        }
        for name, table in quick.tables.items()
    ]
    questions = [asdict(question) for question in quick.understanding.questions]
    assumed = list(quick.understanding.assumed)
    return {"tables": tables, "questions": questions, "assumed": assumed, "mapping": quick.understanding.mapping}


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
