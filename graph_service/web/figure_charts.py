"""Charts of the figures: shootings by year, and the days from an incident of the own group to the visit."""

from markupsafe import Markup

from graph_service.analysis.figures.parts import Figure, Value
from graph_service.analysis.figures.tally import QUARTILES
from graph_service.languages.translator import Translator
from graph_service.wording.words import word
from visualizations.charts.day_dots import DayWords, day_dots
from visualizations.charts.year_bars import YearBar, year_bars


def shootings_by_year(spoken: Translator, figure: Figure) -> Markup:
    """Return the shootings of each year, whole and to the same date."""
    years = [number.category for number in figure.numbers if number.code == "year"]
    bars = [
        YearBar(year, _whole(figure.value(f"year:{year}")), _whole(figure.value(f"to_date:{year}"))) for year in years
    ]
    whole, to_date = word(spoken, "year", "FigureNumber"), word(spoken, "to_date", "FigureNumber")
    title = spoken.text("Shootings by year, and to the same date of the year")
    said = "; ".join(f"{bar.name}: {bar.whole}, {bar.to_date}" for bar in bars)
    drawn = year_bars(bars, whole=whole, to_date=to_date, title=title, description=said)
    return Markup(drawn)  # noqa: S704  escaped where drawn


def days_to_visit(spoken: Translator, figure: Figure) -> Markup | None:
    """Return the days from the latest incident of the group to each visit; None: there are none to draw."""
    days = sorted(row.days for row in figure.rows if row.days is not None)
    low, median, high = (figure.value(code) for code in QUARTILES)
    if not days or isinstance(low, str) or isinstance(median, str) or isinstance(high, str):
        return None
    quartiles = (float(low or 0), float(median or 0), float(high or 0))
    words = DayWords(
        axis=spoken.text("days from the latest incident of the own group to the visit"),
        median=spoken.text("median {n}").format(n=spoken.number(quartiles[1])),
        middle_half=spoken.text("the middle half: {low} to {high} days").format(
            low=spoken.number(quartiles[0]), high=spoken.number(quartiles[2])
        ),
    )
    title = spoken.text("From incident to visit, a dot a visit")
    drawn = day_dots(days, quartiles, words, title=title, description=", ".join(map(str, days)))
    return Markup(drawn)  # noqa: S704  escaped where drawn


def _whole(value: Value) -> int | None:
    return value if isinstance(value, int) else None
