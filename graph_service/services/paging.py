"""Long lists a page at a time: after an id, so that a page holds still while others write, or after so many rows."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, TypeVar

from graph_service.analysis.result import Result
from graph_service.domain.use_case import Paging

R = TypeVar("R", bound=Result)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cut:
    """Which rows of a list are asked for: so many after so many. Past the end, the last that would be shown."""

    start: int = 0
    size: int | None = None  # None: all

    def begin(self, n_rows: int) -> int:
        """Return how many rows of so many go before."""
        return 0 if self.size is None else min(self.start, max(0, n_rows - 1) // self.size * self.size)

    def of(self, rows: Sequence[T]) -> tuple[T, ...]:
        """Return the rows."""
        begin = self.begin(len(rows))
        return tuple(rows[begin : None if self.size is None else begin + self.size])


ALL_ROWS = Cut()


def page_of(whole: R, paging: Paging, *, after: str | int | None, limit: int | None) -> R:
    """Return one page of a result; its `next_after` says where the next begins, None on the last one."""
    rows = getattr(whole, paging.rows)
    if paging.key:
        page, next_after = page_by_id(rows, key=attrgetter(paging.key), after=_text(after), limit=limit)
        return _with(whole, paging.rows, page, next_after)
    start = int(after or 0)
    end = len(rows) if limit is None else min(len(rows), start + limit)
    once = paging.once if start else ()
    return _with(whole, paging.rows, rows[start:end], end if end < len(rows) else None, empty=once)


def page_by_id(
    rows: Sequence[T], *, key: Callable[[T], str], after: str | None, limit: int | None
) -> tuple[tuple[T, ...], str | None]:
    """Return one page of rows that are in the order of their ids, and the id after which the next begins."""
    start = 0 if after is None else bisect_right(rows, after, key=key)
    end = len(rows) if limit is None else min(len(rows), start + limit)
    return tuple(rows[start:end]), key(rows[end - 1]) if end < len(rows) else None


def _text(after: str | int | None) -> str | None:
    return None if after is None else str(after)


def _with(whole: R, name: str, rows: Sequence[Any], next_after: str | int | None, *, empty: Sequence[str] = ()) -> R:
    changes: dict[str, Any] = {name: rows, "next_after": next_after, **dict.fromkeys(empty, ())}
    return replace(whole, **changes)
