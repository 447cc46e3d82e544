"""What stands within a page around a picture: buttons, filters, legend, view, tables, details, time, records.

The file that stands alone and the page of the service are this same inside, each in a frame of its own.
"""

import re
from collections import Counter
from dataclasses import dataclass
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
from visualizations.histogram import histogram
from visualizations.marks import Scene
from visualizations.numbering import NOBODY, numbered
from visualizations.page_data import data_json, named_count
from visualizations.page_filters import filter_boxes
from visualizations.svg import render
from visualizations.symbols import legend
from visualizations.tables import changes_html, tables_html
from visualizations.time_axis import months_of

KEYS: Final = (
    (N_("/"), N_("search")),
    (N_("arrows"), N_("nearest person in that direction")),
    (N_("N, Shift+N"), N_("next, previous contact")),
    (N_("Enter"), N_("select it")),
    (N_("1, 2"), N_("contacts in 1 or 2 steps")),
    (N_("P"), N_("path to another person")),
    (N_("X, Shift+click"), N_("add to those whose common contacts are shown")),
    (N_("M"), N_("pin, unpin")),
    (N_("H, Z"), N_("hide, undo")),
    (N_("C"), N_("centre")),
    (N_("+, −, 0"), N_("zoom, fit what is shown")),
    (N_("Shift+arrows"), N_("move the map")),
    (N_("T"), N_("tables")),
    (N_("Space"), N_("play the time")),
    (N_("Esc"), N_("one step back")),
)
CODE: Final = ' translate="no"'
TEMPLATES: Final = ("page.html", "inside.html")
_SLOT: Final = re.compile(r"\{\{(?:(\w+)|say: ([^{}]+))\}\}")  # what is put in, or a text in the language


@dataclass(frozen=True, slots=True)
class FrameParts:
    """What a frame puts into the inside: HTML of a form that asks for another picture, and of links to files.

    `opens` is the address that ends where the id of a group follows, of its own map; empty: the page says the command.
    """

    form: str = ""
    file_links: str = ""
    opens: str = ""


def inside_html(
    network: Network,
    scene: Scene,
    measures: PersonMeasures = NO_MEASURES,
    earlier: Network | None = None,
    frame_parts: FrameParts | None = None,
) -> str:
    """Write the inside of a page around a picture.

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
    frame_parts : FrameParts | None
        What the frame puts in; None: nothing, as in a file that stands alone.

    Returns
    -------
    str
        HTML without code or style in it, the same for the same network and scene.
    """
    t = scene.translator
    months = months_of(network)
    more = frame_parts or FrameParts()
    lists_persons = not is_of_groups_alone(network, scene)
    listed = network if lists_persons else groups_alone(network)
    parts = {
        "title": escape(scene.title),
        "seen_on": escape(t.text("as of {day}").format(day=scene.as_of)),
        "handling": escape(scene.handling),
        "form": more.form,
        "file_links": more.file_links,
        "groups": _group_filters(network, scene),
        "filters": filter_boxes(listed, t),
        "changes": "" if scene.changes is None else f'<p id="since">{escape(scene.changes.sentence)}.</p>',
        "change_layer": "" if scene.changes is None else _layer("ghosts rings", t.text("changes since the other day")),
        "legend": "".join(
            f'<li><svg viewBox="0 0 30 18" width="30" height="18" aria-hidden="true">{symbol}</svg>{escape(words)}</li>'
            for symbol, words in legend(scene)
        ),
        "notes": "".join(f"<li>{escape(words)}</li>" for words in note_words(scene))
        or f"<li>{escape(t.text('nothing'))}</li>",
        "about": "".join(
            f"<dt>{escape(term)}</dt><dd{CODE if is_code else ''}>{escape(value)}</dd>"
            for term, value, is_code in _about(network, scene, measures)
        ),
        "keys": "".join(f"<dt>{escape(t.text(key))}</dt><dd>{escape(t.text(does))}</dd>" for key, does in KEYS),
        "svg": render(scene),
        "tables": tables_html(
            listed, numbered(listed), measures, t, n_elsewhere=len(network.persons) - len(listed.persons)
        )
        + _changes_table(listed, earlier, t),
        "histogram": histogram(network, t),
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
            opens=more.opens,
        ),
    }
    return filled("inside.html", parts, t)


def filled(template: str, parts: dict[str, str], t: Translator) -> str:
    """Fill a template in one pass: braces in a name are a name, not a slot to fill.

    Parameters
    ----------
    template : str
        One of `TEMPLATES`.
    parts : dict[str, str]
        What is put in, by slot.
    t : Translator
        Of the texts of the template.

    Returns
    -------
    str
        HTML.
    """
    return _SLOT.sub(lambda slot: parts[slot[1]] if slot[1] else escape(t.text(slot[2])), static_text(template))


def texts_of_page() -> tuple[str, ...]:
    """Return what the page says around the picture, for catalogues."""
    return tuple(text for each in TEMPLATES for name, text in _SLOT.findall(static_text(each)) if not name)


@cache
def static_text(name: str) -> str:
    """Return a file of `static/`."""
    return (files("visualizations") / "static" / name).read_text(encoding="utf-8")


def _about(network: Network, scene: Scene, measures: PersonMeasures) -> tuple[tuple[str, str, bool], ...]:
    """Terms, what is said of each, and whether that is code, the same in every language."""
    t = scene.translator
    policy = " ".join(str(network.policy[key]) for key in sorted(network.policy))
    parameters = ", ".join(f"{name}: {value}" for name, value in sorted(network.parameters.items()))
    evidence = t.text("{facts}. A tie, a membership or a path is no evidence of an offence. {measures}")
    reading = evidence.format(facts=facts_words(scene), measures=measured_words(scene)).strip()
    return (
        (t.text("Content"), scene.summary, False),
        (t.text("As of"), scene.as_of, False),
        (t.text("Snapshot"), network.snapshot_id, True),
        (t.text("Policy"), policy, True),
        (t.text("Measure"), f"{label_of_measure(t, network.measure)} {network.version}", False),
        (t.text("Parameters"), parameters or t.text("none"), bool(parameters)),
        (t.text("Handling"), scene.handling or t.text("no mark"), False),
        (t.text("Reading"), reading, False),
        *([(t.text("Measures"), measures.about, True)] if measures.about else []),
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
