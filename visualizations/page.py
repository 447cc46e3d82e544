"""A scene as one HTML file that works from disk, offline: picture, records, style and script in one.

The file's content security policy lets nothing run but its own script and style, each by its hash,
and nothing be fetched. Text of the records enters by escaping here and by `textContent` in the script.
"""

from functools import cache

from graph_service.analysis.network import Network
from graph_service.analysis.person_measures import NO_MEASURES, PersonMeasures
from visualizations import theme
from visualizations.escaping import escape
from visualizations.marks import Scene
from visualizations.page_inside import FrameParts, filled, inside_html, static_text
from visualizations.page_script import ENTRY, digest, import_map, script_digests


def standalone_html(
    network: Network,
    scene: Scene,
    measures: PersonMeasures = NO_MEASURES,
    earlier: Network | None = None,
    *,
    opens: str = "",
) -> str:
    """Write a page around a picture, as one file.

    Parameters
    ----------
    network : Network
        What is drawn.
    scene : Scene
        Its figure, as `compose` makes it of this network.
    measures : PersonMeasures
        Of persons, for tables and details.
    earlier : Network | None
        The earlier day that the scene is compared with.
    opens : str
        Address that ends where the id of a group follows, of its own map; empty: the page says the command.

    Returns
    -------
    str
        The document, the same bytes for the same network and scene.
    """
    parts = {
        "lang": scene.translator.language,
        "policy": escape(content_security_policy()),
        "style": _style(),
        "import_map": import_map(),
        "script": ENTRY,
        "title": escape(scene.title),
        "as_of": escape(scene.as_of),
        "inside": inside_html(network, scene, measures, earlier, FrameParts(opens=opens)),
    }
    return filled("page.html", parts, scene.translator)


def content_security_policy() -> str:
    """Return the policy of every page that `standalone_html` writes, for a server that sends it as a header too.

    Returns
    -------
    str
        Nothing but the page's own modules and style, each by its hash.
    """
    scripts = " ".join(f"'{script}'" for script in script_digests())
    return (
        f"default-src 'none'; script-src {scripts}; style-src '{digest(_style().encode())}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def inside_style() -> str:
    """Return the style of the inside, which touches nothing around it, with what it shares with the drawing."""
    shared = {
        "ink": theme.INK,
        "muted": theme.MUTED,
        "paper": theme.PAPER,
        "accent": theme.ACCENT,
        "handling": theme.HANDLING,
        "margin": f"{theme.DRAWING_MARGIN}px",
    }
    variables = "; ".join(f"--{name}: {value}" for name, value in shared.items())
    return f"#map-page {{ {variables} }}\n{static_text('inside.css')}"


@cache
def _style() -> str:
    return f"\n{inside_style()}{static_text('page.css')}"
