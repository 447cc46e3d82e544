"""What a caller may see of the figures: rows where they see the records behind, else numbers without small ones."""

from dataclasses import replace

from graph_service.analysis.figures.parts import Figure, FigureRow, Figures
from graph_service.analysis.figures.question import RESTS_ON
from graph_service.analysis.figures.small_counts import without_groups, without_small_counts
from graph_service.analysis.result import WITHHELD
from graph_service.domain.vocabulary import DataClass
from graph_service.services.view import View

_BLANK = FigureRow(
    person_id=WITHHELD.value, on=None, precision=None, days=None, group_ids=(), counted_in=(), record_ids=()
)


def figure_seen(figure: Figure, view: View) -> Figure:
    """Return a figure as a caller may see it: of whoever is withheld only that there is a row."""
    visible = figure if DataClass.INTELLIGENCE in view.classes else without_groups(figure)
    if not visible.shows_rows:
        return visible
    if not _sees_records(visible, view):
        return without_small_counts(visible)
    shown = tuple(row for row in visible.rows if row.person_id not in view.hidden)
    return replace(visible, rows=(*shown, *(_BLANK for _ in range(len(visible.rows) - len(shown)))))


def n_withheld(result: Figures, view: View) -> int:
    """Count the persons whose rows the caller would see, if they were not withheld."""
    shown = [figure for figure in result.figures if figure.shows_rows and _sees_records(figure, view)]
    return len({row.person_id for figure in shown for row in figure.rows} & view.hidden)


def _sees_records(figure: Figure, view: View) -> bool:
    return RESTS_ON[figure.name] <= view.classes
