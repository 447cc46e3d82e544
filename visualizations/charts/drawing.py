"""What every chart is drawn with: a frame with a text alternative, texts, lines and shapes without styles."""

from collections.abc import Iterable
from typing import Final

from visualizations.escaping import escape
from visualizations.theme import FONT, INK, MUTED

FONT_SIZE: Final = 11
GRID: Final = "#dfe3e8"
CHARACTER: Final = 0.63  # width of a character against its size, on average
Attributes = str | float


def chart(width: float, height: float, shapes: Iterable[str], *, title: str, description: str) -> str:
    """Return a drawing with a title and a description, which are read out in its place."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 {size(width)} {size(height)}" '
        f'width="{size(width)}" height="{size(height)}" font-family="{escape(FONT)}" font-size="{FONT_SIZE}">'
    )
    said = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return f"{head}{said}{''.join(shapes)}</svg>"


def size(number: float) -> str:
    """Return a length with at most one decimal."""
    return f"{round(number, 1) + 0.0:.1f}".removesuffix(".0")


def element(name: str, content: str = "", /, **attributes: Attributes) -> str:
    """Return an element; underscores in the names of attributes are hyphens."""
    pairs = (
        f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else size(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{''.join(pairs)}>{content}</{name}>" if content else f"<{name}{''.join(pairs)}/>"


def text(x: float, y: float, words: str, *, anchor: str = "start", fill: str = MUTED, **attributes: Attributes) -> str:
    """Return a text whose baseline begins, has its middle or ends at a point."""
    return element("text", escape(words), x=x, y=y, text_anchor=anchor, fill=fill, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, *, stroke: str = GRID, **attributes: Attributes) -> str:
    """Return a line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, **attributes)


def box(
    x: float, y: float, width: float, height: float, *, fill: str = INK, content: str = "", **more: Attributes
) -> str:
    """Return a rectangle."""
    return element("rect", content, x=x, y=y, width=width, height=height, fill=fill, **more)


def dot(x: float, y: float, radius: float, *, fill: str = INK, content: str = "", **more: Attributes) -> str:
    """Return a circle."""
    return element("circle", content, cx=x, cy=y, r=radius, fill=fill, **more)


def hint(words: str) -> str:
    """Return what a shape says when it is pointed at."""
    return f"<title>{escape(words)}</title>" if words else ""


def short(words: str, n_characters: int) -> str:
    """Return words cut to so many characters."""
    return words if len(words) <= n_characters else f"{words[: n_characters - 1].rstrip()}…"


def width_of(words: str) -> float:
    """Estimate how wide a text is."""
    return len(words) * FONT_SIZE * CHARACTER


def steps(highest: float) -> list[int]:
    """Return whole numbers for an axis from 0, at most six, the last at least as large as the highest value."""
    top = max(1, int(-(-highest // 1)))
    for factor in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000, 100_000):
        if -(-top // factor) <= 5:  # noqa: PLR2004  steps above 0
            return list(range(0, (-(-top // factor) + 1) * factor, factor))
    return [0, top]
