"""Areas of groups: their hues, their outlines and where their names stand."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from graph_service.analysis.network import NetworkGroup
from graph_service.analysis.result import Withheld
from graph_service.languages.source import N_
from graph_service.languages.translator import Translator
from graph_service.wording.words import coded
from visualizations import theme
from visualizations.geometry import XY, Points, circle_path, hull_corners, padded_hull_path
from visualizations.labels import GLYPH_WIDTH, Crowd, Label, shortened, text_box, text_width
from visualizations.layout import Layout
from visualizations.marks import Hull

NAME_SIZE: Final = 13.5
NAME_SIZE_MANY: Final = 11.5
MANY_GROUPS: Final = 20
NAME_SIGNS: Final = 26
NEAR: Final = 7  # groups nearby that should not share a hue
FIRST_WORDS: Final = N_("1st")
FARTHEST: Final = 7  # line heights that a name may go astray where room is short
BOLD: Final = 1.1  # how much wider bold text runs


def name_size(n_groups: int, unit: float) -> float:
    """Return the font size of the groups' names.

    Parameters
    ----------
    n_groups : int
        How many are named.
    unit : float
        Map units a pixel.

    Returns
    -------
    float
        In map units.
    """
    return (NAME_SIZE if n_groups <= MANY_GROUPS else NAME_SIZE_MANY) * unit


def hull_corners_of(layout: Layout, n_groups: int) -> tuple[Points, ...]:
    """Return the corners of each group's area: its dots, or the middle of its disc if it has none.

    Parameters
    ----------
    layout : Layout
        The positions.
    n_groups : int
        How many discs are groups.

    Returns
    -------
    tuple[Points, ...]
        By group.
    """
    return tuple(
        hull_corners(layout.persons[layout.home == group])
        if layout.shows_persons and (layout.home == group).any()
        else layout.centres[group : group + 1]
        for group in range(n_groups)
    )


def neighbours_differ(layout: Layout, n_groups: int) -> tuple[str, ...]:
    """Give each group a hue that the groups nearest to it do not have, if there is one.

    Parameters
    ----------
    layout : Layout
        The positions.
    n_groups : int
        How many discs are groups.

    Returns
    -------
    tuple[str, ...]
        By group.
    """
    centres, radii = layout.centres[:n_groups], layout.radii[:n_groups]
    gaps = np.hypot(*(centres[:, None] - centres[None]).transpose(2, 0, 1)) - radii[:, None] - radii[None]
    hues: list[int] = []
    for group in range(n_groups):
        near = {int(g) for g in np.argsort(gaps[group], kind="stable")[:NEAR] if g < group}
        used = [0.0] * len(theme.GROUP_HUES)
        for neighbour, hue in enumerate(hues):
            used[hue] += 3.0 if neighbour in near else 0.3
        hues.append(used.index(min(used)))
    return tuple(theme.GROUP_HUES[hue] for hue in hues)


def draw_hulls(
    groups: Sequence[NetworkGroup],
    layout: Layout,
    corners: Sequence[Points],
    colours: Sequence[str],
    crowd: Crowd,
    unit: float,
    *,
    t: Translator,
) -> tuple[Hull, ...]:
    """Draw the area of each group and find room for its name.

    Parameters
    ----------
    groups : Sequence[NetworkGroup]
        The groups.
    layout : Layout
        The positions.
    corners : Sequence[Points]
        Of the areas.
    colours : Sequence[str]
        By group.
    crowd : Crowd
        What is taken; the names are added.
    unit : float
        Map units a pixel.
    t : Translator
        Of the language of the words.

    Returns
    -------
    tuple[Hull, ...]
        In the order of the groups.
    """
    size = name_size(len(groups), unit)
    hulls = []
    for position, group in enumerate(groups):
        name, count = shortened(group.name, NAME_SIGNS) or group.group_id, coded(t, group.n_named)
        is_first = group.rank == 1 and group.violence_index > 0
        fitting = None
        if layout.shows_persons:
            path = padded_hull_path(corners[position], theme.HULL_PAD)
            text = " ".join((name, count, t.text(FIRST_WORDS)) if is_first else (name, count))
            label = _beside(text, corners[position], size * BOLD, crowd, position)
        else:
            x, y, r = (float(v) for v in (*layout.centres[position], layout.radii[position]))
            path = circle_path(x, y, r)
            fitting = min(size, 1.8 * r / max(text_width(name, BOLD), 5 * GLYPH_WIDTH))
            label = Label(name, x, y + 0.1 * fitting, "middle", position)
            crowd.add(text_box(name, x, y + 0.5 * fitting, "middle", 1.5 * fitting), firm=True)
        hulls.append(
            Hull(
                group=position,
                name=name,
                count=count,
                is_first=is_first,
                is_valid=group.is_valid,
                path=path,
                colour=colours[position],
                label=label,
                font_size=fitting,
                description=group_words(t, group),
            )
        )
    return tuple(hulls)


def group_words(t: Translator, group: NetworkGroup) -> str:
    """Say what a group is.

    Parameters
    ----------
    t : Translator
        Of the language.
    group : NetworkGroup
        The group.

    Returns
    -------
    str
        Name, named members, estimate, rank, validity.
    """
    index = t.decimal(f"{group.violence_index:.2f}")
    rank = t.text("rank {rank} by violence index {index}").format(rank=group.rank, index=index)
    words = (
        group.name,
        named_words(t, group),
        t.text("estimated {size}").format(size=size_words(t, group)),
        rank if group.rank is not None else "",
        "" if group.is_valid else t.text("not valid on this day"),
    )
    return ", ".join(word for word in words if word)


def named_words(t: Translator, group: NetworkGroup) -> str:
    """Say how many members of a group are named, as far as the caller may know.

    Parameters
    ----------
    t : Translator
        Of the language.
    group : NetworkGroup
        The group.

    Returns
    -------
    str
        As ``12 named members``.
    """
    if isinstance(group.n_named, Withheld):
        return t.text("number of named members withheld")
    return t.plural("{n} named member", "{n} named members", group.n_named).format(n=group.n_named)


def size_words(t: Translator, group: NetworkGroup) -> str:
    """Say how large a group is held to be.

    Parameters
    ----------
    t : Translator
        Of the language.
    group : NetworkGroup
        The group.

    Returns
    -------
    str
        As ``12–20``, ``at least 12``, ``at most 20`` or ``size not known``.
    """
    if group.size_low is None:
        unknown = group.size_high is None
        return t.text("size not known") if unknown else t.text("at most {n}").format(n=group.size_high)
    if group.size_high is None:
        return t.text("at least {n}").format(n=group.size_low)
    return str(group.size_low) if group.size_low == group.size_high else f"{group.size_low}–{group.size_high}"


def _beside(text: str, corners: Points, size: float, crowd: Crowd, owner: int) -> Label:
    """On top of the area if there is room along its upper edge, else below it, else further up."""
    low, high = corners.min(0) - theme.HULL_PAD, corners.max(0) + theme.HULL_PAD
    top, bottom = float(corners[corners[:, 1].argmin(), 0]), float(corners[corners[:, 1].argmax(), 0])
    middle, half = float(low[0] + high[0]) / 2, float(high[0] - low[0]) / 2
    above, below = float(low[1]), float(high[1]) + 0.95 * size
    spots: list[XY] = [(top, above - 0.4 * size)]
    spots += [
        (middle + share * half, above - lift * size) for lift in (0.4, 1.2) for share in (0, -0.3, 0.3, -0.6, 0.6)
    ]
    spots += [(bottom, below), (middle, below)]
    spots += [
        (middle + share * half, above - lift * size) for lift in (2.0, 2.8, 3.6) for share in (0, -0.5, 0.5, -1, 1)
    ]
    spots += [(middle + share * half, below + drop * size) for drop in (1.0, 2.0) for share in (0, -0.5, 0.5, -1, 1)]
    spots += [
        (middle + 2 * step * math.cos(angle) * size, above - step * math.sin(angle) * size)
        for step in range(1, FARTHEST)
        for angle in (
            math.pi / 2,
            math.pi / 4,
            3 * math.pi / 4,
            0,
            math.pi,
            -math.pi / 4,
            -3 * math.pi / 4,
            -math.pi / 2,
        )
    ]
    boxes = [text_box(text, *spot, "middle", size) for spot in spots]
    free = crowd.first_free(boxes)
    crowd.add(boxes[free], firm=True)
    x, y = spots[free]
    return Label(text, x, y, "middle", owner)
