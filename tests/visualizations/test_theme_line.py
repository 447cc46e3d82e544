"""The theme line: one axis, a row for each sort of thing, text that stays text, the same drawing each time."""

from datetime import date
from xml.etree import ElementTree as ET

from visualizations.theme_line import WIDTH, ThemeEntry, theme_line

DAY = date(2020, 12, 3)
SVG = "{http://www.w3.org/2000/svg}"


def drawn(*entries: ThemeEntry) -> ET.Element:
    return ET.fromstring(theme_line(entries, as_of=DAY, title="all of it", today="the day"))


def test_without_entries_nothing_is_drawn() -> None:
    assert theme_line([], as_of=DAY, title="all of it", today="the day") == ""


def test_days_are_dots_in_order_and_what_lasts_is_as_long_as_it_lasts() -> None:
    picture = drawn(
        ThemeEntry("facts", date(2020, 6, 1), None, "later"),
        ThemeEntry("facts", date(2019, 6, 1), None, "earlier"),
        ThemeEntry("groups", date(2018, 1, 1), date(2019, 1, 1), "a year", lasts=True),
        ThemeEntry("groups", date(2019, 1, 2), None, "goes on", lasts=True),
    )
    dots = {dot.findtext(f"{SVG}title"): float(dot.attrib["cx"]) for dot in picture.iter(f"{SVG}circle")}
    assert dots["earlier"] < dots["later"]
    bars = {bar.findtext(f"{SVG}title"): bar.find(f"{SVG}rect") for bar in picture.iter(f"{SVG}g")}
    assert bars["a year"] is not None
    assert bars["goes on"] is not None
    assert float(bars["goes on"].attrib["width"]) > float(bars["a year"].attrib["width"])
    names = [text.text for text in picture.iter(f"{SVG}text")]
    assert [name for name in names if name in {"facts", "groups"}] == ["facts", "groups"]


def test_a_date_that_is_not_exact_is_as_wide_as_what_it_may_mean() -> None:
    picture = drawn(
        ThemeEntry("facts", date(2020, 2, 10), None, "month", precision="month"),
        ThemeEntry("facts", date(2019, 5, 5), None, "year", precision="year"),
    )
    widths = {bar.findtext(f"{SVG}title"): float(bar.attrib["width"]) for bar in picture.iter(f"{SVG}rect")}
    assert widths["year"] > 8 * widths["month"] > 0


def test_the_day_is_marked_and_plans_lie_right_of_it() -> None:
    picture = drawn(ThemeEntry("visits", date(2021, 3, 1), None, "planned"))
    (line,) = [line for line in picture.iter(f"{SVG}line") if line.findtext(f"{SVG}title") == "the day"]
    (dot,) = picture.iter(f"{SVG}circle")
    assert float(line.attrib["x1"]) < float(dot.attrib["cx"]) <= WIDTH


def test_few_years_have_quarters_and_many_have_fewer_names() -> None:
    few = drawn(ThemeEntry("facts", date(2020, 1, 5), None, "a"))
    many = drawn(ThemeEntry("facts", date(1960, 1, 5), None, "a"))
    assert "2020-07" in [text.text for text in few.iter(f"{SVG}text")]
    assert 5 < sum(str(text.text).isdigit() for text in many.iter(f"{SVG}text")) <= 15


def test_text_stays_text_and_the_drawing_is_the_same_each_time() -> None:
    entry = ThemeEntry('<script>"x"</script>', date(2020, 1, 5), None, "</title><b>&")
    text = theme_line([entry], as_of=DAY, title='"><i>', today="<day>")
    assert "<script" not in text
    assert "<b>" not in text
    assert "<i>" not in text
    assert text == theme_line([entry], as_of=DAY, title='"><i>', today="<day>")
    assert ET.fromstring(text).attrib["aria-label"] == '"><i>'


def test_the_first_and_the_last_day_there_is_are_drawn() -> None:
    picture = drawn(ThemeEntry("facts", date.min, None, "first"), ThemeEntry("facts", date.max, None, "last"))
    assert len(list(picture.iter(f"{SVG}circle"))) == 2
