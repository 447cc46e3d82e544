"""What stands around the map on paper and in files: heading, handling mark, legend, small print."""

from collections.abc import Iterator
from typing import Final

from visualizations import theme
from visualizations.escaping import escape
from visualizations.geometry import num
from visualizations.labels import shortened, text_width, wrapped
from visualizations.marks import Scene
from visualizations.scores import CAVEAT, measure_words
from visualizations.symbols import legend

HEAD: Final = 58.0
PAGE_WIDTH: Final = 1120.0
EDGE: Final = 20.0
COLUMNS: Final = 6
COLUMN_WIDTH: Final = 182.0
ROW_HEIGHT: Final = 21.0
SMALL: Final = 8.5
SMALL_LINE: Final = 11.5
TITLE_SIZE: Final = 18.0
TITLE_SIGNS: Final = 58
HANDLING_SIGNS: Final = 44
HANDLING_SIZE: Final = 10.0


def foot_height(scene: Scene) -> float:
    """Return how much room legend and small print take.

    Parameters
    ----------
    scene : Scene
        The figure.

    Returns
    -------
    float
        In units of the page.
    """
    return 10 + _legend_height(scene) + 6 + SMALL_LINE * len(_small_print(scene)) + 12


def furniture(scene: Scene, page_height: float) -> Iterator[str]:
    """Write heading, handling mark, legend and small print.

    Parameters
    ----------
    scene : Scene
        The figure.
    page_height : float
        Of the whole page.

    Yields
    ------
    str
        SVG.
    """
    handling, title = shortened(scene.handling, HANDLING_SIGNS), shortened(scene.title, TITLE_SIGNS)
    yield f'<g id="furniture" fill="{theme.INK}" font-size="10.5">'
    yield f'<text x="{num(EDGE)}" y="28" font-size="{num(TITLE_SIZE)}" font-weight="700">{escape(title)}</text>'
    under = f"As of {scene.as_of}. {scene.summary}."
    yield f'<text x="{num(EDGE)}" y="45" fill="{theme.MUTED}">{escape(under)}</text>'
    if handling:
        yield from _mark(handling)
    # Filled by a page when it prints or saves what a reader has filtered.
    yield f'<text id="filtered" x="{num(PAGE_WIDTH - EDGE)}" y="46" text-anchor="end" fill="{theme.INK}"></text>'
    top = page_height - foot_height(scene) + 10
    for i, (symbol, words) in enumerate(legend(scene)):
        x, y = EDGE + (i % COLUMNS) * COLUMN_WIDTH, top + (i // COLUMNS) * ROW_HEIGHT
        yield f'<g transform="translate({num(x)} {num(y)})">{symbol}<text x="36" y="12.6">{escape(words)}</text></g>'
    below = top + _legend_height(scene) + 6 + SMALL_LINE
    for i, line in enumerate(_small_print(scene)):
        at = f'x="{num(EDGE)}" y="{num(below + i * SMALL_LINE)}"'
        yield f'<text {at} font-size="{num(SMALL)}" fill="{theme.MUTED}">{escape(line)}</text>'
    yield "</g>"


def _mark(handling: str) -> Iterator[str]:
    width = text_width(handling, HANDLING_SIZE) + 20
    left = PAGE_WIDTH - EDGE - width
    pen = f'fill="{theme.PAPER}" font-weight="700" font-size="{num(HANDLING_SIZE)}"'
    yield f'<rect x="{num(left)}" y="13" width="{num(width)}" height="20" rx="3" fill="{theme.HANDLING}"/>'
    yield f'<text x="{num(left + width / 2)}" y="27" text-anchor="middle" {pen}>{escape(handling)}</text>'


def note_words(scene: Scene) -> tuple[str, ...]:
    """Say what is hidden, unknown or left out, with counts.

    Parameters
    ----------
    scene : Scene
        The figure.

    Returns
    -------
    tuple[str, ...]
        One text a note.
    """
    return tuple(f"{note.n} {note.text}" for note in scene.notes)


def _legend_height(scene: Scene) -> float:
    return -(-len(legend(scene)) // COLUMNS) * ROW_HEIGHT


def _small_print(scene: Scene) -> tuple[str, ...]:
    lines = (
        "Shapes and sizes show documented facts; a tie or a membership is no evidence of an offence.",
        f"The size of a dot is {measure_words(scene.sizes.name)}. {CAVEAT}." if scene.sizes is not None else "",
        f"Notes: {'; '.join(note_words(scene))}." if scene.notes else "",
        f"{scene.provenance[:1].upper()}{scene.provenance[1:]}.",
        f"Handling: {scene.handling}." if len(scene.handling) > HANDLING_SIGNS else "",
        f"Title: {scene.title}." if len(scene.title) > TITLE_SIGNS else "",
    )
    return tuple(line for text in lines for line in wrapped(text, SMALL, PAGE_WIDTH - 2 * EDGE))
