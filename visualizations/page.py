"""A scene as one HTML file that works from disk, offline: picture, records, style and script in one.

The file's content security policy lets nothing run but its own script and style, each by its hash,
and nothing be fetched. Text of the records enters by escaping here and by `textContent` in the script.
"""

import base64
import hashlib
import re
from collections import Counter
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

from graph_service.analysis.network import Network
from visualizations import theme
from visualizations.furniture import note_words
from visualizations.marks import Scene
from visualizations.numbering import NOBODY, numbered
from visualizations.page_data import data_json, incident_months, months_of, named_count
from visualizations.svg import render
from visualizations.symbols import legend
from visualizations.tables import tables_html

# In the order in which they stand on each other; as one script their imports and exports fall away.
MODULES: Final = ("data", "graph", "camera", "picture", "details", "commands", "controls")
KEYS: Final = (
    ("/", "search"), ("arrows", "nearest person in that direction"), ("N, Shift+N", "next, previous contact"),
    ("Enter", "select it"), ("1, 2", "contacts in 1 or 2 steps"), ("P", "path to another person"),
    ("H, Z", "hide, undo"), ("C", "centre"), ("+, −, 0", "zoom, whole map"), ("Shift+arrows", "move the map"),
    ("T", "tables"), ("Space", "play the time"), ("Esc", "one step back"),
)  # fmt: skip
BAR_WIDTH: Final = 10
BAR_HEIGHT: Final = 36
_IMPORT = re.compile(r"^import\s[^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_PLACE = re.compile(r"\{\{(\w+)\}\}")


def standalone_html(network: Network, scene: Scene) -> str:
    """Write a page around a picture, as one file.

    Parameters
    ----------
    network : Network
        What is drawn.
    scene : Scene
        Its figure, as `compose` makes it of this network.

    Returns
    -------
    str
        The document, the same bytes for the same network and scene.
    """
    months = months_of(network)
    parts = {
        "policy": escape(content_security_policy()),
        "style": _style(),
        "script": _script(),
        "title": escape(scene.title),
        "as_of": escape(scene.as_of),
        "handling": escape(scene.handling),
        "groups": _group_filters(network, scene),
        "legend": "".join(
            f'<li><svg viewBox="0 0 30 18" width="30" height="18" aria-hidden="true">{symbol}</svg>{escape(words)}</li>'
            for symbol, words in legend(scene)
        ),
        "notes": "".join(f"<li>{escape(words)}</li>" for words in note_words(scene)) or "<li>nothing</li>",
        "about": "".join(f"<dt>{escape(term)}</dt><dd>{escape(value)}</dd>" for term, value in _about(network, scene)),
        "keys": "".join(f"<dt>{escape(key)}</dt><dd>{escape(does)}</dd>" for key, does in KEYS),
        "svg": render(scene),
        "tables": tables_html(network, numbered(network)),
        "histogram": _histogram(network),
        "months_width": str(BAR_WIDTH * months.n_months),
        "years": "".join(
            f'<span data-months="{n}">{year}</span>' for year, n in Counter(name[:4] for name in months.names).items()
        ),
        "last": str(months.n_months - 1),
        "data": data_json(network, scene),
    }
    # One pass: braces in a name are a name, not a place to fill.
    return _PLACE.sub(lambda place: parts[place[1]], _static("page.html"))


def content_security_policy() -> str:
    """Return the policy of every page that `standalone_html` writes, for a server that sends it as a header too.

    Returns
    -------
    str
        Nothing but the page's own script and style.
    """
    return (
        f"default-src 'none'; script-src '{_digest(_script())}'; style-src '{_digest(_style())}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def _static(name: str) -> str:
    return (files("visualizations") / "static" / name).read_text(encoding="utf-8")


@cache
def _script() -> str:
    return "\n" + "\n".join(_EXPORT.sub("", _IMPORT.sub("", _static(f"{name}.js"))) for name in MODULES)


@cache
def _style() -> str:
    return "\n" + _static("page.css")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _about(network: Network, scene: Scene) -> tuple[tuple[str, str], ...]:
    policy = " ".join(str(network.policy[key]) for key in sorted(network.policy))
    parameters = ", ".join(f"{name}: {value}" for name, value in sorted(network.parameters.items()))
    return (
        ("Content", scene.summary),
        ("As of", scene.as_of),
        ("Snapshot", network.snapshot_id),
        ("Policy", policy),
        ("Measure", f"{network.measure} {network.version}"),
        ("Parameters", parameters or "none"),
        ("Handling", scene.handling or "no mark"),
        (
            "Reading",
            "Shapes and sizes show documented facts. A tie, a membership or a path is no evidence of an offence.",
        ),
    )


def _group_filters(network: Network, scene: Scene) -> str:
    rows = [
        _filter(hull.group, group.name, named_count(group.n_named), hull.colour)
        for hull, group in zip(scene.hulls, network.groups, strict=True)
    ]
    n_outside = sum(not own for own in numbered(network).groups_of)
    return "".join([*rows, _filter(NOBODY, "in no group", str(n_outside), theme.OUTSIDER)])


def _filter(group: int, name: str, count: str, colour: str) -> str:
    dot = f'<circle cx="6" cy="6" r="5.5" fill="{colour}"/>'
    swatch = f'<svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">{dot}</svg>'
    return (
        f'<li><label><input type="checkbox" data-group="{group}" checked>{swatch}'
        f'<span title="{escape(name)}">{escape(name)}</span><small>{escape(count)}</small></label></li>'
    )


def _histogram(network: Network) -> str:
    """Incidents a month as bars; those that are not dated to a month are said in words."""
    months = months_of(network)
    spans = [incident_months(incident, months) for incident in network.incidents]
    counts = Counter(span[0] for span in spans if span and span[0] == span[1])
    n_coarse = len(spans) - counts.total()
    peak = max([1, *counts.values()])
    bars = []
    for month, name in enumerate(months.names):
        height = (BAR_HEIGHT - 2) * counts[month] / peak
        box = f'x="{month * BAR_WIDTH + 1}" y="{BAR_HEIGHT - height:.1f}" width="{BAR_WIDTH - 2}" height="{height:.1f}"'
        bars.append(f'<rect data-m="{month}" {box}><title>{name}: {counts[month]} incidents</title></rect>')
    words = f"Incidents a month, at most {peak}" + (f"; {n_coarse} not dated to a month" if n_coarse else "")
    return (
        f'<svg id="histogram" viewBox="0 0 {BAR_WIDTH * months.n_months} {BAR_HEIGHT}" preserveAspectRatio="none" '
        f'role="img" aria-label="{words}">{"".join(bars)}</svg>'
    )
