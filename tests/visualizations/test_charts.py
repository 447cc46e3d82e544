"""Small charts: what is drawn where, what is read out in its place, and that no text becomes markup."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizations.charts.conflict_matrix import CELL, STATES, MatrixCell, conflict_matrix
from visualizations.charts.drawing import size, steps
from visualizations.charts.rank_interval import rank_interval
from visualizations.charts.reach_curve import CurveWords, reach_curve_chart
from visualizations.charts.sparkline import BASE, HEIGHT, WIDTH, sparkline
from visualizations.charts.time_line import RADIUS, Band, IncidentMark, TimeLane, dodged, time_line
from visualizations.charts.year_months import YearWords, year_months
from visualizations.theme import ACCENT, ALLIANCE, CONFLICT

HOSTILE = "<script>alert(1)</script>\"'&\u202e\x00" + "x" * 300
SVG = "{http://www.w3.org/2000/svg}"
MONTHS = tuple(f"m{i}" for i in range(1, 13))
WORDS = {**{state: state for state in STATES}, "alliance": "alliance"}


def hostile_sparkline() -> str:
    return sparkline([1, 0, 2], title=HOSTILE, description=HOSTILE)


def hostile_interval() -> str:
    return rank_interval(2, 1, 3, 5, title=HOSTILE, description=HOSTILE)


def hostile_months() -> str:
    words = YearWords([HOSTILE] * 12, HOSTILE, HOSTILE, HOSTILE)
    return year_months([1], [[2] * 12], words, title=HOSTILE, description=HOSTILE)


def hostile_matrix() -> str:
    cells = {(0, 1): MatrixCell("active", is_allied=True, words=HOSTILE)}
    words = dict.fromkeys(WORDS, HOSTILE)
    return conflict_matrix([HOSTILE, HOSTILE], cells, words, title=HOSTILE, description=HOSTILE)


def hostile_curve() -> str:
    words = CurveWords(HOSTILE, HOSTILE, HOSTILE)
    return reach_curve_chart([1, 2], 3, words, title=HOSTILE, description=HOSTILE)


def hostile_line() -> str:
    day = date(2020, 5, 1)
    lanes = [TimeLane(HOSTILE, [IncidentMark(day, day, "fatal", HOSTILE)])]
    bands = [Band(day, day, "active", HOSTILE)]
    legend = [("fatal", HOSTILE)]
    first, last = date(2020, 1, 1), date(2020, 12, 3)
    return time_line(lanes, first, last, title=HOSTILE, description=HOSTILE, bands=bands, legend=legend)


CHARTS = (hostile_sparkline, hostile_interval, hostile_months, hostile_matrix, hostile_curve, hostile_line)


@pytest.mark.parametrize("draw", CHARTS)
def test_a_chart_is_well_formed_and_hostile_text_stays_text(draw: Callable[[], str]) -> None:
    root = fromstring(draw())
    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert "<script>" in "".join(root[0].itertext())
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "text", "line", "rect", "circle", "path", "polyline"}
    names = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in names if name == "style" or name.startswith("on")}


@pytest.mark.parametrize("draw", CHARTS)
def test_a_chart_is_the_same_each_time(draw: Callable[[], str]) -> None:
    assert draw() == draw()


def boxes(drawing: str, fill: str) -> list[Element]:
    return [element for element in fromstring(drawing).iter(f"{SVG}rect") if element.get("fill") == fill]


def number(element: Element, name: str) -> float:
    return float(str(element.get(name)))


def test_bars_of_a_sparkline_are_as_high_as_their_share_and_the_last_is_marked() -> None:
    root = fromstring(sparkline([1, 0, 4, 2], title="t", description="d", highest=4))
    bars = list(root.iter(f"{SVG}rect"))
    full = BASE - 1
    assert [number(bar, "height") for bar in bars] == pytest.approx([full / 4, full, full / 2], abs=0.1)
    assert [number(bar, "x") for bar in bars] == pytest.approx([0.5, WIDTH / 2 + 0.5, WIDTH * 0.75 + 0.5])
    assert [bar.get("fill") == ACCENT for bar in bars] == [False, False, True]
    assert all(0 <= number(bar, "y") <= HEIGHT for bar in bars)


def test_a_sparkline_of_nothing_is_a_line() -> None:
    root = fromstring(sparkline([], title="t", description="d"))
    assert [child.tag.removeprefix(SVG) for child in root] == ["title", "desc", "line"]


@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), *[st.integers(1, n)] * 3)))
def test_a_rank_lies_on_its_line_between_the_ends_of_its_range(ranks: tuple[int, int, int, int]) -> None:
    n_ranks, *three = ranks
    low, rank, high = sorted(three)
    root = fromstring(rank_interval(rank, low, high, n_ranks, title="t", description="d"))
    whole, span = root.iter(f"{SVG}line")
    (dot,) = root.iter(f"{SVG}circle")
    ends = [number(span, "x1"), number(dot, "cx"), number(span, "x2")]
    assert ends == sorted(ends)
    assert number(whole, "x1") <= ends[0]
    assert ends[-1] <= number(whole, "x2")


def test_bars_of_months_stand_in_front_of_the_range_of_earlier_years() -> None:
    words = YearWords(MONTHS, "2020", "earlier", "mean")
    earlier = [[4] * 12, [0] * 12]
    drawing = year_months([1, 2], earlier, words, title="t", description="d")
    bars = boxes(drawing, ACCENT)[:2]  # the last is of the legend
    assert number(bars[1], "height") == pytest.approx(2 * number(bars[0], "height"), abs=0.2)
    ranges = boxes(drawing, "#c9d2da")
    assert len(ranges) == 12 + 1
    assert number(ranges[0], "height") == pytest.approx(4 * number(bars[0], "height"), abs=0.3)


def test_without_earlier_years_the_bars_stand_alone() -> None:
    words = YearWords(MONTHS, "2020", "earlier", "mean")
    assert not boxes(year_months([1], [], words, title="t", description="d"), "#c9d2da")


def test_every_pair_stands_twice_in_the_matrix_and_red_is_of_conflicts_alone() -> None:
    cells = {
        (0, 1): MatrixCell("active", is_allied=False, words="a–b"),
        (0, 2): MatrixCell(None, is_allied=True, words="a–c"),
        (1, 2): MatrixCell("truce", is_allied=False, words="b–c"),
    }
    root = fromstring(conflict_matrix(["a", "b", "c"], cells, WORDS, title="t", description="d"))
    red = [box for box in root.iter(f"{SVG}rect") if CONFLICT in {box.get("fill"), box.get("stroke")}]
    words = [title.text for box in red for title in box.iter(f"{SVG}title")]
    assert sorted(filter(None, words)) == ["a–b", "a–b", "b–c", "b–c"]
    at = {(number(box, "x"), number(box, "y")) for box in red if list(box)}
    left = min(x for x, _ in at)
    top = min(y for _, y in at)
    assert {(round((x - left) / CELL), round((y - top) / CELL)) for x, y in at} == {(1, 0), (0, 1), (2, 1), (1, 2)}
    allied = [dot for dot in root.iter(f"{SVG}circle") if dot.get("fill") == ALLIANCE]
    assert len(allied) == 2 + 1  # and the legend


def test_a_reach_curve_rises_from_nobody_and_stays_below_everybody() -> None:
    words = CurveWords("asked", "reached", "all")
    drawing = reach_curve_chart([5, 8, 9], 10, words, title="t", description="d")
    line = next(fromstring(drawing).iter(f"{SVG}polyline"))
    points = [tuple(map(float, pair.split(","))) for pair in str(line.get("points")).split()]
    assert len(points) == 4
    assert all(a[0] < b[0] and a[1] > b[1] for a, b in pairwise(points))
    dashed = next(row for row in fromstring(drawing).iter(f"{SVG}line") if row.get("stroke-dasharray"))
    assert number(dashed, "y1") < points[-1][1]


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 60)).map(lambda span: (span[0], span[0] + span[1]))))
def test_marks_of_one_level_never_touch(spans: list[tuple[float, float]]) -> None:
    levels, n_levels = dodged(spans)
    assert set(levels) == set(range(n_levels))
    for level in range(n_levels):
        row = sorted(span for span, of_span in zip(spans, levels, strict=True) if of_span == level)
        assert all(b[0] - a[1] >= 2 * RADIUS for a, b in pairwise(row))


def test_an_answer_is_joined_to_what_it_answers_and_a_coarse_date_is_a_span() -> None:
    first, last = date(2020, 1, 1), date(2020, 12, 31)
    cause = IncidentMark(date(2020, 2, 1), date(2020, 2, 1), "fatal", "cause", "I-1")
    effect = IncidentMark(date(2020, 6, 1), date(2020, 6, 30), "injury", "effect", "I-2", answers="I-1")
    drawing = time_line([TimeLane("a", [cause]), TimeLane("b", [effect])], first, last, title="t", description="d")
    root = fromstring(drawing)
    (arc,) = root.iter(f"{SVG}path")
    assert arc.get("stroke") == CONFLICT
    (span,) = boxes(drawing, "#c9cfd6")
    (dark, grey) = root.iter(f"{SVG}circle")
    assert number(span, "x") < number(grey, "cx") < number(span, "x") + number(span, "width")
    assert number(dark, "cx") < number(grey, "cx")


def test_what_is_older_than_the_axis_stands_at_its_edge() -> None:
    mark = IncidentMark(date(2010, 1, 1), date(2010, 1, 1), "none", "old")
    root = fromstring(
        time_line([TimeLane("a", [mark])], date(2020, 1, 1), date(2020, 2, 1), title="t", description="d")
    )
    (dot,) = root.iter(f"{SVG}circle")
    assert number(dot, "cx") >= 0


@pytest.mark.parametrize(
    ("highest", "numbers"), [(0, [0, 1]), (3, [0, 1, 2, 3]), (7, [0, 2, 4, 6, 8]), (41, [0, 10, 20, 30, 40, 50])]
)
def test_an_axis_has_few_round_numbers(highest: float, numbers: list[int]) -> None:
    assert steps(highest) == numbers


@pytest.mark.parametrize(("length", "text"), [(3.0, "3"), (-0.04, "0"), (10.25, "10.2"), (-1.5, "-1.5"), (100, "100")])
def test_lengths_are_short(length: float, text: str) -> None:
    assert size(length) == text
