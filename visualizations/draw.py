"""From a network to a finished picture in one call."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from graph_service.analysis.network import Network
from graph_service.analysis.network_difference import without_persons
from graph_service.analysis.person_measures import NO_MEASURES, PersonMeasures
from graph_service.languages.source import N_, SOURCE
from graph_service.languages.translator import translator
from visualizations.layout import GROUPS_FIRST, MAX_PERSONS, grouped_layout
from visualizations.marks import Scene
from visualizations.most_tied import most_tied
from visualizations.numbering import linked
from visualizations.page import standalone_html
from visualizations.pyvis_export import pyvis_html
from visualizations.scene import compose
from visualizations.svg import render

TITLE = N_("Group map")
Form = Literal["svg", "page", "pyvis"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as text, and the figure that it was made from: what it holds, and what not."""

    text: str
    scene: Scene


@dataclass(frozen=True, slots=True)
class ComposedNetwork:
    """What of a network is drawn, its figure, and what of the earlier day it is compared with."""

    network: Network
    scene: Scene
    earlier: Network | None = None


def draw_svg(
    network: Network,
    *,
    handling: str,
    title: str = TITLE,
    seed: int = 1,
    persons: bool | None = None,
    measures: PersonMeasures = NO_MEASURES,
    earlier: Network | None = None,
    language: str = SOURCE,
) -> str:
    """Draw a network as one SVG that stands alone.

    Parameters
    ----------
    network : Network
        What is drawn. Persons without a group, a tie or an incident are left out and counted.
    handling : str
        The handling mark, printed on the picture.
    title : str
        The heading.
    seed : int
        Of the layout.
    persons : bool | None
        Whether to draw persons; None: up to 800 of them, where there are no groups the 800 with the most contacts.
    measures : PersonMeasures
        Measures of persons to say, and by which the dots are sized and coloured; default: by points and groups.
    earlier : Network | None
        The same as of an earlier day: what came, left or changed since is drawn on the same positions, and listed.
    language : str
        Of everything that is said beside the records: sv or en.

    Returns
    -------
    str
        The document.

    Raises
    ------
    InputError
        If persons are asked for and there are more than 1,500, or `earlier` is not of an earlier day.
    """
    return picture(
        network,
        "svg",
        handling=handling,
        title=title,
        seed=seed,
        persons=persons,
        measures=measures,
        earlier=earlier,
        language=language,
    ).text


def draw_html(
    network: Network,
    *,
    handling: str,
    title: str = TITLE,
    seed: int = 1,
    persons: bool | None = None,
    measures: PersonMeasures = NO_MEASURES,
    earlier: Network | None = None,
    language: str = SOURCE,
) -> str:
    """Draw a network as one page that works from disk, offline: search, filters, time, paths, evidence, tables.

    Parameters
    ----------
    network : Network
        What is drawn. Persons without a group, a tie or an incident are left out and counted.
    handling : str
        The handling mark, printed on the picture.
    title : str
        The heading.
    seed : int
        Of the layout.
    persons : bool | None
        Whether to draw persons; None: up to 800 of them, where there are no groups the 800 with the most contacts.
    measures : PersonMeasures
        Measures of persons to say, and by which the dots are sized and coloured; default: by points and groups.
    earlier : Network | None
        The same as of an earlier day: what came, left or changed since is drawn on the same positions, and listed.
    language : str
        Of everything that is said beside the records: sv or en.

    Returns
    -------
    str
        The document.

    Raises
    ------
    InputError
        If persons are asked for and there are more than 1,500, or `earlier` is not of an earlier day.
    """
    return picture(
        network,
        "page",
        handling=handling,
        title=title,
        seed=seed,
        persons=persons,
        measures=measures,
        earlier=earlier,
        language=language,
    ).text


def draw_pyvis(
    network: Network,
    *,
    handling: str,
    title: str = TITLE,
    seed: int = 1,
    persons: bool | None = None,
    measures: PersonMeasures = NO_MEASURES,
    language: str = SOURCE,
) -> str:
    """Draw a network as one pyvis file that works offline.

    Parameters
    ----------
    network : Network
        What is drawn. Persons without a group, a tie or an incident are left out and counted.
    handling : str
        The handling mark, printed above the picture.
    title : str
        The heading.
    seed : int
        Of the layout.
    persons : bool | None
        Whether to draw persons; None: up to 800 of them, where there are no groups the 800 with the most contacts.
    measures : PersonMeasures
        Measures of persons to say, and by which the dots are sized and coloured; default: by points and groups.
    language : str
        Of everything that is said beside the records: sv or en.

    Returns
    -------
    str
        The document.

    Raises
    ------
    InputError
        If persons are asked for and there are more than 1,500.
    MissingExtraError
        If pyvis is not installed.
    """
    return picture(
        network,
        "pyvis",
        handling=handling,
        title=title,
        seed=seed,
        persons=persons,
        measures=measures,
        language=language,
    ).text


def picture(
    network: Network,
    form: Form,
    *,
    handling: str,
    title: str = TITLE,
    seed: int = 1,
    persons: bool | None = None,
    measures: PersonMeasures = NO_MEASURES,
    earlier: Network | None = None,
    opens: str = "",
    language: str = SOURCE,
) -> Picture:
    """Draw as `draw_svg`, `draw_html` or `draw_pyvis` does, and return the figure too.

    `opens` is the address that ends where the id of a group follows, of the map of that group.
    """
    composed = figure(
        network,
        handling=handling,
        title=title,
        seed=seed,
        persons=persons,
        measures=measures,
        earlier=earlier,
        language=language,
    )
    drawn, scene, then = composed.network, composed.scene, composed.earlier
    match form:
        case "svg":
            return Picture(render(scene), scene)
        case "page":
            return Picture(standalone_html(drawn, scene, measures, then, opens=opens), scene)
        case "pyvis":
            return Picture(pyvis_html(scene), scene)


def figure(
    network: Network,
    *,
    handling: str,
    title: str = TITLE,
    seed: int = 1,
    persons: bool | None = None,
    measures: PersonMeasures = NO_MEASURES,
    earlier: Network | None = None,
    language: str = SOURCE,
) -> ComposedNetwork:
    """Lay a network out and compose its figure, as `draw_svg` does.

    Parameters
    ----------
    network : Network
        What is drawn.
    handling : str
        The handling mark.
    title : str
        The heading.
    seed : int
        Of the layout.
    persons : bool | None
        Whether to draw persons.
    measures : PersonMeasures
        Measures of persons.
    earlier : Network | None
        The same as of an earlier day.
    language : str
        Of everything that is said beside the records: sv or en.

    Returns
    -------
    ComposedNetwork
        What is drawn, and how.
    """
    everybody = linked(network)
    drawn = everybody
    if persons is None and not drawn.groups:
        drawn = most_tied(drawn, GROUPS_FIRST)
    then = None
    if earlier is not None:  # who is there and has too few contacts to be drawn did not leave
        not_drawn = {row.person_id for row in everybody.persons} - {row.person_id for row in drawn.persons}
        then = without_persons(linked(earlier), not_drawn)
    layout = grouped_layout(drawn, seed=seed, persons=persons)
    t = translator(language)
    title = t.text(TITLE) if title == TITLE else title
    scene = compose(drawn, layout, handling=handling, title=title, measures=measures, earlier=then, t=t)
    return ComposedNetwork(drawn, scene, then)


def places(network: Network, *, seed: int = 1) -> Mapping[str, tuple[float, float]]:
    """Return where the map has everything, for other programs.

    Parameters
    ----------
    network : Network
        What is drawn.
    seed : int
        Of the layout.

    Returns
    -------
    Mapping[str, tuple[float, float]]
        x and y, downwards, by ``person:id``, ``group:id``, ``incident:id``: an incident amid the persons linked to
        it. Above 1,500 persons only groups have a place.
    """
    drawn = linked(network)
    layout = grouped_layout(drawn, seed=seed, persons=len(drawn.persons) <= MAX_PERSONS)
    where = {
        f"group:{group.group_id}": (float(x), float(y))
        for group, (x, y) in zip(drawn.groups, layout.centres, strict=False)
    }
    if not layout.shows_persons:
        return _rounded(where)
    for person, (x, y) in zip(drawn.persons, layout.persons, strict=True):
        where[f"person:{person.person_id}"] = (float(x), float(y))
    linked_to: dict[str, list[tuple[float, float]]] = {}
    for involvement in drawn.involvements:
        position = where.get(f"person:{involvement.person_id}")
        if position is not None:
            linked_to.setdefault(f"incident:{involvement.incident_id}", []).append(position)
    for incident, near in linked_to.items():
        where[incident] = (sum(x for x, _ in near) / len(near), sum(y for _, y in near) / len(near))
    return _rounded(where)


def _rounded(where: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    return {node: (round(x, 1), round(y, 1)) for node, (x, y) in where.items()}
