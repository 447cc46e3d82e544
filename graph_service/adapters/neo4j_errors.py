"""What the errors of the Neo4j driver mean to us."""

from collections.abc import Iterator
from contextlib import contextmanager

from neo4j.exceptions import (
    AuthError,
    ClientError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    TransientError,
)

from graph_service.errors import (
    RESTORE,
    ConfigurationError,
    DamagedStoreError,
    StoreError,
    StoreUnavailableError,
    WriteConflictError,
    WriteTooLargeError,
)

_WRONG_TYPE = "Statement.TypeError"
_OUT_OF_MEMORY = "MemoryPoolOutOfMemory"


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors into ours; they hold codes and no content."""
    try:
        yield
    except IncompleteCommit as error:
        message = (
            "the connection broke while the write was committed: it may be stored or not; "
            "do it again, the same records change nothing"
        )
        raise StoreUnavailableError(message) from error
    except AuthError as error:
        message = "the database server refused the user or password: check GRUPPKARTA_STORE_USER and _PASSWORD"
        raise ConfigurationError(message) from error
    except TransientError as error:
        if _OUT_OF_MEMORY in str(error.code):
            message = (
                "the write is too large for the memory of the database server: raise its heap "
                "(server.memory.heap.max_size, dbms.memory.transaction.total.max) or import in parts"
            )
            raise WriteTooLargeError(message) from error
        message = f"another writer holds the store ({error.code}); try again"
        raise WriteConflictError(message) from error
    except ServiceUnavailable as error:
        message = "the database server does not answer; is it running, and is the address right?"
        raise StoreUnavailableError(message) from error
    except ClientError as error:
        if _WRONG_TYPE in str(error.code):  # our statements are constant: it is a value that is of another sort
            message = f"the database holds a value that was never written there: {RESTORE}"
            raise DamagedStoreError(message) from error
        message = f"the database server refused a statement ({error.code})"
        raise StoreError(message) from error
    except Neo4jError as error:
        message = f"the database server failed ({error.code})"
        raise StoreError(message) from error
    except DriverError as error:
        message = f"the connection to the database server failed ({type(error).__name__}); try again"
        raise StoreUnavailableError(message) from error
