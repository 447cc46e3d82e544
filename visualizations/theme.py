"""Colours and sizes, in one place.

Red belongs to conflicts alone. Six calm hues, told apart by deuteranopes mostly through lightness;
neighbouring groups never share one while there is another, and the group's name is always written beside it.
"""

from typing import Final

INK: Final = "#1f2933"
MUTED: Final = "#5f6b76"
PAPER: Final = "#ffffff"
CONFLICT: Final = "#b3202c"
ALLIANCE: Final = "#5d7f9e"
OUTSIDER: Final = "#8b949d"
SYMBOL: Final = "#66717c"  # shapes in the legend, where the hue does not matter
TIE_INSIDE: Final = "#c9cfd6"
TIE_ACROSS: Final = "#7d8894"
HANDLING: Final = "#5a3410"
ACCENT: Final = "#1d5a96"  # of a page: links, and the ring of the person chosen
GROUP_HUES: Final = ("#2f6496", "#d29a2e", "#2f9486", "#7b5899", "#6ea6d1", "#858a4a")

# of a measure, lightest where it is least: no hue of a group, and not the red of conflicts
SHADES: Final = ("#bac6d1", "#91a2b2", "#687c8f", "#445567", "#1b2733")
HOLLOW_RIM: Final = 1.1

DOT_RADII: Final = (4.2, 5.6, 7.2)
MIDDLE_POINTS, MANY_POINTS = 4, 8  # from how many points a dot is drawn in the second, in the third size
HULL_PAD: Final = 15.0
FONT: Final = "'DejaVu Sans', 'Segoe UI', Arial, sans-serif"
CONFLICT_DASH: Final = {"active": "", "truce": "9 5", "dormant": "2 5"}
CONFLICT_WIDTH: Final = {"active": 2.6, "truce": 2.0, "dormant": 1.8}
LABEL_HALO: Final = 0.24  # of the font size, as the next
NAME_HALO: Final = 0.25
DRAWING_MARGIN: Final = 240  # pixels by which a page draws beyond the view, so that short moves show no edge
GHOST_REACH: Final = 9.0  # of a dot that left, with its rim
RING_GAP: Final = 3.4  # between a dot and the ring of one that came or changed
CHANGE_DASH: Final = "2.4 2"
BAR_WIDTH: Final = 10  # of a month on the time axis
INK_SHARE: Final = 0.58  # how dark a group's name is against its hue


def dot_radius(points: int) -> float:
    """Return the radius of a person's dot: by points for documented facts, never by acquaintance."""
    return DOT_RADII[(points >= MIDDLE_POINTS) + (points >= MANY_POINTS)]


def ink_of(hue: str) -> str:
    """Return a darker shade of a hue, readable as text on paper."""
    return "#" + "".join(f"{int(int(hue[i : i + 2], 16) * INK_SHARE):02x}" for i in (1, 3, 5))
