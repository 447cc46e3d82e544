"""Signs of what is another than on an earlier day: pale dashed ghosts of what left, rings round what came or changed.

None of them has a colour of its own: they are told apart by line and dash, so that hues stay those of the groups.
"""

from collections.abc import Iterator
from typing import Final

from visualizations import theme
from visualizations.escaping import escape
from visualizations.geometry import line_path, num
from visualizations.lines import BADGE_RADIUS
from visualizations.marks import Ghost, Scene

STROKES: Final = {"ties": theme.TIE_ACROSS, "conflicts": theme.CONFLICT, "alliances": theme.ALLIANCE}
NAME_SIZE: Final = 10.0


def ghosts_svg(scene: Scene) -> Iterator[str]:
    """Write what left; nothing where no other day is compared with.

    Parameters
    ----------
    scene : Scene
        The figure.

    Yields
    ------
    str
        SVG, to lie below everything that is there.
    """
    if scene.changes is None:
        return
    dash = f'stroke-dasharray="{theme.CHANGE_DASH}"'
    label = scene.translator.text("Left since {day}").format(day=scene.changes.since)
    yield f'<g id="ghosts" role="list" aria-label="{escape(label)}">'
    for line in scene.changes.lines:
        pen = f'stroke="{STROKES[line.kind]}" stroke-opacity=".55" stroke-width="{num(1.1 * max(1, scene.unit * 0.8))}"'
        title = f"<title>{escape(line.description)}</title>"
        yield f'<path role="listitem" d="{line_path(line.start, line.end)}" fill="none" {pen} {dash}>{title}</path>'
    for ghost in scene.changes.ghosts:
        yield from _ghost(ghost, scene.unit, dash)
    yield "</g>"


def _ghost(ghost: Ghost, unit: float, dash: str) -> Iterator[str]:
    at = f'cx="{num(ghost.x)}" cy="{num(ghost.y)}" r="{num(ghost.r)}"'
    pen = f'fill="{theme.PAPER}" stroke="{theme.MUTED}" stroke-width="1.2" {dash}'
    yield f'<circle class="ghost" role="listitem" {at} {pen}><title>{escape(ghost.description)}</title></circle>'
    if ghost.name:
        where = f'x="{num(ghost.x)}" y="{num(ghost.y - ghost.r - 4)}" text-anchor="middle"'
        yield f'<text {where} font-size="{num(NAME_SIZE * unit)}" fill="{theme.MUTED}">{escape(ghost.name)}</text>'


def rings_svg(scene: Scene) -> Iterator[str]:
    """Write the marks of what came or changed; nothing where no other day is compared with.

    Parameters
    ----------
    scene : Scene
        The figure.

    Yields
    ------
    str
        SVG, to lie above everything that is there.
    """
    changes = scene.changes
    if changes is None:
        return
    dash = f' stroke-dasharray="{theme.CHANGE_DASH}"'
    yield f'<g id="rings" fill="none" stroke="{theme.INK}" stroke-width="1.5" aria-hidden="true">'
    for position in changes.came_ties:
        tie = scene.ties[position]
        path = line_path((scene.dots[tie.a].x, scene.dots[tie.a].y), (scene.dots[tie.b].x, scene.dots[tie.b].y))
        yield f'<path data-tie="{position}" d="{path}" stroke-opacity=".75"/>'
    for position in changes.came_groups:
        yield f'<path data-group="{position}" d="{scene.hulls[position].path}"/>'
    for positions, pattern in ((changes.came_persons, ""), (changes.changed_persons, dash)):
        for position in positions:
            dot = scene.dots[position]
            at = f'cx="{num(dot.x)}" cy="{num(dot.y)}" r="{num(dot.reach + theme.RING_GAP)}"'
            yield f'<circle data-i="{position}" {at}{pattern}/>'
    for positions, pattern in ((changes.came_conflicts, ""), (changes.changed_conflicts, dash)):
        for position in positions:
            line = scene.conflicts[position]
            at = f'cx="{num(line.badge[0])}" cy="{num(line.badge[1])}"'
            reach = f'r="{num((BADGE_RADIUS + theme.RING_GAP) * scene.unit)}"'
            yield f'<circle data-a="{line.a}" data-b="{line.b}" {at} {reach}{pattern}/>'
    for position in changes.came_alliances:
        ally = scene.alliances[position]
        yield f'<path data-a="{ally.a}" data-b="{ally.b}" d="{ally.path}" stroke-width="1"/>'
    yield "</g>"
