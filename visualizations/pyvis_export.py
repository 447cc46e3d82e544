"""A pyvis file that asks for nothing outside and runs nothing from the data.

pyvis 0.3.2 makes a file that an analyst can pass on and open offline, but not by itself. Guarded here against:

1. outside requests: even in-line it asks for bootstrap; all such tags are removed and the page is read again;
2. titles run as HTML as soon as one of them holds the text "href": that text is broken up;
3. node ids pasted unescaped into menus: integers only, no menus, neither `heading` nor `set_options`;
4. physics in the page, which takes half a minute at 500 persons: off, positions are given;
5. `add_edge`, quadratic in the edges: the list is set at once.

It cannot run under a strict content security policy: a file to keep, never a page of a service.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from graph_service.errors import ConfigurationError, InputError, MissingExtraError
from visualizations import theme
from visualizations.escaping import escape
from visualizations.furniture import measured_words, note_words
from visualizations.marks import Scene

HEIGHT_PX: Final = 820
NAME_SIZE: Final = 20
UNNAMED: Final = " "  # an empty label would show the number of the node; the title names everybody
SHAPES: Final = {"circle": "dot", "diamond": "diamond", "square": "square", "cross": "star"}
NOT_PLAIN: Final = re.compile("href", re.IGNORECASE)
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_OUTSIDE_LINK = re.compile(r"<link\s[^>]*https?://[^>]*>", re.IGNORECASE)
_OUTSIDE_SCRIPT = re.compile(r"<script\s[^>]*src\s*=\s*[\"']https?://[^>]*>\s*</script>", re.IGNORECASE)
_LOADING_ATTRIBUTES: Final = frozenset({"src", "href", "srcset", "data", "poster", "action"})


@dataclass(frozen=True, slots=True)
class GuardedNode:
    """A dot. `title` is shown as plain text when the pointer is on it."""

    id: int
    x: float
    y: float
    label: str
    title: str = ""
    color: str = theme.SYMBOL
    size: float = 8.0
    shape: str = "dot"  # dot, diamond, square, star, text
    border_width: int = 1
    font_size: int = 14


@dataclass(frozen=True, slots=True)
class GuardedEdge:
    """A line."""

    source: int
    target: int
    color: str = theme.TIE_INSIDE
    width: float = 1.0
    dashes: bool = False
    title: str = ""


def pyvis_html(scene: Scene) -> str:
    """Write a picture as one pyvis file that works offline.

    Parameters
    ----------
    scene : Scene
        The figure.

    Returns
    -------
    str
        The document.

    Raises
    ------
    MissingExtraError
        If pyvis is not installed.
    """
    n_persons = len(scene.dots)
    named = {label.owner: label.text for level in scene.label_levels[:1] for label in level.labels}
    persons = [
        GuardedNode(
            id=dot.person,
            x=dot.x,
            y=dot.y,
            label=named.get(dot.person, UNNAMED),
            title=dot.description,
            color=dot.fill,
            size=dot.r,
            shape=SHAPES[dot.shape],
            border_width=4 if dot.notified else 1,
            font_size=8,
        )
        for dot in scene.dots
    ]
    groups = [
        GuardedNode(
            id=n_persons + hull.group,
            x=hull.label.x,
            y=hull.label.y,
            label=f"{hull.name} {hull.count}",
            title=hull.description,
            color=theme.ink_of(hull.colour),
            shape="text",
            font_size=NAME_SIZE,
        )
        for hull in scene.hulls
    ]
    ties = [GuardedEdge(t.a, t.b, theme.TIE_ACROSS if t.across else theme.TIE_INSIDE) for t in scene.ties]
    conflicts = [
        GuardedEdge(
            n_persons + line.a, n_persons + line.b, theme.CONFLICT, 3.0, line.status != "active", line.description
        )
        for line in scene.conflicts
    ]
    alliances = [
        GuardedEdge(n_persons + line.a, n_persons + line.b, theme.ALLIANCE, 3.0, title=line.description)
        for line in scene.alliances
    ]
    return guarded_html([*persons, *groups], [*ties, *conflicts, *alliances], heading=_heading(scene))


def guarded_html(
    nodes: Iterable[GuardedNode],
    edges: Iterable[GuardedEdge],
    *,
    heading: Sequence[str] = (),
    height_px: int = HEIGHT_PX,
) -> str:
    """Write one HTML document that works offline.

    Parameters
    ----------
    nodes : Iterable[GuardedNode]
        The dots, with different ids.
    edges : Iterable[GuardedEdge]
        The lines between them.
    heading : Sequence[str]
        Lines of plain text above the picture.
    height_px : int
        Of the picture.

    Returns
    -------
    str
        The document.

    Raises
    ------
    MissingExtraError
        If pyvis is not installed.
    InputError
        If an id is no integer or not new, a colour is no hex colour, or an edge has an unknown end.
    ConfigurationError
        If this pyvis leaves a reference to another host.
    """
    try:
        from pyvis.network import Network as PyvisNetwork
    except ImportError as error:
        raise MissingExtraError("pyvis") from error
    drawing = PyvisNetwork(height=f"{height_px}px", width="100%", cdn_resources="in_line")
    drawing.toggle_physics(False)  # noqa: FBT003  as pyvis has it
    ids: set[int] = set()
    for node in nodes:
        if type(node.id) is not int or node.id in ids:
            raise InputError(f"a node's id must be a new integer, not {node.id!r}")
        ids.add(node.id)
        drawing.add_node(
            node.id,
            label=node.label,
            title=_plain(node.title),
            x=round(node.x, 1),
            y=round(node.y, 1),
            size=node.size,
            color=_hex(node.color),
            shape=node.shape,
            borderWidth=node.border_width,
            font={"size": node.font_size},
            physics=False,
        )
    lines = []
    for edge in edges:
        if not {edge.source, edge.target} <= ids:
            raise InputError(f"the edge {edge.source} to {edge.target} has an unknown end")
        line: dict[str, int | float | str | bool] = {
            "from": edge.source,
            "to": edge.target,
            "color": _hex(edge.color),
            "width": edge.width,
        }
        lines.append(
            line | ({"dashes": True} if edge.dashes else {}) | ({"title": _plain(edge.title)} if edge.title else {})
        )
    drawing.edges = lines
    page = str(drawing.generate_html(notebook=False))
    page = _OUTSIDE_SCRIPT.sub("", _OUTSIDE_LINK.sub("", page))
    said = "".join(f'<p style="font: 13px sans-serif; margin: 4px 8px">{escape(text)}</p>' for text in heading)
    page = page.replace("<body>", f"<body>{said}", 1)
    _refuse_outside_references(page)
    return page


def _heading(scene: Scene) -> tuple[str, ...]:
    t = scene.translator
    key = t.text(
        "Red: conflict (dashed: truce or dormant); grey-blue between groups: alliance; diamond: victim only; "
        "square: in custody; star: dead; thick rim: notified."
    )
    sizes = measured_words(scene) or t.text("Size: points for documented facts.")
    titled = t.text("{title}, as of {day}. {summary}.")
    titled = titled.format(title=scene.title, day=scene.as_of, summary=scene.summary)
    notes = t.text("Notes: {notes}.").format(notes="; ".join(note_words(scene)) or t.text("none"))
    return (
        " – ".join(part for part in (scene.handling, titled) if part),
        f"{key} {sizes}",
        f"{scene.provenance}. {notes}",
    )


def _plain(title: str) -> str:
    """Break the text "href": one title that holds it makes pyvis show every title as HTML."""
    return NOT_PLAIN.sub(lambda match: f"{match[0][:2]}\u200b{match[0][2:]}", title)


def _hex(color: str) -> str:
    if not _HEX.fullmatch(color):
        raise InputError(f"a colour must look like #1f2933, not {color!r}")
    return color


class _References(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [
            f"{tag} {name}" for name, value in attrs if name in _LOADING_ATTRIBUTES and value and "//" in value[:8]
        ]


def _refuse_outside_references(page: str) -> None:
    parser = _References()
    parser.feed(page)
    if parser.found:
        raise ConfigurationError(
            f"the file would ask another host ({', '.join(parser.found)}): this needs pyvis 0.3.2, which leaves none"
        )
