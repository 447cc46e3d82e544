"""A scene as one HTML file that works from disk, offline: picture, records, style and script in one.

The file's content security policy lets nothing run but its own script and style, each by its hash,
and nothing be fetched. Text of the records enters by escaping here and by `textContent` in the script.
"""

import re
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Final

from graph_service.analysis.network import Network
from graph_service.analysis.network_difference import network_difference
from graph_service.analysis.person_measures import NO_MEASURES, PersonMeasures
from graph_service.languages.source import N_
from graph_service.languages.translator import Translator
from graph_service.wording.cells import label_of_measure
from visualizations import theme
from visualizations.changes import change_rows
from visualizations.escaping import escape
from visualizations.furniture import facts_words, measured_words, note_words
from visualizations.groups_alone import groups_alone, incident_counts, is_of_groups_alone, n_in_no_group
from visualizations.marks import Scene
from visualizations.numbering import NOBODY, numbered
from visualizations.page_data import data_json, named_count
from visualizations.page_filters import filter_boxes
from visualizations.page_script import ENTRY, digest, import_map, script_digests
from visualizations.svg import render
from visualizations.symbols import legend
from visualizations.tables import changes_html, tables_html
from visualizations.time_axis import incident_months, months_of

KEYS: Final = (
    (N_("/"), N_("search")),
    (N_("arrows"), N_("nearest person in that direction")),
    (N_("N, Shift+N"), N_("next, previous contact")),
    (N_("Enter"), N_("select it")),
    (N_("1, 2"), N_("contacts in 1 or 2 steps")),
    (N_("P"), N_("path to another person")),
    (N_("H, Z"), N_("hide, undo")),
    (N_("C"), N_("centre")),
    (N_("+, −, 0"), N_("zoom, fit what is shown")),
    (N_("Shift+arrows"), N_("move the map")),
    (N_("T"), N_("tables")),
    (N_("Space"), N_("play the time")),
    (N_("Esc"), N_("one step back")),
)
BAR_HEIGHT: Final = 36
_SLOT: Final = re.compile(r"\{\{(?:(\w+)|say: ([^{}]+))\}\}")  # what is put in, or a text in the language


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
    t = scene.translator
    months = months_of(network)
    lists_persons = not is_of_groups_alone(network, scene)
    listed = network if lists_persons else groups_alone(network)
    parts = {
        "lang": t.language,
        "policy": escape(content_security_policy()),
        "style": _style(),
        "import_map": import_map(),
        "script": ENTRY,
        "title": escape(scene.title),
        "as_of": escape(scene.as_of),
        "seen_on": escape(t.text("as of {day}").format(day=scene.as_of)),
        "handling": escape(scene.handling),
        "groups": _group_filters(network, scene),
        "filters": filter_boxes(listed, t),
        "legend": "".join(
            f'<li><svg viewBox="0 0 30 18" width="30" height="18" aria-hidden="true">{symbol}</svg>{escape(words)}</li>'
            for symbol, words in legend(scene)
        ),
        "notes": "".join(f"<li>{escape(words)}</li>" for words in note_words(scene))
        or f"<li>{escape(t.text('nothing'))}</li>",
        "about": "".join(
            f"<dt>{escape(term)}</dt><dd>{escape(value)}</dd>" for term, value in _about(network, scene, measures)
        ),
        "keys": "".join(f"<dt>{escape(t.text(key))}</dt><dd>{escape(t.text(does))}</dd>" for key, does in KEYS),
        "svg": render(scene),
        "tables": tables_html(
            listed, numbered(listed), measures, t, n_elsewhere=len(network.persons) - len(listed.persons)
        )
        + _changes_table(listed, earlier, t),
        "changes": "" if scene.changes is None else f'<p id="since">{escape(scene.changes.sentence)}.</p>',
        "change_layer": "" if scene.changes is None else _layer("ghosts rings", t.text("changes since the other day")),
        "histogram": _histogram(network, t),
        "months_width": str(theme.BAR_WIDTH * months.n_months),
        "years": "".join(
            f'<span data-months="{n}">{year}</span>' for year, n in Counter(name[:4] for name in months.names).items()
        ),
        "last": str(months.n_months - 1),
        "data": data_json(
            listed,
            scene,
            measures,
            months=months,
            counts=() if lists_persons else incident_counts(network, listed, months),
            lists_persons=lists_persons,
            opens=opens,
        ),
    }
    # One pass: braces in a name are a name, not a slot to fill.
    return _SLOT.sub(lambda slot: parts[slot[1]] if slot[1] else escape(t.text(slot[2])), _static("page.html"))


def texts_of_page() -> tuple[str, ...]:
    """Return what the page says around the picture, for catalogues."""
    return tuple(text for name, text in _SLOT.findall(_static("page.html")) if not name)


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
def _static(name: str) -> str:
    return (files("visualizations") / "static" / name).read_text(encoding="utf-8")


@cache
def _style() -> str:
    """Style with the colours and sizes that it shares with the drawing and the script."""
    shared = {
        "ink": theme.INK,
        "muted": theme.MUTED,
        "paper": theme.PAPER,
        "accent": theme.ACCENT,
        "handling": theme.HANDLING,
        "margin": f"{theme.DRAWING_MARGIN}px",
    }
    variables = "; ".join(f"--{name}: {value}" for name, value in shared.items())
    return f"\n:root {{ {variables} }}\n{_static('page.css')}"


def _about(network: Network, scene: Scene, measures: PersonMeasures) -> tuple[tuple[str, str], ...]:
    t = scene.translator
    policy = " ".join(str(network.policy[key]) for key in sorted(network.policy))
    parameters = ", ".join(f"{name}: {value}" for name, value in sorted(network.parameters.items()))
    evidence = t.text("{facts}. A tie, a membership or a path is no evidence of an offence. {measures}")
    reading = evidence.format(facts=facts_words(scene), measures=measured_words(scene)).strip()
    return (
        (t.text("Content"), scene.summary),
        (t.text("As of"), scene.as_of),
        (t.text("Snapshot"), network.snapshot_id),
        (t.text("Policy"), policy),
        (t.text("Measure"), f"{label_of_measure(t, network.measure)} {network.version}"),
        (t.text("Parameters"), parameters or t.text("none")),
        (t.text("Handling"), scene.handling or t.text("no mark")),
        (t.text("Reading"), reading),
        *([(t.text("Measures"), measures.about)] if measures.about else []),
    )


def _changes_table(network: Network, earlier: Network | None, t: Translator) -> str:
    if earlier is None:
        return ""
    return changes_html(change_rows(network_difference(earlier, network), earlier, network, t), t)


def _layer(ids: str, name: str) -> str:
    return f'<li><label><input type="checkbox" data-layer="{ids}" checked>{escape(name)}</label></li>'


def _group_filters(network: Network, scene: Scene) -> str:
    t = scene.translator
    rows = [
        _filter(hull.group, group.name, named_count(t, group.n_named), hull.colour)
        for hull, group in zip(scene.hulls, network.groups, strict=True)
    ]
    outside = _filter(NOBODY, t.text("no group shown"), str(n_in_no_group(network)), theme.OUTSIDER)
    return "".join([*rows, outside])


def _filter(group: int, name: str, count: str, colour: str) -> str:
    dot = f'<circle cx="6" cy="6" r="5.5" fill="{colour}"/>'
    swatch = f'<svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">{dot}</svg>'
    return (
        f'<li><label><input type="checkbox" data-group="{group}" checked>{swatch}'
        f'<span title="{escape(name)}">{escape(name)}</span><small>{escape(count)}</small></label></li>'
    )


def _histogram(network: Network, t: Translator) -> str:
    """Incidents per month as bars; those that are not dated to a month, or lie before the axis, are said in words."""
    months = months_of(network)
    spans = [incident_months(incident, months) for incident in network.incidents]
    counts = Counter(span[0] for span in spans if span and span[0] == span[1])
    n_earlier = sum(n for month, n in counts.items() if month < 0)
    n_coarse = len(spans) - counts.total()
    peak = max([1, *(n for month, n in counts.items() if month >= 0)])
    bars = []
    for month, name in enumerate(months.names):
        height = (BAR_HEIGHT - 2) * counts[month] / peak
        left, top = month * theme.BAR_WIDTH + 1, f"{BAR_HEIGHT - height:.1f}"
        box = f'x="{left}" y="{top}" width="{theme.BAR_WIDTH - 2}" height="{height:.1f}"'
        said = t.plural("{n} incident", "{n} incidents", counts[month]).format(n=counts[month])
        bars.append(f'<rect data-m="{month}" {box}><title>{name}: {said}</title></rect>')
    words = axis_words(network, t, peak=peak, n_coarse=n_coarse, n_earlier=n_earlier)
    return (
        f'<svg id="histogram" viewBox="0 0 {theme.BAR_WIDTH * months.n_months} {BAR_HEIGHT}" '
        'preserveAspectRatio="none" '
        f'role="img" aria-label="{escape(words)}">{"".join(bars)}</svg>'
        f'<p id="axis" title="{escape(words)}">{escape(words)}</p>'
    )


def axis_words(network: Network, t: Translator, *, peak: int, n_coarse: int, n_earlier: int) -> str:
    """Say what the time axis shows, and what it does not.

    Parameters
    ----------
    network : Network
        What is drawn.
    t : Translator
        Of the language.
    peak : int
        The most incidents of a month.
    n_coarse : int
        Incidents that are not dated to a month.
    n_earlier : int
        Incidents before the first month.

    Returns
    -------
    str
        One line.
    """
    parts = [t.text("Incidents per month, at most {n}").format(n=peak)]
    if n_coarse:
        parts.append(t.text("{n} not dated to a month").format(n=n_coarse))
    if n_earlier:
        parts.append(t.text("{n} before the axis").format(n=n_earlier))
    text = t.text("{counts}. Groups, roles and conflicts are those of {day}, in every period.")
    return text.format(counts="; ".join(parts), day=network.as_of.isoformat())
