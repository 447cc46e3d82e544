"""Paths, common contacts and neighbourhoods for people at a terminal: who, and then every record behind their ties."""

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from graph_service.analysis.around import Around
from graph_service.analysis.common_contacts import CommonContacts
from graph_service.analysis.named_ends import PathEnd
from graph_service.analysis.paths import Paths
from graph_service.analysis.tie_evidence import EvidencedTie, TieEvidence
from graph_service.cli.fitting import Grid
from graph_service.domain.dates import day_in_words
from graph_service.domain.text import counted


def show_paths(out: Console, result: Paths) -> None:
    """Print how many shortest paths there are, the first of them, and the records of their steps."""
    ends = f"from {_end(result.start)} to {_end(result.end)}"
    if result.outcome == "none":
        title = f"No path leads {ends}."
    elif result.outcome == "longer":
        title = f"Every path {ends} is longer than {counted(int(str(result.parameters['max_steps'])), 'step')}."
    elif result.n_paths is None:
        title = f"Very many shortest paths lead {ends}, of {counted(result.n_steps or 0, 'step')} each."
    else:
        title = f"{counted(result.n_paths, 'shortest path')} {ends}, of {counted(result.n_steps or 0, 'step')}."
    out.print(Text(title, style="bold"))
    grid = Grid(("#", "weakest tie", "path"), right=("#", "weakest tie"))
    for path in result.paths:
        names = zip(path.person_ids, path.labels, strict=True)
        weakest = "" if path.weakest is None else f"{path.weakest:g}"
        grid.add_row(str(path.number), weakest, " – ".join(_name(person_id, label) for person_id, label in names))
    if result.paths:
        out.print(grid)
    _show_ties(out, (step for path in result.paths for step in path.steps))
    out.print(Text(result.caveat, style="bold"))


def show_common(out: Console, result: CommonContacts) -> None:
    """Print who is tied to all, and by which records."""
    n, named = len(result.contacts), ", ".join(result.persons)
    verb = "is" if n == 1 else "are"
    out.print(Text(f"{counted(n, 'person')} {verb} tied to all of {named}.", style="bold"))
    grid = Grid(("person", "label", "weakest tie"), right=("weakest tie",))
    for contact in result.contacts:
        grid.add_row(contact.person_id, contact.label, f"{contact.weakest:g}")
    if result.contacts:
        out.print(grid)
    _show_ties(out, (tie for contact in result.contacts for tie in contact.ties))
    out.print(Text(result.caveat, style="bold"))


def show_around(out: Console, result: Around) -> None:
    """Print who is near, and every tie among those shown."""
    n, named = result.n_within, ", ".join(result.centres)
    verb = "is" if n == 1 else "are"
    within = counted(int(str(result.parameters["steps"])), "step")
    out.print(Text(f"{counted(n, 'person')} {verb} within {within} of {named}.", style="bold"))
    grid = Grid(("person", "label", "steps", "weakest tie", "nearest to"), right=("steps", "weakest tie"))
    for person in result.persons:
        grid.add_row(
            person.person_id, person.label, str(person.n_steps), f"{person.weakest:g}", ", ".join(person.nearest)
        )
    if result.persons:
        out.print(grid)
    _show_ties(out, result.ties)
    out.print(Text(result.caveat, style="bold"))


def _show_ties(out: Console, ties: Iterable[EvidencedTie]) -> None:
    """Print each record once for each pair whom it ties."""
    columns = ("between", "kind", "strength", "source", "grade", "from", "to", "record")
    grid = Grid(columns, right=("strength",))
    pairs = {frozenset((tie.person_a, tie.person_b)): tie for tie in reversed(list(ties))}
    for tie in reversed(pairs.values()):
        for record in tie.records:
            grid.add_row(
                f"{tie.person_a} – {tie.person_b}",
                record.kind,
                f"{record.strength:g}",
                record.source_id or "",
                record.grade or "",
                *_validity(record),
                record.record_id,
            )
    if pairs:
        out.print(grid)


def _validity(record: TieEvidence) -> tuple[str, str]:
    days = ((record.first_on, record.first_precision), (record.last_on, record.last_precision))
    first, last = ("" if day is None else day_in_words(day, precision or "day") for day, precision in days)
    return first, last


def _name(person_id: str, label: str) -> str:
    return person_id if label == person_id else f"{label} ({person_id})"


def _end(end: PathEnd) -> str:
    return end.person_id or f"{end.group_id} ({counted(end.n_persons, 'person')})"
