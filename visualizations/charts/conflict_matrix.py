"""Groups against groups: conflicts by their state, in red, and alliances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from visualizations.charts.drawing import GRID, box, chart, dot, hint, line, short, text, width_of
from visualizations.theme import ALLIANCE, CONFLICT, INK, PAPER

CELL: Final = 24
NAME: Final = 18  # characters
PAD: Final = 5
STATES: Final = ("active", "truce", "dormant", "ended")
SLANT: Final = -45


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What stands between two groups: the state of their conflict, if there is one, and whether they are allied."""

    state: str | None
    is_allied: bool
    words: str


def conflict_matrix(
    names: Sequence[str],
    cells: Mapping[tuple[int, int], MatrixCell],
    words: Mapping[str, str],
    *,
    title: str,
    description: str,
) -> str:
    """Draw what stands between any two groups.

    Parameters
    ----------
    names : Sequence[str]
        Names of the groups, in order.
    cells : Mapping[tuple[int, int], MatrixCell]
        By positions of two groups, the smaller first; pairs without anything between them are missing.
    words : Mapping[str, str]
        What the signs of the legend mean: the states, and `alliance`.
    title : str
        What it shows.
    description : str
        What is read out in its place.

    Returns
    -------
    str
        The drawing.
    """
    shown = [short(name, NAME) for name in names]
    left = max([width_of(name) for name in shown], default=0) + 10
    top = left * 0.75 + 12
    side = CELL * len(names)
    shapes = []
    for row, name in enumerate(shown):
        y, x = top + row * CELL, left + row * CELL
        shapes.append(text(left - 6, y + CELL / 2 + 4, name, anchor="end", fill=INK))
        turned = f"rotate({SLANT} {x + CELL / 2 + 3:.1f} {top - 6:.1f})"
        shapes.append(text(x + CELL / 2 + 3, top - 6, name, fill=INK, transform=turned))
        shapes.append(box(x, y, CELL, CELL, fill="#eef0f3"))
    for step in range(len(names) + 1):
        shapes.append(line(left, top + step * CELL, left + side, top + step * CELL, stroke=GRID))
        shapes.append(line(left + step * CELL, top, left + step * CELL, top + side, stroke=GRID))
    for (row, column), cell in sorted(cells.items()):
        shapes += sign(left + column * CELL, top + row * CELL, cell)
        shapes += sign(left + row * CELL, top + column * CELL, cell)
    y = top + side + 10
    for name in (*STATES, "alliance"):
        is_alliance = name == "alliance"
        shapes += sign(left, y, MatrixCell(None if is_alliance else name, is_alliance, ""))
        shapes.append(text(left + CELL + 4, y + CELL / 2 + 4, words[name], fill=INK))
        y += CELL - 4
    wide = left + max(side + left * 0.75, CELL + 10 + max(width_of(word) for word in words.values()))
    return chart(wide, y + 6, shapes, title=title, description=description)


def sign(x: float, y: float, cell: MatrixCell) -> list[str]:
    """Return the signs of a cell: full red is active, a bar truce, a rim dormant, a thin rim ended; a ring allied."""
    said, inner = hint(cell.words), CELL - 2 * PAD
    shapes = []
    if cell.state is not None:
        fill = CONFLICT if cell.state == "active" else PAPER
        rim = 1 if cell.state == "ended" else 2.2
        dashes = "2 2" if cell.state == "ended" else "none"
        at = (x + PAD, y + PAD, inner, inner)
        shapes.append(box(*at, fill=fill, content=said, stroke=CONFLICT, stroke_width=rim, stroke_dasharray=dashes))
        if cell.state == "truce":
            shapes.append(box(x + PAD, y + CELL / 2 - 2, inner, 4, fill=CONFLICT))
    if cell.is_allied:
        is_alone = cell.state is None
        radius, fill = (inner / 2, ALLIANCE) if is_alone else (inner / 4, PAPER)
        shapes.append(dot(x + CELL / 2, y + CELL / 2, radius, fill=fill, content=said, stroke=ALLIANCE, stroke_width=2))
    return shapes
