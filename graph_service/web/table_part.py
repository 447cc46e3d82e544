"""Long tables in parts: which rows a page shows, how many there are, and at which addresses the others stand.

A part is named in the address by how many rows go before it (`start=100`), or as `all`, and so works without scripts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from graph_service.errors import InputError
from graph_service.services.paging import Cut
from graph_service.web.page_request import PageRequest

ALL: Final = "all"
ROWS: Final = 100  # of a part
MOST_ROWS: Final = 2_000  # of a part where all are asked for: a browser shows no more at once
MAX_DIGITS: Final = 9
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ShownPart(Generic[T]):
    """Rows of a table that a page shows; an address that leads nowhere is empty."""

    rows: Sequence[T]
    n_rows: int  # of the whole table
    start: int
    before: str
    after: str
    whole: str


def part_of(
    request: PageRequest, rows: Sequence[T], *, size: int = ROWS, name: str = "start", anchor: str = ""
) -> ShownPart[T]:
    """Return the part of a table that the address asks for, the first by default.

    Parameters
    ----------
    request : PageRequest
        Of the page.
    rows : Sequence[T]
        All rows, in their order.
    size : int
        Rows of a part.
    name : str
        By which the address names the part: another for each table of a page.
    anchor : str
        Where the table stands on the page.

    Returns
    -------
    ShownPart[T]
        Of a table that is shorter than the address says, the last part.
    """
    shown = asked_part(request, size=size, name=name).of(rows)
    return part_at(request, shown, len(rows), size=size, name=name, anchor=anchor)


def asked_part(request: PageRequest, *, size: int = ROWS, name: str = "start") -> Cut:
    """Return which rows of a table the address asks for."""
    text = request.query(name) or "0"
    if text == ALL:
        return Cut(0, MOST_ROWS)
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS):
        message = f"{text[:20]!r} is not a place in the list: give a whole number, such as {ROWS}, or {ALL}"
        raise InputError(message)
    return Cut(int(text), size)


def part_at(
    request: PageRequest, shown: Sequence[T], n_rows: int, *, size: int = ROWS, name: str = "start", anchor: str = ""
) -> ShownPart[T]:
    """Return the rows that `asked_part` left of so many, with the addresses of the others."""
    start = asked_part(request, size=size, name=name).begin(n_rows)
    end = start + len(shown)

    def address(value: object) -> str:
        return request.again(anchor, **{name: value})

    return ShownPart(
        shown,
        n_rows,
        start,
        before=address(max(0, start - size) or "") if start else "",
        after=address(end) if end < n_rows else "",
        whole=address(ALL) if len(shown) < min(n_rows, MOST_ROWS) else "",
    )
