"""Long lists a page at a time, after an id, so that a page holds still while others write, or after a place."""

from bisect import bisect_right
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
    start = 0 if after is None else bisect_right(rows, after, key=key)
    end = len(rows) if limit is None else min(len(rows), start + limit)
    return tuple(rows[start:end]), key(rows[end - 1]) if end < len(rows) else None


def place_page(rows: Sequence[T], *, after: int, limit: int | None) -> tuple[tuple[T, ...], int | None]:
    """Return one page of rows that have an order of their own, and the place after which the next begins.

    Pages of one snapshot fit together; the result says of which snapshot it is.

    Parameters
    ----------
    rows : Sequence[T]
        Everything, in its order.
    after : int
        How many rows come before the page.
    limit : int | None
        At most so many; None: all.

    Returns
    -------
    tuple[tuple[T, ...], int | None]
        The page, and None if it is the last one.
    """
    end = len(rows) if limit is None else min(len(rows), after + limit)
    return tuple(rows[after:end]), end if end < len(rows) else None
