"""Possible duplicates for people at a terminal: two persons a row, side by side, and why."""

from rich.console import Console
from rich.text import Text

from graph_service.analysis.duplicates_parts import DUPLICATE_WORDS, Candidate, DuplicateReason, Duplicates
from graph_service.cli.fitting import Grid
from graph_service.domain.text import counted


def show_duplicates(out: Console, result: Duplicates) -> None:
    """Print the pairs, each with both persons and its reasons."""
    pairs = counted(result.n_rows, "pair of persons", "pairs of persons")
    points = counted(result.threshold, "point")
    out.print(Text(f"{pairs} with {points} or more.", style="bold"))
    grid = Grid(("points", "person", "names", "born", "why"), right=("points",))
    for row in result.candidates:
        grid.add_row(
            str(row.points),
            f"{row.person_a}\n{row.person_b}",
            f"{_names(row.label_a, row.names_a)}\n{_names(row.label_b, row.names_b)}",
            f"{row.birth_year_a or '–'}\n{row.birth_year_b or '–'}",
            "\n".join(_why(row)),
        )
    out.print(grid)
    if result.next_after is not None:
        out.print(Text(f"{len(result.candidates)} of {result.n_rows} pairs; the next: --after {result.next_after}"))
    out.print(Text(result.caveat))
    if result.candidates:
        out.print(Text('To decide: gruppkarta duplicates join PERSON PERSON --reason "…"', style="dim"))


def _names(label: str, names: tuple[str, ...]) -> str:
    return "; ".join(names) or label


def _why(row: Candidate) -> list[str]:
    undone = [f"held to be two since {row.undone_on}"] if row.undone_on else []
    return [*undone, *map(_phrase, row.reasons)]


def _phrase(reason: DuplicateReason) -> str:
    return f"{DUPLICATE_WORDS[reason.code]} ({reason.points:+d}) [{', '.join(reason.record_ids)}]"
