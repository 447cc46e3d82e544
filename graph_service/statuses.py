"""Which status of HTTP an error has: for problems and for pages alike."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from graph_service.errors import (
    AccessError,
    ActExistsError,
    AnalysisError,
    AuthenticationError,
    BusyError,
    ChangedMeanwhileError,
    GruppkartaError,
    InputError,
    MissingExtraError,
    NotFoundError,
    PurposeMissingError,
    RecordExistsError,
    RequestReusedError,
    StoreUnavailableError,
    TooMuchToReadError,
    WriteConflictError,
    WriteTooLargeError,
)

SERVER_FAULT: Final = 500

# The nearest class above an error decides; what is not named here is a fault of ours.
STATUS: Final[Mapping[type[GruppkartaError], int]] = MappingProxyType(
    {
        GruppkartaError: SERVER_FAULT,
        InputError: 422,
        ActExistsError: 409,
        RecordExistsError: 409,
        RequestReusedError: 409,
        ChangedMeanwhileError: 412,
        TooMuchToReadError: 413,
        NotFoundError: 404,
        AccessError: 403,
        AuthenticationError: 401,
        PurposeMissingError: 400,
        BusyError: 503,
        AnalysisError: 422,
        StoreUnavailableError: 503,
        WriteConflictError: 503,
        WriteTooLargeError: 413,
        MissingExtraError: 501,
    }
)


def status_of(error: GruppkartaError) -> int:
    """Return the HTTP status of an error.

    Parameters
    ----------
    error : GruppkartaError
        A deliberate error.

    Returns
    -------
    int
        That of the nearest class above it.
    """
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
