"""The figure as data: what is drawn and where, before any SVG.

`compose` turns a network and a layout into a `Scene`. Where the layout has no persons, the scene holds groups only.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from graph_service.analysis.network import Network, NetworkPerson
from graph_service.analysis.network_difference import network_difference
from graph_service.analysis.person_measures import NO_MEASURES, PersonMeasures
from graph_service.analysis.result import WITHHELD, Note, note
from graph_service.languages.source import N_
from graph_service.languages.translator import Translator
from graph_service.wording.cells import label_of_measure
from graph_service.wording.words import coded
from visualizations import theme
from visualizations.changes import change_marks
from visualizations.geometry import XY, Box, square
from visualizations.ghosts import NO_GHOSTS, place_ghosts
from visualizations.group_links import ties_between_groups
from visualizations.hulls import BOLD, draw_hulls, hull_corners_of, name_size, neighbours_differ
from visualizations.labels import ZOOM_LEVELS, Crowd, Label, place_beside, shortened, text_box
from visualizations.layout import MOST_ROWS, Layout
from visualizations.lines import (
    BADGE_RADIUS,
    MOST_BUNDLES,
    draw_alliances,
    draw_bundles,
    draw_conflicts,
    draw_ties,
    ground_of,
)
from visualizations.marks import Dot, LabelLevel, Scene
from visualizations.numbering import Numbered, numbered, numbered_groups
from visualizations.said import ENGLISH, STATUS_WORDS, label_said, together
from visualizations.scores import Steps, score_words, steps_of

SCREEN: Final = (900.0, 660.0)  # the room a map usually gets; decides how large text is in map units
LEAST_UNIT: Final = 0.75
CROWDED: Final = 1.6  # map units per pixel above which the whole map names groups only
MOST_GROUPS: Final = 60  # above which a map is for orientation at best
FEW: Final = 60  # persons up to which every one is named
LABEL_SIZE: Final = 11.0
CAPTION_SIZE: Final = 10.5
LABEL_SIGNS: Final = 22
POINTS_TO_BE_NAMED: Final = {1.0: 4, 1.8: 2}
POINTS_TO_BE_NAMED_CROWDED: Final = {1.0: 99, 1.8: 4, 3.2: 2}
SHAPES: Final = {"none": "circle", "victim_only": "diamond", "in_custody": "square", "dead": "cross"}
MINOR_WORDS: Final = {"yes": N_("minor"), "no": "", "unknown": N_("age not known")}
CONFLICT_WORDS: Final = N_("member of groups in conflict with each other")
LEAST_BOUNDS: Final = (-230.0, -140.0, 460.0, 280.0)


def compose(
    network: Network,
    layout: Layout,
    *,
    handling: str,
    title: str = "Group map",
    measures: PersonMeasures = NO_MEASURES,
    earlier: Network | None = None,
    t: Translator = ENGLISH,
) -> Scene:
    """Draw a network at the positions of a layout.

    Parameters
    ----------
    network : Network
        What is drawn.
    layout : Layout
        Of this network.
    handling : str
        The handling mark, printed on the picture.
    title : str
        The heading.
    measures : PersonMeasures
        Measures of persons to say, and by which the dots are sized and coloured; default: by points and groups.
    earlier : Network | None
        The same as of an earlier day, whose difference is drawn on the same positions.
    t : Translator
        Of the language of the words.

    Returns
    -------
    Scene
        The figure.
    """
    numbers = numbered(network) if layout.shows_persons else numbered_groups(network)
    n_tied = {} if layout.shows_persons else ties_between_groups(network)
    n_groups = len(network.groups)
    colours = neighbours_differ(layout, n_groups)
    corners = hull_corners_of(layout, n_groups)
    difference = None if earlier is None else network_difference(earlier, network)
    ghosts = NO_GHOSTS
    if earlier is not None and difference is not None:
        ghosts = place_ghosts(difference, earlier, network, layout)
    bounds = _bounds(layout, ghosts.points)
    unit = max(LEAST_UNIT, bounds[2] / SCREEN[0], bounds[3] / SCREEN[1])
    crowd = Crowd()
    sizes = steps_of(t, measures, measures.size_by, network.persons, len(theme.DOT_RADII))
    shades = steps_of(t, measures, measures.colour_by, network.persons, len(theme.SHADES))
    dots = _dots(network, numbers, layout, colours, measures, t, sizes=sizes, shades=shades)
    for dot in dots:
        crowd.add(square((dot.x, dot.y), dot.reach))
    for spot in ghosts.points:
        crowd.add(square(spot, theme.GHOST_REACH))
    caption = _caption(network, layout, unit, t)
    if caption:
        box = text_box(caption.text, caption.x, caption.y, caption.anchor, CAPTION_SIZE * unit)
        crowd.add(box, firm=True)
    hulls = draw_hulls(network.groups, layout, corners, colours, crowd, unit, t=t)
    names = tuple(group.name for group in network.groups)
    ground = ground_of(names, layout, corners, tuple(hull.label for hull in hulls), crowd, unit)
    conflicts = draw_conflicts(numbers, ground, t)
    alliances = draw_alliances(numbers, ground, conflicts, t)
    levels = tuple(_person_labels(network, dots, crowd.copy(), zoom, unit, t) for zoom in ZOOM_LEVELS) if dots else ()
    texts = [(hull.label, (hull.font_size or name_size(n_groups, unit)) * BOLD) for hull in hulls]
    texts += [(label, level.font_size) for level in levels[:1] for label in level.labels]
    texts += [(caption, CAPTION_SIZE * unit)] if caption else []
    boxes = [text_box(label.text, label.x, label.y, label.anchor, size) for label, size in texts]
    boxes += [square(at, BADGE_RADIUS * unit) for line in conflicts for at in (line.badge, line.middle)]
    boxes += [square(line.middle, 0) for line in alliances]
    return Scene(
        title=title,
        summary=_summary(network, t),
        as_of=network.as_of.isoformat(),
        handling=handling,
        provenance=_provenance(network, t),
        notes=(*network.notes, *measures.notes, *numbers.notes, *_not_drawn(network, layout, len(n_tied))),
        bounds=_widened(bounds, boxes),
        unit=unit,
        hulls=hulls,
        bundles=() if layout.shows_persons else draw_bundles(n_tied, layout, t),
        ties=draw_ties(numbers, n_groups) if layout.shows_persons else (),
        conflicts=conflicts,
        alliances=alliances,
        dots=dots,
        label_levels=levels,
        caption=caption,
        sizes=sizes if layout.shows_persons else None,
        shades=shades if layout.shows_persons else None,
        changes=None
        if difference is None
        else change_marks(
            difference, ghosts, network, numbers, layout, describe=lambda person: label_said(t, person.label), t=t
        ),
        translator=t,
    )


def group_words(
    t: Translator, person: NetworkPerson, names: tuple[str, ...], associate_of: tuple[str, ...] = ()
) -> str:
    """Say where a person belongs: a group that is not shown is named by its id, and never passed over.

    Parameters
    ----------
    t : Translator
        Of the language.
    person : NetworkPerson
        The person.
    names : tuple[str, ...]
        Of the groups shown, best role first.
    associate_of : tuple[str, ...]
        Names of groups shown of which the person is an associate and no member.

    Returns
    -------
    str
        As "core in Falk", "in a group not shown (G-07)", "associate of Falk" or "in no group".
    """
    elsewhere = person.groups_not_shown
    words = []
    if names:
        text = t.text("{role} in {groups}") if person.role else t.text("in {groups}")
        words.append(text.format(role=coded(t, person.role, "Role"), groups=together(t, names)))
    if elsewhere:
        text = t.text("in a group not shown ({groups})")
        if len(elsewhere) > 1:
            text = t.text("in groups not shown ({groups})")
        words.append(text.format(groups=", ".join(elsewhere)))
    if associate_of:
        words.append(t.text("associate of {groups}").format(groups=together(t, associate_of)))
    return ", ".join(words) or t.text("in no group")


def person_words(
    t: Translator, person: NetworkPerson, names: tuple[str, ...], associate_of: tuple[str, ...] = ()
) -> str:
    """Say who a dot is.

    Parameters
    ----------
    t : Translator
        Of the language.
    person : NetworkPerson
        The person.
    names : tuple[str, ...]
        Of the groups shown, best role first.
    associate_of : tuple[str, ...]
        Names of groups shown of which the person is an associate and no member.

    Returns
    -------
    str
        Label, id, role and groups, status, notification, points.
    """
    label = label_said(t, person.label)
    words = (
        label if person.label == person.person_id else f"{label} ({person.person_id})",
        "" if person.person_id == WITHHELD.value else group_words(t, person, names, associate_of),
        t.text(CONFLICT_WORDS) if person.groups_in_conflict else "",
        t.text(STATUS_WORDS[person.status]),
        "" if person.person_id == WITHHELD.value else t.text(MINOR_WORDS[person.is_minor]),
        t.text("notified {day}").format(day=person.notified_on.isoformat()) if person.notified_on else "",
        t.plural("{n} point", "{n} points", person.points).format(n=person.points) if person.points else "",
    )
    return ", ".join(word for word in words if word)


def _dots(
    network: Network,
    numbers: Numbered,
    layout: Layout,
    colours: tuple[str, ...],
    measures: PersonMeasures,
    t: Translator,
    *,
    sizes: Steps | None,
    shades: Steps | None,
) -> tuple[Dot, ...]:
    if not layout.shows_persons:
        return ()
    dots = []
    associates = associates_of(network)
    for position, person in enumerate(network.persons):
        groups = numbers.groups_of[position]
        hue = colours[groups[0]] if groups else theme.OUTSIDER
        shade = None if shades is None else shades.of_person[position]
        dots.append(
            Dot(
                person=position,
                x=float(layout.persons[position, 0]),
                y=float(layout.persons[position, 1]),
                r=theme.dot_radius(person.points) if sizes is None else theme.DOT_RADII[sizes.of_person[position] or 0],
                fill=hue if shades is None else theme.PAPER if shade is None else theme.SHADES[shade],
                rim=colours[groups[1]] if len(groups) > 1 else None,
                shape=SHAPES[person.status],
                notified=person.notified_on is not None,
                description=", ".join(
                    (
                        person_words(
                            t,
                            person,
                            tuple(network.groups[g].name for g in groups),
                            associates.get(person.person_id, ()),
                        ),
                        *score_words(t, measures, person.person_id),
                    )
                ),
                is_hollow=shades is not None and shade is None,
            )
        )
    return tuple(dots)


def associates_of(network: Network) -> dict[str, tuple[str, ...]]:
    """Return the names of the groups shown of which persons are associates and no members.

    Parameters
    ----------
    network : Network
        What is drawn.

    Returns
    -------
    dict[str, tuple[str, ...]]
        Names by id of the person.
    """
    names = {group.group_id: group.name for group in network.groups}
    member_of = {person.person_id: set(person.groups) for person in network.persons}
    associates: dict[str, list[str]] = {}
    for row in network.memberships:
        is_member = row.group_id in member_of.get(row.person_id, ())
        if row.role == "associate" and row.group_id in names and not is_member:
            associates.setdefault(row.person_id, []).append(names[row.group_id])
    return {person: tuple(dict.fromkeys(groups)) for person, groups in associates.items()}


def _summary(network: Network, t: Translator) -> str:
    counts = (
        t.plural("{n} person", "{n} persons", len(network.persons)).format(n=len(network.persons)),
        t.plural("{n} group", "{n} groups", len(network.groups)).format(n=len(network.groups)),
        t.plural("{n} tie", "{n} ties", len(network.ties)).format(n=len(network.ties)),
        t.plural("{n} conflict", "{n} conflicts", len(network.conflicts)).format(n=len(network.conflicts)),
        t.plural("{n} alliance", "{n} alliances", len(network.alliances)).format(n=len(network.alliances)),
        t.plural("{n} incident", "{n} incidents", len(network.incidents)).format(n=len(network.incidents)),
    )
    return ", ".join(counts)


def _provenance(network: Network, t: Translator) -> str:
    policy = " ".join(str(network.policy[key]) for key in sorted(network.policy))
    text = t.text("{measure} {version}, snapshot {snapshot}, policy {policy}")
    measure = label_of_measure(t, network.measure)
    return text.format(measure=measure, version=network.version, snapshot=network.snapshot_id, policy=policy)


def _not_drawn(network: Network, layout: Layout, n_tied: int) -> tuple[Note, ...]:
    n_groups, n_hidden = len(network.groups), 0 if layout.shows_persons else len(network.persons)
    is_listed = n_hidden <= MOST_ROWS
    notes = (
        note("person_not_drawn" if is_listed else "person_on_map_of_group", n_hidden),
        note("incident_on_map_of_group", 0 if is_listed else len(network.incidents)),
        note("bundle_not_drawn", max(0, n_tied - MOST_BUNDLES)),
        note("group_too_many", n_groups if n_groups > MOST_GROUPS else 0),
    )
    return tuple(entry for entry in notes if entry.n)


def _caption(network: Network, layout: Layout, unit: float, t: Translator) -> Label | None:
    """Say why there is nothing, or who those below the map are."""
    if not network.persons and not network.groups:
        return Label(t.text("No persons and no groups on this day"), 0.0, 0.0, "middle", -1)
    if not layout.isolated:
        return None
    rows = layout.persons[list(layout.isolated)]
    text = t.plural("{n} person without a tie to anybody here", "{n} persons without a tie to anybody here", len(rows))
    words = text.format(n=len(rows))
    return Label(words, float(rows[:, 0].mean()), float(rows[:, 1].max()) + 22 * unit, "middle", -1)


def _bounds(layout: Layout, ghosts: Sequence[XY] = ()) -> Box:
    """Left, top, width and height of all discs and dots."""
    margin = theme.HULL_PAD + 22
    low = [*layout.persons, *ghosts, *(layout.centres - layout.radii[:, None])]
    high = [*layout.persons, *ghosts, *(layout.centres + layout.radii[:, None])]
    if not low:
        return LEAST_BOUNDS
    left, top = (float(v) for v in np.min(low, axis=0) - margin)
    right, bottom = (float(v) for v in np.max(high, axis=0) + margin)
    # A map of one dot is not blown up to fill the page.
    spare_x, spare_y = max(0.0, LEAST_BOUNDS[2] - (right - left)) / 2, max(0.0, LEAST_BOUNDS[3] - (bottom - top)) / 2
    return left - spare_x, top - spare_y, right - left + 2 * spare_x, bottom - top + 2 * spare_y


def _widened(bounds: Box, boxes: list[Box]) -> Box:
    """Widen the bounds to hold all texts and curves of the whole map."""
    left, top, width, height = bounds
    low_x, low_y = min([left, *(b[0] - 6 for b in boxes)]), min([top, *(b[1] - 6 for b in boxes)])
    high_x, high_y = max([left + width, *(b[2] + 6 for b in boxes)]), max([top + height, *(b[3] + 6 for b in boxes)])
    return low_x, low_y, high_x - low_x, high_y - low_y


def _person_labels(
    network: Network, dots: tuple[Dot, ...], crowd: Crowd, zoom: float, unit: float, t: Translator
) -> LabelLevel:
    """Persons with most points first; on the whole map only those with points worth naming."""
    size = LABEL_SIZE * unit / zoom
    needed = POINTS_TO_BE_NAMED if unit < CROWDED else POINTS_TO_BE_NAMED_CROWDED
    floor = 0 if len(dots) <= FEW else needed.get(zoom, 0)
    order = sorted(
        (i for i, person in enumerate(network.persons) if person.points >= floor),
        key=lambda i: (-network.persons[i].points, network.persons[i].person_id),
    )
    placed = []
    for i in order:
        text = shortened(label_said(t, network.persons[i].label), LABEL_SIGNS)
        placed.append(place_beside(text, (dots[i].x, dots[i].y, dots[i].reach), size, crowd, i) if text else None)
    return LabelLevel(zoom, size, tuple(label for label in placed if label))
