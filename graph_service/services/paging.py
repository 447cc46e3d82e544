"""Long lists a page at a time: a page begins after an id, so that it holds still while others write."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def page_of(
    rows: Sequence[T], *, key: Callable[[T], str], after: str | None, limit: int | None
) -> tuple[tuple[T, ...], str | None]:
    """Return one page of rows, and the id after which the next begins.

    Parameters
    ----------
    rows : Sequence[T]
        Everything, in the order of its ids.
    key : Callable[[T], str]
        Returns the id of a row.
    after : str | None
        Only rows with a larger id.
    limit : int | None
        At most so many; None: all.

    Returns
    -------
    tuple[tuple[T, ...], str | None]
        The page, and None if it is the last one.
    """
    rest = [row for row in rows if after is None or key(row) > after]
    if limit is None or len(rest) <= limit:
        return tuple(rest), None
    return tuple(rest[:limit]), key(rest[limit - 1])
