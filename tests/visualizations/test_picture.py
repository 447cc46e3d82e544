"""The figure and its SVG: what is drawn, where texts stand, what the legend says, what is left out."""

import re
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest

from graph_service.analysis.network import Network, NetworkAlliance, NetworkConflict
from graph_service.analysis.person_measures import PersonMeasures
from graph_service.analysis.result import WITHHELD, Note
from tests.invented_network import group, invented, network_of, person, renamed, tie
from visualizations import theme
from visualizations.draw import draw_html, draw_svg
from visualizations.furniture import LEGEND_SHARE, LEGEND_SIZE, SYMBOL_WIDTH
from visualizations.geometry import Box, square
from visualizations.hulls import BOLD, name_size
from visualizations.labels import text_box, text_width
from visualizations.layout import grouped_layout
from visualizations.lines import BADGE_RADIUS
from visualizations.marks import Scene
from visualizations.numbering import linked
from visualizations.said import ENGLISH
from visualizations.scene import compose
from visualizations.scores import range_words, score_text, steps_of
from visualizations.svg import render
from visualizations.symbols import legend

HANDLING = "RESTRICTED"
SVG = "{http://www.w3.org/2000/svg}"
TWO_GROUPS = network_of(
    persons=[person(1, groups=["G-01"]), person(2, groups=["G-02"])],
    groups=[group(1, name="Mill", n_named=1), group(2, name="Quay", n_named=1)],
    conflicts=[NetworkConflict("C-1", "Summer", "G-01", "G-02", "truce", (), ("I-1", "I-2"), (), ())],
    alliances=[NetworkAlliance("G-01", "G-02", ("alliance:A-1",), ())],
)
SMALL: dict[str, Network] = {
    "empty": network_of(),
    "one person": network_of(persons=[person(1)]),
    "no groups": network_of(persons=[person(i) for i in range(1, 30)], ties=[tie(i, i + 1) for i in range(1, 20)]),
    "one group": network_of(
        persons=[person(i, groups=["G-01"], points=i) for i in range(1, 20)], groups=[group(1, n_named=19)]
    ),
    "no ties": network_of(
        persons=[person(i, groups=[f"G-0{i % 3 + 1}"]) for i in range(1, 20)], groups=[group(i) for i in (1, 2, 3)]
    ),
    "no members": network_of(
        groups=[group(1), group(2)], conflicts=TWO_GROUPS.conflicts, alliances=TWO_GROUPS.alliances
    ),
    "three groups of one person": network_of(
        persons=[person(1, groups=["G-01", "G-02", "G-03"]), person(2, groups=["G-01"])],
        groups=[group(1), group(2), group(3)],
    ),
    "long names": renamed(
        invented(120), label="Somebody with a very long pseudonym", name="THE PEOPLE OF THE LONG STREET 123"
    ),
    "wide names": renamed(invented(60), label="漢字仮名漢字仮名漢字仮名", name="漢字仮名漢字仮名漢字仮名漢字仮名"),
    "nameless": renamed(invented(30, n_groups=5), label="", name="\u200b"),
    "isolated": network_of(persons=[person(i) for i in range(1, 200)]),
}


def scene_of(network: Network, *, persons: bool | None = None) -> Scene:
    return compose(network, grouped_layout(network, persons=persons), handling=HANDLING)


def overlapping(boxes: list[Box]) -> int:
    return sum(a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1] for a, b in combinations(boxes, 2))


def name_boxes(scene: Scene) -> list[Box]:
    size = name_size(len(scene.hulls), scene.unit) * BOLD
    return [text_box(h.label.text, h.label.x, h.label.y, h.label.anchor, size) for h in scene.hulls]


@pytest.mark.parametrize("name", sorted(SMALL))
@pytest.mark.parametrize("persons", [True, False])
def test_every_kind_of_network_is_drawn(name: str, persons: bool) -> None:
    text = draw_svg(SMALL[name], handling=HANDLING, persons=persons)
    drawing = ET.fromstring(text)
    dots = [node for node in drawing.iter() if node.get("class") == "p"]
    hulls = [node for node in drawing.iter() if node.get("class") == "hull"]
    assert len(dots) == (len(linked(SMALL[name]).persons) if persons else 0)
    assert len(hulls) == len(SMALL[name].groups)
    assert "nan" not in text
    assert "inf" not in re.sub(r"<(title|desc|text).*?</\1>", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("n_persons", [60, 350, 800])
def test_no_label_covers_another_label_a_dot_or_a_badge(n_persons: int) -> None:
    scene = scene_of(invented(n_persons))
    badges = [square(c.badge, BADGE_RADIUS * scene.unit) for c in scene.conflicts]
    assert all(level.labels for level in scene.label_levels[1:])
    for level in scene.label_levels:
        labels = [text_box(one.text, one.x, one.y, one.anchor, level.font_size) for one in level.labels]
        dots = [(dot.x - dot.r, dot.y - dot.r, dot.x + dot.r, dot.y + dot.r) for dot in scene.dots]
        assert overlapping(labels) == 0
        assert overlapping([*labels, *dots]) == 0
        assert overlapping([*labels, *name_boxes(scene)]) == overlapping(name_boxes(scene))
        assert overlapping([*labels, *badges]) == overlapping(badges)


@pytest.mark.parametrize(
    "network", [invented(60), invented(350), invented(800), SMALL["long names"]], ids=["60", "350", "800", "long"]
)
def test_no_name_of_a_group_covers_another(network: Network) -> None:
    assert overlapping(name_boxes(scene_of(network))) == 0


def test_all_texts_of_the_whole_map_lie_within_its_bounds() -> None:
    scene = scene_of(SMALL["long names"])
    left, top, width, height = scene.bounds
    for box in name_boxes(scene):
        assert left <= box[0]
        assert box[2] <= left + width
        assert top <= box[1]
        assert box[3] <= top + height


def words(scene: Scene) -> set[str]:
    return {said for _, said in legend(scene)}


def test_the_legend_explains_every_symbol_drawn() -> None:
    persons = [
        person(1, groups=["G-01"]),
        person(2, status="victim_only"),
        person(3, groups=["G-01"], status="in_custody"),
        person(4, groups=["G-01"], status="dead"),
        replace(person(5, groups=["G-01", "G-02"]), notified_on=date(2025, 1, 1)),
    ]
    groups = [replace(group(1), rank=1, violence_index=10.0), replace(group(2), is_valid=False), group(3)]
    states = ("active", "truce", "dormant")
    sides = (("G-01", "G-02"), ("G-01", "G-03"), ("G-02", "G-03"))
    network = network_of(
        persons=persons,
        groups=groups,
        ties=[tie(1, 3), tie(1, 5)],
        conflicts=[
            NetworkConflict(f"C-{s}", "", a, b, s, (), (), (), ()) for s, (a, b) in zip(states, sides, strict=True)
        ],
        alliances=[NetworkAlliance("G-01", "G-02", (), ())],
    )
    scene = scene_of(network)
    assert words(scene) == {
        "conflict, active", "conflict, truce", "conflict, dormant", "incidents between them", "alliance",
        "tie, not across groups", "named members", "first by violence index", "group not valid now",
        "victim only", "in custody", "dead", "notified", "no group shown", "in two or more groups",
        "points: 0–3, 4–7, 8+",
    }  # fmt: skip
    assert {dot.shape for dot in scene.dots} == {"circle", "diamond", "square", "cross"}


def test_the_legend_leaves_out_what_is_not_drawn() -> None:
    assert words(scene_of(SMALL["one group"])) == {"named members", "points: 0–3, 4–7, 8+"}
    assert words(scene_of(network_of())) == set()
    assert "ties between groups (width)" in words(scene_of(invented(60), persons=False))


def test_red_belongs_to_conflicts_alone() -> None:
    without = replace(invented(120), conflicts=())
    assert theme.CONFLICT in draw_svg(TWO_GROUPS, handling=HANDLING)
    drawing = ET.fromstring(draw_svg(without, handling=HANDLING))
    red = [node for node in drawing.iter() if theme.CONFLICT in node.attrib.values() and len(node)]
    assert {node.get("id") for node in red} <= {"conflicts", "badges"}
    assert all(len(node) == 0 for node in drawing.iter() if node.get("id") in {"conflicts", "badges"})


def test_a_larger_dot_means_more_points_and_never_more_ties() -> None:
    network = network_of(
        persons=[person(1, points=0), person(2, points=4), person(3, points=8), *map(person, range(4, 30))],
        ties=[tie(1, i) for i in range(4, 30)],
    )
    r = [dot.r for dot in scene_of(network).dots]
    assert r[0] < r[1] < r[2]
    assert r[3] == r[0]


def test_a_conflict_is_said_with_its_status_and_incidents() -> None:
    scene = scene_of(TWO_GROUPS)
    assert scene.conflicts[0].description == "Conflict Mill – Quay (Summer): truce, 2 incidents"
    assert scene.alliances[0].description == "Alliance Mill – Quay, also in conflict"
    assert scene.conflicts[0].path != scene.alliances[0].path


def test_a_group_is_said_with_its_named_members_and_its_estimate() -> None:
    hull = scene_of(TWO_GROUPS).hulls[0]
    assert hull.count == "1"
    assert hull.description == "Mill, 1 named member, estimated 1–5"


def test_a_withheld_count_is_written_as_withheld() -> None:
    network = replace(TWO_GROUPS, groups=tuple(replace(one, n_named=WITHHELD) for one in TWO_GROUPS.groups))
    hull = scene_of(network).hulls[0]
    assert hull.count == "withheld"
    assert "number of named members withheld" in hull.description


def test_only_a_group_with_violence_is_called_first() -> None:
    quiet = network_of(groups=[replace(group(1), rank=1), replace(group(2), rank=1)])
    assert not any(hull.is_first for hull in scene_of(quiet).hulls)
    loud = network_of(groups=[replace(group(1), rank=1, violence_index=2.5), replace(group(2), rank=2)])
    assert [hull.is_first for hull in scene_of(loud).hulls] == [True, False]


def test_the_paper_carries_day_handling_snapshot_policy_and_notes() -> None:
    network = replace(TWO_GROUPS, notes=(Note("tie_undated", 12, "undated ties, included"),))
    text = draw_svg(network, handling=HANDLING, title="Network of the north")
    for said in (
        "Network of the north",
        "As of 2025-12-31",
        HANDLING,
        "invented-0001",
        "gvi-default",
        "12 undated ties",
    ):
        assert said in text


def test_without_a_handling_mark_no_mark_is_drawn() -> None:
    assert theme.HANDLING in draw_svg(TWO_GROUPS, handling=HANDLING)
    assert theme.HANDLING not in draw_svg(TWO_GROUPS, handling="")


def test_what_has_an_end_that_is_not_shown_is_left_out_and_counted() -> None:
    network = replace(invented(60), persons=invented(60).persons[:10], groups=invented(60).groups[:2])
    codes = {note.code: note.n for note in scene_of(network).notes}
    assert codes["tie_not_drawn"] > 0
    assert codes["conflict_not_drawn"] + codes["alliance_not_drawn"] > 0
    assert codes.get("membership_not_drawn", 0) == sum(
        g not in {"G-000", "G-001"} for one in network.persons for g in one.groups
    )


def test_persons_who_are_not_drawn_are_counted() -> None:
    scene = scene_of(invented(60), persons=False)
    assert scene.dots == ()
    assert [note.n for note in scene.notes if note.code == "person_not_drawn"] == [60]


def test_more_groups_than_can_be_read_are_said() -> None:
    crowd = network_of(groups=[group(i) for i in range(1, 62)])
    assert [note.code for note in scene_of(crowd).notes] == ["group_too_many"]
    assert scene_of(network_of(groups=[group(i) for i in range(1, 61)])).notes == ()


def test_names_are_escaped_and_the_picture_holds_no_style_and_no_script() -> None:
    text = draw_svg(renamed(invented(30, n_groups=5), label='<b>&"', name="</svg><script>x"), handling='"<&')
    assert "<b>" not in text
    assert "<script" not in text
    assert not re.search(r"<style|\sstyle=|\son\w+=", text)


def test_every_dot_says_who_it_is() -> None:
    minor = replace(person(1, groups=["G-01"], label="Falk", status="in_custody", points=3), is_minor="yes")
    network = network_of(persons=[minor], groups=[group(1, name="Mill")])
    said = "Falk (P-0001), affiliate in Mill, in custody, minor, 3 points"
    assert scene_of(network).dots[0].description == said


def test_neighbouring_groups_differ_in_hue() -> None:
    scene = scene_of(invented(120, n_groups=6))
    assert len({hull.colour for hull in scene.hulls}) == 6


def test_the_same_scene_is_the_same_text() -> None:
    assert render(scene_of(invented(60))) == render(scene_of(invented(60)))


def test_dots_are_sized_by_a_measure_only_where_that_is_asked_and_the_legend_says_so() -> None:
    network = invented(60)
    values = {one.person_id: float(i) if i else None for i, one in enumerate(network.persons)}
    measures = PersonMeasures(columns={"betweenness": values}, size_by="betweenness")
    scene = compose(network, grouped_layout(network), handling=HANDLING, measures=measures)
    radii = [dot.r for dot in scene.dots]
    assert radii[0] == min(radii)  # not defined
    assert radii == sorted(radii)
    assert "betweenness: 1–20, 21–39, 40–59" in words(scene)
    assert "betweenness not defined" in scene.dots[0].description
    assert "The size of a dot is betweenness." in render(scene)
    assert not any("betweenness" in word for word in words(scene_of(network)))
    assert [dot.r for dot in scene_of(network).dots] != radii
    text = draw_html(network, handling=HANDLING, measures=measures)
    assert "Betweenness</button>" in text
    assert "betweenness 7" in text


def test_dots_are_coloured_by_a_measure_from_light_to_dark_and_hollow_where_it_is_not_defined() -> None:
    network = invented(60)
    values = {one.person_id: i * i / 9 if i else None for i, one in enumerate(network.persons)}
    measures = PersonMeasures(columns={"degree": values}, colour_by="degree")
    scene = compose(network, grouped_layout(network), handling=HANDLING, measures=measures)
    first, *dots = scene.dots
    assert first.is_hollow
    assert first.fill == theme.PAPER
    shades = [theme.SHADES.index(dot.fill) for dot in dots]
    assert shades == sorted(shades)
    assert set(shades) == set(range(len(theme.SHADES)))
    assert [dot.r for dot in scene.dots] == [dot.r for dot in scene_of(network).dots]
    assert "degree: 0.111–16, 18.8–64, 69.4–136, 144–245, 256–387" in words(scene)
    assert "degree not defined" in words(scene)
    assert "The colour of a dot is degree." in render(scene)


def test_equal_scores_are_of_one_step_and_steps_of_nobody_are_not_in_the_legend() -> None:
    persons = [person(i, groups=["G-01"]) for i in range(1, 8)]
    network = network_of(persons=persons, groups=[group(1, n_named=7)])
    values = dict(zip((one.person_id for one in persons), (-1.0, -1.0, -1.0, -1.0, -0.5, 0.25, 1.0), strict=True))
    steps = steps_of(ENGLISH, PersonMeasures(columns={"ei_index": values}), "ei_index", persons, 5)
    assert steps is not None
    assert len(set(steps.of_person[:4])) == 1
    assert [held for held in steps.words if held] == ["−1", "−0.5", "0.25–1"]
    assert range_words(ENGLISH, -0.5, 0.25) == "−0.5 to 0.25"
    nobody = PersonMeasures(columns={"eigenvector": {}}, size_by="eigenvector", colour_by="eigenvector")
    scene = compose(network, grouped_layout(network), handling=HANDLING, measures=nobody)
    assert "eigenvector: not defined" in words(scene)
    assert all(dot.is_hollow for dot in scene.dots)


def test_scores_read_as_people_write_numbers() -> None:
    scores = (0.0, -0.0, 1.5, 0.0000123, -1 / 3, 1234.5, True, None)
    said = ["0", "0", "1.5", "0.0000123", "−0.333", "1234", "yes", "not defined"]
    assert [score_text(ENGLISH, score) for score in scores] == said


def test_words_too_long_for_a_column_of_the_legend_take_the_next() -> None:
    network = invented(60)
    values = {one.person_id: 1 / (i + 3) for i, one in enumerate(network.persons)}
    measures = PersonMeasures(columns={"effective_size_unweighted": values}, colour_by="effective_size_unweighted")
    scene = compose(network, grouped_layout(network), handling=HANDLING, measures=measures)
    root = ET.fromstring(render(scene))
    boxes = []
    for entry in root.iter(f"{SVG}g"):
        text = entry.find(f"{SVG}text")
        if (move := re.fullmatch(r"translate\(([\d.]+) ([\d.]+)\)", entry.get("transform", ""))) and text is not None:
            boxes.append((float(move[1]), float(move[2]), LEGEND_SHARE * text_width(text.text or "", LEGEND_SIZE)))
    assert len(boxes) >= len(legend(scene))
    for (x, y, width), (next_x, next_y, _) in pairwise(boxes):
        assert y < next_y or x + SYMBOL_WIDTH + width <= next_x
