"""Errors become exit codes and one message; nothing else does."""

from collections.abc import Mapping

from graph_service.errors import (
    AccessError,
    AnalysisError,
    ChangedMeanwhileError,
    ConfigurationError,
    DamagedStoreError,
    GruppkartaError,
    InputError,
    NotFoundError,
    RejectedRowsError,
    StoreError,
    StoreUnavailableError,
)

# 0 done; 1 a fault of the program itself; 2 the command line is wrong (typer)
EXIT_CODES: Mapping[type[GruppkartaError], int] = {
    GruppkartaError: 1,
    InputError: 3,
    RejectedRowsError: 3,
    NotFoundError: 4,
    ChangedMeanwhileError: 6,
    AnalysisError: 5,
    StoreError: 6,
    StoreUnavailableError: 7,
    ConfigurationError: 8,
    AccessError: 9,
    DamagedStoreError: 10,
}
MEANINGS: Mapping[int, str] = {
    0: "done",
    1: "a fault of the program itself",
    2: "the command line is wrong",
    3: "what was given was refused; nothing was written",
    4: "there is no such id",
    5: "there is no answer for these records",
    6: "the store refused or failed; nothing was written",
    7: "the store cannot be reached; try again",
    8: "settings or the installation are wrong",
    9: "not allowed",
    10: "what is stored is not what was written",
}


def exit_code(error: GruppkartaError) -> int:
    """Return the exit code of an error: that of the nearest class above it.

    Parameters
    ----------
    error : GruppkartaError
        A deliberate error.

    Returns
    -------
    int
        From 1 to 10.
    """
    return next(EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES)
