"""The figures of the programme at a terminal: each with its numbers, categories in one line."""

from itertools import groupby

from rich.console import Console
from rich.text import Text

from graph_service.analysis.figures.parts import Figure, FigureNumber, Figures
from graph_service.cli.fitting import Grid
from graph_service.cli.language import spoken
from graph_service.wording.figures import (
    category_label,
    figure_title,
    number_label,
    number_text,
    unanswered_text,
)


def show_figures(out: Console, result: Figures) -> None:
    """Print the figures."""
    t = spoken()
    text = t.text("The programme from {first} to {last}; the rows behind each number are in --json and --out.")
    out.print(Text(text.format(first=result.from_day, last=result.to_day)))
    grid = Grid((t.text("figure"), t.text("counts"), t.text("number")))
    for figure in result.figures:
        for i, (label, said) in enumerate(_lines(figure)):
            grid.add_row("" if i else figure_title(t, figure), label, said)
    out.print(grid)


def _lines(figure: Figure) -> list[tuple[str, str]]:
    t = spoken()
    if figure.unanswered:
        return [("", unanswered_text(t, figure))]
    lines = []
    for _, group in groupby(figure.numbers, key=lambda number: number.code):
        numbers = list(group)
        lines.append((number_label(t, numbers[0]), "; ".join(_said(number) for number in numbers)))
    return lines


def _said(number: FigureNumber) -> str:
    t = spoken()
    value = number_text(t, number.value)
    return f"{category_label(t, number)} {value}" if number.category else value
