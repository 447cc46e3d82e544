"""Scene -> one SVG that stands alone: screen, print and export are this drawing.

Presentation attributes only, no style element and no style attribute, so that it can be part of a
page under a strict content security policy. `#world` is what a reader moves; `#furniture` is for
paper and files, a page shows its own.
"""

from collections.abc import Iterator

from graph_service.languages.source import SOURCE
from visualizations import theme
from visualizations.change_shapes import ghosts_svg, rings_svg
from visualizations.escaping import escape
from visualizations.furniture import HEAD, PAGE_WIDTH, foot_height, furniture
from visualizations.geometry import line_path, num
from visualizations.hulls import FIRST_WORDS, name_size
from visualizations.lines import BADGE_RADIUS
from visualizations.marks import AllianceLine, ConflictLine, Hull, LabelLevel, Scene
from visualizations.scene import CAPTION_SIZE
from visualizations.symbols import dot_element

MOST_HEIGHT = 620.0  # of the drawing, so that page and legend fit a landscape sheet
MOST_SCALE = 1.9


def render(scene: Scene) -> str:
    """Write the figure as an SVG document.

    Parameters
    ----------
    scene : Scene
        The figure.

    Returns
    -------
    str
        The document, the same bytes for the same scene.
    """
    x, y, width, height = scene.bounds
    scale = min((PAGE_WIDTH - 40) / width, MOST_HEIGHT / height, MOST_SCALE)
    page_height = height * scale + HEAD + foot_height(scene)
    left = (PAGE_WIDTH - width * scale) / 2
    transform = f"translate({num(left - x * scale)} {num(HEAD - y * scale)}) scale({scale:.4f})"
    spoken = scene.translator.language
    language = "" if spoken == SOURCE else f' lang="{spoken}"'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" id="map" viewBox="0 0 {num(PAGE_WIDTH)} {num(page_height)}" '
        f'role="graphics-document" aria-labelledby="map-title" aria-describedby="map-desc" '
        f'font-family="{escape(theme.FONT)}" data-bounds="{num(x)} {num(y)} {num(width)} {num(height)}" '
        f'data-unit="{scene.unit:.3f}"{language}>'
    )
    titled = scene.translator.text("{title}, as of {day}").format(title=scene.title, day=scene.as_of)
    described = ". ".join(part for part in (scene.summary, scene.handling, scene.provenance) if part)
    parts = (
        head,
        f'<title id="map-title">{escape(titled)}</title>',
        f'<desc id="map-desc">{escape(described)}.</desc>',
        f'<rect id="paper" width="{num(PAGE_WIDTH)}" height="{num(page_height)}" fill="{theme.PAPER}"/>',
        f'<g id="world" transform="{transform}">',
        *_world(scene),
        "</g>",
        *furniture(scene, page_height),
        "</svg>",
    )
    return "\n".join(parts) + "\n"


def _world(scene: Scene) -> Iterator[str]:
    unit = scene.unit
    yield '<g id="hulls">'
    yield from (_hull(hull) for hull in scene.hulls)
    yield "</g>"
    yield f'<g id="bundles" stroke="{theme.TIE_ACROSS}" stroke-opacity=".28">'
    for bundle in scene.bundles:
        pen = f'stroke-width="{num(1.2 * unit * bundle.n_ties**0.5)}"'
        title = f"<title>{escape(bundle.description)}</title>"
        yield f'<path d="{line_path(bundle.start, bundle.end)}" {pen}>{title}</path>'
    yield "</g>"
    yield from ghosts_svg(scene)
    yield '<g id="ties" fill="none">'
    pens = (("ties-inside", False, theme.TIE_INSIDE, 0.9), ("ties-across", True, theme.TIE_ACROSS, 0.8))
    for name, across, colour, width in pens:
        yield f'<g id="{name}" stroke="{colour}" stroke-width="{num(width * max(1, unit * 0.8))}">'
        yield from _ties(scene, across=across)
        yield "</g>"
    yield "</g>"
    yield '<g id="alliances" fill="none" stroke-linecap="round">'
    yield from (_alliance_line(line, unit) for line in scene.alliances)
    yield "</g>"
    yield f'<g id="conflicts" fill="none" stroke="{theme.CONFLICT}">'
    yield from (_conflict_line(line, unit) for line in scene.conflicts)
    yield "</g>"
    text = f'font-size="{num(10 * unit)}" font-weight="700" text-anchor="middle"'
    yield f'<g id="badges" fill="{theme.CONFLICT}" {text}>'
    yield from (_badge(line, unit) for line in scene.conflicts)
    yield "</g>"
    yield '<g id="lit"></g>'
    persons = scene.translator.text("Persons")
    yield f'<g id="persons" stroke-width="1.3" role="list" aria-label="{escape(persons)}">'
    yield from (dot_element(dot) for dot in scene.dots)
    yield "</g>"
    yield from rings_svg(scene)
    yield from _texts(scene)


def _texts(scene: Scene) -> Iterator[str]:
    size = name_size(len(scene.hulls), scene.unit)
    width = num(size * theme.NAME_HALO)
    first = scene.translator.text(FIRST_WORDS)
    # The halo is a layer of its own below the text: not every program knows an order of painting.
    halo = f'fill="{theme.PAPER}" stroke="{theme.PAPER}" stroke-width="{width}" stroke-linejoin="round"'
    yield f'<g id="group-halos" font-size="{num(size)}" font-weight="700" {halo} aria-hidden="true">'
    yield from (_group_name(hull, first, is_halo=True) for hull in scene.hulls)
    yield "</g>"
    yield f'<g id="group-names" font-size="{num(size)}" font-weight="700">'
    yield from (_group_name(hull, first) for hull in scene.hulls)
    yield "</g>"
    for level in scene.label_levels:
        yield from _labels(level, hidden=level.zoom > 1)
    if scene.caption:
        at = f'x="{num(scene.caption.x)}" y="{num(scene.caption.y)}" text-anchor="{scene.caption.anchor}"'
        pen = f'font-size="{num(CAPTION_SIZE * scene.unit)}" fill="{theme.MUTED}"'
        yield f'<text class="caption" {at} {pen}>{escape(scene.caption.text)}</text>'


def _ties(scene: Scene, *, across: bool) -> Iterator[str]:
    at = [f"{num(dot.x)} {num(dot.y)}" for dot in scene.dots]
    bunches: dict[int, list[str]] = {}
    for tie in scene.ties:
        if tie.across is across:
            bunches.setdefault(tie.bunch, []).append(f"M{at[tie.a]}L{at[tie.b]}")
    for bunch, lines in bunches.items():
        yield f'<path data-bunch="{bunch}" d="{"".join(lines)}"/>'


def _hull(hull: Hull) -> str:
    dash = "" if hull.is_valid else ' stroke-dasharray="5 4"'
    return (
        f'<path class="hull" data-group="{hull.group}" d="{hull.path}" fill="{hull.colour}" fill-opacity=".10" '
        f'stroke="{hull.colour}" stroke-opacity="{".38" if hull.is_valid else ".8"}" stroke-width="1.2"{dash}>'
        f"<title>{escape(hull.description)}</title></path>"
    )


def _group_name(hull: Hull, first_words: str, *, is_halo: bool = False) -> str:
    x, y = num(hull.label.x), num(hull.label.y)
    below = f'x="{x}" dy="1.15em"' if hull.font_size else 'dx=".3em"'
    size = f' font-size="{num(hull.font_size)}"' if hull.font_size else ""
    ink, muted, name = (
        ("", "", "")
        if is_halo
        else (f' fill="{theme.INK}"', f' fill="{theme.MUTED}"', f' fill="{theme.ink_of(hull.colour)}"')
    )
    first = f'<tspan dx=".3em" font-size="{num(80)}%"{ink}>{escape(first_words)}</tspan>' if hull.is_first else ""
    title = "" if is_halo else f"<title>{escape(hull.description)}</title>"
    return (
        f'<text x="{x}" y="{y}" text-anchor="{hull.label.anchor}" data-group="{hull.group}"'
        f"{name}{size}>{escape(hull.name)}"
        f'<tspan font-weight="400"{muted} {below}>{escape(hull.count)}</tspan>{first}{title}</text>'
    )


def _alliance_line(line: AllianceLine, unit: float) -> str:
    pens = ((theme.ALLIANCE, 4.2), (theme.PAPER, 1.8))
    strokes = "".join(f'<path d="{line.path}" stroke="{c}" stroke-width="{num(w * unit**0.7)}"/>' for c, w in pens)
    title = f"<title>{escape(line.description)}</title>"
    return f'<g class="alliance" data-a="{line.a}" data-b="{line.b}">{title}{strokes}</g>'


def _conflict_line(line: ConflictLine, unit: float) -> str:
    dash = theme.CONFLICT_DASH[line.status]
    width = theme.CONFLICT_WIDTH[line.status] * unit**0.7
    pattern = f' stroke-dasharray="{" ".join(num(float(v) * unit) for v in dash.split())}"' if dash else ""
    return (
        f'<path class="conflict" data-a="{line.a}" data-b="{line.b}" data-status="{line.status}" d="{line.path}" '
        f'stroke-width="{num(width)}" stroke-linecap="round"{pattern}><title>{escape(line.description)}</title></path>'
    )


def _badge(line: ConflictLine, unit: float) -> str:
    at = f"{num(line.badge[0])} {num(line.badge[1])}"
    pen = f'stroke="{theme.CONFLICT}" stroke-width="{num(1.4 * unit)}"'
    return (
        f'<g class="badge" transform="translate({at})" data-at="{at}"><title>{escape(line.description)}</title>'
        f'<circle r="{num(BADGE_RADIUS * unit)}" fill="{theme.PAPER}" {pen}/>'
        f'<text y="{num(3.6 * unit)}">{line.n_incidents}</text></g>'
    )


def _labels(level: LabelLevel, *, hidden: bool) -> Iterator[str]:
    size = level.font_size
    width = f"{size * theme.LABEL_HALO:.2f}"
    halo = (
        f'fill="{theme.PAPER}" fill-opacity=".85" stroke="{theme.PAPER}" stroke-opacity=".85" stroke-width="{width}" '
        'stroke-linejoin="round" aria-hidden="true"'
    )
    display = ' display="none"' if hidden else ""
    for pen in (halo, f'fill="{theme.INK}"'):
        yield f'<g class="labels" data-zoom="{level.zoom}" font-size="{size:.2f}" {pen}{display}>'
        for label in level.labels:
            anchor = "" if label.anchor == "start" else f' text-anchor="{label.anchor}"'
            at = f'x="{num(label.x)}" y="{num(label.y)}"{anchor}'
            yield f'<text {at} data-i="{label.owner}">{escape(label.text)}</text>'
        yield "</g>"
