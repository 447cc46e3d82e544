"""What a scene is made of: plain data, each mark with its place, its colour and its words."""

from dataclasses import dataclass

from graph_service.analysis.result import Note
from graph_service.languages.translator import Translator
from visualizations.geometry import XY, Box
from visualizations.labels import Label
from visualizations.said import ENGLISH
from visualizations.scores import Steps


@dataclass(frozen=True, slots=True)
class Dot:
    """A person; `person` is the position in the network, -1 in a legend."""

    person: int
    x: float
    y: float
    r: float
    fill: str
    rim: str | None  # hue of a second group
    shape: str  # circle, diamond (victim only), square (in custody), cross (dead)
    notified: bool
    description: str
    is_hollow: bool = False  # coloured by a measure that is not defined of the person

    @property
    def outline(self) -> float:
        """Radius of the shape with its rim."""
        return {"diamond": self.r * 1.3 + 1.2, "square": max(4.6, self.r) * 1.2, "cross": self.r * 1.3}.get(
            self.shape, self.r + 1.3
        )

    @property
    def reach(self) -> float:
        """Radius of all that is drawn: corners, ring, rim."""
        return max(self.outline, self.r + 4.2) if self.notified else self.outline


@dataclass(frozen=True, slots=True)
class Hull:
    """The area of a group, and its name."""

    group: int
    name: str
    count: str
    is_first: bool  # ranked first by the violence index
    is_valid: bool
    path: str
    colour: str
    label: Label
    font_size: float | None  # set where the name must fit into the disc
    description: str


@dataclass(frozen=True, slots=True)
class TieLine:
    """A tie between two dots. Ties of one `bunch` become one SVG path."""

    a: int
    b: int
    across: bool
    bunch: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """All ties between two groups, drawn as one line where persons are not shown."""

    start: XY
    end: XY
    n_ties: int
    description: str


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """A conflict from hull to hull, with a badge that counts its incidents."""

    a: int
    b: int
    status: str  # active, truce, dormant
    n_incidents: int
    path: str
    middle: XY  # how far the curve bends
    badge: XY
    description: str


@dataclass(frozen=True, slots=True)
class AllianceLine:
    """An alliance from hull to hull."""

    a: int
    b: int
    path: str
    middle: XY
    description: str


@dataclass(frozen=True, slots=True)
class LabelLevel:
    """The labels that fit at one zoom."""

    zoom: float
    font_size: float
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Ghost:
    """A person or a group that left the map since an earlier day."""

    x: float
    y: float
    r: float
    name: str  # of a group; of a person empty
    description: str


@dataclass(frozen=True, slots=True)
class GhostLine:
    """A tie, a conflict or an alliance that left since an earlier day; `kind` says which."""

    kind: str
    start: XY
    end: XY
    description: str


@dataclass(frozen=True, slots=True)
class DayChanges:
    """What is another than on an earlier day: what left, and by position what came or changed."""

    since: str
    sentence: str
    ghosts: tuple[Ghost, ...]
    lines: tuple[GhostLine, ...]
    came_persons: tuple[int, ...]
    changed_persons: tuple[int, ...]
    came_groups: tuple[int, ...]
    came_ties: tuple[int, ...]
    came_conflicts: tuple[int, ...]
    changed_conflicts: tuple[int, ...]
    came_alliances: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The whole figure, in units of the map."""

    title: str
    summary: str
    as_of: str
    handling: str
    provenance: str  # measure, snapshot, policy
    notes: tuple[Note, ...]
    bounds: Box  # left, top, width, height
    unit: float  # map units per pixel when the whole map is on the screen
    hulls: tuple[Hull, ...]
    bundles: tuple[Bundle, ...]
    ties: tuple[TieLine, ...]
    conflicts: tuple[ConflictLine, ...]
    alliances: tuple[AllianceLine, ...]
    dots: tuple[Dot, ...]
    label_levels: tuple[LabelLevel, ...]
    caption: Label | None  # under the persons without any tie, or instead of a map
    sizes: Steps | None = None  # what the size of a dot stands for; None: points for documented facts
    shades: Steps | None = None  # what its colour stands for; None: the group
    changes: DayChanges | None = None  # since an earlier day, where one is compared with
    translator: Translator = ENGLISH  # of the language that everything is said in
