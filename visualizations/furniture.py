"""What stands around the map on paper and in files: heading, handling mark, legend, small print."""

from collections.abc import Iterator
from math import ceil
from typing import Final

from graph_service.wording.words import note_in_full
from visualizations import theme
from visualizations.escaping import escape
from visualizations.geometry import num
from visualizations.labels import shortened, text_width, wrapped
from visualizations.marks import Scene
from visualizations.scores import CAVEAT, measure_words
from visualizations.symbols import LegendEntry, legend

HEAD: Final = 58.0
PAGE_WIDTH: Final = 1120.0
EDGE: Final = 20.0
COLUMNS: Final = 6
COLUMN_WIDTH: Final = 182.0
ROW_HEIGHT: Final = 21.0
SYMBOL_WIDTH: Final = 36.0
LEGEND_SIZE: Final = 10.5
LEGEND_SHARE: Final = 0.85  # of the room that a text of the widest signs would take: words of the legend need less
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
    yield f'<g id="furniture" fill="{theme.INK}" font-size="{num(LEGEND_SIZE)}">'
    yield f'<text x="{num(EDGE)}" y="28" font-size="{num(TITLE_SIZE)}" font-weight="700">{escape(title)}</text>'
    under = scene.translator.text("As of {day}. {summary}.").format(day=scene.as_of, summary=scene.summary)
    yield f'<text x="{num(EDGE)}" y="45" fill="{theme.MUTED}">{escape(under)}</text>'
    if handling:
        yield from _mark(handling)
    # Filled by a page when it prints or saves what a reader has filtered.
    yield f'<text id="filtered" x="{num(PAGE_WIDTH - EDGE)}" y="46" text-anchor="end" fill="{theme.INK}"></text>'
    top = page_height - foot_height(scene) + 10
    for row, column, (symbol, words) in _legend_places(scene):
        x, y = EDGE + column * COLUMN_WIDTH, top + row * ROW_HEIGHT
        yield (
            f'<g transform="translate({num(x)} {num(y)})">{symbol}'
            f'<text x="{num(SYMBOL_WIDTH)}" y="12.6">{escape(words)}</text></g>'
        )
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
    return tuple(note_in_full(scene.translator, note) for note in scene.notes)


def facts_words(scene: Scene) -> str:
    """Say which signs show documented facts: sizes do unless a measure gives them."""
    t = scene.translator
    if scene.sizes is None:
        return t.text("Shapes and sizes show documented facts")
    return t.text("Shapes show documented facts")


def measured_words(scene: Scene) -> str:
    """Say what a measure sizes and what it colours, and what it does not mean; empty: nothing."""
    t = scene.translator
    said = [
        (t.text("The size of a dot is {measure}"), scene.sizes),
        (t.text("The colour of a dot is {measure}"), scene.shades),
    ]
    signs = [text.format(measure=measure_words(t, steps.name)) for text, steps in said if steps is not None]
    return f"{'. '.join(signs)}. {t.text(CAVEAT)}." if signs else ""


def _legend_places(scene: Scene) -> list[tuple[int, int, LegendEntry]]:
    """Put the legend into rows and columns; words that are too long for one column take those beside it."""
    places = []
    row = column = 0
    for entry in legend(scene):
        n_columns = min(COLUMNS, ceil((SYMBOL_WIDTH + LEGEND_SHARE * text_width(entry[1], LEGEND_SIZE)) / COLUMN_WIDTH))
        if column + n_columns > COLUMNS:
            row, column = row + 1, 0
        places.append((row, column, entry))
        column += n_columns
    return places


def _legend_height(scene: Scene) -> float:
    places = _legend_places(scene)
    return (places[-1][0] + 1) * ROW_HEIGHT if places else 0.0


def _small_print(scene: Scene) -> tuple[str, ...]:
    t = scene.translator
    evidence = t.text("{facts}; a tie or a membership is no evidence of an offence.")
    notes = t.text("Notes: {notes}.").format(notes="; ".join(note_words(scene)))
    handling = t.text("Handling: {mark}.").format(mark=scene.handling.removesuffix("."))
    title = t.text("Title: {title}.").format(title=scene.title.removesuffix("."))
    lines = (
        "" if scene.changes is None else f"{scene.changes.sentence}.",
        evidence.format(facts=facts_words(scene)),
        measured_words(scene),
        notes if scene.notes else "",
        f"{scene.provenance[:1].upper()}{scene.provenance[1:]}.",
        handling if len(scene.handling) > HANDLING_SIGNS else "",
        title if len(scene.title) > TITLE_SIGNS else "",
    )
    return tuple(line for text in lines for line in wrapped(text, SMALL, PAGE_WIDTH - 2 * EDGE))
