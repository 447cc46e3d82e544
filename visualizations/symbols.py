"""The sign of a person and the legend: shared by the picture, the page and the paper."""

from collections.abc import Iterator
from typing import Final

from graph_service.languages.translator import Translator
from graph_service.wording.words import coded
from visualizations import theme
from visualizations.escaping import escape
from visualizations.geometry import circle_path, num
from visualizations.marks import Dot, Scene
from visualizations.scores import Steps, measure_words

RING_INNER: Final = 2.6
RING_OUTER: Final = 4.2
RIM_WIDTH: Final = 2.6
LEAST_SQUARE: Final = 4.6  # smaller, and the bars could not be seen
SAMPLE: Final = (15.0, 9.0)  # the middle of a symbol's box of 30 by 18

LegendEntry = tuple[str, str]  # symbol, words


def dot_element(dot: Dot) -> str:
    """Return one element per person; the shape carries the status, a second ring a notification.

    Parameters
    ----------
    dot : Dot
        The person.

    Returns
    -------
    str
        SVG.
    """
    about = f'class="p" data-i="{dot.person}" role="listitem" ' if dot.person >= 0 else ""
    title = f"<title>{escape(dot.description)}</title>" if dot.description else ""
    ring = circle_path(dot.x, dot.y, dot.r + RING_OUTER) + circle_path(dot.x, dot.y, dot.r + RING_INNER)
    if dot.shape == "circle" and not dot.notified:
        rim = f'stroke="{dot.rim}" stroke-width="{RIM_WIDTH}"' if dot.rim else _plain_rim(dot)
        at = f'cx="{num(dot.x)}" cy="{num(dot.y)}" r="{num(dot.r)}"'
        return f'<circle {about}{at} fill="{dot.fill}" {rim}>{title}</circle>'
    path = _shape(dot) + (ring if dot.notified else "")
    none = _plain_rim(dot) if dot.is_hollow else 'stroke="none"'
    rim = f'stroke="{dot.rim}" stroke-width="{RIM_WIDTH / 2}"' if dot.rim else none
    return f'<path {about}d="{path}" fill="{dot.fill}" fill-rule="evenodd" {rim}>{title}</path>'


def _plain_rim(dot: Dot) -> str:
    if dot.is_hollow:
        return f'stroke="{theme.MUTED}" stroke-width="{theme.HOLLOW_RIM}"'
    return f'stroke="{theme.PAPER}"'


def _shape(dot: Dot) -> str:
    """Path of the shape; what is hollow is an inner outline, left out by the even-odd rule."""
    x, y, r = dot.x, dot.y, dot.r
    if dot.shape == "diamond":
        return _diamond(x, y, r * 1.3 + 1.2) + _diamond(x, y, r * 1.3 - 1.9)
    if dot.shape == "square":
        s = max(LEAST_SQUARE, r)
        bars = "".join(f"M{num(x + k * s - 0.55)} {num(y - s * 0.6)}h1.1v{num(s * 1.2)}h-1.1z" for k in (-0.4, 0.4))
        return f"M{num(x - s)} {num(y - s)}h{num(2 * s)}v{num(2 * s)}h{num(-2 * s)}z" + bars
    if dot.shape == "cross":
        arm, half = r * 1.15, max(1.8, r * 0.38)
        corners = [(half, 0), (arm, arm - half), (arm - half, arm), (0, half)]
        corners += [(-b, a) for a, b in corners]
        corners += [(-a, -b) for a, b in corners]
        return "M" + "L".join(f"{num(x + a)} {num(y + b)}" for a, b in corners) + "z"
    return circle_path(x, y, r)


def _diamond(x: float, y: float, s: float) -> str:
    return f"M{num(x)} {num(y - s)}L{num(x + s)} {num(y)}L{num(x)} {num(y + s)}L{num(x - s)} {num(y)}z"


def legend(scene: Scene) -> tuple[LegendEntry, ...]:
    """Return a symbol, drawn in a box of 30 by 18, and its words for everything that the scene holds.

    Parameters
    ----------
    scene : Scene
        The figure.

    Returns
    -------
    tuple[LegendEntry, ...]
        Lines, then persons.
    """
    return (*_lines(scene), *_areas(scene), *_persons(scene), *_changes(scene))


def _lines(scene: Scene) -> Iterator[LegendEntry]:
    t = scene.translator
    for status in theme.CONFLICT_DASH:
        if any(line.status == status for line in scene.conflicts):
            yield (
                _line(theme.CONFLICT, theme.CONFLICT_WIDTH[status], theme.CONFLICT_DASH[status]),
                t.text("conflict, {status}").format(status=coded(t, status, "ConflictState")),
            )
    if scene.conflicts:
        ring = f'<circle cx="15" cy="9" r="7.5" fill="{theme.PAPER}" stroke="{theme.CONFLICT}" stroke-width="1.4"/>'
        pen = f'text-anchor="middle" font-size="9" font-weight="700" fill="{theme.CONFLICT}"'
        yield f'{ring}<text x="15" y="12.4" {pen}>7</text>', t.text("incidents between them")
    if scene.alliances:
        yield _line(theme.ALLIANCE, 4.2) + _line(theme.PAPER, 1.8), t.text("alliance")
    if scene.bundles:
        yield _line(theme.TIE_ACROSS, 3), t.text("ties between groups (width)")
    if any(not tie.across for tie in scene.ties):
        yield _line(theme.TIE_INSIDE, 1.4), t.text("tie, not across groups")
    if any(tie.across for tie in scene.ties):
        yield _line(theme.TIE_ACROSS, 1.4), t.text("tie across groups")


def _areas(scene: Scene) -> Iterator[LegendEntry]:
    t = scene.translator
    if scene.hulls:
        sign = f'<text x="15" y="13" text-anchor="middle" font-size="11" fill="{theme.MUTED}">20</text>'
        yield sign, t.text("named members")
    if any(hull.is_first for hull in scene.hulls):
        sign = (
            f'<text x="15" y="13" text-anchor="middle" font-size="10" font-weight="700" fill="{theme.INK}">'
            f"{escape(t.text('1st'))}</text>"
        )
        yield sign, t.text("first by violence index")
    if any(not hull.is_valid for hull in scene.hulls):
        shape = f'fill="{theme.SYMBOL}" fill-opacity=".1" stroke="{theme.SYMBOL}" stroke-dasharray="3 2"'
        yield f'<rect x="5" y="2" width="20" height="14" rx="5" {shape}/>', t.text("group not valid now")


def _persons(scene: Scene) -> Iterator[LegendEntry]:
    t = scene.translator
    shapes = {dot.shape for dot in scene.dots}
    if "diamond" in shapes:
        yield _sample("diamond"), t.text("victim only")
    if "square" in shapes:
        yield _sample("square"), t.text("in custody")
    if "cross" in shapes:
        yield _sample("cross"), t.text("dead")
    if any(dot.notified for dot in scene.dots):
        yield _sample("circle", notified=True, r=4.6), t.text("notified")
    if any(dot.fill == theme.OUTSIDER for dot in scene.dots):
        yield f'<circle cx="15" cy="9" r="5" fill="{theme.OUTSIDER}"/>', t.text("no group shown")
    if any(dot.rim for dot in scene.dots):
        hues = f'fill="{theme.GROUP_HUES[0]}" stroke="{theme.GROUP_HUES[1]}"'
        yield f'<circle cx="15" cy="9" r="5.2" {hues} stroke-width="{RIM_WIDTH}"/>', t.text("in two or more groups")
    if scene.dots:
        has_step = [True] * 3 if scene.sizes is None else [bool(words) for words in scene.sizes.words]
        sizes = [
            size for size, held in zip(zip((4, 13, 25), theme.DOT_RADII, strict=True), has_step, strict=True) if held
        ]
        middle, many = theme.MIDDLE_POINTS, theme.MANY_POINTS
        points = t.text("points: {steps}").format(steps=f"0–{middle - 1}, {middle}–{many - 1}, {many}+")
        yield (
            "".join(f'<circle cx="{x}" cy="9" r="{r}" fill="{theme.SYMBOL}"/>' for x, r in sizes),
            points if scene.sizes is None else step_words(t, scene.sizes),
        )
    if scene.shades is not None:
        yield _swatches(scene.shades), step_words(t, scene.shades)
        if any(dot.is_hollow for dot in scene.dots):
            rim = f'stroke="{theme.MUTED}" stroke-width="{theme.HOLLOW_RIM}"'
            words = t.text("{measure} not defined").format(measure=measure_words(t, scene.shades.name))
            yield f'<circle cx="15" cy="9" r="5" fill="{theme.PAPER}" {rim}/>', words


def _changes(scene: Scene) -> Iterator[LegendEntry]:
    """Signs of what is another than on an earlier day, those that the map has."""
    changes, t = scene.changes, scene.translator
    if changes is None:
        return
    day = changes.since
    x, y = SAMPLE
    ring = f'cx="{x}" cy="{y}" r="7" fill="none" stroke="{theme.INK}" stroke-width="1.5"'
    dot = f'<circle cx="{x}" cy="{y}" r="3.6" fill="{theme.SYMBOL}"/>'
    if changes.came_persons or changes.came_groups or changes.came_conflicts or changes.came_alliances:
        yield f"{dot}<circle {ring}/>", t.text("new since {day}").format(day=day)
    if changes.changed_persons or changes.changed_conflicts:
        yield (
            f'{dot}<circle {ring} stroke-dasharray="{theme.CHANGE_DASH}"/>',
            t.text("another than on {day}").format(day=day),
        )
    if changes.came_ties:
        yield _line(theme.INK, 1.8), t.text("tie, new since {day}").format(day=day)
    if changes.ghosts:
        rim = f'stroke="{theme.MUTED}" stroke-width="1.2" stroke-dasharray="{theme.CHANGE_DASH}"'
        yield (
            f'<circle cx="{x}" cy="{y}" r="5.4" fill="{theme.PAPER}" {rim}/>',
            t.text("left since {day}").format(day=day),
        )
    if changes.lines:
        yield _line(theme.OUTSIDER, 1.2, theme.CHANGE_DASH), t.text("line that left since {day}").format(day=day)


def step_words(t: Translator, steps: Steps) -> str:
    """Say what sizes or shades stand for: what each step of a measure that holds somebody goes from and to."""
    held = ", ".join(words for words in steps.words if words)
    return f"{measure_words(t, steps.name)}: {held or t.text('not defined')}"


def _swatches(shades: Steps) -> str:
    held = [shade for shade, words in zip(theme.SHADES, shades.words, strict=True) if words]
    width = 30 / max(1, len(held))
    rim = f'stroke="{theme.MUTED}" stroke-width=".5"'
    return "".join(
        f'<rect x="{num(i * width)}" y="4" width="{num(width)}" height="10" fill="{shade}" {rim}/>'
        for i, shade in enumerate(held)
    )


def _sample(shape: str, *, notified: bool = False, r: float = 5.6) -> str:
    x, y = SAMPLE
    return dot_element(Dot(-1, x, y, r, theme.SYMBOL, None, shape, notified, ""))


def _line(colour: str, width: float, dash: str = "") -> str:
    pattern = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="M2 9H28" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round"{pattern}/>'
