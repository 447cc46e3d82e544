"""Every deliberate error of Gruppkarta, in one tree; none of them knows HTTP or exit codes.

::

    GruppkartaError
    ├── InputError                 what was asked or given cannot be used
    │   ├── RejectedRowsError      rows of a case that were refused, each with its place and remedy
    │   ├── ForbiddenColumnsError  a file that holds columns which must not come in
    │   ├── BadArchiveError        an archive that cannot be unpacked safely
    │   ├── TooMuchToReadError     an archive that takes more time or memory than it may
    │   ├── UnknownReferenceError  a record that refers to one which is not there
    │   ├── ActExistsError         an act of the programme that is stored already
    │   ├── RecordExistsError      a record that is stored already and says something else
    │   └── RequestReusedError     a key of a request that was sent with another one
    ├── ChangedMeanwhileError      a record says something else than the version that the caller saw
    ├── NotFoundError              an id that is not there
    ├── AccessError                the caller may not do this
    │   ├── AuthenticationError    nobody known is asking
    │   ├── PurposeMissingError    they do not say what for
    │   └── ForgedFormError        a form that no page of this service sent
    ├── BusyError                  the service has too much to do; asking again may help
    ├── AnalysisError              a measure has no answer for this snapshot
    │   ├── EmptyGraphError        no persons to compute with
    │   └── NotConvergedError      an iteration did not settle
    ├── StoreError                 the store refused or failed
    │   ├── StoreUnavailableError  the store cannot be reached; asking again may help
    │   ├── WriteConflictError     another writer holds the store
    │   ├── WriteTooLargeError     more than one transaction may hold
    │   ├── StoreVersionError      an earlier or a later program made the store
    │   └── DamagedStoreError      what is stored is not what was written
    └── ConfigurationError         settings or installation are wrong
        └── MissingExtraError      an optional dependency is not installed

Messages give the bad value and what to do; they hold ids, never names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

RESTORE = "see what is damaged with `gruppkarta store verify`, and restore the last whole backup into a new store"


class GruppkartaError(Exception):
    """The root of all deliberate errors."""

    code: ClassVar[str] = "error"
    retryable: ClassVar[bool] = False


class InputError(GruppkartaError):
    """What was asked or given cannot be used."""

    code = "bad_input"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why something in a file was not loaded: where it stands, what it holds, what to do.

    `line` counts from 1 as an editor does, and is None for a whole file; `value` is never a name.
    """

    code: str
    file: str
    line: int | None
    column: str | None
    value: str | None
    problem: str
    remedy: str


class RejectedRowsError(InputError):
    """Rows of a case were refused, and so nothing was written."""

    code = "rejected_rows"

    def __init__(self, problems: Sequence[RowProblem], *, n_total: int | None = None) -> None:
        self.problems = tuple(problems)
        self.n_total = len(self.problems) if n_total is None else n_total
        first = self.problems[0] if self.problems else None
        at = f" line {first.line}" if first and first.line is not None else ""
        where = f"; first: {first.file}{at}: {first.problem}" if first else ""
        some = "1 problem" if self.n_total == 1 else f"{self.n_total} problems"
        super().__init__(f"{some}, nothing was written{where}")


class ForbiddenColumnsError(InputError):
    """A file holds columns that must not come in."""

    code = "forbidden_columns"

    def __init__(self, file: str, columns: Sequence[str]) -> None:
        self.file = file
        self.columns = tuple(columns)
        super().__init__(
            f"{file} holds columns that must not come in: {', '.join(self.columns)}; take them out of the file, "
            "or load without them (--drop-forbidden), or let a false alarm through (--allow-column NAME)"
        )


class BadArchiveError(InputError):
    """An archive is damaged, too large, or holds what does not belong into a case."""

    code = "bad_archive"


class TooMuchToReadError(InputError):
    """Reading an archive takes more time or memory than it may."""

    code = "too_much_to_read"


class UnknownReferenceError(InputError):
    """A record refers to one that is neither written nor in the store."""

    code = "unknown_reference"


class ActExistsError(InputError):
    """An act of the programme fills once; what is recorded of it is changed by a correction alone."""

    code = "act_exists"


class RecordExistsError(InputError):
    """A record with this id is stored already, and says something else."""

    code = "record_exists"


class RequestReusedError(InputError):
    """A key that names a request was sent with another request before."""

    code = "request_reused"


class ChangedMeanwhileError(GruppkartaError):
    """A record says something else than the version that the caller saw."""

    code = "changed_meanwhile"


class NotFoundError(GruppkartaError):
    """An id that is not there."""

    code = "not_found"


class AccessError(GruppkartaError):
    """The caller may not do this."""

    code = "not_allowed"

    def __init__(self, message: str, *, attempt: str = "") -> None:
        self.attempt = attempt  # the use case, for the audit trail
        super().__init__(message)


class AuthenticationError(AccessError):
    """Nobody known is asking: no token, or one that is unknown, revoked or expired."""

    code = "not_authenticated"


class PurposeMissingError(AccessError):
    """The caller does not say what for; every look at personal data has a purpose that is written down."""

    code = "purpose_missing"


class ForgedFormError(AccessError):
    """A form that no page of this service sent, or one that an earlier session showed."""

    code = "forged_form"


class BusyError(GruppkartaError):
    """The service has too much to do; asking again may help."""

    code = "busy"
    retryable = True


class AnalysisError(GruppkartaError):
    """A measure has no answer for this snapshot."""

    code = "no_answer"


class EmptyGraphError(AnalysisError):
    """There are no persons to compute with."""

    code = "empty_graph"


class NotConvergedError(AnalysisError):
    """An iteration did not settle."""

    code = "not_converged"

    def __init__(self, *, iterations: int, residual: float) -> None:
        self.iterations = iterations
        self.residual = residual
        super().__init__(f"not settled after {iterations} iterations, residual {residual:g}; allow more iterations")


class StoreError(GruppkartaError):
    """The store refused or failed; nothing was written."""

    code = "store_failed"


class StoreUnavailableError(StoreError):
    """The store cannot be reached; asking again may help."""

    code = "store_unavailable"
    retryable = True


class WriteConflictError(StoreError):
    """Another writer holds the store."""

    code = "write_conflict"
    retryable = True


class WriteTooLargeError(StoreError):
    """More rows than one transaction may hold; refused before anything was written."""

    code = "write_too_large"


class StoreVersionError(StoreError):
    """An earlier or a later program made the store: it lies otherwise than this one reads it."""

    code = "store_version"

    def __init__(self, what: str, version: int | None, *, works_with: int) -> None:
        way_out = (
            "bring it up with `gruppkarta store upgrade`, which keeps a checked copy"
            if version is not None and version < works_with
            else "use a program that is no older than the one that made it"
        )
        super().__init__(f"{what} has layout version {version}, and this program works with {works_with}: {way_out}")


class DamagedStoreError(StoreError):
    """What is stored is not what was written."""

    code = "store_damaged"


class ConfigurationError(GruppkartaError):
    """Settings or the installation are wrong."""

    code = "bad_configuration"


class MissingExtraError(ConfigurationError):
    """An optional dependency is not installed."""

    code = "missing_extra"

    def __init__(self, extra: str) -> None:
        self.extra = extra
        super().__init__(f"this needs an optional part: pip install 'gruppkarta[{extra}]'")
