"""The table twin of a picture: the same persons, groups and conflicts as rows."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from graph_service.analysis.network import Network, NetworkPerson
from graph_service.analysis.person_measures import NO_MEASURES, PersonMeasures
from graph_service.analysis.result import WITHHELD
from visualizations.escaping import escape
from visualizations.hulls import size_words
from visualizations.numbering import Numbered
from visualizations.page_data import named_count
from visualizations.scene import STATUS_WORDS
from visualizations.scores import capitalised, measure_words, score_text

MOST_ROWS: Final = 5_000  # more than a browser shows at ease

PERSON_HEADS: Final = ("Number", "Label", "Group", "Role", "Status", "Minor", "Notified", "Ties", "Points")
GROUP_HEADS: Final = ("Group", "Name", "Named", "Estimate", "Rank", "Violence index", "Conflicts", "Valid")
CONFLICT_HEADS: Final = ("Conflict", "Name", "Between", "and", "Status", "Incidents")


def tables_html(network: Network, numbers: Numbered, measures: PersonMeasures = NO_MEASURES) -> str:
    """Write the tables.

    Parameters
    ----------
    network : Network
        What is drawn.
    numbers : Numbered
        Its positions.
    measures : PersonMeasures
        Of persons, a column each.

    Returns
    -------
    str
        HTML: persons, groups, conflicts.
    """
    heads = (*PERSON_HEADS, *(capitalised(measure_words(name)) for name in measures.columns))
    return "\n".join((
        _table("persons-table", f"Persons {len(network.persons)}", heads, _persons(network, numbers, measures)),
        _too_many(len(network.persons)),
        _table("groups-table", f"Groups {len(network.groups)}", GROUP_HEADS, _groups(network, numbers)),
        _table("conflicts-table", f"Conflicts {len(numbers.conflicts)}", CONFLICT_HEADS, _conflicts(network, numbers)),
    ))  # fmt: skip


def _persons(network: Network, numbers: Numbered, measures: PersonMeasures) -> Iterable[str]:
    n_ties = Counter(end for tie in numbers.tie_ends for end in (tie.a, tie.b))
    order = sorted(
        range(len(network.persons)), key=lambda i: (-network.persons[i].points, network.persons[i].person_id)
    )
    for i in order[:MOST_ROWS]:
        person = network.persons[i]
        cells = (
            person.person_id,
            person.label,
            group_cell(person, [network.groups[g].name for g in numbers.groups_of[i]]),
            person.role,
            STATUS_WORDS[person.status],
            "" if person.is_minor == "no" or person.person_id == WITHHELD.value else person.is_minor,
            person.notified_on.isoformat() if person.notified_on else "",
            str(n_ties[i]),
            str(person.points),
            *(
                score_text(scores[person.person_id]) if person.person_id in scores else ""
                for scores in measures.columns.values()
            ),
        )
        yield _row(f'data-i="{i}"', cells)


def group_cell(person: NetworkPerson, names: Sequence[str]) -> str:
    """Write the groups of a person: those that are not shown by their ids.

    Parameters
    ----------
    person : NetworkPerson
        The person.
    names : Sequence[str]
        Of the groups shown.

    Returns
    -------
    str
        Empty: in no group.
    """
    return ", ".join([*names, *(f"{group} (not shown)" for group in person.groups_not_shown)])


def _groups(network: Network, numbers: Numbered) -> Iterable[str]:
    n_conflicts = Counter(end for side in numbers.conflict_sides for end in (side.a, side.b))
    order = sorted(range(len(network.groups)), key=lambda g: (network.groups[g].rank or len(network.groups) + 1, g))
    for g in order:
        group = network.groups[g]
        cells = (
            group.group_id,
            group.name,
            named_count(group.n_named),
            size_words(group),
            "" if group.rank is None else str(group.rank),
            f"{group.violence_index:.2f}",
            str(n_conflicts[g]),
            "yes" if group.is_valid else "no",
        )
        yield _row(f'data-g="{g}"', cells)


def _conflicts(network: Network, numbers: Numbered) -> Iterable[str]:
    for c, (conflict, sides) in enumerate(zip(numbers.conflicts, numbers.conflict_sides, strict=True)):
        names = (network.groups[sides.a].name, network.groups[sides.b].name)
        cells = (conflict.conflict_id, conflict.name, *names, conflict.status, str(len(conflict.incident_ids)))
        yield _row(f'data-c="{c}"', cells)


def _row(about: str, cells: Sequence[str]) -> str:
    rest = "".join(f"<td>{escape(cell)}</td>" for cell in cells[1:])
    return f'<tr {about}><th scope="row"><button>{escape(cells[0])}</button></th>{rest}</tr>'


def _table(name: str, caption: str, heads: Sequence[str], rows: Iterable[str]) -> str:
    cells = "".join(f'<th scope="col"><button>{escape(head)}</button></th>' for head in heads)
    what, _, n = caption.rpartition(" ")
    count = f'<span id="{name}-count" data-all="{escape(n)}">{escape(n)}</span>'
    return (
        f'<h2>{escape(what)} {count}</h2><table id="{name}"><thead><tr>{cells}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _too_many(n_persons: int) -> str:
    left_out = n_persons - MOST_ROWS
    return f'<p class="muted">{left_out} persons with fewest points are not listed here.</p>' if left_out > 0 else ""
