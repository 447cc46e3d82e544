"""Communities for people at a terminal: each with its groups and its persons, not a line for every person."""

from collections import defaultdict

from rich.console import Console
from rich.text import Text

from graph_service.analysis.communities import Communities
from graph_service.cli.fitting import Grid
from graph_service.domain.text import counted


def show_communities(out: Console, result: Communities) -> None:
    """Print how many there are and how sure, then each: its size, the groups of its persons, and who they are."""
    n_persons = result.graph.n_persons - result.n_isolates
    title = f"{counted(len(result.communities), 'community', 'communities')} of {counted(n_persons, 'person')}"
    isolates = f"; {counted(result.n_isolates, 'person')} without a contact in none" if result.n_isolates else ""
    out.print(Text(f"{title}{isolates}.", style="bold"))
    for words, value in (
        ("Modularity", result.modularity),
        ("Stability over seeds", result.stability),
        (f"Agreement with groups ({counted(result.n_compared, 'person')}), adjusted Rand", result.adjusted_rand),
        ("The same, mutual information", result.mutual_information),
    ):
        if value is not None:
            out.print(Text(f"{words}: {value:.3f}"))
    groups: dict[int, list[str]] = defaultdict(list)
    for part in result.groups:
        groups[part.community].append(f"{part.group_id} {part.n_persons}")
    persons: dict[int, list[str]] = defaultdict(list)
    for row in result.rows:
        persons[row.community].append(row.person_id)
    grid = Grid(
        ("community", "persons", "ties inside", "outside", "groups"),
        right=("community", "persons", "ties inside", "outside"),
    )
    for community in result.communities:
        words = ", ".join(groups[community.community]) or "none"
        counts = (community.community, community.n_persons, community.n_inside, community.n_outside)
        grid.add_row(*map(str, counts), words)
    if result.communities:
        out.print(grid)
    for number, members in persons.items():
        out.print(Text(f"Community {number}: {', '.join(members)}"))
    if result.next_after is not None:
        out.print(Text(f"{len(result.rows)} of {counted(result.n_rows, 'person')}; more after {result.next_after}"))
    out.print(Text(result.caveat, style="bold"))
