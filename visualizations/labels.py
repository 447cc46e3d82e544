"""Label placement: most important first, never over another label, a dot or a badge.

One set of labels per zoom level. A label placed at a level stays free of collisions when the
reader zooms further in, because the page then writes it smaller in the units of the map.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from visualizations.geometry import Box

ZOOM_LEVELS: Final = (1.0, 1.8, 3.2, 6.0)
GLYPH_WIDTH: Final = 0.62  # of the font size; a generous mean for sans serif faces
CAPITAL_WIDTH: Final = 0.78
WIDE_WIDTH: Final = 1.05
ROOM: Final = 256  # boxes by which a crowd grows


@dataclass(frozen=True, slots=True)
class Label:
    """A text at its place; `owner` is the position of the person or group it names, -1 for none."""

    text: str
    x: float
    y: float
    anchor: str  # start, middle, end
    owner: int


class Crowd:
    """Boxes already taken; `firm` ones hold texts and badges, which nothing may cover even where room is short."""

    def __init__(self) -> None:
        self._boxes = np.full((ROOM, 4), np.inf)
        self._firm = np.zeros(ROOM, dtype=bool)
        self._n = 0

    def is_free(self, box: Box, *, firm_only: bool = False) -> bool:
        """Return whether nothing taken overlaps the box.

        Parameters
        ----------
        box : Box
            Where something would stand.
        firm_only : bool
            Whether dots and lines may be covered.

        Returns
        -------
        bool
            False if it would cover something.
        """
        taken = self._boxes[: self._n]
        over = (taken[:, 0] < box[2]) & (taken[:, 2] > box[0]) & (taken[:, 1] < box[3]) & (taken[:, 3] > box[1])
        return not bool((over & self._firm[: self._n]).any() if firm_only else over.any())

    def add(self, box: Box, *, firm: bool = False) -> None:
        """Take a box.

        Parameters
        ----------
        box : Box
            Where something stands.
        firm : bool
            Whether it may never be covered.
        """
        if self._n == len(self._boxes):
            self._boxes = np.vstack([self._boxes, np.full_like(self._boxes, np.inf)])
            self._firm = np.concatenate([self._firm, np.zeros_like(self._firm)])
        self._boxes[self._n], self._firm[self._n] = box, firm
        self._n += 1

    def first_free(self, boxes: Sequence[Box]) -> int:
        """Choose among boxes: the first that covers nothing, else the first that covers nothing firm, else the first.

        Parameters
        ----------
        boxes : Sequence[Box]
            The best place first; at least one.

        Returns
        -------
        int
            Position of the chosen one.
        """
        for firm_only in (False, True):
            for position, box in enumerate(boxes):
                if self.is_free(box, firm_only=firm_only):
                    return position
        return 0

    def copy(self) -> "Crowd":
        """Return a crowd with the same boxes.

        Returns
        -------
        Crowd
            Independent of this one.
        """
        twin = Crowd()
        twin._boxes, twin._firm, twin._n = self._boxes.copy(), self._firm.copy(), self._n
        return twin


def text_width(text: str, size: float) -> float:
    """Return how wide a text may run, rather too wide than too narrow.

    Parameters
    ----------
    text : str
        One line.
    size : float
        Of the font.

    Returns
    -------
    float
        In the unit of `size`.
    """
    return size * sum(
        WIDE_WIDTH if unicodedata.east_asian_width(sign) in "WF" else CAPITAL_WIDTH if sign.isupper() else GLYPH_WIDTH
        for sign in text
    )


def shortened(text: str, most: int) -> str:
    """Cut a text that is too long for a picture; the whole of it stands in titles and tables.

    Parameters
    ----------
    text : str
        A name.
    most : int
        Signs, the ellipsis included.

    Returns
    -------
    str
        The text, or its beginning and an ellipsis; control signs and line breaks as spaces.

    Examples
    --------
    >>> shortened("Falk", 8), shortened("Falkenstein", 8)
    ('Falk', 'Falkens…')
    """
    flat = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"


def wrapped(text: str, size: float, width: float) -> tuple[str, ...]:
    """Break a text into lines that fit a width.

    Parameters
    ----------
    text : str
        Words.
    size : float
        Of the font.
    width : float
        Of the lines.

    Returns
    -------
    tuple[str, ...]
        The lines; a single word that is too long is cut.
    """
    lines: list[str] = []
    most = max(8, int(width / (size * CAPITAL_WIDTH)))
    for word in (shortened(part, most) for part in text.split()):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def text_box(text: str, x: float, y: float, anchor: str, size: float) -> Box:
    """Return the box a text covers.

    Parameters
    ----------
    text : str
        One line.
    x : float
        Where it is anchored.
    y : float
        Its base line.
    anchor : str
        start, middle or end.
    size : float
        Of the font.

    Returns
    -------
    Box
        Left, top, right, bottom.
    """
    width = text_width(text, size)
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    return left, y - 0.78 * size, left + width, y + 0.22 * size


def place_beside(text: str, at: tuple[float, float, float], size: float, crowd: Crowd, owner: int) -> Label | None:
    """Find room for a label right, left, below or above of a dot, or at its corners, and take it.

    Parameters
    ----------
    text : str
        The label.
    at : tuple[float, float, float]
        Centre and radius of the dot.
    size : float
        Of the font.
    crowd : Crowd
        What is taken.
    owner : int
        Position of the person.

    Returns
    -------
    Label | None
        None if there is no room.
    """
    x, y, r = at
    gap, mid, low, high = r + 0.25 * size, y + 0.34 * size, y + r + 0.95 * size, y - r - 0.4 * size
    spots = (
        (x + gap, mid, "start"), (x - gap, mid, "end"), (x, low, "middle"), (x, high, "middle"),
        (x + 0.7 * gap, low - 0.3 * size, "start"), (x + 0.7 * gap, high + 0.2 * size, "start"),
        (x - 0.7 * gap, low - 0.3 * size, "end"), (x - 0.7 * gap, high + 0.2 * size, "end"),
    )  # fmt: skip
    for at_x, at_y, anchor in spots:
        box = text_box(text, at_x, at_y, anchor, size)
        if crowd.is_free(box):
            crowd.add(box, firm=True)
            return Label(text, at_x, at_y, anchor, owner)
    return None
