"""Lines between persons and between groups: ties, bundles of ties, conflicts, alliances."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph_service.languages.translator import Translator
from graph_service.wording.words import coded
from visualizations import theme
from visualizations.geometry import XY, Points, bend, curve_path, edge_towards, n_hits, on_curve, square
from visualizations.labels import Crowd, Label, text_box
from visualizations.layout import Layout
from visualizations.marks import AllianceLine, Bundle, ConflictLine, TieLine
from visualizations.numbering import NOBODY, Numbered, Pair

BENDS: Final = tuple(sign * k / 20 for k in range(10) for sign in (1, -1))  # share of the length, straight first
FEW_BENDS: Final = (0.0, 0.15, -0.15, 0.3, -0.3)
MANY_GROUPS: Final = 200  # from which on only few bends are tried
BADGE_RADIUS: Final = 8.5
BADGE_SPOTS: Final = (0.5, 0.42, 0.58, 0.34, 0.66, 0.25, 0.75, 0.18, 0.82, 0.12, 0.88)
CURVE_BOXES: Final = 24  # small boxes that a curve takes, so that no label covers it
ALONG_A_NAME: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
FARTHEST_SHARE: Final = 0.75  # of its length: how far from its middle a bent line may run
MOST_BUNDLES: Final = 1_000  # pairs of groups, those with most ties, that are drawn as tied
ASIDE: Final = 0.08  # how far an alliance keeps from a conflict of the same groups


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies on the map before lines between groups are drawn, and what they must keep clear of."""

    names: tuple[str, ...]  # of the groups
    layout: Layout
    corners: tuple[Points, ...]  # of the groups' areas
    crowd: Crowd  # what is taken; lines and badges are added
    unit: float  # map units a pixel
    obstacles: Points  # centres and radii: the other groups' discs, and names as chains of discs
    owners: NDArray[np.int64]  # the group whose own lines may cross an obstacle, -1 for none


def ground_of(
    names: tuple[str, ...],
    layout: Layout,
    corners: tuple[Points, ...],
    texts: tuple[Label, ...],
    crowd: Crowd,
    unit: float,
) -> Ground:
    """Collect what lines between groups must keep clear of.

    Parameters
    ----------
    names : tuple[str, ...]
        Of the groups.
    layout : Layout
        The positions.
    corners : tuple[Points, ...]
        Of the groups' areas.
    texts : tuple[Label, ...]
        The names where they stand.
    crowd : Crowd
        What is taken.
    unit : float
        Map units a pixel.

    Returns
    -------
    Ground
        With its obstacles.
    """
    discs = [(float(x), float(y), float(r) + 8) for (x, y), r in zip(layout.centres, layout.radii, strict=True)]
    owners = list(range(len(discs)))
    for text in texts:
        left, top, right, low = text_box(text.text, text.x, text.y, text.anchor, 13 * unit)
        half = (low - top) / 2 + 2 * unit
        discs += [(left + share * (right - left), (top + low) / 2, half) for share in ALONG_A_NAME]
        # In a picture without persons a name lies in its disc, where its own lines end.
        owners += [NOBODY if layout.shows_persons else text.owner] * len(ALONG_A_NAME)
    obstacles = np.array(discs, dtype=float).reshape(-1, 3)
    return Ground(names, layout, corners, crowd, unit, obstacles, np.array(owners, dtype=np.int64))


def draw_ties(numbers: Numbered, n_groups: int) -> tuple[TieLine, ...]:
    """Bunch the ties by place: those inside a group, or from it to persons without one, share a path.

    One path for all ties draws three times slower than small ones: every tile of the screen has to
    walk all of it. A tie across groups is long and gets a path of its own.

    Parameters
    ----------
    numbers : Numbered
        The ties.
    n_groups : int
        How many groups there are.

    Returns
    -------
    tuple[TieLine, ...]
        In the order of the ties.
    """
    lines = []
    for position, tie in enumerate(numbers.tie_ends):
        a, b = numbers.first_group(tie.a), numbers.first_group(tie.b)
        across = min(a, b) >= 0 and a != b
        lines.append(TieLine(tie.a, tie.b, across, n_groups + position if across else max(a, b)))
    return tuple(lines)


def draw_bundles(n_ties: Mapping[tuple[int, int], int], layout: Layout, t: Translator) -> tuple[Bundle, ...]:
    """Draw how many ties there are between two groups, for a picture without persons; weak ones are left out.

    Parameters
    ----------
    n_ties : Mapping[tuple[int, int], int]
        Ties between two groups.
    layout : Layout
        The positions.
    t : Translator
        Of the language of the words.

    Returns
    -------
    tuple[Bundle, ...]
        By pair of groups.
    """
    strongest = sorted(n_ties, key=lambda pair: (-n_ties[pair], pair))[:MOST_BUNDLES]
    return tuple(
        Bundle(
            _centre(layout, a),
            _centre(layout, b),
            n,
            t.plural("{n} tie between two groups", "{n} ties between two groups", n).format(n=n),
        )
        for (a, b) in sorted(strongest)
        for n in (n_ties[a, b],)
    )


def draw_conflicts(numbers: Numbered, ground: Ground, t: Translator) -> tuple[ConflictLine, ...]:
    """Draw a curve from hull to hull for each conflict, around other groups where it can, with a badge that counts.

    Parameters
    ----------
    numbers : Numbered
        The conflicts.
    ground : Ground
        Where.
    t : Translator
        Of the language of the words.

    Returns
    -------
    tuple[ConflictLine, ...]
        In the order of the conflicts.
    """
    lines = []
    for conflict, sides in zip(numbers.conflicts, numbers.conflict_sides, strict=True):
        start, control, end = _curve(ground, sides)
        n, r = len(conflict.incident_ids), BADGE_RADIUS * ground.unit
        spots = [on_curve(start, control, end, share) for share in BADGE_SPOTS]
        badge = spots[ground.crowd.first_free([square(spot, r) for spot in spots])]
        ground.crowd.add(square(badge, r), firm=True)
        _take(ground, start, control, end, 2)
        names = f"{ground.names[sides.a]} – {ground.names[sides.b]}"
        names += f" ({conflict.name})" if conflict.name else ""
        text = t.plural("Conflict {names}: {status}, {n} incident", "Conflict {names}: {status}, {n} incidents", n)
        lines.append(
            ConflictLine(
                a=sides.a,
                b=sides.b,
                status=conflict.status,
                n_incidents=n,
                path=curve_path(start, control, end),
                middle=on_curve(start, control, end, 0.5),
                badge=badge,
                description=text.format(names=names, status=coded(t, conflict.status, "ConflictState"), n=n),
            )
        )
    return tuple(lines)


def draw_alliances(
    numbers: Numbered, ground: Ground, conflicts: Sequence[ConflictLine], t: Translator
) -> tuple[AllianceLine, ...]:
    """Draw a curve from hull to hull for each alliance, beside a conflict of the same groups.

    Parameters
    ----------
    numbers : Numbered
        The alliances.
    ground : Ground
        Where.
    conflicts : Sequence[ConflictLine]
        What is drawn already.
    t : Translator
        Of the language of the words.

    Returns
    -------
    tuple[AllianceLine, ...]
        In the order of the alliances.
    """
    at_odds = {frozenset((line.a, line.b)) for line in conflicts}
    badges = [(*line.badge, (BADGE_RADIUS + 4) * ground.unit) for line in conflicts]
    lines = []
    for sides in numbers.alliance_sides:
        both = frozenset((sides.a, sides.b)) in at_odds
        start, control, end = _curve(ground, sides, aside=ASIDE * both, also=badges)
        _take(ground, start, control, end, 3)
        names = f"{ground.names[sides.a]} – {ground.names[sides.b]}"
        text = t.text("Alliance {names}, also in conflict") if both else t.text("Alliance {names}")
        words = text.format(names=names)
        lines.append(
            AllianceLine(sides.a, sides.b, curve_path(start, control, end), on_curve(start, control, end, 0.5), words)
        )
    return tuple(lines)


def _centre(layout: Layout, group: int) -> XY:
    return float(layout.centres[group, 0]), float(layout.centres[group, 1])


def _on_disc(centre: XY, radius: float, target: XY) -> XY:
    dx, dy = target[0] - centre[0], target[1] - centre[1]
    share = radius / (math.hypot(dx, dy) or 1.0)
    return centre[0] + dx * share, centre[1] + dy * share


def _curve(
    ground: Ground, sides: Pair, *, aside: float = 0.0, also: Sequence[tuple[float, float, float]] = ()
) -> tuple[XY, XY, XY]:
    """Ends on both areas and the bend, of 19, that crosses fewest groups and names."""
    layout = ground.layout
    a, b = _centre(layout, sides.a), _centre(layout, sides.b)
    if layout.shows_persons:
        start = edge_towards(a, ground.corners[sides.a], theme.HULL_PAD, b)
        end = edge_towards(b, ground.corners[sides.b], theme.HULL_PAD, a)
    else:
        start = _on_disc(a, float(layout.radii[sides.a]), b)
        end = _on_disc(b, float(layout.radii[sides.b]), a)
    near = _near(ground, sides, start, end, also)
    amount = min(
        (k for k in (BENDS if len(ground.names) < MANY_GROUPS else FEW_BENDS) if abs(k) >= aside),
        key=lambda k: n_hits(start, bend(start, end, k), end, near) + 2 * abs(k),
    )
    return start, bend(start, end, amount), end


def _near(ground: Ground, sides: Pair, start: XY, end: XY, also: Sequence[tuple[float, float, float]]) -> Points:
    """Obstacles that some bend between two groups could cross, as discs."""
    is_owner = np.isin(ground.owners, (sides.a, sides.b))
    discs = np.concatenate([ground.obstacles[~is_owner], np.array(also, dtype=float).reshape(-1, 3)])
    middle = np.array([(start[0] + end[0]) / 2, (start[1] + end[1]) / 2])
    reach = math.hypot(end[0] - start[0], end[1] - start[1]) * FARTHEST_SHARE
    return np.asarray(discs[np.hypot(*(discs[:, :2] - middle).T) < reach + discs[:, 2]])


def _take(ground: Ground, start: XY, control: XY, end: XY, pixels: float) -> None:
    for step in range(1, CURVE_BOXES):
        ground.crowd.add(square(on_curve(start, control, end, step / CURVE_BOXES), pixels * ground.unit))
