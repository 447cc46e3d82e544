"""A file that was sent to be loaded: how it is read, what came of it, and where it is until it is loaded."""

import re
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import IO, Final, TypeVar

from graph_service.domain.case_rules import KnownKeys
from graph_service.domain.delivery import Delivery
from graph_service.errors import ForbiddenColumnsError, GruppkartaError, RejectedRowsError
from graph_service.files.plain_file import open_entry
from graph_service.services.access import authorise
from graph_service.services.context import Context
from graph_service.services.importing import CheckedReport, Imported, import_case, stored_keys
from graph_service.services.judging import keys_seen
from graph_service.settings import Settings
from graph_service.uploads import UnderstoodUpload, Uploads
from loaders.options import Loaded, LoadOptions
from loaders.reading_process import Aim, Task

MAX_NAME: Final = 80  # characters
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReadingChoices:
    """How a file is read, and whose delivery it is, as somebody chose."""

    encoding: str = "utf-8"
    ignore_unknown: bool = False
    drop_forbidden: bool = False
    mapping: str = ""
    delivery: Delivery = field(default_factory=Delivery)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check or a load ended with: its report, or why it was refused."""

    imported: Imported | None = None
    refusal: GruppkartaError | None = None

    @property
    def report(self) -> CheckedReport | None:
        """What would be written, of a check."""
        report = self.imported.load if self.imported is not None else None
        return report if isinstance(report, CheckedReport) else None

    @property
    def rejected(self) -> RejectedRowsError | None:
        """The rows that are refused."""
        return self.refusal if isinstance(self.refusal, RejectedRowsError) else None

    @property
    def forbidden(self) -> tuple[str, ...]:
        """Columns that must not come in."""
        return self.refusal.columns if isinstance(self.refusal, ForbiddenColumnsError) else ()


class ImportJob:
    """A file of a session, from when it was sent until it is loaded or dropped.

    Parameters
    ----------
    uploads : Uploads
        Has files read.
    settings : Settings
        Limits.
    path : Path
        Where the file is.
    name : str
        What whoever sent it calls it.
    """

    def __init__(self, uploads: Uploads, settings: Settings, path: Path, name: str) -> None:
        self._uploads = uploads
        self._settings = settings
        self._path = path
        self.name = name
        self.choices = ReadingChoices()
        self.checked: Future[Outcome] = Future()
        self.loaded: Future[Outcome] | None = None

    def check(self, context: Context, choices: ReadingChoices) -> None:
        """Have it read and checked; nothing is written."""
        self.choices = choices
        self.loaded = None
        self.checked = self._uploads.background(lambda: self._imported(context, choices, dry_run=True))

    def check_with_mapping(self, context: Context, mapping: str) -> None:
        """Have it checked as a mapping says what its columns are."""
        self.check(context, replace(self.choices, mapping=mapping))

    def load(self, context: Context) -> None:
        """Have it written as it was checked; once, however often it is asked for."""
        if self.loaded is None:
            choices = self.choices
            self.loaded = self._uploads.background(lambda: self._imported(context, choices, dry_run=False))

    @property
    def at_work(self) -> Future[Outcome]:
        """What is, or was, done last."""
        return self.checked if self.loaded is None else self.loaded

    def marked(self, context: Context) -> bytes:
        """Return a workbook in which the cells that are wrong are marked."""
        authorise(context.caller, "check")
        existing = keys_seen(context, stored_keys(context.store))
        return self._reading(self._uploads.marked, self._task(context, self.choices, existing, Aim.MARK))

    def understood(self, context: Context, columns: dict[str, str]) -> UnderstoodUpload:
        """Return what its columns may be taken as."""
        task = replace(self._task(context, self.choices, {}, Aim.UNDERSTAND), choices=columns)
        return self._reading(self._uploads.understood, task)

    def forget(self) -> None:
        """Remove the file."""
        self._uploads.drop(self._path)

    def _imported(self, context: Context, choices: ReadingChoices, *, dry_run: bool) -> Outcome:
        def load(existing: KnownKeys) -> Loaded:
            with open_entry(self._path) as file:
                return self._uploads.read(file, self._task(context, choices, existing, Aim.LOAD))

        try:
            return Outcome(import_case(context, load, delivery=choices.delivery, dry_run=dry_run))
        except GruppkartaError as error:
            return Outcome(refusal=error)
        except OSError:
            return Outcome(refusal=GruppkartaError("the file is not there any more: send it again"))

    def _reading(self, reader: Callable[[IO[bytes], Task], T], task: Task) -> T:
        def read() -> T:
            with open_entry(self._path) as file:
                return reader(file, task)

        return self._uploads.background(read).result()

    def _task(self, context: Context, choices: ReadingChoices, existing: KnownKeys, aim: Aim) -> Task:
        settings = self._settings
        options = LoadOptions(
            encoding=choices.encoding,
            ignore_unknown=choices.ignore_unknown,
            drop_forbidden=choices.drop_forbidden,
            max_problems=settings.max_problems,
            limits=settings.limits,
            known=existing,
        )
        now, memory, seconds = context.clock.now(), settings.read_memory_bytes, settings.read_s
        return Task(options, now, memory, seconds, aim=aim, name=self.name, mapping=choices.mapping)


def plain_name(name: str) -> str:
    """Return a name of a file that is one everywhere: without folders and signs that do something elsewhere."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return re.sub(r"[^\w .()+-]", "_", last).strip(" .")[-MAX_NAME:]
