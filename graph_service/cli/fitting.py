"""Text and tables as wide as the reader's terminal: an id or a hyphenated word is never broken."""

import sys
import textwrap
from collections.abc import Iterator, Sequence
from shutil import get_terminal_size
from typing import TextIO

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from graph_service.domain.text import terminal_text

INDENT = "  "
GAP = 2  # spaces between columns


def wrapped(text: str, width: int, *, indent: str = "", further: str | None = None) -> list[str]:
    """Break a line at spaces alone; what goes on is set in further."""
    lines = textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent if further is None else further,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines or [""]


def fitted(text: str, stream: TextIO | None = None) -> str:
    """Return a text for a terminal in lines that fit; for a file or another program the lines stay whole."""
    stream = sys.stdout if stream is None else stream
    if not stream.isatty():
        return text
    width = get_terminal_size().columns
    return "\n".join(line for whole in text.split("\n") for line in _fitted_line(whole, width))


def _fitted_line(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    return wrapped(line.strip(), width, indent=indent, further=indent + INDENT)


class Grid:
    """A table of words: in columns where they fit whole, and else each row as a paragraph.

    Parameters
    ----------
    columns : Sequence[str]
        Headers.
    right : Sequence[str]
        Headers of the columns that are set to the right.
    """

    def __init__(self, columns: Sequence[str], *, right: Sequence[str] = ()) -> None:
        self._columns = tuple(columns)
        self._right = frozenset(right)
        self._rows: list[tuple[str, ...]] = []

    def add_row(self, *cells: str) -> None:
        """Add a row.

        Parameters
        ----------
        *cells : str
            A text for each column.
        """
        self._rows.append(tuple(map(terminal_text, cells)))  # before their width is measured

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Show it within a width."""
        widths = self._widths(options.max_width)
        if widths is None:
            yield from self._paragraphs(options.max_width)
            return
        table = Table(box=None, padding=(0, GAP // 2), header_style="bold", pad_edge=False)
        for column, width in zip(self._columns, widths, strict=True):
            table.add_column(column, justify="right" if column in self._right else "left", overflow="fold", width=width)
        for row in self._rows:
            table.add_row(*row)
        yield table

    def _widths(self, width: int) -> list[int] | None:
        """Widths of the columns in which each word is whole; None: there is no room."""
        texts = [[column, *cells] for column, *cells in zip(self._columns, *self._rows, strict=True)]
        least = [max((len(word) for text in column for word in text.split()), default=0) for column in texts]
        widths = [max(len(line) for text in column for line in text.split("\n")) for column in texts]
        room = width - GAP * (len(widths) - 1)
        if sum(least) > room:
            return None
        while sum(widths) > room:  # the widest that can give way does
            widest = max(range(len(widths)), key=lambda i: (widths[i] > least[i], widths[i]))
            widths[widest] -= 1
        return widths

    def _paragraphs(self, width: int) -> Iterator[Text]:
        for row in self._rows:
            named = zip(self._columns, row, strict=True)
            text = "; ".join(f"{name} {'; '.join(cell.split(chr(10)))}" for name, cell in named if cell)
            for line in wrapped(text, width, further=INDENT):
                yield Text(line)
