"""Which status of HTTP an error has, and what the log is told of it: for problems and for pages alike."""

import logging
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
    ConfigurationError,
    GruppkartaError,
    InputError,
    MissingExtraError,
    NotFoundError,
    PurposeMissingError,
    RecordExistsError,
    RequestReusedError,
    StoreError,
    StoreUnavailableError,
    TooMuchToReadError,
    WriteConflictError,
    WriteTooLargeError,
)

logger = logging.getLogger(__name__)
SERVER_FAULT: Final = 500
RETRY_AFTER_S: Final = 5  # where the store is down

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


def note_cause(request_id: str, error: GruppkartaError) -> None:
    """Tell the log what the caller is not told: messages of a store and of settings hold no record and no secret.

    Parameters
    ----------
    request_id : str
        Names the request in the log.
    error : GruppkartaError
        Why it is not answered.
    """
    fields = {"request_id": request_id, "code": error.code}
    if isinstance(error, StoreError | ConfigurationError):
        fields["cause"] = str(error)
    logger.warning("cannot answer", extra=fields)
